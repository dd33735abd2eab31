"""WordPress' export (WXR): posts and pages with their writers; comments, pictures and menus are left out.

Layout: WordPress/WordPress, wp-admin/includes/export.php: wp:author with the names of each writer, then an item for each post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from vibejam.errors import DataError
from vibejam.ingest.document import Document, FoundItems, Message, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.parsing.package import local
from vibejam.ingest.readers import CERTAIN, NO, Wanted
from vibejam.text.front_matter import iso_date

if TYPE_CHECKING:
    from vibejam.text.markup import Element

NAME = "WordPress export"
MANY_AUTHORS = True
_WXR = re.compile(rb"xmlns:wp=[\"']https?://wordpress\.org/export/")
_WITH_CONTENT = re.compile(
    r"\[(caption|code|sourcecode|quote|embed|video|audio|gist)\b[^\]]{0,500}\](?:(?!\[\1\b).){0,9999}?\[/\1\]", re.DOTALL
)
_SHORTCODE = re.compile(
    r"\[(?:gallery|embed|more|toc|contact-form)\]|\[/[a-z][\w-]{1,40}\]|\[[a-z][\w-]{1,40}\s+[\w-]+=[^\[\]]{0,1000}\]"
)
_BLOCK = re.compile(
    r"(</?(?:div|[uod]l|li|h[1-6]|blockquote|pre|table|figure|section|article|hr|t[rdh])\b[^<>]{0,2000}>)", re.IGNORECASE
)


def recognise(file: File) -> int:
    return CERTAIN if file.suffix in (".xml", ".wxr", ".rss") and _WXR.search(file.head[:8192]) else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Item after item: an export may be of any size. Raises DataError when it is no export."""
    if b"<!DOCTYPE" in file.head:
        raise DataError("damaged: it defines a document type of its own")
    writers: dict[str, tuple[str, ...]] = {}
    for kind, fields in _items(file):
        if kind == "author":
            names = (fields.get(f"author_{name}") for name in ("display_name", "email", "login"))
            writers[fields.get("author_login", "")] = tuple(dict.fromkeys(filter(None, names)))
        elif fields.get("post_type") not in ("post", "page") or fields.get("status") == "auto-draft":
            continue
        elif fields.get("status") == "trash":
            yield Skipped(file.source, "in the bin", fields.get("post_id", ""))
        else:
            creator = fields.get("creator", "")
            yield _post(file, fields, writers.get(creator, (creator,)), wanted, alone=len(writers) == 1)


def _post(file: File, fields: dict[str, str], names: tuple[str, ...], wanted: Wanted, *, alone: bool) -> Document | Message:
    """A blog of one writer is theirs; in one of several, a post is by whom it says."""
    date, title, number = fields.get("post_date", ""), fields.get("title", ""), fields.get("post_id", "")
    if alone:
        text, removed = _prose(fields.get("content", ""))
        return Document(text, file.source, iso_date(date), title, names[0] if names else "", number, removed=removed)
    text, removed = _prose(fields.get("content", "")) if wanted(names) else ("", {})
    return Message(
        names, text, file.source, number, date.replace(" ", "T") if iso_date(date) else "", title=title, removed=removed
    )


def _prose(content: str) -> tuple[str, dict[str, int]]:
    """Posts have blocks of HTML or, from the older editor, paragraphs between blank lines."""
    from vibejam.text import markup

    content = _SHORTCODE.sub("", _WITH_CONTENT.sub("", content)).replace("\r\n", "\n")
    if "<!-- wp:" not in content:
        chunks = re.split(r"\n[ \t]*\n", _BLOCK.sub(r"\n\n\1\n\n", content))
        content = "\n".join(_paragraph(chunk.strip()) for chunk in chunks)
    return markup.prose(markup.parse_html(content)) if content.strip() else ("", {})


def _paragraph(chunk: str) -> str:
    return chunk if chunk.lower().startswith("<p") or _BLOCK.match(chunk) else "<p>" + chunk.replace("\n", "<br>") + "</p>"


def _items(file: File) -> Iterator[tuple[str, dict[str, str]]]:
    """Writers and posts, by what they are called and with their fields. What is damaged is passed over, as browsers do."""
    from lxml import etree

    with file.open() as stream:
        tags = ("{*}item", "{*}author")
        events = etree.iterparse(stream, events=("end",), tag=tags, recover=True, resolve_entities=False, no_network=True)
        try:
            for _, element in events:
                yield local(element.tag), {_field(child): (child.text or "").strip() for child in element if len(child) == 0}
                _forget(element)
        except etree.XMLSyntaxError as error:
            raise DataError(f"damaged: {error}") from error


def _field(child: Element) -> str:
    """content:encoded and excerpt:encoded differ in the namespace alone."""
    name = local(child.tag)
    return "content" if name == "encoded" and "/content/" in str(child.tag) else name


def _forget(element: Element) -> None:
    """What was read does not stay in memory."""
    element.clear()
    while (before := element.getprevious()) is not None:
        before.getparent().remove(before)
