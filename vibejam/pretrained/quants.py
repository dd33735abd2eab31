"""How numbers are packed in a GGUF file: each kind is blocks of so many numbers in so many bytes.

A block of a quantised kind holds whole numbers of few bits and the scale they are multiplied by; the kinds that end in 1
and Q2_K, Q4_K, Q5_K add a minimum, and those in _K have scales of their own for each 16 or 32 numbers of a block of 256.
The layouts are those of ggml (github.com/ggml-org/ggml, src/ggml-quants.c). Shapes: N blocks, each (N, bytes) uint8.
Tests: tests/pretrained/test_gguf.py, which hold every kind equal to the package `gguf`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

_AT_ONCE = 2**20  # numbers packed or unpacked together: what lies between bytes and floats takes little memory


@dataclass(frozen=True)
class Kind:
    """One way to store numbers; `encode` is None for what is only read."""

    number: int  # what stands for it in a file
    count: int  # numbers in a block
    size: int  # bytes in a block
    decode: Callable[[np.ndarray], np.ndarray]  # (N, size) uint8 -> (N, count) float32
    encode: Callable[[np.ndarray], np.ndarray] | None = None  # (N, count) float32 -> N * size bytes, of any type

    def bytes_for(self, numbers: int) -> int:
        return numbers // self.count * self.size


def dequantise(data: np.ndarray, kind: str, shape: tuple[int, ...]) -> np.ndarray:
    """The numbers (float32, of that shape) that the bytes `data` (1-D uint8) stand for."""
    how = KINDS[kind]
    blocks = data.reshape(-1, how.size)
    numbers = np.empty((len(blocks), how.count), dtype=np.float32)
    step = _AT_ONCE // how.count
    with np.errstate(all="ignore"):  # a damaged scale gives what is no number, which whoever uses the weights looks for
        for start in range(0, len(blocks), step):
            numbers[start : start + step] = how.decode(blocks[start : start + step])
    return numbers.reshape(shape)


def quantise(numbers: np.ndarray, kind: str) -> Iterator[bytes]:
    """The bytes of that kind for `numbers` (float32), some at a time. Raises ValueError for what it cannot hold."""
    how = KINDS[kind]
    assert how.encode is not None, f"{kind} is only read"
    blocks = np.ascontiguousarray(numbers, dtype=np.float32).reshape(-1, how.count)
    step = _AT_ONCE // how.count
    for start in range(0, len(blocks), step):
        yield how.encode(blocks[start : start + step]).tobytes()


# -- floats ----------------------------------------------------------------------------------------------------------


def _f32(blocks: np.ndarray) -> np.ndarray:
    return blocks.view("<f4")


def _f16(blocks: np.ndarray) -> np.ndarray:
    return blocks.view("<f2").astype(np.float32)


def _bf16(blocks: np.ndarray) -> np.ndarray:
    return (blocks.view("<u2").astype(np.uint32) << np.uint32(16)).view(np.float32)


def _to_f32(numbers: np.ndarray) -> np.ndarray:
    return numbers.astype("<f4")


def _to_f16(numbers: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        halves = numbers.astype("<f2")
    if not np.isfinite(halves).all():
        raise ValueError("it holds numbers that half precision cannot")
    return halves


# -- packed whole numbers --------------------------------------------------------------------------------------------


def _parts(blocks: np.ndarray, *sizes: int) -> list[np.ndarray]:
    """The consecutive parts of each block, of so many bytes; the last is what remains."""
    return [np.ascontiguousarray(part) for part in np.split(blocks, np.cumsum(sizes), axis=1)]


def _unpack(packed: np.ndarray, bits: int, run: int) -> np.ndarray:
    """Numbers of few bits, uint8: the lowest bits of `run` bytes one after the other, then their next bits, and so on.

    (N, bytes) -> (N, bytes * 8 / bits). One byte 0xBA by 4 bits: [[10, 11]].
    """
    shifts = np.arange(0, 8, bits, dtype=np.uint8)[:, None]
    numbers = packed.reshape(len(packed), -1, 1, run) >> shifts & np.uint8(2**bits - 1)
    return numbers.reshape(len(packed), -1)


def _signed(numbers: np.ndarray, zero: int) -> np.ndarray:
    """Numbers that are stored as their distance from the least, as float32."""
    return (numbers.astype(np.int8) - np.int8(zero)).astype(np.float32)


def _high_bits(packed: np.ndarray) -> np.ndarray:
    """The fifth bit of each of 32 numbers, in its place."""
    return np.unpackbits(packed, axis=1, bitorder="little") << np.uint8(4)


def _q4_0(blocks: np.ndarray) -> np.ndarray:
    scale, low = _parts(blocks, 2)
    return _f16(scale) * _signed(_unpack(low, 4, 16), 8)


def _q4_1(blocks: np.ndarray) -> np.ndarray:
    scale, least, low = _parts(blocks, 2, 2)
    return _f16(scale) * _unpack(low, 4, 16) + _f16(least)


def _q5_0(blocks: np.ndarray) -> np.ndarray:
    scale, high, low = _parts(blocks, 2, 4)
    return _f16(scale) * _signed(_unpack(low, 4, 16) | _high_bits(high), 16)


def _q5_1(blocks: np.ndarray) -> np.ndarray:
    scale, least, high, low = _parts(blocks, 2, 2, 4)
    return _f16(scale) * (_unpack(low, 4, 16) | _high_bits(high)) + _f16(least)


def _q8_0(blocks: np.ndarray) -> np.ndarray:
    scale, whole = _parts(blocks, 2)
    return _f16(scale) * whole.view(np.int8).astype(np.float32)


def _to_q8_0(numbers: np.ndarray) -> np.ndarray:
    """The largest number of a block becomes 127 or -127; halves are rounded away from zero, as ggml does."""
    scale = np.abs(numbers).max(axis=1, keepdims=True) / np.float32(127)
    stored = _to_f16(scale).view(np.uint8)
    smallest = np.finfo(np.float32).tiny  # below it the inverse overflows, and half precision is zero long before
    inverse = np.divide(np.float32(1), scale, out=np.zeros_like(scale), where=scale >= smallest)
    wanted = numbers * inverse
    size = np.abs(wanted)
    below = np.floor(size)
    whole = np.copysign(below + (size - below >= 0.5), wanted)
    return np.concatenate([stored, whole.astype(np.int8).view(np.uint8)], axis=1)


# -- blocks of 256 ---------------------------------------------------------------------------------------------------


def _by_group(scales: np.ndarray, numbers: np.ndarray, least: np.ndarray | None = None) -> np.ndarray:
    """scales (N, G) times numbers (N, 256), G groups of equal length, minus the group's least (N, G)."""
    groups = numbers.astype(np.float32, copy=False).reshape(*scales.shape, -1) * scales[:, :, None]
    if least is not None:
        groups -= least[:, :, None]
    return groups.reshape(len(numbers), -1)


def _q2_k(blocks: np.ndarray) -> np.ndarray:
    scales, low, scale, least = _parts(blocks, 16, 64, 2)
    return _by_group(_f16(scale) * (scales & np.uint8(15)), _unpack(low, 2, 32), _f16(least) * (scales >> np.uint8(4)))


def _q3_k(blocks: np.ndarray) -> np.ndarray:
    high, low, low_scales, high_scales, scale = _parts(blocks, 32, 64, 8, 4)
    scales = _unpack(low_scales, 4, 8) | _unpack(high_scales, 2, 4) << np.uint8(4)
    numbers = _unpack(low, 2, 32) | _unpack(high, 1, 32) << np.uint8(2)
    return _by_group(_f16(scale) * _signed(scales, 32), _signed(numbers, 4))


def _scales_and_least(packed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Eight scales and eight minima of 6 bits in 12 bytes: (N, 12) -> (N, 8) twice.

    The first four of each are the low 6 bits of bytes 0-3 and 4-7, whose top 2 bits belong to the last four; these have
    their low 4 bits in bytes 8-11: the scale's below, the minimum's above.
    """
    first, second, last = np.split(packed, 3, axis=1)
    six, four, top = np.uint8(63), np.uint8(15), np.uint8(48)
    scales = np.concatenate([first & six, last & four | first >> np.uint8(2) & top], axis=1)
    least = np.concatenate([second & six, last >> np.uint8(4) | second >> np.uint8(2) & top], axis=1)
    return scales, least


def _q4_k(blocks: np.ndarray) -> np.ndarray:
    scale, least, packed, low = _parts(blocks, 2, 2, 12)
    scales, minima = _scales_and_least(packed)
    return _by_group(_f16(scale) * scales, _unpack(low, 4, 32), _f16(least) * minima)


def _q5_k(blocks: np.ndarray) -> np.ndarray:
    scale, least, packed, high, low = _parts(blocks, 2, 2, 12, 32)
    scales, minima = _scales_and_least(packed)
    numbers = _unpack(low, 4, 32) | _unpack(high, 1, 32) << np.uint8(4)
    return _by_group(_f16(scale) * scales, numbers, _f16(least) * minima)


def _q6_k(blocks: np.ndarray) -> np.ndarray:
    low, high, scales, scale = _parts(blocks, 128, 64, 16)
    numbers = _unpack(low, 4, 64) | _unpack(high, 2, 32) << np.uint8(4)
    return _by_group(_f16(scale) * scales.view(np.int8).astype(np.float32), _signed(numbers, 32))


KINDS = {
    "F32": Kind(0, 1, 4, _f32, _to_f32),
    "F16": Kind(1, 1, 2, _f16, _to_f16),
    "Q4_0": Kind(2, 32, 18, _q4_0),
    "Q4_1": Kind(3, 32, 20, _q4_1),
    "Q5_0": Kind(6, 32, 22, _q5_0),
    "Q5_1": Kind(7, 32, 24, _q5_1),
    "Q8_0": Kind(8, 32, 34, _q8_0, _to_q8_0),
    "Q2_K": Kind(10, 256, 84, _q2_k),
    "Q3_K": Kind(11, 256, 110, _q3_k),
    "Q4_K": Kind(12, 256, 144, _q4_k),
    "Q5_K": Kind(13, 256, 176, _q5_k),
    "Q6_K": Kind(14, 256, 210, _q6_k),
    "BF16": Kind(30, 1, 2, _bf16),
}


def fits(kind: str, shape: tuple[int, ...]) -> bool:
    """Whether every row of a tensor of that shape is whole blocks."""
    return math.prod(shape[-1:]) % KINDS[kind].count == 0
