"""Tables of comma, semicolon or tab separated values, read row by row, whatever wrote them.

Tests: tests/ingest/readers/test_csv.py.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain, islice

from vibejam.errors import DataError
from vibejam.ingest.file import File
from vibejam.ingest.parsing.records import text_lines

_LARGEST_FIELD = 4 << 20  # characters
_DELIMITERS = ",;\t|"
_NOTES = 20  # lines that may stand before the header, as LinkedIn's notes do


def rows(file: File) -> Iterator[dict[str, str]]:
    """Each row by the names in the header. Raises DataError when a field has no end."""
    csv.field_size_limit(_LARGEST_FIELD)
    lines = (line.replace("\0", "") for line in text_lines(file))
    first = list(islice(lines, _NOTES))
    header = next((i for i, line in enumerate(first) if _columns(line) > 1), 0)
    delimiter = max(_DELIMITERS, key=(first[header] if first else "").count)
    try:
        yield from (
            {name: value for name, value in row.items() if name is not None and value is not None}
            for row in csv.DictReader(chain(first[header:], lines), delimiter=delimiter)
        )
    except csv.Error as error:
        raise DataError(f"a broken table: {error}") from error


def header(file: File) -> set[str]:
    """The names of its columns, in lower case."""
    first = next(rows(file), {})
    return {name.strip().lower() for name in first}


def _columns(line: str) -> int:
    return 1 + max(line.count(delimiter) for delimiter in _DELIMITERS)
