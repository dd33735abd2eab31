"""Records one at a time, from JSON, lines of JSON and tables: how exports hold what somebody wrote. Memory stays flat.

`write_up` turns records of no known program into documents and messages. Tests: tests/ingest/parsing/test_records.py.
"""

from __future__ import annotations

import codecs
import contextlib
import datetime
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeAlias

import ijson

from vibejam.errors import DataError
from vibejam.ingest.document import Document, FoundItems, Message, Owner
from vibejam.ingest.file import File
from vibejam.ingest.readers import Wanted
from vibejam.text.decode import decode
from vibejam.text.front_matter import iso_date

Record: TypeAlias = Mapping[str, Any]

SAMPLE = 100  # records that are enough to tell which field is the text
_LONGEST_LINE = 64 << 20  # bytes
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})[-/](\d\d)[-/](\d\d)(?:[T ]+(\d\d:\d\d(?::\d\d)?))?")
_TWITTER = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d:\d\d:\d\d) [+-]\d{4} (\d{4})$")
_NUMBER = re.compile(r"\d{9,17}(?:\.\d{0,9})?$")


def json_values(file: File, path: str, start: int = 0) -> Iterator[Any]:
    """The values at `path`, as ijson writes it ("item", "entries.item"); `start` bytes are passed over.

    Raises DataError where the JSON breaks, after the values before that.
    """
    with file.open() as stream:
        stream.read(start or (len(codecs.BOM_UTF8) if file.head.startswith(codecs.BOM_UTF8) else 0))
        try:
            yield from ijson.items(stream, path)
        except (ijson.JSONError, ValueError, ArithmeticError) as error:  # the last two: a number that is too long
            raise DataError("broken JSON") from error


def json_objects(file: File, path: str, start: int = 0) -> Iterator[dict[str, Any]]:
    """Those of `json_values` that are objects."""
    return (value for value in json_values(file, path, start) if isinstance(value, dict))


def json_object(file: File, largest: int = 16 << 20) -> dict[str, Any]:
    """A small file that is one object. Raises DataError when it is not."""
    try:
        value = json.loads(file.text(largest))
    except (ValueError, RecursionError) as error:
        raise DataError("broken JSON") from error
    if not isinstance(value, dict):
        raise DataError("not a JSON object")
    return value


def text_lines(file: File) -> Iterator[str]:
    """Its lines, decoded one by one, each ended by \\n. Raises DataError for what is not text, or has endless lines."""
    encoding = decode(_whole(file).head)[1]
    with file.open() as stream:
        if encoding.startswith(("utf-16", "utf-32")):
            with io.TextIOWrapper(stream, encoding, errors="ignore", newline=None) as decoded:
                yield from (line.lstrip("\ufeff") for line in decoded)
            return
        while line := stream.readline(_LONGEST_LINE):
            if len(line) == _LONGEST_LINE:
                raise DataError(f"a line of more than {_LONGEST_LINE >> 20} MB")
            text = _decoded(line, encoding)
            yield from io.StringIO(text, newline=None) if "\r" in text else (text,)


def _decoded(line: bytes, encoding: str) -> str:
    """A few lines of another encoding are common where people pasted tables together."""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode("cp1252" if encoding.startswith("utf-8") else encoding, errors="ignore")


def _whole(file: File) -> File:
    return replace(file, start=0, end=None)


def when(value: object) -> str:
    """`value` as YYYY-MM-DDTHH:MM:SS or YYYY-MM-DD: ISO, seconds to microseconds since 1970, X's own; else ""."""
    text = str(value).strip()[:64]
    if match := _TWITTER.match(text):
        month, day, time, year = match.groups()
        return f"{year}-{_MONTHS.index(month.lower()) + 1:02}-{day}T{time}" if month.lower() in _MONTHS else ""
    if match := _ISO.match(text):
        year, month, day, time = match.groups()
        date = f"{year}-{month}-{day}"
        return iso_date(date) and date + (f"T{time}" if time else "")
    if not _NUMBER.match(text):
        return ""
    seconds = float(text)
    while seconds >= 1e11:
        seconds /= 1000
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S")


@dataclass(frozen=True)
class Fields:
    """Which field of the records holds what; "" for what none does."""

    text: str
    author: str = ""
    date: str = ""
    title: str = ""
    identifier: str = ""
    conversation: str = ""


_TEXT = (
    "owntext", "text", "fulltext", "body", "selftext", "content", "message", "messagetext", "post", "comment", "note",
    "entry", "description",
)  # fmt: skip
_AUTHOR = (
    "author", "authorname", "sender", "sendername", "from", "fromname", "fromusername", "user", "username", "screenname", "speaker", "nick",
    "nickname", "writer", "role", "by",
)  # fmt: skip
_DATE = (
    "date", "datetime", "timestamp", "time", "created", "createdat", "published", "publishedat", "sentat", "datesent",
    "createdutc", "day",
)  # fmt: skip
_TITLE = (
    "title", "subject", "headline",
)  # fmt: skip
_IDENTIFIER = (
    "id", "idstr", "uuid", "messageid",
)  # fmt: skip
_CONVERSATION = (
    "conversation", "conversationid", "thread", "threadid", "channel", "channelname", "chat", "chatid", "chatsession",
    "room",
)  # fmt: skip
_MACHINE = {"level", "severity", "loglevel", "logger", "hostname", "pid"}  # such records are a program's log
_SENTENCE = re.compile(r"[.!?…。][\"')\]’”]?(?:\s|$)")
_PROSE_WORDS = 8  # a text of unknown name has as many words, on average


def fields_of(records: Sequence[Record]) -> Fields | None:
    """By their names, the text if need be by what is in it. None when no field is somebody's writing."""
    names = {_plain(name): name for record in reversed(records) for name in record}
    if not records or _MACHINE & names.keys():
        return None
    text = _first(names, [name for name in _TEXT if _is_text(records, names.get(name, ""))]) or _longest_prose(records)
    if not text:
        return None
    author = _first(names, _AUTHOR) or ("name" in names and _repeats(records, names["name"]) and names["name"]) or ""
    return Fields(
        text, author, _first(names, _DATE), _first(names, _TITLE), _first(names, _IDENTIFIER), _first(names, _CONVERSATION)
    )


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name[:64].lower())


def _first(names: Mapping[str, str], wanted: Iterable[str]) -> str:
    return next((names[name] for name in wanted if name in names), "")


def _is_text(records: Sequence[Record], name: str) -> bool:
    """Words at least somewhere: a "message" that is a number or an object is none."""
    return any(isinstance(value := record.get(name), str) and re.search(r"[^\W\d_]{2}", value[:1000]) for record in records)


def _longest_prose(records: Sequence[Record]) -> str:
    words: dict[str, int] = {}
    for record in records:
        for name, value in record.items():
            if isinstance(value, str) and _SENTENCE.search(value[:10_000]):
                words[name] = words.get(name, 0) + len(re.findall(r"\b[^\W\d_]+\b", value[:10_000]))
    best = max(words, key=lambda name: words[name], default="")
    return best if words.get(best, 0) >= _PROSE_WORDS * len(records) else ""


def _repeats(records: Sequence[Record], name: str) -> bool:
    """Whether values come again and again, as people's names do and titles do not."""
    return len({str(record.get(name)) for record in records}) * 2 < len(records)


def write_up(file: File, records: Iterable[Record], whole: Iterator[Record], wanted: Wanted) -> FoundItems:
    """What `records` of the file hold; `whole` are all of it, where `records` may be those of a part.

    Those by one person, or by nobody in particular, are documents; those by several are messages. Raises DataError when
    nothing in them is anybody's writing.
    """
    whole = _unbroken(whole)
    sample = list(islice(whole, SAMPLE))
    fields = fields_of(sample)
    if fields is None:
        raise DataError("no field in it is somebody's writing")
    people: set[str] = set()
    for record in (record for some in (sample, whole if fields.author else ()) for record in some):
        people.update(_names(record.get(fields.author))[:1])
        if len(people) > 1:
            break
    if people & {"assistant", "model", "bot"} and (own := {"user", "human"} & {_plain(name) for name in people}):
        yield Owner(tuple(own), "the other side is an assistant", file.source)
    texts = [str(record.get(fields.text, "")) for record in sample]
    chat = file.source if sum(map(len, texts)) < 300 * len(texts) and not fields.title else ""
    for number, record in enumerate(records, 1):
        text = record.get(fields.text)
        if not isinstance(text, str) or not text.strip():
            continue
        names = _names(record.get(fields.author))
        date = when(record.get(fields.date, ""))
        title = str(record.get(fields.title) or "")
        position = str(record.get(fields.identifier) or number)
        if len(people) <= 1:
            yield Document(text, file.source, date[:10], title, names[0] if names else "", position)
        else:
            conversation = str(record.get(fields.conversation) or chat)
            yield Message(names or ("",), text if wanted(names) else "", file.source, position, date, conversation, title)


def _unbroken(records: Iterator[Record]) -> Iterator[Record]:
    """Those before the file breaks; that it does is raised where they are read again, after what they hold."""
    with contextlib.suppress(DataError):
        yield from records


def _names(value: object) -> tuple[str, ...]:
    """A person, written as a name or as an object with several: {"name": "Ana", "id": "7"}."""
    if isinstance(value, Mapping):
        return tuple(str(name) for name in value.values() if isinstance(name, str | int) and str(name).strip())
    return (str(value),) if value not in (None, "") else ()
