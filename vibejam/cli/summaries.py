"""Results in words: what a command tells a person when it is done."""

from __future__ import annotations

import math
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vibejam.corpus import CorpusReport
    from vibejam.evaluate import Evaluation, Rewritten, Row, Share
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
    return harmless(lines)


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
    return harmless(lines)


def harmless(lines: list[str]) -> str:
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


_GROUPS = {"pairs": "drafts of what the person wrote", "drafts": "drafts without a text by the person"}
_COLUMNS = ("share of gap", "ngrams", "delta", "facts kept", "added", "named", "traps", "edited", "copied", "BLEU", "chrF", "meaning", "s/100 w")  # fmt: skip
_MOST_WORST = 3  # of each row on the screen; --json has ten


def evaluation_summary(result: Evaluation) -> str:
    """How far each system goes from the draft to the person's text, what it does to facts, and its worst rewrites."""
    lines = ["how surely the judges tell the person's unseen passages (AUC; 0.5 is a guess):"]
    for name, found in result.reliability.items():
        told = ", ".join(f"from {side} {value:.2f}" for side, value in found.items() if value is not None)
        lines.append(f"  {name:16}  {told}")
    lines.append("  passages: " + ", ".join(f"{count} {side}" for side, count in result.passages.items()))
    for group, rows in result.groups.items():
        size = result.sizes[group]
        lines += [
            "",
            f"{_GROUPS[group]}: {counted(size['texts'], 'text')} of {counted(size['documents'], 'document')}",
            *_rows(rows),
        ]
        for row in rows:
            bad = [r for r in row.worst if r.number_lost or r.added][:_MOST_WORST]
            if bad and row.seconds_per_100_words:  # what was given is not to blame
                lines += [f"  worst of {row.system}:", *(f"    {_fault(rewritten)}" for rewritten in bad)]
    return harmless(lines)


def _rows(rows: list[Row]) -> list[str]:
    table = [("", *_COLUMNS), *((row.system, *_cells(row)) for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    return [
        "  " + "  ".join(f"{cell:>{w}}" if i else f"{cell:<{w}}" for i, (cell, w) in enumerate(zip(line, widths, strict=True)))
        for line in table
    ]


def _cells(row: Row) -> list[str]:
    return [
        _share(row.lower[1]) if row.lower else "?",
        *(_share(row.judges[name]) for name in ("ngrams", "delta")),
        f"{row.facts_kept:.0%}", f"{row.facts_added:.0%}", _percent(row.named_facts_kept), _percent(row.traps_untouched),
        f"{row.edit_share:.0%}", f"{row.copy_rate:.0%}", *("" if v is None else f"{v:.1f}" for v in (row.bleu, row.chrf)),
        "" if row.similarity is None else f"{row.similarity:.2f}", f"{row.seconds_per_100_words:.1f}",
    ]  # fmt: skip


def _share(share: Share) -> str:
    """With its interval, and "!" where it is more like the person than the person; "?" where the judge cannot tell."""
    if share.share is None:
        return "?"
    return f"{share.share:.2f} [{share.low:.2f} {share.high:.2f}]{'!' if share.overshoots else ''}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"


def _fault(rewritten: Rewritten) -> str:
    kinds = [f"lost {', '.join(items)}" for items in rewritten.lost.values()]
    kinds += [f"added {', '.join(items)}" for items in rewritten.added.values()]
    kinds += [f"named fact missing: {', '.join(rewritten.facts_missing)}"] if rewritten.facts_missing else []
    return f"{rewritten.item.id}: {'; '.join(kinds)}"


def counted(number: int, noun: str) -> str:
    """`counted(1, "file")` -> "1 file"; `counted(2, "file")` -> "2 files"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
