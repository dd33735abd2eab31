"""From a folder of writing to a voice: prepare the corpus into the voice's folder, choose a model for it, train.

Learning the same writing again goes on where an interrupted run stopped; other writing starts a new run, and the old
model serves until the first save of the new one. Tests: tests/test_learn.py.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from vibejam.checkpoint import resume_path
from vibejam.config import LEARN_MINUTES, DataConfig, ModelConfig, TrainConfig
from vibejam.corpus import CorpusReport, prepare_corpus
from vibejam.errors import ConfigError, DataError, MissingError, TrainingInterrupted
from vibejam.train import EventSink, TrainEvent, TrainResult, train_lm
from vibejam.voice import CORPUS, DamagedVoice, Voice

FEWEST_CHARACTERS = 2_000
_READINGS = 30  # of the whole corpus: after so many a small model has begun to learn it by heart
_LITTLE = 300_000  # characters: a corpus this small is read often, and strong decay keeps the model from learning it by heart


@dataclass(frozen=True)
class LearnResult:
    """What was read, what was learnt, and where it is."""

    voice: Voice
    corpus: CorpusReport
    training: TrainResult


def learn_voice(
    paths: Iterable[Path | str],
    name: str,
    minutes: float = LEARN_MINUTES,
    seed: int = TrainConfig.seed,
    sample: bool = False,
    on_document: Callable[[CorpusReport], None] | None = None,
    on_event: EventSink | None = None,
) -> LearnResult:
    """Learn a voice from everything below `paths`, in about `minutes` of training. `sample` marks an invented person's.

    Ctrl-C saves and raises TrainingInterrupted. Raises MissingError, DataError or ConfigError.
    """
    with contextlib.suppress(MissingError, DamagedVoice):
        Voice.open(name)  # one that a newer version made is not touched
    report = prepare_corpus(paths, Voice.folder(name) / CORPUS, on_document, FEWEST_CHARACTERS)
    voice = Voice.create(name)
    model_config, train_config, reason = plan(report.characters, minutes)
    run = {"corpus": _digest(voice.corpus_path), "minutes": minutes, "seed": seed}
    train_config = replace(train_config, seed=seed, resume=voice.manifest.get("unfinished") == run)
    if on_event:
        on_event(TrainEvent("note", message=reason))
    voice.update(unfinished=run, sample=sample or None)
    try:
        result = _train(voice, model_config, train_config, on_event)
    except TrainingInterrupted as stop:
        raise TrainingInterrupted(stop.message, "to go on: the same command again") from stop
    resume_path(voice.ckpt_path).unlink(missing_ok=True)  # three times the model's size, and of no more use
    voice.update(
        unfinished=None, documents=report.documents, words=report.words, characters=report.characters,
        parameters=result.parameters, val_loss=round(result.val_loss, 4), trained_seconds=round(result.seconds, 1),
    )  # fmt: skip
    return LearnResult(voice, report, result)


def _train(voice: Voice, model: ModelConfig, config: TrainConfig, on_event: EventSink | None) -> TrainResult:
    """Train, or go on; from the beginning where what was saved cannot be gone on with."""
    try:
        return train_lm(voice.corpus_path, voice.ckpt_path, model, config, on_event=on_event)
    except (DataError, ConfigError) as error:
        if not config.resume:
            raise
        if on_event:
            on_event(TrainEvent("note", message=f"starting over: {error.message}"))
        return train_lm(voice.corpus_path, voice.ckpt_path, model, replace(config, resume=False), on_event=on_event)


def plan(characters: int, minutes: float) -> tuple[ModelConfig, TrainConfig, str]:
    """A model and a way to train it for so much writing and so much time, and the reason in words."""
    width = 96 if minutes < 2 else 128  # a narrower model takes more steps in the same time, which pays when it is short
    model = ModelConfig(n_layer=2, n_head=4, n_embd=width, block_size=64)
    batch_size = 16
    steps_per_reading = characters * (1 - DataConfig.val_fraction) / (batch_size * model.block_size)
    train = TrainConfig(
        max_iters=max(300, round(_READINGS * steps_per_reading)), minutes=minutes, batch_size=batch_size,
        learning_rate=1e-2 if width < 128 else 6e-3,
        weight_decay=1.0 if characters < _LITTLE else TrainConfig.weight_decay,
    )  # fmt: skip
    reason = (
        f"plan: {model.n_layer} layers of {width} for {minutes:g} minutes, {characters:,} characters read at most "
        f"{_READINGS} times ({train.max_iters:,} steps)"
    )
    return model, train, reason


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
