"""The data that LinkedIn exports: shares, comments and messages.

Layout: messages.csv as in the project JasonD94/LinkedIn-Data-Formater; the columns of the others are in the test.
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
from vibejam.text.markup import prose_of

NAME = "LinkedIn export"
MANY_AUTHORS = True

_SHARES = {"date", "sharelink", "sharecommentary"}
_COMMENTS = {"date", "link", "message"}
_MESSAGES = {"conversation id", "from", "date", "content"}
_PROFILE = {"first name", "last name", "headline"}
_RECOMMENDATIONS = {"first name", "last name", "job title", "text"}
_MARKS = (b"ShareLink", b"CONVERSATION ID", b"Link,Message", b"Headline", b"Job Title,Text")
_UNQUOTED_END = re.compile(r'(?<!")\n|\n(?!")')


def recognise(file: File) -> int:
    if file.suffix != ".csv" or not any(mark in file.head for mark in _MARKS):
        return NO
    columns = header(file)
    return (
        CERTAIN
        if any(columns >= kind for kind in (_SHARES, _COMMENTS, _MESSAGES, _PROFILE)) or _is_by_others(file, columns)
        else NO
    )


def _is_by_others(file: File, columns: set[str]) -> bool:
    return columns >= _RECOMMENDATIONS and "received" in file.name.lower()


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError where it is broken."""
    columns = header(file)
    if columns >= _SHARES:
        yield from posts.documents(_posts(file, "sharecommentary"), file.source)
    elif columns >= _COMMENTS:
        yield from posts.documents(_posts(file, "message"), file.source)
    elif columns >= _MESSAGES:
        yield from _messages(file, wanted)
    elif _is_by_others(file, columns):
        yield Skipped(file.source, "what others wrote to recommend them")
    else:
        for row in _rows(file):
            names = (f"{row.get('first name', '')} {row.get('last name', '')}".strip(),)
            yield Owner(names, "it is their LinkedIn profile", file.source)


def _rows(file: File) -> Iterator[dict[str, str]]:
    return ({name.strip().lower(): value for name, value in row.items()} for row in rows(file))


def _posts(file: File, column: str) -> Iterator[posts.Post]:
    for row in _rows(file):
        if text := _unquoted(row.get(column, "")).strip():
            yield posts.Post(text, when(row.get("date", "")), row.get("sharelink", "") or row.get("link", ""))


def _unquoted(text: str) -> str:
    """Some exports quote each line of a post by itself: `one"\\n"two`; then all ends of lines are so."""
    return text if _UNQUOTED_END.search(text) else text.replace('"\n"', "\n")


def _messages(file: File, wanted: Wanted) -> FoundItems:
    for number, row in enumerate(_rows(file), 1):
        names = tuple(name for name in (row.get("from", ""), row.get("sender profile url", "")) if name) or ("",)
        content = row.get("content", "") if wanted(names) else ""
        text = prose_of(content)[0] if content.lstrip().startswith("<") else content
        conversation = row.get("conversation id", "") or file.source
        yield Message(names, text, file.source, str(number), when(row.get("date", "")), conversation)
