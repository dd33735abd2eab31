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

Reader = Callable[[bytes, str], Document]

READERS: dict[str, Reader] = {
    ".txt": plain.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
}


def read_documents(paths: Iterable[Path | str], exclude: Iterable[Path] = ()) -> Iterator[Document | Skipped]:
    """Every document below `paths`, folders sorted by name; files in `exclude` (our own output) are left alone.

    A file that is named itself is read whatever its ending. Raises MissingError, before anything is read, for a path
    that does not exist.
    """
    excluded = {os.path.realpath(path) for path in exclude}
    found: list[Skipped | tuple[Path, str, Reader]] = []
    for path in map(Path, paths):
        if not os.path.exists(path):
            raise MissingError(f"{printable(str(path))} does not exist", "name a folder of .txt and .md files, or such files")
        if path.is_dir():
            found.extend(_below(path, excluded))
        elif reason := _ours(path, excluded):
            found.append(Skipped(printable(path.name), reason))
        else:
            found.append((path, printable(path.name), READERS.get(path.suffix.lower(), plain.read)))
    return (item if isinstance(item, Skipped) else _read_file(*item) for item in found)


def _below(folder: Path, excluded: set[str]) -> Iterator[Skipped | tuple[Path, str, Reader]]:
    """The files below a folder with their readers, and why others have none."""
    unreadable: list[OSError] = []
    for here, folders, files in os.walk(folder, onerror=unreadable.append):
        for name in sorted(folders):
            if reason := "hidden folder" if name.startswith(".") else "linked folder" if os.path.islink(Path(here, name)) else "":
                folders.remove(name)
                yield Skipped(_source(Path(here, name), folder), reason)
        folders.sort()
        for name in sorted(files):
            path = Path(here, name)
            source = _source(path, folder)
            if reason := _ours(path, excluded):
                yield Skipped(source, reason)
            elif name.startswith("."):
                yield Skipped(source, "hidden file")
            elif path.suffix.lower() not in READERS:
                yield Skipped(source, "not .txt or .md")
            else:
                yield path, source, READERS[path.suffix.lower()]
    for error in unreadable:
        yield Skipped(_source(Path(error.filename), folder), f"cannot be read: {error.strerror}")


def _ours(path: Path, excluded: set[str]) -> str:
    """Why a file is our own output rather than somebody's writing; "" when it is not."""
    if os.path.realpath(path) in excluded:
        return "the corpus that is being written"
    return "a corpus made by vibejam" if os.path.exists(f"{path}.manifest.jsonl") else ""


def _source(path: Path, folder: Path) -> str:
    return printable(path.relative_to(folder).as_posix())


def _read_file(path: Path, source: str, reader: Reader) -> Document | Skipped:
    try:
        if not path.is_file():
            return Skipped(source, "not a regular file, or a broken link")
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
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
