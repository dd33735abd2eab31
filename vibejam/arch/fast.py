"""GPTFast: the decoder-only Transformer that learns most per second on a laptop.

    ids -> token embedding + tables of the last 2 ... 5 tokens -> norm -> n_layer x Block -> norm -> logits
    Block: x + attention(norm(x)), then x + mlp(norm(x))

What differs from the textbook (model.py; what was measured is in PROGRESS.md): tables that know what usually follows
the last few tokens, so that attention need not learn it; rotary positions (Su et al. 2021, arXiv 2104.09864); norms and
matrices without gains and biases, queries and keys normed too (Henry et al. 2020, arXiv 2010.04245); parts that write to
the stream start at zero; a head that starts from how often each token occurs; matrices learnt by Muon (optim.py).
arch_options {"ngram_order": 1} leaves the tables out. `dropout` drops vectors of the tables, which is where a small corpus is
learnt by heart, and nothing else, since that costs time and gains less.
Shapes: B batch, T new tokens, P past tokens, C width (n_embd), H heads, D = C / H, V vocabulary.
Tests: tests/arch/test_fast.py, tests/arch/test_protocol.py.
"""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from vibejam.arch.base import BaseLM, Decoder, Option, ParameterGroup
from vibejam.arch.state import State
from vibejam.config import ModelConfig
from vibejam.errors import ConfigError, ContextFull

Cache = tuple[torch.Tensor, torch.Tensor]  # keys and values of the past, each (B, H, P, D)

ROPE_BASE = 10_000.0
ATTENTION_SCALE = 1.5  # over sqrt(D)
_HASH_BASE = 1_000_003  # a large prime: unlike the number of symbols, no multiple or neighbour of a number of rows


class NGramTable(nn.Module):
    """Learnt vectors for the last two, three, ... `order` tokens, one after the other in the result.

    Each run of tokens has a row of its own where there are no more runs than rows, else it shares one with others. Starts at
    zero. After Huang et al. 2025 (arXiv 2501.16975), who find that larger input vocabularies of this kind pay at every size.
    """

    def __init__(self, order: int, vocab_size: int, rows: int, width: int, dropout: float = 0.0):
        super().__init__()
        self.order, self.symbols, self.dropout = order, vocab_size + 1, dropout  # one more symbol: before the beginning
        self.rows = [min(rows, self._runs(n, rows)) for n in range(2, order + 1)]
        self.bases = [self.symbols if self._runs(n, rows) <= rows else _HASH_BASE for n in range(2, order + 1)]
        self.weight = nn.Parameter(torch.zeros(sum(self.rows), width))

    def _runs(self, length: int, most: int) -> int:
        """How many runs of that length there are, or `most + 1` where there are more."""
        runs = 1
        for _ in range(length):
            runs = min(most + 1, runs * self.symbols)
        return runs

    def forward(self, recent: torch.Tensor) -> torch.Tensor:
        """recent (B, order - 1 + T): ids and those before them -> (B, T, (order - 1) * width)."""
        factors = torch.tensor(self.factors(), device=recent.device)  # (order, order - 1)
        rows = torch.tensor(self.rows, device=recent.device)
        windows = recent.unfold(1, self.order, 1)  # (B, T, order)
        index = (windows[..., None] * factors).sum(2) % rows + rows.cumsum(0) - rows  # (B, T, order - 1)
        vectors = F.embedding(index, self.weight)
        if self.training and self.dropout > 0:  # whole vectors, as those of runs that were never seen will be missing
            vectors = vectors * F.dropout(torch.ones_like(vectors[..., :1]), self.dropout)
        return vectors.flatten(2)

    def factors(self) -> list[list[int]]:
        """What each of the last `order` tokens counts for in the number of each run, modulo its rows: a power of its base."""
        return [
            [
                pow(base, back, rows) if back < n else 0
                for n, (base, rows) in enumerate(zip(self.bases, self.rows, strict=True), start=2)
            ]
            for back in range(self.order - 1, -1, -1)
        ]


class CausalSelfAttention(nn.Module):
    """Each token looks at itself and at those before it, through H heads at once."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.n_head = config.n_head
        self.qkv = nn.Parameter(matrix(3, config.n_embd, config.n_embd))  # three matrices to the optimizer
        self.out = nn.Parameter(torch.zeros(config.n_embd, config.n_embd))

    def forward(self, x: torch.Tensor, rotation: torch.Tensor, past: Cache | None) -> tuple[torch.Tensor, Cache]:
        B, T, C = x.shape
        D = C // self.n_head
        qkv = F.linear(x, self.qkv.flatten(0, 1)).view(B, T, 3, self.n_head, D)
        q, k = rotate(norm(qkv[:, :, :2]), rotation).transpose(1, 3).unbind(2)  # each (B, H, T, D)
        v = qkv[:, :, 2].transpose(1, 2)
        if past is not None:
            k, v = torch.cat((past[0], k), dim=2), torch.cat((past[1], v), dim=2)  # (B, H, P+T, D)
        y = F.scaled_dot_product_attention(
            q, k, v, attn_mask=_mask(T, k.shape[2], x.device), is_causal=past is None, scale=ATTENTION_SCALE / math.sqrt(D)
        )
        return F.linear(y.transpose(1, 2).reshape(B, T, C), self.out), (k, v)


def rotate(x: torch.Tensor, rotation: torch.Tensor) -> torch.Tensor:
    """Turn each pair of neighbouring numbers of x (B, T, n, H, D) by the angle of its position: complex multiplication."""
    pairs = torch.view_as_complex(x.float().unflatten(-1, (-1, 2)))  # (B, T, n, H, D/2)
    return torch.view_as_real(pairs * rotation[:, None, None]).flatten(-2).to(x.dtype)


def rotations(start: int, length: int, head_size: int, device: torch.device) -> torch.Tensor:
    """(T, D/2) complex numbers of size one: position times a frequency that falls from 1 to 1 / ROPE_BASE."""
    frequencies = ROPE_BASE ** -(torch.arange(0, head_size, 2, device=device) / head_size)
    angles = torch.arange(start, start + length, device=device)[:, None] * frequencies
    return torch.polar(torch.ones_like(angles), angles)


def _mask(new: int, total: int, device: torch.device) -> torch.Tensor | None:
    """(T, P+T), True where a new token may look; None when there is no past, or one token that may see it all."""
    if new == total or new == 1:
        return None
    return torch.ones(new, total, dtype=torch.bool, device=device).tril(diagonal=total - new)


class Block(nn.Module):
    """Attention, then MLP, each added to the stream it read from."""

    def __init__(self, config: ModelConfig, mlp_ratio: int):
        super().__init__()
        self.attention = CausalSelfAttention(config)
        self.up = nn.Parameter(matrix(mlp_ratio * config.n_embd, config.n_embd))
        self.down = nn.Parameter(torch.zeros(config.n_embd, mlp_ratio * config.n_embd))

    def forward(self, x: torch.Tensor, rotation: torch.Tensor, past: Cache | None) -> tuple[torch.Tensor, Cache]:
        attended, cache = self.attention(norm(x), rotation, past)
        x = x + attended
        x = x + F.linear(F.gelu(F.linear(norm(x), self.up)), self.down)
        return x, cache


def matrix(*shape: int) -> torch.Tensor:
    """A matrix to start from, with std 0.5 / sqrt(columns)."""
    bound = 0.5 * math.sqrt(3 / shape[-1])
    return torch.empty(shape).uniform_(-bound, bound)


def norm(x: torch.Tensor) -> torch.Tensor:
    """LayerNorm without gain and bias, over the last dimension."""
    return F.layer_norm(x, x.shape[-1:])


class GPTFast(BaseLM):
    """The whole model. Its state is (position, the last ids, one Cache per block)."""

    options = {  # noqa: RUF012
        "ngram_order": Option(5, 1, 16),
        "ngram_width": Option(16, 1, 1024),
        "ngram_rows": Option(8191, 2, 2**24),
        "mlp_ratio": Option(4, 1, 16),
    }
    learning_rate = 0.04

    def __init__(self, config: ModelConfig):
        super().__init__(config)
        C, V, option = config.n_embd, config.vocab_size, self.option
        if (C // config.n_head) % 2:
            raise ConfigError(f"n_embd / n_head ({C} / {config.n_head}) must be even: positions turn pairs of numbers")
        self.token_embedding = nn.Parameter(torch.empty(V, C).normal_())
        order, width = option("ngram_order"), option("ngram_width")
        fitting = min(width, C // max(1, order - 1))
        self.ngrams = NGramTable(order, V, option("ngram_rows"), fitting, config.dropout) if order > 1 else None
        self.blocks = nn.ModuleList(Block(config, option("mlp_ratio")) for _ in range(config.n_layer))
        self.head = nn.Parameter(torch.zeros(V, C))
        self.head_bias = nn.Parameter(torch.zeros(V))

    def start_from(self, frequencies: torch.Tensor) -> None:
        with torch.no_grad():
            self.head_bias.copy_(frequencies.clamp_min(1e-6).log())

    def parameter_groups(self) -> list[ParameterGroup]:
        matrices = list(self.blocks.parameters())
        tables = [self.token_embedding, *(self.ngrams.parameters() if self.ngrams else ())]
        return [
            ParameterGroup("muon", matrices),
            ParameterGroup("adam", tables, rate=1.5),
            ParameterGroup("adam", [self.head], rate=0.25),
            ParameterGroup("adam", [self.head_bias], rate=0.25, decays=False),
        ]

    def forward(self, ids: torch.Tensor, state: State | None = None) -> tuple[torch.Tensor, State]:
        B, T = ids.shape
        reach = self.option("ngram_order") - 1
        past, before, caches = state or (0, ids.new_full((B, reach), self.config.vocab_size), [None] * len(self.blocks))
        if past + T > self.config.block_size:
            raise ContextFull(f"{past} tokens read and {T} more do not fit a block_size of {self.config.block_size}")
        recent = torch.cat((before, ids), dim=1)  # (B, reach + T)
        x = F.embedding(ids, self.token_embedding)  # (B, T, C)
        if self.ngrams:
            known = self.ngrams(recent)
            x = x + F.pad(known, (0, x.shape[2] - known.shape[2]))  # to the first channels
        x = norm(x)
        rotation = rotations(past, T, x.shape[2] // self.config.n_head, x.device)
        new_caches = []
        for block, cache in zip(self.blocks, caches, strict=True):
            x, cache = block(x, rotation, cache)
            new_caches.append(cache)
        logits = F.linear(norm(x), self.head, self.head_bias)  # (B, T, V)
        return logits, (past + T, recent[:, T:], tuple(new_caches))

    def fast_decoder(self, precision: str = "float32") -> Decoder:
        from vibejam.kernels import Layer, transformer_decoder

        blocks: Any = self.blocks
        layers = [
            Layer(
                None, (b.attention.qkv.flatten(0, 1), None), (b.attention.out, None), None, (b.up, None), (b.down, None),
                head_norms=(None, None),
            )
            for b in blocks
        ]  # fmt: skip
        table, D = self.ngrams, self.config.n_embd // self.config.n_head
        return transformer_decoder(
            self, precision, layers, tokens=self.token_embedding, norm=None, head=(self.head, self.head_bias),
            ngrams=(table.weight, table.rows, table.factors()) if table else None, norm_input=True,
            rotations=rotations(0, self.config.block_size, D, self.device),
            attention_scale=ATTENTION_SCALE / math.sqrt(D), activation="gelu",
        )  # fmt: skip
