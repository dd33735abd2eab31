"""Repair of decoded text: what no writer typed goes, what the writer typed stays (curly quotes, dashes, spelling).

Tests: tests/text/test_clean.py.
"""

from __future__ import annotations

import re
import unicodedata

_TERMINAL_COLOUR = re.compile("\x1b\\[[0-9;?]*[A-Za-z]")
# Controls but tab and newline; zero-width space, direction marks and isolates, word joiner, soft hyphen, byte-order mark,
# non-characters and the replacement character.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd-\uffff]"
)
# The joiners belong inside emoji and inside Persian or Indic words, nowhere else.
_STRAY_JOINER = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])")
_SURROGATE = re.compile("[\ud800-\udfff]")
# A letter of several bytes that was read byte by byte is now several letters that are not ASCII; a no-break space among
# them may have become a space. ftfy decides; asking it about every line of a language that has no such pairs takes long.
_SUSPICIOUS = re.compile("[^\x00-\x7f][^\x00-\x7f]|[\u00c2\u00c3] ")
_SUSPICIOUS_LINE = re.compile("^[^\n]*?(?:[^\x00-\x7f][^\x00-\x7f]|[\u00c2\u00c3] )[^\n]*", re.MULTILINE)
_MOST_PASSES = 10  # one repair can uncover another; two passes are the rule
_ENDLESS_WORD = re.compile(r"[!-~]{1000,}")


def clean(text: str) -> str:
    """Text as its writer meant it: one newline convention, composed characters, no mojibake, nothing invisible.

    Words of a thousand ASCII characters and more (embedded images, keys, dumps) are dropped: nobody wrote them.
    `clean(clean(x)) == clean(x)`.
    """
    text = text.strip("\n")
    for _ in range(_MOST_PASSES):
        before, text = text, _clean_once(text)
        if text == before:
            break
    return text


def _clean_once(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n").replace("\x85", "\n")
    text = _SURROGATE.sub("", text)
    text = _repair_mojibake(text)
    text = _TERMINAL_COLOUR.sub("", text)
    text = text.replace("\x0c", "\n").replace("\x0b", "\n")
    text = _INVISIBLE.sub("", text)
    if "\u200c" in text or "\u200d" in text:  # looking around costs ten times what looking for them does
        text = _STRAY_JOINER.sub("", text)
    text = unicodedata.normalize("NFC", text)
    text = _ENDLESS_WORD.sub("", text)
    text = "\n".join(map(str.rstrip, text.split("\n")))  # a pattern takes quadratic time on long runs of spaces
    text = re.sub(r"\n{4,}", "\n\n\n", text)
    return text.strip("\n")


def _repair_mojibake(text: str) -> str:
    """UTF-8 that was once read as something else ("cafÃ©") becomes what it was; other text is not touched."""
    if not _SUSPICIOUS.search(text):
        return text
    import ftfy

    return _SUSPICIOUS_LINE.sub(lambda line: ftfy.fix_encoding(line.group()), text)
