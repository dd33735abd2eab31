"""Telegram's exported chats: result.json of one chat or of a whole account, as Telegram Desktop writes it.

Layout: telegram.org/blog/export-and-more, the exports in joweich/chat-miner (test/telegram), telegramdesktop/tdesktop
(export_output_json.cpp).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from vibejam.ingest.document import FoundItems, Message, Owner
from vibejam.ingest.file import File
from vibejam.ingest.parsing.json_stream import mapping, names, sequence, string, utc, values
from vibejam.ingest.readers import CERTAIN, NO, Wanted

NAME = "Telegram chats"
MANY_AUTHORS = True

_ACCOUNT = re.compile(rb'"personal_information"\s*:\s*\{[^}]*"user_id"')
_CHAT = re.compile(rb'"messages"\s*:\s*\[')
_MESSAGE = re.compile(rb'"(?:date_unixtime|from_id|actor_id|text_entities)"\s*:')
_CHATS = ("", "chats.list.item.", "left_chats.list.item.")
_PLACES = (
    "personal_information",
    *(chat + key for chat in _CHATS for key in ("name", "type", "id", "messages.item", "messages")),
)


def recognise(file: File) -> int:
    head = file.head
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return NO
    return CERTAIN if _ACCOUNT.search(head) or (_CHAT.search(head) and _MESSAGE.search(head)) else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError where the JSON is damaged, after what is before that."""
    chat: dict[str, str] = {}
    people: dict[tuple[str, ...], None] = {}
    for place, value in values(file, *(place for place in _PLACES if not place.endswith("messages"))):
        key = place.removesuffix(".item").rpartition(".")[2]
        if place == "personal_information":
            yield Owner(_account(mapping(value)), "it is the export of their account", file.source)
        elif key != "messages":
            if key in chat:  # the next chat begins
                yield from _owner(chat, people, file)
                chat, people = {}, {}
            chat[key] = string(value)
        elif message := _message(mapping(value), chat, file, wanted):
            people[message.author] = None
            yield message
    yield from _owner(chat, people, file)


def _account(person: Mapping[str, Any]) -> tuple[str, ...]:
    full = f"{string(person.get('first_name'))} {string(person.get('last_name'))}"
    account = string(person.get("user_id"))
    return names(full, string(person.get("username")).lstrip("@"), person.get("phone_number"), account and f"user{account}")


def _message(message: Mapping[str, Any], chat: Mapping[str, str], file: File, wanted: Wanted) -> Message | None:
    """None for what nobody here wrote: that somebody joined, what was forwarded, what a bot put in."""
    author = names(message.get("from"), message.get("from_id"))
    foreign = {"forwarded_from", "forwarded_from_id", "saved_from", "via_bot"} & message.keys()
    if message.get("type") != "message" or foreign or not author:
        return None
    text, quoted = _text(message.get("text"))
    title = chat.get("name", "")
    return Message(
        author, text if wanted(author) else "", file.source, string(message.get("id")),
        string(message.get("date"))[:19] or utc(message.get("date_unixtime")),
        f"{title} {chat.get('id', '')}".strip() or file.source, title, {"quotes": quoted} if quoted and wanted(author) else {},
    )  # fmt: skip


def _text(parts: object) -> tuple[str, int]:
    """Plain text, or a list of it and of entities (bold, links); quotations are counted and left out."""
    if not isinstance(parts, list):
        return string(parts).strip(), 0
    entities = [part if isinstance(part, dict) else {"type": "plain", "text": part} for part in sequence(parts)]
    text, quoted, before = "", 0, ""
    for entity in entities:
        piece, kind = string(entity.get("text")), string(entity.get("type"))
        if kind == "blockquote":
            quoted += len(piece)
            continue
        if kind == "link" and before not in ("", "plain") and not text[-1:].isspace():
            text += " "  # of two entities in a row the space between them is not written
        text, before = text + piece, kind
    return text.strip(), quoted


def _owner(chat: Mapping[str, str], people: Mapping[tuple[str, ...], None], file: File) -> FoundItems:
    """A chat of two is called by the other one's name; what is in "Saved Messages" its owner sent to themselves."""
    others = [author for author in people if author[0] != chat.get("name")]
    if chat.get("type") == "personal_chat" and len(people) == 2 and len(others) == 1:
        yield Owner(others[0], f"it is a chat with {chat['name']}", file.source)
    elif chat.get("type") == "saved_messages" and len(people) == 1:
        yield Owner(next(iter(people)), "they are saved messages", file.source)
