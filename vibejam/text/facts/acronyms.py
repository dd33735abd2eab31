"""Acronyms and what they stand for, one text's "UN" where the other says "United Nations", "PR" for "pull request".

No list: an acronym that only one text has is read as any words of the other that follow each other and begin with its letters, over
"of", "the", "and" and "for". Both texts are then compared with the acronym. Tests: tests/text/facts/.
"""

from __future__ import annotations

import re

_ACRONYM = re.compile(r"\b[A-Z]{2,6}(?=s?\b)")
_BETWEEN = r"(?:[ -](?:of|the|and|for|on|in))?[ -]"
_MOST = 20  # acronyms of a text that are looked for
_NONE = frozenset("AM PM AD BC OK".split())


def with_acronyms(draft: str, rewrite: str) -> tuple[str, str]:
    """Both texts, with an acronym instead of its words where the other text has the acronym only."""
    return _shortened(draft, rewrite), _shortened(rewrite, draft)


def _shortened(text: str, other: str) -> str:
    """The article before an acronym stays: "the United Nations" is "the UN"."""
    present = set(_ACRONYM.findall(text))
    for acronym in list(dict.fromkeys(_ACRONYM.findall(other)))[:_MOST]:
        if acronym not in present and acronym not in _NONE:
            words = _BETWEEN.join(rf"(?i:{letter})[a-z]+" for letter in acronym)
            text = re.sub(rf"\b{words}\b", acronym, text)
    return text
