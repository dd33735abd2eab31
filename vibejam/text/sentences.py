"""Text cut into sentences, none of it lost: "".join(sentences(text)) == text.

A sentence ends at a mark that ends sentences, with the quotes and brackets that close there, before white space and what may
begin a sentence; not after an initial or a common abbreviation. Chinese and Japanese marks need no space. Any language that
uses these marks is cut; the abbreviations are English, French and German. Tests: tests/text/test_sentences.py.
"""

from __future__ import annotations

import re

_CLOSING = "\"'”’»)\\]*_"
_END = re.compile(
    rf"(?P<mark>[.!?…]+)[{_CLOSING}]*(?P<gap>\s+)(?=(?P<next>\S))"
    rf"|[。！？｡]+[」』”’）]*\s*"
    rf"|[؟۔।]+[{_CLOSING}]*\s+"
)
_LAST_WORD = re.compile(r"[^\s(\[\"“‘']+$")
_ABBREVIATIONS = frozenset(
    """
    mr mrs ms dr prof rev st sr jr hon esq gen col capt lt sgt messrs mme mlle no nos vol vols pp ed eds fig figs ch sec
    vs cf viz etc al approx dept univ inc ltd corp co bros jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues
    wed thu thur thurs fri sat sun e.g i.e a.m p.m u.s u.k ph.d z.b d.h bzw usw ca nr str
    """.split()
)
_BEFORE_NAMES = frozenset(
    """
    mr mrs ms dr prof rev st hon gen col capt lt sgt messrs mme mlle no nos vol fig ch sec vs cf e.g i.e z.b d.h
    """.split()
)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with the white space after it."""
    found, start = [], 0
    for end in _END.finditer(text):
        if end["mark"] and not _ends(text, start, end):
            continue
        found.append(text[start : end.end()])
        start = end.end()
    return [*found, text[start:]] if start < len(text) else found


def _ends(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether what looks like the end of a sentence is one."""
    following = end["next"]
    if following.islower():  # "'Stop!' he said", "Wait... what"
        return False
    if end["mark"] != ".":
        return True
    match = _LAST_WORD.search(text, max(start, end.start() - 30), end.start())
    word = match.group().lower().rstrip(".") if match else ""
    if len(word) == 1 and word.isalpha() and word != "i":  # an initial
        return False
    if word in _BEFORE_NAMES:
        return False
    return word not in _ABBREVIATIONS or following.isupper() or following in "\"“‘'("
