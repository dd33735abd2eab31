"""Phrases that came or went in English: words of content that nothing in the other text answers, and more of them on one side.

A word is answered by a form of itself, a word that begins like it, a synonym (synonyms.py) or a word of the same axis (opposites.py).
What is left is a balance: a rewording leaves about as many words on both sides, an addition or a loss leaves them on one.
Tests: tests/text/facts/.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from vibejam.text.facts.align import Segment
from vibejam.text.facts.finding import Finding, added, lost
from vibejam.text.facts.lexicon import base, places
from vibejam.text.facts.passage import Passage, stem
from vibejam.text.facts.replaced import replaced
from vibejam.text.facts.synonyms import FILLERS, SYNONYMS
from vibejam.text.facts.units import ONES, ORDINALS, SCALES, TENS, UNIT, WEAK
from vibejam.text.facts.words import IRREGULAR, TITLES

_LEAST_BEGINNING = 4  # letters that related words share at their beginning
NUMBERS = frozenset(
    {
        *ONES,
        *TENS,
        *SCALES,
        *ORDINALS,
        *UNIT,
        *WEAK,
        "half",
        "quarter",
        "o'clock",
        "am",
        "pm",
        "noon",
        "midnight",
        "midday",
        "dawn",
    }
)
_FREE = frozenset({*FILLERS, *(stem(word) for word in FILLERS if not word.endswith("ly")), *NUMBERS, *TITLES})
_DAYS = frozenset("""monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november
december jan feb mar apr jun jul aug sept sep oct nov dec christmas easter morning afternoon evening night eve (month)""".split())  # fmt: skip


# Weights of what is unanswered: a noun or an adjective is 1, what looks like a verb is half.
LEAST_RUN = 1.5  # of words in a row, which are a phrase
MOST_ELSEWHERE = 0.5  # on the other side, which a phrase that is new may have displaced
LEAST_PHRASE = 0.5  # share of all words for a phrase that is new, and one that is lost
LEAST_PHRASE_LOST = 0.6
LEAST_CLAUSE = 0.6
LEAST_ALIKE_ELSE = 0.7  # share of all words, then one noun for another is a finding
LEAST_ALIKE = 0.85  # share of all words of the shorter side that stand in the other; then a single word is a finding


def balance(draft: Passage, rewrite: Passage, groups: list[tuple[Segment, Segment]]) -> Iterator[Finding]:
    """A word may be answered anywhere in the other text; counted is by `groups` of sentences that say the same."""
    ours, theirs = unanswered(draft.words, rewrite.words, _FREE), unanswered(rewrite.words, draft.words, _FREE)
    ids = {id(word): word for word in ours + theirs}
    for here, there in groups if ids else []:
        gone, new = ([word for word in side if id(word) in ids] for side in (here, there))
        if gone and new and _alike(here, there) >= LEAST_ALIKE_ELSE:
            yield from replaced(here, there, gone, new)
        if gone or new:
            yield from _unbalanced(here, there, gone, new)


def _unbalanced(draft: Segment, rewrite: Segment, gone: Segment, new: Segment) -> Iterator[Finding]:
    weights = _weights(draft) | _weights(rewrite)

    def weight(words: Segment) -> float:
        return sum(weights[id(word)] for word in words)

    pronouns = max(-0.5, min(0.5, _pronouns(rewrite) - _pronouns(draft)))  # stand for nouns: "the patient" is "he"

    share = _alike(draft, rewrite)
    alike = share >= LEAST_ALIKE
    phrase = max(_runs(rewrite, new), key=weight, default=[])
    if weight(gone) <= MOST_ELSEWHERE and (clause := _appended(draft, rewrite, new)):
        yield added("added", " ".join(word.text for word in clause))
        return
    if not gone and share >= LEAST_CLAUSE and (clause := _in_clause(rewrite, new, weights)):
        yield added("added", " ".join(word.text for word in clause))
    elif (
        weight(gone) <= MOST_ELSEWHERE
        and share >= LEAST_PHRASE
        and (weight(phrase) - max(0, -pronouns) >= LEAST_RUN or (not gone and alike and weight(new) >= 1))
    ):
        yield added("added", " ".join(word.text for word in phrase))
    phrase = max(_runs(draft, gone), key=weight, default=[])
    if not new and share >= LEAST_CLAUSE and (clause := _in_clause(draft, gone, weights)):
        yield lost("dropped", " ".join(word.text for word in clause))
    elif not new and (
        (share >= LEAST_PHRASE_LOST and weight(phrase) - max(0, pronouns) >= LEAST_RUN)
        or (alike and weight(gone) - max(0, pronouns) >= 1)
    ):
        yield lost("dropped", " ".join(word.text for word in phrase))


def _pronouns(segment: Segment) -> int:
    return sum(word.word in _PRONOUNS for word in segment)


_PRONOUNS = frozenset("he she it they you we him her them us one this that these those".split())
_OPENS_CLAUSE = frozenset("but because despite although though due owing where who which whose except thanks".split())


def _in_clause(segment: Segment, unanswered: Segment, weights: dict[int, float]) -> Segment:
    """Of a reason, a condition or a relative clause the word that nothing answers, with the word that opens the clause."""
    ids = {id(word) for word in unanswered}
    for number, word in enumerate(segment):
        if word.word in _OPENS_CLAUSE:
            inside = [w for w in segment[number + 1 : number + 8] if id(w) in ids and w.clause == word.clause]
            if sum(weights[id(w)] for w in inside) >= 1:
                return [word, *inside]
    return []


def _appended(draft: Segment, rewrite: Segment, unanswered: Segment) -> Segment:
    """The last clause of a sentence where none of its words of content is the draft's: ", and it is free", ", in triplicate"."""
    ids, heard = {id(word) for word in unanswered}, {word.word for word in draft}
    clauses: dict[int, Segment] = {}
    for word in rewrite:
        clauses.setdefault(word.clause, []).append(word)
    for clause in clauses.values():
        said = [word for word in clause if word.is_content]
        opening = clause[0].word in _APPENDING - (heard - {"and", "in"}) and not clause[0].opens
        if opening and said and all(id(word) in ids for word in said):
            return clause
    return []


_APPENDING = frozenset("and but though although where which in at with without by for on".split())


def _runs(words: Segment, unanswered: Segment) -> list[Segment]:
    """Phrases of unanswered words, between which there are only words of grammar."""
    ids = {id(word) for word in unanswered}
    runs: list[Segment] = [[]]
    for word in words:
        if id(word) in ids:
            runs[-1].append(word)
        elif word.is_content and runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _alike(draft: Segment, rewrite: Segment) -> float:
    """Share of the words of the shorter side that stand in the other."""
    ours, theirs = (Counter(word.word for word in segment) for segment in (draft, rewrite))
    return (ours & theirs).total() / max(1, min(len(draft), len(rewrite)))


def _weights(segment: Segment) -> dict[int, float]:
    """Verbs are what a rewording changes most, and count half: what looks like one or stands where one does."""
    weights = {}
    for number, word in enumerate(segment):
        before = segment[number - 1].word if number else ""
        after = segment[number + 1] if number + 1 < len(segment) else None
        verbal = before in _BEFORE_VERBS or before.endswith("ly")
        attribute = after is not None and after.is_content and not verbal  # "salted water"
        formed = word.word in IRREGULAR or word.word.endswith(("ed", "ing"))
        if before in ("and", "or", "nor", "plus"):  # one more in a list, verb or not
            verbal = formed = False
        weights[id(word)] = 0.5 if verbal or (formed and not attribute) else 1.0
    return weights


_BEFORE_VERBS = frozenset("""
to i you he she it we they who which that always often also only just still then now will would can could may might must should shall do does did not never is are was were be been am has have had
""".split())  # fmt: skip


def unanswered(words: Segment, others: Segment, free: frozenset[str]) -> Segment:
    """Words of content that nothing in the other text answers, but those that come and go freely."""
    stems = {word.stem for word in others}
    beginnings = {word.word[:_LEAST_BEGINNING] for word in others if len(word.word) >= _LEAST_BEGINNING}
    axes = {axis for word in others for axis, _ in places(word.word)}  # of either side: opposites are another rule's
    bases = {base(word.word) for word in others}
    groups = _groups_of({word.word for word in others} | stems)
    left: Segment = []
    for word in words:
        if (
            not word.is_content
            or len(word.word) < 3
            or word.text[0].isdigit()
            or word.word in free
            or word.stem in free
            or word.word in _DAYS
        ):
            continue
        if word.stem in stems or word.word[:_LEAST_BEGINNING] in beginnings or any(axis in axes for axis, _ in places(word.word)):
            continue
        if base(word.word) in stems or word.stem in bases:
            continue
        if groups.intersection(_groups().get(word.word, ())) or groups.intersection(_groups().get(word.stem, ())):
            continue
        left.append(word)
    return left


@cache
def _groups() -> dict[str, tuple[int, ...]]:
    """Word and stem -> the numbers of its groups; a phrase is known by its first word."""
    table: dict[str, list[int]] = {}
    for number, group in enumerate(SYNONYMS.replace("\n", "|").split("|")):
        for phrase in group.split():
            word = phrase.split("_")[0]
            for form in {word, stem(word)} if "_" not in phrase else ():
                table.setdefault(form, []).append(number)
    return {word: tuple(numbers) for word, numbers in table.items()}


@cache
def _phrases() -> dict[str, list[tuple[int, list[str]]]]:
    """Stem of the first word of a phrase -> number of the group, stems of the others."""
    table: dict[str, list[tuple[int, list[str]]]] = {}
    for number, group in enumerate(SYNONYMS.replace("\n", "|").split("|")):
        for phrase in group.split():
            first, *rest = map(stem, phrase.split("_"))
            if rest:
                table.setdefault(first, []).append((number, rest))
    return table


def _groups_of(words: set[str]) -> set[int]:
    """Groups of which a word stands there, or all words of a phrase."""
    table = _groups()
    single = {number for word in words for number in table.get(word, ())}
    phrases = _phrases()
    found = ((number, rest) for word in words & phrases.keys() for number, rest in phrases[word])
    return single | {number for number, rest in found if words.issuperset(rest)}
