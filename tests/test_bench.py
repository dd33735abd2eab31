"""bench/: each measurement runs, quickly and on little text, and ends with its line of JSON. No figure is judged here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.mark.skipif(not os.path.exists("/proc/self/clear_refs"), reason="about memory as Linux tells it")
def test_encoding_is_measured_beside_a_plain_loop(corpus: Path) -> None:
    command = [sys.executable, "-m", "bench.encode", "--text", str(corpus), "--megabytes", "5", "--megabytes", "9", "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert (result["bench"], result["text"]) == ("encode", corpus.name)
    assert [size["mb"] for size in result["sizes"]] == pytest.approx([0.05, 0.09, 0.25], rel=0.1)
    assert all(set(size) == {"mb", "mb_per_cpu_s", "peak_mb", "grown_mb"} for size in result["sizes"])
    assert result["ratio_to_python_loop"] > 0 and result["bpe_ratio_to_library"] > 0 and result["bpe_learn_mb_per_cpu_s"] > 0
    assert {"memory_growth_mb", "bpe_mb_per_cpu_s", "bpe_memory_growth_mb"} <= result.keys()


def test_training_is_measured_beside_counting(voices: Path) -> None:
    command = [sys.executable, "-m", "bench.voices", str(voices / "letters"), "--quick", "--minutes", "0.02"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    row = result["voices"]["letters"]
    assert row["characters"] > 5 * row["test_characters"] > 0
    assert 0 < row["mixed"] <= min(row["neural"], row["counted"]) + 0.1
    assert result["neural_below_counted"] is None  # of corpora that are large enough there is none


def test_the_cost_of_size_is_fitted(corpus: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.scaling", "--text", str(corpus), "--quick"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert len(result["runs"]) == 4
    assert {"floor", "a", "b", "p", "q"} == result["fit"].keys() and all(value >= 0 for value in result["fit"].values())
    assert result["worst_residual"] < 1


def test_the_judges_are_judged(voices: Path) -> None:
    command = [sys.executable, "-m", "bench.judges", str(voices), "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert set(result["people"]) == {"letters", "engineer"} and result["drafts"] == {}
    assert all(set(lengths) == {"50", "100", "300"} for row in result["people"].values() for lengths in row.values())


def test_the_guard_is_measured_on_its_test_set() -> None:
    done = subprocess.run([sys.executable, "-m", "bench.guard"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["bench"] == "guard"
    parts = {name: part for name, part in result.items() if name != "bench"}
    assert {"dev", "heldout"} <= parts.keys() and sum(part["flips"] for part in parts.values()) >= 240
    assert all(0 <= part[share] <= 1 for part in parts.values() for share in ("recall", "refused"))


def test_the_score_is_measured(voices: Path, tmp_path: Path) -> None:
    plot = tmp_path / "score.svg"
    folders = [str(voices / name) for name in ("letters", "engineer")]
    command = [sys.executable, "-m", "bench.score", *folders, "--quick", "--out", str(plot)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert set(result["voices"]) == {"letters", "engineer"}
    for name, row in result["voices"].items():
        assert set(row) == {"50", "100", "300", "drafts"} and row["drafts"]["auc"] is None
        assert row["50"]["passages"] > row["100"]["passages"] > row["300"]["passages"] > 0
        assert row["50"]["hardest"] in {"letters", "engineer"} - {name} and 0 <= row["50"]["auc"] <= 1
    assert all(0 <= share <= 1 for points in result["share_of_own"].values() for _, share in points)
    assert plot.read_text("utf-8").startswith("<svg")


def test_rewriting_from_parallel_text_is_measured(tmp_path: Path) -> None:
    lines = [(f"{name} does not know {other}.", f"{name} knoweth not {other}.") for name in "ABCDEFGH" for other in "KLMNOP"]
    for part, some in (("train", lines[8:]), ("valid", lines[:4]), ("test", lines[4:8])):
        for side, column in (("old", 0), ("new", 1)):
            (tmp_path / f"{part}.{side}.txt").write_text("".join(f"{pair[column]}\n" for pair in some))
    command = [sys.executable, "-m", "bench.parallel", str(tmp_path), "old", "new", "--quick", "--minutes", "0.05"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert set(result["bleu"]) == set(result["chrf"]) == {"copy", "phrases", "beams 1", "beams 4", "beams 8"}
    assert result["bleu"]["copy"] < result["bleu"]["phrases"] <= 100 and result["pairs"] == 40
