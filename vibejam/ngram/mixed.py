"""A trained model and the counted model as one: a mixture of what the two say.

    p(w) = weight * p_model(w) + (1 - weight) * p_counted(w)

A mixture is safe: it is never worse than either by more than -log of its weight. The weight is chosen on writing that neither
has learnt from. Shapes: B batch, T time, V vocabulary, N predictions. Tests: tests/ngram/test_mixed.py.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from vibejam.arch import BaseLM, State
from vibejam.errors import ConfigError, DataError
from vibejam.ngram.counted import CountedLM

_LARGEST_RATIO = 80.0  # of two log-probabilities; its exponential is still far from the limits of a float


class MixedLM(BaseLM):
    """`weight` of the model's probabilities, the rest of the counted ones, both reading the same text. The state is that of
    both; the context limit the model's."""

    def __init__(self, model: BaseLM, counted: CountedLM, weight: float):
        super().__init__(replace(model.config, arch="mixed", arch_options={}))
        if model.config.vocab_size != counted.vocab_size:
            sizes = f"{model.config.vocab_size} and {counted.vocab_size}"
            raise ConfigError(f"the two models know {sizes} tokens: they cannot have learnt with one tokenizer")
        if not 0 <= weight <= 1:
            raise ConfigError(f"the weight of a model in a mixture must be from 0 to 1, not {weight}")
        self.model = model
        self.counted = counted
        self.log_weights = torch.tensor([weight, 1 - weight], dtype=torch.float64).log().tolist()

    @property
    def context_size(self) -> int | None:
        return self.model.context_size

    def forward(self, ids: torch.Tensor, state: State | None = None) -> tuple[torch.Tensor, State]:
        of_model, of_counted = state or (None, None)
        logits, of_model = self.model(ids, of_model)
        counted, of_counted = self.counted(ids, of_counted)
        return self._combined(logits.float().log_softmax(dim=-1), counted), (of_model, of_counted)

    def target_log_probabilities(self, ids: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Of the targets (B, T) only, which spares computing all the counted probabilities."""
        model = self.model(ids)[0].float().log_softmax(dim=-1).gather(2, targets[..., None])[..., 0]
        return self._combined(model, self.counted.target_log_probabilities(ids, targets))

    def _combined(self, model: torch.Tensor, counted: torch.Tensor) -> torch.Tensor:
        return torch.logaddexp(model + self.log_weights[0], counted + self.log_weights[1])


def mixture_weight(model_log_p: np.ndarray, counted_log_p: np.ndarray) -> float:
    """The weight of the model that makes the mixture most likely, from the log-probabilities (N,) both gave what came.

    The likelihood is concave in the weight, so its slope falls, and the weight is where it crosses zero.
    """
    both = np.array([model_log_p, counted_log_p], dtype=np.float64)
    if both.size == 0 or not np.isfinite(both).all():
        raise DataError("the weight of a mixture cannot be chosen by nothing, nor by log-probabilities that are not finite")
    difference = (both[0] - both[1]).clip(-_LARGEST_RATIO, _LARGEST_RATIO)
    gain = np.expm1(difference)  # of the model over the counted one, for each prediction

    def slope(weight: float) -> float:
        return float((gain / (1 + weight * gain)).mean())

    low, high = 0.0, 1.0
    if slope(low) <= 0 or slope(high) >= 0:
        return low if slope(low) <= 0 else high
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return (low + high) / 2
