"""vibejam/text/paragraphs.py: what a program broke is joined, and what a writer broke is not."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.text.paragraphs import unwrap

LETTER = (
    "Dear Win,",
    "The plums are ripe at last, and there are more of them than anybody could eat, so I have spent the week at the stove with"
    " the window open, and the whole street smells of jam.",
    "Your brother came by on Sunday and carried six jars away, although he says that he does not care for plums; I think that he"
    " gives them to the girl at the post office, who does.",
    "Do come before the last of them are gone, and bring jars if you have any left.",
    "Yours,\nPip",
)


def wrapped(text: str, width: int) -> str:
    return "\n".join(textwrap.fill(line, width, break_long_words=False) for line in text.split("\n"))


@pytest.mark.parametrize("width", [60, 66, 72, 76, 80, 100])
def test_a_letter_is_restored_and_its_address_and_name_stay(width: int) -> None:
    text = "\n\n".join((*LETTER, "4 Mill Lane\nOakham"))
    assert unwrap(wrapped(text, width)) == text


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join(LETTER),
        "O rose, thou art sick!\nThe invisible worm,\nThat flies in the night,\nIn the howling storm,\n\nHas found out thy bed\nOf crimson joy.",
        "the wind came over the water in the evening and\nnobody noticed but the heron who\nhad been there\nall the long day\nand stood",
        "12:01 Ana: are you there\n12:02 Tom: yes\n12:02 Tom: what is it\n12:05 Ana: nothing, I only wanted to hear from you",
        "[01.02.20, 12:01] Ana: we could take the ferry and come back late on Sunday\n[01.02.20, 12:02] Tom: yes",
        "buy milk\ncall the plumber about the kitchen tap, which drips again\npay rent\nwrite to Win",
        "- buy milk\n- call the plumber about the kitchen tap, which drips again and\n- pay rent",
        "# A heading that is as long as a line of text would be in a wrapped text\nand a line below it",
        "Name        Plums    Jars\nWin            12       3\nPip             7       1\nTom             9       2",
        "今日は少しだけ書いた。明日もたぶん少しだけ書く。\n明後日はどうだろう。\nわからない。",
        "",
        "\n\n",
    ],
)
def test_text_that_was_not_wrapped_is_not_touched(text: str) -> None:
    assert unwrap(text) == text


def test_items_of_a_list_are_joined_within_but_not_to_each_other() -> None:
    items = [f"- {text}" for text in LETTER[1:4]]
    lines = "\n".join(textwrap.fill(item, 70, subsequent_indent="  ") for item in items)
    assert unwrap(lines) == "\n".join(items)


def test_an_indented_first_line_begins_a_paragraph() -> None:
    lines = "\n".join(textwrap.fill(text, 70, initial_indent="   ") for text in LETTER[1:4])
    assert unwrap(lines) == "\n".join(f"   {text}" for text in LETTER[1:4])


def test_a_verse_in_a_letter_stays_a_verse() -> None:
    verse = "Plums are blue,\nplums are red,\nhalf of them\nare in your head."
    text = "\n\n".join((*LETTER[:3], verse, *LETTER[3:]))
    assert unwrap(wrapped(text, 72)) == text


@pytest.mark.parametrize(
    ("broken", "right"),
    [
        ("a well-\nknown thing", "a well-known thing"),
        ("not impor-\ntant at all, though important", "not important at all, though important"),
        (
            "the re-\nsent letter, of people who resent it and are sent re",
            "the re-sent letter, of people who resent it and are sent re",
        ),
        ("both pre-\nand post-war", "both pre- and post-war"),
        ("he went--\nI stayed", "he went--I stayed"),
        ("he went --\nI stayed", "he went -- I stayed"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_goes_only_where_that_is_sure(broken: str, right: str) -> None:
    above = textwrap.fill(" ".join(LETTER[1:4]), 60)
    first, _, rest = broken.partition("\n")
    filled = f"{'plums ' * 20}"[: 60 - len(first) - 1] + " " + first  # a line as full as the others
    text = unwrap(f"{above}\n\n{filled}\n{rest}")
    assert text.endswith(right)


@modest
@given(
    text=st.text(st.sampled_from("ab. -\n"), max_size=400)
    | st.lists(st.sampled_from(LETTER), max_size=8).map(lambda p: wrapped("\n".join(p), 70))
)
def test_a_second_time_changes_nothing(text: str) -> None:
    assert unwrap(unwrap(text)) == unwrap(text)


@modest
@given(text=st.text(st.sampled_from("abcdefg  .,\n"), max_size=600))
def test_only_white_space_changes(text: str) -> None:
    assert "".join(unwrap(text).split()) == "".join(text.split())


def breaks(text: str) -> set[int]:
    """The line ends, by how many letters are before them."""
    places, letters = set(), 0
    for character in text:
        letters += not character.isspace()
        if character == "\n":
            places.add(letters)
    return places


@pytest.mark.parametrize("folder", ["twain-letters", "pepys-diary", "austen-letters", "chesterton-essays"])
@pytest.mark.parametrize("width", [60, 72, 76])
def test_real_texts_are_restored(shared_data: Path, folder: str, width: int) -> None:
    total = wrong = 0
    for path in sorted((shared_data / folder).glob("*.txt"))[:120]:
        text = "\n".join(line.strip() for line in path.read_text(encoding="utf-8").split("\n"))
        lines = wrapped(text, width)
        total += lines.count("\n")
        wrong += len(breaks(unwrap(lines)) ^ breaks(text))
    assert wrong < 0.005 * total


def test_verse_is_not_prose(shared_data: Path) -> None:
    text = (shared_data / "tinyshakespeare.txt").read_text(encoding="utf-8")
    assert unwrap(text) == text


def test_a_word_of_a_megabyte_is_done_with() -> None:
    """A quadratic step would take hours."""
    text = "a" * 1_000_000 + "\n" + "the line above is long, and this one\nhas a next one that goes on\n" * 3
    assert unwrap(text).startswith("aaa")
