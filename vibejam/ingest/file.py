"""A file as readers see it: on the disk or in a zip archive, whole or a range of its bytes; nothing is ever unpacked to disk."""

from __future__ import annotations

import contextlib
import errno
import functools
import io
import lzma
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO

from vibejam.errors import DataError
from vibejam.text.decode import decode

HEAD = 65_536  # bytes that are enough to tell a format by
LARGEST = 256 << 20  # bytes of one file that is read as a whole


@dataclass(frozen=True)
class File:
    """Cheap to make and to send to another process: it opens nothing until it is read."""

    path: Path  # on the disk
    source: str  # what people see: relative to the folder that was given
    members: tuple[str, ...] = ()  # the name in the archive at `path`, or in an archive in that one
    start: int = 0
    end: int | None = None  # a range of bytes, cut where the reader's BOUNDARY allows
    is_named: bool = False  # asked for by itself, not found in a folder

    @property
    def name(self) -> str:
        """The last part of its name, with the ending."""
        return PurePosixPath(self.source).name

    @property
    def suffix(self) -> str:
        """The ending in lower case: ".txt"."""
        return PurePosixPath(self.source).suffix.lower()

    @property
    def size(self) -> int:
        """Bytes, of the range where it is one."""
        if self.end is not None:
            return self.end - self.start
        if self.members:
            return archive(self.path, self.members[:-1]).getinfo(self.members[-1]).file_size - self.start
        return os.path.getsize(self.path) - self.start

    def open(self) -> IO[bytes]:
        """Its bytes as a stream that can be read and iterated by lines."""
        if self.members:
            with _broken_archives():
                return io.BufferedReader(_Member(archive(self.path, self.members[:-1]).open(self.members[-1])))
        if self.start == 0 and self.end is None:
            return open(self.path, "rb")
        return io.BufferedReader(_Range(self.path, self.start, self.size))

    @functools.cached_property
    def head(self) -> bytes:
        """The first 64 kB, of the whole file where this is a range of it."""
        with replace(self, start=0, end=None).open() as file:
            return file.read(HEAD)

    def unread(self) -> File:
        """A copy without the head that it has read: where many thousands are kept, they would fill the memory."""
        return replace(self)

    def read(self, largest: int = LARGEST) -> bytes:
        """All of it. Raises DataError when that is more than `largest` bytes."""
        with self.open() as file:
            data = file.read(largest + 1)
        if len(data) > largest:
            raise DataError(f"larger than {largest >> 20} MB")
        return data

    def text(self, largest: int = LARGEST) -> str:
        """All of it, decoded, lines ended by \\n. Raises DataError when it is not text."""
        return decode(self.read(largest))[0].replace("\r\n", "\n").replace("\r", "\n")

    def beside(self, name: str) -> File | None:
        """Another file by its path from this one's folder ("../users.json"), if it is there and inside what was given."""
        parts = [*PurePosixPath(self.source).parent.parts]
        for part in PurePosixPath(name).parts:
            if part != "..":
                parts.append(part)
            elif parts:
                parts.pop()
            else:
                return None
        source = "/".join(parts)
        if self.members:
            inside = os.path.normpath(PurePosixPath(self.members[-1]).parent / name).replace(os.sep, "/")
            there = inside in archive(self.path, self.members[:-1]).NameToInfo
            return replace(self, source=source, members=(*self.members[:-1], inside), start=0, end=None) if there else None
        path = Path(os.path.normpath(self.path.parent / name))
        return replace(self, path=path, source=source, start=0, end=None) if path.is_file() else None


def is_archive(file: File) -> bool:
    """Whether it begins as a zip archive does, which Word's and other programs' files are too."""
    return file.head.startswith(b"PK\x03\x04")


@contextlib.contextmanager
def _broken_archives() -> Iterator[None]:
    """What a damaged archive makes zipfile raise, as DataError."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise DataError(f"damaged in its archive: {error}") from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # of a place before the beginning, which only a damaged list names
            raise
        raise DataError("damaged in its archive: a place that cannot be") from error


class _Member(io.RawIOBase):
    """A file in an archive as a stream that fails as other files do."""

    def __init__(self, member: IO[bytes]):
        self._member = member

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._member.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        with _broken_archives():
            return self._member.seek(offset, whence)

    def tell(self) -> int:
        return self._member.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        with _broken_archives():
            data = self._member.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._member.close()
        super().close()


class _Range(io.RawIOBase):
    """A range of a file's bytes as a stream of its own."""

    def __init__(self, path: Path, start: int, size: int):
        self._file, self._left = open(path, "rb", buffering=0), size  # noqa: SIM115 (closed with this stream)
        self._file.seek(start)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        count = self._file.readinto(memoryview(buffer)[: self._left]) or 0
        self._left -= count
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


@functools.lru_cache(maxsize=8)
def archive(path: Path, members: tuple[str, ...]) -> zipfile.ZipFile:
    """The archive at `path`, or the one inside it. Raises DataError when it is damaged."""
    with _broken_archives():
        return _archive(path, members)


def _archive(path: Path, members: tuple[str, ...]) -> zipfile.ZipFile:
    if not members:
        return zipfile.ZipFile(path)
    outer = archive(path, members[:-1])
    if outer.getinfo(members[-1]).file_size > LARGEST:
        raise DataError(f"an archive inside an archive, larger than {LARGEST >> 20} MB")
    return zipfile.ZipFile(io.BytesIO(outer.read(members[-1])))
