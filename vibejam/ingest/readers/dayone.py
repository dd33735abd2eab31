"""A journal of Day One: each entry a document, its text in Markdown.

Layout: the project mhejda/dayone2logseq-md.
"""

from __future__ import annotations

import re

from vibejam.ingest.document import Document, FoundItems
from vibejam.ingest.file import File
from vibejam.ingest.parsing.records import json_objects, when
from vibejam.ingest.readers import CERTAIN, NO, Wanted

NAME = "Day One journal"

_MEDIA = re.compile(r"!?\[[^\]\n]{0,200}\]\(dayone-[^)\n]{0,500}\)|\[?\[?dayone-moment:/+[\w/-]{1,200}\]?\]?")
_ESCAPED = re.compile(r"\\([\\.!()+\-#>*_`\[\]{}|~])")


def recognise(file: File) -> int:
    if file.suffix != ".json" or b'"entries"' not in file.head:
        return NO
    return CERTAIN if b'"creationDate"' in file.head and b'"uuid"' in file.head else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError where it is broken."""
    for entry in json_objects(file, "entries.item"):
        written = entry.get("text")
        if isinstance(written, str):
            text = _MEDIA.sub("", written)
            removed = {"media": len(written) - len(text)} if len(text) < len(written) else {}
            date = when(entry.get("creationDate", ""))[:10]
            yield Document(
                _ESCAPED.sub(r"\1", text).strip(), file.source, date, position=str(entry.get("uuid") or ""), removed=removed
            )
