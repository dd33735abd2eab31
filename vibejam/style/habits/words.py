"""Words and phrases between which a writer chooses (lexicon.py), how sentences open, what is better left out. English."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from vibejam.style.habits.chance import SAID, UNSAID, Chance, is_joined, is_ordinary
from vibejam.style.lexicon import FILLERS, OPENERS, SHORTENED, SIGN_OFFS, SPELLINGS, WORDS, Choice
from vibejam.style.passage import Passage


@cache
def _lexicon() -> dict[str, list[tuple[tuple[str, ...], Choice, tuple[str, ...], int]]]:
    """The first word of each form -> its words, its choice, its row and its place there; longest first."""
    found: defaultdict[str, list[tuple[tuple[str, ...], Choice, tuple[str, ...], int]]] = defaultdict(list)
    for choice in (*SPELLINGS, *WORDS, *SHORTENED):
        for row in choice.rows:
            for place, form in enumerate(row):
                words = tuple(form.split())
                found[words[0]].append((words, choice, row, place))
    return {word: sorted(forms, key=lambda form: -len(form[0])) for word, forms in found.items()}


@cache
def _condition(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _neighbours_fit(choice: Choice, before: str, after: str) -> bool:
    wanted = ((choice.before, before), (choice.after, after))
    unwanted = ((choice.not_before, before), (choice.not_after, after))
    return all(_condition(p).fullmatch(word) for p, word in wanted if p) and not any(
        _condition(p).fullmatch(word) for p, word in unwanted if p
    )


_ONE_WAY = frozenset(choice.name for choice in SHORTENED)


def choices(passage: Passage) -> Iterator[Chance]:
    lexicon, counted = _lexicon(), passage.words
    for number, word in enumerate(counted):
        for words, choice, row, place in lexicon.get(word.lower, ()):
            last = number + len(words) - 1
            if last >= len(counted) or tuple(w.lower for w in counted[number : last + 1]) != words:
                continue
            before, after = passage.next_to(number, -1), passage.next_to(last, 1)
            if not is_joined(passage, number, last) or not _neighbours_fit(choice, before, after):
                continue
            start, end = word.start, counted[last].end
            if is_ordinary(passage, start, end):
                chance = _chosen(passage, choice, row, place, start, end)
                yield replace(chance, options={}) if choice.plain and _is_delicate(passage, start) else chance
                break


_DELICATE = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|nor|neither|only|unless|without|must|may|might|should|cannot|always)\b|n['’]t\b",
    re.IGNORECASE,
)


def _is_delicate(passage: Passage, at: int) -> bool:
    start, end = passage.sentence_at(at)
    return bool(_DELICATE.search(passage.text, start, end))


def _chosen(passage: Passage, choice: Choice, row: tuple[str, ...], place: int, start: int, end: int) -> Chance:
    old, options = passage.text[start:end], {}
    for other, form in enumerate(row):
        allowed = other != place and (other == len(row) - 1 if choice.name in _ONE_WAY else not choice.to or other in choice.to)
        if allowed and form != row[place]:
            new = re.sub(r"\bi\b", "I", form)
            options[choice.forms[other]] = new[0].upper() + new[1:] if old[0].isupper() else new
    return Chance(choice.name, choice.forms[place], start, end, options)


@cache
def _opener_forms() -> dict[str, list[tuple[Choice, tuple[str, ...], int]]]:
    """The first word of each opener -> its choice, its row and its place there."""
    found: defaultdict[str, list[tuple[Choice, tuple[str, ...], int]]] = defaultdict(list)
    for choice in OPENERS:
        for row in choice.rows:
            for place, form in enumerate(row):
                found[form.split()[0]].append((choice, row, place))
    return dict(found)


def openers(passage: Passage) -> Iterator[Chance]:
    for start in sorted(passage.starts):
        number = passage.word_at(start)
        for choice, row, place in _opener_forms().get(passage.words[number].lower, ()):
            if chance := _opener(passage, number, choice, row, place):
                yield chance
                break


def _opener(passage: Passage, number: int, choice: Choice, row: tuple[str, ...], place: int) -> Chance | None:
    form = row[place]
    words, comma = form.rstrip(" ;").split(), form.endswith(";")
    last = number + len(words) - 1
    if last + 1 >= len(passage.words) or [w.lower for w in passage.words[number : last + 1]] != words:
        return None
    start, end = passage.words[number].start, passage.words[last].end
    if comma != (passage.text[end : end + 2] == ", ") or not passage.text[start].isupper() or not passage.is_free(start, end):
        return None
    follows = passage.words[last + 1]
    if not comma and passage.next_to(last, 1) != follows.lower:
        return None
    if (choice.after and not re.fullmatch(choice.after, follows.lower)) or (
        choice.not_after and re.fullmatch(choice.not_after, follows.lower)
    ):
        return None
    if not comma and follows.lower in ("that", "this", "there") and passage.text[follows.start].isupper():
        return None
    options = {
        choice.forms[other]: f.rstrip(" ;").capitalize() + ("," if f.endswith(";") else "")
        for other, f in enumerate(row)
        if other != place
    }
    return Chance(choice.name, choice.forms[place], start, end + comma, options)


_FILLERS = [(name, re.compile(pattern), instead) for name, pattern, instead in FILLERS]


def fillers(passage: Passage) -> Iterator[Chance]:
    text = passage.text
    for start, end in passage.sentences:
        for name, pattern, instead in _FILLERS:
            match = pattern.match(text, start, min(end + 1, len(text)))
            if match and (at := match.end()) < len(text) and text[at - 1 : at + 1].strip() and passage.is_free(start, at + 1):
                whole = match[0].rstrip().endswith((".", "!"))
                span, new = (at, "") if whole else (at + 1, instead + text[at].upper())
                yield Chance(name, SAID, start, span, {UNSAID: new})
            else:
                yield Chance(name, UNSAID, start, start)


# Of what follows the first the subject may be a noun, too; the second take nouns as objects: "I know the man" says something else.
_SUPPOSING = "think|hope|suppose|thought|hoped|supposed|wish|wished|guess|am sure|am glad|am afraid"
_KNOWING = "believe|know|feel|believed|knew|felt|fear|say|said|see|saw|find|found|hear|heard|understand|understood|realize|realized|realise|realised|suspect|imagine|expect|assume"
_THAT = re.compile(
    rf"\b((?:I|[Hh]e|[Ss]he|[Ww]e|[Tt]hey|[Yy]ou) (?:(?:{_SUPPOSING}|{_KNOWING})(?= (?:that )?(?:I|he|she|we|they|you|it|there)\b)|(?:{_SUPPOSING})(?= (?:that )?(?:the|my|your|his|our|their|this)\b)))"
    r"( that)? (?=(?P<subject>[A-Za-z]+)\b ?(?P<next>[a-z]*))"
)


def that(passage: Passage) -> Iterator[Chance]:
    for match in _THAT.finditer(passage.text):
        may_be_object = not match[2] and match["subject"] in ("you", "it", "there", "this")
        if may_be_object or not passage.is_free(*match.span()) or match["next"] in ("and", "or"):
            continue
        at = match.end(1)
        form = "that" if match[2] else "no that"
        yield Chance("that after verbs of thinking", form, at, match.end(), {"no that": " "} if match[2] else {"that": " that "})


_SIGN_OFF = re.compile(
    rf"(?:\A|(?<=\n)|(?<=[.!?] ))({'|'.join(sorted(SIGN_OFFS, key=len, reverse=True))})(?=,[ \n]{{1,3}}[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){{0,3}}\s*\Z)",
    re.IGNORECASE,
)


def sign_offs(passage: Passage) -> Iterator[Chance]:
    for match in _SIGN_OFF.finditer(passage.text, max(0, len(passage.text) - 200)):
        form = match[1].capitalize()
        yield Chance("sign-off", form, *match.span(), {other: other for other in SIGN_OFFS if other != form})
