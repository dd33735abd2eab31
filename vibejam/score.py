"""How much a text sounds like a person: what the person's model makes of it, against what a background makes of it.

    r(w)     = log p_person(w) - log p_background(w)     nats, for each word or mark w of the text, held to +-LIMIT
    likeness = sum of r over the text / its words        each kind of word held to a SHARE of the evidence
    score    = (likeness - other) / (own - other)        0: as other people write, 1: as the person writes, unseen

The likelihood ratio of a personal and a background model is a sound measure of authorship (arXiv 2510.21958, 2510.13302). The
person's model is the trained one mixed with the counted one; the background is what the voice was learnt on top of, or the base
inside the package. A long text is read passage by passage, each as if it stood alone: the more the background has read, the more
it has caught the manner itself, and the likeness of a long text could not be compared with that of a short one. Chosen by alone,
a sum of ratios is won by one mark put everywhere: hence the two limits. `own` and `other` are means over passages that no model
here has seen: validation documents of the voice, and the sample writers. How well it tells people apart: python -m bench.score.
Tests: tests/test_score.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
import torch

from vibejam.arch import BaseLM
from vibejam.errors import DataError
from vibejam.ngram import CountedLM, MixedLM
from vibejam.text.sentences import sentences
from vibejam.tokenizer import DOC_END, Tokenizer

LIMIT = 4.0  # nats: what one word can say at most
SHARE = 0.1  # of all evidence: what all occurrences of one word can say at most
PASSAGE = 60  # words, that are read at once and of which a scale is made
_LONGEST_WINDOW = 512  # tokens
_BATCH = 16
_PIECE = re.compile(r"\s*(?:[^\W_]+(?:['’][^\W_]+)*|[^\w\s]+|_+)|\s+$")


class Reader(NamedTuple):
    """A language model and what it reads by."""

    model: BaseLM
    tokenizer: Tokenizer


@dataclass(frozen=True)
class Scale:
    """What likeness the passages of the person and of others have: means, standard deviations, how many there were."""

    own: float
    own_spread: float
    own_passages: int
    other: float
    other_spread: float
    other_passages: int

    def place(self, likeness: float) -> float:
        """0 at the mean of others, 1 at the person's own."""
        return (likeness - self.other) / (self.own - self.other)

    def is_overshoot(self, likeness: float, words: int) -> bool:
        """Whether a text is more like the person than the person's own writing of that length is, but for one in forty."""
        return likeness > self.own + 2 * self.own_spread * max(1.0, (PASSAGE / max(words, 1)) ** 0.5)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, saved: dict[str, Any]) -> Scale:
        return cls(
            float(saved["own"]), float(saved["own_spread"]), int(saved["own_passages"]),
            float(saved["other"]), float(saved["other_spread"]), int(saved["other_passages"]),
        )  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """What speaks for the person in a text, and against: each kind of word with its nats, the strongest first."""

    likeness: float
    words: int
    kinds: list[tuple[str, float]]


class StyleScorer:
    """Compares texts with a person's writing and with a background."""

    def __init__(self, person: Reader, background: Reader):
        self.person, self.background = person, background

    def evidence(self, texts: Sequence[str]) -> list[Evidence]:
        """For each text; likeness in nats per word."""
        parts = [_parts(text) for text in texts]
        flat = [part for whole in parts for part in whole]
        ours, theirs = (word_log_probabilities(reader, flat) for reader in (self.person, self.background))
        ratios = iter([mine - other for mine, other in zip(ours, theirs, strict=True)])
        return [_weighed([(part, next(ratios)) for part in whole]) for whole in parts]

    def log_probabilities(self, texts: Sequence[str]) -> list[tuple[float, float]]:
        """Of each text, in nats, for the person and for the background: to compare wordings of the same sentence."""
        person, background = (word_log_probabilities(reader, texts) for reader in (self.person, self.background))
        return [(float(mine.sum()), float(others.sum())) for mine, others in zip(person, background, strict=True)]

    def likeness(self, texts: Sequence[str]) -> list[float]:
        return [found.likeness for found in self.evidence(texts)]

    def scale(self, own: Sequence[str], other: Sequence[str]) -> Scale:
        """From passages of both. Raises DataError where they cannot be told apart."""
        if len(own) < 3 or len(other) < 3:
            raise DataError("there is too little unseen writing to make a scale of", "learn the voice from more documents")
        mine, theirs = np.array(self.likeness(own)), np.array(self.likeness(other))
        if mine.mean() <= theirs.mean():
            raise DataError(
                "this voice cannot tell its person's writing from others'", "learn it from more writing, or for longer"
            )
        return Scale(
            float(mine.mean()), float(mine.std(ddof=1)), len(mine), float(theirs.mean()), float(theirs.std(ddof=1)), len(theirs)
        )


def pieces(text: str) -> list[str]:
    """Words and marks, each with the white space before it; they add up to the text."""
    return [match.group() for match in _PIECE.finditer(text)]


def word_log_probabilities(reader: Reader, texts: Sequence[str]) -> list[np.ndarray]:
    """For each text, the log-probability of each of its `pieces`, in nats. What a token says is spread over its bytes."""
    lengths = reader.tokenizer.byte_lengths()
    found = []
    for text, (ids, nats) in zip(texts, _token_log_probabilities(reader, texts), strict=True):
        ends = np.cumsum([len(piece.encode("utf-8", "surrogatepass")) for piece in pieces(text)])
        token_ends = np.cumsum(lengths[ids])
        if ends.size and token_ends[-1] > 0:  # a tokenizer may not spell every byte: the places are then about right
            token_ends = token_ends * (ends[-1] / token_ends[-1])
        said = np.interp(ends, np.concatenate(([0], token_ends)), np.concatenate(([0], np.cumsum(nats))))
        found.append(np.diff(said, prepend=0.0))
    return found


def _token_log_probabilities(reader: Reader, texts: Sequence[str]) -> Iterator[tuple[list[int], np.ndarray]]:
    """For each text its ids, and the log-probability of each, read from the beginning of a document on."""
    context = min(reader.model.context_size or _LONGEST_WINDOW, _LONGEST_WINDOW)
    everything = [reader.tokenizer.encode(text) for text in texts]
    windows: list[tuple[int, int, int]] = []  # number of the text, first token, first token that counts
    for number, ids in enumerate(everything):
        windows += [
            (number, start, start and start + context // 2)
            for start in range(0, max(min(1, len(ids)), len(ids) - context // 2), context // 2)
        ]
    windows.sort(key=lambda window: min(context, len(everything[window[0]]) - window[1]))  # alike lengths are read together
    said = [np.zeros(len(ids)) for ids in everything]
    begin = reader.tokenizer.encode(DOC_END)
    for at in range(0, len(windows), _BATCH):
        batch = windows[at : at + _BATCH]
        rows = [(begin + everything[number])[start : start + context + 1] for number, start, _ in batch]
        longest = max(map(len, rows))
        padded = torch.tensor([row + begin * (longest - len(row)) for row in rows])
        log_p = _target_log_probabilities(reader.model, padded[:, :-1], padded[:, 1:]).double().numpy()
        for (number, start, first), row, line in zip(batch, rows, log_p, strict=True):
            said[number][first : start + len(row) - 1] = line[first - start : len(row) - 1]
    yield from zip(everything, said, strict=True)


@torch.no_grad()
def _target_log_probabilities(model: BaseLM, ids: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if isinstance(model, CountedLM | MixedLM):
        return model.target_log_probabilities(ids, targets)
    logits, _ = model(ids)
    return logits.float().log_softmax(dim=-1).gather(2, targets[..., None])[..., 0]


def _weighed(parts: Sequence[tuple[str, np.ndarray]]) -> Evidence:
    """Of passages with the ratio of each of their pieces."""
    totals: dict[str, float] = {}
    for part, ratios in parts:
        for piece, ratio in zip(pieces(part), ratios.clip(-LIMIT, LIMIT).tolist(), strict=True):
            kind = piece.strip().casefold()
            totals[kind] = totals.get(kind, 0.0) + ratio
    most = _most([abs(total) for total in totals.values()])
    held = {kind: max(-most, min(most, total)) for kind, total in totals.items()}
    words = max(1, sum(len(part.split()) for part, _ in parts))
    return Evidence(sum(held.values()) / words, words, sorted(held.items(), key=lambda kind: -abs(kind[1])))


def _most(totals: list[float]) -> float:
    """What each may say at most so that none says more than its share of all; of a few words each has a larger one."""
    share, most = max(SHARE, 2 / max(1, len(totals))), max(totals, default=0.0)
    for _ in range(50):  # falls towards where it is exactly the share
        most = min(most, share * sum(min(total, most) for total in totals))
    return most


def passages_of(documents: Iterable[str], most: int, words: int = PASSAGE) -> list[str]:
    """Up to `most` passages of whole sentences and at least `words` words, spread evenly over the documents.

    Documents that are shorter (mails, notes) are put together, one after the other, until they are long enough.
    """
    found: list[str] = []
    short = ""
    for document in documents:
        short = f"{short} {' '.join(document.split())}".strip()
        parts = [part for part in _cut(short, words) if len(part.split()) >= words]
        found += parts
        short = "" if parts else short
    step = max(1.0, len(found) / most)
    return [found[int(i * step)] for i in range(min(most, len(found)))]


def _parts(text: str) -> list[str]:
    """What is read at once: passages of whole sentences, the rest together with the one before it. A text of less than two
    passages is read whole, so that versions of it that end their sentences elsewhere can be compared."""
    *parts, rest = _cut(text, PASSAGE)
    if parts and len(rest.split()) < PASSAGE:
        rest = f"{parts.pop()} {rest}"
    return [*parts, rest]


def _cut(text: str, words: int) -> list[str]:
    """Whole sentences, each time at least so many words; the last may be shorter, and is "" for an empty text."""
    found, passage = list[str](), ""
    for sentence in sentences(text):
        passage += sentence
        if len(passage.split()) >= words:
            found.append(passage.strip())
            passage = ""
    return [*found, passage.strip()] if passage.strip() or not found else found
