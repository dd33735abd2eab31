"""The floor: what counting alone makes of a corpus, and what a trained model adds to it.

A model that has not got below the counted n-gram has learnt less than a second of counting knows. Losses are nats per token.
Shapes: B batch, T time. Tests: tests/ngram/test_floor.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch

from vibejam.data import TokenDataset
from vibejam.ngram.counted import CountedLM
from vibejam.ngram.mixed import mixture_weight

_MOST_COUNTED = 2**22  # tokens: counting more takes memory, and who writes that much has time to train


@dataclass(frozen=True)
class Comparison:
    """The losses of a trained model, of the counted one, and of their best mixture, on the same tokens."""

    val_loss: float
    counted_loss: float
    mixed_loss: float
    mixture_weight: float  # of the trained model


def count_corpus(dataset: TokenDataset) -> CountedLM:
    """The counted model of a corpus's training part, its order chosen on the validation part."""
    return CountedLM.fit(dataset.tokens["train"][:_MOST_COUNTED], dataset.tokens["val"], dataset.vocab_size)


def counted_loss(counted: CountedLM, batches: Iterable[tuple[torch.Tensor, torch.Tensor]]) -> float:
    """The mean loss on batches of inputs and targets (B, T), each row read by itself as a trained model reads it."""
    said = [counted.target_log_probabilities(ids, targets).flatten() for ids, targets in batches]
    return -float(torch.cat(said).double().mean())


def compare(counted: CountedLM, said: Iterable[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]) -> Comparison:
    """From batches of inputs, targets and the log-probabilities a trained model gave the targets, each (B, T).

    The weight is chosen on these very tokens, which flatters the mixture by as little as one number can.
    """
    model, floor = [], []
    for ids, targets, log_p in said:
        model.append(log_p.double().flatten().numpy())
        floor.append(counted.target_log_probabilities(ids, targets).double().flatten().numpy())
    both = np.concatenate(model), np.concatenate(floor)
    weight = mixture_weight(*both)
    mixed = np.logaddexp(*(log_p + np.log(max(share, 1e-300)) for log_p, share in zip(both, (weight, 1 - weight), strict=True)))
    losses = (-float(log_p.mean()) for log_p in (*both, mixed))
    return Comparison(*losses, mixture_weight=weight)
