"""Threads that multiply together: whoever is free takes the next tile of a matrix.

One thread writes; the others help it (transformer.help_with). What is left to do is one number, 2**16 * product + tiles left: a tile is
taken by lowering it, in one go and only if nobody was quicker, and -1 sends the helpers home. Nobody waits for a helper that is
not there, only for tiles that were begun: where a core has other work, the writer multiplies alone. Each line of a matrix is
multiplied as by one thread, so the numbers are the same to the last bit. Tests: tests/test_kernels.py.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numba.extending import intrinsic

from vibejam.kernels.compiling import part
from vibejam.kernels.products import TILE, Matrices, Vectors, multiply

# The cells of `work`, an array of int64. Those that several threads change lie on lines of the cache of their own.
LEFT, DONE, HELPERS, KIND, LAYER, COUNT, SIZE = 0, 8, 16, 17, 18, 19, 20
CELLS = 24
_TILES = 1 << 16  # more than a product ever has


def _cell(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    array = context.make_array(signature.args[0])(context, builder, arguments[0])
    return builder.gep(array.data, [arguments[1]])


@intrinsic  # type: ignore[untyped-decorator]
def look(typing: Any, work: Any, cell: Any) -> Any:
    """work[cell], which another thread may have just changed."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load_atomic(_cell(context, builder, signature, arguments), "seq_cst", 8)

    return numba.int64(work, numba.int64), code


@intrinsic  # type: ignore[untyped-decorator]
def add_to(typing: Any, work: Any, cell: Any, number: Any) -> Any:
    """work[cell] += number, though others may do so at the same time; returns what was there before."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.atomic_rmw("add", _cell(context, builder, signature, arguments), arguments[2], "seq_cst")

    return numba.int64(work, numba.int64, numba.int64), code


@intrinsic  # type: ignore[untyped-decorator]
def replace(typing: Any, work: Any, cell: Any, old: Any, new: Any) -> Any:
    """work[cell] := new if it is `old`; returns whether it was."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer = _cell(context, builder, signature, arguments)
        return builder.extract_value(builder.cmpxchg(pointer, arguments[2], arguments[3], "seq_cst", "seq_cst"), 1)

    return numba.boolean(work, numba.int64, numba.int64, numba.int64), code


@part
def multiply_together(
    matrices: Matrices, kind: int, layer: int, vectors: Vectors, count: int, y: np.ndarray, work: np.ndarray
) -> None:
    """products.multiply, with the helpers that there are; they know the matrix by its kind and layer."""
    length = y.shape[1]
    size = TILE if work[HELPERS] > 0 else length
    tiles = (length + size - 1) // size
    work[KIND], work[LAYER], work[COUNT], work[SIZE], work[DONE] = kind, layer, count, size, 0
    number = add_to(work, LEFT, _TILES + tiles) // _TILES + 1
    multiply_tiles(matrices, vectors, y, work, number, take(work, number))
    while look(work, DONE) < tiles:
        pass


@part
def multiply_tiles(matrices: Matrices, vectors: Vectors, y: np.ndarray, work: np.ndarray, number: int, tile: int) -> None:
    """This tile of the product, and as many more as others leave us."""
    while tile >= 0:
        begin = tile * work[SIZE]
        multiply(matrices, work[LAYER], (begin, min(begin + work[SIZE], y.shape[1])), vectors, work[COUNT], y)
        add_to(work, DONE, 1)
        tile = take(work, number)


@part
def take(work: np.ndarray, product: int) -> int:
    """A tile of this product, which is then ours to do, or -1: none is left."""
    while True:
        left = look(work, LEFT)
        if left // _TILES != product or left % _TILES == 0:
            return -1
        if replace(work, LEFT, left, left - 1):
            return left % _TILES - 1


@part
def next_product(work: np.ndarray) -> int:
    """The number of a product of which a tile is left, once there is one; -1: there will be none."""
    while True:
        left = look(work, LEFT)
        if left < 0:
            return -1
        if left % _TILES > 0:
            return left // _TILES
