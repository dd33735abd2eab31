"""vibejam/strength.py: exactly the base at 0, the person at 1, what the formula says elsewhere; one text in torch and compiled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from tests.test_kernels import SHAPES, Shape, decoder_of, lively, written
from tests.test_lora import base_of, learnt
from vibejam.arch import BaseLM
from vibejam.arch.state import clone_state
from vibejam.checkpoint import Checkpoint, load_checkpoint
from vibejam.config import DataConfig, TrainConfig
from vibejam.errors import ConfigError, ContextFull, MissingError
from vibejam.lora import LoRA
from vibejam.pretrained.hf import save_hf
from vibejam.sample import generate_candidates, generate_text
from vibejam.strength import Strengthened, with_strength
from vibejam.tokenizer import BPETokenizer, CharTokenizer

IDS = torch.arange(40).reshape(2, 20) * 7 % 300
ABC = CharTokenizer("abcdefgh")


@pytest.fixture(scope="module")
def base() -> BaseLM:
    return base_of()


@pytest.fixture(scope="module")
def person(base: BaseLM) -> BaseLM:
    return learnt(base, LoRA(4))


def pair(block_sizes: tuple[int, int] = (12, 12)) -> tuple[BaseLM, BaseLM]:
    shapes: list[Shape] = [(layers, 2, 16, size, ABC.vocab_size, {}) for layers, size in zip((2, 1), block_sizes, strict=True)]
    return lively("llama", shapes[0]), lively("gpt", shapes[1])


@torch.no_grad()
def test_one_is_the_person_and_zero_the_base(base: BaseLM, person: BaseLM) -> None:
    assert torch.equal(Strengthened(person, base, 1.0)(IDS)[0], person(IDS)[0])
    assert torch.equal(Strengthened(person, base, 0.0)(IDS)[0], base(IDS)[0])


@torch.no_grad()
@pytest.mark.parametrize("strength", [0.3, 0.9, 1.7, -1.0, 5.0])
def test_elsewhere_the_difference_counts_so_often(base: BaseLM, person: BaseLM, strength: float) -> None:
    expected = base(IDS)[0] + strength * (person(IDS)[0] - base(IDS)[0])
    assert_close(Strengthened(person, base, strength)(IDS)[0], expected, atol=1e-4, rtol=1e-4)


@torch.no_grad()
def test_whole_is_step_by_step_and_a_state_can_be_copied(base: BaseLM, person: BaseLM) -> None:
    model = Strengthened(person, base, 1.5)
    expected = model(IDS)[0]
    logits, state = model.read(IDS[:, :7])
    assert_close(logits, expected[:, 6], atol=1e-4, rtol=1e-4)
    for copied in (state, clone_state(state)):
        assert_close(model(IDS[:, 7:], copied)[0], expected[:, 7:], atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("strength", [0.0, 0.6, 1.0, 2.5])
def test_compiled_it_writes_what_torch_writes(strength: float) -> None:
    for sizes in ((12, 12), (30, 9), (9, 30)):
        model = Strengthened(*pair(sizes), strength).eval()
        assert model.context_size == min(sizes)
        for seed, prompt in enumerate(([3], [1, 2, 3, 4, 5, 6], [5] * 50)):
            plain = written(model, prompt, 50, seed=seed, decoder="torch")
            assert written(model, prompt, 50, seed=seed, decoder="float32") == plain
            assert written(model, prompt, 50, seed=seed, decoder="float32", likely=plain) == plain


@pytest.mark.parametrize("decoder", ["torch", "float32"])
def test_each_candidate_is_the_text_of_its_own_seed(decoder: str) -> None:
    model = Strengthened(*pair(), 1.5).eval()
    found = generate_candidates(model, ABC, "abc", 4, 30, seed=2, decoder=decoder)
    assert found == [generate_text(model, ABC, "abc", 30, seed=2 + i, decoder=decoder) for i in range(4)]


def test_a_compiled_one_is_refused_beyond_its_context() -> None:
    decoder = decoder_of(Strengthened(*pair((12, 9)), 1.5))
    np.testing.assert_array_equal(decoder.read([1] * 9), decoder.copy().read([1] * 9))
    assert decoder.position == 9 and "twice" in str(decoder)
    with pytest.raises(ContextFull):
        decoder.step(1)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ConfigError, match="same tokens"):
        Strengthened(lively("gpt"), base_of(), 1.0)
    with pytest.raises(ConfigError, match="finite"):
        Strengthened(lively("gpt"), lively("gpt", SHAPES[0]), float("nan"))


# -- from checkpoints ----------------------------------------------------------------------------------------------------


def test_a_voice_from_scratch_has_no_base_to_be_stronger_than(trained: Path) -> None:
    checkpoint = load_checkpoint(trained)
    assert with_strength(checkpoint, 1.0) is checkpoint.model
    with pytest.raises(ConfigError, match="from scratch") as caught:
        with_strength(checkpoint, 2.0)
    assert caught.value.hint is not None and "--base" in caught.value.hint


@torch.no_grad()
def test_an_adapter_shares_its_base(base: BaseLM, person: BaseLM) -> None:
    checkpoint = Checkpoint(person, ABC, TrainConfig(), DataConfig(), {})
    model = with_strength(checkpoint, 2.0)
    assert isinstance(model, Strengthened) and model.base is base
    assert_close(model(IDS)[0], 2 * person(IDS)[0] - base(IDS)[0], atol=1e-4, rtol=1e-4)


@torch.no_grad()
def test_one_that_was_learnt_whole_finds_its_base(corpus: Path, tmp_path: Path, base: BaseLM, person: BaseLM) -> None:
    folder = tmp_path / "base"
    save_hf(folder, base, BPETokenizer.learn([corpus.read_text("utf-8")], 300))
    checkpoint = Checkpoint(person.merged(), ABC, TrainConfig(base=str(folder)), DataConfig(), {})  # type: ignore[operator]
    assert_close(with_strength(checkpoint, 0.0)(IDS)[0], base(IDS)[0])
    folder.rename(tmp_path / "away")
    with pytest.raises(MissingError, match="no base"):
        with_strength(checkpoint, 0.0)
