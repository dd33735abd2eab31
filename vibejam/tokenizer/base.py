"""What every tokenizer offers, and the one token they all share: the end of a document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

DOC_END = "<|doc_end|>"
# What a text that talks about the marker gets instead, so that it cannot forge a boundary.
_DEFUSED = DOC_END.replace("<|", "<| ").replace("|>", " |>")


def defuse(text: str) -> str:
    """What a person wrote, in a document or a prompt, without the marker: that is the corpus format's to set."""
    return text.replace(DOC_END, _DEFUSED)


class Tokenizer(Protocol):
    """Text <-> token ids. `decode(encode(text)) == text` for every text whose characters were seen."""

    @property
    def kind(self) -> str: ...

    @property
    def vocab_size(self) -> int: ...

    @property
    def doc_end_id(self) -> int: ...

    @property
    def end_ids(self) -> frozenset[int]:
        """Where writing ends: with DOC_END and, for a model that learnt to chat, with the end of its turn."""
        ...

    @property
    def unknown_id(self) -> int | None:
        """Stands for what cannot be encoded, and is never generated; None where everything can be."""
        ...

    def encode(self, text: str) -> list[int]:
        """The ids of `text`; DOC_END inside it is one id. What a person wrote goes through `defuse` first."""
        ...

    def encode_array(self, text: str) -> np.ndarray:
        """The same as `encode`, as the narrowest unsigned integers: for long streams."""
        ...

    def safe_length(self, text: str) -> int:
        """So much of the beginning of `text` is encoded the same whatever follows it: where a stream may be cut.

        `text` does not end inside a marker.
        """
        ...

    def decode(self, ids: list[int]) -> str:
        """The text of `ids`. A character at the end whose last bytes are missing is left out."""
        ...

    def decoder(self) -> Callable[[int], str]:
        """Decodes one id after the other: each gives the text that it completes, and all of it is that of `decode`."""
        ...

    def byte_lengths(self) -> np.ndarray:
        """For each id, how many bytes of UTF-8 it stands for (the end of a document: 1): losses per byte compare."""
        ...

    def unknown_characters(self, text: str) -> set[str]:
        """The characters of `text` that `encode` cannot tell apart."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """All of it as JSON values, to travel inside a checkpoint."""
        ...
