"""What a chance and a habit are, and what those who find chances have in common."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from vibejam.style.passage import Passage

DASH = "—"  # as options write it; a text's own kind of dash is put in later, and so is its apostrophe
SAID, UNSAID = "said", "unsaid"


@dataclass(frozen=True)
class Chance:
    """`text[start:end]` is `form` of `habit`; `options` is what the other forms would put there."""

    habit: str
    form: str
    start: int
    end: int
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Habit:
    """What is true of all chances of one habit.

    `group` shares evidence; `together`: one text keeps to one form; `one_way`: occurrences of the first form are thinned out,
    none is ever made; `fits`: new words must be attested beside their neighbours.
    """

    name: str
    forms: tuple[str, ...]
    group: str = ""
    together: bool = False
    one_way: bool = False
    fits: bool = False


DASHES = re.compile(r"(?<=[^\s\-–—])(?: — |—| -- |(?<!-)--(?!-)| – )(?=[^\s\-–—])")


def is_joined(passage: Passage, first: int, last: int) -> bool:
    """Whether nothing but spaces is between these words."""
    return all(passage.next_to(number, 1) == passage.words[number + 1].lower for number in range(first, last))


_ABBREVIATED = re.compile(r"\b\w\.\w\.\s+\Z")  # after "5 p.m." a capital may be a name's
_CAPITAL = re.compile(r"\s{1,2}(?!I\b)[A-Z]")


def is_ordinary(passage: Passage, start: int, end: int) -> bool:
    """Free, and no name: in lower case but for "I" and the first letter of a sentence."""
    written = re.sub(r"\bI\b", "i", passage.text[start:end])
    if start in passage.starts and not _ABBREVIATED.search(passage.text[max(0, start - 8) : start]):
        if written[0].isupper() and _CAPITAL.match(passage.text, end):
            return False  # may be a name of several words
        written = written[:1].lower() + written[1:]
    return written == written.lower() and passage.is_free(start, end)
