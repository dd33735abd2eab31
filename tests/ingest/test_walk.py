"""vibejam/ingest/: every file is found and read in the same order everywhere, or there is a reason why not."""

from __future__ import annotations

import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from vibejam.errors import MissingError
from vibejam.ingest import Document, Skipped, read_documents

posix_only = pytest.mark.skipif(os.name != "posix", reason="about POSIX file systems")


REST = " and the plums"  # shorter texts are not worth learning


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.rstrip("\n") + REST if any(map(str.isalnum, text)) else text, encoding="utf-8")
    return folder


def read(*paths: Path, exclude: tuple[Path, ...] = ()) -> list[Document]:
    items = read_documents(paths, exclude)
    return [replace(item, text=item.text.removesuffix(REST), language="") for item in items if isinstance(item, Document)]


def skipped(*paths: Path, exclude: tuple[Path, ...] = ()) -> dict[str, str]:
    return {item.source: item.reason for item in read_documents(paths, exclude) if isinstance(item, Skipped)}


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    write(tmp_path, {"b.txt": "2", "a.md": "1", "Z.txt": "0", "y/b.txt": "5", "x/z/a.txt": "4", "x/b.txt": "3"})
    assert [document.text for document in read(tmp_path)] == ["0", "1", "2", "3", "4", "5"]


def test_the_order_does_not_depend_on_when_the_files_were_made(tmp_path: Path) -> None:
    names = [f"{letter}.txt" for letter in "abcdefgh"]
    one = write(tmp_path / "one", {name: name for name in names})
    two = write(tmp_path / "two", {name: name for name in reversed(names)})
    assert read(one) == read(two)


def test_a_source_is_named_as_seen_from_the_folder(tmp_path: Path) -> None:
    write(tmp_path, {"2020/june/a.txt": "x"})
    assert [document.source for document in read(tmp_path)] == ["2020/june/a.txt"]


def test_several_paths_are_read_one_after_the_other(tmp_path: Path) -> None:
    write(tmp_path, {"z/a.txt": "1", "a/a.txt": "2", "m.txt": "3"})
    assert [document.text for document in read(tmp_path / "z", tmp_path / "a", tmp_path / "m.txt")] == ["1", "2", "3"]


def test_a_markdown_header_gives_title_date_and_author_and_is_not_learnt(tmp_path: Path) -> None:
    write(tmp_path, {"1999-01-01-x.md": "---\ntitle: Plums\ndate: 2020-06-05T08:00\nauthor: Pip\n---\n\nDear Win\n"})
    assert read(tmp_path) == [Document("Dear Win", "1999-01-01-x.md", "2020-06-05", "Plums", "Pip", format="Markdown")]


@pytest.mark.parametrize("name", ["2020-06-05-plums.md", "2020_06_05 plums.txt", "2020-06-05.markdown"])
def test_the_name_of_a_file_gives_its_date(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: "Dear Win"})
    assert [document.date for document in read(tmp_path)] == ["2020-06-05"]


def test_a_header_in_a_text_file_is_text(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "---\ntitle: Plums\n---\nDear Win"})
    assert [document.text for document in read(tmp_path)] == ["---\ntitle: Plums\n---\nDear Win"]


def test_a_header_is_found_after_a_mark_and_with_windows_line_ends(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("\ufeff---\r\ntitle: Plums\r\n---\r\nDear old Win\r\n".encode())
    assert read(tmp_path) == [Document("Dear old Win", "a.md", title="Plums", format="Markdown")]


@pytest.mark.parametrize("name", ["a.TXT", "a.Md", "a.MARKDOWN"])
def test_endings_are_known_whatever_their_case(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: "Dear Win"})
    assert [document.text for document in read(tmp_path)] == ["Dear Win"]


@pytest.mark.parametrize("name", ["a.xyz", "a.txt.bak", "a.pt", "a.py"])
def test_a_file_of_another_kind_in_a_folder_is_skipped_by_name(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: "Dear Win"})
    assert skipped(tmp_path) == {name: "no format that vibejam reads"}


def test_a_text_without_an_ending_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"letter": "Dear Win"})
    assert [document.text for document in read(tmp_path)] == ["Dear Win"]


@pytest.mark.parametrize("name", ["a.xyz", "a", ".hidden"])
def test_a_file_that_is_named_itself_is_read_whatever_its_ending(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: "Dear Win"})
    assert [document.text for document in read(tmp_path / name)] == ["Dear Win"]


def test_hidden_files_are_skipped_with_a_reason(tmp_path: Path) -> None:
    write(tmp_path, {".secret.md": "x", "a.txt": "y"})
    assert skipped(tmp_path) == {".secret.md": "hidden file"}


def test_what_is_in_a_hidden_folder_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, {".git/notes.txt": "x", ".obsidian/deep/a.md": "y", "a.txt": "z"})
    assert [document.source for document in read(tmp_path)] == ["a.txt"]


def test_a_hidden_folder_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    write(tmp_path, {".drafts/a.txt": "x", "a.txt": "z"})
    assert [source for source in skipped(tmp_path) if source.startswith(".drafts")]


@pytest.mark.parametrize("text", ["", "\n\n", " \t\n", "\ufeff", "\u200b", "\u3000"])
def test_an_empty_file_is_skipped_as_such(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"a.txt": text})
    assert skipped(tmp_path) == {"a.txt": "empty"}


def test_a_post_of_nothing_but_a_header_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Plums\n---\n", encoding="utf-8")
    assert skipped(tmp_path) == {"a.md": "empty"}


def test_a_picture_with_the_name_of_a_text_is_skipped_for_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    assert skipped(tmp_path) == {"a.txt": "not text: a PNG image"}


def test_our_own_output_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "x", "corpus.txt": "y"})
    assert skipped(tmp_path, exclude=(tmp_path / "corpus.txt",)) == {"corpus.txt": "the corpus that is being written"}


def test_our_own_output_is_left_alone_when_it_is_named_itself(tmp_path: Path) -> None:
    write(tmp_path, {"corpus.txt": "y"})
    assert list(skipped(tmp_path / "corpus.txt", exclude=(tmp_path / "corpus.txt",))) == ["corpus.txt"]


def test_our_own_output_is_known_by_another_path_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"in/corpus.txt": "y"})
    monkeypatch.chdir(tmp_path / "in")
    assert list(skipped(tmp_path / "in", exclude=(Path("../in/corpus.txt"),))) == ["corpus.txt"]


def test_a_path_that_does_not_exist_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "x"})
    with pytest.raises(MissingError, match="nowhere does not exist"):
        next(iter(read_documents([tmp_path, tmp_path / "nowhere"])))


def test_a_path_below_a_file_does_not_exist(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "x"})
    with pytest.raises(MissingError, match="does not exist"):
        read(tmp_path / "a.txt" / "b.txt")


def test_a_path_too_long_for_the_disk_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="does not exist"):
        read(tmp_path / ("n" * 300))


@posix_only
def test_a_link_to_a_file_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"in/z.txt": "x", "outside.txt": "y"})
    (tmp_path / "in" / "a.txt").symlink_to(tmp_path / "outside.txt")
    assert [document.text for document in read(tmp_path / "in")] == ["y", "x"]


@posix_only
def test_a_broken_link_is_skipped_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "nowhere.txt")
    assert skipped(tmp_path) == {"a.txt": "not a regular file, or a broken link"}


@posix_only
def test_a_link_to_itself_is_skipped_with_a_reason(tmp_path: Path) -> None:
    write(tmp_path, {"b.txt": "x"})
    (tmp_path / "a.txt").symlink_to("a.txt")
    assert skipped(tmp_path) == {"a.txt": "not a regular file, or a broken link"}


@posix_only
def test_a_folder_that_contains_itself_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "x", "deep/b.txt": "y"})
    (tmp_path / "deep" / "again").symlink_to(tmp_path, target_is_directory=True)
    assert [document.source for document in read(tmp_path)] == ["a.txt", "deep/b.txt"]


@posix_only
def test_a_linked_folder_is_read_or_named(tmp_path: Path) -> None:
    """Writing that is kept elsewhere and linked to must not be missed without a word."""
    write(tmp_path, {"elsewhere/letters.txt": "x", "in/a.txt": "y"})
    (tmp_path / "in" / "linked").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    seen = [item.source for item in read_documents([tmp_path / "in"])]
    assert [source for source in seen if source.startswith("linked")]


@posix_only
def test_a_pipe_is_skipped_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert skipped(tmp_path) == {"a.txt": "not a regular file, or a broken link"}


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions do not bind the administrator")
def test_a_file_that_may_not_be_read_is_skipped_with_a_reason(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "x"})
    (tmp_path / "a.txt").chmod(0)
    assert skipped(tmp_path) == {"a.txt": "cannot be read: Permission denied"}


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions do not bind the administrator")
def test_a_folder_that_may_not_be_read_is_skipped_with_a_reason(tmp_path: Path) -> None:
    write(tmp_path, {"locked/a.txt": "x", "b.txt": "y"})
    (tmp_path / "locked").chmod(0)
    try:
        assert [source for source in skipped(tmp_path) if source.startswith("locked")]
    finally:
        (tmp_path / "locked").chmod(0o700)


def file_with_latin1_name(folder: Path) -> Path:
    path = Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt"))
    try:
        path.write_text("Dear Win" + REST, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    return path


@posix_only
def test_a_file_whose_name_is_not_utf8_is_read_and_can_be_named(tmp_path: Path) -> None:
    file_with_latin1_name(tmp_path)
    (document,) = read(tmp_path)
    assert (document.text, document.source.encode()) == ("Dear Win", b"caf\\xe9.txt")


@posix_only
def test_such_a_file_can_be_named_on_the_command_line_too(tmp_path: Path) -> None:
    (document,) = read(file_with_latin1_name(tmp_path))
    assert (document.text, document.source.encode()) == ("Dear Win", b"caf\\xe9.txt")


@posix_only
def test_a_missing_file_whose_name_is_not_utf8_can_be_named(tmp_path: Path) -> None:
    with pytest.raises(MissingError) as caught:
        read(tmp_path / os.fsdecode(b"caf\xe9"))
    assert "does not exist" in caught.value.message.encode().decode()


@pytest.mark.parametrize("name", ["emoji 😀 (copy).txt", "a,b;c.txt", "new\nline.txt", "-rf.txt", "日記.md", "x" * 240 + ".txt"])
def test_odd_names_are_read_like_any_other(tmp_path: Path, name: str) -> None:
    try:
        write(tmp_path, {name: "Dear Win"})
    except OSError:
        pytest.skip("this file system does not take such a name")
    assert [document.text for document in read(tmp_path)] == ["Dear Win"]


def test_an_archive_that_is_named_itself_is_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("letters/2020-06-05.txt", f"Dear Win{REST}")
        archive.writestr("letters/picture.png", b"\x89PNG\r\n\x1a\n")
    for path in (tmp_path / "export.zip", tmp_path):
        (document,) = read(path)
        assert (document.text, document.source, document.date) == ("Dear Win", "export.zip/letters/2020-06-05.txt", "2020-06-05")
