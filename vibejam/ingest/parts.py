"""Reading much: files in units of a few megabytes, each read by itself, on all cores, and kept until all are done.

A unit's findings are one file, named by a digest of what it holds and how it is read, and published when it is whole. So
memory does not grow with what is read, and a run that is stopped goes on where it was: the same unit is not read twice.
Tests: tests/ingest/test_parts.py.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import queue
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from vibejam.errors import DataError, MissingError
from vibejam.ingest.document import Document, Owner
from vibejam.ingest.file import File
from vibejam.ingest.owner import Survey
from vibejam.ingest.read import Reading, read_files, survey_files
from vibejam.ingest.readers import reader_for
from vibejam.paths import publish
from vibejam.text.duplicates import sketch

UNIT = 2 << 20  # bytes
_MOST_FILES = 1000  # in one unit
_ALONE = 16 << 20  # bytes that are read sooner by one process than several are started
_VERSION = 1  # of what a part holds

Unit = tuple[File, ...]


def units_of(files: Iterable[File]) -> Iterator[Unit]:
    """Small files together, large ones in ranges where their format allows; in order."""
    small: list[File] = []
    room = 0
    for file in files:
        size = file.size
        if small and (room + size > UNIT or len(small) == _MOST_FILES):
            yield tuple(small)
            small, room = [], 0
        if size > 2 * UNIT and not file.members and (boundary := getattr(reader_for(file), "BOUNDARY", b"")):
            if small:
                yield tuple(small)
                small, room = [], 0
            yield from ((part,) for part in ranges_of(file, boundary, UNIT))
        else:
            small.append(file.unread())
            room += size
    if small:
        yield tuple(small)


def ranges_of(file: File, boundary: bytes, size: int) -> Iterator[File]:
    """The file in ranges of about `size` bytes, each but the last ended by the line breaks a boundary begins with."""
    breaks = len(boundary) - len(boundary.lstrip(b"\n"))
    start, end = 0, file.size
    with open(file.path, "rb") as stream:
        while end - start > 2 * size:
            stream.seek(start + size)
            place, seen = start + size, b""
            while block := stream.read(1 << 16):
                seen = seen[-len(boundary) :] + block
                place += len(block)
                if (found := seen.find(boundary)) >= 0:
                    break
            else:
                break
            cut = place - len(seen) + found + breaks
            yield replace(file, start=start, end=cut)
            start = cut
    yield replace(file, start=start, end=end)


# -- what a unit holds, line by line -------------------------------------------------------------------------------------

Line = dict[str, Any]


def _survey_lines(unit: Unit, reading: Reading) -> Iterator[Line]:
    survey = survey_files(unit)
    for (source, conversation, author), count in survey.messages.items():
        yield {"source": source, "conversation": conversation, "author": author, "count": count}
    for owner in survey.owners:
        yield {"owner": asdict(owner)}


def _document_lines(unit: Unit, reading: Reading) -> Iterator[Line]:
    for item in read_files(unit, reading):
        if isinstance(item, Document):
            yield {"document": asdict(item), "sketch": sketch(item.text).hex()}
        else:
            yield {"skipped": asdict(item)}


def surveyed(lines: Iterable[Line]) -> Survey:
    survey = Survey()
    for line in lines:
        if "owner" in line:
            survey.owners.add(Owner(tuple(line["owner"]["names"]), line["owner"]["reason"], line["owner"]["source"]))
        else:
            survey.messages[line["source"], line["conversation"], tuple(line["author"])] += line["count"]
    return survey


JOBS = {"survey": _survey_lines, "read": _document_lines}


# -- doing them all ------------------------------------------------------------------------------------------------------


def part_path(folder: Path, job: str, unit: Unit, reading: Reading) -> Path:
    """Where a unit's findings are kept. Another size, time, name or way to read is another place."""
    digest = hashlib.sha256(json.dumps([_VERSION, job, asdict(reading)]).encode())
    for file in unit:
        stat = os.stat(file.path)
        digest.update(
            repr((str(file.path), file.source, file.members, file.start, file.end, stat.st_size, stat.st_mtime_ns)).encode()
        )
    return folder / f"{digest.hexdigest()[:32]}.jsonl"


def _write_part(path: Path, job: str, unit: Unit, reading: Reading) -> None:
    with publish(path) as (file,):
        for line in JOBS[job](unit, reading):
            file.write((json.dumps(line, ensure_ascii=False) + "\n").encode("utf-8", "surrogateescape"))


def read_part(path: Path) -> Iterator[Line]:
    with open(path, encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def do(job: str, units: list[Unit], reading: Reading, folder: Path, on_progress: Callable[[int, int], None]) -> list[Path]:
    """Do a job on all units and return where their findings are, in order.

    `on_progress` is told how many bytes are done, of how many. Ctrl-C leaves what is whole for the next time.
    """
    paths = [part_path(folder, job, unit, reading) for unit in units]
    sizes = [sum(file.size for file in unit) for unit in units]
    missing = [i for i, path in enumerate(paths) if not path.exists()]
    left = sum(sizes[i] for i in missing)
    tasks = [(paths[i], job, units[i], reading) for i in missing]
    finished = _on_all_cores(tasks) if left > _ALONE else itertools.starmap(_write_part, tasks)
    for i, _ in zip(missing, finished, strict=True):
        left -= sizes[i]
        on_progress(sum(sizes) - left, sum(sizes))
    return paths


Task = tuple[Path, str, Unit, Reading]


def _on_all_cores(tasks: list[Task]) -> Iterator[None]:
    """Each in one of a few worker processes, finished in order. They are this module, started anew: a process that is forked
    would share the locks of ours, and multiprocessing would run the caller's script again."""
    workers = [_Worker() for _ in range(min(os.cpu_count() or 1, len(tasks)))]
    idle = queue.SimpleQueue[_Worker]()
    for worker in workers:
        idle.put(worker)

    def run(task: Task) -> None:
        worker = idle.get()
        try:
            worker.run(task)
        finally:
            idle.put(worker)

    threads = ThreadPoolExecutor(len(workers))
    try:
        yield from threads.map(run, tasks)
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.stop()


class _Worker:
    """A process that does one task at a time, and ends when this one does."""

    def __init__(self) -> None:
        package = str(Path(__file__).parents[2])
        path = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "vibejam.ingest.parts"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            encoding="utf-8", errors="surrogateescape", env=os.environ | {"PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
        )  # fmt: skip

    def run(self, task: Task) -> None:
        path, job, unit, reading = task
        files = [[str(file.path), file.source, file.members, file.start, file.end] for file in unit]
        self._process.stdin.write(json.dumps([str(path), job, files, asdict(reading)]) + "\n")  # type: ignore[union-attr]
        self._process.stdin.flush()  # type: ignore[union-attr]
        answer = self._process.stdout.readline()  # type: ignore[union-attr]
        if not answer:
            raise DataError(f"reading stopped without a word at {unit[0].source}", "run it again, or leave that file out")
        if error := json.loads(answer):
            raise MissingError(*error)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):  # it was broken by the kill
                stream.close()  # type: ignore[union-attr]


def _serve() -> None:
    """Do the tasks that come on stdin, one line each, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    answers, sys.stdout = sys.stdout, sys.stderr  # no library's chatter among them
    for line in sys.stdin:
        path, job, files, reading = json.loads(line)
        unit = tuple(File(Path(name), source, tuple(members), start, end) for name, source, members, start, end in files)
        error = None
        try:
            _write_part(Path(path), job, unit, Reading(tuple(reading.pop("me")), **reading))
        except MissingError as missing:
            error = [missing.message, missing.hint]
        answers.write(json.dumps(error) + "\n")
        answers.flush()


if __name__ == "__main__":
    _serve()
