"""Ten thousand damaged inputs over all readers: an answer in bounded time and memory, never another error.

Seeds are what `exports()` in the modules of tests/ingest/readers yields as (name, bytes), and the messy fixtures where they
are. Each input follows from its number alone: `damaged(seeds, number)` makes it again.
"""

from __future__ import annotations

import importlib
import io
import multiprocessing
import os
import pkgutil
import random
import re
import signal
import sys
import traceback
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import SHARED_DATA
from tests.ingest import readers as reader_tests
from vibejam.ingest.document import Document, Message, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.read import found_in, read_documents
from vibejam.ingest.readers import reader_for, readers
from vibejam.ingest.walk import find_files

INPUTS = 10_000
PER_PROCESS = 250
CPU_SECONDS = 10  # for one input
MEMORY = 1_500 << 20  # bytes of address space above what the process starts with
LARGEST_SEED = 100_000  # bytes; larger ones would only make fewer inputs

Seeds = list[tuple[str, bytes]]


def all_seeds() -> Seeds:
    seeds = dict(_built())
    folder = SHARED_DATA / "messy"
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and 0 < path.stat().st_size <= LARGEST_SEED and "LICENSES" not in path.parts:
            seeds.setdefault(path.name, path.read_bytes())
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in list(seeds.items())[:8]:
            file.writestr(f"data/{name}", data)
    return [*sorted(seeds.items()), ("all.zip", archive.getvalue())]


def _built() -> Iterator[tuple[str, bytes]]:
    for module in pkgutil.iter_modules(reader_tests.__path__):
        loaded = importlib.import_module(f"{reader_tests.__name__}.{module.name}")
        yield from getattr(loaded, "exports", dict)()


def _piece(data: bytes, rng: random.Random) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.choice((1, 7, 64, 1000, 20_000)))


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 5, 50)) if data else 0):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _delete(data: bytes, rng: random.Random) -> bytes:
    start, end = _piece(data, rng)
    return data[:start] + data[end:]


def _duplicate(data: bytes, rng: random.Random) -> bytes:
    start, end = _piece(data, rng)
    return data[:end] + data[start:end] * rng.choice((1, 3, 100)) + data[end:]


def _insert(data: bytes, rng: random.Random) -> bytes:
    """Zeros, marks of encodings, halves of characters, ends of lines, quotes, controls."""
    start, _ = _piece(data, rng)
    what = rng.choice(
        (b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\\ud800", b"\r", b'"', b"\\", b"\xe2\x80\xae", b"\x1a", b"<", b"&#x110000;")
    )
    return data[:start] + what * rng.choice((1, 2, 500)) + data[start:]


def _huge_number(data: bytes, rng: random.Random) -> bytes:
    numbers = list(re.finditer(rb"-?\d+", data[:200_000]))
    if not numbers:
        return data
    number = rng.choice(numbers)
    huge = rng.choice((b"9" * 5000, b"1e999", b"-1", b"1e-999", b"99999999999999", b"0000-99-99", b"-9223372036854775809"))
    return data[: number.start()] + huge + data[number.end() :]


def _nest(data: bytes, rng: random.Random) -> bytes:
    start, _ = _piece(data, rng)
    units = (
        b"[", b'{"a":', b'{"children":[', b"<div>", b"<blockquote>", b"<b><i>", b"<!--", b"<![CDATA[", b"(", b"> ", b">", b"\t- ",
        b"Content-Type: multipart/mixed; boundary=a\n\n--a\n", b"Content-Type: message/rfc822\n\n", b"```\n", b"**", b"[[", b"{{",
    )  # fmt: skip
    return data[:start] + rng.choice(units) * rng.choice((50, 2000, 10_000)) + data[start:]


def _recode(data: bytes, rng: random.Random) -> bytes:
    text = data.decode(rng.choice(("utf-8", "latin-1", "utf-16-le")), errors="ignore")
    encodings = ("utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252", "shift_jis", "utf-7", "cp037", "iso2022_jp")
    return text.encode(rng.choice(encodings), errors="ignore")


def _one_line(data: bytes, rng: random.Random) -> bytes:
    return data.replace(b"\n", rng.choice((b" ", b"\r", b"", b"\n\n\n", b"\r\r\n", b"\x0c")))


def _long(data: bytes, rng: random.Random) -> bytes:
    start, _ = _piece(data, rng)
    unit = rng.choice((b" ", b"a", b"\n", b"@a ", b"a@", b"\xc3\xa9", b"= ", b"--", b"_", b". ", b"1/1/20, ", b"=\n", b"\t"))
    return data[:start] + unit * (100_000 // len(unit)) + data[start:]


def _break_zip(data: bytes, rng: random.Random) -> bytes:
    """Numbers in the headers of an archive's members: sizes, offsets, methods, flags."""
    headers = [match.start() for match in re.finditer(rb"PK(?:\x01\x02|\x03\x04|\x05\x06)", data)]
    changed = bytearray(data)
    for _ in range(3 if headers else 0):
        at = rng.choice(headers) + rng.randrange(4, 46)
        if at < len(changed):
            changed[at] = rng.choice((0, 1, 8, 12, 14, 99, 255))
    return bytes(changed)


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _cut, _flip, _delete, _duplicate, _insert, _huge_number, _nest, _recode, _one_line, _long, _break_zip,
)  # fmt: skip


def damaged(seeds: Seeds, number: int) -> tuple[str, bytes, tuple[str, bytes]]:
    """The name and bytes of an input, and an undamaged file to put beside it."""
    rng = random.Random(number)
    name, data = seeds[number % len(seeds)]
    for _ in range(rng.choice((1, 1, 2, 3))):
        data = rng.choice(DAMAGES)(data, rng)
    if rng.random() < 0.15:
        name = Path(name).stem + Path(rng.choice(seeds)[0]).suffix
    return name, data[: 4 << 20], rng.choice(seeds)


def read_all(folder: Path, path: Path) -> None:
    """Everything that is to be read, as an owner and as everybody; what comes must be fit to be stored."""
    for item in read_documents([folder], me=("Ana Pires", "7", "owner@example.com")):
        assert isinstance(item, Document | Skipped), item
        _check(item)
    for found in found_in(File(path, path.name), lambda author: True):
        if isinstance(found, Message):
            assert found.author and all(isinstance(name, str) for name in found.author), found


def _check(item: Document | Skipped) -> None:
    if isinstance(item, Skipped):
        assert item.reason
        fields = (item.source, item.reason, item.position, item.sample)
    else:
        assert item.text.strip()
        assert all(isinstance(count, int) and count > 0 for count in item.removed.values()), item.removed
        fields = (item.text, item.source, item.date, item.title, item.author, item.position, item.language)
    for text in fields:
        text.encode("utf-8")


def run(seeds: Seeds, numbers: range, folder: Path, log: Path) -> None:
    """In a process of its own: read some inputs; the log says which is being read and what went wrong."""
    import resource

    list(map(reader_for, [File(Path(__file__), "a.txt")]))  # so that what is imported late is not counted
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if sys.platform == "linux" else 0
    limit = pages * os.sysconf("SC_PAGE_SIZE") + MEMORY if pages else resource.RLIM_INFINITY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    with log.open("a", encoding="utf-8") as lines:
        for number in numbers:
            print(number, file=lines, flush=True)
            name, data, (other, undamaged) = damaged(seeds, number)
            here = folder / str(number)
            here.mkdir()
            (here / other).write_bytes(undamaged)
            (here / name).write_bytes(data)
            signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)  # ends this process
            try:
                read_all(here, here / name)
            except BaseException as error:
                at = traceback.extract_tb(error.__traceback__)[-1]
                print(number, name, type(error).__name__, str(error)[:200].replace("\n", " "), at.filename, at.lineno, file=lines)
            signal.setitimer(signal.ITIMER_PROF, 0)
            for file in here.iterdir():
                file.unlink()
            here.rmdir()


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="limits of memory and time are POSIX")
def test_no_damage_makes_a_reader_fail_hang_or_swell(tmp_path: Path) -> None:
    seeds = all_seeds()
    log = tmp_path / "log.txt"
    log.touch()
    number = 0
    ended: list[str] = []
    while number < INPUTS:
        numbers = range(number, min(INPUTS, number + PER_PROCESS))
        process = multiprocessing.get_context("spawn").Process(target=run, args=(seeds, numbers, tmp_path, log))
        process.start()
        process.join()
        last = int(log.read_text(encoding="utf-8").rstrip().rsplit("\n", 1)[-1].split()[0])
        if process.exitcode:
            ended.append(f"{last} {damaged(seeds, last)[0]} ended the process with {process.exitcode} (-27: too long)")
        number = last + 1
    failed = [line for line in log.read_text(encoding="utf-8").splitlines() if " " in line]
    assert ended + failed == []


@pytest.mark.slow
def test_every_reader_has_a_seed(tmp_path: Path, shared_data: Path) -> None:
    for number, (name, data) in enumerate(all_seeds()):
        path = tmp_path / str(number) / name
        path.parent.mkdir()
        path.write_bytes(data)
    found = [reader_for(file) for file in find_files([tmp_path]) if isinstance(file, File)]
    claimed = {reader.NAME for reader in found if reader}
    missing = {reader.NAME for reader in readers()} - claimed
    assert not missing, "let a module in tests/ingest/readers have exports() that yields one"
