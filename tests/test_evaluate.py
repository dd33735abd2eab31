"""Evaluation: the draft is 0, the genuine text 1, what is between is between, and nothing that was learnt is tested."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from vibejam.corpus import prepare_corpus, read_texts
from vibejam.errors import DataError
from vibejam.evaluate import COPY, GENUINE, Evaluation, Row, evaluate, evaluate_voice, refuse_learnt
from vibejam.holdout import Holdout, Item
from vibejam.style.judges import passages
from vibejam.voice import Voice


def texts_of(folder: Path) -> list[str]:
    return [path.read_text("utf-8").split("---\n", 2)[-1].strip() for path in sorted(folder.glob("*.md"))]


@pytest.fixture(scope="module")
def material(voices: Path) -> tuple[list[str], list[str], list[Item]]:
    """The letter writer's documents, the engineer's, and "drafts": what the engineer says for what she says elsewhere."""
    own, others = texts_of(voices / "letters"), texts_of(voices / "engineer")
    items = [
        Item(f"{number}.{place}", draft, text, f"letter-{number}.md")
        for number, (mine, theirs) in enumerate(zip(own[:12], others[:12], strict=True))
        for place, (text, draft) in enumerate(zip(passages(mine)[:3], passages(theirs)[:3], strict=False))
    ]
    return own[12:], others[12:], items


@pytest.fixture(scope="module")
def evaluation(material: tuple[list[str], list[str], list[Item]]) -> Evaluation:
    own, others, items = material
    genuine = {item.draft: item.text for item in items}
    some = {item.draft for item in items[::2]}
    systems = {
        "nothing": lambda draft: draft,
        "oracle": lambda draft: genuine.get(draft, draft),
        "half": lambda draft: genuine[draft] if draft in some else draft,
    }
    native = [Item("n1", "On Monday Ann paid 3 francs, not 4.", facts=("Ann", "3 francs"), traps=("not 4",))]
    return evaluate(systems, [*items, *native], own, others)


def row(evaluation: Evaluation, system: str, group: str = "pairs") -> Row:
    return next(row for row in evaluation.groups[group] if row.system == system)


@pytest.mark.parametrize("judge", ["ngrams", "delta", "ngrams expanded", "delta expanded"])
def test_the_draft_is_0_and_the_genuine_text_1(judge: str, evaluation: Evaluation) -> None:
    for system, share in ((COPY, 0), ("nothing", 0), (GENUINE, 1), ("oracle", 1)):
        found = row(evaluation, system).judges[judge]
        assert (found.share, found.low, found.high) == pytest.approx((share,) * 3) and not found.overshoots
    half = row(evaluation, "half").judges[judge]
    assert half.low is not None and half.high is not None and half.share is not None
    assert 0 < half.low < half.share < half.high < 1


def test_the_lower_judge_counts(evaluation: Evaluation) -> None:
    half = row(evaluation, "half")
    assert half.lower is not None
    assert half.lower[1].share == min(half.judges["ngrams"].share or 9, half.judges["delta"].share or 9)


def test_a_judge_that_cannot_tell_counts_for_nothing(material: tuple[list[str], list[str], list[Item]]) -> None:
    own, others, items = material
    same = [replace(item, text=item.draft) for item in items]
    found = row(evaluate({}, same, own, others), COPY)
    assert found.lower is None and all(share.share is None for share in found.judges.values())


def test_more_like_the_person_than_the_person_is_flagged(material: tuple[list[str], list[str], list[Item]]) -> None:
    own, others, items = material
    muted = [replace(item, text=f"{item.text} {item.draft}") for item in items]  # only half like her
    genuine = {item.draft: item.text for item in items}
    found = row(evaluate({"overdone": genuine.__getitem__}, muted, own, others), "overdone")
    assert found.judges["ngrams"].overshoots and (found.judges["ngrams"].share or 0) > 1


def test_rows_say_what_was_edited_and_copied(evaluation: Evaluation) -> None:
    copy, genuine, half = (row(evaluation, name) for name in (COPY, GENUINE, "half"))
    assert (copy.unchanged, copy.edit_share, copy.copy_rate, copy.facts_kept, copy.facts_added) == (1, 0, 1, 1, 0)
    assert genuine.bleu == genuine.chrf == pytest.approx(100) and genuine.edit_share > 0.5 and genuine.copy_rate < 0.1
    assert half.unchanged == pytest.approx(0.5, abs=0.1) and 0 < half.edit_share < genuine.edit_share
    assert copy.bleu is not None and half.bleu is not None and copy.bleu < half.bleu < 100
    assert copy.similarity is None and copy.seconds_per_100_words == 0


def test_drafts_without_a_text_are_placed_among_the_persons_other_passages(
    material: tuple[list[str], list[str], list[Item]],
) -> None:
    own, others, items = material
    bare = [replace(item, text="", document="") for item in items]
    genuine = {item.draft: item.text for item in items}
    result = evaluate({"oracle": genuine.__getitem__}, bare, own, others)
    assert set(result.groups) == {"drafts"} and [r.system for r in result.groups["drafts"]] == [COPY, "oracle"]
    found = row(result, "oracle", "drafts")
    assert found.bleu is None and found.judges["ngrams"].share == pytest.approx(1, abs=0.3)
    assert row(result, COPY, "drafts").judges["ngrams"].share == 0


def test_named_facts_traps_and_the_worst_are_told(material: tuple[list[str], list[str], list[Item]]) -> None:
    own, others, _ = material
    items = [
        Item(f"n{i}", f"On Monday Ann paid {i} francs, not 40.", facts=("Ann", f"{i} Francs"), traps=("not 40",))
        for i in range(2, 8)
    ]
    spoilt = {items[3].draft: "On Tuesday she paid francs, 40.", items[4].draft: items[4].draft.replace("not 40", "not  forty")}
    result = evaluate({"spoils": lambda draft: spoilt.get(draft, draft)}, items, own, others)
    found = row(result, "spoils", "drafts")
    assert found.facts_kept == pytest.approx(5 / 6) and found.facts_added == pytest.approx(1 / 6)
    assert found.named_facts_kept == pytest.approx(10 / 12) and found.traps_untouched == pytest.approx(4 / 6)
    assert found.lost == {"numbers": 1, "dates": 1, "names": 1, "negations": 1} or set(found.lost) >= {"dates", "names"}
    worst = found.worst[0]
    assert worst.item.id == "n5" and worst.facts_missing == ["Ann", "5 Francs"] and worst.lost["names"] == ["ann"]
    assert worst.added == {"dates": ["tuesday"]}


def test_the_json_holds_the_figures_and_is_json(evaluation: Evaluation) -> None:
    values = json.loads(json.dumps(evaluation.to_dict()))
    rows = {r["system"]: r for r in values["groups"]["pairs"]["rows"]}
    assert rows["oracle"]["share_of_gap"] == 1 and rows[COPY]["share_of_gap"] == 0
    assert len(rows["half"]["worst"]) == 10 and {"id", "draft", "rewrite", "lost"} <= rows["half"]["worst"][0].keys()
    assert values["groups"]["pairs"]["documents"] == 12 and values["groups"]["drafts"]["texts"] == 1
    assert all(0.5 < sides["drafts"] <= 1 for sides in values["judges"].values())


# -- a voice ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def voice(voices: Path, own_home: Path) -> Voice:
    """Learnt without training: what is evaluated here is what was read."""
    voice = Voice.create("me")
    prepare_corpus([voices / "letters"], voice.corpus_path)
    return voice


def test_a_learnt_document_is_refused_by_name_and_by_words(voice: Voice) -> None:
    text = " ".join(next(read_texts(voice.corpus_path)).split()[30:80])
    for item in (
        Item("1", "A draft.", "Another text.", "x/2001-02-24-to-hester-the-haircut.md"),
        Item("1", "A draft.", text, "other"),
    ):
        with pytest.raises(DataError, match="has learnt 1 of the documents") as caught:
            refuse_learnt(voice, [item])
        assert "--holdout" in (caught.value.hint or "")
    refuse_learnt(voice, [Item("1", "A draft."), Item("2", "A draft.", "A text that nobody has ever written before.", "new.md")])


def test_without_drafts_the_judges_are_judged(voice: Voice) -> None:
    result = evaluate_voice(voice, {})
    assert result.groups == {} and "--holdout" in result.notes[0]
    assert result.reliability["ngrams"]["drafts"] is None and (result.reliability["ngrams"]["others"] or 0) > 0.9


def test_what_was_kept_for_the_judges_is_theirs(voice: Voice, voices: Path, tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text('{"draft": "x"}', "utf-8")
    prepare_corpus([voices / "letters"], voice.corpus_path, holdout=Holdout([tmp_path / "t.jsonl"]))
    kept = sum(len(passages(text)) for text in read_texts(voice.judges_path))
    result = evaluate_voice(voice, {})
    assert result.passages["own"] == kept and "kept apart" in result.notes[0]
    tested = Item("1", "A draft of it.", passages(next(read_texts(voice.judges_path)))[0])
    assert evaluate_voice(voice, {}, [tested]).passages["own"] < kept, "a document that is tested is no judge's"


def test_other_writing_can_be_named(voice: Voice, voices: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    for number in range(6):
        (mine / f"{number}.txt").write_text(
            f"My own words about the river number {number}, sung gladly by the water.\n" * 4, "utf-8"
        )
    lines = [
        {"draft": "x", "text": "The engine of the pump is broken again, and it must be mended.", "document": f"e{i}"}
        for i in range(9)
    ]
    lines.append({"draft": "x", "text": next(read_texts(voice.corpus_path))[:400], "document": "letter"})
    (tmp_path / "others.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    result = evaluate_voice(voice, {}, own_paths=[mine], others_paths=[tmp_path / "others.jsonl"])
    assert result.passages["own"] == 6 and result.passages["others"] == 9, "the person's own text among them is left out"
