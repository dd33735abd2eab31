"""Habits: places where a writer chooses between forms that say the same, found in a text.

A `Chance` is one such place: which habit, which form stands there, and what would stand there in each of the other forms where
grammar certainly allows it (a chance without options is counted and left alone). The same finders count a person's writing, the
background and a draft, so their rates can be compared, and what a rule may write is what it can also count.

Where a finder cannot be sure it finds nothing: a habit missed costs little, a broken sentence all trust. Contractions, joints
and words are English's; typography, casing and sentence ends are any language's. Tests: tests/style/test_habits.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from vibejam.style.lexicon import DETERMINER, FILLERS, NEGATIONS, OPENERS, SHORTENED, SPELLINGS, WORDS, Choice
from vibejam.style.passage import Passage

DASH = "—"  # as options write it; a text's own kind of dash is put in later, and so is its apostrophe
SAID, UNSAID = "said", "unsaid"


@dataclass(frozen=True)
class Chance:
    """`text[start:end]` is `form` of `habit`; `options` is what the other forms would put there."""

    habit: str
    form: str
    start: int
    end: int
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Habit:
    """What is true of all chances of one habit.

    `group` shares evidence; `together`: one text keeps to one form; `one_way`: occurrences of the first form are thinned out,
    none is ever made; `fits`: new words must be attested beside their neighbours.
    """

    name: str
    forms: tuple[str, ...]
    group: str = ""
    together: bool = False
    one_way: bool = False
    fits: bool = False


def chances(passage: Passage) -> list[Chance]:
    """All chances of a text, by where they start."""
    finders = (
        _typography, _case, _endings, _numerals, _fillers, _joints, _asides, _lists, _openers, _contractions, _choices, _sign_offs,
        _that,
    )  # fmt: skip
    return sorted((chance for finder in finders for chance in finder(passage)), key=lambda chance: (chance.start, chance.end))


@cache
def habits() -> dict[str, Habit]:
    """All habits by name."""
    known = [
        Habit("dash", ("—", " — ", "--", " -- ", " – "), together=True),
        Habit("apostrophe", ("'", "’"), together=True),
        Habit("double quotes", ('"', "“"), together=True),
        Habit("ellipsis", ("...", "…"), together=True),
        Habit("I", ("I", "i"), together=True),
        Habit("sentence case", ("upper", "lower"), together=True),
        Habit("sentence end", ("!", "."), one_way=True),
        Habit("numbers up to ten", ("word", "digit")),
        *(Habit(name, (SAID, UNSAID), one_way=True) for name, _, _ in FILLERS),
        Habit("between statements", (". ", "; ", DASH)),
        Habit("before and", (", and", "; and", ". And")),
        Habit("before but", (", but", "; but", ". But", ". However,")),
        Habit("aside", ("(…)", "—…—")),
        Habit("apposition at the end", (DASH, ","), one_way=True),
        Habit("comma before the last of a list", (", and", " and")),
        *(Habit(f"{long}/{short}", (long, short), group="contraction") for long, short in _CONTRACTED),
        *(_habit(choice) for choice in (*SPELLINGS, *WORDS, *OPENERS)),
        *(_habit(choice, one_way=True) for choice in SHORTENED),
        Habit("sign-off", _SIGN_OFFS),
        Habit("that after verbs of thinking", ("that", "no that")),
    ]
    return {habit.name: habit for habit in known}


@cache
def vocabulary() -> frozenset[str]:
    """Every word that a rule may change or move."""
    rows = (form for choice in (*SPELLINGS, *WORDS, *OPENERS, *SHORTENED) for row in choice.rows for form in row)
    fillers = (pattern.lower() for _, pattern, _ in FILLERS)
    pairs = (word for pair in _CONTRACTED for word in pair)
    return frozenset(re.findall(r"[a-z'-]+", " ".join([*rows, *fillers, *pairs, *_SIGN_OFFS]).lower())) | {"however"}


def _habit(choice: Choice, one_way: bool = False) -> Habit:
    return Habit(choice.name, choice.forms, choice.group, choice.together, one_way, choice.fits)


# -- typography -------------------------------------------------------------------------------------------------------

_DASHES = re.compile(r"(?<=[^\s\-–—])(?: — |—| -- |(?<!-)--(?!-)| – )(?=[^\s\-–—])")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’](?=[^\W\d_])")
_ELLIPSIS = re.compile(r"(?<![.…])(?:\.\.\.|…)(?![.…])")


def _typography(passage: Passage) -> Iterator[Chance]:
    text = passage.text
    yield from _marks("dash", _DASHES, passage, habits()["dash"].forms)
    yield from _marks("apostrophe", _APOSTROPHE, passage, ("'", "’"))
    yield from _marks("ellipsis", _ELLIPSIS, passage, ("...", "…"))
    for start, end in passage.quotations:
        if text[end - 1] == '"' and end - start > 2:
            inside = text[start + 1 : end - 1]
            clear = "\n" not in inside and "“" not in inside and _is_plain(passage, start, end)
            yield Chance("double quotes", '"', start, start + 1, {"“": "“"} if clear else {})
            yield Chance("double quotes", '"', end - 1, end, {"“": "”"} if clear else {})
    for match in re.finditer(r"“([^“”\"\n]{1,600})”", text):
        clear = _is_plain(passage, *match.span())
        yield Chance("double quotes", "“", match.start(), match.start() + 1, {'"': '"'} if clear else {})
        yield Chance("double quotes", "“", match.end() - 1, match.end(), {'"': '"'} if clear else {})


def _is_plain(passage: Passage, start: int, end: int) -> bool:
    """Whether a quotation stands in prose, not in code, a link or a heading."""
    around = (start - 1, end)
    return not any(0 <= at < len(passage.text) and passage.frozen[at] for at in around) and "`" not in passage.text[start:end]


def _marks(name: str, pattern: re.Pattern[str], passage: Passage, forms: tuple[str, ...]) -> Iterator[Chance]:
    for match in pattern.finditer(passage.text):
        if passage.is_free(*match.span()):
            yield Chance(name, match[0], match.start(), match.end(), {form: form for form in forms if form != match[0]})


# -- casing and ends of sentences -------------------------------------------------------------------------------------

_LOWERABLE = frozenset(
    [
        "i",
        "he",
        "she",
        "it",
        "they",
        "we",
        "you",
        "this",
        "that",
        "these",
        "those",
        "there",
        "the",
        "a",
        "an",
        "my",
        "your",
        "his",
        "her",
        "its",
        "our",
        "their",
        "and",
        "but",
        "so",
        "or",
        "if",
        "when",
        "then",
        "as",
        "in",
        "on",
        "at",
        "for",
        "from",
        "with",
        "not",
        "no",
        "what",
        "who",
        "how",
        "why",
        "where",
        "all",
        "some",
        "most",
        "many",
        "one",
        "yes",
        "well",
        "also",
        "after",
        "before",
        "because",
        "since",
        "while",
        "although",
        "though",
        "perhaps",
        "maybe",
        "once",
        "both",
        "each",
        "every",
        "to",
        "by",
        "of",
    ]
)


def _case(passage: Passage) -> Iterator[Chance]:
    for number, word in enumerate(passage.words):
        written = passage.text[word.start : word.end]
        if word.lower == "i" and passage.is_free(word.start, word.end) and passage.next_to(number, 1) not in (".", ")"):
            yield Chance("I", written, word.start, word.end, {"i" if written == "I" else "I": "i" if written == "I" else "I"})
        elif word.start in passage.starts and word.lower in _LOWERABLE and passage.is_free(word.start, word.end):
            first, form = written[0], "lower" if written[0].islower() else "upper"
            other = "upper" if form == "lower" else "lower"
            yield Chance("sentence case", form, word.start, word.start + 1, {other: first.swapcase()})


def _endings(passage: Passage) -> Iterator[Chance]:
    text = passage.text
    for _, end in passage.sentences:
        if text[end - 1] in ".!" and text[end - 2] not in ".!?…" and passage.is_free(end - 1, end):
            yield Chance("sentence end", text[end - 1], end - 1, end, {".": "."} if text[end - 1] == "!" else {})


_SMALL = frozenset(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])
_DIGITS = frozenset(["2", "3", "4", "5", "6", "7", "8", "9", "10"])


def _numerals(passage: Passage) -> Iterator[Chance]:
    """Counted, never changed: whoever checks that no number was lost reads "two" and "2" as two."""
    for number, word in enumerate(passage.words):
        if (word.lower in _SMALL or word.lower in _DIGITS) and re.fullmatch("[a-z]{3,}", passage.next_to(number, 1)):
            yield Chance("numbers up to ten", "word" if word.lower in _SMALL else "digit", word.start, word.end)


# -- what is better left out ------------------------------------------------------------------------------------------


_FILLERS = [(name, re.compile(pattern), instead) for name, pattern, instead in FILLERS]


def _fillers(passage: Passage) -> Iterator[Chance]:
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


# -- joining and splitting --------------------------------------------------------------------------------------------

_STARTERS = r"(?:I|[Hh]e|[Ss]he|[Ww]e|[Tt]hey|[Ii]t|[Yy]ou|[Tt]here|[Tt]his|[Tt]hat)"
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


def _joints(passage: Passage) -> Iterator[Chance]:
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


def _asides(passage: Passage) -> Iterator[Chance]:
    """Asides in brackets or between dashes, and what is said of the last thing said."""
    text = passage.text
    for match in _ASIDE.finditer(text):
        start, end = passage.sentence_at(match.start())
        inside, follows = match[1] or match[2], text[match.end() : match.end() + 1]
        alone = len(_DASHES.findall(text[start:end])) == (0 if match[1] else 2) and match.end() < end
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
        if passage.is_free(*match.span()) and (comma or len(_DASHES.findall(text[start:end])) == 1):
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


def _lists(passage: Passage) -> Iterator[Chance]:
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


# -- words ------------------------------------------------------------------------------------------------------------


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


def _choices(passage: Passage) -> Iterator[Chance]:
    lexicon, counted = _lexicon(), passage.words
    for number, word in enumerate(counted):
        for words, choice, row, place in lexicon.get(word.lower, ()):
            last = number + len(words) - 1
            if last >= len(counted) or tuple(w.lower for w in counted[number : last + 1]) != words:
                continue
            before, after = passage.next_to(number, -1), passage.next_to(last, 1)
            if not _joined(passage, number, last) or not _neighbours_fit(choice, before, after):
                continue
            start, end = word.start, counted[last].end
            if _is_ordinary(passage, start, end):
                yield _chosen(passage, choice, row, place, start, end)
                break


def _chosen(passage: Passage, choice: Choice, row: tuple[str, ...], place: int, start: int, end: int) -> Chance:
    old, options = passage.text[start:end], {}
    for other, form in enumerate(row):
        allowed = other != place and (other == len(row) - 1 if choice.name in _ONE_WAY else not choice.to or other in choice.to)
        if allowed and form != row[place]:
            new = re.sub(r"\bi\b", "I", form)
            options[choice.forms[other]] = new[0].upper() + new[1:] if old[0].isupper() else new
    return Chance(choice.name, choice.forms[place], start, end, options)


def _joined(passage: Passage, first: int, last: int) -> bool:
    """Whether nothing but spaces is between these words."""
    return all(passage.next_to(number, 1) == passage.words[number + 1].lower for number in range(first, last))


def _is_ordinary(passage: Passage, start: int, end: int) -> bool:
    """Free, and no name: in lower case but for "I" and the first letter of a sentence."""
    written = re.sub(r"\bI\b", "i", passage.text[start:end])
    if start in passage.starts:
        written = written[:1].lower() + written[1:]
        follows = re.match(r"\s+(\w)", passage.text[end : end + 3])
        if (
            follows
            and follows[1].isupper()
            and passage.text[start].isupper()
            and not re.match(r"\s+I\b", passage.text[end : end + 4])
        ):
            return False  # may be a name of several words
    return written == written.lower() and passage.is_free(start, end)


@cache
def _opener_forms() -> dict[str, list[tuple[Choice, tuple[str, ...], int]]]:
    """The first word of each opener -> its choice, its row and its place there."""
    found: defaultdict[str, list[tuple[Choice, tuple[str, ...], int]]] = defaultdict(list)
    for choice in OPENERS:
        for row in choice.rows:
            for place, form in enumerate(row):
                found[form.split()[0]].append((choice, row, place))
    return dict(found)


def _openers(passage: Passage) -> Iterator[Chance]:
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


# -- contractions -----------------------------------------------------------------------------------------------------

_BE = "i am|i'm, you are|you're, we are|we're, they are|they're, he is|he's, she is|she's, it is|it's, that is|that's, there is|there's"
_HAVE = "i have|i've, you have|you've, we have|we've, they have|they've, it has|it's, he has|he's, she has|she's"
_WILL = "i will|i'll, you will|you'll, he will|he'll, she will|she'll, it will|it'll, we will|we'll, they will|they'll"
_WOULD = "i would|i'd, you would|you'd, he would|he'd, she would|she'd, we would|we'd, they would|they'd"


def _pairs_of(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((long.strip(), short) for long, short in (pair.split("|") for pair in text.split(",")))


_KIND = {
    pair: kind
    for kind, pairs in {
        "not": NEGATIONS, "be": _pairs_of(_BE), "have": _pairs_of(_HAVE), "will": _pairs_of(_WILL), "would": _pairs_of(_WOULD),
        "us": (("let us", "let's"),), "it": (("it is", "'tis"), ("it was", "'twas")),
    }.items()
    for pair in pairs
}  # fmt: skip
_CONTRACTED = tuple(_KIND)

_PARTICIPLE = re.compile(
    r"""been|had|got|gotten|gone|done|seen|made|taken|given|written|come|become|begun|found|heard|kept|known|left|lost|met|paid|read
    |said|sent|set|shown|sold|spent|spoken|stood|told|thought|won|worn|put|brought|bought|built|caught|chosen|eaten|fallen|felt|held
    |led|learnt|run|sat|slept|tried|understood|(?=\w{5})\w+(?<!ee)d(?<=ed)""".replace("\n    ", "")
)
_ADVERB = "(?:also|always|already|just|never|often|only|really|still|now|ever|even|recently|long|finally|probably)"
_BEFORE_GAP = re.compile(  # after these the verb may be stressed, its complement having moved to the front
    r"how|what|whatever|however|where|wherever|who|whom|which|whose|whichever|as|than|so|more|here|there|now|such"
)
_OPENS_CLAUSE = re.compile(
    r"""[^\w\s]?|and|but|or|that|if|because|since|when|while|so|although|though|unless|until|till|before|after|where|once|whether|then
    |think|thinks|thought|believe|believed|know|knew|hope|hoped|feel|felt|sure|suppose|say|said|says|now|today|perhaps|maybe|yet|which
    |glad|afraid|sorry|told|guess|wish|means|sometimes|here|still""".replace("\n    ", "")
)
_SUBJECTS_AFTER = re.compile(rf"{DETERMINER}|i|you|he|she|it|we|they|there|one|people|anyone|everyone|somebody|[A-Z].*")
_LINKS = re.compile(
    r"and|or|nor|but|because|if|when|as|than|then|to|that|which|who|of|for|in|at|on|with|by|from|unless|though|until|while"
)
_ENDS_STRESSED = re.compile(r"[^\w\s]?|and|or|nor|but|because|if|when|as|than|though|unless|until|too|either")
_US_VERBS = re.compile("see|look|take|say|go|begin|start|consider|assume|suppose|hope|return|turn|try|face|talk|imagine|pretend")


def _contractions(passage: Passage) -> Iterator[Chance]:
    longs, shorts = _contraction_tables()
    for number, word in enumerate(passage.words):
        if word.lower in longs:
            alone = longs[word.lower].get("")
            if pair := alone or longs[word.lower].get(passage.next_to(number, 1)):
                yield from _contractible(passage, number, number if alone else number + 1, pair)
        for pair in shorts.get(word.lower, ()):
            if _meant(passage, number, pair) and passage.is_free(word.start, word.end):
                long = _like(passage.text[word.start : word.end], pair[0])
                expandable = _expandable(passage, number, pair) and _is_ordinary(passage, word.start, word.end)
                yield Chance("/".join(pair), pair[1], word.start, word.end, {pair[0]: long} if expandable else {})
                break


@cache
def _contraction_tables() -> tuple[dict[str, dict[str, tuple[str, str]]], dict[str, list[tuple[str, str]]]]:
    """First word -> second word -> pair, and short form -> the pairs that it may belong to."""
    shorts: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    longs: defaultdict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for pair in _CONTRACTED:
        shorts[pair[1]].append(pair)
        if _KIND[pair] != "it":  # "it is" is a chance for "it's" only: of 'tis just the writing of it is counted
            first, _, second = pair[0].partition(" ")
            longs[first][second] = pair
    return dict(longs), dict(shorts)


def _like(written: str, form: str) -> str:
    """`form` with the first letter and the "I" of what is `written`."""
    form = re.sub(r"\bi\b", "I", form) if not written.startswith("i") else form
    return form[0].upper() + form[1:] if written.lstrip("'’")[0].isupper() else form


def _contractible(passage: Passage, first: int, last: int, pair: tuple[str, str]) -> Iterator[Chance]:
    start, end = passage.words[first].start, passage.words[last].end
    before, after = passage.next_to(first, -1), passage.next_to(last, 1)
    if not _is_ordinary(passage, start, end):
        return
    kind = _KIND[pair]
    if kind == "not":
        sure = after not in ("only", "just", "merely", "simply", "so", "because", "but", "to", "a", "one", "even")
        sure = sure and (before not in _AUXILIARIES) and not (kind == "not" and after == ",")
    else:
        sure = _unstressed(passage, first, last, kind, after)
    if kind == "have" and not _has_participle(passage, last):
        return  # "I have a dog" is no chance
    new = _like(passage.text[start:end], pair[1])
    yield Chance("/".join(pair), pair[0], start, end, {pair[1]: new} if sure else {})


_AUXILIARIES = frozenset(["what", "who", "which", "how", "where", "why", "whom"])


def _unstressed(passage: Passage, first: int, last: int, kind: str, after: str) -> bool:
    """Whether the verb leans on the word before it: something follows, and nothing has moved away from behind it."""
    if _ENDS_STRESSED.fullmatch(after) or (after == "not" and kind != "us"):
        return False
    if kind == "us":
        return passage.words[first].start in passage.starts and bool(_US_VERBS.fullmatch(after))
    before = passage.next_to(first, -1)
    if passage.words[first].lower in ("it", "you", "that", "there") and not _OPENS_CLAUSE.fullmatch(before):
        return False  # may be the object of what stands before it: "descaling it is quick"
    if _is_contrasted(passage, first, last):
        return False
    number = first - 1
    for _ in range(5):
        if number < 0 or passage.next_to(number, 1) != passage.words[number + 1].lower:
            return True
        if _BEFORE_GAP.fullmatch(passage.words[number].lower):
            return False
        number -= 1
    return True


_REACH = 300  # characters before it, of the same sentence


def _is_contrasted(passage: Passage, first: int, last: int) -> bool:
    """Whether the sentence has denied the same verb before: "would not recommend it, but I would recommend"."""
    start, _ = passage.sentence_at(passage.words[first].start)
    verb, said = (
        passage.words[last].lower,
        passage.text[max(start, passage.words[first].start - _REACH) : passage.words[first].start].lower().replace("’", "'"),
    )
    return f"{verb} not" in said or f"{verb}n't" in said or "won't" in said


def _has_participle(passage: Passage, last: int) -> bool:
    """Whether "have" here makes a perfect: a participle follows, at most one adverb between."""
    after = passage.next_to(last, 1)
    if re.fullmatch(_ADVERB, after):
        after = passage.next_to(last + 1, 1)
    return bool(_PARTICIPLE.fullmatch(after))


def _meant(passage: Passage, number: int, pair: tuple[str, str]) -> bool:
    """Which of two readings a contraction has: "it's been" is "it has", "it's late" is "it is"; "I'd been" is no "I would"."""
    after, kind = passage.next_to(number, 1), _KIND[pair]
    if kind == "would":
        return after in (
            "like",
            "love",
            "be",
            "have",
            "prefer",
            "say",
            "hate",
            "appreciate",
            "suggest",
            "recommend",
            "rather",
            "want",
            "go",
        )
    if not pair[1].endswith("'s") or kind == "us":
        return True
    if re.fullmatch(_ADVERB, after):
        after = passage.next_to(number + 1, 1)
    perfect = after in ("been", "had", "got", "become")
    return perfect if kind == "have" else not perfect


def _expandable(passage: Passage, number: int, pair: tuple[str, str]) -> bool:
    before, after, kind = passage.next_to(number, -1), passage.next_to(number, 1), _KIND[pair]
    if kind == "not":
        return _statement_order(passage, number, before, after)
    if pair[1].endswith("'s") and kind == "be":
        # "he's gone", "it's finished" may have either verb.
        plain = not _PARTICIPLE.fullmatch(after) and not re.fullmatch(_ADVERB, after) and bool(re.fullmatch("[a-z]+", after))
        return plain and (pair[1] != "there's" or bool(re.fullmatch("a|an|no|nothing|something|one|the|little|plenty", after)))
    if kind == "it":
        return passage.words[number].start in passage.starts and bool(re.fullmatch("[a-z]+", after))
    return bool(re.fullmatch("[a-z]+", after)) and after not in ("better", "rather")


def _statement_order(passage: Passage, number: int, before: str, after: str) -> bool:
    """Whether subject, verb and "not" stand in this order, so that "not" can stand alone: no question, no tag."""
    _start, end = passage.sentence_at(passage.words[number].start)
    if _SUBJECTS_AFTER.fullmatch(after) and not re.fullmatch(
        "the|a|an|any|all|that|this|my|your|his|her|our|their|some|every|each", after
    ):
        return False
    if passage.text[end - 1] == "?" or re.search(r"'\w", after) or re.fullmatch(r"why|how|what|who|where|when|which", before):
        return False
    opens = passage.words[number].start in passage.starts
    if opens or not re.fullmatch(r"[a-z][a-z'-]*", before):
        return (
            passage.words[number].lower == "don't"
            and bool(re.fullmatch("[a-z]+", after))
            and not _SUBJECTS_AFTER.fullmatch(after)
        )
    return bool(re.fullmatch(r"[a-z]+|[.,;:!]", after)) and (
        not _LINKS.fullmatch(before) or before in ("that", "which", "who", "and", "but")
    )


# -- "that", and goodbye ----------------------------------------------------------------------------------------------

_THINKING = "think|believe|know|hope|suppose|feel|thought|believed|knew|hoped|supposed|felt|wish|wished|fear|guess|am sure|am glad|am afraid"
_THAT = re.compile(
    rf"\b((?:I|[Hh]e|[Ss]he|[Ww]e|[Tt]hey|[Yy]ou) (?:{_THINKING}))( that)? (?=(?:I|he|she|we|they|you|it|there)\b ?(?P<next>[a-z]*))"
)


def _that(passage: Passage) -> Iterator[Chance]:
    for match in _THAT.finditer(passage.text):
        subject = passage.text[match.end() : match.end() + 40].split(maxsplit=1)[0].rstrip(".,;")
        if (
            not passage.is_free(*match.span())
            or (not match[2] and subject in ("you", "it", "there"))
            or match["next"] in ("and", "or")
        ):
            continue
        at = match.end(1)
        form = "that" if match[2] else "no that"
        yield Chance("that after verbs of thinking", form, at, match.end(), {"no that": " "} if match[2] else {"that": " that "})


# Polite and neither warm nor cold; warmer ones are told apart by whom they are for, which no rule knows.
_SIGN_OFFS = (
    "Best regards", "Kind regards", "Warm regards", "Regards", "Best wishes", "All the best", "Best", "Many thanks and best wishes",
    "Sincerely", "Sincerely yours", "Yours sincerely", "Yours truly", "Truly yours", "Yours",
)  # fmt: skip
_SIGN_OFF = re.compile(
    rf"(?:(?<=\n)|(?<=[.!?] ))({'|'.join(sorted(_SIGN_OFFS, key=len, reverse=True))})(?=,[ \n]{{1,3}}[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){{0,3}}\s*\Z)",
    re.IGNORECASE,
)


def _sign_offs(passage: Passage) -> Iterator[Chance]:
    for match in _SIGN_OFF.finditer(passage.text, max(0, len(passage.text) - 200)):
        form = match[1].capitalize()
        yield Chance("sign-off", form, *match.span(), {other: other for other in _SIGN_OFFS if other != form})
