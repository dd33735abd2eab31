"""Bases: models that know a language before they meet the person. One is in the package, others are pulled once.

    vibejam-base      a few million parameters, made by scripts/pretrain_base.py, kept in int8 (docs/base.md)
    NAME              a folder under VIBEJAM_HOME/bases, put there by `vibejam pull`
    FOLDER            any folder in Hugging Face's format

Tests: tests/pretrained/test_bases.py.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

import torch

from vibejam import paths
from vibejam.arch import BaseLM, without_weights
from vibejam.config import ModelConfig
from vibejam.errors import DAMAGED, DataError
from vibejam.pretrained.hf import load_hf
from vibejam.pretrained.pull import find_base
from vibejam.tensorfile import read_tensors, write_tensors
from vibejam.tokenizer import Tokenizer, load_tokenizer

OURS = "vibejam-base"
_SAMPLE = 1000  # of so many numbers of a tensor, one goes into a fingerprint


class Base(NamedTuple):
    """A model to start from, in evaluation mode, and what it reads by."""

    ref: str
    model: BaseLM
    tokenizer: Tokenizer

    @property
    def fingerprint(self) -> str:
        """Tells whether an adapter was made for these weights."""
        digest = hashlib.sha256(repr(sorted(self.model.config.to_dict().items())).encode())
        for name, tensor in sorted(self.model.state_dict().items()):
            digest.update(name.encode() + tensor.flatten()[::_SAMPLE].float().numpy().tobytes())
        return digest.hexdigest()[:16]


def open_base(ref: str) -> Base:
    """The base of that name, or in that folder. Raises MissingError with the command that fetches it, or DataError."""
    if ref == OURS:
        return Base(ref, *load_compact(paths.inside_package("bases", f"{OURS}.safetensors")))
    return Base(ref, *load_hf(find_base(ref, OURS)))


def check_base(ref: str) -> None:
    """Raises MissingError, with the names of those that are, for a base that is not on this machine."""
    if ref != OURS:
        find_base(ref, OURS)


def save_compact(path: Path | str, model: BaseLM, tokenizer: Tokenizer, about: dict[str, Any]) -> None:
    """Publish a model with matrices in int8, each row with a scale of its own: a quarter of the size."""
    tensors: dict[str, torch.Tensor] = {}
    for name, tensor in model.state_dict().items():
        if tensor.dim() == 2:
            scale = (tensor.abs().amax(dim=1, keepdim=True) / 127).clamp_min(1e-12)
            tensors[f"{name}.scale"] = scale
            tensor = (tensor / scale).round().to(torch.int8)
        tensors[name] = tensor
    write_tensors(
        path, tensors,
        {"kind": "base", "model_config": model.config.to_dict(), "tokenizer": tokenizer.to_dict(), "about": about},
    )  # fmt: skip


def load_compact(path: Path | str) -> tuple[BaseLM, Tokenizer]:
    """What `save_compact` wrote, in float32 and evaluation mode. Raises MissingError or DataError."""
    stored, meta = read_tensors(path, "base")
    try:
        model = without_weights(ModelConfig.from_dict(meta["model_config"]))
        tensors = {name: _whole(name, stored) for name in stored if not name.endswith(".scale")}
        model.load_state_dict(tensors, assign=True)
        return model.eval(), load_tokenizer(meta["tokenizer"])
    except DAMAGED as error:
        raise DataError(f"{path} is damaged: {error}", "reinstall vibejam: pip install --force-reinstall vibejam") from error


def _whole(name: str, stored: dict[str, torch.Tensor]) -> torch.Tensor:
    tensor, scale = stored[name], stored.get(f"{name}.scale")
    return tensor if scale is None else tensor.float() * scale
