"""A ChatGPT export: what its owner typed, a document for each conversation.

Layout: the project mitkury/chatgpt-export-parser, docs/chatgpt-data-export-format.md. Since 2026 the conversations come in
several files, conversations-000.json and so on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from vibejam.ingest.document import Document, FoundItems, Owner, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.parsing.prompts import typed
from vibejam.ingest.parsing.records import json_object, json_objects, when
from vibejam.ingest.readers import CERTAIN, NO, Wanted

NAME = "ChatGPT export"

_PAGE = b"<title>ChatGPT Data Export</title>"
_BESIDE = ("message_feedback.json", "model_comparisons.json", "shared_conversations.json")


def recognise(file: File) -> int:
    head = file.head
    if file.suffix == ".html":
        return CERTAIN if _PAGE in head else NO
    if file.suffix != ".json":
        return NO
    if b'"mapping"' in head and any(key in head for key in (b'"children"', b'"current_node"', b'"content_type"')):
        return CERTAIN
    known = b'"chatgpt_plus_user"' in head or (file.name in _BESIDE and b"conversation_id" in head)
    return CERTAIN if known else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError where it is broken."""
    if file.suffix == ".html":
        yield Skipped(file.source, "the page that shows what conversations.json beside it holds")
    elif file.name in _BESIDE:
        yield Skipped(file.source, "a part of a ChatGPT export that holds no conversations")
    elif b'"mapping"' not in file.head:
        user = json_object(file)
        names = tuple(str(user[key]) for key in ("email", "name") if user.get(key))
        yield Owner(names, "it is their ChatGPT account", file.source)
    else:
        for conversation in _conversations(file):
            yield from _own_turns(conversation, file.source)


def _conversations(file: File) -> Iterator[dict[str, Any]]:
    if file.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        return json_objects(file, "item")
    before = file.head[: file.head.index(b'"mapping"')]
    return json_objects(file, "conversations.item" if b'"conversations"' in before else "")


def _own_turns(conversation: dict[str, Any], source: str) -> Iterator[Document]:
    turns: list[str] = []
    removed: Counter[str] = Counter()
    for message in _shown(conversation):
        text, out = typed(_text(message))
        removed.update(out)
        if text:
            turns.append(text)
    if turns:
        position = str(conversation.get("conversation_id") or conversation.get("id") or "")
        date = when(conversation.get("create_time", ""))[:10]
        title = str(conversation.get("title") or "")
        yield Document("\n\n".join(turns), source, date, title, position=position, removed=dict(removed))


def _shown(conversation: dict[str, Any]) -> list[dict[str, Any]]:
    """The messages from the first to the current one: what was edited or asked again is in side branches of the tree."""
    mapping = conversation.get("mapping")
    if not isinstance(mapping, dict):
        return []
    path: dict[str, dict[str, Any]] = {}
    at = conversation.get("current_node")
    while isinstance(at, str) and at not in path and isinstance(node := mapping.get(at), dict):
        path[at] = node
        at = node.get("parent")
    nodes = [*path.values()][::-1] or [node for node in mapping.values() if isinstance(node, dict)]
    return [message for node in nodes if isinstance(message := node.get("message"), dict)]


def _text(message: dict[str, Any]) -> str:
    """What its user typed or spoke; "" for the words of others and for the standing instructions to the assistant."""
    author, content, metadata = (message.get(key) or {} for key in ("author", "content", "metadata"))
    if not all(isinstance(part, dict) for part in (author, content, metadata)) or author.get("role") != "user":
        return ""
    if metadata.get("is_user_system_message") or metadata.get("is_visually_hidden_from_conversation"):
        return ""
    parts = content.get("parts")
    if content.get("content_type", "text") not in ("text", "multimodal_text") or not isinstance(parts, list):
        return ""
    spoken = (part.get("text") if isinstance(part, dict) else part for part in parts)
    return "\n\n".join(text for text in spoken if isinstance(text, str))
