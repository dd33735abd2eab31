"""The judges: they tell two invented people apart, on figures that an independent library repeats."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vibejam.style.judges import (
    FUNCTION_WORDS,
    MOST_WORDS,
    DeltaJudge,
    Judge,
    NGramJudge,
    auc,
    most_common_words,
    normalise,
    passages,
)
from vibejam.style.logistic import Rows, fit_logistic, ngram_counts


@pytest.fixture(scope="module")
def two_people(voices: Path) -> tuple[list[list[str]], list[list[str]]]:
    """The passages of each document of the one, and of the other."""
    sides = [
        [passages(path.read_text("utf-8").split("---\n", 2)[-1]) for path in sorted((voices / name).glob("*.md"))]
        for name in ("letters", "engineer")
    ]
    return sides[0], sides[1]


def joined(documents: list[list[str]]) -> list[str]:
    return [passage for document in documents for passage in document]


def random_rows(rng: np.random.Generator, n: int = 60, f: int = 25) -> tuple[np.ndarray, Rows, np.ndarray]:
    dense = rng.normal(size=(n, f)) * (rng.random((n, f)) < 0.3)
    row, column = np.nonzero(dense)
    is_own = dense[:, 0] + dense[:, 1] + rng.normal(size=n) * 0.5 > 0.4
    return dense, Rows(row, column, dense[row, column], (n, f)), is_own


@pytest.mark.parametrize("strength", [0.1, 1.0, 10.0])
def test_logistic_regression_is_that_of_an_independent_library(strength: float) -> None:
    linear = pytest.importorskip("sklearn.linear_model", reason="the independent reference scikit-learn is not installed")
    dense, rows, is_own = random_rows(np.random.default_rng(1))
    reference = linear.LogisticRegression(C=strength, class_weight="balanced", tol=1e-10, max_iter=10_000).fit(dense, is_own)
    weights, intercept = fit_logistic(rows, is_own, strength, tolerance=1e-9)
    np.testing.assert_allclose(weights, reference.coef_[0], atol=1e-5)
    assert intercept == pytest.approx(reference.intercept_[0], abs=1e-5)


def test_logistic_regression_stands_where_its_loss_is_least() -> None:
    dense, rows, is_own = random_rows(np.random.default_rng(2))
    weights, intercept = fit_logistic(rows, is_own, 1.0, tolerance=1e-9)
    sign, cost = np.where(is_own, 1, -1), 1 / (2 * np.where(is_own, is_own.mean(), 1 - is_own.mean()))

    def loss(w: np.ndarray, b: float) -> float:
        return float(w @ w / 2 + cost @ np.log1p(np.exp(-sign * (dense @ w + b))))

    least = loss(weights, intercept)
    for place in range(len(weights)):
        nudge = np.zeros_like(weights)
        nudge[place] = 1e-3
        assert loss(weights + nudge, intercept) > least and loss(weights - nudge, intercept) > least
    assert loss(weights, intercept + 1e-2) > least and loss(weights, intercept - 1e-2) > least


@pytest.mark.parametrize("text", ["abracadabra", "", "ab", "naïve 🙂🙂🙂🙂", "日本語の文章。日本語"])
def test_ngrams_are_counted_as_a_plain_loop_counts_them(text: str) -> None:
    plain: dict[str, int] = {}
    for n in (3, 4, 5):
        for i in range(len(text) - n + 1):
            plain[text[i : i + n]] = plain.get(text[i : i + n], 0) + 1
    buckets, counts = ngram_counts(text)
    assert sorted(counts.tolist()) == sorted(plain.values())  # no two of so few fall into one bucket
    assert (np.diff(buckets) > 0).all()


@pytest.mark.parametrize("expand", [False, True])
@pytest.mark.parametrize("kind", [NGramJudge, DeltaJudge])
def test_unseen_documents_of_two_people_are_told_apart(
    kind: type[NGramJudge] | type[DeltaJudge], expand: bool, two_people: tuple[list[list[str]], list[list[str]]]
) -> None:
    own, others = two_people
    judge: Judge = kind(expand)
    judge.fit(joined(own[:30]), joined(others[:30]))
    scores = [[judge.score(text) for text in joined(side[30:])] for side in (own, others)]
    assert auc(*scores) > 0.9
    if kind is NGramJudge:  # log-odds; a Delta has its zero nowhere in particular
        assert np.mean(scores[0]) > 0 > np.mean(scores[1])


@pytest.mark.parametrize("kind", [NGramJudge, DeltaJudge])
def test_quotes_dashes_and_spaces_do_not_count(
    kind: type[NGramJudge] | type[DeltaJudge], two_people: tuple[list[list[str]], list[list[str]]]
) -> None:
    judge: Judge = kind()
    judge.fit(joined(two_people[0][:5]), joined(two_people[1][:5]))
    plain = 'He\'s here -- "quite" himself... and I was glad.'
    assert judge.score(plain) == pytest.approx(judge.score("He’s  here—“quite” himself… and\nI was glad."))


@pytest.mark.parametrize("kind", [NGramJudge, DeltaJudge])
def test_contractions_do_not_count_where_they_are_expanded(
    kind: type[NGramJudge] | type[DeltaJudge], two_people: tuple[list[list[str]], list[list[str]]]
) -> None:
    judge: Judge = kind(True)
    judge.fit(joined(two_people[0][:5]), joined(two_people[1][:5]))
    assert judge.score("I don’t know; it's late and we'll go.") == judge.score("I do not know; it is late and we will go.")


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("Won't you? I can't.", "Will not you? I can not."), ("They've gone, who'd know", "They have gone, who would know"),
        ("Ann's dog isn't here", "Ann's dog is not here"), ("Let's", "Let us"), ("I’m", "I am"), ("'Tis so", "It is so"),
    ],
)  # fmt: skip
def test_contractions_are_written_out(text: str, expanded: str) -> None:
    assert normalise(text, expand=True) == expanded


def test_passages_are_of_the_length_that_is_judged_and_lose_no_more_than_a_rest() -> None:
    text = " ".join(f"This is sentence number {i} of a rather long document." for i in range(100))
    found = passages(text)
    assert all(35 <= len(passage.split()) <= MOST_WORDS for passage in found)
    assert text.startswith(" ".join(found)) and len(" ".join(found)) > len(text) - 35 * 10


@pytest.mark.parametrize(("text", "expected"), [("", []), ("  \n", []), (" One word. ", ["One word."])])
def test_a_short_text_is_one_passage(text: str, expected: list[str]) -> None:
    assert passages(text) == expected


def test_one_endless_sentence_is_cut_too() -> None:
    assert [len(passage.split()) for passage in passages("word " * 300)] == [90, 90, 90]


def test_the_function_words_are_150() -> None:
    assert len(FUNCTION_WORDS) == len(set(FUNCTION_WORDS)) == 150


def test_another_language_is_judged_by_its_own_commonest_words() -> None:
    own = ["el perro come y el gato duerme en la casa"] * 3
    others = ["un perro que come con un gato que duerme"] * 3
    assert {"el", "que", "un", "perro"} <= set(most_common_words(own + others))
    judge = DeltaJudge(words=None)
    judge.fit([*own, "el sol y la casa en el mar"], [*others, "un sol con un mar que no es"])
    assert judge.score("el gato y la luna en el mar") > judge.score("un gato con un mar que no come")


def test_auc_counts_pairs() -> None:
    own, others = [0.3, 0.5, 0.9, 0.5], [0.1, 0.5, 0.2]
    pairs = [(a > b) + (a == b) / 2 for a in own for b in others]
    assert auc(own, others) == pytest.approx(sum(pairs) / len(pairs))


@pytest.mark.parametrize("kind", [NGramJudge, DeltaJudge])
def test_a_judge_needs_both_sides(kind: type[NGramJudge] | type[DeltaJudge]) -> None:
    with pytest.raises(ValueError, match="both sides"):
        kind().fit(["something"], [])
