"""JSON is read piece by piece, as far as it goes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ingest.readers.exports import written
from vibejam.errors import DataError
from vibejam.ingest.parsing.json_stream import names, string, utc, values


def test_values_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, "a", {"name": "Rui", "messages": [{"a": [1, {"b": 2.5}]}, None], "id": 7})
    assert list(values(file, "id", "name", "messages.item")) == [
        ("name", "Rui"), ("messages.item", {"a": [1, {"b": 2.5}]}), ("messages.item", None), ("id", 7),
    ]  # fmt: skip


def test_a_byte_order_mark_is_no_part_of_it(tmp_path: Path) -> None:
    assert list(values(written(tmp_path, "a", b"\xef\xbb\xbf[1]"), "item")) == [("item", 1)]


@pytest.mark.parametrize("content", [b"[1, 2, {", b"[1, 2, x", b'[1, 2, "\xff"]', b"[1, 2", b"[1, 2, 99999999999999999999999]"])
def test_what_is_before_the_damage_is_read(tmp_path: Path, content: bytes) -> None:
    read = []
    with pytest.raises(DataError, match="ends early or is damaged"):
        for _, value in values(written(tmp_path, "a", content), "item"):
            read.append(value)
    assert read == [1, 2]


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        (r"\ud83d\ude00", "😀"), (r"a\ud83d", "a\ufffd"), (r"\ude00b", "\ufffdb"), (r"\ud83dx\ud83d\ude00", "\ufffdx😀"),
        (r"\\ud83d", r"\ud83d"), (r"\\\ud83d", "\\\ufffd"), (r"\ud83d\ud83d\ude00", "\ufffd😀"), (r"\u00e9\n", "é\n"),
    ],
)  # fmt: skip
def test_half_an_emoji_does_no_harm(tmp_path: Path, escaped: str, text: str) -> None:
    assert list(values(written(tmp_path, "a", f'["{escaped}"]'), "item")) == [("item", text)]


@given(st.lists(st.text(st.sampled_from('\\"😀é a\n'), max_size=30), max_size=4000), st.integers(0, 70_000))
def test_escapes_are_whole_wherever_a_block_ends(tmp_path_factory: pytest.TempPathFactory, texts: list[str], shift: int) -> None:
    file = written(tmp_path_factory.mktemp("json"), "a", json.dumps(["x" * shift, *texts]))
    assert [value for _, value in values(file, "item")][1:] == texts


def test_values_are_taken_as_what_they_should_be() -> None:
    assert [string("a"), string(7), string(None), string([1])] == ["a", "7", "", ""]
    assert names(None, " Ana ", "Ana", 7, "") == ("Ana", "7")
    assert [utc("1672437009"), utc(1672437009000, 1000), utc("x"), utc(None), utc(1e300)] == [
        "2022-12-30T21:50:09", "2022-12-30T21:50:09", "", "", "",
    ]  # fmt: skip
