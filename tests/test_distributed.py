"""Several processes learn what one learns, write and report as one, and none is left waiting for another that failed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from tests.conftest import ROOT
from tests.test_train import interrupt, losses_of, weights_of
from vibejam.arch import build_model
from vibejam.config import ModelConfig, TrainConfig
from vibejam.device import choose_threads
from vibejam.distributed import ALONE, World, _Many, in_company, is_first_process, speaks_for_all
from vibejam.errors import ConfigError
from vibejam.sharding import check_shardable
from vibejam.train import TrainResult, train_lm

MODEL = ModelConfig(n_layer=1, n_head=2, n_embd=16, block_size=16)
CONFIG = TrainConfig(max_iters=40, batch_size=4, eval_interval=10, eval_iters=3, device="cpu")

# What torchrun starts. PROCESS 1 meets its fate in the batch of step 15.
SCRIPT = """
import os, signal, sys
from vibejam.cli.common import run
from vibejam.config import ModelConfig, TrainConfig
from vibejam.data import TokenDataset
import click, json, vibejam.train

fate, corpus, ckpt, model, config = sys.argv[1:]
draw = TokenDataset.training_batch

def training_batch(self, step, seed):
    if os.environ["RANK"] == "1" and step == 15:
        if fate == "fails":
            raise RuntimeError("something broke")
        if fate in ("SIGKILL", "SIGTERM"):
            os.kill(os.getpid(), getattr(signal, fate))
    return draw(self, step, seed)

TokenDataset.training_batch = training_batch

@click.command()
def main():
    configs = ModelConfig(**json.loads(model)), TrainConfig(**json.loads(config))
    from vibejam.cli.common import note, report
    result = vibejam.train.train_lm(corpus, ckpt, *configs, on_event=lambda event: note(f"{event.kind} {event.step} {event.message}"))
    report("done", {})

sys.exit(run(main, []))
"""


def torchrun(*command: str | Path) -> subprocess.CompletedProcess[str]:
    start = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node=2", *map(str, command)]
    done = subprocess.run(start, cwd=ROOT, capture_output=True, text=True, timeout=120)
    said_by_us = done.stderr.split("torch/distributed/elastic")[0]
    assert "Traceback" not in said_by_us, done.stderr
    return done


def two_processes(
    folder: Path, corpus: Path, ckpt: Path, config: TrainConfig = CONFIG, fate: str = "lives"
) -> subprocess.CompletedProcess[str]:
    script = folder / "two.py"
    script.write_text(SCRIPT, "utf-8")
    return torchrun(script, fate, corpus, ckpt, json.dumps(MODEL.to_dict()), json.dumps(config.to_dict()))


def exit_codes(done: subprocess.CompletedProcess[str]) -> set[int]:
    """Those of the processes, from torchrun's report."""
    return {int(code) for code in re.findall(r"exitcode +: (-?\d+)", done.stderr)}


def assert_nearly_the_same(one: Path, two: Path) -> None:
    a, b = weights_of(one), weights_of(two)
    for name in a:
        torch.testing.assert_close(a[name], b[name], atol=1e-4, rtol=1e-3)


def figures(ckpt: Path) -> list[tuple[float, float, float]]:
    lines = map(json.loads, Path(f"{ckpt}.metrics.jsonl").read_text("utf-8").splitlines())
    return [(line["step"], line["train_loss"], line["val_loss"]) for line in lines]


@pytest.fixture(scope="module")
def alone(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> TrainResult:
    """The same run by one process."""
    return train_lm(corpus, tmp_path_factory.mktemp("alone") / "m.pt", MODEL, CONFIG)


def assert_the_same_losses(ckpt: Path, alone: TrainResult) -> None:
    for one, two in zip(losses_of(alone), figures(ckpt), strict=True):
        assert two == pytest.approx(one, abs=1e-5)


# -- two processes -----------------------------------------------------------------------------------------------------


def test_two_processes_learn_what_one_learns(corpus: Path, tmp_path: Path, alone: TrainResult) -> None:
    flags = {"--max-iters": 40, "--batch-size": 4, "--n-layer": 1, "--n-head": 2, "--n-embd": 16, "--block-size": 16}
    ckpt = tmp_path / "m.pt"
    settings = [str(part) for flag in flags.items() for part in flag]
    done = torchrun("-m", "scripts.train_lm", "--text-path", corpus, "--ckpt-path", ckpt, "--device", "cpu", "--json", *settings)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["steps"] == 40  # one object, of one process
    assert done.stderr.count("each of 2 processes") == 1 and done.stderr.count("best so far, saved") == 1
    assert_nearly_the_same(alone.ckpt_path, ckpt)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(p.name for p in alone.ckpt_path.parent.iterdir())
    assert figures(ckpt)[-1][2] == pytest.approx(losses_of(alone)[-1][2], abs=0.05)  # over other windows: eval_iters


@pytest.mark.parametrize("shard", [False, True])
def test_what_one_process_began_two_go_on_with(corpus: Path, tmp_path: Path, alone: TrainResult, shard: bool) -> None:
    ckpt = tmp_path / "m.pt"
    interrupt(corpus, ckpt, MODEL, CONFIG, at=20)
    done = two_processes(tmp_path, corpus, ckpt, replace(CONFIG, resume=True, shard=shard))
    assert done.returncode == 0 and done.stdout == "done\n", done.stderr
    assert done.stderr.count("processes: 2, and 1 before") == 1
    assert done.stderr.count("eval 40") == 1
    assert_the_same_losses(ckpt, alone)
    assert_nearly_the_same(alone.ckpt_path, ckpt)


@pytest.mark.parametrize("shard", [False, True])
def test_a_signal_to_one_stops_and_saves_both_and_one_goes_on(
    corpus: Path, tmp_path: Path, alone: TrainResult, shard: bool
) -> None:
    ckpt = tmp_path / "m.pt"
    done = two_processes(tmp_path, corpus, ckpt, replace(CONFIG, shard=shard), fate="SIGTERM")
    assert exit_codes(done) == {130} and done.stdout == ""
    assert done.stderr.count("stopped at step 16; everything up to here is saved") == 1
    result = train_lm(corpus, ckpt, MODEL, replace(CONFIG, resume=True))
    assert result.steps == 40
    assert_the_same_losses(ckpt, alone)
    assert_nearly_the_same(alone.ckpt_path, ckpt)


def test_two_processes_agree_on_the_time(corpus: Path, tmp_path: Path) -> None:
    """Each has a clock of its own, on which depend the rate of learning, when to evaluate, and when to end."""
    done = two_processes(tmp_path, corpus, tmp_path / "m.pt", replace(CONFIG, max_iters=10**9, minutes=0.02))
    assert done.returncode == 0 and done.stdout == "done\n", done.stderr
    assert len(figures(tmp_path / "m.pt")) >= 2


def test_a_batch_that_cannot_be_shared_is_refused_once(corpus: Path, tmp_path: Path) -> None:
    done = two_processes(tmp_path, corpus, tmp_path / "m.pt", TrainConfig(batch_size=7, device="cpu"))
    assert exit_codes(done) == {ConfigError.exit_code}
    assert done.stderr.count("batch_size (7) must be divisible by 2") == 1 and "--batch-size 8" in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["two.py"]


@pytest.mark.parametrize(
    "fate, said, codes",
    [
        ("SIGKILL", "another process of this run is gone", {-9, 1}),
        ("fails", "a bug in vibejam: RuntimeError: something broke", {1}),
    ],
)
def test_the_failure_of_one_ends_both_and_is_said_once(
    corpus: Path, tmp_path: Path, fate: str, said: str, codes: set[int]
) -> None:
    began = time.monotonic()
    done = two_processes(tmp_path, corpus, tmp_path / "m.pt", fate=fate)
    assert time.monotonic() - began < 60  # it takes seconds; waiting for the dead would take half an hour
    assert done.returncode == 1 and exit_codes(done) <= codes
    assert done.stderr.count(said) == 1 and done.stderr.count("error:") == 1, done.stderr
    assert figures(tmp_path / "m.pt")[-1][0] == 10  # what was saved before is there


# -- the parts, without processes --------------------------------------------------------------------------------------


@pytest.fixture
def member(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, int], World]:
    """Process `rank` of `size` on one machine, which has not met the others."""

    def of(rank: int, size: int) -> World:
        names = {"RANK": rank, "LOCAL_RANK": rank, "WORLD_SIZE": size, "LOCAL_WORLD_SIZE": size, "MASTER_PORT": 1}
        for name, value in names.items():
            monkeypatch.setenv(name, str(value))
        return _Many()

    return of


def test_the_parts_of_a_batch_make_the_batch(member: Callable[[int, int], World]) -> None:
    ids = torch.arange(24).view(12, 2)
    parts = [member(rank, 3).part((ids, ids + 1)) for rank in range(3)]
    assert torch.equal(torch.cat([ids for ids, _ in parts]), ids)
    assert torch.equal(torch.cat([targets for _, targets in parts]), ids + 1)


def test_shared_work_is_done_once(member: Callable[[int, int], World]) -> None:
    assert sorted(item for rank in range(3) for item in member(rank, 3).share(range(10))) == list(range(10))


def test_processes_draw_different_masks(member: Callable[[int, int], World]) -> None:
    drawn = []
    for rank in range(3):
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(member(rank, 3).seed(5))
            drawn.append(tuple(torch.rand(4).tolist()))
    assert len(set(drawn)) == 3
    assert member(0, 3).seed(5) == ALONE.seed(5) == 5


@pytest.mark.parametrize("batch_size, parts, fitting", [(5, 1, 6), (1, 1, 3), (8, 2, 6)])
def test_a_batch_that_fits_is_proposed(member: Callable[[int, int], World], batch_size: int, parts: int, fitting: int) -> None:
    with pytest.raises(ConfigError, match="divisible by") as caught:
        member(0, 3).check_batch(batch_size, parts)
    assert caught.value.hint == f"for example --batch-size {fitting}"
    member(0, 3).check_batch(fitting, parts)


def test_alone_nothing_changes() -> None:
    loss, batch = torch.tensor(1.5), (torch.ones(2, 2), torch.zeros(2, 2))
    assert ALONE.is_first and not in_company() and is_first_process() and speaks_for_all()
    assert ALONE.part(batch) is batch and ALONE.average(loss, []) is loss
    assert ALONE.agree(2.5, True) == (2.5, True) and ALONE.total(1, 2) == [1, 2]
    ALONE.check_batch(7, 1)
    ALONE.check_same("anything")
    ALONE.wait()


def test_what_cannot_be_sharded_is_refused(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="several processes") as caught:
        train_lm(corpus, tmp_path / "m.pt", MODEL, replace(CONFIG, shard=True))
    assert "torchrun" in (caught.value.hint or "")
    with pytest.raises(ConfigError, match="learns by muon") as caught:
        check_shardable(build_model("gpt_fast", ModelConfig(vocab_size=10)))
    assert "--arch gpt" in (caught.value.hint or "")
    model = build_model("gpt", ModelConfig(vocab_size=10))
    check_shardable(model)
    del model.blocks
    with pytest.raises(ConfigError, match="no list of blocks"):
        check_shardable(model)


def test_an_environment_that_is_half_there_is_refused(
    member: Callable[[int, int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    member(0, 2)
    monkeypatch.delenv("LOCAL_RANK")
    with pytest.raises(ConfigError, match="LOCAL_RANK") as caught:
        _Many()
    assert "torchrun" in (caught.value.hint or "")


def test_processes_share_the_cores() -> None:
    threads = choose_threads(512, torch.device("cpu"), processes=10**6)
    assert threads.value == 1 and "1000000 processes" in threads.reason
    assert choose_threads(512, torch.device("cpu"), processes=2).value >= 1
