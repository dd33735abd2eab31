"""The tokenizer inside a GGUF file <-> a tokenizer.json, for byte-level BPE.

GGUF keeps tokens, merges and the types of tokens as arrays, and of how text is cut into words only a name; tokenizer.json
spells it out. The names are those of llama.cpp (github.com/ggml-org/llama.cpp, src/llama-vocab.cpp), the cuts those of the
models' own tokenizer.json. Tests: tests/pretrained/test_gguf_llama.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vibejam.errors import DataError

_NORMAL, _CONTROL, _USER_DEFINED, _UNUSED = 1, 3, 4, 5  # types of tokens
_HINT = "models with the tokenizer of SmolLM2, GPT-2, Qwen 2 and 3, or Llama 3 can be converted"


@dataclass(frozen=True)
class Cut:
    """How a family of models cuts text into words, within which tokens are merged."""

    pre_tokenizers: list[dict[str, Any]]
    normalizer: dict[str, Any] | None = None
    ignore_merges: bool = False  # a word that is a token is that token, whatever the merges say
    adds_bos: bool = False  # where the file does not say


def _byte_level(own_words: bool) -> dict[str, Any]:
    """Bytes as visible characters; with `own_words`, after cutting text as GPT-2 did."""
    return {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": own_words}


def _split(pattern: str) -> list[dict[str, Any]]:
    return [
        {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False},
        _byte_level(own_words=False),
    ]


def _words(digits: str) -> str:
    """The pattern of Llama 3, which differs from that of Qwen 2 in how many digits may stand together."""
    return (
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|" + digits + r"| ?[^\s\p{L}\p{N}]+[\r\n]*"
        r"|\s*[\r\n]+|\s+(?!\S)|\s+"
    )


CUTS = {
    "gpt-2": Cut([_byte_level(own_words=True)]),
    "smollm": Cut([{"type": "Digits", "individual_digits": True}, _byte_level(own_words=True)]),
    "qwen2": Cut(_split(_words(r"\p{N}")), {"type": "NFC"}),
    "llama-bpe": Cut(_split(_words(r"\p{N}{1,3}")), ignore_merges=True, adds_bos=True),
}


# -- from GGUF -------------------------------------------------------------------------------------------------------


def tokenizer_from_gguf(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The content of tokenizer.json. Raises DataError for another kind of tokenizer, or one that is damaged."""
    model, pre = metadata.get("tokenizer.ggml.model"), metadata.get("tokenizer.ggml.pre")
    if model != "gpt2":
        raise DataError(f"its tokenizer is of the kind {model!r}; only byte-level BPE ('gpt2') is read", _HINT)
    cut = CUTS.get(str(pre))
    if cut is None:
        raise DataError(f"its tokenizer cuts words as {pre!r}; known are {', '.join(CUTS)}", _HINT)
    tokens = _texts(metadata, "tokenizer.ggml.tokens")
    types = metadata.get("tokenizer.ggml.token_type", [_NORMAL] * len(tokens))
    if not isinstance(types, list) or len(types) != len(tokens):
        raise DataError("its tokenizer has another number of types than of tokens")
    used = {token: i for i, (token, kind) in enumerate(zip(tokens, types, strict=True)) if kind != _UNUSED}
    if len(used) != len(tokens) - types.count(_UNUSED):
        raise DataError("its tokenizer has a token twice")
    bos = metadata.get("tokenizer.ggml.bos_token_id") if metadata.get("tokenizer.ggml.add_bos_token", cut.adds_bos) else None
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [_added(i, tokens[i], kind) for i, kind in enumerate(types) if kind in (_CONTROL, _USER_DEFINED)],
        "normalizer": cut.normalizer,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": cut.pre_tokenizers},
        "post_processor": None if bos is None else _begins_with(bos, tokens),
        "decoder": _byte_level(own_words=True),
        "model": {
            "type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None,
            "fuse_unk": False, "byte_fallback": False, "ignore_merges": cut.ignore_merges,
            "vocab": used, "merges": _merges(_texts(metadata, "tokenizer.ggml.merges"), used),
        },
    }  # fmt: skip


def _texts(metadata: Mapping[str, Any], name: str) -> list[str]:
    found = metadata.get(name)
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise DataError(f"its entry {name} is missing or no list of texts")
    return found


def _added(number: int, content: str, kind: int) -> dict[str, Any]:
    return {
        "id": number, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
        "special": kind == _CONTROL,
    }  # fmt: skip


def _merges(lines: Sequence[str], vocab: Mapping[str, int]) -> list[list[str]]:
    merges = [line.split(" ") for line in lines]
    for pair in merges:
        if len(pair) != 2 or not {*pair, "".join(pair)} <= vocab.keys():
            raise DataError(f"its tokenizer merges {pair}, which are no tokens")
    return merges


def _begins_with(bos: Any, tokens: Sequence[str]) -> dict[str, Any]:
    """What puts the token for the beginning before every text."""
    if type(bos) is not int or not 0 <= bos < len(tokens):
        raise DataError(f"its token for the beginning is {bos!r}, which is none")
    token = {"SpecialToken": {"id": tokens[bos], "type_id": 0}}
    first, second = ({"Sequence": {"id": name, "type_id": i}} for i, name in enumerate("AB"))
    return {
        "type": "TemplateProcessing",
        "single": [token, first],
        "pair": [token, first, token, second],
        "special_tokens": {tokens[bos]: {"id": tokens[bos], "ids": [bos], "tokens": [tokens[bos]]}},
    }


# -- to GGUF ---------------------------------------------------------------------------------------------------------


def tokenizer_to_gguf(tokenizer: Mapping[str, Any], vocab_size: int) -> dict[str, Any]:
    """The entries for a tokenizer.json; ids up to `vocab_size` that it leaves out are marked as unused.

    Raises DataError when llama.cpp has no name for how it cuts words, or when it is no byte-level BPE.
    """
    try:
        model, added = tokenizer["model"], tokenizer["added_tokens"]
        if model["type"] != "BPE":
            raise DataError(f"its tokenizer is {model['type']}, not byte-level BPE", _HINT)
        ids = model["vocab"] | {token["content"]: token["id"] for token in added}
        merges = [pair if isinstance(pair, str) else " ".join(pair) for pair in model["merges"]]
        pre = _name_of_cut(tokenizer)
        special = {token["id"]: _CONTROL if token["special"] else _USER_DEFINED for token in added}
        adds_bos = '"SpecialToken"' in json.dumps(tokenizer["post_processor"])
    except (KeyError, TypeError, AttributeError) as error:
        raise DataError(f"its tokenizer.json is damaged: {error}", "take another copy of the model") from error
    by_id = {number: token for token, number in ids.items()}
    if len(by_id) != len(ids) or max(by_id, default=0) >= vocab_size:
        raise DataError(f"its tokenizer has ids that repeat, or that are no row of {vocab_size}")
    return {
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": pre,
        "tokenizer.ggml.tokens": [by_id.get(i, f"[PAD{i}]") for i in range(vocab_size)],
        "tokenizer.ggml.token_type": [special.get(i, _NORMAL if i in by_id else _UNUSED) for i in range(vocab_size)],
        "tokenizer.ggml.merges": merges,
        "tokenizer.ggml.add_bos_token": adds_bos,
        "tokenizer.ggml.add_space_prefix": False,
    }


def _name_of_cut(tokenizer: Mapping[str, Any]) -> str:
    found = tokenizer["pre_tokenizer"]
    steps = found["pretokenizers"] if found and found["type"] == "Sequence" else [found]
    for name, cut in CUTS.items():
        if [*map(_essence, steps)] == [*map(_essence, cut.pre_tokenizers)]:
            return name
    raise DataError("llama.cpp has no name for how its tokenizer cuts words", _HINT)


def _essence(step: Mapping[str, Any] | None) -> dict[str, Any]:
    """A step without what does not change ids (offsets), and with what older files leave out."""
    return {"use_regex": True, **(step or {}), "trim_offsets": None}
