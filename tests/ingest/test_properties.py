"""What holds of every input: no name with any bytes in it fails, others' words stay out, archives are harmless."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import warnings
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ingest.readers.samples import claude, direct_messages, exports, tweet, ytd
from vibejam.ingest import Document, Skipped, read_documents
from vibejam.ingest.file import LARGEST, File
from vibejam.ingest.readers import readers

posix_only = pytest.mark.skipif(os.name != "posix", reason="about POSIX file systems")
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

SUFFIXES = sorted(
    {".txt", ".md", ".json", ".jsonl", ".csv", ".tsv", ".js", ".html", ".eml", ".mbox", ".docx", ".pdf", ".rtf", ".zip", ".epub", "",
     ".xml", ".enex", ".odt", ".pptx", ".xlsx", ".ipynb", ".tex", ".rst", ".org", ".srt", ".ics", ".vcf", ".htm", ".yaml"}
)  # fmt: skip
SIGNATURES = [
    b"PK\x03\x04",
    b"%PDF-1.4\n",
    b"{\\rtf1",
    b"From a@b Thu\n",
    b"[{",
    b'{"',
    b"<html>",
    b"<?xml ",
    b"window.YTD.tweets.part0 = [",
    b"",
]
OWN = st.text(st.characters(codec="utf-8", categories=["L"]), min_size=1).map(lambda text: f"own {text}")
SECRET = "zqxj"  # what others write; no own text has it
NAMES = ("Ines Duarte", "Rui Costa", "Zoe")


def read(*paths: Path, me: tuple[str, ...] = ("Ines Duarte",)) -> list[Document | Skipped]:
    return list(read_documents(paths, me=me))


def learnt(*paths: Path) -> str:
    return "\n".join(item.text for item in read(*paths) if isinstance(item, Document))


def reasons(*paths: Path) -> dict[str, str]:
    return {item.source: item.reason for item in read(*paths) if isinstance(item, Skipped)}


@few
@given(st.sampled_from(SUFFIXES), st.sampled_from(SIGNATURES), st.binary(max_size=2000))
def test_any_bytes_under_any_name_are_read_or_skipped(tmp_path: Path, suffix: str, start: bytes, data: bytes) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(start + data)
    assert all(isinstance(item, Document | Skipped) for item in read(tmp_path))
    path.unlink()


@few
@given(st.sampled_from(sorted(exports())), st.data())
def test_a_beginning_of_an_export_is_read_or_skipped(tmp_path: Path, export: tuple[str, bytes], data: st.DataObject) -> None:
    name, content = export
    path = tmp_path / name
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    assert all(isinstance(item, Document | Skipped) for item in read(tmp_path))
    path.unlink()


@pytest.mark.parametrize("reader", readers(), ids=lambda reader: reader.NAME)
def test_an_empty_file_and_one_of_zeros_fail_in_no_reader(tmp_path: Path, reader: object) -> None:
    for suffix in SUFFIXES:
        for data in (b"", b"\0" * 100, b"\n"):
            path = tmp_path / f"a{suffix}"
            path.write_bytes(data)
            assert reader.recognise(File(path, path.name)) in range(4)  # type: ignore[attr-defined]


def own_and_others(words: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(author, text if author == NAMES[0] else f"{SECRET} {text}") for author, text in words]


CHATS = st.lists(st.tuples(st.sampled_from(NAMES), OWN), min_size=2, max_size=20).filter(
    lambda chat: len({author for author, _ in chat}) > 1
)


@few
@given(CHATS, st.sampled_from(["author", "sender", "from", "user"]), st.sampled_from(["text", "content", "message"]))
def test_others_in_records_are_not_learnt(tmp_path: Path, chat: list[tuple[str, str]], author: str, text: str) -> None:
    records = [{author: name, text: words} for name, words in own_and_others(chat)]
    (tmp_path / "a.json").write_text(json.dumps(records), encoding="utf-8")
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    table = io.StringIO()
    rows = csv.DictWriter(table, [author, text])
    rows.writeheader()
    rows.writerows(records)
    (tmp_path / "a.csv").write_text(table.getvalue(), encoding="utf-8", newline="")
    assert SECRET not in learnt(tmp_path)


@few
@given(CHATS)
def test_others_in_exports_are_not_learnt(tmp_path: Path, chat: list[tuple[str, str]]) -> None:
    chat = own_and_others(chat)
    identifiers = {"Ines Duarte": "7"}
    turns = [("human" if author == NAMES[0] else "assistant", text) for author, text in chat]
    posts = [tweet(i, text if author == NAMES[0] else f"RT @rui: {text}") for i, (author, text) in enumerate(chat)]
    account = {"account": {"username": "inesd", "accountId": "7", "accountDisplayName": NAMES[0]}}
    files = {
        "data/direct-messages.js": direct_messages(*[(identifiers.get(author, "8"), text) for author, text in chat][:9]),
        "data/account.js": ytd("account", [account]),
        "data/tweets.js": ytd("tweets", posts),
        "claude/conversations.json": json.dumps([claude(*turns)]),
    }
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    assert SECRET not in learnt(tmp_path)


def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", method) as archive:
        warnings.simplefilter("ignore")
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_members_with_names_that_lead_out_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    names = ["../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "..\\evil.txt", "C:\\evil.txt", "\\\\server\\evil.txt"]
    inside = tmp_path / "in"
    zipped(inside / "a.zip", {**dict.fromkeys(names, b"evil words here"), "good.txt": b"good words here"})
    before = sorted(tmp_path.rglob("*"))
    assert learnt(inside) == "good words here"
    assert sum(reason == "a name that leads out of its archive" for reason in reasons(inside).values()) == len(names)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("secret.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert reasons(tmp_path) == {"a.zip/secret.txt": "a link"}


def test_encrypted_members_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": b"words", "b.txt": b"words"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1  # as if it were
    path.write_bytes(data)
    assert reasons(tmp_path)["a.zip/a.txt"] == "encrypted"


def test_a_bomb_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    zipped(tmp_path / "a.zip", {"zeros.txt": bytes(100 << 20)})
    zipped(tmp_path / "b.zip", {f"{i}.txt": bytes(8 << 20) for i in range(12)})
    assert len(reasons(tmp_path)) == 2 and "packed to less than" in " ".join(reasons(tmp_path).values())


def test_members_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    """Many entries in the directory of an archive that point to the same few bytes."""
    path = zipped(tmp_path / "a.zip", {f"{i:03}.txt": bytes(15 << 20) if i == 0 else b"x" for i in range(200)})
    data = path.read_bytes()
    first = data.index(b"PK\x01\x02")
    size = data[first + 20 : first + 28]
    entries = data[first:].split(b"PK\x01\x02")[1:]
    shared = b"".join(b"PK\x01\x02" + entry[:12] + entries[0][12:16] + size + entry[24:] for entry in entries)
    path.write_bytes(data[:first] + shared)
    assert "packed to less than" in reasons(tmp_path)["a.zip"]


def test_archives_in_archives_are_read_to_a_depth_and_no_further(tmp_path: Path) -> None:
    data = zipped(tmp_path / "x" / "0.zip", {"deep.txt": b"deepest words here"}).read_bytes()
    for depth in range(1, 4):
        data = zipped(
            tmp_path / "x" / f"{depth}.zip", {"inner.zip": data, f"{depth}.txt": f"words at level {depth}".encode()}
        ).read_bytes()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.zip").write_bytes(data)
    text = learnt(tmp_path / "in")
    assert "words at level 3" in text and "words at level 2" in text and "deepest" not in text
    assert "an archive too deep inside archives" in reasons(tmp_path / "in").values()


def test_many_members_are_listed_in_time(tmp_path: Path) -> None:
    zipped(tmp_path / "a.zip", {f"{i}.txt": b"words %d" % i for i in range(5000)}, zipfile.ZIP_STORED)
    assert len(read(tmp_path)) == 5000


def test_a_member_that_is_damaged_costs_only_itself(tmp_path: Path) -> None:
    words = " ".join(str(i * 7919 % 10007) for i in range(5000)).encode()
    path = zipped(tmp_path / "a.zip", {"a.txt": words, "b.txt": b"good words here"})
    data = bytearray(path.read_bytes())
    data[200:260] = b"\xff" * 60
    path.write_bytes(data)
    assert learnt(tmp_path) == "good words here"
    assert "damaged in its archive" in reasons(tmp_path)["a.zip/a.txt"]


@posix_only
def test_folders_nearly_two_thousand_deep_are_read(tmp_path: Path) -> None:
    depth = min(1900, (os.pathconf(tmp_path, "PC_PATH_MAX") - len(str(tmp_path)) - 20) // 2)
    folders = [f"{tmp_path}{'/a' * level}" for level in range(1, depth + 1)]
    for folder in folders:
        os.mkdir(folder)
    file = f"{folders[-1]}/a.txt"
    try:
        Path(file).write_text("deep words here", encoding="utf-8")
        assert learnt(tmp_path) == "deep words here"
    finally:  # shutil.rmtree, with which pytest tidies up, fails on folders so deep
        os.unlink(file)
        for folder in reversed(folders):
            os.rmdir(folder)


def test_twenty_thousand_files_are_listed_in_time(tmp_path: Path) -> None:
    for i in range(20_000):
        (tmp_path / f"{i}.bin").touch()
    assert len(reasons(tmp_path)) == 20_000


def test_what_is_too_large_to_hold_is_skipped_or_streamed(tmp_path: Path) -> None:
    for suffix in (".txt", ".md", ".json", ".js"):
        with (tmp_path / f"a{suffix}").open("wb") as file:
            file.truncate(LARGEST + 1)
    assert len(reasons(tmp_path)) == 4
