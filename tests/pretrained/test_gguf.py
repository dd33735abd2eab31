"""vibejam/pretrained/gguf.py and quants.py: equal to the package `gguf`, whole on the disk, and safe against any file."""

from __future__ import annotations

import math
import random
import struct
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.errors import DataError, MissingError
from vibejam.pretrained.gguf import GGUF, LazyTensor, read_gguf, write_gguf
from vibejam.pretrained.quants import KINDS, dequantise, fits, quantise

METADATA: dict[str, Any] = {
    "general.architecture": "llama",
    "llama.block_count": 2,
    "llama.rope.freq_base": 10000.0,
    "a.bool": True,
    "a.negative": -5,
    "a.large": 2**40,
    "tokenizer.ggml.tokens": ["a", "ü", "", "\U0001f600"],
    "tokenizer.ggml.token_type": [1, 1, 3, 6],
    "some.scores": [0.5, -1.0],
    "no.items": [],
}


def library() -> types.ModuleType:
    found: types.ModuleType = pytest.importorskip("gguf", reason="the independent reference is not here: pip install gguf")
    return found


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def some_tensors() -> dict[str, np.ndarray]:
    return {"a.weight": numbers(3, 64), "b.weight": numbers(7, seed=1), "c.weight": numbers(2, 3, 32, seed=2)}


def written(path: Path, kinds: dict[str, str] | None = None, **metadata: Any) -> Path:
    arrays = some_tensors()
    tensors = {name: LazyTensor.of(array) for name, array in arrays.items()}
    write_gguf(path, METADATA | metadata, tensors, dict.fromkeys(arrays, "F32") | (kinds or {}))
    return path


# -- kinds -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_random_blocks_are_the_numbers_that_the_reference_reads(kind: str, seed: int) -> None:
    gguf = library()
    how = KINDS[kind]
    data = np.random.default_rng(seed).integers(0, 256, (64, how.size), dtype=np.uint8)
    with np.errstate(all="ignore"):  # random bytes are also scales that are infinite or no number
        expected = gguf.dequantize(data, gguf.GGMLQuantizationType[kind])
    found = dequantise(data.reshape(-1), kind, (64, how.count))
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, expected)


def test_the_kinds_are_numbered_and_sized_as_in_the_reference() -> None:
    gguf = library()
    for name, kind in KINDS.items():
        number = gguf.GGMLQuantizationType[name]
        assert (kind.number, (kind.count, kind.size)) == (int(number), gguf.GGML_QUANT_SIZES[number])


@pytest.mark.parametrize("kind", ["F32", "F16", "Q8_0"])
@pytest.mark.parametrize("scale", [1e-42, 1e-6, 1e-2, 1.0, 100.0])
def test_what_is_stored_is_what_the_reference_stores(kind: str, scale: float) -> None:
    gguf = library()
    values = numbers(50, 64) * np.float32(scale)
    values[3] = 0
    values[4, :4] = [0.5, -0.5, 127, -127]  # halves, to be rounded away from zero
    with np.errstate(all="ignore"):
        expected = gguf.quantize(values, gguf.GGMLQuantizationType[kind])
    found = np.frombuffer(b"".join(quantise(values, kind)), np.uint8)
    if scale > 1e-40:
        np.testing.assert_array_equal(found, np.ascontiguousarray(expected).view(np.uint8).reshape(-1))
    close = dequantise(found, kind, values.shape)
    assert np.abs(close - values).max() <= {"F32": 0, "F16": 2**-10, "Q8_0": 2**-7}[kind] * np.abs(values).max()


def test_large_tensors_are_packed_in_parts_that_fit_together() -> None:
    values = numbers(2**16 + 3, 32)
    data = np.frombuffer(b"".join(quantise(values, "Q8_0")), np.uint8)
    half = 2**15 * 34
    np.testing.assert_array_equal(dequantise(data, "Q8_0", values.shape)[: 2**15], dequantise(data[:half], "Q8_0", (2**15, 32)))
    assert np.abs(dequantise(data, "Q8_0", values.shape) - values).max() < 0.03


@pytest.mark.parametrize(("kind", "value"), [("F16", 1e6), ("F16", math.nan), ("Q8_0", math.inf), ("Q8_0", math.nan)])
def test_numbers_that_a_kind_cannot_hold_are_refused_and_nothing_is_written(tmp_path: Path, kind: str, value: float) -> None:
    array = np.full((2, 32), value, np.float32)
    with pytest.raises(DataError, match=r"w\.weight cannot be stored as"):
        write_gguf(tmp_path / "a.gguf", {}, {"w.weight": LazyTensor.of(array)}, {"w.weight": kind})
    assert list(tmp_path.iterdir()) == []


# -- files -----------------------------------------------------------------------------------------------------------


def test_what_was_written_is_read(tmp_path: Path) -> None:
    found = read_gguf(written(tmp_path / "a.gguf", {"c.weight": "Q8_0"}))
    assert found.metadata == METADATA
    assert {name: (t.shape, t.kind) for name, t in found.tensors.items()} == {
        "a.weight": ((3, 64), "F32"), "b.weight": ((7,), "F32"), "c.weight": ((2, 3, 32), "Q8_0"),
    }  # fmt: skip
    arrays = some_tensors()
    np.testing.assert_array_equal(found.tensors["a.weight"].read(), arrays["a.weight"])
    np.testing.assert_array_equal(found.tensors["b.weight"].read(), arrays["b.weight"])
    np.testing.assert_allclose(found.tensors["c.weight"].read(), arrays["c.weight"], atol=0.03)


@pytest.mark.parametrize("alignment", [8, 32, 4096])
def test_the_reference_reads_what_was_written(tmp_path: Path, alignment: int) -> None:
    gguf = library()
    path = written(tmp_path / "a.gguf", {"a.weight": "F16", "c.weight": "Q8_0"}, **{"general.alignment": alignment})
    reader = gguf.GGUFReader(path)
    assert {k: reader.fields[k].contents() for k in METADATA} == METADATA
    for tensor in reader.tensors:
        assert tensor.data_offset % alignment == 0
        expected = read_gguf(path).tensors[tensor.name].read()
        np.testing.assert_array_equal(gguf.dequantize(tensor.data, tensor.tensor_type).reshape(expected.shape), expected)
    assert path.stat().st_size % alignment == 0


def test_what_the_reference_wrote_is_read(tmp_path: Path) -> None:
    gguf = library()
    path = tmp_path / "a.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_uint8("small", 200)
    writer.add_int64("wide", -(2**40))
    writer.add_float64("double", 0.1)
    writer.add_array("texts", ["x", "ÿ"])
    arrays = some_tensors()
    for name, array in arrays.items():
        writer.add_tensor(name, array)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    found = read_gguf(path)
    expected = {"general.architecture": "llama", "small": 200, "wide": -(2**40), "double": 0.1, "texts": ["x", "ÿ"]}
    assert found.metadata == expected
    for name, array in arrays.items():
        np.testing.assert_array_equal(found.tensors[name].read(), array)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = (
    st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(width=32, allow_nan=False) | texts
    | st.lists(texts, max_size=5) | st.lists(st.integers(-(2**63), 2**63 - 1), max_size=5)
)  # fmt: skip


@modest
@given(st.dictionaries(texts, values, max_size=5))
def test_any_entries_come_back(tmp_path_factory: pytest.TempPathFactory, entries: dict[str, Any]) -> None:
    entries.pop("general.alignment", None)
    path = tmp_path_factory.mktemp("any") / "a.gguf"
    write_gguf(path, entries, {}, {})
    assert read_gguf(path) == GGUF(entries, {})


def test_rows_that_are_no_whole_blocks_are_refused(tmp_path: Path) -> None:
    assert not fits("Q8_0", (2, 33)) and fits("Q8_0", (33, 32))
    with pytest.raises(DataError, match=r"shape \(2, 33\) cannot be stored as Q8_0"):
        write_gguf(tmp_path / "a.gguf", {}, {"w": LazyTensor.of(numbers(2, 33))}, {"w": "Q8_0"})


# -- damaged files ---------------------------------------------------------------------------------------------------


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def file_of(*entries: bytes, tensors: tuple[bytes, ...] = (), counts: tuple[int, int] | None = None, version: int = 3) -> bytes:
    n_tensors, n_entries = counts or (len(tensors), len(entries))
    data = b"GGUF" + struct.pack("<IQQ", version, n_tensors, n_entries) + b"".join([*entries, *tensors])
    return data + bytes(-len(data) % 32) + bytes(256)


def tensor(name: str, *lengths: int, kind: int = 0, offset: int = 0) -> bytes:
    return text(name) + struct.pack(f"<I{len(lengths)}QIQ", len(lengths), *lengths, kind, offset)


HOSTILE = {
    "empty": (b"", "empty"),
    "another format": (b"PK\x03\x04" + bytes(100), "another format"),
    "only magic": (b"GGUF", "ends too early"),
    "version 1": (file_of(version=1), "version 1"),
    "big endian": (b"GGUF" + struct.pack(">IQQ", 3, 0, 0), "big endian"),
    "too many tensors": (file_of(counts=(2**63, 0)), "claims 9,223,372,036,854,775,808 tensors"),
    "too many entries": (file_of(counts=(0, 2**40)), "claims 1,099,511,627,776 entries"),
    "more tensors than there are": (file_of(counts=(5000, 0)), "a tensor has 0 dimensions|ends too early|in it twice"),
    "a long name": (file_of(struct.pack("<Q", 2**62)), "ends too early"),
    "a long text": (file_of(text("k") + struct.pack("<IQ", 8, 2**64 - 1)), "ends too early"),
    "half a character": (file_of(text("k") + struct.pack("<IQ", 8, 1) + b"\xff"), "utf-8"),
    "a long array of numbers": (file_of(text("k") + struct.pack("<IIQ", 9, 10, 2**22)), "ends too early"),
    "a longer array": (file_of(text("k") + struct.pack("<IIQ", 9, 0, 2**61)), "items of arrays"),
    "a long array of texts": (file_of(text("k") + struct.pack("<IIQ", 9, 8, 2**22)), "ends too early"),
    "an array of arrays": (file_of(text("k") + struct.pack("<IIQIQ", 9, 9, 1, 9, 1)), "made of arrays"),
    "a type not known": (file_of(text("k") + struct.pack("<I", 13)), "type not known"),
    "an item's type not known": (file_of(text("k") + struct.pack("<IIQ", 9, 99, 3)), "type not known"),
    "an entry twice": (file_of(*[text("k") + struct.pack("<II", 4, 1)] * 2), "'k' is in it twice"),
    "a tensor twice": (file_of(tensors=(tensor("t", 2), tensor("t", 2, offset=32))), "'t' is in it twice"),
    "no dimensions": (file_of(tensors=(tensor("t"),)), "0 dimensions"),
    "five dimensions": (file_of(tensors=(tensor("t", 1, 1, 1, 1, 1),)), "5 dimensions"),
    "a length of zero": (file_of(tensors=(tensor("t", 0, 3),)), "shape"),
    "lengths that overflow": (file_of(tensors=(tensor("t", 2**32, 2**32),)), "beyond the end"),
    "lengths that overflow to zero": (file_of(tensors=(tensor("t", 2**63, 2, 2**63, 2),)), "beyond the end"),
    "a kind not known": (file_of(tensors=(tensor("t", 256, kind=16),)), r"kind not known \(16\)"),
    "half a block": (file_of(tensors=(tensor("t", 16, kind=8),)), "cannot be stored as Q8_0"),
    "beyond the end": (file_of(tensors=(tensor("t", 8, offset=256),)), "beyond the end"),
    "far beyond the end": (file_of(tensors=(tensor("t", 8, offset=2**64 - 32),)), "beyond the end"),
    "upon each other": (file_of(tensors=(tensor("t", 16), tensor("u", 8, offset=32))), "'u' is not at a place of its own"),
    "in between": (file_of(tensors=(tensor("t", 2, offset=4),)), "place of its own"),
    "an odd alignment": (file_of(text("general.alignment") + struct.pack("<II", 4, 33)), "power of two"),
    "no alignment": (file_of(text("general.alignment") + struct.pack("<II", 4, 0)), "power of two"),
    "an alignment in words": (file_of(text("general.alignment") + struct.pack("<I", 8) + text("32")), "power of two"),
    "a huge alignment": (file_of(text("general.alignment") + struct.pack("<II", 4, 2**31)), "power of two"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    data, reason = HOSTILE[name]
    (tmp_path / "a.gguf").write_bytes(data)
    with pytest.raises(DataError, match=reason) as error:
        read_gguf(tmp_path / "a.gguf")
    assert "a.gguf" in error.value.message and error.value.hint


def read_all(path: Path) -> None:
    for found in read_gguf(path).tensors.values():
        assert found.read().shape == found.shape


def test_a_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    data = written(tmp_path / "whole.gguf").read_bytes()
    last = 2 * 3 * 32 * 4  # the bytes of the last tensor, which no padding follows
    for size in [*range(0, 700, 7), *range(len(data) - last, len(data))]:
        (tmp_path / "cut.gguf").write_bytes(data[:size])
        with pytest.raises(DataError):
            read_gguf(tmp_path / "cut.gguf")


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    whole = written(tmp_path / "a.gguf", {"c.weight": "Q8_0"}).read_bytes()
    chance = random.Random(seed)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            place = chance.randrange(700)  # the header, and a little of what follows it
            number = struct.pack("<Q", 2 ** chance.randrange(64))
            wrong = chance.choice([b"\xff", b"\x00", chance.randbytes(1), chance.randbytes(8), number])
            data[place : place + len(wrong)] = wrong
        (tmp_path / "a.gguf").write_bytes(data)
        try:
            read_all(tmp_path / "a.gguf")
        except DataError as error:
            assert error.hint


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="is not there"):
        read_gguf(tmp_path / "a.gguf")
    with pytest.raises(DataError, match="is not a file"):
        read_gguf(tmp_path)
