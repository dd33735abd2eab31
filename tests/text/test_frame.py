"""The frame of a document: what is prose, and that everything else comes out as it went in."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibejam.text.frame import Frame, begins_block, passages

DOCUMENT = """\
---
title: A walk
---
# The head stays

A paragraph with `code` and [a link](https://example.org/z_(q)) that is
wrapped over *several* lines, and
ends here.

* an item that is long
  and goes on
* [ ] something to do

1. first

   what belongs to the first

> somebody else's words

| a | b |
|---|---|
| c | d |

    indented code

```python
print("no prose")
```

a line that ends here\\
and another

[ref]: https://example.org
<div>
markup
</div>
"""


def test_paragraphs_are_prose_and_nothing_else_is() -> None:
    assert [prose.text for prose in Frame.of(DOCUMENT).prose] == [
        "A paragraph with `code` and [a link](https://example.org/z_(q)) that is wrapped over *several* lines, and ends here.",
        "an item that is long and goes on",
        "something to do",
        "first",
        "what belongs to the first",
        "a line that ends here",
        "and another",
    ]


def test_what_is_put_in_stands_where_the_prose_stood() -> None:
    frame = Frame.of("# Head\n\n- one\n- two\n\nA line.\n")
    assert frame.filled(["first", "second", "Another."]) == "# Head\n\n- first\n- second\n\nAnother.\n"


def test_a_broken_paragraph_is_broken_again_at_its_width() -> None:
    frame = Frame.of("- These are words that go\n  on in a second line.\n")
    assert frame.filled(["These are other words that go on in a second line, and a third."]) == (
        "- These are other words\n  that go on in a second\n  line, and a third.\n"
    )


def test_a_line_to_a_sentence_stays_one() -> None:
    frame = Frame.of("Here is one.\nHere is the other, which is long.\n")
    assert frame.filled(["Here is one, the first. Here is a second. And a third."]) == (
        "Here is one, the first.\nHere is a second.\nAnd a third.\n"
    )


def test_no_line_begins_a_block_by_being_broken_there() -> None:
    frame = Frame.of("Words stand here\nand here.\n")
    filled = frame.filled(["Words stand here 1. and - here and # there > too"])
    assert len(Frame.of(filled).prose) == 1
    assert Frame.of(filled).prose[0].text == "Words stand here 1. and - here and # there > too"


@pytest.mark.parametrize("text", ["- so", "1. Then", "# 3", "> he", "```", "---", "    deep", "<div>"])
def test_what_begins_a_block_is_known(text: str) -> None:
    assert begins_block(text)
    assert not begins_block(f"so {text}")


def test_passages_are_whole_sentences() -> None:
    text = "One two three. Four five. Six seven eight nine. Ten."
    assert passages(text, 5) == ["One two three. Four five. ", "Six seven eight nine. Ten."]
    assert passages("", 5) == []
    assert passages("a b c d e f g h", 3) == ["a b c d e f g h"]


@given(
    st.text()
    | st.lists(
        st.sampled_from(["- ", "a b", "\n", "\r\n", "\r", "> ", "`", "    ", "# ", "| ", "\u2028", "\x0b", "\t", "1. ", "  \n"])
    ).map("".join)
)
def test_a_frame_filled_with_its_own_prose_is_the_document(document: str) -> None:
    frame = Frame.of(document)
    assert frame.filled([prose.text for prose in frame.prose]) == document


def test_real_documents_come_out_as_they_went_in(shared_data: Path) -> None:
    paths = [
        path
        for folder in ("benbalter-blog", "messy")
        for path in (shared_data / folder).rglob("*")
        if path.suffix in (".md", ".txt")
    ]
    read = 0
    for path in paths:
        try:
            document = path.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        frame = Frame.of(document)
        assert frame.filled([prose.text for prose in frame.prose]) == document, path.name
        read += 1
    assert read > 100


@pytest.mark.parametrize("part", ["[", "*", "`", "<", "![", "[a](", "> ", "- ", "$$", "{{", "|", "***a ", "\t", "\n", "\\("])
def test_a_hundred_thousand_marks_are_no_prose_worth_waiting_for(part: str) -> None:
    document = part * (100_000 // len(part))
    frame = Frame.of(document)
    assert frame.filled([prose.text for prose in frame.prose]) == document
    assert all(prose.kept is not None for prose in frame.prose)


def test_wrong_number_of_texts_is_an_error() -> None:
    with pytest.raises(ValueError, match="0 texts for 1 paragraphs"):
        Frame.of("A line.").filled([])
