"""A matrix times vectors: what a decoder spends its time on.

    float32: y = w x + b          int8: y = (w x) * scale of the row * unit of x + b,   w int8, x int16

Writing is as fast as weights come from memory. So int8 matrices have a scale per row and are never made floats: a vector is
rounded to int16, which costs no more than int8 would and is so fine that only the rounding of weights is seen, and neighbouring
products are added in pairs, for which processors have one instruction (vpdpwssd, pmaddwd). Several vectors together cost little
more than one: those of several writers, and what one of them is likely to write next (lookup.py). However many go together, the
numbers of each are the same to the last bit. Tests: tests/test_kernels.py, tests/test_lookup.py (the same bits).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils
from numba.extending import intrinsic, overload

from vibejam.kernels.compiling import exact, part

_TILE = 64  # rows of a matrix that stay in the processor's cache until all that are read together have used them
_LANES = 16  # sums side by side, which become one in the end
_STEP = 64  # bytes of a vector that are multiplied at a time: one number for each lane in float32, two in int16


class Matrices(NamedTuple):
    """The same matrix of each layer: rows times x, times a scale per row, plus a bias per row."""

    weights: np.ndarray  # float32 or int8: those of all matrices, one after the other in the order they are used
    starts: np.ndarray  # (L,) where in them each of these matrices begins
    columns: int
    scale: np.ndarray  # (L, rows)
    bias: np.ndarray  # (L, rows)


class Vectors(NamedTuple):
    """What matrices are multiplied by."""

    numbers: np.ndarray  # (R, columns or more) float32, or int16 for matrices in int8
    units: np.ndarray  # (R,) what 1 means


# -- vectors, as weights of their kind want them -----------------------------------------------------------------------


def fit(x: np.ndarray, numbers: np.ndarray) -> np.float32:
    """numbers := x, as exactly as their type allows; returns what 1 means in them."""
    raise NotImplementedError("compiled, not interpreted")


@overload(fit, strict=False)  # type: ignore[untyped-decorator]
def _fit(x: Any, numbers: Any) -> Any:
    if numbers.dtype == numba.float32:
        return lambda x, numbers: copy(x, numbers)
    return lambda x, numbers: round_to_int16(x, numbers)


@exact
def copy(x: np.ndarray, numbers: np.ndarray) -> np.float32:
    for i in range(len(x)):  # quicker than numba's copy of a slice
        numbers[i] = x[i]
    return np.float32(1)


@exact
def round_to_int16(x: np.ndarray, numbers: np.ndarray) -> np.float32:
    """The largest becomes 32767, or less in very long vectors, so that no lane can overflow."""
    bits = np.int32(0)
    for b in x.view(np.int32):  # without their sign, floats are in the order of their bits, and NaN is above all
        bits = max(bits, np.int32(b & np.int32(0x7FFFFFFF)))
    per_lane = (len(x) + _LANES - 1) // _LANES
    unit = max(as_float(bits), np.float32(1e-30)) / np.float32(min(32767, (2**31 - 1) // (127 * per_lane)))
    inverse = np.float32(1) / unit
    for i in range(len(x)):
        numbers[i] = np.int16(np.rint(x[i] * inverse))
    return unit


@intrinsic  # type: ignore[untyped-decorator]
def as_float(typing: Any, bits: Any) -> Any:
    """The float32 whose bits an int32 has."""
    signature = numba.float32(numba.int32)
    return signature, lambda context, builder, signature, arguments: builder.bitcast(arguments[0], ir.FloatType())


# -- sums of products --------------------------------------------------------------------------------------------------


def _sums_of(vectors: int) -> Any:
    """sums(w, x, ...) -> (sum of w * x, ...) of one row of a matrix (columns,) with so many vectors (columns,).

    Written out in LLVM's language, since a compiler that may reorder sums does so in one way for one vector and in another
    for four. Here each sum has _LANES parts, whatever is computed beside it. What does not fill a step is left out.
    """

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        arrays = [context.make_array(t)(context, builder, a) for t, a in zip(signature.args, arguments, strict=True)]
        integers = signature.args[1].dtype == numba.int16
        number, step = (ir.IntType(32), _STEP // 2) if integers else (ir.FloatType(), _STEP // 4)
        columns = builder.extract_value(arrays[0].shape, 0)
        totals = [
            cgutils.alloca_once_value(builder, ir.Constant(ir.VectorType(number, _LANES), [number(0)] * _LANES))
            for _ in range(vectors)
        ]

        def load(array: Any, start: Any) -> Any:
            pointer = builder.gep(array.data, [start])
            some = builder.load(builder.bitcast(pointer, ir.VectorType(pointer.type.pointee, step).as_pointer()))
            some.align = 1
            return builder.sext(some, ir.VectorType(number, step)) if integers else some

        def plus_product(total: Any, w: Any, x: Any) -> Any:
            if not integers:
                return builder.fadd(total, builder.fmul(w, x, flags=["contract"]), flags=["contract"])
            product = builder.mul(w, x, flags=["nsw"])
            return builder.add(total, builder.add(*(_some(builder, product, range(i, step, 2)) for i in (0, 1))))

        with cgutils.for_range(builder, builder.sdiv(columns, columns.type(step))) as loop:
            start = builder.mul(loop.index, columns.type(step))
            weight, *numbers = [load(array, start) for array in arrays]
            for total, x in zip(totals, numbers, strict=True):
                builder.store(plus_product(builder.load(total), weight, x), total)
        found = [builder.load(total) for total in totals]
        if integers:  # each lane is within its type, but their sum need not be
            found = [builder.sitofp(total, ir.VectorType(ir.FloatType(), _LANES)) for total in found]
        return context.make_tuple(builder, signature.return_type, [_sum_of_lanes(builder, total) for total in found])

    if vectors == 1:

        def typed(typing: Any, w: Any, x: Any) -> Any:
            return numba.types.UniTuple(numba.float32, 1)(w, x), code

        return intrinsic(typed)

    def typed_four(typing: Any, w: Any, x0: Any, x1: Any, x2: Any, x3: Any) -> Any:
        return numba.types.UniTuple(numba.float32, 4)(w, x0, x1, x2, x3), code

    return intrinsic(typed_four)


def _some(builder: Any, vector: Any, lanes: range) -> Any:
    """These lanes of a vector."""
    chosen = ir.Constant(ir.VectorType(ir.IntType(32), len(lanes)), [*lanes])
    return builder.shuffle_vector(vector, ir.Constant(vector.type, ir.Undefined), chosen)


def _sum_of_lanes(builder: Any, vector: Any) -> Any:
    """The first half plus the second, until one number is left."""
    while (half := vector.type.count // 2) > 0:
        vector = builder.fadd(_some(builder, vector, range(half)), _some(builder, vector, range(half, 2 * half)))
    return builder.extract_element(vector, ir.Constant(ir.IntType(32), 0))


sum_one, sum_four = _sums_of(1), _sums_of(4)


# -- matrices ----------------------------------------------------------------------------------------------------------


@part
def multiply(matrices: Matrices, layer: int, x: np.ndarray, vectors: Vectors, y: np.ndarray, rows: np.ndarray) -> None:
    """y[i] := matrix @ x[i] for each i in `rows`; x (R, columns or more), y (R, length). `vectors` is room for x.

    One line of the matrix after the other, as they lie in memory: several at a time would load vectors less often, but memory
    is slower that way.
    """
    scale, bias, start = matrices.scale[layer], matrices.bias[layer], matrices.starts[layer]
    length, columns, count = len(scale), matrices.columns, len(rows)
    w = matrices.weights[start : start + length * columns].reshape(length, columns)
    for i in range(count):
        vectors.units[i] = fit(x[rows[i], :columns], vectors.numbers[i])
    tile = length if count == 1 else _TILE
    for first in range(0, length, tile):
        lines = slice(first, min(first + tile, length))
        for i in range(0, count - 3, 4):
            multiply_four(w[lines], scale[lines], bias[lines], vectors, i, y[:, lines], rows[i : i + 4])
        for i in range(count - count % 4, count):
            multiply_one(w[lines], scale[lines], bias[lines], vectors, i, y[rows[i], lines])


@exact
def multiply_one(w: np.ndarray, scale: np.ndarray, bias: np.ndarray, vectors: Vectors, i: int, y: np.ndarray) -> None:
    """y (lines,) := w (lines, columns) @ vectors[i], scaled, plus bias."""
    x, unit = vectors.numbers[i], vectors.units[i]
    columns = w.shape[1]
    step = _STEP // x.itemsize
    for r in range(len(w)):
        (t,) = sum_one(w[r], x)
        for c in range(columns - columns % step, columns):
            t += np.float32(w[r, c]) * np.float32(x[c])
        y[r] = t * (scale[r] * unit) + bias[r]


@exact
def multiply_four(
    w: np.ndarray, scale: np.ndarray, bias: np.ndarray, vectors: Vectors, i: int, y: np.ndarray, rows: np.ndarray
) -> None:
    """The same for four vectors from number i on and these four rows of y (R, lines): each weight is loaded once."""
    x0, x1, x2, x3 = vectors.numbers[i], vectors.numbers[i + 1], vectors.numbers[i + 2], vectors.numbers[i + 3]
    u0, u1, u2, u3 = vectors.units[i], vectors.units[i + 1], vectors.units[i + 2], vectors.units[i + 3]
    y0, y1, y2, y3 = y[rows[0]], y[rows[1]], y[rows[2]], y[rows[3]]
    columns = w.shape[1]
    step = _STEP // x0.itemsize
    for r in range(len(w)):
        t0, t1, t2, t3 = sum_four(w[r], x0, x1, x2, x3)
        for c in range(columns - columns % step, columns):
            weight = np.float32(w[r, c])
            t0 += weight * np.float32(x0[c])
            t1 += weight * np.float32(x1[c])
            t2 += weight * np.float32(x2[c])
            t3 += weight * np.float32(x3[c])
        y0[r], y1[r] = t0 * (scale[r] * u0) + bias[r], t1 * (scale[r] * u1) + bias[r]
        y2[r], y3[r] = t2 * (scale[r] * u2) + bias[r], t3 * (scale[r] * u3) + bias[r]
