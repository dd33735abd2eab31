"""How near two texts are in meaning, by a sentence encoder where one is installed. It lets flips of meaning through
("expensive" -> "cheap"), so it is one figure of several and decides nothing.

WordLlama (static embeddings of 256 numbers per token, averaged) comes with its weights: pip install "vibejam[eval]".
Tests: tests/style/test_meaning.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

MISSING = 'not measured: no sentence encoder is installed (pip install "vibejam[eval]")'


class Encoder(Protocol):
    """Compares texts by what they mean."""

    def similarity(self, a: str, b: str) -> float:
        """The cosine of their embeddings, -1 to 1."""
        ...


class WordLlama:
    """The encoder of the `eval` extra, from the files in its package: nothing is fetched. Raises ImportError without it."""

    def __init__(self) -> None:
        import wordllama

        inside = Path(wordllama.__file__).parent  # by itself it would look in a cache, and then ask the network
        self._model: Any = wordllama.WordLlama.load(cache_dir=inside, disable_download=True)

    def similarity(self, a: str, b: str) -> float:
        return float(self._model.similarity(a, b))


def installed_encoder() -> Encoder | None:
    """The encoder that is there; None where there is none."""
    try:
        return WordLlama()
    except ImportError:
        return None
