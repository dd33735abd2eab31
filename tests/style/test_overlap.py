"""Overlap: BLEU and chrF as sacrebleu gives them, edits and copies by definition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibejam.style.overlap import bleu, chrf, copy_rate, edit_share

PAIRS = [
    (["The cat sat on the mat."], ["The cat sat on a mat."]),
    (["It cost $1,234.50 - about 10%.", "“Well,” he said; he's done."], ["It cost $1,234.50, some 10 %.", "\"Well,\" he said. He's done."]),
    (["a b c"], ["x y z"]),
    (["a b c d e f"], ["a x b y c z"]),
    (["The well-known &amp; rather\nlong line, 1914-18."], ["The well-known & rather long line, 1914-18."]),
    (["", "something here"], ["nothing was there", "something here"]),
    (["日本語の文章です。", "Привет, мир!"], ["日本語の文です。", "Привет, мой мир!"]),
]  # fmt: skip
WORDS = st.lists(st.sampled_from("a b c d".split()), max_size=12).map(" ".join)


@pytest.mark.parametrize(("hypotheses", "references"), PAIRS)
def test_bleu_and_chrf_are_those_of_an_independent_library(hypotheses: list[str], references: list[str]) -> None:
    sacrebleu = pytest.importorskip("sacrebleu", reason="the independent reference sacrebleu is not installed")
    assert bleu(hypotheses, references) == pytest.approx(sacrebleu.corpus_bleu(hypotheses, [references]).score)
    assert chrf(hypotheses, references) == pytest.approx(sacrebleu.corpus_chrf(hypotheses, [references]).score)


def test_equal_texts_have_everything_in_common_and_strange_ones_nothing() -> None:
    text = "a text of more than four words, equal to itself"
    assert bleu([text], [text]) == pytest.approx(100) and chrf([text], [text]) == pytest.approx(100)
    assert bleu(["zzz"], ["qq"]) == chrf(["zzz"], ["qq"]) == 0


def test_bleu_by_hand() -> None:
    """4 of 5, 2 of 4 and 1 of 3 n-grams match, none of 2 4-grams, which counts as half of one; lengths are equal."""
    assert bleu(["a b c x d"], ["a b c y d"]) == pytest.approx(100 * (4 / 5 * 2 / 4 * 1 / 3 * (1 / 4)) ** 0.25)


@pytest.mark.parametrize(
    ("draft", "rewrite", "share"),
    [("a b c d", "a b c d", 0), ("a b c d", "A, b; c d!", 0), ("a b c d", "a x c d", 1 / 4), ("a b", "", 1), ("", "", 0), ("a b c", "b c d", 2 / 3)],
)  # fmt: skip
def test_edits_are_counted_in_words(draft: str, rewrite: str, share: float) -> None:
    assert edit_share(draft, rewrite) == pytest.approx(share)


@given(WORDS, WORDS)
def test_edits_are_symmetrical_and_bounded(a: str, b: str) -> None:
    assert edit_share(a, b) == edit_share(b, a)
    assert 0 <= edit_share(a, b) <= 1 and (edit_share(a, b) == 0) == (a == b)


def test_words_in_long_common_runs_are_copied() -> None:
    draft = "one two three four five six seven eight nine"
    assert copy_rate(draft, draft) == 1 and copy_rate(draft, "") == 0
    assert copy_rate(draft, f"zero {draft.upper()}") == pytest.approx(9 / 10)
    assert copy_rate(draft, draft.replace("five", "x")) == 0
    assert copy_rate(draft, "two three x", run=2) == pytest.approx(2 / 3)
