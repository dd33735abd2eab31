"""What every tokenizer offers, and the one token they all share: the end of a document."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

DOC_END = "<|doc_end|>"


class Tokenizer(Protocol):
    """Text <-> token ids. `decode(encode(text)) == text` for every text whose characters were seen."""

    @property
    def kind(self) -> str: ...

    @property
    def vocab_size(self) -> int: ...

    @property
    def doc_end_id(self) -> int: ...

    @property
    def unknown_id(self) -> int | None:
        """Stands for what cannot be encoded, and is never generated; None where everything can be."""
        ...

    def encode(self, text: str) -> list[int]:
        """The ids of `text`; DOC_END inside it is one id."""
        ...

    def encode_array(self, text: str) -> np.ndarray:
        """The same as `encode`, as the narrowest unsigned integers: for long streams."""
        ...

    def decode(self, ids: list[int]) -> str:
        """The text of `ids`."""
        ...

    def unknown_characters(self, text: str) -> set[str]:
        """The characters of `text` that `encode` cannot tell apart."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """All of it as JSON values, to travel inside a checkpoint."""
        ...
