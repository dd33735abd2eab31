"""The optimizer and its learning rate: AdamW, linear warm-up, then linear to zero.

Linear-to-zero beats cosine and constant rates at these sizes because the noise of the last steps dies out before the
run ends. Loshchilov and Hutter 2019 (arXiv 1711.05101) for AdamW. Tests: tests/test_optim.py.
"""

from __future__ import annotations

import torch

from vibejam.arch import BaseLM
from vibejam.config import TrainConfig

_LONGEST_WARMUP = 0.1  # of the run, however short it is


def build_optimizer(model: BaseLM, config: TrainConfig) -> torch.optim.AdamW:
    """AdamW over all parameters; only matrices decay, since pulling a bias or a norm's gain to zero helps nobody."""
    parameters = list(model.parameters())
    groups = [
        {"params": [p for p in parameters if p.dim() >= 2], "weight_decay": config.weight_decay},
        {"params": [p for p in parameters if p.dim() < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=config.learning_rate, betas=(config.beta1, config.beta2), fused=True)


def state_shapes(optimizer: torch.optim.AdamW) -> dict[str, torch.Size]:
    """The tensors this optimizer keeps once it has made a step, "INDEX.KEY" -> shape: what a saved state must hold."""
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    return {
        f"{index}.{key}": torch.Size() if key == "step" else parameter.shape
        for index, parameter in enumerate(parameters)
        for key in ("step", "exp_avg", "exp_avg_sq")
    }


def learning_rate_at(step: int, progress: float, config: TrainConfig) -> float:
    """The rate of step `step` (the first is 0) when `progress` of the run, in [0, 1], lies behind.

    Steps and progress are separate because a run may be limited by time: its end is then known in minutes, not in steps.
    """
    warm = max((step + 1) / (config.warmup_iters + 1), progress / _LONGEST_WARMUP)
    return config.learning_rate * min(1.0, warm) * max(0.0, 1.0 - progress)
