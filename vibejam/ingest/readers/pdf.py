"""PDF: the text of its pages as one, without running headers, footers and page numbers, its lines joined to paragraphs.

Reads with pypdf (pypdf.readthedocs.io), which is not installed with vibejam. A scan has no text.
"""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections import Counter
from collections.abc import Mapping

from vibejam.errors import DataError
from vibejam.ingest.document import Document, FoundItems, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.readers import CERTAIN, NO, Wanted
from vibejam.text.front_matter import iso_date
from vibejam.text.paragraphs import unwrap

NAME = "PDF"
# What pypdf, which checks little of what it reads, raises beside errors of its own.
_CARELESS = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError, ZeroDivisionError, AssertionError,
    NotImplementedError, EOFError, struct.error, zlib.error,
)  # fmt: skip
_EDGE = 2  # lines at the top and at the bottom of a page that may be repeated on others
_SHARE = 0.4  # of the pages that a running header is on; left and right pages can have one each
_PAGE_NUMBER = re.compile(
    r"(?:page |p\. ?|[-–—(\[] ?)?(?:\d{1,4}|[ivxlc]{1,7})(?:(?: of |/)\d{1,4})?(?: ?[-–—)\]])?", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?:…]['\"”’»)\]]*$")


def recognise(file: File) -> int:
    return CERTAIN if b"%PDF-" in file.head[:1024] else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError when it is damaged, encrypted, or pypdf is not there."""
    try:
        import pypdf
    except ImportError as error:
        raise DataError('needs pypdf: pip install "vibejam[documents]"') from error
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells the screen of every fault it gets over
    try:
        reader = pypdf.PdfReader(io.BytesIO(file.read()))
        if reader.is_encrypted:
            raise DataError("encrypted")
        pages = [page.extract_text().split("\n") for page in reader.pages]
        known: Mapping[str, object] = reader.metadata or {}
        date, title, author = (str(known.get(key) or "") for key in ("/CreationDate", "/Title", "/Author"))
    except (PyPdfError, *_CARELESS) as error:
        raise DataError(f"damaged: {type(error).__name__}: {error}") from error
    bodies = _without_edges(pages)
    removed = sum(map(_length, pages)) - sum(map(_length, bodies))
    text = unwrap(_one(bodies))
    if not text.strip():
        yield Skipped(file.source, "a PDF without text: a scan?")
        return
    day = re.match(r"D:(\d{4})(\d{2})(\d{2})", date)
    yield Document(
        text, file.source, date=iso_date(file.name) or (iso_date("-".join(day.groups())) if day else ""),
        title=title, author=author, removed={"page": removed} if removed else {},
    )  # fmt: skip


def _length(lines: list[str]) -> int:
    return sum(map(len, lines))


def _without_edges(pages: list[list[str]]) -> list[list[str]]:
    """Without page numbers, and lines at the edges that, numbers aside, are on many pages."""
    pages = [[line.rstrip() for line in page if line.strip()] for page in pages]
    often = Counter(line for page in pages for line in {_shape(line) for line in (*page[:_EDGE], *page[-_EDGE:])})

    def running(line: str) -> bool:
        return bool(_PAGE_NUMBER.fullmatch(line.strip())) or often[_shape(line)] >= max(3, _SHARE * len(pages))

    for page in pages:
        for edge in (0, -1):
            for _ in range(_EDGE):
                if page and running(page[edge]):
                    page.pop(edge)
    return pages


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line.strip())


def _one(pages: list[list[str]]) -> str:
    """All pages; a paragraph that a page's end breaks goes on, and one ends at a short line that ends a sentence."""
    lines = [line for page in pages for line in page]
    full = sorted(map(len, lines))[len(lines) * 9 // 10] if lines else 0
    out = []
    for line in lines:
        out.append(line)
        if _SENTENCE_END.search(line) and len(line) < 0.8 * full:
            out.append("")
    return "\n".join(out)
