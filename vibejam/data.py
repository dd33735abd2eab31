"""Tokens to learn from: a corpus is encoded once, split by document, and served in batches.

Tokens lie in temporary memory-mapped files that vanish with the process, so a corpus may be larger than memory and
nothing is written where nobody asked. Which window comes at which training step is a pure function of (seed, step):
resuming a run needs no record of the data's order. Shapes: B windows per batch, T tokens per window.
Tests: tests/test_data.py.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from vibejam.config import DataConfig
from vibejam.corpus import chunks_of, read_pieces, split_pieces
from vibejam.errors import DataError
from vibejam.paths import storage_error
from vibejam.tokenizer import DOC_END, BPETokenizer, CharTokenizer, Tokenizer
from vibejam.tokenizer.bpe import choose_vocab_size

SPLITS = ("train", "val")
_COUNTED_AT_ONCE = 2**20
_ENCODED_AT_ONCE = 16_384  # characters: quick, and small enough for memory to stay flat
_MOST_LEARNT = 16_000_000  # characters, evenly spread, that a vocabulary is learnt from: more change little and take long
FEWEST_DOCUMENTS = 10  # a corpus of fewer is split at its last tenth of characters, else by document

# Inputs and targets, both (B, T) int64, where targets are one token ahead; then, of pairs, the drafts they are written from.
Batch = tuple[torch.Tensor, ...]
Pieces = Callable[[], Iterable[tuple[str, bool]]]


class TokenDataset:
    """Two streams of tokens, "train" and "val", and the batches drawn from them. No window crosses between the two."""

    def __init__(self, tokens: dict[str, np.ndarray], tokenizer: Tokenizer, config: DataConfig, fingerprint: str = ""):
        self.tokens = tokens
        self.tokenizer = tokenizer
        self.config = config
        self.about_tokenizer = "as before"  # how the tokenizer was chosen, in words
        self.about: dict[str, Any] = {}  # what a checkpoint is to say of it
        self.fingerprint = fingerprint  # of the text and its boundaries: tells whether two runs saw the same corpus
        self.vocab_size = tokenizer.vocab_size
        self._random = np.random.default_rng(0)
        self._orders: dict[tuple[int, int], tuple[int, np.ndarray]] = {}  # offset and shuffled windows of (seed, epoch)
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

    @property
    def tokens_per_batch(self) -> float:
        """How many tokens a step of training learns, on average."""
        return self.config.batch_size * self.config.block_size

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

    def bytes_per_token(self, split: str = "val") -> float:
        """How much text a token to be predicted stands for: nats per token / this / ln 2 are bits per byte, which compare
        whatever the tokens are."""
        tokens, lengths = self.tokens[split][1:], self.tokenizer.byte_lengths()
        parts = (tokens[i : i + _ENCODED_AT_ONCE] for i in range(0, len(tokens), _ENCODED_AT_ONCE))
        return sum(int(lengths[part].sum()) for part in parts) / len(tokens)

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
        starts = [self._start(int(w) // per_epoch, int(w) % per_epoch, seed) for w in wanted]
        return self._gather("train", np.array(starts), self.config.block_size)

    @property
    def windows_per_epoch(self) -> int:
        # One window less than would fit leaves room for the random offset.
        return max(1, (len(self.tokens["train"]) - 1) // self.config.block_size - 1)

    def _start(self, epoch: int, place: int, seed: int) -> int:
        """Where the window begins that comes at one place of one epoch."""
        if (seed, epoch) not in self._orders:
            random = np.random.default_rng([seed, epoch])
            covered = self.windows_per_epoch * self.config.block_size
            offset = int(random.integers(0, len(self.tokens["train"]) - covered))
            order = np.arange(self.windows_per_epoch, dtype=np.uint32)  # half of what permutation() takes
            random.shuffle(order)
            before = (seed, epoch - 1)  # a batch may reach from the end of one epoch into the next
            self._orders = {key: kept for key, kept in self._orders.items() if key == before} | {(seed, epoch): (offset, order)}
        offset, order = self._orders[seed, epoch]
        return offset + int(order[place]) * self.config.block_size

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


class CorpusDataset(TokenDataset):
    """A corpus, as text or as the path of a file.

    A string that names a file, or looks like a path of a .txt, is taken for its path. Give `tokenizer` to encode with a
    vocabulary that exists already. Raises DataError when the corpus is too short, MissingError when a path is not there.
    """

    def __init__(self, source: str | Path, config: DataConfig | None = None, tokenizer: Tokenizer | None = None):
        config = config or DataConfig()
        pieces = _pieces_of(source)
        survey = _Survey.of(pieces())
        self.documents = len(survey.lengths)
        about = "as before"
        if tokenizer is None:
            tokenizer, about = self._learn(pieces, survey, config)
        super().__init__(_encode(_sides(pieces(), survey, config.val_fraction), tokenizer), tokenizer, config, survey.fingerprint)
        self.about_tokenizer = about

    def _learn(self, pieces: Pieces, survey: _Survey, config: DataConfig) -> tuple[Tokenizer, str]:
        """A tokenizer for the corpus, and how it was chosen."""
        raise NotImplementedError


class CharDataset(CorpusDataset):
    """A corpus in characters: those that occur anywhere in it."""

    def _learn(self, pieces: Pieces, survey: _Survey, config: DataConfig) -> tuple[Tokenizer, str]:
        return CharTokenizer(survey.characters), "every character of the corpus"


class BPEDataset(CorpusDataset):
    """A corpus in pieces of words, learnt from the part that is not kept for validation."""

    def _learn(self, pieces: Pieces, survey: _Survey, config: DataConfig) -> tuple[Tokenizer, str]:
        characters = survey.cut(config.val_fraction)
        size, about = (config.vocab_size, "as asked") if config.vocab_size else choose_vocab_size(characters)
        texts = (text for split, text in _sides(pieces(), survey, config.val_fraction) if split == "train")
        return BPETokenizer.learn(itertools.islice(texts, 0, None, 1 + characters // _MOST_LEARNT), size), about


def open_corpus(source: str | Path, config: DataConfig | None = None, tokenizer: Tokenizer | None = None) -> CorpusDataset:
    """A corpus in the tokens that `config` asks for."""
    kinds = {"char": CharDataset, "bpe": BPEDataset}
    return kinds[(config or DataConfig()).tokenizer](source, config, tokenizer)


def corpus_fingerprint(path: Path | str) -> str:
    """A digest of a corpus's documents and their order: the `fingerprint` a CharDataset of it has."""
    return _Survey.of(read_pieces(path)).fingerprint


def validation_texts(path: Path | str) -> list[str]:
    """What training keeps for validation, by document where the corpus is split so."""
    fraction = DataConfig().val_fraction
    text = "".join(text for split, text in _sides(read_pieces(path), _Survey.of(read_pieces(path)), fraction) if split == "val")
    return [document for document in text.split(DOC_END) if document.strip()]


def _pieces_of(source: str | Path) -> Pieces:
    if isinstance(source, Path) or _names_a_file(source):
        return lambda: read_pieces(source)
    return lambda: split_pieces(chunks_of(source))


def _names_a_file(text: str) -> bool:
    return "\n" not in text and "\0" not in text and len(text) < 1024 and (os.path.exists(text) or text.endswith(".txt"))


@dataclass
class _Survey:
    """What the first pass over a corpus learns: its characters, and the digest and length of each document.

    The second pass (`_sides`, `_encode`) puts the text on its side and encodes it. Neither keeps text, and both read in small
    chunks, so memory grows with the number of documents alone: by 16 bytes for each.
    """

    characters: set[str]
    digests: np.ndarray  # the first 64 bits of each, enough to tell them apart
    lengths: np.ndarray  # in characters
    fingerprint: str

    @classmethod
    def of(cls, pieces: Iterable[tuple[str, bool]]) -> _Survey:
        characters, digests, lengths = _Characters(), bytearray(), array("Q")
        whole, one, length = hashlib.sha256(), hashlib.sha256(), 0
        for text, ends_document in pieces:
            data = text.encode("utf-8", "surrogatepass")
            characters.update(data)
            one.update(data)
            length += len(text)
            if not ends_document:
                continue
            if length > 0:
                digest = one.digest()
                whole.update(digest)
                digests += digest[:8]
                lengths.append(length)
            one, length = hashlib.sha256(), 0
        return cls(characters.found, np.frombuffer(digests, ">u8"), np.array(lengths, dtype=np.int64), whole.hexdigest())

    @property
    def by_document(self) -> bool:
        return len(self.lengths) >= FEWEST_DOCUMENTS

    def cut(self, fraction: float) -> int:
        """Where a corpus of few documents is cut, in characters; the end of a document counts as one."""
        return int((1 - fraction) * (int(self.lengths.sum()) + len(self.lengths)))

    def held_out(self, fraction: float) -> np.ndarray:
        """Which documents are for validation: those of lowest digest, up to `fraction` of the characters.

        The digest depends on nothing but the text, so nearly all documents stay on their side when others come or go.
        One that would overshoot the target by half is passed over; if none fits, the shortest is taken.
        """
        target = fraction * int(self.lengths.sum())
        chosen = np.zeros(len(self.lengths), dtype=bool)
        total, left = 0, len(self.lengths)
        for i in np.argsort(self.digests, kind="stable"):
            length = int(self.lengths[i])
            if total >= target or left == 1:
                break
            if total + length <= 1.5 * target:
                chosen[i] = True
                total, left = total + length, left - 1
        if not chosen.any():
            chosen[np.lexsort((self.digests, self.lengths))[0]] = True
        return chosen


class _Characters:
    """The distinct characters of much UTF-8: the known ASCII ones are struck out first, which leaves little to look at."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self._known = b""

    def update(self, data: bytes) -> None:
        rest = data.translate(None, self._known)
        before = len(self.found)
        self.found.update(rest.decode("utf-8", "surrogatepass"))
        if len(self.found) > before:
            self._known = "".join(c for c in self.found if c.isascii()).encode()


def _sides(pieces: Iterable[tuple[str, bool]], survey: _Survey, fraction: float) -> Iterator[tuple[str, str]]:
    """(split, text) in the order of the corpus, with DOC_END after each document."""
    held_out = survey.held_out(fraction).tolist() if survey.by_document else []
    left = survey.cut(fraction)  # characters to learn from, where the corpus is cut
    document, length = 0, 0
    for text, ends_document in pieces:
        length += len(text)
        if held_out and length > 0:
            yield "val" if held_out[document] else "train", text + DOC_END if ends_document else text
        elif length > 0:
            yield "train", text[:left]
            yield "val", text[left:]
            left = max(0, left - len(text))
            if ends_document:
                yield "train" if left > 0 else "val", DOC_END
                left = max(0, left - 1)
        if ends_document:
            document += length > 0
            length = 0


def _encode(sides: Iterable[tuple[str, str]], tokenizer: Tokenizer) -> dict[str, np.ndarray]:
    """The tokens of each split."""
    files = {split: _TokenFile(tokenizer) for split in SPLITS}
    for split, text in sides:
        files[split].write(text)
    return {split: file.mapped() for split, file in files.items()}


class _TokenFile:
    """Text in, tokens out: encoded one after the other into a nameless temporary file, which is then memory-mapped."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed by mapped)
        self._waiting: list[str] = []  # many short texts are encoded at once
        self._length = 0

    def write(self, text: str) -> None:
        self._waiting.append(text)
        self._length += len(text)
        if self._length >= _ENCODED_AT_ONCE:
            waiting = "".join(self._waiting)
            safe = self._tokenizer.safe_length(waiting)
            self._write(waiting[:safe])
            self._waiting, self._length = [waiting[safe:]], len(waiting) - safe

    def _write(self, text: str) -> None:
        with _disk_errors():
            self._file.write(self._tokenizer.encode_array(text).data)

    def mapped(self) -> np.ndarray:
        """All of it, read from the disk as needed; the mapping outlives the file, which nobody else can see."""
        self._write("".join(self._waiting))
        dtype = self._tokenizer.encode_array("").dtype
        with self._file, _disk_errors():
            self._file.flush()
            if self._file.tell() == 0:
                return np.zeros(0, dtype=dtype)
            return np.memmap(self._file, dtype=dtype, mode="r")


@contextlib.contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise storage_error(error, Path(tempfile.gettempdir(), "tokens")) from error
