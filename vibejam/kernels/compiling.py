"""How numba compiles, and where on the disk what it made is kept. Tests: tests/test_kernels.py."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import numba

from vibejam import choose, lookup, paths

Function = TypeVar("Function", bound=Callable)


def cache_folder() -> Path | None:
    """Where compiled code is kept: in the first cache that can be written. None: it is compiled each time.

    The name depends on the sources, since numba itself looks only at the file of the outermost function.
    """
    files = [*sorted(Path(__file__).parent.glob("*.py")), Path(choose.__file__), Path(lookup.__file__)]
    sources = b"".join(file.read_bytes() for file in files)
    for place in paths.caches():
        folder = place / f"kernels-{hashlib.sha256(sources).hexdigest()[:12]}"
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
    return None


@contextmanager
def _cached_in(folder: Path | None) -> Iterator[bool]:
    """Tell numba where to keep what is declared inside, and leave its own setting as it was."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder or before)
    try:
        yield folder is not None
    finally:
        numba.config.CACHE_DIR = before


# Sums may be reordered, which is what lets them use the wide registers. Infinities and NaN keep their meaning.
_FAST = {"reassoc", "contract", "arcp", "nsz"}


def part(function: Function) -> Function:
    """A function that is compiled into those that call it."""
    return numba.njit(fastmath=_FAST, error_model="numpy", nogil=True)(function)


def exact(function: Function) -> Function:
    """One that is compiled without any liberties. (Not to say so would mean those of whoever calls it.)"""
    return numba.njit(fastmath=False, error_model="numpy", nogil=True)(function)


def entry(function: Function) -> Function:
    """A function that Python calls: its compiled form is kept on the disk."""
    with _cached_in(FOLDER) as cached:
        return numba.njit(fastmath=_FAST, error_model="numpy", nogil=True, cache=cached)(function)


FOLDER = cache_folder()
