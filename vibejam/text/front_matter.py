"""The header of a post, in YAML between `---`, TOML between `+++` or as a JSON object, and the text below it.

Only what a document needs is read: values come back as text, lists as "a, b". Tests: tests/text/test_front_matter.py.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

_HEADER = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_JSON = re.compile(r'\A\{\s*"')
_LONGEST = 65_536  # characters of a header
_KEY = re.compile(r"^([^\W\d_][\w-]*(?: [\w-]+){0,2})[ \t]*[:=][ \t]*(.*)$")
_CONTINUED = re.compile(r"^(?:#|-|\s|[\]}])")  # a comment, an item of a list, the rest of a value
_SENTENCE = re.compile(r"(?:\S+\s+){3,}\S*[.!?…]['\"”’)]?$", re.DOTALL)
_COMMON = {
    "title", "date", "tags", "tag", "author", "authors", "layout", "categories", "category", "draft", "published", "slug",
    "description", "summary", "excerpt", "permalink", "aliases", "alias", "created", "updated", "modified", "lastmod",
    "pubdate", "publishdate", "type", "id", "uid", "cssclass", "cssclasses", "status", "url", "image", "lang",
}  # fmt: skip
_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?!\d)")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_IN_WORDS = re.compile(r"\b(?:(\d{1,2})\.? )?([A-Z][a-z]{2})[a-z]*\.? (?:(\d{1,2})(?:st|nd|rd|th)?,? )?(\d{4})\b")


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """`---\\ntitle: Plums\\n---\\nDear Win` -> ({"title": "Plums"}, "Dear Win"); no header: ({}, text)."""
    if _JSON.match(text):
        return _split_json(text)
    match = _HEADER.match(text)
    if not match or len(match.group(2)) > _LONGEST:
        return {}, text
    inside = match.group(2)
    header = (_toml if match.group(1) == "+++" else _yaml)(inside)
    if header is None or not _is_header(header):  # prose between two rules
        return {}, text
    return header, text[match.end() :].lstrip("\n")


def _split_json(text: str) -> tuple[dict[str, str], str]:
    try:
        found, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return {}, text
    header = _flat(found)
    if not _COMMON & header.keys() or text[end : end + 1] not in ("", "\n"):
        return {}, text
    return header, text[end:].lstrip("\n")


def _yaml(inside: str) -> dict[str, str] | None:
    import yaml

    try:
        # The base loader leaves every value the text that it is: a title "No" is no boolean, a time no number.
        found = yaml.load(inside, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        return _lines(inside)
    return _flat(found) if isinstance(found, dict) else None if found else {}


def _toml(inside: str) -> dict[str, str] | None:
    try:
        return _flat(tomllib.loads(inside))
    except (ValueError, RecursionError):  # a number of 5,000 digits is a plain ValueError
        return _lines(inside)


def _lines(inside: str) -> dict[str, str] | None:
    """What a broken header says in its flat `key: value` lines; None when it is no header."""
    lines = [line for line in inside.split("\n") if line.strip()]
    if not all(_KEY.match(line) or _CONTINUED.match(line) for line in lines):
        return None
    return {m.group(1).lower(): _unquoted(m.group(2).strip()) for line in lines if (m := _KEY.match(line))}


def _is_header(header: dict[str, str]) -> bool:
    """Rather than prose with a colon in it."""
    if not all(_KEY.match(f"{key}:") for key in header):
        return False
    return bool(_COMMON & header.keys()) or not any(_SENTENCE.match(value) for value in header.values())


def _flat(found: Mapping[Any, Any]) -> dict[str, str]:
    return {str(key).lower(): _as_text(value) for key, value in found.items()}


def _as_text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, (_as_text(item) for item in value if not isinstance(item, list))))
    if isinstance(value, dict):  # an author with a name and a picture
        value = value.get("name")
        return value.strip() if isinstance(value, str) else ""
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value).strip()


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'" else value


def iso_date(text: str) -> str:
    """The first plausible YYYY-MM-DD in `text` (a header's value, a file's name), else "". Month and day may be 00."""
    for match in _DATE.finditer(text.replace("_", "-").replace("/", "-")):
        year, month, day = (int(part) for part in match.groups())
        with contextlib.suppress(ValueError):
            datetime.date(year, month or 1, day or 1)
            return match.group(0) if year >= 1000 else ""
    return ""


def date_of(text: str) -> str:
    """`iso_date`, or a date in English words: "Jul 08 2022", "8 July 2022", "July 8, 2022"."""
    if date := iso_date(text):
        return date
    for match in _IN_WORDS.finditer(text):
        before, month, after, year = match.groups()
        with contextlib.suppress(ValueError):
            return datetime.date(int(year), _MONTHS.index(month.lower()) + 1, int(before or after or "")).isoformat()
    return ""
