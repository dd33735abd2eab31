"""An independent check of facts: what a rewrite lost of its draft, and what it added. Exact multisets, no tolerance for
paraphrase: it reports, and an honest rewrite may be reported too. It shares no code with the guard that chooses candidates.

Kinds: numbers (in digits or English words, with their currency or per cent), dates and times, names (capitalised words inside a
sentence), addresses (URLs, e-mail, names of files and hosts), negations (English), code, quoted words. Whether the capital at
the beginning of a sentence, or the word "one", is a fact cannot be told: neither is asked for, both are accepted as an answer.
Tests: tests/style/test_checks.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from vibejam.style.judges import FUNCTION_WORDS

Found = dict[str, Counter[str]]
KINDS = ("numbers", "dates", "names", "addresses", "negations", "code", "quotes")

_CODE = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[^\n]*\n(?P<block>.*?)^(?P=fence)|(?P<ticks>`+)(?P<span>.{1,500}?)(?P=ticks)", re.M | re.S
)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"”)\]]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w.])\w[\w/-]+(?:\.\w[\w-]*)*\.[a-z][a-z0-9]{1,4}\b(?!\.)"
)
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»\n]{1,500})[\"”“»]|(?<!\w)‘([^‘’\n]{1,300}(?:’\w[^‘’\n]{1,300}){0,5})’(?!\w)")

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = r"(?P<{0}>(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?|" + "|".join(m.title() for m in _MONTHS) + ")"
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"\b(?:(?P<iso>\d{{4}}-\d\d-\d\d)\b"
    rf"|(?:the )?{_DAY.format('d1')}(?: of)? {_MONTH.format('m1')}(?:,? (?P<y1>\d{{4}}))?\b"
    rf"|{_MONTH.format('m2')} (?:the )?{_DAY.format('d2')}\b(?:,? (?P<y2>\d{{4}})\b)?"
    rf"|{_MONTH.format('m3')},? (?P<y3>\d{{4}})\b)"
)
_TIME = re.compile(
    r"\b(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s?(?P<half>[ap])\.?m\b\.?|\b(?P<h24>[01]?\d|2[0-3]):(?P<m24>[0-5]\d)\b", re.I
)
_CALENDAR = re.compile(r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|" + "|".join(m.title() for m in _MONTHS if m not in ("may", "march")) + r")\b|(?<=\w )(?:March|May)\b")  # fmt: skip

_TO_TWENTY = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_UNITS = {word: value for value, word in enumerate(_TO_TWENTY.split())}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_LARGE = {"hundred": 100, "dozen": 12, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_THIRD_ON = "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_ORDINALS = {word: value for value, word in enumerate(_THIRD_ON.split(), 3)}
_NUMBER_WORD = "|".join((*_UNITS, *_TENS, *_LARGE))
_IN_WORDS = re.compile(rf"\b(?:an? (?=(?:{'|'.join(_LARGE)})\b))?(?:{_NUMBER_WORD})(?:(?:[ -]|(?<=hundred) and |(?<=thousand) and |(?<=million) and )(?:{_NUMBER_WORD}))*\b|\b(?:{'|'.join(_ORDINALS)})\b", re.I)  # fmt: skip
_DIGITS = re.compile(
    r"(?P<money>[$€£¥]\s?)?(?<![\w.])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?P<nth>st|nd|rd|th)?"
    r"(?P<large> (?:hundred|dozen|thousand|million|billion|trillion)\b)?(?P<percent>\s?(?:%|per ?cent\b))?"
)
_PERCENT_AFTER = re.compile(r"\s?(?:%|per ?cent\b)")

_NEGATION = re.compile(
    r"n['’]t\b|\bcannot\b|\b(?:not|no(?!\. ?\d)|never|none|nothing|nobody|nowhere|neither|nor|without)\b", re.I
)
_NAME = re.compile(r"[^\W\d_](?:\w|[&'’-](?=\w))*")
_BEGINS = re.compile(r"(?:\A|[.!?:…][\"”’')\]*_]*\s|\n|[“\"‘(\[*_>#])[\s\"“‘(\[*_#>-]*(?:\d+[.)]\s)?\Z")
_ABBREVIATED = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Prof|Rev|Gen|Col|Capt|Sen|Gov|Jr|Sr|vs)|\b[A-Z])\.\s\Z")
_NOT_NAMES = frozenset(FUNCTION_WORDS) | {"i'm", "i've", "i'll", "i'd", "ok", "dear"}  # in capitals for weight, or after a colon


def facts(text: str) -> Found:
    """What of each kind a text has for certain, and how often."""
    return _found(text, certain=True)


def lost(draft: str, rewrite: str) -> dict[str, list[str]]:
    """What the draft has and the rewrite has not, or not so often, by kind; kinds without a loss are left out."""
    return _missing(facts(draft), _found(rewrite, certain=False))


def added(draft: str, rewrite: str) -> dict[str, list[str]]:
    """What the rewrite has and the draft has not, or not so often."""
    return lost(rewrite, draft)


def _missing(wanted: Found, there: Mapping[str, Counter[str]]) -> dict[str, list[str]]:
    gone = {kind: sorted((wanted[kind] - there[kind]).elements()) for kind in KINDS}
    return {kind: items for kind, items in gone.items() if items}


def _found(text: str, certain: bool) -> Found:
    """Facts by kind. What has been told as one thing is taken out before the next is looked for; where it was stands a mark
    that is no word, so that no sentence seems to begin after it."""
    found: Found = {kind: Counter() for kind in KINDS}
    for match in _CODE.finditer(text):
        found["code"][(match["block"] or match["span"] or "").strip()] += 1
    text = _CODE.sub(" § ", text)
    for match in _ADDRESS.finditer(text):
        found["addresses"][match[0].rstrip(".,;:!?'’").lower()] += 1
    text = _ADDRESS.sub("§", text)
    for match in _QUOTED.finditer(text):
        found["quotes"][" ".join(re.findall(r"\w+", (match[1] or match[2]).casefold()))] += 1
    for pattern, read in ((_DATE, _date), (_TIME, _time), (_CALENDAR, _weekday_or_month)):
        found["dates"].update(read(match) for match in pattern.finditer(text))
        text = pattern.sub("§", text)
    found["numbers"].update(_numbers(text, certain))
    found["names"].update(_names(text, certain))
    found["negations"].update(_negation(match[0]) for match in _NEGATION.finditer(text))
    return found


def _date(match: re.Match[str]) -> str:
    if match["iso"]:
        year, month, day = map(int, match["iso"].split("-"))
        return f"{year}-{month}-{day}"
    name = next(match[key] for key in ("m1", "m2", "m3") if match[key])
    month = next(number for number, full in enumerate(_MONTHS, 1) if full.startswith(name[:3].lower()))
    parts = [match["y1"] or match["y2"] or match["y3"], str(month), match["d1"] or match["d2"]]
    return "-".join(part.lstrip("0") for part in parts if part)


def _time(match: re.Match[str]) -> str:
    if match["h24"]:
        return f"{int(match['h24'])}:{match['m24']}"
    hour = int(match["hour"]) % 12 + (12 if match["half"].lower() == "p" else 0)
    return f"{hour}:{match['minute'] or '00'}"


def _weekday_or_month(match: re.Match[str]) -> str:
    return match[0].lower().removesuffix("s")


def _numbers(text: str, certain: bool) -> Iterator[str]:
    for match in _DIGITS.finditer(text):
        number = re.sub(r"[^\d.]", "", match[0].split(match["large"])[0] if match["large"] else match[0]).rstrip(".")
        value = float(number) * _LARGE.get((match["large"] or "").strip(), 1)
        yield (match["money"] or "").strip() + _plain(value) + ("." if match["nth"] else "") + ("%" if match["percent"] else "")
    for match in _IN_WORDS.finditer(_DIGITS.sub("§", text)):
        word = match[0].lower()
        if word in _ORDINALS:
            yield f"{_ORDINALS[word]}."
        elif word != "one" or not certain:  # often a pronoun
            yield _plain(_value(word)) + ("%" if _PERCENT_AFTER.match(match.string, match.end()) else "")


def _value(number: str) -> int:
    """ "two hundred and five thousand" -> 205000; "nineteen eighty" -> 1980."""
    total = current = 0
    for word in re.findall(r"[a-z]+", number):
        if word in _LARGE:
            current = max(1, current) * _LARGE[word]
            if _LARGE[word] >= 1000:
                total, current = total + current, 0
        elif word in _UNITS or word in _TENS:
            small = _UNITS.get(word, 0) or _TENS.get(word, 0)
            current = current * 100 + small if 10 <= current < 100 and small >= 10 else current + small
    return total + current


def _plain(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _names(text: str, certain: bool) -> Iterator[str]:
    for match in _NAME.finditer(text):
        word = re.sub(r"['’]s?$|(?<=[A-Z])s$", "", match[0])  # Ann's, APIs
        if len(word) < 2 or word.islower() or word.lower().replace("’", "'") in _NOT_NAMES:
            continue
        is_marked = not word[1:].islower()  # NASA, iPhone, McKay: whatever the place
        if not certain or is_marked or not _is_first(text, match.start()):
            yield word.casefold()


def _is_first(text: str, place: int) -> bool:
    before = text[max(0, place - 40) : place]
    if place > 40:
        before = "§" + before
    return bool(_BEGINS.search(before)) and not _ABBREVIATED.search(before)


def _negation(word: str) -> str:
    word = word.lower()
    return "not" if word in ("n't", "n’t", "cannot") else word
