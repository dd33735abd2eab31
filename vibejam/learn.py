"""From a folder of writing to a voice: prepare the corpus into the voice's folder, choose a model for it, train.

Learning the same writing again goes on where an interrupted run stopped; other writing starts a new run, and the old
model serves until the first save of the new one. Tests: tests/test_learn.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from vibejam.checkpoint import resume_path
from vibejam.config import DataConfig, ModelConfig, TrainConfig
from vibejam.corpus import CorpusReport, prepare_corpus
from vibejam.errors import TrainingInterrupted
from vibejam.train import EventSink, TrainEvent, TrainResult, train_lm
from vibejam.voice import CORPUS, Voice

FEWEST_CHARACTERS = 2_000
DEFAULT_MINUTES = 3.0
_EPOCHS = 25  # after so many readings a small model has begun to learn a small corpus by heart


@dataclass(frozen=True)
class LearnResult:
    """What was read, what was learnt, and where it is."""

    voice: Voice
    corpus: CorpusReport
    training: TrainResult


def learn_voice(
    paths: Iterable[Path | str],
    name: str,
    minutes: float = DEFAULT_MINUTES,
    seed: int = TrainConfig.seed,
    sample: bool = False,
    on_document: Callable[[CorpusReport], None] | None = None,
    on_event: EventSink | None = None,
) -> LearnResult:
    """Learn a voice from everything below `paths`, in about `minutes` of training. `sample` marks an invented person's.

    Ctrl-C saves and raises TrainingInterrupted. Raises MissingError, DataError or ConfigError.
    """
    report = prepare_corpus(paths, Voice.folder(name) / CORPUS, on_document, FEWEST_CHARACTERS)
    voice = Voice.create(name)
    model_config, train_config, reason = plan(report.characters, minutes)
    run = {"corpus": _digest(voice.corpus_path), "minutes": minutes, "seed": seed}
    train_config = replace(train_config, seed=seed, resume=voice.manifest.get("unfinished") == run)
    if on_event:
        on_event(TrainEvent("note", message=reason))
    voice.update(unfinished=run, sample=sample or None)
    try:
        result = train_lm(voice.corpus_path, voice.ckpt_path, model_config, train_config, on_event=on_event)
    except TrainingInterrupted as stop:
        raise TrainingInterrupted(stop.message, "go on with the same command") from stop
    resume_path(voice.ckpt_path).unlink(missing_ok=True)  # three times the model's size, and of no more use
    voice.update(
        unfinished=None, documents=report.documents, words=report.words, characters=report.characters,
        parameters=result.parameters, val_loss=round(result.val_loss, 4), trained_seconds=round(result.seconds, 1),
    )  # fmt: skip
    return LearnResult(voice, report, result)


def plan(characters: int, minutes: float) -> tuple[ModelConfig, TrainConfig, str]:
    """A model and a way to train it for so much writing and so much time, and the reason in words."""
    model = ModelConfig(n_layer=2, n_head=4, n_embd=128, block_size=64)
    batch_size = 32
    steps_per_epoch = characters * (1 - DataConfig.val_fraction) / (batch_size * model.block_size)
    max_iters = max(300, round(_EPOCHS * steps_per_epoch))
    train = TrainConfig(max_iters=max_iters, batch_size=batch_size, learning_rate=4e-3, minutes=minutes, eval_iters=5)
    reason = f"plan: 2 layers of 128, at most {max_iters} steps ({_EPOCHS} times through {characters:,} characters)"
    return model, train, reason


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
