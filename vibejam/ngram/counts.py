"""Counting n-grams: how often each token followed each context, in sorted arrays that are quick to search.

Interpolated, modified Kneser-Ney (Chen & Goodman 1998, TR-10-98), for contexts of n = 0, 1, ... tokens:
    p_n(w | c) = (count(c w) - D(count)) / count(c) + backoff(c) * p_(n-1)(w | c without its oldest token)
Each order has three discounts D, for counts of 1, 2 and 3 or more, taken from counts of counts. Below the highest order,
the count of c w is the number of different tokens found before it, the beginning of the text being one of them. Below
the single tokens lies 1 / V.
Shapes: V vocabulary; C contexts and G n-grams of one level; N look-ups in a row; B texts of S tokens.
Tests: tests/ngram/test_counted.py (equality with counting in dictionaries).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from vibejam.errors import DataError

DISCOUNTED = np.array([1, 2, 3])  # the counts that have a discount of their own; 3 stands for all above too
_LEAST_DISCOUNT, _MOST_DISCOUNT = 0.1, 0.98  # shares of these counts; within them no probability can be zero

Tally = tuple[np.ndarray, np.ndarray]  # n-grams as sorted keys, each once, and how often each occurs


def longest_order(vocab_size: int) -> int:
    """The highest order whose n-grams, read as numbers in base V, fit 63 bits: 10 for 70 characters, 4 for 16k tokens."""
    order = 1
    while order < 16 and vocab_size ** (order + 1) < 2**63:
        order += 1
    return order


@dataclass(frozen=True)
class Level:
    """All that was seen after contexts of one length n (the order is n + 1).

    A context is a number in base V, its oldest token first. p(. | context) needs no more than this, and needs it in this
    order: begin with p[:] = 1 / V; for n = 0, 1, ..., with i the place of the last n tokens in `contexts` (binary search;
    stop where they are not found), and a, b = starts[i], starts[i + 1]:
        p *= backoff[i];  p[tokens[a:b]] += (counts[a:b] - discounts[min(counts[a:b], 3)]) / totals[i]
    """

    contexts: np.ndarray  # (C,) int64, ascending
    starts: np.ndarray  # (C + 1,): where the continuations of each begin
    tokens: np.ndarray  # (G,): the continuations, ascending within a context
    counts: np.ndarray  # (G,), at least 1
    discounts: np.ndarray  # (4,) float64: what is taken off a count of 0, of 1, of 2, of 3 or more
    totals: np.ndarray  # (C,): the sum of the counts of a context
    backoff: np.ndarray  # (C,) float64: the share of them that was taken off

    @classmethod
    def of(cls, tally: Tally, vocab_size: int, discounts: np.ndarray | None = None) -> Level:
        """From n-grams, as keys of context and continuation, and their counts."""
        keys, counts = tally
        context = keys // vocab_size
        first = _firsts(context)
        if discounts is None:
            discounts = _discounts(counts)
        totals = np.add.reduceat(counts, first)
        return cls(
            contexts=context[first], starts=narrow(np.append(first, len(keys))), tokens=narrow(keys - context * vocab_size),
            counts=narrow(counts), discounts=discounts, totals=narrow(totals),
            backoff=np.add.reduceat(discounts[np.minimum(counts, 3)], first) / totals,
        )  # fmt: skip

    def keys(self, vocab_size: int) -> np.ndarray:
        """The n-grams (G,) as `of` was given them: context and continuation."""
        return np.repeat(self.contexts, np.diff(self.starts)) * vocab_size + self.tokens

    @property
    def largest_scale(self) -> float:
        """By how much the discounts can grow before one takes nearly all of its count."""
        return float((_MOST_DISCOUNT * DISCOUNTED / self.discounts[1:]).min())

    def scaled(self, scale: float) -> Level:
        scale = min(scale, self.largest_scale)
        return replace(self, discounts=scale * self.discounts, backoff=scale * self.backoff)

    def find(self, keys: np.ndarray) -> np.ndarray:
        """The place (N,) of each context key, -1 for what was never seen."""
        place = np.minimum(np.searchsorted(self.contexts, keys), len(self.contexts) - 1)
        return np.where(self.contexts[place] == keys, place, -1)

    def counts_of(self, places: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """How often each target (N,) followed the context at its place: N binary searches side by side."""
        low, end = self.starts[places].astype(np.int64), self.starts[places + 1].astype(np.int64)
        high = end
        for _ in range(int((end - low).max(initial=0)).bit_length()):
            middle = (low + high) // 2
            before = (low < high) & (self.tokens[np.minimum(middle, end - 1)] < targets)
            low, high = np.where(before, middle + 1, low), np.where(before, high, middle)
        found = np.minimum(low, end - 1)
        return np.where(self.tokens[found] == targets, self.counts[found], 0)

    def shares(self, places: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Of the totals at these places (N,): what these counts are, and what the discounts take off them."""
        totals = self.totals[places]
        return counts / totals, self.discounts[np.minimum(counts, 3)] / totals

    def spread(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Every continuation of every place: which of the N it belongs to, its token, its discounted share."""
        starts = self.starts[places].astype(np.int64)
        lengths = self.starts[places + 1] - starts
        owner = np.repeat(np.arange(len(places)), lengths)
        entry = np.arange(len(owner)) + np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
        counted, taken = self.shares(places[owner], self.counts[entry])
        return owner, self.tokens[entry], counted - taken


def count_orders(tokens: np.ndarray, vocab_size: int, highest: int) -> Iterator[tuple[Tally, Tally | None]]:
    """For order 1, 2, ...: the n-grams of that length and how often each occurs; and those one shorter (None for order 1)
    and how many different tokens each follows, the beginning of the text being one."""
    tokens = checked(tokens, vocab_size)
    if len(tokens) == 0:
        raise DataError("there are no tokens to count", "add more writing")
    keys, below = tokens, None
    for order in range(1, min(highest, longest_order(vocab_size), len(tokens)) + 1):
        if order > 1:
            beginning = keys[0]
            keys = keys[:-1] * vocab_size + tokens[order - 1 :]
        top = _tally(keys)
        if order > 1:
            below = _tally(np.append(top[0] % vocab_size ** (order - 1), beginning))
        yield top, below


def _tally(keys: np.ndarray) -> Tally:
    ordered = np.sort(keys.astype(np.uint32) if keys.max() < 2**32 else keys)  # half the width, half the time
    first = _firsts(ordered)
    return ordered[first].astype(np.int64), np.diff(np.append(first, len(ordered)))


def _firsts(ordered: np.ndarray) -> np.ndarray:
    """Where each new value begins in an ordered array."""
    return np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))


def _discounts(counts: np.ndarray) -> np.ndarray:
    """(4,): D(0), D(1), D(2), D(3+) from how many n-grams were counted once, twice, three and four times.

    Where a small text has none of one of these, half a count is taken from 1, 1 from 2 and 1.5 from 3 or more.
    """
    n = np.bincount(np.minimum(counts, 5), minlength=6)[1:5].astype(float)
    discounts = DISCOUNTED / 2
    if n[0] > 0 and n[1] > 0:
        enough = (n[:3] > 0) & (n[1:] > 0)
        ratio = np.divide(n[1:], n[:3], out=np.zeros(3), where=enough)
        estimated = DISCOUNTED - (DISCOUNTED + 1) * n[0] / (n[0] + 2 * n[1]) * ratio
        discounts = np.where(enough, estimated, discounts)
    return np.append(0.0, discounts.clip(_LEAST_DISCOUNT * DISCOUNTED, _MOST_DISCOUNT * DISCOUNTED))


def context_keys(text: np.ndarray, last: int, vocab_size: int) -> Iterator[np.ndarray]:
    """The keys (B * last,) of the contexts of 0, 1, 2, ... tokens that end at each of the last tokens of `text` (B, S);
    -1, which no level knows, where the text does not reach back so far."""
    key = np.zeros((len(text), last), dtype=np.int64)
    for n in itertools.count(1):
        yield key.ravel()
        oldest = text.shape[1] - last - n + 1  # of the context at the first of the last tokens
        missing = min(max(0, -oldest), last)
        key = key.copy()
        key[:, :missing] = -1
        key[:, missing:] += text[:, oldest + missing : oldest + last] * vocab_size ** (n - 1)


def checked(tokens: np.ndarray, vocab_size: int) -> np.ndarray:
    """A copy to calculate with; a token out of range would pass for another context."""
    tokens = np.array(tokens, dtype=np.int64)
    if tokens.size > 0 and not 0 <= tokens.min() <= tokens.max() < vocab_size:
        raise DataError(f"tokens from {tokens.min()} to {tokens.max()} do not fit a vocabulary of {vocab_size}")
    return tokens


def narrow(numbers: np.ndarray) -> np.ndarray:
    """The same numbers in the narrowest type that holds them all."""
    largest = int(numbers.max(initial=0))
    kind = next(kind for kind in (np.uint8, np.uint16, np.uint32, np.int64) if largest <= np.iinfo(kind).max)
    return numbers.astype(kind)
