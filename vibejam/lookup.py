"""Guessing what comes next by looking it up: most of a rewrite is copied, so the draft itself knows how a sentence goes on.

    draft  ... the cat sat on the mat ...      written so far  ... and the cat sat      guess  on the mat

The tokens that followed the longest repeated end of a text are proposed, and a model reads them all in one pass, which costs
little more than reading one. Those that it would have written anyway stay; the first that it would not, and all after
it, are taken back. What is written is the same as without, only sooner. Speculative decoding: Leviathan et al. 2022 (arXiv
2211.17192); with the text itself to guess from: Yang et al. 2023 (arXiv 2304.04487), Saxena 2023 (prompt lookup).
In the part of Python that numba knows: the compiled decoder (kernels/) runs these very lines.
Tests: tests/test_lookup.py.
"""

from __future__ import annotations

import numpy as np

ROWS = 8  # a pass reads one token that is certain and at most seven guesses: a few times four, which are multiplied together
LONGEST = 16  # as much of a repeated end is told apart


def guess(text: np.ndarray, likely: np.ndarray, needed: int, most: int) -> np.ndarray:
    """At most so many tokens that followed the longest repeat of the end of `text`, in `likely` or in `text` itself.

    None, where less than `needed` tokens are repeated. The first of equals is taken, and rather one in `likely`.
    text (T,), likely (N,): int64; text = [1,2,3,9,1,2], likely = [] -> [3,9,1,2].
    """
    in_likely, length = longest_repeat(likely, text)
    in_text, length_in_text = longest_repeat(text, text)
    if max(length, length_in_text) < needed:
        return text[:0]
    if length >= length_in_text:
        return likely[in_likely : in_likely + most]
    return text[in_text : in_text + most]


def longest_repeat(place: np.ndarray, text: np.ndarray) -> tuple[int, int]:
    """Where in `place` the longest repeat of the end of `text` ends, and its length; something comes after it."""
    found, best = 0, 0
    for end in range(1, len(place)):
        length = 0
        while length < min(end, len(text), LONGEST) and place[end - 1 - length] == text[-1 - length]:
            length += 1
        if length > best:
            found, best = end, length
    return found, best


def needed_after(needed: int, proposed: int, accepted: int) -> int:
    """How long the next repeat has to be: shorter after a good guess, longer after a poor one. So a text that is no copy
    costs a few guesses and no more, whether tokens are words or characters."""
    if proposed == 0:
        return needed
    return max(1, needed - 1) if 2 * accepted >= proposed else min(LONGEST, needed + 1)
