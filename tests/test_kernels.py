"""The compiled decoder: the same numbers and the same texts as torch, and torch itself wherever it cannot be had."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from tests.conftest import ROOT
from tests.test_sample import Recurrent
from vibejam import decoding, paths
from vibejam.arch import BaseLM, Decoder, build_model
from vibejam.choose import Choice
from vibejam.config import ModelConfig
from vibejam.decoding import choose_decoder
from vibejam.errors import ConfigError, ContextFull, MissingError
from vibejam.sample import generate_candidates, generate_text, generate_tokens
from vibejam.tokenizer import CharTokenizer

COMPILED = ("gpt", "gpt_fast", "llama")
each_architecture = pytest.mark.parametrize("arch", COMPILED)

Shape = tuple[int, int, int, int, int, dict[str, Any]]  # n_layer, n_head, n_embd, block_size, vocab_size, options

# Even, odd, the smallest, more than a register; the options are gpt_fast's.
SHAPES: list[Shape] = [
    (2, 4, 64, 32, 65, {}),
    (1, 1, 6, 5, 3, {"ngram_order": 1}),
    (3, 3, 30, 17, 300, {"ngram_order": 3, "ngram_width": 7, "ngram_rows": 11}),
    (1, 7, 98, 9, 131, {"ngram_order": 2, "ngram_width": 98, "mlp_ratio": 1}),
    (2, 2, 4, 1, 5, {"ngram_width": 3, "mlp_ratio": 2}),
    (1, 2, 132, 70, 33, {}),
]
QWEN2, QWEN3 = {"n_kv_head": 1, "qkv_bias": 1, "tied": 1}, {"n_kv_head": 2, "qk_norm": 1, "head_size": 24}
LONG = {"rope_base": 500_000, "rope_factor": 8.0, "rope_length": 16, "rope_low": 1.0, "rope_high": 4.0, "norm_epsilon": 1e-3}
LLAMAS: list[Shape] = [
    (2, 4, 64, 32, 65, {}),
    (1, 1, 6, 5, 3, QWEN2),
    (3, 3, 30, 17, 300, {"n_kv_head": 1, "mlp_width": 17}),
    (1, 7, 98, 9, 131, {"head_size": 2, "norm_epsilon": 1e-2, "rope_factor": 2.0}),
    (2, 2, 4, 1, 5, {"mlp_width": 1, "tied": 1}),
    (1, 2, 132, 70, 33, LONG),
    (2, 4, 64, 32, 65, QWEN2),
    (2, 4, 64, 32, 65, QWEN3),
    (2, 9, 36, 40, 65, {"n_kv_head": 3, "tied": 1, "qk_norm": 1, "qkv_bias": 1}),
]


def shapes_of(arch: str) -> list[Shape]:
    return LLAMAS if arch == "llama" else SHAPES


def lively(arch: str, shape: Shape = SHAPES[0], strength: float = 1.0) -> BaseLM:
    """A random model whose every part has something to say."""
    n_layer, n_head, n_embd, block_size, vocab_size, options = shape
    torch.manual_seed(n_embd)
    config = ModelConfig(
        n_layer=n_layer, n_head=n_head, n_embd=n_embd, block_size=block_size, vocab_size=vocab_size,
        arch_options={} if arch == "gpt" else options,
    )  # fmt: skip
    model = build_model(arch, config)
    with torch.no_grad():
        for parameter in model.parameters():
            size = max(parameter.shape[-1], 1) ** -0.5 if parameter.dim() > 1 else 0.3
            parameter.add_(strength * size * torch.randn_like(parameter))
    return model.eval()


def decoder_of(model: BaseLM, precision: str = "float32") -> Decoder:
    decoder = model.fast_decoder(precision)
    assert decoder is not None
    return decoder


def ids_of(count: int, vocab_size: int, seed: int = 0) -> list[int]:
    return np.random.default_rng(seed).integers(0, vocab_size, count).tolist()


@torch.no_grad()
def logits_of(model: BaseLM, ids: list[int]) -> np.ndarray:
    return model(torch.tensor([ids]))[0][0].numpy()


def written(model: BaseLM, prompt: list[int], count: int, **settings: Any) -> list[int]:
    return list(generate_tokens(model, prompt, count, **settings))


# -- the same numbers --------------------------------------------------------------------------------------------------


ODD_HEADS = (2, 2, 10, 8, 7, {})  # which only the textbook can have: rotary positions turn pairs


@pytest.mark.parametrize(("arch", "shape"), [*((a, s) for a in COMPILED for s in shapes_of(a)), ("gpt", ODD_HEADS)])
def test_step_by_step_it_says_what_torch_says(arch: str, shape: Any) -> None:
    model, block_size, vocab_size = lively(arch, shape), shape[3], shape[4]
    decoder, ids = decoder_of(model), ids_of(block_size, vocab_size)
    expected = logits_of(model, ids)
    assert expected.std() > 0.1
    for begun in {1, 2, block_size // 2, block_size} - {0}:
        if begun <= block_size:
            found = [decoder.read(ids[:begun]), *(decoder.step(token) for token in ids[begun:])]
            np.testing.assert_allclose(found, expected[begun - 1 :], atol=1e-4, rtol=1e-4)
            assert decoder.position == block_size


@each_architecture
def test_large_numbers_are_no_trouble(arch: str) -> None:
    model = lively(arch, strength=8.0)
    decoder, ids = decoder_of(model), ids_of(32, 65)
    found = [decoder.read(ids[:1]), *(decoder.step(token) for token in ids[1:])]
    np.testing.assert_allclose(found, logits_of(model, ids), atol=2e-4 * np.abs(found).max())


@each_architecture
def test_int8_is_a_little_less_exact(arch: str) -> None:
    for shape in (shape for shape in shapes_of(arch) if shape[2] >= 30 and shape[3] > 9):
        model, ids = lively(arch, shape), ids_of(shape[3], shape[4])
        decoder, expected = decoder_of(model, "int8"), logits_of(model, ids)
        found = [decoder.read(ids[:1]), *(decoder.step(token) for token in ids[1:])]
        errors = np.abs(np.array(found) - expected)[1:]
        assert 0 < errors.mean() < 0.02 * expected.std() and errors.max() < 0.1 * expected.std()
        assert decoder.bytes_per_token < decoder_of(model).bytes_per_token / 2


@pytest.mark.parametrize(
    ("arch", "shape"), [("gpt_fast", SHAPES[0]), ("llama", LLAMAS[0]), ("llama", LLAMAS[2]), ("llama", LLAMAS[7])]
)
def test_int8_is_the_model_with_rounded_rows(arch: str, shape: Shape) -> None:
    model, ids = lively(arch, shape), ids_of(shape[3], shape[4])
    decoder = decoder_of(model, "int8")
    found = [decoder.read(ids[:1]), *(decoder.step(token) for token in ids[1:])]
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() > 1 and "embedding" not in name and "ngrams" not in name:
                unit = parameter.abs().amax(dim=-1, keepdim=True) / 127
                parameter.copy_((parameter / unit).round() * unit)
    np.testing.assert_allclose(found, logits_of(model, ids), atol=1e-3)  # vectors are rounded too, to int16


@pytest.mark.parametrize("columns", [1, 31, 32, 33, 576])
@pytest.mark.parametrize("count", [1, 4, 7])
def test_int8_products_are_exact(columns: int, count: int) -> None:
    from vibejam.kernels.products import Matrices, Vectors, multiply

    random, length = np.random.default_rng(0), 70
    w, x = random.integers(-127, 128, (length, columns), np.int8), random.normal(size=(9, columns)).astype(np.float32)
    scale, bias = random.random((2, 1, length), np.float32)
    rows, y = random.permutation(9)[:count], np.zeros((9, length), dtype=np.float32)
    vectors = Vectors(np.zeros((9, columns), np.int16), np.zeros(9, np.float32))
    multiply(Matrices(w.ravel(), np.zeros(1, np.int64), columns, scale, bias), 0, x, vectors, y, rows)
    assert (np.abs(vectors.numbers[:count]).max(axis=1) == 32767).all()
    np.testing.assert_allclose(vectors.numbers * vectors.units[:, None], np.r_[x[rows], 0 * x[count:]], atol=1e-4)
    sums = vectors.numbers[:count].astype(np.int64) @ w.astype(np.int64).T
    expected = sums * (scale * vectors.units[:count, None].astype(np.float64)) + bias
    np.testing.assert_allclose(y[rows], expected, rtol=1e-5, atol=1e-5)


def test_very_long_vectors_of_the_largest_numbers_do_not_overflow() -> None:
    """More products in each lane than int8 times int16 has room for, and all as large as they can be."""
    from vibejam.kernels.products import Matrices, Vectors, multiply

    columns = 40_000
    w, y = np.full((1, columns), 127, dtype=np.int8), np.zeros((1, 1), dtype=np.float32)
    matrices = Matrices(w.ravel(), np.zeros(1, dtype=np.int64), columns, *np.array([[[2.0]], [[3.0]]], dtype=np.float32))
    vectors = Vectors(np.zeros((1, columns), np.int16), np.ones(1, np.float32))
    multiply(matrices, 0, np.full((1, columns), -0.7, dtype=np.float32), vectors, y, np.zeros(1, np.int64))
    np.testing.assert_allclose(y[0, 0], -0.7 * 127 * columns * 2 + 3, rtol=1e-4)


@each_architecture
def test_a_full_context_is_refused(arch: str) -> None:
    decoder = decoder_of(lively(arch))
    decoder.read([1] * 32)
    with pytest.raises(ContextFull):
        decoder.step(1)


@each_architecture
def test_a_copy_goes_its_own_way(arch: str) -> None:
    model = lively(arch)
    decoder, ids = decoder_of(model), ids_of(20, 65)
    decoder.read(ids[:10])
    other = decoder.copy()
    for token in ids[10:]:
        decoder.step(token)
    found = [other.step(token) for token in ids_of(5, 65, 9)]
    np.testing.assert_allclose(found, logits_of(model, ids[:10] + ids_of(5, 65, 9))[10:], atol=1e-4)


@each_architecture
def test_training_on_changes_what_is_written_next(arch: str) -> None:
    model = lively(arch)
    before = written(model, [1], 50, seed=0, decoder="float32")
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(1.5)
    after = written(model, [1], 50, seed=0, decoder="float32")
    assert before != after == written(model, [1], 50, seed=0, decoder="torch")


# -- the same texts ----------------------------------------------------------------------------------------------------


@each_architecture
@pytest.mark.parametrize(
    "settings",
    [
        {"temperature": 0}, {}, {"temperature": 0.7}, {"top_k": 3}, {"top_p": 0.8}, {"top_k": 9, "top_p": 0.5, "temperature": 1.3},
        {"never": [1, 2]},
    ],
)  # fmt: skip
def test_it_writes_what_torch_writes(arch: str, settings: dict[str, Any]) -> None:
    for shape in (shape for shape in shapes_of(arch) if shape[3] <= 40):
        model, block_size, vocab_size = lively(arch, shape), shape[3], shape[4]
        if vocab_size == 3 and settings.get("never"):
            settings = {"never": [1]}
        for seed, length in enumerate((1, 2, block_size, 3 * block_size)):
            prompt = ids_of(length, vocab_size, seed)
            plain = written(model, prompt, 3 * block_size + 5, seed=seed, decoder="torch", **settings)
            assert written(model, prompt, 3 * block_size + 5, seed=seed, decoder="float32", **settings) == plain
            assert len(plain) == 3 * block_size + 5


@each_architecture
def test_greedy_writing_is_the_same_for_many_prompts(arch: str) -> None:
    model = lively(arch)
    for seed in range(40):
        prompt = ids_of(1 + seed, 65, seed)
        plain = written(model, prompt, 50, temperature=0, decoder="torch")
        assert written(model, prompt, 50, temperature=0, decoder="float32") == plain


# -- chance ------------------------------------------------------------------------------------------------------------


@each_architecture
@pytest.mark.parametrize("decoder", ["torch", "float32", "int8"])
def test_the_same_seed_writes_the_same(arch: str, decoder: str) -> None:
    model = lively(arch)
    texts = {tuple(written(model, [1], 90, seed=seed, decoder=decoder)) for seed in (1, 1, 2, 3)}
    assert len(texts) == 3


def test_no_seed_writes_something_else_each_time() -> None:
    model = lively("gpt")
    assert written(model, [1], 60, decoder="float32") != written(model, [1], 60, decoder="float32")


def test_tokens_come_as_often_as_the_logits_say() -> None:
    """Pearson's chi-squared of 4000 first tokens over 64 degrees of freedom; 1 in 10,000 would be beyond 115."""
    model = lively("gpt_fast")
    probabilities = torch.tensor(logits_of(model, [3, 9])[-1]).double().softmax(dim=0).numpy()
    decoder, random = decoder_of(model), np.random.default_rng(0)
    decoder.read([3, 9])
    first = [decoder.copy().write(Choice(), random.random(1))[0] for _ in range(4000)]
    expected = 4000 * probabilities
    assert ((np.bincount(first, minlength=65) - expected) ** 2 / expected).sum() < 115


# -- candidates --------------------------------------------------------------------------------------------------------

ABC = CharTokenizer("abcdefgh")  # ids: 0 the end of a document, 1 unknown
SMALL: Shape = (2, 2, 16, 12, ABC.vocab_size, {})


@pytest.mark.parametrize("decoder", ["torch", "float32", "int8"])
@each_architecture
def test_each_candidate_is_the_text_of_its_own_seed(arch: str, decoder: str) -> None:
    model = lively(arch, SMALL)
    for prompt in ("", "abc", "abcdefghabcdefgh"):
        settings = {"max_new_tokens": 40, "temperature": 0.9, "top_k": 6, "decoder": decoder}
        found = generate_candidates(model, ABC, prompt, 5, seed=3, **settings)
        assert found == [generate_text(model, ABC, prompt, seed=3 + i, **settings) for i in range(5)]
        assert len(set(found)) > 1


def test_candidates_end_each_at_its_own_time() -> None:
    model = lively("gpt", SMALL)
    found = generate_candidates(model, ABC, "a", 12, 200, seed=0, decoder="torch")
    assert len({len(text) for text in found}) > 3 and all(text.startswith("a") for text in found)
    assert generate_candidates(model, ABC, "a", 12, 200, seed=0, decoder="float32") == found


@pytest.mark.parametrize("decoder", ["torch", "float32"])
def test_candidates_of_no_length_and_no_seed(decoder: str) -> None:
    model = lively("gpt", SMALL)
    assert generate_candidates(model, ABC, "ab", 3, 0, decoder=decoder) == ["ab"] * 3
    assert len(set(generate_candidates(model, ABC, "ab", 4, 30, decoder=decoder))) > 1


def test_no_candidates_at_all_are_refused() -> None:
    with pytest.raises(ConfigError, match="candidates"):
        generate_candidates(lively("gpt", SMALL), ABC, "a", 0)


def test_candidates_of_a_model_without_a_limit() -> None:
    model, tokenizer = Recurrent(), CharTokenizer("abcdefghi")
    found = generate_candidates(model, tokenizer, "abc", 4, 30, seed=0)
    assert found == [generate_text(model, tokenizer, "abc", 30, seed=i) for i in range(4)]


# -- which way ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def fresh_choice(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """As in a process that has written nothing yet."""
    monkeypatch.setattr(decoding, "_regret", 0.0)
    monkeypatch.delitem(sys.modules, "vibejam.kernels", raising=False)
    return monkeypatch


def test_a_short_text_is_written_in_torch(fresh_choice: pytest.MonkeyPatch) -> None:
    chosen = choose_decoder(lively("gpt"), 100)
    assert chosen.value is None and "100 tokens" in chosen.reason and "longer" in chosen.reason


def test_many_short_texts_are_a_long_one(fresh_choice: pytest.MonkeyPatch) -> None:
    for cost in ("_LOAD", "_COMPILE"):
        fresh_choice.setattr(decoding, cost, 1.0)
    model = lively("gpt")
    kinds = [choose_decoder(model, 1000).value is not None for _ in range(10)]
    assert kinds == sorted(kinds) and not kinds[0] and kinds[-1]


@pytest.mark.parametrize("wanted", ["float32", "int8"])
def test_who_asks_for_a_decoder_gets_it(wanted: str) -> None:
    chosen = choose_decoder(lively("gpt"), 1, wanted)
    assert str(chosen) == f"numba {wanted} (as asked)"


def test_who_asks_for_torch_gets_it() -> None:
    assert choose_decoder(lively("gpt"), 10**9, "torch").value is None


def test_an_unknown_decoder_is_refused_by_name() -> None:
    with pytest.raises(ConfigError, match="wobble"):
        choose_decoder(lively("gpt"), 1, "wobble")


@pytest.mark.parametrize(
    ("model", "reason"),
    [(Recurrent(), "no compiled form"), (lively("gpt").half(), "float16"), (lively("gpt").to("meta"), "on meta")],
)
def test_what_cannot_be_compiled_is_said(model: BaseLM, reason: str) -> None:
    chosen = choose_decoder(model, 10**9)
    assert chosen.value is None and reason in chosen.reason
    for wanted in ("float32", "int8"):
        with pytest.raises(MissingError, match=reason):
            choose_decoder(model, 1, wanted)


def test_a_compiler_that_fails_is_no_reason_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    model = lively("gpt")
    monkeypatch.setattr(type(model), "fast_decoder", lambda *_: 1 / 0)
    monkeypatch.setattr(decoding, "_not_worth_it", lambda *_: "")
    chosen = choose_decoder(model, 10**6)
    assert chosen.value is None and "ZeroDivisionError" in chosen.reason
    assert len(written(model, [1], 5)) == 5


# -- in a process of its own -------------------------------------------------------------------------------------------


def python(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


WRITE = """
import sys, torch
from vibejam import ModelConfig, build_model, generate_tokens
from vibejam.decoding import choose_decoder
torch.manual_seed(0)
model = build_model("gpt", ModelConfig(vocab_size=7, block_size=8, n_layer=1, n_head=1, n_embd=8))
"""


def test_a_short_text_does_not_load_the_compiler() -> None:
    python(WRITE + "assert len(list(generate_tokens(model, [1], 50))) == 50; assert 'numba' not in sys.modules")
    python("import sys, vibejam.cli, vibejam.sample; assert 'numba' not in sys.modules")


def test_without_numba_torch_writes_and_the_reason_is_said() -> None:
    code = "sys.modules['numba'] = None\n" + WRITE + "print(choose_decoder(model, 10**7)); list(generate_tokens(model, [1], 20))"
    assert "numba does not load" in python("import sys\n" + code)


def test_a_numba_that_refuses_this_numpy_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "numba.py").write_text("raise ImportError('Numba needs NumPy 1.9 or less')", encoding="utf-8")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n" + WRITE + "print(choose_decoder(model, 10**7))"
    assert "Numba needs NumPy 1.9 or less" in python(code)


def test_the_cache_is_the_first_folder_that_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from vibejam.kernels.compiling import cache_folder

    blocked = tmp_path / "a file"
    blocked.touch()
    monkeypatch.setattr(paths, "caches", lambda: [blocked, tmp_path / "two", tmp_path / "three"])
    folder = cache_folder()
    assert folder is not None and folder.parent == tmp_path / "two" and not (tmp_path / "three").exists()
    monkeypatch.setattr(paths, "caches", lambda: [blocked])
    assert cache_folder() is None


def test_where_nothing_can_be_kept_it_is_compiled_each_time(tmp_path: Path) -> None:
    """What is compiled here is a function of one line: compiling the decoder again would take too long."""
    blocked = tmp_path / "a file"
    blocked.touch()
    code = f"""
from pathlib import Path
from vibejam import paths
paths.caches = lambda: [Path({str(blocked)!r})]
from vibejam.kernels import compiling
assert compiling.FOLDER is None
assert compiling.entry(lambda x: x + 1)(1) == 2
"""
    python(code)
