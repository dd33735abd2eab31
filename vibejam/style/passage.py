"""A text as the style rules see it: its words, its sentences, and what no rule may touch.

Frozen is whatever is not the writer's own running prose: what is no paragraph (text/frame.py), and in paragraphs what
text/spans.py finds: code, links, addresses, emphasis (titles and labels stand in it), quotations.
Tests: tests/style/test_passage.py.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from vibejam.text.frame import Frame
from vibejam.text.sentences import sentence_spans
from vibejam.text.spans import kept_spans, quotations

# A word may hold apostrophes and hyphens ("to-day"); of scripts without spaces every character is one.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|['’]t(?:is|was)\b|[^\W_{_UNSPACED}]+(?:['’-][^\W_{_UNSPACED}]+)*")
_SPACE = re.compile(r"[ \t]*\n?[ \t]*")


class Word(NamedTuple):
    """`text[start:end]`; `lower` is it in lower case with a straight apostrophe."""

    start: int
    end: int
    lower: str


class Passage:
    """`text` taken apart; offsets are in characters."""

    def __init__(self, text: str):
        self.text = text
        folded = text.lower().replace("’", "'")
        if len(folded) != len(text):  # a few letters grow in lower case
            folded = "".join(c if len(c.lower()) > 1 else c.lower() for c in text).replace("’", "'")
        self.words = [Word(m.start(), m.end(), folded[m.start() : m.end()]) for m in _WORD.finditer(text)]

    @cached_property
    def frozen(self) -> bytearray:
        """One byte per character: 1 where no rule may change anything."""
        marks = bytearray(b"\x01") * (len(self.text) + 1)
        marks[-1] = 0
        for start, end in self.paragraphs:
            marks[start:end] = bytes(end - start)
        for start, end in (*self.kept, *self.quotations):
            marks[start:end] = b"\x01" * (end - start)
        return marks

    @cached_property
    def paragraphs(self) -> list[tuple[int, int]]:
        """Paragraphs, also those of lists."""
        return Frame.of(self.text).places

    @cached_property
    def kept(self) -> list[tuple[int, int]]:
        """Code, links, addresses, emphasis."""
        return self._in_paragraphs(kept_spans)

    @cached_property
    def quotations(self) -> list[tuple[int, int]]:
        """What stands between quotation marks, these included."""
        return self._in_paragraphs(quotations)

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """From the first character of each to behind its last, white space left out."""
        return [(start + a, start + b) for start, end in self.paragraphs for a, b in sentence_spans(self.text[start:end])]

    @cached_property
    def starts(self) -> set[int]:
        """Where the first word of each sentence starts."""
        opening = []
        for start, end in self.sentences:
            number = self.word_at(start)
            if number < len(self.words) and self.words[number].start < end:
                opening.append(self.words[number].start)
        return set(opening)

    def word_at(self, offset: int) -> int:
        """The number of the first word that starts at `offset` or later."""
        return bisect_left(self.words, (offset,))

    def sentence_at(self, offset: int) -> tuple[int, int]:
        """The sentence that holds `offset`, or the one before it."""
        number = bisect_left(self.sentences, (offset + 1,)) - 1
        return self.sentences[max(0, number)]

    def is_free(self, start: int, end: int) -> bool:
        """Whether a rule may change `text[start:end]`."""
        return self.frozen.find(1, start, max(end, start + 1)) < 0

    def next_to(self, number: int, step: int) -> str:
        """The neighbour (step -1 or 1) of a word if only a space is between them, else the mark between, "" at an end."""
        other = number + step
        first, second = (other, number) if step < 0 else (number, other)
        if not 0 <= other < len(self.words):
            end = self.words[number].end
            return self.text[end : end + 1].strip() if step > 0 else ""
        gap = self.text[self.words[first].end : self.words[second].start]
        if _SPACE.fullmatch(gap) and gap:
            return self.words[other].lower
        marks = gap.strip()
        return "" if not marks else marks[0] if step > 0 else marks[-1]

    def _in_paragraphs(self, find: Callable[[str], list[tuple[int, int]]]) -> list[tuple[int, int]]:
        """What `find` finds in each paragraph, its lines being one."""
        lines = self.text.replace("\n", " ")
        return [(start + a, start + b) for start, end in self.paragraphs for a, b in find(lines[start:end])]
