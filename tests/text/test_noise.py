"""vibejam/text/noise.py: a text is damaged as much as asked, and can be told again from what is left."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.text.noise import noised

TEXT = "We took the ferry on Monday, and it was late. Nobody was hurt, except in his opinion of the captain. "


def test_the_same_seed_does_the_same_damage() -> None:
    assert noised(TEXT, random.Random(1)) == noised(TEXT, random.Random(1)) != noised(TEXT, random.Random(2))


def test_more_is_more() -> None:
    def kept(amount: float) -> float:
        drafts = [noised(TEXT, random.Random(seed), amount) for seed in range(20)]
        words = TEXT.split()
        return sum(word in draft.split() for draft in drafts for word in words) / len(words) / len(drafts)

    assert 1 == kept(0.0) > kept(0.05) > kept(0.2) > 0.5


@modest
@given(st.text(max_size=200), st.integers(0, 100), st.floats(0, 1))
def test_any_text_becomes_one_line_and_no_text_becomes_nothing(text: str, seed: int, amount: float) -> None:
    draft = noised(text, random.Random(seed), amount)
    assert "\n" not in draft and bool(draft) == bool(text.split())
