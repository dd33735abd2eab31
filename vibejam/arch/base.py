"""BaseLM: a language model is a function with a state, `logits, state = model(ids, state)`.

One call serves training (state=None, T = block_size), reading a prompt (T = its length) and writing (T = 1), so one
training loop and one generation loop serve every architecture. Shapes: B batch, T time, V vocabulary.
Tests: tests/arch/test_protocol.py, one battery that every architecture must pass.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple, Protocol

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from vibejam.arch.state import State
from vibejam.choose import Choice
from vibejam.config import ModelConfig
from vibejam.errors import ConfigError

IGNORED = -100  # a target that is not learnt; what torch calls so too
_PART = 256  # tokens of a prompt that are read at a time


class ParameterGroup(NamedTuple):
    """Parameters that are learnt alike: `method` is one of optim.py's, `rate` a factor on the learning rate."""

    method: str  # "muon" for the matrices between hidden layers, "adam" for everything
    parameters: list[nn.Parameter]
    rate: float = 1.0
    decays: bool = True  # whether weight decay pulls them to zero


class Decoder(Protocol):
    """A model and its state in one, compiled to write: unlike the model itself it changes with every call."""

    @property
    def position(self) -> int:
        """How many tokens it has read."""

    @property
    def bytes_per_token(self) -> int:
        """What has to be loaded to write one token, its memory of the text apart."""

    def read(self, ids: Sequence[int]) -> np.ndarray:
        """Begin anew with `ids`; the logits (V,) for the token after them."""

    def step(self, token: int) -> np.ndarray:
        """Read one more token; the logits (V,) for the one after it."""

    def write(self, choice: Choice, uniforms: np.ndarray, likely: Sequence[int] = ()) -> list[int]:
        """The next tokens, one for each random number, or fewer when the context is full: then the last is not yet read.

        `likely` are ids that may be written in their order, such as a draft's: the same comes out, but it may take less time.
        """

    def copy(self, writers: Sequence[int] = (0,)) -> Decoder:
        """Others who have read what these of its writers have: copy([0] * 8) are eight who go on together from one text."""

    def read_all(self, texts: Sequence[Sequence[int]]) -> np.ndarray:
        """`read` for several writers: texts of one length, one each; logits (writers, V)."""

    def step_all(self, tokens: Sequence[int]) -> np.ndarray:
        """`step` for several writers, a token each; logits (writers, V)."""

    def write_all(self, choice: Choice, uniforms: np.ndarray, likely: Sequence[int] = ()) -> list[list[int]]:
        """`write` for several writers, each by its row of random numbers."""


class Option(NamedTuple):
    """A number that one architecture can be told: its default and its limits. Whole where the default is."""

    default: float
    at_least: float
    at_most: float


class BaseLM(nn.Module, ABC):
    """The face every architecture shows."""

    # The settings of `config.arch_options` this architecture knows.
    options: ClassVar[dict[str, Option]] = {}
    # The peak learning rate that suits it, where the training settings name none.
    learning_rate: ClassVar[float] = 6e-3

    def __init__(self, config: ModelConfig):
        super().__init__()
        for name, value in config.arch_options.items():
            if name not in self.options:
                known = ", ".join(self.options) or "none"
                raise ConfigError(f"{config.arch} has no option {name!r}", f"its options: {known}")
            default, low, high = self.options[name]
            whole = isinstance(default, int)
            right_kind = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
            if not right_kind or not low <= value <= high:
                raise ConfigError(f"{name} must be a {'whole ' if whole else ''}number from {low} to {high}, not {value!r}")
        self.config = config

    @property
    def context_size(self) -> int | None:
        """How many tokens a state can hold; None for a model without such a limit."""
        return self.config.block_size

    @property
    def device(self) -> torch.device:
        """Where its weights lie; the CPU for a model that has none."""
        return next((p.device for p in self.parameters()), torch.device("cpu"))

    @abstractmethod
    def forward(self, ids: torch.Tensor, state: State | None = None) -> tuple[torch.Tensor, State]:
        """ids (B, T) -> logits (B, T, V) for the token after each, and the state after the last.

        `state` is what an earlier call returned, or None for the beginning; it is not changed. Raises ContextFull
        when state and ids together are longer than `context_size`.
        """

    def read(self, ids: torch.Tensor, state: State | None = None) -> tuple[torch.Tensor, State]:
        """The same for a prompt: ids (B, T) -> logits (B, V) for the token after the last, and the state.

        A part at a time, since logits for every token of a long prompt take much memory. An architecture that can leave
        them out does.
        """
        first, *others = ids.split(_PART, dim=1)
        logits, state = self(first, state)
        for part in others:
            logits, state = self(part, state)
        return logits[:, -1], state

    def begin(self, *drafts: torch.Tensor) -> State:
        """The state of a model that has read drafts, ids (B, N) each, and is to write a text from them."""
        raise ConfigError(f"{self.config.arch} writes on, and not from a draft", "train one that does: --arch rewriter")

    def losses(self, ids: torch.Tensor, targets: torch.Tensor, state: State | None = None) -> torch.Tensor:
        """Minus the log-probability of each target, (B, T) in nats; zero where a target is IGNORED."""
        logits, _ = self(ids, state)
        return F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten(), reduction="none").view(targets.shape)

    def option(self, name: str) -> Any:
        """A setting of `config.arch_options`, or its default."""
        return self.config.arch_options.get(name, self.options[name].default)

    def start_from(self, frequencies: torch.Tensor) -> None:
        """Called once before training with how often each token occurs, (V,), summing to one: a head may begin there."""

    def parameter_groups(self) -> list[ParameterGroup]:
        """All parameters, by how they are learnt. The textbook's way: AdamW, and only matrices decay, since pulling a bias
        or a norm's gain to zero helps nobody."""
        parameters = list(self.parameters())
        return [
            ParameterGroup("adam", [p for p in parameters if p.dim() >= 2]),
            ParameterGroup("adam", [p for p in parameters if p.dim() < 2], decays=False),
        ]

    def fast_decoder(self, precision: str = "float32") -> Decoder | None:
        """A compiled equivalent for writing on a CPU, with a copy of the weights in float32 or int8, where there is one."""
        return None

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
