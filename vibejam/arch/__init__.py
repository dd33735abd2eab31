"""Architectures: the protocol they share (base.py), the state they carry (state.py), and `build_model`.

`build_model` is the one place that loads a module by name, and only the names in its table can be loaded.
"""

from __future__ import annotations

import difflib
import importlib
from dataclasses import replace
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from vibejam.arch.base import BaseLM, Decoder
from vibejam.arch.state import State, clone_state, detach_state, state_bytes
from vibejam.config import ModelConfig
from vibejam.errors import ConfigError

__all__ = [
    "ARCHITECTURES",
    "BaseLM",
    "Decoder",
    "State",
    "build_model",
    "clone_state",
    "detach_state",
    "state_bytes",
    "without_weights",
]

ARCHITECTURES = {
    "gpt": "vibejam.model:GPTModel",
    "gpt_fast": "vibejam.arch.fast:GPTFast",
    "llama": "vibejam.arch.llama:LlamaModel",
    "rewriter": "vibejam.arch.rewriter:Rewriter",
}


def build_model(arch: str, config: ModelConfig) -> BaseLM:
    """A freshly initialised model of that architecture. Raises ConfigError for an unknown name or an unusable shape."""
    if arch not in ARCHITECTURES:
        near = difflib.get_close_matches(arch, ARCHITECTURES, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise ConfigError(f"no architecture {arch!r}", f"{hint}known: {', '.join(ARCHITECTURES)}")
    if config.vocab_size < 1:
        raise ConfigError("vocab_size is 0: a model cannot be built before its vocabulary is known")
    module, name = ARCHITECTURES[arch].split(":")
    model: BaseLM = getattr(importlib.import_module(module), name)(replace(config, arch=arch))
    return model


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
