"""What may be said for what, written by hand: words and short phrases of the same meaning (phrasebook.txt). English.

It says what may replace what, not what to take; nothing here reads a text. One set a line, `#` before a remark:

    begin = start               each may replace the other
    purchase > buy              only the first is ever replaced: "buy" is said of more
    obtain | acquire > get      either is replaced, neither by the other
    a = b > c | d               a and b replace each other and become c or d, which replace nothing
    it should be noted that > - it may be left out
    verb: set up = establish    all forms of it, each by the same form; so noun (singular, plural), adj (compared, too) and
                                adv (adverbs, and adjectives that are not compared)
    verb or noun: cause > make  a verb whose present may be a noun, too ("the cause"), and is let alone where it may
    noun: point* of view        `*` marks the word that is inflected: else a verb's first, a noun's last
    {he} {him} {his} {himself}  every person, one at a time and the same throughout the line; {the}, {it}: any word like it
    ^ however, = ^ but          `^` is the beginning of a sentence; a blank before every mark but , and ;

Behind `a` or `an` the article goes along: "a mistake" -> "an error". A form that may be present or past ("put off") is replaced
only beside a word that decides ("to put off", "had put off"). One that may be past or participle becomes either, "is" may become
what goes with another subject, and longer phrases hold shorter ones ("too many", "many"): whether what comes of it is English
is for a language model to say, and where two phrases begin alike the longer one is the better guess.
Tests: tests/style/test_phrasebook.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from vibejam import paths
from vibejam.errors import DataError
from vibejam.style.inflect import article, compare, conjugate, is_short, plural

START = "^"  # as the first word of a phrase: the beginning of a sentence

Words = tuple[str, ...]


def _rows(text: str) -> dict[str, list[str]]:
    """ "name: words" lines as lists of words."""
    named = (line.split(": ") for line in text.strip().splitlines())
    return {name.strip(): words.split() for name, words in named}


_PLACEHOLDERS = _rows("""
    he: i you he she it we they
    him: me you him her it us them
    his: my your his her its our their
    himself: myself yourself himself herself itself ourselves themselves
    the: the this that these those my your his her its our their
    it: it this that them these those him her me you us
""")
# What stands before a form that could be several, and says which it is.
_DECIDES = _rows("""
    base: to will would can could should must may might don't didn't cannot can't couldn't let's please
    third: he she it who which
    past: he she
    participle: have has had having be been being is are was were
""")


@cache
def phrasebook() -> Mapping[Words, tuple[Words, ...]]:
    """Lower-case words of a phrase -> the other ways to say it, in the same form; () is nothing at all.

    Words are those of passage.py ("e.g.", "i.e." and "etc." with their points), marks are words of their own, apostrophes are
    straight. `START` stands first in what opens a sentence, and then in all that may replace it unless that is (). What replaces
    a phrase may end with a comma where one follows already. Raises DataError when phrasebook.txt is damaged.
    """
    return parse(paths.inside_package("style", "phrasebook.txt").read_text("utf-8"))


def parse(text: str) -> Mapping[Words, tuple[Words, ...]]:
    """A phrasebook from lines as above; empty ones and those after `#` say nothing. Raises DataError naming the line."""
    book: defaultdict[Words, dict[Words, None]] = defaultdict(dict)
    for number, line in enumerate(text.splitlines(), 1):
        if line and line[0] != "#":
            try:
                for phrase, instead in _said_by(line):
                    book[_words(phrase)][_words(instead)] = None
            except ValueError as error:
                raise DataError(
                    f"line {number} of the phrasebook: {error}", "write it as vibejam/style/phrasebook.py says"
                ) from error
    return MappingProxyType({phrase: tuple(ways) for phrase, ways in book.items()})


@cache
def _words(phrase: str) -> Words:
    return () if phrase == "-" else tuple(phrase.replace(",", " ,").replace(";", " ;").split())


def _said_by(line: str) -> Iterator[tuple[str, str]]:
    """The (phrase, what may replace it) of a line, all forms."""
    kind, colon, sets = line.partition(": ")
    if not colon:
        kind, sets = "", line
    if kind not in _FORMS:
        raise ValueError(f"{kind!r} is none of {', '.join(filter(None, _FORMS))}")
    for one in _filled(sets):
        for phrase, instead in _pairs(one):
            yield from _FORMS[kind](phrase, instead)


def _filled(sets: str) -> Iterator[str]:
    """A line once for everything its placeholders may be."""
    names = set(re.findall(r"\{(\w+)\}", sets)) if "{" in sets else set()
    if unknown := names - set(_PLACEHOLDERS):
        raise ValueError(f"{{{unknown.pop()}}} is none of {', '.join(_PLACEHOLDERS)}")
    for words in zip(*(_PLACEHOLDERS[name] for name in names), strict=True) if names else [()]:
        filled = sets
        for name, word in zip(names, words, strict=True):
            filled = filled.replace(f"{{{name}}}", word)
        yield filled


def _pairs(sets: str) -> Iterator[tuple[str, str]]:
    left, arrow, right = sets.partition(" > ")
    free = [phrase.strip() for phrase in left.split(" = ")]
    each = [phrase.strip() for phrase in left.split(" | ")]
    become = [phrase.strip() for phrase in right.split(" | ")] if arrow else []
    if " = " in right or ">" in right or (len(each) > 1 and not become) or min(len(free), len(each)) > 1:
        raise ValueError(f"cannot tell what may replace what in {sets!r}")
    if len(free) == 1 and not become:
        raise ValueError(f"nothing may replace {sets!r}")
    if len(free) > 1:
        yield from ((one, other) for one in free for other in free if one != other)
    for one in each if len(each) > 1 else free:
        yield from ((one, other) for other in become)


def _as_it_is(phrase: str, instead: str) -> Iterator[tuple[str, str]]:
    yield phrase, instead


def _with_article(phrase: str, instead: str) -> Iterator[tuple[str, str]]:
    yield phrase, instead
    if instead != "-" and article(phrase) != article(instead):
        yield f"{article(phrase)} {phrase}", f"{article(instead)} {instead}"


def _noun(phrase: str, instead: str) -> Iterator[tuple[str, str]]:
    yield from _with_article(phrase.replace("*", ""), instead.replace("*", ""))
    yield plural(phrase), plural(instead)


def _adjective(phrase: str, instead: str) -> Iterator[tuple[str, str]]:
    yield from _with_article(phrase, instead)
    if is_short(phrase) or is_short(instead):
        for one, other in zip(compare(phrase), compare(instead), strict=True):
            yield from _with_article(one, other)


def _verb(phrase: str, instead: str, or_noun: bool = False) -> Iterator[tuple[str, str]]:
    one, other, ambiguous = conjugate(phrase), conjugate(instead), _ambiguous(phrase, or_noun)
    if one.am == one.base:  # hardly ever after "I", and "they am like" is worse than nothing
        other = other._replace(am=other.base)
    for form, new, sense in dict.fromkeys(zip(one, other, _SENSES, strict=True)):
        if form not in ambiguous:
            yield form, new
        else:
            yield from ((f"{before} {form}", f"{before} {new}") for before in _DECIDES[sense])


@cache
def _ambiguous(phrase: str, or_noun: bool) -> frozenset[str]:
    """Forms of a verb that may be present or another, or a noun."""
    forms = conjugate(phrase)
    others = {forms.third, forms.was, forms.were, forms.participle, forms.ing}
    present = {forms.base, forms.am, forms.are}
    return frozenset(present | {forms.third} if or_noun else present & others)


def _verb_or_noun(phrase: str, instead: str) -> Iterator[tuple[str, str]]:
    return _verb(phrase, instead, or_noun=True)


_SENSES = ("base", "base", "base", "third", "past", "past", "participle", "ing")  # of the forms of a Conjugation
_FORMS = {"": _as_it_is, "verb": _verb, "verb or noun": _verb_or_noun, "noun": _noun, "adj": _adjective, "adv": _with_article}
