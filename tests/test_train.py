"""The training loop: it learns, it says so, and it may be stopped at any moment without anything being lost."""

from __future__ import annotations

import json
import math
import random
import shutil
import signal
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from vibejam.arch import build_model
from vibejam.checkpoint import load_checkpoint, resume_path
from vibejam.config import DataConfig, ModelConfig, TrainConfig
from vibejam.data import CharDataset
from vibejam.errors import ConfigError, DataError, MissingError, TrainingInterrupted, VibejamError
from vibejam.loss import mean_loss, next_token_loss
from vibejam.resume import saved_configs
from vibejam.tensorfile import read_tensors, write_tensors
from vibejam.train import TrainEvent, TrainResult, estimate_loss, train_lm

TINY = ModelConfig(n_layer=1, n_head=2, n_embd=16, block_size=16)
DROPPING = ModelConfig(n_layer=1, n_head=2, n_embd=16, block_size=16, dropout=0.3, arch="gpt_fast")


def config(**changes: Any) -> TrainConfig:
    base = {"max_iters": 24, "batch_size": 4, "eval_interval": 10, "eval_iters": 2, "device": "cpu"}
    return TrainConfig(**base | changes)


def stop_at(step: int, kind: str = "eval") -> Callable[[TrainEvent], None]:
    """An `on_event` that presses Ctrl-C once, at the first event of that kind at or after `step`."""
    pressed: list[int] = []

    def on_event(event: TrainEvent) -> None:
        if event.kind == kind and event.step >= step and not pressed:
            pressed.append(event.step)
            signal.raise_signal(signal.SIGINT)

    return on_event


def interrupt(corpus: Path, ckpt: Path, model: ModelConfig, train: TrainConfig, at: int = 10, kind: str = "eval") -> None:
    with pytest.raises(TrainingInterrupted) as caught:
        train_lm(corpus, ckpt, model, train, on_event=stop_at(at, kind))
    assert caught.value.exit_code == 130 and "--resume" in caught.value.hint


def weights_of(ckpt: Path) -> dict[str, torch.Tensor]:
    return dict(load_checkpoint(ckpt).model.state_dict())


def assert_same_weights(one: Path, two: Path) -> None:
    a, b = weights_of(one), weights_of(two)
    assert a.keys() == b.keys()
    assert [name for name in a if not torch.equal(a[name], b[name])] == []


def losses_of(result: TrainResult) -> list[tuple[float, float, float]]:
    return [(h["step"], h["train_loss"], h["val_loss"]) for h in result.history]


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# -- learning ----------------------------------------------------------------------------------------------------------


def test_the_loss_falls(corpus: Path, tmp_path: Path) -> None:
    result = train_lm(corpus, tmp_path / "m.pt", TINY, config(max_iters=60, eval_interval=20, batch_size=8))
    vocabulary = load_checkpoint(tmp_path / "m.pt").model.config.vocab_size
    assert result.val_loss < 0.8 * math.log(vocabulary)
    assert result.history[-1]["val_loss"] < result.history[0]["val_loss"]
    assert result.history[-1]["train_loss"] < result.history[0]["train_loss"]


def test_the_result_says_what_happened(corpus: Path, tmp_path: Path) -> None:
    ckpt = tmp_path / "deep" / "er" / "m.pt"
    result = train_lm(corpus, ckpt, TINY, config(seed=5))
    dataset = CharDataset(corpus, DataConfig(block_size=16, batch_size=4))
    assert (result.steps, result.stopped, result.seed) == (24, "finished", 5)
    assert [h["step"] for h in result.history] == [10, 20, 24]
    assert result.ckpt_path == ckpt and ckpt.exists()
    assert result.parameters == load_checkpoint(ckpt).model.num_parameters()
    assert (result.train_tokens, result.val_tokens) == tuple(len(dataset.tokens[s]) for s in ("train", "val"))
    assert result.seconds > 0
    shown = json.loads(json.dumps(result.to_dict()))
    assert shown["ckpt_path"] == str(ckpt) and "history" not in shown


def test_every_evaluation_is_a_line_of_figures(corpus: Path, tmp_path: Path) -> None:
    result = train_lm(corpus, tmp_path / "m.pt", TINY, config())
    lines = [json.loads(line) for line in result.metrics_path.read_text("utf-8").splitlines()]
    assert lines == result.history and len(lines) == 3
    for line in lines:
        assert {"step", "train_loss", "val_loss", "learning_rate", "tokens_per_second", "seconds"} <= line.keys()
        assert all(math.isfinite(value) for value in line.values())


def test_the_curve_is_a_picture(corpus: Path, tmp_path: Path) -> None:
    result = train_lm(corpus, tmp_path / "m.pt", TINY, config())
    root = ET.parse(result.curve_path).getroot()
    lines = root.findall("{http://www.w3.org/2000/svg}polyline")
    assert [len(line.attrib["points"].split()) for line in lines] == [3, 3, 3]


def test_the_events_tell_the_evaluations(corpus: Path, tmp_path: Path) -> None:
    events: list[TrainEvent] = []
    result = train_lm(corpus, tmp_path / "m.pt", TINY, config(), on_event=events.append)
    evaluations = [e for e in events if e.kind == "eval"]
    assert [(e.step, e.train_loss, e.val_loss) for e in evaluations] == losses_of(result)
    assert [e.share_done for e in evaluations] == pytest.approx([10 / 24, 20 / 24, 1.0])
    assert [e.step for e in evaluations if e.is_best][-1] == result.best_step
    notes = " ".join(e.message for e in events if e.kind == "note")
    assert "cpu" in notes and f"{result.parameters:,} parameters" in notes


def test_the_same_run_twice_gives_the_same_bytes(corpus: Path, tmp_path: Path) -> None:
    one = train_lm(corpus, tmp_path / "one.pt", DROPPING, config())
    two = train_lm(corpus, tmp_path / "two.pt", DROPPING, config())
    assert (tmp_path / "one.pt").read_bytes() == (tmp_path / "two.pt").read_bytes()
    assert losses_of(one) == losses_of(two) and one.val_loss == two.val_loss


def test_another_seed_gives_another_model(corpus: Path, tmp_path: Path) -> None:
    one = train_lm(corpus, tmp_path / "one.pt", TINY, config(seed=1))
    two = train_lm(corpus, tmp_path / "two.pt", TINY, config(seed=2))
    assert losses_of(one) != losses_of(two)


def test_a_batch_in_parts_is_a_batch(corpus: Path, tmp_path: Path) -> None:
    settings = {"max_iters": 6, "batch_size": 8, "eval_interval": 2, "learning_rate": 1e-3}
    whole = train_lm(corpus, tmp_path / "whole.pt", TINY, config(**settings))
    parts = train_lm(corpus, tmp_path / "parts.pt", TINY, config(**settings, grad_accum_steps=4))
    for one, two in zip(losses_of(whole), losses_of(parts), strict=True):
        assert one == pytest.approx(two, rel=1e-5)
    ids = torch.randint(2, 40, (2, 16), generator=torch.Generator().manual_seed(0))
    one, two = (load_checkpoint(tmp_path / f"{name}.pt").model(ids)[0] for name in ("whole", "parts"))
    torch.testing.assert_close(one, two, atol=1e-4, rtol=1e-3)


def test_the_weights_kept_are_the_best_of_the_history(tmp_path: Path) -> None:
    corpus = overfitting_corpus(tmp_path)
    result = train_lm(corpus, tmp_path / "m.pt", TINY, config(max_iters=150, patience=0, learning_rate=3e-2, batch_size=8))
    best = min(result.history, key=lambda h: h["val_loss"])
    assert best["step"] < result.steps  # else the test would show nothing
    assert result.best_step == best["step"]
    checkpoint = load_checkpoint(tmp_path / "m.pt")
    assert (checkpoint.about["step"], checkpoint.about["val_loss"]) == (best["step"], best["val_loss"])
    dataset = CharDataset(corpus, checkpoint.data_config, checkpoint.tokenizer)
    again = estimate_loss(checkpoint.model, dataset, checkpoint.train_config)
    assert (again["train"], again["val"]) == (best["train_loss"], best["val_loss"])


def overfitting_corpus(folder: Path) -> Path:
    """Noise: whatever is learnt about one half of it is wrong about the other."""
    letters = random.Random(0)
    path = folder / "noise.txt"
    path.write_text("".join(letters.choice("abcdefgh") for _ in range(600)), "utf-8")
    return path


def test_a_run_that_only_overfits_stops_early(tmp_path: Path) -> None:
    settings = config(max_iters=2000, eval_interval=5, patience=3, learning_rate=3e-2)
    result = train_lm(overfitting_corpus(tmp_path), tmp_path / "m.pt", TINY, settings)
    assert result.stopped == "early" and result.steps < 2000
    assert len([h for h in result.history if h["step"] > result.best_step]) == 3
    assert min(h["val_loss"] for h in result.history[-3:]) >= load_checkpoint(tmp_path / "m.pt").about["val_loss"]


def test_without_patience_a_run_goes_to_its_end(tmp_path: Path) -> None:
    settings = config(max_iters=60, eval_interval=2, patience=0, learning_rate=3e-2)
    result = train_lm(overfitting_corpus(tmp_path), tmp_path / "m.pt", TINY, settings)
    assert (result.stopped, result.steps) == ("finished", 60)


def test_a_time_budget_ends_a_run_before_its_last_step(corpus: Path, tmp_path: Path) -> None:
    result = train_lm(corpus, tmp_path / "m.pt", TINY, config(max_iters=10**9, minutes=0.003))
    assert 1 <= result.steps < 10**9
    assert result.stopped in ("finished", "early") and result.history
    assert load_checkpoint(tmp_path / "m.pt").about["step"] == result.best_step


def test_a_generous_time_budget_adds_no_steps(corpus: Path, tmp_path: Path) -> None:
    assert train_lm(corpus, tmp_path / "m.pt", TINY, config(max_iters=5, minutes=30.0)).steps == 5


# -- losses ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small() -> CharDataset:
    text = "".join(random.Random(1).choice("abcd ") for _ in range(1000))
    return CharDataset(text, DataConfig(block_size=16, batch_size=4))


def untrained(dataset: CharDataset, dropout: float = 0.0) -> Any:
    torch.manual_seed(0)
    return build_model(
        "gpt", ModelConfig(n_layer=1, n_head=2, n_embd=16, block_size=16, dropout=dropout, vocab_size=dataset.vocab_size)
    )


@pytest.mark.parametrize("split", ["train", "val"])
def test_evaluating_a_whole_split_counts_every_token_once(small: CharDataset, split: str) -> None:
    model = untrained(small).eval()
    tokens = torch.from_numpy(small.tokens[split].astype("int64"))
    total, count = 0.0, 0
    for start in range(0, len(tokens) - 1, 16):
        targets = tokens[start + 1 : start + 17]
        with torch.no_grad():
            logits = model(tokens[start : start + len(targets)][None])[0][0]
        for row, target in zip(logits.log_softmax(dim=1), targets, strict=True):
            total -= row[target].item()
            count += 1
    assert count == len(tokens) - 1
    assert count % 16 != 0  # the last window is a short one
    assert mean_loss(model, small, split) == pytest.approx(total / count, rel=1e-5)


def test_the_loss_is_that_of_the_next_token() -> None:
    logits = torch.randn(2, 3, 5, generator=torch.Generator().manual_seed(0))
    targets = torch.tensor([[0, 1, 2], [3, 4, 0]])
    by_hand = -sum(logits[b, t].log_softmax(0)[targets[b, t]] for b in range(2) for t in range(3)) / 6
    assert next_token_loss(logits, targets).item() == pytest.approx(by_hand.item(), rel=1e-5)


@pytest.mark.parametrize("training", [True, False])
def test_estimating_a_loss_leaves_no_trace(small: CharDataset, training: bool) -> None:
    model = untrained(small, dropout=0.5).train(training)
    before, weights = torch.random.get_rng_state(), {k: v.clone() for k, v in model.state_dict().items()}
    first = estimate_loss(model, small, config())
    assert estimate_loss(model, small, config()) == first
    assert model.training is training
    assert torch.equal(torch.random.get_rng_state(), before)
    assert all(torch.equal(weights[name], tensor) for name, tensor in model.state_dict().items())
    assert all(p.grad is None for p in model.parameters())
    assert first.keys() == {"train", "val"} and all(map(math.isfinite, first.values()))


def test_training_leaves_the_random_numbers_of_others_alone(corpus: Path, tmp_path: Path) -> None:
    before = torch.random.get_rng_state()
    train_lm(corpus, tmp_path / "m.pt", DROPPING, config())
    assert torch.equal(torch.random.get_rng_state(), before)


def test_the_random_numbers_of_others_do_not_reach_a_run(corpus: Path, tmp_path: Path) -> None:
    torch.manual_seed(1)
    train_lm(corpus, tmp_path / "one.pt", DROPPING, config())
    torch.manual_seed(2)
    train_lm(corpus, tmp_path / "two.pt", DROPPING, config(), on_event=lambda event: torch.manual_seed(3))
    assert_same_weights(tmp_path / "one.pt", tmp_path / "two.pt")


# -- stopping and going on ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [10, 20])
def test_a_resumed_run_is_the_uninterrupted_one_bit_for_bit(corpus: Path, tmp_path: Path, at: int) -> None:
    settings = {"max_iters": 37, "grad_accum_steps": 2}
    whole = train_lm(corpus, tmp_path / "whole.pt", DROPPING, config(**settings))
    interrupt(corpus, tmp_path / "parts.pt", DROPPING, config(**settings), at=at)
    stopped_at = read_tensors(resume_path(tmp_path / "parts.pt"), "resume")[1]["progress"]["step"]
    assert at <= stopped_at < 37
    parts = train_lm(corpus, tmp_path / "parts.pt", DROPPING, config(**settings, resume=True))
    assert (tmp_path / "whole.pt").read_bytes() == (tmp_path / "parts.pt").read_bytes()
    assert losses_of(whole) == losses_of(parts)
    assert (whole.val_loss, whole.train_loss, whole.best_step) == (parts.val_loss, parts.train_loss, parts.best_step)
    states = [read_tensors(resume_path(tmp_path / f"{name}.pt"), "resume")[0] for name in ("whole", "parts")]
    assert states[0].keys() == states[1].keys()
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])  # the optimizer's too


def test_a_run_may_be_stopped_again_and_again(corpus: Path, tmp_path: Path) -> None:
    settings = {"max_iters": 24, "eval_interval": 6}
    whole = train_lm(corpus, tmp_path / "whole.pt", DROPPING, config(**settings))
    interrupt(corpus, tmp_path / "parts.pt", DROPPING, config(**settings), at=6)
    interrupt(corpus, tmp_path / "parts.pt", DROPPING, config(**settings, resume=True), at=12)
    interrupt(corpus, tmp_path / "parts.pt", DROPPING, config(**settings, resume=True), at=18)
    parts = train_lm(corpus, tmp_path / "parts.pt", DROPPING, config(**settings, resume=True))
    assert losses_of(whole) == losses_of(parts)
    assert_same_weights(tmp_path / "whole.pt", tmp_path / "parts.pt")
    lines = parts.metrics_path.read_text("utf-8").splitlines()
    assert [json.loads(line)["step"] for line in lines] == [6, 12, 18, 24]


def test_a_run_stopped_before_its_first_evaluation_goes_on(corpus: Path, tmp_path: Path) -> None:
    whole = train_lm(corpus, tmp_path / "whole.pt", DROPPING, config())
    interrupt(corpus, tmp_path / "parts.pt", DROPPING, config(), at=1, kind="step")
    assert not (tmp_path / "parts.pt").exists() and resume_path(tmp_path / "parts.pt").exists()
    parts = train_lm(corpus, tmp_path / "parts.pt", DROPPING, config(resume=True))
    assert losses_of(whole) == losses_of(parts)
    assert_same_weights(tmp_path / "whole.pt", tmp_path / "parts.pt")


def test_a_run_stopped_before_its_first_evaluation_goes_on_beside_an_older_model(corpus: Path, tmp_path: Path) -> None:
    """The older model stays until the new run has something better; that must not keep the new run from going on."""
    ckpt = tmp_path / "m.pt"
    train_lm(corpus, ckpt, TINY, config(seed=1))
    old = ckpt.read_bytes()
    interrupt(corpus, ckpt, TINY, config(seed=2), at=1, kind="step")
    assert ckpt.read_bytes() == old
    resumed = train_lm(corpus, ckpt, TINY, config(seed=2, resume=True))
    whole = train_lm(corpus, tmp_path / "whole.pt", TINY, config(seed=2))
    assert losses_of(resumed) == losses_of(whole)
    assert_same_weights(ckpt, tmp_path / "whole.pt")


def test_a_run_that_evaluates_at_every_step_can_be_stopped(corpus: Path, tmp_path: Path) -> None:
    interrupt(corpus, tmp_path / "m.pt", TINY, config(max_iters=12, eval_interval=1), at=3)
    stopped_at = read_tensors(resume_path(tmp_path / "m.pt"), "resume")[1]["progress"]["step"]
    assert 3 <= stopped_at <= 4


def test_sigterm_saves_like_ctrl_c(corpus: Path, tmp_path: Path) -> None:
    def on_event(event: TrainEvent) -> None:
        if event.kind == "eval" and event.step == 10:
            signal.raise_signal(signal.SIGTERM)

    with pytest.raises(TrainingInterrupted):
        train_lm(corpus, tmp_path / "m.pt", TINY, config(), on_event=on_event)
    assert train_lm(corpus, tmp_path / "m.pt", TINY, config(resume=True)).steps == 24


def test_a_second_ctrl_c_stops_at_once(corpus: Path, tmp_path: Path) -> None:
    def on_event(event: TrainEvent) -> None:
        if event.kind == "eval" and event.step == 10:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt) as caught:
        train_lm(corpus, tmp_path / "m.pt", TINY, config(), on_event=on_event)
    assert not isinstance(caught.value, TrainingInterrupted)
    assert train_lm(corpus, tmp_path / "m.pt", TINY, config(resume=True)).steps == 24


def test_signals_mean_after_a_run_what_they_meant_before(corpus: Path, tmp_path: Path) -> None:
    before = [signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM)]
    train_lm(corpus, tmp_path / "m.pt", TINY, config())
    interrupt(corpus, tmp_path / "n.pt", TINY, config())
    assert [signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM)] == before


def test_resuming_with_nothing_saved_begins(corpus: Path, tmp_path: Path) -> None:
    events: list[TrainEvent] = []
    resumed = train_lm(corpus, tmp_path / "one.pt", TINY, config(resume=True), on_event=events.append)
    assert any("nothing is saved" in e.message for e in events)
    plain = train_lm(corpus, tmp_path / "two.pt", TINY, config())
    assert losses_of(resumed) == losses_of(plain)


def test_resuming_a_finished_run_changes_nothing(corpus: Path, tmp_path: Path) -> None:
    ckpt, events = tmp_path / "m.pt", []
    first = train_lm(corpus, ckpt, DROPPING, config())
    before = files_in(tmp_path)
    again = train_lm(corpus, ckpt, DROPPING, config(resume=True), on_event=events.append)
    assert again == first
    assert files_in(tmp_path) == before
    assert {e.kind for e in events} == {"note"}


def test_resuming_a_run_that_stopped_early_changes_nothing(tmp_path: Path) -> None:
    corpus = overfitting_corpus(tmp_path)
    settings = {"max_iters": 2000, "eval_interval": 5, "patience": 3, "learning_rate": 3e-2}
    first = train_lm(corpus, tmp_path / "m.pt", TINY, config(**settings))
    assert train_lm(corpus, tmp_path / "m.pt", TINY, config(**settings, resume=True)) == first


def test_beginning_again_replaces_the_saved_run(corpus: Path, tmp_path: Path) -> None:
    ckpt, events = tmp_path / "m.pt", []
    interrupt(corpus, ckpt, TINY, config(seed=1))
    train_lm(corpus, ckpt, TINY, config(seed=2), on_event=events.append)
    assert any("replaced" in e.message for e in events)
    train_lm(corpus, tmp_path / "other.pt", TINY, config(seed=2))
    assert ckpt.read_bytes() == (tmp_path / "other.pt").read_bytes()


def test_a_time_limited_run_can_be_resumed(corpus: Path, tmp_path: Path) -> None:
    settings = {"max_iters": 40, "minutes": 30.0}
    pressed = stop_at(1, kind="step")
    with pytest.raises(TrainingInterrupted):
        train_lm(corpus, tmp_path / "m.pt", TINY, config(**settings), on_event=pressed)
    assert train_lm(corpus, tmp_path / "m.pt", TINY, config(**settings, resume=True)).steps == 40


def test_leftovers_of_a_killed_run_are_cleared_away(corpus: Path, tmp_path: Path) -> None:
    leftovers = [tmp_path / ".m.pt.4194305-abc.tmp", tmp_path / ".m.pt.resume.4194305-abc.tmp"]
    others = [tmp_path / ".n.pt.abc.tmp", tmp_path / "m.pt.abc.tmp"]
    for path in leftovers + others:
        path.write_bytes(b"half")
    train_lm(corpus, tmp_path / "m.pt", TINY, config())
    assert not any(path.exists() for path in leftovers) and all(path.exists() for path in others)


def test_the_settings_of_a_saved_run_can_be_read(corpus: Path, tmp_path: Path) -> None:
    interrupt(corpus, tmp_path / "m.pt", DROPPING, config(grad_accum_steps=2, seed=8))
    model, train, data = saved_configs(tmp_path / "m.pt")
    assert (model.n_embd, model.dropout, train.grad_accum_steps, train.seed) == (16, 0.3, 2, 8)
    assert model.vocab_size == CharDataset(corpus).vocab_size and data.tokenizer == "char"


# -- what cannot go on -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stopped(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run that was stopped halfway."""
    folder = tmp_path_factory.mktemp("stopped")
    interrupt(corpus, folder / "m.pt", TINY, config())
    return folder


@pytest.fixture
def half(stopped: Path, tmp_path: Path) -> Path:
    shutil.copytree(stopped, tmp_path / "half")
    return tmp_path / "half" / "m.pt"


def assert_not_resumed(kind: type[VibejamError], match: str | None, corpus: Path, ckpt: Path, *settings: Any) -> None:
    before = files_in(ckpt.parent)
    with pytest.raises(kind, match=match) as caught:
        train_lm(corpus, ckpt, *settings)
    assert caught.value.hint
    assert files_in(ckpt.parent) == before


@pytest.mark.parametrize(
    ("model", "train", "named"),
    [
        ({}, {"seed": 9}, "seed was 1337, is 9"),
        ({}, {"learning_rate": 0.5}, "learning_rate"),
        ({}, {"max_iters": 30}, "max_iters was 24, is 30"),
        ({}, {"batch_size": 8}, "batch_size"),
        ({"n_embd": 32}, {}, "n_embd was 16, is 32"),
        ({"block_size": 8}, {}, "block_size"),
        ({"dropout": 0.1}, {}, "dropout"),
    ],
)
def test_other_settings_do_not_go_on(corpus: Path, half: Path, model: dict, train: dict, named: str) -> None:
    other = ModelConfig(**TINY.to_dict() | model)
    assert_not_resumed(ConfigError, named, corpus, half, other, config(resume=True, **train))


def test_another_device_may_go_on(corpus: Path, half: Path) -> None:
    assert train_lm(corpus, half, TINY, config(resume=True, dtype="float32")).steps == 24


def test_another_corpus_does_not_go_on(corpus: Path, half: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    text = corpus.read_text("utf-8")
    other.write_text(text.replace(text[0], text[1], 1), "utf-8")
    assert_not_resumed(DataError, "corpus", other, half, TINY, config(resume=True))


def test_a_pair_of_two_runs_does_not_go_on(corpus: Path, half: Path, tmp_path: Path) -> None:
    train_lm(corpus, tmp_path / "b.pt", TINY, config(seed=2))
    shutil.copy(tmp_path / "b.pt", half)
    assert_not_resumed(DataError, "different runs", corpus, half, TINY, config(resume=True))


def test_a_run_whose_best_weights_are_gone_does_not_go_on(corpus: Path, half: Path) -> None:
    half.unlink()
    assert_not_resumed(DataError, "is gone", corpus, half, TINY, config(resume=True))


@pytest.mark.parametrize("kept", [0, 1, 8, 500, 0.5, -1])
def test_a_truncated_state_does_not_go_on(corpus: Path, half: Path, kept: float) -> None:
    data = resume_path(half).read_bytes()
    resume_path(half).write_bytes(data[: int(len(data) * kept) if isinstance(kept, float) else kept])
    assert_not_resumed(DataError, "resume", corpus, half, TINY, config(resume=True))


def test_a_checkpoint_in_the_place_of_the_state_does_not_go_on(corpus: Path, half: Path) -> None:
    shutil.copy(half, resume_path(half))
    assert_not_resumed(DataError, "holds a model", corpus, half, TINY, config(resume=True))


def test_a_state_in_the_place_of_the_checkpoint_does_not_go_on(corpus: Path, half: Path) -> None:
    shutil.copy(resume_path(half), half)
    assert_not_resumed(DataError, "holds a resume", corpus, half, TINY, config(resume=True))


@pytest.mark.parametrize("part", ["model_config", "train_config", "data_config", "corpus", "progress", "run_id"])
def test_a_state_without_a_part_does_not_go_on(corpus: Path, half: Path, part: str) -> None:
    tensors, meta = read_tensors(resume_path(half), "resume")
    del meta[part]
    write_tensors(resume_path(half), tensors, meta)
    assert_not_resumed(DataError, None, corpus, half, TINY, config(resume=True))


@pytest.mark.parametrize("name", ["model.norm.bias", "optimizer.norm.bias.first", "optimizer.norm.bias.second"])
@pytest.mark.parametrize("change", ["missing", "reshaped"])
def test_a_state_whose_tensors_do_not_fit_does_not_go_on(corpus: Path, half: Path, name: str, change: str) -> None:
    tensors, meta = read_tensors(resume_path(half), "resume")
    if change == "missing":
        del tensors[name]
    else:
        tensors[name] = torch.ones(3, 3)
    write_tensors(resume_path(half), tensors, meta)
    assert_not_resumed(DataError, None, corpus, half, TINY, config(resume=True))


@pytest.mark.parametrize("name", ["stranger", "optimizer.0", "optimizer.x.step", "optimizer.99.step", "model.stranger"])
def test_a_state_with_a_foreign_tensor_does_not_go_on(corpus: Path, half: Path, name: str) -> None:
    tensors, meta = read_tensors(resume_path(half), "resume")
    write_tensors(resume_path(half), tensors | {name: torch.ones(1)}, meta)
    assert_not_resumed(DataError, None, corpus, half, TINY, config(resume=True))


def test_the_settings_of_a_damaged_state_are_a_clear_error(half: Path) -> None:
    tensors, meta = read_tensors(resume_path(half), "resume")
    write_tensors(resume_path(half), tensors, {k: v for k, v in meta.items() if k != "model_config"})
    with pytest.raises(VibejamError):
        saved_configs(half)


# -- what cannot be learnt ---------------------------------------------------------------------------------------------


def test_too_high_a_learning_rate_is_said_and_costs_nothing(corpus: Path, half: Path) -> None:
    before = files_in(half.parent)
    with pytest.raises(ConfigError, match="no longer a number") as caught:
        train_lm(corpus, half, TINY, config(learning_rate=1e30))
    assert "learning rate" in (caught.value.hint or "")
    assert files_in(half.parent) == before


def test_a_run_that_diverges_late_keeps_its_last_save(corpus: Path, tmp_path: Path) -> None:
    kept: list[dict[str, bytes]] = []

    def keep(event: TrainEvent) -> None:
        if event.kind == "eval":
            kept.append(files_in(tmp_path))

    with pytest.raises(ConfigError, match="no longer a number"):
        train_lm(
            corpus, tmp_path / "m.pt", TINY,
            config(max_iters=60, eval_interval=1, patience=0, learning_rate=100.0, grad_clip=0.0), on_event=keep,
        )  # fmt: skip
    assert kept  # it did save before
    assert files_in(tmp_path) == kept[-1]


def test_a_corpus_shorter_than_a_window_is_too_short(tmp_path: Path) -> None:
    (tmp_path / "short.txt").write_text("abc " * 4, "utf-8")
    with pytest.raises(DataError, match="too short") as caught:
        train_lm(tmp_path / "short.txt", tmp_path / "m.pt", TINY, config())
    assert "--block-size" in (caught.value.hint or "")
    assert [path.name for path in tmp_path.iterdir()] == ["short.txt"]


def test_the_context_that_the_hint_proposes_is_enough(tmp_path: Path) -> None:
    (tmp_path / "short.txt").write_text("abcd" * 6, "utf-8")
    with pytest.raises(DataError) as caught:
        train_lm(tmp_path / "short.txt", tmp_path / "m.pt", ModelConfig(n_layer=1, n_embd=16), config())
    proposed = int((caught.value.hint or "").split()[-1])
    model = ModelConfig(n_layer=1, n_embd=16, block_size=proposed)
    assert train_lm(tmp_path / "short.txt", tmp_path / "m.pt", model, config(max_iters=2)).steps == 2


def test_an_empty_corpus_is_too_short(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", "utf-8")
    with pytest.raises(DataError, match="too short"):
        train_lm(tmp_path / "empty.txt", tmp_path / "m.pt", TINY, config())


def test_a_missing_corpus_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="no corpus at") as caught:
        train_lm(tmp_path / "nowhere.txt", tmp_path / "m.pt", TINY, config())
    assert "vibejam prepare" in (caught.value.hint or "")


def test_a_vocabulary_that_is_not_the_corpuss_is_refused(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="vocab_size"):
        train_lm(corpus, tmp_path / "m.pt", ModelConfig(vocab_size=3, n_layer=1, n_embd=16, block_size=16), config())


@pytest.mark.parametrize("device", ["tpu", "", "cuda:x", "meta", "cpu:banana"])
def test_a_device_that_cannot_be_is_refused(corpus: Path, tmp_path: Path, device: str) -> None:
    with pytest.raises(ConfigError, match="device"):
        train_lm(corpus, tmp_path / "m.pt", TINY, config(device=device))


def test_a_number_format_that_cannot_be_is_refused(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="dtype"):
        train_lm(corpus, tmp_path / "m.pt", TINY, config(dtype="float8"))


def test_a_checkpoint_that_is_a_folder_is_refused(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "m.pt").mkdir()
    with pytest.raises(ConfigError, match="folder"):
        train_lm(corpus, tmp_path / "m.pt", TINY, config())


@pytest.mark.parametrize("seed", [2**31, 2**50, 2**64])
def test_any_seed_works_or_is_refused_in_words(corpus: Path, tmp_path: Path, seed: int) -> None:
    try:
        result = train_lm(corpus, tmp_path / "m.pt", TINY, config(max_iters=2, seed=seed))
    except ConfigError as error:
        assert "seed" in error.message
    else:
        assert result.seed == seed


def test_bfloat16_learns_too(corpus: Path, tmp_path: Path) -> None:
    settings = {"max_iters": 40, "eval_interval": 20}
    half = train_lm(corpus, tmp_path / "half.pt", TINY, config(**settings, dtype="bfloat16"))
    full = train_lm(corpus, tmp_path / "full.pt", TINY, config(**settings, dtype="float32"))
    assert half.val_loss == pytest.approx(full.val_loss, rel=0.05)
    assert losses_of(half) != losses_of(full)
    assert {t.dtype for t in weights_of(tmp_path / "half.pt").values()} == {torch.float32}


def test_a_run_begins_with_how_often_tokens_occur(corpus: Path, tmp_path: Path) -> None:
    """A head that can start there does, so the first loss is the entropy of single characters, not ln(vocabulary)."""
    losses: list[float] = []
    quiet = config(max_iters=2, learning_rate=1e-9, eval_interval=1)
    train_lm(
        corpus, tmp_path / "m.pt", DROPPING, quiet, on_event=lambda e: losses.append(e.val_loss) if e.kind == "eval" else None
    )
    dataset = CharDataset(corpus)
    frequencies = dataset.frequencies("train")
    entropy = -float((frequencies * np.log(frequencies)).sum())
    assert losses[0] == pytest.approx(entropy, abs=0.15)
    assert losses[0] < math.log(dataset.vocab_size) - 0.5
