"""Rewriter: a Transformer that reads drafts and writes a text from them, word by word, copying what need not change.

    state  = begin(draft, ...)            each draft is read both ways, by the same blocks that write
    h      = blocks(text so far, looking at itself and at the drafts)
    p(next) = (1 - g) softmax(head h) + g sum of attention(h, place) over the places of the drafts that hold that token

A prefix language model (Raffel et al. 2020, arXiv 1910.10683) with a pointer-generator (See, Liu and Manning 2017, arXiv
1704.04368): a name it has never met can still be copied. The pointer is
told which places stand after the last token or two of the text, of which draft they are and how far off, and begins by preferring
near ones of the last draft, but slightly: told strongly, it copies from the first step on and learns little else. Positions begin anew in every draft and in the text, so that what
stays in its place is found at distance zero. Several drafts of one text may be given, such as the writer's and what a table
of phrases makes of it (style/phrases.py). Without a draft it is a causal language model like the others. The parts are those of
fast.py. `dropout` drops embeddings and what blocks add to the stream.
Shapes: B batch, N tokens of all drafts, T new tokens, P past tokens, C width (n_embd), H heads, D = C / H, V vocabulary.
Tests: tests/arch/test_rewriter.py, tests/arch/test_protocol.py.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import nn

from vibejam.arch.base import BaseLM, Option, ParameterGroup
from vibejam.arch.fast import ATTENTION_SCALE, NGramTable, matrix, norm, rotate, rotations
from vibejam.arch.state import State
from vibejam.config import ModelConfig
from vibejam.errors import ConfigError, ContextFull

NOTHING = -1  # in a draft: where a shorter one of a batch has ended
_POINTER_SCALE = 4.0  # over sqrt(C)
_REPEATED = (1.0, 1.0)  # what a place starts with where the last token, and the last two, stand before it,
_LAST_DRAFT = 0.75  # where it is of the last draft,
_FARTHER = -0.05  # and for each token between it and the place in the text
_LEAST = 1e-9  # probability of what stands nowhere in a draft, so that it has a logarithm

Cache = tuple[torch.Tensor, torch.Tensor]  # keys and values of drafts and text, each (B, H, N+P, D)


class Places(NamedTuple):
    """All places of all drafts of a text: where the pointer may look."""

    ids: torch.Tensor  # (B, N), NOTHING where there is no place
    before: torch.Tensor  # (B, N, 2), the token before each and the one before that
    part: torch.Tensor  # (B, N), of which draft
    number: torch.Tensor  # (B, N), which place of the draft
    keys: torch.Tensor  # (B, N, C)


class Attention(nn.Module):
    """Each token looks at those before it and at all of the drafts, or at all of its own drafts."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.n_head = config.n_head
        self.qkv = nn.Parameter(matrix(3, config.n_embd, config.n_embd))  # three matrices to the optimizer
        self.out = nn.Parameter(torch.zeros(config.n_embd, config.n_embd))

    def forward(
        self, x: torch.Tensor, rotation: torch.Tensor, hidden: torch.Tensor, past: Cache | None
    ) -> tuple[torch.Tensor, Cache]:
        """`hidden`, to be broadcast to (B, H, T, N+P+T): minus infinity where a token may not look."""
        B, T, C = x.shape
        D = C // self.n_head
        qkv = F.linear(x, self.qkv.flatten(0, 1)).view(B, T, 3, self.n_head, D)
        q, k = rotate(norm(qkv[:, :, :2]), rotation).transpose(1, 3).unbind(2)  # each (B, H, T, D)
        v = qkv[:, :, 2].transpose(1, 2)
        if past is not None:
            k, v = torch.cat((past[0], k), dim=2), torch.cat((past[1], v), dim=2)
        # Written out, since texts are short and torch's fused attention takes longer with a mask of its own for every row.
        weights = ((q * (ATTENTION_SCALE / math.sqrt(D))) @ k.mT + hidden).softmax(-1).to(v.dtype)
        return F.linear((weights @ v).transpose(1, 2).reshape(B, T, C), self.out), (k, v)


class Block(nn.Module):
    """Attention, then MLP, each added to the stream it read from."""

    def __init__(self, config: ModelConfig, mlp_ratio: int):
        super().__init__()
        self.dropout = config.dropout
        self.attention = Attention(config)
        self.up = nn.Parameter(matrix(mlp_ratio * config.n_embd, config.n_embd))
        self.down = nn.Parameter(torch.zeros(config.n_embd, mlp_ratio * config.n_embd))

    def forward(
        self, x: torch.Tensor, rotation: torch.Tensor, hidden: torch.Tensor, past: Cache | None
    ) -> tuple[torch.Tensor, Cache]:
        attended, cache = self.attention(norm(x), rotation, hidden, past)
        x = x + self._drop(attended)
        return x + self._drop(F.linear(F.gelu(F.linear(norm(x), self.up)), self.down)), cache

    def _drop(self, x: torch.Tensor) -> torch.Tensor:
        return F.dropout(x, self.dropout, self.training)


class Rewriter(BaseLM):
    """The whole model. Its state is (position, the last ids, one Cache per block, the Places of the drafts)."""

    options = {  # noqa: RUF012
        "drafts": Option(1, 1, 8),
        "ngram_order": Option(3, 1, 16),
        "ngram_width": Option(32, 1, 1024),
        "ngram_rows": Option(8191, 2, 2**24),
        "mlp_ratio": Option(4, 1, 16),
    }
    learning_rate = 0.03

    def __init__(self, config: ModelConfig):
        super().__init__(config)
        C, V, option = config.n_embd, config.vocab_size, self.option
        if (C // config.n_head) % 2:
            raise ConfigError(f"n_embd / n_head ({C} / {config.n_head}) must be even: positions turn pairs of numbers")
        self.token_embedding = nn.Parameter(torch.empty(V, C).normal_())
        self.part_embedding = nn.Parameter(torch.empty(option("drafts") + 1, C).normal_(std=0.5))  # the text, then the drafts
        order = option("ngram_order")
        fitting = min(option("ngram_width"), C // max(1, order - 1))
        self.ngrams = NGramTable(order, V, option("ngram_rows"), fitting, config.dropout) if order > 1 else None
        self.blocks = nn.ModuleList(Block(config, option("mlp_ratio")) for _ in range(config.n_layer))
        self.head = nn.Parameter(torch.zeros(V, C))
        self.head_bias = nn.Parameter(torch.zeros(V))
        self.asks, self.answers = nn.Parameter(matrix(C, C)), nn.Parameter(matrix(C, C))  # of the pointer
        drafts = option("drafts")
        self.repeated = nn.Parameter(torch.tensor(_REPEATED).repeat(drafts, 1))  # (drafts, 2)
        self.preferred = nn.Parameter(torch.tensor([0.0] * (drafts - 1) + [_LAST_DRAFT]))
        self.farther = nn.Parameter(torch.full((drafts,), _FARTHER))
        self.gate = nn.Parameter(torch.zeros(1, C))
        self.gate_bias = nn.Parameter(torch.zeros(1))

    def start_from(self, frequencies: torch.Tensor) -> None:
        with torch.no_grad():
            self.head_bias.copy_(frequencies.clamp_min(1e-6).log())

    def parameter_groups(self) -> list[ParameterGroup]:
        tables = [self.token_embedding, self.part_embedding, *(self.ngrams.parameters() if self.ngrams else ())]
        return [
            ParameterGroup("muon", [*self.blocks.parameters(), self.asks, self.answers]),
            ParameterGroup("adam", tables, rate=1.5),
            ParameterGroup("adam", [self.head, self.gate], rate=0.25),
            ParameterGroup(
                "adam", [self.head_bias, self.gate_bias, self.repeated, self.preferred, self.farther], rate=0.25, decays=False
            ),
        ]

    # -- reading drafts ----------------------------------------------------------------------------------------------

    def begin(self, *drafts: torch.Tensor) -> State:
        """The state that has read drafts of one text, and nothing of the text: ids (B, N_i) each, at least one, NOTHING after the
        end of a shorter one."""
        if len(drafts) > self.option("drafts"):
            raise ConfigError(f"{len(drafts)} drafts are too many for a model that reads {self.option('drafts')}")
        ids = torch.cat(drafts, dim=1)  # (B, N)
        rotation = torch.cat([self._rotations(0, draft.shape[1]) for draft in drafts])
        embedded = [self._embed(draft.clamp_min(0), self._before(draft), 1 + i) for i, draft in enumerate(drafts)]
        hidden = _hidden(ids == NOTHING)[:, None, None]  # (B, 1, 1, N)
        h, caches = self._through(torch.cat(embedded, dim=1), rotation, hidden, None)
        part = torch.cat([torch.full_like(draft, i) for i, draft in enumerate(drafts)], dim=1)
        number = torch.cat([torch.arange(draft.shape[1], device=ids.device) for draft in drafts]).expand(ids.shape)
        before = torch.cat([_two_before(draft) for draft in drafts], dim=1)
        places = Places(ids, before, part, number, norm(F.linear(h, self.answers)))
        return 0, self._before(ids), caches, tuple(places)

    def _before(self, ids: torch.Tensor) -> torch.Tensor:
        """What stands before a text, (B, reach)."""
        return ids.new_full((len(ids), max(2, self.option("ngram_order") - 1)), self.config.vocab_size)

    def _rotations(self, start: int, length: int) -> torch.Tensor:
        return rotations(start, length, self.config.n_embd // self.config.n_head, self.device)

    def _embed(self, ids: torch.Tensor, before: torch.Tensor, part: int) -> torch.Tensor:
        x = F.embedding(ids, self.token_embedding) + self.part_embedding[part]  # (B, T, C)
        if self.ngrams:
            known = self.ngrams(torch.cat((before, ids), dim=1)[:, -(ids.shape[1] + self.ngrams.order - 1) :])
            x = x + F.pad(known, (0, x.shape[2] - known.shape[2]))  # to the first channels
        return F.dropout(norm(x), self.config.dropout, self.training)

    def _through(
        self, x: torch.Tensor, rotation: torch.Tensor, hidden: torch.Tensor, past: tuple[Cache, ...] | None
    ) -> tuple[torch.Tensor, tuple[Cache, ...]]:
        caches = []
        for i, block in enumerate(self.blocks):
            x, cache = block(x, rotation, hidden, past[i] if past else None)
            caches.append(cache)
        return norm(x), tuple(caches)

    # -- writing -----------------------------------------------------------------------------------------------------

    def forward(self, ids: torch.Tensor, state: State | None = None) -> tuple[torch.Tensor, State]:
        h, recent, state = self._read(ids, state)
        said = F.log_softmax(F.linear(h, self.head, self.head_bias).float(), dim=-1)  # (B, T, V)
        places = Places(*state[3])
        if not places.ids.shape[1]:
            return said, state
        log_gate, log_rest, looks = self._pointer(h, recent, state[0], places)
        copied = torch.zeros_like(said).scatter_add(2, places.ids.clamp_min(0)[:, None].expand(looks.shape), looks)
        return torch.logaddexp(log_rest + said, log_gate + (copied + _LEAST).log()), state

    def losses(self, ids: torch.Tensor, targets: torch.Tensor, state: State | None = None) -> torch.Tensor:
        """Only the probabilities of the targets, without a row of the vocabulary for each."""
        h, recent, state = self._read(ids, state)
        wanted, places = targets.clamp_min(0), Places(*state[3])
        logits = F.linear(h, self.head, self.head_bias)
        said = logits.gather(2, wanted[..., None])[..., 0].float() - logits.float().logsumexp(-1)  # (B, T)
        if places.ids.shape[1]:
            log_gate, log_rest, looks = self._pointer(h, recent, state[0], places)
            copied = (looks * (places.ids[:, None] == wanted[..., None])).sum(-1)
            said = torch.logaddexp(log_rest[..., 0] + said, log_gate[..., 0] + (copied + _LEAST).log())
        return -said.masked_fill(targets < 0, 0.0)

    def _read(self, ids: torch.Tensor, state: State | None) -> tuple[torch.Tensor, torch.Tensor, State]:
        """What the blocks make of each token (B, T, C), the tokens with those before them, and the state after the last."""
        past, before, caches, saved = state or (0, self._before(ids), None, self._nowhere(ids))
        places, T = Places(*saved), ids.shape[1]
        if past + T > self.config.block_size:
            raise ContextFull(f"{past} tokens read and {T} more do not fit a block_size of {self.config.block_size}")
        seen = torch.ones(T, past + T, dtype=torch.bool, device=ids.device).tril(diagonal=past)
        of_drafts, of_text = _hidden(places.ids == NOTHING)[:, None].expand(-1, T, -1), _hidden(~seen).expand(len(ids), -1, -1)
        hidden = torch.cat((of_drafts, of_text), dim=2)[:, None]  # (B, 1, T, N+P+T)
        h, caches = self._through(self._embed(ids, before, 0), self._rotations(past, T), hidden, caches)
        recent = torch.cat((before, ids), dim=1)
        return h, recent, (past + T, recent[:, T:], caches, saved)

    def _nowhere(self, ids: torch.Tensor) -> Places:
        """The places of no draft."""
        none = ids[:, :0]
        return Places(none, none[..., None].expand(-1, -1, 2), none, none, self.head.new_zeros(len(ids), 0, self.config.n_embd))

    def _pointer(
        self, h: torch.Tensor, recent: torch.Tensor, end: int, places: Places
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """The log-probabilities of copying and of not copying, each (B, T, 1), and where it looks in the drafts, (B, T, N).

        `recent` ends with the T tokens, the last of which is number `end` of the text."""
        T = h.shape[1]
        last, last_but_one = recent[:, -T:, None], recent[:, -T - 1 : -1, None]  # of the text so far, (B, T, 1)
        goes_on = last == places.before[:, None, :, 0]  # (B, T, N)
        goes_on_longer = goes_on & (last_but_one == places.before[:, None, :, 1])
        once, twice = self.repeated[places.part].unbind(-1)  # each (B, N)
        scores = (F.linear(h, self.asks) @ places.keys.mT).float() * (_POINTER_SCALE / math.sqrt(h.shape[2]))
        apart = (torch.arange(end - T, end, device=h.device)[:, None] - places.number[:, None]).abs()
        scores = scores + once[:, None] * goes_on + twice[:, None] * goes_on_longer + self.farther[places.part][:, None] * apart
        scores = scores + self.preferred[places.part][:, None]
        looks = (scores + _hidden(places.ids == NOTHING)[:, None]).softmax(-1)
        gate = F.linear(h, self.gate, self.gate_bias).float()
        return F.logsigmoid(gate), F.logsigmoid(-gate), looks


def _two_before(draft: torch.Tensor) -> torch.Tensor:
    """(B, N) -> (B, N, 2): what stands before each place of a draft. A draft is a circle: its end stands before its beginning,
    as the end of a document stands before the text."""
    length = (draft != NOTHING).sum(1, keepdim=True)
    place = torch.arange(draft.shape[1], device=draft.device)
    back = [draft.gather(1, (place - n) % length.clamp_min(1)) for n in (1, 2)]
    return torch.stack(back, dim=-1)


def _hidden(where: torch.Tensor) -> torch.Tensor:
    """What is added to scores: minus infinity, or nearly, since a row may be hidden altogether."""
    return torch.zeros(where.shape, device=where.device).masked_fill_(where, -1e9)
