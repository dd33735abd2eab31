"""A matrix times vectors: what a decoder spends its time on.

Matrices are in float32, or in int8 with a scale per row. Writing is as fast as weights come from memory, so several tokens
that are read together cost little more than one: those of several writers, and what one of them is likely to write next
(lookup.py). However many go together, the numbers of each are the same to the last bit.
Tests: tests/test_kernels.py, tests/test_lookup.py (the same bits).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils
from numba.extending import intrinsic

from vibejam.kernels.compiling import exact, part

_TILE = 64  # rows of a matrix that stay in the processor's cache until all that are read together have used them
_LANES = 16  # products that are summed side by side


class Matrices(NamedTuple):
    """The same matrix of each layer: rows times x, times a scale per row, plus a bias per row."""

    weights: np.ndarray  # float32 or int8: those of all matrices, one after the other in the order they are used
    starts: np.ndarray  # (L,) where in them each of these matrices begins
    columns: int
    scale: np.ndarray  # (L, rows)
    bias: np.ndarray  # (L, rows)


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


@part
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


@exact
def multiply_one(w: np.ndarray, scale: np.ndarray, bias: np.ndarray, x: np.ndarray, y: np.ndarray) -> None:
    """y (length,) := w (length, columns) @ x (columns,), scaled, plus bias."""
    columns = w.shape[1]
    for r in range(len(w)):
        (t,) = sum_one(w[r], x)
        for c in range(columns - columns % _LANES, columns):
            t += np.float32(w[r, c]) * x[c]
        y[r] = t * scale[r] + bias[r]


@exact
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
