"""The state of a model: an opaque, possibly nested tuple of tensors and numbers, and what can be done with any of them.

A state is a value. Nobody but the model that made it looks inside; it is never changed in place and never kept on a
module, so a copy of it is a second writer who has read the same text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

State = tuple[Any, ...]


def map_state(function: Callable[[torch.Tensor], torch.Tensor], state: State) -> State:
    """`state` with every tensor replaced by what `function` makes of it."""

    def walk(item: Any) -> Any:
        if isinstance(item, torch.Tensor):
            return function(item)
        if isinstance(item, tuple):
            return tuple(walk(part) for part in item)
        return item

    return tuple(walk(item) for item in state)


def clone_state(state: State, copies: int = 1) -> State:
    """A state of its own, or one for `copies` samples of the same text (each tensor repeated along its first axis)."""
    return map_state(lambda t: t.repeat_interleave(copies, dim=0), state)


def detach_state(state: State) -> State:
    """The same state cut off from the graph: truncated back-propagation."""
    return map_state(torch.Tensor.detach, state)


def state_bytes(state: State) -> int:
    """What a state costs to keep."""
    total = 0

    def add(tensor: torch.Tensor) -> torch.Tensor:
        nonlocal total
        total += tensor.numel() * tensor.element_size()
        return tensor

    map_state(add, state)
    return total
