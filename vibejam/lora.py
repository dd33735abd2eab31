"""Low-rank adaptation: a base stays as it is, and each of its matrices gets a small learnt change beside it.

    y = W x  becomes  y = W x + (scale / rank) B A x,   A (rank, columns), B (rows, rank), B starting at zero

Hu et al. 2021 (arXiv 2106.09685). The base's tensors are shared, never copied: base, person and any number of further
adapters are models of their own on one set of weights, so that a person's model can be compared with its background by
two passes. What is learnt, saved and resumed is the adapter alone. Tests: tests/test_lora.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from vibejam.arch import BaseLM, Decoder, State, without_weights
from vibejam.arch.base import ParameterGroup
from vibejam.errors import ConfigError


@dataclass(frozen=True)
class LoRA:
    """Which matrices change, and by how much at most."""

    rank: int = 16
    scale: float = 32.0  # "alpha" elsewhere: what B A is multiplied by, over the rank
    last_layers: int = 0  # only in so many of the last blocks, which takes less memory and time; 0 is all

    def __post_init__(self) -> None:
        if not 1 <= self.rank <= 1024 or not 0 < self.scale < 1e6 or self.last_layers < 0:
            raise ConfigError("an adapter needs a rank from 1 to 1024, a scale above 0 and last_layers of 0 or more")


class AdaptedLinear(nn.Module):
    """A linear layer of the base, which does not learn, and the change to it, which does."""

    def __init__(self, base: nn.Linear, config: LoRA):
        super().__init__()
        self.base, self.factor = base, config.scale / config.rank
        bound = (3 / base.in_features) ** 0.5
        self.a = nn.Parameter(base.weight.new_empty(config.rank, base.in_features).uniform_(-bound, bound))
        self.b = nn.Parameter(base.weight.new_zeros(base.out_features, config.rank))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.base(x) + F.linear(F.linear(x, self.a), self.b) * self.factor

    def merged(self) -> torch.Tensor:
        """The matrix that does the same at once."""
        return self.base.weight + self.b @ self.a * self.factor


class AdaptedLM(BaseLM):
    """A base with an adapter. Its state_dict, and so what is saved of it, is the adapter alone."""

    learning_rate = 4e-4

    def __init__(self, base: BaseLM, lora: LoRA, base_ref: str = "", base_fingerprint: str = ""):
        """`base_ref` and `base_fingerprint` say in a checkpoint which base has to be there."""
        nn.Module.__init__(self)  # the options are the base's, which has checked them
        self.config, self.lora, self.base = base.config, lora, [base]  # in a list: not a part of this module
        self.base_ref, self.base_fingerprint = base_ref, base_fingerprint
        self.model = _twin(base)
        self.model.requires_grad_(False)
        for name, linear in _targets(self.model, lora.last_layers):
            parent, _, child = name.rpartition(".")
            setattr(self.model.get_submodule(parent), child, AdaptedLinear(linear, lora))
        if not list(self._adapted()):
            raise ConfigError(f"{base.config.arch} has no linear layers to adapt", "adapt a base of the kinds llama or gpt")

    @property
    def context_size(self) -> int | None:
        return self.model.context_size

    def forward(self, ids: torch.Tensor, state: State | None = None) -> tuple[torch.Tensor, State]:
        return self.model(ids, state)

    def read(self, ids: torch.Tensor, state: State | None = None) -> tuple[torch.Tensor, State]:
        return self.model.read(ids, state)

    def parameter_groups(self) -> list[ParameterGroup]:
        return [ParameterGroup("adam", [p for p in self.parameters() if p.requires_grad])]

    def fast_decoder(self, precision: str = "float32") -> Decoder | None:
        return self.merged().fast_decoder(precision)

    def merged(self) -> BaseLM:
        """A model of the base's kind, without an adapter, that writes the same. What is not adapted is shared."""
        model = _twin(self.base[0])
        model.load_state_dict(
            {f"{name}.weight": each.merged().detach() for name, each in self._adapted()}, strict=False, assign=True
        )
        return model.train(self.training)

    def _adapted(self) -> Iterator[tuple[str, AdaptedLinear]]:
        return ((name, module) for name, module in self.model.named_modules() if isinstance(module, AdaptedLinear))

    def state_dict(self, *args: Any, **kwargs: Any) -> dict[str, torch.Tensor]:  # type: ignore[override]
        return {f"{name}.{part}": getattr(module, part).detach() for name, module in self._adapted() for part in ("a", "b")}

    def load_state_dict(self, state_dict: Mapping[str, torch.Tensor], strict: bool = True, assign: bool = False) -> Any:
        """Put an adapter's numbers in. Raises KeyError for a tensor that is missing, RuntimeError for a wrong shape."""
        with torch.no_grad():
            for name, tensor in self.state_dict().items():
                tensor.copy_(state_dict[name])


def _twin(base: BaseLM) -> BaseLM:
    """Another model with the same tensors."""
    twin = without_weights(base.config)
    twin.load_state_dict(base.state_dict(), assign=True)
    return twin.train(base.training)


def learn_last(model: BaseLM, layers: int) -> None:
    """Leave only the last blocks and the norm after them to learn. Nothing is kept for a backward pass below them.

    The embedding stays as it is even where it is the head too: from there on, all blocks would have to be gone through."""
    model.requires_grad_(False)
    for part in (*_last_blocks(model, layers).values(), model.get_submodule("norm")):
        part.requires_grad_(True)


def _targets(model: BaseLM, last_layers: int) -> list[tuple[str, nn.Linear]]:
    """The linear layers of the last blocks; neither embedding nor head, which would not be small."""
    return [
        (f"blocks.{number}.{name}", module)
        for number, block in _last_blocks(model, last_layers).items()
        for name, module in block.named_modules()
        if isinstance(module, nn.Linear)
    ]


def _last_blocks(model: BaseLM, layers: int) -> dict[int, nn.Module]:
    """So many of the last blocks (0: all) by their number. Raises ConfigError for more than there are."""
    blocks = getattr(model, "blocks", ())
    if layers > len(blocks):
        raise ConfigError(f"the base has {len(blocks)} blocks, not {layers}", f"--last-layers {len(blocks)} or fewer")
    return {number: block for number, block in enumerate(blocks) if number >= (len(blocks) - layers if layers else 0)}
