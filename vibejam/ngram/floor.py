"""The floor: what counting alone makes of a corpus, and what a trained model adds to it.

A model that has not got below the counted n-gram has learnt less than a second of counting knows. Losses are nats per token.
Shapes: B batch, T time. Tests: tests/ngram/test_floor.py.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch

from vibejam.data import Batch, TokenDataset
from vibejam.ngram.counted import CountedLM

_MOST_COUNTED = 2**22  # tokens: counting more takes memory, and who writes that much has time to train


def count_corpus(dataset: TokenDataset) -> CountedLM:
    """The counted model of a corpus's training part, its order chosen on the validation part."""
    return CountedLM.fit(dataset.tokens["train"][:_MOST_COUNTED], dataset.tokens["val"], dataset.vocab_size)


def counted_loss(counted: CountedLM, batches: Iterable[Batch]) -> float:
    """The mean loss on batches of inputs and targets (B, T), each row read by itself as a trained model reads it."""
    said = [_learnt(targets, counted.target_log_probabilities(ids, targets.clamp_min(0))) for ids, targets, *_ in batches]
    return -float(torch.cat(said).double().mean())


def _learnt(targets: torch.Tensor, numbers: torch.Tensor) -> torch.Tensor:
    """Of numbers (B, T), those of the targets that are learnt."""
    return numbers[targets >= 0]


def side_by_side(counted: CountedLM, said: Iterable[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]) -> np.ndarray:
    """(2, N): the log-probabilities that a trained model and the counted one give every target, from batches of inputs,
    targets and what the trained model gives the targets, each (B, T)."""
    pairs = [
        torch.stack([_learnt(targets, p) for p in (log_p, counted.target_log_probabilities(ids, targets.clamp_min(0)))])
        for ids, targets, log_p in said
    ]
    return torch.cat([torch.zeros(2, 0), *pairs], dim=1).double().numpy()


def total_losses(both: np.ndarray, weight: float) -> list[float]:
    """The summed losses of the trained model, of the counted one, and of their mixture, from `side_by_side`'s (2, N)."""
    with np.errstate(divide="ignore"):  # a weight of zero has a logarithm of minus infinity, which is meant
        mixed = np.logaddexp(*(both + np.log([[weight], [1 - weight]])))
    return [-float(log_p.sum()) for log_p in (*both, mixed)]
