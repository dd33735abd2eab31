"""JSON of no known program, in lines and in arrays: the field with the writing is found, others' words stay out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.readers.samples import ME, THEIRS, documents, found, messages, owners, put, skipped
from vibejam.ingest.document import Document, Message
from vibejam.ingest.file import File
from vibejam.ingest.readers import jsonl, reader_for

LONG = "The plums were late this year, and nobody minded until the jam ran out in March. " * 5


def lines(path: Path, *records: Any) -> Path:
    return put(path, "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))


@pytest.fixture(params=["lines", "array"])
def write(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    if request.param == "lines":
        return lambda *records: lines(tmp_path / "a.jsonl", *records)
    return lambda *records: put(tmp_path / "a.json", list(records))


@pytest.mark.parametrize("name", ["text", "body", "content", "message", "own_text", "Full Text", "selftext"])
def test_the_text_is_found_by_its_name(write: Any, name: str) -> None:
    path = write({"url": "https://example.org " + "x " * 50, name: "Dear Win, no plums."})
    assert [document.text for document in documents(path)] == ["Dear Win, no plums."]


def test_the_text_is_found_by_what_is_in_it(write: Any) -> None:
    path = write({"code": "AB-1", "tags": "a b c", "diary": LONG}, {"code": "AB-2", "tags": "a", "diary": LONG})
    assert [document.text for document in documents(path)] == [LONG, LONG]


def test_dates_titles_and_identifiers_are_kept(write: Any) -> None:
    (document,) = documents(write({"id": 7, "title": "Plums", "date": "2020-06-05T08:00:00Z", "author": ME, "text": LONG}))
    assert (document.position, document.title, document.date, document.author) == ("7", "Plums", "2020-06-05", ME)


def test_a_text_that_is_no_string_is_no_text(write: Any) -> None:
    path = write({"message": {"role": "user"}, "content": 5, "body": "mine"}, {"body": None}, {"body": "too"})
    assert [document.text for document in documents(path)] == ["mine", "too"]


def test_the_words_of_others_go_no_further(write: Any) -> None:
    path = write(
        {"sender": ME, "text": "mine"}, {"sender": "Rui", "text": THEIRS}, {"sender": {"name": ME, "id": 3}, "text": "me"}
    )
    assert documents(path) == []
    assert [message.text for message in messages(path)] == ["mine", "", "me"]
    assert len({message.conversation for message in messages(path)}) == 1


def test_a_second_person_far_down_is_seen_before_the_first_line_is_read(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", *[{"from": ME, "text": "mine"}] * 500, {"from": "Rui", "text": THEIRS})
    assert documents(path) == []
    assert {message.text for message in messages(path)} == {"mine", ""}


def test_long_texts_of_several_people_are_documents_by_themselves(write: Any) -> None:
    path = write({"author": ME, "text": LONG}, {"author": "Rui", "text": LONG})
    assert {message.conversation for message in messages(path)} == {""}


def test_an_assistant_on_the_other_side_makes_the_user_the_owner(write: Any) -> None:
    path = write({"role": "user", "content": "mine"}, {"role": "assistant", "content": THEIRS})
    assert [owner.names for owner in owners(path)] == [("user",)]


def test_the_log_of_a_program_is_not_writing(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", {"level": "info", "message": "server started", "timestamp": 1700000000})
    assert [item.reason for item in skipped(path)] == ["no field in it is somebody's writing"]


def test_settings_and_data_are_not_claimed(tmp_path: Path) -> None:
    for content in ({"text": "x"}, [1, 2], [{"lat": 1.5, "name": "x"}], [], "[", ""):
        assert reader_for(File(put(tmp_path / "a.json", content), "a.json")) is None


def test_lines_that_are_broken_are_counted_and_the_others_read(tmp_path: Path) -> None:
    deep = "[" * 100_000
    path = put(
        tmp_path / "a.jsonl", f'{{"text": "one"}}\n{{"text": "tw\n\n[1]\n{deep}\n{{"n": {"9" * 5000}}}\n{{"text": "three"}}\n'
    )
    assert [document.text for document in documents(path)] == ["one", "three"]
    assert [item.reason for item in skipped(path)] == ["4 lines that are not JSON objects, the first is 2"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_older_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = put(tmp_path / "a.jsonl", '{"text": "a crème brûlée, naïvely"}\n'.encode(encoding))
    assert [document.text for document in documents(path)] == ["a crème brûlée, naïvely"]


def test_parts_read_as_the_whole_does(tmp_path: Path) -> None:
    records = [{"author": ME, "text": f"mine {i}", "note": LONG} for i in range(20)] + [{"author": "Rui", "text": THEIRS}]
    path = lines(tmp_path / "a.jsonl", *records)
    data = path.read_bytes()
    cut = data.index(b"\n", len(data) // 2) + 1
    whole = File(path, "a.jsonl")
    parts = [replace(whole, end=cut), replace(whole, start=cut, end=len(data))]

    def read(file: File) -> list[tuple[type, str]]:
        items = jsonl.read(file, lambda author: ME in author)
        return [(type(item), item.text) for item in items if isinstance(item, Document | Message)]

    assert [item for part in parts for item in read(part)] == read(whole)


def test_a_broken_array_gives_what_came_before(tmp_path: Path) -> None:
    path = put(tmp_path / "a.json", '[{"text": "one and one"}, {"text": "tw')
    assert [type(item).__name__ for item in found(path)] == ["Document", "Skipped"]
