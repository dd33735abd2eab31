"""What a publisher puts around a text: Project Gutenberg's header, licence and transcribers' notes.

Layout: gutenberg.org, "*** START OF THE PROJECT GUTENBERG EBOOK ... ***", and the "small print" of files before 2003.
Tests: tests/text/test_boilerplate.py.
"""

from __future__ import annotations

import re

_GUTENBERG = re.compile(r"Project Gutenberg", re.IGNORECASE)
_START = re.compile(
    r"^[ \t]*\*{3}[ \t]*START OF (?:THE|THIS) PROJECT GUTENBERG[^\n*]*(?:\n[^\n*]+){0,3}\*{3}.*$"
    r"|^[ \t]*\*END[* ]*THE SMALL PRINT.*$",
    re.IGNORECASE | re.MULTILINE,
)
_END = re.compile(
    r"^[ \t]*\*{3}[ \t]*END OF (?:THE|THIS) PROJECT GUTENBERG|^[ \t]*(?:End of (?:the )?Project Gutenberg(?:'s|’s| )|\*\*\*[ ]?START: FULL LICENSE)",
    re.IGNORECASE | re.MULTILINE,
)
_CREDITS = re.compile(
    r"\A\s*(?:(?:Produced|Transcribed|Prepared|Scanned|Etext prepared|E-text prepared|This (?:e-?text|file) was)\b[^\n]*(?:\n[^\n]+)*"
    r"|\[?(?:Transcriber['’]s Note|Illustration)[^\n]*(?:\n[^\n]+)*|\(?This file was produced[^\n]*(?:\n[^\n]+)*)\s*\n",
    re.IGNORECASE,
)


def without_boilerplate(text: str) -> str:
    """The book in a file of Project Gutenberg; any other text as it is."""
    if not _GUTENBERG.search(text):
        return text
    starts = list(_START.finditer(text[: len(text) // 2 + 20_000]))
    if starts:
        text = text[starts[-1].end() :]
        while credits := _CREDITS.match(text):
            text = text[credits.end() :]
        text = text.lstrip("\n")
    end = _END.search(text)
    return text[: end.start()].rstrip() if end else text
