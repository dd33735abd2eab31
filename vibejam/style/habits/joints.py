"""Joining and splitting: what stands between statements, around asides, before the last of a list. English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vibejam.style.habits.chance import DASH, DASHES, Chance
from vibejam.style.passage import Passage

_VERB = r"""(?:is|isn't|was|wasn't|are|aren't|were|weren't|am|has|hasn't|have|haven't|had|hadn't|will|won't|would|wouldn't|can|cannot|can't|could
    |couldn't|may|might|must|should|shall|does|doesn't|do|don't|did|didn't|also|never|always|seems?|seemed|makes?|made|means|meant
    |gives?|gave|takes?|took|comes?|came|goes|went|feels?|felt|looks?|looked|works?|worked|helps?|helped)""".replace(
    "\n", ""
).replace(" ", "")
_PRONOUN = rf"(?:I|[Hh]e|[Ss]he|[Ww]e|[Tt]hey)(?!\s+(?:and|or)\b)(?:['’](?:m|re|ve|ll|d|s))?\s+[a-z]+|(?:[Ii]t|[Yy]ou|[Tt]here|[Tt]his|[Tt]hat)(?:['’](?:re|ve|ll|d|s)\s|\s+{_VERB}\b)"
_DETERMINER = "(?:[Tt]he|[Mm]y|[Oo]ur|[Yy]our|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Tt]hese|[Tt]hose|[Aa]n?)"
# "the red house is", but not "the one who is": a noun's relative clause is no statement.
_NOUN = rf"{_DETERMINER}(?:\s+(?!(?:that|which|who|whom|whose|when|where|and|or|as|than|not|if)\b)[a-z][\w'’-]*){{1,3}}?\s+(?:is|isn't|was|wasn't|are|aren't|were|weren't|has|hasn't|had|hadn't|will|won't|would|wouldn't|can|cannot|can't|could|couldn't|must|may|might|does|doesn't|did|didn't)\b"
_CLAUSE = rf"(?:{_PRONOUN}|{_NOUN})"
_STATEMENTS = re.compile(rf"(?<=[a-z0-9])(?:(\.)[ ]+|(;)[ ]+|(—| — |--| -- | – ))(?={_CLAUSE})")
_COORDINATED = re.compile(rf"(?<=[a-z0-9])(,|;|\.)[ ]+([Aa]nd|[Bb]ut)[ ]+(?={_CLAUSE})")
# A clause that hangs on one of these may reach over the joint: what stands there stays inside one sentence, or outside.
_SCOPE = re.compile(
    r"""\b(?:if|when|whenever|unless|because|since|that|whether|although|though|while|until|till|after|before|as|who|whom|which|whose
    |where|wherever|how|what|why|not|never|either|neither|both|provided|suppose|lest|so|than|let|had|were|should|please|said|says
    |no|nor|without|once|hope|hopes|hoped|think|thinks|believe|may|might)\b|n['’]t\b|[;:?!"“(—–]|--""".replace("\n    ", ""),
    re.IGNORECASE,
)  # fmt: skip
_STRONG = re.compile(r"[;:?!(—–]|--|\.\.\.|…")
_MOST_WORDS = 40  # of what a joint makes one sentence


def joints(passage: Passage) -> Iterator[Chance]:
    text = passage.text
    for match in _STATEMENTS.finditer(text):
        form = ". " if match[1] else "; " if match[2] else DASH
        upper, lower = _opening(text, match.end())
        if not passage.is_free(match.start(), match.end()) or (form == ". ") != (match.end() in passage.starts):
            continue
        options = {}
        if (_may_join if form == ". " else _may_split)(passage, *match.span()):
            options = {". ": ". " + upper, "; ": "; " + lower, DASH: DASH + lower}
            del options[form]
        yield Chance("between statements", form, match.start(), match.end() + len(lower), options)
    for match in _COORDINATED.finditer(text):
        if passage.is_free(*match.span()) and (match[1] == ".") == (match.start(2) in passage.starts):
            yield _coordination(passage, match, match[1], match[2].lower())


def _coordination(passage: Passage, match: re.Match[str], mark: str, word: str) -> Chance:
    _, lower = _opening(passage.text, match.end())
    options = {}
    if _may_split(passage, *match.span()):
        form_of = {f", {word}": f", {word} ", f"; {word}": f"; {word} ", f". {word.capitalize()}": f". {word.capitalize()} "}
        options = {form: joint + lower for form, joint in form_of.items() if form[0] != mark}
    form = f"{mark} {word.capitalize() if mark == '.' else word}"
    return Chance(f"before {word}", form, match.start(), match.end() + len(lower), options)


def _opening(text: str, at: int) -> tuple[str, str]:
    """The word at `at` as it begins a sentence, and as it stands within one."""
    word = text[at : at + 40].split(maxsplit=1)[0]
    is_i = word[0] == "I" and word[1:2] in ("", "'", "’")
    return word[0].upper() + word[1:], word if is_i else word[0].lower() + word[1:]


def _sides(passage: Passage, before: int, after: int) -> tuple[str, str]:
    """What stands left and right of a joint in its one or two sentences."""
    return passage.text[passage.sentence_at(before - 1)[0] : before], passage.text[after : passage.sentence_at(after + 1)[1]]


def _are_statements(passage: Passage, before: int, after: int) -> bool:
    """Whether both sides are whole and plain: not too long together, no other mark that holds as much together."""
    left, right = _sides(passage, before, after)
    start, end = before - len(left), after + len(right)
    whole = left[:1].isalpha() and left.count(" ") >= 2 and right.count(" ") >= 2 and right.endswith(".")
    plain = "\n" not in left + right and passage.is_free(start, end) and not _STRONG.search(left + right)
    return whole and plain and passage.word_at(end) - passage.word_at(start) <= _MOST_WORDS


def _may_join(passage: Passage, before: int, after: int) -> bool:
    """Whether two sentences may be one: the second goes on about the first."""
    return _are_statements(passage, before, after) and _is_linked(*_sides(passage, before, after))


def _may_split(passage: Passage, before: int, after: int) -> bool:
    """Whether one sentence may be two: nothing on the left reaches over the joint."""
    left, _ = _sides(passage, before, after)
    return "," not in left and not _SCOPE.search(left) and _are_statements(passage, before, after)


_SAME_PERSON = [{"i", "my", "me"}, {"we", "our", "us"}, {"you", "your"}]
_LONG_WORD = re.compile(r"[a-z]{5,}")


def _is_linked(left: str, right: str) -> bool:
    """Whether the right side goes on about the left: by a pronoun, the same person, or a longer word of the left."""
    ours, theirs = (re.findall(r"[a-z]+", side.lower()) for side in (left, right))
    if theirs[0] in ("he", "she", "it", "they", "this", "that", "these", "those", "his", "her", "its", "their"):
        return True
    same_person = any(theirs[0] in forms and forms & set(ours) for forms in _SAME_PERSON)
    return same_person or any(_LONG_WORD.fullmatch(word) and word in ours for word in theirs)


_ASIDE = re.compile(
    r"(?<=[a-z])(?: \(([a-z][a-z ,'’-]{8,90})\)|(?: ?(?:—|--) ?| – )([a-z][a-z ,'’-]{8,90})(?: ?(?:—|--) ?| – ))(?=[ ]?[a-z]|[.,;])"
)
_APPOSITION = re.compile(r"(?<=[a-z])(, |—| — |--| -- | – )(?=an? [a-z][^.,;:!?()—–\n\"“”]{5,80}[.!]\s)")


def asides(passage: Passage) -> Iterator[Chance]:
    """Asides in brackets or between dashes, and what is said of the last thing said."""
    text = passage.text
    for match in _ASIDE.finditer(text):
        start, end = passage.sentence_at(match.start())
        inside, follows = match[1] or match[2], text[match.end() : match.end() + 1]
        alone = len(DASHES.findall(text[start:end])) == (0 if match[1] else 2) and match.end() < end
        if not alone or not passage.is_free(*match.span()) or inside.count(" ") < 2:
            continue
        if match[1]:
            new = {} if follows != " " else {"—…—": f"{DASH}{inside}{DASH}"}
            yield Chance("aside", "(…)", match.start(), match.end() + (follows == " "), new)
        else:
            yield Chance("aside", "—…—", match.start(), match.end(), {"(…)": f" ({inside})" + (" " if follows.isalpha() else "")})
    for match in _APPOSITION.finditer(text):
        start, end = passage.sentence_at(match.start())
        comma = match[1] == ", "
        if passage.is_free(*match.span()) and (comma or len(DASHES.findall(text[start:end])) == 1):
            clear = not comma and "," not in text[start : match.start()]
            yield Chance("apposition at the end", "," if comma else DASH, *match.span(), {",": ", "} if clear else {})


_ITEM = r"[A-Za-z][\w'’-]*(?: [a-z][\w'’-]*)?"
_LIST = re.compile(rf"(?<![\w,'’-])((?:[A-Za-z][\w'’-]*, ){{1,9}})({_ITEM})(,?) (and|or) (?=([A-Za-z][\w'’-]*))")
_NO_ITEM = re.compile(
    r".*ly|and|or|nor|as|however|too|though|therefore|indeed|perhaps|please|instead|then|also|so|yes|no|well|i|he|she|we|they|it|you|there|here|now"
    r"|is|was|are|were|be|to|of|in|on|at|for|from|with|by|which|who|that|if|when|a|an|the|my|your|his|her|our|their|this|still|not|but"
    r"|sir|dear|course|example|instance|fact|later|ago|today|yesterday|tomorrow|over|out|back|up|down|mr|mrs|dr|said|has|have|had|will",
    re.IGNORECASE,
)  # fmt: skip


def lists(passage: Passage) -> Iterator[Chance]:
    """ "a, b, and c": lists whose items are so short that nothing else can be meant."""
    for match in _LIST.finditer(passage.text):
        items = [*match[1].rstrip(", ").split(", "), *match[2].split(" "), match[5]]
        capital = {item[0].isupper() for item in items[1:]}
        if not passage.is_free(*match.span()) or len(capital) > 1 or any(_NO_ITEM.fullmatch(item) for item in items):
            continue
        if match[5].endswith("s") and not any(item.endswith("s") for item in items[:-1]):
            continue  # may be a verb
        at = match.start(3)
        form = f"{match[3]} and"
        # Before two items may stand a phrase that is none of them: "In winter, snow and ice".
        is_list = match[1].count(",") >= 2 or match[3]
        yield Chance(
            "comma before the last of a list",
            form,
            at,
            match.start(4),
            ({" and": " "} if match[3] else {", and": ", "}) if is_list else {},
        )
