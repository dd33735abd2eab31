"""Single mails: .eml, Apple Mail's .emlx, the files of a maildir (cur/, new/), and a reply's body saved by itself, text or HTML.

Layout: RFC 5322; maildir as in maildir(5) (D. J. Bernstein, cr.yp.to/proto/maildir.html); .emlx is the length in bytes, the
mail and a property list (as read by the Python package emlx). Tests: tests/ingest/parsing/test_mail.py.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from vibejam.errors import DataError
from vibejam.ingest.document import Document, FoundItems
from vibejam.ingest.file import HEAD, File
from vibejam.ingest.parsing.mail import OwnerHints, looks_like_headers, read_mail
from vibejam.ingest.readers import CERTAIN, LOOKS, NAMED, NO, Wanted
from vibejam.text.decode import decode
from vibejam.text.front_matter import iso_date
from vibejam.text.mail_html import mail_html_to_text
from vibejam.text.replies import is_reply, own_words

NAME = "mail"
MANY_AUTHORS = True

_NAMES = (".eml", ".emlx")
_PAGES = (".html", ".htm")
_HTML_MAIL = re.compile(
    rb"class=\"?(?:gmail_|moz-cite-prefix|hmmessage|yahoo_quoted|protonmail_quote|OutlookMessageHeader)|type=\"?cite\b"
    rb"|id=\"?(?:divRplyFwdMsg|appendonsend|stopSpelling|OLK_SRC_BODY)|\(filtered medium\)|content=\"Windows Mail",
    re.IGNORECASE,
)
_HTML_PAGE = re.compile(rb"<(?:article|nav|main|header|footer|aside)\b", re.IGNORECASE)
_FLAGS = re.compile(r"[:;!]2,[A-Za-z]*$")  # of a maildir's file, wherever it lies now
_LENGTH = re.compile(rb"\d{1,12}[ \t]*\r?\n")


def recognise(file: File) -> int:
    folder = PurePosixPath(file.source).parent.name
    if file.suffix in _NAMES or folder in ("cur", "new") or _FLAGS.search(file.name):
        return CERTAIN if looks_like_headers(_mail(file.head)) else NAMED if file.suffix in _NAMES else NO
    if file.suffix not in ("", ".txt", ".text", *_PAGES):
        return NO
    return LOOKS if looks_like_headers(file.head) or _is_reply(file) else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError when it is no mail."""
    data = _mail(file.read())
    if looks_like_headers(data):
        hints = OwnerHints(file.source)
        yield read_mail(data, file.source, "", wanted, hints)
        yield from hints.owners()
    elif _is_reply(file):
        text, left_out = _body(file, data)
        own, removed = own_words(text)
        if left_out:
            removed["signature"] = removed.get("signature", 0) + left_out
        yield Document(own, file.source, date=iso_date(file.name), removed=removed)
    else:
        raise DataError("not a mail: it has no headers")


def _mail(data: bytes) -> bytes:
    """Without the length that .emlx begins with, and what is below the mail."""
    if match := _LENGTH.match(data):
        return data[match.end() : match.end() + int(data[: match.end()])]
    return data


def _is_reply(file: File) -> bool:
    if file.suffix in _PAGES:
        if _HTML_MAIL.search(file.head):
            return True
        if _HTML_PAGE.search(file.head) or len(file.head) == HEAD:
            return False
    try:
        return is_reply(_body(file, file.head)[0])
    except DataError:
        return False


def _body(file: File, data: bytes) -> tuple[str, int]:
    """The text, and how long the signatures are that are left out of it. Raises DataError when it is not text."""
    text = decode(data)[0].replace("\r\n", "\n").replace("\r", "\n")
    return mail_html_to_text(text) if file.suffix in _PAGES else (text, 0)
