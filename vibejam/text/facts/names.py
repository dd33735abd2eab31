"""Names: capitalised words that are not only capitals because a sentence starts, initials, and acronyms.

A name must occur in both texts, in whatever case and form ("Anna's", "ROGERS"); how often is free. The first word of a sentence is
a name if it stands with a capital elsewhere too, if a capital follows, or if it is a common given name or, in the same place of
the other text, another such word stands. Works in every language that capitalises
names only; for German, where all nouns have capitals, see foreign.py. Tests: tests/text/facts/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from vibejam.text.facts.finding import Finding, added, changed, lost
from vibejam.text.facts.passage import Passage, Word
from vibejam.text.facts.units import UNIT
from vibejam.text.facts.words import FUNCTION_WORDS, GIVEN_NAMES, NO_NAMES, TITLES


def names(draft: Passage, rewrite: Passage) -> Iterator[Finding]:
    """Lost and new names."""
    ours, theirs = _names(draft, rewrite), _names(rewrite, draft)
    gone = [said for name, said in ours.items() if not _stands(name, rewrite)]
    new = [said for name, said in theirs.items() if not _stands(name, draft)]
    gone, new = gone + _openers(draft, rewrite), new + _openers(rewrite, draft)
    gone, new = _without_acronyms(gone, new, theirs), _without_acronyms(new, gone, ours)
    for before, after in zip(gone, new, strict=False):
        yield changed("name", before, after)
    for name in gone[len(new) :]:
        yield lost("name", name)
    for name in new[len(gone) :]:
        yield added("name", name)


def _names(passage: Passage, other: Passage) -> dict[str, str]:
    """Lower case -> as written."""
    words = passage.words
    shouted = {w.sentence for w in words if w.text.isupper() and len(w.text) > 4 and w.word in FUNCTION_WORDS | NO_NAMES}
    found = {}
    for number, word in enumerate(words):
        if not word.text[0].isupper() or word.sentence in shouted:
            continue
        if word.word in FUNCTION_WORDS or word.word in NO_NAMES or word.word in TITLES or word.text == "I":
            continue
        if _is_measure(words, number):
            continue
        if len(word.text) == 1 and not _is_initial(words, number):
            continue
        if not word.opens or _is_surely(passage, number, other):
            found[word.word] = word.text
    return found


_ROMAN = re.compile(r"(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})")


def _is_measure(words: list[Word], number: int) -> bool:
    """ "2 GB" and "chapter III" are amounts (numbers.py), no names."""
    word = words[number]
    return _ROMAN.fullmatch(word.text) is not None or (word.word in UNIT and number > 0 and words[number - 1].text[0].isdigit())


def _openers(passage: Passage, other: Passage) -> list[str]:
    """First words that the other text has not, before a word that opens with another first word there: "Maria asked", "Clara asked"."""
    opening = {b.word: a.word for a, b in pairwise(other.words) if a.opens and not b.opens and a.sentence == b.sentence}
    found = []
    for word, following in pairwise(passage.words):
        if (
            word.opens
            and not following.opens
            and following.word in opening
            and word.text[0].isupper()
            and word.word not in _NO_OPENERS
            and not word.word.endswith(("ing", "ed", "ly"))
            and following.word not in _NO_VERBS
        ):
            instead = opening[following.word]
            if (
                not _stands(word.word, other)
                and not _stands(instead, passage)
                and instead not in _NO_OPENERS
                and word.word not in GIVEN_NAMES
            ):
                found.append(word.text)
    return found


_NO_OPENERS = FUNCTION_WORDS | NO_NAMES | TITLES
# What follows a command or an adverb, "notice his hat", not a name, "Clara noticed".
_NO_VERBS = frozenset(
    "the a an my your his her its our their this that these those i you he she it we they me him us them how what which whether".split()
)


def _is_initial(words: list[Word], number: int) -> bool:
    """A single capital before another or before a name."""
    after = words[number + 1] if number + 1 < len(words) else None
    return (
        after is not None
        and after.text[0].isupper()
        and after.clause <= words[number].clause + 1
        and not words[number].text.isdigit()
    )


def _is_surely(own: Passage, number: int, other: Passage) -> bool:
    words, word = own.words, own.words[number]
    if word.text in own.inner or word.text in other.inner:
        return True
    if word.word in own.lower or word.word in other.lower:
        return False
    after = words[number + 1] if number + 1 < len(words) else None
    if word.word.endswith(("ing", "ed")) and word.stem in other.stems:  # "Seeing Clara" where the other has "see"
        return False
    if after and after.text[0].isupper() and after.text != "I" and after.clause == word.clause and not after.opens:
        return word.word not in NO_NAMES
    return word.word in GIVEN_NAMES or any(letter.isupper() for letter in word.text[1:])


def _stands(name: str, passage: Passage) -> bool:
    if name in passage.all_words:
        return True
    bare = name.removesuffix("'").removesuffix("es") if name.endswith(("es", "es'")) else name.removesuffix("'").removesuffix("s")
    if any(form in passage.all_words for form in (bare, bare + "s", bare + "es", *_verbal(name))):
        return True
    if len(name) < 5:
        return False
    return any(_is_of_place(name, word) for word in passage.capitals.get(name[:4], ()))


def _verbal(name: str) -> list[str]:
    """ "GitHubbers", "XORed" and "FTPing" have their names in them."""
    roots = [
        name.removesuffix(suffix)
        for suffix in ("ed", "ing", "er", "ers")
        if name.endswith(suffix) and len(name) > len(suffix) + 2
    ]
    roots += [root[:-1] for root in roots if root[-1] == root[-2]]
    return [
        form for root in [name, *roots] for form in (root, root + "ed", root + "ing", root + "er", root + "ers") if form != name
    ]


def _is_of_place(one: str, other: str) -> bool:
    """Italy and Italian."""
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return shared >= 4 and len(one) - shared <= 3 and len(other) - shared <= 4 and one[shared:] != other[shared:] and (
        one.endswith(("ian", "ean", "ish", "ese", "an")) != other.endswith(("ian", "ean", "ish", "ese", "an"))
    )  # fmt: skip


def _without_acronyms(missing: list[str], instead: list[str], there: dict[str, str]) -> list[str]:
    """United States where the other says US, and the reverse."""
    initials = "".join(word[0] for word in missing).upper()
    if len(missing) > 1 and any(word.isupper() and word in initials and len(word) > 1 for word in there.values()):
        return []
    spelt = "".join(word[0] for word in instead).upper()
    return [word for word in missing if not (word.isupper() and 1 < len(word) <= 6 and word in spelt)]
