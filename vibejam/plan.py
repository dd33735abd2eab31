"""What to train on so much writing in so much time: depth, width, context and rates, each with its reason.

The sizes are the best of those that were tried, in single runs on one slow core (PROGRESS.md); `python -m bench.scaling` shows
what size costs and brings, `python -m bench.voices` what comes out. Tests: tests/test_plan.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from vibejam.config import FAST_TRAINING, DataConfig, ModelConfig, TrainConfig
from vibejam.errors import ConfigError

ARCH = "gpt_fast"  # what is planned
_LITTLE = 200_000  # characters
_STRONG_DROPOUT = 0.5
_READINGS, _READINGS_OF_LITTLE = 30, 12  # of the whole corpus
_FEWEST_STEPS = 100
_CHARACTERS_PER_TOKEN = 3.6  # of a base's tokenizer, about
_ADAPTED_BATCH, _ADAPTED_WINDOW = 4, 512
_READINGS_OF_ADAPTED, _FEWEST_ADAPTED_STEPS = 8, 40


@dataclass(frozen=True)
class _Size:
    """A model and how it learns, for budgets of up to `minutes`."""

    minutes: float
    n_layer: int
    n_embd: int
    mlp_ratio: int
    block_size: int
    batch_size: int
    learning_rate: float
    dropout: float
    weight_decay: float
    ngram_rows: int
    reason: str


_SIZES = (
    _Size(0.15, 1, 64, 2, 64, 16, 0.06, 0.0, 0.0, 8191, "in seconds, many small steps beat few large ones"),
    _Size(0.75, 1, 128, 2, 128, 24, 0.04, 0.1, 0.0, 8191, "one layer reads twice as much as two in the same time"),
    _Size(5.0, 2, 128, 2, 128, 24, 0.04, 0.3, 0.1, 8191, "a second layer pays after about a minute"),
    _Size(math.inf, 3, 160, 3, 128, 24, 0.03, 0.3, 0.1, 16381, "width and a third layer pay after some minutes"),
)


# For a corpus that is learnt by heart before a larger model has begun to pay.
_FOR_LITTLE = _Size(math.inf, 1, 128, 2, 128, 8, 0.04, 0.5, 0.1, 8191, "a second one would only learn so little by heart")


@dataclass(frozen=True)
class Plan:
    """A model (where it is not a base's), the way to train it, and why these, one reason per line."""

    model: ModelConfig
    train: TrainConfig
    reasons: list[str]


def check_minutes(minutes: float) -> None:
    """Raises ConfigError for a time that cannot be."""
    if not 0 < minutes < math.inf:
        raise ConfigError(f"minutes must be above 0 and finite, not {minutes}")


def plan(characters: int, minutes: float) -> Plan:
    """What to train on a corpus of that many characters in that many minutes on a CPU. Raises ConfigError."""
    check_minutes(minutes)
    little = characters < _LITTLE
    size = next(size for size in _SIZES if minutes <= size.minutes)
    if little and size.n_layer > 1:
        size = _FOR_LITTLE
    model = ModelConfig(
        arch=ARCH, n_layer=size.n_layer, n_embd=size.n_embd, n_head=size.n_embd // 32, block_size=size.block_size,
        dropout=_STRONG_DROPOUT if little else size.dropout,
        arch_options={"mlp_ratio": size.mlp_ratio, "ngram_rows": size.ngram_rows},
    )  # fmt: skip
    readings = _READINGS_OF_LITTLE if little else _READINGS
    per_reading = characters * (1 - DataConfig.val_fraction) / (size.batch_size * size.block_size)
    train = replace(
        FAST_TRAINING, max_iters=max(_FEWEST_STEPS, round(readings * per_reading)), minutes=minutes,
        batch_size=size.batch_size, learning_rate=size.learning_rate, weight_decay=size.weight_decay,
    )  # fmt: skip
    layers = f"{model.n_layer} layer{'s' if model.n_layer > 1 else ''} of {model.n_embd}"
    reasons = [
        f"{layers} for {minutes:g} minutes: {size.reason}",
        f"dropout {model.dropout:g}, at most {readings} readings of {characters:,} characters: more is learning by heart",
    ]
    return Plan(model, train, reasons)


def plan_on_base(characters: int, minutes: float, base: str) -> Plan:
    """How to adapt a base to a corpus of that many characters in that many minutes on a CPU. Raises ConfigError."""
    check_minutes(minutes)
    per_reading = characters * (1 - DataConfig.val_fraction) / _CHARACTERS_PER_TOKEN / (_ADAPTED_BATCH * _ADAPTED_WINDOW)
    train = replace(
        FAST_TRAINING, base=base, max_iters=max(_FEWEST_ADAPTED_STEPS, round(_READINGS_OF_ADAPTED * per_reading)), minutes=minutes,
        batch_size=_ADAPTED_BATCH, weight_decay=0.1,
    )  # fmt: skip
    readings = f"at most {_READINGS_OF_ADAPTED} readings of {characters:,} characters: more is learning by heart"
    return Plan(ModelConfig(), train, [f"{base} knows English already; {readings}"])
