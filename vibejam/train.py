"""The training loop: one for every architecture, and one that can be killed at any moment.

A step is a pure function of (weights, optimizer, seed, step number): the batch and the dropout masks are drawn from the
seed and the step, so a resumed run repeats an uninterrupted one bit for bit (a run limited by time, `minutes`, learns for
as long as it said on any machine, and is repeatable only as far as the clock is). Every evaluation saves: the best weights
go to the checkpoint, the present state to CHECKPOINT.resume, the figures to CHECKPOINT.metrics.jsonl and the curve to
CHECKPOINT.loss.svg. Losses are nats per token. This file names no architecture. Tests: tests/test_train.py.
"""

from __future__ import annotations

import contextlib
import json
import math
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

from vibejam import paths, profiling, sharding, tensorfile
from vibejam.arch import BaseLM, build_model
from vibejam.checkpoint import load_checkpoint, resume_path, save_checkpoint
from vibejam.config import DataConfig, ModelConfig, TrainConfig
from vibejam.data import SPLITS, TokenDataset, open_corpus
from vibejam.device import choose_device, choose_dtype, choose_threads
from vibejam.distributed import ALONE, World, join_world
from vibejam.errors import ConfigError, TrainingInterrupted
from vibejam.lora import AdaptedLM, LoRA, learn_last
from vibejam.loss import autocast, losses_of, mean_loss, said_of
from vibejam.memory import available, footprint, recompute
from vibejam.ngram import CountedLM, mixture_weight
from vibejam.ngram.floor import count_corpus, counted_loss, side_by_side, total_losses
from vibejam.optim import Optimizer, learning_rate_at
from vibejam.plot import line_plot
from vibejam.pretrained.bases import Base, open_base
from vibejam.profiling import Profile, profile_run
from vibejam.resume import Identity, Progress, check_nothing_to_lose, restore_run, save_run, saved_tokenizer
from vibejam.tensorfile import read_tensors

_PACE_SECONDS = 1.0  # of learning, from which the time of a step is known
_LOG_SECONDS = 0.5  # at most this long between two progress events
_TIMED_EVALUATIONS = 20  # at most, in a run that is limited by time, and
_EVALUATION_SHARE = 0.1  # at most that much of its time goes to them
_FINAL_EVALUATION = 2**20  # most validation tokens of the closing evaluation


@dataclass(frozen=True)
class TrainEvent:
    """What `on_event` is told. kind: "note" (message), "step" (loss so far), "eval" (losses, after a save)."""

    kind: str
    step: int = 0
    share_done: float = 0.0  # of the run, in steps or in time, in [0, 1]
    loss: float = math.nan
    train_loss: float = math.nan
    val_loss: float = math.nan
    counted_loss: float = math.nan  # of the counted n-gram, on the same tokens as val_loss
    is_best: bool = False
    learning_rate: float = 0.0
    tokens_per_second: float = 0.0
    seconds_left: float = math.nan
    message: str = ""


@dataclass(frozen=True)
class TrainResult:
    """How a run ended. Losses are nats per token, of the best weights; `val_loss` over the whole validation split (or a
    million tokens of it), as are those of the counted n-gram and of its mixture with the model, whose weight is chosen there
    too (ngram/floor.py); `train_loss` as estimated at that step."""

    ckpt_path: Path
    metrics_path: Path
    curve_path: Path
    steps: int
    best_step: int
    train_loss: float
    val_loss: float
    counted_loss: float
    counted_order: int
    mixed_loss: float
    mixture_weight: float  # of the model
    bits_per_byte: float  # the same loss, comparable whatever the tokens are
    tokenizer: str
    stopped: str  # "finished" or "early"
    seconds: float
    cpu_seconds: dict[str, float] = field(compare=False)  # of all threads: "learning", "evaluating", "saving"
    parameters: int
    train_tokens: int
    val_tokens: int
    seed: int
    history: list[dict[str, float]] = field(repr=False)
    profile_path: Path | None = None  # where the time went, of a run that was profiled
    trace_path: Path | None = None

    def to_dict(self) -> dict[str, Any]:
        shown = {k: v for k, v in self.__dict__.items() if k != "history"}
        return {k: str(v) if isinstance(v, Path) else v for k, v in shown.items()}


LONGEST_OF_BASE = 512  # tokens of a window that a base learns from, however long its context is
_GENTLY = 0.2  # of the rate from scratch, for a base all of whose weights learn
EventSink = Callable[[TrainEvent], None]


def train_lm(
    text_path: Path | str,
    ckpt_path: Path | str,
    model_config: ModelConfig | None = None,
    train_config: TrainConfig | None = None,
    data_config: DataConfig | None = None,
    on_event: EventSink | None = None,
    profile: bool = False,
) -> TrainResult:
    """Train a language model on the corpus at `text_path` and keep the best one at `ckpt_path`.

    With `profile`, also writes where the time goes (see profiling.py); the result is the same.
    With `train_config.resume`, goes on from the last save of the same run, or begins it if nothing was saved yet.
    With `train_config.base`, what learns is a model that was trained before; its shape and its tokenizer are given.
    Ctrl-C saves and raises TrainingInterrupted. Raises ConfigError, DataError or MissingError, losing nothing.
    """
    train_config, data_config = train_config or TrainConfig(), data_config or DataConfig()
    check_places(ckpt_path, profile)
    base = open_base(train_config.base) if train_config.base else None
    if base and model_config is not None:
        raise ConfigError("a base has a shape of its own", "leave model_config out, or base")
    model_config = base.model.config if base else model_config or ModelConfig()
    tokenizer = base.tokenizer if base else saved_tokenizer(ckpt_path) if train_config.resume else None
    window = min(model_config.block_size, LONGEST_OF_BASE) if base else model_config.block_size
    windows = replace(data_config, block_size=window, batch_size=train_config.batch_size)
    dataset = open_corpus(Path(text_path), windows, tokenizer)
    return train_on(dataset, ckpt_path, model_config, train_config, base, on_event, profile)


def check_places(ckpt_path: Path | str, profile: bool = False) -> None:
    """Raises an error where a run could not write what it learns, or would overwrite what is no checkpoint."""
    paths.check_output(ckpt_path, tensorfile.is_one, "a vibejam checkpoint")
    if profile:
        profiling.check_places(ckpt_path)


def train_on(
    dataset: TokenDataset,
    ckpt_path: Path | str,
    model_config: ModelConfig,
    train_config: TrainConfig,
    base: Base | None = None,
    on_event: EventSink | None = None,
    profile: bool = False,
) -> TrainResult:
    """The same for tokens that are encoded already: of a corpus, or of pairs (pairs.py)."""
    if model_config.vocab_size not in (0, dataset.vocab_size):
        raise ConfigError(f"vocab_size is {model_config.vocab_size}, and the corpus has {dataset.vocab_size} tokens")
    model_config = replace(model_config, vocab_size=dataset.vocab_size)
    gpus = range(torch.cuda.device_count())
    with join_world() as world, torch.random.fork_rng(gpus), _same_threads_afterwards():
        emit = on_event if on_event and world.is_first else lambda event: None
        profiled = Path(ckpt_path) if profile and world.is_first else None
        with _stop_signals(emit) as stop, profile_run(profiled, lambda told: emit(TrainEvent("note", message=told))) as regions:
            world.wait()  # nobody fails, which makes torchrun end the others, before all can take its signal
            run = _Run(dataset, Path(ckpt_path), model_config, train_config, emit, world, regions, base)
            result = run.to_the_end(stop)
        return replace(result, profile_path=regions.table_path, trace_path=regions.trace_path)


def adapt(base: Base, config: TrainConfig) -> BaseLM:
    """The base itself, all of whose weights are to learn or those of its last blocks, or an adapter on it."""
    if rank := config.lora_rank:
        return AdaptedLM(base.model, LoRA(rank, 2.0 * rank, config.last_layers), base.ref, base.fingerprint)
    if config.last_layers:
        learn_last(base.model, config.last_layers)
    return base.model


def estimate_loss(model: BaseLM, dataset: TokenDataset, config: TrainConfig, world: World = ALONE) -> dict[str, float]:
    """Losses of both splits on `config.eval_iters` batches each, always the same ones."""
    most_windows = config.eval_iters * dataset.config.batch_size
    return {split: mean_loss(model, dataset, split, most_windows, config.dtype, world) for split in SPLITS}


class _Run:
    """One training run: its settings, its model and optimizer, and how far it has come."""

    def __init__(
        self, dataset: TokenDataset, ckpt_path: Path, model_config: ModelConfig, config: TrainConfig, emit: EventSink,
        world: World, profile: Profile, base: Base | None,
    ):  # fmt: skip
        self.dataset, self.ckpt_path, self.emit, self.profile = dataset, ckpt_path, emit, profile
        self.world = world = world.of_shards() if config.shard else world
        world.check_batch(config.batch_size, config.grad_accum_steps)
        device = world.device(choose_device(config.device))
        dtype = choose_dtype(config.dtype, device.value, learning_width=model_config.n_embd)
        self.device, self.dtype = device.value, dtype.value
        self.threads = choose_threads(model_config.n_embd, self.device, world.processes_here)
        each = f" each of {world.size} processes" if world.size > 1 else ""
        self.note(f"tokenizer: {dataset.tokenizer.kind}, {dataset.vocab_size:,} tokens ({dataset.about_tokenizer})")
        self.note(f"device: {device}, {dtype}; threads: {self.threads}{each}")
        torch.manual_seed(config.seed)
        if base:
            self.model = adapt(base, config)
        else:
            self.model = build_model(model_config.arch, model_config)
            self.model.start_from(torch.from_numpy(dataset.frequencies("train")))
        if config.shard:
            sharding.check_shardable(self.model)
        self.model.to(self._device_of_whole(config))
        self.parameters = self.model.num_parameters()
        suited = self.model.learning_rate * (_GENTLY if base and not config.lora_rank else 1.0)
        self.config = config = replace(config, learning_rate=config.learning_rate or suited)
        learnt = dataset.tokenizer.to_dict() if dataset.config.tokenizer != "char" and not base else None
        self.identity = Identity(model_config, config, dataset.config, dataset.fingerprint, learnt)
        self.optimizer = Optimizer(self.model, config)
        self.progress = self._begin()
        self.counted, self.floor = self._count()
        world.check_same(self.identity.run_id, self.progress.step)
        world.copy_from_first(self.model.state_dict().values())
        if config.shard:
            sharding.shard_model(self.model, self.device)
            self.optimizer = sharding.shard_optimizer(self.optimizer, self.model, config)
        torch.set_num_threads(self.progress.threads)
        self._one_by_one = base is not None and self.device.type == "cpu"  # as quick, in a part of the memory
        if self.device.type == "cpu" and not config.shard:
            self._make_do()
        self._steps_per_second = 0.0
        self._step_seconds: list[float] = []
        self._pace_said = False
        self._evaluation_seconds = 0.0  # what the last one took

    def _count(self) -> tuple[CountedLM, float]:
        """The counted n-gram of the corpus, and its loss where the model's is estimated."""
        began = time.perf_counter()
        counted = count_corpus(self.dataset)
        most_windows = self.config.eval_iters * self.dataset.config.batch_size
        floor = counted_loss(counted, self.dataset.evaluation_batches("val", most_windows))
        self.note(f"to beat: {floor:.3f}, a counted n-gram of order {counted.order} ({time.perf_counter() - began:.1f} s)")
        return counted, floor

    def _make_do(self) -> None:
        """Say how much memory the run will take, and take less where there is not as much."""
        config, needs, free = self.config, footprint(self.model, self.optimizer, self.dtype), available()
        windows = 1 if self._one_by_one else config.batch_size // config.grad_accum_steps // self.world.size
        tokens = windows * self.dataset.config.block_size
        recomputing = free is not None and needs.added_by(tokens, False) > free
        if recomputing:
            recompute(self.model)
        added = needs.added_by(tokens, recomputing)
        how = ", with activations computed twice, since there is not enough to keep them" if recomputing else ""
        self.note(f"memory: about {(needs.there + added) / 1e9:.1f} GB{how}")
        if free is not None and added > free:
            less = "--last-layers 4" if config.base and not config.last_layers else ""
            less = less or ("--lora-rank 16" if config.base and not config.lora_rank else "a smaller --batch-size")
            self.note(f"warning: it needs {added / 1e9:.1f} GB more, and {free / 1e9:.1f} GB are free: try {less}")

    def _device_of_whole(self, config: TrainConfig) -> torch.device:
        """Where the whole model can be: a sharded one is whole in main memory only."""
        return torch.device("cpu") if config.shard else self.device

    def _whole(self) -> tuple[BaseLM, Optimizer]:
        """The model and its optimizer as they are saved. All processes have to ask for them."""
        return sharding.gather(self.model, self.optimizer, self.config) if self.config.shard else (self.model, self.optimizer)

    def note(self, message: str) -> None:
        self.emit(TrainEvent("note", message=message))

    def _begin(self) -> Progress:
        """Anew, or where the last part of the run was saved."""
        tokens = {split: len(self.dataset.tokens[split]) for split in SPLITS}
        self.note(
            f"model: {self.model.config.arch}, {self.model.num_parameters():,} parameters; "
            f"corpus: {tokens['train']:,} tokens to learn from, {tokens['val']:,} kept for validation; "
            f"seed {self.config.seed}"
        )
        if resume_path(self.ckpt_path).exists():
            if self.config.resume:
                progress = restore_run(self.ckpt_path, self.model, self.optimizer, self.identity)
                self.note(f"resuming at step {progress.step}")
                return self._with_these_processes(progress)
            self.note(f"the run saved at {self.ckpt_path} is replaced at the first save (--resume would go on with it)")
        elif self.config.resume:
            check_nothing_to_lose(self.ckpt_path, self.identity)
            self.note("nothing is saved yet: starting from the beginning")
        elif self.ckpt_path.exists():
            self.note(f"the checkpoint at {self.ckpt_path} is replaced at the first save")
        return Progress(threads=self.threads.value, processes=self.world.size)

    def _with_these_processes(self, progress: Progress) -> Progress:
        """Another number of processes than the run was saved by shares the work, and the cores, in another way."""
        if progress.processes == self.world.size:
            return progress
        self.note(f"processes: {self.world.size}, and {progress.processes} before: the same steps, sums rounded differently")
        return replace(progress, threads=self.threads.value, processes=self.world.size)

    # -- the loop ----------------------------------------------------------------------------------------------------

    def to_the_end(self, stop: Callable[[], bool]) -> TrainResult:
        """Learn until the run is finished or the validation loss has turned. `stop` asks for an early, saved end."""
        progress = self.progress
        began, logged, seconds_before, steps_before = time.perf_counter(), -math.inf, progress.seconds, progress.step
        self.model.train()
        while not self._finished() and not self._turned():
            self.profile.before_step(progress.step, self.config.max_iters, self._share_done())
            step_began = time.perf_counter()
            with self._timed("learning"):
                loss = self._learn()
            self._step_seconds.append(time.perf_counter() - step_began)
            progress.step += 1
            progress.seconds, stopping = self.world.agree(seconds_before + time.perf_counter() - began, stop())
            self._steps_per_second = (progress.step - steps_before) / (progress.seconds - seconds_before)
            self._say_pace()
            if progress.seconds - logged > _LOG_SECONDS:
                logged = progress.seconds
                self._check_finite(loss.item())
                self.emit(self._event("step", loss=loss.item()))
            if self._evaluation_due():
                self._evaluate_and_save()
            if stopping and not self._finished():
                self._save_state()
                message = f"stopped at step {progress.step}; everything up to here is saved"
                raise TrainingInterrupted(message, "to go on: the same again with --resume (in Python: TrainConfig(resume=True))")
        self.profile.after_steps()
        return self._result("finished" if self._finished() else "early")

    def _say_pace(self) -> None:
        """Once, after a second of learning: how far the run will come. The first step, which warms up, is not counted."""
        measured, done, config = self._step_seconds[1:], self.progress, self.config
        if self._pace_said or self._finished() or sum(measured) < _PACE_SECONDS:
            return
        self._pace_said = True
        each, last = sum(measured) / len(measured), config.max_iters
        if config.minutes:
            last = min(last, done.step + round((60 * config.minutes - done.seconds) / each))
        tokens, minutes = self.dataset.tokens_per_batch, (done.seconds + (last - done.step) * each) / 60
        self.note(
            f"pace: about {last:,} steps of {tokens:,.0f} tokens in {minutes:.2g} minutes, "
            f"{last * tokens / len(self.dataset.tokens['train']):.2g} readings of the writing"
        )

    @contextlib.contextmanager
    def _timed(self, activity: str) -> Iterator[None]:
        began = time.process_time()
        yield
        spent = self.progress.cpu_seconds
        spent[activity] = spent.get(activity, 0.0) + time.process_time() - began

    def _share_done(self) -> float:
        """How much of the run lies behind, in [0, 1]: of its steps, or of its time where that comes first."""
        of_steps = self.progress.step / self.config.max_iters
        of_time = self.progress.seconds / (60 * self.config.minutes) if self.config.minutes > 0 else 0.0
        return min(1.0, max(of_steps, of_time))

    def _finished(self) -> bool:
        return self._share_done() >= 1.0

    def _turned(self) -> bool:
        """Whether the validation loss has stopped getting better."""
        return 0 < self.config.patience <= self.progress.evaluations_since_best

    def _evaluation_due(self) -> bool:
        if self._finished() or self.config.minutes == 0:
            return self._finished() or self.progress.step % self.config.eval_interval == 0
        since = self._share_done() - self.progress.last_evaluation
        return (
            since >= 1 / _TIMED_EVALUATIONS and since * 60 * self.config.minutes * _EVALUATION_SHARE >= self._evaluation_seconds
        )

    def _learn(self) -> torch.Tensor:
        """One optimizer step; returns the loss of its batch."""
        torch.manual_seed(self.world.seed(self.config.seed * 1_000_003 + self.progress.step))  # of the dropout masks
        region = self.profile.region
        with region("batch"):
            batch = self.dataset.training_batch(self.progress.step, self.config.seed)
            each = int((batch[1] >= 0).sum()) / self.world.size  # targets of a process, were all alike
            batch = self.world.part(batch)
        total = torch.zeros((), device=self.device)
        parts = len(batch[0]) if self._one_by_one else self.config.grad_accum_steps
        for part in zip(*(tensor.chunk(parts) for tensor in batch), strict=True):
            with region("forward"):
                loss = self._loss(*(tensor.to(self.device) for tensor in part)) / each
            with region("backward"):
                loss.backward()
            total += loss.detach()
        with region("averaging"):
            total = self.world.average(total, self.model.parameters())
        with region("optimizer"):
            if self.config.grad_clip > 0:
                torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.config.grad_clip)
            with autocast(self.device, self.dtype):  # of Muon's multiplications
                self.optimizer.step(self.progress.step, self._learning_rate())
        return total

    def _loss(self, ids: torch.Tensor, targets: torch.Tensor, *drafts: torch.Tensor) -> torch.Tensor:
        """The sum over a part of a batch. Its logits, which are large, are gone before the backward pass."""
        with autocast(self.device, self.dtype):
            return losses_of(self.model, ids, targets, *drafts).sum()

    def _learning_rate(self) -> float:
        return learning_rate_at(self.progress.step, self._share_done(), self.config)

    def _check_finite(self, loss: float) -> None:
        if not math.isfinite(loss):
            message = f"the loss is no longer a number (step {self.progress.step}); what was saved before is untouched"
            raise ConfigError(message, f"try a lower learning rate: --learning-rate {min(self.config.learning_rate / 4, 3e-3):g}")

    def _event(self, kind: str, **figures: Any) -> TrainEvent:
        share = self._share_done()
        return TrainEvent(
            kind, self.progress.step, share, learning_rate=self._learning_rate(),
            tokens_per_second=self._tokens_per_second(), seconds_left=self.progress.seconds * (1 - share) / share, **figures,
        )  # fmt: skip

    def _tokens_per_second(self) -> float:
        return self._steps_per_second * self.dataset.tokens_per_batch

    def _affordable_windows(self) -> int:
        """How many the closing evaluation may have, so that a run limited by time ends near that time."""
        if self.config.minutes == 0 or self._evaluation_seconds == 0:
            return sys.maxsize
        each = self._evaluation_seconds / (len(SPLITS) * self.config.eval_iters * self.config.batch_size)
        return int(_EVALUATION_SHARE * 60 * self.config.minutes / each)

    # -- evaluating and saving ---------------------------------------------------------------------------------------

    def _evaluate_and_save(self) -> None:
        progress, began = self.progress, time.perf_counter()
        with self._timed("evaluating"), self.profile.region("evaluating"):
            losses = estimate_loss(self.model, self.dataset, self.config, self.world)
        self._check_finite(losses["val"])
        begins = progress.best_loss is None
        is_best = progress.best_loss is None or losses["val"] < progress.best_loss
        if is_best:
            progress.best_loss, progress.best_step, progress.evaluations_since_best = losses["val"], progress.step, 0
        else:
            progress.evaluations_since_best += 1
        progress.last_evaluation = self._share_done()
        figures = {
            "step": progress.step, "train_loss": losses["train"], "val_loss": losses["val"], "counted_loss": self.floor,
            "learning_rate": self._learning_rate(), "tokens_per_second": round(self._tokens_per_second()),
            "seconds": round(progress.seconds, 3), "cpu_seconds": round(sum(progress.cpu_seconds.values()), 3),
        }  # fmt: skip
        progress.history.append(figures)
        with self._timed("saving"), self.profile.region("saving"):
            self._save(begins, is_best)
        self._evaluation_seconds, _ = self.world.agree(time.perf_counter() - began, False)
        told = {"train_loss": losses["train"], "val_loss": losses["val"], "counted_loss": self.floor, "is_best": is_best}
        self.emit(self._event("eval", **told))

    def _save(self, begins: bool, is_best: bool) -> None:
        """Publish what an evaluation is followed by. One process writes, and the others wait until it is on the disk."""
        model, optimizer = self._whole()
        if self.world.is_first:
            if begins:  # the files are this run's from here on: never a checkpoint of one beside the state of another
                resume_path(self.ckpt_path).unlink(missing_ok=True)
            if is_best:
                self._save_best(model)
            save_run(self.ckpt_path, model, optimizer, self.identity, self.progress)
            self._save_figures()
        self.world.wait()

    def _save_state(self) -> None:
        """Publish nothing but what resuming needs."""
        model, optimizer = self._whole()
        if self.world.is_first:
            save_run(self.ckpt_path, model, optimizer, self.identity, self.progress)
        self.world.wait()

    def _save_best(self, model: BaseLM) -> None:
        about = {
            "run_id": self.identity.run_id, "corpus": self.dataset.fingerprint,
            "step": self.progress.step, "val_loss": self.progress.best_loss, **self.dataset.about,
        }  # fmt: skip
        config = replace(self.config, resume=False)  # the same bytes whether or not the run was interrupted
        save_checkpoint(self.ckpt_path, model, self.dataset.tokenizer, config, self.dataset.config, about)

    def _save_figures(self) -> None:
        history = self.progress.history
        paths.write_text(_metrics_path(self.ckpt_path), "".join(json.dumps(figures) + "\n" for figures in history))
        curves = {
            name: [(figures["step"], figures[key]) for figures in history]
            for name, key in (("training", "train_loss"), ("validation", "val_loss"), ("counting", "counted_loss"))
        }
        paths.write_text(_curve_path(self.ckpt_path), line_plot(curves, "Loss while learning", "step", "nats per token"))

    def _best(self) -> BaseLM:
        """The model with its best weights: the same one where it is whole, so that there are not two in memory."""
        if not self.config.shard:
            self.model.load_state_dict(read_tensors(self.ckpt_path, "model")[0])
            return self.model
        best = load_checkpoint(self.ckpt_path, self._device_of_whole(self.config)).model
        sharding.shard_model(best, self.device)
        return best

    def _result(self, stopped: str) -> TrainResult:
        best = self._best()
        config, progress = self.config, self.progress
        most_windows = max(1, min(_FINAL_EVALUATION // self.dataset.config.block_size, self._affordable_windows()))
        self.note("judging the best weights by the validation part")
        with self.profile.region("evaluating"):
            mine = self.world.share(self.dataset.evaluation_batches("val", most_windows))
            both = side_by_side(self.counted, said_of(best, mine, config.dtype))
            weight, _ = self.world.agree(mixture_weight(*both) if both.size else math.nan, False)
            *totals, count = self.world.total(*total_losses(both, weight), both.shape[1])
            val_loss, counted_loss, mixed_loss = (total / count for total in totals)
        return TrainResult(
            ckpt_path=self.ckpt_path, metrics_path=_metrics_path(self.ckpt_path), curve_path=_curve_path(self.ckpt_path),
            steps=progress.step, best_step=progress.best_step, stopped=stopped, seconds=progress.seconds,
            cpu_seconds={activity: round(spent, 3) for activity, spent in progress.cpu_seconds.items()},
            train_loss=next(f["train_loss"] for f in progress.history if f["step"] == progress.best_step),
            val_loss=val_loss, bits_per_byte=val_loss / math.log(2) / self.dataset.bytes_per_token("val"),
            counted_loss=counted_loss, counted_order=self.counted.order,
            mixed_loss=mixed_loss, mixture_weight=round(weight, 3),
            tokenizer=self.dataset.tokenizer.kind, parameters=self.parameters, seed=config.seed,
            train_tokens=len(self.dataset.tokens["train"]), val_tokens=len(self.dataset.tokens["val"]),
            history=progress.history,
        )  # fmt: skip


def _metrics_path(ckpt_path: Path) -> Path:
    return Path(f"{ckpt_path}.metrics.jsonl")


def _curve_path(ckpt_path: Path) -> Path:
    return Path(f"{ckpt_path}.loss.svg")


@contextlib.contextmanager
def _same_threads_afterwards() -> Iterator[None]:
    before = torch.get_num_threads()
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextlib.contextmanager
def _stop_signals(emit: EventSink) -> Iterator[Callable[[], bool]]:
    """Turn Ctrl-C and SIGTERM into a question to ask between steps; a second Ctrl-C stops at once, as usual.

    Stopping inside a step would leave half-updated weights to save.
    """
    received: list[int] = []

    def on_signal(number: int, frame: object) -> None:
        if received:
            raise KeyboardInterrupt
        received.append(number)
        emit(TrainEvent("note", message="stopping after this step; once more to stop at once, without saving it"))

    if threading.current_thread() is not threading.main_thread():  # only the main thread may set handlers
        yield lambda: False
        return
    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(received)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
