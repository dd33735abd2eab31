"""Find the files below some paths, in archives too, in an order that is the same on every machine.

Nothing is passed over in silence: what is not a file to read comes back as Skipped with its reason. Archives are read
in place, never unpacked. Tests: tests/ingest/test_walk.py.
"""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from vibejam.errors import DataError, MissingError
from vibejam.ingest.document import Skipped
from vibejam.ingest.file import File, archive, is_archive
from vibejam.ingest.readers import reader_for

_DEEPEST = 2  # archives in archives
_MOST_EXPANDED = 200  # times its packed size: text is packed to a third or a tenth, a bomb to a thousandth
_HARMLESS = 16 << 20  # bytes below which that does not matter


def find_files(paths: Iterable[Path | str], exclude: Iterable[Path] = ()) -> Iterator[File | Skipped]:
    """Every file below `paths`, folders sorted by name; files in `exclude` (our own output) are left alone.

    A file that is named itself is taken even if it is hidden. Raises MissingError, before anything is read, for a path
    that does not exist.
    """
    places = [Path(path) for path in paths]
    for path in places:
        if not os.path.exists(path):
            raise MissingError(f"{printable(str(path))} does not exist", "name a folder with your writing, a file or an archive")
    return _found(places, {os.path.realpath(path) for path in exclude})


def _found(paths: list[Path], excluded: set[str]) -> Iterator[File | Skipped]:
    for path in paths:
        if path.is_dir():
            yield from _below(path, excluded)
        elif reason := _ours(path, excluded):
            yield Skipped(printable(path.name), reason)
        else:
            yield from _opened(File(path, printable(path.name), is_named=True))


def _below(folder: Path, excluded: set[str]) -> Iterator[File | Skipped]:
    """The files below a folder, and why others are left out."""
    unreadable: list[OSError] = []
    pending = [folder]  # rather than os.walk, which fails on folders a thousand deep
    while pending:
        here = pending.pop()
        try:
            names = sorted(os.listdir(here))
        except OSError as problem:
            unreadable.append(problem)
            continue
        folders = [name for name in names if os.path.isdir(here / name)]
        inside: list[Path] = []
        for name in folders:
            if reason := "hidden folder" if _is_hidden(here / name) else "linked folder" if os.path.islink(here / name) else "":
                yield Skipped(_source(here / name, folder), reason)
            else:
                inside.append(here / name)
        pending.extend(reversed(inside))
        for name in sorted(set(names).difference(folders)):
            path = here / name
            source = _source(path, folder)
            if reason := _ours(path, excluded):
                yield Skipped(source, reason)
            elif name.startswith("."):
                yield Skipped(source, "hidden file")
            elif not path.is_file():
                yield Skipped(source, "not a regular file, or a broken link")
            else:
                yield from _opened(File(path, source))
    for error in unreadable:
        yield Skipped(_source(Path(error.filename), folder), f"cannot be read: {error.strerror}")


def _opened(file: File) -> Iterator[File | Skipped]:
    """The file itself or, if it is an archive that no reader claims, what is in it."""
    try:
        if not is_archive(file) or reader_for(file):
            yield file
            return
        if len(file.members) == _DEEPEST:
            yield Skipped(file.source, "an archive too deep inside archives")
            return
        infos = archive(file.path, file.members).infolist()
    except OSError as error:
        yield Skipped(file.source, f"cannot be read: {error.strerror}")
    except DataError as error:
        yield Skipped(file.source, f"a zip archive that cannot be read: {error.message}")
    else:
        if sum(info.file_size for info in infos) > max(_HARMLESS, _MOST_EXPANDED * os.path.getsize(file.path)):
            yield Skipped(file.source, f"an archive packed to less than 1/{_MOST_EXPANDED} of what is in it: no writing is")
            return
        for info in sorted(infos, key=lambda info: info.filename):
            if not info.is_dir():
                yield from _member(file, info)


def _member(file: File, info: zipfile.ZipInfo) -> Iterator[File | Skipped]:
    source = f"{file.source}/{printable(info.filename)}"
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts
    if info.filename.startswith(("/", "\\")) or ".." in parts or ":" in info.filename[:3]:
        yield Skipped(source, "a name that leads out of its archive")
    elif any(part.startswith(".") for part in parts) or "__MACOSX" in parts:
        yield Skipped(source, "hidden file")
    elif stat.S_ISLNK(info.external_attr >> 16):
        yield Skipped(source, "a link")
    elif info.flag_bits & 1:
        yield Skipped(source, "encrypted")
    elif info.file_size > max(_HARMLESS, _MOST_EXPANDED * info.compress_size):
        yield Skipped(source, f"packed to less than 1/{_MOST_EXPANDED} of its size: no writing is")
    else:
        yield from _opened(replace(file, source=source, members=(*file.members, info.filename), is_named=False))


def _is_hidden(folder: Path) -> bool:
    """But the folders of a maildir are called ".Sent", and hold a folder "cur"."""
    return folder.name.startswith(".") and not (folder / "cur").is_dir()


def _ours(path: Path, excluded: set[str]) -> str:
    """Why a file is our own output rather than somebody's writing; "" when it is not."""
    if os.path.realpath(path) in excluded:
        return "the corpus that is being written"
    return "a corpus made by vibejam" if os.path.exists(f"{path}.manifest.jsonl") else ""


def _source(path: Path, folder: Path) -> str:
    return printable(path.relative_to(folder).as_posix())


def printable(name: str) -> str:
    """A file name that can be shown and stored as UTF-8, whatever bytes it was made of."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
