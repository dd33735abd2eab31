"""Where a text may be worded another way."""

from __future__ import annotations

import pytest

from vibejam.style.phrasebook import parse
from vibejam.style.wordings import wordings

BOOK = parse(
    """
^ however, = ^ but
verb: purchase > buy
incorrect > wrong
noun: mistake = error
it should be noted that > -
very > -
, however, = , though,
so that > so
{he} believe = {he} think
"""
)


def offered(text: str) -> list[str]:
    """The whole text with each wording in its place."""
    return [text[: w.start] + w.new + text[w.end :] for w in wordings(text, BOOK)]


@pytest.mark.parametrize(
    ("text", "reworded"),
    [
        ("However, it rained.", "But it rained."),
        ("But it rained.", "However, it rained."),
        ("She purchased two.", "She bought two."),
        ("It was a mistake to wait.", "It was an error to wait."),
        ("Purchase it today.", "Buy it today."),
        ("It should be noted that rain fell.", "Rain fell."),
        ("It was very late.", "It was late."),
        ("It was, however, late.", "It was, though, late."),
        ("You know I believe it.", "You know I think it."),
        ("We waited so\nthat he saw.", "We waited so he saw."),
    ],
)
def test_a_phrase_is_replaced_as_its_place_asks(text: str, reworded: str) -> None:
    assert reworded in offered(text)


@pytest.mark.parametrize(
    "text",
    ["“She purchased two,” he said.", "Purchase Orders Limited paid.", "Run `purchase it` now.", "The **mistake** was ours.", "",
     "It rained. However.", "However, Very Ltd paid."],
)  # fmt: skip
def test_names_quotations_and_mark_up_are_left_alone(text: str) -> None:
    assert not [w for w in wordings(text, BOOK) if w.new != "Though"]


def test_an_article_is_never_left_wrong() -> None:
    assert offered("They saw an incorrect sum.") == []
    assert offered("They saw the incorrect sum.") == ["They saw the wrong sum."]


def test_each_says_what_sentence_it_stands_in() -> None:
    text = "It rained. She purchased two. They left."
    (found,) = wordings(text, BOOK)
    assert text[slice(*found.sentence)] == "She purchased two." and text[found.start : found.end] == "purchased"
