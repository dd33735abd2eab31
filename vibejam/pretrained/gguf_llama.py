"""What the models of the Llama family are called in GGUF, and what in the files of Hugging Face transformers.

Configuration, tensors, tokenizer and chat template, both ways. The numbers are the same but for two things: for the
architecture "llama" (not "qwen2" and "qwen3") llama.cpp rotates neighbouring rows of a head where transformers rotates
row i with row i + D/2, so the rows of queries and keys change their order; and the stretched positions of Llama 3.1 and
later are a tensor of factors there, and four numbers here. After llama.cpp's convert_hf_to_gguf.py.
Shapes: C width, H heads, K heads of keys and values, D = width of a head. Tests: tests/pretrained/test_gguf_llama.py.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from vibejam.errors import DataError
from vibejam.pretrained.gguf import GGUF, LazyTensor
from vibejam.pretrained.gguf_tokenizer import tokenizer_from_gguf, tokenizer_to_gguf
from vibejam.pretrained.quants import fits

_MODELS = {"llama": "LlamaForCausalLM", "qwen2": "Qwen2ForCausalLM", "qwen3": "Qwen3ForCausalLM"}
_FILE_TYPES = {"F32": 0, "F16": 1, "Q8_0": 7}
_HINT = f"models of these families can be converted: {', '.join(_MODELS)}"

_OUTSIDE = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}
_INSIDE = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
_OPTIONAL = ("lm_head", "q_norm", "k_norm")
_FACTORS = "rope_freqs.weight"

# A setting of config.json and the entry it is, without the name of the architecture before it.
_SIZES = {
    "num_hidden_layers": "block_count",
    "max_position_embeddings": "context_length",
    "hidden_size": "embedding_length",
    "intermediate_size": "feed_forward_length",
    "num_attention_heads": "attention.head_count",
    "num_key_value_heads": "attention.head_count_kv",
    "head_dim": "attention.key_length",
}
_FLOATS = {"rms_norm_eps": "attention.layer_norm_rms_epsilon", "rope_theta": "rope.freq_base"}
_IDS = {
    "bos_token_id": "tokenizer.ggml.bos_token_id",
    "eos_token_id": "tokenizer.ggml.eos_token_id",
    "pad_token_id": "tokenizer.ggml.padding_token_id",
}


@dataclass(frozen=True)
class LlamaFiles:
    """A model as transformers keeps it."""

    config: dict[str, Any]  # config.json
    tensors: dict[str, LazyTensor]  # by transformers' names; without lm_head where it is the embedding
    tokenizer: dict[str, Any]  # tokenizer.json
    chat_template: str | None = None


# -- from GGUF -------------------------------------------------------------------------------------------------------


def from_gguf(gguf: GGUF) -> LlamaFiles:
    """Raises DataError for a model of another family, and for one whose parts do not fit together."""
    arch = gguf.metadata.get("general.architecture")
    if not isinstance(arch, str) or arch not in _MODELS:
        raise DataError(f"its architecture is {arch!r}", _HINT)
    config = _config(gguf, arch)
    reorder = {"attn_q": config["num_attention_heads"], "attn_k": config["num_key_value_heads"]} if arch == "llama" else {}
    tensors = {}
    for name, tensor in gguf.tensors.items():
        if name != _FACTORS:
            heads = reorder.get(name.rpartition(".")[0].rpartition(".")[2])
            tensors[_hf_name(name)] = tensor if heads is None else _reordered(tensor, heads, _halves, name)
    _check_tensors(tensors, config)
    tokenizer = tokenizer_from_gguf(gguf.metadata)
    _check_ids(config, tokenizer)
    template = gguf.metadata.get("tokenizer.chat_template")
    return LlamaFiles(config, tensors, tokenizer, template if isinstance(template, str) else None)


def _config(gguf: GGUF, arch: str) -> dict[str, Any]:
    entries = {name.removeprefix(f"{arch}."): value for name, value in gguf.metadata.items() if name.startswith(f"{arch}.")}
    entries.setdefault("attention.head_count_kv", entries.get("attention.head_count"))
    entries.setdefault("rope.freq_base", 10_000.0)
    if entries.get("expert_count") or entries.get("rope.scaling.type", "none") != "none":
        raise DataError("it is a mixture of experts or stretches its positions in a way not known", _HINT)
    heads, width = entries.get("attention.head_count"), entries.get("embedding_length")
    if type(heads) is int and type(width) is int and heads > 0:
        entries.setdefault("attention.key_length", width // heads)
    for entry in _SIZES.values():
        if type(entries.get(entry)) is not int or entries[entry] < 1:
            raise DataError(f"its entry {arch}.{entry} is {entries.get(entry)!r}, not a number of its own")
    for entry in _FLOATS.values():
        if not isinstance(entries.get(entry), float) or not 0 < entries[entry] < math.inf:
            raise DataError(f"its entry {arch}.{entry} is {entries.get(entry)!r}")
    if entries.get("rope.dimension_count", entries["attention.key_length"]) != entries["attention.key_length"]:
        raise DataError("it rotates only a part of each head", _HINT)
    config = {
        "architectures": [_MODELS[arch]],
        "model_type": arch,
        "hidden_act": "silu",
        "vocab_size": gguf.tensors["token_embd.weight"].shape[0] if "token_embd.weight" in gguf.tensors else 0,
        **{setting: entries[entry] for setting, entry in _SIZES.items()},
        **{setting: _shortest(entries[entry]) for setting, entry in _FLOATS.items()},
        "rope_scaling": _stretch(gguf, entries["attention.key_length"], entries["rope.freq_base"]),
        "tie_word_embeddings": "output.weight" not in gguf.tensors,
        **{setting: gguf.metadata.get(entry) for setting, entry in _IDS.items()},
    }
    if arch == "llama":
        config |= {
            "attention_bias": "blk.0.attn_q.bias" in gguf.tensors,
            "mlp_bias": "blk.0.ffn_up.bias" in gguf.tensors,
        }
    return config


def _shortest(number: float) -> float:
    """The decimal that a float32 was: 9.999999747378752e-06 -> 1e-05."""
    return float(str(np.float32(number)))


def _hf_name(name: str) -> str:
    match = re.fullmatch(r"(?:blk\.(0|[1-9]\d{0,4})\.)?(\w+)\.(weight|bias)", name)
    layer, what, kind = match.groups() if match else (None, name, "")
    known = _OUTSIDE if layer is None else _INSIDE
    if what not in known:
        raise DataError(f"it has a tensor {name!r}, which no model of its family has", _HINT)
    return f"{known[what]}.{kind}" if layer is None else f"model.layers.{layer}.{known[what]}.{kind}"


def _check_tensors(tensors: Mapping[str, LazyTensor], config: Mapping[str, Any]) -> None:
    """Refuse a tensor too few, one of a layer too many, and one of another shape than the sizes say."""
    layers = config["num_hidden_layers"]
    if layers > len(tensors):
        raise DataError(f"it claims {layers} layers and holds {len(tensors)} tensors")
    shapes = _shapes(config)
    for name, tensor in tensors.items():
        module, _, kind = name.rpartition(".")
        shape = shapes.get(module, ())
        if tensor.shape != (shape if kind == "weight" else shape[:1]):
            raise DataError(f"the tensor that is called {name} in transformers has the shape {tensor.shape}, not {shape}")
    for module in shapes:
        if f"{module}.weight" not in tensors and not module.endswith(_OPTIONAL):
            raise DataError(f"it lacks the tensor that is called {module}.weight in transformers")


def _shapes(config: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    """The shape of each module's weight, by transformers' names."""
    width, inner, head = config["hidden_size"], config["intermediate_size"], config["head_dim"]
    queries, keys = config["num_attention_heads"] * head, config["num_key_value_heads"] * head
    inside: dict[str, tuple[int, ...]] = {
        "input_layernorm": (width,), "post_attention_layernorm": (width,),
        "self_attn.q_proj": (queries, width), "self_attn.k_proj": (keys, width), "self_attn.v_proj": (keys, width),
        "self_attn.o_proj": (width, queries), "self_attn.q_norm": (head,), "self_attn.k_norm": (head,),
        "mlp.gate_proj": (inner, width), "mlp.up_proj": (inner, width), "mlp.down_proj": (width, inner),
    }  # fmt: skip
    embedding = (config["vocab_size"], width)
    layers = range(config["num_hidden_layers"])
    return {"model.embed_tokens": embedding, "lm_head": embedding, "model.norm": (width,)} | {
        f"model.layers.{i}.{name}": shape for i in layers for name, shape in inside.items()
    }


def _check_ids(config: Mapping[str, Any], tokenizer: Mapping[str, Any]) -> None:
    tokens = set(tokenizer["model"]["vocab"].values())
    for setting in _IDS:
        number = config[setting]
        if number is not None and (type(number) is not int or number not in tokens):
            raise DataError(f"its {setting} is {number!r}, which is no token")
    if tokens and max(tokens) >= config["vocab_size"]:
        raise DataError(f"it has {config['vocab_size']} vectors for tokens up to {max(tokens)}")


# -- to GGUF ---------------------------------------------------------------------------------------------------------


def to_gguf(files: LlamaFiles, kind: str = "F16", **general: str) -> tuple[dict[str, Any], dict[str, LazyTensor], dict[str, str]]:
    """What `write_gguf` takes: entries, tensors, and how each is stored: matrices as `kind` (F32, F16 or Q8_0), where a
    row is whole blocks, else as F16; the rest as F32. `general` are entries such as name="..." and license="...".

    Raises DataError for a model of another family.
    """
    config = files.config
    arch = config.get("model_type")
    if arch not in _MODELS:
        raise DataError(f"its model_type is {arch!r}", _HINT)
    rope = _rope(config)
    sizes = {"num_key_value_heads": config["num_attention_heads"], **{k: v for k, v in config.items() if v is not None}, **rope}
    sizes.setdefault("head_dim", config["hidden_size"] // config["num_attention_heads"])
    metadata: dict[str, Any] = {
        "general.architecture": arch,
        "general.type": "model",
        **{f"general.{name}": value for name, value in general.items()},
        "general.file_type": _FILE_TYPES[kind],
        "general.quantization_version": 2,
        f"{arch}.vocab_size": config["vocab_size"],
        **{f"{arch}.{entry}": sizes[setting] for setting, entry in _SIZES.items()},
        **{f"{arch}.{entry}": float(sizes[setting]) for setting, entry in _FLOATS.items()},
        f"{arch}.attention.value_length": sizes["head_dim"],
        f"{arch}.rope.dimension_count": sizes["head_dim"],
        **tokenizer_to_gguf(files.tokenizer, config["vocab_size"]),
        **{entry: _first(config[setting]) for setting, entry in _IDS.items() if config.get(setting) is not None},
    }
    if files.chat_template is not None:
        metadata["tokenizer.chat_template"] = files.chat_template
    heads = {"attn_q": sizes["num_attention_heads"], "attn_k": sizes["num_key_value_heads"]} if arch == "llama" else {}
    tensors = _gguf_tensors(files, heads)
    if scaling := rope["rope_scaling"]:
        tensors[_FACTORS] = LazyTensor.of(_factors(sizes["head_dim"], sizes["rope_theta"], scaling))
    return metadata, tensors, {name: _stored_as(tensor, kind) for name, tensor in tensors.items()}


def _gguf_tensors(files: LlamaFiles, heads: Mapping[str, int]) -> dict[str, LazyTensor]:
    outside = {hf: name for name, hf in _OUTSIDE.items()}
    inside = {hf: name for name, hf in _INSIDE.items()}
    tensors = {}
    for hf, tensor in files.tensors.items():
        match = re.fullmatch(r"(?:model\.layers\.(\d+)\.)?(.+)\.(weight|bias)", hf)
        layer, what, kind = match.groups() if match else (None, hf, "")
        name = (outside if layer is None else inside).get(what)
        if name is None:
            raise DataError(f"it has a tensor {hf!r}, which GGUF has no name for", _HINT)
        if name == "output" and files.config.get("tie_word_embeddings"):
            continue
        full = f"{name}.{kind}" if layer is None else f"blk.{layer}.{name}.{kind}"
        tensors[full] = _reordered(tensor, heads[name], _pairs, hf) if name in heads else tensor
    return tensors


def _stored_as(tensor: LazyTensor, kind: str) -> str:
    if len(tensor.shape) < 2:
        return "F32"
    return kind if fits(kind, tensor.shape) else "F16"


def _first(ids: int | list[int]) -> int:
    return ids[0] if isinstance(ids, list) else ids


# -- positions -------------------------------------------------------------------------------------------------------


def _reordered(tensor: LazyTensor, heads: int, order: Callable[[np.ndarray, int], np.ndarray], name: str) -> LazyTensor:
    if tensor.shape[0] % (2 * heads):
        raise DataError(f"the tensor {name} of shape {tensor.shape} cannot be divided into {heads} heads")
    return LazyTensor(tensor.shape, tensor.kind, lambda: order(tensor.read(), heads))


def _halves(rows: np.ndarray, heads: int) -> np.ndarray:
    """(H D, ...) in pairs of neighbours -> all first ones of a head, then all second ones: 0 1 2 3 -> 0 2 1 3."""
    return rows.reshape(heads, -1, 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def _pairs(rows: np.ndarray, heads: int) -> np.ndarray:
    """The way back: 0 2 1 3 -> 0 1 2 3."""
    return rows.reshape(heads, 2, -1, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def _rope(config: Mapping[str, Any]) -> dict[str, Any]:
    """Base and stretch of the positions, of a config.json of transformers 5 or older."""
    given = config.get("rope_parameters") or {"rope_theta": config.get("rope_theta"), **(config.get("rope_scaling") or {})}
    kind = given.get("rope_type", given.get("type", "default"))
    if kind not in ("default", "llama3"):
        raise DataError(f"it stretches its positions as {kind!r}, which is not known", _HINT)
    theta = given.get("rope_theta") or config.get("rope_theta") or 10_000.0
    return {"rope_theta": theta, "rope_scaling": given if kind == "llama3" else None}


def _factors(head_dim: int, theta: float, scaling: Mapping[str, Any]) -> np.ndarray:
    """By what each of the D/2 wavelengths of Llama 3.1 is stretched, as float32 (Grattafiori et al. 2024, arXiv 2407.21783).

    1 for those shorter than the old context / high_freq_factor, `factor` for those longer than it / low_freq_factor, and
    in between so that frequencies pass smoothly from the one to the other.
    """
    old, low, high = (scaling[k] for k in ("original_max_position_embeddings", "low_freq_factor", "high_freq_factor"))
    wavelengths = 2 * math.pi * theta ** (np.arange(0, head_dim, 2) / head_dim)
    share = np.clip((old / wavelengths - low) / (high - low), 0, 1)  # of the old frequency
    return (1 / (share + (1 - share) / scaling["factor"])).astype(np.float32)


def _stretch(gguf: GGUF, head_dim: int, theta: float) -> dict[str, Any] | None:
    """The four numbers behind the tensor of factors; a file does not tell them, but all models of the family have these."""
    if _FACTORS not in gguf.tensors:
        return None
    factors = gguf.tensors[_FACTORS].read()
    scaling = {
        "rope_type": "llama3", "factor": _shortest(float(factors.max())), "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": 8192,
    }  # fmt: skip
    if factors.shape != (head_dim // 2,) or not np.allclose(factors, _factors(head_dim, theta, scaling), rtol=1e-4):
        raise DataError("it stretches its positions in a way not known", _HINT)
    return scaling
