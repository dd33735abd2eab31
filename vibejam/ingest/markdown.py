"""Reader for .md: a front-matter header gives title, date and author and is not learnt; the Markdown itself is."""

from __future__ import annotations

from dataclasses import replace

from vibejam.ingest import plain
from vibejam.ingest.document import Document
from vibejam.text.front_matter import iso_date, split_front_matter


def read(data: bytes, source: str) -> Document:
    """Raises DataError when `data` is not text."""
    document = plain.read(data, source)
    header, body = split_front_matter(document.text)
    return replace(
        document,
        text=body.strip("\n"),
        date=iso_date(header.get("date", "")) or document.date,
        title=header.get("title", ""),
        author=header.get("author", ""),
    )
