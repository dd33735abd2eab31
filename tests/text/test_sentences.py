"""Sentences: where they end, and that nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibejam.text.sentences import sentence_spans, sentences


@pytest.mark.parametrize(
    "text",
    [
        "He came. |She left. |Nobody minded.",
        "Mr. Smith met Dr. No at 5 p.m. in St. Ives. |They talked.",
        "J. R. R. Tolkien wrote it. |See fig. 3 for more.",
        '"Stop!" he said. |"Why?" |She waited.',
        "It was late... too late. |He went home at 5 p.m. |Then he slept.",
        "Use a tool, e.g. a hammer, i.e. that one. |Fine!",
        "It costs 3.50 a piece. |Version 2.1.0 came out.",
        "これは文です。|次の文！|最後",
        "One line.\n\n|Another paragraph.",
        "no mark at the end",
        "(He left.) |[She stayed.] |**Bold end.** |Then.",
        "That was I. |He agreed.",
        "Dear Ann,\n\n|I write. |And so on\n\n|Bob",
        "Sir W.S. Gilbert and C. B. Fry met the U.S. Senate. |They came from the U.S. |They left at 5 p.m. |Bob stayed.",
        "I am now No. 4 of ten. |Or no. |I forget--Mrs. Heathcote knows.",
        "What cruel weather! and here is Edward VII. of England.",
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str) -> None:
    assert sentences(text.replace("|", "")) == text.split("|")


@given(st.text() | st.text("ab. !?\"'()\nA…。"))
def test_nothing_is_lost(text: str) -> None:
    assert "".join(sentences(text)) == text
    assert all(sentences(text))


@given(st.text() | st.text("ab. !?\"'()\nA…。"))
def test_spans_are_the_sentences_without_white_space_around(text: str) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == [s.strip() for s in sentences(text) if s.strip()]


def test_no_text_has_no_sentences() -> None:
    assert sentences("") == []
