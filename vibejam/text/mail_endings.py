"""What programs put below what the writer of a mail typed: signatures, notices of lawyers and servers, footers of lists.

All is told from the last lines of a stretch of the writer's own, and only where those lines are nothing else: a sign-off with
its name, a postscript, a list, a poem are the writer's. Tests: tests/text/test_replies.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vibejam.text import mail_words as words


def any_of(*lists: str) -> str:
    return "(?:" + "|".join(lists) + ")"


_DELIMITER = re.compile(r"(?:--|__)\s*$")
_DIVIDER = re.compile(r"(?:—|––|(?:[-_=*~—–]\s?){3,})$")
RULE = re.compile(r"(?:_{5,}|-{10,}|={10,}|\*{10,})\s*$")
_SENT_FROM = re.compile(rf"\W*{any_of(*words.SENT_FROM)}", re.IGNORECASE)
_SENT_FROM_PROSE = re.compile(
    r"[,;!?]\s|\.\s+\w|[.?]$|\b(?:is|was|are|were|has|have|had|will|but|because|ist|war|est|es)\b", re.IGNORECASE
)
_THIS_MESSAGE = re.compile(any_of(*words.THIS_MESSAGE), re.IGNORECASE)
_LEGAL = tuple(kind.split("|") for kind in words.LEGAL)
_LEGAL_TITLE = re.compile(rf"\W*{any_of(*words.LEGAL_TITLES)}\W*(?:$|[:：\n]|\s[-–—]\s)", re.IGNORECASE)
_FOOTER = re.compile(any_of(*words.FOOTERS), re.MULTILINE)
_LIST_FOOTER = re.compile(words.LIST_FOOTERS, re.MULTILINE)
_SIGN_OFF = re.compile(rf"\W*{any_of(*words.SIGN_OFFS)}(?:[\s,.:!。！~*)-]*$|,? (?=\w+\W*$))", re.IGNORECASE)
_NAME = re.compile(r"\W{0,3}[^\W\d_][\w.'’-]*(?:[ ,]+[^\W\d_][\w.'’-]*){0,3}\W{0,3}$")
_DASHED_NAME = re.compile(r"\s?[-–—]{1,2}(?: ?[^\W\d_a-zß-ÿ]|[^\W\d_])[\w.'’-]*(?: [A-ZÀ-Þ][\w.'’-]*){0,2}\.?\s*$")
_BULLET = re.compile(r"\s*(?:[-–—*•+·]|\d+[.)])\s?\S")
_CONTACT = re.compile(
    r"https?://|\bwww\.|[\w.+-]+@[\w-]+\.\w|\b[\w-]+\.(?:com|org|net|io|de|fr|ch|at|co\.uk|eu|es|it|nl|pl|ru|jp|cn)\b"
    r"|(?:\+|\b00)\d[\d\s().\-/]{6,}|\(?\b0?\d{2,5}\)?[\s./-]{1,3}\d{2,4}[\s./-]?\d{2,}|\b0\d{8,}"
    r"|^\W*(?:tel|phone|mobile?|mob|cell|fax|telefon|handy|tél|téléphone|portable|teléfono|móvil|telefone|celular|telefono|cell?ulare|"
    r"telefoon|mobiel|gsm|тел|моб|direct|office|web|e-?mail|skype|linkedin|twitter|電話|电话|手机|전화|携帯)\s?[.:：]"
    r"|^\W*(?:[tmpfdhcew]\s?[:：]\s*\S|[tmpfdhc]\.\s*[+(\d])",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(r"\W*P\.? ?P?\.?S\b", re.IGNORECASE)
_LONGEST_SIGNATURE = 12  # lines
_LONGEST_FOOTER = 1000  # characters


def added_below(lines: list[str], start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """First line, line after the last, and what it is, of each thing that was added; lines `start` to `end` are looked at."""
    for label, find in (
        ("disclaimer", _legal_notice), ("signature", _delimited), ("footer", _footer), ("signature", _sent_from),
        ("footer", _footer), ("signature", _contacts), ("signature", _sent_from), ("signature", _dashed_name),
    ):  # fmt: skip
        end = _end_of_text(lines, start, end)
        cut = find(lines, start, end)
        if cut is not None:
            yield cut, end, label
            end = cut


def ends_as_mail(lines: list[str]) -> bool:
    """Whether the last lines are such as only mail has."""
    end = _end_of_text(lines, 0, len(lines))
    return "-- " in lines[-_LONGEST_SIGNATURE:] or any(find(lines, 0, end) is not None for find in (_sent_from, _footer))


def _end_of_text(lines: list[str], start: int, end: int) -> int:
    while start < end and not lines[end - 1].strip():
        end -= 1
    return end


def _paragraphs(lines: list[str], start: int, end: int) -> Iterator[tuple[int, str]]:
    """The first line of each paragraph, and the paragraph."""
    first = start
    for i in range(start, end + 1):
        if i == end or not lines[i].strip() or RULE.match(lines[i].strip()):
            if i > first:
                yield first, "\n".join(lines[first:i])
            first = i + 1


def _rule_above(lines: list[str], start: int, i: int) -> int:
    """The line of the rule above a paragraph, or that of the paragraph."""
    above = i
    while above > start and not lines[above - 1].strip():
        above -= 1
    return above - 1 if above > start and _DIVIDER.match(lines[above - 1].strip()) else i


def _legal_notice(lines: list[str], start: int, end: int) -> int | None:
    if sum(_legal_kinds("\n".join(lines[start:end]))) < 2:
        return None
    for i, paragraph in _paragraphs(lines, start, end):
        titled = _LEGAL_TITLE.match(paragraph) and sum(_legal_kinds("\n".join(lines[i : i + 8]))) >= 2
        said = _legal_kinds(paragraph)
        enough = said[:2] == [True, True] or sum(said) >= (2 if len(paragraph) >= 100 else 3)
        if titled or (enough and _THIS_MESSAGE.search(paragraph)):
            return _rule_above(lines, start, i)
    return None


def _legal_kinds(text: str) -> list[bool]:
    lower = text.lower()
    return [any(stem in lower for stem in stems) for stems in _LEGAL]


def _delimited(lines: list[str], start: int, end: int) -> int | None:
    """Where the line of dashes stands below which only a signature follows."""
    for i in range(start, end):
        line = lines[i].rstrip()
        if lines[i] == "-- ":
            return i
        if i < end - 4 * _LONGEST_SIGNATURE or not (_DELIMITER.match(line) or _DIVIDER.match(line)):
            continue
        below = [other.strip() for other in lines[i + 1 : end] if other.strip()]
        if not _is_signature(below) or any(_BULLET.match(each) for each in below[:2]):
            continue
        if _DELIMITER.match(line) or (len(below) <= 8 and _is_short(below)):
            return i
    return None


def _is_signature(lines: list[str]) -> bool:
    return (
        len(lines) <= _LONGEST_SIGNATURE
        and all(len(line) < 160 for line in lines)
        and not any(_is_prose(line) for line in lines[:3])
    )


def _is_short(lines: list[str]) -> bool:
    """Whether lines look like a name and where to reach them, rather than like the last words of a letter."""
    if not lines or any(len(line) > 90 or _BULLET.match(line) or _is_sentence(line) for line in lines):
        return False
    return any(_CONTACT.search(line) for line in lines) or (len(lines) <= 2 and all(_is_title(line) for line in lines))


def _is_sentence(line: str) -> bool:
    return (
        bool(re.search(r"[。！？]$|\w{2}[.!?]$", line))
        and (len(line.split()) > 3 or not line.isascii())
        and not _CONTACT.search(line)
    )


def _is_prose(line: str) -> bool:
    """A sentence of some length, or the beginning of one."""
    if len(line.split()) <= 7 or "|" in line or line[:1] in "\"'“„«»*":
        return bool(_POSTSCRIPT.match(line))
    return not _CONTACT.search(line) and not _FOOTER.search(line.lower())


def _footer(lines: list[str], start: int, end: int) -> int | None:
    """Where the notices of servers and lists at the end begin."""
    cut = None
    for i, paragraph in reversed(list(_paragraphs(lines, start, end))):
        rule = _rule_above(lines, start, i)
        paragraph = paragraph[:_LONGEST_FOOTER].lower()
        found = _FOOTER.search(paragraph) or (rule < i and _LIST_FOOTER.search(paragraph))
        # Prose may speak of a list too; a footer does nothing else.
        if not found or (rule == i and len(paragraph[: found.start()].split()) > 3):
            break
        cut = rule
    return cut


def _sent_from(lines: list[str], start: int, end: int) -> int | None:
    """The last lines, when a telephone or a program wrote them about itself."""
    cut = None
    for i in range(end - 1, max(end - 4, start - 1), -1):
        line = lines[i].strip()
        if line and not _is_sent_from(line):
            break
        cut = i if line else cut
    return cut


def _is_sent_from(line: str) -> bool:
    match = _SENT_FROM.match(line)
    if not match or len(line) > 120:
        return False
    rest = re.sub(r"<?\(?https?://\S+", "", line[match.end() :]).rstrip(" .!")
    return len(line.split()) <= 14 and not _SENT_FROM_PROSE.search(rest)


def _contacts(lines: list[str], start: int, end: int) -> int | None:
    """Where, below a sign-off and a name or by itself, a block of telephone numbers and addresses begins."""
    filled = [i for i in range(start, end) if lines[i].strip()][-_LONGEST_SIGNATURE:]
    for at, i in reversed(list(enumerate(filled))):
        below = filled[at + 1 :]
        if not below or not _is_leave(lines[i].strip(), lines[below[0]].strip()):
            continue
        named = _NAME.match(lines[below[0]].strip()) and not _CONTACT.search(lines[below[0]])
        rest = below[1:] if named else below
        if rest and _is_contact_block([lines[j].strip() for j in rest], 1):
            return rest[0]
    *_, (first, paragraph) = [(start, ""), *_paragraphs(lines, start, end)]
    block = [line.strip() for line in paragraph.split("\n")]
    before = next((lines[j].rstrip() for j in range(first - 1, start - 1, -1) if lines[j].strip()), "")
    if first > start and not before.endswith((":", "：")) and _is_contact_block(block, 2) and all(map(_is_entry, block)):
        return first + 1 if _is_title(block[0]) and "," not in block[0] else first
    return None


def _is_title(line: str) -> bool:
    """A name, as people write it below a letter."""
    named = _NAME.match(line) and not _CONTACT.search(line) and not line.endswith(".")
    return bool(named) and all(word[:1] == word[:1].upper() for word in line.split())


def _is_entry(line: str) -> bool:
    """A line of an address, rather than of a sentence that has a link in it."""
    rest = _CONTACT.sub("", line)
    return len(rest.split()) <= 6 and (rest != line or not line[:1].islower())


def _is_leave(line: str, below: str) -> bool:
    if len(line) > 60:
        return False
    return bool(_SIGN_OFF.match(line)) or (
        line.endswith(",") and len(line.split()) <= 4 and bool(_NAME.match(below)) and below.istitle()
    )


def _is_contact_block(block: list[str], needed: int) -> bool:
    if len(block) > _LONGEST_SIGNATURE or any(len(line) > 110 or _is_prose(line) or _BULLET.match(line) for line in block):
        return False
    if any(_is_sentence(line) or line.endswith(("?", "!")) or re.search(r"[.!?] \w+ \w+ \w+", line) for line in block):
        return False
    reached = [_is_contact(line) for line in block if _CONTACT.search(line)]
    return len(reached) >= needed and all(reached)


def _is_contact(line: str) -> bool:
    """A number or an address by itself or with its label ("Tel: ..."), rather than in a sentence ("My number is ...")."""
    contact = _CONTACT.search(line)
    if contact is None or contact.start() <= 3 or any(sign in line for sign in "|•·"):
        return contact is not None
    return not re.search(r"(?:^|\s)[^\W\d_A-Z]", line[: contact.start()])


def _dashed_name(lines: list[str], start: int, end: int) -> int | None:
    """The last line when it is "-Abhishek Kona", below a paragraph, and neither part of a list nor of a sign-off."""
    if end - start < 2 or not _DASHED_NAME.match(lines[end - 1]):
        return None
    above = next((i for i in range(end - 2, start - 1, -1) if lines[i].strip()), None)
    if (
        above is None
        or _BULLET.match(lines[above])
        or lines[above].rstrip().endswith((":", "：", ","))
        or _SIGN_OFF.match(lines[above])
    ):
        return None
    return end - 1
