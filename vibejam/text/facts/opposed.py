"""Opposites in English: a word goes, and its opposite (opposites.py) comes, unless a "not" or the sides of a comparison make up for it.

Tests: tests/text/facts/.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from vibejam.text.facts.align import Segment
from vibejam.text.facts.finding import Finding, changed
from vibejam.text.facts.lexicon import are_opposite, base, is_on_axis, places, width, with_phrases
from vibejam.text.facts.negation import Negation, is_prefixed, negations
from vibejam.text.facts.opposites import CONVERSE
from vibejam.text.facts.passage import Word


def opposites(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """A word goes, and its opposite comes; a "not" before either makes up for it, and so does "than" with the sides exchanged."""
    draft, rewrite = with_phrases(draft), with_phrases(rewrite)
    denials, denials_theirs = negations(draft), negations(rewrite)
    ours, theirs = _sides(draft, denials), _sides(rewrite, denials_theirs)
    raw, raw_theirs = _denied(denials), _denied(denials_theirs)
    exchanged = _than(draft) != _than(rewrite)
    for (axis, side), before in ours.items():
        for (other_axis, other_side), after in theirs.items():
            if axis != other_axis or side == other_side:
                continue
            gone = len(before) - len(theirs.get((axis, side), []))
            new = len(after) - len(ours.get((axis, other_side), []))
            if (
                gone <= 0
                or new <= 0
                or _is_reworded(before[0], after[0], rewrite, draft)
                or _is_reworded(after[0], before[0], draft, rewrite)
                or (before[0].word in raw) != (after[0].word in raw_theirs)
                or before[0].stem == after[0].stem
            ):
                continue
            comparison = exchanged and (before[0].word.endswith("er") or before[0].word in ("more", "less", "better", "worse"))
            converse = before[0].stem in CONVERSE and _subject(draft, before[0]) != _subject(rewrite, after[0])
            if not comparison and not converse:
                yield changed("opposite", before[0].text, after[0].text)
                return
    near = {word.word for n in denials + denials_theirs for word in n.before + n.about}
    yield from _prefixed(draft, rewrite, near)


def _is_reworded(word: Word, opposite: Word, there: Segment, here: Segment) -> bool:
    """Whether the other text says a word of the same side instead, on an axis that the opposite is not on."""
    known, axes = {w.word for w in here}, {axis for axis, _ in places(opposite.word)}
    sides = {(axis, side) for axis, side in places(word.word) if axis not in axes}
    return any(sides & set(places(other.word)) for other in there if other.word not in known and other.stem != word.stem)


def are_opposed(draft: Segment, rewrite: Segment) -> bool:
    """Whether a word of one has its opposite in the other only."""
    ours, theirs = {w.word for w in draft}, {w.word for w in rewrite}
    return any(
        are_opposite(one, other) for one in ours - theirs for other in theirs - ours if is_on_axis(one) and is_on_axis(other)
    )


def _denied(denials: list[Negation]) -> set[str]:
    return {n.about[0].word for n in denials if n.about}


def _sides(segment: Segment, denials: list[Negation]) -> dict[tuple[int, int], list[Word]]:
    """Words by axis and by the side that they say, negation counted in."""
    negated = {id(n.about[0]) for n in denials if n.about and n.word.word not in ("nor", "without", "unless", "lack")}
    negated |= {id(b) for a, b in pairwise(segment) if a.word in ("less", "least")}  # "less expensive"
    doubtful = {id(word) for n in denials for word in n.about[1:2]}  # "not last long", "not a cheap hotel"
    sides: dict[tuple[int, int], list[Word]] = {}
    for word in segment:
        if id(word) in doubtful:
            continue
        for axis, side in places(word.word):
            if id(word) in negated:
                if width()[axis] > 2:
                    continue
                side = 1 - side
            sides.setdefault((axis, side), []).append(word)
    return sides


def _prefixed(draft: Segment, rewrite: Segment, denied: set[str]) -> Iterator[Finding]:
    """ "Accurate" and "inaccurate", when one goes and the other comes."""
    ours, theirs = {w.word: w for w in draft}, {w.word: w for w in rewrite}
    gone = {w.stem: w for word, w in ours.items() if word not in theirs}
    new = {w.stem: w for word, w in theirs.items() if word not in ours}
    for words, others in ((gone, new), (new, gone)):
        for word in words.values():
            opposite = others.get(base(word.word) or "")
            if opposite and is_prefixed(word.word) and not {word.word, opposite.word} & denied:
                before, after = (word, opposite) if words is gone else (opposite, word)
                yield changed("negation", before.text, after.text)


def _than(segment: Segment) -> set[str]:
    """The words right after each "than"."""
    following = [segment[i + 1 : i + 4] for i, word in enumerate(segment) if word.word == "than"]
    return {next((w.stem for w in words if w.word not in ("the", "a", "an", "in", "on", "at")), "") for words in following}


def _subject(segment: Segment, verb: Word) -> str:
    place = next(i for i, word in enumerate(segment) if word is verb)
    clause = [word for word in segment[:place] if word.clause == verb.clause]
    return next((word.stem for word in reversed(clause) if word.is_content or word.word in _SUBJECTS), "")


_SUBJECTS = frozenset(["i", "we", "you", "he", "she", "they", "it"])
