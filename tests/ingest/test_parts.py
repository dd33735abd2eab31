"""vibejam/ingest/parts.py: any cut into units gives the same documents; what is done is not done again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from vibejam.corpus import manifest_path, partial_path, prepare_corpus
from vibejam.errors import DataError
from vibejam.ingest import parts
from vibejam.ingest.file import File
from vibejam.ingest.parts import do, ranges_of, read_part, units_of
from vibejam.ingest.read import Reading
from vibejam.ingest.walk import find_files


def files_below(folder: Path) -> list[File]:
    return [item for item in find_files([folder]) if isinstance(item, File)]


SYLLABLES = ["ba", "ke", "lo", "mi", "nu", "pa", "re", "so", "ti", "vu"]


def about(number: int, words: int) -> str:
    """So many made-up words, others for every number."""
    made = (SYLLABLES[number % 10] + SYLLABLES[number // 10 % 10] + SYLLABLES[i % 10] + SYLLABLES[i // 10] for i in range(words))
    return " ".join(made)


def notes(folder: Path, count: int, words: int = 20) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"{number:03}.txt").write_text(about(number, words), encoding="utf-8")
    return folder


def documents(paths: list[Path]) -> list[str]:
    return [line["document"]["text"] for path in paths for line in read_part(path) if "document" in line]


def ignore(done: int, total: int) -> None:
    pass


@pytest.mark.parametrize(("boundary", "separator"), [(b"\n", b"\n"), (b"\n\n", b"\n\n"), (b"\nFrom ", b"\nFrom x\n")])
@pytest.mark.parametrize("size", [1, 7, 64, 10_000])
def test_ranges_cover_a_file_and_end_where_the_boundary_allows(
    tmp_path: Path, boundary: bytes, separator: bytes, size: int
) -> None:
    (tmp_path / "a").write_bytes(separator.join(b"line %d" % i for i in range(100)))
    file = File(tmp_path / "a", "a")
    ranges = list(ranges_of(file, boundary, size))
    read = [part.read() for part in ranges]
    assert b"".join(read) == file.read() and [len(data) for data in read] == [part.size for part in ranges]
    breaks = boundary[: len(boundary) - len(boundary.lstrip(b"\n"))]
    assert all(before.endswith(breaks) for before in read[:-1])
    assert all(after.startswith(boundary[len(breaks) :]) for after in read[1:])
    assert (len(ranges) > 1) == (size < 1000)


def test_a_boundary_on_the_edge_of_what_is_looked_at_is_found(tmp_path: Path) -> None:
    for shift in range(-8, 3):
        (tmp_path / "a").write_bytes(b"x" * (100 + 65_536 + shift) + b"\nFrom y" + b"z" * 70_000)
        first, second = ranges_of(File(tmp_path / "a", "a"), b"\nFrom ", 100)
        assert second.read().startswith(b"From y") and first.end == second.start


def test_small_files_share_a_unit_and_large_ones_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "UNIT", 100)
    notes(tmp_path / "in", 5, words=5)
    (tmp_path / "in" / "large.txt").write_text("\n\n".join(f"a paragraph {i}" for i in range(60)), encoding="utf-8")
    units = list(units_of(files_below(tmp_path / "in")))
    assert sum(len(unit) for unit in units) > 8 and max(len(unit) for unit in units) > 1
    assert sum(file.size for unit in units for file in unit) == sum(p.stat().st_size for p in (tmp_path / "in").iterdir())


def test_the_same_documents_in_few_units_or_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = files_below(notes(tmp_path / "in", 30))
    (tmp_path / "few").mkdir()
    few = documents(do("read", list(units_of(files)), Reading(), tmp_path / "few", ignore))
    monkeypatch.setattr(parts, "UNIT", 200)
    (tmp_path / "many").mkdir()
    many = do("read", list(units_of(files)), Reading(), tmp_path / "many", ignore)
    assert documents(many) == few and len(many) > 9 and len(few) == 30


def test_the_same_documents_from_one_process_or_several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "UNIT", 200)
    files = files_below(notes(tmp_path / "in", 30))
    (tmp_path / "one").mkdir()
    one = documents(do("read", list(units_of(files)), Reading(), tmp_path / "one", ignore))
    monkeypatch.setattr(parts, "_ALONE", 0)
    (tmp_path / "several").mkdir()
    seen: list[int] = []
    several = do("read", list(units_of(files)), Reading(), tmp_path / "several", lambda done, total: seen.append(done))
    assert documents(several) == one and len(one) == 30
    assert seen == sorted(seen) and seen[-1] == sum(file.size for file in files)


def test_what_is_done_is_not_done_again_and_what_changed_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "UNIT", 200)
    notes(tmp_path / "in", 10)
    (tmp_path / "parts").mkdir()
    first = do("read", list(units_of(files_below(tmp_path / "in"))), Reading(), tmp_path / "parts", ignore)
    (tmp_path / "in" / "003.txt").write_text("something else was written here", encoding="utf-8")
    stamps = {path: path.stat().st_mtime_ns for path in first}
    second = do("read", list(units_of(files_below(tmp_path / "in"))), Reading(), tmp_path / "parts", ignore)
    assert sum(path not in stamps for path in second) == 1
    assert all(path.stat().st_mtime_ns == stamps[path] for path in second if path in stamps)
    assert "something else was written here" in documents(second)


def test_another_way_to_read_is_read_anew(tmp_path: Path) -> None:
    units = list(units_of(files_below(notes(tmp_path / "in", 2))))
    found = {parts.part_path(tmp_path, job, units[0], reading) for job, reading in
             (("read", Reading()), ("survey", Reading()), ("read", Reading(("me",))), ("read", Reading(redact=True)))}  # fmt: skip
    assert len(found) == 4


def test_a_worker_that_dies_is_an_error_that_names_what_it_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_ALONE", 0)
    start = parts._Worker.__init__

    def start_and_kill(worker: parts._Worker) -> None:
        start(worker)
        worker._process.kill()
        worker._process.wait()

    monkeypatch.setattr(parts._Worker, "__init__", start_and_kill)
    with pytest.raises((DataError, BrokenPipeError)):
        do("read", list(units_of(files_below(notes(tmp_path / "in", 2)))), Reading(), tmp_path, ignore)


KILLED = """
import signal, sys
from pathlib import Path
from typing import Any
from vibejam.ingest import parts
parts.UNIT, parts._ALONE = 2000, int(sys.argv[3])
signal.signal(signal.SIGINT, signal.default_int_handler)  # it is ignored where the tests run in the background of a shell
from vibejam.corpus import prepare_corpus
prepare_corpus([sys.argv[1]], sys.argv[2], on_progress=lambda progress: print(progress.done, flush=True))
"""


@pytest.mark.skipif(os.name != "posix", reason="about POSIX signals")
@pytest.mark.parametrize("alone", ["0", "1000000000"], ids=["several processes", "one process"])
@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT])
def test_a_stopped_run_goes_on_and_ends_with_the_same_bytes(tmp_path: Path, stop: signal.Signals, alone: str) -> None:
    notes(tmp_path / "in", 400, words=60)
    prepare_corpus([tmp_path / "in"], tmp_path / "whole.txt")
    command = [sys.executable, "-c", KILLED, str(tmp_path / "in"), str(tmp_path / "c.txt"), alone]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT) as process:
        assert process.stdout is not None
        for _ in range(5):
            process.stdout.readline()
        process.send_signal(stop)
        process.wait(60)
    kept = len(list(partial_path(tmp_path / "c.txt").glob("*.jsonl")))
    assert kept >= 5 and not (tmp_path / "c.txt").exists()
    again = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    told = [int(line) for line in again.stdout.splitlines()]  # none, if all had been read before the stop came
    assert all(done > 1500 * kept for done in told)  # it did not begin from nothing: a unit has 1,700 bytes at least
    assert (tmp_path / "c.txt").read_bytes() == (tmp_path / "whole.txt").read_bytes()
    whole, resumed = (manifest_path(tmp_path / name).read_text("utf-8") for name in ("whole.txt", "c.txt"))
    assert [json.loads(line) for line in whole.splitlines()] == [json.loads(line) for line in resumed.splitlines()]
    assert not partial_path(tmp_path / "c.txt").exists()


def test_files_that_wait_to_be_read_hold_nothing_of_their_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred thousand notes would otherwise lie in memory, each as its first 64 kB."""
    from vibejam import corpus

    (tmp_path / "in").mkdir()
    for number in range(5):
        (tmp_path / "in" / f"{number}.md").write_text(f"A note about plum number {number}, and where it fell.\n" * 3)
    held: list[list[str]] = []
    units_of = corpus.units_of

    def watched(files: Any) -> Any:
        files = list(files)
        held.append([file.source for file in files if "head" in vars(file)])
        return units_of(files)

    monkeypatch.setattr(corpus, "units_of", watched)
    corpus.prepare_corpus([tmp_path / "in"], tmp_path / "c.txt")
    assert held == [[]]
