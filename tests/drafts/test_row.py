"""Lines of pairs: what is read is written again, and a line that a killed run left unfinished is told from a damaged one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibejam.drafts.row import Row, are_rows, read_rows, write_rows
from vibejam.errors import DataError, MissingError
from vibejam.pairs import Pair, read_pairs

ROW = Row("It is so.", "So it is.", "7-plain", "a.txt", "plain", "ollama:tiny", {"author": "me", "n": 2})


def test_what_is_read_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    write_rows(path, [ROW, Row("a – é", "b")])
    assert read_rows(path) == [ROW, Row("a – é", "b")]
    assert list(json.loads(path.read_text("utf-8").splitlines()[0])) == [
        "id", "document", "kind", "draft", "text", "origin", "author", "n",
    ]  # fmt: skip


def test_training_reads_the_same_file(tmp_path: Path) -> None:
    write_rows(tmp_path / "p", [ROW])
    assert read_pairs(tmp_path / "p") == [Pair(("It is so.",), "So it is.")]


@pytest.mark.parametrize("line", ["[1]", "no json", '{"draft": "a"}', '{"draft": 1, "text": "b"}', '{"draft": " ", "text": "b"}', "[" * 99_999])  # fmt: skip
def test_a_damaged_line_is_named(line: str, tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(f"{ROW.to_json()}\n\n{line}\n{ROW.to_json()}\n", "utf-8")
    for unfinished in (False, True):
        with pytest.raises(DataError, match=r"pairs\.jsonl:3 "):
            read_rows(path, unfinished)
    assert not are_rows(path)


def test_no_file_and_no_pairs_are_said(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="cannot read"):
        read_rows(tmp_path / "none")
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(DataError, match="holds no pairs"):
        read_rows(tmp_path / "empty")


@given(cut=st.integers(0, 10_000))
def test_wherever_a_line_was_cut_the_whole_ones_are_read(cut: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("cut") / "p"
    last = Row("wörter “so”", "und 🙂", "9-plain", "ä.txt")
    lines = [f"{row.to_json()}\n".encode() for row in (ROW, ROW, last)]
    kept = cut % (len(lines[2]) + 1)
    path.write_bytes(b"".join(lines[:2]) + lines[2][:kept])
    whole = kept >= len(lines[2]) - 1  # but for the line break
    assert read_rows(path, unfinished=True) == [ROW, ROW, *([last] if whole else [])]
    if kept > 0 and not whole:
        with pytest.raises(DataError, match=":3 "):
            read_rows(path)


@pytest.mark.parametrize("content", ["Dear Win,\nit rains.", "Dear Win, it rains.", '{"name": "a package"', "{}\n"])
def test_somebody_elses_file_is_not_taken_for_an_unfinished_one(content: str, tmp_path: Path) -> None:
    (tmp_path / "p").write_text(content)
    assert not are_rows(tmp_path / "p", unfinished=True)
