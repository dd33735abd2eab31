"""The data that Reddit sends on request: posts, comments and messages.

Layout: the project EpicenterHQ/epicenter (Reddit GDPR Export Ingestion); see the test for the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vibejam.ingest.document import FoundItems, Message, Owner, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.parsing import posts
from vibejam.ingest.parsing.records import when
from vibejam.ingest.parsing.tables import header, rows
from vibejam.ingest.readers import CERTAIN, NO, Wanted

NAME = "Reddit export"
MANY_AUTHORS = True

_POSTS = {"id", "permalink", "subreddit", "body"}
_MESSAGES = {"id", "from", "to", "body"}
_STATISTICS = {"statistic", "value"}
_ANNOUNCEMENTS = {"announcement_id", "body"}
_MARKS = (b"permalink", b"statistic,value", b"announcement_id")
_QUOTED = re.compile(r"(?:^[ \t]*(?:>|&gt;)[^\n]*(?:\n|\Z))+", re.MULTILINE)
_GONE = ("[deleted]", "[removed]", "")


def recognise(file: File) -> int:
    first = file.head.partition(b"\n")[0]
    if file.suffix != ".csv" or not any(mark in first for mark in _MARKS):
        return NO
    columns = header(file)
    return CERTAIN if any(columns >= kind for kind in (_POSTS, _MESSAGES, _STATISTICS, _ANNOUNCEMENTS)) else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError where it is broken."""
    columns = header(file)
    if columns >= _POSTS:
        yield from posts.documents(_posts(file), file.source)
    elif columns >= _MESSAGES:
        for row in rows(file):
            names = (row.get("from", ""),)
            text = _own(row.get("body", "")) if wanted(names) else ""
            conversation = row.get("thread_id") or row.get("permalink") or file.source
            yield Message(
                names, text, file.source, row.get("id", ""), when(row.get("date", "")), conversation, row.get("subject", "")
            )
    elif columns >= _ANNOUNCEMENTS:
        yield Skipped(file.source, "announcements by Reddit")
    else:
        accounts = tuple(row.get("value", "") for row in rows(file) if row.get("statistic") == "account name")
        if accounts:
            yield Owner(accounts, "it is their Reddit account", file.source)


def _posts(file: File) -> Iterator[posts.Post]:
    for row in rows(file):
        if (text := _own(row.get("body", ""))) not in _GONE:
            answers = row.get("parent", "")
            yield posts.Post(text, when(row.get("date", "")), row.get("id", ""), answers, row.get("title", ""))


def _own(body: str) -> str:
    return _QUOTED.sub("\n", body).strip()
