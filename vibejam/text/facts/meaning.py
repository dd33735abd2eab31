"""What English sentences say about their content: negation, modality, quantity, comparison, opposites, persons.

Each function compares two groups of sentences that say the same thing (align.py) and yields findings. Words are classed, and a
class that one side has must be on the other: "might" may become "perhaps", but not "will". Where a text has a class more often
than the other, the words it stands by decide. Litotes are resolved on the axes of opposites.py: "not cheap" is "expensive".
Tests: tests/text/facts/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vibejam.text.facts.align import Segment
from vibejam.text.facts.finding import Finding
from vibejam.text.facts.passage import Word

# --- Negation -----------------------------------------------------------------------------------------------------------------

NEGATIONS = frozenset(
    [
        "not",
        "never",
        "no",
        "none",
        "nobody",
        "nothing",
        "nowhere",
        "neither",
        "nor",
        "without",
        "hardly",
        "scarcely",
        "barely",
        "fail",
        "lack",
        "unable",
        "unlikely",
        "unless",
        "nay",
    ]
)
# Such a word can stand for a negation in the other text; that it comes or goes says nothing by itself.
_NEARLY = frozenset(
    [
        "few",
        "little",
        "seldom",
        "rarely",
        "refuse",
        "decline",
        "deny",
        "avoid",
        "prevent",
        "stop",
        "cease",
        "miss",
        "absent",
        "absence",
        "free",
        "instead",
        "rather",
        "only",
        "but",
        "except",
        "far",
        "too",
        "cannot",
        "impossible",
        "forget",
        "doubt",
        "against",
        "forbid",
        "prohibit",
        "ban",
        "exclude",
        "reject",
        "omit",
        "keep",
        "neglect",
        "until",
        "yet",
        "last",
        "less",
        "least",
        "nought",
        "zero",
        "otherwise",
        "beyond",
        "untouched",
        "any",
        "anything",
        "anybody",
        "anyone",
        "else",
        "save",
        "bar",
        "empty",
        "lose",
        "keep",
        "defy",
        "unknown",
    ]
)
_NEGATIVE_PREFIX = re.compile(r"(?:un|in|im|ir|il|dis|non|mis)(?=[^\W\d_]{4})|[^\W\d_]{3,}(?=less$)")
_REACH = 4  # words after a negation that it can be about


def negation(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """As many negations; fewer are fine where what they were about is not said without one."""
    ours, theirs = _negated(draft, rewrite), _negated(rewrite, draft)
    for mine, others, there, lost in ((ours, theirs, rewrite, True), (theirs, ours, draft, False)):
        weak = sum(_is_nearly(word) for word in there)
        for place, scope in mine.items():
            if len(mine) <= len(others):
                break
            if (not others and not weak) or _affirmed(scope, there, others):
                word = (draft if lost else rewrite)[place].text
                yield _finding("negation", f"“{word}” is lost: the sentence says the opposite" if lost else
                               f"“{word}” is new: the sentence says the opposite", word, lost)  # fmt: skip
                break


def _is_nearly(word: Word) -> bool:
    return word.word in _NEARLY or word.stem in _NEARLY or (_NEGATIVE_PREFIX.match(word.word) is not None)
