"""Byte-pair encoding: pieces of words as tokens, learnt from the writing itself, which shortens what a model has to read.

The library `tokenizers` learns the pieces and encodes a word the first time it is met; from then on the word's ids are
looked up, which is what makes a stream quick. Text is bytes underneath, so every text can be encoded: the ids are 0 for the
end of a document, 1-256 for the bytes, then the pieces in the order they were learnt. Saved as the standard tokenizer.json.
Tests: tests/tokenizer/test_bpe.py, which hold it equal to the library.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from vibejam.errors import DataError
from vibejam.tokenizer.base import DOC_END

if TYPE_CHECKING:
    from tokenizers import Tokenizer as Library

MOST_TOKENS = 2**20  # tokens in a file that is to be trusted
_CHARACTERS_PER_TOKEN = 1_000  # of writing, where nobody says how many tokens to learn
_CHOSEN_FROM = (512, 16_384)

# How text falls into words, within which pieces are learnt. Ranges of code points instead of classes such as \w, and no
# looking ahead or behind: so Python and the library agree on every text, and a word by itself is the word it was in the text.
# Letters are whole blocks of the scripts. Lengths are limited, since nothing else divides a page of Chinese.
_LETTER = "A-Za-z\u00c0-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff\U00010000-\U0001efff\U00020000-\U0010ffff"
_SPACE = "\t\r\x0b\x0c "
WORD = (
    f" ?[{_LETTER}]{{1,32}}|['\u2019](?:[sdmt]|ll|ve|re)| ?[0-9]{{1,3}}|\n{{1,8}}"
    f"| ?[^{_LETTER}0-9\n{_SPACE}]{{1,16}}|[{_SPACE}]{{1,16}}"
)
_words = re.compile(WORD).findall


class BPETokenizer:
    """Tokens are pieces of words. `BPETokenizer.learn(texts, 512)` learns them; everything else needs no `learn`."""

    kind = "bpe"
    doc_end_id = 0
    end_ids = frozenset({doc_end_id})
    unknown_id = None

    def __init__(self, library: Library):
        self._library = library
        self.vocab_size: int = library.get_vocab_size()
        self._dtype = np.min_scalar_type(self.vocab_size - 1)
        self._doc_end = np.array([self.doc_end_id], dtype=self._dtype).tobytes()
        self._ids = _Words(self._encode_word)
        byte = byte_of_character()
        self._stand_ins = {number: c for c, number in byte.items()}
        pieces = (library.id_to_token(i) or "" for i in range(1, self.vocab_size))
        self._bytes = [DOC_END.encode(), *(bytes(byte[c] for c in piece) for piece in pieces)]

    @classmethod
    def learn(cls, texts: Iterable[str], vocab_size: int) -> BPETokenizer:
        """The pieces that shorten `texts` most: at most `vocab_size` tokens, always the same ones for the same texts."""
        from tokenizers.trainers import BpeTrainer

        library = _library({}, [])
        trainer: Any = BpeTrainer(
            vocab_size=vocab_size, min_frequency=2, special_tokens=[DOC_END], show_progress=False,
            initial_alphabet=list(byte_of_character()),
        )  # fmt: skip
        library.train_from_iterator((part for text in texts for part in text.split(DOC_END)), trainer)
        return cls(library)

    # -- text to ids -------------------------------------------------------------------------------------------------

    def encode(self, text: str) -> list[int]:
        return self.encode_array(text).tolist()

    def encode_array(self, text: str) -> np.ndarray:
        documents = (b"".join(map(self._ids.__getitem__, _words(part))) for part in text.split(DOC_END))
        return np.frombuffer(self._doc_end.join(documents), dtype=self._dtype)

    def _encode_word(self, word: str) -> bytes:
        """The ids of one word, as the bytes of an array. (Half a character, a surrogate, is no text: it becomes "?".)"""
        visible = word.encode("utf-8", "replace").decode("latin-1").translate(self._stand_ins)
        return np.array([token.id for token in self._library.model.tokenize(visible)], dtype=self._dtype).tobytes()

    def safe_length(self, text: str) -> int:
        """A word ends where blanks begin; in a text without any, where its last word but one begins."""
        after_marker = text.rfind(DOC_END) + len(DOC_END) if DOC_END in text else 0
        before_blank = len(text[: max(text.rfind(" "), text.rfind("\n")) + 1].rstrip("\n" + _SPACE))
        if safe := max(after_marker, before_blank):
            return safe
        words = _words(text)  # the last may go on; the last but one, an apostrophe, may belong to it
        return sum(map(len, words[:-2]))

    # -- ids to text -------------------------------------------------------------------------------------------------

    def decode(self, ids: list[int]) -> str:
        return as_text(b"".join(self._bytes[i] for i in ids))

    def decoder(self) -> Callable[[int], str]:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        return lambda token: decoder.decode(self._bytes[token])

    def byte_lengths(self) -> np.ndarray:
        return np.array([1, *map(len, self._bytes[1:])])

    def unknown_characters(self, text: str) -> set[str]:
        return set(re.findall("[\ud800-\udfff]", text))

    # -- to and from a file ------------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "tokenizer.json": self._library.to_str()}

    @classmethod
    def from_dict(cls, saved: dict[str, Any]) -> BPETokenizer:
        """Take the vocabulary and the merges out of a tokenizer.json, and nothing else: a pattern in it is never run."""
        try:
            found = json.loads(saved["tokenizer.json"])
            vocabulary, merges = found["model"]["vocab"], [tuple(pair) for pair in found["model"]["merges"]]
            _check(found, vocabulary, merges)
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
            message = f"the vocabulary in this file is damaged: {error}"
            raise DataError(message, "train the model again, or restore the file from a copy") from error
        return cls(_library(vocabulary, merges))


class _Words(dict[str, bytes]):
    """The ids of the words met lately. When there are too many, those of the older half that were not met again go."""

    _MOST = 32_768  # in each of the two halves

    def __init__(self, encode: Callable[[str], bytes]):
        super().__init__()
        self._encode = encode
        self._older: dict[str, bytes] = {}

    def __missing__(self, word: str) -> bytes:
        if len(self) >= self._MOST:
            self._older = dict(self)
            self.clear()
        ids = self[word] = self._older.get(word) or self._encode(word)
        return ids


def choose_vocab_size(characters: int) -> tuple[int, str]:
    """How many tokens to learn from so much writing, and why."""
    power = 2 ** (max(1, characters // _CHARACTERS_PER_TOKEN).bit_length() - 1)
    least, most = _CHOSEN_FROM
    return min(most, max(least, power)), f"for {characters:,} characters to learn from"


def _library(vocabulary: dict[str, int], merges: list[tuple[str, str]]) -> Library:
    """The library's tokenizer with our words; unlike its own words it does not depend on a version of Unicode."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers

    library: Library = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    split: Any = pre_tokenizers.Split(Regex(WORD), behavior="isolated")
    bytewise: Any = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    untyped: Any = library
    untyped.pre_tokenizer = pre_tokenizers.Sequence([split, bytewise])
    untyped.decoder = decoders.ByteLevel()
    if vocabulary:
        library.add_special_tokens([AddedToken(DOC_END, special=True, normalized=False)])
    return library


def _check(found: dict[str, Any], vocabulary: dict[str, int], merges: list[tuple[str, ...]]) -> None:
    """Raise ValueError for what is not of our making: encoding could fail later, or differ from what a model learnt."""
    if found["normalizer"] is not None or found["pre_tokenizer"]["pretokenizers"][0]["pattern"] != {"Regex": WORD}:
        raise ValueError("it cuts text in another way")
    if [(t["id"], t["content"], t["special"]) for t in found["added_tokens"]] != [(0, DOC_END, True)]:
        raise ValueError("its special tokens are not known")
    if (
        len(vocabulary) > MOST_TOKENS
        or {*map(type, vocabulary.values())} != {int}
        or sorted(vocabulary.values()) != list(range(len(vocabulary)))
    ):
        raise ValueError("its ids are not 0, 1, 2, ...")
    alphabet = set(byte_of_character())
    if vocabulary.get(DOC_END) != 0 or not alphabet <= vocabulary.keys():
        raise ValueError("it lacks a byte or the end of a document")
    if not all(set(token) <= alphabet for token in vocabulary):
        raise ValueError("it has a token that is not made of bytes")
    for pair in merges:
        if len(pair) != 2 or not {*pair, "".join(pair)} <= vocabulary.keys():
            raise ValueError(f"it merges {pair}, which are no tokens")


def byte_of_character() -> dict[str, int]:
    """The visible character that stands for each byte in a tokenizer.json: itself, or one from U+0100 on. In order of them."""
    visible = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in visible]
    return {chr(b): b for b in visible} | {chr(0x100 + i): b for i, b in enumerate(others)}


def as_text(data: bytes) -> str:
    """UTF-8 as text; a character whose last bytes are still to come is left out."""
    return codecs.utf_8_decode(data, "replace", False)[0]
