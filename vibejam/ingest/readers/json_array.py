"""A JSON array of objects of no known program: the field that holds somebody's writing is looked for.

Layout: RFC 8259.
"""

from __future__ import annotations

import io
from itertools import islice

import ijson

from vibejam.ingest.document import FoundItems
from vibejam.ingest.file import File
from vibejam.ingest.parsing.records import SAMPLE, fields_of, json_objects, write_up
from vibejam.ingest.readers import LOOKS, NO, Wanted

NAME = "JSON array"
MANY_AUTHORS = True


def recognise(file: File) -> int:
    """Much JSON is settings and data, so some of it must look like writing."""
    if file.suffix not in (".json", ".jsonl", ".ndjson") or not file.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        return NO
    records = []
    try:
        for value in islice(ijson.items(io.BytesIO(file.head.removeprefix(b"\xef\xbb\xbf")), "item"), SAMPLE):
            if isinstance(value, dict):
                records.append(value)
    except (ijson.JSONError, ValueError, ArithmeticError):
        pass  # the head ends in the middle of a record
    return LOOKS if fields_of(records) else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError where it is broken, or when nothing in it is somebody's writing."""
    yield from write_up(file, json_objects(file, "item"), json_objects(file, "item"), wanted)
