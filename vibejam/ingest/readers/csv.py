"""A table of no known program, .csv or .tsv: the column that holds somebody's writing is looked for.

Layout: RFC 4180.
"""

from __future__ import annotations

from vibejam.ingest.document import FoundItems
from vibejam.ingest.file import File
from vibejam.ingest.parsing.records import write_up
from vibejam.ingest.parsing.tables import rows
from vibejam.ingest.readers import NAMED, NO, Wanted

NAME = "table"
MANY_AUTHORS = True


def recognise(file: File) -> int:
    return NAMED if file.suffix in (".csv", ".tsv") else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError when it is not text, or when no column is somebody's writing."""
    yield from write_up(file, rows(file), rows(file), wanted)
