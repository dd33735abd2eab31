"""Reader for .txt: the whole file is one document; its date is the first one in its name, if any."""

from __future__ import annotations

from pathlib import PurePosixPath

from vibejam.ingest.document import Document
from vibejam.text.clean import clean
from vibejam.text.decode import decode
from vibejam.text.front_matter import iso_date


def read(data: bytes, source: str) -> Document:
    """Raises DataError when `data` is not text."""
    text, _ = decode(data)
    return Document(text=clean(text), source=source, date=iso_date(PurePosixPath(source).name))
