"""Dashes, quotes, apostrophes, ellipses, casing, ends of sentences and numerals: in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vibejam.style.habits.chance import DASHES, Chance
from vibejam.style.habits.table import habits
from vibejam.style.passage import Passage

_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’](?=[^\W\d_])")
_ELLIPSIS = re.compile(r"(?<![.…])(?:\.\.\.|…)(?![.…])")


def typography(passage: Passage) -> Iterator[Chance]:
    text = passage.text
    yield from _marks("dash", DASHES, passage, habits()["dash"].forms)
    yield from _marks("apostrophe", _APOSTROPHE, passage, ("'", "’"))
    yield from _marks("ellipsis", _ELLIPSIS, passage, ("...", "…"))
    for start, end in passage.quotations:
        if text[end - 1] == '"' and end - start > 2:
            inside = text[start + 1 : end - 1]
            clear = "\n" not in inside and "“" not in inside and _is_plain(passage, start, end)
            yield Chance("double quotes", '"', start, start + 1, {"“": "“"} if clear else {})
            yield Chance("double quotes", '"', end - 1, end, {"“": "”"} if clear else {})
    for match in re.finditer(r"“([^“”\"\n]{1,600})”", text):
        clear = _is_plain(passage, *match.span())
        yield Chance("double quotes", "“", match.start(), match.start() + 1, {'"': '"'} if clear else {})
        yield Chance("double quotes", "“", match.end() - 1, match.end(), {'"': '"'} if clear else {})


def _is_plain(passage: Passage, start: int, end: int) -> bool:
    """Whether a quotation stands in prose, not in code, a link or a heading."""
    text, around = passage.text, (start - 1, end)
    return (
        not any(0 <= at < len(text) and passage.frozen[at] and not text[at].isspace() for at in around)
        and "`" not in passage.text[start:end]
    )


def _marks(name: str, pattern: re.Pattern[str], passage: Passage, forms: tuple[str, ...]) -> Iterator[Chance]:
    for match in pattern.finditer(passage.text):
        if passage.is_free(*match.span()):
            yield Chance(name, match[0], match.start(), match.end(), {form: form for form in forms if form != match[0]})


_LOWERABLE = frozenset(
    """
    i he she it they we you this that these those there the a an my your his her its our their and but so or if when
    then as in on at for from with not no what who how why where all some most many one yes well also after before
    because since while although though perhaps maybe once both each every to by of
    """.split()
)  # what begins a sentence and is no name


def case(passage: Passage) -> Iterator[Chance]:
    for number, word in enumerate(passage.words):
        written = passage.text[word.start : word.end]
        if word.lower == "i" and passage.is_free(word.start, word.end) and passage.next_to(number, 1) not in (".", ")"):
            yield Chance("I", written, word.start, word.end, {"i" if written == "I" else "I": "i" if written == "I" else "I"})
        elif word.start in passage.starts and word.lower in _LOWERABLE and passage.is_free(word.start, word.end):
            first, form = written[0], "lower" if written[0].islower() else "upper"
            other = "upper" if form == "lower" else "lower"
            yield Chance("sentence case", form, word.start, word.start + 1, {other: first.swapcase()})


_GREETING = re.compile(r"(?:hi|hello|hey|dear|welcome|congratulations|congrats|happy|good|thanks|cheers)\b", re.IGNORECASE)


def endings(passage: Passage) -> Iterator[Chance]:
    text = passage.text
    for start, end in passage.sentences:
        if text[end - 1] in ".!" and text[end - 2] not in ".!?…" and passage.is_free(end - 1, end):
            called = text.count(" ", start, end) < 2 or _GREETING.match(text, start)  # "Hi everyone!" is no statement
            yield Chance("sentence end", text[end - 1], end - 1, end, {".": "."} if text[end - 1] == "!" and not called else {})


_SMALL = frozenset("two three four five six seven eight nine ten".split())
_DIGITS = frozenset("2 3 4 5 6 7 8 9 10".split())


def numerals(passage: Passage) -> Iterator[Chance]:
    """Counted, never changed: whoever checks that no number was lost reads "two" and "2" as two."""
    for number, word in enumerate(passage.words):
        if (word.lower in _SMALL or word.lower in _DIGITS) and re.fullmatch("[a-z]{3,}", passage.next_to(number, 1)):
            yield Chance("numbers up to ten", "word" if word.lower in _SMALL else "digit", word.start, word.end)


_AND = re.compile(r"(?<=[a-z] )(?:and|&)(?= [a-z])")


def ampersands(passage: Passage) -> Iterator[Chance]:
    for match in _AND.finditer(passage.text):
        if passage.is_free(*match.span()):
            other = "and" if match[0] == "&" else "&"
            yield Chance("and/&", match[0], *match.span(), {other: other})
