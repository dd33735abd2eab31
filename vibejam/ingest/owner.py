"""Whose writing it is: who wrote in the sources of several people, who among them is the owner, and why it is thought so.

Tests: tests/ingest/test_owner.py.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from vibejam import paths
from vibejam.ingest.document import Found, Message, Owner
from vibejam.ingest.readers import Wanted

Names = tuple[str, ...]


def fold(name: str) -> str:
    """A name as it is compared: without case, composed, without what mail programs put around it."""
    return unicodedata.normalize("NFKC", name).strip(" \t\"'<>\u200e\u200f\u202a\u202c").casefold()


def is_one_of(me: Iterable[str]) -> Wanted:
    """Whether a person with some names has one of these."""
    known = {fold(name) for name in me}
    return lambda author: any(fold(name) in known for name in author)


@dataclass
class Survey:
    """Who wrote how many messages where, and what the sources say about their owner. Holds names, never texts."""

    messages: Counter[tuple[str, str, Names]] = field(default_factory=Counter)  # by source, conversation and author
    owners: set[Owner] = field(default_factory=set)

    def add(self, item: Found) -> None:
        if isinstance(item, Message):
            self.messages[item.source, item.conversation, item.author] += 1
        elif isinstance(item, Owner):
            self.owners.add(item)

    def merge(self, other: Survey) -> None:
        self.messages.update(other.messages)
        self.owners |= other.owners

    @property
    def people(self) -> Counter[Names]:
        """How many messages each person wrote; who shares a name with another is the same person."""
        groups: dict[str, set[str]] = {}  # each folded name to all folded names of that person
        for names in {author for _, _, author in self.messages}:
            together = {fold(name) for name in names}.union(*(groups.get(fold(name), set()) for name in names))
            for name in together:
                groups[name] = together
        best: dict[frozenset[str], Names] = {}
        count: Counter[frozenset[str]] = Counter()
        for (_, _, author), number in self.messages.items():
            person = frozenset(groups[fold(author[0])]) if author else frozenset()
            count[person] += number
            if len(author) > len(best.get(person, ())):
                best[person] = author
        return Counter({best[person]: number for person, number in count.items() if person})


def with_aliases(me: Names, survey: Survey) -> Names:
    """These names, and the others that only a person with one of them goes by: mail without a name, a second address.

    A name that somebody else has too, as the address of a mailing list, tells nothing.
    """
    authors = {author for _, _, author in survey.messages}
    is_me = is_one_of(me)
    others = {fold(name) for author in authors if len(author) > 1 and not is_me(author) for name in author}
    aliases = (name for author in sorted(authors) if is_me(author) for name in author if fold(name) not in others)
    names: dict[str, str] = {}
    for name in (*me, *aliases):
        names.setdefault(fold(name), name)
    return tuple(names.values())


@dataclass(frozen=True)
class Identity:
    """The owner's names, and why they are thought to be theirs."""

    names: Names
    reason: str


def identify(survey: Survey) -> Identity | None:
    """The owner, where that is obvious: a source says so, or only one person writes in every one of several conversations."""
    if survey.owners:
        reasons = Counter(owner.reason for owner in survey.owners)
        names = dict.fromkeys(name for owner in sorted(survey.owners, key=lambda o: o.source) for name in owner.names)
        return Identity(tuple(names), reasons.most_common(1)[0][0])
    places: dict[str, set[tuple[str, str]]] = {}
    written: dict[str, Names] = {}
    for source, conversation, author in survey.messages:
        for name in author:
            places.setdefault(fold(name), set()).add((source, conversation))
            written[fold(name)] = tuple(dict.fromkeys((*written.get(fold(name), ()), *author)))
    everywhere = {(source, conversation) for source, conversation, _ in survey.messages}
    if len(everywhere) > 1:
        found = {frozenset(map(fold, written[name])): written[name] for name in places if places[name] == everywhere}
        if len(found) == 1:
            return Identity(next(iter(found.values())), f"nobody else writes in all {len(everywhere)} conversations")
    return None


def _memory() -> Path:
    return paths.home() / "me.json"


def remember_owner(names: Names) -> None:
    """Keep what a person answered, so that nobody has to answer twice."""
    paths.write_text(_memory(), json.dumps({"me": names}, ensure_ascii=False))


def remembered_owner() -> Names:
    """The names that were answered once; none when nobody was asked, or the file is not ours."""
    try:
        return tuple(map(str, json.loads(_memory().read_text("utf-8"))["me"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return ()
