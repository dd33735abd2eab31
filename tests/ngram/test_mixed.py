"""Two models as one: equality with the formulas, the extremes, the best weight, the face of a language model."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.arch import BaseLM, State, build_model, clone_state
from vibejam.config import ModelConfig
from vibejam.errors import ConfigError, ContextFull, DataError
from vibejam.ngram import CountedLM, MixedLM, mixture_weight
from vibejam.sample import generate_text, generate_tokens
from vibejam.tokenizer import CharTokenizer

VOCAB, BLOCK = 13, 12


def some(batch: int, length: int, seed: int = 0) -> torch.Tensor:
    return torch.randint(VOCAB, (batch, length), generator=torch.Generator().manual_seed(seed))


@pytest.fixture(scope="module")
def model() -> BaseLM:
    """A tiny random model with opinions."""
    torch.manual_seed(0)
    gpt = build_model("gpt", ModelConfig(vocab_size=VOCAB, block_size=BLOCK, n_layer=1, n_head=2, n_embd=16))
    with torch.no_grad():
        for parameter in gpt.parameters():
            parameter.add_(0.2 * torch.randn_like(parameter))
    return gpt.eval().requires_grad_(False)


@pytest.fixture(scope="module")
def counted() -> CountedLM:
    return CountedLM.count(some(1, 2000, seed=5)[0].numpy(), VOCAB, order=3)


@pytest.fixture(scope="module")
def both(model: BaseLM, counted: CountedLM) -> BaseLM:
    return MixedLM(model, counted, 0.3)


def probabilities(lm: BaseLM, ids: torch.Tensor) -> np.ndarray:
    return lm(ids)[0].double().softmax(dim=2).numpy()


# -- what they say ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weight", [0.0, 0.01, 0.5, 1.0])
def test_a_mixture_is_the_weighted_mean_of_probabilities(model: BaseLM, counted: CountedLM, weight: float) -> None:
    ids = some(2, BLOCK)
    expected = weight * probabilities(model, ids) + (1 - weight) * probabilities(counted, ids)
    logits = MixedLM(model, counted, weight)(ids)[0]
    np.testing.assert_allclose(logits.exp().numpy(), expected, rtol=1e-5)
    torch.testing.assert_close(logits.logsumexp(dim=2), torch.zeros(2, BLOCK), rtol=0, atol=1e-5)


def test_the_extremes_are_each_model_alone(model: BaseLM, counted: CountedLM) -> None:
    ids = some(2, BLOCK)
    assert torch.equal(MixedLM(model, counted, 1)(ids)[0], model(ids)[0].log_softmax(dim=2))
    assert torch.equal(MixedLM(model, counted, 0)(ids)[0], counted(ids)[0])


def test_a_mixtures_probabilities_of_targets_are_those_of_all(model: BaseLM, counted: CountedLM) -> None:
    ids, targets, mixed = some(3, BLOCK), some(3, BLOCK, 1), MixedLM(model, counted, 0.3)
    dense = mixed(ids)[0].gather(2, targets[..., None])[..., 0]
    torch.testing.assert_close(mixed.target_log_probabilities(ids, targets), dense)


@pytest.mark.parametrize("weight", [-0.1, 1.1, float("nan")])
def test_a_weight_outside_zero_to_one_is_refused(model: BaseLM, counted: CountedLM, weight: float) -> None:
    with pytest.raises(ConfigError, match="from 0 to 1"):
        MixedLM(model, counted, weight)


def test_two_vocabularies_are_refused(model: BaseLM) -> None:
    with pytest.raises(ConfigError, match="13 and 5"):
        MixedLM(model, CountedLM.count(np.arange(5), 5, 2), 0.5)


# -- the face of a language model ------------------------------------------------------------------------------------


@modest
@given(cuts=st.sets(st.integers(1, BLOCK - 1)), seed=st.integers(0, 1000))
def test_any_chunks_are_the_whole(both: BaseLM, cuts: set[int], seed: int) -> None:
    ids = some(2, BLOCK, seed)
    state: State | None = None
    parts = []
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), BLOCK], strict=True):
        logits, state = both(ids[:, start:end], state)
        parts.append(logits)
    torch.testing.assert_close(torch.cat(parts, dim=1), both(ids)[0], atol=2e-5, rtol=1e-4)


def test_a_passed_state_is_not_changed_and_can_be_copied(both: BaseLM) -> None:
    read, continued = some(2, 4), some(6, 3, 1)
    _, state = both(read)
    before = copy.deepcopy(state)
    logits, _ = both(continued, clone_state(state, copies=3))
    for row in range(6):
        alone = both(continued[row][None], both(read[row // 3][None])[1])[0][0]
        torch.testing.assert_close(logits[row], alone, atol=2e-5, rtol=1e-4)
    torch.testing.assert_close(both(continued[:2], before)[0], both(continued[:2], state)[0], atol=0, rtol=0)


def test_the_limit_is_the_models(both: BaseLM) -> None:
    assert both.context_size == BLOCK
    with pytest.raises(ContextFull):
        both(some(1, BLOCK + 1))


def test_both_write_and_the_same_with_a_state_as_without(both: BaseLM) -> None:
    with_state, without = (list(generate_tokens(both, [1, 2], 40, seed=3, use_state=use)) for use in (True, False))
    assert with_state == without
    assert generate_text(both, CharTokenizer("abcdefghijk"), "abc", max_new_tokens=20, seed=1).startswith("abc")


# -- choosing --------------------------------------------------------------------------------------------------------


@modest
@given(seed=st.integers(0, 10_000), shift=st.floats(-3, 3))
def test_the_weight_is_the_best_there_is(seed: int, shift: float) -> None:
    random = np.random.default_rng(seed)
    model, counted = -random.exponential(2, 50) + min(shift, 0), -random.exponential(2, 50) - max(shift, 0)

    def likelihood(weight: float) -> float:
        return float(np.log(weight * np.exp(model) + (1 - weight) * np.exp(counted)).mean())

    weight = mixture_weight(model, counted)
    assert 0 <= weight <= 1
    assert likelihood(weight) >= max(likelihood(w) for w in np.linspace(0, 1, 101)) - 1e-12


def test_a_model_that_is_always_better_gets_all_the_weight() -> None:
    better, worse = np.array([-1.0, -2.0]), np.array([-1.5, -500.0])
    assert mixture_weight(better, worse) == 1
    assert mixture_weight(worse, better) == 0
    assert mixture_weight(better, better) in (0, 1)


def test_nothing_to_choose_by_is_refused() -> None:
    for log_p in (np.zeros(0), np.array([np.nan]), np.array([-np.inf])):
        with pytest.raises(DataError):
            mixture_weight(log_p, log_p)
