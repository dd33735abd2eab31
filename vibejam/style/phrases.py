"""A table of phrases: which words of a draft became which words of its rewrite, counted in pairs of texts that say the same.

    "did not know"  ->  "knew not"   (11 of 14 times)

A draft is cut into phrases that the table knows such that the product of how often each became what it became is greatest, and
each is replaced by what it became most often; a word the table does not know stays. Phrases are read off aligned words (align.py):
all runs of at most LONGEST words whose links stay among themselves (Och and Ney 2004). This is the floor a rewriter that learns
has to beat, and what one is shown beside the draft (arch/rewriter.py). Tests: tests/style/test_phrases.py.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from vibejam.style.align import Link, align

LONGEST = 5  # words of a phrase
_DISCOUNT = 0.8  # of each count: what was seen once is worth a fifth of what is seen always
_UNKNOWN = 0.5  # how sure a word that is not known stays as it is
_WORD = re.compile(r"\s*(?:\w+(?:['’]\w+)*|[^\w\s])")

Phrase = tuple[str, ...]  # words, each with the blanks before it
Counts = dict[Phrase, Counter[Phrase]]


class Replacement(NamedTuple):
    """What a phrase became most often: so many times of all the times it was seen."""

    words: Phrase
    times: int
    seen: int


def words_of(text: str) -> list[str]:
    """A line as words, each with the blanks before it; so has the first, so that it is a word like any other."""
    return _WORD.findall(" " + text)


class PhraseTable:
    """What phrases become. `PhraseTable.learn(pairs)`, then `table.rewrite(draft)`."""

    def __init__(self, replacements: Mapping[Phrase, Replacement]):
        self.replacements = replacements

    @classmethod
    def learn(cls, pairs: Sequence[tuple[str, str]]) -> PhraseTable:
        """From (draft, rewrite) lines."""
        return cls(_settle(_Counted(pairs).became))

    @classmethod
    def learn_and_rewrite(cls, pairs: Sequence[tuple[str, str]]) -> tuple[PhraseTable, list[str]]:
        """The table, and what it makes of each of these drafts when the draft's own rewrite is left out of the counts: as
        good, or as poor, as on a draft it has not seen."""
        counted = _Counted(pairs)
        table = cls(_settle(counted.became))
        return table, [_replace(draft, table.replacements, counted.without(i)) for i, (draft, _) in enumerate(pairs)]

    def rewrite(self, draft: str) -> str:
        """A line as the table has it; blanks around it are lost."""
        return _replace(draft, self.replacements, {})

    def to_dict(self) -> dict[str, Any]:
        return {"phrases": [["".join(p), "".join(r.words), r.times, r.seen] for p, r in self.replacements.items()]}

    @classmethod
    def from_dict(cls, saved: dict[str, Any]) -> PhraseTable:
        rows = ((tuple(_WORD.findall(p)), tuple(_WORD.findall(r)), times, seen) for p, r, times, seen in saved["phrases"])
        return cls({phrase: Replacement(words, int(times), int(seen)) for phrase, words, times, seen in rows})


class _Counted:
    """What every phrase of many pairs became, and how often."""

    def __init__(self, pairs: Sequence[tuple[str, str]]):
        self.words = [(words_of(draft), words_of(rewrite)) for draft, rewrite in pairs]
        numbers: dict[str, int] = {}
        numbered = [tuple([numbers.setdefault(word, len(numbers)) for word in words] for words in both) for both in self.words]
        self.links = align(numbered, len(numbers))  # type: ignore[arg-type]
        self.became: Counts = {}
        for i in range(len(pairs)):
            for phrase, words in self._phrases(i):
                self.became.setdefault(phrase, Counter())[words] += 1

    def without(self, i: int) -> dict[Phrase, Replacement | None]:
        """What the phrases of one pair became elsewhere; None for those that nothing else tells of."""
        own: Counts = {}
        for phrase, words in self._phrases(i):
            own.setdefault(phrase, Counter())[words] += 1
        return {phrase: _most_often(phrase, self.became[phrase] - became) for phrase, became in own.items()}

    def _phrases(self, i: int) -> Iterator[tuple[Phrase, Phrase]]:
        return phrase_pairs(*self.words[i], self.links[i])


def _settle(counts: Counts) -> dict[Phrase, Replacement]:
    found = ((phrase, _most_often(phrase, became)) for phrase, became in counts.items())
    return {phrase: replacement for phrase, replacement in found if replacement}


def _most_often(phrase: Phrase, became: Counter[Phrase]) -> Replacement | None:
    """What a phrase became most often, where that is known: once is enough for a word, not for a longer phrase."""
    if not became:
        return None
    words, times = became.most_common(1)[0]
    return Replacement(words, times, became.total()) if times > 1 or len(phrase) == 1 else None


def phrase_pairs(source: Sequence[str], target: Sequence[str], links: set[Link]) -> Iterator[tuple[Phrase, Phrase]]:
    """All phrases of `source` with what they became in `target`: no word of either is linked to a word outside the other.

    Words that are linked to none may stand at the edges of what a phrase became, so that a phrase can come more than once.
    """
    targets: list[list[int]] = [[] for _ in source]
    sources: list[list[int]] = [[] for _ in target]
    for i, j in links:
        targets[i].append(j)
        sources[j].append(i)
    for first in range(len(source)):
        low, high = len(target), -1
        for last in range(first, min(len(source), first + LONGEST)):
            low, high = min([low, *targets[last]]), max([high, *targets[last]])
            if high < 0 or any(i < first or i > last for j in range(low, high + 1) for i in sources[j]):
                continue
            phrase = tuple(source[first : last + 1])
            for begin, end in _with_loose_edges(low, high, sources):
                yield phrase, tuple(target[begin : end + 1])


def _with_loose_edges(low: int, high: int, sources: list[list[int]]) -> Iterator[tuple[int, int]]:
    begin = low
    while begin == low or (begin >= 0 and not sources[begin]):
        end = high
        while end == high or (end < len(sources) and not sources[end]):
            if end - begin < LONGEST + 2:
                yield begin, end
            end += 1
        begin -= 1


def _replace(draft: str, table: Mapping[Phrase, Replacement], instead: Mapping[Phrase, Replacement | None]) -> str:
    """The likeliest way to cut a draft into phrases, each replaced; `instead` is asked before `table`."""
    words = words_of(draft)
    best: list[tuple[float, int, Phrase]] = [
        (0.0, 0, ())
    ]  # up to each place: log p, where its last phrase begins, what that became
    for end in range(1, len(words) + 1):
        ways = []
        for begin in range(max(0, end - LONGEST), end):
            phrase = tuple(words[begin:end])
            known = instead[phrase] if phrase in instead else table.get(phrase)
            if known and known.times > _DISCOUNT:
                ways.append((best[begin][0] + math.log((known.times - _DISCOUNT) / known.seen), begin, known.words))
            elif end - begin == 1:
                ways.append((best[begin][0] + math.log(_UNKNOWN), begin, phrase))
        best.append(max(ways, key=lambda way: way[0]))
    became: list[Phrase] = []
    end = len(words)
    while end:
        _, end, phrase = best[end]
        became.append(phrase)
    return "".join(word for phrase in reversed(became) for word in phrase).strip()
