"""From a folder of writing to a voice: prepare the corpus into the voice's folder, choose a model for it, train.

Learning the same writing again goes on where an interrupted run stopped; other writing starts a new run, and the old
model serves until the first save of the new one. Tests: tests/test_learn.py.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vibejam.checkpoint import resume_path
from vibejam.config import LEARN_MINUTES, ModelConfig, TrainConfig
from vibejam.corpus import Ask, CorpusReport, Progress, judges_path, manifest_path, prepare_corpus
from vibejam.distributed import in_company
from vibejam.errors import ConfigError, DataError, MissingError, TrainingInterrupted
from vibejam.holdout import Holdout
from vibejam.plan import check_minutes, plan, plan_on_base
from vibejam.pretrained.bases import OURS, check_base
from vibejam.train import EventSink, TrainEvent, TrainResult, train_lm
from vibejam.voice import CORPUS, DamagedVoice, Voice

FEWEST_CHARACTERS = 2_000
NOTHING = "none"  # as a base: learn from scratch


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
    base: str = "",
    me: Iterable[str] = (),
    redact: bool = False,
    languages: Iterable[str] = (),
    ask: Ask | None = None,
    holdout: Sequence[Path | str] = (),
    on_progress: Callable[[Progress], None] | None = None,
    on_event: EventSink | None = None,
) -> LearnResult:
    """Learn a voice from everything below `paths`, in about `minutes` of training. `sample` marks an invented person's, `base`
    is what to start from (see TrainConfig.base), or NOTHING; "" is the base in the package for who writes mostly English.

    `me`, `redact`, `languages` and `ask` are as in prepare_corpus. `holdout` are test files: the documents they name are not
    learnt, nor is a share that is kept for the judges, and the voice's manifest says which and how many.
    Ctrl-C saves and raises TrainingInterrupted. Raises MissingError, DataError or ConfigError.
    """
    if in_company():
        raise ConfigError("a voice is learnt by one process", "leave torchrun out, or use: vibejam train")
    check_minutes(minutes)  # before anything is written
    if base not in ("", NOTHING):
        check_base(base)
    with contextlib.suppress(MissingError, DamagedVoice):
        Voice.open(name)  # one that a newer version made is not touched
    apart = Holdout(holdout) if holdout else None
    corpus = Voice.folder(name) / CORPUS
    report = prepare_corpus(paths, corpus, on_progress, FEWEST_CHARACTERS, me, redact, languages, ask, holdout=apart)
    if apart is None:  # what an older corpus kept for the judges is learnt now
        for path in (judges_path(corpus), manifest_path(judges_path(corpus))):
            path.unlink(missing_ok=True)
    voice = Voice.create(name)
    base = _base_for(report) if not base else "" if base == NOTHING else base
    kept = {"files": apart.files, "documents": report.held_out, "for_judges": report.for_judges} if apart else None
    planned = plan_on_base(report.characters, minutes, base) if base else plan(report.characters, minutes)
    run = {"corpus": _digest(voice.corpus_path), "minutes": minutes, "seed": seed, "base": base}
    train_config = replace(planned.train, seed=seed, resume=voice.manifest.get("unfinished") == run)
    emit = on_event or (lambda event: None)
    for reason in planned.reasons:
        emit(TrainEvent("note", message=f"plan: {reason}"))
    voice.update(unfinished=run, sample=sample or None, holdout=kept)
    try:
        result = _train(voice, None if base else planned.model, train_config, emit)
    except TrainingInterrupted as stop:
        raise TrainingInterrupted(stop.message, "to go on: the same command again") from stop
    resume_path(voice.ckpt_path).unlink(missing_ok=True)  # three times the model's size, and of no more use
    voice.update(
        unfinished=None, documents=report.documents, words=report.words, characters=report.characters,
        parameters=result.parameters, val_loss=round(result.val_loss, 4), trained_seconds=round(result.seconds, 1),
        mixture_weight=result.mixture_weight,
    )  # fmt: skip
    return LearnResult(voice, report, result)


def _base_for(report: CorpusReport) -> str:
    """The base in the package knows English and nothing else."""
    known = sum(words for language, words in report.languages.items() if language)
    return OURS if known and report.languages["en"] >= known / 2 else ""


def _train(voice: Voice, model: ModelConfig | None, config: TrainConfig, emit: EventSink) -> TrainResult:
    """Train, or go on; from the beginning where what was saved cannot be gone on with."""
    try:
        return train_lm(voice.corpus_path, voice.ckpt_path, model, config, on_event=emit)
    except (DataError, ConfigError) as error:
        if not config.resume:
            raise
        emit(TrainEvent("note", message=f"starting over: {error.message}"))
        return train_lm(voice.corpus_path, voice.ckpt_path, model, replace(config, resume=False), on_event=emit)


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
