"""Text to numbers and back: one protocol (base.py), characters (char.py), pieces of words (bpe.py) or what somebody else's
model reads (pretrained.py) behind it, and loading."""

from __future__ import annotations

from typing import Any

from vibejam.errors import DataError
from vibejam.tokenizer.base import DOC_END, Tokenizer, defuse
from vibejam.tokenizer.bpe import BPETokenizer
from vibejam.tokenizer.char import CharTokenizer
from vibejam.tokenizer.pretrained import PretrainedTokenizer

__all__ = ["DOC_END", "BPETokenizer", "CharTokenizer", "PretrainedTokenizer", "Tokenizer", "defuse", "load_tokenizer"]

_KINDS: dict[str, type[CharTokenizer] | type[BPETokenizer] | type[PretrainedTokenizer]] = {
    t.kind: t for t in (CharTokenizer, BPETokenizer, PretrainedTokenizer)
}


def load_tokenizer(saved: dict[str, Any]) -> Tokenizer:
    """The tokenizer that `to_dict` described. Raises DataError on anything else."""
    kind = saved.get("kind") if isinstance(saved, dict) else saved
    if not isinstance(kind, str) or kind not in _KINDS:
        raise DataError(f"the tokenizer {kind!r} is not known to this version of vibejam", "upgrade: pip install -U vibejam")
    return _KINDS[kind].from_dict(saved)
