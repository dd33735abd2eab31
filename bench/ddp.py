"""Two processes against one, learning the same model from the same batches: wall time, CPU time, and the difference made.

    python -m bench.ddp --text FILE [--quick]

The model has 4 layers of 128, the batch 24 windows of 64, and every process one thread. Only steps are measured, after the
first few; not imports, reading, evaluating or saving. One process and two (started by torchrun) run in turn, three times.
The last line is JSON: wall_ratio (one process's wall time per step over two's: above 1 is faster), cpu_overhead (the two's
CPU time together, over the one's, less 1), cpu_ratio (the one's CPU time over that of the busier of the two: what the wall
ratio would be if cores were never waited for), medians; loss_difference and parameter_difference, the largest of the last
pair, and parameter_scale, the largest parameter, to compare the latter with.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import click

WARM_UP = 5  # steps that are not measured

# Run in every process: the steps are timed from outside the loop, which knows nothing of it.
MEASURE = """
import json, os, resource, sys, time
from vibejam import train
from vibejam.config import ModelConfig, TrainConfig
from vibejam.device import Chosen

text, ckpt, times, steps, warm_up = *sys.argv[1:4], *map(int, sys.argv[4:])
learn, marks = train._Run._learn, []
train.choose_threads = lambda *_: Chosen(1, "as the other side")

def timed(run):
    loss = learn(run)
    if run.progress.step + 1 in (warm_up, steps):
        marks.append((time.perf_counter(), time.process_time()))
    return loss

train._Run._learn = timed
config = TrainConfig(max_iters=steps, batch_size=24, eval_interval=steps, eval_iters=10, learning_rate=1e-3, device="cpu")
train.train_lm(text, ckpt, ModelConfig(n_layer=4, n_head=4, n_embd=128, block_size=64), config)
wall, cpu = (1000 * (after - before) / (steps - warm_up) for before, after in zip(*marks))
with open(f"{times}.{os.environ.get('RANK', '0')}", "w", encoding="utf-8") as file:
    json.dump({"wall_ms": wall, "cpu_ms": cpu}, file)
"""


def measure(text: Path, folder: Path, processes: int, steps: int) -> list[dict[str, float]]:
    """Milliseconds per step of each process; the checkpoint is left in the folder."""
    script = folder / "measure.py"
    script.write_text(MEASURE, "utf-8")
    times = folder / f"times-{processes}"
    start = [sys.executable]
    if processes > 1:
        start += ["-m", "torch.distributed.run", "--standalone", f"--nproc_per_node={processes}"]
    command = [*start, str(script), str(text), str(folder / f"{processes}.pt"), str(times), str(steps), str(WARM_UP)]
    root = str(Path(__file__).parent.parent)
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": root}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr[-3000:])
    return [json.loads(Path(f"{times}.{rank}").read_text("utf-8")) for rank in range(processes)]


def differences(folder: Path) -> dict[str, float]:
    """How far two processes ended from where one did."""
    from vibejam.checkpoint import load_checkpoint

    one, two = (load_checkpoint(folder / f"{n}.pt") for n in (1, 2))
    weights = one.model.state_dict()
    others = two.model.state_dict()
    return {
        "loss_difference": abs(one.about["val_loss"] - two.about["val_loss"]),
        "parameter_difference": max((weights[name] - others[name]).abs().max().item() for name in weights),
        "parameter_scale": round(max(tensor.abs().max().item() for tensor in weights.values()), 4),
    }


@click.command(help=__doc__.split("\n")[0])
@click.option("--text", required=True, type=click.Path(exists=True, path_type=Path), help="The text to learn.")
@click.option("--quick", is_flag=True, help="Fewer steps, and one pair of runs.")
def main(text: Path, quick: bool) -> None:
    steps = 25 if quick else 65
    pairs = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for _ in range(1 if quick else 3):
            (one,), two = measure(text.absolute(), folder, 1, steps), measure(text.absolute(), folder, 2, steps)
            pairs.append((one, two))
            shown = ", ".join(f"{t['wall_ms']:.1f} ms ({t['cpu_ms']:.1f} CPU)" for t in [one, *two])
            click.echo(f"per step, one process, then each of two: {shown}", err=True)
        same = differences(folder)
    median = statistics.median
    result = {
        "bench": "ddp", "text": text.name, "ranks": 2, "steps": steps - WARM_UP, "pairs": len(pairs),
        "wall_ratio": round(median(one["wall_ms"] / max(t["wall_ms"] for t in two) for one, two in pairs), 3),
        "cpu_overhead": round(median(sum(t["cpu_ms"] for t in two) / one["cpu_ms"] for one, two in pairs) - 1, 3),
        "cpu_ratio": round(median(one["cpu_ms"] / max(t["cpu_ms"] for t in two) for one, two in pairs), 3),
        "cpu_ms": round(median(one["cpu_ms"] for one, _ in pairs), 1),
        "cpu_ms_per_rank": round(median(max(t["cpu_ms"] for t in two) for _, two in pairs), 1), **same,
    }  # fmt: skip
    click.echo(json.dumps(result))


if __name__ == "__main__":
    main()
