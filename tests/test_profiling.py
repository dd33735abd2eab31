"""A profiled run says where its time went, and is the same run."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.test_train import DROPPING, TINY, config, losses_of, stop_at
from vibejam.cli import cli
from vibejam.errors import ConfigError, TrainingInterrupted
from vibejam.profiling import OFF
from vibejam.train import TrainEvent, TrainResult, train_lm

REGIONS = {"batch", "forward", "backward", "averaging", "optimizer", "evaluating", "saving"}
OF_A_STEP = {"batch", "forward", "backward", "optimizer"}


@pytest.fixture(scope="module")
def profiled(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> TrainResult:
    return train_lm(corpus, tmp_path_factory.mktemp("profiled") / "m.pt", DROPPING, config(max_iters=40), profile=True)


def counts(table: Path) -> dict[str, int]:
    """How many times each region was passed, as the table says."""
    found = re.findall(r"^(\w+) +(\d+) +\d+\.\d+ +\d+\.\d%", table.read_text("utf-8"), flags=re.M)
    return {name: int(times) for name, times in found}


def regions_in(trace: Path) -> dict[str, int]:
    """How many times each region is in the trace."""
    events = json.loads(trace.read_text("utf-8"))["traceEvents"]
    named = [event["name"] for event in events if event.get("cat") == "user_annotation"]
    return {name: named.count(name) for name in named}


def test_the_table_divides_the_whole_run(profiled: TrainResult) -> None:
    times = counts(profiled.profile_path)
    assert times.keys() == REGIONS | {"recorder", "all"}
    assert [times[name] for name in (*sorted(OF_A_STEP), "all")] == [40] * 5
    assert (times["evaluating"], times["saving"]) == (5, 4)  # the closing evaluation is not saved
    text = profiled.profile_path.read_text("utf-8")
    assert "steps 11 to 30 were recorded" in text
    of_the_run = text.partition("costliest operations")[0]
    shares = [float(share) for share in re.findall(r"([\d.]+)% ", of_the_run)]
    assert sum(shares[:-1]) == pytest.approx(100, abs=1) and shares[-1] == 100


def test_the_table_names_operations(profiled: TrainResult) -> None:
    text = profiled.profile_path.read_text("utf-8").partition("costliest operations")[2]
    assert "aten::addmm" in text or "aten::mm" in text
    spent = [float(line.split()[0]) for line in text.splitlines()[2:]]
    assert len(spent) > 10 and spent == sorted(spent, reverse=True)


def test_the_trace_holds_the_regions_of_the_recorded_steps(profiled: TrainResult) -> None:
    times = regions_in(profiled.trace_path)
    assert {times[name] for name in OF_A_STEP} == {20}
    assert (times["evaluating"], times["saving"]) == (2, 2)  # of steps 20 and 30


def test_a_profiled_run_is_the_same_run(corpus: Path, tmp_path: Path, profiled: TrainResult) -> None:
    plain = train_lm(corpus, tmp_path / "m.pt", DROPPING, config(max_iters=40))
    assert plain.ckpt_path.read_bytes() == profiled.ckpt_path.read_bytes()
    assert losses_of(plain) == losses_of(profiled) and plain.val_loss == profiled.val_loss
    assert (plain.profile_path, plain.trace_path) == (None, None)
    assert not list(tmp_path.glob("*.profile.txt")) and not list(tmp_path.glob("*.trace.json"))


@pytest.mark.parametrize("steps, first", [(1, 1), (2, 1), (6, 2), (30, 8)])
def test_a_short_run_has_a_profile_too(corpus: Path, tmp_path: Path, steps: int, first: int) -> None:
    result = train_lm(corpus, tmp_path / "m.pt", TINY, config(max_iters=steps), profile=True)
    last = min(steps, first + 19)
    assert f"{steps} steps, of which steps {first} to {last} were recorded" in result.profile_path.read_text("utf-8")
    assert regions_in(result.trace_path)["forward"] == last - first + 1


def test_a_run_limited_by_time_has_a_profile_too(corpus: Path, tmp_path: Path) -> None:
    result = train_lm(corpus, tmp_path / "m.pt", TINY, config(max_iters=10**9, minutes=0.002), profile=True)
    assert counts(result.profile_path)["forward"] == result.steps
    assert result.trace_path is None or regions_in(result.trace_path)["forward"] >= 1  # on a slow machine it is one step


def test_a_stopped_run_leaves_the_profile_of_what_it_did(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingInterrupted):
        train_lm(corpus, tmp_path / "m.pt", TINY, config(), on_event=stop_at(10), profile=True)
    assert counts(tmp_path / "m.pt.profile.txt")["batch"] >= 10
    rest = train_lm(corpus, tmp_path / "m.pt", TINY, config(resume=True), profile=True)
    assert counts(rest.profile_path)["batch"] <= 14  # the profile of the second part replaces that of the first


def test_a_run_that_is_over_has_no_profile(corpus: Path, tmp_path: Path) -> None:
    train_lm(corpus, tmp_path / "m.pt", TINY, config())
    notes: list[str] = []
    again = train_lm(
        corpus, tmp_path / "m.pt", TINY, config(resume=True), on_event=lambda e: notes.append(e.message), profile=True
    )
    assert again.profile_path is None and "no step was made, so there is no profile" in notes


def test_the_files_are_told(corpus: Path, tmp_path: Path) -> None:
    notes: list[TrainEvent] = []
    result = train_lm(corpus, tmp_path / "m.pt", TINY, config(max_iters=2), on_event=notes.append, profile=True)
    assert f"profile: {result.profile_path}; trace: {result.trace_path}" in notes[-1].message
    assert json.loads(json.dumps(result.to_dict()))["trace_path"] == str(tmp_path / "m.pt.trace.json")
    arguments = ["train", corpus, "-o", tmp_path / "n.pt", "--max-iters", 2, "--n-embd", 16, "--device", "cpu", "--profile"]
    done = CliRunner().invoke(cli, list(map(str, arguments)))
    assert f"profile: {tmp_path / 'n.pt.profile.txt'}" in done.stdout and f"trace:   {tmp_path}" in done.stdout


@pytest.mark.parametrize("name", ["m.pt.profile.txt", "m.pt.trace.json"])
def test_what_is_not_a_profile_is_not_replaced(corpus: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("somebody's notes", "utf-8")
    with pytest.raises(ConfigError, match="left alone"):
        train_lm(corpus, tmp_path / "m.pt", TINY, config(), profile=True)
    assert [p.name for p in tmp_path.iterdir()] == [name]
    train_lm(corpus, tmp_path / "m.pt", TINY, config(max_iters=2))  # without a profile it is in nobody's way


def test_without_a_profile_a_region_is_nothing() -> None:
    assert OFF.region("forward") is OFF.region("backward")
