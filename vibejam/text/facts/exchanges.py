"""Two numbers, names or things that change places in English: whose each is, what it stands with, what it is in or on.

Both must stand in both texts, and each among the other's words; one that only moves is a rewording. Tests: tests/text/facts/.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from vibejam.text.facts.align import Segment
from vibejam.text.facts.finding import Finding, changed
from vibejam.text.facts.passage import Word
from vibejam.text.facts.units import ONES, ORDINALS
from vibejam.text.facts.words import NO_NAMES, TITLES


def exchanged(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """Two numbers or two names that each stand among the other's words, or with the other's subject."""
    yield from _subjects_of_numbers(draft, rewrite)
    yield from _objects_exchanged(draft, rewrite)
    for beside in (_counted, _placed):
        yield from _places_exchanged(beside(draft), beside(rewrite))
    for items in (_numbers, _capitals, _nouns):
        ours, theirs = _around(draft, items(draft)), _around(rewrite, items(rewrite))
        both = sorted(ours.keys() & theirs.keys())[:40]
        for i, one in enumerate(both):
            for other in both[i + 1 :]:
                common = ours[one] & ours[other] | theirs[one] & theirs[other]
                straight = len((ours[one] & theirs[one]) - common) + len((ours[other] & theirs[other]) - common)
                ways = [(ours[one] & theirs[other]) - common, (ours[other] & theirs[one]) - common]
                crossed = sum(map(len, ways)) if all(ways) or _have_one_noun(draft, one, other) else 0
                alone = items is _nouns or _have_one_noun(draft, one, other)
                if crossed > straight + 2 or (crossed > straight == 0 and alone):
                    yield changed("role", f"{one} … {other}", f"{other} … {one}")
                    return


def _subjects_of_numbers(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """ "The fever came on the second day and the rash on the fourth": whose each number is."""
    ours, theirs = _owners(draft), _owners(rewrite)
    both = sorted(ours.keys() & theirs.keys())[:40]
    for one, other in pairwise(both):
        if ours[one] == theirs[other] != ours[other] == theirs[one]:
            yield changed("role", f"{ours[one]} … {one}", f"{theirs[one]} … {one}")
            return


def _places_exchanged(ours: dict[str, str], theirs: dict[str, str]) -> Iterator[Finding]:
    """Two things of which each has what the other had."""
    for one, other in pairwise(sorted(ours.keys() & theirs.keys())[:40]):
        if ours[one] == theirs[other] != ours[other] == theirs[one]:
            yield changed("role", f"{ours[one]} {one}, {ours[other]} {other}", f"{theirs[one]} {one}, {theirs[other]} {other}")
            return


def _counted(segment: Segment) -> dict[str, str]:
    """Of "two cats and three hens": thing -> number; things that occur twice are left out."""
    places = _numbers(segment)
    return _once((segment[i + 1].stem, segment[i].word) for i in places if i + 1 < len(segment) and segment[i + 1].is_content)


def _placed(segment: Segment) -> dict[str, str]:
    """Of "behind the bank and opposite the church": thing -> preposition."""
    return _once(
        (thing.stem, word.word)
        for number, word in enumerate(segment)
        if word.word in _PREPOSITIONS
        for thing in [next((w for w in segment[number + 1 : number + 4] if w.word not in _ARTICLES), word)]
        if thing.is_content and thing.clause == word.clause
    )


def _once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Of keys that occur once."""
    found: dict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: values[0] for key, values in found.items() if len(values) == 1}


def _owners(segment: Segment) -> dict[str, str]:
    """Number -> the first word of content of the clause that it is in; "and" parts clauses too."""
    places, found = set(_numbers(segment)), {}
    subject, clause = "", -1
    for number, word in enumerate(segment):
        if word.clause != clause or word.word in ("and", "but", "while", "whereas"):
            subject, clause = "", word.clause
        if number in places:
            if subject:
                found[word.word] = "" if word.word in found else subject
        elif not subject and word.is_content:
            subject = word.stem
    return {word: subject for word, subject in found.items() if subject}


_PREPOSITIONS = frozenset(
    "in on at to from by with for into of under near during opposite behind beside above below before after".split()
)


def _objects_exchanged(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """ "Born in Oslo but raised in Bergen": what is at, in, on what."""
    ours, theirs = _governors(draft), _governors(rewrite)
    both = sorted(ours.keys() & theirs.keys())[:40]
    for i, one in enumerate(both):
        for other in both[i + 1 :]:
            if ours[one] == theirs[other] != ours[other] == theirs[one]:
                yield changed("role", f"{ours[one]} … {one}", f"{theirs[one]} … {one}")
                return


def _governors(segment: Segment) -> dict[str, str]:
    """Object of a preposition -> the word of content before the preposition; objects that occur twice are left out."""
    found: dict[str, str] = {}
    for number, word in enumerate(segment):
        if word.word not in _PREPOSITIONS:
            continue
        thing = next((w for w in segment[number + 1 : number + 4] if w.is_content and w.clause == word.clause), None)
        before = next(
            (w for w in reversed(segment[max(0, number - 3) : number]) if w.is_content and w.clause == word.clause), None
        )
        if thing and before:
            found[thing.stem] = "" if thing.stem in found else before.stem
    return {thing: before for thing, before in found.items() if before}


def _have_one_noun(segment: Segment, one: str, other: str) -> bool:
    """ "Room 214" and "room 216"."""
    before = {after.word: word.word for word, after in pairwise(segment) if after.word in (one, other)}
    return one.isdigit() and before.get(one, one) == before.get(other, other)


def _numbers(segment: Segment) -> list[int]:
    return [i for i, word in enumerate(segment) if word.text[0].isdigit() or word.word in ORDINALS or ONES.get(word.word, 0) > 1]


def _capitals(segment: Segment) -> list[int]:
    return [
        i
        for i, word in enumerate(segment)
        if word.text[0].isupper() and word.is_content and word.word not in TITLES | NO_NAMES and len(word.word) > 1
    ]


_ARTICLES = frozenset("the a an my your his her its our their".split())


def _nouns(segment: Segment) -> list[int]:
    """What stands right after an article or a possessive."""
    return [i for i in range(1, len(segment)) if segment[i - 1].word in _ARTICLES and segment[i].is_content]


_PRONOUNS = frozenset("he she it they who which that".split())


def _around(segment: Segment, places: list[int]) -> dict[str, set[str]]:
    """Item -> words of content within a few places, up to the next item of its kind. Items that occur twice are left out."""
    found: dict[str, set[str]] = {}
    counted: dict[str, int] = defaultdict(int)
    for i, place in enumerate(places):
        low = max(place - 5, places[i - 1] + 1 if i else 0)
        high = min(place + 6, places[i + 1] if i + 1 < len(places) else len(segment))
        word = segment[place]
        counted[word.word] += 1
        near: list[Word] = [w for w in segment[low:high] if w is not word and w.is_content and w.clause == word.clause]
        of_pronoun = {id(b) for a, b in pairwise(segment[max(0, low - 1) : high]) if a.word in _PRONOUNS}  # "she moved": who?
        found[word.word] = {w.stem for w in near if id(w) not in of_pronoun}
    return {word: near for word, near in found.items() if counted[word] == 1}
