"""vibejam pairs: drafts of what the person wrote, to learn rewriting from: made, checked, looked at."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import tempfile
import textwrap
import time
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vibejam.cli.common import PATH, Command, Group, note, report
from vibejam.cli.progress import ReadingView, clock
from vibejam.cli.reading import ask_owner, reading_options
from vibejam.cli.summaries import counted, harmless
from vibejam.errors import ConfigError, DataError

if TYPE_CHECKING:
    from vibejam.drafts.build import Built, Task
    from vibejam.drafts.changes import Run
    from vibejam.drafts.check import Checked
    from vibejam.drafts.cut import Document
    from vibejam.drafts.row import Row
    from vibejam.providers import Provider

_KINDS = "assistant,formal,assistant,plain,assistant,terse"
_SECONDS = 5.0  # between two lines of progress
_SHOWN = 10  # pairs
_TOKEN = 4  # characters of English, about
_BETWEEN = " | "
_SEPARATOR = " · "
_NARROWEST = 60  # columns of a terminal that two texts fit beside each other


@click.group("pairs", cls=Group, invoke_without_command=True, examples=["vibejam pairs show pairs.jsonl"])
@click.pass_context
def command(context: click.Context) -> None:
    """Pairs of a draft and what the person made of it: what rewriting is learnt from."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@command.command(
    "build", cls=Command, examples=["vibejam pairs build ~/writing -o mine.jsonl --provider anthropic:MODEL --dry-run"]
)
@click.argument("sources", nargs=-1, type=PATH, metavar="SOURCE...")
@click.option("--voice", help="Take the writing that this voice has learnt, instead of a SOURCE.")
@click.option("-o", "--output", "file", type=PATH, required=True, help="The file of pairs to write, or to go on with.")
@click.option("--provider", "ref", required=True, metavar="REF", help="Who writes the drafts: openai:MODEL, anthropic:MODEL, gemini:MODEL, openrouter:MODEL, ollama:MODEL, lmstudio:MODEL or http://HOST/v1#MODEL.")  # fmt: skip
@click.option("--kinds", default=_KINDS, show_default=True, help="The kinds of drafts: assistant, formal, plain, terse; one named twice comes twice as often.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), help="Take so many passages. [default: all]")
@click.option("--yes", is_flag=True, help="Send without asking.")
@click.option("--dry-run", is_flag=True, help="Send nothing: show the first request, and how many there would be.")
@reading_options
def build_command(
    sources: tuple[Path, ...],
    voice: str | None,
    file: Path,
    ref: str,
    kinds: str,
    limit: int | None,
    yes: bool,
    dry_run: bool,
    me: tuple[str, ...],
    redact: bool,
    language: tuple[str, ...],
) -> None:
    """Have a big LLM write a neutral draft of passages of your writing, one request for each.

    Passages are whole sentences of 35 to 90 words. Keys come from the environment (ANTHROPIC_API_KEY and so on). Before anything
    leaves this machine it says what goes where, and asks. Ctrl-C loses nothing: the same command goes on, and never asks for
    a draft that the file has.
    """
    if bool(sources) == bool(voice):
        raise click.UsageError("name either a SOURCE or a --voice")
    turns = _turns(kinds)
    from vibejam.drafts.build import build, open_tasks, tasks_of
    from vibejam.drafts.cut import FEWEST, MOST, cut
    from vibejam.providers import open_provider

    with contextlib.closing(open_provider(ref, sleep=_wait)) as provider:
        reading = {"me": me, "redact": redact, "languages": language}
        documents = _of_voice(voice) if voice else _of_sources(sources, reading)
        passages = cut(documents)[:limit]
        if not passages:
            raise DataError(f"there is no paragraph of {FEWEST} words in this writing", f"passages have {FEWEST} to {MOST} words of one paragraph")  # fmt: skip
        tasks = tasks_of(passages, turns)
        waiting = open_tasks(tasks, file)
        done = len(tasks) - len(waiting)
        said = _said_beforehand(waiting, provider, done, file)
        if dry_run:
            first = [message._asdict() for message in waiting[0].messages] if waiting else []
            text = [said, *(f"\n[{message['role']}]\n{message['content']}" for message in first)]
            report("\n".join(text), {**_size(waiting), "host": provider.host, "there": done, "first": first})
            return
        note(said)
        if waiting:
            provider.ready()
            if provider.host and not yes:
                _agree()
        try:
            built = build(tasks, provider, file, _Progress("drafts"))
        except BaseException:
            if file.exists():
                note(f"what was answered is in {file}; the same command goes on")
            raise
    _tell(built, done, file)


def _turns(kinds: str) -> list[str]:
    from vibejam.drafts.kinds import KINDS

    turns = [kind.strip() for kind in kinds.split(",") if kind.strip()]
    if unknown := [kind for kind in turns if kind not in KINDS]:
        raise ConfigError(f"no kind of draft is called {unknown[0]!r}", f"known: {', '.join(KINDS)}")
    if not turns:
        raise ConfigError("no kind of draft is named", f"known: {', '.join(KINDS)}")
    return turns


def _of_voice(name: str) -> list[Document]:
    from vibejam.voice import Voice

    return _documents(Voice.open(name).corpus_path)


def _of_sources(sources: tuple[Path, ...], reading: dict[str, Any]) -> list[Document]:
    from vibejam.corpus import prepare_corpus

    with tempfile.TemporaryDirectory() as folder:  # its owner's only
        corpus = Path(folder) / "corpus.txt"
        prepare_corpus(sources, corpus, ReadingView(), ask=ask_owner(), **reading)
        return _documents(corpus)


def _documents(corpus: Path) -> list[Document]:
    from vibejam.corpus import manifest_path, read_texts
    from vibejam.drafts.cut import Document

    entries = map(json.loads, manifest_path(corpus).read_text("utf-8").splitlines())
    return [Document(entry["source"], text) for entry, text in zip(entries, read_texts(corpus), strict=True)]


def _size(tasks: list[Task]) -> dict[str, int]:
    """How much would be sent."""
    return {
        "requests": len(tasks),
        "words": sum(len(task.passage.text.split()) for task in tasks),
        "characters": sum(len(message.content) for task in tasks for message in task.messages),
    }


def _said_beforehand(waiting: list[Task], provider: Provider, done: int, file: Path) -> str:
    there = f"; {file} has {counted(done, 'draft')} of them already" if done else ""
    if not waiting:
        return f"nothing is asked{there}"
    size = _size(waiting)
    where = f"to {provider.host}" if provider.host else "to a server on this machine; nothing leaves it"
    return (
        f"{counted(size['requests'], 'request')} {where}: {size['words']:,} words of your writing, with what is asked "
        f"{size['characters']:,} characters (about {size['characters'] // _TOKEN:,} tokens to read, and "
        f"{size['words'] * 2:,} to write){there}"
    )


def _agree() -> None:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise ConfigError("it asks before it sends, and there is nobody to ask", "add --yes, or see what would go: --dry-run")
    click.confirm("send it?", abort=True, err=True)


def _wait(seconds: float) -> None:
    if seconds >= 1:
        note(f"no answer yet: asking again in {seconds:.0f} s")
    time.sleep(seconds)


def _tell(built: Built, done: int, file: Path) -> None:
    lost = [
        f"{count} {why}: the same command asks again"
        for count, why in ((len(built.refused), "refused"), (len(built.failed), "empty or cut off"))
        if count
    ]
    lines = [f"{file}: {counted(done + built.drafts, 'pair')}, {built.drafts:,} of them new", *lost]
    if built.tokens_in or built.tokens_out:
        lines.append(f"{built.tokens_in:,} tokens read, {built.tokens_out:,} written")
    values = {
        "file": str(file), "pairs": done + built.drafts, "new": built.drafts, "refused": [task.id for task in built.refused],
        "failed": [task.id for task in built.failed], "tokens_in": built.tokens_in, "tokens_out": built.tokens_out,
    }  # fmt: skip
    report("\n".join([*lines, f"next: vibejam pairs check {file} -o checked.jsonl"]), values)


class _Progress:
    """Pass as `on_progress`: says every few seconds how far it is, and how long it will take."""

    def __init__(self, what: str):
        self._what, self._start = what, time.monotonic()
        self._last = self._start - _SECONDS + 2  # the first line comes earlier

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._last > _SECONDS and 1 < done < total:  # the first one loads what it needs
            self._last = now
            note(f"{done:,} of {total:,} {self._what}, {clock((now - self._start) / done * (total - done))} left")


@command.command(
    "check", cls=Command, examples=["vibejam pairs check pairs.jsonl", "vibejam pairs check pairs.jsonl -o checked.jsonl"]
)
@click.argument("file", type=PATH)
@click.option("--against", multiple=True, type=PATH, metavar="FILE.jsonl", help="A file of test drafts: pairs of its documents and passages are dropped.")  # fmt: skip
@click.option("-o", "--output", type=PATH, help="Write the pairs that pass.")
def check_command(file: Path, against: tuple[Path, ...], output: Path | None) -> int:
    """Say which pairs are fit to be learnt from, and why the others are not; exit code 1 if none is.

    Draft and text must have the same facts, about the same length and meaning, and differ; no pair comes twice, or stands in
    a test.
    """
    from vibejam.drafts.check import BY_COSINE, BY_WORDS, check_rows
    from vibejam.drafts.row import are_rows, read_rows, write_rows
    from vibejam.holdout import read_items
    from vibejam.paths import check_output
    from vibejam.style.meaning import installed_encoder

    if output:
        check_output(output, are_rows, "a file of pairs")
        if output.resolve() == file.resolve():
            raise ConfigError(f"{output} is the file that is checked", "name another one: what is dropped would be lost")
    rows = read_rows(file)
    encoder = installed_encoder()
    checked = check_rows(rows, [item for path in against for item in read_items(path)], encoder, _Progress("pairs"))
    passed = [each.row for each in checked if not each.faults]
    if output:
        write_rows(output, passed)
    measure = BY_COSINE if encoder else f'{BY_WORDS} (no sentence encoder is installed: pip install "vibejam[eval]")'
    text = [*_table(checked), f"meaning is compared by {measure}", *([f"written: {output}"] if output else [])]
    values = {
        "pairs": len(rows), "passed": len(passed), "faults": _counts(checked),
        "meaning_by": BY_COSINE if encoder else BY_WORDS, "output": str(output) if output else None,
        "dropped": [_dropped(number, each) for number, each in enumerate(checked, 1) if each.faults],
    }  # fmt: skip
    report("\n".join(text), values)
    return 0 if passed else 1


def _counts(checked: list[Checked]) -> dict[str, dict[str, int]]:
    """Of each kind of fault: how many pairs have it, and how many have no other."""
    kinds = [{fault.kind for fault in each.faults} for each in checked]
    pairs = Counter(kind for found in kinds for kind in found)
    alone = Counter(next(iter(found)) for found in kinds if len(found) == 1)
    return {kind: {"pairs": count, "alone": alone[kind]} for kind, count in pairs.most_common()}


def _table(checked: list[Checked]) -> list[str]:
    passed = sum(not each.faults for each in checked)
    lines = [f"{passed:,} of {counted(len(checked), 'pair')} pass ({passed / len(checked):.0%})"]
    counts = _counts(checked)
    if not counts:
        return lines
    width = max(map(len, counts))
    lines.append(f"  {'fault':{width}}  pairs  alone  for example")
    for kind, count in counts.items():
        number, detail = next((n, f.detail) for n, each in enumerate(checked, 1) for f in each.faults if f.kind == kind)
        lines.append(f"  {kind:{width}}  {count['pairs']:>5,}  {count['alone']:>5,}  {number}: {harmless([detail])}")
    return lines


def _dropped(number: int, each: Checked) -> dict[str, Any]:
    faults = [vars(fault) for fault in each.faults]
    return {"number": number, "id": each.row.id, "similarity": round(each.similarity, 4), "faults": faults}


@command.command("show", cls=Command, examples=["vibejam pairs show pairs.jsonl", "vibejam pairs show pairs.jsonl --number 2"])
@click.argument("file", type=PATH)
@click.option("--number", type=click.IntRange(min=1), help=f"Show the pair of this number alone. [default: the first {_SHOWN}]")
def show_command(file: Path, number: int | None) -> None:
    """Show drafts and texts beside each other, with the words that differ marked: [-in the draft-] and {+in the text+}."""
    from vibejam.drafts.row import read_rows

    rows = read_rows(file)
    if number and number > len(rows):
        raise ConfigError(f"there is no pair number {number:,} in {file}", f"it has {counted(len(rows), 'pair')}")
    first = number - 1 if number else 0
    chosen = list(enumerate(rows, 1))[first : first + (1 if number else _SHOWN)]
    if len(chosen) < len(rows) and not number:
        note(f"{len(chosen)} of {len(rows):,} pairs; any one of them: --number N")
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    text = "\n\n".join("\n".join(_shown(row, place, columns)) for place, row in chosen)
    report(text, {"pairs": len(rows), "shown": [{"number": place, **json.loads(row.to_json())} for place, row in chosen]})


def _shown(row: Row, number: int, columns: int) -> Iterator[str]:
    """A pair in two columns of a terminal, or its sides in a line each where there is none."""
    from vibejam.drafts.changes import changes

    about = (str(number), row.id, row.kind, row.document, row.origin)
    yield click.style(harmless([_SEPARATOR.join(filter(None, about))]), dim=True)
    before, after = changes(harmless([row.draft]), harmless([row.text]))
    left, right = _words(before, "[-", "-]", "red"), _words(after, "{+", "+}", "green")
    if columns < _NARROWEST:
        yield from (" ".join(_styled(word, colour) for word, colour in side) for side in (left, right))
        return
    width = (columns - len(_BETWEEN)) // 2
    for one, other in zip_longest(_column(left, width), _column(right, width), fillvalue=" " * width):
        yield f"{one}{_BETWEEN}{other}".rstrip()


def _words(runs: list[Run], opening: str, closing: str, colour: str) -> list[tuple[str, str | None]]:
    """The words of runs, each with its colour; the first and the last of what has changed carry the marks."""
    found: list[tuple[str, str | None]] = []
    for run in runs:
        text = f"{opening}{run.text}{closing}" if run.changed else run.text
        found += [(word, colour if run.changed else None) for word in text.split(" ")]
    return found


def _column(words: list[tuple[str, str | None]], width: int) -> Iterator[str]:
    """Lines of exactly `width` characters to see; a longer word is broken."""
    line: list[str] = []
    room = width
    for whole, colour in words:
        for word in textwrap.wrap(whole, width) or [whole]:
            if line and room < len(word) + 1:
                yield " ".join(line) + " " * room
                line, room = [], width
            room -= len(word) + bool(line)
            line.append(_styled(word, colour))
    yield " ".join(line) + " " * room


def _styled(word: str, colour: str | None) -> str:
    return click.style(word, fg=colour) if colour else word
