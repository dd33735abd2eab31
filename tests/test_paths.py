"""vibejam/paths.py: a file appears whole or not at all, and nobody else's file is touched."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.errors import MissingError
from vibejam.paths import home, publish, remove_leftovers, sample_voices, storage_error, write_bytes, write_text

posix_only = pytest.mark.skipif(os.name != "posix", reason="about POSIX file systems")


def names_in(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def test_what_was_written_is_there_afterwards(tmp_path: Path) -> None:
    with publish(tmp_path / "a.bin") as (file,):
        file.write(b"one")
        file.write(b"two")
    assert (tmp_path / "a.bin").read_bytes() == b"onetwo"
    assert names_in(tmp_path) == ["a.bin"]


def test_nothing_is_there_before_the_block_ends(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"old")
    with publish(tmp_path / "a.bin") as (file,):
        file.write(b"new")
        file.flush()
        assert (tmp_path / "a.bin").read_bytes() == b"old"


def test_missing_folders_are_made(tmp_path: Path) -> None:
    write_bytes(tmp_path / "x" / "y" / "a.bin", b"1")
    assert (tmp_path / "x" / "y" / "a.bin").read_bytes() == b"1"


@posix_only
def test_only_the_owner_may_read_what_is_published(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a.bin", b"private")
    assert stat.S_IMODE((tmp_path / "a.bin").stat().st_mode) == 0o600


@pytest.mark.parametrize("failure", [RuntimeError("half way"), KeyboardInterrupt(), SystemExit(1)])
def test_a_failure_inside_the_block_leaves_the_old_file_and_nothing_else(tmp_path: Path, failure: BaseException) -> None:
    (tmp_path / "a.bin").write_bytes(b"old")
    with pytest.raises(type(failure)), publish(tmp_path / "a.bin") as (file,):
        file.write(b"half of the n")
        raise failure
    assert (tmp_path / "a.bin").read_bytes() == b"old"
    assert names_in(tmp_path) == ["a.bin"]


def test_a_failure_inside_the_block_makes_no_file_where_there_was_none(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), publish(tmp_path / "a.bin"):
        raise RuntimeError
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_told_as_such_and_leaves_the_old_file(tmp_path: Path, number: int) -> None:
    (tmp_path / "a.bin").write_bytes(b"old")
    with pytest.raises(MissingError, match=r"no room left on the disk for .*a\.bin"), publish(tmp_path / "a.bin"):
        raise OSError(number, os.strerror(number))
    assert (tmp_path / "a.bin").read_bytes() == b"old"
    assert names_in(tmp_path) == ["a.bin"]


FILE_TOO_LARGE = """
import resource, signal, sys
from vibejam.errors import MissingError
from vibejam.paths import write_bytes
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    write_bytes(sys.argv[1], b"x" * int(sys.argv[2]))
except MissingError as error:
    print(error.message)
"""


@posix_only
@pytest.mark.parametrize("size", [4097, 1_000_000])
def test_a_real_write_error_keeps_the_old_file(tmp_path: Path, size: int) -> None:
    (tmp_path / "a.bin").write_bytes(b"old")
    command = [sys.executable, "-c", FILE_TOO_LARGE, str(tmp_path / "a.bin"), str(size)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parent.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == f"no room left on the disk for {tmp_path / 'a.bin'}"
    assert (tmp_path / "a.bin").read_bytes() == b"old"
    assert names_in(tmp_path) == ["a.bin"]


def test_a_folder_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(MissingError, match="is a folder, not a file"):
        write_bytes(tmp_path / "a", b"1")
    assert names_in(tmp_path) == ["a"]


def test_a_file_is_not_taken_for_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    with pytest.raises(MissingError, match="a is a file, not a folder"):
        write_bytes(tmp_path / "a" / "b", b"1")
    assert (tmp_path / "a").read_bytes() == b"1"


def test_a_name_that_the_disk_cannot_hold_is_an_error_for_people(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="cannot write"):
        write_bytes(tmp_path / ("n" * 300), b"1")
    assert names_in(tmp_path) == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions do not bind the administrator")
def test_a_forbidden_place_is_told_as_such(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(MissingError, match="not allowed to write"):
            write_bytes(tmp_path / "a", b"1")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_every_error_of_the_system_has_words_and_a_next_step(number: int) -> None:
    error = storage_error(OSError(number, os.strerror(number)), Path("folder/file.bin"))
    assert "folder" in error.message
    assert error.hint


@modest
@given(first=st.binary(), second=st.binary())
def test_a_second_write_replaces_all_of_the_first(first: bytes, second: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_bytes(f"{folder}/a", first)
        write_bytes(f"{folder}/a", second)
        assert Path(folder, "a").read_bytes() == second


def test_text_is_written_as_utf8_with_its_newlines_as_they_are(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "Größe\r\n“café”\n")
    assert (tmp_path / "a.txt").read_bytes() == "Größe\r\n“café”\n".encode()


def test_a_file_name_that_is_not_utf8_can_be_written_about(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", os.fsdecode(b"caf\xe9.txt"))
    assert (tmp_path / "a.txt").read_bytes() == b"caf\xe9.txt"


def leftover(folder: Path, name: str) -> Path:
    path = folder / f".{name}.4194305-abc123.tmp"  # no process has so high a number
    path.write_bytes(b"half")
    return path


@pytest.mark.parametrize("name", ["model.pt", "what [draft]?.txt", "a*b.txt", "[x", "]"])
def test_leftovers_of_a_killed_process_are_removed_and_the_file_stays(tmp_path: Path, name: str) -> None:
    write_bytes(tmp_path / name, b"1")
    leftover(tmp_path, name)
    remove_leftovers(tmp_path / name)
    assert names_in(tmp_path) == [name]


@pytest.mark.parametrize(
    ("name", "other"), [("a*.txt", "abc.txt"), ("a?.txt", "ab.txt"), ("[ab].txt", "a.txt"), ("a.pt", "b.pt")]
)
def test_leftovers_of_another_file_stay(tmp_path: Path, name: str, other: str) -> None:
    kept = leftover(tmp_path, other)
    remove_leftovers(tmp_path / name)
    assert kept.exists()


@posix_only
def test_the_name_of_a_leftover_is_the_one_that_is_looked_for(tmp_path: Path) -> None:
    """A process killed in the middle of publishing: what it leaves is what remove_leftovers finds."""
    script = (
        "import os, sys\nfrom vibejam.paths import publish\n"
        "with publish(sys.argv[1]) as (file,):\n    file.write(b'half')\n    file.flush()\n    os.kill(os.getpid(), 9)\n"
    )
    (tmp_path / "model.pt").write_bytes(b"old")
    command = [sys.executable, "-c", script, str(tmp_path / "model.pt")]
    assert subprocess.run(command, cwd=Path(__file__).parent.parent).returncode == -9
    assert len(names_in(tmp_path)) == 2
    remove_leftovers(tmp_path / "model.pt")
    assert names_in(tmp_path) == ["model.pt"]
    assert (tmp_path / "model.pt").read_bytes() == b"old"


def test_leftovers_in_a_folder_that_is_not_there_are_no_error(tmp_path: Path) -> None:
    remove_leftovers(tmp_path / "no" / "model.pt")
    assert names_in(tmp_path) == []


def test_home_is_where_the_user_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VIBEJAM_HOME", str(tmp_path / "here"))
    assert home() == tmp_path / "here"


def test_home_may_be_given_with_a_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIBEJAM_HOME", "~/vibes")
    assert home() == Path.home() / "vibes"


def test_home_does_not_move_when_the_working_folder_does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIBEJAM_HOME", "vibes")
    assert home() == tmp_path / "vibes"


@pytest.mark.parametrize("value", [None, ""])
def test_home_is_otherwise_a_folder_of_the_platform(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv("VIBEJAM_HOME")
    if value is not None:
        monkeypatch.setenv("VIBEJAM_HOME", value)
    assert home().is_absolute()
    assert home().name == "vibejam"


def test_the_sample_voices_are_two_people_with_something_written() -> None:
    people = [folder for folder in sample_voices().iterdir() if folder.is_dir()]
    assert len(people) == 2
    assert all(list(folder.glob("*.md")) + list(folder.glob("*.txt")) for folder in people)
