"""The character tokenizer: one token per character, written out because it is the whole lesson.

Ids: 0 is the end of a document, 1 stands for any character never seen, then the characters in code-point order.
`CharTokenizer("ab").encode("ba<|doc_end|>c")` -> [3, 2, 0, 1]. Tests: tests/tokenizer/test_char.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from vibejam.errors import DataError
from vibejam.tokenizer.base import DOC_END

_FIRST = 2  # the id of the first character


class CharTokenizer:
    """A vocabulary of single characters. It knows what it cannot say: an unseen character becomes `unknown_id`,
    which decodes to U+FFFD, so nothing is dropped in silence."""

    kind = "char"
    doc_end_id = 0
    unknown_id = 1

    def __init__(self, characters: Iterable[str]):
        self.characters = sorted(set(characters))
        self.vocab_size = _FIRST + len(self.characters)
        self._dtype = np.uint16 if self.vocab_size <= 2**16 else np.uint32
        # A table from code point to id: encoding is then one look-up of a whole array.
        points = [ord(c) for c in self.characters]
        self._table = np.full(max(points, default=0) + 2, self.unknown_id, dtype=self._dtype)
        self._table[points] = np.arange(_FIRST, self.vocab_size)
        self._pieces = [DOC_END, "\ufffd", *self.characters]

    def encode(self, text: str) -> list[int]:
        return self.encode_array(text).tolist()

    def encode_array(self, text: str) -> np.ndarray:
        parts: list[np.ndarray] = []
        for i, document in enumerate(text.split(DOC_END)):
            if i > 0:
                parts.append(np.array([self.doc_end_id], dtype=self._dtype))
            points = np.frombuffer(document.encode("utf-32-le", errors="surrogatepass"), dtype="<u4")
            # Whatever lies past the table meets its last entry, which is always "unknown".
            parts.append(self._table[np.minimum(points, len(self._table) - 1)])
        return np.concatenate(parts)

    def decode(self, ids: list[int]) -> str:
        return "".join(self._pieces[i] for i in ids)

    def unknown_characters(self, text: str) -> set[str]:
        return set(text.replace(DOC_END, "")) - set(self.characters)

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "characters": "".join(self.characters)}

    @classmethod
    def from_dict(cls, saved: dict[str, Any]) -> CharTokenizer:
        characters = saved.get("characters")
        if not isinstance(characters, str) or list(characters) != sorted(set(characters)):
            raise DataError("the vocabulary in this file is damaged", "train the model again, or restore the file from a copy")
        return cls(characters)
