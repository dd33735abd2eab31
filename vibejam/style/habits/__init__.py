"""Habits: places where a writer chooses between forms that say the same, found in a text.

A `Chance` is one such place: which habit, which form stands there, and what would stand there in each of the other forms where
grammar certainly allows it (a chance without options is counted and left alone). The same finders count a person's writing, the
background and a draft, so their rates can be compared, and what a rule may write is what it can also count.

Where a finder cannot be sure it finds nothing: a habit missed costs little, a broken sentence all trust. Contractions, joints
and words are English's; typography, casing and sentence ends are any language's. Tests: tests/style/test_habits.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from vibejam.style.habits.chance import DASH, Chance, Habit
from vibejam.style.habits.contractions import contractions
from vibejam.style.habits.joints import asides, joints, lists
from vibejam.style.habits.table import habits, vocabulary, worded_habits
from vibejam.style.habits.typography import ampersands, case, endings, numerals, typography
from vibejam.style.habits.words import choices, fillers, openers, sign_offs, that
from vibejam.style.passage import Passage

__all__ = ["DASH", "Chance", "Habit", "chances", "habits", "vocabulary"]

_FINDERS = (
    typography, case, endings, ampersands, numerals, fillers, joints, asides, lists, openers, contractions, choices, sign_offs, that,
)  # fmt: skip


def chances(passage: Passage) -> list[Chance]:
    """All chances of a text, by where they start."""
    found = sorted((chance for find in _FINDERS for chance in find(passage)), key=lambda chance: (chance.start, chance.end))
    return list(_without_figures(found, passage))


def _without_figures(found: list[Chance], passage: Passage) -> Iterator[Chance]:
    """What a sentence says twice it says on purpose, "it isn't late, it isn't cold": no word of it is changed."""
    worded = worded_habits()
    keys = [(c.habit, c.form, passage.sentence_at(c.start)) if c.habit in worded else None for c in found]
    said = Counter(keys)
    for chance, key in zip(found, keys, strict=True):
        yield replace(chance, options={}) if key and said[key] > 1 else chance
