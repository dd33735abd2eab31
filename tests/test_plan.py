"""vibejam/plan.py: what is planned can be built and trained, grows with the time, and says why."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.arch import build_model
from vibejam.config import override
from vibejam.errors import ConfigError
from vibejam.plan import ARCH, plan
from vibejam.train import train_lm


@modest
@given(characters=st.integers(0, 10**9), minutes=st.floats(1e-3, 1e4))
def test_what_is_planned_can_be_built_and_keeps_to_the_time(characters: int, minutes: float) -> None:
    planned = plan(characters, minutes)
    model = build_model(ARCH, override(planned.model, vocab_size=67))
    assert model.num_parameters() <= 2_000_000
    assert planned.train.minutes == minutes
    assert f"{minutes:g} minutes" in planned.reasons[0]


def test_more_time_never_plans_a_smaller_model() -> None:
    sizes = [
        build_model(ARCH, override(plan(10**6, minutes).model, vocab_size=67)).num_parameters()
        for minutes in (0.05, 0.3, 1, 3, 10, 60)
    ]
    assert sizes == sorted(sizes) and sizes[0] < sizes[-1]


@pytest.mark.parametrize("minutes", [0.0, -1.0, math.nan, math.inf])
def test_a_time_that_cannot_be_is_refused(minutes: float) -> None:
    with pytest.raises(ConfigError, match="minutes must be"):
        plan(1000, minutes)


def test_what_is_planned_learns_something(corpus: Path, tmp_path: Path) -> None:
    planned = plan(corpus.stat().st_size, 0.03)
    brief = replace(planned.train, minutes=0.0, max_iters=30, eval_interval=30)
    assert train_lm(corpus, tmp_path / "m.pt", planned.model, brief).val_loss < 2.6


def test_a_small_corpus_is_read_less_often_with_more_dropout_and_by_a_smaller_model() -> None:
    little, much = plan(30_000, 3.0), plan(1_000_000, 3.0)
    assert little.train.max_iters < much.train.max_iters
    assert little.model.dropout > much.model.dropout
    assert little.model.n_layer < much.model.n_layer
    assert "30,000 characters" in little.reasons[1]
