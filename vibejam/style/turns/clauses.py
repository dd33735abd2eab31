"""The order of a main and a subordinate clause, and two statements about one person in one sentence or in two. English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from vibejam.style.inflect import conjugate
from vibejam.style.turns.grammar import (
    AUXILIARY,
    CONTRACTED,
    MARKS,
    NEGATION,
    PREPOSITION,
    PRONOUN,
    SUBORDINATOR,
    Change,
    forms,
    one_of,
    opening,
    pasts,
    thinking,
    within,
)  # fmt: skip

_CONJUNCTION = one_of(
    "If When Because Since Although Though Even_though Even_if Unless Until After Before Once As_soon_as Whenever While As_long_as"
)
_WITH_COMMA = frozenset("since although though while".split()) | {"even though"}
_FIRST = re.compile(rf"^({_CONJUNCTION}) ([^,]+), ([^,]+)\.$")
_SECOND = re.compile(
    rf"^([^,]+?)(,?) (if|when|because|although|though|even though|even if|unless|until|after|before|once|as soon as|whenever|as long as) ((?:{PRONOUN}|there)(?: |{CONTRACTED} )[^,]+|(?:the|my|our|your|his|her|their|a|an|this|these|people|all|some)(?: [a-z][\w'’-]*){{1,3}} (?:{AUXILIARY})\b[^,]*)\.$"
)
_HAS_SUBJECT = re.compile(
    rf"(?:{PRONOUN}|there|the|a|an|my|our|your|his|her|its|their|this|that|these|those|people|all|some|many|most|each|every|one|[A-Z][a-z]+)(?:\b|{CONTRACTED})"
    rf"|(?!\w+(?:ed|ing)\b)[a-z]+(?: [a-z]+)? {AUXILIARY}\b"
)
# Third persons by their subject: what a clause says of "him" is clear where the other is about "he".
_PERSONS = {
    "he": {"he", "him", "his", "himself"},
    "she": {"she", "her", "hers", "herself"},
    "it": {"it", "its", "itself"},
    "they": {"they", "them", "their", "theirs", "themselves"},
}
_POINTERS = frozenset().union(*_PERSONS.values()) | frozenset(
    "this that these those such so one ones another other same then there do does did".split()
)
# Where a clause that comes last could hang on something else than the verb of the first.
_ATTACHES = re.compile(rf"\b(?:{SUBORDINATOR}|but|nor|lets?|\w{{2,}}ing)\b|{MARKS}|[\"“”]", re.IGNORECASE)
_SECOND_VERB = re.compile(r"\b(?:to|and|or) (?:not |then |also )?([a-z]+)")
_DEGREE = re.compile(
    r"\b(?:only|just|even|ask|asks|asked|know|knows|knew|wonder|wondered|see|saw|check|sure|tell|doubt|decide|question|remember|as|soon|long|shortly|right|immediately|except|not"
    r"|days?|time|years?|weeks?|months?|hours?|minutes?|moments?|case|cases|especially|particularly|happens?|than|and|or|but|like|every|the|that|it|is|was|are|were|partly|simply|mainly|largely|ever|well|even|much|confirm|clear|far|often)$"
)
_MOST = 18  # words of a clause


_PROGRESSIVE = re.compile(
    r"\b(?:am|is|are|was|were|be|been|['’](?:m|re|s)) \w+ing\b|\b(?:morning|evening|thing|nothing|everything|something|anything|meeting|building|king|bring|during)s?\b"
)


def _claims(main: str) -> bool:
    """Whether it holds a clause that nothing introduces: "he said we should leave"."""
    words = main.lower().split()
    return words[-1] in thinking() or any(
        one in thinking() and (re.match(rf"{PRONOUN}|there|the|my|his|a\b", other)) and one not in _PLAIN
        for one, other in pairwise(words)
    )


_PLAIN = frozenset(form for verb in ("see", "find", "show", "tell", "hear", "add", "mean") for form in conjugate(verb))


def _hangs(main: str) -> bool:
    """Whether it has a second verb, or a clause, on which what comes last could hang."""
    verbs = (forms("base"), forms("past"), forms("third"))
    second = any(
        any(word in form for form in verbs) or re.fullmatch(f"{AUXILIARY}|{PRONOUN}|be|have|do|\\w+ly", word)
        for word in _SECOND_VERB.findall(main.lower())
    )
    return second or bool(_ATTACHES.search(_PROGRESSIVE.sub("", main)))


def _persons(clause: str) -> set[str]:
    return {word for word in re.findall(r"[a-z]+", clause.lower()) if word in _POINTERS}


def _subject(clause: str) -> str:
    return re.split(r"[ '’]", clause, maxsplit=1)[0].lower()


def _refers_back(clause: str, other: str) -> bool:
    """Whether a clause points to something in the other: to more than the person that both are about."""
    about = _PERSONS.get(_subject(other), set())
    pointers = _persons(clause) - about
    if re.match(r"(?:there|it) ", clause, re.IGNORECASE) and re.match(_EXPLETIVE, clause, re.IGNORECASE):
        pointers -= {"there", "it"}
    return bool(pointers)


_EXPLETIVE = r"there (?:is|are|was|were|will)\b|it (?:rain|snow|is (?:raining|snowing|late|dark|cold|hot|possible|necessary|important|safe|hard|easy|difficult)\b|was (?:raining|snowing|late|dark|cold|hot|necessary|possible)\b)"


def order(sentence: str) -> Iterator[Change]:
    """ "If it rains, we stay." / "We stay if it rains." """
    if match := _FIRST.match(sentence):
        conjunction, clause, main = match[1].lower(), match[2], match[3]
        if _may_come_last(conjunction, clause, main):
            yield 0, len(sentence) - 1, f"{opening(main)}{',' if conjunction in _WITH_COMMA else ''} {conjunction} {clause}"
    elif match := _SECOND.match(sentence):
        main, conjunction, clause = match[1], match[3], match[4]
        if _may_come_first(conjunction, clause, main):
            yield 0, len(sentence) - 1, f"{opening(conjunction)} {clause}, {within(main)}"


def _may_come_last(conjunction: str, clause: str, main: str) -> bool:
    whole = (
        _HAS_SUBJECT.match(clause)
        and clause.count(" ")
        and not re.match(r"th(?:at|is)\b", clause)
        and 3 <= len(main.split()) <= _MOST
        and len(clause.split()) <= _MOST
    )
    if not whole or _hangs(main) or _refers_back(main, clause) or re.search(rf"{MARKS}|[\"“”]", clause):
        return False
    if _claims(main):
        return False
    if conjunction in ("because", "since", "until", "before", "after") and re.search(NEGATION, main.lower()):
        return False
    if conjunction == "while" and not re.search(r"\b(?:am|is|are|was|were) \w+ing\b", clause):
        return False
    return not re.search(r"\b(?:then|still|yet|also|at least|nevertheless)\b", main.lower())


def _may_come_first(conjunction: str, clause: str, main: str) -> bool:
    if (
        not within(main)
        or _DEGREE.search(main.lower())
        or not re.match(rf"{PRONOUN}|There|The|My|Our|This|These", main, re.IGNORECASE)
    ):
        return False
    if not 3 <= len(main.split()) <= _MOST or len(clause.split()) > _MOST or re.search(rf"{MARKS}|[\"“”]", main + clause):
        return False
    if _hangs(main) or _claims(main) or re.search(r"\b(?:and|or|but|because|if|when)\b", clause):
        return False
    if re.search(NEGATION, main.lower()) and conjunction not in ("if", "unless", "although", "though", "even though", "even if"):
        return False
    if conjunction in ("after", "before", "until", "once") and not re.match(rf"(?:{PRONOUN}|there)|.*\b{AUXILIARY}\b", clause):
        return False
    return not _refers_back(clause, main) and not re.search(
        r"\b(?:then|so|such|too|either|any)\b", main.lower() + " " + clause.lower()
    )


_STATEMENT = r"(I|He|She|We|They) ([a-z]+) ([^,;:?!()—–]+)"
_TWO = re.compile(rf"^{_STATEMENT}\. (I|He|She|We|They) (?:then |also )?([a-z]+)( [^;:?!()—–]+)\.$")
_ONE = re.compile(rf"^{_STATEMENT} and ((?:then |also )?([a-z]+)\b[^,;:?!()—–]*)\.$")
_REACHES = re.compile(rf"\b(?:{SUBORDINATOR}|and|or|but|nor|both|either|let)\b|\b{PREPOSITION}$|{NEGATION}|\.", re.IGNORECASE)
_TENSES = (frozenset({"was", "were", "had", "did"}), frozenset({"is", "am", "are", "have", "has"}))


def _same_tense(one: str, other: str) -> bool:
    past = pasts() | _TENSES[0]
    return {one, other} <= past or all(verb in _TENSES[1] or verb in forms("third") for verb in (one, other))


def joined(sentences: str) -> Iterator[Change]:
    """Of two sentences: "He came home. He slept." -> "He came home and slept." """
    match = _TWO.match(sentences)
    if not match or match[1] != match[4] or not _same_tense(match[2], match[5]) or match[2] in thinking():
        return
    earlier = match[5] in ("had", "has", "have") and match[2] not in ("had", "has", "have")
    if (
        not earlier
        and not _REACHES.search(match[3])
        and not re.search(r"\w+ing\b|\bto\b", match[3])
        and len(match[3].split()) <= _MOST
    ):
        yield match.end(3), match.end(4), " and"


def split(sentence: str) -> Iterator[Change]:
    """ "He came home and slept." -> "He came home. He slept." """
    match = _ONE.match(sentence)
    if (
        match
        and {match[2], match[5]} <= pasts()
        and match[2] not in thinking()
        and match[2] not in ("tried", "went", "came", "began", "started", "wanted")
    ):
        words = match[3].split()
        if (
            not _REACHES.search(match[3])
            and not re.search(r"\w+ing\b|\bto [a-z]+|\w+ed$", match[3])
            and len(words) >= 1
            and len(match[4].split()) > 2
        ):
            subject = match[1]
            yield match.end(3), match.start(4), f". {subject} "
            yield match.end(3), match.start(4), f", and {within(subject)} "


_LINK = one_of(
    "however therefore then instead nevertheless nonetheless otherwise consequently moreover furthermore thus in_fact as_a_result for_example for_instance in_addition still indeed that_is of_course hence besides meanwhile"
)
_LINKED = re.compile(rf"[a-z](?:(\.)|;) ({_LINK})(?=, [a-z]| (?:{PRONOUN}|the|there|this)\b)", re.IGNORECASE)


def linked(sentences: str) -> Iterator[Change]:
    """ "It rained; however, we left." / "It rained. However, we left." """
    match = _LINKED.search(sentences)
    if match and len(_LINKED.findall(sentences)) == 1 and sentences.count(";") <= 1 and not re.search(r"[:?!()—–]", sentences):
        if match[1] and ";" not in sentences and sentences.count(" ") <= 45:
            yield match.start() + 1, match.end(), f"; {match[2].lower()}"
        elif not match[1]:
            yield match.start() + 1, match.end(), f". {opening(match[2])}"


_SO = re.compile(
    rf"[a-z](?:(, so )|(\. So ))(?=(?:{PRONOUN}|there|the|my|our|your|his|her|their|this|these|that)(?:\b|{CONTRACTED}))"
)


def so(sentences: str) -> Iterator[Change]:
    """ "It rained, so we left." / "It rained. So we left." / "It rained; so we left." """
    match = _SO.search(sentences)
    if not match:
        return
    left, right = sentences[: match.start() + 1], sentences[match.end() :]
    whole = (
        left.count(" ") >= 2
        and right.count(" ") >= 2
        and not re.search(rf"{MARKS}|\.", left)
        and not re.search(r"[;:?!()—–]", right)
    )
    if not whole or re.match(r"that (?!is|was)", right):
        return
    if match[1]:
        if not re.search(
            rf"\b{SUBORDINATOR}\b|\b(?:{one_of('say says said think thinks thought know knew hope believe')})\b", left.lower()
        ) and not re.match("that", right):
            yield from ((match.start(1), match.end(1), new) for new in (". So ", "; so "))
    else:
        yield from ((match.start(2), match.end(2), new) for new in (", so ", "; so "))
