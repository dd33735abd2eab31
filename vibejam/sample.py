"""Writing: one token after the other from any model, with or without remembering its state.

When a model's context is full, a new one is begun from its last half; with and without the state the same text comes
out. Tests: tests/test_sample.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import torch

from vibejam.arch import BaseLM
from vibejam.errors import ConfigError
from vibejam.tokenizer import Tokenizer, defuse


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
) -> str:
    """The prompt and how the model goes on, up to the end of the document or `max_new_tokens`.

    The prompt is taken as the beginning of a document. temperature 0 always takes the likeliest token; top_k and top_p
    (nucleus) narrow the choice; `seed` makes it repeatable. `on_token` gets each new piece of text as it is written.
    """
    ids = [tokenizer.doc_end_id, *tokenizer.encode(defuse(prompt))]  # in a corpus, a document begins where another ended
    decode = tokenizer.decoder()  # a token may be a part of a character
    pieces = [prompt]
    for token in generate_tokens(
        model, ids, max_new_tokens, temperature=temperature, top_k=top_k, top_p=top_p, seed=seed,
        never=(tokenizer.unknown_id,) if tokenizer.unknown_id is not None else (),
    ):  # fmt: skip
        if token == tokenizer.doc_end_id:
            break
        if piece := decode(token):
            pieces.append(piece)
            if on_token:
                on_token(piece)
    return "".join(pieces)


@torch.no_grad()
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
) -> Iterator[int]:
    """Token ids that follow `ids`, one at a time. `use_state=False` reads everything again for each token: the plain
    definition, which the faster way must equal. `never` lists ids that are not to be written."""
    _check_sampling(ids, max_new_tokens, temperature, top_k, top_p, seed)
    device = model.device
    generator = torch.Generator().manual_seed(seed) if seed is not None else None
    limit = model.context_size
    context = list(ids) if limit is None else list(ids)[-limit:]  # what the model has read, and what is unread:
    state, unread = None, context
    model.eval()
    for _ in range(max_new_tokens):
        if not use_state:
            state, unread = None, context
        logits, state = model(torch.tensor([unread], device=device), state)
        token = _choose(logits[0, -1].float().cpu().double(), temperature, top_k, top_p, generator, never)
        yield token
        if limit is not None and len(context) == limit:
            context = context[-(limit // 2) :] if limit > 1 else []
            state, unread = None, [*context, token]
        else:
            unread = [token]
        context = [*context, token]


def _choose(
    logits: torch.Tensor,
    temperature: float,
    top_k: int | None,
    top_p: float | None,
    generator: torch.Generator | None,
    never: Sequence[int],
) -> int:
    """One token from logits (V,)."""
    if never:
        logits[list(never)] = -torch.inf
    if temperature == 0:
        return int(logits.argmax())
    logits = (logits - logits.max()) / temperature  # the largest is 0, however low the temperature
    if top_k is not None and top_k < len(logits):
        kept = logits.topk(top_k)
        logits = torch.full_like(logits, -torch.inf).scatter(0, kept.indices, kept.values)
    probabilities = logits.softmax(dim=0)
    if top_p is not None:
        ordered, order = probabilities.sort(descending=True)
        # A token stays while those before it do not yet reach top_p, so the likeliest always stays.
        beyond = ordered.cumsum(dim=0) - ordered >= top_p
        probabilities[order[beyond]] = 0
    return int(torch.multinomial(probabilities, 1, generator=generator))


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
