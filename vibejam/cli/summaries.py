"""Results in words: what a command tells a person when it is done."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vibejam.corpus import CorpusReport
    from vibejam.train import TrainResult

_MOST_NAMED = 3  # files named for each reason


def corpus_summary(report: CorpusReport) -> str:
    """Documents, words, characters; what was skipped and why."""
    lines = [
        f"{report.corpus_path}: {counted(report.documents, 'document')}, {report.words:,} words, "
        f"{report.characters:,} characters ({report.dated} dated)"
    ]
    if report.defused:
        lines.append(f"{counted(report.defused, 'document')} contained the end-of-document marker; it was defused there")
    if report.skipped:
        lines.append(f"skipped {len(report.skipped):,} (all of them by name: --json):")
        for reason, count in Counter(s.reason for s in report.skipped).most_common():
            names = [s.source for s in report.skipped if s.reason == reason]
            more = ", ..." if count > _MOST_NAMED else ""
            lines.append(f"  {count:>5,}  {reason}: {', '.join(names[:_MOST_NAMED])}{more}")
    return "\n".join(lines)


def training_summary(result: TrainResult) -> str:
    """How good the model is, and where it is."""
    token = "character" if result.tokenizer == "char" else "token"
    stopped = "" if result.stopped == "finished" else ", where it stopped getting better"
    return "\n".join(
        [
            f"validation loss {result.val_loss:.4f} nats per {token} "
            f"(that is, {math.exp(result.val_loss):.1f} {token}s to choose among), {result.bits_per_byte:.3f} bits per byte",
            _beside_counting(result),
            f"best at step {result.best_step} of {result.steps}{stopped}; {result.seconds:.0f} s; seed {result.seed}",
            f"model:   {result.ckpt_path}",
            f"curve:   {result.curve_path}",
            f"figures: {result.metrics_path}",
            *([f"profile: {result.profile_path}", f"trace:   {result.trace_path}"] if result.profile_path else []),
        ]
    )


def _beside_counting(result: TrainResult) -> str:
    """How much the model knows that a second of counting does not."""
    above = result.val_loss - result.counted_loss
    verdict = f"{abs(above):.4f} {'above: it has learnt less than counting knows' if above > 0 else 'below'}"
    return (
        f"a counted n-gram of order {result.counted_order} has {result.counted_loss:.4f}, the model is {verdict}; "
        f"a mixture of the two would have {result.mixed_loss:.4f}"
    )


def counted(number: int, noun: str) -> str:
    """`counted(1, "file")` -> "1 file"; `counted(2, "file")` -> "2 files"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
