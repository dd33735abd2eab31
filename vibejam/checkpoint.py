"""Checkpoints: weights, vocabulary and settings in one safetensors file; what resuming needs in a second, PATH.resume.

A safetensors file is a JSON header and raw numbers: nothing in it can execute. Everything but the tensors is one JSON
object under the header's key "vibejam", with a format version. Files are published by one atomic rename, and the two
files of one run carry the same run_id. The format is described in docs/file-formats.md. Tests: tests/test_checkpoint.py.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as to_safetensors
from torch.overrides import TorchFunctionMode

from vibejam import paths
from vibejam.arch import BaseLM, build_model
from vibejam.config import DataConfig, ModelConfig, TrainConfig
from vibejam.errors import ConfigError, DataError, MissingError
from vibejam.tokenizer import Tokenizer, load_tokenizer

FORMAT = 1
_KEY = "vibejam"


@dataclass
class Checkpoint:
    """A model ready to write, and how it came to be."""

    model: BaseLM
    tokenizer: Tokenizer
    train_config: TrainConfig
    data_config: DataConfig
    about: dict[str, Any]  # run_id, step, val_loss, corpus (its fingerprint)


def resume_path(ckpt_path: Path | str) -> Path:
    return Path(f"{ckpt_path}.resume")


def save_checkpoint(
    path: Path | str,
    model: BaseLM,
    tokenizer: Tokenizer,
    train_config: TrainConfig | None = None,
    data_config: DataConfig | None = None,
    about: dict[str, Any] | None = None,
) -> None:
    """Publish a model. The same model and settings always give the same bytes."""
    meta = {
        "kind": "model",
        "arch": model.config.arch,
        "model_config": model.config.to_dict(),
        "train_config": (train_config or TrainConfig()).to_dict(),
        "data_config": (data_config or DataConfig()).to_dict(),
        "tokenizer": tokenizer.to_dict(),
        "about": about or {},
    }
    write_tensors(path, dict(model.state_dict()), meta)


def load_checkpoint(path: Path | str, device: torch.device | str = "cpu") -> Checkpoint:
    """Read a model, in evaluation mode. Raises MissingError or DataError; nothing in the file is ever executed."""
    tensors, meta = read_tensors(path, "model")
    try:
        config = ModelConfig.from_dict(meta["model_config"])
        tokenizer = load_tokenizer(meta["tokenizer"])
        train_config = TrainConfig.from_dict(meta["train_config"])
        data_config = DataConfig.from_dict(meta["data_config"])
        _check_plausible(config, tokenizer, tensors)
        model = without_weights(config)
        _check_shapes(model, tensors)
        if not isinstance(meta["about"], dict):
            raise DataError("its entry `about` is not an object")
    except DAMAGED as error:
        reason = error.message if isinstance(error, ConfigError | DataError) else f"missing or wrong: {error}"
        raise DataError(f"{path} is not a usable vibejam checkpoint: {reason}", _RESTORE) from error
    if not all(bool(tensor.isfinite().all()) for tensor in tensors.values()):
        raise DataError(f"{path} holds weights that are not numbers", _RESTORE)
    model.load_state_dict(tensors, assign=True)
    return Checkpoint(model.to(device).eval(), tokenizer, train_config, data_config, meta["about"])


# What a header of the wrong shape raises where it is used; ConfigError and DataError are ValueErrors.
DAMAGED = (KeyError, TypeError, AttributeError, ValueError, OverflowError, RecursionError, RuntimeError)
_RESTORE = "restore it from a copy, or train again: vibejam train CORPUS -o CKPT"


def without_weights(config: ModelConfig) -> BaseLM:
    """A model whose weights have shapes and take no memory: what was saved is put in their place."""
    with torch.device("meta"), _NoRandomNumbers():
        return build_model(config.arch, config)


class _NoRandomNumbers(TorchFunctionMode):
    """Leave out random initialisation: nobody sees it before the weights are loaded, and on tensors without memory it
    makes torch import its compiler, which doubles the time until the first character is written."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if getattr(func, "__name__", "") in ("normal_", "uniform_", "trunc_normal_"):
            return args[0] if args else kwargs["tensor"]
        return func(*args, **(kwargs or {}))


def _check_plausible(config: ModelConfig, tokenizer: Tokenizer, tensors: dict[str, torch.Tensor]) -> None:
    """Refuse a header that asks for more than the file holds, before anything of that size is built."""
    if config.n_layer > len(tensors):
        raise DataError(f"it claims {config.n_layer} layers and holds {len(tensors)} tensors")
    if config.vocab_size != tokenizer.vocab_size:
        raise DataError(f"its model knows {config.vocab_size} tokens and its tokenizer {tokenizer.vocab_size}")


def _check_shapes(model: BaseLM, tensors: dict[str, torch.Tensor]) -> None:
    expected = model.state_dict()
    for name in expected.keys() ^ tensors.keys():
        raise DataError(f"tensor {name} is {'missing' if name in expected else 'unknown'}")
    for name, tensor in tensors.items():
        if tensor.shape != expected[name].shape or tensor.dtype != expected[name].dtype:
            found = f"{tuple(tensor.shape)} {tensor.dtype}"
            raise DataError(f"tensor {name} is {found}, not {tuple(expected[name].shape)} {expected[name].dtype}")


def is_checkpoint(path: Path | str) -> bool:
    """Whether the file at `path` is one that `save_checkpoint` wrote."""
    try:
        with safe_open(path, framework="pt") as file:
            return _KEY in (file.metadata() or {})
    except (SafetensorError, OSError):
        return False


def write_tensors(path: Path | str, tensors: dict[str, torch.Tensor], meta: dict[str, Any]) -> None:
    """Publish named tensors with a JSON object beside them."""
    header = {_KEY: json.dumps({"format": FORMAT, **meta}, ensure_ascii=False, sort_keys=True)}
    on_cpu = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    paths.write_bytes(path, to_safetensors(on_cpu, header))


def read_tensors(path: Path | str, kind: str) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    """The tensors and the JSON object of a file that `write_tensors` wrote."""
    path = Path(path)
    if not path.exists():
        hint = f"train one: vibejam train CORPUS -o {path}" if kind == "model" else None
        raise MissingError(f"no checkpoint at {path}", hint)
    if path.is_dir():
        raise DataError(f"{path} is a folder, not a checkpoint", "name the file inside it")
    try:
        with safe_open(path, framework="pt") as file:
            meta = _read_meta(path, file.metadata(), kind)
            return {name: file.get_tensor(name) for name in file.keys()}, meta  # noqa: SIM118 (not a dictionary)
    except SafetensorError as error:
        raise DataError(_why_unreadable(path, error), _RESTORE) from error
    except OSError as error:
        raise MissingError(f"cannot read {path}: {error.strerror or error}", "check its permissions") from error


def _read_meta(path: Path, header: dict[str, str] | None, kind: str) -> dict[str, Any]:
    if not header or _KEY not in header:
        raise DataError(f"{path} is a safetensors file, but not one of vibejam's", _RESTORE)
    try:
        meta = json.loads(header[_KEY])
        version, found = int(meta["format"]), meta["kind"]
    except DAMAGED as error:
        raise DataError(f"the header of {path} is damaged", _RESTORE) from error
    if version > FORMAT:
        message = f"{path} was written by a newer vibejam (format {version}; this one reads up to {FORMAT})"
        raise DataError(message, "upgrade: pip install -U vibejam")
    if found != kind:
        wanted = "a model" if kind == "model" else "the state of a training run"
        raise DataError(f"{path} holds a {found}, not {wanted}", "name the checkpoint itself, without .resume")
    return meta


def _why_unreadable(path: Path, error: SafetensorError) -> str:
    with open(path, "rb") as file:
        start = file.read(8)
    if not start:
        return f"{path} is empty"
    if start.startswith((b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")):
        return f"{path} is a zip archive or a pickle, not a vibejam checkpoint (and a pickle could run code: none is opened)"
    return f"{path} is truncated or not a checkpoint ({error})"
