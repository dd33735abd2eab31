"""Cross-fitting: nothing is scored by a judge that learnt it, and the sides weigh what they should."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import vibejam.style.panel
from vibejam.errors import DataError
from vibejam.style.judges import passages
from vibejam.style.panel import FEWEST_OTHERS, FOLDS, JUDGES, MOST, Panel

OWN = [f"I walked by the river number {i} and sang, oh so gladly." for i in range(12)]
OTHERS = [f"The report of section {i} is enclosed herewith for your review." for i in range(40)]
DRAFTS = {f"d{i}": [f"It is important to note that item {i} is noteworthy."] for i in range(15)}


class Remembers:
    """A judge that only knows what it has seen."""

    def __init__(self, expand: bool = False, words: Sequence[str] | None = None):
        self.expand = expand

    def fit(self, own: Sequence[str], others: Sequence[str]) -> None:
        self.own, self.others = own, others

    def score(self, text: str) -> float:
        return float(text in self.own) - float(text in self.others)


@pytest.fixture
def panel(monkeypatch: pytest.MonkeyPatch) -> Panel:
    class Other(Remembers):
        pass

    monkeypatch.setattr(vibejam.style.panel, "NGramJudge", Remembers)
    monkeypatch.setattr(vibejam.style.panel, "DeltaJudge", Other)
    return Panel(OWN, OTHERS, DRAFTS)


def test_no_judge_scores_what_it_has_learnt(panel: Panel) -> None:
    for judge in panel.names:
        for side in ("own", "drafts", "others"):
            assert set(panel.unseen(judge, side)) == {0.0}
        assert {panel.score(judge, texts[0], name) for name, texts in DRAFTS.items()} == {0.0}


def test_every_judge_learns_all_other_folds(panel: Panel) -> None:
    assert panel.names == ["ngrams", "delta", "ngrams expanded", "delta expanded"] and JUDGES == ("ngrams", "delta")
    others = [name for name in DRAFTS if panel.drafts[name] != panel.drafts["d3"]]
    assert len(others) == 12
    assert all(panel.score("ngrams", DRAFTS[name][0], "d3") == -1 for name in others)


def test_there_are_as_many_passages_of_other_people_as_drafts(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(panel.strangers["others"]) == len(OTHERS) < FEWEST_OTHERS
    monkeypatch.setattr(vibejam.style.panel, "FEWEST_OTHERS", 3)
    thinned = Panel(OWN, OTHERS, DRAFTS).strangers
    assert len(thinned["others"]) == len(thinned["drafts"]) == 15
    assert len(Panel(OWN, OTHERS, {}).strangers["others"]) == len(OTHERS) < MOST


def test_one_draft_is_judged_by_what_is_known_of_other_people() -> None:
    assert Panel(OWN, OTHERS, {"d": ["One draft alone."]}).unseen("ngrams", "drafts")


def test_a_long_text_is_scored_as_the_mean_of_its_passages() -> None:
    panel = Panel(OWN, OTHERS, DRAFTS)
    text = " ".join(OWN + OTHERS)
    scores = [panel.score("ngrams", passage, "d1") for passage in passages(text)]
    assert len(scores) > 3 and panel.score("ngrams", text, "d1") == pytest.approx(sum(scores) / len(scores))


def test_few_documents_are_cut_for_the_folds() -> None:
    panel = Panel([" ".join(OWN * 4)], OTHERS, {})
    assert {fold for fold, _ in panel.own} == set(range(FOLDS))


@pytest.mark.parametrize(("own", "others"), [([], OTHERS), (OWN[:2], OTHERS), (OWN, []), (OWN, OTHERS[:1])])
def test_too_little_to_learn_from_is_said(own: list[str], others: list[str]) -> None:
    with pytest.raises(DataError, match="passages of the person") as caught:
        Panel(own, others, {})
    assert "--own" in (caught.value.hint or "")


def test_the_same_material_gives_the_same_scores_in_any_order() -> None:
    a, b = Panel(OWN, OTHERS, DRAFTS), Panel(OWN[::-1], OTHERS[::-1], dict(reversed(DRAFTS.items())))
    assert a.reliability() == b.reliability()
    assert a.score("ngrams", "I sang by the river.", "d1") == pytest.approx(b.score("ngrams", "I sang by the river.", "d1"))
