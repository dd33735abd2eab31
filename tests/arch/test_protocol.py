"""One battery that every architecture must pass, built from nothing but a vocabulary and a block size."""

from __future__ import annotations

import copy
import functools
import math
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from vibejam.arch import ARCHITECTURES, BaseLM, State, base, build_model, clone_state, detach_state, state_bytes
from vibejam.checkpoint import load_checkpoint, save_checkpoint
from vibejam.config import ModelConfig
from vibejam.errors import ConfigError, ContextFull
from vibejam.tokenizer import CharTokenizer

VOCAB, BLOCK = 13, 12
each_architecture = pytest.mark.parametrize("arch", sorted(ARCHITECTURES))


def fresh(arch: str) -> BaseLM:
    torch.manual_seed(0)
    return build_model(arch, ModelConfig(vocab_size=VOCAB, block_size=BLOCK))


def tokens(batch: int, length: int, seed: int = 0) -> torch.Tensor:
    return torch.randint(VOCAB, (batch, length), generator=torch.Generator().manual_seed(seed))


def loss_of(model: BaseLM, ids: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return F.cross_entropy(model(ids)[0].flatten(0, 1), targets.flatten())


def fit(model: BaseLM, ids: torch.Tensor, targets: torch.Tensor, steps: int) -> float:
    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    for _ in range(steps):
        loss = loss_of(model, ids, targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


@functools.cache
def _trained(arch: str) -> BaseLM:
    model = fresh(arch)
    fit(model, tokens(4, BLOCK, 1), tokens(4, BLOCK, 2), steps=15)
    return model.eval().requires_grad_(False)


def lively(arch: str) -> BaseLM:
    """A model whose every part has something to say; one at its initialisation hardly looks back."""
    return copy.deepcopy(_trained(arch))


def leaves(state: Any) -> list[Any]:
    if isinstance(state, tuple):
        return [leaf for part in state for leaf in leaves(part)]
    return [state]


def tensors(state: State) -> list[torch.Tensor]:
    return [leaf for leaf in leaves(state) if isinstance(leaf, torch.Tensor)]


def same_state(a: State, b: State) -> bool:
    pairs = zip(leaves(a), leaves(b), strict=True)
    return all(torch.equal(x, y) if isinstance(x, torch.Tensor) else x == y for x, y in pairs)


def assert_close(a: torch.Tensor, b: torch.Tensor) -> None:
    torch.testing.assert_close(a, b, atol=2e-5, rtol=1e-4)


def in_chunks(model: BaseLM, ids: torch.Tensor, cuts: list[int]) -> torch.Tensor:
    state: State | None = None
    parts = []
    for start, end in zip([0, *cuts], [*cuts, ids.shape[1]], strict=True):
        logits, state = model(ids[:, start:end], state)
        parts.append(logits)
    return torch.cat(parts, dim=1)


@each_architecture
def test_the_logits_have_the_shape_of_the_tokens_and_the_vocabulary(arch: str) -> None:
    logits, _ = fresh(arch)(tokens(3, 5))
    assert logits.shape == (3, 5, VOCAB)


@each_architecture
def test_step_by_step_is_the_whole(arch: str) -> None:
    model, ids = lively(arch), tokens(2, BLOCK)
    assert_close(in_chunks(model, ids, list(range(1, BLOCK))), model(ids)[0])


@each_architecture
@settings(max_examples=25, deadline=None)
@given(cuts=st.sets(st.integers(1, BLOCK - 1)), seed=st.integers(0, 1000))
def test_any_chunks_are_the_whole(arch: str, cuts: set[int], seed: int) -> None:
    model, ids = lively(arch), tokens(2, BLOCK, seed)
    assert_close(in_chunks(model, ids, sorted(cuts)), model(ids)[0])


@each_architecture
def test_reading_a_prompt_says_what_follows_its_end(arch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model, ids = lively(arch), tokens(2, BLOCK)
    for part in (1, 3, BLOCK - 1, BLOCK):
        monkeypatch.setattr(base, "_PART", part)
        logits, state = model.read(ids[:, :-1])
        assert_close(logits, model(ids[:, :-1])[0][:, -1])
        assert_close(model.read(ids[:, -1:], state)[0], model(ids)[0][:, -1])


@each_architecture
@pytest.mark.parametrize("place", range(1, BLOCK))
def test_no_token_sees_the_future(arch: str, place: int) -> None:
    model, ids = lively(arch), tokens(1, BLOCK)
    other = ids.clone()
    other[:, place:] = (other[:, place:] + 1) % VOCAB
    before, after = model(ids)[0], model(other)[0]
    assert_close(before[:, :place], after[:, :place])
    assert not torch.allclose(before[:, place:], after[:, place:], atol=1e-2)


@each_architecture
def test_every_token_sees_the_past(arch: str) -> None:
    model, ids = lively(arch), tokens(1, BLOCK)
    other = ids.clone()
    other[:, 0] = (other[:, 0] + 1) % VOCAB
    changed = (model(ids)[0] - model(other)[0]).abs().amax(dim=2)
    assert (changed > 1e-4).all()


@each_architecture
def test_the_state_carries_what_was_read(arch: str) -> None:
    model = lively(arch)
    _, one = model(tokens(1, 4, 0))
    _, two = model(tokens(1, 4, 1))
    following = tokens(1, 1, 2)
    assert not torch.allclose(model(following, one)[0], model(following, two)[0], atol=1e-3)


@each_architecture
def test_the_rows_of_a_batch_know_nothing_of_each_other(arch: str) -> None:
    model, ids = lively(arch), tokens(3, BLOCK)
    assert_close(model(ids)[0], torch.cat([model(row[None])[0] for row in ids]))


@each_architecture
def test_a_passed_state_is_not_changed(arch: str) -> None:
    model = lively(arch)
    _, state = model(tokens(2, 5))
    before = copy.deepcopy(state)
    model(tokens(2, 4, 1), state)
    model(tokens(2, 1, 2), state)
    assert same_state(state, before)


@each_architecture
def test_nothing_is_kept_on_the_model_between_calls(arch: str) -> None:
    model, ids = lively(arch), tokens(1, 6)
    first, state = model(ids)
    model(tokens(1, 3, 1), state)
    assert torch.equal(model(ids)[0], first)


@each_architecture
def test_two_writers_from_one_state_do_not_disturb_each_other(arch: str) -> None:
    model = lively(arch)
    _, state = model(tokens(1, 4))
    one, two = state, clone_state(state)
    for step in range(3):
        logits_one, one = model(tokens(1, 1, 10 + step), one)
        logits_two, two = model(tokens(1, 1, 20 + step), two)
    alone_one = alone_two = state
    for step in range(3):
        expected_one, alone_one = model(tokens(1, 1, 10 + step), alone_one)
    for step in range(3):
        expected_two, alone_two = model(tokens(1, 1, 20 + step), alone_two)
    assert torch.equal(logits_one, expected_one) and torch.equal(logits_two, expected_two)
    assert not torch.equal(logits_one, logits_two)


@each_architecture
def test_a_cloned_state_shares_no_memory(arch: str) -> None:
    _, state = lively(arch)(tokens(1, 4))
    before = copy.deepcopy(state)
    for tensor in tensors(clone_state(state)):
        tensor.add_(1)
    assert same_state(state, before)


@each_architecture
def test_copies_of_a_state_are_samples_of_the_same_text(arch: str) -> None:
    model, read, continued = lively(arch), tokens(2, 4), tokens(6, 3, 1)
    _, state = model(read)
    logits, _ = model(continued, clone_state(state, copies=3))
    for row in range(6):
        _, own = model(read[row // 3][None])
        assert_close(logits[row], model(continued[row][None], own)[0][0])


@each_architecture
def test_a_detached_state_ends_back_propagation(arch: str) -> None:
    model = fresh(arch)
    logits, state = model(tokens(1, 4))
    assert any(t.requires_grad for t in tensors(state))
    cut = detach_state(state)
    assert same_state(cut, state)
    assert not any(t.requires_grad for t in tensors(cut))
    logits.sum().backward()  # frees the first graph; going through it again would raise
    model(tokens(1, 4, 1), cut)[0].sum().backward()


@each_architecture
def test_state_bytes_counts_every_tensor(arch: str) -> None:
    _, state = lively(arch)(tokens(2, 5))
    expected = sum(len(t.detach().contiguous().numpy().tobytes()) for t in tensors(state))
    assert state_bytes(state) == expected > 0
    assert state_bytes(clone_state(state, copies=2)) == 2 * expected


@pytest.mark.parametrize("arch", sorted(ARCHITECTURES.keys() - {"rewriter"}))  # some of its parts read drafts: test_rewriter.py
def test_every_parameter_learns(arch: str) -> None:
    model = fresh(arch)
    loss_of(model, tokens(2, BLOCK), tokens(2, BLOCK, 1)).backward()
    assert [name for name, p in model.named_parameters() if p.grad is None] == []


@each_architecture
def test_one_batch_is_learnt_by_heart(arch: str) -> None:
    loss = fit(fresh(arch), tokens(2, BLOCK, 1), tokens(2, BLOCK, 2), steps=120)
    assert loss < 0.1


@each_architecture
def test_a_new_model_knows_nothing(arch: str) -> None:
    model = fresh(arch).eval()
    with torch.no_grad():
        loss = loss_of(model, tokens(64, BLOCK, 1), tokens(64, BLOCK, 2)).item()
    assert loss == pytest.approx(math.log(VOCAB), abs=0.1)


@each_architecture
def test_the_same_seed_builds_the_same_model(arch: str) -> None:
    one, two = fresh(arch).state_dict(), fresh(arch).state_dict()
    assert one.keys() == two.keys()
    assert all(torch.equal(one[name], two[name]) for name in one)


@each_architecture
def test_a_saved_model_says_the_same(arch: str, tmp_path) -> None:
    model, ids = lively(arch), tokens(2, BLOCK)
    save_checkpoint(tmp_path / "model.pt", model, CharTokenizer("abcdefghijk"))
    loaded = load_checkpoint(tmp_path / "model.pt").model
    assert type(loaded) is type(model) and loaded.config == model.config
    assert torch.equal(loaded(ids)[0], model(ids)[0])


@each_architecture
def test_more_than_the_context_is_refused_at_once(arch: str) -> None:
    model = lively(arch)
    limit = model.context_size
    if limit is None:
        logits, _ = model(tokens(1, 3 * BLOCK))
        assert logits.isfinite().all()
        return
    with pytest.raises(ContextFull):
        model(tokens(1, limit + 1))


@each_architecture
def test_more_than_the_context_is_refused_when_it_comes_in_parts(arch: str) -> None:
    model = lively(arch)
    limit = model.context_size or BLOCK
    _, state = model(tokens(1, limit - 1))
    before = copy.deepcopy(state)
    if model.context_size is not None:
        with pytest.raises(ContextFull):
            model(tokens(1, 2), state)
    assert same_state(state, before)
    logits, _ = model(tokens(1, 1), state)  # what still fits is read
    assert logits.shape == (1, 1, VOCAB)


@each_architecture
def test_an_unknown_option_is_refused_by_name(arch: str) -> None:
    with pytest.raises(ConfigError, match="wobble"):
        build_model(arch, ModelConfig(vocab_size=VOCAB, arch_options={"wobble": 1}))


@each_architecture
def test_a_model_without_a_vocabulary_is_refused(arch: str) -> None:
    with pytest.raises(ConfigError, match="vocab_size"):
        build_model(arch, ModelConfig(block_size=BLOCK))


@each_architecture
def test_a_model_says_which_architecture_it_is(arch: str) -> None:
    assert fresh(arch).config.arch == arch


@each_architecture
def test_a_model_says_where_its_weights_lie(arch: str) -> None:
    assert fresh(arch).device == torch.device("cpu")
    assert fresh(arch).to("meta").device == torch.device("meta")


@pytest.mark.parametrize("name", ["gtp", "", "os:system", "vibejam.model:GPTModel"])
def test_an_unknown_architecture_is_refused_and_the_known_are_listed(name: str) -> None:
    with pytest.raises(ConfigError, match="no architecture") as caught:
        build_model(name, ModelConfig(vocab_size=VOCAB))
    assert caught.value.hint is not None and "gpt" in caught.value.hint


def test_a_state_may_be_nested_and_hold_numbers() -> None:
    state = (3, (torch.ones(1, 2), (torch.zeros(1, 4, dtype=torch.int64), "x")), None)
    cloned = clone_state(state, copies=2)
    assert cloned[0] == 3 and cloned[1][1][1] == "x" and cloned[2] is None
    assert cloned[1][0].shape == (2, 2) and cloned[1][1][0].shape == (2, 4)
    assert state_bytes(state) == 2 * 4 + 4 * 8
    assert state_bytes((1, None)) == 0
