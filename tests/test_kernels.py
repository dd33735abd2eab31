"""The compiled decoder: the same numbers and the same texts as torch, and torch itself wherever it cannot be had."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from vibejam.arch import BaseLM, Decoder, build_model
from vibejam.config import ModelConfig
from vibejam.errors import ContextFull
from vibejam.sample import generate_tokens

COMPILED = ("gpt", "gpt_fast")
each_architecture = pytest.mark.parametrize("arch", COMPILED)

# (n_layer, n_head, n_embd, block_size, vocab_size, options of gpt_fast): even, odd, the smallest, more than a register
SHAPES: list[tuple[int, int, int, int, int, dict[str, int]]] = [
    (2, 4, 64, 32, 65, {}),
    (1, 1, 6, 5, 3, {"ngram_order": 1}),
    (3, 3, 30, 17, 300, {"ngram_order": 3, "ngram_width": 7, "ngram_rows": 11}),
    (1, 7, 98, 9, 131, {"ngram_order": 2, "ngram_width": 98, "mlp_ratio": 1}),
    (2, 2, 4, 1, 5, {"ngram_width": 3, "mlp_ratio": 2}),
    (1, 2, 132, 70, 33, {}),
]


def lively(arch: str, shape: tuple[int, int, int, int, int, dict[str, int]] = SHAPES[0], strength: float = 1.0) -> BaseLM:
    """A random model whose every part has something to say."""
    n_layer, n_head, n_embd, block_size, vocab_size, options = shape
    torch.manual_seed(n_embd)
    config = ModelConfig(
        n_layer=n_layer, n_head=n_head, n_embd=n_embd, block_size=block_size, vocab_size=vocab_size,
        arch_options=options if arch == "gpt_fast" else {},
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


@pytest.mark.parametrize(("arch", "shape"), [*((a, s) for a in COMPILED for s in SHAPES), ("gpt", ODD_HEADS)])
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
    for shape in (SHAPES[0], SHAPES[2], SHAPES[5]):
        model, ids = lively(arch, shape), ids_of(shape[3], shape[4])
        decoder, expected = decoder_of(model, "int8"), logits_of(model, ids)
        found = [decoder.read(ids[:1]), *(decoder.step(token) for token in ids[1:])]
        errors = np.abs(np.array(found) - expected)[1:]
        assert 0 < errors.mean() < 0.015 * expected.std() and errors.max() < 0.1 * expected.std()
        assert decoder.bytes_per_token < decoder_of(model).bytes_per_token / 2


def test_a_full_context_is_refused() -> None:
    decoder = decoder_of(lively("gpt"))
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
    for shape in (SHAPES[0], SHAPES[1], SHAPES[2], SHAPES[4]):
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
