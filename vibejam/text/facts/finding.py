"""What the guard reports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One fact that a rewrite does not keep.

    `message` is for the writer; `lost` is what the draft says and the rewrite does not, `added` the reverse; either may be "".
    """

    kind: str
    message: str
    lost: str = ""
    added: str = ""


def lost(kind: str, what: str, why: str = "is lost") -> Finding:
    return Finding(kind, f"“{what}” {why}", lost=what)


def added(kind: str, what: str, why: str = "is new: the draft does not say it") -> Finding:
    return Finding(kind, f"“{what}” {why}", added=what)


def changed(kind: str, before: str, after: str, why: str = "became") -> Finding:
    return Finding(kind, f"“{before}” {why} “{after}”", before, after)
