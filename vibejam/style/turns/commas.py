"""Commas that may be there or not. English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vibejam.style.turns.grammar import (
    AUXILIARY,
    BE,
    CONTRACTED,
    MARKS,
    NEGATION,
    NOMINATIVE,
    PREPOSITION,
    PRONOUN,
    SUBORDINATOR,
    Change,
    forms,
    one_of,
    pasts,
)  # fmt: skip

MONTH = one_of("January February March April May June July August September October November December")
DAY = one_of("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
TIME = one_of("day morning afternoon evening night week weekend month year spring summer autumn fall winter")
_ADVERB = one_of(
    """Today Yesterday Tomorrow Then Later Soon Sometimes Often Afterwards Afterward
    Meanwhile Instead Thus Therefore
    Here Nowadays Tonight Next (?!Only|Early|Really|Surely|Honestly|Frankly|Seriously|Truly|Simply|Similarly|Additionally|Lastly|Firstly|Secondly|Thirdly|Finely|Family|July|Italy|Sicily|Apply|Reply|Supply|Rely)[A-Z][a-z]+ly"""
)
# What says when, and can be nothing else at the beginning of a sentence.
WHEN = (
    rf"(?:(?:In|By|Since|Before|After|Until|During) (?:early |late |mid-)?(?:{MONTH}(?: \d{{4}})?|\d{{4}})"
    rf"|(?:On|By|Since|Until) (?:{DAY}(?: (?:morning|afternoon|evening|night))?|(?:\d\d? )?{MONTH}(?: \d\d?)?)"
    rf"|(?:The|On the|By the) (?:next|following) {TIME}|(?:That|This|Last|Next|One|Every|Each) {TIME}"
    r"|(?:In|During) the (?:morning|afternoon|evening|night|meantime|past|summer|winter|spring|autumn)|At (?:night|noon|midnight|dawn|dusk)"
    r"|(?:By|Since|Until) then|(?:After|Before) (?:that|breakfast|lunch|dinner|supper))"
)
_PHRASE = (
    r"(?:At (?:first|last|times|present)|For (?:now|once|years|a (?:moment|time|while))|In (?:fact|time|general|practice|theory|the end|this (?:case|way)|that (?:case|way)"
    r"|my (?:opinion|view|experience)|many cases|some cases|most cases|turn|part|effect|reality|recent years|those days|the long run)|By now|So far|Of course|As (?:usual|always)|Over time"
    r"|Once (?:again|more)|On the whole|As a (?:rule|result|consequence)|To begin with|At (?:that|this) (?:point|stage|moment)|At the same time|For (?:this|that|some) reason|In any case|In (?:response|addition|this respect)|Until recently|On average|Now and then|From time to time|More often than not|All in all)"
)
_SUBJECT = rf"(?:{PRONOUN}|there|the|my|his|her|our|their|your|this|these|those|a|an)(?:\b|{CONTRACTED})"
_OPENING = re.compile(rf"^(?:{_ADVERB}|{WHEN}|{_PHRASE})(,?) (?={_SUBJECT})")
_PLACE = re.compile(
    rf"^(?:In|On|At|By|For|From|Under|Within|Among|Between|During|After|Before|Through|Across|Over|Throughout|Since|Around|Near|With)((?: [\w'’-]+){{1,6}}), (?=({_SUBJECT}))"
)
_FUNCTION = re.compile(
    rf"\b(?:so|such|due|here|addition|contrast|short|sum|conclusion|summary|particular|words|hand|{SUBORDINATOR}|{AUXILIARY}|{BE}|and|or|but|not|to"
    r"|(?!morning|evening|building|meeting|beginning|spring|during|thing)\w+ing|\w+ed|(?!early|July|family)[A-Za-z]+ly)\b|\b(?:one|ones|other|others|these|those|this|that|it|first|second|third|last|all|\d+)$"
)


def after_opening(sentence: str) -> Iterator[Change]:
    """ "In 1890 he" / "In 1890, he"."""
    if match := _OPENING.match(sentence):
        if match[1]:
            yield match.start(1), match.end(1), ""
        elif "," not in sentence:
            yield match.start(1), match.end(1), ","
    elif (match := _PLACE.match(sentence)) and not _FUNCTION.search(match[1]):
        # "In the house he built, ..." is another thing.
        clear = (
            "," not in sentence[match.end() :]
            or not re.match(PRONOUN, match[2])
            or re.match(r" (?:my|our|your|this|that)\b", match[1])
        )
        named = not match[1].split()[-1].islower()  # may be explained by what follows: "With Tom, my brother"
        if clear and (not named or re.match(rf"{PRONOUN}\b|there", match[2])):
            yield match.end(1), match.end(1) + 1, ""


_CLAUSE_FIRST = re.compile(
    rf"^(?:If|When|Once|After|Before|Until|Unless|Because|As soon as|Whenever|As) (?:{PRONOUN}|there|the|my|our|your|his|her|their|a|this|these)(?:{CONTRACTED}?)(?: [\w'’-]+){{1,9}}(,) (?={NOMINATIVE}\b)"
)
_ENDS_OPEN = re.compile(
    rf"(?:{PREPOSITION}|{AUXILIARY}|say|says|said|think|thinks|thought|know|knows|knew|believe|feel|felt|hope|see|saw|hear|heard)$"
)


def after_clause(sentence: str) -> Iterator[Change]:
    """ "When she came, we left." -> "When she came we left." """
    match = _CLAUSE_FIRST.match(sentence)
    if match and not _ENDS_OPEN.search(sentence[: match.start(1)]):
        yield match.start(1), match.end(1), ""


_JOINT = re.compile(
    rf"[a-z](,?) (?:and|but|or) (?=({NOMINATIVE}(?:{CONTRACTED}| [a-z]))|(?:it|you|there|this|that)(?:['’](?:s|re|ve|d|ll)| {AUXILIARY}\b)|(?:the|my|our|your|his|her|their|its|these)(?: [a-z][\w'’-]*){{1,3}}? {AUXILIARY}\b)"
)
_WHOLE_LAST = re.compile(
    rf"(?:^|[,;:] )(?:{PRONOUN}|there|the|my|our|your|his|her|their|this|these)(?:{CONTRACTED})?(?: [\w'’-]+){{2,}}$",
    re.IGNORECASE,
)
_PLAIN_LEFT = re.compile(rf"^(?:{PRONOUN}{CONTRACTED}?|There (?:is|are|was|were)) [a-z]", re.IGNORECASE)
_REACHES = re.compile(
    rf"\b(?:{SUBORDINATOR}|both|either|between|and|or|but|let|see|saw|hear|heard|{one_of('say says said think thinks thought know knows knew believe believed feel felt hope hoped wish told tell')})\b"
)


_CLOSED = rf"[;:?!()—–]|--|, (?:{AUXILIARY}|{BE}|\\w+ed|and|or)\\b"


def between_statements(sentence: str) -> Iterator[Change]:
    """ "He came, and she left." / "He came and she left." """
    for match in _JOINT.finditer(sentence):
        left, right = sentence[: match.start(1)], sentence[match.end() :]
        if re.search(_CLOSED, right) or (match[1] and "," in left and not _WHOLE_LAST.search(left)):
            continue
        if match[1]:
            yield match.start(1), match.end(1), ""
        elif (
            match[2]
            and "," not in left + right
            and _PLAIN_LEFT.match(left)
            and left.count(" ") >= 2
            and not _REACHES.search(left.lower())
        ):
            yield match.start(1), match.end(1), ","


_VERB_AFTER = re.compile(r"[a-z](,?) (and|but)(?: then| also| still| never| soon| finally)? (?=([a-z]+))")


def before_predicate(sentence: str) -> Iterator[Change]:
    """ "He opened the door, and left." / "He opened the door and left." """
    for match in _VERB_AFTER.finditer(sentence):
        left, right = sentence[: match.start(1)], sentence[match.end() :]
        whole = _PLAIN_LEFT.match(left) and left.count(" ") >= 3 and not _REACHES.search(left.lower())
        if whole and match[3] in pasts() and not re.search(f"{MARKS}|[.]..", left + right):
            yield match.start(1), match.end(1), "" if match[1] else ","


_LAST_AND = re.compile(r"[a-z](,) and (?=([a-z]+))")
_FINITE = re.compile(rf"\b(?:{AUXILIARY}|[a-z]{{3,}}ed)\b|{CONTRACTED}\b")


def before_last_and(sentence: str) -> Iterator[Change]:
    """ "The road was long, and most of us slept." -> "The road was long and most of us slept." """
    match = _LAST_AND.search(sentence)
    if match and sentence.endswith("."):
        left, right = sentence[: match.start(1)], sentence[match.end(1) :]
        whole = left.count(" ") >= 3 and _has_verb(left) and not re.search(rf"{MARKS}|[\"“”]", left + right)
        if whole and not re.search(
            rf"{NEGATION}|\b(?:{SUBORDINATOR}|and|or|between|both|say|said|think|thought)\b", left.lower()
        ):
            yield match.start(1), match.end(1), ""


def _has_verb(clause: str) -> bool:
    return bool(_FINITE.search(clause)) or any(word in pasts() or word in forms("third") for word in clause.split())


_BUT = re.compile(r"[a-z](,?) but (?=(?:not|also|still|rather|never|only|very|it|in|on|with|for|to|at|[a-z]+ly|[a-z]+ed)\b)")


def before_but(sentence: str) -> Iterator[Change]:
    """ "small, but very useful" -> "small but very useful"."""
    for match in _BUT.finditer(sentence):
        left, right = sentence[: match.start(1)], sentence[match.end(1) :]
        phrase = re.match(r" but (?:it|to|in|on|at|for|with)\b", right)
        if match[1] and not re.search(MARKS, left + right) and (not phrase or re.search(r"\bnot\b", left)):
            yield match.start(1), match.end(1), ""


_ASIDE = re.compile(
    rf"(\b(?:{AUXILIARY}|{NOMINATIVE}))(,?) (of course|therefore|perhaps|indeed|in fact|however|nevertheless|no doubt|moreover|apparently|presumably|consequently|thus|in turn|evidently|fortunately|unfortunately|in general|in practice|in principle|in theory|after all|for example|for instance|without doubt|as usual|certainly|probably|at first|at least)(,?) (?=[a-z]+\b)"
)


def around_asides(sentence: str) -> Iterator[Change]:
    """ "It is, of course, true." / "It is of course true." """
    for match in _ASIDE.finditer(sentence):
        word, both, neither = match[3], match[2] and match[4], not (match[2] or match[4])
        if (word in ("moreover", "for example", "for instance", "after all", "at least") and both) or (
            neither and word == "indeed" and match[1] in ("I", "he", "she", "we", "they")
        ):
            continue
        if both and not (word == "however" and re.fullmatch(NOMINATIVE, match[1])):
            yield match.end(1), match.end(4), f" {word}"
        elif (
            neither
            and re.fullmatch(AUXILIARY, match[1])
            and word
            in (
                "of course",
                "therefore",
                "perhaps",
                "indeed",
                "in fact",
                "no doubt",
                "however",
                "nevertheless",
                "fortunately",
                "unfortunately",
            )
        ):
            yield match.end(1), match.end(4), f", {word},"


_AFTER_LINK = re.compile(
    rf"\b(?:and|but|that|because|which|who|so)(,?) (of course|in fact|indeed|therefore|perhaps|in time|in turn|as a result|at the same time|in the end|in the long run|by then|after that|as usual|in practice|in general|in some cases|in many cases|in my opinion|in my view|for now|at first|at last|at times|eventually|finally|sometimes|fortunately|unfortunately|ultimately|in his own way|in her own way|consequently|in this way)(,?) (?=(?:{PRONOUN}|there|the|my|his|her|our|their|this)\b|[a-z]+)"
)


def around_linked_asides(sentence: str) -> Iterator[Change]:
    """ "and, in time, he" / "and in time he"."""
    for match in _AFTER_LINK.finditer(sentence):
        if match[1] and match[3]:
            yield match.start(1), match.end(3), f" {match[2]}"
        elif (
            not match[1]
            and not match[3]
            and re.match(rf"{PRONOUN}\b|there\b", sentence[match.end() :])
            and match[0][:3] in ("and", "but")
            and match[2] != "finally"
        ):
            yield match.start(1), match.end(3), f", {match[2]},"


_LAST = re.compile(r"([a-z]+)(,?) (too|as well|either|anyway|instead|though|please)(?=[.;!]|, (?:and|but) )")
_NOT_BEFORE_TOO = re.compile(
    rf"(?:{BE}|not|all|far|much|none|only|just|even|or|and|but|as|instead|well|very|too|{AUXILIARY}|n't|.*ly)"
)


def before_last(sentence: str) -> Iterator[Change]:
    """ "I saw it, too." / "I saw it too." """
    for match in _LAST.finditer(sentence):
        if _NOT_BEFORE_TOO.fullmatch(match[1]) or sentence[match.end() : match.end() + 1] == ",":
            continue
        if match[2]:
            yield match.start(2), match.end(2), ""
        elif match[3] in ("too", "as well", "either", "anyway", "though"):
            yield match.start(2), match.end(2), ","


_REASON = re.compile(
    r"[a-z](,?) (because|although|though|even though|unless) (?=(?:I|he|she|we|they|it|you|there|the|my|his|her|our|their|this|these)\b)"
)
_OPEN_BEFORE = re.compile(
    r"(?:only|just|even|partly|mainly|simply|precisely|largely|perhaps|probably|possibly|and|but|or|as|is|was|are|were|not|so|this|that|it|mostly|primarily|merely|especially|particularly)$"
)


def before_reason(sentence: str) -> Iterator[Change]:
    """ "We left, because it rained." / "We left because it rained." """
    for match in _REASON.finditer(sentence):
        left, right = sentence[: match.start(1)], sentence[match.end() :]
        whole = left.count(" ") >= 2 and not re.search(NEGATION, left.lower()) and not re.search(MARKS, left + right)
        if whole and not _OPEN_BEFORE.search(left) and not re.search(rf"\b{SUBORDINATOR}\b", left.lower()):
            yield match.start(1), match.end(1), "" if match[1] else ","


_ITEM = r"[a-z][\w'’-]*(?: [\w'’-]+){0,5}"
_SERIES = re.compile(rf", ({_ITEM})(,?) (?:and|or) (?=({_ITEM})(?:[.;]|, ))")
_NO_SERIES = re.compile(rf"\b(?:{AUXILIARY}|{PRONOUN}|{SUBORDINATOR}|and|or|but|then|perhaps|however|not)\b")


def in_series(sentence: str) -> Iterator[Change]:
    """ "a red house, a garden, and a cow." / "a red house, a garden and a cow."

    Items must be alike: "my brother, a doctor, and my sister" are two. Where four are told apart by commas nothing else can be meant.
    """
    for match in _SERIES.finditer(sentence):
        first, last = match[1].split()[0], match[3].split()[0]
        before = re.split(r"[.;:()—–]", sentence[: match.start()])[-1]
        if _NO_SERIES.search(f"{match[1]} {match[3]}") or (match[2] and " " not in match[1] and " " not in match[3]):
            continue
        bare = not re.fullmatch(rf"{PREPOSITION}|{_SUBJECT}|[a-z]+(?:ly|ed|ing)|such|like|or|one|both", first)
        first_items = before.split(", ")
        alike = _are_alike(first, last) and any(_are_alike(word, first) for word in first_items[-1].split()[-6:])
        many = len(first_items) > 2 and all(item.count(" ") < 5 for item in first_items[1:]) and bare
        if alike or (match[2] and many):
            yield match.start(2), match.end(2), "" if match[2] else ","


def _are_alike(one: str, other: str) -> bool:
    """By their first words: the same one, or two gerunds."""
    return one == other or {one, other} == {"a", "an"} or (one.endswith("ing") and other.endswith("ing"))


_WORD_SERIES = re.compile(r"\b([a-z][\w'’-]+), ([a-z][\w'’-]+)(,?) (and|or) (?=([a-z][\w'’-]+)\b)")
_NO_ITEM = re.compile(
    rf"(?:{SUBORDINATOR}|{PREPOSITION}|{AUXILIARY}|{PRONOUN}|{_SUBJECT}|\w+ly|and|or|but|then|also|too|so|not|however|though|therefore|indeed|perhaps|please|instead|yes|no|well|still|example|instance|course|fact|later|ago|today|yesterday|tomorrow|over|out|back|up|down|home)"
)


def in_word_series(sentence: str) -> Iterator[Change]:
    """ "red, green, and blue" / "red, green and blue"."""
    for match in _WORD_SERIES.finditer(sentence):
        items = (match[1], match[2], match[5])
        before = sentence[: match.start(1)]
        if (
            any(_NO_ITEM.fullmatch(item) for item in items)
            or match[5] in pasts()
            or (match[5] in forms("third") and match[2][-1] != "s")
        ):
            continue
        if (
            match[3]
            or before.rstrip().endswith(",")
            or re.search(r"(?:of|with|for|by|from|is|are|was|were|the|a|an|be|as|including|like)$", before.rstrip())
        ):
            yield match.start(3), match.end(3), "" if match[3] else ","


_ADDITION = re.compile(
    r"[a-z]+(,?) (?:rather than|instead of|including|along with|together with|as well as|even if|even when|even though|except|as if|as though|so that|unless|especially (?:in|on|at|when|if|for|with|by|after|during)|particularly (?:in|on|at|when|if|for|with|by|after|during)|without [a-z]+ing|depending on|regardless of|whether|until|in which case|yet|or at least|no matter|due to|thanks to|despite|in spite of) (?=[a-z])"
)


def before_addition(sentence: str) -> Iterator[Change]:
    """ "He walked, rather than ride" / "He walked rather than ride": once the rest of the sentence is not parted by commas."""
    for match in _ADDITION.finditer(sentence):
        left, right = sentence[: match.start(1)], sentence[match.end(1) :]
        if re.search(rf"{MARKS}|[\"“”]", left + right) or left.count(" ") < 3 or not sentence.endswith("."):
            continue
        word = right.split()[0]
        if match[1]:
            if not re.search(NEGATION, left.lower()) or word not in (
                "unless",
                "until",
                "so",
                "such",
                "including",
                "without",
                "except",
            ):
                yield match.start(1), match.end(1), ""
        elif (
            word
            in (
                "rather",
                "instead",
                "along",
                "together",
                "as",
                "even",
                "especially",
                "particularly",
                "regardless",
                "including",
                "despite",
                "thanks",
            )
            and not re.search(NEGATION, left.lower())
            and not re.search(
                rf"(?:{BE}|and|or|but|{PREPOSITION}|{AUXILIARY}|looks?|feels?|felt|looked|seems?|seemed|not|other|more|much|act|acts|acted)$",
                left,
            )
        ):
            yield match.start(1), match.end(1), ","
