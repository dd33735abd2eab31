"""Ctrl-C, as a person presses it: what is said, what is saved, and how it goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")


def interrupted(*command: str) -> tuple[int, str, str]:
    """Run a command, press Ctrl-C at its first progress line, and return its exit code, stdout and stderr."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    said = ""
    for line in process.stderr:
        said += line
        if line.startswith("step "):
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=300)
    return process.returncode, out, said + err


@pytest.mark.parametrize("command", ["script", "train", "learn"])
def test_ctrl_c_saves_and_says_how_to_go_on(command: str, corpus: Path, voices: Path, tmp_path: Path) -> None:
    ckpt = str(tmp_path / "m.pt")
    lines = {
        "script": ("scripts.train_lm", "--text-path", str(corpus), "--ckpt-path", ckpt),
        "train": ("vibejam", "train", str(corpus), "-o", ckpt),
        "learn": ("vibejam", "learn", str(voices / "letters"), "--voice", "me"),
    }
    code, out, err = interrupted(*lines[command])
    assert code == 130
    assert out == "" and "Traceback" not in err and "error" not in err
    assert "everything up to here is saved" in err
    assert ("same command" if command == "learn" else "--resume") in err.splitlines()[-1]
    again = interrupted(*lines[command], *([] if command == "learn" else ["--resume"]))
    assert "resuming at step" in again[2]
