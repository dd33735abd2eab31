"""Words of which one text cannot have one where the other has its opposite: opposites.txt.

Words on one side of an axis are alike enough for a paraphrase. On an axis of two sides "not" makes one side the other ("not cheap" is
dear); of three and more (colours, seasons) each excludes the rest. Tests: tests/text/facts/.
"""

from __future__ import annotations

from functools import cache

from vibejam import paths

# Opposites that only tell who did it: "I sold him the boat" is "he bought the boat from me".
CONVERSE = frozenset("buy purchase sell lend borrow send receive teach learn give take employ hire lose beat defeat win".split())


@cache
def axes() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Of each axis the sides, of each side the words."""
    lines = paths.inside_package("text", "facts", "opposites.txt").read_text("utf-8").splitlines()
    return tuple(tuple(tuple(side.split()) for side in line.split("|")) for line in lines if not line.startswith("#"))
