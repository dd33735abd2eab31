"""GGUF, the file of llama.cpp: metadata and tensors in one file, read through a memory map and written as a stream.

    "GGUF", version, number of tensors, number of entries
    entries   name, type, value (numbers, texts, or an array of either)
    tensors   name, lengths (the row's first), kind, offset
    the numbers of each tensor, at multiples of the alignment

Versions 2 and 3, little endian, as github.com/ggml-org/ggml/blob/master/docs/gguf.md describes them. A file is not
trusted: every count, length and offset is compared with what the file holds before anything of its size is made.
What the tensors and entries of a model are called is gguf_llama.py's affair. Tests: tests/pretrained/test_gguf.py.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from vibejam import paths
from vibejam.errors import DataError, MissingError
from vibejam.pretrained.quants import KINDS, dequantise, fits, quantise

_MAGIC, _VERSION = b"GGUF", 3
_ALIGNMENT = 32  # where a file says nothing else
_MOST = 2**16  # entries or tensors of a file that is to be trusted
_MOST_ITEMS = 2**22  # of all its arrays together
_MOST_DIMENSIONS = 4
_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 10: "Q", 11: "q", 12: "d"}
_BOOL, _TEXT, _ARRAY = 7, 8, 9
_UINT32, _INT32, _FLOAT32, _UINT64, _INT64 = 4, 5, 6, 10, 11


@dataclass(frozen=True)
class LazyTensor:
    """A tensor whose numbers are read, or made, only when `read` is called. Rows are the last length of `shape`."""

    shape: tuple[int, ...]
    kind: str  # how it is stored: a key of quants.KINDS
    read: Callable[[], np.ndarray]  # float32, of that shape

    @classmethod
    def of(cls, array: np.ndarray) -> LazyTensor:
        return cls(array.shape, "F32", lambda: array)


@dataclass(frozen=True)
class GGUF:
    """A file that was read: entries as Python's own values, in the file's order, and tensors by name."""

    metadata: dict[str, Any]
    tensors: dict[str, LazyTensor]


# -- reading ---------------------------------------------------------------------------------------------------------


def read_gguf(path: Path | str) -> GGUF:
    """The entries and the tensors of a file; the tensors' numbers stay on the disk until they are asked for.

    Raises MissingError when there is no file, DataError for one that is damaged, too new, or stored in a kind not known.
    """
    path = Path(path)
    if not path.exists():
        raise MissingError(f"{path} is not there", "name a GGUF file that is")
    if not path.is_file():
        raise DataError(f"{path} is not a file", "name the GGUF file inside it")
    try:
        if path.stat().st_size < len(_MAGIC):
            raise ValueError("it is empty or nearly so")
        return _parse(np.memmap(path, dtype=np.uint8, mode="r"))
    except ValueError as error:
        raise DataError(
            f"{path} is not a usable GGUF file: {error}", "fetch it again, or take another file of the model"
        ) from error
    except OSError as error:
        raise MissingError(f"cannot read {path}: {error.strerror or error}", "check its permissions") from error


class _Header:
    """The part of a file before the numbers, read from one place to the next. Raises ValueError where it ends too early."""

    def __init__(self, data: np.ndarray):
        self._data = data.data  # a memoryview: what is taken from it is no copy
        self.at = 0
        self.items = 0  # of arrays, so far

    def take(self, size: int) -> memoryview:
        if size > len(self._data) - self.at:
            raise ValueError(f"it ends too early: {size:,} bytes are missing at byte {self.at:,}")
        self.at += size
        return self._data[self.at - size : self.at]

    def number(self, code: str) -> Any:
        return struct.unpack("<" + code, self.take(struct.calcsize("<" + code)))[0]

    def text(self) -> str:
        return str(self.take(self.number("Q")), "utf-8")

    def name(self, known: Mapping[str, Any]) -> str:
        name = self.text()
        if name in known:
            raise ValueError(f"{name!r} is in it twice")
        return name

    def count(self, what: str) -> int:
        count: int = self.number("Q")
        if count > _MOST:
            raise ValueError(f"it claims {count:,} {what}")
        return count

    def value(self) -> Any:
        kind = self.number("I")
        return self._array() if kind == _ARRAY else self._single(kind)

    def _single(self, kind: int) -> Any:
        if kind == _TEXT:
            return self.text()
        if kind == _BOOL:
            return bool(self.number("B"))
        if kind not in _NUMBERS:
            raise ValueError(f"a value is of a type not known ({kind})")
        return self.number(_NUMBERS[kind])

    def _array(self) -> list[Any]:
        kind, count = self.number("I"), self.number("Q")
        self.items += count
        if kind == _ARRAY:
            raise ValueError("an array is made of arrays")
        if self.items > _MOST_ITEMS:
            raise ValueError(f"it claims {self.items:,} items of arrays")
        if kind in _NUMBERS:
            code = _NUMBERS[kind]
            return np.frombuffer(self.take(count * struct.calcsize(code)), dtype="<" + code).tolist()
        return [self._single(kind) for _ in range(count)]


def _parse(data: np.ndarray) -> GGUF:
    header = _Header(data)
    if bytes(header.take(4)) != _MAGIC:
        raise ValueError("it is of another format")
    version = header.number("I")
    if version not in (2, 3):
        raise ValueError(f"it is of version {version}, or big endian; versions 2 and 3, little endian, are read")
    n_tensors, n_entries = header.count("tensors"), header.count("entries")
    metadata: dict[str, Any] = {}
    for _ in range(n_entries):
        name = header.name(metadata)
        metadata[name] = header.value()
    described: dict[str, tuple[tuple[int, ...], str, int]] = {}
    for _ in range(n_tensors):
        name = header.name(described)
        described[name] = _described(header)
    alignment = _alignment(metadata)
    start = _aligned(header.at, alignment)
    _check_places(described, alignment, len(data) - start)
    return GGUF(metadata, {name: _lazy(data, start, *entry) for name, entry in described.items()})


def _described(header: _Header) -> tuple[tuple[int, ...], str, int]:
    """Shape, kind and offset of one tensor."""
    n_dimensions = header.number("I")
    if not 1 <= n_dimensions <= _MOST_DIMENSIONS:
        raise ValueError(f"a tensor has {n_dimensions} dimensions")
    shape = tuple(header.number("Q") for _ in range(n_dimensions))[::-1]
    number, offset = header.number("I"), header.number("Q")
    kind = next((name for name, kind in KINDS.items() if kind.number == number), None)
    if kind is None:
        raise ValueError(f"a tensor is stored in a kind not known ({number}); known: {', '.join(KINDS)}")
    if 0 in shape or not fits(kind, shape):
        raise ValueError(f"a tensor of shape {shape} cannot be stored as {kind}")
    return shape, kind, offset


def _alignment(metadata: Mapping[str, Any]) -> int:
    alignment = metadata.get("general.alignment", _ALIGNMENT)
    if type(alignment) is not int or not 1 <= alignment <= _MOST or alignment & (alignment - 1):
        raise ValueError(f"its alignment is {alignment!r}, not a power of two")
    return alignment


def _aligned(position: int, alignment: int) -> int:
    return -(-position // alignment) * alignment


def _check_places(described: Mapping[str, tuple[tuple[int, ...], str, int]], alignment: int, room: int) -> None:
    """Refuse tensors that lie outside the file, upon each other, or in between two places."""
    end = 0
    for name, (shape, kind, offset) in sorted(described.items(), key=lambda item: item[1][2]):
        if offset % alignment or offset < end:
            raise ValueError(f"the tensor {name!r} is not at a place of its own")
        end = offset + KINDS[kind].bytes_for(math.prod(shape))
        if end > room:
            raise ValueError(f"the tensor {name!r} goes on beyond the end of the file")


def _lazy(data: np.ndarray, start: int, shape: tuple[int, ...], kind: str, offset: int) -> LazyTensor:
    first = start + offset
    stored = data[first : first + KINDS[kind].bytes_for(math.prod(shape))]
    return LazyTensor(shape, kind, lambda: dequantise(stored, kind, shape))


# -- writing ---------------------------------------------------------------------------------------------------------


def write_gguf(
    path: Path | str, metadata: Mapping[str, Any], tensors: Mapping[str, LazyTensor], kinds: Mapping[str, str]
) -> None:
    """Publish a file, version 3: whole or not at all, with one tensor in memory at a time.

    `kinds` says how each tensor is stored: F32, F16 or Q8_0. Whole numbers become 32 bits wide (64 where they must),
    others float32. Raises DataError for numbers that a kind cannot hold, MissingError when it cannot be written.
    """
    alignment = _alignment(metadata)
    described, offset = [], 0
    for name, tensor in tensors.items():
        kind = KINDS[kinds[name]]
        if not fits(kinds[name], tensor.shape):
            raise DataError(f"the tensor {name} of shape {tensor.shape} cannot be stored as {kinds[name]}", "store it as F16")
        lengths = tensor.shape[::-1]
        described.append(_packed_text(name) + struct.pack(f"<I{len(lengths)}QIQ", len(lengths), *lengths, kind.number, offset))
        offset = _aligned(offset + kind.bytes_for(math.prod(tensor.shape)), alignment)
    entries = [_packed_text(name) + _packed(value) for name, value in metadata.items()]
    with paths.publish(path) as (file,):
        file.write(_MAGIC + struct.pack("<IQQ", _VERSION, len(tensors), len(metadata)))
        file.writelines([*entries, *described])
        for name, tensor in tensors.items():
            _pad(file, alignment)
            try:
                file.writelines(quantise(tensor.read(), kinds[name]))
            except ValueError as error:
                raise DataError(f"the tensor {name} cannot be stored as {kinds[name]}: {error}", "store it as F32") from error
        _pad(file, alignment)


def _pad(file: BinaryIO, alignment: int) -> None:
    file.write(bytes(_aligned(file.tell(), alignment) - file.tell()))


def _packed_text(text: str) -> bytes:
    data = text.encode("utf-8")
    return struct.pack("<Q", len(data)) + data


def _packed(value: Any) -> bytes:
    """Type and value of an entry."""
    if isinstance(value, list | tuple):
        kind = _kind_of_items(value)
        return struct.pack("<IIQ", _ARRAY, kind, len(value)) + b"".join(_packed_single(item, kind) for item in value)
    kind = _kind_of(value)
    return struct.pack("<I", kind) + _packed_single(value, kind)


def _kind_of(value: Any) -> int:
    if isinstance(value, bool):
        return _BOOL
    if isinstance(value, int):
        return _INT64 if value < 0 else _UINT32 if value < 2**32 else _UINT64
    if isinstance(value, float):
        return _FLOAT32
    if isinstance(value, str):
        return _TEXT
    raise DataError(f"an entry of a GGUF file cannot be {type(value).__name__}")


def _kind_of_items(values: Sequence[Any]) -> int:
    """llama.cpp asks for signed numbers in arrays."""
    if all(type(value) is int for value in values):
        return _INT32 if all(-(2**31) <= value < 2**31 for value in values) else _INT64
    kinds = {_kind_of(value) for value in values}
    if len(kinds) > 1:
        raise DataError("an array of a GGUF file must be all texts or all numbers of one type")
    return kinds.pop()


def _packed_single(value: Any, kind: int) -> bytes:
    if kind == _TEXT:
        return _packed_text(value)
    return struct.pack("<" + ("?" if kind == _BOOL else _NUMBERS[kind]), value)
