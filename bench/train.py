"""Our textbook GPT against nanoGPT on nanoGPT's own CPU recipe: same sizes, same text, one thread, run in turn.

    python -m bench.train --peer NANOGPT_DIR --text tinyshakespeare.txt [--seeds 3] [--quick]

Both train 4 layers of 128 with 4 heads, block 64, batch 12, 2000 steps, no dropout, as whole processes (imports, data,
evaluations and saving included). Then each result is measured over the whole validation split (the last tenth) in
windows of the block size. CPU time is user + system of the process, summed over its threads. The last line is JSON:
peer_val and val (nats per character), peer_cpu_s, cpu_s, process_ratio (ours / peer's, below 1 is cheaper),
cpu_ratio_to_peer_loss (training CPU we need until an evaluation is at the peer's loss, over the peer's whole process),
parameters. NANOGPT_DIR is a checkout of karpathy/nanoGPT, fetched by whoever runs this.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import click

STEPS = 2000
SIZES = {"n_layer": 4, "n_head": 4, "n_embd": 128, "block_size": 64, "batch_size": 12, "dropout": 0.0}

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
    # The peer has no flag for its seed; the line that sets it is the one thing changed in the copy.
    script = (folder / "train.py").read_text(encoding="utf-8")
    (folder / "bench_train.py").write_text(script.replace("manual_seed(1337", f"manual_seed({seed}"), encoding="utf-8")
    command = [sys.executable, "bench_train.py", "config/train_shakespeare_char.py"]
    cpu, _ = run([*command, *(f"--{k}={v}" for k, v in flags.items())], folder)
    _, out = run([sys.executable, "-c", PEER_EVALUATION, f"out-{seed}"], folder)
    _, val, parameters = out.strip().splitlines()[-1].split()
    return {"cpu_s": cpu, "val": float(val), "parameters": int(parameters)}


def train_ours(text: Path, folder: Path, seed: int) -> dict[str, float]:
    flags = {**SIZES, "max_iters": STEPS, "seed": seed, "text_path": text, "ckpt_path": folder / f"ours-{seed}.pt"}
    command = [sys.executable, "-m", "scripts.train_lm", "--json"]
    for name, value in flags.items():
        command += [f"--{name.replace('_', '-')}", str(value)]
    cpu, out = run(command, Path(__file__).parent.parent)
    result = json.loads(out)
    figures = [json.loads(line) for line in Path(result["metrics_path"]).read_text("utf-8").splitlines()]
    return {"cpu_s": cpu, "val": result["val_loss"], "parameters": result["parameters"], "figures": figures}


def until(loss: float, ours: dict) -> float:
    """CPU seconds until an evaluation was at `loss`: the process's start-up and end, and the share of the loop till there."""
    loop = ours["figures"][-1]["seconds"]
    there = next((f["seconds"] for f in ours["figures"] if f["val_loss"] <= loss), float("inf"))
    return ours["cpu_s"] - loop + there


@click.command(help=__doc__.split("\n")[0])
@click.option("--peer", required=True, type=click.Path(exists=True, path_type=Path), help="A checkout of karpathy/nanoGPT.")
@click.option("--text", required=True, type=click.Path(exists=True, path_type=Path), help="The text both learn.")
@click.option("--seeds", type=click.IntRange(min=1), default=3, show_default=True, help="Pairs of runs.")
@click.option("--quick", is_flag=True, help="One pair of runs.")
def main(peer: Path, text: Path, seeds: int, quick: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "peer")
        shutil.copytree(peer, folder, ignore=shutil.ignore_patterns(".git"))
        (folder / "data" / "bench").mkdir()
        run([sys.executable, "-c", PEER_DATA, str(text.absolute())], folder)
        pairs = []
        for seed in range(1337, 1337 + (1 if quick else seeds)):
            theirs, ours = train_peer(folder, seed), train_ours(text.absolute(), Path(name), seed)
            pairs.append((theirs, ours))
            click.echo(f"seed {seed}: peer {theirs['val']:.4f} in {theirs['cpu_s']:.1f} s; ours {ours['val']:.4f} in {ours['cpu_s']:.1f} s", err=True)  # fmt: skip
    median = statistics.median
    result = {
        "bench": "train", "text": text.name, "steps": STEPS, "seeds": len(pairs),
        "peer_val": median(p["val"] for p, _ in pairs), "val": median(o["val"] for _, o in pairs),
        "peer_cpu_s": round(median(p["cpu_s"] for p, _ in pairs), 1),
        "cpu_s": round(median(o["cpu_s"] for _, o in pairs), 1),
        "process_ratio": round(median(o["cpu_s"] / p["cpu_s"] for p, o in pairs), 3),
        "cpu_ratio_to_peer_loss": round(median(until(p["val"], o) / p["cpu_s"] for p, o in pairs), 3),
        "parameters": pairs[0][1]["parameters"], "peer_parameters": pairs[0][0]["parameters"],
    }  # fmt: skip
    click.echo(json.dumps(result))


if __name__ == "__main__":
    main()
