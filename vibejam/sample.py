"""Writing: one token after the other from any model, with or without remembering its state, in torch or compiled.

When a model's context is full, a new one is begun from its last half. With and without the state, in torch and by the
compiled decoder, the same text comes out: one random number decides each token, and the same lines choose it (choose.py).
Tests: tests/test_sample.py, tests/test_kernels.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from operator import itemgetter

import numpy as np
import torch

from vibejam.arch import BaseLM, Decoder, clone_state
from vibejam.arch.state import map_state
from vibejam.choose import Choice, choose
from vibejam.decoding import choose_decoder
from vibejam.device import Chosen
from vibejam.errors import ConfigError
from vibejam.tokenizer import Tokenizer, defuse

How = str | Chosen[Decoder | None]  # one of decoding.DECODERS, or what `choose_decoder` chose
_CHUNK = 16  # tokens between two looks at them by Python: few enough to watch a text being written


def generate_text(
    model: BaseLM,
    tokenizer: Tokenizer,
    prompt: str,
    max_new_tokens: int = 200,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    seed: int | None = None,
    on_token: Callable[[str], None] | None = None,
    decoder: How = "auto",
    likely: Sequence[int] = (),
) -> str:
    """The prompt and how the model goes on, up to the end of the document or `max_new_tokens`.

    The prompt is taken as the beginning of a document. temperature 0 always takes the likeliest token; top_k and top_p
    (nucleus) narrow the choice; `seed` makes it repeatable. `on_token` gets each new piece of text as it is written.
    `decoder` is auto, torch, float32 or int8: how the model computes, see `choose_decoder`. `likely` are ids of what the text
    may repeat, such as a draft: the same is written, but sooner (lookup.py).
    """
    decode = tokenizer.decoder()  # a token may be a part of a character
    pieces = [prompt]
    tokens = generate_tokens(
        model, _ids(tokenizer, prompt), max_new_tokens, temperature=temperature, top_k=top_k, top_p=top_p, seed=seed,
        never=_never(tokenizer), decoder=decoder, likely=likely,
    )  # fmt: skip
    for token in takewhile(lambda token: token not in tokenizer.end_ids, tokens):
        if piece := decode(token):
            pieces.append(piece)
            if on_token:
                on_token(piece)
    return "".join(pieces)


def generate_candidates(
    model: BaseLM,
    tokenizer: Tokenizer,
    prompt: str,
    count: int,
    max_new_tokens: int = 200,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    seed: int | None = None,
    decoder: How = "auto",
    likely: Sequence[int] = (),
) -> list[str]:
    """So many ways to go on from a prompt that is read once. Number i is what `generate_text` writes under seed + i."""
    ids, ends = _ids(tokenizer, prompt), tokenizer.end_ids
    _check_sampling(ids, max_new_tokens, temperature, top_k, top_p, seed)
    if count < 1:
        raise ConfigError(f"the number of candidates must be at least 1, not {count}")
    choice = _choice(temperature, top_k, top_p, _never(tokenizer))
    randoms = [np.random.default_rng(None if seed is None else seed + i) for i in range(count)]
    compiled = _decoder(model, count * max_new_tokens, decoder)
    context = _last(ids, model.context_size)
    if compiled is None:
        written = _write_together(model.eval(), context, max_new_tokens, choice, randoms, ends)
    else:
        compiled.read(context)
        written = _write_compiled_together(compiled, context, max_new_tokens, choice, randoms, ends, likely)
    return [prompt + tokenizer.decode(tokens) for tokens in written]


def generate_tokens(
    model: BaseLM,
    ids: Sequence[int],
    max_new_tokens: int,
    *,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    seed: int | None = None,
    never: Sequence[int] = (),
    use_state: bool = True,
    decoder: How = "auto",
    likely: Sequence[int] = (),
) -> Iterator[int]:
    """Token ids that follow `ids`, one at a time. `use_state=False` reads everything again for each token: the plain
    definition, which the faster ways must equal. `never` lists ids that are not to be written."""
    _check_sampling(ids, max_new_tokens, temperature, top_k, top_p, seed)
    choice, random = _choice(temperature, top_k, top_p, never), np.random.default_rng(seed)
    compiled = _decoder(model, max_new_tokens, decoder) if use_state else None
    context = _last(ids, model.context_size)
    model.eval()
    if compiled is None:
        yield from _write(model, context, max_new_tokens, choice, random, use_state)
    else:
        compiled.read(context)
        yield from _write_compiled(compiled, context, max_new_tokens, choice, random, likely)


@torch.no_grad()
def _write(
    model: BaseLM, context: list[int], count: int, choice: Choice, random: np.random.Generator, use_state: bool
) -> Iterator[int]:
    """By the model itself. `context` is what the model has read or is about to, `unread` its last part."""
    device, limit = model.device, model.context_size
    state, unread = None, context
    for _ in range(count):
        if not use_state:
            state, unread = None, context
        logits, state = model.read(torch.tensor([unread], device=device), state)
        token = choose(_numbers(logits)[0], choice, random.random())
        yield token
        context, unread = [*context, token], [token]
        if limit is not None and len(context) > limit:
            state, unread = None, (context := _begin_anew(context))


@torch.no_grad()
def _write_together(
    model: BaseLM, context: list[int], count: int, choice: Choice, randoms: list[np.random.Generator], ends: frozenset[int]
) -> list[list[int]]:
    """By the model itself, one text for each of `randoms`. A text that came to one of `ends` leaves the batch."""
    device, limit = model.device, model.context_size
    texts: list[list[int]] = [[] for _ in randoms]
    rows, contexts = list(range(len(randoms))), [context] * len(randoms)  # the texts in the batch, and what each has read
    logits, state = model.read(torch.tensor([context], device=device))
    logits, state = logits.repeat(len(rows), 1), clone_state(state, len(rows))
    while count > 0:
        tokens = [choose(row, choice, randoms[i].random()) for i, row in zip(rows, _numbers(logits), strict=True)]
        stay = [k for k, token in enumerate(tokens) if token not in ends]
        rows, contexts = [rows[k] for k in stay], [[*contexts[k], tokens[k]] for k in stay]
        for i, read in zip(rows, contexts, strict=True):
            texts[i].append(read[-1])
        count -= 1
        if not rows or count == 0:
            break
        if limit is not None and len(contexts[0]) > limit:
            contexts = [_begin_anew(read) for read in contexts]
            logits, state = model.read(torch.tensor(contexts, device=device))
            continue
        if len(stay) < len(tokens):
            state = map_state(itemgetter(stay), state)
        logits, state = model.read(torch.tensor([read[-1:] for read in contexts], device=device), state)
    return texts


def _write_compiled(
    decoder: Decoder, context: list[int], count: int, choice: Choice, random: np.random.Generator, likely: Sequence[int]
) -> Iterator[int]:
    """By a compiled decoder that has read `context`."""
    uniforms = random.random(min(count, _CHUNK))
    while count > 0:
        tokens = decoder.write(choice, uniforms, likely)
        yield from tokens
        context, count, uniforms = [*context, *tokens], count - len(tokens), uniforms[len(tokens) :]
        if count and len(context) > decoder.position:  # its context is full: the last token is still unread
            decoder.read(context := _begin_anew(context))
        if not len(uniforms):
            uniforms = random.random(min(count, _CHUNK))


def _write_compiled_together(
    decoder: Decoder, context: list[int], count: int, choice: Choice, randoms: list[np.random.Generator],
    ends: frozenset[int], likely: Sequence[int],
) -> list[list[int]]:  # fmt: skip
    """By a compiled decoder that has read `context`, one text for each of `randoms`. Who came to one of `ends` soon leaves."""
    texts: list[list[int]] = [[] for _ in randoms]
    rows, contexts, uniforms = list(range(len(randoms))), [context] * len(randoms), np.zeros((len(randoms), 0))
    decoder = decoder.copy([0] * len(rows))
    while count > 0:
        if not uniforms.size:
            uniforms = np.array([randoms[i].random(min(count, _CHUNK)) for i in rows])
        tokens = decoder.write_all(choice, uniforms, likely)
        for i, new in zip(rows, tokens, strict=True):
            texts[i] += takewhile(lambda token: token not in ends, new)
        count, uniforms = count - len(tokens[0]), uniforms[:, len(tokens[0]) :]
        stay = [k for k, new in enumerate(tokens) if ends.isdisjoint(new)]
        rows, contexts, uniforms = [rows[k] for k in stay], [[*contexts[k], *tokens[k]] for k in stay], uniforms[stay]
        if not rows:
            break
        if len(stay) < len(tokens):
            decoder = decoder.copy(stay)
        if count and len(contexts[0]) > decoder.position:  # the context is full: the last tokens are still unread
            contexts = [_begin_anew(read) for read in contexts]
            decoder.read_all(contexts)
    return texts


def _begin_anew(context: list[int]) -> list[int]:
    """The last half of a full context, and the token that did not fit into it."""
    return context[-((len(context) - 1) // 2) - 1 :]


def _last(ids: Sequence[int], limit: int | None) -> list[int]:
    return list(ids) if limit is None else list(ids)[-limit:]


def _decoder(model: BaseLM, tokens: int, how: How) -> Decoder | None:
    return (choose_decoder(model, tokens, how) if isinstance(how, str) else how).value


def _numbers(logits: torch.Tensor) -> np.ndarray:
    """(B, V), as `choose` wants them."""
    return logits.float().cpu().double().numpy()


def _ids(tokenizer: Tokenizer, prompt: str) -> list[int]:
    return [tokenizer.doc_end_id, *tokenizer.encode(defuse(prompt))]  # in a corpus, a document begins where another ended


def _never(tokenizer: Tokenizer) -> tuple[int, ...]:
    return (tokenizer.unknown_id,) if tokenizer.unknown_id is not None else ()


def _choice(temperature: float, top_k: int | None, top_p: float | None, never: Sequence[int]) -> Choice:
    top_p = 1.0 if top_p is None else float(top_p)
    return Choice(float(temperature), min(top_k or 0, 2**31), top_p, np.array(never, dtype=np.int64))


def _check_sampling(
    ids: Sequence[int], max_new_tokens: int, temperature: float, top_k: int | None, top_p: float | None, seed: int | None
) -> None:
    if not ids:
        raise ConfigError("there is nothing to go on from: give at least one token (the end of a document begins one)")
    if seed is not None and not 0 <= seed < 2**32:
        raise ConfigError(f"seed must be at least 0 and below {2**32}, not {seed}")
    if max_new_tokens < 0:
        raise ConfigError(f"max_new_tokens must be at least 0, not {max_new_tokens}")
    if not 0 <= temperature < float("inf"):
        raise ConfigError(f"temperature must be 0 (the likeliest) or more, not {temperature}")
    if top_k is not None and top_k < 1:
        raise ConfigError(f"top_k must be at least 1, not {top_k}")
    if top_p is not None and not 0 < top_p <= 1:
        raise ConfigError(f"top_p must be above 0 and at most 1, not {top_p}")
