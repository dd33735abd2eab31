"""Which word of a text became which word of another: links between two texts that say the same, learnt from many such pairs.

A word of the target came from one word of the source, or from none:

    p(target j came from source i)  ~  exp(-TENSION |i/m - j/n|) * t(target word | source word)

where t is learnt by expectation maximisation: IBM model 2 with one number for the places, since texts that say the same say it
in about the same order (Dyer, Chahuneau and Smith 2013, "A simple, fast, and effective reparameterization of IBM model 2"). Both
directions are read, and joined by growing the links they agree on (Koehn, Och and Marcu 2003, "grow-diag-final-and").
Shapes: C cells, the candidate links of all pairs one after the other. Tests: tests/style/test_align.py.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

TENSION = 4.0
_FROM_NOTHING = 0.08  # the share of words that came from none
_ROUNDS = 5
_ITSELF = 10.0  # how much likelier a word is to become itself, before anything is learnt
_MOST_CELLS = 20_000_000  # that are learnt from: some 30,000 pairs of sentences

Words = Sequence[int]  # the numbers of words, below `vocabulary`
Link = tuple[int, int]  # places in source and target


def align(pairs: Sequence[tuple[Words, Words]], vocabulary: int) -> list[set[Link]]:
    """The links of every pair."""
    came_from = _one_way(pairs, vocabulary)
    became = _one_way([(target, source) for source, target in pairs], vocabulary)
    return [_join(forward, back) for forward, back in zip(came_from, became, strict=True)]


def _one_way(pairs: Sequence[tuple[Words, Words]], vocabulary: int) -> list[np.ndarray]:
    """For each pair, the source place of every target word, or -1."""
    learnt = pairs[: max(1, int(np.searchsorted(np.cumsum([len(s) * len(t) for s, t in pairs]), _MOST_CELLS)))]
    source, target, prior, widths = map(np.concatenate, zip(*(_cells(s, t, vocabulary) for s, t in learnt), strict=True))
    keys, key_of = np.unique(source * vocabulary + target, return_inverse=True)  # the pairs of words that meet
    source_of = keys // vocabulary
    probability = np.where(source_of == keys % vocabulary, _ITSELF, 1.0)
    starts = np.cumsum(widths) - widths
    for _ in range(_ROUNDS):
        expected = probability[key_of] * prior  # (C,)
        expected /= np.repeat(np.add.reduceat(expected, starts), widths)
        counts = np.bincount(key_of, expected, len(keys))
        probability = counts / np.bincount(source_of, counts, vocabulary + 1)[source_of]
    return [_likeliest(s, t, vocabulary, keys, probability) for s, t in pairs]


def _cells(source: Words, target: Words, vocabulary: int) -> tuple[np.ndarray, ...]:
    """Source words, target words and priors of a pair's cells, target by target with "from none" first, and how many cells
    each target has. The number of "none" is `vocabulary`."""
    m, n = len(source), len(target)
    apart = np.abs((np.arange(m) + 0.5) / max(1, m) - ((np.arange(n) + 0.5) / max(1, n))[:, None])  # (n, m)
    near = np.exp(-TENSION * apart)
    near *= (1 - _FROM_NOTHING) / np.maximum(near.sum(1, keepdims=True), 1e-12)
    prior = np.concatenate((np.full((n, 1), _FROM_NOTHING), near), axis=1)
    sources = np.tile(np.array([vocabulary, *source], dtype=np.int64), n)
    return sources, np.repeat(np.array(target, dtype=np.int64), m + 1), prior.ravel(), np.full(n, m + 1)


def _likeliest(source: Words, target: Words, vocabulary: int, keys: np.ndarray, probability: np.ndarray) -> np.ndarray:
    sources, targets, prior, _ = _cells(source, target, vocabulary)
    wanted = sources * vocabulary + targets
    found = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    likelihood = np.where(keys[found] == wanted, probability[found], 0.0) * prior
    best: np.ndarray = likelihood.reshape(len(target), len(source) + 1).argmax(1) - 1
    return best


def _join(came_from: np.ndarray, became: np.ndarray) -> set[Link]:
    """Links both directions see, then neighbours that one sees and that reach a new word, then what links two new words."""
    forward = {(int(i), j) for j, i in enumerate(came_from) if i >= 0}
    back = {(i, int(j)) for i, j in enumerate(became) if j >= 0}
    links, seen = forward & back, forward | back
    sources, targets = {i for i, _ in links}, {j for _, j in links}
    waiting = sorted(links)
    while waiting:
        i, j = waiting.pop()
        for link in (
            (i - 1, j),
            (i, j - 1),
            (i + 1, j),
            (i, j + 1),
            (i - 1, j - 1),
            (i - 1, j + 1),
            (i + 1, j - 1),
            (i + 1, j + 1),
        ):
            if link in seen and link not in links and (link[0] not in sources or link[1] not in targets):
                links.add(link)
                sources.add(link[0])
                targets.add(link[1])
                waiting.append(link)
    for i, j in sorted(seen - links):
        if i not in sources and j not in targets:
            links.add((i, j))
            sources.add(i)
            targets.add(j)
    return links
