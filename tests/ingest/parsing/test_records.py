"""vibejam/ingest/parsing/records.py: dates as exports write them, files that break, people who come late."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.ingest.readers.samples import put
from vibejam.errors import DataError
from vibejam.ingest.file import File
from vibejam.ingest.parsing.records import fields_of, json_object, json_values, text_lines, when


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2020-06-05", "2020-06-05"),
        ("2020/06/05 08:10", "2020-06-05T08:10"),
        ("2020-06-05T08:10:11.123Z", "2020-06-05T08:10:11"),
        ("2020-06-05 08:10:11 UTC", "2020-06-05T08:10:11"),
        ("Wed May 01 07:00:00 +0000 2019", "2019-05-01T07:00:00"),
        (1700000000, "2023-11-14T22:13:20"),
        (Decimal("1700000000.25"), "2023-11-14T22:13:20"),
        ("1700000000000", "2023-11-14T22:13:20"),
        (1700000000000000, "2023-11-14T22:13:20"),
        ("Wed Foo 01 07:00:00 +0000 2019", ""),
        ("2020-13-45", ""),
        ("0000-99-99", ""),
        ("9" * 5000, ""),
        ("yesterday", ""),
        (12, ""),
        (None, ""),
        ("", ""),
    ],
)
def test_dates(value: object, date: str) -> None:
    assert when(value) == date


@pytest.mark.parametrize("broken", ["[1, 2", "[1, 2,, 3]", "[1, 2, 1e99999999999999999999]", "[1, 2, \\]"])
def test_what_comes_before_the_break_is_read(tmp_path: Path, broken: str) -> None:
    values = json_values(File(put(tmp_path / "a.json", broken), "a.json"), "item")
    read = []
    with pytest.raises(DataError):
        for value in values:
            read.append(value)
    assert read[:2] in ([1, 2], [1], [])


def test_a_mark_before_json_is_passed_over(tmp_path: Path) -> None:
    assert list(json_values(File(put(tmp_path / "a.json", b"\xef\xbb\xbf[1]"), "a.json"), "item")) == [1]


@pytest.mark.parametrize("content", ["[]", "3", "{", "[" * 100_000])
def test_a_small_file_must_be_an_object(tmp_path: Path, content: str) -> None:
    with pytest.raises(DataError):
        json_object(File(put(tmp_path / "a.json", content), "a.json"))


def test_lines_of_several_encodings_and_ends(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", "crème\r\n".encode() + "brûlée\n".encode("cp1252") + b"a\rb")
    assert list(text_lines(File(path, "a.csv"))) == ["crème\n", "brûlée\n", "a\n", "b"]


def test_numbers_and_lists_of_words_are_not_prose() -> None:
    assert fields_of([{"interests": "plums; jam; bread; tea; rain; rivers; boats; maps; chairs; cats"}] * 3) is None
    assert fields_of([{"price": "12.50", "when": "2020-01-01"}] * 3) is None
    assert fields_of([]) is None
