"""Text cut into sentences, none of it lost: "".join(sentences(text)) == text. Everybody here who needs sentences asks this module.

A sentence ends at a mark that ends sentences, with the quotes and brackets that close there, before white space and what may
begin a sentence; not after an initial or a common abbreviation. An empty line ends it too. Chinese and Japanese marks need no
space. Any language that uses these marks is cut; the abbreviations are English, French and German.
Tests: tests/text/test_sentences.py.
"""

from __future__ import annotations

import itertools
import re

_CLOSING = "\"'”’»)\\]*_"
_END = re.compile(
    rf"(?P<mark>[.!?…]+)[{_CLOSING}]*(?P<gap>\s+)(?=(?P<next>\S))"
    rf"|[。！？｡]+[」』”’）]*\s*"
    rf"|[؟۔।]+[{_CLOSING}]*\s+"
    r"|\n[^\S\n]*\n\s*"
)
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
_LAST_WORD = re.compile(r"[^\s(\[\"“‘'—–]+$")
_DASH_BEFORE = re.compile(r".*--")
_ABBREVIATIONS = frozenset(
    """
    mr mrs ms dr prof rev st sr jr hon esq gen col capt lieut lt maj sgt gov sen rep messrs mme mlle no nos vol vols pp ed eds fig
    figs ch sec vs cf viz etc al approx dept univ inc ltd corp co bros ave rd mt ft inst ult prox jan feb mar apr jun jul aug sep
    sept oct nov dec mon tue tues wed thu thur thurs fri sat sun e.g i.e a.m p.m u.s u.k ph.d z.b d.h bzw usw ca nr str
    """.split()
)
_BEFORE_NAMES = frozenset(
    """
    mr mrs ms dr prof rev st hon gen col capt lieut lt maj sgt messrs mme mlle vol fig ch sec vs cf e.g i.e z.b d.h
    """.split()
)
_BEFORE_NUMBERS = frozenset("no nos nr p pp ca".split())
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]", re.UNICODE)  # U.S, J.R.R
_OPENS = frozenset(
    """
    the a an i he she it we you they this that these those there here my your his her its our their who what when where why how
    and but or nor so yet if as in on at by for from to of with not no then now both each every all some one
    """.split()
)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with the white space after it."""
    return [text[start:end] for start, end in itertools.pairwise([0, *_ends(text), len(text)]) if start < end]


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text stand, from the first character of each to behind its last, white space left out."""
    found = []
    for start, end in itertools.pairwise([0, *_ends(text), len(text)]):
        piece = text[start:end]
        if bare := piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            found.append((first, first + len(bare)))
    return found


def _ends(text: str) -> list[int]:
    """Where a sentence ends with the white space after it."""
    found = [0]
    for end in _END.finditer(text):
        if not end["mark"] or _is_end(text, found[-1], end):
            found.append(end.end())
    return found[1:]


def _is_end(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether what looks like the end of a sentence is one."""
    following = end["next"]
    if _EMPTY_LINE.search(end["gap"]):
        return True
    if following.islower():  # "'Stop!' he said", "Wait... what"
        return False
    if end["mark"] != ".":
        return True
    match = _LAST_WORD.search(text, max(start, end.start() - 30), end.start())
    word = _DASH_BEFORE.sub("", match.group()).lower().rstrip(".") if match else ""
    if (len(word) == 1 and word.isalpha() and word != "i") or word in _BEFORE_NAMES:  # one initial, "Mr."
        return False
    if word in _BEFORE_NUMBERS and following.isdigit():
        return False
    if _INITIALS.fullmatch(word) and not word.endswith("m"):  # "C.B. Fry", "the U.S. Senate"; but "5 p.m. Bob left"
        return _word_at(text, end.end()) in _OPENS
    return word not in _ABBREVIATIONS or following.isupper() or following in "\"“‘'("


def _word_at(text: str, at: int) -> str:
    match = re.compile(r"\w*").match(text, at)
    return match.group().lower() if match else ""
