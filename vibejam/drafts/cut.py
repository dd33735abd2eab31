"""Documents -> passages to learn from: runs of whole sentences of one paragraph, each text once, in an order that stays.

The order is that of a hash, so that the first hundred are a fair sample of all documents, and still the first when there are more.
Tests: tests/drafts/test_cut.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import NamedTuple

from vibejam.text.duplicates import duplicates, sketch
from vibejam.text.frame import Frame, passages

FEWEST, MOST = 35, 90  # words
_SHORTEST_LIMIT = 55  # paragraphs are cut at different lengths, as drafts come


class Document(NamedTuple):
    """`name` is where it is from."""

    name: str
    text: str


class Passage(NamedTuple):
    document: str  # its name
    text: str

    @property
    def digest(self) -> int:
        """64 bits of its text, the same on every machine."""
        return _digest(self.text)


def cut(documents: Iterable[Document]) -> list[Passage]:
    """All passages of `FEWEST` to `MOST` words; of those that say nearly the same, one."""
    found = [Passage(document.name, text) for document in documents for text in _texts(document.text)]
    found.sort(key=lambda passage: (passage.digest, passage.document))
    first = range(len(found), 0, -1)
    repeated = duplicates((sketch(passage.text) for passage in found), [len(passage.text) for passage in found], first)
    return [passage for number, passage in enumerate(found) if number not in repeated]


def _texts(document: str) -> Iterator[str]:
    for prose in Frame.of(document).prose:
        limit = _SHORTEST_LIMIT + _digest(prose.text) % (MOST - _SHORTEST_LIMIT + 1)
        for text in passages(prose.text, limit):
            if FEWEST <= len(text.split()) <= MOST:
                yield text.strip()


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
