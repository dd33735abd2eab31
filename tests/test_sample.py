"""Writing: the same text with a state as without, the choices the settings promise, and an end where it ends."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from vibejam.arch import BaseLM, State, build_model
from vibejam.checkpoint import Checkpoint, load_checkpoint
from vibejam.config import ModelConfig
from vibejam.errors import ConfigError
from vibejam.sample import generate_text, generate_tokens
from vibejam.tokenizer import DOC_END, CharTokenizer

VOCAB = 11


def gpt(block_size: int) -> BaseLM:
    """A tiny random model with strong opinions that depend on all it reads."""
    torch.manual_seed(block_size)
    model = build_model("gpt", ModelConfig(vocab_size=VOCAB, block_size=block_size, n_layer=1, n_head=2, n_embd=16))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
    return model.eval()


class Recurrent(BaseLM):
    """A small recurrent network: a model without a limit to what it can read."""

    def __init__(self) -> None:
        super().__init__(ModelConfig(vocab_size=VOCAB))
        torch.manual_seed(0)
        self.cell, self.head = nn.GRU(VOCAB, 16, batch_first=True), nn.Linear(16, VOCAB)

    @property
    def context_size(self) -> int | None:
        return None

    def forward(self, ids: torch.Tensor, state: State | None = None) -> tuple[torch.Tensor, State]:
        x = nn.functional.one_hot(ids, VOCAB).float()
        y, hidden = self.cell(x, state[0].transpose(0, 1).contiguous() if state else None)
        return 5 * self.head(y), (hidden.transpose(0, 1),)  # a state's first axis is the batch


class Fixed(BaseLM):
    """Whatever was read, the next token has these probabilities."""

    def __init__(self, probabilities: list[float]):
        super().__init__(ModelConfig(vocab_size=len(probabilities)))
        self.logits = nn.Parameter(torch.tensor(probabilities).log() + 3.0)

    def forward(self, ids: torch.Tensor, state: State | None = None) -> tuple[torch.Tensor, State]:
        return self.logits.expand(*ids.shape, -1).clone(), (0,)


def prompt_of(length: int, seed: int = 0) -> list[int]:
    return torch.randint(VOCAB, (length,), generator=torch.Generator().manual_seed(seed)).tolist()


def written(model: BaseLM, prompt: list[int], count: int, **settings: Any) -> list[int]:
    return list(generate_tokens(model, prompt, count, **settings))


@pytest.fixture(scope="module")
def writer(trained: Path) -> Checkpoint:
    return load_checkpoint(trained)


# -- with a state as without -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("temperature", [0.0, 1.0])
@pytest.mark.parametrize("block_size", [1, 2, 3, 8])
def test_the_state_changes_nothing(block_size: int, temperature: float) -> None:
    model = gpt(block_size)
    for length in sorted({1, block_size - 1, block_size, block_size + 1, 3 * block_size} - {0}):
        for seed in range(2):
            prompt = prompt_of(length, seed)
            settings = {"temperature": temperature, "seed": seed}
            with_state = written(model, prompt, 4 * block_size + 5, **settings)
            assert with_state == written(model, prompt, 4 * block_size + 5, **settings, use_state=False)
            assert len(with_state) == 4 * block_size + 5


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_the_state_changes_nothing_for_a_trained_model(writer: Checkpoint, temperature: float) -> None:
    for seed, words in enumerate(("Dear Win,\n\n", "I", "a prompt much longer than what this model can hold at one time")):
        ids = [writer.tokenizer.doc_end_id, *writer.tokenizer.encode(words)]
        settings = {"temperature": temperature, "seed": seed, "top_k": 20, "top_p": 0.95}
        assert written(writer.model, ids, 100, **settings) == written(writer.model, ids, 100, **settings, use_state=False)


def test_the_state_changes_nothing_where_there_is_no_limit() -> None:
    model = Recurrent()
    for seed in range(3):
        prompt = prompt_of(5, seed)
        assert written(model, prompt, 60, seed=seed) == written(model, prompt, 60, seed=seed, use_state=False)


@pytest.mark.parametrize("block_size", [1, 2, 5, 8])
def test_a_new_context_begins_with_the_last_half_of_the_full_one(block_size: int) -> None:
    model, context, expected = gpt(block_size), prompt_of(3), []
    context = context[-block_size:]
    for _ in range(5 * block_size):
        expected.append(int(model(torch.tensor([context]))[0][0, -1].argmax()))
        if len(context) == block_size:
            context = context[block_size - block_size // 2 :]
        context = [*context, expected[-1]]
    assert written(model, prompt_of(3), 5 * block_size, temperature=0) == expected


def test_only_the_end_of_a_long_prompt_is_read() -> None:
    model, long = gpt(8), prompt_of(30)
    assert written(model, long, 20, seed=0) == written(model, long[-8:], 20, seed=0)
    assert written(model, long, 20, seed=0) != written(model, long[:8], 20, seed=0)


# -- choosing ----------------------------------------------------------------------------------------------------------


def test_the_same_seed_writes_the_same() -> None:
    model = gpt(8)
    texts = {tuple(written(model, [1], 30, seed=seed)) for seed in (1, 1, 2, 3)}
    assert len(texts) == 3


def test_writing_with_a_seed_leaves_the_random_numbers_of_others_alone() -> None:
    before = torch.random.get_rng_state()
    written(gpt_without_randomness(), [1], 10, seed=1)
    assert torch.equal(torch.random.get_rng_state(), before)


def gpt_without_randomness() -> BaseLM:
    with torch.random.fork_rng():
        return gpt(8)


def test_temperature_zero_takes_the_likeliest_and_needs_no_seed() -> None:
    model, context = gpt(50), [3, 1]
    for token in written(model, [3, 1], 40, temperature=0):
        assert token == int(model(torch.tensor([context]))[0][0, -1].argmax())
        context.append(token)


@pytest.mark.parametrize("settings", [{"top_k": 1}, {"top_p": 1e-6}, {"top_k": 1, "temperature": 5.0}, {"temperature": 1e-3}])
def test_the_narrowest_choice_is_no_choice(settings: dict[str, Any]) -> None:
    model = gpt(8)
    assert written(model, [1], 40, seed=0, **settings) == written(model, [1], 40, temperature=0)


@pytest.mark.parametrize("temperature", [1e-10, 1e-38, 1e-45, 1e-300])
def test_a_temperature_near_zero_is_like_zero(temperature: float) -> None:
    model = gpt(8)
    assert written(model, [1], 20, seed=0, temperature=temperature) == written(model, [1], 20, temperature=0)


def test_a_very_high_temperature_knows_no_preference() -> None:
    counts = Counter(written(Fixed([0.97, 0.01, 0.01, 0.01]), [0], 1000, seed=0, temperature=1e30))
    assert set(counts) == {0, 1, 2, 3} and max(counts.values()) < 350


def test_top_k_of_equals_still_takes_so_many() -> None:
    assert len(set(written(Fixed([0.25] * 4), [0], 100, seed=0, top_k=2))) == 2


def test_a_generous_choice_is_the_whole_choice() -> None:
    model = gpt(8)
    plain = written(model, [1], 40, seed=0)
    assert written(model, [1], 40, seed=0, top_k=VOCAB) == plain
    assert written(model, [1], 40, seed=0, top_k=10**9) == plain
    assert written(model, [1], 40, seed=0, top_p=1.0) == plain


P = [0.05, 0.4, 0.1, 0.3, 0.15]


@pytest.mark.parametrize(
    ("settings", "weights"),
    [
        ({}, P),
        ({"temperature": 0.5}, [p**2 for p in P]),
        ({"temperature": 2.0}, [p**0.5 for p in P]),
        ({"top_k": 2}, [0, 0.4, 0, 0.3, 0]),
        ({"top_k": 4}, [0, 0.4, 0.1, 0.3, 0.15]),
        ({"top_p": 0.3}, [0, 1, 0, 0, 0]),
        ({"top_p": 0.6}, [0, 0.4, 0, 0.3, 0]),
        ({"top_p": 0.8}, [0, 0.4, 0, 0.3, 0.15]),
        ({"top_k": 3, "top_p": 0.5}, [0, 0.4, 0, 0.3, 0]),
        ({"temperature": 0.5, "top_p": 0.5}, [0, 1, 0, 0, 0]),  # the nucleus is that of the tempered probabilities
        ({"never": [1]}, [0.05, 0, 0.1, 0.3, 0.15]),
        ({"never": [1], "top_k": 2}, [0, 0, 0, 0.3, 0.15]),
        ({"never": [1, 3], "top_p": 0.4}, [0, 0, 0, 0, 1]),
    ],
)
def test_tokens_come_as_often_as_they_should(settings: dict[str, Any], weights: list[float]) -> None:
    count = 4000
    seen = Counter(written(Fixed(P), [0], count, seed=1, **settings))
    expected = [w / sum(weights) for w in weights]
    distance = sum(abs(seen[i] / count - e) for i, e in enumerate(expected)) / 2
    assert distance < 0.03  # five times what chance explains
    assert {i for i in range(5) if seen[i]} == {i for i, e in enumerate(expected) if e > 0}


def test_what_is_never_to_be_written_is_not_even_when_likeliest() -> None:
    model = Fixed([0.98, 0.01, 0.01])
    assert 0 not in written(model, [1], 300, seed=0, never=[0])
    assert 0 not in written(model, [1], 5, temperature=0, never=[0])


@pytest.mark.parametrize(
    "settings",
    [
        {"temperature": -0.1}, {"temperature": float("nan")}, {"temperature": float("inf")},
        {"top_k": 0}, {"top_k": -1}, {"top_p": 0.0}, {"top_p": -0.5}, {"top_p": 1.1}, {"top_p": float("nan")},
        {"max_new_tokens": -1},
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_refused_by_name(settings: dict[str, Any]) -> None:
    arguments = {"max_new_tokens": 5} | settings
    with pytest.raises(ConfigError, match=next(iter(settings))):
        list(generate_tokens(gpt(8), [1], **arguments))
    with pytest.raises(ConfigError, match=next(iter(settings))):
        generate_text(Fixed([0.2] * 5), CharTokenizer("abc"), "a", **arguments)


@pytest.mark.parametrize("seed", [0, 2**63, 2**64, -1])
def test_any_seed_works_or_is_refused_in_words(seed: int) -> None:
    try:
        assert len(written(gpt(4), [1], 3, seed=seed)) == 3
    except ConfigError as error:
        assert "seed" in error.message


def test_to_go_on_from_nothing_is_refused_in_words() -> None:
    with pytest.raises(ConfigError):
        written(gpt(4), [], 3)


# -- text --------------------------------------------------------------------------------------------------------------

ABC = CharTokenizer("abc")  # ids: 0 the end of a document, 1 unknown, 2 a, 3 b, 4 c


def test_writing_stops_at_the_end_of_the_document() -> None:
    model = Fixed([0.3, 0.0, 0.3, 0.2, 0.2])
    lengths = []
    for seed in range(20):
        text = generate_text(model, ABC, "ab", 200, seed=seed)
        assert text.startswith("ab") and set(text) <= set("abc")
        lengths.append(len(text))
    assert max(lengths) < 100 and len(set(lengths)) > 3


@pytest.mark.parametrize("decoder", ["torch", "float32"])
def test_writing_stops_at_the_end_of_a_turn_too(monkeypatch: pytest.MonkeyPatch, decoder: str) -> None:
    from vibejam.sample import generate_candidates

    torch.manual_seed(0)
    model = build_model("gpt", ModelConfig(vocab_size=ABC.vocab_size, block_size=64, n_layer=1, n_head=1, n_embd=8))
    plain = [generate_text(model, ABC, "a", 40, seed=seed, decoder=decoder) for seed in range(5)]
    monkeypatch.setattr(CharTokenizer, "end_ids", frozenset({ABC.doc_end_id, *ABC.encode("c")}))
    expected = [text.partition("c")[0] for text in plain]
    assert [generate_text(model, ABC, "a", 40, seed=seed, decoder=decoder) for seed in range(5)] == expected != plain
    assert generate_candidates(model, ABC, "a", 5, 40, seed=0, decoder=decoder) == expected


def test_a_document_may_end_at_once() -> None:
    pieces: list[str] = []
    assert generate_text(Fixed([1.0, 0, 0, 0, 0]), ABC, "ab", 10, on_token=pieces.append) == "ab"
    assert pieces == []


def test_without_an_end_so_many_tokens_are_written() -> None:
    model = Fixed([0.0, 0.0, 0.4, 0.3, 0.3])
    for count in (0, 1, 70):
        assert len(generate_text(model, ABC, "ab", count, seed=0)) == 2 + count


def test_the_pieces_join_to_the_continuation(writer: Checkpoint) -> None:
    pieces: list[str] = []
    text = generate_text(writer.model, writer.tokenizer, "Dear Win,\n\n", 120, seed=4, on_token=pieces.append)
    assert text == "Dear Win,\n\n" + "".join(pieces) and len(pieces) > 5


def test_listening_changes_nothing(writer: Checkpoint) -> None:
    heard = generate_text(writer.model, writer.tokenizer, "I", 50, seed=4, on_token=lambda piece: None)
    assert heard == generate_text(writer.model, writer.tokenizer, "I", 50, seed=4)


@pytest.mark.parametrize(
    "prompt", ["", "中文 \U0001f600 and more", "\x00", "a" * 500, "\n\n\n", "\ud800", f"a{DOC_END}b", DOC_END]
)
def test_any_prompt_is_kept_as_it_is(writer: Checkpoint, prompt: str) -> None:
    text = generate_text(writer.model, writer.tokenizer, prompt, 40, seed=1)
    assert text.startswith(prompt)
    continuation = text[len(prompt) :]
    assert DOC_END not in continuation and "\ufffd" not in continuation


def test_an_empty_prompt_is_the_beginning_of_a_document(writer: Checkpoint) -> None:
    tokenizer = writer.tokenizer
    begun = written(writer.model, [tokenizer.doc_end_id], 30, seed=2, never=[tokenizer.unknown_id])
    if tokenizer.doc_end_id in begun:
        begun = begun[: begun.index(tokenizer.doc_end_id)]
    assert generate_text(writer.model, tokenizer, "", 30, seed=2) == tokenizer.decode(begun)


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_the_unknown_character_is_never_written(temperature: float) -> None:
    model = Fixed([0.0, 0.97, 0.01, 0.01, 0.01])
    text = generate_text(model, ABC, "", 200, temperature=temperature, seed=0)
    assert len(text) == 200 and set(text) <= set("abc")


def test_unseen_characters_count_as_places_in_the_context() -> None:
    torch.manual_seed(0)
    model = build_model("gpt", ModelConfig(vocab_size=5, block_size=4, n_layer=1, n_head=2, n_embd=16))
    assert len(generate_text(model, ABC, "xyzxyzxyz", 20, seed=0)) <= 29
    assert generate_text(model, ABC, "xa", 20, temperature=0)[2:] == generate_text(model, ABC, "ya", 20, temperature=0)[2:]


def test_a_context_of_one_token_writes_too() -> None:
    torch.manual_seed(0)
    model = build_model("gpt", ModelConfig(vocab_size=5, block_size=1, n_layer=1, n_head=2, n_embd=16))
    texts = [generate_text(model, ABC, "abcabc", 50, seed=seed) for seed in range(10)]
    assert all(text.startswith("abcabc") for text in texts)
    assert max(len(text) for text in texts) > 8


def test_writing_asks_for_no_gradients(writer: Checkpoint) -> None:
    generate_text(writer.model, writer.tokenizer, "I", 5, seed=0)
    assert all(p.grad is None for p in writer.model.parameters())
    assert torch.is_grad_enabled()


def test_gradients_stay_enabled_for_who_reads_the_tokens() -> None:
    tokens = generate_tokens(gpt(8), [1], 3, seed=0)
    next(tokens)
    assert torch.is_grad_enabled()
