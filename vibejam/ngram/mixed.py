"""Two language models as one: what a trained model and the counted model say together.

    MixedLM      p(w) = weight * p_model(w) + (1 - weight) * p_counted(w)
    ProductLM    p(w) ~ p_model(w) ** a * p_counted(w) ** b, made to sum to 1

A mixture is safe: it is never worse by more than -log of a weight. A product (products of experts, Hinton 2002) is sharper
where both agree, and predicts better as long as the model is much the weaker of the two; of two equals the mixture is as
good. Its powers have one best value, since the loss is convex in them. Both are chosen on writing neither has learnt from.
Shapes: B batch, T time, V vocabulary, N predictions. Tests: tests/ngram/test_mixed.py.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import torch

from vibejam.arch import BaseLM, State
from vibejam.errors import ConfigError, DataError
from vibejam.ngram.counted import CountedLM

_MOST_PROBABILITIES = 2**24  # kept while fitting the powers: 64 MB
_MOST_STEPS = 50  # of Newton's method; five or six are usual
_PULL = 1e-3  # towards equal powers, in nats per squared unit
_LARGEST_RATIO = 80.0  # of two log-probabilities; its exponential is still far from the limits of a float


class _TwoLM(BaseLM):
    """A model and a counted model that read the same text. The state is that of both; the context limit the model's."""

    def __init__(self, model: BaseLM, counted: CountedLM):
        super().__init__(replace(model.config, arch=type(self).__name__, arch_options={}))
        if model.config.vocab_size != counted.vocab_size:
            sizes = f"{model.config.vocab_size} and {counted.vocab_size}"
            raise ConfigError(f"the two models know {sizes} tokens: they cannot have learnt with one tokenizer")
        self.model = model
        self.counted = counted

    @property
    def context_size(self) -> int | None:
        return self.model.context_size

    def forward(self, ids: torch.Tensor, state: State | None = None) -> tuple[torch.Tensor, State]:
        of_model, of_counted = state or (None, None)
        logits, of_model = self.model(ids, of_model)
        counted, of_counted = self.counted(ids, of_counted)
        return self.combined(logits.float().log_softmax(dim=-1), counted), (of_model, of_counted)

    @abstractmethod
    def combined(self, model: torch.Tensor, counted: torch.Tensor) -> torch.Tensor:
        """The log-probabilities (B, T, V) of both, as one."""


class MixedLM(_TwoLM):
    """The mixture: `weight` of the model's probabilities, the rest of the counted ones."""

    def __init__(self, model: BaseLM, counted: CountedLM, weight: float):
        super().__init__(model, counted)
        if not 0 <= weight <= 1:
            raise ConfigError(f"the weight of a model in a mixture must be from 0 to 1, not {weight}")
        self.log_weights = torch.tensor([weight, 1 - weight], dtype=torch.float64).log().tolist()

    def combined(self, model: torch.Tensor, counted: torch.Tensor) -> torch.Tensor:
        return torch.logaddexp(model + self.log_weights[0], counted + self.log_weights[1])

    def target_log_probabilities(self, ids: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Of the targets (B, T) only, which spares computing all the counted probabilities."""
        model = self.model(ids)[0].float().log_softmax(dim=-1).gather(2, targets[..., None])[..., 0]
        return self.combined(model, self.counted.target_log_probabilities(ids, targets))


class ProductLM(_TwoLM):
    """The product: `powers` are the model's and the counted model's, (1, 0) is the model alone."""

    def __init__(self, model: BaseLM, counted: CountedLM, powers: tuple[float, float]):
        super().__init__(model, counted)
        if not np.isfinite(powers).all():
            raise ConfigError(f"the powers of a product of models must be finite numbers, not {powers}")
        self.powers = powers

    def combined(self, model: torch.Tensor, counted: torch.Tensor) -> torch.Tensor:
        return (self.powers[0] * model + self.powers[1] * counted).log_softmax(dim=-1)


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


@torch.no_grad()
def product_powers(
    model: BaseLM, counted: CountedLM, batches: Iterable[tuple[torch.Tensor, torch.Tensor]]
) -> tuple[float, float]:
    """The powers that make a product most likely to write these batches of inputs and targets, both (B, T).

    Of a long text, as many batches are read as fit 64 MB. The model is taken as it is: call its eval() before.
    """
    said: list[torch.Tensor] = []  # (N, V, 2): both log-probabilities of every token
    came: list[torch.Tensor] = []
    for ids, targets in batches:
        if said and sum(part.numel() for part in said) + 2 * ids.numel() * counted.vocab_size > _MOST_PROBABILITIES:
            break
        of_model = model(ids.to(model.device))[0].float().log_softmax(dim=-1).cpu()
        said.append(torch.stack((of_model, counted(ids)[0]), dim=-1).flatten(0, 1))
        came.append(targets.flatten())
    if not said:
        raise DataError("the powers of a product cannot be chosen: there is nothing to judge by", "add more writing")
    return _most_likely_powers(torch.cat(said), torch.cat(came))


def _most_likely_powers(said: torch.Tensor, came: torch.Tensor) -> tuple[float, float]:
    """Newton's method on the loss, mean of logsumexp(said @ powers) - said[came] @ powers, from log-probabilities
    (N, V, 2) and targets (N,). A slight pull towards equal powers keeps them finite whatever the text."""
    n = len(came)
    equal = torch.full((2,), 0.5)
    powers, wanted = equal, said[torch.arange(n), came].mean(dim=0)
    for _ in range(_MOST_STEPS):
        weighted = (said @ powers).softmax(dim=-1)[..., None] * said  # (N, V, 2)
        expected = weighted.sum(dim=1)  # (N, 2)
        slope = wanted - expected.mean(dim=0) - _PULL * (powers - equal)
        curvature = (weighted.flatten(0, 1).T @ said.flatten(0, 1) - expected.T @ expected) / n + _PULL * torch.eye(2)
        step = torch.linalg.solve(curvature, slope).clamp(-0.5, 0.5)
        powers = powers + step
        if step.abs().max() < 1e-4:
            break
    return float(powers[0]), float(powers[1])
