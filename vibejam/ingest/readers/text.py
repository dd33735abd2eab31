"""Plain text: the whole file is one document, a very large one several; its date is the first one in its name, if any.

Whatever a person names by itself, and no other reader knows, is taken for text.
"""

from __future__ import annotations

from vibejam.errors import DataError
from vibejam.ingest.document import Document, FoundItems
from vibejam.ingest.file import File, is_archive
from vibejam.ingest.readers import NAMED, NO, Wanted
from vibejam.text.boilerplate import without_boilerplate
from vibejam.text.decode import decode
from vibejam.text.front_matter import iso_date

NAME = "text"
BOUNDARY = b"\n\n"


def recognise(file: File) -> int:
    if (file.suffix not in ("", ".txt", ".text") and not file.is_named) or is_archive(file):
        return NO
    try:
        decode(file.head)
    except DataError:
        return NAMED if file.suffix or file.is_named else NO  # so that a person is told why it is not read
    return NAMED


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError when it is not text."""
    position = f"byte {file.start}" if file.start or file.end else ""
    text = file.text()
    own = without_boilerplate(text)
    removed = {"boilerplate": len(text) - len(own)} if own != text else {}
    yield Document(own, file.source, date=iso_date(file.name), position=position, removed=removed)
