"""Beam search: the likeliest text as far as can be seen, by keeping the `width` likeliest beginnings.

Several texts are searched together, each from its own row of a state. A finished text counts by its log-probability per token (a
sum alone prefers short ones; Wu et al. 2016, arXiv 1609.08144, with alpha = 1). Shapes: B texts, W beams, V vocabulary.
Tests: tests/test_beam.py.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from operator import itemgetter

import torch

from vibejam.arch import BaseLM, State, clone_state
from vibejam.arch.state import map_state


@torch.no_grad()
def beam_search(
    model: BaseLM, state: State, begin: int, ends: Collection[int], most: Sequence[int], width: int = 4
) -> list[list[int]]:
    """The best text for every row of `state`: ids after `begin` and before one of `ends`, at most `most[row]` of them.

    A search is over when no beginning is as likely, per token, as the best finished text; where none is finished by then, the
    best beginning counts. Width 1 always takes the likeliest token.
    """
    texts = [_Search(width, limit) for limit in most]
    searching = list(range(len(texts)))  # the texts that are still searched, in the order of their rows
    state = clone_state(state, width)
    ids = torch.full((len(texts) * width, 1), begin, device=model.device)
    while True:
        logits, state = model.read(ids, state)
        totals = torch.tensor([texts[i].scores for i in searching], dtype=torch.float64)  # (B, W)
        candidates = logits.float().log_softmax(-1).double().cpu().view(len(searching), width, -1) + totals[..., None]
        scores, places = candidates.flatten(1).topk(min(2 * width, candidates[0].numel()), dim=1)
        vocabulary = candidates.shape[2]
        rows, tokens, still = [], [], []
        for row, (i, found, where) in enumerate(zip(searching, scores.tolist(), places.tolist(), strict=True)):
            grown = texts[i].grow([(s, *divmod(p, vocabulary)) for s, p in zip(found, where, strict=True)], ends)
            if grown:
                still.append(i)
                rows += [row * width + beam for beam, _ in grown]
                tokens += [token for _, token in grown]
        if not still:
            return [text.best() for text in texts]
        searching, index = still, torch.tensor(rows, device=model.device)
        state = map_state(itemgetter(index), state)
        ids = torch.tensor(tokens, device=model.device)[:, None]


class _Search:
    """The beginnings of one text, and the best that is finished."""

    def __init__(self, width: int, most: int):
        self.width, self.most = width, most
        self.beams: list[list[int]] = [[]] * width
        self.scores = [0.0, *[-math.inf] * (width - 1)]  # all beams are the same at first
        self.finished: list[tuple[float, list[int]]] = []

    def grow(self, candidates: list[tuple[float, int, int]], ends: Collection[int]) -> list[tuple[int, int]]:
        """Go on with the best of (score, beam, token), best first: the beam and token of each new one, or nothing at the end."""
        grown: list[tuple[float, int, int]] = []
        for rank, (score, beam, token) in enumerate(candidates):
            if token in ends:
                if rank < self.width and score > -math.inf:  # not of a beam that is there to fill up
                    self.finished.append((score / (len(self.beams[beam]) + 1), self.beams[beam]))
            elif len(grown) < self.width:
                grown.append((score, beam, token))
        self.beams = [[*self.beams[beam], token] for _, beam, token in grown]
        self.scores = [score for score, _, _ in grown]
        length = len(self.beams[0])
        if length >= self.most or (self.finished and max(self.finished)[0] >= self.scores[0] / length):
            return []
        return [(beam, token) for _, beam, token in grown]

    def best(self) -> list[int]:
        return max(self.finished)[1] if self.finished else self.beams[0]
