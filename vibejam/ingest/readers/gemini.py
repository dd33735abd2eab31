"""The activity in Gemini as Google Takeout exports it in JSON: the prompts, those of a day together.

Layout: the project AlexArchitect-Dev/gemini-takeout-refinery; "Prompted" and its like are as an English account has them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from vibejam.ingest.document import Document, FoundItems, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.parsing.prompts import typed
from vibejam.ingest.parsing.records import json_objects, when
from vibejam.ingest.readers import CERTAIN, NO, Wanted

NAME = "Gemini activity"

_HEADERS = (b'"Gemini Apps"', b'"Bard"')
_VERBS = ("Prompted ", "Asked: ", "Asked Gemini ", "Said ")


def recognise(file: File) -> int:
    known = any(name in file.head for name in _HEADERS)
    if file.suffix == ".html":
        return CERTAIN if b"Gemini Apps" in file.head and b"mdl-typography" in file.head else NO
    return CERTAIN if file.suffix == ".json" and known and b'"header"' in file.head and b'"title"' in file.head else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError where it is broken."""
    if file.suffix == ".html":
        yield Skipped(file.source, "answers and prompts in one page; choose JSON for My Activity in Google Takeout")
        return
    for day, entries in groupby(_prompts(file), key=lambda entry: entry[0][:10]):
        removed: Counter[str] = Counter()
        texts: list[str] = []
        for _, prompt in entries:
            text, out = typed(prompt)
            removed.update(out)
            texts.extend([text] if text else [])
        if texts:
            yield Document("\n\n".join(texts[::-1]), file.source, day, position=day, removed=dict(removed))  # newest first


def _prompts(file: File) -> Iterator[tuple[str, str]]:
    for entry in json_objects(file, "item"):
        title = str(entry.get("title") or "")
        if verb := next((verb for verb in _VERBS if title.startswith(verb)), ""):
            yield when(entry.get("time", "")), title.removeprefix(verb)
