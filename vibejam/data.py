"""Tokens to learn from: a corpus is encoded once, split by document, and served in batches.

Tokens lie in temporary memory-mapped files that vanish with the process, so a corpus may be larger than memory and
nothing is written where nobody asked. Which window comes at which training step is a pure function of (seed, step):
resuming a run needs no record of the data's order. Shapes: B windows per batch, T tokens per window.
Tests: tests/test_data.py.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from vibejam.config import DataConfig
from vibejam.corpus import read_pieces, split_pieces
from vibejam.errors import DataError
from vibejam.paths import storage_error
from vibejam.tokenizer import CharTokenizer, Tokenizer

SPLITS = ("train", "val")
_COUNTED_AT_ONCE = 2**20
FEWEST_DOCUMENTS = 10  # a corpus of fewer is split at its last tenth of characters, else by document

Batch = tuple[torch.Tensor, torch.Tensor]  # inputs and targets, both (B, T) int64; targets are one token ahead
Pieces = Callable[[], Iterable[tuple[str, bool]]]


class TokenDataset:
    """Two streams of tokens, "train" and "val", and the batches drawn from them. No window crosses between the two."""

    def __init__(self, tokens: dict[str, np.ndarray], tokenizer: Tokenizer, config: DataConfig, fingerprint: str = ""):
        self.tokens = tokens
        self.tokenizer = tokenizer
        self.config = config
        self.fingerprint = fingerprint  # of the text and its boundaries: tells whether two runs saw the same corpus
        self.vocab_size = tokenizer.vocab_size
        self._random = np.random.default_rng(0)
        self._orders: dict[tuple[int, int], np.ndarray] = {}
        self._check_length()

    def _check_length(self) -> None:
        need, have = self.config.block_size + 1, len(self.tokens["train"])
        if have < 2 or len(self.tokens["val"]) < 2:
            raise DataError("the corpus is too short to learn from one part and validate on another", "add more writing")
        if have < need:
            raise DataError(
                f"the corpus is too short: {have} tokens to train on, and block_size {self.config.block_size} needs {need}",
                f"add more writing, or use a shorter context: --block-size {have - 1}",
            )

    def encode(self, text: str) -> list[int]:
        return self.tokenizer.encode(text)

    def decode(self, ids: list[int]) -> str:
        return self.tokenizer.decode(ids)

    def frequencies(self, split: str) -> np.ndarray:
        """How often each token occurs, (V,) float32, summing to one; what never occurs counts as half a time."""
        tokens = self.tokens[split]
        counts = np.full(self.vocab_size, 0.5)
        for start in range(0, len(tokens), _COUNTED_AT_ONCE):
            counts += np.bincount(tokens[start : start + _COUNTED_AT_ONCE], minlength=self.vocab_size)
        return (counts / counts.sum()).astype(np.float32)

    def batch(self, split: str = "train") -> Batch:
        """batch_size windows at random places of a split."""
        last_start = len(self.tokens[split]) - 1 - self._window(split)
        starts = self._random.integers(0, last_start + 1, size=self.config.batch_size)
        return self._gather(split, starts, self._window(split))

    def training_batch(self, step: int, seed: int) -> Batch:
        """The batch of training step `step`: a walk through shuffled, non-overlapping windows, epoch after epoch.

        Each epoch cuts the tokens at another random offset and visits every window once.
        """
        per_epoch = self.windows_per_epoch
        wanted = step * self.config.batch_size + np.arange(self.config.batch_size)
        starts = [self._order(int(w) // per_epoch, seed)[int(w) % per_epoch] for w in wanted]
        return self._gather("train", np.array(starts), self.config.block_size)

    @property
    def windows_per_epoch(self) -> int:
        # One window less than would fit leaves room for the random offset.
        return max(1, (len(self.tokens["train"]) - 1) // self.config.block_size - 1)

    def _order(self, epoch: int, seed: int) -> np.ndarray:
        """Starts of the windows of one epoch, shuffled."""
        if (seed, epoch) not in self._orders:
            random = np.random.default_rng([seed, epoch])
            covered = self.windows_per_epoch * self.config.block_size
            offset = random.integers(0, len(self.tokens["train"]) - covered)
            order = offset + random.permutation(self.windows_per_epoch) * self.config.block_size
            before = (seed, epoch - 1)  # a batch may reach from the end of one epoch into the next
            self._orders = {key: kept for key, kept in self._orders.items() if key == before} | {(seed, epoch): order}
        return self._orders[seed, epoch]

    def evaluation_batches(self, split: str, most_windows: int | None = None) -> Iterator[Batch]:
        """Non-overlapping windows in order: every token of the split, or `most_windows` evenly spread ones.

        Always the same windows, so that two losses of one run can be compared.
        """
        size = self._window(split)
        targets = len(self.tokens[split]) - 1
        starts = np.arange(targets // size) * size
        if most_windows is not None and most_windows < len(starts):
            starts = starts[np.linspace(0, len(starts) - 1, most_windows).round().astype(int)]
            rest = 0
        else:
            rest = targets % size
        for i in range(0, len(starts), self.config.batch_size):
            yield self._gather(split, starts[i : i + self.config.batch_size], size)
        if rest:
            yield self._gather(split, np.array([targets - rest]), rest)

    def _window(self, split: str) -> int:
        """block_size, or less where a small validation split is shorter than that."""
        return min(self.config.block_size, len(self.tokens[split]) - 1)

    def _gather(self, split: str, starts: np.ndarray, size: int) -> Batch:
        windows = self.tokens[split][starts[:, None] + np.arange(size + 1)].astype(np.int64)  # (B, T+1)
        both = torch.from_numpy(windows)
        return both[:, :-1], both[:, 1:]


class CharDataset(TokenDataset):
    """A corpus, as text or as the path of a file, in characters.

    A string that names a file, or looks like a path of a .txt, is taken for its path. Give `tokenizer` to encode with a
    vocabulary that exists already. Raises DataError when the corpus is too short, MissingError when a path is not there.
    """

    def __init__(self, source: str | Path, config: DataConfig | None = None, tokenizer: Tokenizer | None = None):
        config = config or DataConfig()
        pieces = _pieces_of(source)
        survey = _Survey.of(pieces())
        chosen: Tokenizer = tokenizer or CharTokenizer(survey.characters)
        held_out = survey.validation_documents(config.val_fraction)
        tokens = _encode(pieces(), chosen, held_out, survey.cut(config.val_fraction))
        super().__init__(tokens, chosen, config, survey.fingerprint)
        self.documents = len(survey.documents)


def corpus_fingerprint(path: Path | str) -> str:
    """A digest of a corpus's documents and their order: the `fingerprint` a CharDataset of it has."""
    return _Survey.of(read_pieces(path)).fingerprint


def _pieces_of(source: str | Path) -> Pieces:
    if isinstance(source, Path) or _names_a_file(source):
        return lambda: read_pieces(source)
    return lambda: split_pieces([source])


def _names_a_file(text: str) -> bool:
    return "\n" not in text and "\0" not in text and len(text) < 1024 and (os.path.exists(text) or text.endswith(".txt"))


@dataclass
class _Survey:
    """What the first pass over a corpus learns: its characters, and the digest and length of each document."""

    characters: set[str]
    documents: list[tuple[str, int]]
    fingerprint: str

    @classmethod
    def of(cls, pieces: Iterable[tuple[str, bool]]) -> _Survey:
        characters: set[str] = set()
        documents: list[tuple[str, int]] = []
        whole, one, length = hashlib.sha256(), hashlib.sha256(), 0
        for text, ends_document in pieces:
            characters.update(text)
            one.update(text.encode("utf-8", "surrogatepass"))
            length += len(text)
            if ends_document and length > 0:
                documents.append((one.hexdigest(), length))
                whole.update(one.digest())
            if ends_document:
                one, length = hashlib.sha256(), 0
        return cls(characters, documents, whole.hexdigest())

    @property
    def by_document(self) -> bool:
        return len(self.documents) >= FEWEST_DOCUMENTS

    def cut(self, fraction: float) -> int | None:
        """Where a corpus of few documents is cut, in tokens; None when it is split by document."""
        tokens = sum(length + 1 for _, length in self.documents)
        return None if self.by_document else int((1 - fraction) * tokens)

    def validation_documents(self, fraction: float) -> set[int]:
        """Which documents are held out: those of lowest digest, up to `fraction` of the characters.

        The digest depends on nothing but the text, so nearly all documents stay on their side when others come or go.
        One that would overshoot the target by half is passed over; if none fits, the shortest is taken.
        """
        if not self.by_document:
            return set()
        target = fraction * sum(length for _, length in self.documents)
        chosen: set[int] = set()
        total = 0
        for i in sorted(range(len(self.documents)), key=lambda i: self.documents[i][0]):
            length = self.documents[i][1]
            one_is_left = len(chosen) < len(self.documents) - 1
            if total < target and total + length <= 1.5 * target and one_is_left:
                chosen.add(i)
                total += length
        return chosen or {min(range(len(self.documents)), key=lambda i: self.documents[i][::-1])}


def _encode(
    pieces: Iterable[tuple[str, bool]], tokenizer: Tokenizer, held_out: set[int], cut: int | None
) -> dict[str, np.ndarray]:
    """The second pass: every token goes to its split. Each document ends with doc_end_id."""
    files = {split: _TokenFile() for split in SPLITS}
    document, length, position = 0, 0, 0
    for text, ends_document in pieces:
        length += len(text)
        tokens = tokenizer.encode_array(text)
        if ends_document and length > 0:
            tokens = np.append(tokens, np.array([tokenizer.doc_end_id], dtype=tokens.dtype))
        if cut is None:
            files["val" if document in held_out else "train"].write(tokens)
        else:
            here = max(0, min(len(tokens), cut - position))
            files["train"].write(tokens[:here])
            files["val"].write(tokens[here:])
        position += len(tokens)
        if ends_document:
            document += length > 0
            length = 0
    return {split: file.mapped() for split, file in files.items()}


class _TokenFile:
    """Tokens written one after the other to a nameless temporary file, then memory-mapped."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed by mapped)
        self._dtype: np.dtype = np.dtype(np.uint16)
        self._length = 0

    def write(self, tokens: np.ndarray) -> None:
        self._dtype = tokens.dtype
        self._length += len(tokens)
        with _disk_errors():
            self._file.write(tokens.tobytes())

    def mapped(self) -> np.ndarray:
        """All of it, read from the disk as needed; the mapping outlives the file, which nobody else can see."""
        with self._file, _disk_errors():
            self._file.flush()
            if self._length == 0:
                return np.zeros(0, dtype=self._dtype)
            return np.memmap(self._file, dtype=self._dtype, mode="r")


@contextlib.contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise storage_error(error, Path(tempfile.gettempdir(), "tokens")) from error
