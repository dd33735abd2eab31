"""vibejam train against nanoGPT on nanoGPT's own CPU recipe: same text, same machine, one thread, whole processes in turn.

    python -m bench.train --peer NANOGPT_DIR --text tinyshakespeare.txt [--seeds 3] [--quick]

The peer trains 4 layers of 128 with 4 heads, block 64, batch 12, 2000 steps, to its end. Then `vibejam train` runs with the
same seed: 110 steps of the tiny preset, which should reach the peer's loss; a quarter of the peer's CPU time and all of it, with and without the
n-gram tables, the size left to the plan (what starting and closing cost is taken off the time, so that the whole process fits
into the share); and ten minutes (not with --quick, which is also one seed). All losses are nats per character over the
whole validation split, the last tenth, in windows of the model's own block size; CPU seconds are user + system.
The last line is JSON. cpu_ratio_to_peer_loss: CPU of our training steps over that of the peer's (null where its loss was not
reached). process_ratio_to_peer_loss: whole process over whole process. val_at_quarter, val_at_equal, val_10min:
the neural model alone; ..._no_tables: without n-gram tables; ..._mixed: mixed with the counted n-gram (one weight, fitted on
the validation split itself: slightly flattering; bench.voices fits and reports on different parts). ngram_floor: the
counted n-gram alone. cpu_share_...: CPU our whole process took over the peer's. NANOGPT_DIR is a checkout of
karpathy/nanoGPT, fetched by whoever runs this.
"""

from __future__ import annotations

import functools
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

STEPS = 2000
SIZES = {"n_layer": 4, "n_head": 4, "n_embd": 128, "block_size": 64, "batch_size": 12, "dropout": 0.0}
STEPS_TO_PEER_LOSS = 110  # of the tiny preset
MOST_PARAMETERS = 1.05  # times the peer's

# Lines of the peer's train.py that its copy changes: its seed, and how the CPU time of its training steps is taken.
PEER_CHANGES = {
    "manual_seed(1337": "manual_seed({seed}",
    "t0 = time.time()\nlocal_iter_num": "loop_began, aside = time.process_time(), 0.0\nt0 = time.time()\nlocal_iter_num",
    "        losses = estimate_loss()": (
        "        began = time.process_time()\n        losses = estimate_loss()\n        aside += time.process_time() - began"
    ),
}
PEER_END = "\nprint('STEPS_CPU', time.process_time() - loop_began - aside)\n"

# Run inside the peer's folder, by the peer's own code: its loss over every validation target in windows of 64.
PEER_EVALUATION = """
import sys; sys.path.insert(0, ".")
import numpy as np, torch
from model import GPT, GPTConfig
saved = torch.load(sys.argv[1] + "/ckpt.pt", weights_only=False)
model = GPT(GPTConfig(**saved["model_args"]))
model.load_state_dict(saved["model"]); model.eval()
ids = torch.from_numpy(np.memmap("data/bench/val.bin", dtype=np.uint16, mode="r").astype(np.int64))
T, total, count = 64, 0.0, 0
with torch.no_grad():
    for i in range(0, len(ids) - 1, T):
        x, y = ids[i:i + T][:len(ids) - 1 - i], ids[i + 1:i + 1 + T]
        total += model(x[None], y[None])[1].item() * len(y); count += len(y)
print("FULL", total / count, sum(p.numel() for p in model.parameters()))
"""

# What the peer's prepare.py does, without its download.
PEER_DATA = """
import pickle, sys, numpy as np
text = open(sys.argv[1], encoding="utf-8").read()
chars = sorted(set(text)); stoi = {c: i for i, c in enumerate(chars)}
ids = np.array([stoi[c] for c in text], dtype=np.uint16); n = int(len(ids) * 0.9)
ids[:n].tofile("data/bench/train.bin"); ids[n:].tofile("data/bench/val.bin")
pickle.dump({"vocab_size": len(chars), "stoi": stoi, "itos": dict(enumerate(chars))}, open("data/bench/meta.pkl", "wb"))
"""


def run(command: list[str], folder: Path) -> tuple[float, str]:
    """CPU seconds and output of a whole process with one thread."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def train_peer(folder: Path, seed: int) -> dict[str, float]:
    flags = {
        **SIZES, "dataset": "bench", "device": "cpu", "compile": False, "eval_iters": 20, "log_interval": 100,
        "max_iters": STEPS, "lr_decay_iters": STEPS, "out_dir": f"out-{seed}",
    }  # fmt: skip
    script = (folder / "train.py").read_text(encoding="utf-8")
    for before, after in PEER_CHANGES.items():
        if script.count(before) != 1:
            sys.exit(f"this is not the train.py that the bench knows: {before!r} is not there once")
        script = script.replace(before, after.format(seed=seed))
    (folder / "bench_train.py").write_text(script + PEER_END, encoding="utf-8")
    command = [sys.executable, "bench_train.py", "config/train_shakespeare_char.py"]
    cpu, out = run([*command, *(f"--{k}={v}" for k, v in flags.items())], folder)
    steps_cpu = next(float(line.split()[1]) for line in out.splitlines() if line.startswith("STEPS_CPU"))
    _, out = run([sys.executable, "-c", PEER_EVALUATION, f"out-{seed}"], folder)
    _, val, parameters = out.strip().splitlines()[-1].split()
    return {"cpu_s": cpu, "steps_cpu_s": steps_cpu, "val": float(val), "parameters": int(parameters)}


def train_ours(text: Path, folder: Path, seed: int, *flags: object) -> dict[str, Any]:
    """What `vibejam train --json` says, and the CPU seconds of the whole process."""
    command = ["-m", "vibejam", "train", text, "-o", folder / "ours.pt", "--seed", seed, "--json", *flags]
    cpu, out = run([sys.executable, *map(str, command)], Path(__file__).parent.parent)
    return json.loads(out) | {"cpu_s": cpu}


def one_seed(text: Path, peer: Path, folder: Path, seed: int, long_run: bool) -> dict[str, Any]:
    theirs = train_peer(peer, seed)
    ours = functools.partial(train_ours, text, folder, seed)
    reach = ours("--preset", "tiny", "--max-iters", STEPS_TO_PEER_LOSS)
    reached = reach["val_loss"] <= theirs["val"]
    around = reach["cpu_s"] - reach["cpu_seconds"]["learning"]  # starting, and the closing evaluation
    row = {
        "peer_val": theirs["val"], "peer_cpu_s": theirs["cpu_s"], "peer_steps_cpu_s": theirs["steps_cpu_s"],
        "peer_parameters": theirs["parameters"], "val_to_peer_loss": reach["val_loss"],
        "cpu_ratio_to_peer_loss": reach["cpu_seconds"]["learning"] / theirs["steps_cpu_s"] if reached else None,
        "process_ratio_to_peer_loss": reach["cpu_s"] / theirs["cpu_s"] if reached else None,
        "ngram_floor": reach["counted_loss"],
    }  # fmt: skip
    parameters = [reach["parameters"]]
    for name, share in (("quarter", 0.25), ("equal", 1.0)):
        minutes = f"{max(1.0, share * theirs['cpu_s'] - around) / 60:.4f}"
        for suffix, flags in (("", []), ("_no_tables", ["--option", "ngram_order=1"])):
            result = ours("--minutes", minutes, *flags)
            parameters.append(result["parameters"])
            row[f"val_at_{name}{suffix}"] = result["val_loss"]
            if not suffix:
                row[f"val_at_{name}_mixed"] = result["mixed_loss"]
                row[f"cpu_share_{name}"] = result["cpu_s"] / theirs["cpu_s"]
    row["parameters_over_peer"] = max(parameters) / theirs["parameters"]
    if long_run:
        result = ours("--minutes", 10)
        row |= {"val_10min": result["val_loss"], "val_10min_mixed": result["mixed_loss"]}
        row |= {"parameters_10min": result["parameters"], "cpu_s_10min": result["cpu_s"]}
    return row


@click.command(help=__doc__.split("\n")[0])
@click.option("--peer", required=True, type=click.Path(exists=True, path_type=Path), help="A checkout of karpathy/nanoGPT.")
@click.option("--text", required=True, type=click.Path(exists=True, path_type=Path), help="The text both learn.")
@click.option("--seeds", type=click.IntRange(min=1), default=3, show_default=True, help="How many, from 1337 on.")
@click.option("--quick", is_flag=True, help="One seed, without the ten minutes.")
def main(peer: Path, text: Path, seeds: int, quick: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "peer")
        shutil.copytree(peer, folder, ignore=shutil.ignore_patterns(".git"))
        (folder / "data" / "bench").mkdir()
        run([sys.executable, "-c", PEER_DATA, str(text.absolute())], folder)
        rows = []
        for seed in range(1337, 1337 + (1 if quick else seeds)):
            rows.append(one_seed(text.absolute(), folder, Path(name), seed, long_run=not quick))
            click.echo(f"seed {seed}: {json.dumps(rows[-1])}", err=True)
    medians = {key: _median([row[key] for row in rows]) for key in rows[0]}
    click.echo(json.dumps({"bench": "train", "text": text.name, "seeds": len(rows), **medians}))


def _median(values: list[float | None]) -> float | None:
    """None, a loss that was not reached, counts as more than any number."""
    middle = statistics.median(float("inf") if value is None else value for value in values)
    return None if middle == float("inf") else round(middle, 4)


if __name__ == "__main__":
    main()
