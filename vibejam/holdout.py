"""What is not learnt, so that it can be tested on: documents that a test file names, and a share kept for the judges.

A test file is JSON lines, one passage each: `draft`, and where the person has written the same, their `text` and the `document`
it stands in. A document is known by its name, with or without folders and suffix, or by its words: where half of a passage's
runs of eight words stand in it, it holds that passage, whatever it is called. Tests: tests/test_holdout.py.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from vibejam.errors import DataError, MissingError
from vibejam.text.decode import decode

JUDGE_SHARE = 0.15  # of the documents that no test file names
_RUN = 8  # words
_FEWEST = 4  # words: a shorter text stands in many documents
_LEAST_SHARE = 0.5
_LINE = 'a line is {"draft": "...", "text": "...", "document": "..."}, with what is known'
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Item:
    """One draft to rewrite, and what is known of it."""

    id: str
    draft: str
    text: str = ""  # what the person wrote, where the draft was made of it
    document: str = ""  # where that stands
    facts: tuple[str, ...] = ()  # what any rewrite must keep, word for word
    traps: tuple[str, ...] = ()  # phrases whose meaning must not flip


def read_items(path: Path | str) -> list[Item]:
    """The items of a test file. Raises MissingError without it, DataError for a line that is none."""
    try:
        lines = decode(Path(path).read_bytes())[0].splitlines()
    except OSError as error:
        raise MissingError(f"cannot read {path}: {error.strerror}", "name a file of JSON lines") from error
    items = [_item(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not items:
        raise DataError(f"{path} holds no drafts", _LINE)
    return items


def _item(line: str, where: str) -> Item:
    try:
        values: dict[str, Any] = json.loads(line)
        id, draft, text, document = (values.get(key) or "" for key in ("id", "draft", "text", "document"))
        facts, traps = (tuple(values.get(key) or ()) for key in ("facts", "traps"))
        if not all(isinstance(value, str) for value in (id, draft, text, document, *facts, *traps)):
            raise TypeError
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise DataError(f"{where} is no test item", _LINE) from error
    if not draft.strip():
        raise DataError(f"{where} has no draft", _LINE)
    return Item(id or where, draft, text, document, facts, traps)


class Passages:
    """Finds out which of some items stand in a document."""

    def __init__(self, items: Sequence[Item]):
        self._names: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)  # by what tells most
        self._holders: dict[tuple[str, ...], list[int]] = defaultdict(list)  # which items have a run of words
        self._sizes: list[int] = []
        for number, item in enumerate(items):
            if name := _name(item.document):
                self._names[name[0]].append((name, number))
            runs = set(_runs(item.text))
            for run in runs:
                self._holders[run].append(number)
            self._sizes.append(len(runs))
        self._lengths = sorted({len(run) for run in self._holders})

    def held_in(self, name: str, text: str) -> set[int]:
        """The places of the items that stand in a document of that name and text."""
        parts = _name(name) or ("",)
        named = {number for other, number in self._names.get(parts[0], ()) if _agree(parts, other)}
        return named | self._in_words(text)

    def _in_words(self, text: str) -> set[int]:
        words = _WORD.findall(text.casefold())
        found: set[tuple[str, ...]] = set()
        for length in self._lengths:
            found.update(self._holders.keys() & {tuple(words[i : i + length]) for i in range(len(words) - length + 1)})
        hits = Counter(number for run in found for number in self._holders[run])
        return {number for number, count in hits.items() if count >= _LEAST_SHARE * self._sizes[number]}


def _runs(text: str) -> list[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    if len(words) < _FEWEST:
        return []
    length = min(_RUN, len(words))
    return [tuple(words[i : i + length]) for i in range(len(words) - length + 1)]


def _name(path: str) -> tuple[str, ...]:
    """ "blog/2015/Post.md" -> ("post", "2015", "blog"): what tells most comes first."""
    parts = PurePosixPath(path.replace("\\", "/").casefold()).parts
    return (PurePosixPath(parts[-1]).stem, *reversed(parts[:-1])) if parts else ()


def _agree(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """As far as both say where they are: the one may be given from a folder further up."""
    return all(x == y for x, y in zip(a, b, strict=False))


class Holdout:
    """Where each document goes, in a corpus that is learnt: `side` is "learn", "test" or "judge"."""

    def __init__(self, paths: Sequence[Path | str]):
        self.files = [str(Path(path).name) for path in paths]
        self._passages = Passages([item for path in paths for item in read_items(path)])

    def side(self, name: str, text: str) -> str:
        """The share of the judges depends on nothing but the texts, so it stays when other documents come or go."""
        if self._passages.held_in(name, text):
            return "test"
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, salt=b"judges").digest()
        return "judge" if int.from_bytes(digest) < JUDGE_SHARE * 2**64 else "learn"
