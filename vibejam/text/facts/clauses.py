"""A whole clause or sentence that came or went, in English: ", who were pleased with it", "It hurt a lot."

None of its words of content is answered in the other text (balance.py), not even those that an honest rewriting puts in and leaves
out, and the clause is the last of its sentence or a sentence of its own. Tests: tests/text/facts/.
"""

from __future__ import annotations

from collections.abc import Iterator

from vibejam.text.facts.align import Segment
from vibejam.text.facts.balance import NUMBERS, unanswered
from vibejam.text.facts.finding import Finding, added, lost
from vibejam.text.facts.passage import Passage

_LEAST = 3  # words of a clause
_MOST_REWORDED = 0.5  # words that are unanswered on the other side, of each of the clause
_OPENING = frozenset("who which whose where".split())
# Clauses that only say that somebody says, thinks, hopes or thanks.
_FRAME = frozenset("""
say tell think hope thank know see note please mean believe guess suppose wonder ask add mention write sorri happi glad sure
example instance fact case way reason point question answer thing yes no ok okai well right true
""".split())  # fmt: skip


def clauses(draft: Passage, rewrite: Passage) -> Iterator[Finding]:
    """The first clause that is lost, and the first that is new."""
    for finding, here, there in ((lost, draft, rewrite), (added, rewrite, draft)):
        ids = {id(word) for word in unanswered(here.words, there.words, frozenset())}
        reworded = len(unanswered(there.words, here.words, frozenset()))
        for clause in _clauses(here):
            said = [word for word in clause if word.is_content and len(word.word) > 2]
            alone = all(id(word) in ids for word in said) and reworded <= _MOST_REWORDED * len(said)
            if said and alone and len(clause) >= _LEAST and not any(word.stem in _FRAME for word in said):
                yield finding("dropped" if finding is lost else "added", " ".join(word.text for word in clause))
                break


def _clauses(passage: Passage) -> Iterator[Segment]:
    for sentence in passage.sentences:
        last = [word for word in sentence if word.clause == sentence[-1].clause]
        counts = any(word.word in NUMBERS or word.text[0].isdigit() for word in last)  # which numbers.py reads
        if not counts and (len(last) == len(sentence) or last[0].word in _OPENING):
            yield last
