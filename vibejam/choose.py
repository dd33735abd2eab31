"""One token from its logits: temperature, top-k, nucleus, and one random number that decides.

Plain numpy in the part of the language that numba knows, so that the compiled decoder (kernels/) runs these very lines:
the same logits and the same random number give the same token either way. Shapes: V vocabulary.
Tests: tests/test_sample.py.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

_COLDEST = 1e-200  # below it the largest difference of two logits, over the temperature, would be infinite


class Choice(NamedTuple):
    """How a token is chosen."""

    temperature: float = 1.0  # 0: the likeliest
    top_k: int = 0  # among so many of the likeliest; 0: all
    top_p: float = 1.0  # among the likeliest that together reach this probability
    never: np.ndarray = np.zeros(0, dtype=np.int64)  # ids that are not to be chosen


def choose(logits: np.ndarray, choice: Choice, uniform: float) -> int:
    """A token from float64 logits (V,), which are changed; `uniform` is a random number in [0, 1)."""
    for token in choice.never:
        logits[token] = -np.inf
    best = int(np.argmax(logits))
    if choice.temperature == 0:
        return best
    weights = np.exp((logits - logits[best]) / max(choice.temperature, _COLDEST))  # the largest is 1
    if 0 < choice.top_k < len(weights) or choice.top_p < 1:
        weights = narrow(weights, choice.top_k or len(weights), choice.top_p)
    reached = np.cumsum(weights)
    token = int(np.searchsorted(reached, uniform * reached[-1], side="right"))
    return token if token < len(weights) else best  # rounding may reach the very end


def narrow(weights: np.ndarray, top_k: int, top_p: float) -> np.ndarray:
    """`weights` (V,), the largest of them 1, with zeros for what is not among the likeliest; among equals the first stay.

    A token stays while those before it do not yet reach top_p, so the likeliest always stays.
    """
    total = np.sum(weights)
    least = 0.99 * (1 - top_p) * total / len(weights)  # all below it cannot, together, make up what top_p leaves out
    if top_k < len(weights):
        least = 1.0
        while np.sum(weights >= least) < top_k:  # only so that few have to be sorted
            least /= 16
    likely = np.nonzero(weights >= least)[0]
    order = likely[np.argsort(-weights[likely], kind="mergesort")][:top_k]
    if top_k < len(weights):
        total = np.sum(weights[order])
    before = np.cumsum(weights[order]) - weights[order]
    kept = np.zeros_like(weights)
    for token in order[before < top_p * total]:
        kept[token] = weights[token]
    return kept
