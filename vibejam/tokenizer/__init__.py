"""Text to numbers and back: one protocol (base.py), the character tokenizer behind it (char.py), and loading."""

from __future__ import annotations

from typing import Any

from vibejam.errors import DataError
from vibejam.tokenizer.base import DOC_END, Tokenizer
from vibejam.tokenizer.char import CharTokenizer

__all__ = ["DOC_END", "CharTokenizer", "Tokenizer", "load_tokenizer"]


def load_tokenizer(saved: dict[str, Any]) -> Tokenizer:
    """The tokenizer that `to_dict` described. Raises DataError on anything else."""
    kind = saved.get("kind") if isinstance(saved, dict) else saved
    if kind != CharTokenizer.kind:
        raise DataError(f"the tokenizer {kind!r} is not known to this version of vibejam", "upgrade: pip install -U vibejam")
    return CharTokenizer.from_dict(saved)
