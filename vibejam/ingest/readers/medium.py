"""Medium's export: one page for each story, draft and response below posts/, all by whose export it is.

Layout: TryGhost/migrate, packages/mg-medium-export/test/fixtures: article.h-entry, section[data-field=body], footer.
"""

from __future__ import annotations

import re

from vibejam.ingest.document import Document, FoundItems
from vibejam.ingest.file import File
from vibejam.ingest.readers import CERTAIN, NO, Wanted
from vibejam.ingest.readers.html import page_text
from vibejam.text.front_matter import iso_date

NAME = "Medium export"
_STORY = re.compile(rb"<article class=\"h-entry\">.*?<section data-field=\"(?:body|subtitle|description)\"", re.DOTALL)
_TITLE = ".//*[contains(@class, 'graf--title')]"


def recognise(file: File) -> int:
    return CERTAIN if file.suffix == ".html" and _STORY.search(file.head) else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError when it is no page."""
    from vibejam.text import markup

    root = markup.parse_html(page_text(file.read()))
    removed: dict[str, int] = {}
    texts = []
    for body in root.xpath("//section[@data-field='body']"):
        text, removed = markup.prose(body)
        texts.append(text)

    def first(path: str) -> str:
        found = root.xpath(path)
        return " ".join(str(found[0]).split()) if isinstance(found, list) and found else ""

    yield Document(
        "\n\n".join(texts), file.source,
        date=iso_date(first("//footer//time[contains(@class, 'dt-published')]/@datetime")) or iso_date(file.name),
        title=first("//h1[contains(@class, 'p-name')]//text()"),
        author=first("//footer//a[contains(@class, 'p-author')]/text()"),
        position="draft" if file.name.startswith("draft_") else "",
        removed=removed,
    )  # fmt: skip
