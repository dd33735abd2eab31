"""Where another mark may stand: a dash for a full stop, a semicolon before "but", sentences joined by "and".

    He came home. It was late.  ->  He came home--it was late.

What is said does not depend on these marks, how it is said does; a person has each at a rate of their own. Offered are places where
either side can stand for itself. Which places suit the person is for language models to say, how many is for the person's rates:
see vibejam/proposers.py. English. Tests: tests/style/test_marks.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from vibejam.style.habits.chance import DASH
from vibejam.style.habits.chance import DASHES as _DASHES
from vibejam.style.passage import Passage
from vibejam.style.wordings import Wording

STOP, COMMA, SEMICOLON, COLON = ".", ",", ";", ":"
DASHES = ("—", "--", " – ")  # as fingerprints name them
COUNTED = {STOP: re.compile(r"[.](?=\s|$|[\"”’)])"), SEMICOLON: re.compile(";"), COLON: re.compile(r":(?=\s)"), DASH: _DASHES}
_MOST_WORDS = 45  # of what a mark makes one sentence

_SUBJECT = (
    "I|he|she|we|they|it|you|there|this|that|these|those|the|my|our|your|his|her|their|its|a|an|nobody|everybody|everyone|one"
)
_BEGINS = f"{_SUBJECT}|and|but|so|yet|still|then|now|perhaps|maybe|in|at|on|for|after|before|when|if|as|even|all|some|most|many"
_SENTENCES = re.compile(rf"(?<=[\w)])\. (?=(?:{_BEGINS})\b)", re.IGNORECASE)
_CLAUSES = re.compile(rf"(?<=[\w)])([,;]) (?=(and|but|or|so|yet|for|nor) (?:{_SUBJECT})\b)")
_TAIL = re.compile(
    r"(?<=[a-z]), (?=(?:which|who|whom|whose|especially|particularly|perhaps|at least|at any rate|including|though|although|because|not)\b[^,;:()—–]{8,}\Z)"
)
_COLON = re.compile(rf"(?<=[a-z])(:|;) (?=(?:{_SUBJECT})\b)", re.IGNORECASE)
# What hangs on one of these may reach over a weak joint.
_REACHES = re.compile(
    r"\b(?:if|when|whenever|unless|because|since|that|whether|although|though|while|until|till|after|before|as|who|which|whose|where|how"
    r"|what|why|not|never|no|nor|neither|either|without|may|might|must|should|said|says|think|hope|believe)\b|n['’]t\b",
    re.IGNORECASE,
)


class Marking(NamedTuple):
    """A wording that puts one mark in another's place; "" is none."""

    wording: Wording
    removed: str
    put: str


def marks_of(text: str) -> Counter[str]:
    """How often each of COUNTED stands in a text."""
    return Counter({mark: len(pattern.findall(text)) for mark, pattern in COUNTED.items()})


def markings(text: str, dash: str) -> list[Marking]:
    """All places, in the order of the text, each with every mark that may stand there. `dash` is how the person writes one."""
    passage = Passage(text)
    found: list[Marking] = []
    for number, (start, end) in enumerate(passage.sentences):
        if number and passage.is_free(start, end):
            found += _between(passage, passage.sentences[number - 1], (start, end), dash)
        found += _within(passage, start, end, dash)
    return [marking for marking in found if passage.is_free(marking.wording.start, marking.wording.end)]


def _between(passage: Passage, left: tuple[int, int], right: tuple[int, int], dash: str) -> Iterator[Marking]:
    """Two statements, the second opened by no name."""
    text = passage.text
    joint = _SENTENCES.match(text, left[1] - 1)
    if not joint or joint.end() != right[0] or not text[right[0]].isupper():
        return
    one, other = text[slice(*left)], text[slice(*right)]
    long = len(one.split()) + len(other.split()) > _MOST_WORDS
    if long or not other.endswith(".") or one.count(" ") < 2 or other.count(" ") < 2 or "?" in one or "!" in one:
        return
    word = text[right[0] :].split(maxsplit=1)[0]
    opening = word if word[0] == "I" and word[1:2] in ("", "'", "’") else word[0].lower() + word[1:]
    span = left[1] - 1, right[0] + len(word)
    both = left[0], right[1]
    conjoined = re.match(r"(?:and|but|so|yet|still|then)\b", opening)
    for mark, new in ((SEMICOLON, "; "), (DASH, dash), *(((COMMA, ", "),) if conjoined else ())):
        yield Marking(Wording(*span, new + opening, both), STOP, mark)
    if (
        not conjoined
        and re.match(rf"(?:{_SUBJECT})\b", opening)
        and not _REACHES.search(one)
        and not re.search(r"\band\b", one + other)
    ):
        yield Marking(Wording(*span, ", and " + opening, both), STOP, COMMA)


def _within(passage: Passage, start: int, end: int, dash: str) -> Iterator[Marking]:
    text, whole = passage.text, (start, end)
    for match in _CLAUSES.finditer(text, start, end):
        mark = COMMA if match[1] == "," else SEMICOLON
        for other, new in ((COMMA, ", "), (SEMICOLON, "; "), (DASH, dash)):
            if other != mark:
                yield Marking(Wording(*match.span(), new, whole), mark, other)
        before = text[start : match.start()]
        if match[2] in ("and", "but", "so", "yet") and not _REACHES.search(before) and before.count(" ") >= 2:
            upper = match[2].capitalize()
            yield Marking(Wording(match.start(), match.end() + len(upper), f". {upper}", whole), mark, STOP)
    for match in _TAIL.finditer(text, start, end - 1):
        yield Marking(Wording(*match.span(), dash, whole), COMMA, DASH)
    for match in _COLON.finditer(text, start, end):
        yield Marking(Wording(*match.span(), dash, whole), match[1], DASH)
    for match in _DASHES.finditer(text, start, end):
        if len(_DASHES.findall(text[start:end])) == 1 and re.match(rf"(?:{_BEGINS})\b", text[match.end() : match.end() + 12]):
            clause = re.match(rf"(?:{_SUBJECT})\b", text[match.end() : match.end() + 12])
            for other, new in ((COMMA, ", "), *(((SEMICOLON, "; "),) if clause else ())):
                if other == SEMICOLON or not clause:
                    yield Marking(Wording(*match.span(), new, whole), DASH, other)
