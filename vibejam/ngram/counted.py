"""The counted language model: no training, a second of counting, and the bar that a trained model has to pass.

    p(w | the last n tokens), as vibejam/ngram/counts.py counts it, for the longest n that was seen

On a validation text `fit` also chooses the order, and one factor for all discounts: what is new in a new text is
underestimated by the counts of counts of one text. Shapes: B batch, T time, V vocabulary, N = B * T predictions in a row.
Tests: tests/ngram/test_counted.py.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch

from vibejam.arch import BaseLM, State
from vibejam.config import ModelConfig
from vibejam.errors import ConfigError, DataError
from vibejam.ngram.counts import DISCOUNTED, Level, checked, context_keys, count_orders, longest_order, narrow

HIGHEST_ORDER = 8  # that `fit` tries
_ALWAYS_TRIED = 3  # orders, before the first that gains nothing is the last
_WORTH = 0.005  # nats per token an order more must gain: it costs half as much memory again
_MOST_VALIDATION = 2**18  # tokens an order is judged by
_SCALES = (0.5, 1.5)  # of the discounts, and the step between those tried
_SCALE_STEP = 0.05
_BLOCK = 2**21  # probabilities computed at once


class CountedLM(BaseLM):
    """The levels 0 to order - 1 with the face of every language model. Its state is the last order - 1 tokens, or fewer.

    It has no parameters and no limit to its context; `logits` are log-probabilities. It computes on the CPU and answers
    where it was asked.
    """

    def __init__(self, levels: Sequence[Level], vocab_size: int):
        super().__init__(ModelConfig(vocab_size=vocab_size, arch="counted"))
        self.levels = tuple(levels)
        self.vocab_size = vocab_size
        self._without_context = np.full(vocab_size, self.levels[0].backoff[0] / vocab_size)  # (V,)
        _, seen, share = self.levels[0].spread(np.zeros(1, np.int64))
        self._without_context[seen] += share

    @classmethod
    def count(cls, tokens: np.ndarray, vocab_size: int, order: int) -> Self:
        """Count n-grams of up to `order` tokens; of fewer where the text is shorter or `longest_order` lower."""
        if order < 1:
            raise ConfigError(f"the order of a counted model must be at least 1, not {order}")
        levels: list[Level] = []
        for top, below in count_orders(tokens, vocab_size, order):  # noqa: B007 (the last `top` is the highest level)
            if below is not None:
                levels.append(Level.of(below, vocab_size))
        return cls([*levels, Level.of(top, vocab_size)], vocab_size)

    @classmethod
    def fit(cls, train: np.ndarray, validation: np.ndarray, vocab_size: int, highest_order: int = HIGHEST_ORDER) -> Self:
        """Count `train` at the order, and with the discounts, that predict `validation` best.

        The orders are tried one after the other, from 1, until one more no longer pays. Of a long validation text only
        the beginning is read.
        """
        validation = validation[:_MOST_VALIDATION]
        if len(validation) < 2:
            raise DataError(f"{len(validation)} tokens are too few to choose the order of a counted model by", "add more writing")
        text = checked(validation, vocab_size)[None]
        judge = _Targets(text[:, :-1], text[:, 1:], vocab_size)
        levels: list[Level] = []
        best: tuple[float, float, list[Level]] = (np.inf, 1.0, [])
        for top, below in count_orders(train, vocab_size, max(1, highest_order)):
            if below is not None:
                levels.append(Level.of(below, vocab_size))
                judge.add(levels[-1])
            highest = Level.of(top, vocab_size)
            loss, scale = judge.best_scale(highest)
            if loss < best[0] - _WORTH:
                best = (loss, scale, [*levels, highest])
            elif len(levels) >= _ALWAYS_TRIED:
                break
        return cls([level.scaled(best[1]) for level in best[2]], vocab_size)

    @property
    def order(self) -> int:
        return len(self.levels)

    @property
    def context_size(self) -> int | None:
        return None

    def forward(self, ids: torch.Tensor, state: State | None = None) -> tuple[torch.Tensor, State]:
        text = self._text(ids, state)
        logits = np.log(self.probabilities(text, ids.shape[1])).astype(np.float32)
        kept = text[:, max(0, text.shape[1] - self.order + 1) :]
        return torch.from_numpy(logits).to(ids.device), (torch.from_numpy(kept.copy()).to(ids.device),)

    def target_log_probabilities(self, ids: torch.Tensor, targets: torch.Tensor, state: State | None = None) -> torch.Tensor:
        """Of `forward`'s log-probabilities those of the targets (B, T), found without computing the others."""
        found = self.target_probabilities(self._text(ids, state), targets.cpu().numpy())
        return torch.from_numpy(np.log(found).astype(np.float32)).to(ids.device)

    def loss(self, tokens: np.ndarray) -> float:
        """Nats per token of a text read from its beginning to its end."""
        text = checked(tokens, self.vocab_size)[None]
        return -float(np.log(self.target_probabilities(text[:, :-1], text[:, 1:])).mean())

    def probabilities(self, text: np.ndarray, last: int) -> np.ndarray:
        """(B, last, V) float64: what may follow each of the last tokens of `text` (B, at least `last`)."""
        keys = list(itertools.islice(context_keys(text, last, self.vocab_size), self.order))
        result = np.empty((keys[0].size, self.vocab_size))
        rows = max(1, _BLOCK // self.vocab_size)
        for start in range(0, len(result), rows):
            block = slice(start, start + rows)
            result[block] = self._distributions([k[block] for k in keys])
        return result.reshape(len(text), last, self.vocab_size)

    def _distributions(self, keys: list[np.ndarray]) -> np.ndarray:
        """(N, V), from the keys (N,) of the contexts of every length, shortest first.

        All share one distribution without context, so each gets its part of that at once, and only what was seen after
        the longer contexts is added one by one.
        """
        seen = np.arange(len(keys[0]))  # a longer context is looked up only where the shorter one was found
        found: list[tuple[Level, np.ndarray, np.ndarray]] = []
        for level, key in zip(self.levels[1:], keys[1:], strict=True):
            places = level.find(key[seen])
            seen, places = seen[places >= 0], places[places >= 0]
            found.append((level, seen, places))
        left = np.ones(len(keys[0]))  # what the levels above the present one leave to it
        for_level: list[np.ndarray] = []
        for level, seen, places in reversed(found):
            for_level.append(left[seen])
            left[seen] *= level.backoff[places]
        p = left[:, None] * self._without_context
        for (level, seen, places), share_left in zip(found, reversed(for_level), strict=True):
            owner, token, share = level.spread(places)
            p[seen[owner], token] += share * share_left[owner]
        return p

    def target_probabilities(self, text: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """(B, T) float64: the probability of each target after the last T tokens of `text`."""
        found = _Targets(text, targets, self.vocab_size)
        for level in self.levels:
            found.add(level)
        return found.probabilities().reshape(targets.shape)

    def _text(self, ids: torch.Tensor, state: State | None) -> np.ndarray:
        """What a call may look at: the tokens of the state (B, P), and the new ones after them."""
        new = checked(ids.cpu().numpy(), self.vocab_size)
        return new if state is None else np.concatenate((state[0].cpu().numpy(), new), axis=1)

    def to_tensors(self) -> dict[str, torch.Tensor]:
        """All of it for a file, without the contexts' keys: the contexts of one level are n-grams of the level below, so
        `fanout` says how many continuations each n-gram of the level below has (none: nothing follows it)."""
        tensors = {"discounts": torch.from_numpy(np.stack([level.discounts[1:] for level in self.levels]))}
        for n, level in enumerate(self.levels):
            tensors |= {f"tokens.{n}": torch.from_numpy(level.tokens), f"counts.{n}": torch.from_numpy(level.counts)}
            if n > 0:
                below = self.levels[n - 1].keys(self.vocab_size)
                fanout = np.zeros(len(below), np.int64)
                fanout[np.searchsorted(below, level.contexts)] = np.diff(level.starts)
                tensors[f"fanout.{n}"] = torch.from_numpy(narrow(fanout))
        return tensors

    @classmethod
    def from_tensors(cls, tensors: dict[str, torch.Tensor], vocab_size: int) -> Self:
        """What `to_tensors` gave. Raises DataError for anything it cannot have given: the file may be damaged."""
        discounts = _saved_discounts(tensors, vocab_size)
        names = {"discounts"} | {
            f"{kind}.{n}" for n in range(len(discounts)) for kind in ("tokens", "counts", "fanout")[: 2 + (n > 0)]
        }
        for name in sorted(names ^ tensors.keys()):
            raise _damaged(f"its tensor {name} is {'missing' if name in names else 'unknown'}")
        levels: list[Level] = []
        for n, discount in enumerate(discounts):
            tokens, counts = _saved_whole(tensors, f"tokens.{n}"), _saved_whole(tensors, f"counts.{n}")
            contexts = levels[-1].keys(vocab_size) if n > 0 else np.zeros(1, np.int64)
            fanout = _saved_whole(tensors, f"fanout.{n}") if n > 0 else np.array([len(tokens)])
            if len(counts) != len(tokens) or len(fanout) != len(contexts) or fanout.sum() != len(tokens):
                raise _damaged(f"the lengths of level {n} do not fit each other")
            keys = np.repeat(contexts, fanout) * vocab_size + tokens
            if len(tokens) == 0 or tokens.max() >= vocab_size or counts.min() < 1 or (np.diff(keys) <= 0).any():
                raise _damaged(f"the numbers of level {n} cannot have been counted")
            levels.append(Level.of((keys, counts), vocab_size, np.append(0.0, discount)))
        return cls(levels, vocab_size)


@dataclass(frozen=True)
class _Part:
    """What one level says of the targets whose context it knows."""

    seen: np.ndarray  # which of them
    counted: np.ndarray  # the target's share of the counts
    taken: np.ndarray  # what the discount takes off that share
    backoff: np.ndarray  # what is left for the shorter context
    largest_scale: float

    def applied(self, p: np.ndarray, scale: float) -> None:
        scale = min(scale, self.largest_scale)
        p[self.seen] = self.counted + scale * (self.backoff * p[self.seen] - self.taken)


class _Targets:
    """The probabilities of given targets (B, T) after the last T tokens of `text`, from one level after the other; and
    what they would be with all discounts larger or smaller by one factor."""

    def __init__(self, text: np.ndarray, targets: np.ndarray, vocab_size: int):
        self._targets = targets.ravel()
        self._vocab_size = vocab_size
        self._keys = context_keys(text, targets.shape[1], vocab_size)
        self._key, self._length = next(self._keys), 0
        self._seen = np.arange(self._targets.size)  # a longer context is looked up only where the shorter one was found
        self._parts: list[_Part] = []

    def add(self, level: Level) -> None:
        part = self._part(level)
        self._parts.append(part)
        self._seen = part.seen

    def probabilities(self) -> np.ndarray:
        return self._combined(self._parts, 1.0)

    def best_scale(self, highest: Level) -> tuple[float, float]:
        """The lowest loss with this level as the last, and the scale of the discounts that gives it."""
        parts = [*self._parts, self._part(highest)]

        def at(scale: float) -> tuple[float, float]:
            return -float(np.log(self._combined(parts, scale)).mean()), round(scale, 2)

        best = at(1.0)
        for step in (_SCALE_STEP, -_SCALE_STEP):  # the loss has one valley
            while _SCALES[0] < best[1] + step < _SCALES[1] and (tried := at(best[1] + step)) < best:
                best = tried
        return best

    def _part(self, level: Level) -> _Part:
        if self._length < len(self._parts):
            self._key, self._length = next(self._keys), len(self._parts)
        places = level.find(self._key[self._seen])
        seen, places = self._seen[places >= 0], places[places >= 0]
        counted, taken = level.shares(places, level.counts_of(places, self._targets[seen]))
        return _Part(seen, counted, taken, level.backoff[places], level.largest_scale)

    def _combined(self, parts: list[_Part], scale: float) -> np.ndarray:
        p = np.full(self._targets.size, 1 / self._vocab_size)
        for part in parts:
            part.applied(p, scale)
        return p


def _damaged(reason: str) -> DataError:
    return DataError(f"the counted model in this file is damaged: {reason}", "train again, or restore the file from a copy")


def _saved_discounts(tensors: dict[str, torch.Tensor], vocab_size: int) -> np.ndarray:
    """(order, 3), each above nothing and below its count."""
    saved = tensors.get("discounts")
    if saved is None or saved.dtype != torch.float64 or saved.dim() != 2 or saved.shape[1] != 3:
        raise _damaged("its discounts are missing, or not three for each order")
    if not 1 <= len(saved) <= longest_order(vocab_size):
        raise _damaged(f"it claims the order {len(saved)}, and {vocab_size} tokens allow 1 to {longest_order(vocab_size)}")
    discounts = saved.cpu().numpy()
    if not ((discounts > 0) & (discounts < DISCOUNTED)).all():  # also false for what is not a number
        raise _damaged("its discounts are out of range")
    return discounts


def _saved_whole(tensors: dict[str, torch.Tensor], name: str) -> np.ndarray:
    """A saved list of whole numbers, as int64."""
    saved = tensors[name]
    if saved.dim() != 1 or saved.dtype not in (torch.uint8, torch.uint16, torch.uint32):
        raise _damaged(f"its tensor {name} is {tuple(saved.shape)} {saved.dtype}, not a list of whole numbers")
    return saved.cpu().numpy().astype(np.int64)
