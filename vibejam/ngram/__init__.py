"""The counted language model: counts.py counts, counted.py shows the face of a language model."""

from __future__ import annotations

from vibejam.ngram.counted import HIGHEST_ORDER, CountedLM
from vibejam.ngram.counts import Level, longest_order

__all__ = [
    "HIGHEST_ORDER",
    "CountedLM",
    "Level",
    "longest_order",
]
