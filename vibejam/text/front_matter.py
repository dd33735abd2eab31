"""The header of a Markdown post (`---`, `key: value` lines, `---`): its title and date, and the text below it.

Only the flat keys that a document needs are read; this is not a YAML parser. Tests: tests/text/test_front_matter.py.
"""

from __future__ import annotations

import contextlib
import datetime
import re

_HEADER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"^([A-Za-z][\w-]*)[ \t]*:[ \t]*(.*)$")
_CONTINUED = re.compile(r"^(?:#|-|\s|[\]}])")  # a comment, an item of a list, the rest of a value
_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?!\d)")


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """`---\\ntitle: Plums\\n---\\nDear Win` -> ({"title": "Plums"}, "Dear Win"); no header: ({}, text)."""
    match = _HEADER.match(text)
    if not match:
        return {}, text
    lines = [line for line in match.group(1).split("\n") if line.strip()]
    if not all(_KEY.match(line) or _CONTINUED.match(line) for line in lines):  # prose between two rules is no header
        return {}, text
    header = {m.group(1).lower(): _unquoted(m.group(2).strip()) for line in lines if (m := _KEY.match(line))}
    return header, text[match.end() :].lstrip("\n")


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'" else value


def iso_date(text: str) -> str:
    """The first plausible YYYY-MM-DD in `text` (a header's value, a file's name), else "". Month and day may be 00."""
    for match in _DATE.finditer(text.replace("_", "-")):
        year, month, day = (int(part) for part in match.groups())
        with contextlib.suppress(ValueError):
            datetime.date(year, month or 1, day or 1)
            return match.group(0) if year >= 1000 else ""
    return ""
