"""vibejam/optim.py: the rate rises, falls and ends at nothing; only matrices decay."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.arch import ARCHITECTURES, BaseLM, build_model
from vibejam.config import ModelConfig, TrainConfig, override
from vibejam.optim import Optimizer, learning_rate_at, orthogonal

each_architecture = pytest.mark.parametrize("arch", sorted(ARCHITECTURES))
runs = st.builds(TrainConfig, max_iters=st.integers(1, 300), warmup_iters=st.integers(0, 400), learning_rate=st.floats(1e-6, 1.0))


def rates(config: TrainConfig) -> list[float]:
    """The rate of every step of a run that is limited by steps, and of the one after the last."""
    return [learning_rate_at(step, step / config.max_iters, config) for step in range(config.max_iters + 1)]


def tiny_model(arch: str = "gpt") -> BaseLM:
    return build_model(arch, ModelConfig(vocab_size=7, n_layer=1, n_head=2, n_embd=8, block_size=4))


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


@each_architecture
def test_every_parameter_is_learnt_exactly_once(arch: str) -> None:
    model = tiny_model(arch)
    learnt = [id(p) for group in model.parameter_groups() for p in group.parameters]
    assert sorted(learnt) == sorted(id(p) for p in model.parameters())


def test_where_there_is_nothing_to_learn_matrices_shrink_and_vectors_stay() -> None:
    model = tiny_model()
    for parameter in model.parameters():
        torch.nn.init.ones_(parameter)
        parameter.grad = torch.zeros_like(parameter)
    Optimizer(model, TrainConfig(weight_decay=0.1)).step(0, 0.5)
    for parameter in model.parameters():
        expected = 1 - 0.5 * 0.1 if parameter.dim() >= 2 else 1.0
        torch.testing.assert_close(parameter.detach(), torch.full_like(parameter, expected))


def test_a_step_is_the_one_in_the_paper() -> None:
    """Algorithm 2 of Loshchilov and Hutter, in plain arithmetic, for two steps of one vector."""
    config = TrainConfig(beta1=0.8, beta2=0.9)
    model = tiny_model()
    vector = next(p for p in model.parameters() if p.dim() == 1)
    torch.nn.init.ones_(vector)
    optimizer = Optimizer(model, config)
    x, m, v = 1.0, 0.0, 0.0
    for step, slope in enumerate((0.3, -0.7), start=1):
        vector.grad = torch.full_like(vector, slope)
        optimizer.step(step - 1, 0.1)
        m, v = 0.8 * m + 0.2 * slope, 0.9 * v + 0.1 * slope**2
        x -= 0.1 * (m / (1 - 0.8**step)) / ((v / (1 - 0.9**step)) ** 0.5 + 1e-8)
    torch.testing.assert_close(vector.detach(), torch.full_like(vector, x))


def test_it_learns_as_torchs_own_adamw_does() -> None:
    ours, theirs = tiny_model(), tiny_model()
    theirs.load_state_dict(ours.state_dict())
    optimizer = Optimizer(ours, TrainConfig(weight_decay=0.1, beta2=0.95))
    groups = [{"params": g.parameters, "weight_decay": 0.1 if g.decays else 0.0} for g in theirs.parameter_groups()]
    reference = torch.optim.AdamW(groups, betas=(0.9, 0.95), fused=True)
    for step, rate in enumerate((0.01, 0.02, 0.005)):
        ids = torch.randint(7, (3, 4), generator=torch.Generator().manual_seed(step))
        for model in (ours, theirs):
            model(ids)[0].square().sum().backward()
        optimizer.step(step, rate)
        for group in reference.param_groups:
            group["lr"] = rate
        reference.step()
        reference.zero_grad()
    for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine, other)


@each_architecture
def test_a_step_forgets_the_gradients_and_its_memory_has_names(arch: str) -> None:
    model = tiny_model(arch)
    optimizer = Optimizer(model, TrainConfig())
    model(torch.zeros(1, 4, dtype=torch.int64))[0].square().sum().backward()
    optimizer.step(0, 0.01)
    assert all(parameter.grad is None for parameter in model.parameters())
    assert all(name and tensor.isfinite().all() for name, tensor in optimizer.state.items())


@each_architecture
def test_one_optimizer_goes_on_where_another_stopped(arch: str) -> None:
    one, two = tiny_model(arch), tiny_model(arch)

    def learn(model: BaseLM, optimizer: Optimizer, steps: range) -> None:
        for step in steps:
            ids = torch.randint(7, (3, 4), generator=torch.Generator().manual_seed(step))
            model(ids)[0].square().sum().backward()
            optimizer.step(step, 0.01)

    optimizer = Optimizer(one, TrainConfig())
    learn(one, optimizer, range(3))
    resumed = Optimizer(two, TrainConfig())
    two.load_state_dict(one.state_dict())
    for name, tensor in resumed.state.items():
        tensor.copy_(optimizer.state[name])
    learn(one, optimizer, range(3, 5))
    learn(two, resumed, range(3, 5))
    for mine, other in zip(one.parameters(), two.parameters(), strict=True):
        assert torch.equal(mine, other)


@pytest.mark.parametrize("shape", [(3, 8, 8), (1, 16, 4), (2, 4, 16)])
def test_an_update_of_muon_turns_and_hardly_stretches(shape: tuple[int, int, int]) -> None:
    matrices = torch.randn(shape, generator=torch.Generator().manual_seed(0)) * 1e-3
    found = orthogonal(matrices)
    left, _, right = torch.linalg.svd(matrices, full_matrices=False)
    values = left.mT @ found @ right.mT  # diagonal: the same singular vectors, other values
    diagonal = values.diagonal(dim1=1, dim2=2)
    assert diagonal.min() > 0.4 and diagonal.max() < 1.6
    torch.testing.assert_close(values, torch.diag_embed(diagonal), atol=2e-3, rtol=0)


def test_two_steps_of_muon_are_those_of_the_paper() -> None:
    """Momentum with a look ahead, then the orthogonal matrix, in plain arithmetic."""
    model = tiny_model("gpt_fast")
    optimizer = Optimizer(model, TrainConfig(weight_decay=0.01))
    matrix = model.blocks[0].attention.out
    expected, momentum = torch.ones(8, 8), torch.zeros(8, 8)
    torch.nn.init.ones_(matrix)
    for step in range(2):
        gradient = torch.randn(8, 8, generator=torch.Generator().manual_seed(step))
        matrix.grad = gradient.clone()
        optimizer.step(step, 0.1)
        keep = 0.85 + 0.1 * step / 100
        momentum = keep * momentum + (1 - keep) * gradient
        update = orthogonal((keep * momentum + (1 - keep) * gradient)[None])[0]
        expected = expected * (1 - 0.1 * 0.01) - 0.1 * update
    torch.testing.assert_close(matrix.detach(), expected, atol=1e-5, rtol=1e-4)


def test_muon_moves_tall_matrices_further_and_where_there_is_no_gradient_not_at_all() -> None:
    assert orthogonal(torch.zeros(1, 4, 4)).abs().max() == 0
    model = tiny_model("gpt_fast")
    before = model.blocks[0].up.detach().clone()
    model.blocks[0].up.grad = torch.randn(before.shape, generator=torch.Generator().manual_seed(0))
    Optimizer(model, TrainConfig(weight_decay=0.0)).step(0, 0.1)
    moved = (model.blocks[0].up.detach() - before).norm() / math.sqrt(min(before.shape))
    assert moved == pytest.approx(0.1 * math.sqrt(before.shape[0] / before.shape[1]), rel=0.3)
