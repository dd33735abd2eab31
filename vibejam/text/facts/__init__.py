"""Does a rewrite keep the draft's facts? Rules that each explain themselves; no model, no parser, no list of names.

    >>> check("It costs $40.", "It costs $14.")
    [Finding(kind='currency', message='“$ 40” became “$ 14”', lost='$ 40', added='$ 14')]

Kept are, in both directions: spans that the user locked, addresses, paths, code and quotations (literals.py), numbers, units, money,
dates and times (numbers.py, amounts.py, normal.py, dates.py, clock.py), names (names.py, acronyms.py), and in English negation and opposites (negation.py,
opposed.py), comparisons (comparison.py), certainty, obligation and quantity (modality.py, heads.py), who did what to whom
(roles.py, exchanges.py), in which order (order.py), phrases (balance.py) and whole statements (content.py). Sentences are compared
with those that say the same (align.py). What the rules know of words is data: opposites.py, synonyms.py, words.py, units.py.

Literals, numbers in digits, names, locked spans and repetition are checked in every language. Elsewhere than in English the rest
cannot be read, and the guard is stricter: long words must stand (foreign.py, which also says whose negations it knows). A text too
short to tell its language counts as English where its letters are Latin.
What the rules do not see: one word for another where neither is in the data, and roles that only a parser could tell.
Tests: tests/text/facts/; figures: python -m bench.guard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from vibejam.text import spans
from vibejam.text.facts.acronyms import with_acronyms
from vibejam.text.facts.align import pairs
from vibejam.text.facts.balance import balance
from vibejam.text.facts.clauses import clauses
from vibejam.text.facts.comparison import comparison, preferred, settled
from vibejam.text.facts.content import content, repetition
from vibejam.text.facts.discourse import without_frames
from vibejam.text.facts.exchanges import exchanged
from vibejam.text.facts.finding import Finding
from vibejam.text.facts.foreign import foreign
from vibejam.text.facts.heads import modals, quantified, ranked
from vibejam.text.facts.literals import literals, locked, quotations, without_literals
from vibejam.text.facts.modality import modality, quantities
from vibejam.text.facts.names import names
from vibejam.text.facts.negation import negation
from vibejam.text.facts.normal import digits
from vibejam.text.facts.numbers import numbers
from vibejam.text.facts.opposed import opposites
from vibejam.text.facts.order import order, until
from vibejam.text.facts.passage import Passage, plain
from vibejam.text.facts.roles import persons, relations, reporters, roles
from vibejam.text.facts.sequence import sequence
from vibejam.text.language import language_of

__all__ = ["Finding", "check"]

_BEYOND_LATIN = re.compile(r"[^\W\d_\u0000-\u024f]")
_ENGLISH = (comparison, preferred, roles, reporters, persons, relations, order, until, sequence, exchanged)
_SETTLED = (
    negation,
    opposites,
    modality,
    quantities,
    modals,
    quantified,
    ranked,
)  # which look at what comparisons have not settled


def check(draft: str, rewrite: str, keep: Sequence[str] = (), language: str = "") -> list[Finding]:
    """What of the draft's facts the rewrite loses, alters or adds; [] when it keeps them all.

    `keep` are spans that must stand word for word, as often as in the draft. `language` is an ISO 639-1 code; "" has it told from
    the draft. Time grows linearly with the length of the texts.
    """
    return list(dict.fromkeys(_findings(draft, rewrite, keep, language or _language(draft))))


def _language(draft: str) -> str:
    return language_of(draft) or ("" if _BEYOND_LATIN.search(draft) else "en")


@lru_cache(64)  # one draft is compared with many rewrites
def _passage(bare: str) -> Passage:
    return Passage(plain(bare))


@lru_cache(64)
def _unframed(text: str) -> Passage:
    return Passage(without_frames(text))


def _findings(draft: str, rewrite: str, keep: Sequence[str], language: str) -> Iterator[Finding]:
    yield from locked(draft, rewrite, keep)
    bare, ours = without_literals(draft)
    bare_rewrite, theirs = without_literals(rewrite)
    yield from literals(ours, theirs)
    yield from quotations(bare, bare_rewrite)
    reported = len(spans.quotations(bare)) != len(spans.quotations(bare_rewrite))  # "I am" becomes "she was"
    bare, bare_rewrite = with_acronyms(bare, bare_rewrite)
    bare, bare_rewrite = digits(bare, language), digits(bare_rewrite, language)
    yield from numbers(bare, bare_rewrite)
    before, after = _passage(bare), _passage(bare_rewrite)
    if language != "de":  # where every noun has a capital; foreign.py wants them all
        yield from names(before, after)
    yield from repetition(before, after)
    if language != "en":
        yield from foreign(before, after, language)
        return
    asks = rewrite.count("?") > draft.count("?")  # "too hot? open it" is "if it is too hot, open it"
    groups = pairs(before, after)
    for segment, counterpart in groups:
        if [word.word for word in segment] != [word.word for word in counterpart]:
            for compare in _ENGLISH:
                yield from () if reported and compare is persons else compare(segment, counterpart)
            segment, counterpart = settled(segment, counterpart)
            for compare in _SETTLED:
                yield from (finding for finding in compare(segment, counterpart) if not (asks and finding.lost == "if"))
    before, after = _unframed(before.text), _unframed(after.text)
    yield from content(before, after)
    yield from clauses(before, after)
    yield from balance(before, after, pairs(before, after))
