"""What readers yield: somebody's writing, who owns it, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Document:
    """One piece of the owner's writing. The reader takes out what is not prose of theirs; repair is done for it."""

    text: str
    source: str  # the file, relative to the folder that was given; inside an archive "mail.zip/Sent.mbox"
    date: str = ""  # YYYY-MM-DD, or "" when unknown
    title: str = ""
    author: str = ""
    position: str = ""  # where in the source, when it holds several: a Message-ID, a line, a number
    language: str = ""  # ISO 639-1
    format: str = ""  # the reader's name
    removed: Mapping[str, int] = field(default_factory=dict)  # what was taken out, in characters: {"quotes": 812}


@dataclass(frozen=True)
class Message:
    """What one of several people wrote. Its text is "" for those who are not wanted: the words of others go no further."""

    author: tuple[str, ...]  # every name that the source has for this person: ("Ana Pires", "ana@example.org")
    text: str
    source: str
    position: str = ""
    date: str = ""  # YYYY-MM-DDTHH:MM:SS, or as much of it as is known
    conversation: str = ""  # messages of one chat are joined to documents; "" is a document by itself, as a mail is
    title: str = ""
    removed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Owner:
    """A hint in the source at whose it is: `names` as in Message.author, and why."""

    names: tuple[str, ...]
    reason: str
    source: str


@dataclass(frozen=True)
class Skipped:
    """A file, or a part of one, that was not taken, and why."""

    source: str
    reason: str
    position: str = ""
    detail: str = ""  # what differs where the reason is the same: how many, which one
    sample: str = ""  # the beginning of what was dropped, where that is the owner's


Found: TypeAlias = Document | Message | Owner | Skipped
FoundItems: TypeAlias = Iterator[Found]
