"""What a run will take of the machine's memory, said before it starts; and how a run gets by with less.

    Python and torch + weights + what the optimizer remembers + gradients + activations + the loss   [bytes]

Activations are what autograd keeps for the backward pass. No architecture has a formula for them here: a short text is read,
and what is kept of it is counted (attention, too, keeps memory that is linear in the length). Where all of it is too much, each block keeps its input alone and is computed once more in the backward pass
(Chen et al. 2016, arXiv 1604.06174): the same gradients for about a third more time. Tests: tests/test_memory.py.
"""

from __future__ import annotations

import functools
import os
import re
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import nn

from vibejam.arch import BaseLM
from vibejam.loss import next_token_loss
from vibejam.optim import Optimizer

_PROCESS = 420_000_000  # bytes: Python, torch, and what comes with them
_LENGTH = 16  # tokens of the short text
_ROUNDED = 0.67  # of what blocks keep in float32 they keep in bfloat16: norms stay exact
_LOSS = 8  # bytes per token and word of the vocabulary: two gradients in float32, beside what is kept
_COPIES = 5  # of the largest stack of matrices, while Muon makes it orthogonal
_UNTIDY = 1.3  # what was measured over what was counted: libraries pack matrices anew, and small gaps are not given back


class Footprint(NamedTuple):
    """Bytes. `per_token`: of each token of those that are learnt from at once; `recomputed`: the same with recomputing."""

    there: int  # before training: the process and the weights
    added: int  # by training, however short the texts are
    per_token: float
    recomputed: float

    def added_by(self, tokens: int, recomputing: bool) -> int:
        return self.added + round(tokens * (self.recomputed if recomputing else self.per_token))


def footprint(model: BaseLM, optimizer: Optimizer, dtype: torch.dtype) -> Footprint:
    """Of a model that is about to learn on the CPU."""
    V, C = model.config.vocab_size, model.config.n_embd
    learning = [block for block in _blocks(model) if any(p.requires_grad for p in block.parameters())]
    rest, blocks = _kept(model, min(_LENGTH, model.config.block_size))  # in float32: rounding copies all weights, which remain
    matrices = V * C + sum(p.numel() for block in learning for p in block.parameters() if p.dim() > 1)
    rounded = 2 * matrices if dtype != torch.float32 else 0
    rest, blocks = rest + _LOSS * V, blocks * (_ROUNDED if rounded else 1)
    gradients = sum(_bytes(p) for p in model.parameters() if p.requires_grad)
    largest = max((_bytes(tensor) for name, tensor in optimizer.state.items() if name.startswith("muon.")), default=0)
    return Footprint(
        there=_PROCESS + sum(_bytes(p) for p in model.parameters()),
        added=round(_UNTIDY * (sum(map(_bytes, optimizer.state.values())) + gradients + max(rounded, _COPIES * largest))),
        per_token=_UNTIDY * (rest + blocks),
        recomputed=_UNTIDY * (rest + blocks / max(1, len(learning)) + 4 * C * len(learning)),
    )


def available() -> int | None:
    """Bytes of memory that a process can still have; where the system tells no more, all there are; None where nothing."""
    told = Path("/proc/meminfo")
    if told.is_file():
        found = re.search(r"^MemAvailable:\s*(\d+) kB", told.read_text("utf-8"), re.MULTILINE)
        return 1024 * int(found[1]) if found else None
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


def recompute(model: BaseLM) -> None:
    """Have each block keep its input for the backward pass, and compute the rest once more when it is needed."""
    from torch.utils.checkpoint import checkpoint

    for block in _blocks(model):
        block.forward = functools.partial(checkpoint, block.forward, use_reentrant=False)


def _blocks(model: BaseLM) -> list[nn.Module]:
    """Of a model, or of the base below an adapter."""
    for name, part in model.named_modules():
        if name.rpartition(".")[2] == "blocks" and isinstance(part, nn.ModuleList):
            return list(part)
    return []


def _kept(model: BaseLM, length: int) -> tuple[float, float]:
    """Bytes that autograd keeps of each token of a text for the backward pass: outside of blocks, and in them."""
    found: list[dict[int, int]] = [{}, {}]  # of each, the size of every storage by where it lies
    known = {p.untyped_storage().data_ptr() for p in model.parameters()}
    inside = False

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in known | found[0].keys() | found[1].keys():
            found[inside][storage.data_ptr()] = storage.nbytes()
        return tensor

    def enter(*_: Any) -> None:
        nonlocal inside
        inside = True

    def leave(*_: Any) -> None:
        nonlocal inside
        inside = False

    hooks = [block.register_forward_pre_hook(enter) for block in _blocks(model)]
    hooks += [block.register_forward_hook(leave) for block in _blocks(model)]
    ids = torch.zeros(1, length, dtype=torch.long, device=model.device)
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        loss = next_token_loss(model(ids)[0], ids)  # noqa: F841 (what it keeps is counted while it is there)
    for hook in hooks:
        hook.remove()
    return sum(found[0].values()) / length, sum(found[1].values()) / length


def _bytes(tensor: torch.Tensor) -> int:
    return tensor.numel() * tensor.element_size()
