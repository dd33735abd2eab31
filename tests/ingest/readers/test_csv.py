"""Tables: the column with the writing is found, whatever separates and encodes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.readers.samples import ME, THEIRS, documents, messages, put, skipped


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_delimiter_is_known(tmp_path: Path, delimiter: str) -> None:
    path = put(tmp_path / "a.csv", f'date{delimiter}text\n2020-06-05{delimiter}"mine, all; mine\tindeed"\n')
    assert [(d.text, d.date) for d in documents(path)] == [("mine, all; mine\tindeed", "2020-06-05")]


def test_quoted_line_ends_and_quotes_are_text(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", 'id,text\r\n1,"one\r\ntwo ""three"""\r\n2,four\r\n')
    assert [document.text for document in documents(path)] == ['one\ntwo "three"', "four"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le"])
def test_older_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = put(tmp_path / "a.csv", "id,text\n1,a crème brûlée for all of us\n".encode(encoding))
    assert [document.text for document in documents(path)] == ["a crème brûlée for all of us"]


def test_a_large_field_is_read(tmp_path: Path) -> None:
    text = "plums " * 100_000
    assert len(documents(put(tmp_path / "a.csv", f'text\n"{text}"\n'))[0].text) == len(text)


def test_a_quote_that_never_ends_is_an_error(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", 'id,text\n1,mine\n2,"' + "plums\n" * 1_000_000)
    assert [item.reason.split(":")[0] for item in skipped(path)] == ["a broken table"]


def test_the_words_of_others_go_no_further(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", f"Sender,Message\n{ME},mine\nRui,{THEIRS}\n")
    assert [message.text for message in messages(path)] == ["mine", ""]


def test_a_column_of_names_is_of_people_when_they_come_again(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", "Name,Message\n" + f"{ME},mine\nRui,{THEIRS}\n" * 3)
    assert {message.text for message in messages(path)} == {"mine", ""}


@pytest.mark.parametrize("content", ["id,price\n1,2.50\n", "", "\n\n", "text\n"])
def test_a_table_without_writing_is_skipped(tmp_path: Path, content: str) -> None:
    assert [item.reason for item in skipped(put(tmp_path / "a.csv", content))] == ["no field in it is somebody's writing"]
