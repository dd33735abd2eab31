"""LlamaModel: the Transformer that most open models of today share, so that what other people trained can be loaded.

    ids -> token embedding -> n_layer x Block -> RMSNorm -> logits
    Block: x + attention(RMSNorm(x)), then x + mlp(RMSNorm(x))

What differs from the textbook (model.py): rotary positions (Su et al. 2021, arXiv 2104.09864), RMSNorm (Zhang and Sennrich
2019, arXiv 1910.07467), a gated MLP (SwiGLU: Shazeer 2020, arXiv 2002.05202), several heads of queries to one of keys and
values (Ainslie et al. 2023, arXiv 2305.13245), no biases. Llama, Mistral, Qwen2 and Qwen3 are this with other options; their
weights fit as they are (pretrained/hf.py). Trained from scratch it starts and learns like fast.py: what writes to the stream
starts at zero, and matrices are learnt by Muon.
Shapes: B batch, T new tokens, P past tokens, C width (n_embd), H heads of queries, K heads of keys and values, D head size,
V vocabulary. Tests: tests/arch/test_llama.py, tests/arch/test_protocol.py, tests/pretrained/test_hf.py.
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

Cache = tuple[torch.Tensor, torch.Tensor]  # keys and values of the past, each (B, K, P, D)
Rotation = tuple[torch.Tensor, torch.Tensor]  # cosines and sines of the new positions, each (T, D)


class Attention(nn.Module):
    """Each token looks at itself and at those before it, through H heads at once; H / K of them share keys and values."""

    def __init__(self, config: ModelConfig, kv_heads: int, head_size: int, bias: bool, norm_epsilon: float | None):
        """`bias`: on queries, keys and values. `norm_epsilon`: of the norms of queries and keys, None where there are none."""
        super().__init__()
        self.head_size = head_size
        self.query = nn.Linear(config.n_embd, config.n_head * head_size, bias=bias)
        self.key = nn.Linear(config.n_embd, kv_heads * head_size, bias=bias)
        self.value = nn.Linear(config.n_embd, kv_heads * head_size, bias=bias)
        self.out = nn.Linear(config.n_head * head_size, config.n_embd, bias=False)
        normed = norm_epsilon is not None
        self.query_norm = nn.RMSNorm(head_size, eps=norm_epsilon) if normed else nn.Identity()
        self.key_norm = nn.RMSNorm(head_size, eps=norm_epsilon) if normed else nn.Identity()

    def forward(self, x: torch.Tensor, rotation: Rotation, past: Cache | None) -> tuple[torch.Tensor, Cache]:
        B, T, _ = x.shape
        q, k, v = (part(x).view(B, T, -1, self.head_size).transpose(1, 2) for part in (self.query, self.key, self.value))
        q = rotate(self.query_norm(q.float()), rotation).to(v.dtype)  # (B, H, T, D); angles need more than half precision
        k = rotate(self.key_norm(k.float()), rotation).to(v.dtype)  # (B, K, T, D)
        if past is not None:
            k, v = torch.cat((past[0], k), dim=2), torch.cat((past[1], v), dim=2)  # (B, K, P+T, D)
        y = F.scaled_dot_product_attention(
            q, k, v, attn_mask=_mask(T, k.shape[2], x.device), is_causal=past is None, enable_gqa=True
        )
        return self.out(y.transpose(1, 2).reshape(B, T, -1)), (k, v)


def rotate(x: torch.Tensor, rotation: Rotation) -> torch.Tensor:
    """Turn number i and number i + D/2 of x (B, heads, T, D), as a point of the plane, by the angle of its position."""
    cos, sin = rotation
    first, second = x.chunk(2, dim=-1)
    return x * cos + torch.cat((-second, first), dim=-1) * sin


def frequencies(head_size: int, base: float, scaling: tuple[float, int, float, float]) -> list[float]:
    """The D/2 angles, in radians, by which one position turns each pair of numbers: from 1 down to about 1 / base.

    `scaling` stretches them for texts longer than those learnt from, as (factor, length, low, high): a wave that goes around
    less than `low` times in `length` tokens is slowed down by `factor`, one of more than `high` turns is not, and between the
    two the change is gradual: Llama 3.1's. With a length of 0 all are slowed down alike (Chen et al. 2023, arXiv 2306.15595).
    """
    factor, length, low, high = scaling
    found = []
    for i in range(0, head_size, 2):
        frequency = base ** (-i / head_size)
        turns = length * frequency / math.tau
        kept = min(1.0, max(0.0, (turns - low) / (high - low))) if length else 0.0  # how much of it stays as it was
        found.append(frequency * (kept + (1 - kept) / factor))
    return found


def _mask(new: int, total: int, device: torch.device) -> torch.Tensor | None:
    """(T, P+T), True where a new token may look; None when there is no past, or one token that may see it all."""
    if new == total or new == 1:
        return None
    return torch.ones(new, total, dtype=torch.bool, device=device).tril(diagonal=total - new)


class MLP(nn.Module):
    """What each token makes of what it has seen, by itself: one half says what, the other how much of it."""

    def __init__(self, width: int, inner: int):
        super().__init__()
        self.gate = nn.Linear(width, inner, bias=False)
        self.up = nn.Linear(width, inner, bias=False)
        self.down = nn.Linear(inner, width, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.down(F.silu(self.gate(x)) * self.up(x))


class Block(nn.Module):
    """Attention, then MLP, each added to the stream it read from."""

    def __init__(self, attention: Attention, mlp: MLP, width: int, epsilon: float):
        super().__init__()
        self.attention_norm = nn.RMSNorm(width, eps=epsilon)
        self.attention = attention
        self.mlp_norm = nn.RMSNorm(width, eps=epsilon)
        self.mlp = mlp

    def forward(self, x: torch.Tensor, rotation: Rotation, past: Cache | None) -> tuple[torch.Tensor, Cache]:
        attended, cache = self.attention(self.attention_norm(x), rotation, past)
        x = x + attended
        return x + self.mlp(self.mlp_norm(x)), cache


class LlamaModel(BaseLM):
    """The whole model. Its state is (position, one Cache per block): the KV cache."""

    options = {  # noqa: RUF012
        "n_kv_head": Option(0, 0, 2**12),  # heads of keys and values; 0: as many as of queries
        "mlp_width": Option(0, 0, 2**20),  # of the gate; 0: 8/3 of n_embd, as many parameters as the textbook's MLP
        "head_size": Option(0, 0, 2**12),  # 0: n_embd / n_head
        "norm_epsilon": Option(1e-5, 0.0, 1.0),
        "tied": Option(0, 0, 1),  # whether the head is the embedding
        "qkv_bias": Option(0, 0, 1),  # Qwen2's
        "qk_norm": Option(0, 0, 1),  # Qwen3's
        "rope_base": Option(10_000.0, 1.0, 1e12),
        "rope_factor": Option(1.0, 1.0, 1e6),  # how much slower positions turn, see `frequencies`; 1: as they are
        "rope_length": Option(0, 0, 2**31),
        "rope_low": Option(1.0, 0.0, 1e6),
        "rope_high": Option(4.0, 0.0, 1e6),
    }
    learning_rate = 0.04

    def __init__(self, config: ModelConfig):
        super().__init__(config)
        C, H, V, option = config.n_embd, config.n_head, config.vocab_size, self.option
        D, K = option("head_size") or C // H, option("n_kv_head") or H
        self._check(D, K)
        inner, epsilon = option("mlp_width") or _near(8 * C / 3), option("norm_epsilon")
        scaling = (option("rope_factor"), option("rope_length"), option("rope_low"), option("rope_high"))
        self.frequencies = frequencies(D, option("rope_base"), scaling)
        self.embedding = nn.Embedding(V, C)
        self.blocks = nn.ModuleList(
            Block(
                Attention(config, K, D, bool(option("qkv_bias")), epsilon if option("qk_norm") else None),
                MLP(C, inner), C, epsilon,
            )
            for _ in range(config.n_layer)
        )  # fmt: skip
        self.norm = nn.RMSNorm(C, eps=epsilon)
        self.head = None if option("tied") else nn.Linear(C, V, bias=False)
        self._initialise()

    def _check(self, head_size: int, kv_heads: int) -> None:
        """Raise ConfigError for a shape that cannot be."""
        if head_size % 2 or head_size > self.options["head_size"].at_most:
            most = self.options["head_size"].at_most
            raise ConfigError(f"a head of {head_size} numbers: it must be an even number, as positions turn pairs, up to {most}")
        if self.config.n_head % kv_heads:
            raise ConfigError(f"n_head ({self.config.n_head}) must be divisible by n_kv_head ({kv_heads})")
        if self.option("rope_low") >= self.option("rope_high"):
            low, high = self.option("rope_low"), self.option("rope_high")
            raise ConfigError(f"rope_low ({low}) must be below rope_high ({high})")

    def _initialise(self) -> None:
        """A fresh model adds nothing to the stream; one with a head of its own says nothing at all."""
        for name, parameter in self.named_parameters():
            if name.endswith(("attention.out.weight", "mlp.down.weight", "bias")) or name == "head.weight":
                nn.init.zeros_(parameter)
            elif name == "embedding.weight":
                nn.init.normal_(parameter, std=1.0 if self.head else 0.5 / self.config.n_embd)  # as a head, it is to say little
            elif parameter.dim() == 2:
                bound = 0.5 * math.sqrt(3 / parameter.shape[1])  # std 0.5 / sqrt(columns)
                nn.init.uniform_(parameter, -bound, bound)

    def parameter_groups(self) -> list[ParameterGroup]:
        blocks = list(self.blocks.parameters())
        matrices, gains = [p for p in blocks if p.dim() == 2], [p for p in blocks if p.dim() < 2]
        groups = [
            ParameterGroup("muon", matrices),
            ParameterGroup("adam", list(self.embedding.parameters()), rate=1.5 if self.head else 0.25),
            ParameterGroup("adam", [*gains, *self.norm.parameters()], rate=0.25, decays=False),
        ]
        return [*groups, ParameterGroup("adam", list(self.head.parameters()), rate=0.25)] if self.head else groups

    def forward(self, ids: torch.Tensor, state: State | None = None) -> tuple[torch.Tensor, State]:
        x, state = self._stream(ids, state)
        return self._logits(x), state

    def read(self, ids: torch.Tensor, state: State | None = None) -> tuple[torch.Tensor, State]:
        x, state = self._stream(ids, state)
        return self._logits(x[:, -1]), state

    def _logits(self, x: torch.Tensor) -> torch.Tensor:
        """(..., C) -> (..., V)"""
        return self.head(x) if self.head else F.linear(x, self.embedding.weight)

    def _stream(self, ids: torch.Tensor, state: State | None) -> tuple[torch.Tensor, State]:
        """What the blocks make of ids (B, T): (B, T, C), and the state after them."""
        T = ids.shape[1]
        past, caches = state or (0, [None] * len(self.blocks))
        if past + T > self.config.block_size:
            raise ContextFull(f"{past} tokens read and {T} more do not fit a block_size of {self.config.block_size}")
        x = self.embedding(ids)  # (B, T, C)
        rotation = self._rotation(past, T, x.device)
        new_caches = []
        for block, cache in zip(self.blocks, caches, strict=True):
            x, cache = block(x, rotation, cache)
            new_caches.append(cache)
        return self.norm(x), (past + T, tuple(new_caches))

    def fast_decoder(self, precision: str = "float32") -> Decoder:
        from vibejam.kernels import Layer, transformer_decoder

        blocks: Any = self.blocks
        layers = []
        for b in blocks:
            q, k, v = b.attention.query, b.attention.key, b.attention.value
            layers.append(Layer(
                norm_1=(b.attention_norm.weight, None), norm_2=(b.mlp_norm.weight, None),
                qkv=(torch.cat((q.weight, k.weight, v.weight)), None if q.bias is None else torch.cat((q.bias, k.bias, v.bias))),
                out=(b.attention.out.weight, None),
                up=(torch.cat((b.mlp.gate.weight, b.mlp.up.weight)), None), down=(b.mlp.down.weight, None),
                head_norms=((b.attention.query_norm.weight, None), (b.attention.key_norm.weight, None))
                if self.option("qk_norm") else None,
            ))  # fmt: skip
        D, tokens = blocks[0].attention.head_size, self.embedding.weight
        cos, sin = self._rotation(0, self.config.block_size, self.device)
        return transformer_decoder(
            self, precision, layers, tokens=tokens, norm=(self.norm.weight, None),
            head=(self.head.weight if self.head else tokens, None), activation="swiglu", attention_scale=D**-0.5,
            rotations=torch.complex(cos, sin)[:, : D // 2], halves=True, centred=False, epsilon=self.option("norm_epsilon"),
            kv_heads=self.option("n_kv_head"), head_size=D,
        )  # fmt: skip

    def _rotation(self, start: int, length: int, device: torch.device) -> Rotation:
        """Of `length` positions from `start` on."""
        turns = torch.tensor(self.frequencies, device=device).repeat(2)  # (D,): each pair has one frequency
        angles = torch.arange(start, start + length, device=device)[:, None] * turns
        return angles.cos(), angles.sin()


def _near(width: float) -> int:
    """A multiple of eight, which matrices are multiplied more quickly at."""
    return max(8, round(width / 8) * 8)
