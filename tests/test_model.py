"""GPTModel: the same function as transformers' GPT-2, of the size the formula says, blind to the future."""

from __future__ import annotations

import pytest
import torch

from vibejam.config import ModelConfig
from vibejam.errors import ConfigError, ContextFull
from vibejam.model import GPTModel

TINY = ModelConfig(vocab_size=19, block_size=12, n_layer=2, n_head=4, n_embd=32)


def build(config: ModelConfig = TINY, seed: int = 0) -> GPTModel:
    """A model with weights large enough that every part of it counts."""
    torch.manual_seed(seed)
    model = GPTModel(config)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.2 * torch.randn_like(parameter))
    return model


def ids_of(batch: int, length: int, seed: int = 0) -> torch.Tensor:
    return torch.randint(TINY.vocab_size, (batch, length), generator=torch.Generator().manual_seed(seed))


@pytest.fixture(scope="module")
def gpt2_pair():
    """transformers' GPT-2 with random weights, and a GPTModel that was given the same ones."""
    transformers = pytest.importorskip(
        "transformers", reason="the independent reference, transformers, is not installed: pip install vibejam[ref]"
    )
    torch.manual_seed(1)
    theirs = transformers.GPT2LMHeadModel(
        transformers.GPT2Config(
            vocab_size=TINY.vocab_size, n_positions=TINY.block_size, n_embd=TINY.n_embd, n_layer=TINY.n_layer,
            n_head=TINY.n_head, resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0, bos_token_id=0, eos_token_id=0,
        )
    ).eval()  # fmt: skip
    with torch.no_grad():
        for parameter in theirs.parameters():
            parameter.add_(0.2 * torch.randn_like(parameter))
    body, ours = theirs.transformer, GPTModel(TINY).eval()
    source = {"token_embedding.weight": body.wte.weight, "position_embedding.weight": body.wpe.weight}
    source |= {f"norm.{part}": getattr(body.ln_f, part) for part in ("weight", "bias")}
    for i, block in enumerate(body.h):
        for name, layer in (("norm_1", block.ln_1), ("norm_2", block.ln_2)):
            source |= {f"blocks.{i}.{name}.{part}": getattr(layer, part) for part in ("weight", "bias")}
        for name, conv in (
            ("attention.qkv", block.attn.c_attn), ("attention.out", block.attn.c_proj),
            ("mlp.up", block.mlp.c_fc), ("mlp.down", block.mlp.c_proj),
        ):  # fmt: skip
            source[f"blocks.{i}.{name}.weight"] = conv.weight.T  # Conv1D stores (in, out), Linear (out, in)
            source[f"blocks.{i}.{name}.bias"] = conv.bias
    ours.load_state_dict({name: tensor.detach().contiguous() for name, tensor in source.items()}, strict=True)
    return theirs, ours


@pytest.mark.parametrize("length", [1, 5, TINY.block_size])
def test_the_logits_are_those_of_gpt2(gpt2_pair, length: int) -> None:
    theirs, ours = gpt2_pair
    ids = ids_of(3, length)
    with torch.no_grad():
        torch.testing.assert_close(ours(ids)[0], theirs(ids).logits, atol=1e-5, rtol=1e-5)


def test_reading_on_with_the_cache_is_gpt2_too(gpt2_pair) -> None:
    theirs, ours = gpt2_pair
    ids = ids_of(2, 9)
    with torch.no_grad():
        expected = theirs(ids).logits
        start, state = ours(ids[:, :4])
        middle, state = ours(ids[:, 4:8], state)
        end, _ = ours(ids[:, 8:], state)
    torch.testing.assert_close(torch.cat([start, middle, end], dim=1), expected, atol=1e-5, rtol=1e-5)


def test_the_gradients_are_those_of_gpt2(gpt2_pair) -> None:
    theirs, ours = gpt2_pair
    ids = ids_of(2, 8)
    for model in (theirs, ours):
        model.zero_grad()
    theirs(ids).logits.logsumexp(2).sum().backward()
    ours(ids)[0].logsumexp(2).sum().backward()
    torch.testing.assert_close(ours.token_embedding.weight.grad, theirs.transformer.wte.weight.grad, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(
        ours.blocks[0].attention.qkv.weight.grad, theirs.transformer.h[0].attn.c_attn.weight.grad.T, atol=1e-4, rtol=1e-4
    )


@pytest.mark.parametrize(
    "config",
    [TINY, ModelConfig(vocab_size=100), ModelConfig(vocab_size=5, block_size=3, n_layer=1, n_head=1, n_embd=7)],
)
def test_the_number_of_parameters_follows_the_formula(config: ModelConfig) -> None:
    V, T, L, C = config.vocab_size, config.block_size, config.n_layer, config.n_embd
    assert GPTModel(config).num_parameters() == V * C + T * C + L * (12 * C * C + 13 * C) + 2 * C


@pytest.mark.parametrize("cached", [0, 1, 3])
def test_a_token_does_not_change_what_came_before_it(cached: int) -> None:
    model = build().eval()
    ids = ids_of(1, 10)
    for place in range(cached + 1, 10):
        other = ids.clone()
        other[0, place] = (other[0, place] + 1) % TINY.vocab_size
        results = []
        for text in (ids, other):
            _, state = model(text[:, :cached]) if cached else (None, None)
            results.append(model(text[:, cached:], state)[0])
        one, two = results
        assert torch.equal(one[:, : place - cached], two[:, : place - cached])
        assert not torch.allclose(one[:, place - cached :], two[:, place - cached :])


def test_position_counts() -> None:
    model = build().eval()
    same = torch.zeros(1, 4, dtype=torch.int64)  # the same token everywhere: only the position tells them apart
    logits = model(same)[0]
    assert not torch.allclose(logits[:, 0], logits[:, 3], atol=1e-3)


def test_dropout_acts_in_training_only() -> None:
    model, ids = build(ModelConfig(**TINY.to_dict() | {"dropout": 0.5})), ids_of(1, 6)
    model.train()
    assert not torch.equal(model(ids)[0], model(ids)[0])
    model.eval()
    assert torch.equal(model(ids)[0], model(ids)[0])


def test_dropout_masks_come_from_the_seed() -> None:
    model, ids = build(ModelConfig(**TINY.to_dict() | {"dropout": 0.5})).train(), ids_of(1, 6)
    torch.manual_seed(7)
    first = model(ids)[0]
    torch.manual_seed(7)
    assert torch.equal(model(ids)[0], first)


def test_without_dropout_training_is_evaluation() -> None:
    model, ids = build(), ids_of(1, 6)
    assert torch.equal(model.train()(ids)[0], model.eval()(ids)[0])


def test_attention_is_dropped_too() -> None:
    config = ModelConfig(**TINY.to_dict() | {"dropout": 0.5})
    attention = build(config).blocks[0].attention
    x = torch.randn(1, 6, TINY.n_embd)
    assert not torch.equal(attention.train()(x, None)[0], attention(x, None)[0])
    assert torch.equal(attention.eval()(x, None)[0], attention(x, None)[0])


def test_the_initialisation_is_gpt2s() -> None:
    config = ModelConfig(vocab_size=300, n_layer=8, n_embd=64, n_head=4)
    torch.manual_seed(0)
    model = GPTModel(config)
    block = model.blocks[0]
    assert model.token_embedding.weight.std().item() == pytest.approx(0.02, rel=0.05)
    assert block.mlp.up.weight.std().item() == pytest.approx(0.02, rel=0.05)
    assert block.mlp.down.weight.std().item() == pytest.approx(0.02 / 4, rel=0.05)  # sqrt(2 * 8) = 4
    assert block.attention.out.weight.std().item() == pytest.approx(0.02 / 4, rel=0.05)
    assert (block.attention.qkv.bias == 0).all() and (block.mlp.up.bias == 0).all()
    assert (model.norm.weight == 1).all() and (model.norm.bias == 0).all()


def test_a_full_context_is_said_in_numbers() -> None:
    model = build().eval()
    _, state = model(ids_of(1, 10))
    with pytest.raises(ContextFull, match=r"10 tokens read and 3 more.*12"):
        model(ids_of(1, 3), state)


def test_a_width_that_heads_cannot_share_is_refused() -> None:
    with pytest.raises(ConfigError, match="divisible"):
        ModelConfig(vocab_size=5, n_embd=10, n_head=4)
