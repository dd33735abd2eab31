"""Compiled decoding on a CPU: a Transformer that writes one token at a time, as machine code made by numba.

    token -> embedding (+ position, + tables) -> n_layer x (attention, MLP) -> logits -> choice -> next token

The whole loop is compiled, so that no Python runs between two tokens. Reading a prompt stays with the model itself (one
large product is what torch is good at), whose KV cache is then copied. Matrices are in float32, or in int8 with a scale per
row. Writing is as fast as weights come from memory, so several tokens that are read together cost little more than one: those of
several writers, and what one of them is likely to write next (lookup.py). However many go together, the numbers of each are
the same to the last bit. Importing this module imports numba; what is compiled is kept on the disk (cache_folder).
One path serves every architecture: what one has and another has not is data, an array of size zero or of ones.
Shapes: W writers, R rows (each writer has lookup.ROWS of them: tokens that are read together), L layers, C width, H heads of
queries, K heads of keys and values, D head size, F width of the MLP, T context, V vocabulary.
Tests: tests/test_kernels.py (equality with torch), tests/test_lookup.py.
"""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numba
import numpy as np
import torch
from llvmlite import ir
from numba.core import cgutils
from numba.extending import intrinsic, register_jitable

from vibejam import choose as choosing
from vibejam import lookup, paths
from vibejam.choose import Choice
from vibejam.errors import ContextFull
from vibejam.lookup import ROWS

ACTIVATIONS = {"gelu_tanh": 0, "gelu": 1, "relu_squared": 2, "swiglu": 3}

_TILE = 64  # rows of a matrix that stay in the processor's cache until all that are read together have used them
_LANES = 16  # products that are summed side by side

Function = TypeVar("Function", bound=Callable)


# -- what is compiled, and where it is kept ----------------------------------------------------------------------------


def cache_folder() -> Path | None:
    """Where compiled code is kept: in the first cache that can be written. None: it is compiled each time.

    The name depends on the sources, since numba itself looks only at the file of the outermost function.
    """
    sources = b"".join(Path(file).read_bytes() for file in (__file__, choosing.__file__, lookup.__file__))
    for place in paths.caches():
        folder = place / f"kernels-{hashlib.sha256(sources).hexdigest()[:12]}"
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
    return None


@contextmanager
def _cached_in(folder: Path | None) -> Iterator[bool]:
    """Tell numba where to keep what is declared inside, and leave its own setting as it was."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder or before)
    try:
        yield folder is not None
    finally:
        numba.config.CACHE_DIR = before


# Sums may be reordered, which is what lets them use the wide registers. Infinities and NaN keep their meaning.
_FAST = {"reassoc", "contract", "arcp", "nsz"}


def _part(function: Function) -> Function:
    """A function that is compiled into those that call it."""
    return numba.njit(fastmath=_FAST, error_model="numpy", nogil=True)(function)


def _exact(function: Function) -> Function:
    """One that is compiled without any liberties. (Not to say so would mean those of whoever calls it.)"""
    return numba.njit(fastmath=False, error_model="numpy", nogil=True)(function)


def _entry(function: Function) -> Function:
    """A function that Python calls: its compiled form is kept on the disk."""
    with _cached_in(FOLDER) as cached:
        return numba.njit(fastmath=_FAST, error_model="numpy", nogil=True, cache=cached)(function)


FOLDER = cache_folder()

register_jitable(choosing.narrow)
choose = _exact(choosing.choose)  # there are infinities in it
register_jitable(lookup.longest_repeat)
guess, needed_after = _exact(lookup.guess), _exact(lookup.needed_after)


# -- the parts ---------------------------------------------------------------------------------------------------------

_f = np.float32


class Matrices(NamedTuple):
    """The same matrix of each layer: rows times x, times a scale per row, plus a bias per row."""

    weights: np.ndarray  # float32 or int8: those of all matrices, one after the other in the order they are used
    starts: np.ndarray  # (L,) where in them each of these matrices begins
    columns: int
    scale: np.ndarray  # (L, rows)
    bias: np.ndarray  # (L, rows)


class Norms(NamedTuple):
    """LayerNorms or, not centred, RMSNorms."""

    gain: np.ndarray  # (norms, width)
    bias: np.ndarray  # (norms, width)
    epsilon: float
    centred: bool


def _sums_of(vectors: int) -> Any:
    """sums(w, x, ...) -> (sum of w * x, ...) of one row of a matrix (columns,) with so many vectors (columns,).

    Written out in LLVM's language, since a compiler that may reorder sums does so in one way for one vector and in another
    for four. Here each sum has _LANES parts, whatever is computed beside it. What does not fill all lanes is left out.
    """

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        floats = ir.VectorType(ir.FloatType(), _LANES)
        arrays = [context.make_array(t)(context, builder, a) for t, a in zip(signature.args, arguments, strict=True)]
        columns = builder.extract_value(arrays[0].shape, 0)
        lanes = ir.Constant(columns.type, _LANES)
        totals = [cgutils.alloca_once_value(builder, ir.Constant(floats, [0.0] * _LANES)) for _ in range(vectors)]

        def load(array: Any, start: Any) -> Any:
            pointer = builder.gep(array.data, [start])
            some = builder.load(builder.bitcast(pointer, ir.VectorType(pointer.type.pointee, _LANES).as_pointer()))
            some.align = 1
            if some.type == floats:
                return some
            return builder.sitofp(builder.sext(some, ir.VectorType(ir.IntType(32), _LANES)), floats)

        with cgutils.for_range(builder, builder.sdiv(columns, lanes)) as loop:
            start = builder.mul(loop.index, lanes)
            weight, *numbers = [load(array, start) for array in arrays]
            for total, number in zip(totals, numbers, strict=True):
                product = builder.fmul(weight, number, flags=["contract"])
                builder.store(builder.fadd(builder.load(total), product, flags=["contract"]), total)
        found = [_sum_of_lanes(builder, builder.load(total)) for total in totals]
        return context.make_tuple(builder, signature.return_type, found)

    if vectors == 1:

        def typed(typing: Any, w: Any, x: Any) -> Any:
            return numba.types.UniTuple(numba.float32, 1)(w, x), code

        return intrinsic(typed)

    def typed_four(typing: Any, w: Any, x0: Any, x1: Any, x2: Any, x3: Any) -> Any:
        return numba.types.UniTuple(numba.float32, 4)(w, x0, x1, x2, x3), code

    return intrinsic(typed_four)


def _sum_of_lanes(builder: Any, vector: Any) -> Any:
    """The first half plus the second, until one number is left."""
    while (half := vector.type.count // 2) > 0:
        numbers = ir.VectorType(ir.IntType(32), half)
        first, second = (ir.Constant(numbers, [*range(begin, begin + half)]) for begin in (0, half))
        nothing = ir.Constant(vector.type, ir.Undefined)
        vector = builder.fadd(builder.shuffle_vector(vector, nothing, first), builder.shuffle_vector(vector, nothing, second))
    return builder.extract_element(vector, ir.Constant(ir.IntType(32), 0))


sum_one, sum_four = _sums_of(1), _sums_of(4)


@_part
def multiply(matrices: Matrices, layer: int, x: np.ndarray, y: np.ndarray, rows: np.ndarray) -> None:
    """y[i] := matrix @ x[i] for each i in `rows`; x (R, columns), y (R, length).

    One line of the matrix after the other, as they lie in memory: several at a time would load x less often, but memory is
    slower that way.
    """
    scale, bias, start = matrices.scale[layer], matrices.bias[layer], matrices.starts[layer]
    length, columns, count = len(scale), matrices.columns, len(rows)
    w = matrices.weights[start : start + length * columns].reshape(length, columns)
    tile = length if count == 1 else _TILE
    for first in range(0, length, tile):
        part = slice(first, min(first + tile, length))
        for i in range(0, count - 3, 4):
            multiply_four(w[part], scale[part], bias[part], x, y[:, part], rows[i : i + 4])
        for i in range(count - count % 4, count):
            multiply_one(w[part], scale[part], bias[part], x[rows[i]], y[rows[i], part])


@_exact
def multiply_one(w: np.ndarray, scale: np.ndarray, bias: np.ndarray, x: np.ndarray, y: np.ndarray) -> None:
    """y (length,) := w (length, columns) @ x (columns,), scaled, plus bias."""
    columns = w.shape[1]
    for r in range(len(w)):
        (t,) = sum_one(w[r], x)
        for c in range(columns - columns % _LANES, columns):
            t += np.float32(w[r, c]) * x[c]
        y[r] = t * scale[r] + bias[r]


@_exact
def multiply_four(w: np.ndarray, scale: np.ndarray, bias: np.ndarray, x: np.ndarray, y: np.ndarray, rows: np.ndarray) -> None:
    """The same for four rows of x (R, columns) and y (R, length): each weight is loaded once."""
    i0, i1, i2, i3 = rows[0], rows[1], rows[2], rows[3]
    x0, x1, x2, x3 = x[i0], x[i1], x[i2], x[i3]
    columns = w.shape[1]
    for r in range(len(w)):
        t0, t1, t2, t3 = sum_four(w[r], x0, x1, x2, x3)
        for c in range(columns - columns % _LANES, columns):
            weight = np.float32(w[r, c])
            t0 += weight * x0[c]
            t1 += weight * x1[c]
            t2 += weight * x2[c]
            t3 += weight * x3[c]
        y[i0, r], y[i1, r] = t0 * scale[r] + bias[r], t1 * scale[r] + bias[r]
        y[i2, r], y[i3, r] = t2 * scale[r] + bias[r], t3 * scale[r] + bias[r]


@_part
def add(x: np.ndarray, y: np.ndarray) -> None:
    """y += x. (numba makes a copy of y[i] for y[i] += x.)"""
    for i in range(len(x)):
        y[i] += x[i]


@_part
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


@_part
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


@_part
def normalise(x: np.ndarray, norms: Norms, which: int, y: np.ndarray) -> None:
    """y := norm of x, both (width,)."""
    standardise(x, norms.centred, norms.epsilon, y)
    gain, bias = norms.gain[which], norms.bias[which]
    for i in range(len(x)):
        y[i] = y[i] * gain[i] + bias[i]


@intrinsic  # type: ignore[untyped-decorator]
def _as_float(typing: Any, bits: Any) -> Any:
    """The float32 whose bits an int32 has."""
    signature = numba.float32(numba.int32)
    return signature, lambda context, builder, signature, arguments: builder.bitcast(arguments[0], ir.FloatType())


_LOG2_E, _LN_2 = _f(1.4426950408889634), _f(0.6931471805599453)


@_part
def exp(x: np.float32) -> np.float32:
    """e**x to about one part in ten million, by steps that work on a whole register at once: 2**n times a polynomial."""
    x = min(max(x, _f(-87)), _f(87))
    n = np.floor(x * _LOG2_E + _f(0.5))
    r = x - n * _LN_2  # within +-0.35
    p = _f(1 / 5040) * r + _f(1 / 720)
    p = ((((p * r + _f(1 / 120)) * r + _f(1 / 24)) * r + _f(1 / 6)) * r + _f(0.5)) * r + _f(1)
    return (p * r + _f(1)) * _as_float((np.int32(n) + np.int32(127)) << np.int32(23))


@_part
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


@_part
def erf(x: np.float32) -> np.float32:
    """The error function to 1.5e-7 (Abramowitz and Stegun 7.1.26)."""
    t = _f(1) / (_f(1) + _f(0.3275911) * abs(x))
    p = (_f(1.061405429) * t - _f(1.453152027)) * t + _f(1.421413741)
    p = ((p * t - _f(0.284496736)) * t + _f(0.254829592)) * t
    size = _f(1) - p * exp(-x * x)
    return size if x > _f(0) else -size


@_part
def rotate(x: np.ndarray, turns: np.ndarray, apart: int) -> None:
    """Turn each pair of numbers of a head x (D,), in place, by turns (D/2, 2): cosine and sine. A pair are two numbers so
    far `apart`: neighbours (1), or one of the first half and one of the second (D/2)."""
    if apart == 1:
        turn(x[0::2], x[1::2], turns)
    else:
        turn(x[:apart], x[apart:], turns)


@_part
def turn(a: np.ndarray, b: np.ndarray, turns: np.ndarray) -> None:
    for i in range(len(turns)):
        a[i], b[i] = a[i] * turns[i, 0] - b[i] * turns[i, 1], a[i] * turns[i, 1] + b[i] * turns[i, 0]


@_part
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


# -- the model ---------------------------------------------------------------------------------------------------------


class Weights(NamedTuple):
    """A Transformer as arrays. What an architecture does not have is there with size zero, or changes nothing."""

    tokens: np.ndarray  # (V, C)
    positions: np.ndarray  # (T, C), or (0, C)
    ngrams: np.ndarray  # (rows, width): vectors of the last two, three, ... tokens, one after the other
    ngram_rows: np.ndarray  # (N,) how many rows each length of run has
    ngram_factors: np.ndarray  # (N + 1, N) what each of the last N + 1 ids counts for in the number of each run
    turns: np.ndarray  # (T, D/2, 2), or (0, 0, 2): rotary positions
    apart: int  # how far apart the two numbers are that positions turn
    norm_input: bool
    attention_scale: float
    norms: Norms  # (2L + 1, C): two for each layer and one before the head
    head_norms: Norms  # (2L, D), or (0, D): of each layer's queries and of its keys, head by head
    qkv: Matrices  # (L, (H + 2K) D, C)
    out: Matrices  # (L, C, H D)
    up: Matrices  # (L, F, C), or (L, 2F, C): the gate, and what it lets through
    down: Matrices  # (L, C, F)
    head: Matrices  # (1, V, C)
    activation: int


class Memory(NamedTuple):
    """What writers remember of their texts, and room to compute in."""

    keys: np.ndarray  # (W, L, K, T, D)
    values: np.ndarray  # (W, L, K, T, D)
    ids: np.ndarray  # (W, N + T) each text, after N times V: what is before the beginning
    position: np.ndarray  # (W,) how many tokens each has read
    row: np.ndarray  # (W,) in which of its rows are the logits for the token after those
    filled: np.ndarray  # (W,) how many of its rows were read in the last pass: those after `row` are guesses
    needed: np.ndarray  # (W,) how long a repeat has to be for a guess
    guesses: np.ndarray  # (W, 2) how many were read so far, and how many of them were right
    logits: np.ndarray  # (R, V)
    x: np.ndarray  # (R, C) the stream
    h: np.ndarray  # (R, C)
    qkv: np.ndarray  # (R, (H + 2K) D)
    scores: np.ndarray  # (T,)
    attended: np.ndarray  # (R, H D)
    hidden: np.ndarray  # (R, F), or (R, 2F)


@_part
def embed(weights: Weights, position: int, recent: np.ndarray, x: np.ndarray) -> None:
    """x := the vector of the last of `recent`, plus what belongs to its position and, in the first channels, to all of them."""
    x[:] = weights.tokens[recent[-1]]
    if len(weights.positions) > 0:
        x += weights.positions[position]
    first, width = 0, weights.ngrams.shape[1]
    for n in range(len(weights.ngram_rows)):
        number = np.sum(recent * weights.ngram_factors[:, n]) % weights.ngram_rows[n]
        add(weights.ngrams[first + number], x[n * width : n * width + width])
        first += weights.ngram_rows[n]
    if weights.norm_input:
        standardise(x, weights.norms.centred, weights.norms.epsilon, x)


@_part
def attention(weights: Weights, memory: Memory, layer: int, row: int) -> None:
    """attended := what the heads of this layer make of qkv; the new key and value are remembered."""
    qkv, attended, writer = memory.qkv[row], memory.attended[row], row // ROWS
    position = memory.position[writer] + row % ROWS
    keys, values = memory.keys[writer, layer], memory.values[writer, layer]
    K, _, D = keys.shape
    H = len(attended) // D
    if len(weights.head_norms.gain) > 0:
        for head in range(H + K):  # queries, then keys
            x = qkv[head * D : head * D + D]
            normalise(x, weights.head_norms, 2 * layer + (head >= H), x)
    if len(weights.turns) > 0:
        turns = weights.turns[position]
        for head in range(H + K):
            rotate(qkv[head * D : head * D + D], turns, weights.apart)
    queries = qkv[: H * D]
    queries *= np.float32(weights.attention_scale)
    for head in range(K):
        key, value = (H + head) * D, (H + K + head) * D
        keys[head, position] = qkv[key : key + D]
        values[head, position] = qkv[value : value + D]
    for head in range(H):
        part, shared = slice(head * D, head * D + D), head // (H // K)
        attend(qkv[part], keys[shared], values[shared], position + 1, memory.scores, attended[part])


@_entry
def step(weights: Weights, memory: Memory, rows: np.ndarray) -> None:
    """Read the next ids of some writers: the first rows of each and as many after it as are named, in their order.

    The first of each counts as read; memory.row is then its.
    """
    x, h, hidden, before = memory.x, memory.h, memory.hidden, len(weights.ngram_factors) - 1
    for i in rows:
        position = memory.position[i // ROWS] + i % ROWS
        embed(weights, position, memory.ids[i // ROWS, position : position + before + 1], x[i])
    for layer in range(memory.keys.shape[1]):
        for i in rows:
            normalise(x[i], weights.norms, 2 * layer, h[i])
        multiply(weights.qkv, layer, h, memory.qkv, rows)
        for i in rows:
            attention(weights, memory, layer, i)
        multiply(weights.out, layer, memory.attended, h, rows)
        for i in rows:
            add(h[i], x[i])
            normalise(x[i], weights.norms, 2 * layer + 1, h[i])
        multiply(weights.up, layer, h, hidden, rows)
        for i in rows:
            activate(hidden[i], weights.activation)
        multiply(weights.down, layer, hidden, h, rows)
        for i in rows:
            add(h[i], x[i])
    for i in rows:
        normalise(x[i], weights.norms, 2 * memory.keys.shape[1], h[i])
    multiply(weights.head, 0, h, memory.logits, rows)
    for i in rows:
        writer = i // ROWS
        if i % ROWS == 0:
            memory.position[writer] += 1
            memory.row[writer] = 0
        memory.filled[writer] = i % ROWS + 1


@_part
def look_ahead(memory: Memory, writer: int, before: int, likely: np.ndarray) -> int:
    """Put guesses behind the last id of a text, which is not yet read, and return how many: at most ROWS - 1."""
    proposed, accepted = memory.filled[writer] - 1, memory.row[writer]
    memory.guesses[writer, 0] += proposed
    memory.guesses[writer, 1] += accepted
    memory.needed[writer] = needed_after(memory.needed[writer], proposed, accepted)
    text, after = memory.ids[writer, before:], memory.position[writer] + 1
    most = ROWS - 1 if proposed == accepted > 0 else ROWS // 2 - 1
    found = guess(text[:after], likely, memory.needed[writer], min(most, len(text) - after))
    text[after : after + len(found)] = found
    return len(found)


@_entry
def write(weights: Weights, memory: Memory, choice: Choice, uniforms: np.ndarray, likely: np.ndarray, tokens: np.ndarray) -> int:
    """Fill `tokens` (n, W), one for each of `uniforms` (n, W), and return how many rows: fewer when the context is full.

    All are read too, but the last ones before a full context: they belong to the next. `likely` (N,) are ids of which some may
    be written in their order; with none, nothing is guessed.
    """
    writers, limit, before = len(memory.position), memory.keys.shape[3], len(weights.ngram_factors) - 1
    count = min(len(uniforms), limit - memory.position[0] + 1)
    written = np.zeros(writers, dtype=np.int64)
    rows = np.zeros(writers * ROWS, dtype=np.int64)
    reading = -1
    while reading != 0:
        reading = 0
        for w in range(writers):
            while written[w] < count:
                logits = memory.logits[w * ROWS + memory.row[w]]
                token = choose(logits.astype(np.float64), choice, uniforms[written[w], w])
                tokens[written[w], w] = token
                written[w] += 1
                if memory.position[w] == limit:
                    break
                if memory.row[w] + 1 < memory.filled[w] and memory.ids[w, before + memory.position[w]] == token:
                    memory.row[w] += 1  # it was guessed, and is read already
                    memory.position[w] += 1
                    continue
                memory.ids[w, before + memory.position[w]] = token
                guessed = look_ahead(memory, w, before, likely) if len(likely) > 0 else 0
                for i in range(guessed + 1):
                    rows[reading] = w * ROWS + i
                    reading += 1
                break
        if reading > 0:
            step(weights, memory, rows[:reading])
    return count


# -- for Python --------------------------------------------------------------------------------------------------------

Linear = tuple[torch.Tensor, torch.Tensor | None]  # a matrix (rows, columns) and a bias (rows,)
Norm = tuple[torch.Tensor, torch.Tensor | None]  # gain and bias (width,)
_FEW = 4  # tokens that are read one by one sooner than by torch


class Layer(NamedTuple):
    """One block of a Transformer, as its architecture knows it. None: a norm without gain and bias."""

    norm_1: Norm | None
    qkv: Linear
    out: Linear
    norm_2: Norm | None
    up: Linear  # of a gated MLP: the rows of the gate, then the others
    down: Linear
    head_norms: tuple[Norm | None, Norm | None] | None = None  # of queries and of keys; None: there are none


class TransformerDecoder:
    """A Transformer that writes: `read` a text, then `step` token by token, or `write` many at once.

    It is one writer, or as many as `copy` made: those do the same by `read_all` and `write_all`.
    """

    def __init__(self, weights: Weights, memory: Memory, read: Callable[[Sequence[int]], tuple[torch.Tensor, Any]]):
        self._weights, self._memory, self._read = weights, memory, read

    def __str__(self) -> str:
        return f"numba {self._weights.head.weights.dtype}"

    @property
    def position(self) -> int:
        """How many tokens it has read."""
        return int(self._memory.position[0])

    @property
    def guesses(self) -> tuple[int, int]:
        """How many tokens were read because they were likely, and how many of them were written, by all writers."""
        read, right = self._memory.guesses.sum(axis=0)
        return int(read), int(right)

    @property
    def bytes_per_token(self) -> int:
        """What has to be loaded to write one token, the KV cache apart."""
        w = self._weights
        each = [array for part in (w.qkv, w.out, w.up, w.down, w.head) for array in (part.scale, part.bias)]
        return sum(array.nbytes for array in (w.head.weights, *each, w.norms.gain, w.norms.bias))

    def read(self, ids: Sequence[int]) -> np.ndarray:
        """Begin anew with `ids`; the logits (V,) for the token after them."""
        return self.read_all([ids])[0]

    def read_all(self, texts: Sequence[Sequence[int]]) -> np.ndarray:
        """Begin anew, each writer with a text of its own, all of one length; the logits (W, V) for the token after them."""
        memory, seen, reach = self._memory, len(texts[0]), self._reach
        memory.position[:], memory.row[:], memory.filled[:] = 0, 0, 1
        if seen <= _FEW:
            for tokens in zip(*texts, strict=True):
                self.step_all(tokens)
            return memory.logits[::ROWS].copy()
        for i, ids in enumerate(texts):
            logits, caches = self._read(ids)  # (V,) and a pair of (K, T, D) for each layer
            for layer, (keys, values) in enumerate(caches):
                memory.keys[i, layer, :, :seen] = keys.numpy()
                memory.values[i, layer, :, :seen] = values.numpy()
            memory.ids[i, reach : reach + seen] = ids
            memory.logits[i * ROWS] = logits.numpy()
        memory.position[:] = seen
        return memory.logits[::ROWS].copy()

    def step(self, token: int) -> np.ndarray:
        """Read one more token; the logits (V,) for the one after it."""
        return self.step_all([token])[0]

    def step_all(self, tokens: Sequence[int]) -> np.ndarray:
        """`step` for each writer: one token each; logits (W, V)."""
        memory = self._memory
        if self.position == memory.keys.shape[3]:
            raise ContextFull(f"{self.position} tokens read: a block_size of {self.position} holds no more")
        memory.ids[:, self._reach + self.position] = tokens
        step(self._weights, memory, np.arange(0, len(memory.logits), ROWS))
        return memory.logits[::ROWS].copy()

    def write(self, choice: Choice, uniforms: np.ndarray, likely: Sequence[int] = ()) -> list[int]:
        """The next tokens, one for each random number, or fewer when the context is full: then the last is not yet read.

        `likely` are ids that may be written in their order, such as a draft's: the same comes out sooner.
        """
        return self.write_all(choice, uniforms[None], likely)[0]

    def write_all(self, choice: Choice, uniforms: np.ndarray, likely: Sequence[int] = ()) -> list[list[int]]:
        """`write` for each writer, by its row of random numbers (W, n)."""
        tokens, ids = np.zeros(uniforms.T.shape, dtype=np.int64), np.array(likely, dtype=np.int64)
        written = write(self._weights, self._memory, choice, np.ascontiguousarray(uniforms.T), ids, tokens)
        return tokens[:written].T.tolist()

    def copy(self, writers: Sequence[int] = (0,)) -> TransformerDecoder:
        """Others who have read what these writers have."""
        memory, chosen = self._memory, list(writers)
        rows = [writer * ROWS + i for writer in chosen for i in range(ROWS)]
        by_row = {"logits", "x", "h", "qkv", "attended", "hidden"}
        sizes = {name: len(rows) if name in by_row else len(chosen) for name in memory._fields}
        arrays = {name: _zeros((sizes[name], *array.shape[1:]), array.dtype) for name, array in memory._asdict().items()}
        fresh = Memory(**arrays | {"scores": _zeros(memory.scores.shape)})
        for name in ("ids", "position", "row", "filled", "needed", "guesses"):
            getattr(fresh, name)[:] = getattr(memory, name)[chosen]
        fresh.logits[:] = memory.logits[rows]
        read = self.position + ROWS  # guesses too
        for i, writer in enumerate(chosen):
            fresh.keys[i, :, :, :read] = memory.keys[writer, :, :, :read]
            fresh.values[i, :, :, :read] = memory.values[writer, :, :, :read]
        return TransformerDecoder(self._weights, fresh, self._read)

    @property
    def _reach(self) -> int:
        """How many ids before a token belong to its vector."""
        return len(self._weights.ngram_factors) - 1


def transformer_decoder(
    model: Any,
    precision: str,
    layers: Sequence[Layer],
    *,
    tokens: torch.Tensor,
    head: Linear,
    norm: Norm | None,
    activation: str,
    attention_scale: float,
    positions: torch.Tensor | None = None,
    ngrams: tuple[torch.Tensor, list[int], list[list[int]]] | None = None,
    rotations: torch.Tensor | None = None,
    halves: bool = False,
    norm_input: bool = False,
    centred: bool = True,
    epsilon: float = 1e-5,
    kv_heads: int = 0,
    head_size: int = 0,
) -> TransformerDecoder:
    """A decoder with a copy of a model's weights; the last item of the model's state must be its KV caches.

    `ngrams` are vectors for the last few tokens, the rows of each length and the factors that number them (see Weights);
    `rotations` (T, D/2) complex numbers, a row per position, which turn neighbours or, with `halves`, number i and i + D/2.
    Norms are LayerNorms or, not `centred`, RMSNorms. `kv_heads` and `head_size` are, if 0, n_head and n_embd / n_head.
    """
    V, C = tokens.shape
    T, H = model.config.block_size, model.config.n_head
    D, K = head_size or C // H, kv_heads or H
    norms = [*(n for layer in layers for n in (layer.norm_1, layer.norm_2)), norm]
    head_norms = [n for layer in layers for n in layer.head_norms or ()]
    table, rows, factors = ngrams or (torch.zeros(0, 0), [], [[]])
    weights = Weights(
        tokens=_array(tokens), positions=_array(torch.zeros(0, C) if positions is None else positions),
        ngrams=_array(table), ngram_rows=np.array(rows, dtype=np.int64), ngram_factors=np.array(factors, dtype=np.int64),
        turns=_array(torch.zeros(0, 0, 2) if rotations is None else torch.view_as_real(rotations)),
        apart=D // 2 if halves else 1, norm_input=norm_input, attention_scale=attention_scale,
        norms=Norms(*_stacked(norms, C), epsilon, centred), head_norms=Norms(*_stacked(head_norms, D), epsilon, centred),
        **_matrices(layers, head, precision), activation=ACTIVATIONS[activation],
    )  # fmt: skip
    sizes = {
        "keys": (1, len(layers), K, T, D), "values": (1, len(layers), K, T, D), "logits": (ROWS, V), "x": (ROWS, C),
        "h": (ROWS, C), "qkv": (ROWS, weights.qkv.scale.shape[1]), "scores": (T,), "attended": (ROWS, H * D),
        "hidden": (ROWS, weights.up.scale.shape[1]),
    }  # fmt: skip
    memory = Memory(
        **{name: _zeros(size) for name, size in sizes.items()}, ids=np.full((1, len(factors) - 1 + T), V),
        position=np.zeros(1, dtype=np.int64), row=np.zeros(1, dtype=np.int64), filled=np.ones(1, dtype=np.int64),
        needed=np.full(1, 2, dtype=np.int64), guesses=np.zeros((1, 2), dtype=np.int64),
    )  # fmt: skip

    @torch.no_grad()
    def read(ids: Sequence[int]) -> tuple[torch.Tensor, Any]:
        logits, state = model.read(torch.tensor([ids]))
        return logits[0], [(keys[0], values[0]) for keys, values in state[-1]]

    decoder = TransformerDecoder(weights, memory, read)
    with suppress(OSError):  # a full disk: what was compiled is not kept
        decoder.write(Choice(), np.zeros(0))  # compiles or loads it, so that what can go wrong does so here
    return decoder


def _array(tensor: torch.Tensor) -> np.ndarray:
    return tensor.detach().float().contiguous().numpy()


def _stacked(norms: Sequence[Norm | None], width: int) -> tuple[np.ndarray, np.ndarray]:
    """Gains and biases (norms, width): ones and zeros where there are none."""
    gains, biases = np.ones((len(norms), width), dtype=np.float32), np.zeros((len(norms), width), dtype=np.float32)
    for number, norm in enumerate(norms):
        if norm is not None:
            gain, bias = norm
            gains[number] = _array(gain)
            biases[number] = 0 if bias is None else _array(bias)
    return gains, biases


def _zeros(shape: tuple[int, ...], dtype: Any = np.float32) -> np.ndarray:
    """Zeros that begin where a line of the processor's cache does. They are numpy's: from 4 MB on it asks for large pages,
    and those that nobody touches, as in a long context that is never filled, take no memory."""
    size, each = math.prod(shape), np.dtype(dtype).itemsize
    room = np.zeros(size + 64 // each, dtype=dtype)
    return room[-room.ctypes.data % 64 // each :][:size].reshape(shape)


def _matrices(layers: Sequence[Layer], head: Linear, precision: str) -> dict[str, Matrices]:
    """The matrices of each kind, by name. Those of all kinds lie together, so that a token is one long walk through memory."""
    kinds = ("qkv", "out", "up", "down")
    used = [(kind, getattr(layer, kind)) for layer in layers for kind in kinds] + [("head", head)]
    found: dict[str, list[tuple[int, torch.Tensor, torch.Tensor]]] = {kind: [] for kind, _ in used}
    together = _zeros((sum(matrix.numel() for _, (matrix, _) in used),), np.dtype(precision))
    start = 0
    for kind, (matrix, bias) in used:
        weight, rows = matrix.detach().float(), len(matrix)
        scale = torch.ones(rows)
        if precision == "int8":  # the largest of a row becomes 127
            scale = weight.abs().amax(dim=1).clamp_min(1e-30) / 127
            weight = (weight / scale[:, None]).round()
        together[start : start + weight.numel()] = weight.flatten().numpy()
        found[kind].append((start, scale, torch.zeros(rows) if bias is None else bias.detach().float()))
        start += weight.numel()
    columns = {kind: matrix.shape[1] for kind, (matrix, _) in used}
    return {
        kind: Matrices(together, np.array(starts), columns[kind], torch.stack(scales).numpy(), torch.stack(biases).numpy())
        for kind, (starts, scales, biases) in ((kind, zip(*each, strict=True)) for kind, each in found.items())
    }
