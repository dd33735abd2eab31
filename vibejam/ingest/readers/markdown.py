"""Markdown: a front-matter header gives title, date and author and is not learnt; the Markdown itself is."""

from __future__ import annotations

from vibejam.ingest.document import Document, FoundItems
from vibejam.ingest.file import File
from vibejam.ingest.readers import NAMED, NO, Wanted
from vibejam.text.front_matter import iso_date, split_front_matter

NAME = "Markdown"


def recognise(file: File) -> int:
    return NAMED if file.suffix in (".md", ".markdown") else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError when it is not text."""
    header, body = split_front_matter(file.text())
    yield Document(
        body.strip("\n"), file.source,
        date=iso_date(header.get("date", "")) or iso_date(file.name),
        title=header.get("title", ""), author=header.get("author", ""),
    )  # fmt: skip
