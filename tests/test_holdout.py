"""Holding out: documents that a test file names are not learnt, whatever they are called; the judges' share is theirs alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vibejam.corpus import judges_path, manifest_path, prepare_corpus, read_texts
from vibejam.errors import DataError, MissingError
from vibejam.holdout import JUDGE_SHARE, Holdout, Item, Passages, read_items

PASSAGE = "The ferry came in late, with no lamps, and nobody on the quay had thought to bring one, so we sang until it found us."


def written(path: Path, *items: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(item) + "\n" for item in items), "utf-8")
    return path


@pytest.mark.parametrize(
    ("named", "source", "is_held"),
    [
        ("blog/2015-02-20-a.md", "2015-02-20-a.md", True), ("2015-02-20-a", "blog/2015-02-20-a.md", True),
        ("blog/a.md", "writing/blog/a.txt", True), ("Blog/A.md", "blog/a.md", True), ("x\\a.md", "x/a.md", True),
        ("blog/a.md", "letters/a.md", False), ("blog/a.md", "blog/ab.md", False), ("", "a.md", False),
    ],
)  # fmt: skip
def test_a_document_is_known_by_its_name(named: str, source: str, is_held: bool) -> None:
    assert Passages([Item("1", "A draft.", document=named)]).held_in(source, "Any text.") == ({0} if is_held else set())


def test_a_document_is_known_by_its_words() -> None:
    passages = Passages([Item("1", "A draft.", PASSAGE, "here.md")])
    around = "Before it. {} After it, much later and elsewhere, came another day."
    assert passages.held_in("other.md", around.format(PASSAGE.upper().replace(",", " -")))
    assert passages.held_in("other.md", around.format(PASSAGE.replace("sang", "sung")))  # mended
    assert not passages.held_in("other.md", around.format(" ".join(PASSAGE.split()[:9])))
    assert not passages.held_in("other.md", around.format(" ".join(reversed(PASSAGE.split()))))


def test_a_text_of_few_words_stands_everywhere_and_tells_nothing() -> None:
    assert not Passages([Item("1", "d", "Thank you.")]).held_in("a.md", "Thank you. Thank you.")
    assert Passages([Item("1", "d", "Thank you, dear old Pip.")]).held_in("a.md", "Well. Thank you, dear old Pip. Yours.")


def test_test_documents_and_the_judges_share_are_not_learnt(voices: Path, tmp_path: Path) -> None:
    texts = list(read_texts(made(voices, tmp_path / "all.txt", None)))
    drafts = written(tmp_path / "t.jsonl", {"draft": "x", "document": "2001-02-24-to-hester-the-haircut", "text": "Not there."})
    written(tmp_path / "u.jsonl", {"draft": "x", "text": " ".join(texts[7].split()[20:60])})
    report = prepare_corpus([voices / "letters"], tmp_path / "c.txt", holdout=Holdout([drafts, tmp_path / "u.jsonl"]))
    learnt, judged = list(read_texts(tmp_path / "c.txt")), list(read_texts(judges_path(tmp_path / "c.txt")))
    assert "2001-02-24-to-hester-the-haircut.md" in report.held_out and len(report.held_out) == 2
    assert report.skipped_counts["kept for testing"] == 2
    assert report.documents == len(learnt) and report.for_judges == len(judged) > 0
    assert len(learnt) + len(judged) + 2 == len(texts)
    assert set(learnt) | set(judged) < set(texts) and not set(learnt) & set(judged) and texts[7] not in learnt + judged
    for path, number in ((tmp_path / "c.txt", len(learnt)), (judges_path(tmp_path / "c.txt"), len(judged))):
        assert len(manifest_path(path).read_text("utf-8").splitlines()) == number


def made(voices: Path, path: Path, holdout: Holdout | None) -> Path:
    prepare_corpus([voices / "letters"], path, holdout=holdout)
    return path


def test_the_judges_share_is_what_it_is_said_to_be_and_stays(tmp_path: Path) -> None:
    holdout = Holdout([written(tmp_path / "t.jsonl", {"draft": "x"})])
    sides = [holdout.side("a", f"document {number}") for number in range(4000)]
    assert sides.count("judge") / 4000 == pytest.approx(JUDGE_SHARE, abs=0.02) and set(sides) == {"judge", "learn"}
    assert sides == [Holdout([tmp_path / "t.jsonl"]).side("b", f"document {number}") for number in range(4000)]


@pytest.mark.parametrize(
    "line", ["no json", "[]", '{"text": "x"}', '{"draft": ""}', '{"draft": 3}', '{"draft": "x", "facts": [1]}']
)
def test_a_line_that_is_no_item_is_named(line: str, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"draft": "x"}\n' + line, "utf-8")
    with pytest.raises(DataError, match=r"t\.jsonl:2"):
        read_items(path)


def test_a_file_without_drafts_or_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text("\n", "utf-8")
    with pytest.raises(DataError, match="holds no drafts"):
        read_items(tmp_path / "t.jsonl")
    with pytest.raises(MissingError):
        read_items(tmp_path / "nowhere.jsonl")
