"""Beam search, against trying every text, and against always taking the likeliest token."""

from __future__ import annotations

import itertools

import torch

from vibejam.arch import BaseLM, build_model
from vibejam.arch.rewriter import NOTHING
from vibejam.beam import beam_search
from vibejam.config import ModelConfig

VOCAB, END = 5, 0


def fresh(seed: int, arch: str = "rewriter") -> BaseLM:
    torch.manual_seed(seed)
    model = build_model(arch, ModelConfig(vocab_size=VOCAB, block_size=24, n_embd=16, n_head=2))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter))
    return model.eval()


def per_token(model: BaseLM, draft: torch.Tensor, text: tuple[int, ...]) -> float:
    ids = torch.tensor([[END, *text]])
    return -model.losses(ids, torch.tensor([[*text, END]]), model.begin(draft)).mean().item()


def test_wide_beams_find_the_best_of_all_texts() -> None:
    draft = torch.tensor([[1, 2, 0]])
    for seed in range(5):
        model = fresh(seed)
        texts = [text for n in range(4) for text in itertools.product(range(1, VOCAB), repeat=n)]
        best = max(texts, key=lambda text: per_token(model, draft, text))
        (found,) = beam_search(model, model.begin(draft), END, {END}, [4], width=200)
        assert per_token(model, draft, tuple(found)) >= per_token(model, draft, best) - 1e-5


def test_one_beam_takes_the_likeliest_token() -> None:
    draft = torch.tensor([[3, 1, 4, 0]])
    for seed in range(5):
        model = fresh(seed)
        state, ids, greedy = model.begin(draft), torch.tensor([[END]]), []
        while len(greedy) < 10:
            logits, state = model.read(ids, state)
            if (token := int(logits.argmax())) == END:
                break
            greedy.append(token)
            ids = torch.tensor([[token]])
        assert beam_search(model, model.begin(draft), END, {END}, [10], width=1) == [greedy]


def test_texts_are_searched_together_as_alone() -> None:
    model = fresh(1)
    drafts = torch.tensor([[1, 2, 3, 0], [4, 0, NOTHING, NOTHING], [2, 2, 0, NOTHING]])
    limits = [9, 3, 6]
    together = beam_search(model, model.begin(drafts), END, {END}, limits, width=3)
    for row, limit, text in zip(drafts, limits, together, strict=True):
        alone = row[row != NOTHING][None]
        assert beam_search(model, model.begin(alone), END, {END}, [limit], width=3) == [text]
        assert len(text) <= limit
