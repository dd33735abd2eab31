"""Substack's export: posts/<post_id>.html are fragments; posts.csv beside them has titles and dates.

Layout: TryGhost/migrate, packages/mg-substack (test/fixtures/posts.csv, lib/process.js).
"""

from __future__ import annotations

import csv
import functools
import io

from vibejam.errors import DataError
from vibejam.ingest.document import Document, FoundItems, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.readers import CERTAIN, NO, Wanted
from vibejam.text.front_matter import iso_date

NAME = "Substack export"


def recognise(file: File) -> int:
    if file.name == "posts.csv":
        return CERTAIN if file.head.replace(b'"', b"").removeprefix(b"\xef\xbb\xbf").startswith(b"post_id,post_date") else NO
    return CERTAIN if file.suffix == ".html" and _row(file) else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError when it is no page."""
    from vibejam.text import markup

    if file.name == "posts.csv":
        yield Skipped(file.source, "the list of the posts, no writing")
        return
    row = _row(file)
    text, removed = markup.prose(markup.parse_html(file.text()))
    yield Document(
        text, file.source, iso_date(row.get("post_date") or ""), row.get("title") or "",
        position="" if (row.get("is_published") or "").lower() == "true" else "draft", removed=removed,
    )  # fmt: skip


def _row(file: File) -> dict[str, str]:
    """What posts.csv says of a post; nothing when there is no such list, or it cannot be read, and a page is just a page."""
    listed = file.beside("../posts.csv")
    try:
        posts = _posts(listed) if listed and recognise(listed) else {}
    except DataError:
        return {}
    name = file.name.removesuffix(".html")
    return posts.get(name) or posts.get(name.partition(".")[0]) or {}


@functools.lru_cache(maxsize=2)
def _posts(listed: File) -> dict[str, dict[str, str]]:
    """Raises DataError when the list is damaged."""
    rows = csv.DictReader(io.StringIO(listed.text().replace("\0", "")))
    try:
        return {row["post_id"]: row for row in rows if row.get("post_id")}
    except csv.Error as error:
        raise DataError(f"the list of posts beside it is damaged: {error}") from error
