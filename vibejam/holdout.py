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
        raise DataError(f"{path} holds no drafts", 'each line is an object: {"draft": "...", "text": "...", "document": "..."}')
    return items


def _item(line: str, where: str) -> Item:
    try:
        values: dict[str, Any] = json.loads(line)
        texts = {key: values.get(key) or "" for key in ("id", "draft", "text", "document")}
        lists = {key: tuple(values.get(key) or ()) for key in ("facts", "traps")}
        if not all(isinstance(value, str) for values in (texts.values(), *lists.values()) for value in values):
            raise TypeError
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise DataError(f"{where} is no test item", 'a line is {"draft": "...", "text": "...", "document": "..."}') from error
    if not texts["draft"].strip():
        raise DataError(f"{where} has no draft", 'a line is {"draft": "...", "text": "...", "document": "..."}')
    return Item(**{**texts, "id": texts["id"] or where}, **lists)


class Passages:
    """Finds out whether a document holds one of some passages."""

    def __init__(self, items: Sequence[Item]):
        self._names = {_name(item.document) for item in items if item.document}
        self._holders: dict[tuple[str, ...], list[int]] = defaultdict(list)  # which passages have a run of words
        self._sizes: list[int] = []
        for text in {item.text for item in items if item.text}:
            runs = set(_runs(text))
            for run in runs:
                self._holders[run].append(len(self._sizes))
            self._sizes.append(len(runs))
        self._lengths = sorted({len(run) for run in self._holders})

    def are_in(self, name: str, text: str) -> bool:
        """Whether a document of that name and text holds one."""
        return any(_agree(_name(name), other) for other in self._names) or self._are_in_words(text)

    def _are_in_words(self, text: str) -> bool:
        words = _WORD.findall(text.casefold())
        found: set[tuple[str, ...]] = set()
        for length in self._lengths:
            found.update(self._holders.keys() & {tuple(words[i : i + length]) for i in range(len(words) - length + 1)})
        hits = Counter(passage for run in found for passage in self._holders[run])
        return any(count >= _LEAST_SHARE * self._sizes[passage] for passage, count in hits.items())


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
    return bool(a and b) and all(x == y for x, y in zip(a, b, strict=False))


class Holdout:
    """Where each document goes, in a corpus that is learnt: `side` is "learn", "test" or "judge"."""

    def __init__(self, paths: Sequence[Path | str]):
        self.files = [str(Path(path).name) for path in paths]
        self._passages = Passages([item for path in paths for item in read_items(path)])

    def side(self, name: str, text: str) -> str:
        """The share of the judges depends on nothing but the texts, so it stays when other documents come or go."""
        if self._passages.are_in(name, text):
            return "test"
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, salt=b"judges").digest()
        return "judge" if int.from_bytes(digest) < JUDGE_SHARE * 2**64 else "learn"
