"""The optimizer and its learning rate: Muon for hidden matrices, AdamW for the rest, warm-up, then linear to zero.

A model says which of its parameters are learnt how (`BaseLM.parameter_groups`). Muon (Jordan et al. 2024) moves a matrix
by the nearest orthogonal matrix to its averaged gradient, so that all directions learn equally fast; the orthogonal matrix
comes from a few multiplications with the coefficients of Polar Express (Amsel et al. 2025, arXiv 2505.16932). AdamW:
Loshchilov and Hutter 2019 (arXiv 1711.05101). Linear-to-zero beats cosine and constant rates at these sizes because the
noise of the last steps dies out before the run ends. This is not a torch.optim.Optimizer: making one of those imports
torch's compiler, which takes longer than learning to the textbook's loss does. Tests: tests/test_optim.py.
"""

from __future__ import annotations

import math

import torch
from torch import nn

from vibejam.arch import BaseLM
from vibejam.config import TrainConfig

_LONGEST_WARMUP = 0.1  # of the run, however short it is
_MOMENTUM = (0.85, 0.95, 100)  # Muon's: from, to, over so many steps
_POLAR_EXPRESS = (
    (8.156554524902461, -22.48329292557795, 15.878769915207462),
    (4.042929935166739, -2.808917465908714, 0.5000178451051316),
    (3.8916678022926607, -2.772484153217685, 0.5060648178503393),
    (3.285753657755655, -2.3681294933425376, 0.46449024233003106),
)


class Optimizer:
    """Changes the parameters of a model by their gradients. `state` is all it remembers, by name: what resuming needs."""

    def __init__(self, model: BaseLM, config: TrainConfig):
        names = {id(parameter): name for name, parameter in model.named_parameters()}
        self.state: dict[str, torch.Tensor] = {}
        self._methods: list[_Muon | _AdamW] = []
        for group in model.parameter_groups():
            decay = config.weight_decay if group.decays else 0.0
            named = {names[id(parameter)]: parameter for parameter in group.parameters if parameter.requires_grad}
            if not named:
                continue
            if group.method == "muon":
                self._methods.append(_Muon(named, group.rate, decay, self.state))
            else:
                self._methods.append(_AdamW(named, group.rate, decay, config, self.state))

    def step(self, number: int, rate: float) -> None:
        """Make step `number` (the first is 0) with that learning rate, and forget the gradients."""
        with torch.no_grad():
            for method in self._methods:
                method.step(number, rate * method.rate)


class _AdamW:
    """Each number moves by its averaged gradient over the root of the averaged squared gradient."""

    def __init__(
        self, named: dict[str, nn.Parameter], rate: float, decay: float, config: TrainConfig, state: dict[str, torch.Tensor]
    ):
        self.parameters: list[torch.Tensor] = list(named.values())
        self.rate, self.decay, self.config = rate, decay, config
        self.first = [state.setdefault(f"{name}.first", torch.zeros_like(p)) for name, p in named.items()]
        self.second = [state.setdefault(f"{name}.second", torch.zeros_like(p)) for name, p in named.items()]

    def step(self, number: int, rate: float) -> None:
        gradients = [p.grad if p.grad is not None else torch.zeros_like(p) for p in self.parameters]
        steps = [torch.tensor(float(number + 1), device=self.parameters[0].device)] * len(self.parameters)
        torch._fused_adamw_(  # one pass over memory; what torch.optim.AdamW(fused=True) calls
            self.parameters, gradients, self.first, self.second, [], steps, lr=rate, beta1=self.config.beta1,
            beta2=self.config.beta2, weight_decay=self.decay, eps=1e-8, amsgrad=False, maximize=False,
        )  # fmt: skip
        for parameter in self.parameters:
            parameter.grad = None


class _Muon:
    """Each matrix moves by an orthogonal one. Matrices of one shape are orthogonalised together; a parameter of more than
    two dimensions is a stack of matrices."""

    def __init__(self, named: dict[str, nn.Parameter], rate: float, decay: float, state: dict[str, torch.Tensor]):
        self.rate, self.decay = rate, decay
        self.by_shape: dict[tuple[int, int], list[nn.Parameter]] = {}
        for parameter in named.values():
            self.by_shape.setdefault((parameter.shape[-2], parameter.shape[-1]), []).append(parameter)
        self.momenta = {
            shape: state.setdefault(f"muon.{shape[0]}x{shape[1]}", torch.cat([_stack(torch.zeros_like(p)) for p in alike]))
            for shape, alike in self.by_shape.items()
        }

    def step(self, number: int, rate: float) -> None:
        start, end, steps = _MOMENTUM
        keep = start + (end - start) * min(1.0, number / steps)
        for shape, alike in self.by_shape.items():
            gradient = torch.cat([_stack(p.grad if p.grad is not None else torch.zeros_like(p)) for p in alike])
            momentum = self.momenta[shape].lerp_(gradient, 1 - keep)
            update = orthogonal(gradient.lerp(momentum, keep))  # a look ahead: Nesterov's momentum
            size = rate * math.sqrt(max(1.0, shape[0] / shape[1]))
            for parameter, part in zip(alike, update.split([len(_stack(p)) for p in alike]), strict=True):
                parameter.mul_(1 - rate * self.decay).sub_(part.view_as(parameter), alpha=size)
                parameter.grad = None


def _stack(tensor: torch.Tensor) -> torch.Tensor:
    """(..., rows, columns) -> (matrices, rows, columns)."""
    return tensor.reshape(-1, *tensor.shape[-2:])


def orthogonal(matrices: torch.Tensor) -> torch.Tensor:
    """About the nearest matrices whose singular values are all one; matrices (N, rows, columns)."""
    tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.mT if tall else matrices
    x = x / (1.02 * x.norm(dim=(1, 2), keepdim=True) + 1e-7)  # no singular value above one, with room for rounding
    for a, b, c in _POLAR_EXPRESS:
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x.mT if tall else x


def learning_rate_at(step: int, progress: float, config: TrainConfig) -> float:
    """The rate of step `step` (the first is 0) when `progress` of the run, in [0, 1], lies behind.

    Steps and progress are separate because a run may be limited by time: its end is then known in minutes, not in steps.
    """
    warm = max((step + 1) / (config.warmup_iters + 1), progress / _LONGEST_WARMUP)
    return config.learning_rate * min(1.0, warm) * max(0.0, 1.0 - progress)
