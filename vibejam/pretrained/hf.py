"""Hugging Face model folders: Llama, Mistral, Qwen2, Qwen3 and GPT-2 become our own models, and ours go out the same way.

A folder is data: JSON and safetensors are read, a pickle is never opened, no code is run. What config.json promises is compared
with what the files hold before any weight takes memory, and whatever our models would compute otherwise than the original is
refused by its name. Tests: tests/pretrained/test_hf.py, which hold the logits equal to those of transformers.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as to_safetensors

from vibejam import paths
from vibejam.arch import BaseLM, without_weights
from vibejam.config import ModelConfig
from vibejam.errors import DAMAGED, ConfigError, DataError, MissingError
from vibejam.tokenizer import DOC_END, BPETokenizer, CharTokenizer, PretrainedTokenizer, Tokenizer

CONFIG, WEIGHTS, TOKENIZER = "config.json", "model.safetensors", "tokenizer.json"
TOKENIZER_CONFIG, GENERATION, TEMPLATE, INDEX = (
    "tokenizer_config.json", "generation_config.json", "chat_template.jinja", "model.safetensors.index.json",
)  # fmt: skip
CARD = "README.md"  # a model card, which may lie beside them
_WRITTEN = (WEIGHTS, TOKENIZER, TOKENIZER_CONFIG, GENERATION, CONFIG)  # what save_hf writes
_LARGEST = {TOKENIZER: 2**27, INDEX: 2**25}  # bytes of a text file that is to be read; others: 1 MiB
_NUMBERS = ("F32", "F16", "BF16")  # kinds of weights that can be read
_ENDS = ("<|endoftext|>", "<|end_of_text|>", DOC_END, "</s>")  # the special token that ends a text, where there is one of these
_ROLES = ("bos_token", "eos_token", "pad_token", "unk_token")
_ANOTHER = "choose another model: Llama, Mistral, Qwen2, Qwen3 and GPT-2 with byte-level tokenizers can be read"

# What they call our parts; {} is the number of the block.
_NAMES = {
    "llama": {
        "embedding": "model.embed_tokens",
        "attention_norm": "model.layers.{}.input_layernorm",
        "attention.query": "model.layers.{}.self_attn.q_proj",
        "attention.key": "model.layers.{}.self_attn.k_proj",
        "attention.value": "model.layers.{}.self_attn.v_proj",
        "attention.out": "model.layers.{}.self_attn.o_proj",
        "attention.query_norm": "model.layers.{}.self_attn.q_norm",
        "attention.key_norm": "model.layers.{}.self_attn.k_norm",
        "mlp_norm": "model.layers.{}.post_attention_layernorm",
        "mlp.gate": "model.layers.{}.mlp.gate_proj",
        "mlp.up": "model.layers.{}.mlp.up_proj",
        "mlp.down": "model.layers.{}.mlp.down_proj",
        "norm": "model.norm",
        "head": "lm_head",
    },
    "gpt": {
        "token_embedding": "transformer.wte",
        "position_embedding": "transformer.wpe",
        "norm_1": "transformer.h.{}.ln_1",
        "attention.qkv": "transformer.h.{}.attn.c_attn",
        "attention.out": "transformer.h.{}.attn.c_proj",
        "norm_2": "transformer.h.{}.ln_2",
        "mlp.up": "transformer.h.{}.mlp.c_fc",
        "mlp.down": "transformer.h.{}.mlp.c_proj",
        "norm": "transformer.ln_f",
    },
}
_EMBEDDINGS = {"llama": "embedding.weight", "gpt": "token_embedding.weight"}
_TRANSPOSED = re.compile(r"transformer\.h\.\d+\.(attn|mlp)\.\w+\.weight").fullmatch  # GPT-2's Conv1D: (in, out)
_NO_WEIGHTS = re.compile(r".*\.(attn\.bias|attn\.masked_bias|rotary_emb\.inv_freq)").fullmatch  # masks and tables that were saved

# Settings under which a model is another one than ours: any value that counts as true, and any but these.
_REFUSED = {
    "auto_map": "code of its own", "quantization_config": "quantised weights", "num_experts": "a mixture of experts",
    "num_local_experts": "a mixture of experts", "attention_bias": "a bias on the output of attention",
    "mlp_bias": "biases in the MLP", "add_cross_attention": "attention to another text",
    "scale_attn_by_inverse_layer_idx": "attention scaled by the number of the layer",
}  # fmt: skip
_ONLY: dict[str, tuple[Any, ...]] = {
    "hidden_act": ("silu",), "partial_rotary_factor": (1.0, None), "activation_function": ("gelu_new", "gelu_pytorch_tanh"),
    "scale_attn_weights": (True,), "layer_norm_epsilon": (1e-5,), "tie_word_embeddings": (True, False),
}  # fmt: skip


def load_hf(folder: Path | str) -> tuple[BaseLM, Tokenizer]:
    """The model in that folder, in float32 and evaluation mode, and its tokenizer.

    Raises MissingError for a file that is not there, DataError for one that is damaged or a model that ours cannot be.
    """
    folder = Path(folder)
    with _said_of(folder):
        config = _model_config(_read_json(folder, CONFIG))
        tokenizer = _load_tokenizer(folder, config.vocab_size)
        with contextlib.ExitStack() as stack:
            files = [stack.enter_context(_open(path)) for path in _weight_files(folder)]
            tensors = _located(files, config.arch)
            if config.n_layer > len(tensors):
                raise DataError(f"it claims {config.n_layer} layers and holds {len(tensors)} tensors")
            model = without_weights(config)
            _check(model, tensors)
            weights = {ours: _weight(tensors, their_name(config.arch, ours)) for ours in model.state_dict()}
            if (copy := _copy_of_embedding(model)) in tensors and not torch.equal(
                _weight(tensors, copy), weights[_EMBEDDINGS[config.arch]]
            ):
                raise DataError(f"{copy} should be the embedding (tie_word_embeddings), and is not")
    model.load_state_dict(weights, assign=True)
    return model.eval(), tokenizer


@contextlib.contextmanager
def _said_of(folder: Path) -> Iterator[None]:
    """What goes wrong in reading a folder, as a DataError that names it."""
    try:
        yield
    except (*DAMAGED, SafetensorError) as error:
        reason = error.message if isinstance(error, ConfigError | DataError) else f"missing or wrong: {error}"
        raise DataError(
            f"{folder} is not a model that can be read: {reason}", getattr(error, "hint", None) or _ANOTHER
        ) from error
    except OSError as error:
        raise MissingError(f"cannot read {folder}: {error.strerror or error}", "check its permissions") from error


def _read_text(folder: Path, name: str) -> str:
    path = folder / name
    if not path.is_file():
        raise MissingError(f"{folder} has no {name}", "name the folder of a model as downloaded from Hugging Face")
    if path.stat().st_size > _LARGEST.get(name, 2**20):
        raise DataError(f"{name} is too large")
    return path.read_text(encoding="utf-8")


def _read_json(folder: Path, name: str) -> dict[str, Any]:
    found = json.loads(_read_text(folder, name))
    if not isinstance(found, dict):
        raise DataError(f"{name} is not an object")
    return found


# -- the shape of a model ------------------------------------------------------------------------------------------------


def _model_config(found: dict[str, Any]) -> ModelConfig:
    """The ModelConfig of the same function as a config.json, if there is one."""
    kind = found.get("model_type")
    if kind not in ("llama", "mistral", "qwen2", "qwen3", "gpt2"):
        raise DataError(f"models of type {kind!r} are not supported")
    for key, meaning in _REFUSED.items():
        if found.get(key):
            raise DataError(f"{meaning} ({key}) is not supported")
    for key, allowed in _ONLY.items():
        if key in found and found[key] not in allowed:
            raise DataError(f"{key} {found[key]!r} is not supported")
    return _gpt2_config(found) if kind == "gpt2" else _llama_config(found, kind)


def _gpt2_config(found: dict[str, Any]) -> ModelConfig:
    if found.get("n_inner") not in (None, 4 * found["n_embd"]):
        raise DataError(f"an MLP of another width than four times n_embd (n_inner {found['n_inner']}) is not supported")
    if found.get("tie_word_embeddings") is False:
        raise DataError("a head apart from the embedding (tie_word_embeddings) is not supported")
    return ModelConfig(
        vocab_size=found["vocab_size"], block_size=found["n_positions"], n_layer=found["n_layer"], n_head=found["n_head"],
        n_embd=found["n_embd"], arch="gpt",
    )  # fmt: skip


def _llama_config(found: dict[str, Any], kind: str) -> ModelConfig:
    _check_windows(found, kind)
    options = {
        "n_kv_head": found.get("num_key_value_heads") or found["num_attention_heads"],
        "mlp_width": found["intermediate_size"],
        "head_size": found.get("head_dim") or (128 if kind == "qwen3" else 0),
        "norm_epsilon": found.get("rms_norm_eps", 1e-6),
        "tied": int(found.get("tie_word_embeddings", False)),
        "qkv_bias": int(kind == "qwen2"),
        "qk_norm": int(kind == "qwen3"),
        **_rope_options(found),
    }
    return ModelConfig(
        vocab_size=found["vocab_size"], block_size=found["max_position_embeddings"], n_layer=found["num_hidden_layers"],
        n_head=found["num_attention_heads"], n_embd=found["hidden_size"], arch="llama", arch_options=options,
    )  # fmt: skip


def _check_windows(found: dict[str, Any], kind: str) -> None:
    """Refuse attention that does not reach over the whole context."""
    in_use = kind == "mistral" or (kind != "llama" and found.get("use_sliding_window"))
    window = found.get("sliding_window", 4096) if in_use else None
    if window is not None and window < found["max_position_embeddings"]:
        raise DataError(f"sliding windows (sliding_window {window}) are not supported")
    if others := {*map(str, found.get("layer_types") or [])} - {"full_attention"}:
        raise DataError(f"layers of the kind {min(others)} (layer_types) are not supported")


def _rope_options(found: dict[str, Any]) -> dict[str, Any]:
    """How positions turn: transformers 5 says it in `rope_parameters`, earlier ones in `rope_theta` and `rope_scaling`."""
    scaling = found.get("rope_parameters") or found.get("rope_scaling") or {}
    options = {"rope_base": scaling.get("rope_theta") or found.get("rope_theta") or 10_000.0}
    kind = scaling.get("rope_type") or scaling.get("type") or "default"
    if scaling.get("partial_rotary_factor") not in (1.0, None):
        raise DataError("positions that turn a part of a head (partial_rotary_factor) are not supported")
    if kind == "llama3":
        options |= {
            "rope_factor": scaling["factor"], "rope_length": scaling["original_max_position_embeddings"],
            "rope_low": scaling["low_freq_factor"], "rope_high": scaling["high_freq_factor"],
        }  # fmt: skip
    elif kind == "linear":
        options["rope_factor"] = scaling["factor"]
    elif kind != "default":
        raise DataError(f"rope scaling of the kind {kind!r} is not supported")
    return options


# -- weights -------------------------------------------------------------------------------------------------------------


def their_name(arch: str, ours: str) -> str:
    """ "blocks.3.mlp.up.weight" -> "model.layers.3.mlp.up_proj.weight"."""
    match = re.fullmatch(r"(?:blocks\.(\d+)\.)?([\w.]+)\.(\w+)", ours)
    if not match or match[2] not in _NAMES[arch]:
        raise ConfigError(f"{ours} has no name in Hugging Face's format", "merge what was added to the model first")
    return f"{_NAMES[arch][match[2]].format(match[1])}.{match[3]}"


def _weight_files(folder: Path) -> list[Path]:
    """The one file of the weights, or those that the index names."""
    if (folder / WEIGHTS).is_file():
        return [folder / WEIGHTS]
    if (folder / INDEX).is_file():
        names = sorted({*_read_json(folder, INDEX)["weight_map"].values()})
        for name in names:
            if not re.fullmatch(r"[\w-][\w.-]*\.safetensors", name):  # no way out of the folder
                raise DataError(f"{INDEX} names {name!r}, which is no file of weights")
            if not (folder / name).is_file():
                raise MissingError(f"{folder} has no {name}", "fetch the model again: it is not complete")
        return [folder / name for name in names]
    if any(path.suffix in (".bin", ".pt", ".pth", ".ckpt", ".pkl") for path in folder.iterdir()):
        raise DataError(
            "its weights are in a pickle, which could run code: none is opened",
            "fetch it as safetensors, or choose another model",
        )
    raise MissingError(f"{folder} has no {WEIGHTS}", "name the folder of a model as downloaded from Hugging Face")


@contextlib.contextmanager
def _open(path: Path) -> Iterator[Any]:
    try:
        with safe_open(path, framework="pt") as file:
            yield file
    except SafetensorError as error:
        raise DataError(f"{path.name} is truncated or not in safetensors format ({error})", "fetch the model again") from error


def _located(files: list[Any], arch: str) -> dict[str, Any]:
    """Each tensor by name, not yet read: its file and its name in it."""
    tensors: dict[str, Any] = {}
    for file in files:
        for name in file.keys():  # noqa: SIM118 (not a dictionary)
            full = f"transformer.{name}" if arch == "gpt" and not name.startswith("transformer.") else name
            if full in tensors:
                raise DataError(f"tensor {name} is there twice")
            if not _NO_WEIGHTS(full):
                tensors[full] = (file, name)
    return tensors


def _check(model: BaseLM, tensors: dict[str, Any]) -> None:
    """Compare names, shapes and kinds of numbers with those of a model, by the headers of the files."""
    expected = {their_name(model.config.arch, ours): list(tensor.shape) for ours, tensor in model.state_dict().items()}
    if (copy := _copy_of_embedding(model)) in tensors:
        expected[copy] = [model.config.vocab_size, model.config.n_embd]
    for name in sorted(expected.keys() ^ tensors.keys()):
        raise DataError(f"tensor {name} is {'missing' if name in expected else 'unknown'}")
    for name, shape in expected.items():
        file, stored = tensors[name]
        header = file.get_slice(stored)
        found, kind = list(header.get_shape()), header.get_dtype()
        if found != (shape[::-1] if _TRANSPOSED(name) else shape):
            raise DataError(f"tensor {name} has the shape {found}, which does not follow from {CONFIG}")
        if kind not in _NUMBERS:
            raise DataError(f"tensor {name} holds {kind}: only {', '.join(_NUMBERS)} are supported")


def _copy_of_embedding(model: BaseLM) -> str:
    """What a head is called that is the embedding and may have been saved all the same; "" where it is not."""
    if model.config.arch == "gpt":
        return "transformer.lm_head.weight"
    return "lm_head.weight" if model.option("tied") else ""


def _weight(tensors: dict[str, Any], name: str) -> torch.Tensor:
    file, stored = tensors[name]
    tensor: torch.Tensor = file.get_tensor(stored).float()
    if not tensor.isfinite().all():
        raise DataError(f"tensor {name} holds weights that are not numbers")
    return tensor.T.contiguous() if _TRANSPOSED(name) else tensor


# -- tokenizers ----------------------------------------------------------------------------------------------------------


def _load_tokenizer(folder: Path, vocab_size: int) -> Tokenizer:
    content = _read_text(folder, TOKENIZER)
    about = _read_json(folder, TOKENIZER_CONFIG) if (folder / TOKENIZER_CONFIG).is_file() else {}
    special = [token["content"] for token in json.loads(content).get("added_tokens", [])]
    roles = {role: _content(about.get(role)) for role in _ROLES}
    known = {role: name for role, name in roles.items() if name in special}
    end = next((name for name in _ENDS if name in special), known.get("eos_token"))
    if end is None:
        raise DataError("its tokenizer has no token that ends a text")
    template = _read_text(folder, TEMPLATE) if (folder / TEMPLATE).is_file() else about.get("chat_template")
    return PretrainedTokenizer(content, end, vocab_size, template if isinstance(template, str) else None, known)


def _content(token: Any) -> str:
    """A special token is written as text, or as an object that describes it."""
    name = token.get("content") if isinstance(token, dict) else token
    return name if isinstance(name, str) else ""


def _tokenizer_content(tokenizer: Tokenizer) -> str:
    if isinstance(tokenizer, PretrainedTokenizer):
        return tokenizer.content
    if isinstance(tokenizer, BPETokenizer):
        return tokenizer.to_dict()["tokenizer.json"]
    if isinstance(tokenizer, CharTokenizer):
        return _characters_content(tokenizer)
    raise ConfigError(f"a tokenizer of kind {tokenizer.kind} has no form in Hugging Face's format")


def _characters_content(tokenizer: CharTokenizer) -> str:
    """The tokenizer.json in which each character is a word."""
    from tokenizers import AddedToken, Regex, decoders, models, pre_tokenizers
    from tokenizers import Tokenizer as Library

    pieces = [DOC_END, "\ufffd", *tokenizer.characters]
    library: Any = Library(models.WordLevel({piece: i for i, piece in enumerate(pieces)}, unk_token="\ufffd"))
    library.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), behavior="isolated")
    library.decoder = decoders.Fuse()
    library.add_special_tokens([AddedToken(DOC_END, special=True, normalized=False)])
    return library.to_str()


# -- sending out ---------------------------------------------------------------------------------------------------------


def save_hf(folder: Path | str, model: BaseLM, tokenizer: Tokenizer) -> None:
    """Write a model so that transformers' AutoModelForCausalLM and AutoTokenizer load it, in float32.

    All files appear at once, or none does. Raises ConfigError for a model that has no equal there, or a folder that holds
    something else.
    """
    folder, arch = Path(folder), model.config.arch
    if arch not in _NAMES:
        raise ConfigError(
            f"{arch} is an architecture of vibejam's own: transformers has none like it",
            "learn with --base vibejam-base, or train with --arch llama",
        )
    if model.config.vocab_size != tokenizer.vocab_size:
        raise ConfigError(f"the model knows {model.config.vocab_size} tokens and the tokenizer {tokenizer.vocab_size}")
    if folder.exists() and (not folder.is_dir() or {p.name for p in folder.iterdir()} - {*_WRITTEN, CARD}):
        raise ConfigError(f"{folder} holds something else: it is left alone", "choose another place")
    named = {their_name(arch, ours): tensor.detach().cpu().float() for ours, tensor in model.state_dict().items()}
    tensors = {name: (t.T if _TRANSPOSED(name) else t).contiguous() for name, t in named.items()}
    about, ids = _about_tokenizer(tokenizer, model.config.block_size)
    config = (_gpt2_json if arch == "gpt" else _llama_json)(model) | ids
    contents = {
        WEIGHTS: to_safetensors(tensors, {"format": "pt"}), TOKENIZER: _tokenizer_content(tokenizer).encode(),
        TOKENIZER_CONFIG: _as_json(about), GENERATION: _as_json(ids), CONFIG: _as_json(config),
    }  # fmt: skip
    with paths.publish(*(folder / name for name in _WRITTEN)) as files:
        for name, file in zip(_WRITTEN, files, strict=True):
            file.write(contents[name])


def _as_json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def _about_tokenizer(tokenizer: Tokenizer, block_size: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The tokenizer_config.json, and the ids at which a text begins and ends."""
    roles, template, special = {"bos_token": DOC_END, "eos_token": DOC_END}, None, {DOC_END: tokenizer.doc_end_id}
    if isinstance(tokenizer, PretrainedTokenizer):
        roles = {"bos_token": tokenizer.end, "eos_token": tokenizer.end, **tokenizer.roles}
        template, special = tokenizer.chat_template, tokenizer.special_tokens
    about = {
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": block_size, "clean_up_tokenization_spaces": False,
        **roles, **({"chat_template": template} if template else {}),
    }  # fmt: skip
    ends = sorted({tokenizer.doc_end_id, special[roles["eos_token"]]})  # of a text, and of a turn in a chat
    return about, {"bos_token_id": special[roles["bos_token"]], "eos_token_id": ends if len(ends) > 1 else ends[0]}


def _gpt2_json(model: BaseLM) -> dict[str, Any]:
    config = model.config
    return {
        "architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "vocab_size": config.vocab_size,
        "n_positions": config.block_size, "n_embd": config.n_embd, "n_layer": config.n_layer, "n_head": config.n_head,
        "activation_function": "gelu_new", "layer_norm_epsilon": 1e-5, "tie_word_embeddings": True, "torch_dtype": "float32",
        "resid_pdrop": config.dropout, "embd_pdrop": config.dropout, "attn_pdrop": config.dropout,
    }  # fmt: skip


def _llama_json(model: BaseLM) -> dict[str, Any]:
    config, option, parts = model.config, model.option, {name: t.shape for name, t in model.state_dict().items()}
    if option("qkv_bias") and option("qk_norm"):
        raise ConfigError("no model of transformers has both qkv_bias and qk_norm", "leave one of them out")
    kind, name = ("qwen2", "Qwen2") if option("qkv_bias") else ("qwen3", "Qwen3") if option("qk_norm") else ("llama", "Llama")
    query, key, gate = (parts[f"blocks.0.{part}.weight"][0] for part in ("attention.query", "attention.key", "mlp.gate"))
    head_size = query // config.n_head
    scaling = {"rope_type": "linear", "factor": option("rope_factor")}
    if option("rope_length"):
        scaling |= {
            "rope_type": "llama3", "original_max_position_embeddings": option("rope_length"),
            "low_freq_factor": option("rope_low"), "high_freq_factor": option("rope_high"),
        }  # fmt: skip
    return {
        "architectures": [f"{name}ForCausalLM"], "model_type": kind, "vocab_size": config.vocab_size,
        "hidden_size": config.n_embd, "intermediate_size": gate, "num_hidden_layers": config.n_layer,
        "num_attention_heads": config.n_head, "num_key_value_heads": key // head_size, "head_dim": head_size,
        "hidden_act": "silu", "max_position_embeddings": config.block_size, "rms_norm_eps": option("norm_epsilon"),
        "rope_theta": option("rope_base"), "rope_scaling": scaling if option("rope_factor") != 1 else None,
        "tie_word_embeddings": bool(option("tied")), "torch_dtype": "float32",
    }  # fmt: skip
