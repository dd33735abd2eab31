"""Which device and which number format a run uses, each chosen with its reason so that the run can say both."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Generic, NamedTuple, TypeVar

import torch

from vibejam.errors import ConfigError, MissingError

T = TypeVar("T")
_WORTH_SHARING = 128  # width from which two threads are well above one
_WORTH_ROUNDING = 256  # width from which bfloat16 is half as fast again on processors that have it; the gain shrinks below


class Chosen(NamedTuple, Generic[T]):
    """A value and why it was chosen."""

    value: T
    reason: str

    def __str__(self) -> str:
        return f"{str(self.value).removeprefix('torch.')} ({self.reason})"


def choose_device(wanted: str = "auto") -> Chosen[torch.device]:
    """The device to compute on. Raises MissingError when one was asked for that is not there."""
    if wanted == "auto":
        if torch.cuda.is_available():
            return Chosen(torch.device("cuda"), torch.cuda.get_device_name())
        if torch.backends.mps.is_available():
            return Chosen(torch.device("mps"), "Apple GPU; no CUDA")
        return Chosen(torch.device("cpu"), "no CUDA and no Apple GPU found")
    try:
        device = torch.device(wanted)
    except RuntimeError:
        device = torch.device("meta")  # any that is refused below
    if device.type not in ("cpu", "cuda", "mps"):
        raise ConfigError(f"device must be auto, cpu, cuda, cuda:N or mps, not {wanted!r}")
    cuda_missing = device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count()
    if cuda_missing or (device.type == "mps" and not torch.backends.mps.is_available()):
        raise MissingError(f"device {wanted} is not on this machine", "leave --device out to use what is there")
    return Chosen(device, "as asked")


def choose_threads(n_embd: int, device: torch.device, processes: int = 1) -> Chosen[int]:
    """How many threads of each of so many processes train a model of that width. A resumed run takes the number it began
    with."""
    if device.type == "cpu" and n_embd < _WORTH_SHARING:
        return Chosen(1, f"a width of {n_embd} gains little from more, and loses much on a busy machine")
    if processes > 1:  # not torch.get_num_threads(): torchrun tells it to use one, so as not to use too many
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return Chosen(max(1, cores // processes), f"{cores} cores for {processes} processes")
    return Chosen(torch.get_num_threads(), "all")


def choose_dtype(wanted: str, device: torch.device, learning_width: int = 0) -> Chosen[torch.dtype]:
    """The number format of the forward pass; weights and optimizer always stay float32.

    learning_width: n_embd of a model that is to learn. On a CPU only that is worth less exact numbers, not evaluating.
    """
    if wanted not in ("auto", "float32", "bfloat16"):
        raise ConfigError(f"dtype must be auto, float32 or bfloat16, not {wanted!r}")
    if wanted != "auto":
        return Chosen(getattr(torch, wanted), "as asked")
    if device.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False):
        return Chosen(torch.bfloat16, "this GPU computes it natively")
    if device.type == "cpu" and learning_width >= _WORTH_ROUNDING and _cpu_multiplies_bfloat16():
        return Chosen(torch.bfloat16, "this processor multiplies it twice as fast")
    return Chosen(torch.float32, f"no gain from bfloat16 on {device.type}")


def _cpu_multiplies_bfloat16() -> bool:
    """Whether there are instructions for it; older versions of torch do not say."""
    capabilities: Mapping[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
