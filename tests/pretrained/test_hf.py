"""vibejam/pretrained/hf.py: logits and texts are those of transformers, both ways, and no folder is trusted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from tests.tokenizer.byte_level import END, TURN, byte_level
from vibejam.arch import BaseLM, build_model
from vibejam.checkpoint import load_checkpoint, save_checkpoint
from vibejam.config import ModelConfig
from vibejam.errors import ConfigError, DataError, MissingError, VibejamError
from vibejam.pretrained.hf import load_hf, save_hf
from vibejam.sample import generate_tokens
from vibejam.tokenizer import BPETokenizer, CharTokenizer, PretrainedTokenizer, Tokenizer

VOCAB = 420
SHAPE = {
    "vocab_size": VOCAB, "hidden_size": 48, "intermediate_size": 88, "num_hidden_layers": 3, "num_attention_heads": 4,
    "num_key_value_heads": 2, "max_position_embeddings": 256, "initializer_range": 0.2, "rms_norm_eps": 1e-5,
}  # fmt: skip
LLAMA3 = {
    "rope_type": "llama3", "rope_theta": 500_000.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
    "original_max_position_embeddings": 32,
}  # fmt: skip
GPT2 = {
    "vocab_size": VOCAB, "n_positions": 256, "n_embd": 48, "n_layer": 3, "n_head": 4, "initializer_range": 0.2,
    "bos_token_id": 0, "eos_token_id": 0,
}  # fmt: skip
FAMILIES: dict[str, tuple[str, dict[str, Any]]] = {
    "llama": ("Llama", SHAPE),
    "llama tied": ("Llama", SHAPE | {"tie_word_embeddings": True}),
    "llama with a head size": ("Llama", SHAPE | {"head_dim": 32, "num_key_value_heads": 1}),
    "llama 3": ("Llama", SHAPE | {"rope_parameters": LLAMA3}),
    "llama linear": ("Llama", SHAPE | {"rope_parameters": {"rope_type": "linear", "factor": 2.5, "rope_theta": 10_000.0}}),
    "mistral": ("Mistral", SHAPE | {"sliding_window": None, "head_dim": 12}),
    "qwen2": ("Qwen2", SHAPE | {"tie_word_embeddings": True}),
    "qwen3": ("Qwen3", SHAPE | {"head_dim": 32}),
    "gpt2": ("GPT2", GPT2),
}
each_family = pytest.mark.parametrize("family", FAMILIES)


@pytest.fixture(scope="module")
def transformers() -> Any:
    found = pytest.importorskip(
        "transformers", reason="the independent reference, transformers, is not installed: pip install vibejam[ref]"
    )
    found.utils.logging.disable_progress_bar()
    return found


def write_tokenizer(folder: Path, way: str = "gpt2") -> None:
    (folder / "tokenizer.json").write_text(byte_level(way), encoding="utf-8")
    about = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": {"content": TURN},
        "bos_token": END,
        "chat_template": "{{ x }}",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(about), encoding="utf-8")


@pytest.fixture(scope="module")
def originals(transformers: Any, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Any, Path]]:
    """A family's model of transformers with random weights, and the folder it was saved in."""
    made: dict[str, tuple[Any, Path]] = {}

    def original(family: str) -> tuple[Any, Path]:
        if family not in made:
            name, settings = FAMILIES[family]
            torch.manual_seed(3)
            end = {"bos_token_id": 0, "eos_token_id": 0, "pad_token_id": 0}
            model_class = getattr(transformers, "GPT2LMHeadModel" if name == "GPT2" else f"{name}ForCausalLM")
            model = model_class(getattr(transformers, f"{name}Config")(**(settings | end))).eval()
            with torch.no_grad():
                for parameter in model.parameters():  # gains and biases too
                    parameter.add_(0.05 * torch.randn_like(parameter))
            folder = tmp_path_factory.mktemp(family.replace(" ", "_"))
            model.save_pretrained(folder)
            write_tokenizer(folder)
            made[family] = model, folder
        return made[family]

    return original


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small model's folder, written by us."""
    torch.manual_seed(0)
    shape = ModelConfig(
        vocab_size=VOCAB, block_size=32, n_layer=2, n_head=2, n_embd=16, arch="llama", arch_options={"n_kv_head": 1}
    )
    place = tmp_path / "model"
    save_hf(place, lively(build_model("llama", shape)), PretrainedTokenizer(byte_level(), END, VOCAB))
    return place


def lively(model: BaseLM) -> BaseLM:
    """With weights large enough that every part of it counts."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.2 * torch.randn_like(parameter))
    return model.eval()


def ids_of(batch: int, length: int) -> torch.Tensor:
    return torch.randint(VOCAB, (batch, length), generator=torch.Generator().manual_seed(5))


def assert_same_logits(one: torch.Tensor, two: torch.Tensor) -> None:
    assert one.std() > 0.1  # not a model that says nothing
    assert (one - two).abs().max() <= 1e-4 * two.abs().max()


# --- equality with transformers


@each_family
@torch.no_grad()
def test_the_logits_are_those_of_transformers(originals: Any, family: str) -> None:
    theirs, place = originals(family)
    ours, _ = load_hf(place)
    ids = ids_of(2, 200)
    expected = theirs(ids).logits
    assert_same_logits(ours(ids)[0], expected)
    start, state = ours(ids[:, :150])
    end, state = ours(ids[:, 150:199], state)
    assert_same_logits(torch.cat([start, end, ours(ids[:, 199:], state)[0]], dim=1), expected)


@each_family
@torch.no_grad()
def test_the_likeliest_text_is_that_of_transformers(originals: Any, family: str) -> None:
    theirs, place = originals(family)
    ours, _ = load_hf(place)
    ids = ids_of(1, 7)
    written = theirs.generate(
        ids, attention_mask=torch.ones_like(ids), max_new_tokens=200, min_new_tokens=200, do_sample=False, eos_token_id=VOCAB - 1
    )[0, 7:]
    never = [VOCAB - 1]  # what `min_new_tokens` forbids
    assert list(generate_tokens(ours, ids[0].tolist(), 200, temperature=0, never=never, decoder="torch")) == written.tolist()


@each_family
@torch.no_grad()
def test_a_model_that_comes_and_goes_says_the_same(transformers: Any, originals: Any, family: str, tmp_path: Path) -> None:
    theirs, place = originals(family)
    save_hf(tmp_path / "out", *load_hf(place))
    again = transformers.AutoModelForCausalLM.from_pretrained(tmp_path / "out")
    assert not again.config.to_dict().get("auto_map")
    ids = ids_of(2, 100)
    assert_same_logits(again(ids).logits, theirs(ids).logits)
    assert torch.equal(load_hf(tmp_path / "out")[0](ids)[0], load_hf(place)[0](ids)[0])


@each_family
def test_a_loaded_model_survives_a_checkpoint(originals: Any, family: str, tmp_path: Path) -> None:
    model, tokenizer = load_hf(originals(family)[1])
    save_checkpoint(tmp_path / "m.pt", model, tokenizer)
    loaded = load_checkpoint(tmp_path / "m.pt")
    assert torch.equal(loaded.model(ids_of(1, 20))[0], model(ids_of(1, 20))[0])
    assert loaded.tokenizer.to_dict() == tokenizer.to_dict()


def test_a_tokenizer_that_comes_and_goes_is_the_same(transformers: Any, originals: Any, tmp_path: Path) -> None:
    model, tokenizer = load_hf(originals("llama tied")[1])
    assert isinstance(tokenizer, PretrainedTokenizer)
    assert (tokenizer.end, tokenizer.chat_template, tokenizer.roles["eos_token"]) == (END, "{{ x }}", TURN)
    save_hf(tmp_path, model, tokenizer)
    theirs = transformers.AutoTokenizer.from_pretrained(tmp_path)
    text = "Dear Win,\n\nthe plums are in 日本 😀  don't"
    assert theirs.encode(text, add_special_tokens=False) == tokenizer.encode(text)
    assert theirs.decode(tokenizer.encode(text)) == text
    assert (theirs.eos_token, theirs.bos_token, theirs.chat_template) == (TURN, END, "{{ x }}")
    again = load_hf(tmp_path)[1]
    assert again.to_dict() == tokenizer.to_dict()
    generation = transformers.GenerationConfig.from_pretrained(tmp_path)
    assert set(generation.eos_token_id) == {tokenizer.special_tokens[TURN], tokenizer.special_tokens[END]}


@pytest.mark.parametrize("arch", ["gpt", "llama"])
@pytest.mark.parametrize("kind", ["char", "bpe"])
@torch.no_grad()
def test_what_was_trained_here_goes_out(transformers: Any, tmp_path: Path, arch: str, kind: str) -> None:
    text = "Dear Win, the plums are in, and the plums are good.\n"
    tokenizer: Tokenizer = CharTokenizer(text) if kind == "char" else BPETokenizer.learn([text] * 9, 280)
    torch.manual_seed(0)
    model = lively(build_model(arch, ModelConfig(vocab_size=tokenizer.vocab_size, block_size=64)))
    save_hf(tmp_path, model, tokenizer)
    theirs = transformers.AutoModelForCausalLM.from_pretrained(tmp_path)
    names = transformers.AutoTokenizer.from_pretrained(tmp_path)
    assert names.encode(text, add_special_tokens=False) == tokenizer.encode(text) and names.decode(tokenizer.encode(text)) == text
    ids = torch.tensor([tokenizer.encode(text)[:40]])
    assert_same_logits(theirs(ids).logits, model(ids)[0])
    assert theirs.generation_config.eos_token_id == tokenizer.doc_end_id


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_smaller_numbers_become_float32(folder: Path, dtype: torch.dtype) -> None:
    weights = load_file(folder / "model.safetensors")
    save_file({name: t.to(dtype) for name, t in weights.items()}, folder / "model.safetensors", {"format": "pt"})
    model, _ = load_hf(folder)
    assert {p.dtype for p in model.parameters()} == {torch.float32}
    assert torch.equal(model.embedding.weight, weights["model.embed_tokens.weight"].to(dtype).float())


def test_gpt2s_first_names_are_understood(originals: Any, tmp_path: Path) -> None:
    """Without a prefix, and with the masks that were once saved along."""
    _, place = originals("gpt2")
    for path in place.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    weights = {name.removeprefix("transformer."): t for name, t in load_file(place / "model.safetensors").items()}
    save_file(weights | {"h.0.attn.bias": torch.ones(1, 1, 4, 4)}, tmp_path / "model.safetensors")
    assert torch.equal(load_hf(tmp_path)[0](ids_of(1, 9))[0], load_hf(place)[0](ids_of(1, 9))[0])


def in_shards(folder: Path) -> dict[str, Any]:
    """Cut the weights into two files; the index."""
    weights = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    files = {name: f"model-{1 + i % 2:05}-of-00002.safetensors" for i, name in enumerate(sorted(weights))}
    for file in set(files.values()):
        save_file({name: t for name, t in weights.items() if files[name] == file}, folder / file)
    index = {"metadata": {}, "weight_map": files}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    return index


def test_weights_may_lie_in_several_files(folder: Path) -> None:
    whole, _ = load_hf(folder)
    in_shards(folder)
    assert torch.equal(load_hf(folder)[0](ids_of(1, 9))[0], whole(ids_of(1, 9))[0])


# --- folders that are not to be trusted


@pytest.mark.parametrize(
    "name",
    ["../x.safetensors", "/etc/x.safetensors", "a/b.safetensors", "..", "x.bin", "", "x.safetensors\n", ".safetensors", 7, None],
)
def test_an_index_leads_nowhere_else(folder: Path, name: object) -> None:
    (folder.parent / "x.safetensors").write_bytes((folder / "model.safetensors").read_bytes())
    index = in_shards(folder)
    index["weight_map"]["lm_head.weight"] = name
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(DataError, match="can be read"):
        load_hf(folder)


def test_a_pickle_is_not_opened(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(DataError, match="pickle, which could run code"):
        load_hf(folder)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(MissingError, match=name):
        load_hf(folder)
    with pytest.raises(MissingError, match=r"no config\.json"):
        load_hf(folder / "nowhere")


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors", "tokenizer_config.json"])
@pytest.mark.parametrize("kept", [0.0, 0.01, 0.5, 0.99])
def test_a_truncated_file_is_refused(folder: Path, name: str, kept: float) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: int(kept * len(content))])
    with pytest.raises(DataError, match="can be read"):
        load_hf(folder)


def reconfigure(folder: Path, change: dict[str, Any]) -> None:
    config = json.loads((folder / "config.json").read_text()) | change
    (folder / "config.json").write_text(json.dumps({key: value for key, value in config.items() if value != "absent"}))


FEATURES: list[tuple[dict[str, Any], str]] = [
    ({"model_type": "mixtral"}, "'mixtral' are not supported"),
    ({"model_type": ["llama"]}, "not supported"),
    ({"model_type": "absent"}, "None are not supported"),
    ({"num_local_experts": 8}, "mixture of experts"),
    ({"quantization_config": {"bits": 4}}, "quantised weights"),
    ({"auto_map": {"AutoModel": "evil.Model"}}, "code of its own"),
    ({"attention_bias": True}, "attention_bias"),
    ({"mlp_bias": True}, "mlp_bias"),
    ({"hidden_act": "gelu"}, "hidden_act 'gelu'"),
    ({"model_type": "mistral", "sliding_window": 16}, "sliding_window 16"),
    ({"model_type": "mistral", "max_position_embeddings": 8192}, "sliding_window 4096"),
    ({"model_type": "qwen2", "use_sliding_window": True, "sliding_window": 16}, "sliding_window 16"),
    ({"model_type": "qwen2", "layer_types": ["full_attention", "sliding_attention"]}, "sliding_attention"),
    ({"rope_scaling": {"rope_type": "yarn", "factor": 4.0}}, "'yarn'"),
    ({"rope_scaling": {"type": "dynamic", "factor": 4.0}}, "'dynamic'"),
    ({"rope_scaling": {"rope_type": "llama3", "factor": 4.0}}, "original_max_position_embeddings"),
    ({"rope_scaling": {"rope_type": "linear", "factor": "x"}}, "rope_factor"),
    ({"rope_scaling": 7}, "missing or wrong"),
    ({"partial_rotary_factor": 0.5}, "partial_rotary_factor"),
    ({"tie_word_embeddings": "yes"}, "tie_word_embeddings"),
]
NUMBERS: list[dict[str, Any]] = [
    {key: value}
    for key in (
        "vocab_size",
        "hidden_size",
        "num_hidden_layers",
        "num_attention_heads",
        "num_key_value_heads",
        "intermediate_size",
    )
    for value in (-1, 2, 7, 10**6, 10**9, 10**30, 1.5, "16", True, [], {})
    if (key, value) not in (("num_hidden_layers", 2), ("num_attention_heads", 2))
]
OTHER_NUMBERS: list[dict[str, Any]] = [
    {"vocab_size": 0}, {"num_hidden_layers": 0}, {"num_attention_heads": 0}, {"max_position_embeddings": 0}, {"vocab_size": "absent"},
    {"max_position_embeddings": "x"}, {"rms_norm_eps": -1.0}, {"rms_norm_eps": "x"}, {"rms_norm_eps": float("nan")},
    {"rope_theta": -3}, {"rope_theta": float("inf")}, {"head_dim": 7}, {"head_dim": 2**30}, {"head_dim": -8},
    {"tie_word_embeddings": True}, {"model_type": "qwen2"}, {"model_type": "qwen3"}, {"model_type": "gpt2"},
]  # fmt: skip


@pytest.mark.parametrize(("change", "reason"), FEATURES)
def test_what_our_models_cannot_be_is_refused_by_name(folder: Path, change: dict[str, Any], reason: str) -> None:
    reconfigure(folder, change)
    with pytest.raises(DataError, match=reason):
        load_hf(folder)


@pytest.mark.parametrize("change", [*NUMBERS, *OTHER_NUMBERS])
def test_numbers_that_cannot_be_are_refused(folder: Path, change: dict[str, Any]) -> None:
    reconfigure(folder, change)
    with pytest.raises(DataError):
        load_hf(folder)


GPT2_CHANGES: list[tuple[dict[str, Any], str]] = [
    ({"activation_function": "relu"}, "'relu'"),
    ({"n_inner": 7}, "n_inner 7"),
    ({"tie_word_embeddings": False}, "tie_word_embeddings"),
    ({"scale_attn_weights": False}, "scale_attn_weights"),
    ({"scale_attn_by_inverse_layer_idx": True}, "number of the layer"),
    ({"layer_norm_epsilon": 1e-3}, "layer_norm_epsilon"),
    ({"add_cross_attention": True}, "another text"),
    ({"n_head": 5}, "divisible"),
    ({"n_layer": 4}, "missing"),
    ({"n_positions": 255}, "shape"),
]


@pytest.mark.parametrize(("change", "reason"), GPT2_CHANGES)
def test_another_kind_of_gpt2_is_refused_by_name(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    shape = ModelConfig(vocab_size=VOCAB, block_size=32, n_layer=2, n_head=2, n_embd=16)
    save_hf(tmp_path, build_model("gpt", shape), PretrainedTokenizer(byte_level(), END, VOCAB))
    load_hf(tmp_path)
    reconfigure(tmp_path, change)
    with pytest.raises(DataError, match=reason):
        load_hf(tmp_path)


CHANGES: dict[str, Callable[[dict[str, torch.Tensor]], object]] = {
    "is missing": lambda w: w.pop("model.norm.weight"),
    "is unknown": lambda w: w.update(wobble=torch.ones(3)),
    "has the shape": lambda w: w.update({"model.norm.weight": torch.ones(17)}),
    "holds I64": lambda w: w.update({"model.norm.weight": torch.ones(16, dtype=torch.int64)}),
    "holds F64": lambda w: w.update({"model.norm.weight": torch.ones(16, dtype=torch.float64)}),
    "not numbers": lambda w: w.update({"model.norm.weight": torch.full((16,), torch.nan)}),
    "is transposed, has the shape": lambda w: w.update({"lm_head.weight": w["lm_head.weight"].T.contiguous()}),
    "block_sparse_moe": lambda w: w.update({"model.layers.0.block_sparse_moe.gate.weight": torch.ones(2, 16)}),
}


@pytest.mark.parametrize("reason", CHANGES)
def test_weights_that_do_not_fit_are_refused(folder: Path, reason: str) -> None:
    weights = load_file(folder / "model.safetensors")
    CHANGES[reason](weights)
    save_file(weights, folder / "model.safetensors")
    with pytest.raises(DataError, match=reason.split(", ")[-1]):
        load_hf(folder)


def test_a_head_that_is_not_the_embedding_it_should_be_is_refused(folder: Path) -> None:
    """Some files hold it twice, which is no harm."""
    reconfigure(folder, {"tie_word_embeddings": True})
    with pytest.raises(DataError, match="tie_word_embeddings"):
        load_hf(folder)
    weights = load_file(folder / "model.safetensors")
    save_file(weights | {"lm_head.weight": weights["model.embed_tokens.weight"].clone()}, folder / "model.safetensors")
    assert load_hf(folder)[0].head is None


def test_a_tensor_that_is_there_twice_is_refused(folder: Path) -> None:
    index = in_shards(folder)
    one, two = sorted(set(index["weight_map"].values()))
    save_file(load_file(folder / one) | load_file(folder / two), folder / two)
    with pytest.raises(DataError, match="twice"):
        load_hf(folder)


def test_nothing_changed_at_random_does_more_than_be_refused_or_read(folder: Path) -> None:
    import random

    chance = random.Random(3)
    for name in ("config.json", "tokenizer_config.json", "model.safetensors"):
        whole = (folder / name).read_bytes()
        for _ in range(60):
            place = chance.randrange(min(len(whole), 1500))
            (folder / name).write_bytes(whole[:place] + bytes([chance.randrange(256)]) + whole[place + chance.randrange(3) :])
            try:
                load_hf(folder)
            except VibejamError:
                continue
        (folder / name).write_bytes(whole)


# --- what cannot be written


def test_our_own_architecture_has_no_equal(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="gpt_fast is an architecture of vibejam's own"):
        save_hf(tmp_path, build_model("gpt_fast", ModelConfig(vocab_size=5)), CharTokenizer("abc"))


def test_two_kinds_in_one_have_no_equal(tmp_path: Path) -> None:
    config = ModelConfig(vocab_size=5, arch_options={"qkv_bias": 1, "qk_norm": 1})
    with pytest.raises(ConfigError, match="both qkv_bias and qk_norm"):
        save_hf(tmp_path, build_model("llama", config), CharTokenizer("abc"))


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    model, tokenizer = build_model("gpt", ModelConfig(vocab_size=5)), CharTokenizer("abc")
    (tmp_path / "novel.txt").write_text("...")
    with pytest.raises(ConfigError, match="left alone"):
        save_hf(tmp_path, model, tokenizer)
    with pytest.raises(ConfigError, match="left alone"):
        save_hf(tmp_path / "novel.txt", model, tokenizer)
    assert [p.name for p in tmp_path.iterdir()] == ["novel.txt"]
    save_hf(tmp_path / "new", model, tokenizer)
    save_hf(tmp_path / "new", model, tokenizer)  # over its own
    assert len(list((tmp_path / "new").iterdir())) == 5


def test_a_tokenizer_of_another_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="6 tokens and the tokenizer 5"):
        save_hf(tmp_path, build_model("gpt", ModelConfig(vocab_size=6)), CharTokenizer("abc"))


def test_the_real_weights_of_smollm2_give_transformers_logits_and_text(real_base: Path) -> None:
    transformers = pytest.importorskip("transformers", reason="the independent reference is not here: pip install transformers")
    model, tokenizer = load_hf(real_base)
    theirs = transformers.AutoModelForCausalLM.from_pretrained(real_base, dtype=torch.float32).eval()
    ids = torch.tensor([tokenizer.encode("The ferry left the harbour late that evening, and")])
    with torch.no_grad():
        logits, state = model(ids)
        expected = theirs(ids).logits
        assert (logits - expected).abs().max() <= 1e-4 * expected.abs().max()
        text = theirs.generate(
            ids, max_new_tokens=200, do_sample=False, repetition_penalty=1.0, eos_token_id=None, pad_token_id=0
        )
        written = ids[0].tolist()
        for _ in range(200):
            written.append(int(logits[0, -1].argmax()))
            logits, state = model(torch.tensor([[written[-1]]]), state)
    assert written == text[0].tolist()
