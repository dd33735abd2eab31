"""vibejam/pretrained/gguf_llama.py and gguf_tokenizer.py: llama.cpp and transformers say the same of the same model."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from tests.pretrained.models import CONFIG, TEMPLATE, VOCAB, tiny_files, tiny_tokenizer
from tests.pretrained.strings import varied
from vibejam.errors import DataError
from vibejam.pretrained.gguf import GGUF, LazyTensor, read_gguf, write_gguf
from vibejam.pretrained.gguf_llama import LlamaFiles, from_gguf, to_gguf
from vibejam.pretrained.gguf_tokenizer import CUTS, tokenizer_from_gguf, tokenizer_to_gguf

LLAMA3 = {
    "rope_type": "llama3", "factor": 32.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192,
}  # fmt: skip
MODELS = {
    "llama": {"model_type": "llama"},
    "llama with biases and its own head": {"model_type": "llama", "attention_bias": True, "tie_word_embeddings": False},
    "llama stretched": {"model_type": "llama", "rope_scaling": LLAMA3, "rope_theta": 500_000.0},
    "qwen2": {"model_type": "qwen2", "tie_word_embeddings": False},
    "qwen3": {"model_type": "qwen3", "head_dim": 32},
}
KIND_OF = {"llama": "smollm", "qwen2": "qwen2", "qwen3": "qwen2"}


def tiny(name: str) -> LlamaFiles:
    """A random model of two layers, with the numbers that transformers gave it."""
    transformers = pytest.importorskip("transformers", reason="the independent reference is not here: pip install transformers")
    import torch

    config = CONFIG | {"initializer_range": 0.3} | MODELS[name]
    torch.manual_seed(0)
    model = transformers.AutoModelForCausalLM.from_config(transformers.AutoConfig.for_model(**copy.deepcopy(config)))
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() == 1:  # gains and biases start as ones and zeros, which would hide their places
                parameter.add_(0.3 * torch.randn_like(parameter))
    state = {k: v.numpy() for k, v in model.state_dict().items()}
    if config["tie_word_embeddings"]:
        del state["lm_head.weight"]
    tensors = {k: LazyTensor.of(v) for k, v in state.items()}
    return LlamaFiles(config, tensors, tiny_tokenizer(KIND_OF[str(config["model_type"])]), TEMPLATE)


def greedy_of_transformers(files: LlamaFiles, ids: list[int], count: int) -> list[int]:
    import torch
    import transformers

    model = transformers.AutoModelForCausalLM.from_config(transformers.AutoConfig.for_model(**copy.deepcopy(files.config)))
    state = {name: torch.from_numpy(np.array(tensor.read())) for name, tensor in files.tensors.items()}
    missing, unknown = model.load_state_dict(state, strict=False)
    assert not unknown and set(missing) <= {"lm_head.weight"}
    model.tie_weights()
    model.eval()
    ids = list(ids)
    with torch.no_grad():
        for _ in range(count):
            ids.append(int(model(torch.tensor([ids])).logits[0, -1].argmax()))
    return ids[-count:]


def llama_cpp(path: Path, **options: Any) -> Any:
    library = pytest.importorskip("llama_cpp", reason="the independent reference is not here: pip install llama-cpp-python")
    exact = {"n_ctx": 256, "n_threads": 1, "type_k": 0, "type_v": 0, "flash_attn": False, "verbose": False}
    return library.Llama(str(path), **(exact | options))


def greedy_of_llama_cpp(model: Any, ids: list[int], count: int) -> list[int]:
    found: list[int] = []
    for token in model.generate(ids, temp=0.0, top_k=1, repeat_penalty=1.0):
        found.append(int(token))
        if len(found) == count:
            return found
    raise AssertionError("it stopped by itself")


@pytest.fixture(params=MODELS)
def files(request: pytest.FixtureRequest) -> LlamaFiles:
    return tiny(request.param)


# -- models ----------------------------------------------------------------------------------------------------------


def test_a_model_goes_to_gguf_and_back_unchanged(files: LlamaFiles, tmp_path: Path) -> None:
    write_gguf(tmp_path / "a.gguf", *to_gguf(files, "F32", name="Tiny", license="mit"))
    gguf = read_gguf(tmp_path / "a.gguf")
    assert (gguf.metadata["general.name"], gguf.metadata["general.license"]) == ("Tiny", "mit")
    back = from_gguf(gguf)
    assert back.tensors.keys() == files.tensors.keys()
    for name, tensor in files.tensors.items():
        np.testing.assert_array_equal(back.tensors[name].read(), tensor.read(), err_msg=name)
    ignored = {"initializer_range"}
    assert {k: back.config.get(k) for k in files.config if k not in ignored} == {
        k: v for k, v in files.config.items() if k not in ignored
    }
    assert back.chat_template == TEMPLATE
    write_gguf(tmp_path / "b.gguf", *to_gguf(back, "F32", name="Tiny", license="mit"))
    assert (tmp_path / "b.gguf").read_bytes() == (tmp_path / "a.gguf").read_bytes()


def test_llama_cpp_says_what_transformers_says(files: LlamaFiles, tmp_path: Path) -> None:
    write_gguf(tmp_path / "a.gguf", *to_gguf(files, "F32"))
    model = llama_cpp(tmp_path / "a.gguf")
    for prompt in ([1, 50, 60, 70], [5], list(range(10, 40))):
        assert greedy_of_llama_cpp(model, prompt, 20) == greedy_of_transformers(files, prompt, 20)


@pytest.mark.parametrize("kind", ["F16", "Q8_0"])
def test_a_smaller_kind_loads_and_is_what_is_read_back(tmp_path: Path, kind: str) -> None:
    write_gguf(tmp_path / "a.gguf", *to_gguf(tiny("llama"), kind))
    gguf = read_gguf(tmp_path / "a.gguf")
    assert {t.kind for t in gguf.tensors.values() if len(t.shape) == 2} == {kind}
    model = llama_cpp(tmp_path / "a.gguf")
    assert len(greedy_of_llama_cpp(model, [1, 50, 60, 70], 5)) == 5
    if kind == "F16":  # llama.cpp also rounds what it multiplies 8-bit numbers with
        assert greedy_of_llama_cpp(model, [1, 50], 10) == greedy_of_transformers(from_gguf(gguf), [1, 50], 10)


def test_a_head_that_is_the_embedding_is_not_written_twice() -> None:
    files = tiny_files()
    doubled = LlamaFiles(
        files.config, files.tensors | {"lm_head.weight": files.tensors["model.embed_tokens.weight"]}, files.tokenizer
    )
    assert "output.weight" not in to_gguf(doubled)[1]


def test_settings_of_transformers_5_are_understood() -> None:
    files = tiny("llama stretched")
    config = {k: v for k, v in files.config.items() if k not in ("rope_theta", "rope_scaling")}
    newer = LlamaFiles(config | {"rope_parameters": {"rope_theta": 500_000.0, **LLAMA3}}, files.tensors, files.tokenizer)
    metadata, tensors, _ = to_gguf(newer)
    older_metadata, older, _ = to_gguf(LlamaFiles(files.config, files.tensors, files.tokenizer))
    assert metadata == older_metadata
    np.testing.assert_array_equal(tensors["rope_freqs.weight"].read(), older["rope_freqs.weight"].read())


def test_positions_are_stretched_as_in_transformers() -> None:
    files = tiny("llama stretched")
    import transformers

    model = transformers.AutoModelForCausalLM.from_config(transformers.AutoConfig.for_model(**copy.deepcopy(files.config)))
    plain = 500_000.0 ** (-np.arange(0, 16, 2) / 16)
    expected = plain / model.model.rotary_emb.inv_freq.numpy()
    np.testing.assert_allclose(to_gguf(files)[1]["rope_freqs.weight"].read(), expected, rtol=1e-5)


def damaged(**changes: Any) -> GGUF:
    metadata, tensors, _ = to_gguf(tiny_files())
    for name, value in changes.items():
        place = tensors if name.endswith(("weight", "bias")) else metadata
        if value is None:
            del place[name]
        else:
            place[name] = value
    return GGUF(metadata, tensors)


NORM = LazyTensor.of(np.ones(64, np.float32))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"general.architecture": "mamba"}, "architecture is 'mamba'"),
        ({"general.architecture": None}, "architecture is None"),
        ({"general.architecture": ["llama"]}, "architecture is"),
        ({"llama.block_count": None}, "block_count is None"),
        ({"llama.block_count": 2**31}, "2147483648 layers"),
        ({"llama.block_count": 3}, r"lacks the tensor .* model\.layers\.2"),
        ({"llama.attention.head_count": 0}, "head_count is 0"),
        ({"llama.attention.head_count": [4, 4]}, "head_count is"),
        ({"llama.attention.head_count": 5}, "cannot be divided into 5 heads"),
        ({"llama.attention.layer_norm_rms_epsilon": float("nan")}, "epsilon is nan"),
        ({"llama.expert_count": 8}, "mixture of experts"),
        ({"llama.rope.scaling.type": "yarn"}, "stretches"),
        ({"llama.rope.dimension_count": 8}, "only a part of each head"),
        ({"rope_freqs.weight": LazyTensor.of(np.arange(1, 9, dtype=np.float32))}, "stretches its positions"),
        ({"token_embd.weight": None}, "lacks the tensor"),
        ({"blk.0.ffn_gate_inp.weight": NORM}, "ffn_gate_inp"),
        ({"blk.1.ffn_norm.weight": None}, "lacks the tensor"),
        ({"blk.0.ffn_norm.weight": LazyTensor.of(np.ones(32, np.float32))}, r"shape \(32,\)"),
        ({"llama.embedding_length": 32}, "has the shape"),
        ({"output_norm.bias": LazyTensor.of(np.ones(3, np.float32))}, r"shape \(3,\)"),
        ({"blk.2.ffn_norm.weight": NORM}, "has the shape"),
        ({"tokenizer.ggml.eos_token_id": [1]}, "which is no token"),
        ({"tokenizer.ggml.eos_token_id": VOCAB - 1}, "which is no token"),
        (
            {
                "tokenizer.ggml.tokens": [str(i) for i in range(VOCAB)],
                "tokenizer.ggml.merges": [],
                "token_embd.weight": LazyTensor.of(np.ones((10, 64), np.float32)),
            },
            "10 vectors",
        ),
        ({"tokenizer.ggml.model": "llama"}, "only byte-level BPE"),
        ({"tokenizer.ggml.pre": "tekken"}, "cuts words as 'tekken'"),
        ({"tokenizer.ggml.tokens": ["a", 1]}, "no list of texts"),
        ({"tokenizer.ggml.tokens": ["a"] * VOCAB}, "a token twice"),
        ({"tokenizer.ggml.token_type": [1]}, "another number of types"),
        ({"tokenizer.ggml.merges": ["a"]}, "which are no tokens"),
        ({"tokenizer.ggml.merges": ["a zzz"]}, "which are no tokens"),
        ({"tokenizer.ggml.add_bos_token": True, "tokenizer.ggml.bos_token_id": 10**6}, "which is none"),
    ],
)
def test_a_model_that_cannot_be_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        from_gguf(damaged(**changes))


@pytest.mark.parametrize("wrong", [0, -1, 1.5, "x", [], ["a"], [1], True, 2**40])
def test_any_entry_of_the_wrong_kind_is_refused_or_does_not_matter(wrong: Any) -> None:
    metadata, tensors, _ = to_gguf(tiny_files())
    for name in metadata:
        try:
            from_gguf(GGUF(metadata | {name: wrong}, tensors))
        except DataError as error:
            assert error.message


# -- tokenizers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cut", CUTS)
def test_a_tokenizer_goes_to_gguf_and_back_with_the_same_ids(cut: str) -> None:
    made = tiny_tokenizer(cut)
    metadata = tokenizer_to_gguf(made, VOCAB)
    assert (metadata["tokenizer.ggml.pre"], len(metadata["tokenizer.ggml.tokens"])) == (cut, VOCAB)
    assert metadata["tokenizer.ggml.token_type"].count(5) == VOCAB - Tokenizer.from_str(json.dumps(made)).get_vocab_size()
    back = tokenizer_from_gguf(metadata)
    one, two = (Tokenizer.from_str(json.dumps(entries)) for entries in (made, back))
    for text in varied(200):
        assert one.encode(text).ids == two.encode(text).ids
        assert one.decode(one.encode(text).ids) == two.decode(two.encode(text).ids)
    assert tokenizer_to_gguf(back, VOCAB) == metadata


@pytest.mark.parametrize("cut", CUTS)
def test_llama_cpp_cuts_words_as_tokenizer_json_does(cut: str, tmp_path: Path) -> None:
    made = tiny_tokenizer(cut)
    files = tiny("llama")
    write_gguf(tmp_path / "a.gguf", *to_gguf(LlamaFiles(files.config, files.tensors, made)))
    model = llama_cpp(tmp_path / "a.gguf", vocab_only=True)
    library = Tokenizer.from_str(json.dumps(made | {"normalizer": None}))  # llama.cpp knows no normalization
    different = [t for t in varied(300) if library.encode(t).ids != model.tokenize(t.encode(), add_bos=False, special=True)]
    assert different == []


def test_the_beginning_is_put_before_a_text_where_the_file_says_so() -> None:
    metadata = tokenizer_to_gguf(tiny_tokenizer("llama-bpe"), VOCAB) | {
        "tokenizer.ggml.add_bos_token": True, "tokenizer.ggml.bos_token_id": 1,
    }  # fmt: skip
    made = tokenizer_from_gguf(metadata)
    assert Tokenizer.from_str(json.dumps(made)).encode("a").tokens == ["<|im_start|>", "a"]
    assert tokenizer_to_gguf(made, VOCAB)["tokenizer.ggml.add_bos_token"]


def test_what_older_files_leave_out_is_understood() -> None:
    made = tiny_tokenizer("gpt-2")
    made["pre_tokenizer"] = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False}
    made["model"]["merges"] = [" ".join(pair) for pair in made["model"]["merges"]]
    metadata = tokenizer_to_gguf(made, VOCAB)
    assert metadata["tokenizer.ggml.pre"] == "gpt-2" and metadata["tokenizer.ggml.merges"][0].count(" ") == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"pre_tokenizer": {"type": "Whitespace"}}, "no name for how"),
        ({"pre_tokenizer": None}, "no name for how"),
        ({"model": {"type": "Unigram"}}, "is Unigram"),
        ({"model": {"type": "BPE"}}, "is damaged"),
        ({"added_tokens": [{"id": 10**6, "content": "<x>", "special": True}]}, "no row of 384"),
    ],
)
def test_a_tokenizer_that_gguf_cannot_express_is_refused(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        tokenizer_to_gguf(tiny_tokenizer("gpt-2") | change, VOCAB)
