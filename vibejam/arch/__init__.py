"""Architectures: the protocol they share (base.py), the state they carry (state.py), and `build_model`.

`build_model` is the one place that loads a module by name, and only the names in its table can be loaded.
"""

from __future__ import annotations

import difflib
import importlib
from dataclasses import replace

from vibejam.arch.base import BaseLM, Decoder
from vibejam.arch.state import State, clone_state, detach_state, state_bytes
from vibejam.config import ModelConfig
from vibejam.errors import ConfigError

__all__ = ["ARCHITECTURES", "BaseLM", "Decoder", "State", "build_model", "clone_state", "detach_state", "state_bytes"]

ARCHITECTURES = {
    "gpt": "vibejam.model:GPTModel",
    "gpt_fast": "vibejam.arch.fast:GPTFast",
    "llama": "vibejam.arch.llama:LlamaModel",
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
