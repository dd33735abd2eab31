"""The counted language model and its mixture with a trained one: counts.py, then counted.py, then mixed.py."""

from __future__ import annotations

from vibejam.ngram.counted import HIGHEST_ORDER, CountedLM
from vibejam.ngram.counts import Level, longest_order
from vibejam.ngram.mixed import MixedLM, mixture_weight

__all__ = ["HIGHEST_ORDER", "CountedLM", "Level", "MixedLM", "longest_order", "mixture_weight"]
