"""Documents that are zip archives of XML (Word, OpenDocument, EPUB): their parts, read with care.

Tests: tests/ingest/readers/test_docx.py.
"""

from __future__ import annotations

import zlib
from collections.abc import Set
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from vibejam.errors import DataError
from vibejam.ingest.file import File, archive

if TYPE_CHECKING:
    from vibejam.text.markup import Element

LARGEST = 128 << 20  # bytes of one part
_BROKEN = (BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError, KeyError, IndexError)


def parts(file: File) -> Set[str]:
    """The names of what is in the archive; none when it is none."""
    if not file.head.startswith(b"PK\x03\x04"):
        return frozenset()
    try:
        return archive(file.path, file.members).NameToInfo.keys()
    except (*_BROKEN, DataError):
        return frozenset()


def read_part(file: File, name: str) -> bytes:
    """Raises DataError when the part is missing, damaged or too large."""
    try:
        opened = archive(file.path, file.members)
        if opened.getinfo(name).file_size > LARGEST:
            raise DataError(f"{name} in it is larger than {LARGEST >> 20} MB")
        return opened.read(name)
    except _BROKEN as error:
        raise DataError(f"damaged: {name}: {error}") from error


def parse_xml(data: bytes) -> Element:
    """Raises DataError when it is no XML, or defines entities: no writing does, and a few lines of them fill a memory."""
    from lxml import etree

    if b"<!DOCTYPE" in data.replace(b"\0", b""):
        raise DataError("damaged: it defines a document type of its own")
    try:
        return etree.fromstring(
            data, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        )
    except etree.XMLSyntaxError as error:
        raise DataError(f"damaged: {error}") from error


def local(tag: object) -> str:
    """`{http://...}p` -> `p`; strict and transitional documents differ in the rest."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str | None:
    return next((str(value) for key, value in element.attrib.items() if local(key) == name), None)


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, its first child of the next, and so on."""
    for name in path:
        element = next((each for each in element if local(each.tag) == name), None) if element is not None else None
    return element


def properties(root: Element) -> dict[str, str]:
    """The title, the author and the days in a document's metadata, by the names of Dublin Core and OpenDocument."""
    return {local(each.tag): (each.text or "").strip() for each in root.iter() if len(each) == 0}
