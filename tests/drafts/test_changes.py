"""The words that differ: both sides are whole, and what is not marked is in both, in order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vibejam.drafts.changes import Run, changes

_TEXT = st.lists(st.sampled_from("it is late It's late. not so".split()), max_size=30).map(" ".join)


def test_an_example() -> None:
    assert changes("It is late.", "It's\nlate.") == ([Run("It is", True), Run("late.", False)], [Run("It's", True), Run("late.", False)])  # fmt: skip


@given(_TEXT, _TEXT)
def test_both_sides_are_whole_and_share_what_is_not_marked(draft: str, text: str) -> None:
    before, after = changes(draft, text)
    assert " ".join(run.text for run in before) == draft and " ".join(run.text for run in after) == text
    same = [[word for run in side if not run.changed for word in run.text.split()] for side in (before, after)]
    assert same[0] == same[1]


@given(_TEXT)
def test_nothing_is_marked_where_nothing_differs(text: str) -> None:
    assert not any(run.changed for side in changes(text, text) for run in side)
