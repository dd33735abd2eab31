"""vibejam/arch/llama.py: its options each do what they say. That it is Llama is held by tests/pretrained/test_hf.py."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from vibejam.arch import build_model
from vibejam.arch.llama import LlamaModel, frequencies, rotate
from vibejam.config import ModelConfig
from vibejam.errors import ConfigError

VOCAB = 11


def model(**options: Any) -> LlamaModel:
    torch.manual_seed(0)
    config = ModelConfig(vocab_size=VOCAB, n_layer=2, n_head=4, n_embd=32, block_size=12, arch_options=options)
    built = build_model("llama", config)
    assert isinstance(built, LlamaModel)
    return built


def lively(**options: Any) -> LlamaModel:
    built = model(**options).eval().requires_grad_(False)
    for parameter in built.parameters():
        parameter.add_(0.2 * torch.randn_like(parameter))
    return built


def ids(batch: int, length: int) -> torch.Tensor:
    return torch.randint(VOCAB, (batch, length), generator=torch.Generator().manual_seed(0))


OPTIONS: list[dict[str, Any]] = [
    {}, {"n_kv_head": 1}, {"n_kv_head": 2}, {"mlp_width": 40}, {"head_size": 16, "n_kv_head": 2}, {"tied": 1}, {"qkv_bias": 1},
    {"qk_norm": 1}, {"norm_epsilon": 1e-6}, {"rope_base": 500_000}, {"rope_factor": 2.0},
    {"rope_factor": 8.0, "rope_length": 64, "rope_low": 1.0, "rope_high": 4.0},
]  # fmt: skip
each_option = pytest.mark.parametrize("options", OPTIONS)


@each_option
def test_step_by_step_is_the_whole(options: dict[str, Any]) -> None:
    built, tokens = lively(**options), ids(2, 12)
    parts, state = [], None
    for start, end in ((0, 4), (4, 5), (5, 6), (6, 10), (10, 12)):
        logits, state = built(tokens[:, start:end], state)
        parts.append(logits)
    torch.testing.assert_close(torch.cat(parts, dim=1), built(tokens)[0], atol=2e-5, rtol=1e-4)


@each_option
def test_a_new_model_knows_nothing(options: dict[str, Any]) -> None:
    with torch.no_grad():
        logits = model(**options)(ids(32, 12))[0]
    targets = ids(32, 13)[:, 1:]
    loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
    assert loss.item() == pytest.approx(math.log(VOCAB), abs=0.1)


@each_option
def test_every_parameter_is_learnt_in_one_group(options: dict[str, Any]) -> None:
    built = model(**options)
    grouped = [id(p) for group in built.parameter_groups() for p in group.parameters]
    assert sorted(grouped) == sorted(id(p) for p in built.parameters())
    muon = [p for group in built.parameter_groups() if group.method == "muon" for p in group.parameters]
    assert len(muon) == 2 * 7 and all(p.dim() == 2 for p in muon)


def test_each_matrix_is_a_module_of_its_own() -> None:
    names = {name for name, part in model().named_modules() if isinstance(part, nn.Linear | nn.Embedding)}
    attention = {f"blocks.{i}.attention.{part}" for i in range(2) for part in ("query", "key", "value", "out")}
    mlp = {f"blocks.{i}.mlp.{part}" for i in range(2) for part in ("gate", "up", "down")}
    assert names == attention | mlp | {"embedding", "head"}


def test_heads_that_share_keys_keep_few() -> None:
    _, (_, caches) = (built := lively(n_kv_head=1))(ids(3, 5))[0], built(ids(3, 5))[1]
    assert [tuple(t.shape) for t in caches[0]] == [(3, 1, 5, 8)] * 2


def test_sharing_keys_is_repeating_them() -> None:
    few, many = lively(n_kv_head=2), lively()
    weights = few.state_dict()
    for name, tensor in weights.items():
        if name.endswith(("key.weight", "value.weight")):  # (2 heads of 8, 32): each serves two heads of queries
            weights[name] = tensor.view(2, 8, 32).repeat_interleave(2, dim=0).reshape(32, 32)
    many.load_state_dict(weights)
    torch.testing.assert_close(few(ids(2, 9))[0], many(ids(2, 9))[0], atol=1e-5, rtol=1e-4)


def test_only_the_distance_between_positions_counts() -> None:
    """Queries and keys turned by their positions: their products depend on the difference."""
    q, k = torch.randn(1, 1, 1, 8), torch.randn(1, 1, 1, 8)
    turns = torch.tensor(frequencies(8, 10_000.0, (1.0, 0, 1.0, 4.0))).repeat(2)

    def product(i: int, j: int) -> torch.Tensor:
        a, b = ((turns * position).expand(1, -1) for position in (i, j))
        return (rotate(q, (a.cos(), a.sin())) * rotate(k, (b.cos(), b.sin()))).sum()

    torch.testing.assert_close(product(3, 1), product(103, 101), atol=1e-4, rtol=1e-4)
    assert not torch.allclose(product(3, 1), product(3, 2), atol=1e-3)


def test_scaled_positions_turn_more_slowly_where_waves_are_long() -> None:
    plain = frequencies(64, 10_000.0, (1.0, 0, 1.0, 4.0))
    assert plain[0] == 1 and plain[16] == pytest.approx(0.01)
    assert frequencies(64, 10_000.0, (4.0, 0, 1.0, 4.0)) == pytest.approx([f / 4 for f in plain])
    scaled = frequencies(64, 10_000.0, (4.0, 1000, 1.0, 4.0))
    for before, after in zip(plain, scaled, strict=True):
        turns = 1000 * before / math.tau
        assert after == pytest.approx(before if turns >= 4 else before / 4) or 1 < turns < 4
        assert before / 4 <= after * 1.000001 and after <= before
    assert sorted(scaled, reverse=True) == scaled


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"n_kv_head": 3}, "divisible by n_kv_head"), ({"head_size": 7}, "even number"), ({"tied": 2}, "whole number from 0 to 1"),
        ({"tied": 0.5}, "whole number"), ({"norm_epsilon": -1.0}, "norm_epsilon must be a number from"), ({"norm_epsilon": True}, "number"),
        ({"norm_epsilon": float("nan")}, "number"), ({"norm_epsilon": "1"}, "number"), ({"rope_base": float("inf")}, "number"),
        ({"mlp_width": 2**40}, "whole number"), ({"rope_low": 4.0}, "below rope_high"),
    ],
)  # fmt: skip
def test_an_option_out_of_its_limits_is_refused_with_them(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        model(**options)


def test_a_head_that_is_too_large_is_refused_before_anything_is_computed() -> None:
    with pytest.raises(ConfigError, match="up to 4096"), torch.device("meta"):
        build_model("llama", ModelConfig(vocab_size=5, n_embd=2**40, n_head=1))


@each_option
def test_half_precision_says_nearly_the_same(options: dict[str, Any]) -> None:
    built, tokens = lively(**options), ids(2, 8)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        half, state = built(tokens)
        built(tokens[:, :1], state)
    loss = F.cross_entropy(half.float().flatten(0, 1), tokens.flatten())
    exact = F.cross_entropy(built(tokens)[0].flatten(0, 1), tokens.flatten())
    assert loss.item() == pytest.approx(exact.item(), rel=0.05)
