"""What differs between a draft and its text, word by word, for a person to look at. Tests: tests/drafts/test_changes.py."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import NamedTuple


class Run(NamedTuple):
    """Words in a row, as they are written, that the other side has too or has not."""

    text: str
    changed: bool


def changes(draft: str, text: str) -> tuple[list[Run], list[Run]]:
    """The runs of both sides; joined by spaces they are the sides, each in one line.

    changes("It is late.", "It's late.") -> ([("It is", True), ("late.", False)], [("It's", True), ("late.", False)])
    """
    ours, theirs = draft.split(), text.split()
    before: list[Run] = []
    after: list[Run] = []
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if b > a:
            before.append(Run(" ".join(ours[a:b]), tag != "equal"))
        if d > c:
            after.append(Run(" ".join(theirs[c:d]), tag != "equal"))
    return before, after
