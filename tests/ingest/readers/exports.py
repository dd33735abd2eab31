"""What the tests of the readers share: an export is written, its reader found, and what it reads sorted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from vibejam.errors import DataError
from vibejam.ingest.document import Document, Found, Message, Owner, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.readers import reader_for


def written(folder: Path, name: str, content: str | bytes | dict[str, Any] | list[Any]) -> File:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not isinstance(content, str | bytes):
        content = json.dumps(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return File(path, name)


def format_of(file: File) -> str:
    """The name of its reader's module."""
    reader = reader_for(file)
    return reader.__name__.rpartition(".")[2] if reader else ""  # type: ignore[attr-defined]


def by(*names: str) -> Callable[[tuple[str, ...]], bool]:
    return lambda author: any(name in names for name in author)


def everybody(author: tuple[str, ...]) -> bool:
    return True


def found(file: File, wanted: Callable[[tuple[str, ...]], bool] = everybody) -> list[Found]:
    reader = reader_for(file)
    assert reader
    return list(reader.read(file, wanted))


def until_damage(file: File, wanted: Callable[[tuple[str, ...]], bool] = everybody) -> tuple[list[Found], str]:
    """What is found before the reader gives up, and why it does."""
    items: list[Found] = []
    reader = reader_for(file)
    assert reader
    try:
        for item in reader.read(file, wanted):
            items.append(item)
    except DataError as error:
        return items, error.message
    return items, ""


def messages(items: Iterable[Found]) -> list[Message]:
    return [item for item in items if isinstance(item, Message)]


def texts(items: Iterable[Found]) -> list[str]:
    return [item.text for item in items if isinstance(item, Message | Document) and item.text]


def owners(items: Iterable[Found]) -> list[str]:
    return [item.names[0] for item in items if isinstance(item, Owner)]


def skipped(items: Iterable[Found]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Skipped)]
