"""Who did what to whom, and what came before what, in English: told where neighbouring words tell it.

"Anna paid Ben" is Anna-pay-Ben, and so is "Ben was paid by Anna". A word between two others in one clause is read as a verb
whatever it is; only the same three words with the outer two exchanged are a finding. In the same way "before", "because", "from",
"than" are compared by what follows them, and amounts by what stands around them. Tests: tests/text/facts/.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from vibejam.text.facts.align import Segment
from vibejam.text.facts.finding import Finding, changed
from vibejam.text.facts.passage import Word
from vibejam.text.facts.opposed import are_opposed
from vibejam.text.facts.words import NO_NAMES, TITLES

_PERSON = {"me": "i", "him": "he", "her": "she", "us": "we", "them": "they", "thee": "you", "thou": "you", "ye": "you",
           "i": "i", "he": "he", "she": "she", "we": "we", "they": "they", "you": "you"}  # fmt: skip
_BE = frozenset(["am", "is", "are", "was", "were", "be", "been", "being", "got", "get", "gets"])
_SKIPPED = (
    frozenset(
        [
            "a",
            "an",
            "the",
            "this",
            "that",
            "these",
            "those",
            "my",
            "your",
            "his",
            "its",
            "our",
            "their",
            "some",
            "any",
            "has",
            "have",
            "had",
            "do",
            "does",
            "did",
            "will",
            "would",
            "shall",
            "should",
            "may",
            "might",
            "can",
            "could",
            "must",
            "not",
            "never",
            "also",
            "just",
            "then",
            "still",
            "already",
            "ever",
            "always",
            "very",
            "too",
            "so",
            "to",
            "really",
            "all",
            "both",
        ]
    )
    | _BE
)
_REACH = 5
# Words that are compared by what follows them, and those that say the reverse.
_RELATIONS = frozenset(["before", "after", "because", "from", "to", "if", "than", "until", "unless", "then"])
_REVERSED = {"before": "after", "after": "before", "from": "to", "to": "from", "until": "from after since"}
_CLAUSAL = frozenset(["before", "after", "because", "if", "than", "unless", "until", "then"])


def roles(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """Exchanged persons and things."""
    ours, theirs = _triples(draft), _triples(rewrite)
    for before, verb, after in ours:
        if (after, verb, before) in theirs and (before, verb, after) not in theirs and (after, verb, before) not in ours:
            yield changed("role", f"{before} … {verb} … {after}", f"{after} … {verb} … {before}")
            return
    yield from _subjects(draft, rewrite)


def _triples(segment: Segment) -> set[tuple[str, str, str]]:
    """Who, does, whom: in the active voice."""
    found = set()
    for number, word in enumerate(segment):
        if not word.is_content or len(word.word) == 1:
            continue
        left, right = _nominal(segment, number, -1), _nominal(segment, number, 1)
        passive = any(
            w.word in _BE and w.clause == word.clause for w in segment[max(0, number - 3) : number]
        ) and word.word.endswith(("ed", "n", "d", "t"))
        by = any(w.word == "by" for w in segment[number + 1 : number + 4])
        if passive and by and left and right:
            found.add((right, word.stem, left))
        elif left and right and not by:
            found.add((left, word.stem, right))
    return found


def _nominal(segment: Segment, number: int, step: int) -> str:
    """The next noun or person in the clause, over articles and auxiliaries; a preposition other than "by" and "than" is in the way."""
    word = segment[number]
    place = number + step
    while 0 <= place < len(segment) and abs(place - number) <= _REACH and segment[place].clause == word.clause:
        other = segment[place]
        if other.word in _PERSON:
            return _PERSON[other.word]
        if other.is_content and not other.word.endswith("ly"):
            return other.stem
        if other.word not in _SKIPPED and other.word not in ("by", "than"):
            return ""
        place += step
    return ""


def _subjects(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """ "I lent it", "he lent it": the person right before a verb, where both texts have both persons."""
    ours, theirs = _persons(draft), _persons(rewrite)
    for verb in ours.keys() & theirs.keys():
        mine, others = ours[verb], theirs[verb]
        if len(mine) == len(others) == 1 and mine != others:
            (one,), (other,) = mine, others
            if {one, other} <= set(_said(draft)) & set(_said(rewrite)) or {one, other} == {"he", "she"}:
                yield changed("role", f"{one} … {verb}", f"{other} … {verb}")
                return


def _said(segment: Segment) -> Iterator[str]:
    for word in segment:
        if word.word in _PERSON:
            yield _PERSON[word.word]


def _persons(segment: Segment) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for number, word in enumerate(segment):
        if word.word in ("i", "he", "she", "we", "they"):
            following = (
                w
                for w in segment[number + 1 : number + 5]
                if w.clause == word.clause and w.word not in _SKIPPED and not w.word.endswith("ly")
            )
            verb = next(following, None)
            passive = any(w.word in _BE for w in segment[number + 1 : number + 4])
            if verb is not None and verb.is_content and not passive:
                found[verb.stem].add(word.word)
    return found


# --- Persons ------------------------------------------------------------------------------------------------------------------

_PERSONS = {
    "I": "i me my mine myself", "you": "you your yours yourself yourselves thou thee thy thine ye", "he": "he him his himself",
    "she": "she her hers herself",
}  # fmt: skip
_WHO = {word: person for person, words in _PERSONS.items() for word in words.split()}


def persons(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """He for she, I for he: one person goes and another comes."""
    ours, theirs = _those(draft), _those(rewrite)
    gone, new = ours.keys() - theirs.keys(), theirs.keys() - ours.keys()
    if gone and new:
        one, other = sorted(gone)[0], sorted(new)[0]
        yield changed("person", ours[one], theirs[other])


def _those(segment: Segment) -> dict[str, str]:
    return {_WHO[word.word]: word.text for word in segment if word.word in _WHO}


# --- Order and relation -------------------------------------------------------------------------------------------------------


def relations(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """What follows "before", "because", "from", "than": not its reverse, and not what the draft has on the other side of it."""
    ours, theirs = _bound(draft), _bound(rewrite)
    stems, stems_there = {word.stem for word in draft}, {word.stem for word in rewrite}
    for relation, before in ours.items():
        for reverse in _REVERSED.get(relation, "").split():
            both = before & theirs.get(reverse, set())
            if both and not both & (theirs.get(relation, set()) | ours.get(reverse, set())):
                yield changed("order", f"{relation} {min(both)}", f"{reverse} {min(both)}")
                return
    for relation in _CLAUSAL & ours.keys() & theirs.keys():
        before, after = ours[relation], theirs[relation]
        if before and after and not before & after and before & stems_there and after & stems and not _opposed(draft, rewrite):
            yield changed("order", f"{relation} {min(before)}", f"{relation} {min(after)}")
            return


def _opposed(draft: Segment, rewrite: Segment) -> bool:
    """ "Louder than the old" is "quieter than the new", "wash before cooking" is "cook after washing"."""
    return are_opposed(draft, rewrite)


def _bound(segment: Segment) -> dict[str, set[str]]:
    """Relation -> the next words of content after it, two at most and in its clause."""
    found: dict[str, set[str]] = defaultdict(set)
    for number, word in enumerate(segment):
        if word.word not in _RELATIONS:
            continue
        following = [w for w in segment[number + 1 : number + 7] if w.clause == word.clause]
        if word.word == "then":  # "then sign it", not "then Omar wept"
            following = [w for w in following[:1] if w.is_content and w.text.islower()]
        content = [w.stem for w in following if w.is_content or w.word.isdigit()] or ([following[0].stem] if following else [])
        found[word.word].update(content[: 2 if word.word in _CLAUSAL - {"than", "then"} else 1])
    return found


def exchanged(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """Two numbers or two names that each stand among the other's words."""
    for items in (_numbers, _capitals):
        ours, theirs = _around(draft, items(draft)), _around(rewrite, items(rewrite))
        both = sorted(ours.keys() & theirs.keys())[:40]
        for i, one in enumerate(both):
            for other in both[i + 1 :]:
                common = ours[one] & ours[other] | theirs[one] & theirs[other]
                straight = len((ours[one] & theirs[one]) - common) + len((ours[other] & theirs[other]) - common)
                crossed = len((ours[one] & theirs[other]) - common) + len((ours[other] & theirs[one]) - common)
                if crossed > straight + 2 or (crossed > straight == 0 and _have_one_noun(draft, one, other)):
                    yield changed("role", f"{one} … {other}", f"{other} … {one}")
                    return


def _have_one_noun(segment: Segment, one: str, other: str) -> bool:
    """ "Room 214" and "room 216"."""
    before = {after.word: word.word for word, after in pairwise(segment) if after.word in (one, other)}
    return one.isdigit() and before.get(one, one) == before.get(other, other)


def _numbers(segment: Segment) -> list[int]:
    return [i for i, word in enumerate(segment) if word.text[0].isdigit()]


def _capitals(segment: Segment) -> list[int]:
    return [
        i
        for i, word in enumerate(segment)
        if word.text[0].isupper() and word.is_content and word.word not in TITLES | NO_NAMES and len(word.word) > 1
    ]


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
        found[word.word] = {w.stem for w in near}
    return {word: near for word, near in found.items() if counted[word] == 1}
