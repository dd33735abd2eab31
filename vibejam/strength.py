"""How strong a voice is: the logits of a base plus a multiple of what the person's writing changed in them.

    logits = base + strength * (person - base)

1 is the person, 0 the base, in between a person who holds back, and beyond 1 one more like themselves than they are. Expert
and anti-expert: Liu et al. 2021 (DExperts, arXiv 2105.03023), Li et al. 2022 (contrastive decoding, arXiv 2210.15097).
Shapes: B batch, T time, V vocabulary, W writers. Tests: tests/test_strength.py.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence

import numpy as np
import torch

from vibejam.arch import BaseLM, Decoder, State
from vibejam.checkpoint import Checkpoint
from vibejam.choose import Choice, choose
from vibejam.errors import ConfigError
from vibejam.lora import AdaptedLM
from vibejam.pretrained.bases import open_base


class Strengthened(BaseLM):
    """Person and base as one model, in two passes. Its state is the two states."""

    def __init__(self, person: BaseLM, base: BaseLM, strength: float):
        if person.config.vocab_size != base.config.vocab_size:
            sizes = f"{person.config.vocab_size} and {base.config.vocab_size}"
            raise ConfigError(f"person and base do not know the same tokens: {sizes} of them")
        if not math.isfinite(strength):
            raise ConfigError(f"strength must be a finite number, not {strength}", "1 is the person, 0 the base")
        torch.nn.Module.__init__(self)  # the options are those of the two, which have checked them
        self.config, self.person, self.base, self.strength = person.config, person, base, strength

    @property
    def context_size(self) -> int | None:
        return min((size for size in (self.person.context_size, self.base.context_size) if size is not None), default=None)

    def forward(self, ids: torch.Tensor, state: State | None = None) -> tuple[torch.Tensor, State]:
        of_person, of_base = state or (None, None)
        person, of_person = self.person(ids, of_person)
        base, of_base = self.base(ids, of_base)
        return combine(base, person, self.strength), (of_person, of_base)

    def read(self, ids: torch.Tensor, state: State | None = None) -> tuple[torch.Tensor, State]:
        of_person, of_base = state or (None, None)
        person, of_person = self.person.read(ids, of_person)
        base, of_base = self.base.read(ids, of_base)
        return combine(base, person, self.strength), (of_person, of_base)

    def fast_decoder(self, precision: str = "float32") -> Decoder | None:
        person, base = self.person.fast_decoder(precision), self.base.fast_decoder(precision)
        return StrengthenedDecoder(person, base, self.strength, self.context_size) if person and base else None


def combine(base: torch.Tensor, person: torch.Tensor, strength: float) -> torch.Tensor:
    """base + strength * (person - base), exactly the one or the other at 0 and 1."""
    return torch.lerp(base.float(), person.float(), strength)


class StrengthenedDecoder:
    """Two compiled decoders that read the same; what they say is combined after each token."""

    def __init__(self, person: Decoder, base: Decoder, strength: float, limit: int | None):
        self._both, self._strength, self._limit = (person, base), strength, limit
        self._logits = np.zeros((1, 0), dtype=np.float32)  # (W, V) for the token after those that were read

    def __str__(self) -> str:
        return f"{self._both[0]}, twice"

    @property
    def position(self) -> int:
        return self._both[0].position

    @property
    def bytes_per_token(self) -> int:
        return sum(each.bytes_per_token for each in self._both)

    def read(self, ids: Sequence[int]) -> np.ndarray:
        return self.read_all([ids])[0]

    def read_all(self, texts: Sequence[Sequence[int]]) -> np.ndarray:
        return self._combined(*(each.read_all(texts) for each in self._both))

    def step(self, token: int) -> np.ndarray:
        return self.step_all([token])[0]

    def step_all(self, tokens: Sequence[int]) -> np.ndarray:
        return self._combined(*(each.step_all(tokens) for each in self._both))

    def _combined(self, person: np.ndarray, base: np.ndarray) -> np.ndarray:
        self._logits = combine(torch.from_numpy(base), torch.from_numpy(person), self._strength).numpy()
        return self._logits.copy()

    def write(self, choice: Choice, uniforms: np.ndarray, likely: Sequence[int] = ()) -> list[int]:
        return self.write_all(choice, uniforms[None], likely)[0]

    def write_all(self, choice: Choice, uniforms: np.ndarray, likely: Sequence[int] = ()) -> list[list[int]]:
        """As a Decoder's, but `likely` is not used: what two models think of a guess is not known in one pass."""
        written: list[list[int]] = [[] for _ in uniforms]
        for column in uniforms.T:
            tokens = [choose(row.astype(np.float64), choice, u) for row, u in zip(self._logits, column, strict=True)]
            for text, token in zip(written, tokens, strict=True):
                text.append(token)
            if self.position == self._limit:
                break
            self.step_all(tokens)
        return written

    def copy(self, writers: Sequence[int] = (0,)) -> StrengthenedDecoder:
        fresh = copy.copy(self)
        fresh._both = (self._both[0].copy(writers), self._both[1].copy(writers))
        fresh._logits = self._logits[list(writers)]
        return fresh


def with_strength(checkpoint: Checkpoint, strength: float) -> BaseLM:
    """The checkpoint's model, so strong. Raises ConfigError for one that was learnt from scratch, MissingError where its base
    is not here."""
    person = checkpoint.model
    if strength == 1:
        return person
    if isinstance(person, AdaptedLM):
        base = person.base[0]
    elif checkpoint.train_config.base:
        base = open_base(checkpoint.train_config.base).model
    else:
        raise ConfigError(
            "this model was learnt from scratch: there is no base that it could be stronger or weaker than",
            "leave --strength out, or learn the voice on a base: vibejam learn FOLDER --voice NAME --base vibejam-base",
        )
    return Strengthened(person, base.to(person.device).eval(), strength).eval()
