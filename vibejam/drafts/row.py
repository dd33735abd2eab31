"""One draft and the text it stands for, as a line of JSON; what else a line holds is kept as it is.

    {"id": "5e1f...", "document": "letters/1874.txt", "kind": "assistant", "draft": "...", "text": "...", "origin": "ollama:..."}

Tests: tests/drafts/test_row.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vibejam import paths
from vibejam.errors import DataError, MissingError
from vibejam.text.decode import decode

_KNOWN = ("id", "document", "kind", "draft", "text", "origin")
_BEGINNING = b'{"id": "'
_LINE = 'a line is {"draft": "...", "text": "..."}, with id, document, kind and origin where they are known'


@dataclass(frozen=True)
class Row:
    """A draft, what it became or was made from, and where both come from: `origin` is who wrote the draft."""

    draft: str
    text: str
    id: str = ""
    document: str = ""
    kind: str = ""
    origin: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        known = {key: value for key in _KNOWN if (value := getattr(self, key)) or key in ("draft", "text")}
        return json.dumps(known | self.more, ensure_ascii=False)


def read_rows(path: Path | str, unfinished: bool = False) -> list[Row]:
    """The rows of a file; if it is `unfinished`, without the end of a line that a killed run left.

    Raises MissingError without a file, DataError for a line that is no pair or where there is none.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise MissingError(f"cannot read {path}: {error.strerror}", "make one: vibejam pairs build --help") from error
    whole, _, last = data.rpartition(b"\n")  # it may have been cut within a character
    content = decode(whole if unfinished and _is_begun(last) else data)[0]
    rows = [_row(line, f"{path}:{number}") for number, line in enumerate(content.split("\n"), 1) if line.strip()]
    if not rows and not unfinished:
        raise DataError(f"{path} holds no pairs", _LINE)
    return rows


def write_rows(path: Path | str, rows: Iterable[Row]) -> None:
    """Replace the file at `path`, atomically."""
    paths.write_text(path, "".join(row.to_json() + "\n" for row in rows))


def are_rows(path: Path, unfinished: bool = False) -> bool:
    """Whether a file is one of pairs, so that it may be replaced or added to."""
    try:
        read_rows(path, unfinished)
    except DataError:
        return False
    return True


def _is_begun(line: bytes) -> bool:
    """Whether it is the beginning of a line that `to_json` made, and not the whole of it."""
    return not line.endswith(b"}") and (line.startswith(_BEGINNING) or _BEGINNING.startswith(line))


def _row(line: str, where: str) -> Row:
    try:
        values: dict[str, Any] = json.loads(line)
        known = {key: values.get(key) or "" for key in _KNOWN}
        if not all(isinstance(value, str) for value in known.values()):
            raise TypeError
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise DataError(f"{where} is no pair", _LINE) from error
    if not (known["draft"].strip() and known["text"].strip()):
        raise DataError(f"{where} has no draft or no text", _LINE)
    return Row(**known, more={key: value for key, value in values.items() if key not in _KNOWN})
