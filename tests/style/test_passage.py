"""What is frozen, and where sentences end."""

from __future__ import annotations

import pytest

from vibejam.style.passage import Passage


def sentences(text: str) -> list[str]:
    passage = Passage(text)
    return [text[start:end] for start, end in passage.sentences]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Run `do not` now.", "do not"),
        ("See https://example.org/do-not for it.", "do-not"),
        ("He said “do not go” to me.", "do not"),
        ('He said "do not go" to me.', "do not"),
        ("# Do not go\n\nText.", "Do not"),
        ("| do not | go |\n|---|---|", "do not"),
        ("```\ndo not\n```\n", "do not"),
        ("> do not go\n\nText.", "do not"),
        ("---\ntitle: do not\n---\nText.", "do not"),
        ("Subject: do not go\n\nText.", "do not"),
        ("Do not go\n---------\n\nText.", "Do not"),
        ("    do not go\n\nText.", "do not"),
        ("Write to do.not@example.org now.", "do.not"),
        ("Of *Do not go* I say little.", "Do not"),
        ("[here](do-not) it is", "do-not"),
    ],
)
def test_what_is_not_running_prose_is_frozen(text: str, kept: str) -> None:
    at = text.index(kept)
    assert not Passage(text).is_free(at, at + len(kept))


def test_running_prose_is_free() -> None:
    text = "I do not go; it's late (and dark) -- so I don't."
    assert Passage(text).is_free(0, len(text))


def test_an_unclosed_quotation_ends_with_its_paragraph() -> None:
    text = 'He said "do not go.\n\nI do not.'
    assert Passage(text).is_free(text.index("I do not"), len(text))


def test_sentences_do_not_end_at_abbreviations() -> None:
    text = "Mr. Hall came at 5 p.m. on Friday. He had 3.5 pounds. Did he? Yes!"
    assert sentences(text) == ["Mr. Hall came at 5 p.m. on Friday.", "He had 3.5 pounds.", "Did he?", "Yes!"]


def test_sentences_end_with_their_paragraph_or_item() -> None:
    assert sentences("Dear Ann,\n\n- one thing\n- another. And more") == ["Dear Ann,", "one thing", "another.", "And more"]


def test_words_of_scripts_without_spaces_are_characters() -> None:
    assert [word.lower for word in Passage("雨が降る").words] == ["雨", "が", "降", "る"]


def test_a_letter_that_grows_in_lower_case_shifts_nothing() -> None:
    text = "İstanbul is big. I don't go."
    passage = Passage(text)
    assert [text[word.start : word.end] for word in passage.words][-2:] == ["don't", "go"]
    assert passage.words[-2].lower == "don't"
