"""The bytes of one mail to a Message: who wrote it, when, and, if that is the owner, the words they typed in it.

RFC 5322 (headers), 2045-2047 (MIME), 3676 (format=flowed), read forgivingly: encodings that are wrong or missing, boundaries
that never come, base64 with a list's footer below it. Attachments, forwarded mails as attachments and what a program wrote
for its owner (absence notes, receipts, invitations) are not their words. Whose mail it is, is told by `OwnerHints`.
Tests: tests/ingest/parsing/test_mail.py.
"""

from __future__ import annotations

import binascii
import contextlib
import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from vibejam.errors import DataError
from vibejam.ingest.document import Message, Owner, Skipped
from vibejam.ingest.readers import Wanted
from vibejam.text import mail_words as words
from vibejam.text.decode import decode
from vibejam.text.mail_html import mail_html_to_text
from vibejam.text.replies import own_words

_LONGEST_HEAD = 1 << 18  # bytes of headers that are looked at
_LONGEST_VALUE = 2000  # characters of one header's value
_DEEPEST = 10  # parts in parts
_NEEDED = {
    b"from", b"sender", b"to", b"cc", b"date", b"received", b"subject", b"message-id", b"delivered-to", b"x-original-to",
    b"x-gmail-labels", b"content-type", b"content-transfer-encoding", b"content-disposition", b"content-class",
    b"auto-submitted", b"x-autoreply", b"x-autorespond", b"x-autoresponse", b"x-auto-reply", b"x-cron-env", b"precedence",
}  # fmt: skip
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_HEADER = re.compile(rb"[A-Za-z][!-9;-~]*[ \t]*:")

Headers = Mapping[str, str]


def looks_like_headers(data: bytes) -> bool:
    """Whether a file begins as a mail does: lines of headers, a sender among them, and one that only mail has."""
    names = [line.partition(b":")[0].strip().lower() for line in _head(data)[0].split(b"\n")[:200] if _HEADER.match(line)]
    first = data.lstrip(b"\r\n").partition(b"\n")[0]
    mail_only = {b"message-id", b"received", b"mime-version", b"return-path", b"delivered-to", b"x-mailer", b"in-reply-to"}
    return (
        _HEADER.match(first) is not None
        and b"from" in names
        and (bool(mail_only.intersection(names)) or {b"date", b"subject", b"to"} <= set(names))
    )


def split_mail(data: bytes) -> tuple[dict[str, str], bytes]:
    """The headers that are needed, by name in lower case, decoded, the first of each; and the body."""
    head, body = _head(data)
    headers: dict[str, str] = {}
    for line in _FOLD.sub(b"", head).split(b"\n"):
        name, colon, value = line.partition(b":")
        name = name.strip().lower()
        if colon and name in _NEEDED:
            headers.setdefault(name.decode(), _header_text(value.strip()[:_LONGEST_VALUE]))
    return headers, body


def _head(data: bytes) -> tuple[bytes, bytes]:
    if data[:1] in (b"\n", b"\r"):
        data = data.lstrip(b"\r\n")
    match = _BLANK_LINE.search(data, 0, _LONGEST_HEAD)
    return (data[: match.start()], data[match.end() :]) if match else (data[:_LONGEST_HEAD], b"")


def _header_text(value: bytes) -> str:
    with contextlib.suppress(UnicodeDecodeError):
        return value.decode("utf-8").replace("\r", "")
    return value.decode("cp1252", "replace").replace("\r", "")


_ENCODED = re.compile(r"=\?([\w.:-]+?)(?:\*[\w-]*)?\?([bBqQ])\?([^?\n]*)\?=(?:\s+(?==\?[\w.:*-]+\?[bBqQ]\?))?")


def decode_words(value: str) -> str:
    """RFC 2047: `=?utf-8?q?Zo=C3=AB?=` -> "Zoë". A character may be cut between two words."""
    if "=?" not in value:
        return value
    out: list[str] = []
    pending, charset, end = b"", "", 0
    for match in _ENCODED.finditer(value):
        if match.start() > end or match.group(1).lower() != charset:
            out += [to_text(pending, charset), value[end : match.start()]]
            pending = b""
        charset = match.group(1).lower()
        text = match.group(3).encode("ascii", "ignore")
        pending += binascii.a2b_qp(text, header=True) if match.group(2) in "qQ" else _unbase64(text)
        end = match.end()
    return "".join([*out, to_text(pending, charset), value[end:]])


_BRACKETED = re.compile(r"<\s*([^<>\s]+@[^<>\s]+)\s*>")
_BARE = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")


def addresses(value: str) -> list[str]:
    """Every address in a header, in lower case."""
    return [match.group().lower() for match in _BARE.finditer(value)]


def person(value: str) -> tuple[str, ...]:
    """`"Zoë Núñez" <zoe@example.com>` -> ("Zoë Núñez", "zoe@example.com"); what is not there is left out."""
    match = _BRACKETED.search(value)
    if match:
        address, name = match.group(1).lower(), value[: match.start()]
    elif bare := _BARE.search(value):
        address, name = bare.group().lower(), value[bare.end() :]  # zoe@example.com (Zoë Núñez)
    else:
        address, name = "", value
    name = " ".join(decode_words(name.strip().strip("\"'()")).split()).strip("\"' ")
    return tuple(dict.fromkeys(part for part in (name, address) if part))


_RFC_DATE = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*\.?[ -](\d{4}|\d{2})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?")
_C_DATE = re.compile(r"([A-Za-z]{3}) +(\d{1,2}) (\d{1,2}):(\d{2})(?::(\d{2}))?\s.*?\b(\d{4})\b")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def iso_time(value: str) -> str:
    """`Tue, 02 Mar 2021 01:47:00 +0000` -> "2021-03-02T01:47:00", as on the writer's clock; "" when it is no date."""
    if match := _RFC_DATE.search(value):
        day, month, year, *clock = match.groups()
    elif match := _C_DATE.search(value):
        month, day, *clock, year = match.groups()
    elif match := _ISO_DATE.search(value):
        year, month, day, *clock = match.groups()
    else:
        return ""
    number = _MONTHS.index(month.lower()) + 1 if month.lower() in _MONTHS else int(month) if month.isdigit() else 0
    century = 0 if len(year) == 4 else 1900 if int(year) >= 70 else 2000
    hour, minute, second = (int(part or 0) for part in clock)
    with contextlib.suppress(ValueError):
        return datetime.datetime(century + int(year), number, int(day), hour, minute, min(second, 59)).isoformat()
    return ""


# One mail ---------------------------------------------------------------------------------------------------------------


def read_mail(data: bytes, source: str, position: str, wanted: Wanted, hints: OwnerHints | None = None) -> Message | Skipped:
    """The mail as a Message; its body is not so much as decoded unless its author is wanted."""
    headers, body = split_mail(data)
    author = person(headers.get("from", "")) or person(headers.get("sender", ""))
    position = headers.get("message-id", "").split(" ")[0] or position
    if hints is not None:
        hints.add(headers, author)
    if not author:
        return Skipped(source, "a mail without a sender", position)
    date = iso_time(headers.get("date", "")) or iso_time(headers.get("received", "").rpartition(";")[2])
    title = " ".join(decode_words(headers.get("subject", "")).split())
    if not wanted(author):
        return Message(author, "", source, position, date, title=title)
    if reason := _written_by_a_machine(headers, title):
        return Skipped(source, reason, position)
    read = _Body()
    try:
        written = read.texts(headers, body)
    except DataError as error:
        return Skipped(source, error.message, position)
    if read.is_invitation:
        return Skipped(source, "a calendar invitation", position)
    text, removed = _own(written)
    if not text.strip():
        return Skipped(source, "a mail with no words of its writer's own", position)
    return Message(author, text, source, position, date, title=title, removed=removed)


_AUTOMATIC_SUBJECT = re.compile("(?:" + "|".join(words.AUTOMATIC_SUBJECTS) + r")\s*[:：]", re.IGNORECASE)


def _written_by_a_machine(headers: Headers, title: str) -> str:
    """Why a mail is not its author's own writing; "" when it is."""
    if headers.get("content-type", "").lower().startswith("multipart/report"):
        return "a report of a mail server or a receipt"
    if "calendarmessage" in headers.get("content-class", "").lower():
        return "a calendar invitation"
    automatic = headers.get("auto-submitted", "no").lower() not in ("no", "")
    answers = {"x-autoreply", "x-autorespond", "x-autoresponse", "x-auto-reply", "x-cron-env"}
    if automatic or answers.intersection(headers) or headers.get("precedence", "").lower() == "auto_reply":
        return "an automatic reply"
    return "an automatic reply" if _AUTOMATIC_SUBJECT.match(title) else ""


def _own(written: list[tuple[str, str]]) -> tuple[str, dict[str, int]]:
    """The writer's own words in the parts of a mail, and what was taken out of them."""
    signatures, texts = 0, []
    for subtype, text in written:
        if subtype == "html":
            text, left_out = mail_html_to_text(text)
            signatures += left_out
        texts.append(text)
    own, removed = own_words("\n".join(texts))
    if signatures:
        removed["signature"] = removed.get("signature", 0) + signatures
    return own, removed


@dataclass
class _Body:
    """What is written in the parts of a mail."""

    is_invitation: bool = False

    def texts(self, headers: Headers, body: bytes, depth: int = 0) -> list[tuple[str, str]]:
        """("plain" or "html", text) of every part that is read, in their order. Raises DataError where one is not text."""
        kind, parameters = _content_type(headers.get("content-type", ""))
        disposition = headers.get("content-disposition", "").lower()
        if disposition.startswith("attachment") or "name" in parameters or "filename" in disposition:
            return []
        if kind.startswith("multipart/") and depth < _DEEPEST:
            if (parts := _parts(body, parameters.get("boundary", ""))) is not None:
                return self._of_parts(kind, [self.texts(*split_mail(part), depth + 1) for part in parts])
            kind = "text/plain"
        if kind == "text/calendar":
            self.is_invitation = True
        if kind not in ("text/plain", "text/html", "text"):
            return []
        text = to_text(_transferred(body, headers.get("content-transfer-encoding", "")), parameters.get("charset", ""))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if parameters.get("format", "").lower() == "flowed":
            text = unflow(text, parameters.get("delsp", "").lower() == "yes")
        return [("html" if kind == "text/html" else "plain", text)] if text.strip() else []

    def _of_parts(self, kind: str, parts: list[list[tuple[str, str]]]) -> list[tuple[str, str]]:
        if kind == "multipart/alternative":
            filled = [part for part in parts if part]
            plain = [part for part in filled if all(subtype == "plain" for subtype, _ in part)]
            return (plain or filled or [[]])[0]
        return [] if kind == "multipart/digest" else [text for part in parts for text in part]


_PARAMETER = re.compile(r';\s*([\w-]+)(\*(?:\d+\*?)?)?\s*=\s*(?:"([^"]*)"|([^;"\s]*))')


def _content_type(value: str) -> tuple[str, dict[str, str]]:
    kind = value.partition(";")[0].strip().lower()
    parameters: dict[str, str] = {}
    for name, _, quoted, bare in _PARAMETER.findall(value):
        parameters[name.lower()] = parameters.get(name.lower(), "") + (quoted or bare)  # RFC 2231 continues in name*1
    return kind or "text/plain", parameters


def _parts(body: bytes, boundary: str) -> list[bytes] | None:
    """What is between the boundaries; None when there are none."""
    if not boundary:
        first = re.search(rb"^--(\S{1,100})[ \t]*\r?$", body, re.MULTILINE)
        boundary = first.group(1).decode("latin-1") if first else ""
    if not boundary.strip():
        return None
    mark, parts, begin, at = b"--" + boundary.strip().encode("utf-8", "replace"), [], -1, -1
    while (at := body.find(mark, at + 1)) >= 0:
        if body[at - 1 : at] not in (b"\n", b""):
            continue
        end = body.find(b"\n", at) + 1 or len(body)
        rest = body[at + len(mark) : end].strip()
        if rest not in (b"", b"--"):  # a longer boundary that begins like this one, or text
            continue
        if begin >= 0:
            parts.append(_with_headers(body[begin:at].removesuffix(b"\n").removesuffix(b"\r")))
        begin = end
        if rest:
            return parts
    if begin < 0:
        return None
    return [*parts, _with_headers(body[begin:])]  # cut off before its last boundary


def _with_headers(part: bytes) -> bytes:
    """A part that begins with an empty line has no headers at all."""
    return b"Content-Type: text/plain\n\n" + part if part[:1] in (b"\r", b"\n") else part


def _transferred(body: bytes, encoding: str) -> bytes:
    encoding = encoding.strip().lower()
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    if encoding == "base64" and not re.match(rb"\s*[^\s=]*[^A-Za-z0-9+/=\s]|\s*\w+ \w", body):  # said so, and is
        return _unbase64(body)
    return body


def _unbase64(data: bytes) -> bytes:
    """What is before the padding, so that what a list put below is not taken for more of it."""
    data = re.sub(rb"[^A-Za-z0-9+/]", b"", data.partition(b"=")[0])
    data = data[:-1] if len(data) % 4 == 1 else data
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4))


_CHARSETS = re.compile(
    r"(?:x-)?(?:utf|us-ascii|ascii|iso|latin|l\d|windows|cp|koi8|mac|big5|gb|hz|euc|s(?:hift)?_?-?jis|ks_c|tis|viscii|johab)"
)
_WIDER = {  # what is said, and what is meant
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "big5": "big5hkscs",
    "iso-8859-9": "cp1254", "x-mac-roman": "mac_roman", "macintosh": "mac_roman", "iso-8859-8-i": "iso-8859-8", "utf8mb4": "utf-8",
}  # fmt: skip


def to_text(data: bytes, charset: str) -> str:
    """Bytes in the encoding that was said, when they are in it; else in the likeliest. Raises DataError when they are no text."""
    charset = charset.strip("\"' ").lower()
    if data.isascii() and not charset.startswith(("iso-2022", "hz", "utf-7", "utf-16", "utf-32")):
        return data.decode("ascii")
    with contextlib.suppress(UnicodeDecodeError):
        if not charset.startswith(("iso-2022", "hz", "utf-16", "utf-32", "big5", "gb")):
            return data.decode("utf-8")  # whatever was said: other encodings hardly ever look like it
    if _CHARSETS.match(charset):
        with contextlib.suppress(LookupError, UnicodeError, ValueError):
            return data.decode(_WIDER.get(charset, charset))
    return decode(data)[0]


def unflow(text: str, delete_space: bool = False) -> str:
    """RFC 3676: a line that ends in a space goes on in the next one, when that is as deeply quoted."""
    out: list[list[str]] = []
    depth_before, open_line = 0, False
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        line = line[depth:].removeprefix(" ")
        flows = line.endswith(" ") and line != "-- "
        content = line[:-1] if flows and delete_space else line
        if open_line and depth == depth_before and line != "-- ":
            out[-1].append(content)
        else:
            out.append([">" * depth + (" " if depth else ""), content])
        depth_before, open_line = depth, flows
    return "\n".join("".join(pieces) for pieces in out)


# Whose mail it is -------------------------------------------------------------------------------------------------------

_SENT = re.compile("(?:" + "|".join(words.SENT_FOLDERS) + ")", re.IGNORECASE)
_MOSTLY = 0.5
_NEARLY_ALL = 0.9
_FEWEST = 5  # mails from which habits can be told


def is_sent_folder(source: str) -> bool:
    """Whether a path names the folder that a mail program keeps sent mail in: "Mail/Sent.mbox/mbox", ".INBOX.Sent/cur/1"."""
    pieces = [piece for part in PurePosixPath(source).parts for piece in re.split(r"[.\[\]]|-\d+$|\.mbox$", part)]
    return any(_SENT.fullmatch(piece.strip()) for piece in pieces)


@dataclass
class OwnerHints:
    """Counts, over the mails of one source, who it may belong to."""

    source: str
    mails: int = 0
    delivered: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)  # authors of what Gmail labelled as sent
    authors: Counter[str] = field(default_factory=Counter)
    involved: Counter[str] = field(default_factory=Counter)  # who wrote or received each
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, headers: Headers, author: tuple[str, ...]) -> None:
        self.mails += 1
        for name in ("delivered-to", "x-original-to"):
            if found := addresses(headers.get(name, ""))[:1]:
                self.delivered.update(found)
                break
        address = author[-1] if author else ""
        if address:
            self.names[address] = tuple(dict.fromkeys((*self.names.get(address, ())[:5], *author)))
            self.authors[address] += 1
        labels = decode_words(headers.get("x-gmail-labels", ""))
        if address and labels and any(_SENT.fullmatch(label.strip(' "')) for label in labels.split(",")):
            self.sent[address] += 1
        self.involved.update({address, *addresses(headers.get("to", ""))[:20], *addresses(headers.get("cc", ""))[:20]} - {""})

    def owners(self) -> Iterator[Owner]:
        """Each hint, the surest first."""
        found = False
        for address, count in self.sent.most_common():
            if count >= 0.1 * self.sent.total():
                found = True
                yield self._owner(address, f"the mail that Gmail labelled as sent is from {address}")
        if is_sent_folder(self.source):
            for address, count in self.authors.most_common(3):
                if count >= 0.1 * self.mails:
                    found = True
                    yield self._owner(address, f"its sent mail is from {address}")
        for address, count in self.delivered.most_common(1):
            if count > _MOSTLY * self.delivered.total():
                found = True
                yield self._owner(address, f"most of its mail was delivered to {address}")
        for address, count in self.involved.most_common(1):
            if not found and count >= max(_FEWEST, _NEARLY_ALL * self.mails) and address in self.authors and self._is_sole(count):
                yield self._owner(address, f"nearly all of its mail is from or to {address}")

    def _is_sole(self, most: int) -> bool:
        return sum(count == most for count in self.involved.values()) == 1

    def _owner(self, address: str, reason: str) -> Owner:
        return Owner(self.names.get(address, (address,)), reason, self.source)
