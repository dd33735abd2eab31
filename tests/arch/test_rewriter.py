"""What a model that writes from drafts owes beyond the battery: reading both ways, copying, and batches of unequal drafts."""

from __future__ import annotations

import pytest
import torch

from vibejam.arch import build_model
from vibejam.arch.base import IGNORED
from vibejam.arch.rewriter import NOTHING, Rewriter
from vibejam.arch.state import clone_state
from vibejam.config import ModelConfig
from vibejam.errors import ConfigError

VOCAB = 23


def fresh(drafts: int = 1, **settings: float) -> Rewriter:
    torch.manual_seed(0)
    config = ModelConfig(vocab_size=VOCAB, block_size=16, n_embd=32, arch_options={"drafts": drafts, **settings})
    model = build_model("rewriter", config)
    assert isinstance(model, Rewriter)
    with torch.no_grad():  # parts that start at zero would hide what they do
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
    return model.eval()


def tokens(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randint(VOCAB, shape, generator=torch.Generator().manual_seed(seed))


def test_a_draft_is_read_both_ways_and_the_text_one_way() -> None:
    model, draft, text = fresh(), tokens(1, 6), tokens(1, 5, seed=1)
    logits, _ = model(text, model.begin(draft))
    changed = draft.clone()
    changed[0, -1] = (changed[0, -1] + 1) % VOCAB
    assert not torch.allclose(model(text, model.begin(changed))[0][0, 0], logits[0, 0])
    later = text.clone()
    later[0, -1] = (later[0, -1] + 1) % VOCAB
    torch.testing.assert_close(model(later, model.begin(draft))[0][0, :-1], logits[0, :-1])


def test_the_end_of_a_longer_draft_beside_it_changes_nothing() -> None:
    model, short, long, text = fresh(), tokens(1, 4), tokens(1, 7, seed=2), tokens(2, 5, seed=1)
    padded = torch.cat((short, torch.full((1, 3), NOTHING)), dim=1)
    together, _ = model(text, model.begin(torch.cat((padded, long))))
    alone, _ = model(text[:1], model.begin(short))
    torch.testing.assert_close(together[:1], alone, atol=2e-5, rtol=1e-4)


def test_token_by_token_is_the_whole_and_so_are_copies_of_a_state() -> None:
    model, text = fresh(drafts=2), tokens(2, 6, seed=1)
    state = model.begin(tokens(2, 5), tokens(2, 4, seed=3))
    whole, _ = model(text, state)
    parts = []
    for i in range(text.shape[1]):
        logits, state = model(text[:, i : i + 1], state)
        parts.append(logits)
    torch.testing.assert_close(torch.cat(parts, dim=1), whole, atol=2e-5, rtol=1e-4)
    once, _ = model(text[:, :1], state)
    thrice, _ = model(text[:, :1].repeat_interleave(3, dim=0), clone_state(state, 3))
    torch.testing.assert_close(thrice, once.repeat_interleave(3, dim=0), atol=2e-5, rtol=1e-4)


def test_its_losses_are_those_of_its_logits_and_none_where_ignored() -> None:
    model, ids, targets = fresh(), tokens(2, 6), tokens(2, 6, seed=1)
    state = model.begin(tokens(2, 5, seed=2))
    targets[0, 2] = IGNORED
    losses = model.losses(ids, targets, state)
    logits, _ = model(ids, state)
    torch.testing.assert_close(logits.exp().sum(-1), torch.ones(2, 6))
    expected = -logits.gather(2, targets.clamp_min(0)[..., None])[..., 0]
    expected[0, 2] = 0
    torch.testing.assert_close(losses, expected, atol=2e-5, rtol=1e-4)


def test_a_token_can_be_copied_that_is_never_written() -> None:
    """What pointing is for: with the gate open, what stands in the draft is likely whatever the head says."""
    model = fresh()
    with torch.no_grad():
        model.gate_bias.fill_(50.0)
        model.gate.zero_()
    logits, _ = model(tokens(1, 1), model.begin(torch.tensor([[7, 7, 9]])))
    assert logits[0, 0, [7, 9]].exp().sum() > 0.99


def test_all_of_it_learns_from_drafts() -> None:
    model, ids = fresh(drafts=2).train(), tokens(2, 6)
    model.losses(ids, tokens(2, 6, seed=1), model.begin(tokens(2, 3, seed=2), tokens(2, 4, seed=3))).sum().backward()
    assert [name for name, p in model.named_parameters() if p.grad is None or not p.grad.any()] == []


def test_learning_to_copy_takes_little() -> None:
    """Random texts after themselves: nothing but copying can predict them."""
    from vibejam.config import TrainConfig
    from vibejam.optim import Optimizer

    torch.manual_seed(0)
    model = build_model("rewriter", ModelConfig(vocab_size=VOCAB, block_size=16, n_embd=32))
    optimizer = Optimizer(model, TrainConfig(learning_rate=0.02))
    for step in range(60):
        text = tokens(32, 9, seed=step)
        loss = model.losses(text[:, :-1], text[:, 1:], model.begin(text)).mean()
        loss.backward()
        optimizer.step(step, 0.02)
    text = tokens(8, 9, seed=1_000)
    unseen = model.losses(text[:, :-1], text[:, 1:], model.begin(text)).mean().item()
    assert unseen < 0.5  # nats; log(23) = 3.1 without copying


def test_more_drafts_than_it_reads_are_refused() -> None:
    with pytest.raises(ConfigError, match="2 drafts are too many"):
        fresh().begin(tokens(1, 3), tokens(1, 3))


def test_other_models_say_that_they_do_not_write_from_drafts() -> None:
    with pytest.raises(ConfigError, match="not from a draft"):
        build_model("gpt", ModelConfig(vocab_size=VOCAB)).begin(tokens(1, 3))
