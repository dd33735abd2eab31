"""What must stand in both texts letter by letter: locked spans, addresses, paths, code, and what somebody is quoted to have said.

Works in every language. Patterns are bounded or possessive, so that no input takes more than linear time.
Tests: tests/text/facts/.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from vibejam.text.facts.finding import Finding, added, lost
from vibejam.text.facts.passage import plain

# In this order; what one has found the next ones do not see.
_LITERALS = {
    "code": re.compile(r"```[^`]{0,20000}+```|~~~[^~]{0,20000}+~~~|``[^`\n]{1,2000}+``|`[^`\n]{1,2000}+`"),
    "mail": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}+@(?:[\w-]{1,63}+\.){1,6}[^\W\d_]{2,24}+"),
    "url": re.compile(r"\b(?:https?|ftp|file|mailto|git|ssh)://?[^\s<>\"]{2,2000}+|\bwww\.[^\s<>\"]{2,2000}+|"
                      r"(?<![\w@.-])(?:[a-z0-9][a-z0-9-]{0,62}+\.){1,4}(?:com|org|net|edu|gov|io|dev|de|fr|uk|info|app|example)\b(?:/[^\s<>\"]{0,500}+)?+"),
    "handle": re.compile(r"(?<![\w@#/&])[@#][^\W\d_]\w{0,62}+(?:\.\w{1,62}+)?+"),
    "path": re.compile(r"(?<![\w/~.])(?:~|\.{1,2}|[A-Za-z]:)?[/\\][\w.+-]{1,255}+(?:[/\\][\w.+-]{0,255}+){0,50}+|"
                       r"(?<![\w/~.\\])[\w.+-]{1,255}+(?:/[\w.+-]{1,255}+){2,50}+|"
                       r"(?<![\w/.\\-])[\w-]{1,100}+\.(?:py|js|ts|md|txt|toml|json|ya?ml|csv|log|pdf|docx?|xlsx?|html?|css|sh|c|h|cpp|rs|go|zip|png|jpe?g)\b|"
                       r"(?<!\S)--[a-z]{2,30}+(?:-[a-z]{1,30}+)++|(?<!\w)(?=[^\W_]{0,40}_)[a-z]\w{2,80}+(?:\(\))?+|\b[a-z_]\w{1,60}+\(\)"),
}  # fmt: skip
_TRAILING = ".,;:!?'\")]}*_"
_MOST_QUOTED = 600  # characters; more is an unclosed mark
_QUOTE = re.compile(rf'"([^"\n]{{1,{_MOST_QUOTED}}}+)"')
_SINGLE_QUOTE = re.compile(r"(?<![\w'])‘([^‘’\n]{1,300}+(?:’\w[^‘’\n]{0,300}+){0,9}+)’(?!\w)")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def without_literals(text: str) -> tuple[str, dict[str, Counter[str]]]:
    """The text with a blank for each literal, and the literals by kind."""
    found: dict[str, Counter[str]] = {}
    for kind, pattern in _LITERALS.items():
        items: Counter[str] = Counter()

        def blank(match: re.Match[str], items: Counter[str] = items) -> str:
            item = match[0].rstrip(_TRAILING) if match[0][-1] != ")" or "(" not in match[0] else match[0]
            items[item] += 1
            return " " + match[0][len(item) :]

        text = pattern.sub(blank, text)
        found[kind] = items
    return text, found


def literals(draft: dict[str, Counter[str]], rewrite: dict[str, Counter[str]]) -> Iterator[Finding]:
    """Each kind's items are the same; how often they are repeated is free."""
    for kind, items in draft.items():
        for item in items.keys() - rewrite[kind].keys():
            yield lost(kind, item, "is lost or altered")
        for item in rewrite[kind].keys() - items.keys():
            yield added(kind, item)


def quotations(draft: str, rewrite: str) -> Iterator[Finding]:
    """The words of a quotation stand in the other text, in their order; punctuation, case, and where it is interrupted are free."""
    quotes, quotes_there = _quotes(draft), _quotes(rewrite)
    ours, theirs = _run(draft) + _run(" ".join(quotes)), _run(rewrite) + _run(" ".join(quotes_there))
    for quote in quotes:
        if _run(quote) not in theirs:
            yield lost("quote", quote, "was quoted, and is lost or altered")
    for quote in quotes_there:
        if _run(quote) not in ours:
            yield added("quote", quote, "is quoted, and the draft does not say it")


def _quotes(text: str) -> list[str]:
    return [match[1] for match in _QUOTE.finditer(plain(text))] + [match[1] for match in _SINGLE_QUOTE.finditer(text)]


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
