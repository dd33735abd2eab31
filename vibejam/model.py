"""GPTModel: the textbook decoder-only Transformer, after GPT-2, in one file.

    ids -> token embedding + position embedding -> n_layer x Block -> LayerNorm -> logits
    Block: x + attention(LayerNorm(x)), then x + mlp(LayerNorm(x))

It is written to be read, not to be the fastest. Papers: Vaswani et al. 2017 (arXiv 1706.03762); Radford et al. 2019
(GPT-2: the norm before each part, the head tied to the embedding, the scaled initialisation).
Shapes: B batch, T new tokens, P past tokens, C width (n_embd), H heads, D = C / H, V vocabulary.
Tests: tests/test_model.py (equality with transformers' GPT-2, where the `ref` extra is installed), tests/arch/test_protocol.py.
"""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from vibejam.arch import BaseLM, Decoder, State
from vibejam.config import ModelConfig
from vibejam.errors import ContextFull

Cache = tuple[torch.Tensor, torch.Tensor]  # keys and values of the past, each (B, H, P, D)


class CausalSelfAttention(nn.Module):
    """Each token looks at itself and at those before it, through H heads at once."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.n_head = config.n_head
        self.dropout = config.dropout
        self.qkv = nn.Linear(config.n_embd, 3 * config.n_embd)
        self.out = nn.Linear(config.n_embd, config.n_embd)

    def forward(self, x: torch.Tensor, past: Cache | None) -> tuple[torch.Tensor, Cache]:
        B, T, C = x.shape
        q, k, v = self.qkv(x).split(C, dim=2)  # each (B, T, C)
        q, k, v = (t.view(B, T, self.n_head, C // self.n_head).transpose(1, 2) for t in (q, k, v))  # (B, H, T, D)
        if past is not None:
            k, v = torch.cat((past[0], k), dim=2), torch.cat((past[1], v), dim=2)  # (B, H, P+T, D)
        y = F.scaled_dot_product_attention(
            q, k, v, attn_mask=self._mask(T, k.shape[2], x.device),
            dropout_p=self.dropout if self.training else 0.0, is_causal=past is None,
        )  # fmt: skip
        y = y.transpose(1, 2).reshape(B, T, C)
        return self.out(y), (k, v)

    @staticmethod
    def _mask(new: int, total: int, device: torch.device) -> torch.Tensor | None:
        """(T, P+T), True where a new token may look; None when there is no past, or one token that may see it all."""
        if new == total or new == 1:
            return None
        return torch.ones(new, total, dtype=torch.bool, device=device).tril(diagonal=total - new)


class MLP(nn.Module):
    """What each token makes of what it has seen, by itself."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.up = nn.Linear(config.n_embd, 4 * config.n_embd)
        self.down = nn.Linear(4 * config.n_embd, config.n_embd)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.down(F.gelu(self.up(x), approximate="tanh"))  # GPT-2's approximation


class Block(nn.Module):
    """Attention, then MLP, each added to the stream it read from."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.norm_1 = nn.LayerNorm(config.n_embd)
        self.attention = CausalSelfAttention(config)
        self.norm_2 = nn.LayerNorm(config.n_embd)
        self.mlp = MLP(config)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: torch.Tensor, past: Cache | None) -> tuple[torch.Tensor, Cache]:
        attended, cache = self.attention(self.norm_1(x), past)
        x = x + self.dropout(attended)
        x = x + self.dropout(self.mlp(self.norm_2(x)))
        return x, cache


class GPTModel(BaseLM):
    """The whole model. Its state is (position, one Cache per block): the KV cache."""

    def __init__(self, config: ModelConfig):
        super().__init__(config)
        self.token_embedding = nn.Embedding(config.vocab_size, config.n_embd)
        self.position_embedding = nn.Embedding(config.block_size, config.n_embd)
        self.dropout = nn.Dropout(config.dropout)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.n_layer))
        self.norm = nn.LayerNorm(config.n_embd)
        self._initialise()

    def _initialise(self) -> None:
        """GPT-2's: N(0, 0.02), and less for what is added to the stream, since 2 * n_layer such parts add up."""
        for name, parameter in self.named_parameters():
            if parameter.dim() < 2:
                continue  # biases are overwritten below; LayerNorm starts as the identity
            added_to_stream = name.endswith(("attention.out.weight", "mlp.down.weight"))
            std = 0.02 / math.sqrt(2 * self.config.n_layer) if added_to_stream else 0.02
            nn.init.normal_(parameter, mean=0.0, std=std)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.zeros_(module.bias)

    def forward(self, ids: torch.Tensor, state: State | None = None) -> tuple[torch.Tensor, State]:
        T = ids.shape[1]
        past, caches = state or (0, [None] * len(self.blocks))
        if past + T > self.config.block_size:
            raise ContextFull(f"{past} tokens read and {T} more do not fit a block_size of {self.config.block_size}")
        positions = torch.arange(past, past + T, device=ids.device)
        x = self.dropout(self.token_embedding(ids) + self.position_embedding(positions))  # (B, T, C)
        new_caches = []
        for block, cache in zip(self.blocks, caches, strict=True):
            x, cache = block(x, cache)
            new_caches.append(cache)
        logits = F.linear(self.norm(x), self.token_embedding.weight)  # (B, T, V): the head is the embedding
        return logits, (past + T, tuple(new_caches))

    def fast_decoder(self, precision: str = "float32") -> Decoder:
        from vibejam.kernels import Layer, transformer_decoder

        def pair(part: Any) -> tuple[torch.Tensor, torch.Tensor]:
            return part.weight, part.bias

        blocks: Any = self.blocks
        layers = [
            Layer(pair(b.norm_1), pair(b.attention.qkv), pair(b.attention.out), pair(b.norm_2), pair(b.mlp.up), pair(b.mlp.down))
            for b in blocks
        ]
        tokens, scale = self.token_embedding.weight, (self.config.n_embd // self.config.n_head) ** -0.5
        return transformer_decoder(
            self, precision, layers, tokens=tokens, positions=self.position_embedding.weight,
            norm=pair(self.norm), head=(tokens, None), activation="gelu_tanh", attention_scale=scale,
        )  # fmt: skip
