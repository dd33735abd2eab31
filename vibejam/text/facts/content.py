"""Whole statements that went or came, repetition, and the strict check of what cannot be read.

Tests: tests/text/facts/.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from vibejam.text.facts.finding import Finding, added, lost
from vibejam.text.facts.passage import Passage, Word

LONGEST_GAP = 6  # content words in a row without a counterpart, more than that is a statement
_REPEATED = 8  # words


def content(draft: Passage, rewrite: Passage) -> Iterator[Finding]:
    """A statement of the draft that no word of the rewrite recalls, when the rewrite is so much shorter; and the reverse."""
    ours, theirs = [w for w in draft.words if w.is_content], [w for w in rewrite.words if w.is_content]
    missing, new = _gap(ours, rewrite.stems), _gap(theirs, draft.stems)
    if len(missing) > LONGEST_GAP and len(ours) - len(theirs) >= 0.6 * len(missing):
        yield lost("dropped", " … ".join((missing[0].text, missing[-1].text)), "and what is between them is left out")
    if len(new) > LONGEST_GAP and len(theirs) - len(ours) >= 0.6 * len(new):
        yield added(
            "added", " … ".join((new[0].text, new[-1].text)), "and what is between them is new: the draft does not say it"
        )
    if len(ours) > 5 and len(theirs) < 0.5 * len(ours):
        yield Finding("dropped", f"of {len(ours)} words of content {len(theirs)} are left")
    if len(theirs) > 3 and len(theirs) > 2 * len(ours):
        yield Finding("added", f"of {len(ours)} words of content {len(theirs)} were made")


def _gap(words: list[Word], there: Counter[str]) -> list[Word]:
    """The longest run of words that the other text has not."""
    best = slice(0, 0)
    start = 0
    for place, word in enumerate(words):
        if word.stem in there:
            start = place + 1
        elif place + 1 - start > best.stop - best.start:
            best = slice(start, place + 1)
    return words[best]


def repetition(draft: Passage, rewrite: Passage) -> Iterator[Finding]:
    """A run of words that the rewrite repeats and the draft does not."""
    ours, theirs = _runs(draft), _runs(rewrite)
    for run, count in theirs.items():
        if count > 1 and count > ours[run]:
            yield added("repetition", " ".join(run), "is said again")
            return
    yield from _stammers(draft, rewrite)


def _stammers(draft: Passage, rewrite: Passage) -> Iterator[Finding]:
    """Words said twice in a row, "a long way, a long way", where the draft does not."""
    said = " ".join(word.word for word in draft.words)
    run = next((run for run in sorted(_doubled(rewrite)) if said.count(run) < 2), "")
    if run:
        yield added("repetition", run, "is said twice")


def _doubled(passage: Passage) -> set[str]:
    words = passage.words
    found = set()
    for length in range(1, _REPEATED):
        for start in range(len(words) - 2 * length + 1):
            run, again = words[start : start + length], words[start + length : start + 2 * length]
            if [word.word for word in run] == [word.word for word in again] and any(
                w.is_content and len(w.word) > 3 for w in run
            ):
                found.add(" ".join(word.word for word in run))
    return found


def _runs(passage: Passage) -> Counter[tuple[str, ...]]:
    words = [word.word for word in passage.words]
    return Counter(tuple(words[i : i + _REPEATED]) for i in range(len(words) - _REPEATED + 1))
