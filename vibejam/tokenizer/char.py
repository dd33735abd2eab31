"""The character tokenizer: one token per character, written out because it is the whole lesson.

Ids: 0 is the end of a document, 1 stands for any character never seen, then the characters in code-point order.
`CharTokenizer("ab").encode("ba<|doc_end|>c")` -> [3, 2, 0, 1]. Tests: tests/tokenizer/test_char.py.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
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
    end_ids = frozenset({doc_end_id})
    unknown_id = 1

    def __init__(self, characters: Iterable[str]):
        self.characters = sorted(set(characters))
        self.vocab_size = _FIRST + len(self.characters)
        self._dtype = np.min_scalar_type(self.vocab_size - 1)
        # A table from code point to id: encoding is then one look-up of a whole array.
        points = [ord(c) for c in self.characters]
        self._table = np.full(max(points, default=0) + 2, self.unknown_id, dtype=self._dtype)
        self._table[points] = np.arange(_FIRST, self.vocab_size)
        self._pieces = [DOC_END, "\ufffd", *self.characters]

    def encode(self, text: str) -> list[int]:
        return self.encode_array(text).tolist()

    def encode_array(self, text: str) -> np.ndarray:
        if "|" not in text or DOC_END not in text:  # one character is found ten times as quickly
            return self._look_up(_code_points(text))
        stand_in = next(c for c in map(chr, itertools.count(1)) if c not in text)  # one character is quicker than many parts
        points = _code_points(text.replace(DOC_END, stand_in))
        ids = self._look_up(points)
        ids[points == ord(stand_in)] = self.doc_end_id
        return ids

    def _look_up(self, points: np.ndarray) -> np.ndarray:
        # "clip": whatever lies past the table meets its last entry, which is always "unknown".
        return self._table.take(points, mode="clip")

    def safe_length(self, text: str) -> int:
        return len(text)

    def decode(self, ids: list[int]) -> str:
        return "".join(self._pieces[i] for i in ids)

    def decoder(self) -> Callable[[int], str]:
        return self._pieces.__getitem__

    def byte_lengths(self) -> np.ndarray:
        return np.array([1, *(len(c.encode("utf-8", "surrogatepass")) for c in self._pieces[1:])])

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


def _code_points(text: str) -> np.ndarray:
    """The number of each character, in the narrowest of the three widths that text is stored in: wider ones are slower."""
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), dtype=np.uint8)
    data = text.encode("utf-16-le", errors="surrogatepass")
    if len(data) == 2 * len(text):
        return np.frombuffer(data, dtype="<u2")
    return np.frombuffer(text.encode("utf-32-le", errors="surrogatepass"), dtype="<u4")
