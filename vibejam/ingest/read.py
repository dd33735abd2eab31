"""Files to documents: the right reader for each, the owner's messages joined, every text repaired and looked at.

    file -> reader -> Message, Document -> joined -> repaired -> Document | Skipped

Tests: tests/ingest/test_read.py.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from vibejam.errors import DataError
from vibejam.ingest.conversations import joined
from vibejam.ingest.document import Document, FoundItems, Message, Owner, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.owner import Names, Survey, identify, is_one_of, with_aliases
from vibejam.ingest.readers import Wanted, reader_for
from vibejam.ingest.walk import find_files
from vibejam.text.clean import clean
from vibejam.text.fragments import is_prose
from vibejam.text.language import language_of
from vibejam.text.paragraphs import unwrap
from vibejam.text.private import redact

OTHERS, STRANGERS = "messages of others", "messages of others, and none of your names among them"
_SAMPLE = 200  # characters of what was dropped, to show


@dataclass(frozen=True)
class Reading:
    """How to read."""

    me: tuple[str, ...] = ()  # the owner's names and addresses
    redact: bool = False  # put placeholders for private items


def read_documents(
    paths: Iterable[Path | str], exclude: Iterable[Path] = (), me: Iterable[str] = ()
) -> Iterator[Document | Skipped]:
    """Every document below `paths` by somebody called `me` (names or addresses), or by whoever obviously owns them.

    Raises MissingError, before anything is read, for a path that does not exist.
    """
    found = list(find_files(paths, exclude))
    names = owner_of((item for item in found if isinstance(item, File)), tuple(me))
    return (item for file in found for item in ([file] if isinstance(file, Skipped) else read_files([file], Reading(names))))


def owner_of(files: Iterable[File], me: Names) -> Names:
    """All names of the owner of some files: `me`, or who it obviously is; none where nobody is."""
    survey = survey_files(files)
    identity = identify(survey)
    return with_aliases(me or (identity.names if identity else ()), survey)


def survey_files(files: Iterable[File]) -> Survey:
    """Who wrote in these files. Nobody's words are read for it."""
    survey = Survey()
    for file in files:
        reader = reader_for(file)
        if reader is not None and getattr(reader, "MANY_AUTHORS", False):
            for item in found_in(file, lambda author: False):
                survey.add(item)
    return survey


def read_files(files: Iterable[File], reading: Reading) -> Iterator[Document | Skipped]:
    """The owner's documents in some files, in order; the messages of one conversation are joined across files."""
    wanted, formats = is_one_of(reading.me), dict[str, str]()

    def items() -> Iterator[Document | Message | Skipped]:
        for file in files:
            formats[file.source] = getattr(reader_for(file), "NAME", "")
            yield from _without_others(found_in(file, wanted), file.source, wanted)

    for is_chat, run in itertools.groupby(items(), key=lambda item: isinstance(item, Message)):
        for item in joined(item for item in run if isinstance(item, Message)) if is_chat else run:
            if isinstance(item, Skipped):
                yield item
            elif isinstance(item, Document):
                yield _repaired(replace(item, format=formats[item.source]), reading, is_wrapped=not is_chat)


def found_in(file: File, wanted: Wanted) -> FoundItems:
    """What the file's reader finds; what it cannot read is Skipped."""
    try:
        if reader := reader_for(file):
            yield from reader.read(file, wanted)
        else:
            yield Skipped(file.source, "no format that vibejam reads")
    except OSError as error:
        yield Skipped(file.source, f"cannot be read: {error.strerror or error}")
    except DataError as error:
        yield Skipped(file.source, error.message)


def _without_others(found: FoundItems, source: str, wanted: Wanted) -> Iterator[Document | Message | Skipped]:
    """What is the owner's, under the name they are known by; a mail becomes a document. The messages of others are counted."""
    others = own = 0
    for item in found:
        if isinstance(item, Message):
            is_own = wanted(item.author)
            others, own = others + (not is_own), own + is_own
            if not item.text:
                continue
            author = next((name for name in item.author if wanted((name,))), "")
            if item.conversation:
                yield replace(item, author=(author,))
            else:
                yield Document(item.text, item.source, item.date[:10], item.title, author, item.position, removed=item.removed)
        elif not isinstance(item, Owner):
            yield item
    if others:
        yield Skipped(source, OTHERS if own else STRANGERS, detail=f"{others} messages")


def sample_of(text: str) -> str:
    """The beginning of a text on one line, to show what was left out."""
    return " ".join(text[:_SAMPLE].split())


def _repaired(document: Document, reading: Reading, is_wrapped: bool) -> Document | Skipped:
    """The document as its writer meant it, or why it is not worth learning."""
    text = clean(document.text)
    if is_wrapped:
        text = unwrap(text)
    if reason := is_prose(text) if text.strip() else "empty":
        return Skipped(document.source, reason, document.position, sample=sample_of(text))
    removed = dict(document.removed)
    if reading.redact:
        text, counts = redact(text)
        removed |= counts
    return replace(document, text=text, language=language_of(text), removed=removed)
