"""A document as a frame with prose in it: what may be rewritten, and all the rest, which comes out as it went in.

    frame = Frame.of(document)
    frame.filled([prose.text for prose in frame.prose]) == document

Prose are the paragraphs, also those inside lists, of Markdown (CommonMark with tables) or plain text. Headers (of mails, too), headings, code,
tables, quotations, HTML and definitions of links are the frame. A paragraph broken into lines is one line for who rewrites it
and is broken again afterwards. In it some words are to be kept as they are: links, code, tags, images, formulas, emphasis.
Tests: tests/text/test_frame.py.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt

from vibejam.text.front_matter import split_front_matter
from vibejam.text.sentences import sentences
from vibejam.text.spans import kept_spans

_MAIL_HEADER = re.compile(r"(?:(?:Subject|From|To|Cc|Bcc|Date|Sent|Reply-To|Attachments?):[^\r\n]*(?:\r\n|\r|\n))+(?=\s*[\r\n])")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BEGINS_BLOCK = re.compile(r"(?:[-*+]|\d{1,9}[.)]|#{1,6})(?:\s|$)|>|`{3}|~{3}|(?:-+|=+|_+|\*+)$|\||<[A-Za-z!/?]|\s{4}|\t")
_HARD_BREAK = re.compile(r"(?: {2,}|\\)$")
_STOPS = re.compile(r"[.!?:;…][\"'”’»)*_]*$")


class Line(NamedTuple):
    """One line of a paragraph: what stands before its words, such as the mark of a list, and after them."""

    before: str
    words: str
    after: str


@dataclass(frozen=True)
class Prose:
    """A paragraph. `text` is what it says, in one line."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return " ".join(line.words for line in self.lines)

    @property
    def kept(self) -> list[tuple[int, int]]:
        """Where in `text` words stand that are to be kept as they are, in order."""
        return kept_spans(self.text)

    def filled(self, text: str) -> str:
        """The lines of the paragraph, saying `text`; exactly as they were where it says the same."""
        if text == self.text:
            return "".join(line.before + line.words + line.after for line in self.lines)
        if len(self.lines) == 1:
            return self.lines[0].before + text + self.lines[0].after
        first, second, last = self.lines[0], self.lines[1], self.lines[-1]
        broken = list(self._broken(text))
        indents = [first.before] + [second.before] * (len(broken) - 1)
        ends = [first.after] * (len(broken) - 1) + [last.after]
        return "".join(before + words + after for before, words, after in zip(indents, broken, ends, strict=True))

    def _broken(self, text: str) -> Iterator[str]:
        """As the paragraph was: a line to a sentence, or lines of up to the same width."""
        if all(_STOPS.search(line.words) for line in self.lines):
            yield from (sentence.strip() for sentence in sentences(text))
            return
        width = max(len(line.words) for line in self.lines)
        line = ""
        for word in text.split(" "):
            if line and len(line) + 1 + len(word) > width and not _BEGINS_BLOCK.match(word):
                yield line
                line = word
            else:
                line = f"{line} {word}" if line else word
        yield line


@dataclass(frozen=True)
class Frame:
    """The parts of a document in order: what stays, as text, and the prose."""

    parts: tuple[str | Prose, ...]

    @classmethod
    def of(cls, document: str) -> Frame:
        _, body = split_front_matter(document)
        header = document[: len(document) - len(body)] if document.endswith(body) else ""
        if not header and (mail := _MAIL_HEADER.match(document)):
            header = mail.group()
        body = document[len(header) :]
        lines = _LINE.findall(body)
        parts: list[str | Prose] = [header]
        at = 0
        for start, end in _paragraphs(body, len(lines)):
            parts.append("".join(lines[at:start]))
            parts += _prose_of(lines[start:end])
            at = end
        return cls(tuple(part for part in (*parts, "".join(lines[at:])) if part))

    @property
    def prose(self) -> list[Prose]:
        return [part for part in self.parts if isinstance(part, Prose)]

    @property
    def places(self) -> list[tuple[int, int]]:
        """Where in the document the words of each paragraph of prose start and end."""
        found, at = [], 0
        for part in self.parts:
            if isinstance(part, str):
                at += len(part)
                continue
            start, at = at, at + sum(map(len, itertools.chain(*part.lines)))
            found.append((start + len(part.lines[0].before), at - len(part.lines[-1].after)))
        return found

    def filled(self, texts: Sequence[str]) -> str:
        """The document with those texts in place of its prose, one for each."""
        if len(texts) != len(self.prose):
            raise ValueError(f"{len(texts)} texts for {len(self.prose)} paragraphs")
        remaining = iter(texts)
        return "".join(part.filled(next(remaining)) if isinstance(part, Prose) else part for part in self.parts)


def begins_block(text: str) -> bool:
    """Whether a paragraph that says this would no longer be one: "- so", "1. Then", "# 3"."""
    return _BEGINS_BLOCK.match(text) is not None


def passages(text: str, most_words: int) -> list[str]:
    """A paragraph in runs of whole sentences of at most so many words (one long sentence may have more); they add up to it."""
    found: list[str] = []
    words = 0
    for sentence in sentences(text):
        length = len(sentence.split())
        if found and words + length <= most_words:
            found[-1] += sentence
            words += length
        else:
            found.append(sentence)
            words = length
    return found


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def _paragraphs(body: str, lines: int) -> Iterator[tuple[int, int]]:
    """The lines from and to which there are paragraphs outside of quotations."""
    quoted, at = 0, 0
    tokens = _parser().parse(body)
    for token in tokens:
        quoted += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type == "paragraph_open" and not quoted and token.map and at <= token.map[0] < token.map[1] <= lines:
            yield token.map[0], token.map[1]
            at = token.map[1]


def _prose_of(raw: list[str]) -> Iterator[str | Prose]:
    """The lines of one paragraph; a line that is to end where it ends makes two of it."""
    lines: list[Line] = []
    for number, line in enumerate(raw):
        words = line.strip()
        before = line[: len(line) - len(line.lstrip())]
        if number == 0 and (mark := re.match(r"\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)*+(?:\[[ xX]\]\s+)?", line)):
            before, words = mark.group(), line[mark.end() :].strip()
        after = line[len(before) + len(words) :]
        if not words:
            yield from ([Prose(tuple(lines))] if lines else [])
            yield line
            lines = []
            continue
        lines.append(Line(before, words, after))
        if _HARD_BREAK.search(line.rstrip("\r\n")) and number < len(raw) - 1:
            if words.endswith("\\"):
                lines[-1] = Line(before, words[:-1], "\\" + after)
            yield Prose(tuple(lines))
            lines = []
    if lines:
        yield Prose(tuple(lines))
