"""Where things live, and how a file is published: whole or not at all.

Every file vibejam keeps is written under a temporary name beside its place, flushed to the disk, and moved there by one
atomic rename; a crash, a full disk or a kill leaves the old file as it was. Tests: tests/test_paths.py.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from vibejam.errors import MissingError


def home() -> Path:
    """The one folder of this user: `VIBEJAM_HOME`, or the platform's place for application data."""
    if os.environ.get("VIBEJAM_HOME"):
        return Path(os.environ["VIBEJAM_HOME"]).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("vibejam", appauthor=False))


def sample_voices() -> Path:
    """The writing of two invented people: inside the installed package, or `examples/voices` of a checkout."""
    package = Path(__file__).parent
    for place in (package / "examples" / "voices", package.parent / "examples" / "voices"):
        if place.is_dir():
            return place
    raise MissingError("the sample voices are not in this installation", "reinstall it: pip install --force-reinstall vibejam")


@contextlib.contextmanager
def publish(*paths: Path | str) -> Iterator[list[BinaryIO]]:
    """Open files for writing that appear at `paths` only when the block ends without an error, and all are whole.

    Raises MissingError when the disk is full or a place cannot be written; whatever was there is then untouched.
    """
    path = Path(paths[0])
    temporary: list[Path] = []
    try:
        with contextlib.ExitStack() as stack:
            files: list[BinaryIO] = []
            for path in map(Path, paths):
                path.parent.mkdir(parents=True, exist_ok=True)
                # Readable by its owner only: it is private writing, or learnt from it.
                handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
                temporary.append(Path(name))
                files.append(stack.enter_context(open(handle, "wb")))
            yield files
            for path, file in zip(map(Path, paths), files, strict=True):  # noqa: B007 (for the error below)
                file.flush()
                os.fsync(file.fileno())
        for path, whole in zip(map(Path, paths), list(temporary), strict=True):
            os.replace(whole, path)
            temporary.remove(whole)
    except OSError as error:
        raise storage_error(error, path) from error
    finally:
        for leftover in temporary:
            leftover.unlink(missing_ok=True)


def write_bytes(path: Path | str, data: bytes) -> None:
    """Replace the file at `path` by `data`, atomically."""
    with publish(path) as (file,):
        file.write(data)


def write_text(path: Path | str, text: str) -> None:
    """Replace the file at `path` by `text` as UTF-8, atomically."""
    write_bytes(path, text.encode("utf-8", errors="surrogateescape"))


def remove_leftovers(path: Path | str) -> None:
    """Delete temporary files that a killed process left beside `path`."""
    path = Path(path)
    if path.parent.is_dir():
        for leftover in path.parent.iterdir():
            if re.fullmatch(rf"\.{re.escape(path.name)}\.[^.]+\.tmp", leftover.name):
                leftover.unlink(missing_ok=True)


def storage_error(error: OSError, path: Path) -> MissingError:
    """What an operating-system error on `path` means to a person, and what to do about it."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return MissingError(f"no room left on the disk for {path}", "free some space and run the same command again")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return MissingError(f"not allowed to write {path}", "choose another place, or change its permissions")
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return MissingError(f"{path.parent} is a file, not a folder", "choose another place")
    if error.errno == errno.EISDIR:
        return MissingError(f"{path} is a folder, not a file", "name a file")
    return MissingError(f"cannot write {path}: {error.strerror or error}", "choose another place")
