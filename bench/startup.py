"""How long a person waits before anything happens: `vibejam --help` over bare Python, and the first text of a checkpoint.

    python -m bench.startup --ckpt-path MODEL [--runs 7]

Whole processes, run in turn; medians. The last line is JSON: help_ms_over_python (wall), sample_cpu_s and torch_cpu_s (user +
system: writing 20 characters, and importing torch alone).
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import click


def run(*arguments: str) -> tuple[float, float]:
    """Wall and CPU seconds of a Python process."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@click.command(help=__doc__.split("\n")[0])
@click.option("--ckpt-path", required=True, type=click.Path(exists=True, path_type=Path), help="Any checkpoint.")
@click.option("--runs", type=click.IntRange(min=1), default=7, show_default=True, help="Runs of each.")
def main(ckpt_path: Path, runs: int) -> None:
    commands = {
        "python": ("-c", "pass"),
        "help": ("-m", "vibejam", "--help"),
        "torch": ("-c", "import torch"),
        "sample": ("-m", "vibejam", "sample", "--ckpt-path", str(ckpt_path), "--max-new-tokens", "20", "--seed", "1"),
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(runs + 1):  # the first round warms the disk's cache
        for name, command in commands.items():
            times[name].append(run(*command))
    wall, cpu = ({name: statistics.median(t[i] for t in ts[1:]) for name, ts in times.items()} for i in (0, 1))
    result = {
        "bench": "startup", "runs": runs, "help_ms_over_python": round(1000 * (wall["help"] - wall["python"])),
        "sample_cpu_s": round(cpu["sample"], 2), "torch_cpu_s": round(cpu["torch"], 2),
    }  # fmt: skip
    click.echo(json.dumps(result))


if __name__ == "__main__":
    main()
