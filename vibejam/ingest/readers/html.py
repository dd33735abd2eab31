"""A saved page or a page of a blog: its main text without the page around, quotations, code and comments.

Dates and names are where ogp.me, schema.org and microformats.org (h-entry) put them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vibejam.ingest.document import Document, FoundItems
from vibejam.ingest.file import File
from vibejam.ingest.readers import NAMED, NO, Wanted
from vibejam.text.boilerplate import without_boilerplate
from vibejam.text.decode import decode
from vibejam.text.front_matter import date_of, iso_date

if TYPE_CHECKING:
    from vibejam.text.markup import Element

NAME = "web page"
_HTML = re.compile(rb"<(?:!doctype html|html|head|body|p|div|article|h[1-6])\b", re.IGNORECASE)
_MAIL = re.compile(rb"class=\"?gmail_|moz-cite-prefix|type=\"?cite\b|id=\"?divRplyFwdMsg|OutlookMessageHeader", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,100}charset=[\"']?([\w-]{1,40})", re.IGNORECASE)

_DATES = (
    "//meta[@property='article:published_time' or @itemprop='datePublished' or @name='date' or @name='DC.date'"
    " or @name='dc.date' or @name='DC.date.issued' or @name='pubdate' or @name='dcterms.created' or @name='citation_date']/@content",
    "//time[@itemprop='datePublished' or contains(@class, 'published')]/@datetime", "//article//time/@datetime", "//time/@datetime",
    "//*[contains(@class, 'date') or contains(@class, 'meta') or contains(@class, 'byline') or contains(@class, 'posted')]//text()",
)  # fmt: skip
_AUTHORS = (
    "//meta[@name='author' or @property='author' or @name='DC.creator' or @name='dc.creator']/@content",
    "//*[@itemprop='author']//*[@itemprop='name']/text()", "//*[contains(@class, 'p-author')]//text()", "//*[@rel='author']//text()",
)  # fmt: skip
_TITLES = ("//meta[@property='og:title']/@content", "//article//h1//text()", "//h1//text()", "//title/text()")


def recognise(file: File) -> int:
    if file.suffix not in (".html", ".htm", ".xhtml") or not _HTML.search(file.head) or _MAIL.search(file.head):
        return NO
    return NAMED


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError when it is no page."""
    from vibejam.text import markup

    root = markup.parse_html(page_text(file.read()))
    text, removed = markup.prose(markup.content_of(root))
    yield Document(
        without_boilerplate(text), file.source,
        date=next(filter(None, map(date_of, _found(root, _DATES))), "") or iso_date(file.name),
        title=next(iter(_found(root, _TITLES)), ""),
        author=next((name for name in _found(root, _AUTHORS) if "://" not in name), ""),
        removed=removed,
    )  # fmt: skip


def page_text(data: bytes) -> str:
    """The characters of a page, in the encoding that it names itself if it does. Raises DataError when it is not text."""
    if match := _CHARSET.search(data[:4096]):
        name = match.group(1).decode("ascii")
        try:
            return data.decode(name)
        except (LookupError, UnicodeError):
            pass  # what it says is wrong
    return decode(data)[0]


def _found(root: Element, paths: tuple[str, ...]) -> list[str]:
    """What is at these places, most telling first."""
    texts = (" ".join(str(text).split()) for path in paths for text in root.xpath(path))
    return [text for text in texts if text]
