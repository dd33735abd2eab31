"""A corpus to tokens: megabytes per CPU second, and how memory grows with the corpus.

    python -m bench.encode --text FILE [--megabytes 10 --megabytes 100]

FILE is repeated to each size, with a document boundary in between, and read by CharDataset in a process of its own. The
last line is JSON: for each size mb_per_s (CPU) and memory_mb (peak resident size above what importing costs).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import click

MEASURE = """
import json, resource, sys, time
from pathlib import Path
from vibejam.config import DataConfig
import vibejam.data as data
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before, began = peak(), time.process_time()
dataset = data.CharDataset(Path(sys.argv[1]), DataConfig())
seconds = time.process_time() - began
dataset.training_batch(0, 1)
megabytes = Path(sys.argv[1]).stat().st_size / 1e6
print(json.dumps({"megabytes": round(megabytes, 1), "mb_per_s": round(megabytes / seconds, 1), "memory_mb": round(peak() - before, 1)}))
"""


@click.command(help=__doc__.split("\n")[0])
@click.option("--text", required=True, type=click.Path(exists=True, path_type=Path), help="The text to repeat.")
@click.option("--megabytes", type=click.IntRange(min=1), multiple=True, default=(10, 100), show_default=True, help="Sizes.")
def main(text: Path, megabytes: tuple[int, ...]) -> None:
    piece = text.read_bytes() + b"\n<|doc_end|>\n"
    sizes = []
    for size in megabytes:
        with tempfile.NamedTemporaryFile(suffix=".txt") as file:
            for _ in range(max(1, round(size * 1e6 / len(piece)))):
                file.write(piece)
            file.flush()
            done = subprocess.run([sys.executable, "-c", MEASURE, file.name], check=True, capture_output=True, text=True)
        sizes.append(json.loads(done.stdout))
    click.echo(json.dumps({"bench": "encode", "text": text.name, "sizes": sizes}))


if __name__ == "__main__":
    main()
