"""vibejam/ngram/floor.py: three losses on the same tokens."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from vibejam.arch import build_model
from vibejam.config import DataConfig, ModelConfig
from vibejam.data import CharDataset
from vibejam.loss import mean_loss, said_of
from vibejam.ngram import MixedLM, mixture_weight
from vibejam.ngram.floor import count_corpus, counted_loss, side_by_side, total_losses


@pytest.fixture(scope="module")
def dataset(corpus: Path) -> CharDataset:
    return CharDataset(corpus, DataConfig(block_size=32, batch_size=8))


def test_the_floor_is_what_the_usual_evaluation_says(dataset: CharDataset) -> None:
    counted = count_corpus(dataset)
    assert counted.order >= 3
    assert counted_loss(counted, dataset.evaluation_batches("val", 20)) == pytest.approx(mean_loss(counted, dataset, "val", 20))


def test_the_losses_are_those_of_each_model_and_of_their_mixture(dataset: CharDataset) -> None:
    torch.manual_seed(0)
    model = build_model("gpt", ModelConfig(vocab_size=dataset.vocab_size, block_size=32, n_embd=16)).eval()
    counted = count_corpus(dataset)

    both = side_by_side(counted, said_of(model, dataset.evaluation_batches("val", 20)))
    weight = mixture_weight(*both)
    val_loss, floor, mixed_loss = (total / both.shape[1] for total in total_losses(both, weight))
    assert val_loss == pytest.approx(mean_loss(model, dataset, "val", 20), rel=1e-5)
    assert floor == pytest.approx(mean_loss(counted, dataset, "val", 20), rel=1e-5)
    assert mixed_loss == pytest.approx(mean_loss(MixedLM(model, counted, weight), dataset, "val", 20), rel=1e-4)
    assert mixed_loss <= min(val_loss, floor) + 1e-9


def test_the_extremes_of_a_mixture_are_each_model_alone(dataset: CharDataset) -> None:
    counted = count_corpus(dataset)
    both = side_by_side(counted, said_of(counted, dataset.evaluation_batches("val", 5)))
    for weight in (0.0, 1.0, 0.4):
        totals = total_losses(both, weight)
        assert totals == pytest.approx([totals[0]] * 3, rel=1e-5)
