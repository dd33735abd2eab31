"""Where a text may be worded another way: every place of a phrase in the phrasebook, with what may stand there in its stead.

    wordings("However, I purchased it.", book)  ->  "However," -> "But",  "purchased" -> "bought"

Only what is free is offered: no names, nothing quoted, linked or emphasised (passage.py). Which wording suits the writer, and which
reads well beside its neighbours, is for language models to say. Tests: tests/style/test_wordings.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from vibejam.style.habits.chance import is_ordinary
from vibejam.style.inflect import article
from vibejam.style.passage import Passage
from vibejam.style.phrasebook import START, Words

_MARK = re.compile(r"[,;]")
_SPACE = re.compile(r"[ \t]*\n?[ \t]*")


class Wording(NamedTuple):
    """`text[start:end]` may be `new`; `sentence` is where the sentence that holds it starts and ends."""

    start: int
    end: int
    new: str
    sentence: tuple[int, int]


class _Token(NamedTuple):
    """A word or a mark, `text[start:end]`."""

    start: int
    end: int
    lower: str


def wordings(text: str, book: Mapping[Words, tuple[Words, ...]]) -> list[Wording]:
    """All that `book` offers for a text, in the order of the text; many overlap."""
    passage = Passage(text)
    tokens = list(_tokens(passage))
    apostrophe = "’" if "’" in text else "'"
    longest = max(map(len, book), default=0)
    found: list[Wording] = []
    for first in range(len(tokens)):
        phrase: tuple[str, ...] = ()
        for last in range(first, min(len(tokens), first + longest)):
            if last > first and not _touch(text, tokens[last - 1], tokens[last]):
                break
            phrase = (*phrase, tokens[last].lower)
            opens = tokens[first].start in passage.starts
            for key, instead in (
                (phrase, book.get(phrase, ())),
                ((START, *phrase), book.get((START, *phrase), ()) if opens else ()),
            ):
                for words in instead:
                    start, end = tokens[first].start, tokens[last].end
                    if is_ordinary(passage, start, end):
                        new = [word.replace("'", apostrophe) for word in words if word != START]
                        found += _placed(passage, start, end, new, opens, key[0] == START)
    return found


def _tokens(passage: Passage) -> Iterator[_Token]:
    at = 0
    for word in passage.words:
        yield from (_Token(m.start(), m.end(), m[0]) for m in _MARK.finditer(passage.text, at, word.start))
        yield _Token(*word)
        at = word.end
    yield from (_Token(m.start(), m.end(), m[0]) for m in _MARK.finditer(passage.text, at))


def _touch(text: str, one: _Token, other: _Token) -> bool:
    """Whether nothing but a space is between words, and nothing at all before a mark."""
    gap = text[one.end : other.start]
    return not gap if _MARK.fullmatch(other.lower) else bool(gap) and _SPACE.fullmatch(gap) is not None


def _placed(passage: Passage, start: int, end: int, words: list[str], opens: bool, was_opener: bool) -> Iterator[Wording]:
    """The wording as it has to be written there; none where leaving out would leave nothing."""
    text, sentence = passage.text, passage.sentence_at(start)
    if not words:
        if opens:  # what follows becomes the beginning
            follows = re.compile(r"\s+(?=[^\W\d_])").match(text, end)
            if follows and follows.end() < sentence[1]:
                yield Wording(start, follows.end() + 1, text[follows.end()].upper(), sentence)
        elif text[start - 1 : start] == " ":
            yield Wording(start - 1, end, "", sentence)
        return
    new = re.sub(r" (?=[,;])", "", " ".join(words))
    new = re.sub(r"\bi(?=\b(?!-))", "I", new)
    if opens:
        new = new[0].upper() + new[1:]
    before = re.search(r"\b(an?) \Z", text[max(0, start - 4) : start], re.IGNORECASE)
    if before and before[1].lower() != article(new):
        return  # the phrase together with its article is another one
    if was_opener and new.endswith(",") and text[end : end + 1] in ("", ".", "!", "?", ","):
        return
    if _MARK.match(new) and not _MARK.match(text, start):  # a mark stands close to what is before it
        if text[start - 1 : start] != " ":
            return
        start -= 1
    elif _MARK.match(text, start) and not _MARK.match(new):
        new = f" {new}"
    yield Wording(start, end, new, sentence)
