"""Where adverbs and connectives stand. English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vibejam.style.turns.commas import WHEN
from vibejam.style.turns.grammar import (
    AUXILIARY,
    BE,
    CONTRACTED,
    MARKS,
    MODAL,
    NEGATION,
    PREPOSITION,
    PRONOUN,
    SUBORDINATOR,
    Change,
    forms,
    one_of,
    opening,
    within,
)  # fmt: skip

_LINK = one_of(
    "However Therefore Of_course For_example For_instance Indeed In_fact Nevertheless Nonetheless Moreover Furthermore Consequently"
)
_NOUN_SUBJECT = r"(?:[Tt]he|[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir|[Yy]our|[Ii]ts|[Tt]his|[Tt]hese)(?: [a-z][\w-]*){1,2}?"
_FRONT_LINK = re.compile(rf"^({_LINK}), ({PRONOUN}|there|this|{_NOUN_SUBJECT}) (({AUXILIARY})\b|[a-z]+)(?= (?!n['’]t))")
_INNER_LINK = re.compile(rf"^((?:(?i:{PRONOUN}|this|there)|{_NOUN_SUBJECT})( {AUXILIARY})?), ({_LINK.lower()}),(?= ([a-z]+))")


def connectives(sentence: str) -> Iterator[Change]:
    """ "However, he was late." / "He, however, was late." / "He was, however, late." """
    if match := _FRONT_LINK.match(sentence):
        link, subject, verb = match[1].lower(), match[2], match[3]
        known = match[4] or verb in forms("past") or (verb in forms("third") and re.match(PRONOUN, subject))
        if known and "and" not in subject.split() and not re.search(rf" (?:{SUBORDINATOR}|{PREPOSITION})\b", subject):
            if subject not in ("there", "it", "you") and link not in ("of course", "indeed", "for example", "for instance"):
                yield 0, match.end(2), f"{opening(subject)}, {link},"
            if match[4] and not re.match(r" (?:not|to)\b", sentence[match.end() :]):
                yield 0, match.end(), f"{opening(subject)} {verb}, {link},"
            end = len(sentence) - 1
            if (
                sentence.endswith(".")
                and sentence.count(" ") <= 11
                and not re.search(MARKS, sentence[match.end() :])
                and link != "indeed"
            ):
                yield 0, end, f"{opening(subject)}{sentence[match.end(2) : end]}, {link}"
    elif (
        (match := _INNER_LINK.match(sentence))
        and (subject := within(match[1]))
        and (match[2] or _is_verb(match[4]) or re.fullmatch(AUXILIARY, match[4]))
    ):
        yield 0, match.end(), f"{opening(match[3])}, {subject}"


_FINAL_LINK = re.compile(
    rf"^({PRONOUN}|He|She|We|They|You|It|This|There)\b[^,;:?!()—–]*[a-z], (however|of course|therefore|for example|for instance|nevertheless)(?=\.)"
)


def final_connectives(sentence: str) -> Iterator[Change]:
    """ "He was late, however." -> "However, he was late." """
    if match := _FINAL_LINK.match(sentence):
        rest = within(sentence[: match.start(2) - 2])
        if rest:
            yield 0, match.end(), f"{opening(match[2])}, {rest}"


# A clause of its own: nothing in it that could hang on anything but its verb.
_LONGEST = 12  # words
_NOT_SINGLE = re.compile(rf"{MARKS}|,|\b(?:{SUBORDINATOR}|and|or|but|nor|to|not|too|also|either|only|even)\b|n['’]t\b|[\"“”]")


def _is_single(clause: str) -> bool:
    return clause.count(" ") < _LONGEST and not _NOT_SINGLE.search(clause.replace("to the", "").replace("to a ", ""))


_ALSO = re.compile(rf"^({PRONOUN}|He|She|We|They|You|It)( {AUXILIARY})? also ([a-z]+)\b")
_TOO = re.compile(rf"^({PRONOUN}|He|She|We|They|You|It)( {AUXILIARY})? ([a-z]+)\b([^,;:?!]*?),? (?:too|as well)(?=\.)")
_ALSO_FIRST = re.compile(rf"^Also, ({PRONOUN})( {AUXILIARY})? (?=([a-z]+)\b)")


def also(sentence: str) -> Iterator[Change]:
    """ "He also wrote plays." / "He wrote plays, too." / "He wrote plays as well." """
    if match := _ALSO.match(sentence):
        rest = sentence[match.end(3) : -1]
        if sentence.endswith(".") and _is_single(f"{match[3]}{rest}") and (match[2] or _is_verb(match[3])):
            start = f"{match[1]}{match[2] or ''} {match[3]}{rest}"
            yield from ((0, len(sentence) - 1, start + last) for last in (", too", " too", " as well"))
        if (match[2] or _is_verb(match[3])) and (subject := within(match[1])):
            yield 0, match.end(3), f"Also, {subject}{match[2] or ''} {match[3]}"
    elif match := _TOO.match(sentence):
        inside = f"{match[3]}{match[4]}"
        if _is_single(inside) and (match[2] or _is_verb(match[3])):
            yield 0, match.end(), f"{match[1]}{match[2] or ''} also {inside}"
    elif (match := _ALSO_FIRST.match(sentence)) and (match[2] or _is_verb(match[3])):
        yield 0, match.end(), f"{opening(match[1])}{match[2] or ''} also "


def _is_verb(word: str) -> bool:
    return any(word in forms(name) for name in ("base", "third", "past")) and not re.fullmatch(AUXILIARY, word)


_OFTEN = one_of(
    "often usually sometimes frequently generally probably certainly finally recently soon eventually occasionally seldom rarely always never already"
)
_BESIDE = re.compile(
    rf"\b((?i:{PRONOUN})|who|that|which|[a-z]{{3,}}) (?:({MODAL}|had|has|have|was|were|is|are) ({_OFTEN})|({_OFTEN}) ({MODAL}|had|has|have|was|were|is|are))(?= (?!to\b|not\b|before\b)([a-z]+))"
)
_NO_SUBJECT = re.compile(
    rf"(?:and|or|but|nor|not|so|too|how|as|very|more|most|less|when|where|why|what|if|then|there|here|only|than|to|{PREPOSITION}|{AUXILIARY}|been)",
    re.IGNORECASE,
)


def beside_auxiliaries(sentence: str) -> Iterator[Change]:
    """ "He would often say" / "He often would say"."""
    if sentence.endswith("?"):
        return
    for match in _BESIDE.finditer(sentence):
        if _NO_SUBJECT.fullmatch(match[1]) or re.search(NEGATION, match[6]):
            continue
        adverb, auxiliary = match[3] or match[4], match[2] or match[5]
        be, have = auxiliary in ("is", "are", "was", "were"), auxiliary in ("had", "has", "have")
        helps = match[6] in forms("participle") or match[6].endswith("ed") or match[6] == "been" or match[6] in forms("ing")
        if (have and not helps) or (
            be
            and match[2]
            and adverb not in ("often", "usually", "sometimes", "never", "probably", "generally", "rarely", "certainly")
        ):
            continue
        new = f"{adverb} {auxiliary}" if match[2] else f"{auxiliary} {adverb}"
        yield match.end(1) + 1, match.end(), new


_OFTEN_FIRST = one_of(
    "Sometimes Usually Often Finally Recently Eventually Occasionally Soon Then Now Suddenly Probably Certainly Generally Gradually Perhaps Frequently Typically Initially Originally Previously Currently Immediately"
)
_FRONTED = re.compile(rf"^({_OFTEN_FIRST}),? ({PRONOUN})(?: ({AUXILIARY}))? ([a-z]+)\b")
_MIDDLE = re.compile(rf"^(I|He|She|We|They|You|It)(?: ({AUXILIARY}))? ({_OFTEN_FIRST.lower()}) ([a-z]+)\b")
_WITHOUT_COMMA = frozenset("then now soon perhaps".split())


def fronted(sentence: str) -> Iterator[Change]:
    """ "Sometimes he came." / "He sometimes came." """
    if match := _FRONTED.match(sentence):
        adverb, auxiliary, verb = match[1].lower(), match[3], match[4]
        if auxiliary and _helps(auxiliary, verb):
            if not (adverb == "perhaps" and auxiliary not in ("is", "was", "were", "are")) and _NO_ADVERB.match(verb):
                yield 0, match.end(), f"{opening(match[2])} {auxiliary} {adverb} {verb}"
        elif not auxiliary and _is_verb(verb) and adverb != "perhaps":
            yield 0, match.end(), f"{opening(match[2])} {adverb} {verb}"
    elif (match := _MIDDLE.match(sentence)) and (_helps(match[2], match[4]) if match[2] else _is_verb(match[4])):
        auxiliary, adverb = match[2], match[3]
        if adverb in ("certainly", "probably", "perhaps", "generally") and auxiliary:
            return
        subject = within(match[1])
        middle = f" {auxiliary}" if auxiliary else ""
        for comma in ("",) if adverb in _WITHOUT_COMMA else ("", ","):
            yield 0, match.end(), f"{opening(adverb)}{comma} {subject}{middle} {match[4]}"


def _helps(auxiliary: str, verb: str) -> bool:
    """Whether it is an auxiliary here: "had come", not "had supper"."""
    if auxiliary in ("had", "has", "have"):
        return verb in forms("participle") or verb.endswith("ed") or verb == "been"
    return verb != "not" and not auxiliary.startswith(("do", "did"))


_NO_ADVERB = re.compile(rf"(?!{_OFTEN}\b|{one_of('also still just even only too so very quite')}\b)")

_MOVABLE = rf"(?:{WHEN}|Yesterday|Today|Tomorrow|Last (?:week|month|year|night))"
_WHEN_FIRST = re.compile(rf"^({_MOVABLE}),? ({PRONOUN}(?: |{CONTRACTED} )[^.]*)\.$")
_WHEN_LAST = re.compile(rf"^((?:I|He|She|We|They|You|It)(?: |{CONTRACTED} )[^.]*?([\w'’]+)) ((?i:{_MOVABLE}))\.$")
_TELLS_WHEN = re.compile(
    rf"\b(?:then|when|now|later|ago|yesterday|today|tomorrow|{one_of('day morning afternoon evening night week month year time')})s?\b|\d"
)
_CANNOT_END = re.compile(rf"(?:{BE}|{AUXILIARY}|{PREPOSITION})$")


def when(sentence: str) -> Iterator[Change]:
    """ "In March we moved to Bonn." / "We moved to Bonn in March." """
    if match := _WHEN_FIRST.match(sentence):
        rest = match[2]
        if _is_single(rest) and not _TELLS_WHEN.search(rest) and not _CANNOT_END.search(rest):
            yield 0, len(sentence) - 1, f"{opening(rest)} {within(match[1]) or match[1]}"
    elif match := _WHEN_LAST.match(sentence):
        rest, last, time = match[1], match[2], match[3]
        alone = (
            not re.match(PREPOSITION, time)
            or last in ("him", "her", "them", "it", "me", "us", "you", "there", "here", "home", "back", "away")
            or _is_verb(last)
        )
        if alone and _is_single(rest) and not _TELLS_WHEN.search(rest) and (subject := within(rest)):
            for comma in ("", ","):
                yield 0, len(sentence) - 1, f"{opening(time)}{comma} {subject}"


_MANNER = one_of(
    """immediately quickly slowly quietly carefully gently suddenly gradually directly eagerly gladly firmly softly silently repeatedly constantly
    frequently regularly occasionally automatically deliberately cheerfully patiently calmly briefly thoroughly easily readily promptly rapidly
    steadily safely secretly openly publicly formally politely warmly finally recently eventually"""
)
_GOAL = one_of("to into toward towards through across from with at")
_THING = r"(?:it|them|him|me|us|(?:the|my|his|her|our|their|its|your)(?: [a-z][\w-]*){1,2}?)"
_MANNER_FIRST = re.compile(
    rf"\b((?i:{PRONOUN})|to) ({_MANNER}) ([a-z]+)(?:( {_THING}|)(?=\.|, and\b| and\b)|(?= {_GOAL} (?!be\b)))"
)
_MANNER_LAST = re.compile(rf"\b((?i:{PRONOUN})|to) ([a-z]+)( {_THING}|) ({_MANNER})(?=[.,;]| and\b| {_GOAL} )")


def manner(sentence: str) -> Iterator[Change]:
    """ "He carefully opened it." / "He opened it carefully." """
    for match in _MANNER_FIRST.finditer(sentence):
        if _is_form(match[3], match[1]):
            yield match.start(2), match.end(), f"{match[3]}{match[4] or ''} {match[2]}"
    for match in _MANNER_LAST.finditer(sentence):
        if _is_form(match[2], match[1]) and not _NOT_SINGLE.search(match[3]) and match[1] != "to":
            yield match.start(2), match.end(), f"{match[4]} {match[2]}{match[3]}"


def _is_form(verb: str, subject: str) -> bool:
    if verb in (
        "let",
        "make",
        "made",
        "makes",
        "help",
        "helped",
        "see",
        "saw",
        "have",
        "had",
        "want",
        "wanted",
        "need",
        "needed",
    ):
        return False
    return verb in forms("base") if subject == "to" else _is_verb(verb)
