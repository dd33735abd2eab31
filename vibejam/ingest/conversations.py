"""Messages of a chat to documents of a readable length. Tests: tests/ingest/test_conversations.py.

A document ends at a pause of more than four hours or where the day changes, once it has fifty words; what is left over
belongs to the document before it. Nothing is lost.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from vibejam.ingest.document import Document, Message

_PAUSE = datetime.timedelta(hours=4)
_FEWEST = 50  # words


@dataclass
class _Part:
    """Messages that are becoming one document."""

    messages: list[Message] = field(default_factory=list)
    words: int = 0
    last: datetime.datetime | None = None

    def add(self, message: Message) -> None:
        self.messages.append(message)
        self.words += len(message.text.split())
        self.last = _moment(message.date) or self.last

    def ends_before(self, message: Message) -> bool:
        moment = _moment(message.date)
        if self.words < _FEWEST or not moment or not self.last:
            return False
        return abs(moment - self.last) > _PAUSE or moment.date() != self.last.date()

    def document(self) -> Document:
        first, last = self.messages[0], self.messages[-1]
        removed: Counter[str] = Counter()
        for message in self.messages:
            removed.update(message.removed)
        ends = list(dict.fromkeys(filter(None, (first.position, last.position))))
        position = f"message {' to '.join(ends)}" if ends else ""
        return Document(
            "\n".join(message.text for message in self.messages), first.source, first.date[:10], first.title, first.author[0],
            position, removed=dict(removed),
        )  # fmt: skip


def joined(messages: Iterator[Message]) -> Iterator[Document]:
    """The documents of one person's messages, in their order; messages without text are passed over.

    Conversations may be mixed: of each, no more than two documents are held.
    """
    open_parts: dict[str, list[_Part]] = {}
    for message in messages:
        if not message.text.strip():
            continue
        parts = open_parts.setdefault(message.conversation, [_Part()])
        if parts[-1].ends_before(message):
            if len(parts) == 2:
                yield parts.pop(0).document()
            parts.append(_Part())
        parts[-1].add(message)
    for parts in open_parts.values():
        if len(parts) == 2 and parts[1].words < _FEWEST:
            for message in parts.pop().messages:
                parts[0].add(message)
        yield from (part.document() for part in parts)


def _moment(date: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromisoformat(date[:19])
    except ValueError:
        return None
