"""Paragraphs that a program broke into lines of one width become one line each again; lines that a writer ended stay.

A program breaks a line where the next word would not have fitted any more. So a width explains a break when the line fits
into it and the line with the next word does not; in text that was wrapped, one width explains most breaks, and the next lines
go on in the middle of sentences. In verse, chats, addresses and lists no width does. Tests: tests/text/test_paragraphs.py.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import NamedTuple

NARROWEST, WIDEST = 56, 120  # what programs wrap at, in characters
_SHARE = 0.6  # of the breaks in wrapped text that its width explains
_FEW = 4  # explained breaks, below which chance may explain them too, and
_LONG = 55  # characters that the lines above them must have

# Lines that begin something of their own, or are nothing but a mark; they are not joined to the line above.
_BEGINS = re.compile(r"\s*(?:[-*+•·‣◦]\s|[#>|]|`{3}|~{3}|\[[ xX]\]|\[\^?[\w-]+\]:|https?://\S+\s*$|[-=_*~][-=_*~\s]*$)")
_DATED = re.compile(r"\s*\[?\d{1,4}[./-]\d{1,2}[./-]\d")  # a message of a chat, an entry of a log
# Lines that may do so: but "12. All well" can be the end of a sentence about November.
_MAY_BEGIN = re.compile(r"\s*(?:\(?(?:(?:\d{1,3}|[a-z])[.)]|[A-Z]\))\s|[–—]\s|[A-Za-z][A-Za-z-]{1,20}:\s)")
_ALONE = re.compile(
    r"\s*(?:[#>|]|`{3}|~{3}|[-=_*~][-=_*~\s]*$|https?://\S+\s*$|.*(?:\S(?:\s{3,}|\t)\S|\|.*\|))"
)  # not joined to the next
_ITEM = re.compile(r"(\s*)(?:[-*+•·‣◦]|\(?\d{1,3}[.)])\s+")
_SENTENCE_END = re.compile(r"[.!?:;…]['\"”’»)\]*_]*$")
_I = re.compile(r"I(?:['’](?:m|ll|ve|d))?\b")
_HYPHENATED = re.compile(r"([^\W\d_]+)-$")
_DIVIDED = re.compile(r"(?<!\S)\S+-\n\s*\S+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SUSPENDED = {"and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o", "e"}  # "pre- and post-war"


class _Break(NamedTuple):
    """The end of the line `above`, which may be a program's."""

    above: int  # its number
    narrowest: int
    widest: int  # the widths that would explain it
    goes_on: bool  # the next line begins in the middle of a sentence


def unwrap(text: str) -> str:
    """`"so I went\\nhome."` in a text wrapped at ten -> `"so I went home."`. `unwrap(unwrap(x)) == unwrap(x)`."""
    while (joined := _unwrap_once(text)) != text:
        text = joined  # what is left may have been wrapped too, at another width
    return text


def _unwrap_once(text: str) -> str:
    lines = text.split("\n")
    blocks = _breaks(lines)
    width = _width([each for block in blocks for each in block])
    if not width:
        return text
    known = Counter(_WORD.findall(_DIVIDED.sub(" ", text.lower())))
    joins = {each.above for block in blocks for each in _programs(block, width)}
    out: list[str] = []
    for number, line in enumerate(lines):
        if number - 1 in joins:
            out[-1], line = _joined(out[-1], line.lstrip(), known)
        elif out:
            out.append("\n")
        out.append(line)
    return "".join(out)


def _breaks(lines: list[str]) -> list[list[_Break]]:
    """The breaks inside of paragraphs that may be a program's, a list for each paragraph."""
    blocks: list[list[_Break]] = [[]]
    for number in range(len(lines) - 1):
        above, below = lines[number].rstrip(), lines[number + 1]
        if not below.strip() or not above:
            blocks.append([])
        elif found := _break(number, above, below):
            blocks[-1].append(found)
    return [block for block in blocks if block]


def _break(number: int, above: str, below: str) -> _Break | None:
    if len(above) > WIDEST or _BEGINS.match(below) or _ALONE.match(above) or _ALONE.match(below[:WIDEST]):
        return None
    if _DATED.match(below):
        return _Break(number, len(above), 0, False)
    begins = _MAY_BEGIN.match(below) is not None
    if begins and (_SENTENCE_END.search(above) or _MAY_BEGIN.match(above)):
        return None
    item = _ITEM.match(above)
    indent, under = len(above) - len(above.lstrip()), len(below) - len(below.lstrip())
    if under > (len(item.group(0)) if item else indent):  # the first line of a paragraph that begins with an indent
        return None
    word = len(below.split(None, 1)[0])
    gap = 0 if above.endswith("-") else 1
    first = next((character for character in below if character.isalnum()), "")
    goes_on = not begins and not _SENTENCE_END.search(above) and (first.islower() or _I.match(below) is not None)
    narrowest = len(above) if " " in above.strip() else 0  # a long word is left as it is
    return _Break(number, narrowest, len(above) + gap + word - 1, goes_on)


def _width(breaks: list[_Break]) -> int:
    """The width that explains most breaks; 0 when the text was not wrapped."""
    if not breaks:
        return 0
    changes = [0] * (WIDEST + 2)  # of how many breaks are explained, from one width to the next
    for each in breaks:
        if each.narrowest <= each.widest and each.narrowest <= WIDEST:
            changes[each.narrowest] += 1
            changes[min(each.widest, WIDEST) + 1] -= 1
    explained = list(itertools.accumulate(changes))
    best = max(range(NARROWEST, WIDEST + 1), key=lambda width: explained[width])
    here = [each for each in breaks if each.narrowest <= best <= each.widest]
    going_on = sum(each.goes_on for each in here)
    full = sum(each.narrowest >= 0.7 * best for each in breaks)  # shorter lines, as of a verse, are no program's anyway
    if len(here) < _FEW:
        return best if len(here) == full and going_on and all(each.narrowest >= _LONG for each in here) else 0
    enough = max(_SHARE * full, len(breaks) / 4)
    return best if len(here) >= enough and going_on >= len(here) / 3 else 0


def _programs(block: list[_Break], width: int) -> list[_Break]:
    """The breaks of one paragraph that are a program's."""
    if any(each.narrowest > width for each in block):
        return []
    explained = [each for each in block if each.widest >= width]
    if len(explained) * 2 < len(block):
        return []
    return [each for each in block if each.widest >= width or (each.goes_on and each.narrowest > width / 2)]


def _joined(above: str, below: str, known: Counter[str]) -> tuple[str, str]:
    """Both lines as they follow each other in one."""
    above = above.rstrip()
    match, rest = _HYPHENATED.search(above), _WORD.match(below)
    if (above.endswith("--") and not above.endswith(" --")) or (match and not rest):
        return above, below
    if not match or not rest or rest.group(0).lower() in _SUSPENDED:
        return above + " ", below
    before, after = match.group(1).lower(), rest.group(0).lower()
    # Sure is "impor-tant": it is a word of this text, it never has a hyphen there, and one of its parts is no word.
    divided = known[before + after] and not known[f"{before}-{after}"] and not (known[before] and known[after])
    return (above[:-1] if divided else above), below
