"""The counted model: equality with counting in dictionaries, the face of a language model, saving, damaged input."""

from __future__ import annotations

import copy
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load, save

from tests.properties import modest
from vibejam.arch import State, clone_state, detach_state, state_bytes
from vibejam.config import DataConfig
from vibejam.data import CharDataset
from vibejam.errors import ConfigError, DataError
from vibejam.loss import mean_loss, next_token_loss
from vibejam.ngram import CountedLM, longest_order
from vibejam.sample import generate_text, generate_tokens

Distribution = Callable[[tuple[int, ...]], list[float]]


def dictionary_model(tokens: list[int], vocab_size: int, order: int, scale: float = 1.0) -> Distribution:
    """Interpolated modified Kneser-Ney as the book has it: no keys, no arrays, one context at a time."""
    tables: list[dict[tuple[int, ...], dict[int, int]]] = []
    discounts: list[list[float]] = []
    for length in range(1, order + 1):
        grams = [tuple(tokens[i : i + length]) for i in range(len(tokens) - length + 1)]
        if length == order:
            counts = Counter(grams)
        else:
            before: dict[tuple[int, ...], set[object]] = defaultdict(set)
            for i, gram in enumerate(grams):
                before[gram].add(tokens[i - 1] if i > 0 else "the beginning")
            counts = Counter({gram: len(found) for gram, found in before.items()})
        table: dict[tuple[int, ...], dict[int, int]] = defaultdict(dict)
        for gram, count in counts.items():
            table[gram[:-1]][gram[-1]] = count
        tables.append(table)
        discounts.append(dictionary_discounts(list(counts.values()), scale))

    def distribution(context: tuple[int, ...]) -> list[float]:
        p = [1 / vocab_size] * vocab_size
        for n in range(min(order - 1, len(context)) + 1):
            after = tables[n].get(context[len(context) - n :])
            if after is None:
                return p
            total, taken = sum(after.values()), [discounts[n][min(after.get(w, 0), 3)] for w in range(vocab_size)]
            left = sum(taken) / total
            p = [(after.get(w, 0) - taken[w]) / total + left * p[w] for w in range(vocab_size)]
        return p

    return distribution


def dictionary_discounts(counts: list[int], scale: float) -> list[float]:
    n = [counts.count(k) for k in range(5)]
    result = [0.0]
    for k in (1, 2, 3):
        discount = k / 2
        if n[1] and n[2] and n[k] and n[k + 1]:
            discount = k - (k + 1) * n[1] / (n[1] + 2 * n[2]) * n[k + 1] / n[k]
        result.append(min(max(discount, 0.1 * k), 0.98 * k))
    scale = min([scale] + [0.98 * k / result[k] for k in (1, 2, 3)])
    return [scale * d for d in result]


def assert_equals_reference(lm: CountedLM, reference: Distribution, text: list[int]) -> None:
    found = lm.probabilities(np.array([text]), len(text))[0]
    expected = [reference(tuple(text[: i + 1])) for i in range(len(text))]
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=0)


def random_tokens(length: int, vocab_size: int, seed: int = 0) -> np.ndarray:
    """Like writing in this: some tokens are far more frequent than others, and what comes depends on what came."""
    random = np.random.default_rng(seed)
    tokens = (vocab_size * random.random(length) ** 3).astype(np.uint16)
    tokens[1:] = np.where(random.random(length - 1) < 0.5, (tokens[:-1] + 1) % vocab_size, tokens[1:])
    return tokens


@pytest.fixture(scope="module")
def letters(corpus_tokens: CharDataset) -> CountedLM:
    return CountedLM.fit(corpus_tokens.tokens["train"], corpus_tokens.tokens["val"], corpus_tokens.vocab_size)


@pytest.fixture(scope="module")
def corpus_tokens(corpus: Path) -> CharDataset:
    return CharDataset(corpus, DataConfig(block_size=32, batch_size=8))


VOCAB = 11


@pytest.fixture(scope="module")
def lm() -> CountedLM:
    return CountedLM.count(random_tokens(3000, VOCAB), VOCAB, order=4)


def some(batch: int, length: int, seed: int = 0) -> torch.Tensor:
    return torch.randint(VOCAB, (batch, length), generator=torch.Generator().manual_seed(seed))


# -- counting --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [1, 2, 3, 5])
@pytest.mark.parametrize(("length", "vocab_size"), [(300, 4), (1000, 12), (60, 50)])
def test_it_equals_counting_in_dictionaries(order: int, length: int, vocab_size: int) -> None:
    tokens = random_tokens(length, vocab_size, seed=order)
    lm = CountedLM.count(tokens, vocab_size, order)
    assert lm.order == order
    unseen = random_tokens(40, vocab_size, seed=99).tolist()
    assert_equals_reference(lm, dictionary_model(tokens.tolist(), vocab_size, order), unseen)


@pytest.mark.parametrize("order", [2, 4, 6])
def test_it_equals_counting_in_dictionaries_on_writing(order: int, corpus_tokens: CharDataset) -> None:
    tokens, vocab_size = corpus_tokens.tokens["train"][:3000], corpus_tokens.vocab_size
    reference = dictionary_model(tokens.tolist(), vocab_size, order)
    assert_equals_reference(CountedLM.count(tokens, vocab_size, order), reference, corpus_tokens.tokens["val"][:60].tolist())


@modest
@given(st.integers(1, 6).flatmap(lambda v: st.tuples(st.just(v), st.lists(st.integers(0, v - 1), min_size=1, max_size=30))))
def test_it_equals_counting_in_dictionaries_on_the_smallest_texts(case: tuple[int, list[int]]) -> None:
    vocab_size, tokens = case
    for order in (1, 2, 3, 40):
        lm = CountedLM.count(np.array(tokens, np.uint16), vocab_size, order)
        assert lm.order == min(order, len(tokens), longest_order(vocab_size))
        assert_equals_reference(lm, dictionary_model(tokens, vocab_size, lm.order), [*tokens[-3:], *tokens[:3]])


@modest
@given(st.data())
def test_every_distribution_sums_to_one_and_leaves_nothing_out(data: st.DataObject) -> None:
    vocab_size = data.draw(st.integers(1, 300))
    tokens = st.lists(st.integers(0, vocab_size - 1), min_size=1, max_size=50)
    lm = CountedLM.count(np.array(data.draw(tokens), np.uint16), vocab_size, data.draw(st.integers(1, 5)))
    read = data.draw(tokens)
    p = lm.probabilities(np.array([read]), len(read))
    np.testing.assert_allclose(p.sum(axis=2), 1, rtol=0, atol=1e-12)
    assert (p > 0).all()


def test_tokens_may_be_of_any_whole_type_and_lie_in_a_file(tmp_path: Path) -> None:
    narrow = random_tokens(500, VOCAB)
    narrow.tofile(tmp_path / "tokens")
    mapped = np.memmap(tmp_path / "tokens", dtype=np.uint16, mode="r")
    expected = CountedLM.count(narrow, VOCAB, 3)(some(1, 9))[0]
    for tokens in (mapped, narrow.astype(np.uint32), narrow.astype(np.int64)):
        assert torch.equal(CountedLM.count(tokens, VOCAB, 3)(some(1, 9))[0], expected)
    assert np.array_equal(mapped, narrow)


def test_the_order_is_lower_where_its_keys_would_not_fit() -> None:
    assert longest_order(16384) == 4 and longest_order(67) == 10 and longest_order(1) == 16
    tokens = random_tokens(2000, 16384)
    lm = CountedLM.count(tokens, 16384, 7)
    assert lm.order == 4
    np.testing.assert_allclose(lm.probabilities(tokens[None, :50].astype(np.int64), 50).sum(axis=2), 1, atol=1e-9)


def test_a_large_vocabulary_equals_counting_in_dictionaries() -> None:
    tokens = np.array([9000, 16383, 0, 16383, 0, 9000, 16383, 0, 1, 9000] * 3, np.uint16)
    reference = dictionary_model(tokens.tolist(), 16384, 4)
    assert_equals_reference(CountedLM.count(tokens, 16384, 4), reference, [9000, 16383, 0, 5])


@pytest.mark.parametrize("order", [0, -1])
def test_an_order_below_one_is_refused(order: int) -> None:
    with pytest.raises(ConfigError, match="at least 1"):
        CountedLM.count(random_tokens(10, VOCAB), VOCAB, order)


def test_tokens_that_are_not_in_the_vocabulary_are_refused(lm: CountedLM) -> None:
    with pytest.raises(DataError, match="vocabulary of 11"):
        CountedLM.count(np.array([1, 11], np.uint16), VOCAB, 2)
    with pytest.raises(DataError, match="vocabulary of 11"):
        lm(torch.tensor([[11]]))


def test_nothing_to_count_is_refused() -> None:
    with pytest.raises(DataError, match="no tokens"):
        CountedLM.count(np.zeros(0, np.uint16), VOCAB, 2)
    with pytest.raises(DataError, match="too few"):
        CountedLM.fit(random_tokens(10, VOCAB), np.zeros(1, np.uint16), VOCAB)


# -- choosing --------------------------------------------------------------------------------------------------------


def test_fit_finds_the_order_of_a_text_that_has_one() -> None:
    random = np.random.default_rng(0)
    tokens = random.integers(0, 4, 30_000).astype(np.uint16)
    for i in range(2, len(tokens)):  # each token follows from the two before it, most of the time
        if random.random() < 0.8:
            tokens[i] = (tokens[i - 1] * 3 + tokens[i - 2]) % 4
    lm = CountedLM.fit(tokens[:27_000], tokens[27_000:], 4)
    assert lm.order == 3


def test_fit_is_at_least_as_good_as_any_order_it_may_choose(corpus_tokens: CharDataset, letters: CountedLM) -> None:
    train, val = corpus_tokens.tokens["train"], corpus_tokens.tokens["val"]
    losses = [CountedLM.count(train, corpus_tokens.vocab_size, order).loss(val) for order in range(1, 9)]
    assert letters.loss(val) < min(losses) + 0.005
    assert 3 <= letters.order <= 8


def test_fit_scales_all_discounts_by_one_factor(corpus_tokens: CharDataset, letters: CountedLM) -> None:
    train, vocab_size = corpus_tokens.tokens["train"], corpus_tokens.vocab_size
    plain = CountedLM.count(train, vocab_size, letters.order)
    ratios = [fitted.discounts[1] / counted.discounts[1] for fitted, counted in zip(letters.levels, plain.levels, strict=True)]
    reference = dictionary_model(train.tolist(), vocab_size, letters.order, scale=max(ratios))
    assert_equals_reference(letters, reference, corpus_tokens.tokens["val"][:20].tolist())


def test_fit_goes_no_higher_than_it_is_told(corpus_tokens: CharDataset) -> None:
    lm = CountedLM.fit(corpus_tokens.tokens["train"], corpus_tokens.tokens["val"], corpus_tokens.vocab_size, highest_order=2)
    assert lm.order == 2


def test_a_text_of_one_symbol_is_learnt_and_others_stay_possible() -> None:
    lm = CountedLM.fit(np.full(50, 3, np.uint16), np.full(9, 3, np.uint16), 5)
    p = lm.probabilities(np.array([[3, 3, 0]]), 3)[0]
    assert p[1, 3] > 0.8 and (p > 0).all()


# -- the face of a language model ------------------------------------------------------------------------------------


def in_chunks(lm: CountedLM, ids: torch.Tensor, cuts: list[int]) -> torch.Tensor:
    state: State | None = None
    parts = []
    for start, end in zip([0, *cuts], [*cuts, ids.shape[1]], strict=True):
        logits, state = lm(ids[:, start:end], state)
        parts.append(logits)
    return torch.cat(parts, dim=1)


@modest
@given(cuts=st.sets(st.integers(1, 11)), seed=st.integers(0, 1000))
def test_any_chunks_are_the_whole(lm: CountedLM, cuts: set[int], seed: int) -> None:
    ids = some(2, 12, seed)
    assert torch.equal(in_chunks(lm, ids, sorted(cuts)), lm(ids)[0])


@pytest.mark.parametrize("order", [1, 2, 4])
def test_step_by_step_is_the_whole(order: int) -> None:
    lm, ids = CountedLM.count(random_tokens(500, VOCAB), VOCAB, order), some(2, 12)
    assert torch.equal(in_chunks(lm, ids, list(range(1, 12))), lm(ids)[0])


def test_logits_are_log_probabilities_and_rows_know_nothing_of_each_other(lm: CountedLM) -> None:
    ids = some(3, 9)
    logits, _ = lm(ids)
    assert logits.shape == (3, 9, VOCAB) and logits.dtype == torch.float32
    torch.testing.assert_close(logits.logsumexp(dim=2), torch.zeros(3, 9))
    assert torch.equal(logits, torch.cat([lm(row[None])[0] for row in ids]))


def test_a_passed_state_is_not_changed_and_shares_no_memory(lm: CountedLM) -> None:
    ids = some(2, 7)
    _, state = lm(ids)
    before = copy.deepcopy(state)
    lm(some(2, 3, 1), state)
    ids.zero_()
    for tensor in clone_state(state):
        tensor.zero_()
    assert torch.equal(state[0], before[0]) and torch.equal(detach_state(state)[0], before[0])
    assert state_bytes(state) == 2 * 3 * 8


def test_copies_of_a_state_are_samples_of_the_same_text(lm: CountedLM) -> None:
    read, continued = some(2, 2), some(6, 3, 1)
    _, state = lm(read)
    logits, _ = lm(continued, clone_state(state, copies=3))
    for row in range(6):
        assert torch.equal(logits[row], lm(continued[row][None], lm(read[row // 3][None])[1])[0][0])


@modest
@given(batch=st.integers(1, 3), length=st.integers(1, 12), read=st.integers(0, 5), seed=st.integers(0, 1000))
def test_probabilities_of_targets_are_those_of_all(lm: CountedLM, batch: int, length: int, read: int, seed: int) -> None:
    ids, targets = some(batch, length, seed), some(batch, length, seed + 1)
    state = lm(some(batch, read, seed + 2))[1] if read > 0 else None
    dense = lm(ids, state)[0].gather(2, targets[..., None])[..., 0]
    torch.testing.assert_close(lm.target_log_probabilities(ids, targets, state), dense, rtol=1e-6, atol=1e-6)


def test_a_block_at_a_time_is_all_at_once(lm: CountedLM, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = lm(some(3, 20))[0]
    monkeypatch.setattr("vibejam.ngram.counted._BLOCK", 7 * VOCAB)
    assert torch.equal(lm(some(3, 20))[0], whole)


def test_it_has_no_parameters_and_no_limit(lm: CountedLM) -> None:
    assert lm.num_parameters() == 0 and lm.context_size is None and lm.device == torch.device("cpu")
    assert lm.state_dict() == {} and lm.config.vocab_size == VOCAB


def test_it_is_evaluated_like_any_model(corpus_tokens: CharDataset, letters: CountedLM) -> None:
    losses = []
    for ids, targets in corpus_tokens.evaluation_batches("val"):
        losses += [
            next_token_loss(letters(row[None])[0], target[None]).item() * len(row)
            for row, target in zip(ids, targets, strict=True)
        ]
    assert mean_loss(letters, corpus_tokens, "val") == pytest.approx(
        sum(losses) / (len(corpus_tokens.tokens["val"]) - 1), rel=1e-5
    )


def test_its_loss_is_that_of_one_long_reading(letters: CountedLM, corpus_tokens: CharDataset) -> None:
    tokens = corpus_tokens.tokens["val"][:500]
    ids = torch.from_numpy(tokens.astype(np.int64))[None]
    assert letters.loss(tokens) == pytest.approx(next_token_loss(letters(ids[:, :-1])[0], ids[:, 1:]).item(), rel=1e-5)


def test_it_writes(letters: CountedLM, corpus_tokens: CharDataset) -> None:
    text = generate_text(letters, corpus_tokens.tokenizer, "Dear", max_new_tokens=40, seed=1)
    assert text.startswith("Dear") and 4 < len(text) <= 44
    assert generate_text(letters, corpus_tokens.tokenizer, "Dear", max_new_tokens=40, seed=1) == text


def test_it_writes_the_same_with_a_state_as_without(lm: CountedLM) -> None:
    with_state, without = (list(generate_tokens(lm, [1, 2], 30, seed=3, use_state=use)) for use in (True, False))
    assert with_state == without


# -- in a file -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vocab_size", [1, 2, 11, 300, 16384])
@pytest.mark.parametrize("order", [1, 2, 4])
def test_what_was_saved_says_the_same(order: int, vocab_size: int) -> None:
    tokens = random_tokens(400, vocab_size)
    lm = CountedLM.count(tokens, vocab_size, order)
    loaded = CountedLM.from_tensors(load(save(lm.to_tensors())), vocab_size)
    assert loaded.order == lm.order
    ids = torch.from_numpy(tokens[:20].astype(np.int64))[None]
    assert torch.equal(loaded(ids)[0], lm(ids)[0])
    again = loaded.to_tensors()
    assert all(torch.equal(tensor, again[name]) for name, tensor in lm.to_tensors().items())


def test_a_fitted_model_keeps_its_scale(letters: CountedLM, corpus_tokens: CharDataset) -> None:
    loaded = CountedLM.from_tensors(letters.to_tensors(), corpus_tokens.vocab_size)
    assert loaded.loss(corpus_tokens.tokens["val"]) == letters.loss(corpus_tokens.tokens["val"])


Damage = Callable[[dict[str, torch.Tensor]], object]


def _set(name: str, change: Callable[[torch.Tensor], torch.Tensor]) -> Damage:
    return lambda tensors: tensors.update({name: change(tensors[name])})


@pytest.mark.parametrize(
    "damage",
    [
        lambda tensors: tensors.pop("discounts"),
        lambda tensors: tensors.pop("tokens.2"),
        lambda tensors: tensors.pop("fanout.1"),
        lambda tensors: tensors.update(stranger=torch.zeros(1)),
        lambda tensors: tensors.clear(),
        _set("discounts", lambda d: d.float()),
        _set("discounts", lambda d: d[:2]),
        _set("discounts", lambda d: d[:0]),
        _set("discounts", lambda d: d[:, :2]),
        _set("discounts", lambda d: d.repeat(9, 1)),
        _set("discounts", lambda d: d * torch.nan),
        _set("discounts", lambda d: -d),
        _set("discounts", lambda d: d + 3),
        _set("tokens.0", lambda t: t[:0]),
        _set("tokens.1", lambda t: t[:-1]),
        _set("tokens.1", lambda t: t.flip(0)),
        _set("tokens.2", lambda t: torch.full_like(t, VOCAB)),
        _set("tokens.2", lambda t: torch.zeros_like(t)),
        _set("tokens.2", lambda t: t[None]),
        _set("tokens.3", lambda t: t.float()),
        _set("tokens.3", lambda t: t.to(torch.int64)),
        _set("counts.1", lambda t: t * 0),
        _set("counts.3", lambda t: t[1:]),
        _set("fanout.1", lambda t: t[:-1]),
        _set("fanout.2", lambda t: t + 1),
        _set("fanout.3", lambda t: t.flip(0)[:-1]),
        _set("fanout.3", lambda t: t * 0),
    ],
)  # fmt: skip
def test_a_damaged_file_is_refused(lm: CountedLM, damage: Damage) -> None:
    tensors = lm.to_tensors()
    damage(tensors)
    with pytest.raises(DataError, match="damaged"):
        CountedLM.from_tensors(tensors, VOCAB)


def test_another_vocabulary_is_refused(lm: CountedLM) -> None:
    for vocab_size in (VOCAB - 1, 2**20):
        with pytest.raises(DataError, match="damaged"):
            CountedLM.from_tensors(lm.to_tensors(), vocab_size)


@modest
@given(st.data())
def test_damage_is_refused_or_does_no_harm(lm: CountedLM, data: st.DataObject) -> None:
    tensors = {name: tensor.clone() for name, tensor in lm.to_tensors().items()}
    name = data.draw(st.sampled_from(sorted(tensors)))
    raw = tensors[name].numpy().view(np.uint8).reshape(-1)
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=3)):
        raw[place] = data.draw(st.integers(0, 255))
    try:
        loaded = CountedLM.from_tensors(tensors, VOCAB)
    except DataError:
        return
    p = loaded.probabilities(some(2, 20).numpy(), 20)
    np.testing.assert_allclose(p.sum(axis=2), 1, rtol=0, atol=1e-9)
    assert (p > 0).all()
