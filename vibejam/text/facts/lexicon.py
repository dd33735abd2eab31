"""How the words of opposites.txt are looked up: which side of which axis a word is on, and phrases as one word.

Tests: tests/text/facts/.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

from vibejam.text.facts.align import Segment
from vibejam.text.facts.opposites import axes
from vibejam.text.facts.passage import Word, stem

Place = tuple[int, int]  # number of the axis, number of the side
_PREFIX = re.compile(r"(?:un|in|im|ir|il|dis|non|mis)(?=[^\W\d_]{4})")
_PARTICLES = frozenset("on off up down out away back over".split())
_GAP = 4  # words between a verb and its particle


IRREGULAR_COMPARATIVES = {"better": "good", "best": "good", "worse": "bad", "worst": "bad", "further": "far", "farther": "far", "elder": "old", "eldest": "old",
              "sooner": "soon", "later": "late", "latest": "late", "least": "little"}  # fmt: skip


def positive(word: str) -> str:
    """ "Longer", "longest" -> "long"; what is no form of comparison stays."""
    if word in IRREGULAR_COMPARATIVES:
        return IRREGULAR_COMPARATIVES[word]
    for suffix in ("est", "er"):
        if word.endswith(suffix) and len(word) > len(suffix) + 2:
            bare = word.removesuffix(suffix)
            if bare.endswith("i"):
                return bare[:-1] + "y"
            return bare[:-1] if bare[-1] == bare[-2] and bare[-1] not in "ls" else bare
    return word


@cache
def _axes() -> dict[str, tuple[Place, ...]]:
    """Word (and its stem, in brackets, unless an "=" asks for the word itself) -> its places."""
    table: dict[str, list[Place]] = {}
    for axis, sides in enumerate(axes()):
        for side, words in enumerate(sides):
            for word in words:
                table.setdefault(word.lstrip("="), []).append((axis, side))
                if not word.startswith("="):
                    table.setdefault(f"[{stem(word)}]", []).append((axis, side))
    return {word: tuple(dict.fromkeys(places)) for word, places in table.items()}


def is_on_axis(word: str) -> bool:
    return word in _axes()


@lru_cache(1 << 16)
def places(word: str) -> tuple[Place, ...]:
    found = {*_axes().get(word, ()), *_axes().get(f"[{stem(word)}]", ())}
    if word.endswith(("er", "est")):
        bare = positive(word)
        spelt = (bare, bare + "e", bare[:-1] + "ey" if bare.endswith("y") else bare)  # "pricier" of "pricey"
        found |= {place for form in spelt for place in _axes().get(form, ())}
    return tuple(found)


@cache
def width() -> Counter[int]:
    """Sides of each axis."""
    return Counter({axis: len(sides) for axis, sides in enumerate(axes())})


def base(word: str) -> str | None:
    """The stem of a word without its negating prefix, if it can have one."""
    match = _PREFIX.match(word)
    return stem(word[match.end() :]) if match else None


def are_opposite(one: str, other: str) -> bool:
    if any(axis == other_axis and side != other_side for axis, side in places(one) for other_axis, other_side in places(other)):
        return True
    return base(one) == stem(other) or base(other) == stem(one)


@cache
def _phrases() -> dict[str, list[tuple[str, ...]]]:
    """Stem of the first word -> the phrases of several words ("turn_off") that begin with it."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for word in _axes():
        if "_" in word and not word.startswith("["):
            first, *rest = word.split("_")
            table.setdefault(stem(first), []).append((word, *rest))
    return {first: sorted(phrases, key=len, reverse=True) for first, phrases in table.items()}


def with_phrases(segment: Segment) -> Segment:
    """The segment with each phrase as one word: "turn the cache off" has "turn_off" where "turn" was."""
    words: list[Word] = []
    gone: set[int] = set()
    for number, word in enumerate(segment):
        if number in gone:
            continue
        for phrase, *rest in _phrases().get(word.stem, ()):
            found = _continued(segment, number, rest)
            if found and not gone & set(found):
                gone.update(found)
                word = Word(word.text, phrase, phrase, word.clause, word.sentence, word.opens)
                break
        words.append(word)
    return words


def _continued(segment: Segment, number: int, rest: list[str]) -> list[int]:
    """Where the rest of a phrase stands: right after its first word, or its particle a little later in the sentence."""
    reach = _GAP if len(rest) == 1 and rest[0] in _PARTICLES else 1
    place, found = number, []
    for part in rest:
        after = range(place + 1, min(place + 1 + reach, len(segment)))
        sentence = segment[number].sentence
        place = next((i for i in after if segment[i].word == part and segment[i].sentence == sentence), -1)
        if place < 0:
            return []
        found.append(place)
    return found
