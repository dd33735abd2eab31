"""Where things live, and how a file is published: whole or not at all.

Every file vibejam keeps is written under a temporary name beside its place, flushed to the disk, and moved there by one
atomic rename; a crash, a full disk or a kill leaves the old file as it was. Tests: tests/test_paths.py.
"""

from __future__ import annotations

import contextlib
import errno
import os
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
def publish(path: Path | str) -> Iterator[BinaryIO]:
    """Open a file for writing that appears at `path` only when the block ends without an error.

    Raises MissingError when the disk is full or the place cannot be written; whatever was at `path` is then untouched.
    """
    path = Path(path)
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        temporary = Path(name)
        with open(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o600)  # what is learnt from private writing is readable by its owner only
        os.replace(temporary, path)
        temporary = None
    except OSError as error:
        raise storage_error(error, path) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def write_bytes(path: Path | str, data: bytes) -> None:
    """Replace the file at `path` by `data`, atomically."""
    with publish(path) as file:
        file.write(data)


def write_text(path: Path | str, text: str) -> None:
    """Replace the file at `path` by `text` as UTF-8, atomically."""
    write_bytes(path, text.encode("utf-8", errors="surrogateescape"))


def remove_leftovers(path: Path | str) -> None:
    """Delete temporary files that a killed process left beside `path`."""
    path = Path(path)
    if path.parent.is_dir():
        for leftover in path.parent.glob(f".{_escape_glob(path.name)}.*.tmp"):
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


def _escape_glob(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)
