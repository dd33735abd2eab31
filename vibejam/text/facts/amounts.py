"""The amounts that a text says: numbers, units, money, dates and times, whichever way they are written.

37, "thirty-seven" and "37.0" are one number; "3 kg" and "three kilograms", "90 minutes" and "an hour and a half", "3 May 2024" and
"2024-05-03", "3 pm" and "15:00" are one amount each. A number without its unit is another amount. "One", "first" and "twice" are
often no amounts: they can stand for a number of the other text, and alone they are not missed. Number words are English;
digits work in every language. Tests: tests/text/facts/.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple

from vibejam.text.facts.clock import Amount, Said
from vibejam.text.facts.dates import dates
from vibejam.text.facts.normal import normal
from vibejam.text.facts.passage import plain
from vibejam.text.facts.units import DIGITS, FRACTIONS, ONES, ORDINALS, PREFIXES, SCALES, SIGNS, TENS, UNIT, WEAK

_BETWEEN = frozenset(
    "more long full whole good short further extra additional other solid entire straight consecutive square cubic old us".split()
)
_TOKEN = re.compile(
    r"[$€£¥₹]|°[CFcf]?\b|°|%|[½⅓⅔¼¾⅛]|[0-9]+(?:st|nd|rd|th)\b|[0-9]+(?:[.,:][0-9]+)*|[^\W\d_]+(?:'[^\W\d_]+)*|-(?=\w)|[^\w\s]"
)
_MULTIPLIERS = {"k": 10**3, "bn": 10**9, "mn": 10**6, "mio": 10**6}
_WHOLE = "|".join(word for word in (*UNIT, "dozen", "million") if len(word) > 2 and word.isalpha() and not word.endswith("s"))
_HALF_A = re.compile(rf"\b(?:half(?: an?)?[ -]|an? half[ -])({_WHOLE})\b", re.IGNORECASE)
_FRACTION = re.compile(
    r"\b(an?|one|two|three|[0-9])[ -](thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?)\b(?! (?:time|day|year|person|man|woman|of (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)))",
    re.IGNORECASE,
)
_HALVED = frozenset("as a an of the my your his her its our their this that these those".split())

# Without a number: "for weeks" is not "for years".
_SPANS = frozenset("seconds minutes hours days weeks months years decades centuries".split())
_REGULARLY = {"hourly": "hour", "daily": "day", "nightly": "day", "weekly": "week", "fortnightly": "fortnight", "monthly": "month", "yearly": "year",
              "annual": "year", "annually": "year"}  # fmt: skip
_STARTS = (
    _SPANS
    | _REGULARLY.keys()
    | frozenset({"a", "an", "per", "every", "each", "half"}).union(ONES, TENS, ORDINALS, SCALES, SIGNS, PREFIXES, WEAK)
)


class Amounts(NamedTuple):
    """What one text says: amounts that must stand in the other, and those that only may."""

    strong: list[Said]
    weak: list[Said]
    elided: list[Said]  # beside units, what they may mean with another's unit or without their own


@lru_cache(64)  # one draft is compared with many rewrites
def amounts(text: str) -> Amounts:
    """Every number, date and time in the text, with the words that say it."""
    found = Amounts([], [], [])
    text = dates(normal(plain(text)), found.strong, found.weak)
    for pattern, value in ((_HALF_A, _half_a), (_FRACTION, _fraction)):
        text = pattern.sub(partial(_take, found.strong, value), text)
    tokens = list(_TOKEN.finditer(text))
    place = 0
    while place < len(tokens):
        place = _read(tokens, place, found)
    return Amounts(found.strong, found.weak, _elided(found))


def _elided(found: Amounts) -> list[Said]:
    """Of "two years or six" and "$40 and 10": what a number may mean beside units, and an amount without its unit."""
    places = {UNIT[word] for _, said in found.strong for word in said.lower().split() if word in UNIT}
    bare = [(amount.value, said) for amount, said in found.strong + found.weak if not amount.unit]
    with_unit = [(Amount(value * factor, unit), said) for value, said in bare for unit, factor in places]
    without = [
        (Amount(amount.value / factor, ""), said)
        for amount, said in found.strong
        for unit, factor in places
        if amount.unit == unit
    ]
    return with_unit[:200] + without[:200]


def _is_time(tokens: list[re.Match[str]], place: int) -> bool:
    """ "Under a second", "per second", not "a second scan"."""
    after = tokens[place + 2][0].lower() if place + 2 < len(tokens) else "."
    return tokens[place][0].lower() == "per" or not after[0].isalpha() or after in _AFTER


def _is_joined(tokens: list[re.Match[str]], place: int) -> bool:
    """ "Half-price"."""
    return place + 2 < len(tokens) and tokens[place + 1][0] == "-" and tokens[place + 2][0].isalpha()


def _take(strong: list[Said], value: Callable[[re.Match[str]], Amount | None], match: re.Match[str]) -> str:
    amount = value(match)
    if amount is None:
        return match[0]
    strong.append((amount, match[0]))
    return " ; "


def _half_a(match: re.Match[str]) -> Amount:
    word = match[1].lower()
    return Amount(SCALES[word] / 2, "") if word in SCALES else _of_unit(0.5, word)


def _fraction(match: re.Match[str]) -> Amount:
    count = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}.get(match[1].lower()) or int(match[1])
    return Amount(count / FRACTIONS[match[2].lower()], "")


def _of_unit(value: float, word: str) -> Amount:
    dimension, factor = UNIT[word]
    return Amount(value * factor, dimension)


def _read(tokens: list[re.Match[str]], place: int, found: Amounts) -> int:
    """One amount from here on, if there is one; where to go on."""
    word = tokens[place][0].lower()
    if word not in _STARTS and word[0] not in DIGITS:
        return place + 1
    money = word in PREFIXES
    number = _number(tokens, place + money)
    if number is None:
        following = tokens[place + 1][0].lower() if place + 1 < len(tokens) else ""
        if word in ("a", "an", "per", "every", "each") and len(following) > 1 and following in UNIT:
            if following == "second" and not _is_time(tokens, place):
                return place + 1
            one = _of_unit(1, following)
            amount, end = _compound(tokens, place + 2, one, following)
            (found.weak if amount == one else found.strong).append((amount, f"{word} {following}"))
            return end if amount != one else place + 2
        elif word == "half" and (following in _HALVED or (not following[:1].isalnum() and not _is_joined(tokens, place))):
            found.strong.append((Amount(0.5, ""), word))
        elif word in WEAK:
            found.weak.append((Amount(WEAK[word], ""), word))
        elif word in _REGULARLY:
            found.weak.append((_of_unit(1, _REGULARLY[word]), word))
        elif word in _SPANS:
            found.weak.append((Amount(UNIT[word][1], "span" if UNIT[word][0] == "minute" else "long span"), word))
        return place + 1
    value, end, exact = number
    if exact:
        found.strong.append((Amount(0, exact), exact))
        return end
    last = tokens[end - 1][0].lower()
    ordinal = last in ORDINALS or (last[0] in DIGITS and last.endswith(("st", "nd", "rd", "th")))
    unit, end = (word, _million(tokens, end)) if money else ("", end) if ordinal else _unit(tokens, end)
    value *= 10**6 if money and end > number[1] else 1
    amount = _of_unit(value, unit) if unit else Amount(value, "")
    amount, end = _compound(tokens, end, amount, unit)
    said = " ".join(token[0] for token in tokens[place:end])
    weak = number[1] == place + 1 and word in ("one", "first", "second") and not money
    if value <= _MOST_COUNTED and not money and _is_count(tokens, number[1]):
        found.weak.append((Amount(value, "count"), said))
        return number[1] + 1
    (found.weak if weak else found.strong).append((amount, said))
    return end


def _compound(tokens: list[re.Match[str]], end: int, amount: Amount, unit: str) -> tuple[Amount, int]:
    """ "An hour and ten minutes", "six foot two", "two euros fifty" are one amount each."""
    if not unit or end >= len(tokens):
        return amount, end
    start = end + (tokens[end][0].lower() == "and")
    more = _number(tokens, start)
    if more is None or more[2] or tokens[start][0].lower() in ORDINALS:
        return amount, end
    smaller, after = _unit(tokens, more[1], range_follows=False)
    if smaller and UNIT[smaller][0] == amount.unit and UNIT[smaller][1] < UNIT[unit][1] and amount.unit in _COMPOUND:
        return _compound(tokens, after, Amount(amount.value + more[0] * UNIT[smaller][1], amount.unit), smaller)
    parts = _PARTS.get(unit)
    follows = tokens[more[1]][0].lower() if more[1] < len(tokens) else "."
    if parts and start == end and more[0] < 100 and (not follows[0].isalpha() or follows in _AFTER):
        return Amount(amount.value + more[0] / parts * UNIT[unit][1], amount.unit), more[1]
    return amount, end


def _is_count(tokens: list[re.Match[str]], place: int) -> bool:
    """ "Two points", "three things": how many are then named anyway."""
    return place < len(tokens) and tokens[place][0].lower() in _NAMED


_MOST_COUNTED = 5
_NAMED = frozenset("things points reasons ways groups kinds types aspects questions factors respects".split())
_COMPOUND = frozenset("minute month inch metre gram dollar euro gbp litre".split())
_PARTS = dict.fromkeys("euro euros dollar dollars pound pounds quid francs".split(), 100) | dict.fromkeys(
    "foot feet ft".split(), 12
)
_AFTER = frozenset("and or but to for each a an per tall in at on if is was he she it the".split())


def _million(tokens: list[re.Match[str]], place: int) -> int:
    return place + 1 if place < len(tokens) and tokens[place][0] in ("m", "M") else place


def _number(tokens: list[re.Match[str]], place: int) -> tuple[float, int, str] | None:
    """Value, where it ends, and the text itself of what is no quantity (versions, ratios)."""
    total, current, end = 0.0, 0.0, place
    seen = False
    if place + 1 < len(tokens) and tokens[place][0].lower() in ("a", "an", "another") and tokens[place + 1][0].lower() in SCALES:
        current, end, seen = 1, place + 1, True
    while end < len(tokens):
        word = tokens[end][0].lower()
        before = tokens[end - 1][0].lower()
        if word[0] in DIGITS:
            if seen:
                break
            digits = word.rstrip("stndrh")
            if digits.count(".") > 1 or ":" in digits:
                return 0.0, end + 1, digits
            current = _digits(digits)
        elif word in SIGNS:
            current += SIGNS[word]
        elif (
            word in SCALES
            and seen
            and (
                before in ONES
                or before in TENS
                or before in SCALES
                or before[0] in DIGITS
                or before in ("a", "an", "another", "-")
            )
        ):
            current *= SCALES[word]
            if SCALES[word] > 100:
                total, current = total + current, 0
        elif word in ONES or word in TENS or word in ORDINALS:
            if seen and before not in ("-", "and") and before not in TENS and before not in SCALES:
                break
            current += ONES.get(word) or TENS.get(word) or ORDINALS.get(word, 0)
            if word in ORDINALS:
                return total + current, end + 1, ""
        elif (
            word == "-" and seen and before in TENS and end + 1 < len(tokens) and tokens[end + 1][0].lower() in ONES | ORDINALS
        ) or (
            word == "and"
            and before in ("hundred", "thousand")
            and end + 1 < len(tokens)
            and tokens[end + 1][0].lower() in ONES | TENS | ORDINALS
        ):
            pass
        elif word in _MULTIPLIERS and seen and tokens[end - 1].end() == tokens[end].start():
            current *= _MULTIPLIERS[word]
        else:
            break
        seen, end = True, end + 1
    return (total + current, end, "") if seen else None


def _digits(word: str) -> float:
    """1,200 and 1.5; 12,5 and 1.200,50 as the continent writes them."""
    if "," in word and "." in word:
        thousands = "," if word.rfind(".") > word.rfind(",") else "."
        word = word.replace(thousands, "").replace(",", ".")
    elif "," in word:
        word = (
            word.replace(",", "")
            if all(len(part) == 3 for part in word.split(",")[1:])
            else word.replace(",", ".", 1).replace(",", "")
        )
    return float(word)


def _unit(tokens: list[re.Match[str]], place: int, range_follows: bool = True) -> tuple[str, int]:
    """The unit that follows a number, also after a hyphen, an adjective, or the other end of a range."""
    words = [token[0].lower() for token in tokens[place : place + 4]] + [""] * 4
    if words[0] == "per" and words[1] == "cent":
        return "%", place + 2
    skip = 1 if words[0] == "-" or words[0] in _BETWEEN else 0
    unit = words[skip]
    if (
        unit in UNIT
        and not (len(unit) == 1 and unit.isalpha() and not _is_digits(tokens, place))
        and not _is_decade(tokens, place, unit)
    ):
        return unit, place + skip + 1
    if range_follows and words[0] in ("or", "to", "and", "-", "–") and (other := _number(tokens, place + 1)) and not other[2]:
        return _unit(tokens, other[1], range_follows=False)[0], place
    return "", place


def _is_digits(tokens: list[re.Match[str]], place: int) -> bool:
    return tokens[place - 1][0][0] in DIGITS


def _is_decade(tokens: list[re.Match[str]], place: int, unit: str) -> bool:
    """The s of "1990s"."""
    return unit == "s" and tokens[place - 1].end() == tokens[place].start()
