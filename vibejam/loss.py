"""How well a model predicts a text: the loss that trains it, and the mean loss over a split. Nats per token.

Shapes: B batch, T time, V vocabulary. Tests: tests/test_train.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import torch
import torch.nn.functional as F

from vibejam.arch import BaseLM
from vibejam.data import Batch, TokenDataset
from vibejam.device import choose_dtype
from vibejam.distributed import ALONE, World

_MOST_LOGITS = 2**26  # numbers at once, in evaluating


def next_token_loss(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy in nats. logits (B, T, V), targets (B, T)."""
    return F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten())


def mean_loss(
    model: BaseLM, dataset: TokenDataset, split: str, most_windows: int | None = None, dtype: str = "auto",
    world: World = ALONE,
) -> float:  # fmt: skip
    """Mean loss over a split, each window read by itself: all of it, or `most_windows` evenly spread windows."""
    total, count = 0.0, 0.0
    for _, targets, log_p in said_of(model, world.share(dataset.evaluation_batches(split, most_windows)), dtype):
        total -= log_p.sum().item()
        count += int((targets >= 0).sum())
    total, count = world.total(total, count)
    return total / count


@torch.no_grad()
def said_of(
    model: BaseLM, batches: Iterable[Batch], dtype: str = "auto"
) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Inputs, targets, and the log-probabilities (B, T) the model gives the targets, for every batch."""
    device = model.device
    was_training = model.training
    model.eval()
    for batch in _in_parts(batches, model.config.vocab_size):
        with autocast(device, choose_dtype(dtype, device).value):
            losses = losses_of(model, *(tensor.to(device) for tensor in batch))
        yield batch[0], batch[1], -losses.cpu()
    model.train(was_training)


def losses_of(model: BaseLM, ids: torch.Tensor, targets: torch.Tensor, *drafts: torch.Tensor) -> torch.Tensor:
    """The loss of every target of a batch, (B, T); zero where it is not to be learnt."""
    return model.losses(ids, targets, model.begin(*drafts) if drafts else None)


def _in_parts(batches: Iterable[Batch], vocab_size: int) -> Iterator[Batch]:
    """Batches of fewer windows where the logits of a whole one would be more than a large vocabulary is worth in memory."""
    for batch in batches:
        windows = max(1, _MOST_LOGITS // (batch[0].shape[1] * vocab_size))
        yield from zip(*(tensor.split(windows) for tensor in batch), strict=True)


def autocast(device: torch.device, dtype: torch.dtype) -> torch.autocast:
    return torch.autocast(device.type, dtype=dtype, enabled=dtype != torch.float32)
