"""A text as the style rules see it: its words, its sentences, and what no rule may touch.

Frozen is whatever is not the writer's own running prose: code, links, addresses, quotations, headings, tables, emphasis (titles
and labels stand in it), front matter, mail headers. Sentences are split with care, not with ambition: where a full stop may
belong to an abbreviation there is no boundary. Everything is one pass over the text. Tests: tests/style/test_passage.py.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from functools import cached_property
from typing import NamedTuple

# A word may hold apostrophes and hyphens ("to-day"); of scripts without spaces every character is one.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|['’]t(?:is|was)\b|[^\W_{_UNSPACED}]+(?:['’-][^\W_{_UNSPACED}]+)*")
_SPACE = re.compile(r"[ \t]*\n?[ \t]*")

_FROZEN = re.compile(
    r"""\A---\n.*?\n---\s*\n                                # front matter
    |\A(?:[A-Z][A-Za-z-]{1,20}:[^\n]*\n)+(?=\s*\n)          # headers of a mail
    |^[ \t]*(?P<fence>```|~~~).*?(?:^[ \t]*(?P=fence)[^\n]*$|\Z)
    |<(?P<tag>pre|code|script|style|blockquote)\b.*?</(?P=tag)>
    |<!--.*?-->|</?[A-Za-z][^<>]{0,500}>
    |^[ ]{0,3}\#{1,6}[ ][^\n]*$|^[^\n]+\n(?==+[ \t]*$|-{3,}[ \t]*$)   # headings
    |^[ \t]*>[^\n]*$|^[ \t]*\|[^\n]*$|^[^\n|]+[ ]\|[ ][^\n]*$         # block quotes and tables
    |^(?:[ ]{4}|\t)[^\n]*$                                            # indented code, and verse
    |`+[^`\n]{1,500}`+|\$\$.{1,2000}?\$\$|\[\[[^\]\n]{1,300}\]\]
    |\]\([^()\s]{0,1000}(?:\([^()\s]{0,300}\)[^()\s]{0,300})?(?:[ ]"[^"\n]{0,300}")?\)|^[ ]{0,3}\[[^\]\n]+\]:[^\n]*$
    |\*{1,3}(?=\S)[^*\n]{1,300}(?<=\S)\*{1,3}|(?<!\w)_{1,3}(?=\S)[^_\n]{1,300}(?<=\S)_{1,3}(?!\w)
    |\b(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,200}|(?<!\S)\S*?[\w)](?:[/\\=_@\#]|\.(?=[a-z]{2,5}\b))\S*
    |“[^”]{1,3000}(?:”|\n[ \t]*\n|\Z)|«[^»]{1,3000}»|„[^“”]{1,3000}[“”]
    |(?<![\w])‘[^’\n]{1,300}’(?!\w)|(?<![\w'])'(?=[A-Za-z])[^'\n]{1,300}'(?!\w)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_BLANK = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t])|(?<=\n)[ ]{0,3}\#{1,6}[ ][^\n]*\n")
_END = re.compile(r"[.!?…。！？]+[\"'”’»)\]*_]*(?=\s|\Z|(?<=[。！？]))")
_ABBREVIATIONS = frozenset(
    """
    mr mrs ms messrs dr prof st sr jr rev hon gen col capt lieut lt maj sgt gov pres sen rep esq mme mlle m mm vs etc inc
    ltd co corp nos vol vols ch fig figs pp p ed eds cf al ca approx dept est e.g i.e a.m p.m u.s u.k n.y d.c ph.d jan feb
    apr jun jul aug sep sept oct nov dec mon tue tues thu thur thurs fri st ave rd mt ft inst ult prox viz
    """.split()
)
_LAST_WORD = re.compile(r"[\w.]+\Z")


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
        marks = bytearray(len(self.text) + 1)
        for match in _FROZEN.finditer(self.text):
            marks[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
        for start, end in self.quotations:
            marks[start:end] = b"\x01" * (end - start)
        return marks

    @cached_property
    def quotations(self) -> list[tuple[int, int]]:
        """What stands in straight double quotes, quotes included; one that is not closed ends with its paragraph."""
        found = []
        for start, end in self.paragraphs:
            at = [i for i in range(start, end) if self.text[i] == '"'] if '"' in self.text[start:end] else []
            found += [(i, j + 1) for i, j in zip(at[::2], at[1::2], strict=False)]
            if len(at) % 2:
                found.append((at[-1], end))
        return found

    @cached_property
    def paragraphs(self) -> list[tuple[int, int]]:
        """Paragraphs, items of lists and headings."""
        cuts = [0, *(cut for m in _BLANK.finditer(self.text) for cut in m.span()), len(self.text)]
        return [(a, b) for a, b in itertools.pairwise(cuts) if self.text[a:b].strip()]

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """From the first character of each to behind its last, white space left out."""
        found = []
        for start, end in self.paragraphs:
            at = start
            for match in _END.finditer(self.text, start, end):
                if self._ends(match, end):
                    found.append((at, match.end()))
                    at = match.end()
            found.append((at, end))
        return [trimmed for a, b in found if (trimmed := self._trimmed(a, b))[0] < trimmed[1]]

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

    def _ends(self, match: re.Match[str], limit: int) -> bool:
        if match[0][0] != ".":
            return True
        last = _LAST_WORD.search(self.text, max(0, match.start() - 20), match.start())
        word = last[0] if last else ""
        if word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word != "I") or re.search(r"\.\w$", word):
            return not self.text[match.end() : limit].strip()
        rest = self.text[match.end() : match.end() + 3].lstrip()
        return not rest[:1].islower() or (len(word) > 2 and match[0] == ".")

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        piece = self.text[start:end]
        return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
