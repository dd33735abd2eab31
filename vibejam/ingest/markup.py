"""The text of a piece of HTML as programs store notes and posts in: paragraphs, breaks and list items, no page around it.

Tests: tests/ingest/test_markup.py.
"""

from __future__ import annotations

import re

from lxml import etree

from vibejam.errors import DataError

_BREAKS = {"p": "\n\n", "blockquote": "\n\n", "ul": "\n\n", "ol": "\n\n", "table": "\n\n", "pre": "\n\n"} | dict.fromkeys(
    ("br", "div", "li", "tr", "hr", "h1", "h2", "h3", "h4", "h5", "h6"), "\n"
)
_LEFT_OUT = {"script", "style", "head", "title", "en-media", "img", "svg"}


def plain_text(markup: str) -> str:
    """`<p>Dear&nbsp;Win<br>no plums</p><p>I</p>` -> "Dear Win\\nno plums\\n\\nI". Raises DataError for what is no HTML."""
    try:
        root = etree.fromstring(
            f"<div>{markup}</div>".replace("\0", "").encode("utf-8", "ignore"), etree.HTMLParser(encoding="utf-8")
        )
    except (etree.LxmlError, ValueError) as error:
        raise DataError("broken HTML") from error
    pieces: list[str] = []
    left_out = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            left_out += tag in _LEFT_OUT
            pieces.append(_BREAKS.get(tag, "") if not left_out else "")
            text = element.text
        else:
            pieces.append(_BREAKS.get(tag, "") if not left_out and tag != "br" else "")
            left_out -= event == "end" and tag in _LEFT_OUT
            text = element.tail if element is not root else ""
        pieces.append("" if left_out else re.sub(r"\s+", " ", (text or "").replace("\xa0", " ")))
    lines = "".join(pieces).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip(" ") for line in lines)).strip()
