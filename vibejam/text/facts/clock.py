"""Times of day in English text (and "18 Uhr", "18h30"), whichever way they are written: minutes after midnight.

"Half past four in the morning", "4.30 a.m." and "04:30" are one time. Where the text does not say which half of the day it means,
the time is of either (unit "clock12"). A reading that is only one of two ("ten to six", "5.50") leaves the other as one that may
stand for it. Tests: tests/text/facts/.
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

_HOURS = {word: hour for hour, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)} | {
    "noon": 12, "midday": 12, "midnight": 24}  # fmt: skip
_RELATIVE = {
    "half": 30,
    "quarter": 15,
    "a quarter": 15,
    "five": 5,
    "ten": 10,
    "twenty": 20,
    "twenty-five": 25,
    "three": 3,
    "two": 2,
}
_MINUTES = {"oh-five": 5, "oh five": 5, "fifteen": 15, "twenty-five": 25, "thirty-five": 35, "thirty": 30, "forty-five": 45, "forty": 40, "fifty-five": 55,
            "fifty": 50, "twenty": 20}  # fmt: skip
_HOUR = rf"(?P<hour>[0-9]{{1,2}}|{'|'.join(_HOURS)})"
_PART = r"(?: (?:in the |early in the |late in the )(?P<part>morning|afternoon|evening|small hours)\b| (?P<night>at night)\b)"
_THIS = (
    r"(?: (?:this|that|tomorrow|yesterday|the next|next|every|each|on \w+day|\w+day) (?P<this>morning|afternoon|evening|night)\b)"
)
_HALF_DAY = r"(?: ?(?P<half>[ap])(?:\. ?m\b\.?| ?m\b))"
_SAID = rf"(?:{_HALF_DAY}|{_PART}|{_THIS})"
_AT = r"\b(?:at|by|until|till|from|before|after|around|about|since) "
_STEP = rf"(?P<relative>half|(?:a )?quarter|twenty-five|five|ten|twenty|(?:[0-9]{{1,2}}|{'|'.join(_RELATIVE)})(?= minutes))(?: minutes)?"
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), sure) for pattern, sure in (
    (rf"\b(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])(?::[0-5][0-9])?\b{_SAID}?", True),
    (rf"\b(?P<hour>[01]?[0-9]|2[0-3])\.(?P<minute>[0-5][0-9]){_SAID}", True),
    (rf"{_AT}(?P<hour>[01]?[0-9]|2[0-3])\.(?P<minute>[0-5][0-9])\b(?!\d| ?[%€$£])", False),
    (r"\b(?P<hour>[01][0-9]|2[0-3])(?P<minute>[0-5][0-9]) ?(?:hours|hrs)\b", True),
    (rf"\b{_STEP}[ -](?P<side>past|after) {_HOUR}\b(?![:.][0-9]){_SAID}?", True),
    (rf"(?<!from )(?<!between )\b{_STEP} (?P<side>to|before) {_HOUR}\b(?![:.][0-9])(?:{_SAID}|(?! (?!this|as|was|is|does)\w+s\b))", False),
    (rf"{_AT}(?P<relative>half) (?P<side>){_HOUR}\b(?! (?:an|a|the|of)\b){_SAID}?", False),
    (rf"\b(?P<hour>{'|'.join(_HOURS)})[ -](?P<minutes>{'|'.join(_MINUTES)})\b(?=[.,;:!?)]|$| (?:and|to|until|till|in|on|at|sharp|each|every|this|"
     rf"tonight|tomorrow|today|or|but|a\.?m|p\.?m)\b){_SAID}?", True),
    (rf"\b{_HOUR} o'clock\b{_SAID}?", True),
    (r"\b(?:(?:12|twelve)(?: o'clock)? (?:at )?)?(?P<word>noon|midday|midnight)\b", True),
    (rf"\b{_HOUR}(?: on the dot)?(?:{_HALF_DAY}|{_PART})", True),
    (rf"{_AT}{_HOUR}{_THIS}", True),
    (r"\b(?P<hour>[01]?[0-9]|2[0-3]) ?(?:Uhr|h)(?: ?(?P<minute>[0-5][0-9]))?\b", True),
))  # fmt: skip


def times(text: str, strong: list[Said], weak: list[Said]) -> str:
    """The text with a mark for each time, which are appended to the lists."""
    for pattern, sure in _PATTERNS:
        text = pattern.sub(partial(_time, strong, weak, sure), text)
    return text


def _time(strong: list[Said], weak: list[Said], sure: bool, match: re.Match[str]) -> str:
    parts = match.groupdict()
    if word := parts.get("word"):
        strong.append((Amount(0 if word.lower() == "midnight" else 720, "clock"), match[0]))
        return " ; "
    hour = _HOURS.get(parts["hour"].lower()) or int(parts["hour"])
    minute = int(parts.get("minute") or 0)
    minute = _MINUTES[parts["minutes"].lower()] if parts.get("minutes") else minute
    step = 0
    if relative := parts.get("relative"):
        step = _RELATIVE.get(relative.lower()) or int(relative)
        minute = -step if parts["side"].lower() in ("to", "before") else step
    if hour > 24 or abs(minute) > 59:
        return match[0]
    hour, known = _hour(hour, parts)
    strong.append((Amount((hour * 60 + minute) % 1440, "clock" if known else "clock12"), match[0]))
    if not sure:
        decimal = float(f"{parts['hour']}.{parts['minute']}") if parts.get("minute") else 0.0
        weak += [(Amount(value, ""), match[0]) for value in ((decimal,) if decimal else (step, hour))]
    return " ; "


def _hour(hour: int, parts: dict[str, str]) -> tuple[int, bool]:
    """The hour of 24, and whether the text says of which half of the day it is."""
    part = parts.get("part") or parts.get("this") or ("night" if parts.get("night") else "")
    half = (parts.get("half") or "").lower()
    if part.lower() == "night":
        half = "a" if hour == 12 or hour < 5 else "p"
    elif part:
        half = "a" if part.lower() in ("morning", "small hours") else "p"
    if half and hour <= 12:
        return hour % 12 + (12 if half == "p" else 0), True
    return hour, hour > 12 or hour == 0 or parts["hour"].lower() in ("noon", "midday")
