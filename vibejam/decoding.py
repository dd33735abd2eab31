"""Which way a model writes, with the reason: step by step in torch, or by its compiled decoder (kernels/).

The compiled one is many times faster once it is there. Loading it takes most of a second, and the first time on a machine
it has to be compiled, so it is for long texts and for programs that write many. Tests: tests/test_kernels.py.
"""

from __future__ import annotations

import functools
import sys

import torch

from vibejam import paths
from vibejam.arch import BaseLM, Decoder
from vibejam.device import Chosen
from vibejam.errors import ConfigError, MissingError

DECODERS = ("auto", "torch", "float32", "int8")
# Rough CPU seconds to choose by; bench/generate.py measures what comes of it.
_LOAD, _COMPILE = 0.8, 20.0
_TORCH_TOKEN, _TORCH_LAYER, _PARAMETER = 80e-6, 80e-6, 0.2e-9

_regret = 0.0  # what this process would have saved so far, had it loaded the decoder at once


def choose_decoder(model: BaseLM, tokens: int, wanted: str = "auto") -> Chosen[Decoder | None]:
    """A compiled decoder for writing about so many tokens, or None: torch does it.

    auto is float32, compiled once that pays; int8 is faster for large models and a little less exact. What is asked
    for by name is given or, raising MissingError, refused; ConfigError for a name that is none.
    """
    if wanted not in DECODERS:
        raise ConfigError(f"decoder must be one of {', '.join(DECODERS)}, not {wanted!r}")
    if wanted == "torch":
        return Chosen(None, "as asked")
    obstacle = _obstacle(model) or (_not_worth_it(model, tokens) if wanted == "auto" else "") or _load()
    if not obstacle:
        try:
            if decoder := model.fast_decoder("float32" if wanted == "auto" else wanted):
                return Chosen(decoder, f"{tokens} tokens are worth it" if wanted == "auto" else "as asked")
            obstacle = f"{model.config.arch} has no compiled form"
        except Exception as error:  # a damaged cache, a processor numba does not know: torch can always write
            obstacle = f"compiling failed: {type(error).__name__}: {error}"
    if wanted != "auto":
        raise MissingError(f"no {wanted} decoder: {obstacle}", "decoder='auto' writes in torch where that is so")
    return Chosen(None, obstacle)


def _obstacle(model: BaseLM) -> str:
    """Why this model cannot be compiled; empty if it can."""
    if type(model).fast_decoder is BaseLM.fast_decoder:
        return f"{model.config.arch} has no compiled form"
    for parameter in model.parameters():
        if parameter.device.type != "cpu":
            return f"the model is on {parameter.device}"
        if parameter.dtype != torch.float32:
            return f"its weights are {str(parameter.dtype).removeprefix('torch.')}"
    return ""


def _not_worth_it(model: BaseLM, tokens: int) -> str:
    """Why so few tokens are quicker in torch; empty once this process has written, or is to write, enough.

    Nobody knows what a process will yet write. One that loads the decoder when it has lost as much as that costs is
    never more than twice as slow as the wisest.
    """
    global _regret
    if "vibejam.kernels" in sys.modules:
        return ""
    compiled = any(folder.glob("kernels-*/**/*.nbi") for folder in paths.caches())
    cost, why = (_LOAD, "loading it takes") if compiled else (_COMPILE, "compiling it would take")
    _regret += tokens * (_TORCH_TOKEN + _TORCH_LAYER * model.config.n_layer + _PARAMETER * model.num_parameters())
    return f"{tokens} tokens: {why} longer" if _regret < cost else ""


@functools.cache
def _load() -> str:
    """Import the compiler; why that failed, empty if it did not."""
    try:
        import vibejam.kernels  # noqa: F401
    except Exception as error:  # numba may not be there, or refuse this numpy
        return f"numba does not load: {error}"
    return ""
