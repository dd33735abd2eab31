"""What lies between the products of a Transformer: norms, activations, rotary positions, the attention of one head.

Plain loops in float32 that the compiler turns into wide instructions; `exp` is our own, since the usual one works on one
number at a time. Tests: tests/test_kernels.py.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from vibejam.kernels.compiling import part
from vibejam.kernels.products import as_float

ACTIVATIONS = {"gelu_tanh": 0, "gelu": 1, "relu_squared": 2, "swiglu": 3}

_f = np.float32


class Norms(NamedTuple):
    """LayerNorms or, not centred, RMSNorms."""

    gain: np.ndarray  # (norms, width)
    bias: np.ndarray  # (norms, width)
    epsilon: float
    centred: bool


@part
def add(x: np.ndarray, y: np.ndarray) -> None:
    """y += x. (numba makes a copy of y[i] for y[i] += x.)"""
    for i in range(len(x)):
        y[i] += x[i]


@part
def add_rows(factors: np.ndarray, rows: np.ndarray, count: int, length: int, y: np.ndarray) -> None:
    """y[:length] := sum of factors[i] * rows[i, :length] over the first `count` rows."""
    for j in range(length):
        y[j] = 0
    for i in range(0, count - 3, 4):
        f0, f1, f2, f3 = factors[i], factors[i + 1], factors[i + 2], factors[i + 3]
        for j in range(length):
            y[j] += f0 * rows[i, j] + f1 * rows[i + 1, j] + f2 * rows[i + 2, j] + f3 * rows[i + 3, j]
    for i in range(count - count % 4, count):
        f0 = factors[i]
        for j in range(length):
            y[j] += f0 * rows[i, j]


@part
def standardise(x: np.ndarray, centred: bool, epsilon: float, y: np.ndarray) -> None:
    """y := x with mean 0, where `centred`, and mean square 1: a norm without gain and bias."""
    mean = np.float32(0)
    if centred:
        for i in range(len(x)):
            mean += x[i]
        mean /= np.float32(len(x))
    variance = np.float32(0)
    for i in range(len(x)):
        variance += (x[i] - mean) * (x[i] - mean)
    inverse = np.float32(1) / np.sqrt(variance / np.float32(len(x)) + np.float32(epsilon))
    for i in range(len(x)):
        y[i] = (x[i] - mean) * inverse


@part
def normalise(x: np.ndarray, norms: Norms, which: int, y: np.ndarray) -> None:
    """y := norm of x, both (width,)."""
    standardise(x, norms.centred, norms.epsilon, y)
    gain, bias = norms.gain[which], norms.bias[which]
    for i in range(len(x)):
        y[i] = y[i] * gain[i] + bias[i]


_LOG2_E, _LN_2 = _f(1.4426950408889634), _f(0.6931471805599453)


@part
def exp(x: np.float32) -> np.float32:
    """e**x to about one part in ten million, by steps that work on a whole register at once: 2**n times a polynomial."""
    x = min(max(x, _f(-87)), _f(87))
    n = np.floor(x * _LOG2_E + _f(0.5))
    r = x - n * _LN_2  # within +-0.35
    p = _f(1 / 5040) * r + _f(1 / 720)
    p = ((((p * r + _f(1 / 120)) * r + _f(1 / 24)) * r + _f(1 / 6)) * r + _f(0.5)) * r + _f(1)
    return (p * r + _f(1)) * as_float((np.int32(n) + np.int32(127)) << np.int32(23))


@part
def activate(x: np.ndarray, kind: int) -> None:
    """The MLP's nonlinearity, in place; `kind` is one of ACTIVATIONS. A gated one leaves its result in the first half."""
    if kind == 0:  # x * (1 + tanh(u)) / 2 is x * sigmoid(2u)
        for i in range(len(x)):
            u = _f(1.5957691216057308) * (x[i] + _f(0.044715) * x[i] * x[i] * x[i])
            x[i] = x[i] / (_f(1) + exp(-u))
    elif kind == 1:
        for i in range(len(x)):
            x[i] = _f(0.5) * x[i] * (_f(1) + erf(x[i] * _f(0.7071067811865476)))
    elif kind == 2:
        for i in range(len(x)):
            x[i] = max(x[i], _f(0)) * max(x[i], _f(0))
    else:
        half = len(x) // 2
        for i in range(half):
            x[i] = x[i] / (_f(1) + exp(-x[i])) * x[half + i]


@part
def erf(x: np.float32) -> np.float32:
    """The error function to 1.5e-7 (Abramowitz and Stegun 7.1.26)."""
    t = _f(1) / (_f(1) + _f(0.3275911) * abs(x))
    p = (_f(1.061405429) * t - _f(1.453152027)) * t + _f(1.421413741)
    p = ((p * t - _f(0.284496736)) * t + _f(0.254829592)) * t
    size = _f(1) - p * exp(-x * x)
    return size if x > _f(0) else -size


@part
def rotate(x: np.ndarray, turns: np.ndarray, apart: int) -> None:
    """Turn each pair of numbers of a head x (D,), in place, by turns (D/2, 2): cosine and sine. A pair are two numbers so
    far `apart`: neighbours (1), or one of the first half and one of the second (D/2)."""
    if apart == 1:
        turn(x[0::2], x[1::2], turns)
    else:
        turn(x[:apart], x[apart:], turns)


@part
def turn(a: np.ndarray, b: np.ndarray, turns: np.ndarray) -> None:
    for i in range(len(turns)):
        a[i], b[i] = a[i] * turns[i, 0] - b[i] * turns[i, 1], a[i] * turns[i, 1] + b[i] * turns[i, 0]


@part
def attend(q: np.ndarray, keys: np.ndarray, values: np.ndarray, seen: int, scores: np.ndarray, y: np.ndarray) -> None:
    """One head: y (D,) := values (T, D) weighted by the softmax of keys (T, D) @ q (D,), over the first `seen`."""
    D = len(q)
    for t in range(seen):
        total = np.float32(0)
        for i in range(D):
            total += q[i] * keys[t, i]
        scores[t] = total
    largest = scores[0]
    for t in range(seen):
        largest = max(largest, scores[t])
    total = np.float32(0)
    for t in range(seen):
        scores[t] = exp(scores[t] - largest)
        total += scores[t]
    add_rows(scores, values, seen, D, y)
    for i in range(D):
        y[i] /= total
