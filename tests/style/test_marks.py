"""Where another mark may stand."""

from __future__ import annotations

import pytest

from vibejam.style.marks import COLON, DASH, SEMICOLON, STOP, markings, marks_of


def offered(text: str, dash: str = "--") -> set[str]:
    return {text[: w.start] + w.new + text[w.end :] for w, _, _ in markings(text, dash)}


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("He came home late. It was dark by then.", "He came home late; it was dark by then."),
        ("He came home late. It was dark by then.", "He came home late--it was dark by then."),
        ("He came home late. It was dark by then.", "He came home late, and it was dark by then."),
        ("He came home late. I was asleep by then.", "He came home late; I was asleep by then."),
        ("He came home late. But it was dark by then.", "He came home late, but it was dark by then."),
        ("They came on foot, but we rode all the way.", "They came on foot; but we rode all the way."),
        ("They came on foot, but we rode all the way.", "They came on foot. But we rode all the way."),
        ("There was one thing left: the boat was gone.", "There was one thing left--the boat was gone."),
        ("He sold me the boat, which was the best of them.", "He sold me the boat--which was the best of them."),
        ("It was late — but we stayed for the end.", "It was late, but we stayed for the end."),
    ],
)
def test_a_mark_gives_way_to_another(text: str, marked: str) -> None:
    assert marked in offered(text)


@pytest.mark.parametrize(
    "text",
    ["Is it late? It was dark by then.", "He came. It rained.", "I saw it. Paris was dark by then.", "“He came home late. It was dark.”",
     "He came home late.\n\nIt was dark by then.", "- He came home late\n- It was dark by then", "", "`He came home late. It was dark.`"],
)  # fmt: skip
def test_what_cannot_be_one_sentence_stays_two(text: str) -> None:
    assert not offered(text)


def test_nothing_reaches_over_a_weak_joint() -> None:
    text = "If it rains we stay at home. They know that well."
    assert "If it rains we stay at home, and they know that well." not in offered(text)
    assert "If it rains we stay at home; they know that well." in offered(text)


def test_marks_are_counted() -> None:
    assert marks_of("One: two; three--four. Five — six. 3.5 at 10:30.") == {STOP: 3, SEMICOLON: 1, COLON: 1, DASH: 2}
