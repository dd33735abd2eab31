"""One noun for another in the same place, in English: "a pair of buzzards above the quarry" for "a pair of kestrels above the quarry".

Neither word is answered in the other text (balance.py); what stands to the left and to the right of them is the same, so that
nothing was reworded but this word. It may be a synonym that nobody has listed: a rewording that changes one noun and nothing
around it pays for that. Tests: tests/text/facts/.
"""

from __future__ import annotations

from collections.abc import Iterator

from vibejam.text.facts.align import Segment
from vibejam.text.facts.finding import Finding, changed
from vibejam.text.facts.passage import Word

_BEFORE_NOUNS = frozenset(
    "the a an my your his her its our their this that these those of and or in on at by with for from no some any two three".split()
)


def replaced(draft: Segment, rewrite: Segment, gone: Segment, new: Segment) -> Iterator[Finding]:
    """`gone` and `new` are the words that the other text does not answer."""
    ours, theirs = _nouns(draft, gone), _nouns(rewrite, new)
    for place in sorted(ours.keys() & theirs.keys()):
        one, other = ours[place], theirs[place]
        if one.stem[:3] != other.stem[:3] and one.word.endswith("s") == other.word.endswith("s"):
            yield changed("word", one.text, other.text)
            return


def _nouns(segment: Segment, unanswered: Segment) -> dict[tuple[str, str], Word]:
    """What stands around a noun, the word before it and the one after -> the noun."""
    ids = {id(word) for word in unanswered}
    found = {}
    for number, word in enumerate(segment):
        if id(word) not in ids or not number or segment[number - 1].word not in _BEFORE_NOUNS:
            continue
        after = segment[number + 1] if number + 1 < len(segment) else None
        right = after.word if after is not None and after.sentence == word.sentence else "."
        if (after is not None and right != "." and after.is_content and after.clause == word.clause) or word.word.endswith(
            ("ed", "ing", "ly")
        ):
            continue  # an adjective, or a verb
        found[{"an": "a"}.get(segment[number - 1].word, segment[number - 1].word), right] = word
    return found
