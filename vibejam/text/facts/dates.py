"""Dates, weekdays and times of day in English text, whichever way they are written.

A date is its parts: a day (a plain number, as in "the 25th"), a month, a year. A time is its minutes after midnight, of either
half of the day where the text does not say which. Tests: tests/text/facts/.
"""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple


class Amount(NamedTuple):
    """What is compared: an exact value and its dimension ("" for plain numbers, "minute", "dollar", "month name", "clock", ...)."""

    value: float
    unit: str


Said = tuple[Amount, str]  # and the words that say it

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
_HOUR = r"(?P<hour>[0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_HALF_DAY = r"(?: ?(?P<half>[ap])\.? ?m\b\.?)"
_TIMES = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (
    rf"\b(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])(?::[0-5][0-9])?\b{_HALF_DAY}?",
    rf"\b(?P<hour>[01]?[0-9]|2[0-3])\.(?P<minute>[0-5][0-9]){_HALF_DAY}",
    r"(?<=\bat )(?P<hour>[01]?[0-9]|2[0-3])\.(?P<minute>[0-5][0-9])\b(?! ?%)",
    rf"\b{_HOUR}{_HALF_DAY}",
    rf"\b(?P<relative>half|(?:a )?quarter|five|ten|twenty|twenty-five|[0-9]{{1,2}}(?: minutes)?) (?P<side>past|to) {_HOUR}\b(?![:.][0-9]){_HALF_DAY}?(?! \w+s\b)",
    rf"\b{_HOUR} o'clock\b(?: in the (?P<part>morning|afternoon|evening))?",
    r"\b(?P<word>noon|midday|midnight)\b",
    r"\b(?P<hour>[01]?[0-9]|2[0-3]) ?(?:Uhr|h)(?: ?(?P<minute>[0-5][0-9]))?\b",
))  # fmt: skip


def dates(text: str, strong: list[Said], weak: list[Said]) -> str:
    """The text with a mark for each date and time, which are appended to the lists."""
    for pattern in _TIMES:
        text = pattern.sub(partial(_time, strong), text)
    for pattern in _DATES:
        text = pattern.sub(partial(_date, strong, weak), text)
    text = _ALONE.sub(partial(_month, strong), text)
    return _WEEKDAY.sub(partial(_weekday, strong), text)


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


def _time(strong: list[Said], match: re.Match[str]) -> str:
    parts = match.groupdict()
    if word := parts.get("word"):
        strong.append((Amount(0 if word.lower() == "midnight" else 720, "clock"), match[0]))
        return " ; "
    hour = _HOURS.get(parts["hour"].lower()) or int(parts["hour"])
    minute = int(parts.get("minute") or 0)
    if relative := parts.get("relative"):
        minute = _RELATIVE.get(relative.lower()) or int(relative.split()[0])
        minute = minute if parts["side"].lower() == "past" else -minute
    half = (parts.get("half") or {"morning": "a", "afternoon": "p", "evening": "p"}.get(parts.get("part") or "", "")).lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    known = half or hour > 12 or hour == 0
    strong.append((Amount((hour * 60 + minute) % 1440, "clock" if known else "clock12"), match[0]))
    return " ; "


_HOURS = dict(
    zip(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        range(1, 13),
        strict=True,
    )
)
_RELATIVE = {"half": 30, "quarter": 15, "a quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25}
