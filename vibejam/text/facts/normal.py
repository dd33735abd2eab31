"""Quantities rewritten into the one form that numbers.py reads: "two and a half hours" is "2.5 hours", "miles an hour" is "mph".

A table of patterns with what they become, and the number words of other languages than English as digits.
Tests: tests/text/facts/.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from vibejam.text.facts.units import FRACTIONS, ONES, TENS, UNIT

_COUNT = rf"(?:[0-9]+|{'|'.join(list(ONES)[1:])})"
_SHARE = rf"(?:half|{'|'.join(FRACTIONS)})"
_TEN = "|".join(TENS)
_ONE = "|".join(list(ONES)[1:10])


def _value(word: str) -> float:
    """Of a small number or a fraction in words: "three", "3", "a quarter", "two thirds"."""
    word = word.lower()
    if word.isdigit():
        return float(word)
    if word in ONES or word in TENS:
        return float(ONES.get(word) or TENS.get(word, 0))
    count, _, part = word.replace("-", " ").rpartition(" ")
    return (1.0 if count in ("", "a", "an", "one") else _value(count)) / FRACTIONS[part]


def _mixed(match: re.Match[str]) -> str:
    return f"{_value(match[1]) + _value(match[2]):g}"


def _mixed_after(match: re.Match[str]) -> str:
    count = 1.0 if match[1].lower() in ("a", "an") else _value(match[1])
    return f"{count + _value(match[3]):g} {match[2]}"


def _part_of(match: re.Match[str]) -> str:
    return f"{_value(match[1]):.6g} {match[2]}"


def _year(match: re.Match[str]) -> str:
    century = {"eighteen": 1800, "nineteen": 1900, "twenty": 2000}[match[1].lower()]
    tens, _, ones = match[2].lower().replace("oh ", "zero-").partition("-")
    return str(century + int(TENS.get(tens) or ONES.get(tens, 0)) + ONES.get(ones, 0))


def _share(match: re.Match[str]) -> str:
    return f"{100 * _value(match[1]) / _value(match[2]):.6g} percent" if _value(match[1]) < _value(match[2]) else match[0]


_WHOLE = "|".join(sorted((word for word in UNIT if len(word) > 2 and word.isalpha()), key=len, reverse=True))
_TIME = rf"({_WHOLE}|dozen|million|billion)"


def _roman(match: re.Match[str]) -> str:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in match[0]]
    return str(sum(-value if value < max(values[i:]) else value for i, value in enumerate(values)))


def _last_day(match: re.Match[str]) -> str:
    return f"{30 if match[1].lower() in ('april', 'june', 'september', 'november') else 31} {match[1]}"


# What must be in a text for a rule to be tried at all, which is quicker than trying; the pattern; what becomes of a match.
_RULES: tuple[tuple[str, str, str | Callable[[re.Match[str]], str]], ...] = (
    ("and", rf"\b({_COUNT}) and (an? (?:half|quarter|third)|(?:two|three)[ -](?:quarters|thirds))\b(?! of)", _mixed),
    ("and", rf"\b(an?|{_COUNT}) ([a-z]+) and (an? (?:half|quarter|third)|(?:two|three)[ -](?:quarters|thirds))\b(?! of)", _mixed_after),
    ("half", r"\bhalf an hour (past|after|to|before)(?= (?:noon|midday|midnight)\b)", r"half \1"),
    ("half quarter third", rf"\b((?:an?|one|two|three|four|five) {_SHARE}|three-quarters|two-thirds|half|quarter) (?:of )?an? {_TIME}\b", _part_of),
    ("quarter", rf"\b(an? quarter) {_TIME}\b", _part_of),
    ("half two", r"\b(in(?:to)?) (?:half|two)\b(?=[.,;:!?)]|$| (?:at|by|and|with|near|just|after|before)\b)", r"\1 parts"),
    ("eighteen nineteen twenty", rf"\b(eighteen|nineteen|twenty)[ -]((?:{_TEN})(?:-(?:{_ONE}))?|oh (?:{_ONE})|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
     rf"seventeen|eighteen|nineteen)\b(?! (?:{_ONE})\b)", _year),
    ("in", rf"\b(one|1) in (?:every )?({_COUNT})\b(?! (?:days?|weeks?|months?|years?|minutes|hours|the)\b)", _share),
    ("out", rf"\b({_COUNT}) out of (?:every )?({_COUNT}|twenty|hundred)\b", _share),
    ("I V X", r"(?-i:\b(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})\b)", _roman),
    ("clock", r"\baround the clock\b", "24 hours a day"),
    ("year", r"[ -]years?[ -](?:old|of age)\b", " old"),
    ("mile", r"\bmiles (?:per|an) hour\b", "mph"),
    ("km kilomet", r"\b(?:kilomet(?:re|er)s|km) (?:per|an) hour\b|\bkm/?h\b", "kph"),
    ("m/s met", r"\bmet(?:re|er)s (?:per|a) second\b|\bm/s\b", "mps"),
    ("sq m²", r"\b(?:square|sq\.?)[ -](met(?:re|er)s?|m)\b|\bm²", "sqm"),
    ("sq ft²", r"\b(?:square|sq\.?)[ -](?:feet|foot|ft)\b|\bft²", "sqft"),
    ("sq", r"\b(?:square|sq\.?)[ -](?:miles?)\b", "sqmi"),
    ("sq km²", r"\b(?:square|sq\.?)[ -](?:kilomet(?:re|er)s?|km)\b|\bkm²", "sqkm"),
    ("degree °", r"(?:\bdegrees? |° ?)(?:Celsius|centigrade|C)\b", "°c"),
    ("degree °", r"(?:\bdegrees? |° ?)(?:Fahrenheit|F)\b", "°f"),
    ("kilowatt", r"\bkilowatt[ -]hours?\b", "kwh"),
    ("percentage", r"\bpercentage points?\b", "points"),
    ("per", r"\bper cent\b", "percent"),
    ("mid-", r"\bmid-(night|day)\b", r"mid\1"),
    ("last day", r"\b(?:the )?last day of (January|March|April|May|June|July|August|September|October|November|December)\b", _last_day),
    ("head per", r"\bper person\b|\b(?:a|per) head\b", "each"),
)  # fmt: skip
_PATTERNS = tuple((needed.split(), re.compile(pattern, re.IGNORECASE), instead) for needed, pattern, instead in _RULES)

_WORDS = {
    "de": "null=0 zwei=2 zwo=2 drei=3 vier=4 fünf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 elf=11 zwölf=12 dreizehn=13 vierzehn=14 fünfzehn=15 "
    "sechzehn=16 siebzehn=17 achtzehn=18 neunzehn=19 zwanzig=20 dreißig=30 vierzig=40 fünfzig=50 sechzig=60 siebzig=70 achtzig=80 neunzig=90 "
    "hundert=100 einhundert=100 zweihundert=200 dreihundert=300 fünfhundert=500 tausend=1000 eintausend=1000 zweitausend=2000 dutzend=12",
    "fr": "zéro=0 deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9 dix=10 onze=11 douze=12 treize=13 quatorze=14 quinze=15 seize=16 "
    "dix-sept=17 dix-huit=18 dix-neuf=19 vingt=20 trente=30 quarante=40 cinquante=50 soixante=60 soixante-dix=70 quatre-vingts=80 "
    "quatre-vingt=80 quatre-vingt-dix=90 cent=100 mille=1000 douzaine=12 quinzaine=15 vingtaine=20 centaine=100",
    "es": "cero=0 dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12 trece=13 catorce=14 quince=15 dieciséis=16 "
    "diecisiete=17 dieciocho=18 diecinueve=19 veinte=20 veintiuno=21 veintidós=22 veintitrés=23 veinticuatro=24 veinticinco=25 treinta=30 "
    "cuarenta=40 cincuenta=50 sesenta=60 setenta=70 ochenta=80 noventa=90 cien=100 ciento=100 doscientos=200 quinientos=500 mil=1000 docena=12",
    "it": "zero=0 due=2 tre=3 quattro=4 cinque=5 sei=6 sette=7 otto=8 nove=9 dieci=10 undici=11 dodici=12 tredici=13 quattordici=14 quindici=15 "
    "sedici=16 diciassette=17 diciotto=18 diciannove=19 venti=20 trenta=30 quaranta=40 cinquanta=50 sessanta=60 settanta=70 ottanta=80 "
    "novanta=90 cento=100 mille=1000 dozzina=12",
    "nl": "nul=0 twee=2 drie=3 vier=4 vijf=5 zes=6 zeven=7 acht=8 negen=9 tien=10 elf=11 twaalf=12 dertien=13 veertien=14 vijftien=15 zestien=16 "
    "zeventien=17 achttien=18 negentien=19 twintig=20 dertig=30 veertig=40 vijftig=50 zestig=60 zeventig=70 tachtig=80 negentig=90 honderd=100 "
    "duizend=1000 dozijn=12",
}  # fmt: skip


def normal(text: str) -> str:
    """English text with its quantities in one form."""
    lower = text.lower() + text
    for needed, pattern, instead in _PATTERNS:
        if any(word in lower for word in needed):
            text = pattern.sub(instead, text)
    return text


@cache
def _numerals(language: str) -> tuple[re.Pattern[str], dict[str, int]]:
    table = {word: int(value) for word, value in (item.split("=") for item in _WORDS[language].split())}
    ones = {word: value for word, value in table.items() if 1 < value < 10}
    tens = {word: value for word, value in table.items() if 20 <= value < 100 and value % 10 == 0}
    if language == "de":
        table |= {f"{one}und{ten}": value + more for one, value in (ones | {"ein": 1}).items() for ten, more in tens.items()}
    joint = {"fr": "{1}-{0}", "es": "{1} y {0}"}.get(language)
    if joint:
        table |= {joint.format(one, ten): value + more for one, value in ones.items() for ten, more in tens.items() if one != ten}
    words = "|".join(sorted(map(re.escape, table), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE), table


def digits(text: str, language: str) -> str:
    """Text of another language with its number words as digits."""
    if language not in _WORDS:
        return text
    pattern, table = _numerals(language)
    return pattern.sub(lambda match: str(table[match[0].lower()]), text)
