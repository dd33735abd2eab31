"""vibejam/optim.py: the rate rises, falls and ends at nothing; only matrices decay."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.arch import BaseLM, build_model
from vibejam.config import ModelConfig, TrainConfig, override
from vibejam.optim import build_optimizer, learning_rate_at

runs = st.builds(TrainConfig, max_iters=st.integers(1, 300), warmup_iters=st.integers(0, 400), learning_rate=st.floats(1e-6, 1.0))


def rates(config: TrainConfig) -> list[float]:
    """The rate of every step of a run that is limited by steps, and of the one after the last."""
    return [learning_rate_at(step, step / config.max_iters, config) for step in range(config.max_iters + 1)]


def tiny_model() -> BaseLM:
    return build_model("gpt", ModelConfig(vocab_size=7, n_layer=1, n_head=2, n_embd=8, block_size=4))


@modest
@given(config=runs)
def test_every_step_of_a_run_learns_and_none_above_the_peak(config: TrainConfig) -> None:
    assert all(0 < rate <= config.learning_rate for rate in rates(config)[:-1])


@modest
@given(config=runs)
def test_the_rate_is_zero_after_the_last_step(config: TrainConfig) -> None:
    assert rates(config)[-1] == 0


@modest
@given(config=runs)
def test_the_rate_rises_once_and_falls_once(config: TrainConfig) -> None:
    every = rates(config)
    top = every.index(max(every))
    assert every[:top] == sorted(every[:top])
    assert every[top:] == sorted(every[top:], reverse=True)


@modest
@given(config=runs)
def test_after_a_tenth_of_the_run_the_rate_is_on_its_straight_way_to_zero(config: TrainConfig) -> None:
    steps = range(config.max_iters // 10 + 1, config.max_iters + 1)
    expected = [config.learning_rate * (config.max_iters - step) / config.max_iters for step in steps]
    assert rates(config)[config.max_iters // 10 + 1 :] == pytest.approx(expected)


@modest
@given(config=runs)
def test_a_warm_up_that_fits_takes_the_steps_it_was_given(config: TrainConfig) -> None:
    short = override(config, max_iters=1000, warmup_iters=config.warmup_iters % 100)
    begin = rates(short)[: short.warmup_iters + 1]
    climb = [rate / (1 - step / 1000) for step, rate in enumerate(begin)]
    expected = [short.learning_rate * (step + 1) / (short.warmup_iters + 1) for step in range(short.warmup_iters + 1)]
    assert climb == pytest.approx(expected)


@modest
@given(step=st.integers(0, 10**7), late=st.floats(1.0, 1.5), config=runs)
def test_a_run_past_its_time_does_not_climb_down_the_wrong_way(step: int, late: float, config: TrainConfig) -> None:
    assert learning_rate_at(step, late, config) == 0


def test_a_schedule_worked_out_by_hand() -> None:
    config = TrainConfig(max_iters=20, warmup_iters=1, learning_rate=1.0)
    assert rates(config) == pytest.approx([0.5, *((20 - step) / 20 for step in range(1, 21))])


def test_every_parameter_is_learnt_exactly_once() -> None:
    model = tiny_model()
    learnt = [id(p) for group in build_optimizer(model, TrainConfig()).param_groups for p in group["params"]]
    assert sorted(learnt) == sorted(id(p) for p in model.parameters())


def test_where_there_is_nothing_to_learn_matrices_shrink_and_vectors_stay() -> None:
    model = tiny_model()
    for parameter in model.parameters():
        torch.nn.init.ones_(parameter)
        parameter.grad = torch.zeros_like(parameter)
    build_optimizer(model, TrainConfig(learning_rate=0.5, weight_decay=0.1)).step()
    for parameter in model.parameters():
        expected = 1 - 0.5 * 0.1 if parameter.dim() >= 2 else 1.0
        torch.testing.assert_close(parameter.detach(), torch.full_like(parameter, expected))


def test_a_step_is_the_one_in_the_paper() -> None:
    """Algorithm 2 of Loshchilov and Hutter, in plain arithmetic, for two steps of one vector."""
    config = TrainConfig(learning_rate=0.1, beta1=0.8, beta2=0.9)
    model = tiny_model()
    vector = next(p for p in model.parameters() if p.dim() == 1)
    torch.nn.init.ones_(vector)
    optimizer = build_optimizer(model, config)
    x, m, v = 1.0, 0.0, 0.0
    for step, slope in enumerate((0.3, -0.7), start=1):
        vector.grad = torch.full_like(vector, slope)
        optimizer.step()
        m, v = 0.8 * m + 0.2 * slope, 0.9 * v + 0.1 * slope**2
        x -= 0.1 * (m / (1 - 0.8**step)) / ((v / (1 - 0.9**step)) ** 0.5 + 1e-8)
    torch.testing.assert_close(vector.detach(), torch.full_like(vector, x))
