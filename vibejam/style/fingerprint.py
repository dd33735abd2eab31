"""What a person's writing looks like, counted: habits, marks, openers, closers, lengths, favourite words.

    fingerprint = Fingerprint.of(document.text for document in documents)
    fingerprint.share("do not/don't", "don't")     -> (212, 215): 212 of 215
    fingerprint.per_thousand("--")                 -> 16.3 per thousand words
    fingerprint.favourites(others)                 -> words the person likes more than others do

Favourites are told by the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, "Fightin' Words",
Political Analysis 16:4): a word's difference in log-odds, divided by its standard error, so that neither rare nor frequent words win
by their frequency. Counting works in any language; which habits there are to count is said in habits/. A fingerprint holds
words and counts, no sentence of the person. Tests: tests/style/test_fingerprint.py.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from vibejam.errors import DataError
from vibejam.style.habits import chances
from vibejam.style.passage import Passage

VERSION = 1
MARKS = {
    "—": r"—", " – ": r" – ", "--": r"(?<!-)--(?!-)", ";": ";", ":": r":(?=\s)", "(": r"\(", "…": r"…|\.\.\.", "!": r"!+", "?": r"\?+",
    ",": ",", "double quotes": r"“|\"(?=\w)", "single quotes": r"(?<!\w)[‘'](?=\w)", "capitals": r"\b[A-Z]{2,}\b", "emoji": "[\U0001f300-\U0001faff]",
}  # fmt: skip
_MARKS = {name: re.compile(pattern) for name, pattern in MARKS.items()}
LENGTHS = (3, 5, 8, 12, 16, 20, 25, 30, 40, 60)  # words: a sentence counts for the first that it does not exceed
_PRIOR = 1000.0  # words: what is known of everybody weighs as much
_CLOSING = 6  # words at most of a line that says goodbye


@dataclass
class Fingerprint:
    """Counts over `documents` with `words` words in `sentences` sentences.

    habits: habit -> form -> how often. marks: name (see MARKS) -> how often. lengths: words of a sentence, up to -> sentences.
    openers, closers: first words of sentences, last of sentences. sign_offs: last short lines. unigrams, bigrams: words.
    """

    documents: int = 0
    words: int = 0
    sentences: int = 0
    habits: dict[str, Counter[str]] = field(default_factory=dict)
    marks: Counter[str] = field(default_factory=Counter)
    lengths: Counter[str] = field(default_factory=Counter)
    openers: Counter[str] = field(default_factory=Counter)
    closers: Counter[str] = field(default_factory=Counter)
    sign_offs: Counter[str] = field(default_factory=Counter)
    unigrams: Counter[str] = field(default_factory=Counter)
    bigrams: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, documents: Iterable[str], fewest: int = 2) -> Fingerprint:
        """The fingerprint of `documents`; words, openers and the like seen less than `fewest` times are dropped."""
        counts = cls()
        for text in documents:
            counts.add(text)
        return counts.without_rare(fewest, fewest)

    def add(self, text: str) -> None:
        """Count one more document."""
        passage = Passage(text)
        self.documents += 1
        self.words += len(passage.words)
        self.sentences += len(passage.sentences)
        for chance in chances(passage):
            self.habits.setdefault(chance.habit, Counter())[chance.form] += 1
        for name, pattern in _MARKS.items():
            self.marks[name] += len(pattern.findall(text))
        self._add_words(passage)
        self._add_sentences(passage)

    def without_rare(self, words: int, pairs: int) -> Fingerprint:
        """The same without words seen less than `words` times, and pairs of words seen less than `pairs` times."""
        least = {"unigrams": words, "openers": words, "closers": words, "sign_offs": words, "bigrams": pairs}
        for name, fewest in least.items():
            kept = {key: count for key, count in getattr(self, name).items() if count >= fewest}
            setattr(self, name, Counter(kept))
        return self

    def share(self, habit: str, form: str) -> tuple[int, int]:
        """How often that form, of how many times any."""
        counts = self.habits.get(habit, Counter())
        return counts[form], counts.total()

    def per_thousand(self, mark: str) -> float:
        """How often a mark of MARKS stands in a thousand words."""
        return 1000 * self.marks[mark] / max(1, self.words)

    def favourites(self, others: Fingerprint, most: int = 50, pairs: bool = False) -> list[tuple[str, float]]:
        """The words (or pairs of words) that the person likes more than `others` do, with z-scores, the surest first."""
        mine, theirs = (self.bigrams, others.bigrams) if pairs else (self.unigrams, others.unigrams)
        total, other_total = max(self.words, mine.total()), max(others.words, theirs.total())
        scores = [
            (word, _log_odds(count, total, theirs[word], other_total)) for word, count in mine.items() if word.isprintable()
        ]
        return sorted((s for s in scores if s[1] > 0), key=lambda score: (-score[1], score[0]))[:most]

    def to_dict(self) -> dict[str, Any]:
        """What `from_dict` reads, of plain types, the most frequent first."""
        said: dict[str, Any] = {"version": VERSION}
        for entry in fields(self):
            value = getattr(self, entry.name)
            said[entry.name] = dict(value.most_common()) if isinstance(value, Counter) else value
        said["habits"] = {habit: dict(sorted(counts.items())) for habit, counts in sorted(self.habits.items())}
        return said

    @classmethod
    def from_dict(cls, said: Any) -> Fingerprint:
        """Raises DataError when `said` is not what `to_dict` gives."""
        if not isinstance(said, dict) or said.get("version") != VERSION:
            raise DataError("this is no fingerprint of a version that is known here", "count it again: vibejam learn")
        try:
            numbers: dict[str, Any] = {name: _count(said[name]) for name in ("documents", "words", "sentences")}
            habits = {str(habit): _counter(counts) for habit, counts in said["habits"].items()}
            rest = {e.name: _counter(said[e.name]) for e in fields(cls) if e.name not in numbers and e.name != "habits"}
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise DataError(f"this fingerprint is damaged: {error}", "count it again: vibejam learn") from error
        return cls(**{**numbers, "habits": habits, **rest})

    def _add_words(self, passage: Passage) -> None:
        words, text = passage.words, passage.text
        said = [word.lower for word in words]
        self.unigrams.update(said)
        gaps = (text[a.end : b.start] for a, b in itertools.pairwise(words))
        self.bigrams.update(f"{a} {b}" for a, b, gap in zip(said, said[1:], gaps, strict=False) if not gap.strip())

    def _add_sentences(self, passage: Passage) -> None:
        for start, end in passage.sentences:
            first, last = passage.word_at(start), passage.word_at(end)
            if last > first:
                self.lengths[_length(last - first)] += 1
                self.openers[passage.words[first].lower] += 1
                self.closers[passage.words[last - 1].lower] += 1
                if last - first > 1:
                    self.openers[f"{passage.words[first].lower} {passage.words[first + 1].lower}"] += 1
        for line in passage.text.rstrip().split("\n")[-2:]:
            if 0 < len(line.split()) <= _CLOSING:
                self.sign_offs[line.strip()] += 1


def _length(words: int) -> str:
    return next((str(most) for most in LENGTHS if words <= most), "more")


def _log_odds(count: int, total: int, other: int, other_total: int) -> float:
    """z of the difference in log-odds, the prior being what others do."""
    prior = _PRIOR * (other + 0.5) / (other_total + 1)
    mine = math.log((count + prior) / (total + _PRIOR - count - prior))
    theirs = math.log((other + prior) / (other_total + _PRIOR - other - prior))
    return (mine - theirs) / math.sqrt(1 / (count + prior) + 1 / (other + prior))


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r} is no count")
    return value


def _counter(counts: Mapping[Any, Any]) -> Counter[str]:
    return Counter({str(name): _count(value) for name, value in counts.items()})
