"""vibejam/arch/fast.py: what the common battery (test_protocol.py) does not know about it."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.arch import build_model
from vibejam.arch.fast import ATTENTION_SCALE, GPTFast, NGramTable, rotate, rotations
from vibejam.config import ModelConfig
from vibejam.errors import ConfigError


def model(vocab: int = 11, **options: int) -> GPTFast:
    torch.manual_seed(0)
    built = build_model(
        "gpt_fast", ModelConfig(vocab_size=vocab, n_layer=2, n_head=2, n_embd=16, block_size=8, arch_options=options)
    )
    assert isinstance(built, GPTFast)
    for parameter in built.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return built


def ids(batch: int, length: int, vocab: int = 11) -> torch.Tensor:
    return torch.randint(vocab, (batch, length), generator=torch.Generator().manual_seed(length))


def test_it_computes_what_its_formula_says() -> None:
    """Written out once more, without batches, fused functions or complex numbers."""
    m, tokens = model(), ids(1, 6)
    with torch.no_grad():
        found = m(tokens)[0][0]
        recent = [11] * 4 + tokens[0].tolist()  # 11, one past the vocabulary: before the beginning
        stream = []
        for t, token in enumerate(tokens[0].tolist()):
            runs = [recent[t + 4 - n + 1 : t + 5] for n in range(2, 6)]
            starts = list(itertools.accumulate((min(8191, 12**n) for n in range(2, 6)), initial=0))
            rows = [
                starts[i] + sum(s * base(run) ** (len(run) - 1 - j) for j, s in enumerate(run)) % min(8191, 12 ** len(run))
                for i, run in enumerate(runs)
            ]
            stream.append(normed(m.token_embedding[token] + torch.cat([m.ngrams.weight[row] for row in rows])))
        x = torch.stack(stream)
        for block in m.blocks:
            q, k, v = (normed(x) @ matrix.T for matrix in block.attention.qkv)
            heads = []
            for head in (slice(0, 8), slice(8, 16)):
                query, key = (torch.stack([turned(normed(row), t) for t, row in enumerate(part[:, head])]) for part in (q, k))
                scores = query @ key.T * ATTENTION_SCALE / math.sqrt(8)
                scores = scores.masked_fill(torch.ones(6, 6).triu(1).bool(), -torch.inf)
                heads.append(scores.softmax(1) @ v[:, head])
            x = x + torch.cat(heads, dim=1) @ block.attention.out.T
            hidden = normed(x) @ block.up.T
            x = x + (hidden * 0.5 * (1 + torch.erf(hidden / math.sqrt(2)))) @ block.down.T
        torch.testing.assert_close(found, normed(x) @ m.head.T + m.head_bias, atol=1e-4, rtol=1e-4)


def base(run: list[int]) -> int:
    return 12 if 12 ** len(run) <= 8191 else 1_000_003


def normed(x: torch.Tensor) -> torch.Tensor:
    centred = x - x.mean(-1, keepdim=True)
    return centred / (centred.square().mean(-1, keepdim=True) + 1e-5).sqrt()


def turned(pairs: torch.Tensor, position: int) -> torch.Tensor:
    out = torch.empty_like(pairs)
    for i in range(0, len(pairs), 2):
        angle = position * 10_000.0 ** (-i / len(pairs))
        out[i] = pairs[i] * math.cos(angle) - pairs[i + 1] * math.sin(angle)
        out[i + 1] = pairs[i] * math.sin(angle) + pairs[i + 1] * math.cos(angle)
    return out


def test_attention_sees_how_far_apart_tokens_are_not_where_they_stand() -> None:
    query, key = torch.randn(2, 1, 1, 1, 1, 8, generator=torch.Generator().manual_seed(0))

    def score(at: int, other: int) -> torch.Tensor:
        return (rotate(query, rotations(at, 1, 8, query.device)) * rotate(key, rotations(other, 1, 8, key.device))).sum()

    torch.testing.assert_close(score(5, 2), score(25, 22), atol=1e-4, rtol=1e-4)
    assert not torch.isclose(score(5, 2), score(5, 3), atol=1e-3)


@modest
@given(vocab=st.integers(1, 5), order=st.integers(2, 4), seed=st.integers(0, 99))
def test_runs_that_differ_have_different_rows_where_there_are_enough(vocab: int, order: int, seed: int) -> None:
    table = NGramTable(order, vocab, rows=10**6, width=1)
    with torch.no_grad():
        table.weight.copy_(torch.arange(len(table.weight))[:, None])
    recent = torch.randint(vocab + 1, (1, 40 + order - 1), generator=torch.Generator().manual_seed(seed))
    rows = table(recent)[0].long()  # (T, order - 1)
    for n in range(2, order + 1):
        runs = [tuple(recent[0, t + order - n : t + order].tolist()) for t in range(40)]
        assert len(set(zip(runs, rows[:, n - 2].tolist(), strict=True))) == len(set(runs)) == len(set(rows[:, n - 2].tolist()))


def test_a_large_vocabulary_shares_rows_and_stays_small() -> None:
    table = NGramTable(5, vocab_size=50_000, rows=8191, width=4)
    assert table.weight.shape == (4 * 8191, 4)
    with torch.no_grad():
        table.weight.copy_(torch.arange(len(table.weight))[:, None])
    rows = table(torch.randint(50_001, (2, 1000), generator=torch.Generator().manual_seed(0)))
    assert rows.shape == (2, 996, 16)
    for n in range(4):
        part = rows[..., 4 * n]
        assert 8191 * n <= part.min() and part.max() < 8191 * (n + 1)
        assert len(part.unique()) > 1500  # of 1992 runs on 8191 rows


@pytest.mark.parametrize("vocab", [4095, 8000, 8190, 8191, 8192, 16384])
def test_shared_rows_are_shared_evenly_whatever_the_vocabulary(vocab: int) -> None:
    table = NGramTable(3, vocab, rows=8191, width=1)
    with torch.no_grad():
        table.weight.copy_(torch.arange(len(table.weight))[:, None])
    ids = torch.from_numpy(np.random.default_rng(0).zipf(1.2, 40_000) % vocab)[None]
    distinct = len({tuple(pair) for pair in ids[0].unfold(0, 2, 1).tolist()})
    rows = len(table(ids)[0, :, 0].unique())
    expected = 8191 * (1 - math.exp(-distinct / 8191))  # of so many balls thrown into so many boxes
    assert rows > 0.9 * expected


def test_dropout_leaves_out_whole_vectors_and_only_while_learning() -> None:
    table = NGramTable(3, 5, rows=100, width=4, dropout=0.5)
    torch.nn.init.ones_(table.weight)
    recent = torch.zeros(4, 50, dtype=torch.int64)
    learning = table.train()(recent).unflatten(2, (2, 4))  # (B, T, orders, width)
    assert set(learning.unique().tolist()) == {0.0, 2.0}
    assert (learning == learning[..., :1]).all()
    assert 0.3 < (learning[..., 0] == 0).float().mean() < 0.7
    assert (table.eval()(recent) == 1).all()


@pytest.mark.parametrize(
    "option",
    [{"mlp_ratio": 0}, {"ngram_order": 0}, {"ngram_order": 100}, {"ngram_width": 0}, {"ngram_rows": 1}, {"mlp_ratio": 2.5}],
)
def test_an_option_out_of_its_limits_is_refused_with_them(option: dict[str, int]) -> None:
    with pytest.raises(ConfigError, match="must be a whole number from"):
        model(**option)


def test_without_tables_there_are_none() -> None:
    plain, tokens = model(ngram_order=1), ids(2, 8)
    assert plain.ngrams is None and plain.num_parameters() < model().num_parameters()
    whole = plain(tokens)[0]
    first, state = plain(tokens[:, :5])
    torch.testing.assert_close(torch.cat((first, plain(tokens[:, 5:], state)[0]), dim=1), whole, atol=1e-4, rtol=1e-4)


def test_the_head_starts_from_the_counts() -> None:
    built = build_model("gpt_fast", ModelConfig(vocab_size=4))
    frequencies = torch.tensor([0.5, 0.25, 0.125, 0.125])
    built.start_from(frequencies)
    with torch.no_grad():
        logits = built(torch.tensor([[0, 1, 2]]))[0]
    torch.testing.assert_close(logits.softmax(-1), frequencies.expand(1, 3, 4))


def test_heads_of_an_odd_size_are_refused() -> None:
    with pytest.raises(ConfigError, match="must be even"):
        build_model("gpt_fast", ModelConfig(vocab_size=4, n_embd=6, n_head=2))


def test_half_precision_says_nearly_the_same() -> None:
    m, tokens = model().eval(), ids(2, 8)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        half = m(tokens)[0]
    loss = F.cross_entropy(half.float().flatten(0, 1), tokens.flatten())
    exact = F.cross_entropy(m(tokens)[0].flatten(0, 1), tokens.flatten())
    assert loss.item() == pytest.approx(exact.item(), rel=0.05)
