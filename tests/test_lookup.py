"""Guessing by looking up: what is guessed, and that a text written with guesses is the text written without."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from tests.test_kernels import SHAPES, decoder_of, each_architecture, ids_of, lively, shapes_of, written
from vibejam.arch import BaseLM
from vibejam.choose import Choice
from vibejam.lookup import LONGEST, ROWS, guess, longest_repeat, needed_after
from vibejam.rewrite import rewrite_candidates, rewrite_text
from vibejam.sample import generate_candidates
from vibejam.tokenizer import CharTokenizer


def array(*ids: int) -> np.ndarray:
    return np.array(ids, dtype=np.int64)


NOTHING = array()

# -- what is guessed -----------------------------------------------------------------------------------------------------


def test_what_followed_the_longest_repeat_is_guessed() -> None:
    draft = array(5, 1, 9, 7, 5, 2, 1, 8, 8)
    assert guess(array(0, 2, 1), draft, 1, 7).tolist() == [8, 8]  # "2 1" and not "1" alone
    assert guess(array(0, 5), draft, 1, 3).tolist() == [1, 9, 7]  # of equals the first
    assert guess(array(0, 4), draft, 1, 7).tolist() == []
    assert guess(array(0, 8), draft, 1, 7).tolist() == [8]  # the last has nothing after it


def test_the_text_itself_is_looked_at_too() -> None:
    assert guess(array(1, 2, 3, 9, 1, 2), NOTHING, 1, 7).tolist() == [3, 9, 1, 2]
    assert guess(array(1, 2, 3, 9, 1, 2), array(2, 6, 6), 1, 7).tolist() == [3, 9, 1, 2]  # a longer repeat
    assert guess(array(1, 2, 3, 9, 1, 2), array(1, 2, 6), 1, 7).tolist() == [6]  # of equals the draft's
    assert guess(array(3, 3, 3), NOTHING, 1, 7).tolist() == [3]


def test_a_repeat_may_be_too_short() -> None:
    text = array(1, 2, 3, 9, 1, 2)
    assert guess(text, NOTHING, 2, 7).size == 4 and guess(text, NOTHING, 3, 7).size == 0
    assert guess(array(4), NOTHING, 1, 7).size == guess(NOTHING, NOTHING, 1, 7).size == 0


def test_the_longest_repeat_is_what_a_plain_search_finds() -> None:
    random = np.random.default_rng(0)
    for _ in range(300):
        place, text = random.integers(0, 3, random.integers(0, 30)), random.integers(0, 3, random.integers(1, 30))
        lengths = [
            max(
                n
                for n in range(min(end, len(text), LONGEST) + 1)
                if place[end - n : end].tolist() == text[len(text) - n :].tolist()
            )
            for end in range(1, len(place))
        ]
        found, length = longest_repeat(place, text)
        assert length == max(lengths, default=0) and (length == 0 or lengths.index(length) == found - 1)


def test_poor_guesses_ask_for_longer_repeats_and_good_ones_for_shorter() -> None:
    needed = 1
    for _ in range(2 * LONGEST):
        needed = needed_after(needed, 3, 1)
    assert needed == LONGEST
    assert needed_after(needed, 0, 0) == needed
    for _ in range(2 * LONGEST):
        needed = needed_after(needed, 3, 2)
    assert needed == 1


# -- the same numbers ----------------------------------------------------------------------------------------------------


@each_architecture
@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_many_tokens_in_one_pass_give_the_same_bits_as_one_by_one(arch: str, precision: str) -> None:
    from vibejam.kernels.transformer import step

    for shape in (shape for shape in shapes_of(arch) if shape[3] >= 9):
        decoder, ids = decoder_of(lively(arch, shape), precision), ids_of(9, shape[4])
        decoder.read(ids[:1])
        expected = [decoder.step(token) for token in ids[1:]]
        for together in range(1, ROWS + 1):
            decoder.read(ids[:1])
            memory, weights = decoder._memory, decoder._weights  # type: ignore[attr-defined]
            reach = len(weights.ngram_factors) - 1
            memory.ids[0, reach + 1 : reach + 1 + together] = ids[1 : 1 + together]
            step(weights, memory, np.arange(together))
            assert np.array_equal(memory.logits[:together], expected[:together])


@each_architecture
@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_many_writers_give_the_same_bits_as_one(arch: str, precision: str) -> None:
    for shape in (shape for shape in shapes_of(arch) if shape[3] >= 9):
        decoder, texts = decoder_of(lively(arch, shape), precision), [ids_of(4, shape[4], seed) for seed in range(7)]
        together = decoder.copy([0] * 7).read_all(texts)
        assert np.array_equal(together, [decoder.read(text) for text in texts])


# -- the same texts ------------------------------------------------------------------------------------------------------

SETTINGS: list[dict[str, Any]] = [
    {"temperature": 0}, {}, {"temperature": 0.5}, {"top_k": 3}, {"top_k": 9, "top_p": 0.5, "temperature": 1.3}, {"never": [1]},
]  # fmt: skip


@each_architecture
@pytest.mark.parametrize("precision", ["float32", "int8", "torch"])
@pytest.mark.parametrize("settings", SETTINGS)
def test_it_writes_what_is_written_without_guesses(arch: str, precision: str, settings: dict[str, Any]) -> None:
    for shape in (shape for shape in shapes_of(arch) if shape[3] <= 40):
        model, block_size, vocab_size = lively(arch, shape), shape[3], shape[4]
        for seed, length in enumerate((1, 2, block_size, 3 * block_size)):
            prompt, count = ids_of(length, vocab_size, seed), 3 * block_size + 5
            plain = written(model, prompt, count, seed=seed, decoder=precision, **settings)
            drafts = (prompt, plain, plain[3:], ids_of(50, vocab_size, 7), [0], [vocab_size + 5])
            for likely in drafts if seed == 0 else (plain,):
                found = written(model, prompt, count, seed=seed, decoder=precision, likely=likely, **settings)
                assert found == plain


@each_architecture
def test_right_guesses_save_passes_and_wrong_ones_cost_few(arch: str) -> None:
    model, zeros = lively(arch, (2, 2, 16, 400, 200, {})), np.zeros(300)
    decoder, likeliest = decoder_of(model), Choice(temperature=0.0)
    decoder.read([5])
    plain = decoder.write(likeliest, zeros)
    decoder.read([5])
    assert decoder.write(likeliest, zeros, plain) == plain
    read, right = decoder.guesses  # type: ignore[attr-defined]
    assert right > 200 and read - right < 20
    random = np.random.default_rng(0).random(300)
    decoder = decoder_of(model)
    decoder.read([5])
    free = decoder.write(Choice(temperature=50.0), random, ids_of(300, 200))  # no copy of anything
    assert len(free) == 300
    read, right = decoder.guesses  # type: ignore[attr-defined]
    assert read - right < 40


def test_a_pass_may_end_in_the_middle_of_what_was_guessed() -> None:
    model, prompt = lively("gpt_fast"), [3]
    plain = written(model, prompt, 31, temperature=0, decoder="float32")
    for part in (1, 2, 3, 5, 7, 31):
        decoder, found, choice = decoder_of(model), [], Choice(temperature=0.0)
        decoder.read(prompt)
        while len(found) < 31:
            found += decoder.write(choice, np.zeros(part), plain)
            decoder = decoder.copy()
            assert decoder.position == min(32, 1 + len(found))  # the last before a full context is not read
        assert found[:31] == plain


def test_what_was_guessed_is_forgotten_by_who_reads_or_steps() -> None:
    model, choice = lively("llama"), Choice(temperature=0.0)
    decoder = decoder_of(model)
    decoder.read([3])
    plain = decoder.write(choice, np.zeros(12))
    decoder.read([3])
    decoder.write(choice, np.zeros(3), plain)
    with torch.no_grad():
        expected = model(torch.tensor([[3, *plain[:3], 60, 61]]))[0][0, -2:].numpy()
    np.testing.assert_allclose([decoder.step(60), decoder.step(61)], expected, atol=1e-4, rtol=1e-4)


# -- rewriting -----------------------------------------------------------------------------------------------------------

ABC = CharTokenizer("abcdefgh")


@each_architecture
@pytest.mark.parametrize("decoder", ["float32", "int8", "torch"])
def test_candidates_are_the_same_with_guesses(arch: str, decoder: str) -> None:
    for block_size in (12, 100):
        model = lively(arch, (2, 2, 16, block_size, ABC.vocab_size, {}))
        settings = {"max_new_tokens": 60, "temperature": 0.9, "seed": 3, "decoder": decoder}
        plain = generate_candidates(model, ABC, "abcab", 5, **settings)
        assert generate_candidates(model, ABC, "abcab", 5, likely=ABC.encode("".join(plain)), **settings) == plain


def test_rewrites_are_the_same_with_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    from vibejam import decoding, rewrite

    monkeypatch.setattr(decoding, "_not_worth_it", lambda *_: "")
    tokenizer = CharTokenizer(rewrite.TEMPLATE + "abcdefghijklmnopqrstuvwxyz")
    model: BaseLM = lively("gpt_fast", (2, 4, 64, 700, tokenizer.vocab_size, SHAPES[0][5]))
    draft = "a small draft that is to be said again"
    texts = [rewrite_text(model, tokenizer, draft, seed=seed) for seed in range(3)]
    assert rewrite_candidates(model, tokenizer, draft, 3, seed=0) == texts
    monkeypatch.setattr(rewrite, "_likely", lambda *_: [])
    assert [rewrite_text(model, tokenizer, draft, seed=seed) for seed in range(3)] == texts
