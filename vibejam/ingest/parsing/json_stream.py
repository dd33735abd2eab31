"""Large JSON read piece by piece, and its values taken as what they should be. Tests: tests/ingest/parsing/test_json_stream.py."""

from __future__ import annotations

import codecs
import datetime
import re
from collections.abc import Iterator
from typing import IO, Any

from vibejam.errors import DataError
from vibejam.ingest.file import File

_LONGEST = 1 << 20  # bytes held to find the end of an escape


def values(file: File, *prefixes: str) -> Iterator[tuple[str, Any]]:
    """The values at some places, in the order of the file: ("messages.item", {...}). A place inside another is not looked for.

    Raises DataError where the file is no JSON or ends too early; what is before that has been yielded.
    """
    import ijson

    wanted = frozenset(prefixes)
    with file.open() as stream:
        if file.head.startswith(codecs.BOM_UTF8):
            stream.read(len(codecs.BOM_UTF8))
        try:
            events = iter(ijson.parse(_WholeCharacters(stream), use_float=True))
            for prefix, event, value in events:
                if prefix in wanted and event in ("start_map", "start_array"):
                    yield prefix, _built(event, events)
                elif prefix in wanted and event not in ("end_map", "end_array", "map_key"):
                    yield prefix, value
        except (ijson.JSONError, UnicodeDecodeError) as error:
            raise DataError(f"JSON that ends early or is damaged: {' '.join(str(error).split())[:80]}") from None


_ESCAPE = re.compile(rb"(\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\[^u])|\\u[dD][89a-fA-F]..", re.DOTALL)
_IN_ESCAPES = rb"\\u0123456789abcdefABCDEF"


class _WholeCharacters:
    """A stream of JSON without half characters: exports have "\\ud83d" alone, where an emoji was cut, and parsers stop there."""

    def __init__(self, stream: IO[bytes]):
        self._stream, self._rest = stream, b""

    def read(self, size: int = -1) -> bytes:
        while more := self._stream.read(size):
            data = self._rest + more
            end = len(data.rstrip(_IN_ESCAPES)) if len(data) < _LONGEST else len(data)  # not in the middle of an escape
            self._rest = data[end:]
            if end:
                return self._whole(data[:end])
        data, self._rest = self._rest, b""
        return self._whole(data)

    def _whole(self, data: bytes) -> bytes:
        return _ESCAPE.sub(lambda match: match.group(1) or b"\\ufffd", data) if b"\\ud" in data or b"\\uD" in data else data


def _built(event: str, events: Iterator[tuple[str, str, Any]]) -> Any:
    """The map or list that has just begun."""
    from ijson.common import ObjectBuilder

    builder = ObjectBuilder()
    builder.event(event, None)
    depth = 1
    while depth:
        try:
            _, event, value = next(events)
        except StopIteration:
            break
        depth += (event in ("start_map", "start_array")) - (event in ("end_map", "end_array"))
        builder.event(event, value)
    return builder.value


def string(value: object) -> str:
    """Text as it is, a number (an id) in digits, "" for anything else."""
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def sequence(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def names(*values: object) -> tuple[str, ...]:
    """The names that are there, each once: (None, "Ana", "Ana", 7) -> ("Ana", "7")."""
    return tuple(dict.fromkeys(name for value in values if (name := string(value).strip())))


def utc(seconds: object, scale: int = 1) -> str:
    """A time in seconds (or thousandths, with scale=1000) since 1970 to ISO, in UTC; "" when it is none."""
    try:
        moment = datetime.datetime.fromtimestamp(float(string(seconds) or str(seconds)) / scale, datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return moment.strftime("%Y-%m-%dT%H:%M:%S")
