"""What is not the writer's to vary in a paragraph."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibejam.text.spans import blanked, kept_spans, literals, quotations


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("see `x = 1` there", ["`x = 1`"]),
        ("go to https://example.org/a?b=c, then", ["https://example.org/a?b=c"]),
        ("write to ann@example.org, or to @ann.", ["ann@example.org", "@ann"]),
        ("open src/main.py, or notes.txt.", ["src/main.py", "notes.txt"]),
        ("a [link](u) and ![image](v)", ["[link](u)", "![image](v)"]),
        ("**do not** touch _this_", ["**do not**", "_this_"]),
        ("2 * 3 * 4 and and/or", []),
        ("note[^1] and [[Page|shown]]", ["[^1]", "[[Page|shown]]"]),
        ("<b>bold</b> of {{ site.name }}", ["<b>", "</b>", "{{ site.name }}"]),
        ("a < b and c > d" * 2, []),
    ],
)
def test_what_is_to_be_kept_word_for_word(text: str, kept: list[str]) -> None:
    assert [text[start:end] for start, end in kept_spans(text)] == kept


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('"Go," he said, "now."', ['"Go,"', '"now."']),
        ("“Go,” he said; „los“, «va».", ["“Go,”", "„los“", "«va»"]),
        ("the word ‘go’ and the word 'come'", ["‘go’", "'come'"]),
        ("the dogs' bowl isn't Ann's", []),
        ('a 6" pipe called "long", of 7\' and 8"', ['"long"']),
        ('he said "do not go.\nI do not.', ['"do not go.']),
        ("he said “do not go.\nI do not.", ["“do not go."]),
        (f'"{"a" * 2000}" he said, "b"', [f'"{"a" * 2000}"', '"b"']),
    ],
)
def test_what_stands_between_quotation_marks(text: str, quoted: list[str]) -> None:
    assert [text[start:end] for start, end in quotations(text)] == quoted


def test_a_literal_is_of_one_kind() -> None:
    text = "`a@b.org` by ann@example.org at https://example.org/a.txt."
    assert [(kind, text[start:end]) for kind, start, end in literals(text)] == [
        ("code", "`a@b.org`"), ("mail", "ann@example.org"), ("url", "https://example.org/a.txt"),
    ]  # fmt: skip


@given(st.text() | st.text("ab`[]()*_<>\"“”'‘’@./: \n"))
def test_spans_are_in_order_and_do_not_overlap(text: str) -> None:
    spans = kept_spans(text)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert len(blanked(text, spans)) == len(text)


@pytest.mark.parametrize(
    "part", ["[", "*", "`", "<", "![", "[a](", "a@", "a/", "a_", "$$", "{{", '"', "“", "'a ", "‘a’b", "***a ", "\\("]
)
def test_a_hundred_thousand_marks_are_not_worth_waiting_for(part: str) -> None:
    text = part * (100_000 // len(part))
    assert kept_spans(text) is not None and quotations(text) is not None
