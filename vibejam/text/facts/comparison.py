"""Comparisons in English: what is more than what, by how much, and what is the most.

"My bread is not as good as hers" and "her bread is better than mine" say the same; each is read as an axis of opposites.py (or the
word itself), a direction, and what stands on either side. Two comparisons on one axis agree when both direction and sides are
kept, or both exchanged. Words of comparisons that agree are taken out, so that the other rules need not know. Degrees
("slightly", "much") and superlatives ("the longest", "one of the longest") are compared too. Tests: tests/text/facts/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from vibejam.text.facts.align import Segment
from vibejam.text.facts.finding import Finding, changed
from vibejam.text.facts.lexicon import IRREGULAR_COMPARATIVES, places, positive
from vibejam.text.facts.passage import Word, stem
from vibejam.text.facts.units import ONES, UNIT

_PERSON = {"me": "i", "mine": "i", "my": "i", "him": "he", "his": "he", "her": "she", "hers": "she", "us": "we", "our": "we", "ours": "we",
           "them": "they", "their": "they", "theirs": "they", "your": "you", "yours": "you"} | {p: p for p in "i he she it we they you".split()}  # fmt: skip
_NO_COMPARATIVES = frozenset(
    "other rather never ever over under after number matter together whether either neither another however former latter offer per".split()
)
_BACK = 9  # words between the comparative and "than"
_MOST = 40  # comparisons of a text that are looked at
_SIDE = 7  # words looked at on either side


class Comparison(NamedTuple):
    directions: frozenset[
        tuple[object, int]
    ]  # axis or stem, and 1 where the left side is more of its first pole, -1 less, 0 as much
    left: frozenset[str]
    right: frozenset[str]
    words: tuple[Word, ...]  # that say the comparison itself
    said: str


def comparisons(segment: Segment) -> list[Comparison]:
    found = []
    for number, word in enumerate(segment):
        if word.word == "than":
            found += _than(segment, number)
        elif word.word in ("as", "so") and number + 1 < len(segment):
            found += _as(segment, number)
        elif word.word == "same":
            found += _same(segment, number)
    return found


def _than(segment: Segment, number: int) -> list[Comparison]:
    for place in range(number - 1, max(-1, number - _BACK), -1):
        word = segment[place]
        if word.sentence != segment[number].sentence or word.word in ("rather", "other"):
            return []
        if word.word in ("more", "less", "fewer"):
            sign = 1 if word.word == "more" else -1
            about = segment[place + 1] if place + 1 < number else None
            said = (word, *([about] if about else []), segment[number])
            found = _comparison(segment, place, number, about.word if about else "", sign, said)
            of_things = about is not None and about.word.endswith("s")  # "fewer complaints": less of them
            return [found._replace(directions=found.directions | {("", sign)}) if of_things else found]
        if _is_comparative(word.word):
            return [_comparison(segment, place, number, positive(word.word), 1, (word, segment[number]))]
    return []


def _as(segment: Segment, number: int) -> list[Comparison]:
    """ "(Not) as good as", "not so long a day as"."""
    after = range(number + 2, min(number + 6, len(segment)))
    second = next((i for i in after if segment[i].word == "as" and segment[i].sentence == segment[number].sentence), None)
    if second is None:
        return []
    denials = [
        w
        for w in segment[max(0, number - 5) : number]
        if w.word in ("not", "never", "nowhere") and w.clause == segment[number].clause
    ]
    amount = segment[number + 1].word in ("much", "many")
    bound = second + 1 < len(segment) and (segment[second + 1].word in _BOUNDED or segment[second + 1].text[0].isdigit())
    if not denials and (segment[number].word == "so" or (segment[number + 1].word in _CONJUNCTIONS and (bound or not amount))):
        return []
    said = (*denials[-1:], segment[number], segment[number + 1], segment[second])
    about = "" if segment[number + 1].word in ("much", "many") else segment[number + 1].word
    return [_comparison(segment, number, second, about, -1 if denials else 0, said)]


def _same(segment: Segment, number: int) -> list[Comparison]:
    """ "The same room as", as much of it; "the same amount as", as much."""
    after = range(number + 1, min(number + 13, len(segment)))
    second = next((i for i in after if segment[i].word == "as" and segment[i].sentence == segment[number].sentence), None)
    if second is None:
        return []
    about = segment[number + 1].word if second > number + 1 else ""
    return [_comparison(segment, number, second, "" if about in _AMOUNTS else about, 0, (segment[number], segment[second]))]


_BOUNDED = frozenset("i you he she it we they anyone possible ever can could before usual".split()) | ONES.keys()
_AMOUNTS = frozenset("amount number quantity sum price".split())
_CONJUNCTIONS = frozenset("long soon well far much many if though".split())  # "as long as"


def _comparison(segment: Segment, start: int, end: int, word: str, sign: int, said: tuple[Word, ...]) -> Comparison:
    sentence = segment[end].sentence
    before = [w for w in segment[max(0, start - _SIDE) : start] if w.sentence == sentence and w not in said]
    clause = [w for w in before if w.clause == segment[start].clause]
    if any(w.word in ("which", "who") for w in clause):
        before = [w for w in before if w.is_content and w.clause < segment[start].clause][-1:]
    elif _things(clause):
        before = clause
    before += [w for w in segment[start + 1 : end] if w not in said]  # "closer to the sea than to the hills"
    after = [w for w in segment[end + 1 : end + 1 + _SIDE] if w.clause == segment[end].clause or w.word == "i"]
    after = after[: next((i for i, w in enumerate(after) if i and w.word in ("and", "but", "when", "while")), len(after))]
    left, right = _things(before), _things(after)
    if any(w.word in _POSSESSIVES for w in after[:1]):  # "his hand is worse than mine"
        left |= {_PERSON[w.word] for w in before if w.word in _OWNERS}
    sides = places(word)
    directions = frozenset((axis, sign * (1 if side == 0 else -1)) for axis, side in sides) | {(stem(word), sign)}
    return Comparison(directions, left - right, right - left, said, " ".join(w.text for w in said))


def _things(words: Segment) -> frozenset[str]:
    found = set()
    for word, following in zip_longest(words, words[1:]):
        owner = word.word in _OWNERS and following is not None and following.is_content  # "my" of "my sister"
        letter = len(word.text) == 1 and word.text.isupper()
        if word.word in ONES or (word.word in UNIT and not letter) or owner:
            continue
        if letter or word.is_content or word.word in _PERSON or word.word in _ORDINAL:
            found.add(_PERSON.get(word.word, word.stem))
    return frozenset(found)


_POSSESSIVES = frozenset("mine yours his hers ours theirs".split())
_OWNERS = frozenset("my your his her our their".split())


_ORDINAL = frozenset("first second third other last this that one".split())


def _is_comparative(word: str) -> bool:
    return word in IRREGULAR_COMPARATIVES or (word.endswith("er") and len(word) > 4 and word not in _NO_COMPARATIVES)


def _relation(one: Comparison, other: Comparison) -> int:
    """1 where both say the same, -1 where they contradict each other, 0 where they are about different things."""
    signs = {
        sign * other_sign or (1 if sign == other_sign else -1)
        for axis, sign in one.directions
        for there, other_sign in other.directions
        if axis == there
    }
    if not signs:
        return 0
    straight = len(one.left & other.left) + len(one.right & other.right)
    crossed = len(one.left & other.right) + len(one.right & other.left)
    if straight == crossed == 0:
        if not (one.left | one.right) <= _THIRD and not (other.left | other.right) <= _THIRD:
            return 0
        straight = 1  # "she is older than him": nothing says that they were exchanged
    same = max(signs) > 0
    if one.left & other.right and one.right & other.left and not one.right & other.right:
        return -1 if same else 1
    return 1 if straight == crossed or same == (straight > crossed) else -1


_THIRD = frozenset("he she they it".split())


def settled(draft: Segment, rewrite: Segment) -> tuple[Segment, Segment]:
    """Both without the words of comparisons that say the same with other words."""
    gone: set[int] = set()
    theirs = comparisons(rewrite)[:_MOST]
    for one in comparisons(draft)[:_MOST]:
        for other in theirs:
            if {w.word for w in one.words} != {w.word for w in other.words} and _relation(one, other) > 0:
                gone |= {id(word) for word in one.words + other.words}
    return [w for w in draft if id(w) not in gone], [w for w in rewrite if id(w) not in gone]


def comparison(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    ours, theirs = comparisons(draft)[:_MOST], comparisons(rewrite)[:_MOST]
    for one in ours:
        turned = next((o for o in theirs if _stems(one) & o.right and _stems(o) & one.right), None)  # "more exact than elegant"
        if turned:
            yield changed("comparison", one.said, turned.said)
        relations = {_relation(one, other): other for other in theirs}
        if -1 in relations and 1 not in relations:
            yield changed("comparison", one.said, relations[-1].said)
    text, other = (" ".join(word.word for word in segment) for segment in (draft, rewrite))
    yield from _degrees(text, other)
    yield from _superlatives(text, other)


def preferred(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """ "Walk rather than ride" for "ride rather than walk": what is chosen and what is not."""
    for chosen, left in _choices(draft):
        for chosen_there, left_there in _choices(rewrite):
            if chosen & left_there and left & chosen_there and not (chosen & chosen_there or left & left_there):
                yield changed(
                    "comparison", f"{min(chosen)} rather than {min(left)}", f"{min(chosen_there)} rather than {min(left_there)}"
                )
                return


def _choices(segment: Segment) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """ "A rather than B", "A instead of B", "rather A than B", "prefer A to B"."""
    for number, word in enumerate(segment[:-1]):
        after = segment[number + 1].word
        here = [w for w in segment[number + 1 : number + 10] if w.sentence == word.sentence]
        if (word.word, after) in (("rather", "than"), ("instead", "of")):
            before = [w for w in segment[max(0, number - _SIDE) : number] if w.clause == word.clause]
            yield _parted(before, here[1:])
        elif word.word == "rather" or word.stem == "prefer":
            place = next((i for i, w in enumerate(here) if w.word == ("than" if word.word == "rather" else "to")), 0)
            if place:
                yield _parted(here[:place], here[place + 1 :])


def _parted(chosen: Segment, left: Segment) -> tuple[frozenset[str], frozenset[str]]:
    one, other = (frozenset(w.stem for w in words if w.is_content) for words in (chosen, left))
    return one - other, other - one


def _stems(comparison: Comparison) -> set[object]:
    return {axis for axis, _ in comparison.directions if isinstance(axis, str)}


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{words})(?!\S)")


# Degrees of change; those in the second half are degrees only before a comparative.
_MORE = r"(?= (?:\S{2,}er|more|less|worse|better|fewer)(?!\S))"
_SLIGHT = _pattern(
    rf"slightly|marginally|fractionally|moderately|modestly|minimally|(?:a little|a bit|a touch|a shade|a tad|a fraction|a trifle|somewhat){_MORE}"
)
_GREAT = _pattern(
    r"considerably|significantly|substantially|greatly|vastly|hugely|massively|enormously|immensely|dramatically|sharply|steeply|by a long way|"
    rf"by far|infinitely|drastically|tremendously|(?:much|far|a lot|lots|way|a great deal|a good deal|heaps){_MORE}"
)


def _degrees(text: str, other: str) -> Iterator[Finding]:
    """ "Slightly" for "a lot" and the reverse."""
    for small, great in ((_SLIGHT, _GREAT), (_GREAT, _SLIGHT)):
        before, after = small.search(text), great.search(other)
        if before and after and not small.search(other) and not great.search(text):
            yield changed("comparison", before[0], after[0])


_SUPERLATIVE = re.compile(r"(?<!\S)(one of |among |amongst |some of |(?:second|third|next|fourth|joint)[ -])?(?:the |his |her |my |our |their |your |its )?(?:very )?"
                          r"(second |third |next |fourth |joint )?(?:(?:\S+ly )?(most|least) (\w{4,})|(\w{3,}est|best|worst))(?!\S)")  # fmt: skip
_NO_SUPERLATIVES = frozenset(
    "interest request forest guest honest harvest west test rest modest contest protest arrest invest suggest quest chest nest crest digest".split()
)


def _superlatives(text: str, theirs_text: str) -> Iterator[Finding]:
    """ "The longest" for "one of the longest" or "the second longest"."""
    ours, theirs = _ranks(text), _ranks(theirs_text)
    for word in ours.keys() & theirs.keys():
        if ours[word] != theirs[word]:
            yield changed("comparison", f"{ours[word]} {word}".strip(), f"{theirs[word]} {word}".strip())
    for one, other in ((text, ours), (theirs_text, theirs)) if not ours.keys() & theirs.keys() else ():
        there = set((theirs_text if other is ours else text).split())
        for word in other:
            bare = positive(word)
            if word.endswith("est") and bare in there - set(one.split()) and not {f"{bare}er", f"{bare}r"} & there:
                yield changed("comparison", word, bare) if other is ours else changed("comparison", bare, word)
                return


def _ranks(text: str) -> dict[str, str]:
    found = {}
    for match in _SUPERLATIVE.finditer(text):
        word = f"{match[3]} {match[4]}" if match[3] else match[5]
        if word not in _NO_SUPERLATIVES and not word.startswith("most of"):
            rank = (match[1] or match[2] or "").strip()
            found[word] = "one of" if rank in ("among", "amongst", "some of") else rank
    return found
