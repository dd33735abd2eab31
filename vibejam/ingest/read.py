"""Files to documents: the right reader for each, the owner's messages joined, the text repaired. Tests: tests/ingest/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from vibejam.errors import DataError
from vibejam.ingest.document import Document, FoundItems, Message, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.readers import Wanted, reader_for
from vibejam.ingest.walk import find_files
from vibejam.text.clean import clean


def read_documents(
    paths: Iterable[Path | str], exclude: Iterable[Path] = (), me: Iterable[str] = ()
) -> Iterator[Document | Skipped]:
    """Every document below `paths` by somebody called `me` (names or addresses), or by nobody else.

    Raises MissingError, before anything is read, for a path that does not exist.
    """
    names = {name.casefold() for name in me}

    def wanted(author: tuple[str, ...]) -> bool:
        return any(name.casefold() in names for name in author)

    found = find_files(paths, exclude)
    return (item for file in found for item in ([file] if isinstance(file, Skipped) else read_file(file, wanted)))


def read_file(file: File, wanted: Wanted) -> Iterator[Document | Skipped]:
    for item in found_in(file, wanted):
        if isinstance(item, Skipped):
            yield item
        elif isinstance(item, Document):
            yield from _repaired(item)
        elif isinstance(item, Message) and item.text:
            yield from _repaired(
                Document(item.text, item.source, item.date[:10], item.title, item.author[0], item.position, removed=item.removed)
            )


def found_in(file: File, wanted: Wanted) -> FoundItems:
    """What the file's reader finds; what it cannot read is Skipped."""
    try:
        if reader := reader_for(file):
            yield from reader.read(file, wanted)
        else:
            yield Skipped(file.source, "no format that vibejam reads")
    except OSError as error:
        yield Skipped(file.source, f"cannot be read: {error.strerror}")
    except DataError as error:
        yield Skipped(file.source, error.message)


def _repaired(document: Document) -> Iterator[Document | Skipped]:
    text = clean(document.text)
    yield replace(document, text=text) if text.strip() else Skipped(document.source, "empty", document.position)
