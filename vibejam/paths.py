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
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from vibejam.errors import ConfigError, MissingError


def home() -> Path:
    """The one folder of this user: `VIBEJAM_HOME`, or the platform's place for application data."""
    if os.environ.get("VIBEJAM_HOME"):
        return Path(os.environ["VIBEJAM_HOME"]).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("vibejam", appauthor=False))


def caches() -> list[Path]:
    """Where to keep what can be made again, in this order of preference; whether they can be written is not known.

    Not in `home()` first: a home can be carried to another machine, and what is compiled should not.
    """
    import platformdirs

    named = os.environ.get("NUMBA_CACHE_DIR")
    return [*([Path(named)] if named else []), Path(platformdirs.user_cache_dir("vibejam", appauthor=False)), home() / "cache"]


def sample_voices() -> Path:
    """The writing of two invented people: inside the installed package, or `examples/voices` of a checkout."""
    package = Path(__file__).parent
    for place in (package / "examples" / "voices", package.parent / "examples" / "voices"):
        if place.is_dir():
            return place
    raise MissingError("the sample voices are not in this installation", "reinstall it: pip install --force-reinstall vibejam")


def inside_package(*parts: str) -> Path:
    """A file that comes with the package."""
    return Path(__file__).parent.joinpath(*parts)


@contextlib.contextmanager
def publish(*paths: Path | str) -> Iterator[list[BinaryIO]]:
    """Open files for writing that appear at `paths` only when the block ends without an error, and all are whole.

    Raises MissingError when the disk is full or a place cannot be written; whatever was there is then untouched.
    """
    targets = [Path(os.path.realpath(path)) if os.path.islink(path) else Path(path) for path in paths]
    path = targets[0]
    temporary: list[Path] = []
    try:
        with contextlib.ExitStack() as stack:
            files: list[BinaryIO] = []
            for path in targets:
                path.parent.mkdir(parents=True, exist_ok=True)
                remove_leftovers(path)
                # Readable by its owner only: it is private writing, or learnt from it.
                handle, name = tempfile.mkstemp(prefix=f".{path.name}.{os.getpid()}-", suffix=".tmp", dir=path.parent)
                temporary.append(Path(name))
                files.append(stack.enter_context(open(handle, "wb")))
            yield files
            for path, file in zip(targets, files, strict=True):  # noqa: B007 (for the error below)
                file.flush()
                os.fsync(file.fileno())
        for path, whole in zip(targets, list(temporary), strict=True):
            os.replace(whole, path)
            temporary.remove(whole)
            _flush_folder(path.parent)
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
    """Delete temporary files for `path` that a process left which is no more; they hold private text."""
    path = Path(path)
    if path.parent.is_dir():
        for leftover in path.parent.iterdir():
            match = re.fullmatch(rf"\.{re.escape(path.name)}\.(\d+)-\w+\.tmp", leftover.name)
            if match and not _is_running(int(match.group(1))):
                leftover.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    if os.name != "posix":
        return True  # it cannot be asked: signal 0 is Ctrl-C on Windows
    try:
        os.kill(process, 0)  # asks, and sends nothing
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        pass  # it is somebody else's
    return True


def _flush_folder(folder: Path) -> None:
    """Make a rename in it survive a power cut; only POSIX lets a folder be opened for that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def check_output(path: Path | str, is_ours: Callable[[Path], bool], what: str) -> None:
    """Refuse, before any work is done, a place that cannot be written or holds something other than `what`.

    `is_ours` says whether the file there may be replaced; an empty one always may. Raises ConfigError or MissingError.
    """
    target = Path(os.path.realpath(path))
    if str(path) in ("", ".", "-"):
        raise ConfigError(f"{str(path)!r} is not the name of a file", "name a file to write")
    if target.is_dir():
        raise ConfigError(f"{path} is a folder, not a file", "name a file to write")
    if target.exists() and not target.is_file():
        raise ConfigError(f"{path} is not a regular file", "name a file to write")
    if target.exists() and target.stat().st_size > 0 and not is_ours(target):
        raise ConfigError(f"{path} exists and is not {what}: it is left alone", "choose another name, or move it away")
    existing = next(p for p in target.parents if p.exists())
    if not existing.is_dir():
        raise MissingError(f"{existing} is a file, not a folder", "choose another place")
    if not os.access(existing, os.W_OK):
        raise MissingError(f"not allowed to write in {existing}", "choose another place, or change its permissions")


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
