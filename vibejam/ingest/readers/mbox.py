"""Mailboxes in one file: mbox as Thunderbird, Apple Mail, mutt and Google Takeout write it, message by message.

Layout: RFC 4155 and the man page mbox(5); that ">From " is escaped, in some variants only after other marks, is in "mbox"
at fileformats.archiveteam.org; Takeout's X-Gmail-Labels as in its "All mail Including Spam and Trash.mbox".
Tests: tests/ingest/parsing/test_mail.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from vibejam.errors import DataError
from vibejam.ingest.document import FoundItems, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.parsing.mail import OwnerHints, read_mail
from vibejam.ingest.readers import CERTAIN, NAMED, NO, Wanted

NAME = "mailbox"
BOUNDARY = b"\nFrom "
MANY_AUTHORS = True

_CHUNK = 1 << 20
_LONGEST_MAIL = 64 << 20  # bytes of one mail that are kept; what is cut off is attachments
_LOOKED_AT = 2048  # bytes that tell whether a mail begins: its "From " line and the one below
_FROM = re.compile(
    rb"From (?:-? *|\S+@\S+ *|[^\n]{0,300}(?:\d:\d\d[^\n]{0,99}\d{4}|\d{4}[^\n]{0,99}\d:\d\d)[^\n]{0,99})\r?\n(?:>From [^\n]*\n)?[A-Za-z][\w-]{1,60}:[ \t\r\n]"
)


def recognise(file: File) -> int:
    if _FROM.match(_from_line(file.head[: 2 * _LOOKED_AT], file.start)):
        return CERTAIN
    return NAMED if file.suffix in (".mbox", ".mbx") else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError when there is no mail in it."""
    hints = OwnerHints(file.source)
    for offset, data in _mails(file):
        yield read_mail(_unescaped(data), file.source, f"byte {offset}", wanted, hints)
    if hints.mails == 0 and not file.start:
        if not file.head.strip():
            yield Skipped(file.source, "empty")
            return
        raise DataError("not a mailbox: no line begins a mail")
    yield from hints.owners()


def _from_line(data: bytes, start: int) -> bytes:
    """What a range begins with, if it was cut after BOUNDARY rather than before its "From "."""
    return b"From " + data if start and not data.startswith(b"From ") else data.lstrip(b"\r\n\xef\xbb\xbf")


def _mails(file: File) -> Iterator[tuple[int, bytes]]:
    """Where each mail begins, and the mail without its "From " line.

    A range has the mails that begin in it, to their end: a cut may also fall on a line of text that begins with "From ".
    """
    whole = replace(file, end=None)
    data = bytearray()
    with whole.open() as stream:
        data += _from_line(stream.read(_CHUNK), file.start)
        at = file.start  # of data[0] in the file
        begin, search = (0, 1) if _FROM.match(data) else (None, 0)
        while True:
            found = data.find(BOUNDARY, search)
            if found >= 0 and (found + _LOOKED_AT < len(data) or not _more(data, stream)):
                search = found + 1
                if not _FROM.match(data, found + 1):
                    continue
                if begin is not None:
                    yield at + begin, _without_from_line(data, begin, found + 1)
                begin = found + 1
                if file.end is not None and at + begin >= file.end - len(BOUNDARY):
                    return
            elif found < 0:
                keep = begin if begin is not None and len(data) - begin < _LONGEST_MAIL else max(len(data) - len(BOUNDARY), 0)
                if begin is not None and keep != begin:
                    yield at + begin, _without_from_line(data, begin, len(data))
                del data[:keep]
                at, begin = at + keep, 0 if begin == keep else None
                search = max(len(data) - len(BOUNDARY), 0)
                if not _more(data, stream):
                    break
    if begin is not None:
        yield at + begin, _without_from_line(data, begin, len(data))


def _more(data: bytearray, stream: object) -> bool:
    chunk = stream.read(_CHUNK)  # type: ignore[attr-defined]
    data += chunk
    return bool(chunk)


def _without_from_line(data: bytearray, begin: int, end: int) -> bytes:
    return bytes(data[data.find(b"\n", begin, end) + 1 : end])


_ESCAPED = re.compile(rb"(?<=\n)>(?=>*From )")
_QUOTED = re.compile(rb"(?<!=)\r?\n>(?!From )")  # but for lines that quoted-printable broke there


def _unescaped(data: bytes) -> bytes:
    """ ">From " is "From ", unless the lines around it begin with ">" as well: then it was quoted so."""

    def bare(match: re.Match[bytes]) -> bytes:
        here = match.start() - 1
        above, below = data.rfind(b"\n", 0, here), data.find(b"\n", match.end())
        quoted = _QUOTED.match(data, max(above, 0)) or (below > 0 and _QUOTED.match(data, below))
        return b">" if quoted else b""

    return _ESCAPED.sub(bare, data) if b">From " in data else data
