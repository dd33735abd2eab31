"""Find the files below some paths, in an order that is the same on every machine, and read each.

Nothing is passed over in silence: what is not read comes back as Skipped with its reason. Tests: tests/ingest/.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from vibejam.errors import DataError, MissingError
from vibejam.ingest import markdown, plain
from vibejam.ingest.document import Document, Skipped

READERS: dict[str, Callable[[bytes, str], Document]] = {
    ".txt": plain.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
}


def read_documents(paths: Iterable[Path | str], exclude: Iterable[Path] = ()) -> Iterator[Document | Skipped]:
    """Every document below `paths`, folders sorted by name; files in `exclude` (our own output) are left alone.

    A file that is named itself is read whatever its ending. Raises MissingError for a path that does not exist.
    """
    excluded = {path.resolve() for path in exclude}
    for path in map(Path, paths):
        if not path.exists():
            raise MissingError(f"{path} does not exist", "name a folder of .txt and .md files, or such files")
    for path in map(Path, paths):
        if not path.is_dir():
            yield _read_file(path, path.name, READERS.get(path.suffix.lower(), plain.read))
            continue
        for file in _files_below(path):
            source = printable(file.relative_to(path).as_posix())
            if file.resolve() in excluded:
                yield Skipped(source, "the corpus that is being written")
            elif file.name.startswith("."):
                yield Skipped(source, "hidden file")
            elif file.suffix.lower() not in READERS:
                yield Skipped(source, "not .txt or .md")
            else:
                yield _read_file(file, source, READERS[file.suffix.lower()])


def _files_below(folder: Path) -> Iterator[Path]:
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            yield Path(here, name)


def _read_file(path: Path, source: str, reader: Callable[[bytes, str], Document]) -> Document | Skipped:
    if not path.is_file():
        return Skipped(source, "not a regular file, or a broken link")
    try:
        document = reader(path.read_bytes(), source)
    except OSError as error:
        return Skipped(source, f"cannot be read: {error.strerror}")
    except DataError as error:
        return Skipped(source, error.message)
    if not document.text.strip():
        return Skipped(source, "empty")
    return document


def printable(name: str) -> str:
    """A file name that can be shown and stored as UTF-8, whatever bytes it was made of."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
