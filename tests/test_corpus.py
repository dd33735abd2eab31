"""vibejam/corpus.py: documents go in and come out, none is forged, and the old corpus stays until the new one is whole."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.properties import modest
from vibejam.config import DataConfig
from vibejam.corpus import Progress, manifest_path, prepare_corpus, read_pieces, split_pieces
from vibejam.data import CharDataset
from vibejam.errors import DataError, MissingError
from vibejam.text.clean import clean
from vibejam.tokenizer import DOC_END

# What somebody would write who wanted to forge the end of a document: the marker, its parts, what cleaning removes.
FORGERY = [
    DOC_END, f"\n{DOC_END}\n", "<|doc", "_end|>", "<|", "|>", "<", ">", "| ", "\u200b", "\x1b[0m", "\u00ad", "\ufeff", "\x00",
    "<|doc\u200b_end|>", "<\x1b[0m|doc_end|>", "\n", "\n\n", "\r", "Dear Win", " ", "<| doc_end |>", "\u2028",
]  # fmt: skip

forged = st.lists(st.sampled_from(FORGERY), min_size=1, max_size=8).map("".join)


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


def documents_of(pieces: Iterable[tuple[str, bool]]) -> list[str]:
    documents, unfinished = [], ""
    for text, ends in pieces:
        unfinished += text
        if ends:
            documents.append(unfinished)
            unfinished = ""
    assert unfinished == ""  # the last piece ends its document
    return documents


def split_at_once(text: str) -> list[str]:
    """The rule of the corpus file, applied to all of it at once."""
    *closed, rest = text.split(DOC_END)
    documents = [part[:-1] if part.endswith("\n") else part for part in closed]
    documents = [part[1:] if i > 0 and part.startswith("\n") else part for i, part in enumerate(documents)]
    if closed and rest.startswith("\n"):
        rest = rest[1:]
    return [*documents, rest] if rest else documents


def manifest_of(corpus: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in manifest_path(corpus).read_text(encoding="utf-8").splitlines()]


# --- the file and its pieces


def test_the_example_of_the_documentation() -> None:
    pieces = split_pieces(["Dear W", "in\n<|doc", "_end|>\nPip,\n"])
    assert list(pieces) == [("Dear Win", True), ("Pip,\n", True)]


texts = st.lists(st.sampled_from(["a", "\n", "\n\n", DOC_END, f"\n{DOC_END}\n", "<|doc_end", "|>", "<", "é"]), max_size=12).map(
    "".join
)


@modest
@given(text=texts, cuts=st.lists(st.integers(0, 150), max_size=12))
@example(text=f"\n{DOC_END}", cuts=[1])
def test_the_same_documents_however_a_text_is_chunked(text: str, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    chunks = [text[a:b] for a, b in itertools.pairwise(edges)]
    assert documents_of(split_pieces(chunks)) == split_at_once(text)


@modest
@given(
    near=st.lists(st.tuples(st.sampled_from([0, 1, 2, 3]), st.integers(-20, 20), texts), min_size=1, max_size=3),
    size=st.sampled_from([1000, 16_383, 16_384, 16_385, 200_000]),
)
def test_the_same_documents_where_long_ones_are_handed_on_in_parts(near: list[tuple[int, int, str]], size: int) -> None:
    """Markers, breaks and fragments fall on all sides of the length at which a part is handed on."""
    text = "".join("x" * max(0, times * 16_384 + shift) + rest for times, shift, rest in near)
    chunks = [text[i : i + size] for i in range(0, len(text), size)]
    assert documents_of(split_pieces(chunks)) == split_at_once(text)


def test_a_long_document_is_not_held_in_memory_at_once() -> None:
    pieces = list(split_pieces("x" * 16_384 for _ in range(40)))
    assert max(len(text) for text, _ in pieces) <= 2 * 16_384
    assert [ends for _, ends in pieces] == [False] * (len(pieces) - 1) + [True]


def test_characters_of_several_bytes_are_not_cut_by_reading_in_parts(tmp_path: Path) -> None:
    text = "é日😀" * 50_000
    (tmp_path / "c.txt").write_text(text, encoding="utf-8")
    assert documents_of(read_pieces(tmp_path / "c.txt")) == [text]


@modest
@given(before=st.integers(16_384 - 30, 16_384 + 3), breaks=st.sampled_from(["\n", "\r\n", "\r"]), mark=st.booleans())
def test_a_corpus_made_by_hand_may_have_any_line_breaks_wherever_they_fall(before: int, breaks: str, mark: bool) -> None:
    text = "".join(["\ufeff" * mark, "x" * before, "\n", "é\n\n", DOC_END, "\ny"])
    with tempfile.TemporaryDirectory() as name:
        Path(name, "c.txt").write_text(text.replace("\n", breaks), encoding="utf-8", newline="")
        assert documents_of(read_pieces(Path(name, "c.txt"))) == ["x" * before + "\né\n", "y"]


def test_a_missing_corpus_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="no corpus at") as caught:
        list(read_pieces(tmp_path / "c.txt"))
    assert f"vibejam prepare FOLDER -o {tmp_path / 'c.txt'}" in str(caught.value.hint)


def test_a_folder_is_no_corpus_and_says_how_to_make_one_of_it(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is a folder, not a corpus file") as caught:
        list(read_pieces(tmp_path))
    assert f"vibejam prepare {tmp_path}" in str(caught.value.hint)


@pytest.mark.parametrize("place", [0, 10, 100_000, 300_001])
def test_a_corpus_that_is_not_utf8_says_so(tmp_path: Path, place: int) -> None:
    (tmp_path / "c.txt").write_bytes(b"x" * place + b"\xff" + b"x" * 10)
    with pytest.raises(DataError, match="is not UTF-8 text"):
        list(read_pieces(tmp_path / "c.txt"))


def test_a_corpus_below_a_file_is_missing(tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_text("x", encoding="utf-8")
    with pytest.raises(MissingError):
        list(read_pieces(tmp_path / "c.txt" / "d.txt"))


# --- preparing


def test_each_document_is_followed_by_the_marker_on_a_line_of_its_own(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.txt": "Dear Win,\n\nplums.\n", "b.md": "---\ntitle: T\n---\nDear old Pip"})
    prepare_corpus([tmp_path / "in"], tmp_path / "c.txt")
    assert (tmp_path / "c.txt").read_bytes() == b"Dear Win,\n\nplums.\n<|doc_end|>\nDear old Pip\n<|doc_end|>\n"


def test_the_report_counts_what_the_manifest_lists(tmp_path: Path) -> None:
    write(
        tmp_path / "in", {"2020-01-02-a.txt": "Dear Win, hello", "b.txt": "one two three", "c.xyz": "x", "d.txt": "one two three"}
    )
    report = prepare_corpus([tmp_path / "in"], tmp_path / "c.txt")
    entries = manifest_of(tmp_path / "c.txt")
    assert [(e["source"], e["date"], e["words"], e["characters"]) for e in entries] == [
        ("2020-01-02-a.txt", "2020-01-02", 3, 15),
        ("d.txt", "", 3, 13),
    ]
    assert (report.documents, report.words, report.characters, report.dated) == (2, 6, 28, 1)
    assert [s.source for s in report.skipped] == ["c.xyz", "b.txt"]


def test_the_manifest_never_holds_the_text(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.md": "---\ntitle: Plums\n---\nmy deepest secret"})
    prepare_corpus([tmp_path / "in"], tmp_path / "c.txt")
    assert "secret" not in manifest_path(tmp_path / "c.txt").read_text(encoding="utf-8")


def test_the_report_can_be_written_as_json(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.txt": "Dear Win, hello", "b.xyz": "x"})
    report = prepare_corpus([tmp_path / "in"], tmp_path / "c.txt")
    (skipped,) = json.loads(json.dumps(report.to_dict()))["skipped"]
    assert (skipped["source"], skipped["reason"]) == ("b.xyz", "no format that vibejam reads")


def test_whoever_watches_is_told_how_far_it_is(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.txt": "one two three", "b.txt": "four five six seven"})
    seen: list[Progress] = []
    prepare_corpus([tmp_path / "in"], tmp_path / "c.txt", on_progress=seen.append)
    assert seen[-1] == Progress("reading", 32, 32)


def test_the_same_text_is_learnt_once_and_the_one_that_is_kept_is_named(tmp_path: Path) -> None:
    text = "Dear old Win"
    write(tmp_path / "in", {"a.txt": f"{text}\r\n", "b.txt": f"\ufeff{text}", "c.md": f"---\ntitle: x\n---\n{text}\n\n"})
    report = prepare_corpus([tmp_path / "in"], tmp_path / "c.txt")
    assert report.documents == 1
    assert {s.source: s.detail for s in report.skipped} == {"a.txt": "c.md", "b.txt": "c.md"}


def test_of_two_versions_the_later_by_date_is_learnt(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a 2022-01-02.txt": "Dear old Win", "b 2021-01-02.txt": "Dear old Win", "c.txt": "Dear old Win"})
    prepare_corpus([tmp_path / "in"], tmp_path / "c.txt")
    assert [entry["source"] for entry in manifest_of(tmp_path / "c.txt")] == ["a 2022-01-02.txt"]


def test_a_folder_named_twice_is_learnt_once(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.txt": "one two three", "b.txt": "four five six"})
    assert prepare_corpus([tmp_path / "in", tmp_path / "in", tmp_path / "in" / "a.txt"], tmp_path / "c.txt").documents == 2


@modest
@given(texts=st.lists(forged, min_size=1, max_size=4))
@example(texts=[DOC_END])
@example(texts=["<|doc\u200b_end|>", f"a\n{DOC_END}\nb"])
def test_no_document_can_forge_a_boundary(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = [f"This is about letter {i} and plums and how they were eaten. {text}" for i, text in enumerate(texts)]  # prose
        write(folder / "in", {f"{i}.txt": text for i, text in enumerate(texts)} | {"z.txt": "an honest letter"})
        report = prepare_corpus([folder / "in"], folder / "c.txt")
        dataset = CharDataset(folder / "c.txt", DataConfig(block_size=1))
        boundaries = sum(int((stream == dataset.tokenizer.doc_end_id).sum()) for stream in dataset.tokens.values())
        # Markers are the only thing that changes in a cleaned document; of two that are nearly equal one is learnt.
        kept = [texts[int(Path(str(entry["source"])).stem)] for entry in manifest_of(folder / "c.txt")[:-1]]
        expected = list(map(clean, kept))
        assert report.documents == dataset.documents == boundaries == len(expected) + 1 > 1
        assert documents_of(read_pieces(folder / "c.txt"))[:-1] == [t.replace(DOC_END, "<| doc_end |>") for t in expected]
        assert report.defused == sum(DOC_END in text for text in expected)


def posts(folder: Path, authors: list[str]) -> Path:
    return write(folder, {f"{i}.md": f"---\nauthor: {name}\n---\nPost number {i} of these" for i, name in enumerate(authors)})


def test_posts_that_somebody_else_signed_are_left_out(tmp_path: Path) -> None:
    posts(tmp_path / "in", ["Ana Pires", "Rui", "ana pires", "''"])
    (tmp_path / "in" / "chat.jsonl").write_text('{"text": "one two three four", "author": "Ana Pires"}\n' * 2, "utf-8")
    report = prepare_corpus([tmp_path / "in"], tmp_path / "c.txt", me=["Ana Pires"])
    assert [(s.source, s.detail) for s in report.skipped if s.reason == "written by somebody else"] == [("1.md", "Rui")]


def test_a_name_that_no_post_is_signed_with_leaves_none_out(tmp_path: Path) -> None:
    """The owner may sign posts by another name than they mail with."""
    posts(tmp_path / "in", ["admin", "A. Pires"])
    assert prepare_corpus([tmp_path / "in"], tmp_path / "c.txt", me=["Ana Pires"]).documents == 2


CHAT = [("Ana Pires", "ana@example.org"), ("Rui", "rui@example.org")]


def mailbox(folder: Path) -> Path:
    """Two people who write to each other, and nothing that tells whose mailbox it is."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "mail.jsonl", "w", encoding="utf-8") as file:
        for i in range(6):
            file.write(
                json.dumps({"author": CHAT[i % 2][0], "text": f"{CHAT[i % 2][0]} wrote letter number {i}, no more"}) + "\n"
            )
    return folder


def test_where_the_owner_is_not_known_single_author_files_are_kept_and_people_named(tmp_path: Path) -> None:
    write(mailbox(tmp_path / "in"), {"a.txt": "one two three"})
    report = prepare_corpus([tmp_path / "in"], tmp_path / "c.txt")
    assert (tmp_path / "c.txt").read_text("utf-8") == f"one two three\n{DOC_END}\n"
    assert report.owner is None and [names for names, _ in report.people] == [("Ana Pires",), ("Rui",)]


def test_the_owner_is_asked_for_once(tmp_path: Path) -> None:
    asked: list[object] = []

    def ask(people: list[tuple[tuple[str, ...], int]]) -> tuple[str, ...]:
        asked.append(people)
        return ("Rui",)

    for name in ("c.txt", "d.txt"):
        prepare_corpus([mailbox(tmp_path / "in")], tmp_path / name, ask=ask)
        text = (tmp_path / name).read_text("utf-8")
        assert "Rui wrote letter number 1" in text and "Ana" not in text
    assert len(asked) == 1


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.txt": "one two three"})
    assert prepare_corpus([tmp_path / "in"], tmp_path / "c.txt", dry_run=True).documents == 1
    assert os.listdir(tmp_path) == ["in"]


def test_private_items_are_replaced_where_that_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.txt": "Write to me at ana.pires@example.org when you are there, will you?"})
    prepare_corpus([tmp_path / "in"], tmp_path / "c.txt", redact=True)
    text = (tmp_path / "c.txt").read_text("utf-8")
    assert "ana.pires" not in text and "Write to me at [email " in text
    (entry,) = manifest_of(tmp_path / "c.txt")
    assert entry["removed"] == {"email": 1}


def test_another_language_is_left_out_where_one_is_asked_for(tmp_path: Path) -> None:
    french = "Je ne sais pas encore si je viendrai demain, mais je te le dirai ce soir sans faute."
    write(
        tmp_path / "in",
        {"a.txt": french, "b.txt": "I do not know yet whether I shall come tomorrow, but I will tell you tonight."},
    )
    both = prepare_corpus([tmp_path / "in"], tmp_path / "c.txt")
    assert set(both.languages) == {"en", "fr"}
    one = prepare_corpus([tmp_path / "in"], tmp_path / "c.txt", languages=["en"])
    assert one.documents == 1 and [(s.source, s.detail) for s in one.skipped] == [("a.txt", "fr")]


# --- where it is written


def test_a_corpus_inside_its_own_folder_is_not_learnt_from(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "one two three", "b.txt": "four five six"})
    prepare_corpus([tmp_path], tmp_path / "corpus.txt")
    first = (tmp_path / "corpus.txt").read_bytes()
    report = prepare_corpus([tmp_path], tmp_path / "corpus.txt")
    assert (tmp_path / "corpus.txt").read_bytes() == first
    assert "corpus.txt" in [s.source for s in report.skipped]


def test_a_corpus_inside_its_own_folder_counts_only_files_that_are_there(tmp_path: Path) -> None:
    """The temporary files of the run itself are nobody's business."""
    write(tmp_path, {"a.txt": "one two three", "b.xyz": "2"})
    report = prepare_corpus([tmp_path], tmp_path / "corpus.txt")
    assert [s.source for s in report.skipped] == ["b.xyz"]


def test_a_corpus_is_not_made_of_itself(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.txt": "one two three", "b.txt": "four five six"})
    prepare_corpus([tmp_path / "in"], tmp_path / "c.txt")
    before = (tmp_path / "c.txt").read_bytes()
    with pytest.raises(DataError):
        prepare_corpus([tmp_path / "c.txt"], tmp_path / "c.txt")
    assert (tmp_path / "c.txt").read_bytes() == before


def test_nothing_usable_is_an_error_with_reasons_and_keeps_the_old_corpus(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.xyz": "x", "b.txt": ""})
    (tmp_path / "c.txt").write_text("old", encoding="utf-8")
    manifest_path(tmp_path / "c.txt").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        prepare_corpus([tmp_path / "in"], tmp_path / "c.txt")
    assert caught.value.message == "nothing to read among 2 files: a.xyz (no format that vibejam reads), b.txt (empty)"
    assert sorted(os.listdir(tmp_path)) == ["c.txt", "c.txt.manifest.jsonl", "in"]
    assert (tmp_path / "c.txt").read_text(encoding="utf-8") == "old"


def test_many_unusable_files_are_not_all_listed(tmp_path: Path) -> None:
    write(tmp_path / "in", {f"{i}.xyz": "x" for i in range(9)})
    with pytest.raises(DataError) as caught:
        prepare_corpus([tmp_path / "in"], tmp_path / "c.txt")
    assert caught.value.message.startswith("nothing to read among 9 files: 0.xyz")
    assert caught.value.message.endswith(", ...")


def test_an_empty_folder_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(DataError, match="the folder is empty"):
        prepare_corpus([tmp_path / "in"], tmp_path / "c.txt")


def test_a_missing_folder_keeps_the_old_corpus(tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_text("old", encoding="utf-8")
    with pytest.raises(MissingError, match="nowhere does not exist"):
        prepare_corpus([tmp_path / "nowhere"], tmp_path / "c.txt")
    assert os.listdir(tmp_path) == ["c.txt"]
    assert (tmp_path / "c.txt").read_text(encoding="utf-8") == "old"


def test_a_stop_half_way_keeps_the_old_corpus_and_what_was_read(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.txt": "one two three", "b.txt": "four five six"})
    prepare_corpus([tmp_path / "in"], tmp_path / "c.txt")
    before = {name: (tmp_path / name).read_bytes() for name in ("c.txt", "c.txt.manifest.jsonl")}

    def stop(progress: Progress) -> None:
        raise KeyboardInterrupt

    write(tmp_path / "in", {"0.txt": "seven eight nine"})
    with pytest.raises(KeyboardInterrupt):
        prepare_corpus([tmp_path / "in"], tmp_path / "c.txt", on_progress=stop)
    assert sorted(os.listdir(tmp_path)) == ["c.txt", "c.txt.manifest.jsonl", "c.txt.partial", "in"]
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    assert prepare_corpus([tmp_path / "in"], tmp_path / "c.txt").documents == 3
    assert sorted(os.listdir(tmp_path)) == ["c.txt", "c.txt.manifest.jsonl", "in"]


NO_ROOM = """
import resource, signal, sys
from vibejam.corpus import prepare_corpus
from vibejam.errors import MissingError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
import ftfy, ftfy.badness  # anything imported later would have to be compiled to a file
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    prepare_corpus([sys.argv[1]], sys.argv[2])
except MissingError as error:
    print(error.message)
"""


@pytest.mark.skipif(os.name != "posix", reason="about POSIX limits")
def test_a_full_disk_keeps_the_old_corpus_and_the_old_manifest(tmp_path: Path) -> None:
    write(tmp_path / "in", {"old.txt": "old and three words"})
    prepare_corpus([tmp_path / "in"], tmp_path / "c.txt")
    before = {name: (tmp_path / name).read_bytes() for name in ("c.txt", "c.txt.manifest.jsonl")}
    write(tmp_path / "in", {"a.txt": " ".join(f"the {i}th letter" for i in range(1000))})
    command = [sys.executable, "-c", NO_ROOM, str(tmp_path / "in"), str(tmp_path / "c.txt"), "4096"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("no room left on the disk")
    assert sorted(os.listdir(tmp_path)) == ["c.txt", "c.txt.manifest.jsonl", "in"]
    assert {name: (tmp_path / name).read_bytes() for name in before} == before


@pytest.mark.skipif(os.name != "posix", reason="about POSIX file systems")
def test_a_name_that_is_not_utf8_can_be_in_the_manifest(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    try:
        Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/caf\xe9.txt")).write_text("Dear old Win", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    prepare_corpus([tmp_path / "in"], tmp_path / "c.txt")
    assert [entry["source"] for entry in manifest_of(tmp_path / "c.txt")] == ["caf\\xe9.txt"]
