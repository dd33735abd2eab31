"""Rewriters from pairs: that they learn, copy what they have never seen, resume, and leave nothing out."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from vibejam.checkpoint import load_checkpoint
from vibejam.errors import ConfigError, DataError, TrainingInterrupted
from vibejam.pairs import Pair
from vibejam.rewriter import LineRewriter, train_rewriter
from vibejam.train import TrainEvent


def name(numbers: random.Random) -> str:
    return "".join(numbers.choice("bdklmnrst") + numbers.choice("aeiou") for _ in range(3)).title()


def pairs(count: int, seed: int) -> list[Pair]:
    """A language in which nothing but four words changes, about people who are met once."""
    numbers, made = random.Random(seed), []
    for _ in range(count):
        a, b = name(numbers), name(numbers)
        draft, text = numbers.choice(
            [
                (f"{a} does not know {b}.", f"{a} knoweth not {b}."),
                (f"Yesterday {a} saw {b} there.", f"Yesterday {a} beheld {b} there."),
                (f"{a} and {b} said: you are here.", f"{a} and {b} said: thou art here."),
            ]
        )
        made.append(Pair((draft,), text))
    return made


PAIRS, VALIDATION = pairs(300, seed=1), pairs(40, seed=2)


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rewriter") / "m.pt"
    train_rewriter(PAIRS, VALIDATION, path, max_iters=90)
    return path


def test_it_learns_what_changes_and_copies_names_it_has_never_met(learnt: Path) -> None:
    unseen = pairs(30, seed=3)
    rewritten = LineRewriter.open(learnt).by_model([pair.drafts[0] for pair in unseen], 4)
    assert sum(text == pair.text for text, pair in zip(rewritten, unseen, strict=True)) >= 24


def test_every_line_comes_back_in_its_place(learnt: Path) -> None:
    rewriter = LineRewriter.open(learnt)
    lines = ["", "Momo does not know Lala.", "   ", "Yesterday Momo saw Lala there.", "✈ ŵ 日本", ""]
    rewritten = rewriter.rewrite(lines)
    assert [bool(text) for text in rewritten] == [bool(line.strip()) for line in lines]
    assert rewritten[1] == rewriter.rewrite(lines[1:2])[0]
    assert rewriter.rewrite([]) == []


def test_a_long_line_is_rewritten_sentence_by_sentence_and_an_endless_sentence_stays(learnt: Path) -> None:
    rewriter = LineRewriter.open(learnt)
    (rewritten,) = rewriter.rewrite([" ".join(pair.drafts[0] for pair in VALIDATION)])
    assert rewritten.count(".") == len(VALIDATION)
    assert sum(pair.text in rewritten for pair in VALIDATION) >= 34
    endless = "and " * 2000 + "on"
    assert rewriter.rewrite([endless]) == [endless]


def test_an_interrupted_run_goes_on_to_the_same_end(learnt: Path, tmp_path: Path) -> None:
    def stop(event: TrainEvent) -> None:
        if event.kind == "eval" and event.step >= 24:
            raise KeyboardInterrupt

    with pytest.raises((KeyboardInterrupt, TrainingInterrupted)):
        train_rewriter(PAIRS, VALIDATION, tmp_path / "m.pt", max_iters=90, on_event=stop)
    train_rewriter(PAIRS, VALIDATION, tmp_path / "m.pt", max_iters=90, resume=True)
    assert (tmp_path / "m.pt").read_bytes() == learnt.read_bytes()


def test_a_base_learns_from_pairs_too(tmp_path: Path) -> None:
    events: list[TrainEvent] = []
    result = train_rewriter(
        PAIRS[:24], VALIDATION[:4], tmp_path / "m.pt", base="vibejam-base", max_iters=12, on_event=events.append
    )
    losses = [event.val_loss for event in events if event.kind == "eval"]
    assert losses[-1] < losses[0]
    assert result.tokenizer == "pretrained"
    with pytest.raises(ConfigError, match="writes on, not a rewriter"):
        LineRewriter.open(tmp_path / "m.pt")


def test_a_checkpoint_without_its_phrases_is_refused(learnt: Path) -> None:
    checkpoint = load_checkpoint(learnt)
    for damage in (
        {},
        {"phrases": 3},
        {"phrases": {"phrases": [["a"]]}},
        {"phrases": {"phrases": [["a", "b", "x", 1]]}},
        checkpoint.about | {"bleu": 1},
    ):
        checkpoint.about = damage
        with pytest.raises(DataError, match="no usable table"):
            LineRewriter(checkpoint, learnt)


def test_where_phrases_alone_do_as_well_they_rewrite(learnt: Path) -> None:
    checkpoint = load_checkpoint(learnt)
    assert checkpoint.about["bleu"].keys() == {"copied", "by phrases", "rewritten"}
    line = "Momo does not know Lala, and Lala does not know Momo at all."
    for by_phrases, expected in ((0.0, False), (101.0, True)):
        checkpoint.about = checkpoint.about | {"bleu": checkpoint.about["bleu"] | {"by phrases": by_phrases}}
        rewriter = LineRewriter(checkpoint)
        assert rewriter.phrases_suffice is expected
        wanted = rewriter.table.rewrite(line) if expected else rewriter.by_model([line], 4)[0]
        assert rewriter.rewrite([line]) == [wanted]


def test_a_time_that_cannot_be_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="minutes"):
        train_rewriter(PAIRS, VALIDATION, tmp_path / "m.pt", minutes=-1)
    assert list(tmp_path.iterdir()) == []
