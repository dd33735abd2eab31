"""Results in words: what a command tells a person when it is done."""

from __future__ import annotations

import math
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vibejam.corpus import CorpusReport
    from vibejam.train import TrainResult

_MOST_NAMED = 3  # files named for each reason
_MOST_PEOPLE = 5
_LEAST_SHARE = 0.02  # of the words: a language below it is not worth a word
_SAMPLE = 100  # characters
_JOINER = "\u200d"  # inside emoji


def corpus_summary(report: CorpusReport) -> str:
    """What was taken, by format; what was taken out of it; what was left out and why."""
    lines = [
        f"{report.corpus_path}: {counted(report.documents, 'document')}, {report.words:,} words, "
        f"{report.characters:,} characters ({report.dated} dated)"
    ]
    if report.owner:
        lines.append(f"you: {', '.join(report.owner.names)} ({report.owner.reason})")
    if len(report.formats) > 1 or any(took.removed for took in report.formats.values()):
        lines += ["", *_table(report)]
    lines += [line for line in (_languages(report), _defused(report)) if line]
    if report.for_judges:
        lines.append(f"kept for the judges of vibejam eval: {counted(report.for_judges, 'document')}")
    if report.skipped_counts:
        lines.append(f"left out {sum(report.skipped_counts.values()):,} (all of them by name: --json):")
        lines += [_reason(report, reason, count) for reason, count in report.skipped_counts.most_common()]
    if report.people and report.owner is None:
        lines.append("to learn what you wrote there, say who you are, once for each name or address:")
        lines += [f"  --me {shlex.quote(names[0])}  ({count:,} messages)" for names, count in report.people[:_MOST_PEOPLE]]
    return _harmless(lines)


def _table(report: CorpusReport) -> list[str]:
    rows = [("format", "documents", "words", "dates", "taken out of them")]
    for name, took in sorted(report.formats.items(), key=lambda item: -item[1].words):
        dates = " to ".join(dict.fromkeys(filter(None, (took.first_date[:4], took.last_date[:4]))))
        removed = ", ".join(f"{kind} {_size(count)}" for kind, count in took.removed.most_common())
        rows.append((name, f"{took.documents:,}", f"{took.words:,}", dates, removed))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return [
        f"  {name:<{widths[0]}}  {documents:>{widths[1]}}  {words:>{widths[2]}}  {dates:<{widths[3]}}  {removed}".rstrip()
        for name, documents, words, dates, removed in rows
    ]


def _size(characters: int) -> str:
    return f"{characters:,}" if characters < 10_000 else f"{characters / 1000:,.0f}k"


def _languages(report: CorpusReport) -> str:
    words = {code: count for code, count in report.languages.most_common() if code and count >= _LEAST_SHARE * report.words}
    if len(words) < 2:
        return ""
    shares = ", ".join(f"{code} {count / report.words:.0%}" for code, count in words.items())
    return f"languages: {shares}; a voice learns one language better than several: --language {next(iter(words))}"


def _defused(report: CorpusReport) -> str:
    return (
        f"{counted(report.defused, 'document')} contained the end-of-document marker; it was defused there"
        if report.defused
        else ""
    )


def _reason(report: CorpusReport, reason: str, count: int) -> str:
    names = dict.fromkeys(s.source for s in report.skipped if s.reason == reason)
    more = ", ..." if len(names) > _MOST_NAMED else ""
    return f"  {count:>5,}  {reason}: {', '.join(list(names)[:_MOST_NAMED])}{more}"


def dropped_samples(report: CorpusReport) -> str:
    """The beginnings of some of the texts that were left out, for a person to judge whether that was right."""
    lines = []
    for reason in report.skipped_counts:
        texts = [s for s in report.skipped if s.reason == reason and s.sample][:_MOST_NAMED]
        if texts:
            lines.append(f"left out, {reason}:")
        for item in texts:
            where = " ".join(filter(None, (item.source, item.position)))
            lines += [f"  {where}{f' ({item.detail})' if item.detail else ''}", f"    {item.sample[:_SAMPLE]}"]
    return _harmless(lines)


def _harmless(lines: list[str]) -> str:
    """Lines with what people and programs called things, without what would steer a terminal."""
    return "\n".join(
        "".join(c if c.isprintable() or c == _JOINER else c.encode("unicode_escape").decode() for c in line) for line in lines
    )


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
