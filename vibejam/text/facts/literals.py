"""What must stand in both texts letter by letter: locked spans, addresses, paths, code, and what somebody is quoted to have said.

Where such things are is told by text/spans.py. Works in every language.
Tests: tests/text/facts/.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from vibejam.text import spans
from vibejam.text.facts.finding import Finding, added, lost
from vibejam.text.facts.passage import plain, resolved, stem
from vibejam.text.facts.words import FUNCTION_WORDS

_CLOSING = "\"”’'»“"
_MOST_QUOTED = 600  # characters; more is an unclosed mark
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def without_literals(text: str) -> tuple[str, dict[str, Counter[str]]]:
    """The text with blanks for each literal, and the literals by kind."""
    found: dict[str, Counter[str]] = {}
    places = []
    for kind, start, end in spans.literals(text):
        found.setdefault(kind, Counter())[text[start:end]] += 1
        places.append((start, end))
    return spans.blanked(text, sorted(places)), found


def literals(draft: dict[str, Counter[str]], rewrite: dict[str, Counter[str]]) -> Iterator[Finding]:
    """Each kind's items are the same; how often they are repeated is free."""
    for kind in dict.fromkeys((*draft, *rewrite)):
        ours, theirs = (items.get(kind, Counter()).keys() for items in (draft, rewrite))
        for item in ours - theirs:
            yield lost(kind, item, "is lost or altered")
        for item in theirs - ours:
            yield added(kind, item)


def quotations(draft: str, rewrite: str) -> Iterator[Finding]:
    """The words of a quotation stand in the other text, in their order; punctuation, case, and where it is interrupted are free."""
    quotes, quotes_there = _quotes(draft), _quotes(rewrite)
    ours, theirs = _run(draft) + _run(" ".join(quotes)), _run(rewrite) + _run(" ".join(quotes_there))
    gone = [quote for quote in quotes if _run(quote) not in theirs]
    new = [quote for quote in quotes_there if _run(quote) not in ours]
    yield from (lost("quote", quote, "was quoted, and is lost or altered") for quote in _altered(gone, new, rewrite))
    yield from (added("quote", quote, "is quoted, and the draft does not say it") for quote in _altered(new, gone, draft))


def _altered(quotes: list[str], instead: list[str], there: str) -> Iterator[str]:
    """Quotations but speech that the other text reports in its own words: "he said he was tired"."""
    said = {stem(word) for word in _WORD.findall(plain(there).casefold())}
    for quote in quotes:
        words = _WORD.findall(plain(quote).casefold())
        content = {stem(part) for word in words for part in resolved(word) if part not in FUNCTION_WORDS}
        if instead or len(words) < _LEAST_SPEECH or not content <= said:
            yield quote


_LEAST_SPEECH = 3  # words of what is speech, not a term


def _quotes(text: str) -> list[str]:
    found = [text[a + 1 : b - 1] for a, b in spans.quotations(text) if b - a <= _MOST_QUOTED and text[b - 1] in _CLOSING]
    return [quote for quote in found if _WORD.search(quote)]


def _run(text: str) -> str:
    return f" {' '.join(_WORD.findall(plain(text).casefold()))} "


def locked(draft: str, rewrite: str, keep: Sequence[str]) -> Iterator[Finding]:
    """Spans that the user locked stand word for word, as often as in the draft; a span that is not in the draft is ignored."""
    for span in keep:
        before, after = _count(span, draft), _count(span, rewrite)
        if after < before:
            yield lost("locked", span, f"is locked and stands {after} times instead of {before}")
        elif before and after > before:
            yield added("locked", span, f"is locked and stands {after} times instead of {before}")


def _count(span: str, text: str) -> int:
    """Its first letter may be a capital at the start of a sentence."""
    if not span.strip():
        return 0
    first, rest = re.escape(span[0]), re.escape(span[1:])
    before, after = r"(?<!\w)" if span[0].isalnum() else "", r"(?!\w)" if span[-1].isalnum() and span[-1].isascii() else ""
    before = before if span[0].isascii() else ""
    return len(re.findall(f"{before}(?i:{first}){rest}{after}", text))
