"""vibejam/ngram/floor.py: three losses on the same tokens."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from vibejam.arch import build_model
from vibejam.config import DataConfig, ModelConfig
from vibejam.data import CharDataset
from vibejam.ngram import MixedLM
from vibejam.ngram.floor import compare, count_corpus, counted_loss
from vibejam.train import evaluate


@pytest.fixture(scope="module")
def dataset(corpus: Path) -> CharDataset:
    return CharDataset(corpus, DataConfig(block_size=32, batch_size=8))


def test_the_floor_is_what_the_usual_evaluation_says(dataset: CharDataset) -> None:
    counted = count_corpus(dataset)
    assert counted.order >= 3
    assert counted_loss(counted, dataset.evaluation_batches("val", 20)) == pytest.approx(evaluate(counted, dataset, "val", 20))


def test_the_losses_are_those_of_each_model_and_of_their_mixture(dataset: CharDataset) -> None:
    torch.manual_seed(0)
    model = build_model("gpt", ModelConfig(vocab_size=dataset.vocab_size, block_size=32, n_embd=16)).eval()
    counted = count_corpus(dataset)

    def said():
        with torch.no_grad():
            for ids, targets in dataset.evaluation_batches("val", 20):
                log_p = model(ids)[0].log_softmax(-1).gather(2, targets[..., None])[..., 0]
                yield ids, targets, log_p

    found = compare(counted, said())
    assert found.val_loss == pytest.approx(evaluate(model, dataset, "val", 20), rel=1e-5)
    assert found.counted_loss == pytest.approx(evaluate(counted, dataset, "val", 20), rel=1e-5)
    mixed = MixedLM(model, counted, found.mixture_weight)
    assert found.mixed_loss == pytest.approx(evaluate(mixed, dataset, "val", 20), rel=1e-4)
    assert found.mixed_loss <= min(found.val_loss, found.counted_loss) + 1e-9
