"""A training run that is killed, at any moment and more than once, ends with the bytes of one that was left alone."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT

RUNS = 20
MOST_KILLS = 3  # of one run
SETTINGS = {
    "--n-layer": 1, "--n-head": 2, "--n-embd": 16, "--block-size": 16, "--batch-size": 4, "--dropout": 0.2,
    "--max-iters": 2500, "--device": "cpu",
}  # fmt: skip


def start(corpus: Path, ckpt: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "scripts.train_lm", "--text-path", str(corpus), "--ckpt-path", str(ckpt)]
    settings = [str(part) for setting in SETTINGS.items() for part in setting]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    return subprocess.Popen(
        [*command, *settings, *more], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def kill_after(process: subprocess.Popen[bytes], seconds: float) -> str:
    """What happened: killed, or done before that."""
    try:
        _, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        _, errors = process.communicate()
    if process.returncode == -signal.SIGKILL:
        return "killed"
    assert process.returncode == 0, errors.decode()
    return "done"


def losses(ckpt: Path) -> list[tuple[float, float, float]]:
    lines = Path(f"{ckpt}.metrics.jsonl").read_text("utf-8").splitlines()
    return [(figures["step"], figures["train_loss"], figures["val_loss"]) for figures in map(json.loads, lines)]


@pytest.mark.slow
def test_a_killed_run_ends_as_if_it_had_been_left_alone(corpus: Path, tmp_path: Path) -> None:
    began = time.monotonic()
    whole = tmp_path / "whole" / "m.pt"
    assert kill_after(start(corpus, whole), 600) == "done"
    duration = time.monotonic() - began
    print(f"\nleft alone: {duration:.1f} s, evaluations at {[int(step) for step, _, _ in losses(whole)]}")
    moments = random.Random(20)
    for number in range(RUNS):
        folder = tmp_path / str(number)
        ckpt, story = folder / "m.pt", []
        for kill in range(MOST_KILLS):
            # The first moments of all runs are spread evenly from the start to near the end.
            share = (number + moments.random()) / RUNS if kill == 0 else moments.random()
            outcome = kill_after(start(corpus, ckpt, *(["--resume"] if kill else [])), share * duration)
            files = sorted(p.name.replace("m.pt", "*") for p in folder.iterdir()) if folder.exists() else []
            story.append(f"{outcome} at {share * duration:.1f} s with {' '.join(files) or 'nothing'} written")
            if outcome == "done" or moments.random() < 0.5:
                break
        assert kill_after(start(corpus, ckpt, "--resume"), 600) == "done", story
        same = ckpt.read_bytes() == whole.read_bytes() and losses(ckpt) == losses(whole)
        print(f"run {number}: {'; '.join(story)}; resumed to {'the same bytes' if same else 'ANOTHER MODEL'}", flush=True)
        assert same, story
        assert [p.name for p in folder.iterdir() if p.suffix == ".tmp"] == []
