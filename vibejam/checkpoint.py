"""Checkpoints: weights, vocabulary and settings in one safetensors file; what resuming needs in a second, PATH.resume.

A safetensors file is a JSON header and raw numbers: nothing in it can execute. Everything but the tensors is one JSON
object under the header's key "vibejam", with a format version. Files are published by one atomic rename, and the two
files of one run carry the same run_id. The format is described in docs/file-formats.md. Tests: tests/test_checkpoint.py.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from vibejam.arch import BaseLM, without_weights
from vibejam.config import DataConfig, ModelConfig, TrainConfig
from vibejam.errors import DAMAGED, ConfigError, DataError
from vibejam.lora import AdaptedLM, LoRA
from vibejam.pretrained.bases import open_base
from vibejam.tensorfile import RESTORE, read_tensors, write_tensors
from vibejam.tokenizer import Tokenizer, load_tokenizer


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
    if isinstance(model, AdaptedLM):
        meta["adapter"] = {"base": model.base_ref, "fingerprint": model.base_fingerprint, "lora": asdict(model.lora)}
    write_tensors(path, dict(model.state_dict()), meta)


def load_checkpoint(path: Path | str, device: torch.device | str = "cpu") -> Checkpoint:
    """Read a model, in evaluation mode. Raises MissingError or DataError; nothing in the file is ever executed."""
    tensors, meta = read_tensors(path, "model")
    try:
        config = ModelConfig.from_dict(meta["model_config"])
        tokenizer = load_tokenizer(meta["tokenizer"])
        train_config = TrainConfig.from_dict(meta["train_config"])
        data_config = DataConfig.from_dict(meta["data_config"])
        adapter = meta.get("adapter")
        if not adapter:
            _check_plausible(config, tokenizer, tensors)
        model = _adapted(adapter) if adapter else without_weights(config)
        _check_shapes(model, tensors)
        if not isinstance(meta["about"], dict):
            raise DataError("its entry `about` is not an object")
    except DAMAGED as error:
        reason = error.message if isinstance(error, ConfigError | DataError) else f"missing or wrong: {error}"
        raise DataError(f"{path} is not a usable vibejam checkpoint: {reason}", RESTORE) from error
    if not all(bool(tensor.isfinite().all()) for tensor in tensors.values()):
        raise DataError(f"{path} holds weights that are not numbers", RESTORE)
    model.load_state_dict(tensors, assign=True)
    return Checkpoint(model.to(device).eval(), tokenizer, train_config, data_config, meta["about"])


def _adapted(adapter: dict[str, Any]) -> AdaptedLM:
    """A base that is here, with an adapter whose numbers are still to be put in. Raises MissingError where it is not."""
    base = open_base(adapter["base"])
    if base.fingerprint != adapter["fingerprint"]:
        raise DataError(f"its adapter was made for other weights than those of {adapter['base']}")
    return AdaptedLM(base.model, LoRA(**adapter["lora"]), base.ref, base.fingerprint)


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
