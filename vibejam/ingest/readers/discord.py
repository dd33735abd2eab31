"""Discord: channels saved by DiscordChatExporter (JSON, CSV), and messages/c*/messages.json or .csv of Discord's data package.

Layout: Tyrrrz/DiscordChatExporter (JsonMessageWriter.cs, CsvMessageWriter.cs); support.discord.com, "Your Discord Data
Package". The package has nothing but its owner's messages, so they are documents at once.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from vibejam.errors import DataError
from vibejam.ingest.conversations import joined
from vibejam.ingest.document import FoundItems, Message, Owner
from vibejam.ingest.file import File
from vibejam.ingest.parsing.json_stream import mapping, names, sequence, string, values
from vibejam.ingest.readers import CERTAIN, NO, Wanted

NAME = "Discord messages"
MANY_AUTHORS = True

_EXPORTER_CSV = b"AuthorID,Author,Date,Content"
_PACKAGE_CSV = b"ID,Timestamp,Contents"
_EXPORTER = re.compile(rb'\A\s*\{\s*"guild"\s*:\s*\{.*?"channel"\s*:\s*\{', re.DOTALL)
_PACKAGE = re.compile(rb'\A\s*\[\s*\{\s*"ID"\s*:\s*"?\d+"?\s*,\s*"Timestamp"\s*:\s*"')
_TYPED = {"Default", "Reply", "0", "19"}
_NOTICE = re.compile(
    r"(?:Added .{1,80} to the group|Added a recipient|Left the group|Removed .{1,80} from the group|Removed a recipient"
    r"|Started a call that lasted [\d,.]+ minutes|Changed the channel name(?:: .*)?|Changed the channel icon|Pinned a message"
    r"|Started a thread|Joined the server)\.?"
)
_QUOTED = re.compile(r"^>(?:>>)? .*(?:\n|\Z)", re.MULTILINE)
_MENTION = re.compile(r"<(@[!&]?|#)(\d+)>")
_EMOJI = re.compile(r"<a?:(\w+):\d+>")


def recognise(file: File) -> int:
    head = file.head.removeprefix(b"\xef\xbb\xbf")
    if head.replace(b'"', b"")[:64].startswith((_EXPORTER_CSV, _PACKAGE_CSV)):
        return CERTAIN
    return CERTAIN if _EXPORTER.match(head) or _PACKAGE.match(head) else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError where the file is damaged, after what is before that."""
    head = file.head.removeprefix(b"\xef\xbb\xbf")
    if head.replace(b'"', b"").startswith(_EXPORTER_CSV):
        return _exported(_rows(file), file, wanted)
    if head.replace(b'"', b"").startswith(_PACKAGE_CSV):
        return _package(_rows(file), file)
    if _PACKAGE.match(head):
        return _package((mapping(value) for _, value in values(file, "item")), file)
    return _channel(file, wanted)


def _channel(file: File, wanted: Wanted) -> FoundItems:
    title, conversation = "", file.source
    for place, value in values(file, "channel.id", "channel.name", "messages.item"):
        if place == "channel.id":
            conversation = string(value)
        elif place == "channel.name":
            title = string(value)
        elif message := _message(mapping(value), file, conversation, title, wanted):
            yield message


def _message(message: Mapping[str, Any], file: File, conversation: str, title: str, wanted: Wanted) -> Message | None:
    """None for what no person typed."""
    author = mapping(message.get("author"))
    people = _person(author, author.get("nickname"))
    if string(message.get("type", "Default")) not in _TYPED or author.get("isBot") or not people:
        return None
    mentioned = {
        string(mapping(m).get("id")): _person(mapping(m), mapping(m).get("nickname")) for m in sequence(message.get("mentions"))
    }
    text, quoted = _text(string(message.get("content")), mentioned) if wanted(people) else ("", 0)
    removed = {"quotes": quoted} if quoted else {}
    date = string(message.get("timestamp"))[:19]
    return Message(people, text, file.source, string(message.get("id")), date, conversation, title, removed)


def _person(person: Mapping[str, Any], shown: object) -> tuple[str, ...]:
    name, number = string(person.get("name")), string(person.get("discriminator")).strip("0")
    return names(shown, name, f"{name}#{person['discriminator']}" if name and number else "", person.get("id"))


def _exported(rows: Iterator[Mapping[str, str]], file: File, wanted: Wanted) -> FoundItems:
    for number, row in enumerate(rows, start=1):
        shown = row.get("Author", "")
        author = names(shown.partition("#")[0], shown, row.get("AuthorID", ""))
        content = row.get("Content", "")
        if author and not _NOTICE.fullmatch(content):
            text, quoted = _text(content, {}) if wanted(author) else ("", 0)
            date = row.get("Date", "")[:19]
            removed = {"quotes": quoted} if quoted else {}
            yield Message(author, text, file.source, str(number), date if _is_iso(date) else "", file.source, removed=removed)


def _package(rows: Iterator[Mapping[str, Any]], file: File) -> FoundItems:
    """The newest comes first in it, and a channel's own messages are few: they are held to be put in order."""
    author, title = _account(file), _title(file)
    if author:
        yield Owner(author, "it is the data package of their account", file.source)
    messages, damage = [], None
    try:
        for row in rows:
            text, quoted = _text(string(row.get("Contents")), {})
            date = string(row.get("Timestamp")).replace(" ", "T")[:19]
            removed = {"quotes": quoted} if quoted else {}
            messages.append(Message(author or ("",), text, file.source, string(row.get("ID")), date, file.source, title, removed))
    except DataError as error:
        damage = error
    yield from joined(iter(sorted(messages, key=lambda message: message.date)))
    if damage:
        raise damage


def _account(file: File) -> tuple[str, ...]:
    for name in ("../../account/user.json", "../../Account/user.json"):
        if account := file.beside(name):
            (_, person), *_ = [*values(account, ""), ("", {})]
            person = mapping(person)
            return names(person.get("global_name"), person.get("username"), person.get("email"), person.get("id"))
    return ()


def _title(file: File) -> str:
    if channel := file.beside("channel.json"):
        (_, about), *_ = [*values(channel, ""), ("", {})]
        return string(mapping(about).get("name"))
    return ""


def _text(content: str, mentioned: Mapping[str, tuple[str, ...]]) -> tuple[str, int]:
    """What people see, and how many characters of it they quote: "<@7> <:wave:9>" -> "@Rui :wave:"."""

    def mention(match: re.Match[str]) -> str:
        person = mentioned.get(match.group(2))
        return f"@{person[0]}" if person else ""

    own = _QUOTED.sub("", content)
    return _EMOJI.sub(r":\1:", _MENTION.sub(mention, own)).strip(), len(content) - len(own)


def _is_iso(date: str) -> bool:
    return re.match(r"\d{4}-\d\d-\d\dT", date) is not None


def _rows(file: File) -> Iterator[Mapping[str, str]]:
    """Raises DataError where it is no CSV."""
    with file.open() as raw, io.TextIOWrapper(raw, "utf-8-sig", errors="ignore", newline="") as text:
        try:
            for row in csv.DictReader(text):
                yield {key: value or "" for key, value in row.items() if isinstance(key, str) and not isinstance(value, list)}
        except csv.Error as error:
            raise DataError(f"CSV that is damaged: {error}") from None
