"""The table of habits: the forms each has, and how its chances may be changed. The words themselves are lexicon.py's."""

from __future__ import annotations

import re
from functools import cache

from vibejam.style.habits.chance import DASH, SAID, UNSAID, Habit
from vibejam.style.lexicon import CONTRACTIONS, FILLERS, OPENERS, SHORTENED, SIGN_OFFS, SPELLINGS, WORDS, Choice


@cache
def habits() -> dict[str, Habit]:
    """All habits by name."""
    known = [
        Habit("dash", ("—", " — ", "--", " -- ", " – "), together=True),
        Habit("apostrophe", ("'", "’"), together=True),
        Habit("double quotes", ('"', "“"), together=True),
        Habit("ellipsis", ("...", "…"), together=True),
        Habit("I", ("I", "i"), together=True),
        Habit("sentence case", ("upper", "lower"), together=True),
        Habit("and/&", ("and", "&")),
        Habit("sentence end", ("!", "."), one_way=True),
        Habit("numbers up to ten", ("word", "digit")),
        *(Habit(name, (SAID, UNSAID), one_way=True) for name, _, _ in FILLERS),
        Habit("between statements", (". ", "; ", DASH)),
        Habit("before and", (", and", "; and", ". And")),
        Habit("before but", (", but", "; but", ". But")),
        Habit("aside", ("(…)", "—…—")),
        Habit("apposition at the end", (DASH, ","), one_way=True),
        Habit("comma before the last of a list", (", and", " and")),
        *(Habit(f"{long}/{short}", (long, short), group="contraction") for long, short in CONTRACTIONS),
        *(_habit(choice) for choice in (*SPELLINGS, *WORDS, *OPENERS)),
        *(_habit(choice, one_way=True) for choice in SHORTENED),
        Habit("sign-off", SIGN_OFFS),
        Habit("that after verbs of thinking", ("that", "no that")),
    ]
    return {habit.name: habit for habit in known}


@cache
def worded_habits() -> frozenset[str]:
    """The names of those whose forms are other words, not other marks, letters or openings."""
    return frozenset([f"{long}/{short}" for long, short in CONTRACTIONS] + [choice.name for choice in WORDS])


@cache
def vocabulary() -> frozenset[str]:
    """Every word that a rule may change or move."""
    rows = (form for choice in (*SPELLINGS, *WORDS, *OPENERS, *SHORTENED) for row in choice.rows for form in row)
    fillers = (pattern.lower() for _, pattern, _ in FILLERS)
    pairs = (word for pair in CONTRACTIONS for word in pair)
    return frozenset(re.findall(r"[a-z'-]+", " ".join([*rows, *fillers, *pairs, *SIGN_OFFS]).lower())) | {"however"}


def _habit(choice: Choice, one_way: bool = False) -> Habit:
    return Habit(choice.name, choice.forms, choice.group, choice.together, one_way, choice.fits)
