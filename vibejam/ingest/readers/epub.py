"""EPUB: the chapters of a book in their order, as one document each.

Layout: W3C EPUB 3.3: META-INF/container.xml names the package, whose spine lists the chapters.
"""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from vibejam.errors import DataError
from vibejam.ingest.document import Document, FoundItems
from vibejam.ingest.file import File
from vibejam.ingest.parsing.package import attribute, local, parse_xml, parts, properties, read_part
from vibejam.ingest.readers import CERTAIN, NAMED, NO, Wanted
from vibejam.ingest.readers.html import page_text
from vibejam.text.boilerplate import without_boilerplate
from vibejam.text.front_matter import iso_date

NAME = "EPUB book"
_CONTAINER = "META-INF/container.xml"
_NOT_TEXT = {
    "cover",
    "toc",
    "titlepage",
    "title-page",
    "copyright",
    "copyright-page",
    "colophon",
    "nav",
    "index",
    "pg-footer",
    "pg-header",
}


def recognise(file: File) -> int:
    return CERTAIN if _CONTAINER in parts(file) else NAMED if file.suffix == ".epub" else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError when it is damaged."""
    from vibejam.text import markup

    container = parse_xml(read_part(file, _CONTAINER))
    package = next((path for each in container.iter() if (path := attribute(each, "full-path"))), "")
    if package not in parts(file):
        raise DataError("an EPUB without a list of its chapters")
    root = parse_xml(read_part(file, package))
    known = properties(root)
    chapters = {
        attribute(each, "id"): posixpath.normpath(
            posixpath.join(posixpath.dirname(package), unquote(attribute(each, "href") or ""))
        )
        for each in root.iter()
        if local(each.tag) == "item" and "nav" not in (attribute(each, "properties") or "").split()
    }
    for each in root.iter():
        name = chapters.get(attribute(each, "idref"), "") if local(each.tag) == "itemref" else ""
        if name not in parts(file) or posixpath.splitext(posixpath.basename(name))[0].lower() in _NOT_TEXT:
            continue
        text, removed = markup.prose(markup.parse_html(page_text(read_part(file, name))))
        if text := without_boilerplate(text):
            yield Document(
                text, file.source, iso_date(known.get("date", "")), known.get("title", ""), known.get("creator", ""),
                position=name, language=known.get("language", "")[:2].lower(), removed=removed,
            )  # fmt: skip
