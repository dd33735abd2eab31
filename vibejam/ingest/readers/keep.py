"""Notes of Google Keep as Takeout exports them: a JSON file for each, and the same as a page.

Layout: the project obsidianmd/obsidian-importer.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from vibejam.ingest.document import Document, FoundItems, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.parsing.records import json_object, when
from vibejam.ingest.readers import CERTAIN, NO, Wanted

NAME = "Google Keep note"


def recognise(file: File) -> int:
    if file.suffix == ".json":
        return CERTAIN if b'"userEditedTimestampUsec"' in file.head and b'"isTrashed"' in file.head else NO
    page = file.suffix == ".html" and b'<div class="note' in file.head and b'<div class="heading"' in file.head
    return CERTAIN if page and file.beside(_json(file)) else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError when it is broken."""
    if file.suffix == ".html":
        yield Skipped(file.source, f"the page of the note in {_json(file)}")
        return
    note = json_object(file)
    if note.get("isTrashed") is True:
        yield Skipped(file.source, "in Keep's trash")
        return
    date = when(note.get("createdTimestampUsec") or note.get("userEditedTimestampUsec", ""))[:10]
    yield Document(_text(note), file.source, date, str(note.get("title") or ""))


def _text(note: dict[str, Any]) -> str:
    """A note is a text or a list."""
    items = note.get("listContent")
    lines = [str(item.get("text") or "") for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return "\n".join([str(note.get("textContent") or ""), *lines]).strip()


def _json(file: File) -> str:
    return PurePosixPath(file.name).stem + ".json"
