"""Notes of Evernote (.enex): each a document; what was clipped from the web is somebody else's.

Layout: xml.evernote.com/pub/evernote-export4.dtd.
"""

from __future__ import annotations

from lxml import etree

from vibejam.errors import DataError
from vibejam.ingest.document import Document, FoundItems, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.parsing.records import when
from vibejam.ingest.readers import CERTAIN, LOOKS, NO, Wanted
from vibejam.text.markup import prose_of

NAME = "Evernote notes"


def recognise(file: File) -> int:
    if file.suffix not in (".enex", ".xml"):
        return NO
    return CERTAIN if b"<en-export" in file.head else LOOKS if file.suffix == ".enex" else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError where it is broken."""
    with file.open() as stream:
        notes = etree.iterparse(stream, tag=("note", "data"), huge_tree=True, resolve_entities=False, no_network=True)
        try:
            for _, element in notes:
                if element.tag == "note":
                    yield _note(element, file.source)
                element.clear(keep_tail=False)  # pictures are most of an export
                while element.getprevious() is not None and element.tag == "note":
                    del element.getparent()[0]
        except etree.LxmlError as error:
            raise DataError("broken XML") from error


def _note(note: etree._Element, source: str) -> Document | Skipped:
    title = (note.findtext("title") or "").strip()
    created = note.findtext("created") or ""
    date = when(f"{created[:4]}-{created[4:6]}-{created[6:8]}")
    if (note.findtext("note-attributes/source") or "").startswith("web.clip"):
        return Skipped(source, "clipped from the web", title)
    content = note.findtext("content") or ""
    start = content.find("<en-note")
    author = (note.findtext("note-attributes/author") or "").strip()
    text, removed = prose_of(content[max(start, 0) :])
    return Document(text, source, date, title, author, position=title, removed=removed)
