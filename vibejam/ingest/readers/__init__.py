"""One module for each format that can be read. To add a format, add a module here and its test; nothing else names it.

A reader module has a docstring that cites where the layout is described, and
  NAME: str                         what people call it: "WhatsApp chat"
  recognise(file) -> int            how sure it is that `file` is one: NO, NAMED, LOOKS or CERTAIN
  read(file, wanted) -> FoundItems  what is in it; raises DataError when it cannot be read
and may have
  BOUNDARY: bytes                   a large file may be cut after any of these, and the parts be read by themselves
  MANY_AUTHORS = True               it yields Message, whose text is "" where not wanted(author)
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable
from typing import Protocol, TypeAlias

from vibejam.ingest.document import FoundItems
from vibejam.ingest.file import File

NO, NAMED, LOOKS, CERTAIN = range(4)  # not it; its ending says so; its content looks so; nothing else looks like this

Wanted: TypeAlias = Callable[[tuple[str, ...]], bool]  # whether the person with these names is the owner


class Reader(Protocol):
    NAME: str

    def recognise(self, file: File) -> int: ...
    def read(self, file: File, wanted: Wanted) -> FoundItems: ...


@functools.cache
def readers() -> list[Reader]:
    """All readers, by name of their module."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}") for name in names]


def reader_for(file: File) -> Reader | None:
    """The reader that is surest of this file, the first of equals; None where none is."""
    sureness, number = max((reader.recognise(file), -number) for number, reader in enumerate(readers()))
    return readers()[-number] if sureness else None
