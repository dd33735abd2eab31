"""The tokenizer of a model that others trained: a tokenizer.json of Hugging Face with byte-level BPE, behind our protocol.

DOC_END stands for the model's own token for the end of a text. No text gives the id of any other special token, whatever it
says: what encodes does not know them. The file is not trusted: everything is rebuilt from the vocabulary and from ways to cut
text into words that are known here, since a pattern from a file can stop a program (the library's search gives up with a panic).
Tests: tests/tokenizer/test_pretrained.py, which hold it equal to the library and to transformers.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from vibejam.errors import DAMAGED, ConfigError, DataError
from vibejam.tokenizer.base import DOC_END, defuse
from vibejam.tokenizer.bpe import MOST_TOKENS, WORD, as_text, byte_of_character

if TYPE_CHECKING:
    from tokenizers import Tokenizer as Library

_ENCODED_AT_ONCE = 2**18  # characters: the library needs hundreds of bytes for each, and gives up on millions of blanks

# How others cut text into words: that of GPT-4 and Llama 3, Qwen2's, and our own (GPT-2's is a setting of the library's).
_GPT4 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_PATTERNS = (_GPT4, _GPT4.replace("{1,3}", ""), WORD)

# Where all of these begin a new word, whatever follows: at a blank between a word and a letter, and at a mark after a letter.
_LETTER = "A-Za-z\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3"
_to_last_cut = re.compile(rf"(?s).*(?:(?<=[{_LETTER}0-9.,;:!?])(?= [A-Za-z])|(?<=[{_LETTER}])(?=[.,;:!?。、，！？；：]))").match

# Bytes that a vocabulary may lack, as SmolLM2's does: those of no UTF-8, of planes of Unicode without characters, and controls.
_SPARED = ({0xC0, 0xC1, 0xF1, 0xF2, *range(0xF4, 0x100), 0x7F, *range(0x20)}) - {*b"\t\n\r"}

# What stands for a content while the template is filled in, so that no content is read as a token of the template.
_CONTENT, _MASKED = "\ue000{}\ue001", re.compile("\ue000(\\d+)\ue001")

_ROLES = ("bos_token", "eos_token", "pad_token", "unk_token")


class PretrainedTokenizer:
    """Text <-> the token ids of somebody else's model."""

    kind = "pretrained"
    unknown_id = None

    def __init__(
        self, content: str, end: str, vocab_size: int = 0, chat_template: str | None = None, roles: dict[str, str] | None = None
    ):
        """content: the text of a tokenizer.json. end: the special token that ends a text, DOC_END here. vocab_size: how many
        ids the model knows, often more than the tokenizer; 0: as many. chat_template (Jinja) and roles, such as
        {"eos_token": "<|im_end|>"}, are kept; where writing ends is all that is taken from them. Raises DataError for what cannot be used."""
        self.content, self.end, self.chat_template, self.roles = content, end, chat_template, roles or {}
        try:
            parts = _read(content)
            self.special_tokens = parts.special
            self.doc_end_id = parts.special[end]
            self.end_ids = frozenset({self.doc_end_id, parts.special[self.roles.get("eos_token", end)]})
            needed = 1 + max((parts.vocabulary | parts.special | parts.blanks).values())
            self.vocab_size = vocab_size or needed
            if not needed <= self.vocab_size <= MOST_TOKENS:
                raise ValueError(f"it has {needed} tokens, and its model {vocab_size}")
            self._bytes = _bytes_of(parts, self.vocab_size)
            self._spelt = {piece[0] for piece in self._bytes if len(piece) == 1}
            self._library = _library(parts)
        except DAMAGED as error:
            reason = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
            raise DataError(f"the tokenizer of this model cannot be used: {reason}", _HINT) from error
        self._bytes[self.doc_end_id] = DOC_END.encode()
        self._dtype = np.min_scalar_type(self.vocab_size - 1)

    # -- text to ids -------------------------------------------------------------------------------------------------

    def encode(self, text: str) -> list[int]:
        ids: list[int] = []
        for number, document in enumerate(text.split(DOC_END)):
            ids += [self.doc_end_id] if number else []
            for part in self._parts(document.encode("utf-8", "replace").decode()):  # half a character, a surrogate, is "?"
                ids += self._library.encode(part, add_special_tokens=False).ids
        return ids

    def encode_array(self, text: str) -> np.ndarray:
        return np.array(self.encode(text), dtype=self._dtype)

    def chat(self, messages: Sequence[dict[str, str]]) -> list[int]:
        """The ids of a conversation, {"role": ..., "content": ...} each, in which it is the model's turn. What contents say is
        plain text, whatever it looks like. Raises ConfigError where the model was not tuned to chat."""
        from jinja2 import TemplateError
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        if not self.chat_template:
            raise ConfigError("this model was not tuned to chat: it has no chat template")
        contents = [message["content"] for message in messages]
        masked = [{**message, "content": _CONTENT.format(number)} for number, message in enumerate(messages)]
        try:
            template = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True).from_string(self.chat_template)
            written = template.render(messages=masked, add_generation_prompt=True, **self.roles)
        except (TemplateError, ArithmeticError, *DAMAGED) as error:
            raise DataError(f"the chat template of this model cannot be used: {error}", _HINT) from error
        ids: list[int] = []
        specials = sorted(self.special_tokens, key=len, reverse=True)
        for part in re.split(f"({'|'.join(map(re.escape, specials))})", written):
            if part in self.special_tokens:
                ids.append(self.special_tokens[part])
            else:
                ids += self.encode(defuse(_MASKED.sub(lambda match: contents[int(match[1])], part)))
        return ids

    def _parts(self, text: str) -> Iterator[str]:
        """`text` in parts of limited length, cut where that makes no difference as long as there is such a place."""
        start = 0
        while len(text) - start > _ENCODED_AT_ONCE:
            part = text[start : start + _ENCODED_AT_ONCE]
            part = part[: self.safe_length(part) or len(part)]
            yield part
            start += len(part)
        yield text[start:]

    def safe_length(self, text: str) -> int:
        after_marker = text.rfind(DOC_END) + len(DOC_END) if DOC_END in text else 0
        cut = _to_last_cut(text)
        return max(after_marker, cut.end() if cut else 0)

    # -- ids to text -------------------------------------------------------------------------------------------------

    def decode(self, ids: list[int]) -> str:
        return as_text(b"".join(self._bytes[i] for i in ids))

    def decoder(self) -> Callable[[int], str]:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        return lambda token: decoder.decode(self._bytes[token])

    def byte_lengths(self) -> np.ndarray:
        lengths = np.array([len(piece) for piece in self._bytes])
        lengths[self.doc_end_id] = 1
        return lengths

    def unknown_characters(self, text: str) -> set[str]:
        """Half characters, and those for one of whose bytes there is no token: they are left out."""
        return {
            c for c in set(text) if not self._spelt.issuperset(c.encode("utf-8", "surrogatepass")) or "\ud800" <= c <= "\udfff"
        }

    # -- to and from a file ------------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind, "tokenizer.json": self.content, "end": self.end, "vocab_size": self.vocab_size,
            "chat_template": self.chat_template, "roles": self.roles,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, saved: dict[str, Any]) -> PretrainedTokenizer:
        content, end, size = (saved.get(key) for key in ("tokenizer.json", "end", "vocab_size"))
        template, roles = saved.get("chat_template"), saved.get("roles")
        if not (isinstance(content, str) and isinstance(end, str) and type(size) is int and isinstance(template, str | None)):
            raise DataError("the vocabulary in this file is damaged", _HINT)
        if not isinstance(roles, dict) or not all(k in _ROLES and isinstance(v, str) for k, v in roles.items()):
            raise DataError("the vocabulary in this file is damaged: its special tokens have no roles", _HINT)
        return cls(content, end, size, template, roles)


# What a file of the wrong shape raises where it is read.
_HINT = "fetch the model again, or choose another: those of SmolLM2, Qwen2, Qwen3, Llama 3 and GPT-2 can be read"


class _Parts(NamedTuple):
    """What is taken from a tokenizer.json, checked."""

    vocabulary: dict[str, int]  # without the special tokens
    merges: list[tuple[str, str]]
    whole_words_first: bool  # a word that is a token is not merged from smaller ones
    special: dict[str, int]
    blanks: dict[str, int]  # runs of blanks that are tokens by themselves, before text is cut into words
    composes: bool  # whether text is brought into the composed form of Unicode (NFC) first
    cuts: list[tuple[str, Any]]  # how text is cut into words, one way after the other


def _read(content: str) -> _Parts:
    """The parts of a tokenizer.json. Raises one of DAMAGED for what is damaged, or is not known here."""
    found = json.loads(content)
    model, normalizer = found["model"], found.get("normalizer")
    special, blanks = _added(found.get("added_tokens", []))
    vocabulary = {token: number for token, number in model["vocab"].items() if token not in special | blanks}
    if model.get("type", "BPE") != "BPE" or found["decoder"]["type"] != "ByteLevel":
        raise ValueError("it is not byte-level BPE (SentencePiece, WordPiece and Unigram are not read)")
    if model.get("dropout") or model.get("continuing_subword_prefix") or model.get("end_of_word_suffix"):
        raise ValueError("it has dropout, prefixes or suffixes of words")
    if normalizer is not None and normalizer != {"type": "NFC"}:
        raise ValueError(f"it changes text first: {_short(normalizer)}")
    merges = [_merge(pair, vocabulary) for pair in model["merges"]]
    _check_ids({**model["vocab"], **special, **blanks}, vocabulary)
    cuts = _cuts(found["pre_tokenizer"])
    return _Parts(vocabulary, merges, model.get("ignore_merges") is True, special, blanks, normalizer is not None, cuts)


def _added(tokens: list[dict[str, Any]]) -> tuple[dict[str, int], dict[str, int]]:
    """Special tokens, and runs of blanks. What else was added to a vocabulary is a marker too, such as <think>."""
    special: dict[str, int] = {}
    blanks: dict[str, int] = {}
    for token in tokens:
        name = token["content"]
        is_blank = not token["special"] and len(name) > 1 and not name.strip(" \t\n\r")
        (blanks if is_blank else special)[name] = token["id"]
    if "" in special or len(special) + len(blanks) != len(tokens):
        raise ValueError("it has a special token without a name, or twice")
    return special, blanks


def _merge(pair: str | list[str], vocabulary: dict[str, int]) -> tuple[str, str]:
    first, second = pair.split(" ") if isinstance(pair, str) else pair
    if not {first, second, first + second} <= vocabulary.keys():
        raise ValueError(f"it merges {_short(pair)}, which are no tokens")
    return first, second


def _check_ids(everything: dict[str, int], vocabulary: dict[str, int]) -> None:
    ids = everything.values()
    if {*map(type, ids)} != {int} or len(set(ids)) != len(everything) or min(ids) < 0 or max(ids) >= MOST_TOKENS:
        raise ValueError(f"its ids are not different whole numbers from 0 to {MOST_TOKENS}")
    byte = byte_of_character()
    if not all(token and byte.keys() >= set(token) for token in vocabulary):
        raise ValueError("its tokens are not made of bytes")
    if missing := {byte[c] for c in byte.keys() - vocabulary.keys()} - _SPARED:
        raise ValueError(f"it has no token for the byte {min(missing)}")


def _cuts(found: dict[str, Any]) -> list[tuple[str, Any]]:
    """The steps by which text is cut into words, each with its one setting."""
    steps = found["pretokenizers"] if found["type"] == "Sequence" else [found]
    cuts: list[tuple[str, Any]] = []
    for step in steps:
        if step["type"] == "Digits":
            cuts.append(("Digits", step["individual_digits"] is True))
        elif step["type"] == "ByteLevel" and step["add_prefix_space"] is False:
            cuts.append(("ByteLevel", step.get("use_regex", True) is True))
        elif step["type"] == "Split" and (step["behavior"], step["invert"]) == ("Isolated", False):
            if step["pattern"].get("Regex") not in _PATTERNS:
                raise ValueError(f"it cuts text into words in a way that is not known: {_short(step['pattern'])}")
            cuts.append(("Split", step["pattern"]["Regex"]))
        else:
            raise ValueError(f"it cuts text into words in a way that is not known: {_short(step)}")
    names = [name for name, _ in cuts]
    if names.count("ByteLevel") != 1 or names[-1] != "ByteLevel" or not ("Split" in names or cuts[-1][1]):
        raise ValueError("it does not cut text into words, or not into bytes")
    return cuts


def _short(found: object) -> str:
    return repr(found)[:200]


def _bytes_of(parts: _Parts, vocab_size: int) -> list[bytes]:
    """What each id stands for; nothing, where the model knows more ids than the tokenizer."""
    byte = byte_of_character()
    pieces = [b""] * vocab_size
    for token, number in parts.vocabulary.items():
        pieces[number] = bytes(byte[c] for c in token)
    for token, number in (parts.special | parts.blanks).items():
        pieces[number] = token.encode()
    return pieces


def _library(parts: _Parts) -> Library:
    """The library's tokenizer of what was checked, and of nothing else."""
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers

    made: Any = {
        "Digits": lambda each: pre_tokenizers.Digits(individual_digits=each),
        "ByteLevel": lambda cut: pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=cut),
        "Split": lambda pattern: pre_tokenizers.Split(Regex(pattern), behavior="isolated"),
    }
    model: Any = models.BPE(vocab=parts.vocabulary | parts.blanks, merges=parts.merges, ignore_merges=parts.whole_words_first)
    untyped: Any = Tokenizer(model)
    untyped.pre_tokenizer = pre_tokenizers.Sequence([made[name](setting) for name, setting in parts.cuts])
    if parts.composes:
        untyped.normalizer = normalizers.NFC()
    untyped.add_tokens([AddedToken(run, normalized=False) for run in parts.blanks])
    library: Library = untyped
    return library
