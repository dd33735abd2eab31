"""Dates, feasts, decades and weekdays in English text, whichever way they are written; times of day are clock.py's.

A date is its parts: a day (a plain number, as in "the 25th"), a month, a year. A feast of a fixed day and its date may stand for
each other. Tests: tests/text/facts/.
"""

from __future__ import annotations

import re
from functools import partial

from vibejam.text.facts.clock import Amount, Said, times

_MONTHS = {name: number for number, names in enumerate(
    ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sept sep", "october oct",
     "november nov", "december dec"), 1) for name in names.split()}  # fmt: skip
_WEEKDAYS = {name: number for number, names in enumerate(
    ("monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thur thurs", "friday fri", "saturday sat", "sunday sun"), 1)
    for name in names.split()}  # fmt: skip
_MONTH = r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?"
_YEAR = r"(?:,?\s{1,2}(?P<year>[0-9]{4})\b)?"
_DATES = tuple(re.compile(pattern) for pattern in (
    r"\b(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})\b",
    rf"\b(?:the )?{_DAY}(?: day)?(?: of)? {_MONTH}{_YEAR}",
    rf"\b{_MONTH} (?:the )?{_DAY}(?![\d:]| ?[ap]\.?m\b|\w){_YEAR}",
    rf"\b{_MONTH},? (?:of )?(?P<year>[0-9]{{4}})\b",
    r"\b(?P<a>[0-9]{1,2})(?P<sign>[/.])(?P<b>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{4}|[0-9]{2})\b",
))  # fmt: skip
_ALONE = re.compile(
    r"(?:(?<=[\w,;:] )|(?<=[-(]))(?P<month>Jan|January|Feb|February|March|April|May|June|July|Aug|August|Sept|September|Oct|October|Nov|"
    r"November|Dec|December)\b|\b(?P<sure>January|February|September|October|November|December)\b"
)
_WEEKDAY = re.compile(
    r"\b(?P<day>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)(?:s)?\b|\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b"
)
# Feasts on a fixed day, as (month, day); the others have none.
_FEASTS = {
    "christmas eve": (12, 24), "christmas day": (12, 25), "boxing day": (12, 26), "st stephen's day": (12, 26), "new year's eve": (12, 31),
    "new year's day": (1, 1), "new year's": (1, 1), "epiphany": (1, 6), "valentine's day": (2, 14), "st patrick's day": (3, 17),
    "april fools' day": (4, 1), "may day": (5, 1), "independence day": (7, 4), "bastille day": (7, 14), "halloween": (10, 31),
    "all saints' day": (11, 1), "armistice day": (11, 11), "christmas": (0, 0), "easter": (0, 0), "whitsun": (0, 0), "pentecost": (0, 0),
    "thanksgiving": (0, 0), "ramadan": (0, 0), "passover": (0, 0), "hanukkah": (0, 0), "diwali": (0, 0), "lent": (0, 0),
    "michaelmas": (9, 29), "midsummer's day": (6, 24), "good friday": (0, 0), "ash wednesday": (0, 0),
}  # fmt: skip
_FEAST = re.compile(
    rf"\b(?P<feast>{'|'.join(sorted(map(re.escape, _FEASTS), key=len, reverse=True))})\b".replace("lent", "Lent"), re.IGNORECASE
)
_FEAST_OF = {day: number for number, day in enumerate(_FEASTS.values()) if day[0]}
_DECADES = {
    word: number for number, word in enumerate("twenties thirties forties fifties sixties seventies eighties nineties".split(), 2)
}
_DECADE = re.compile(
    rf"\b(?:(?P<year>1[5-9][0-9]0|20[0-9]0)'?s|'(?P<short>[2-9]0)s|(?:the|his|her|my|our|your|their|early|late|mid)[ -](?P<age>[2-9]0)s|(?:the|his|her|my|our|your|their|early|late|mid)[ -](?:(?P<century>nineteen|eighteen)[ -])?(?P<word>{'|'.join(_DECADES)}))\b",
    re.IGNORECASE,
)


_SHORT_YEAR = re.compile(r"(?<![\w'])'(?P<year>[0-9]{2})\b(?!'|\w)")  # "summer '69"


def dates(text: str, strong: list[Said], weak: list[Said]) -> str:
    """The text with a mark for each date and time, which are appended to the lists."""
    text = times(text, strong, weak)
    text = _FEAST.sub(partial(_feast, strong, weak), text)
    text = _DECADE.sub(partial(_decade, strong), text)
    text = _SHORT_YEAR.sub(partial(_short_year, strong), text)
    for pattern in _DATES:
        text = pattern.sub(partial(_date, strong, weak), text)
    text = _ALONE.sub(partial(_month, strong), text)
    return _WEEKDAY.sub(partial(_weekday, strong), text)


def _feast(strong: list[Said], weak: list[Said], match: re.Match[str]) -> str:
    name = match["feast"].lower()
    if name == "lent" and match["feast"] != "Lent":
        return match[0]
    month, day = _FEASTS[name]
    strong.append((Amount(_FEAST_OF.get((month, day), 1000 + list(_FEASTS).index(name)), "feast"), match[0]))
    if month:
        weak += [(Amount(month, "month name"), match[0]), (Amount(day, ""), match[0])]
    return " ; "


def _decade(strong: list[Said], match: re.Match[str]) -> str:
    """Of "the 1920s", "the twenties", "the '20s": the tens of years, with the century where it is said."""
    if match["word"]:
        century = {"nineteen": 1900, "eighteen": 1800}.get((match["century"] or "").lower(), 0)
        strong.append((Amount(century + 10 * _DECADES[match["word"].lower()], "decade name"), match[0]))
    else:
        strong.append((Amount(int(match["year"] or match["short"] or match["age"]), "decade name"), match[0]))
    return " ; "


def _short_year(strong: list[Said], match: re.Match[str]) -> str:
    strong.append((Amount(int(match["year"]), "year"), match[0]))
    return " ; "


def _date(strong: list[Said], weak: list[Said], match: re.Match[str]) -> str:
    parts = match.groupdict()
    if parts.get("a"):
        first, second = int(parts["a"]), int(parts["b"])
        if max(first, second) > 31 or min(first, second) > 12:
            return match[0]
        if first <= 12 and second <= 12 and parts["sign"] == "/":  # either could be the month
            weak += [(Amount(value, unit), match[0]) for value in (first, second) for unit in ("", "month name")]
            parts = {"year": parts["year"]}
        else:
            day, month = (first, second) if second <= 12 else (second, first)
            parts = {"day": str(day), "month": str(month), "year": parts["year"]}
    if parts.get("month") and parts.get("day"):
        feast = _FEAST_OF.get((_month_number(parts["month"] or ""), int(parts["day"] or 0)))
        weak += [(Amount(feast, "feast"), match[0])] if feast is not None else []
    if parts.get("month"):
        strong.append((Amount(_month_number(parts["month"] or ""), "month name"), match[0]))
    if parts.get("day"):
        strong.append((Amount(int(parts["day"] or 0), ""), match[0]))
    if parts.get("year"):
        year = int(parts["year"] or 0)
        strong.append((Amount(year + 2000 if year < 100 else year, ""), match[0]))
    return " ; "


def _month_number(name: str) -> int:
    return int(name) if name.isdigit() else _MONTHS[name.lower().rstrip(".")]


def _month(strong: list[Said], match: re.Match[str]) -> str:
    strong.append((Amount(_MONTHS[match[0].lower()], "month name"), match[0]))
    return ";"


def _weekday(strong: list[Said], match: re.Match[str]) -> str:
    name = match["day"] or match[2]
    strong.append((Amount(_WEEKDAYS[name.lower()], "weekday"), match[0]))
    return ";"
