"""Logistic regression on sparse rows, and the hashed character n-grams it reads.

Minimised is (w.w) / 2 + strength * sum_i c_i log(1 + exp(-y_i (x_i.w + b))), with c_i such that both classes weigh the same, by
Newton's method with conjugate gradients inside (Lin, Weng, Keerthi 2008). n-grams fall into buckets by a hash (Weinberger et al.
2009), so no vocabulary is kept. Shapes: N rows, F features. Tests: tests/style/test_judges.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

BUCKET_BITS = 20
_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD], np.uint64
)
_MOST_STEPS = 50
_TOLERANCE = 1e-4  # of the gradient, against where it began


def ngram_counts(text: str, shortest: int = 3, longest: int = 5) -> tuple[Integers, Integers]:
    """The buckets of a text's character n-grams, ascending, and how often each occurs."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    hashes = [_hashes(points, n) for n in range(shortest, longest + 1)]
    buckets, counts = np.unique(np.concatenate(hashes) >> np.uint64(64 - BUCKET_BITS), return_counts=True)
    return buckets.astype(np.int64), counts.astype(np.int64)


def _hashes(points: NDArray[np.uint64], n: int) -> NDArray[np.uint64]:
    number = max(0, len(points) - n + 1)
    total = np.full(number, n, np.uint64)
    for place in range(n):
        total = (total ^ points[place : place + number]) * _FACTORS[place]
        total ^= total >> np.uint64(29)
    return total * _FACTORS[0]


@dataclass(frozen=True)
class Rows:
    """A sparse matrix (N, F) as one entry per value."""

    row: Integers
    column: Integers
    value: Floats
    shape: tuple[int, int]

    def times(self, weights: Floats) -> Floats:
        """(F,) -> (N,)."""
        return np.bincount(self.row, self.value * weights[self.column], self.shape[0]).astype(np.float64, copy=False)

    def transposed_times(self, amounts: Floats) -> Floats:
        """(N,) -> (F,)."""
        return np.bincount(self.column, self.value * amounts[self.row], self.shape[1]).astype(np.float64, copy=False)


def fit_logistic(
    rows: Rows, is_own: NDArray[np.bool_], strength: float = 1.0, tolerance: float = _TOLERANCE
) -> tuple[Floats, float]:
    """Weights (F,) and intercept of the log-odds that a row is `own`, where both classes are as likely beforehand."""
    share = np.where(is_own, is_own.mean(), 1 - is_own.mean())
    cost = strength / (2 * share)  # (N,)
    sign = np.where(is_own, 1.0, -1.0)
    weights = np.zeros(rows.shape[1] + 1)  # the last is the intercept, which is not held down

    def loss(weights: Floats) -> float:
        margin = sign * (rows.times(weights[:-1]) + weights[-1])
        return float(weights[:-1] @ weights[:-1] / 2 + cost @ np.logaddexp(0, -margin))

    def with_intercept(amounts: Floats, direction: Floats) -> Floats:
        return np.append(rows.transposed_times(amounts) + direction[:-1], amounts.sum())

    first = None
    for _ in range(_MOST_STEPS):
        probability = _sigmoid(rows.times(weights[:-1]) + weights[-1])
        gradient = with_intercept(cost * (probability - is_own), weights)
        size = float(np.linalg.norm(gradient))
        first = first or size
        if size <= tolerance * first:
            break
        curvature = cost * probability * (1 - probability)

        def hessian_times(v: Floats, curvature: Floats = curvature) -> Floats:
            return with_intercept(curvature * (rows.times(v[:-1]) + v[-1]), v)

        step = _conjugate_gradient(hessian_times, -gradient, min(0.1, (size / first) ** 0.5))
        scale, before, slope = 1.0, loss(weights), float(gradient @ step)
        while scale > 1e-8 and loss(weights + scale * step) > before + 1e-4 * scale * slope:
            scale /= 2
        weights = weights + scale * step
    return weights[:-1], float(weights[-1])


def _conjugate_gradient(product: Callable[[Floats], Floats], target: Floats, tolerance: float) -> Floats:
    """x with product(x) = target, to a residual of `tolerance` times what it is at 0."""
    x, residual = np.zeros_like(target), target.copy()
    direction, size = residual.copy(), float(residual @ residual)
    enough = tolerance**2 * size
    for _ in range(200):
        if size <= enough:
            break
        mapped = product(direction)
        length = size / float(direction @ mapped)
        x += length * direction
        residual -= length * mapped
        size, before = float(residual @ residual), size
        direction = residual + size / before * direction
    return x


def _sigmoid(x: Floats) -> Floats:
    return np.exp(-np.logaddexp(0, -x))
