"""Damage to a text, for a model that learns to write it well again: words dropped, doubled, swapped, marks and capitals lost.

After the denoising of BART (Lewis et al. 2019, arXiv 1910.13461), by words instead of spans, and so mild that nearly all
of what is said can still be read: what is learnt is to copy the content and to mend the form. Tests: tests/text/test_noise.py.
"""

from __future__ import annotations

import random
import re

_WORD = re.compile(r"\S+")
_MARKS = ".,;:!?\"'()-–—“”‘’"


def noised(text: str, rng: random.Random, amount: float = 0.1) -> str:
    """`text` with about `amount` of its words damaged, in one line; never empty where `text` is not."""
    words = _WORD.findall(text)
    keeps_form = rng.random() < 0.3  # some drafts are only less careful in their words
    damaged: list[str] = []
    for word in words:
        chance = rng.random()
        if chance < 0.4 * amount:
            continue
        if chance < 0.5 * amount:
            word = f"{word} {word}"
        elif chance < 0.7 * amount:
            word = rng.choice(words)
        if not keeps_form:
            word = word.strip(_MARKS) if rng.random() < 3 * amount else word
            word = word.lower() if rng.random() < 3 * amount else word
        damaged.append(word)
    for place in range(len(damaged) - 1):
        if rng.random() < 0.3 * amount:
            damaged[place : place + 2] = damaged[place + 1], damaged[place]
    return " ".join(" ".join(damaged).split()) or words[0] if words else ""
