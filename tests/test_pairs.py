"""Pairs: how they are read, how they become batches, and that a batch is a function of seed and step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from vibejam.arch.base import IGNORED
from vibejam.arch.rewriter import NOTHING
from vibejam.config import DataConfig
from vibejam.errors import DataError, MissingError
from vibejam.pairs import TEMPLATE, Pair, PairDataset, read_aligned, read_pairs, split_pairs
from vibejam.tokenizer import CharTokenizer

TOKENIZER = CharTokenizer(set("abcdefghijklmnopqrstuvwxyz ." + TEMPLATE))
PAIRS = [Pair(("a" * n,), "b" * (n % 5 + 1)) for n in range(1, 38)]


def dataset(prompted: bool = False, **config: int) -> PairDataset:
    settings = {"block_size": 300, "batch_size": 4} | config
    return PairDataset({"train": PAIRS, "val": PAIRS[:6]}, TOKENIZER, DataConfig(**settings), prompted)


def test_two_files_are_read_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one\n\ntwo\n")
    (tmp_path / "b").write_text("ONE\nnothing\nTWO\n")
    assert read_aligned(tmp_path / "a", tmp_path / "b") == [Pair(("one",), "ONE"), Pair(("two",), "TWO")]


def test_files_of_different_length_are_refused_and_so_is_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one\ntwo\n")
    (tmp_path / "b").write_text("ONE\n")
    with pytest.raises(DataError, match=r"2 lines and .* has 1"):
        read_aligned(tmp_path / "a", tmp_path / "b")
    with pytest.raises(MissingError, match="cannot read"):
        read_aligned(tmp_path / "a", tmp_path / "c")
    (tmp_path / "empty").write_text("")
    with pytest.raises(DataError, match="no pair"):
        read_aligned(tmp_path / "empty", tmp_path / "empty")


def test_json_lines_are_read_and_a_damaged_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(json.dumps({"draft": " one ", "text": "ONE", "kind": "plain"}) + "\n\n")
    assert read_pairs(path) == [Pair(("one",), "ONE")]
    for line in ("[1]", '{"draft": "one"}', '{"draft": 1, "text": "x"}', "no json"):
        path.write_text('{"draft": "x", "text": "y"}\n' + line)
        with pytest.raises(DataError, match=r"pairs.jsonl:2 is no pair"):
            read_pairs(path)


def test_a_twentieth_is_kept_and_always_the_same() -> None:
    pairs = [Pair((f"draft {n}",), f"text {n // 2}") for n in range(200)]
    learn, keep = split_pairs(pairs)
    assert len(keep) == 10 and sorted(learn + keep) == sorted(pairs)
    assert not {pair.text for pair in learn} & {pair.text for pair in keep}
    assert split_pairs(pairs[::-1]) == (learn[::-1], keep[::-1])
    with pytest.raises(DataError, match="one text"):
        split_pairs(pairs[:2])


def test_a_batch_says_what_follows_what_and_from_which_draft() -> None:
    ids, targets, drafts = dataset()._together([([[5, 6, 0]], [1, 2, 0], 0), ([[7, 0]], [3, 0], 0)])
    assert ids.tolist() == [[0, 1, 2], [0, 3, 0]]
    assert targets.tolist() == [[1, 2, 0], [3, 0, IGNORED]]
    assert drafts.tolist() == [[5, 6, 0], [7, 0, NOTHING]]


def test_a_prompt_is_read_and_not_learnt() -> None:
    made = dataset(prompted=True)
    ids, targets = next(iter(made.evaluation_batches("val")))
    prompt = TEMPLATE.format(draft="aaaaa")
    row = [TOKENIZER.decode(line.tolist()).startswith(f"<|doc_end|>{prompt}b") for line in ids].index(True)
    learnt = targets[row] != IGNORED
    assert TOKENIZER.decode(targets[row][learnt].tolist()) == "b<|doc_end|>"
    assert not learnt[: len(prompt)].any() and learnt[len(prompt)]


def test_an_epoch_is_every_pair_and_a_batch_a_function_of_seed_and_step() -> None:
    made = dataset()
    lengths = sorted(
        int((row != NOTHING).sum()) for step in range(made.batches_per_epoch) for row in made.training_batch(step, seed=3)[2]
    )
    assert lengths == sorted(len(pair.drafts[0]) + 2 for pair in PAIRS)
    for step in (0, 17, 5, 31):
        for mine, again in zip(made.training_batch(step, 3), dataset().training_batch(step, 3), strict=True):
            assert torch.equal(mine, again)
    assert any(not torch.equal(made.training_batch(step, 3)[2], made.training_batch(step, 4)[2]) for step in range(3))


def test_a_step_learns_from_about_as_many_tokens_as_another() -> None:
    made = dataset()
    sizes = [int((made.training_batch(step, 3)[2] != NOTHING).sum()) for step in range(made.batches_per_epoch)]
    assert max(sizes) < 3 * min(sizes)  # by the number of pairs it would be the tenfold


@given(st.lists(st.integers(1, 60), min_size=2, max_size=40), st.integers(1, 9))
def test_every_pair_comes_once_whatever_the_lengths(lengths: list[int], batch_size: int) -> None:
    pairs = [Pair(("a" * n,), "b") for n in lengths]
    made = PairDataset({"train": pairs, "val": pairs}, TOKENIZER, DataConfig(block_size=99, batch_size=batch_size))
    batches = [made.training_batch(step, 1) for step in range(made.batches_per_epoch)]
    seen = sorted(int((row != NOTHING).sum()) - 2 for batch in batches for row in batch[2])
    assert seen == sorted(lengths)


def test_every_pair_is_evaluated_once() -> None:
    assert sum(len(batch[0]) for batch in dataset().evaluation_batches("val")) == 6
    assert sum(len(batch[0]) for batch in dataset().evaluation_batches("train", 10)) == 10


def test_texts_longer_than_the_context_are_left_out_and_counted() -> None:
    assert dataset(block_size=5).left_out == len([p for p in PAIRS if len(p.text) > 3]) + 2
    with pytest.raises(DataError, match="nothing left"):
        dataset(block_size=2)
