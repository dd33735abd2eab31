"""Pairs to learn rewriting from: a draft, and what it became. Read from two files line by line, or from JSON lines.

A model that reads drafts (arch/rewriter.py) is given them apart from the text:

    drafts   the draft <|doc_end|>           text   <|doc_end|> what it became          targets   what it became <|doc_end|>

one that only writes on (a base) reads the draft in a prompt, and learns nothing from the prompt: its targets are IGNORED. Pairs
of about one length come together, so that little is padded, and about as many tokens at each step: a step on few would be as
long as one on many, and wrong more often. Which come at a step is a function of (seed, step) as in data.py.
Shapes: B pairs, T tokens of the longest text, N of the longest draft. Tests: tests/test_pairs.py.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from vibejam.arch.base import IGNORED
from vibejam.arch.rewriter import NOTHING
from vibejam.config import DataConfig
from vibejam.data import Batch, TokenDataset
from vibejam.errors import DataError, MissingError
from vibejam.text.decode import decode
from vibejam.tokenizer import Tokenizer, defuse

TEMPLATE = """\
Below is some draft text. Rewrite it in my usual style, keeping the same meaning but using my tone and cadence.

Draft:
{draft}

Rewrite:
"""
_JITTER = 8  # tokens: pairs whose lengths differ by less may come in either order
_KEPT = 20  # of so many pairs one is kept for validation, where nobody gives any
_JSON_LINE = 'a line is {"draft": "...", "text": "..."}'


class Pair(NamedTuple):
    """One text: its drafts, the first by whoever wrote it, and what it became."""

    drafts: tuple[str, ...]
    text: str


def read_lines(path: Path | str) -> list[str]:
    """The lines of a file. Raises MissingError without it."""
    try:
        text = decode(Path(path).read_bytes())[0]
    except OSError as error:
        raise MissingError(f"cannot read {path}: {error.strerror}", "name a file of lines") from error
    return text.removesuffix("\n").split("\n") if text else []


def read_aligned(source: Path | str, target: Path | str) -> list[Pair]:
    """Two files, where line n of one is what line n of the other became; pairs with an empty side are left out."""
    drafts, texts = read_lines(source), read_lines(target)
    if len(drafts) != len(texts):
        message = f"{source} has {len(drafts):,} lines and {target} has {len(texts):,}: line n of one must be line n of the other"
        raise DataError(message, "write both with the same lines, an empty one where there is nothing")
    return _some([Pair((draft.strip(),), text.strip()) for draft, text in zip(drafts, texts, strict=True)], f"{source}")


def read_pairs(path: Path | str) -> list[Pair]:
    """JSON lines with `draft` and `text`. Raises DataError for a line that is none."""
    pairs = []
    for number, line in enumerate(read_lines(path), 1):
        if line.strip():
            try:
                draft, text = (json.loads(line)[key].strip() for key in ("draft", "text"))
            except (json.JSONDecodeError, KeyError, TypeError, AttributeError, RecursionError) as error:
                raise DataError(f"{path}:{number} is no pair", _JSON_LINE) from error
            pairs.append(Pair((draft,), text))
    return _some(pairs, f"{path}")


def _some(pairs: list[Pair], where: str) -> list[Pair]:
    whole = [pair for pair in pairs if pair.text and all(pair.drafts)]
    if not whole:
        raise DataError(f"{where} holds no pair of a draft and what it became")
    return whole


def split_pairs(pairs: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """To learn from, and to validate on: one text of twenty with all its drafts, always the same ones."""
    texts = sorted({pair.text for pair in pairs}, key=lambda text: hashlib.sha256(text.encode()).digest())
    if len(texts) < 2:
        raise DataError("one text is not enough to learn from and to validate on", "add more pairs")
    kept = set(texts[: max(1, len(texts) // _KEPT)])
    return [pair for pair in pairs if pair.text not in kept], [pair for pair in pairs if pair.text in kept]


class PairDataset(TokenDataset):
    """Encoded pairs, "train" and "val", in batches. `prompted`: for a model that only writes on.

    Pairs of which a text is longer than `config.block_size` tokens are left out (`left_out` counts them). Raises DataError when
    none is left.
    """

    def __init__(self, pairs: dict[str, list[Pair]], tokenizer: Tokenizer, config: DataConfig, prompted: bool = False):
        self._end = tokenizer.doc_end_id
        self._pairs: dict[str, list[tuple[list[list[int]], list[int], int]]] = {}  # drafts, text, how much of it is prompt
        self.left_out = 0
        for split, items in pairs.items():
            encoded = [_prompted(tokenizer, pair) if prompted else _apart(tokenizer, pair) for pair in items]
            self._pairs[split] = [pair for pair in encoded if len(pair[1]) <= config.block_size]
            self.left_out += len(encoded) - len(self._pairs[split])
            if not self._pairs[split]:
                longest = f"no text has less than {config.block_size} tokens, the length of the model's context"
                raise DataError(f"there is nothing left to learn from: {longest}", "give shorter texts: a line, a paragraph")
        digest = hashlib.sha256(json.dumps(pairs, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass"))
        tokens = {split: np.concatenate([np.array(text) for _, text, _ in items]) for split, items in self._pairs.items()}
        super().__init__(tokens, tokenizer, config, digest.hexdigest())
        self._epochs: dict[tuple[int, int], list[np.ndarray]] = {}  # the batches of (seed, epoch)

    def _check_length(self) -> None:
        """A pair is enough."""

    @property
    def tokens_per_batch(self) -> float:
        return self.config.batch_size * len(self.tokens["train"]) / len(self._pairs["train"])

    @property
    def batches_per_epoch(self) -> int:
        return max(1, round(len(self._pairs["train"]) / self.config.batch_size))

    def training_batch(self, step: int, seed: int) -> Batch:
        """The pairs of a step: all of them once in an epoch, in another order in each."""
        epoch, place = divmod(step, self.batches_per_epoch)
        if (seed, epoch) not in self._epochs:
            self._epochs = {(seed, epoch): self._shuffled(np.random.default_rng([seed, epoch]))}
        return self._together([self._pairs["train"][i] for i in self._epochs[seed, epoch][place]])

    def _shuffled(self, random: np.random.Generator) -> list[np.ndarray]:
        """Batches of about one length and of about as many tokens each, in a random order."""
        lengths = np.array([len(text) + sum(map(len, drafts)) for drafts, text, _ in self._pairs["train"]])
        order = np.argsort(lengths + random.uniform(0, _JITTER, len(lengths)), kind="stable")
        read, batches = lengths[order].cumsum(), self.batches_per_epoch
        cuts = np.searchsorted(read, read[-1] * np.arange(1, batches) / batches)
        for i in range(len(cuts)):  # a pair at least in each
            cuts[i] = max(cuts[i], (cuts[i - 1] if i else 0) + 1)
        cuts = np.minimum(cuts, len(order) - np.arange(batches - 1, 0, -1))
        parts = np.split(order, cuts)
        return [parts[i] for i in random.permutation(batches)]

    def evaluation_batches(self, split: str, most_windows: int | None = None) -> Iterator[Batch]:
        """All pairs of a split from the shortest to the longest, or so many of them evenly spread."""
        pairs = sorted(self._pairs[split], key=lambda pair: len(pair[1]))
        if most_windows is not None and most_windows < len(pairs):
            pairs = [pairs[i] for i in np.linspace(0, len(pairs) - 1, most_windows).round().astype(int)]
        for i in range(0, len(pairs), self.config.batch_size):
            yield self._together(pairs[i : i + self.config.batch_size])

    def _together(self, pairs: Sequence[tuple[list[list[int]], list[int], int]]) -> Batch:
        texts = [text for _, text, _ in pairs]
        ids = padded([[self._end, *text[:-1]] for text in texts], self._end)
        targets = padded([[IGNORED] * prompt + text[prompt:] for _, text, prompt in pairs], IGNORED)
        drafts = zip(*(drafts for drafts, _, _ in pairs), strict=True)
        return ids, targets, *(padded(alike, NOTHING) for alike in drafts)


def _apart(tokenizer: Tokenizer, pair: Pair) -> tuple[list[list[int]], list[int], int]:
    return [ids_of(tokenizer, draft) for draft in pair.drafts], ids_of(tokenizer, pair.text), 0


def ids_of(tokenizer: Tokenizer, text: str) -> list[int]:
    """A draft or a text as a rewriter reads it: its first word has a blank before it, as words within it have."""
    return [*tokenizer.encode(" " + defuse(text)), tokenizer.doc_end_id]


def _prompted(tokenizer: Tokenizer, pair: Pair) -> tuple[list[list[int]], list[int], int]:
    prompt = tokenizer.encode(TEMPLATE.format(draft=defuse(pair.drafts[0])))
    return [], [*prompt, *tokenizer.encode(defuse(pair.text)), tokenizer.doc_end_id], len(prompt)


def padded(rows: Sequence[Sequence[int]], filling: int) -> torch.Tensor:
    """(rows, the longest), with `filling` after the end of a shorter one."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[filling] * (longest - len(row))] for row in rows])
