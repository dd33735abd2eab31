"""Bytes to characters, whatever wrote them.

The order is: byte-order mark, UTF-8, UTF-16/32 without a mark (told by where the zero bytes fall), UTF-8 with a little
damage, and last an older 8-bit or East Asian encoding, guessed by charset-normalizer among the common ones.
Tests: tests/text/test_decode.py.
"""

from __future__ import annotations

import codecs
import re

from vibejam.errors import DataError

# The longer marks first: UTF-32-LE begins with UTF-16-LE's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# In order of preference where the evidence is equal: a stray é is far more often Windows Latin-1 than Czech.
_LEGACY = (
    "cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256",
    "cp932", "euc_jp", "gb18030", "big5", "euc_kr",
)  # fmt: skip

# How files that are not text begin. "GIF89a was a format" is text: where a signature is made of letters, what tells is a
# control byte soon after it.
_SIGNATURES = {
    b"\x89PNG": "a PNG image", b"\xff\xd8\xff": "a JPEG image", b"GIF8": "a GIF image", b"PK\x03\x04": "a zip archive",
    b"%PDF-": "a PDF", b"\x7fELF": "a program", b"\x1f\x8b": "a gzip archive", b"ID3": "an MP3",
    b"\xd0\xcf\x11\xe0": "an old Office file", b"SQLite format 3": "a database",
}  # fmt: skip
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HIGH = re.compile(rb"[\x80-\xff]")

_SAMPLE = 65_536


def decode(data: bytes) -> tuple[str, str]:
    """The text in `data` and the encoding it was in. Raises DataError when it is not text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="ignore"), encoding
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature) and (signature == b"%PDF-" or _CONTROL.search(data[:64])):
            raise DataError(f"not text: {what}")
    if wide := _wide_encoding(data):
        return data.decode(wide, errors="ignore"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if _looks_binary(data):
        raise DataError("not text: binary data")
    if b"\r" in data and b"\n" not in data:  # lone carriage returns: classic Mac OS, and nothing else
        return data.decode("mac_roman"), "mac_roman"
    if _is_damaged_utf8(data):
        return data.decode("utf-8", errors="ignore"), "utf-8 (damaged)"
    encoding = _legacy_encoding(data)
    return data.decode(encoding, errors="ignore"), encoding


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: the high bytes of an alphabet are small numbers, always in the same places."""
    sample = data[:_SAMPLE]
    if len(sample) < 8 or 0 not in sample:
        return None
    often = [len(_CONTROL.findall(sample[i::4])) > 0.75 * len(sample[i::4]) for i in range(4)]
    patterns = {
        (False, True, True, True): "utf-32-le", (True, True, True, False): "utf-32-be",
        (False, True, False, True): "utf-16-le", (True, False, True, False): "utf-16-be",
    }  # fmt: skip
    return patterns.get(tuple(often))  # type: ignore[arg-type]


def _looks_binary(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    return len(_CONTROL.findall(sample)) > len(sample) * 0.02


def _is_damaged_utf8(data: bytes) -> bool:
    """A few broken bytes in what is otherwise UTF-8, rather than an older encoding's letters."""
    sample = data[:_SAMPLE]
    high = len(_HIGH.findall(sample))
    broken = len(sample) - len(sample.decode("utf-8", errors="ignore").encode("utf-8"))
    if high - broken > broken:  # more bytes of good sequences than of bad ones
        return True
    # Almost all ASCII, and bytes among the rest that Western Windows text does not have.
    return high < len(sample) * 0.03 and re.search(rb"[\x81\x8d\x8f\x90\x9d\xff]", sample) is not None


def _legacy_encoding(data: bytes) -> str:
    from charset_normalizer import from_bytes

    def disorder(match: object) -> float:
        return match.chaos - 0.3 * match.coherence  # type: ignore[attr-defined]

    sample = data[:_SAMPLE]
    if len(_HIGH.findall(sample)) < 4:  # too few to tell languages apart
        return _LEGACY[0]
    matches = {match.encoding: disorder(match) for match in from_bytes(sample, cp_isolation=list(_LEGACY))}
    if not matches:
        return _LEGACY[0]
    best = min(matches.values())
    return min((e for e in matches if matches[e] <= best + 0.05), key=_LEGACY.index)
