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
_CLAUSE = rf"(?:(?:I|[Hh]e|[Ss]he|[Ww]e|[Tt]hey)(?!\s+(?:and|or)\b)(?:['’](?:m|re|ve|ll|d|s))?\s+[a-z]+|(?:[Ii]t|[Yy]ou|[Tt]here|[Tt]his|[Tt]hat)(?:['’](?:re|ve|ll|d|s)\s|\s+{_VERB}\b))"
_STATEMENTS = re.compile(rf"(?<=[a-z0-9])(?:(\.)[ ]+|(;)[ ]+|(—| — |--| -- | – ))(?={_CLAUSE})")
_COORDINATED = re.compile(rf"(?<=[a-z0-9])(,|;|\.)[ ]+([Aa]nd|[Bb]ut|However,)[ ]+(?={_CLAUSE})")
# A clause that hangs on one of these may reach over the joint: what stands there stays inside one sentence, or outside.
_SCOPE = re.compile(
    r"""\b(?:if|when|whenever|unless|because|since|that|whether|although|though|while|until|till|after|before|as|who|whom|which|whose
    |where|wherever|how|what|why|not|never|either|neither|both|provided|suppose|lest|so|than|let|had|were|should|please|said|says
    |no|nor|without|once|hope|hopes|hoped|think|thinks|believe|may|might)\b|n['’]t\b|[;:?!"“(—–]|--""".replace("\n    ", ""),
    re.IGNORECASE,
)  # fmt: skip
_MOST_WORDS = 40  # of what a joint makes one sentence


def joints(passage: Passage) -> Iterator[Chance]:
    text = passage.text
    for match in _STATEMENTS.finditer(text):
        form = ". " if match[1] else "; " if match[2] else DASH
        opens = text[match.end() : match.end() + 40].split(maxsplit=1)[0]
        if not passage.is_free(match.start(), match.end()) or (form == ". ") != (match.end() in passage.starts):
            continue
        options = {}
        if _one_sentence(passage, match.start(), match.end()):
            lower = opens if opens[0] == "I" and opens[1:2] in ("", "'", "’") else opens[0].lower() + opens[1:]
            upper = opens[0].upper() + opens[1:]
            options = {". ": ". " + upper, "; ": "; " + lower, DASH: DASH + lower}
            del options[form]
        yield Chance("between statements", form, match.start(), match.end() + len(opens), options)
    for match in _COORDINATED.finditer(text):
        mark, word = match[1], match[2].lower().rstrip(",")
        if not passage.is_free(*match.span()) or (mark == ".") != (match.start(2) in passage.starts):
            continue
        yield from _coordination(passage, match, mark, word)


def _coordination(passage: Passage, match: re.Match[str], mark: str, word: str) -> Iterator[Chance]:
    text = passage.text
    opens = text[match.end() : match.end() + 40].split(maxsplit=1)[0]
    lower = opens if opens[0] == "I" and opens[1:2] in ("", "'", "’") else opens[0].lower() + opens[1:]
    end = match.end() + len(opens)
    if word == "however" and mark != ".":
        return
    if word == "and":
        form = {",": ", and", ";": "; and", ".": ". And"}[mark]
        options = {", and": f", and {lower}", "; and": f"; and {lower}", ". And": f". And {lower}"}
    else:
        form = ". However," if word == "however" else {",": ", but", ";": "; but", ".": ". But"}[mark]
        options = {", but": f", but {lower}", "; but": f"; but {lower}", ". But": f". But {lower}",
                   ". However,": f". However, {lower}"}  # fmt: skip
    if not _one_sentence(passage, match.start(), match.end()):
        # Another opener changes nothing that the joint holds together.
        options = {key: new for key, new in options.items() if mark == "." and key[0] == "."}
    options.pop(form, None)
    yield Chance(f"before {'and' if word == 'and' else 'but'}", form, match.start(), end, options)


def _one_sentence(passage: Passage, before: int, after: int) -> bool:
    """Whether what is left and right of a joint may be one sentence as well as two: both whole, statements, plain, not long."""
    start, _ = passage.sentence_at(before - 1)
    _, end = passage.sentence_at(after + 1)
    left, right = passage.text[start:before], passage.text[after:end]
    words = passage.word_at(end) - passage.word_at(start)
    whole = left[:1].isalpha() and left.count(" ") >= 2 and right.count(" ") >= 2 and right.endswith(".")
    plain = "\n" not in left + right and "," not in left and passage.is_free(start, end) and not re.search(r"[;:?!—–]|--", right)
    return whole and plain and words <= _MOST_WORDS and not _SCOPE.search(left)


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
