"""Lines of JSON, an object on each, of no known program: the field that holds somebody's writing is looked for.

Layout: jsonlines.org.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from vibejam.ingest.document import FoundItems, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.parsing.records import Record, text_lines, write_up
from vibejam.ingest.readers import LOOKS, NAMED, NO, Wanted

NAME = "lines of JSON"
BOUNDARY = b"\n"
MANY_AUTHORS = True


def recognise(file: File) -> int:
    if file.suffix not in (".jsonl", ".ndjson"):
        return NO
    return LOOKS if file.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else NAMED


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError when nothing in it is somebody's writing."""
    broken: list[int] = []
    yield from write_up(file, _records(file, broken), _records(replace(file, start=0, end=None), []), wanted)
    if broken:
        yield Skipped(file.source, f"{broken[0]} lines that are not JSON objects, the first is {broken[1]}", str(broken[1]))


def _records(file: File, broken: list[int]) -> Iterator[Record]:
    """`broken` becomes [how many lines are not objects, the number of the first]."""
    for number, line in enumerate(text_lines(file), 1):
        try:
            record = json.loads(line) if line.strip() else None
        except (ValueError, RecursionError):
            record = ""
        if isinstance(record, dict):
            yield record
        elif record is not None:
            broken[:] = [broken[0] + 1, broken[1]] if broken else [1, number]
