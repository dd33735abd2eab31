"""What to train on so much writing in so much time: depth, width, context and rates, each with its reason.

The sizes are those that came out best on two laptop cores at each budget (PROGRESS.md; `python -m bench.scaling` fits loss
against size, corpus and time). A faster machine gets further with the same model, which costs it little: what is
chosen here is right within a factor of three in speed. Tests: tests/test_plan.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from vibejam.config import FAST_TRAINING, NO_LIMIT, ModelConfig, TrainConfig

ARCH = "gpt_fast"  # what is planned
_LITTLE = 300_000  # characters; a corpus smaller than this is read so often that it is learnt by heart


@dataclass(frozen=True)
class _Size:
    """A model and how fast it learns, for budgets of up to `minutes`."""

    minutes: float
    n_layer: int
    n_embd: int
    block_size: int
    batch_size: int
    mlp_ratio: int
    learning_rate: float


_SIZES = (
    _Size(0.1, 1, 64, 64, 16, 2, 0.06),
    _Size(1.0, 2, 128, 128, 12, 2, 0.04),
    _Size(5.0, 3, 128, 128, 12, 2, 0.04),
    _Size(float("inf"), 4, 160, 256, 6, 4, 0.03),
)


@dataclass(frozen=True)
class Plan:
    """A model, the way to train it, and why these, one reason per line."""

    model: ModelConfig
    train: TrainConfig
    reasons: list[str]


def plan(characters: int, minutes: float) -> Plan:
    """What to train on a corpus of that many characters in that many minutes on a CPU."""
    size = next(size for size in _SIZES if minutes <= size.minutes)
    model = ModelConfig(
        arch=ARCH, n_layer=size.n_layer, n_embd=size.n_embd, n_head=size.n_embd // 32, block_size=size.block_size,
        arch_options={"mlp_ratio": size.mlp_ratio},
    )  # fmt: skip
    train = TrainConfig(
        max_iters=NO_LIMIT, minutes=minutes, batch_size=size.batch_size, learning_rate=size.learning_rate,
        warmup_iters=0, weight_decay=0.0, beta2=0.95, grad_clip=0.0,
    )  # fmt: skip
    reasons = [
        f"{minutes:g} minutes: {model.n_layer} layers of {model.n_embd}, best for so much time on a laptop's core",
        f"context of {model.block_size} characters: a longer one needs more time to pay",
    ]
    return Plan(model, train, reasons)
