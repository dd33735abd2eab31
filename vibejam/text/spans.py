"""What in a paragraph is not the writer's to vary: literals, mark-up, quotations. Everybody here who must leave these alone asks
this module.

    literals    code, addresses, handles, paths: by kind, as facts that a rewrite must not lose
    kept_spans  literals and mark-up (links, tags, formulas, emphasis): to stand in a rewrite word for word
    quotations  what stands between quotation marks: its words are somebody else's

They work in every language. Patterns are bounded or possessive, so that no input takes more than linear time.
Tests: tests/text/test_spans.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# In this order; what one kind has taken the next ones do not see.
_LITERALS = {
    "code": re.compile(r"```[^`]{0,20000}+```|~~~[^~]{0,20000}+~~~|``[^`\n]{1,2000}+``|`[^`\n]{1,2000}+`"),
    "mail": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}+@(?:[\w-]{1,63}+\.){1,6}[^\W\d_]{2,24}+"),
    "url": re.compile(r"\b(?:https?|ftp|file|mailto|git|ssh)://?[^\s<>\"]{2,2000}+|\bwww\.[^\s<>\"]{2,2000}+|"
                      r"(?<![\w@.-])(?:[a-z0-9][a-z0-9-]{0,62}+\.){1,4}(?:com|org|net|edu|gov|io|dev|de|fr|uk|info|app|example)\b(?:/[^\s<>\"]{0,500}+)?+"),
    "handle": re.compile(r"(?<![\w@#/&])[@#][^\W\d_]\w{0,62}+(?:\.\w{1,62}+)?+"),
    "path": re.compile(r"(?<![\w/~.])(?:~|\.{1,2}|[A-Za-z]:)?[/\\][\w.+-]{1,255}+(?:[/\\][\w.+-]{0,255}+){0,50}+|"
                       r"(?<![\w/~.\\])[\w.+-]{1,255}+(?:/[\w.+-]{1,255}+){2,50}+|"
                       r"(?<![\w/~.\\-])[a-z]{2,20}+/[a-z0-9]{1,40}+(?:[-_][a-z0-9]{1,40}+){1,9}+(?![\w/])|"
                       r"(?<![\w/.\\-])(?:[\w.+-]{1,100}+/)?[\w-]{1,100}+\.(?:py|js|ts|md|txt|toml|json|ya?ml|csv|log|pdf|docx?|xlsx?|html?|css|sh|c|h|cpp|rs|go|zip|png|jpe?g)\b|"
                       r"(?<!\S)--[a-z]{2,30}+(?:-[a-z]{1,30}+)++|(?<!\w)(?=[^\W_]{0,40}_)[a-z]\w{2,80}+(?:\(\))?+|\b[a-z_]\w{1,60}+\(\)"),
}  # fmt: skip
_TRAILING = ".,;:!?'\")]}*_"
_MARK_UP = re.compile(
    r"""(?<![`\\])(`++)(?:[^`\n]|(?!\1(?!`))`++){1,2000}?\1(?!`)       # code in one line
       |!?\[[^\[\]\n]{0,1000}+\](?:\((?:[^()\s]|\([^()\s]{0,500}\)|[ ]"){0,2000}+\)|\[[^\[\]\n]{0,200}+\])  # links, images
       |\[\^[^\]\s]{1,80}\]|!?\[\[[^\[\]\n]{1,500}\]\]                  # marks of notes, links of wikis
       |</?[A-Za-z][^<>\n]{0,2000}+>                                    # tags, links
       |(?:https?://|www\.)[^\s<>]{1,2000}(?<![.,;:!?)'"”’])
       |\$\$[^$\n]{1,2000}\$\$|\\\([^\n]{1,1000}?\\\)                   # formulas
       |\{\{[^{}\n]{1,1000}\}\}|\{%[^{}\n]{1,1000}%\}                   # what templates fill in
       |(?<![*\w])(\*{1,3})(?![\s*])[^*\n]{1,500}(?<!\s)\2(?![*\w])     # emphasis
       |(?<![_\w])(_{1,3})(?![\s_])[^_\n]{1,500}(?<!\s)\3(?![_\w])
       |~~[^~\n]{1,500}~~|==[^=\n]{1,500}==""",
    re.VERBOSE,
)
_QUOTED = re.compile(
    r"""“[^”\n]{1,3000}+(?:”|$)|«[^»\n]{1,3000}+»|„[^“”\n]{1,3000}+[“”]
       |(?<![\w'])‘[^‘’\n]{1,300}+(?:’\w[^‘’\n]{0,300}+){0,9}+’(?!\w)|(?<![\w'])'(?=[A-Za-z])[^'\n]{1,300}+'(?!\w)""",
    re.VERBOSE | re.MULTILINE,
)
_LINE = re.compile(r"[^\n]+")
_STRAIGHT = re.compile('"')


def literals(text: str) -> Iterator[tuple[str, int, int]]:
    """(kind, start, end) of code, addresses, handles and paths."""
    for kind, pattern in _LITERALS.items():
        found = [(match.start(), match.start() + len(_bare(match[0]))) for match in pattern.finditer(text)]
        yield from ((kind, start, end) for start, end in found)
        text = blanked(text, found)


def kept_spans(text: str) -> list[tuple[int, int]]:
    """Where words stand that mark-up, code or an address makes part of the frame, in order, none overlapping another."""
    marked = [match.span() for match in _MARK_UP.finditer(text)]
    bare = [(start, end) for _, start, end in literals(blanked(text, marked))]
    return sorted(marked + bare)


def quotations(text: str) -> list[tuple[int, int]]:
    """What stands between quotation marks, these included, in order; one that is not closed ends with its line."""
    found = [match.span() for match in _QUOTED.finditer(text)]
    for line in _LINE.finditer(text) if '"' in text else ():
        found += _in_straight(text, *line.span())
    return sorted(found)


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with spaces in place of these spans, which are in order."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], " " * (end - start)]
        at = end
    return "".join(pieces) + text[at:]


def _bare(literal: str) -> str:
    """Without the marks of the sentence that it ends."""
    return literal if literal[-1] == ")" and "(" in literal else literal.rstrip(_TRAILING)


def _in_straight(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Straight marks open and close in turn; after a digit one opens nothing: it stands for inches."""
    opened = -1
    for mark in _STRAIGHT.finditer(text, start, end):
        at = mark.start()
        if opened >= 0:
            yield opened, at + 1
            opened = -1
        elif not text[at - 1 : at].isdigit():
            opened = at
    if opened >= 0:
        yield opened, end
