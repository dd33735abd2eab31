"""The training loop: one for every architecture, and one that can be killed at any moment.

A step is a pure function of (weights, optimizer, seed, step number): the batch and the dropout masks are drawn from the
seed and the step, so a resumed run repeats an uninterrupted one bit for bit. Every evaluation saves: the best weights
go to the checkpoint, the present state to CHECKPOINT.resume, the figures to CHECKPOINT.metrics.jsonl and the curve to
CHECKPOINT.loss.svg. Losses are nats per token. This file names no architecture. Tests: tests/test_train.py.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F

from vibejam import paths
from vibejam.arch import BaseLM, build_model
from vibejam.checkpoint import load_checkpoint, read_tensors, resume_path, save_checkpoint, write_tensors
from vibejam.config import DataConfig, ModelConfig, TrainConfig
from vibejam.data import SPLITS, CharDataset, TokenDataset
from vibejam.device import choose_device, choose_dtype
from vibejam.errors import ConfigError, DataError, MissingError, TrainingInterrupted
from vibejam.optim import build_optimizer, learning_rate_at
from vibejam.plot import line_plot

_LOG_SECONDS = 0.5  # at most this long between two progress events
_FINAL_EVALUATION = 2**20  # most validation tokens of the closing evaluation
_ANYWHERE = ("resume", "device", "dtype")  # settings that may change between the parts of one run


@dataclass(frozen=True)
class TrainEvent:
    """What `on_event` is told. kind: "note" (message), "step" (loss so far), "eval" (losses, after a save)."""

    kind: str
    step: int = 0
    max_iters: int = 0
    loss: float = math.nan
    train_loss: float = math.nan
    val_loss: float = math.nan
    is_best: bool = False
    learning_rate: float = 0.0
    tokens_per_second: float = 0.0
    seconds_left: float = math.nan
    message: str = ""


@dataclass(frozen=True)
class TrainResult:
    """How a run ended. Losses are nats per token; `val_loss` is that of the best weights over the validation split."""

    ckpt_path: Path
    metrics_path: Path
    curve_path: Path
    steps: int
    best_step: int
    train_loss: float
    val_loss: float
    stopped: str  # "finished" or "early"
    seconds: float
    parameters: int
    train_tokens: int
    val_tokens: int
    seed: int
    history: list[dict[str, float]] = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        shown = {k: v for k, v in self.__dict__.items() if k != "history"}
        return {k: str(v) if isinstance(v, Path) else v for k, v in shown.items()}


EventSink = Callable[[TrainEvent], None]


def train_lm(
    text_path: Path | str,
    ckpt_path: Path | str,
    model_config: ModelConfig | None = None,
    train_config: TrainConfig | None = None,
    data_config: DataConfig | None = None,
    on_event: EventSink | None = None,
) -> TrainResult:
    """Train a language model on the corpus at `text_path` and keep the best one at `ckpt_path`.

    With `train_config.resume`, goes on from the last save of the same run, or begins it if nothing was saved yet.
    Ctrl-C saves and raises TrainingInterrupted. Raises ConfigError, DataError or MissingError, losing nothing.
    """
    model_config, train_config = model_config or ModelConfig(), train_config or TrainConfig()
    data_config = data_config or DataConfig()
    windows = replace(data_config, block_size=model_config.block_size, batch_size=train_config.batch_size)
    dataset = CharDataset(Path(text_path), windows)
    if model_config.vocab_size not in (0, dataset.vocab_size):
        raise ConfigError(f"vocab_size is {model_config.vocab_size}, and the corpus has {dataset.vocab_size} tokens")
    model_config = replace(model_config, vocab_size=dataset.vocab_size)
    with torch.random.fork_rng(enabled=True), _stop_signals() as stop:
        run = _Run(dataset, Path(ckpt_path), model_config, train_config, on_event or (lambda event: None))
        return run.to_the_end(stop)


def next_token_loss(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy in nats. logits (B, T, V), targets (B, T)."""
    return F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten())


@torch.no_grad()
def evaluate(model: BaseLM, dataset: TokenDataset, split: str, most_windows: int | None = None, dtype: str = "auto") -> float:
    """Mean loss over a split, each window read by itself: all of it, or `most_windows` evenly spread windows."""
    device = next(model.parameters()).device
    was_training = model.training
    model.eval()
    total, count = 0.0, 0
    for ids, targets in dataset.evaluation_batches(split, most_windows):
        with _autocast(device, choose_dtype(dtype, device).value):
            logits, _ = model(ids.to(device))
        total += next_token_loss(logits, targets.to(device)).item() * targets.numel()
        count += targets.numel()
    model.train(was_training)
    return total / count


def estimate_loss(model: BaseLM, dataset: TokenDataset, config: TrainConfig) -> dict[str, float]:
    """Losses of both splits on `config.eval_iters` batches each, always the same ones."""
    most_windows = config.eval_iters * dataset.config.batch_size
    return {split: evaluate(model, dataset, split, most_windows, config.dtype) for split in SPLITS}


def saved_configs(ckpt_path: Path | str) -> tuple[ModelConfig, TrainConfig, DataConfig]:
    """The settings of the run whose state is saved beside `ckpt_path`: what --resume goes on with."""
    _, meta = read_tensors(resume_path(ckpt_path), "resume")
    return (
        ModelConfig.from_dict(meta["model_config"]),
        TrainConfig.from_dict(meta["train_config"]),
        DataConfig.from_dict(meta["data_config"]),
    )


class _Run:
    """One training run: its settings, its model and optimizer, and how far it has come."""

    def __init__(self, dataset: CharDataset, ckpt_path: Path, model_config: ModelConfig, config: TrainConfig, emit: EventSink):
        self.dataset, self.ckpt_path, self.emit = dataset, ckpt_path, emit
        self.metrics_path = Path(f"{ckpt_path}.metrics.jsonl")
        self.curve_path = Path(f"{ckpt_path}.loss.svg")
        device = choose_device(config.device)
        dtype = choose_dtype(config.dtype, device.value)
        self.device, self.dtype = device.value, dtype.value
        self.note(f"device: {device}, {dtype}")

        torch.manual_seed(config.seed)
        self.model = build_model(model_config.arch, model_config).to(self.device)
        self.optimizer = build_optimizer(self.model, config)
        self.config = config
        self.step = 0  # optimizer steps done
        self.best_loss, self.best_step, self.evals_since_best = math.inf, 0, 0
        self.history: list[dict[str, float]] = []
        self.seconds = 0.0  # of this run, in all its parts
        self._first_save = True
        self._begin()

    def note(self, message: str) -> None:
        self.emit(TrainEvent("note", message=message))

    # -- beginning: anew, or where the last part of the run was saved ------------------------------------------------

    def _begin(self) -> None:
        paths.remove_leftovers(self.ckpt_path)
        paths.remove_leftovers(resume_path(self.ckpt_path))
        saved = resume_path(self.ckpt_path).exists()
        if self.config.resume and saved:
            self._restore()
        elif self.config.resume:
            self.note("nothing is saved yet: starting from the beginning")
        elif saved:
            self.note(f"replacing the run saved at {self.ckpt_path} at the first save (--resume would go on with it)")
        if self.step == 0 and self.config.minutes > 0:
            fitting = self._steps_within(self.config.minutes)
            steps = min(fitting, self.config.max_iters)
            self.config = replace(self.config, max_iters=steps, eval_interval=max(1, steps // 20))
            self.note(f"steps: {steps} ({fitting} fit in {self.config.minutes:g} minutes at the speed measured)")
        tokens = {split: len(self.dataset.tokens[split]) for split in SPLITS}
        self.note(
            f"model: {self.model.config.arch}, {self.model.num_parameters():,} parameters; "
            f"corpus: {tokens['train']:,} tokens to learn from, {tokens['val']:,} kept for validation; "
            f"seed {self.config.seed}"
        )

    def identity(self) -> dict[str, Any]:
        """What makes this run this run: two with the same identity go through the same weights."""
        return {
            "model_config": self.model.config.to_dict(),
            "train_config": {k: v for k, v in self.config.to_dict().items() if k not in _ANYWHERE},
            "data_config": self.dataset.config.to_dict(),
            "corpus": self.dataset.fingerprint,
        }

    @property
    def run_id(self) -> str:
        return hashlib.sha256(json.dumps(self.identity(), sort_keys=True).encode()).hexdigest()[:16]

    def _restore(self) -> None:
        tensors, meta = read_tensors(resume_path(self.ckpt_path), "resume")
        if self.config.minutes > 0 and self.config.minutes == meta["train_config"].get("minutes"):
            measured = {key: meta["train_config"][key] for key in ("max_iters", "eval_interval")}
            self.config = replace(self.config, **measured)
        self._check_same_run(meta)
        state = self.optimizer.state_dict()
        state["state"] = {}
        for name, tensor in tensors.items():
            if name.startswith("optimizer."):
                _, index, key = name.split(".")
                state["state"].setdefault(int(index), {})[key] = tensor
        self.optimizer.load_state_dict(state)
        weights = {n.removeprefix("model."): t for n, t in tensors.items() if n.startswith("model.")}
        self.model.load_state_dict(weights)
        progress = meta["progress"]
        self.step, self.seconds, self.history = progress["step"], progress["seconds"], progress["history"]
        self.best_loss = math.inf if progress["best_loss"] is None else progress["best_loss"]
        self.best_step, self.evals_since_best = progress["best_step"], progress["evals_since_best"]
        self._first_save = False
        self.note(f"resuming at step {self.step} of {self.config.max_iters}")

    def _check_same_run(self, meta: dict[str, Any]) -> None:
        start_over = "use the settings and the corpus it began with, or leave --resume out to start over"
        if meta["corpus"] != self.dataset.fingerprint:
            raise DataError(f"the corpus is not the one that the run saved at {self.ckpt_path} began with", start_over)
        for part, now in self.identity().items():
            if isinstance(now, dict):
                changed = [f"{k} was {meta[part].get(k)}, is {v}" for k, v in now.items() if meta[part].get(k) != v]
                if changed:
                    raise ConfigError(f"the run saved at {self.ckpt_path} had other settings: {'; '.join(changed)}", start_over)
        if self.ckpt_path.exists():
            about = read_tensors(self.ckpt_path, "model")[1]["about"]
            if about.get("run_id") != meta["run_id"]:
                raise DataError(f"{self.ckpt_path} and {resume_path(self.ckpt_path)} are of different runs", start_over)
        elif meta["progress"]["best_loss"] is not None:
            raise MissingError(f"{self.ckpt_path} is gone, and with it the best weights of the run", start_over)

    def _steps_within(self, minutes: float) -> int:
        """Steps that fit in a time budget, from the speed of a few on a copy that is thrown away."""
        model = build_model(self.model.config.arch, self.model.config).to(self.device)
        optimizer = build_optimizer(model, self.config)
        self._learn(model, optimizer, 0)  # the first step also allocates
        start, steps = time.perf_counter(), 0
        while steps < 3 or time.perf_counter() - start < min(2.0, minutes * 6):
            steps += 1
            self._learn(model, optimizer, steps)
            self._synchronize()
        per_step = (time.perf_counter() - start) / steps
        evaluations = 0.85  # the share of the budget that is left for steps
        return max(1, int(minutes * 60 * evaluations / per_step))

    # -- the loop ----------------------------------------------------------------------------------------------------

    def to_the_end(self, stop: Callable[[], bool]) -> TrainResult:
        stopped = "early" if self._turned() else "finished"
        began, logged, done_before, seconds_before = time.perf_counter(), 0.0, self.step, self.seconds
        self.model.train()
        while self.step < self.config.max_iters and not self._turned():
            loss = self._learn(self.model, self.optimizer, self.step)
            self.step += 1
            self.seconds = seconds_before + time.perf_counter() - began
            if time.perf_counter() - logged > _LOG_SECONDS:
                logged = time.perf_counter()
                self._log(loss.item(), (self.step - done_before) / (logged - began))
            if self.step % self.config.eval_interval == 0 or self.step == self.config.max_iters:
                self._evaluate_and_save((self.step - done_before) / (time.perf_counter() - began))
                stopped = "early" if self._turned() and self.step < self.config.max_iters else "finished"
            if stop() and self.step < self.config.max_iters:
                self._save_state()
                raise TrainingInterrupted(
                    f"stopped at step {self.step} of {self.config.max_iters}; everything up to here is saved",
                    "go on with the same command and --resume",
                )
        return self._result(stopped)

    def _learn(self, model: BaseLM, optimizer: torch.optim.Optimizer, step: int) -> torch.Tensor:
        """One optimizer step; returns the loss of its batch."""
        for group in optimizer.param_groups:
            group["lr"] = learning_rate_at(step, self.config)
        torch.manual_seed(self.config.seed * 1_000_003 + step)  # of the dropout masks
        ids, targets = self.dataset.training_batch(step, self.config.seed)
        total = torch.zeros((), device=self.device)
        parts = self.config.grad_accum_steps
        for ids_part, targets_part in zip(ids.chunk(parts), targets.chunk(parts), strict=True):
            with _autocast(self.device, self.dtype):
                logits, _ = model(ids_part.to(self.device))
            loss = next_token_loss(logits, targets_part.to(self.device)) / parts
            loss.backward()
            total += loss.detach()
        if self.config.grad_clip > 0:
            torch.nn.utils.clip_grad_norm_(model.parameters(), self.config.grad_clip)
        optimizer.step()
        optimizer.zero_grad()
        return total

    def _turned(self) -> bool:
        """Whether the validation loss has stopped getting better."""
        return 0 < self.config.patience <= self.evals_since_best

    def _log(self, loss: float, steps_per_second: float) -> None:
        self._check_finite(loss)
        self.emit(
            TrainEvent(
                "step", self.step, self.config.max_iters, loss=loss,
                learning_rate=learning_rate_at(self.step, self.config),
                tokens_per_second=steps_per_second * self._tokens_per_step,
                seconds_left=(self.config.max_iters - self.step) / steps_per_second,
            )
        )  # fmt: skip

    def _check_finite(self, loss: float) -> None:
        if not math.isfinite(loss):
            message = f"the loss is no longer a number (step {self.step}); the last save is untouched"
            raise ConfigError(message, f"try a lower learning rate: --learning-rate {self.config.learning_rate / 4:g}")

    @property
    def _tokens_per_step(self) -> int:
        return self.config.batch_size * self.model.config.block_size

    def _synchronize(self) -> None:
        if self.device.type == "cuda":
            torch.cuda.synchronize()

    # -- evaluating and saving ---------------------------------------------------------------------------------------

    def _evaluate_and_save(self, steps_per_second: float) -> None:
        losses = estimate_loss(self.model, self.dataset, self.config)
        self._check_finite(losses["val"])
        is_best = losses["val"] < self.best_loss
        if is_best:
            self.best_loss, self.best_step, self.evals_since_best = losses["val"], self.step, 0
        else:
            self.evals_since_best += 1
        figures = {
            "step": self.step, "train_loss": losses["train"], "val_loss": losses["val"],
            "learning_rate": learning_rate_at(self.step, self.config),
            "tokens_per_second": round(steps_per_second * self._tokens_per_step), "seconds": round(self.seconds, 3),
        }  # fmt: skip
        self.history.append(figures)
        if is_best:
            self._save_best()
        self._save_state()
        self._save_figures()
        self.emit(
            TrainEvent(
                "eval", self.step, self.config.max_iters, train_loss=losses["train"], val_loss=losses["val"],
                is_best=is_best, learning_rate=figures["learning_rate"],
                tokens_per_second=figures["tokens_per_second"],
                seconds_left=(self.config.max_iters - self.step) / steps_per_second,
            )
        )  # fmt: skip

    def _save_best(self) -> None:
        if self._first_save:  # from here on the files are this run's: never a checkpoint of one beside the state of another
            resume_path(self.ckpt_path).unlink(missing_ok=True)
        about = {
            "run_id": self.run_id, "corpus": self.dataset.fingerprint, "step": self.step, "val_loss": self.best_loss,
        }  # fmt: skip
        config = replace(self.config, resume=False)
        save_checkpoint(self.ckpt_path, self.model, self.dataset.tokenizer, config, self.dataset.config, about)

    def _save_state(self) -> None:
        """Everything a later part of this run needs; written after the checkpoint, so never ahead of it."""
        tensors = {f"model.{name}": tensor for name, tensor in self.model.state_dict().items()}
        for index, entries in self.optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{index}.{key}": tensor for key, tensor in entries.items()}
        progress = {
            "step": self.step, "best_step": self.best_step, "evals_since_best": self.evals_since_best,
            "best_loss": self.best_loss if math.isfinite(self.best_loss) else None,
            "seconds": self.seconds, "history": self.history,
        }  # fmt: skip
        identity = self.identity() | {"train_config": self.config.to_dict()}
        write_tensors(
            resume_path(self.ckpt_path), tensors, {"kind": "resume", "run_id": self.run_id, "progress": progress, **identity}
        )
        self._first_save = False

    def _save_figures(self) -> None:
        paths.write_text(self.metrics_path, "".join(json.dumps(figures) + "\n" for figures in self.history))
        curves = {
            name: [(figures["step"], figures[key]) for figures in self.history]
            for name, key in (("training", "train_loss"), ("validation", "val_loss"))
        }
        paths.write_text(self.curve_path, line_plot(curves, "Loss while learning", "step", "nats per token"))

    def _result(self, stopped: str) -> TrainResult:
        best = load_checkpoint(self.ckpt_path, self.device).model
        most_windows = max(1, _FINAL_EVALUATION // self.model.config.block_size)
        return TrainResult(
            ckpt_path=self.ckpt_path, metrics_path=self.metrics_path, curve_path=self.curve_path,
            steps=self.step, best_step=self.best_step, stopped=stopped, seconds=self.seconds,
            train_loss=evaluate(best, self.dataset, "train", self.config.eval_iters * self.config.batch_size, self.config.dtype),
            val_loss=evaluate(best, self.dataset, "val", most_windows, self.config.dtype),
            parameters=best.num_parameters(), seed=self.config.seed,
            train_tokens=len(self.dataset.tokens["train"]), val_tokens=len(self.dataset.tokens["val"]),
            history=self.history,
        )  # fmt: skip


def _autocast(device: torch.device, dtype: torch.dtype) -> torch.autocast:
    return torch.autocast(device.type, dtype=dtype, enabled=dtype != torch.float32)


@contextlib.contextmanager
def _stop_signals() -> Iterator[Callable[[], bool]]:
    """Turn Ctrl-C and SIGTERM into a question to ask between steps; a second Ctrl-C stops at once, as usual.

    Stopping inside a step would leave half-updated weights to save.
    """
    received: list[int] = []

    def on_signal(number: int, frame: object) -> None:
        if received:
            raise KeyboardInterrupt
        received.append(number)

    if threading.current_thread() is not threading.main_thread():  # only the main thread may set handlers
        yield lambda: False
        return
    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(received)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
