"""rewrite_text, version 0: ask a language model with an instruction, and take what it writes.

A prototype: a model that has read nothing but one person's writing has never seen an instruction followed, so it goes
on in the person's manner rather than keeping the draft's meaning. Tests: tests/test_rewrite.py.
"""

from __future__ import annotations

from collections.abc import Callable

from vibejam.arch import BaseLM
from vibejam.pairs import TEMPLATE
from vibejam.sample import generate_candidates, generate_text
from vibejam.tokenizer import Tokenizer, defuse

PROTOTYPE = "prototype: nothing checks that the meaning and the facts of the draft are kept (vibejam rewrite does)"


def rewrite_text(
    model: BaseLM,
    tokenizer: Tokenizer,
    draft: str,
    max_new_tokens: int | None = None,
    temperature: float = 0.8,
    top_k: int | None = None,
    top_p: float | None = None,
    seed: int | None = None,
    on_token: Callable[[str], None] | None = None,
) -> str:
    """What the model writes after `Rewrite:`; by default at most half as much again as the draft, in tokens."""
    prompt = TEMPLATE.format(draft=draft)
    if max_new_tokens is None:
        max_new_tokens = _room(tokenizer, draft)
    text = generate_text(
        model, tokenizer, prompt, max_new_tokens, temperature, top_k, top_p, seed, on_token, likely=_likely(tokenizer, draft)
    )
    return text[len(prompt) :].strip()


def rewrite_candidates(
    model: BaseLM,
    tokenizer: Tokenizer,
    draft: str,
    count: int,
    temperature: float = 0.8,
    top_k: int | None = None,
    top_p: float | None = None,
    seed: int | None = None,
) -> list[str]:
    """So many rewrites of a draft that is read once; number i is what `rewrite_text` writes under seed + i."""
    prompt = TEMPLATE.format(draft=draft)
    room = _room(tokenizer, draft)
    texts = generate_candidates(
        model, tokenizer, prompt, count, room, temperature, top_k, top_p, seed, likely=_likely(tokenizer, draft)
    )
    return [text[len(prompt) :].strip() for text in texts]


def _room(tokenizer: Tokenizer, draft: str) -> int:
    return len(tokenizer.encode(draft)) * 3 // 2 + 16


def _likely(tokenizer: Tokenizer, draft: str) -> list[int]:
    """Most of a rewrite is copied."""
    return tokenizer.encode(defuse(draft))
