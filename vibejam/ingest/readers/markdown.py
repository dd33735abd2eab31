"""Markdown of Jekyll, Hugo, Obsidian, Astro and the like: a header gives title, date and author, prose is learnt, markup is not.

Headers: jekyllrb.com/docs/front-matter, gohugo.io/content-management/front-matter, help.obsidian.md (Properties).
A draft is its author's writing like any other note.
"""

from __future__ import annotations

from vibejam.ingest.document import Document, FoundItems
from vibejam.ingest.file import File
from vibejam.ingest.readers import NAMED, NO, Wanted
from vibejam.text.front_matter import date_of, iso_date, split_front_matter
from vibejam.text.markdown import prose

NAME = "Markdown"
_DATES = ("date", "pubdate", "publishdate", "publishedat", "published", "created", "date created")
_AUTHORS = ("author", "authors")


def recognise(file: File) -> int:
    return NAMED if file.suffix in (".md", ".markdown", ".mdx", ".mdown", ".mkd", ".qmd", ".rmd") else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError when it is not text."""
    header, body = split_front_matter(file.text())
    text, removed = prose(body)
    dates = (date_of(header.get(key, "")) for key in _DATES)
    yield Document(
        text, file.source,
        date=next(filter(None, dates), "") or iso_date(file.name),
        title=header.get("title", ""),
        author=next((header[key] for key in _AUTHORS if header.get(key)), ""),
        removed=removed,
    )  # fmt: skip
