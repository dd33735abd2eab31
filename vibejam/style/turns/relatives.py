""" "that" and relative clauses: what introduces them, and whether anything has to. English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from vibejam.style.turns.grammar import (
    AUXILIARY,
    CONTRACTED,
    DETERMINER,
    MODAL,
    NOMINATIVE,
    PREPOSITION,
    PRONOUN,
    SUBORDINATOR,
    Change,
    forms,
    is_person,
    noun_before,
    one_of,
    thinking,
)  # fmt: skip

# What follows, a finite verb after it: surely a clause.
_CLAUSE = (
    rf"(?:{NOMINATIVE}(?:{CONTRACTED}\b| (?:also |never |always |still |really |now |often )?[a-z]+)"
    rf"|(?:it|you|there|this|these|those)(?:['’](?:s|d|ll|re|ve)\b| (?:also |never |always |still |really |now |often )?{AUXILIARY}\b))"
)
# Before a noun "that" is left out where it cannot be taken for an object for long.
_NOUN_CLAUSE = rf"(?:(?!{PREPOSITION} |{SUBORDINATOR} |and |or |not )[\w'’-]+ ){{1,4}}{AUXILIARY}\b"
_NOUNS_AFTER = one_of(
    """think thinks thought hope hopes hoped suppose supposed conclude concluded wish realize realized realise realised sure glad afraid say says said
    know knows knew believe believes believed hear heard find found told feel felt understand understood suspect suspected insist insisted claim claims claimed"""
)
_BARE_RARELY = frozenset(
    "reply replied replies replying add added adds adding answer answered explain explained declare report reported".split()
)
_STATES = one_of(
    "sure glad afraid certain sorry happy confident convinced pleased aware worried surprised delighted hopeful clear true possible likely"
)
_THAT = re.compile(rf"\b([a-z]+)((?: (?:me|him|us|them|you))?)( that)? (?={_CLAUSE}|({_NOUN_CLAUSE}))")
_ALSO_NOUNS = one_of(
    "thought hope hopes claim claims fear fears report reports guess wish wishes answer answers reply doubt notice note feeling bet show find see"
)
_TELLS = frozenset(form for form in thinking() if form.startswith(("tell", "told", "warn", "promis", "show", "assur", "inform")))
_NOT_BEFORE_CLAUSE = re.compile(r"(?:as|than|what|who|whom|which|where|why|how|like|wherever|whatever|just|so)$")


def after_thinking(sentence: str) -> Iterator[Change]:
    """ "I hope that he comes" / "I hope he comes", "glad that"."""
    for match in _THAT.finditer(sentence):
        word, whom = match[1], match[2]
        state = re.fullmatch(_STATES, word)
        if not (state or (word in thinking() and (not whom or word in _TELLS))) or (
            not whom and word.startswith(("tell", "told"))
        ):
            continue
        before = sentence[: match.start(1)].rstrip()
        if (
            re.search(r"\b(?:so|such)\b", before)
            or _NOT_BEFORE_CLAUSE.search(before)
            or before.endswith(",")
            or sentence.endswith("?")
        ):
            continue
        if re.fullmatch(_ALSO_NOUNS, word) and re.search(rf"\b{DETERMINER}(?: [a-z]+)?$", before):
            continue
        if match[4] and (not match[3] or not re.fullmatch(_NOUNS_AFTER, word)):
            continue
        if match[3]:
            if word not in _BARE_RARELY and not re.search(r"\b(?:and|or|but) that\b", sentence[match.end() :]):
                yield match.start(3), match.end(3), ""
        elif not state and _may_take_that(sentence, match):
            yield match.end(2), match.end(2), " that"


def _may_take_that(sentence: str, match: re.Match[str]) -> bool:
    """Whether the verb governs what follows: it has a subject before it, and stands in no aside and no question."""
    before = sentence[: match.start(1)]
    governed = re.search(
        rf"(?:\b{PRONOUN}|\b{MODAL}|\bto|\b(?:do|does|did|not|have|has|had|also|always|still|never)|\w['’](?:ve|d|ll)) $",
        before,
        re.IGNORECASE,
    )
    asked = re.search(r"\b(?:who|whom|which|what|where|how|why|that)\b(?: [\w'’]+){0,2} $", before, re.IGNORECASE)
    return bool(governed) and not asked and match[1] not in ("see", "saw", "hear", "heard", "remember", "mean", "means")


_SO = re.compile(
    rf"\b(?:so (?!that\b)(?:[a-z]+ly )?[a-z]+|such an? [a-z]+(?: [a-z]+)?)( that)? (?={NOMINATIVE}(?:{CONTRACTED}| [a-z]))"
)


def after_so(sentence: str) -> Iterator[Change]:
    """ "so late that we left" / "so late we left"."""
    for match in _SO.finditer(sentence):
        if match[1] and not re.search(r"\bso (?:far|long|much|many|often|soon)\b", match[0]):
            yield match.start(1), match.end(1), ""


_OBJECT = re.compile(rf"[a-z]( (?:that|which|whom|who))? (?=({NOMINATIVE}|you)(?:{CONTRACTED}| ([a-z]+)))")


def of_objects(sentence: str) -> Iterator[Change]:
    """ "the book that I read" / "the book which I read" / "the book I read"."""
    for match in _OBJECT.finditer(sentence):
        at = match.start() + 1
        noun = noun_before(sentence, at)
        if not noun or re.match(r"(?:It|There|This|That) (?:is|was)\b|.*\b(?:so|such|it is|it was)\b", sentence[:at]):
            continue
        if match[1]:
            which = match[1].strip()
            yield match.start(1), match.end(1), ""
            if which == "that" and not is_person(noun) and noun not in _WITH_THAT:
                yield match.start(1), match.end(1), " which"
            elif which != "that":
                yield match.start(1), match.end(1), " that"
        elif match[2] != "you" and _is_clause_of(sentence, at, match[3]):
            yield at, at, " that"


_WITH_THAT = frozenset("all everything nothing anything something".split())
_MOVED = re.compile(r"\b(?:next|same|following|last|this|that|one|every|each|first|other)(?: [a-z]+)?$")


def _is_clause_of(sentence: str, at: int, verb: str | None) -> bool:
    """Whether a clause that nothing introduces belongs to the noun before it: the sentence is complete without it."""
    before = sentence[:at]
    if not verb or verb in ("and", "or", "but", "who", "all", "both") or "," in before:
        return False
    opens = re.match(r"(?:The|All the|Every|Each|Some of the|Many of the|One of the) [a-z]+(?: [a-z]+)?$", before)
    if opens:  # "The book I read was": another verb must follow
        return bool(re.match(rf" \w+ (?:[\w'’]+ ){{0,1}}[a-z]+(?: [a-z]+)?? {AUXILIARY}\b", sentence[at:])) and not re.search(
            r"day|time|moment|year|night", before
        )
    plain = re.match(rf"(?:{PRONOUN}|[Tt]his|[Tt]hat|[Tt]here|[Tt]hese){CONTRACTED}? ", before, re.IGNORECASE) and not re.search(
        r"\b(?:if|when|while|because|although|though|after|before|since|until|once|as|told|tell|tells|ask|asked|show|showed|shown|and|but|than|time|way|day|moment|year|night|week|said|feel|see|convinced)\b",
        before,
    )
    return bool(plain) and not _MOVED.search(before)


_SUBJECT = re.compile(
    rf"[a-z] (that|which) (?=({AUXILIARY}|[a-z]+)\b( (?:the|an?|this|these|its|his|her|their|our|your|you|it|them|us|me|how|what)\b)?)"
)


def of_subjects(sentence: str) -> Iterator[Change]:
    """ "the book that fell" / "the book which fell". People are left alone: "people that" is seldom written."""
    for match in _SUBJECT.finditer(sentence):
        noun = noun_before(sentence, match.start() + 1, _is_plural(match[2]))
        if (
            not noun
            or not (_is_finite(match[2]) or (match[3] and re.fullmatch(r"[a-z]{2,}(?:[^s]s|ed)", match[2])))
            or re.match(r"(?:It|This|That)(?: is| was|['’]s)\b|.*\b(?:so|such|it is|it was)\b", sentence[: match.start()])
        ):
            continue
        if re.search(rf"(?:,|and|or|but) {match[1]}\b", sentence):
            continue  # a second one, to which it has to stay alike
        if match[1] == "that" and not is_person(noun) and noun not in _WITH_THAT:
            yield match.start(1), match.end(1), "which"
        elif match[1] == "which" and not is_person(noun):
            yield match.start(1), match.end(1), "that"


def _is_plural(verb: str) -> bool:
    return verb in ("are", "were", "have", "do") or (verb in forms("base") and verb not in forms("past"))


def _is_finite(word: str) -> bool:
    return re.fullmatch(AUXILIARY, word) is not None or word in forms("third") or word in forms("past") or word in forms("base")


_PLACES = one_of(
    "by in on at to from with for as into under through near inside behind about among between over across without of"
)
_BEING = re.compile(
    r"(,?) (?:that|which|who) (?:is|are|was|were) (?:(?:currently|already|now|often|usually|always|originally|closely|deeply|directly|once|still|widely|commonly) )?(?=([a-z]+) (?:([a-z]+)\b)?)"
)
_IDIOMS = frozenset(
    "used supposed able going about due prepared going bound meant willing likely ready forced allowed required expected needed inclined excited pleased interested concerned worried surprised tired committed dedicated".split()
)


def reduced(sentence: str) -> Iterator[Change]:
    """ "the letters that were sent by her" -> "the letters sent by her"."""
    for match in _BEING.finditer(sentence):
        at = match.start()
        comma = match[1] == ","
        noun = noun_before(sentence, at, " are " in match[0] or " were " in match[0]) or (
            comma and re.search(r"[a-z]{3,}$", sentence[:at])
        )
        if not noun or re.match(
            r"(?:It|This|That|There)(?: is| was| are| were|['’]s)\b|.*\b(?:so|such|it is|it was|it's)\b", sentence[:at]
        ):
            continue
        rest = re.split(r"[.,;:!?()—–]", sentence[match.end() :])[0]
        if _goes_on(rest) or len(rest.split()) < 3:
            continue
        word, follows = match[2], match[3] or ""
        participle = (
            (word in forms("participle") or (word.endswith("ed") and len(word) > 5))
            and word not in _IDIOMS
            and re.fullmatch(_PLACES, follows)
        )
        doing = word in forms("ing") and word not in ("being", "having", "going") and follows
        placed = word in ("in", "on", "at", "from", "near", "under", "behind", "inside", "with") and not match[1]
        if participle or (doing and not match[1]) or placed:
            adverb = sentence[match.start() : match.end()].strip(", ").split(" ")[2:]
            yield at, match.end(), f"{match[1]} " + "".join(f"{a} " for a in adverb if a)


def _goes_on(rest: str) -> bool:
    """Whether the clause has a second verb or a clause of its own."""
    words = rest.split()
    if {"not", "which", "that", "who", "but"} & set(words):
        return True
    after = [b for a, b in pairwise(words) if a in ("and", "or")]
    return any(_is_finite(word) or word.endswith("ed") or word in ("then", "also", "therefore", "so", "now") for word in after)


_WHERE = one_of(
    "house room place city town country village world area region office building school church street garden kitchen hall home environment"
)
_WHEN = one_of("day year time moment month week night season period")
_IN_WHICH = re.compile(
    rf"\b(?:((?i:the) way)(?P<way> in which| that|)|(the|a|an) (?:[a-z]+ )?(?P<place>{_WHERE})(?P<in> in which| where)|the (?:[a-z]+ )?(?P<time>{_WHEN})(?P<on> (?:on|in|at) which)|(?i:the) (?:[a-z]+ )?reasons?(?P<why> why| that| for which|)) (?=({NOMINATIVE}|you|it|the|this|these|my|our|his|her|their)\b)"
)


def in_which(sentence: str) -> Iterator[Change]:
    """ "the way in which" / "the way", "the house in which" / "the house where", "the reason why" / "the reason"."""
    for match in _IN_WHICH.finditer(sentence):
        if match["way"] is not None:
            found = bool(re.search(r"\b(?:in|of|about|on|from|by|for)$", sentence[: match.start()].rstrip()))
            yield from _others(match, "way", (" in which", " that", "") if found else (" that", ""))
        elif match["in"]:
            yield match.start("in"), match.end("in"), " where" if match["in"] == " in which" else " in which"
        elif match["on"]:
            yield match.start("on"), match.end("on"), " when"
        elif match["why"] is not None and not sentence[: match.start()].endswith("or "):  # "for the reason that"
            yield from _others(match, "why", (" why", " that", ""))


def _others(match: re.Match[str], group: str, ways: tuple[str, ...]) -> Iterator[Change]:
    nominative = re.fullmatch(f"{NOMINATIVE}|you", match[match.lastindex or 0])
    if match[group] or nominative:
        yield from ((match.start(group), match.end(group), new) for new in ways if new != match[group] and (new or nominative))


_TO_WHOM = re.compile(
    rf"[a-z] (to|for|with|about|from|of) (whom|which) ({NOMINATIVE}|you)((?: {MODAL}| had| have| has)? [a-z]+)(?=[.,;])"
)
_STRANDED = re.compile(
    rf"[a-z](?: (?:that|which|who|whom))? ({NOMINATIVE}|you)((?: {MODAL}| had| have| has)? [a-z]+) (to|for|with|about|from|of)(?=[.,;])"
)


def stranded(sentence: str) -> Iterator[Change]:
    """ "the man to whom I wrote." / "the man I wrote to." """
    for match in _TO_WHOM.finditer(sentence):
        at = match.start() + 1
        if noun_before(sentence, at) and match[4].split()[-1] not in ("is", "was", "be", "are"):
            for link in ("", " that"):
                yield at, match.end(), f"{link} {match[3]}{match[4]} {match[1]}"
    for match in _STRANDED.finditer(sentence):
        at = match.start() + 1
        noun, verb = noun_before(sentence, at), match[2].split()[-1]
        if noun and _is_finite(verb) and verb not in ("is", "was", "were", "are", "be") and "," not in sentence[:at]:
            which = "whom" if is_person(noun) else "which"
            yield at, match.end(), f" {match[3]} {which} {match[1]}{match[2]}"
