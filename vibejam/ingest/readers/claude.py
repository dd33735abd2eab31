"""A Claude export: what its owner typed, a document for each conversation; attached files are not their typing.

Layout: the project Sinity/polylogue, docs/providers/claude-ai.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from vibejam.ingest.document import Document, FoundItems, Owner, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.parsing.prompts import typed
from vibejam.ingest.parsing.records import json_objects, when
from vibejam.ingest.readers import CERTAIN, NO, Wanted

NAME = "Claude export"

_ACCOUNT = (b'"full_name"', b'"email_address"', b'"uuid"')
_PROJECTS = (b'"prompt_template"', b'"is_starter_project"')
_MEMORIES = (b'"conversations_memory"',)


def recognise(file: File) -> int:
    if file.suffix != ".json":
        return NO
    if b'"chat_messages"' in file.head and b'"uuid"' in file.head:
        return CERTAIN
    others = (_ACCOUNT, _PROJECTS, _MEMORIES)
    return CERTAIN if any(all(key in file.head for key in keys) for keys in others) else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError where it is broken."""
    head = file.head
    objects = json_objects(file, "item" if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[") else "")
    if b'"chat_messages"' in head:
        for conversation in objects:
            yield from _own_turns(conversation, file.source)
    elif all(key in head for key in _ACCOUNT):
        for user in objects:
            names = tuple(str(user[key]) for key in ("full_name", "email_address") if user.get(key))
            yield Owner(names, "it is their Claude account", file.source)
    else:
        yield Skipped(file.source, "a part of a Claude export that holds no conversations")


def _own_turns(conversation: dict[str, Any], source: str) -> Iterator[Document]:
    turns: list[str] = []
    removed: Counter[str] = Counter()
    messages = conversation.get("chat_messages")
    for message in messages if isinstance(messages, list) else ():
        if isinstance(message, dict) and message.get("sender") in ("human", "user"):
            text, out = typed(_text(message))
            removed.update(out)
            if text:
                turns.append(text)
    if turns:
        date = when(conversation.get("created_at", ""))[:10]
        title, position = str(conversation.get("name") or ""), str(conversation.get("uuid") or "")
        yield Document("\n\n".join(turns), source, date, title, position=position, removed=dict(removed))


def _text(message: dict[str, Any]) -> str:
    """Its text blocks, in exports since 2024; before there was one text."""
    content = message.get("content")
    blocks = [block for block in content if isinstance(block, dict)] if isinstance(content, list) else []
    texts = [block["text"] for block in blocks if block.get("type") == "text" and isinstance(block.get("text"), str)]
    return "\n\n".join(texts) or str(message.get("text") or "")
