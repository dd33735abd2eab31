"""Reading everything: megabytes per second and peak memory of `vibejam prepare` from one megabyte to a gigabyte.

    python -m bench.ingest [--megabytes 1 --megabytes 10 ...] [--quick]

For each size a folder is made of made-up words: a mailbox (half of it quotes and other people's mail, one part in four base64
attachments), a WhatsApp chat, JSON lines, a large text, and many small Markdown and HTML files; each is a fixed share of it.
Memory is the largest sum of the resident sizes of the process and its workers, looked at ten times a second. The folder
is written and then read by a process of its own, start and end included.
The last line is JSON: sizes (mb, seconds, cpu_seconds of all processes, mb_per_s, peak_mb, documents), memory_growth_mb (the
largest size less the smallest), time_exponent (of a power law of CPU time through the sizes from 10 MB on: 1 is linear).
"""

from __future__ import annotations

import base64
import itertools
import json
import math
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np

SHARES = {"mail.mbox": 0.4, "chat.txt": 0.1, "posts.jsonl": 0.1, "novel.txt": 0.1, "notes": 0.2, "pages": 0.1}
_NOTE, _PAGE = 4_000, 8_000  # bytes


class Words:
    """Sentences of made-up words, as unequal in frequency as real ones, never the same twice."""

    def __init__(self, seed: int):
        self._random = np.random.default_rng(seed)
        parts = [
            a + b
            for a in ["b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "w", "th", "st", "br"]
            for b in ["a", "e", "i", "o", "u", "ea", "ou"]
        ]
        self._words = ["".join(self._random.choice(parts, self._random.integers(1, 4))) for _ in range(5000)]
        weights = 1 / np.arange(2, 5002)
        self._weights = weights / weights.sum()
        self._next_words, self._next_lengths = self._endless_words(), self._endless_lengths()

    def _endless_words(self) -> Iterator[str]:
        while True:  # many at once: a gigabyte of them one by one would take longer than to read it
            yield from map(self._words.__getitem__, self._random.choice(5000, 2**16, p=self._weights).tolist())

    def _endless_lengths(self) -> Iterator[int]:
        while True:
            yield from self._random.integers(4, 19, 2**12).tolist()

    def text(self, size: int) -> str:
        """About so many characters, in paragraphs."""
        sentences = []
        while size > 0:
            length = next(self._next_lengths)
            sentences.append(" ".join(itertools.islice(self._next_words, length)).capitalize() + ".....?!"[length % 7])
            size -= len(sentences[-1]) + 1
        return "\n\n".join(" ".join(sentences[i : i + 5]) for i in range(0, len(sentences), 5))


def mails(words: Words, number: int) -> Iterator[str]:
    """One mail of the owner with a quoted reply, one of somebody else, and sometimes an attachment."""
    head = "From x@y Thu Jan  1 00:00:00 2020\nDate: Thu, {} Jan 2020 10:00:00 +0000\nMessage-ID: <{}@x>\nSubject: Hello\n"
    quoted = "\n".join(f"> {line}" for line in words.text(600).split("\n"))
    yield f"{head.format(1 + number % 28, f'a{number}')}From: Ana Pires <ana@example.org>\nTo: rui@example.org\n\n"
    yield f"{words.text(600)}\n\nOn Wed, Jan 1, 2020 at 9:00 AM Rui <rui@example.org> wrote:\n{quoted}\n\n"
    yield f"{head.format(1 + number % 28, f'b{number}')}From: Rui <rui@example.org>\nTo: ana@example.org\n"
    yield 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
    attachment = base64.encodebytes(random.Random(number).randbytes(600)).decode()
    yield f"{words.text(600)}\n--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n{attachment}\n--b--\n\n"


def write_until(path: Path, size: int, pieces: Iterator[str]) -> None:
    with open(path, "w", encoding="utf-8") as file:
        while size > 0:
            piece = next(pieces)
            size -= file.write(piece)


def make(folder: Path, size: int) -> None:
    """A folder with about `size` bytes of writing in several formats."""
    words = Words(size)

    def mailbox() -> Iterator[str]:
        for number in range(sys.maxsize):
            yield "".join(mails(words, number))

    def chat() -> Iterator[str]:
        for number in range(sys.maxsize):
            day, minute = divmod(number, 60)
            moment = time.strftime("%d/%m/%Y, ", time.gmtime(1.5e9 + 86400 * day)) + f"10:{minute:02}"
            yield f"{moment} - {'Ana Pires' if number % 2 else 'Rui'}: {words.text(60).replace(chr(10), ' ')}\n"

    def lines() -> Iterator[str]:
        for number in range(sys.maxsize):
            yield json.dumps({"id": number, "text": words.text(900), "date": "2021-02-03"}) + "\n"

    def chapters() -> Iterator[str]:
        while True:
            yield words.text(3000) + "\n\n"

    makers = {"mail.mbox": mailbox, "chat.txt": chat, "posts.jsonl": lines, "novel.txt": chapters}
    for name, maker in makers.items():
        write_until(folder / name, int(SHARES[name] * size), maker())
    for kind, length in (("notes", _NOTE), ("pages", _PAGE)):
        for number in range(max(1, int(SHARES[kind] * size / length))):
            path = folder / kind / str(number // 500) / f"2022-03-04-{number}.{'md' if kind == 'notes' else 'html'}"
            path.parent.mkdir(parents=True, exist_ok=True)
            text = words.text(length)
            body = "".join(f"<p>{paragraph}</p>\n" for paragraph in text.split("\n\n"))
            page = f"<html><head><title>A page</title></head><body><nav><a href='/'>Home</a></nav><article>{body}</article></body></html>"
            path.write_text(f"---\ntitle: A note\n---\n\n{text}\n" if kind == "notes" else page, "utf-8")


def family(process: int) -> list[int]:
    """A process and its children, by Linux's /proc."""
    children = Path(f"/proc/{process}/task").glob("*/children")
    try:
        return [process, *(int(child) for file in children for child in file.read_text().split())]
    except OSError:
        return [process]


def resident(process: int) -> int:
    """Bytes of memory that it holds."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0  # it has ended


def children_cpu() -> float:
    """CPU seconds of the processes that this one and its children have waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(megabytes: float) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "in")
        folder.mkdir()
        make(folder, int(megabytes * 1e6))
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
        command = [sys.executable, "-m", "vibejam", "prepare", str(folder), "-o", f"{name}/c.txt", "--me", "Ana Pires", "--json"]
        began, cpu_before, peak = time.monotonic(), children_cpu(), 0
        with open(f"{name}/out", "w+b") as out:
            process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
            while process.poll() is None:
                peak = max(peak, sum(map(resident, family(process.pid))))
                time.sleep(0.1)
            seconds, cpu = time.monotonic() - began, children_cpu() - cpu_before
            out.seek(0)
            report = json.loads(out.read())
    found = {
        "mb": round(size, 1), "seconds": round(seconds, 1), "cpu_seconds": round(cpu, 1), "mb_per_s": round(size / seconds, 2),
        "peak_mb": round(peak / 1e6), "documents": report["documents"],
    }  # fmt: skip
    click.echo(", ".join(f"{key} {value}" for key, value in found.items()), err=True)
    return found


def exponent(sizes: list[dict[str, float]]) -> float | None:
    """The slope of log CPU time over log size, by least squares, where starting the program is no longer what it takes."""
    points = [(math.log(s["mb"]), math.log(s["cpu_seconds"])) for s in sizes if s["mb"] > 8]
    if len(points) < 2:
        return None
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    return round(sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points), 2)


@click.command(help=__doc__.split("\n")[0])
@click.option(
    "--megabytes", multiple=True, type=float, default=(1, 10, 100, 1000), show_default=True, help="A size; may be repeated."
)
@click.option("--quick", is_flag=True, help="1 and 10 MB.")
def main(megabytes: tuple[float, ...], quick: bool) -> None:
    if sys.platform != "linux":
        raise click.UsageError("memory is read from /proc, which only Linux has")
    sizes = [measure(size) for size in ((1, 10) if quick else megabytes)]
    growth = max(s["peak_mb"] for s in sizes) - min(s["peak_mb"] for s in sizes)
    print(json.dumps({"bench": "ingest", "sizes": sizes, "memory_growth_mb": growth, "time_exponent": exponent(sizes)}))


if __name__ == "__main__":
    main()
