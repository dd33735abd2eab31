"""A corpus to tokens: megabytes per CPU second against a plain Python loop, and how memory grows with the corpus.

    python -m bench.encode --text FILE [--megabytes 10 --megabytes 100] [--quick]

FILE is repeated to each size, with a document boundary in between, and read in a process of its own. Ours is CharDataset:
two passes over the file, the split by document, the tokens in files for both parts. The loop does what nanoGPT's prepare.py
does: `[stoi[c] for c in text]`, an array, two files. They run in turn, three times; rates are medians and leave out the
imports. Memory is the peak of the resident size up to the first training batch, less what importing had taken before. Pieces
of words (4,096, learnt from the first megabytes of FILE) are encoded in the same chunks by our tokenizer and by the library
alone, in turn, at the smallest size.
The last line is JSON: sizes (mb, mb_per_cpu_s, peak_mb, grown_mb), ratio_to_python_loop, memory_growth_mb (the largest size
less the smallest), and for the pieces of words bpe_mb_per_cpu_s, bpe_ratio_to_library, bpe_memory_growth_mb,
bpe_learn_mb_per_cpu_s.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from vibejam.tokenizer import DOC_END

LOOP_MEGABYTES = 25  # the loop takes 16 bytes of memory for each character

OURS = """
import numpy.random  # numpy brings it when it is first used
from vibejam.config import DataConfig
from vibejam.data import CharDataset
def job(path):
    return CharDataset(path, DataConfig())
def afterwards(dataset):
    dataset.training_batch(0, 1)
"""

LOOP = """
import numpy as np, tempfile
def job(path):
    text = open(path, encoding="utf-8").read()
    stoi = {c: i for i, c in enumerate(sorted(set(text)))}
    ids = np.array([stoi[c] for c in text], dtype=np.uint16)
    for part in (ids[: int(0.9 * len(ids))], ids[int(0.9 * len(ids)) :]):
        with tempfile.TemporaryFile() as file:
            part.tofile(file)
def afterwards(nothing):
    pass
"""

BPE = """
import time
from vibejam.tokenizer import BPETokenizer
text = open(sys.argv[2], encoding="utf-8").read(4_000_000)
began = time.process_time()
tokenizer = BPETokenizer.learn((text[i : i + 16_384] for i in range(0, len(text), 16_384)), 4096)
learn_rate = len(text.encode()) / 1e6 / (time.process_time() - began)
def job(path):
    with open(path, encoding="utf-8") as file:
        while chunk := file.read(16_384):
            encode(chunk)
def afterwards(nothing):
    pass
"""
BPE_OURS = BPE + "encode = tokenizer.encode_array\n"
BPE_LIBRARY = BPE + "encode = lambda chunk: tokenizer._library.encode(chunk).ids\n"

# Linux forgets its high-water mark when asked (5 in clear_refs), so that the peak of an import does not hide a later one.
MEASURE = """
import json, sys, time
from pathlib import Path
def status(key):
    line = next(line for line in open("/proc/self/status") if line.startswith(key))
    return int(line.split()[1]) / 1024
open("/proc/self/clear_refs", "w").write("5")
path = Path(sys.argv[1])
before, began = status("VmRSS"), time.process_time()
result = job(path)
seconds = time.process_time() - began
afterwards(result)
peak = status("VmHWM")
rates = {"rate": path.stat().st_size / 1e6 / seconds, "learn_rate": globals().get("learn_rate", 0)}
print(json.dumps({**rates, "peak": peak, "grown": peak - before}))
"""


def measure(job: str, corpus: Path, text: Path) -> dict[str, float]:
    """Rate and memory of one job in a new process."""
    command = [sys.executable, "-c", "import sys\n" + job + MEASURE, str(corpus), str(text)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def corpus_of(text: Path, megabytes: float, folder: Path) -> Path:
    """The text, repeated or cut to a size."""
    path = folder / f"{megabytes}.txt"
    piece = text.read_text(encoding="utf-8") + f"\n{DOC_END}\n"
    size = len(piece.encode())
    with open(path, "w", encoding="utf-8", newline="") as file:
        for _ in range(int(megabytes * 1e6 / size)):
            file.write(piece)
        file.write(piece[: int(megabytes * 1e6 % size * len(piece) / size)])
    return path


@click.command(help=__doc__.split("\n")[0])
@click.option("--text", required=True, type=click.Path(exists=True, path_type=Path), help="The text to repeat.")
@click.option(
    "--megabytes", type=click.FloatRange(min=0, min_open=True), multiple=True, default=(10, 100), show_default=True, help="Sizes."
)
@click.option("--quick", is_flag=True, help="Once, at a hundredth of the sizes.")
def main(text: Path, megabytes: tuple[float, ...], quick: bool) -> None:
    repeats, scale = (1, 0.01) if quick else (3, 1.0)
    with tempfile.TemporaryDirectory() as name:
        corpora = {size: corpus_of(text, size * scale, Path(name)) for size in {*megabytes, LOOP_MEGABYTES}}
        ours: dict[float, list[dict[str, float]]] = {size: [] for size in corpora}
        loop, bpe, bpe_largest, library = ([], [], [], [])  # type: tuple[list[dict[str, float]], ...]
        for _ in range(repeats):
            for size in sorted(corpora):
                ours[size].append(measure(OURS, corpora[size], text))
            loop.append(measure(LOOP, corpora[LOOP_MEGABYTES], text))
            bpe.append(measure(BPE_OURS, corpora[min(megabytes)], text))
            library.append(measure(BPE_LIBRARY, corpora[min(megabytes)], text))
            bpe_largest.append(measure(BPE_OURS, corpora[max(megabytes)], text))
        sizes = [
            {"mb": round(corpora[size].stat().st_size / 1e6, 2), "mb_per_cpu_s": round(median(ours[size], "rate"), 1),
             "peak_mb": round(median(ours[size], "peak"), 1), "grown_mb": round(median(ours[size], "grown"), 1)}
            for size in sorted(ours)
        ]  # fmt: skip
    peer = median(loop, "rate")
    result = {
        "bench": "encode", "text": text.name, "repeats": repeats, "sizes": sizes,
        "python_loop_mb_per_cpu_s": round(peer, 1),
        "ratio_to_python_loop": round(median(ours[LOOP_MEGABYTES], "rate") / peer, 2),
        "memory_growth_mb": round(median(ours[max(megabytes)], "grown") - median(ours[min(megabytes)], "grown"), 1),
        "bpe_mb_per_cpu_s": round(median(bpe_largest, "rate"), 1),
        "bpe_ratio_to_library": round(median(bpe, "rate") / median(library, "rate"), 2),
        "bpe_memory_growth_mb": round(median(bpe_largest, "grown") - median(bpe, "grown"), 1),
        "bpe_learn_mb_per_cpu_s": round(median(bpe, "learn_rate"), 1),
    }  # fmt: skip
    click.echo(json.dumps(result))


def median(runs: list[dict[str, float]], key: str) -> float:
    return statistics.median(run[key] for run in runs)


if __name__ == "__main__":
    main()
