"""Signal: main.jsonl of its own export, and the texts that others' tools write, since it had none for long.

Layouts: Signal's "Export chat history" (frames of signalapp/libsignal's backup.proto, one in a line); carderne/signal-export
(chat.md, data.json; its older text is what joweich/chat-miner reads); bepaald/signalbackup-tools (--exporttxt).
"""

from __future__ import annotations

import datetime
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from vibejam.errors import DataError
from vibejam.ingest.document import FoundItems, Message, Owner, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.parsing.json_stream import mapping, names, string, utc
from vibejam.ingest.readers import CERTAIN, NO, Wanted

NAME = "Signal chats"
MANY_AUTHORS = True

_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_LONGEST = 1 << 20  # characters of a line or of one message

_FRAME = re.compile(
    rb'^\s*\{\s*"(?:recipient|chat|chatItem|account|stickerPack|notificationProfile|chatFolder)"\s*:\s*\{', re.MULTILINE
)
_ROW = re.compile(rb'\A\s*\{"date": ?"\d{4}-\d\d-\d\dT[^"]*", ?"sender": ?"')
_MARKDOWN = re.compile(r"^\[(\d{4}-\d\d-\d\d),? (\d\d:\d\d(?::\d\d)?)\] ([^:\n]{1,80}):[ \n]?", re.MULTILINE)
_BRACKETED = re.compile(
    r"^\[((?:[A-Z]\w\w \d\d, \d{4}|\d{4}-\d\d-\d\d)) (\d\d:\d\d(?::\d\d)?)\] (?:<([^>\n]{1,120})> |\*\*\* )", re.MULTILINE
)

_QUOTED = re.compile(r"^> .*(?:\n|\Z)", re.MULTILINE)
_REACTIONS = re.compile(r"^\(- .* -\)\Z", re.MULTILINE)  # chat.md: "(- Bo: 😮 -)"
_ANSWERS = re.compile(r" \((?:[^():\n]{1,60}: [^\w\s]{1,8}(?:, )?)+\)\Z")  # --exporttxt: "(Bo: 😮)"
_ATTACHED = re.compile(
    r"!?\[[^\]\n]{0,300}\]\((?:\./media/|\.\./exported_stickers/)[^)\n]{0,500}\)|^\(\( .* \)\)$|\((?:media|attachment) not exported\)",
    re.M,
)
_NOTICE = re.compile(
    r"\(This message was deleted\)|(?:(?:Incoming|Outgoing|Missed) (?:voice |video |group )?call)(?: \([^)\n]*\))?|Poll: .*",
    re.DOTALL,
)


def recognise(file: File) -> int:
    head = file.head
    if len(_FRAME.findall(head[:16_384])) > 1 or _ROW.match(head):
        return CERTAIN
    if file.suffix not in ("", ".txt", ".md"):
        return NO
    text = head.decode("utf-8", errors="ignore").replace("\r\n", "\n")
    if _BRACKETED.match(text):
        return CERTAIN if sum(bool(name) for _, _, name in _BRACKETED.findall(text)) > 1 else NO
    headers = _MARKDOWN.findall(text) if _MARKDOWN.match(text) and "\u200e" not in text else []
    people = Counter(name for _, _, name in headers)
    older = len(people) > 1 and all(len(clock) == len("12:23") for _, clock, _ in headers)  # an iPhone's WhatsApp has seconds
    return CERTAIN if people["Me"] > 1 or older else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError where a line is damaged, after what is before that."""
    if _ROW.match(file.head):
        return _rows(file, wanted)
    if file.head.lstrip().startswith(b"{"):
        return _frames(file, wanted)
    return _text(file, wanted)


def _frames(file: File, wanted: Wanted) -> FoundItems:
    """Signal's own export: first people and chats, then everybody's messages in the order in which they came."""
    people: dict[str, tuple[str, ...]] = {}
    chats: dict[str, str] = {}
    account: tuple[str, ...] = ()
    for frame in _json_lines(file):
        if "account" in frame:
            person = mapping(frame["account"])
            account = names(f"{string(person.get('givenName'))} {string(person.get('familyName'))}", person.get("username"))
        elif "recipient" in frame:
            recipient = mapping(frame["recipient"])
            identity = string(recipient.get("id"))
            people[identity] = _recipient(recipient)
            if "self" in recipient:
                people[identity] = account or ("Me",)
                yield Owner(people[identity], "it is the export of their account", file.source)
        elif "chat" in frame:
            chat = mapping(frame["chat"])
            chats[string(chat.get("id"))] = string(chat.get("recipientId"))
        elif "chatItem" in frame:
            item = mapping(frame["chatItem"])
            author = people.get(string(item.get("authorId")), ())
            body = string(mapping(mapping(item.get("standardMessage")).get("text")).get("body")).strip()
            if author and (body or not wanted(author)) and "standardMessage" in item:
                chat_id, sent = string(item.get("chatId")), string(item.get("dateSent"))
                title = next(iter(people.get(chats.get(chat_id, ""), ())), "")
                text = body if wanted(author) else ""
                yield Message(author, text, file.source, sent, utc(sent, 1000), f"{title} {chat_id}".strip(), title)


def _recipient(recipient: Mapping[str, Any]) -> tuple[str, ...]:
    person, group = mapping(recipient.get("contact")), mapping(recipient.get("group"))
    title = string(mapping(mapping(mapping(group.get("snapshot")).get("title"))).get("title"))
    return names(
        title, f"{string(person.get('systemGivenName'))} {string(person.get('systemFamilyName'))}",
        f"{string(person.get('profileGivenName'))} {string(person.get('profileFamilyName'))}",
        person.get("username"), person.get("e164"), person.get("aci"), recipient.get("id"),
    )  # fmt: skip


def _rows(file: File, wanted: Wanted) -> FoundItems:
    """data.json of signal-export: a message in a line; who exported it is called Me."""
    chat = PurePosixPath(file.source).parent.name
    yield from _me(file)
    for number, row in enumerate(_json_lines(file), start=1):
        author = names(row.get("sender"))
        if author and not (row.get("deleted") or row.get("call") or _NOTICE.fullmatch(string(row.get("body")).strip())):
            text = string(row.get("body")).strip() if wanted(author) else ""
            yield Message(author, text, file.source, str(number), string(row.get("date"))[:19], chat or file.source, chat)


def _text(file: File, wanted: Wanted) -> FoundItems:
    if file.name == "chat.md" and file.beside("data.json"):
        yield Skipped(file.source, "the same messages as data.json beside it")
        return
    header = _BRACKETED if _BRACKETED.match(file.head.decode("utf-8", errors="ignore")) else _MARKDOWN
    chat = PurePosixPath(file.source).parent.name if file.name in ("chat.md", "index.md") else PurePosixPath(file.source).stem
    if header is _MARKDOWN:
        yield from _me(file)
    for number, (day, clock, author, body) in enumerate(_messages(file, header), start=1):
        if author and not _NOTICE.fullmatch(body.strip()):
            text, removed = _typed(body) if wanted((author,)) else ("", {})
            yield Message((author,), text, file.source, str(number), _iso(day, clock), file.source, chat, removed)


def _typed(body: str) -> tuple[str, dict[str, int]]:
    """What its writer typed, and how many characters were quoted or stand for a file or a reaction."""
    own = _QUOTED.sub("", body)
    text = "\n".join(
        line.rstrip() for line in _ATTACHED.sub("", _ANSWERS.sub("", _REACTIONS.sub("", own.strip()))).strip().split("\n")
    )
    removed = {"quotes": len(body) - len(own), "placeholders": len(own.strip()) - len(text)}
    return text, {kind: count for kind, count in removed.items() if count}


def _me(file: File) -> Iterator[Owner]:
    if re.search(rb'\] Me:|"sender": ?"Me"', file.head):
        yield Owner(("Me",), "signal-export calls whoever exported it Me", file.source)


def _iso(day: str, clock: str) -> str:
    """ "Jul 10, 2023" and "01:23" -> "2023-07-10T01:23:00"; "" when there is no such moment."""
    if match := re.match(r"(\w{3}) (\d\d), (\d{4})", day):
        day = f"{match[3]}-{_MONTHS.find(match[1]) // 3 + 1:02}-{match[2]}"
    try:
        return datetime.datetime.fromisoformat(f"{day}T{clock}").isoformat()
    except ValueError:
        return ""


def _messages(file: File, header: re.Pattern[str]) -> Iterator[tuple[str, str, str, str]]:
    """Day, time, author and body. Raises DataError where a body does not end."""
    current: tuple[str, str, str] | None = None
    body: list[str] = []
    size = 0
    for line in _lines(file):
        if match := header.match(line):
            if current:
                yield *current, "\n".join(body)
            current, body, size = (match[1], match[2], match[3] or ""), [line[match.end() :]], 0
        else:
            body.append(line)
            size += len(line)
        if size > _LONGEST:
            raise DataError("1 MB without the beginning of a message")
    if current:
        yield *current, "\n".join(body)


def _json_lines(file: File) -> Iterator[dict[str, Any]]:
    """Raises DataError for a line that is no JSON, such as the last one of a file that was cut."""
    for number, line in enumerate(_lines(file), start=1):
        if line.strip():
            try:
                yield mapping(json.loads(line))
            except (ValueError, RecursionError):
                raise DataError(f"line {number} is damaged") from None


def _lines(file: File) -> Iterator[str]:
    with file.open() as raw, io.TextIOWrapper(raw, "utf-8-sig", errors="ignore") as text:
        while line := text.readline(_LONGEST):
            yield line.rstrip("\n")
