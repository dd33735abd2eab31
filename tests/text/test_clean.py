"""vibejam/text/clean.py: what no writer typed goes, what the writer typed stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.text.clean import clean

# Pieces that cleaning has rules about; text made of them meets the rules in every order.
PIECES = [
    "a", "é", "e\u0301", "א", "\u3000", " ", "\t", "\n", "\n\n", "\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029",
    "\u200b", "\u200c", "\u200d", "\u200e", "\u202e", "\u2060", "\u2066", "\u2069", "\ufeff", "\ufffd", "\ufffe", "\u00ad",
    "\x00", "\x1b", "\x1b[0m", "[0m", "\x7f", "\ud800", "\udfff", "Ã", "Ã©", "Â", "â€™", "â€", "€¨", "😀", "👩\u200d👩\u200d👧", "\u0301",
    "a" * 500, "a" * 1000,
]  # fmt: skip

any_text = st.text(st.characters(), max_size=60)
messy_text = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
words = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12)
line = st.lists(words, min_size=1, max_size=8).map(" ".join)
tidy_ascii = st.lists(line, min_size=1, max_size=6).flatmap(
    lambda lines: st.lists(st.sampled_from(["\n", "\n\n", "\n\n\n"]), min_size=len(lines), max_size=len(lines)).map(
        lambda breaks: "".join(text + gap for text, gap in zip(lines, breaks, strict=True)).rstrip("\n")
    )
)


@modest
@given(text=any_text)
@example(text="¬\x08ß")
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@modest
@given(text=messy_text)
@example(text="é\u200d\u200da")
@example(text="é\u200d\u3000")
@example(text="Ã\u200b©")
@example(text="â€¨x")
@example(text="A\u0300µ")
@example(text="α" + "!" * 1000 + "\u0301")
def test_cleaning_twice_is_cleaning_once_whatever_meets_what(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def leftovers(text: str) -> set[str]:
    """The characters that no writer types, told by their Unicode category rather than by a list of our own."""
    joiners = {"\u200c", "\u200d"}  # their own tests are below
    return {
        c for c in text
        if c not in "\n\t" and c not in joiners
        and (unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in "\u200b\u200e\u200f\u2060\ufeff\u00ad\ufffd\ufffe\uffff")
    }  # fmt: skip


@modest
@given(text=messy_text)
@example(text="â€¨x")
def test_nothing_invisible_stays(text: str) -> None:
    assert leftovers(clean(text)) == set()


@modest
@given(text=any_text)
def test_nothing_invisible_stays_of_any_text(text: str) -> None:
    assert leftovers(clean(text)) == set()


@modest
@given(text=messy_text)
def test_no_line_ends_in_blanks_and_no_gap_is_wider_than_two_empty_lines(text: str) -> None:
    cleaned = clean(text)
    assert all(line == line.rstrip() for line in cleaned.split("\n"))
    assert "\n\n\n\n" not in cleaned
    assert cleaned == cleaned.strip("\n")


@modest
@given(text=tidy_ascii)
def test_ordinary_writing_is_not_touched(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "“It’s” — she said… ‘no’ – then £5, ½ off, 25°",
        "teh recieve definately  two  spaces",
        "  an indented line\n\tand one with a tab",
        "Ça va, Zoë? Ἀθῆναι, Москва, 東京, שלום, مرحبا",
        "SÃO PAULO fica no Brasil; a maçã e o pão.",
        "L’Âge d’or à l’École",
        "a\u00a0b and 5\u202fkg",
        "🇩🇪 👍🏽 ❤️",
        "-- and *so* on -- \"quoted\" 'too'",
        "<b>not a tag</b> &amp; not an entity",
    ],
)
def test_what_the_writer_typed_stays(text: str) -> None:
    assert clean(text) == text


@modest
@given(
    lines=st.lists(line, min_size=1, max_size=6),
    ends=st.lists(st.sampled_from(["\r\n", "\r", "\x85", "\u2028"]), min_size=6, max_size=6),
)
def test_every_convention_for_a_new_line_is_read_the_same(lines: list[str], ends: list[str]) -> None:
    mixed = "".join(text + end for text, end in zip(lines, ends, strict=False))
    assert clean(mixed) == "\n".join(lines)


@pytest.mark.parametrize("wrong", ["cp1252", "latin-1", "mac_roman"])
@pytest.mark.parametrize("text", ["The café was naïve.", "Müller fährt nach Köln", "The crème brûlée"])
def test_utf8_that_was_read_as_something_else_is_repaired(text: str, wrong: str) -> None:
    assert clean(text.encode().decode(wrong)) == text


def test_mojibake_of_curly_quotes_is_repaired() -> None:
    assert clean("Itâ€™s â€œgoodâ€\x9d") == "It’s “good”"


def test_one_garbled_line_does_not_change_the_others() -> None:
    assert clean("Sâ€™il vous plaÃ®t\nÃ\nSÃO PAULO").split("\n")[1:] == ["Ã", "SÃO PAULO"]


@modest
@given(text=st.text(st.characters(categories=["Ll", "Lu", "Mn"]), max_size=30))
@example(text="Àµ")
def test_composed_and_decomposed_accents_become_the_same(text: str) -> None:
    assert clean(unicodedata.normalize("NFD", text)) == clean(unicodedata.normalize("NFC", text))


def test_decomposed_accents_are_composed() -> None:
    assert clean("cafe\u0301 nai\u0308ve") == "café naïve"


@pytest.mark.parametrize("text", ["👩\u200d👩\u200d👧", "می\u200cخواهم", "क्\u200dष"])
def test_joiners_stay_where_they_belong(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("text", ["a\u200db", "a\u200c", "\u200da", "é\u200da", "é\u200d\u200da", "\u200d", "é\u200d"])
def test_joiners_go_where_they_join_nothing(text: str) -> None:
    assert clean(text) == text.replace("\u200d", "").replace("\u200c", "")


def test_colours_of_a_terminal_go_with_all_of_their_code() -> None:
    assert clean("\x1b[1;31mred\x1b[0m and \x1b[?25lplain") == "red and plain"


def test_a_page_break_is_a_line_break() -> None:
    assert clean("one\x0ctwo\x0bthree") == "one\ntwo\nthree"


def test_half_a_surrogate_pair_goes() -> None:
    assert clean("a\ud83db") == "ab"


def test_a_replacement_character_goes() -> None:
    assert clean("na\ufffdve") == "nave"


def test_a_word_of_a_thousand_characters_was_written_by_nobody() -> None:
    assert clean("see " + "QUJD" * 250 + " there") == "see  there"


def test_a_word_of_less_than_a_thousand_characters_stays() -> None:
    text = "see " + "x" * 999 + " there"
    assert clean(text) == text


def test_a_script_without_spaces_has_no_words_that_are_too_long() -> None:
    text = "雪が降る。" * 400
    assert clean(text) == text


@pytest.mark.parametrize("text", ["", "\n", " \n\t\n ", "\ufeff", "\u200b", "\0\0"])
def test_nothing_stays_nothing(text: str) -> None:
    assert clean(text) == ""
