"""What reading yields: a Document, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """One piece of somebody's writing, cleaned."""

    text: str
    source: str  # the file, relative to the folder that was given
    date: str = ""  # YYYY-MM-DD, or "" when unknown
    title: str = ""
    author: str = ""


@dataclass(frozen=True)
class Skipped:
    """A file, or a part of one, that was not taken, and why."""

    source: str
    reason: str
