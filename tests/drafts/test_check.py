"""Checking pairs: each fault is found where it was put, and nothing is found in pairs that are good."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

import pytest

from vibejam.drafts.check import Checked, check_rows, shared
from vibejam.drafts.row import Row, read_rows
from vibejam.errors import DataError
from vibejam.holdout import Item, read_items

DRAFT = "I will send the 3 reports to Anna on Monday, since she asked for them before the meeting took place."
TEXT = "On Monday I'll send Anna the 3 reports, since she wanted them before the meeting."
GOOD = Row(DRAFT, TEXT, "1", "letters/a.txt")


def kinds(*rows: Row, against: tuple[Item, ...] = ()) -> list[set[str]]:
    return [{fault.kind for fault in each.faults} for each in check_rows(rows, against)]


def test_a_good_pair_has_no_fault() -> None:
    assert check_rows([GOOD])[0].faults == ()


@pytest.mark.parametrize(
    ("draft", "text", "fault"),
    [
        (DRAFT, TEXT.replace("3", "4"), "fact: number"),
        (DRAFT.replace("Anna", "a colleague"), TEXT, "fact: name"),
        (DRAFT, TEXT.replace("wanted", "never wanted"), "fact: negation"),
        (DRAFT.replace("3 reports", "reports"), TEXT, "fact: number"),
        (DRAFT, "Reports: Monday.", "length"),
        (DRAFT, DRAFT, "near-copy"),
        (DRAFT, DRAFT.replace("I will", "I'll"), "near-copy"),
        (DRAFT, f"Well, so, now then, {DRAFT} So there, that is all, quite all for now.", "near-copy"),
        (DRAFT, "The old dog slept under a table in the kitchen while rain fell over the whole valley.", "meaning"),
    ],
)
def test_a_fault_is_found(draft: str, text: str, fault: str) -> None:
    assert fault in kinds(Row(draft, text))[0]


def test_of_equal_pairs_the_first_is_kept_and_another_draft_of_a_text_is_no_duplicate() -> None:
    again = dataclasses.replace(GOOD, id="2")
    other = Row("Anna wanted the 3 reports ahead of the meeting, so on Monday I will send them to her.", TEXT)
    (first, second, third) = check_rows([GOOD, again, other])
    assert first.faults == () and [f.kind for f in second.faults] == ["duplicate"] and "number 1" in second.faults[0].detail
    assert "duplicate" not in {fault.kind for fault in third.faults}


@pytest.mark.parametrize(
    ("item", "leaks"),
    [
        (Item("t", "x", "Something else, quite another text of many words it is.", "letters/a.txt"), True),
        (Item("t", "x", "Something else, quite another text of many words it is.", "a.txt"), True),
        (Item("t", "x", "Something else, quite another text of many words it is.", "letters/b.txt"), False),
        (Item("t", "x", f"{TEXT} And more there was.", "b.txt"), True),
        (Item("t", "x", TEXT.split(", ")[0] + ", since she wanted them", ""), True),
        (Item("t", "x"), False),
    ],
)
def test_what_is_of_a_test_is_dropped(item: Item, leaks: bool) -> None:
    assert kinds(GOOD, against=(item,)) == [{"in the test"} if leaks else set()]


def test_an_encoder_is_asked_where_there_is_one() -> None:
    class Encoder:
        def similarity(self, a: str, b: str) -> float:
            return 0.4 if (a, b) == (DRAFT, TEXT) else 1.0

    (found,) = check_rows([GOOD], encoder=Encoder())
    assert found.similarity == 0.4 and [fault.kind for fault in found.faults] == ["meaning"]
    assert check_rows([GOOD])[0].similarity == shared(DRAFT, TEXT) > 0.5
    assert shared("a b", "c") == 0 and shared("A b b", "a b") == 0.8 and shared("", "") == 0


# -- on drafts that a big LLM wrote, where they are ------------------------------------------------------------------


def _some(shared_data: Path, name: str, count: int) -> list[Row]:
    rows = read_rows(shared_data / "drafts" / f"{name}.jsonl")
    return rows[:: len(rows) // count][:count]


def _share(checked: list[Checked]) -> float:
    return sum(not each.faults for each in checked) / len(checked)


@pytest.mark.parametrize("name", ["balter", "twain"])
def test_most_real_pairs_pass_and_none_is_of_the_test(name: str, shared_data: Path) -> None:
    against = read_items(shared_data / "drafts" / f"{name}-test.jsonl")
    checked = check_rows(_some(shared_data, f"{name}-train", 60), against)
    found = Counter(fault.kind for each in checked for fault in each.faults)
    assert _share(checked) > 0.5
    assert not {"in the test", "duplicate", "near-copy", "length"} & set(found)


def test_real_pairs_that_are_broken_on_purpose_fall_far_more_often(shared_data: Path) -> None:
    rows = _some(shared_data, "many-train", 60)
    shifted = [dataclasses.replace(a, text=b.text) for a, b in zip(rows, rows[1:] + rows[:1], strict=True)]
    cut = [dataclasses.replace(row, text=" ".join(row.text.split()[: len(row.text.split()) // 2])) for row in rows]
    assert _share(check_rows(shifted)) == 0
    assert _share(check_rows(cut)) < 0.1 < 0.5 < _share(check_rows(rows))


def test_the_test_itself_is_all_in_the_test(shared_data: Path) -> None:
    path = shared_data / "drafts" / "twain-test.jsonl"
    rows, against = read_rows(path)[:15], read_items(path)
    nameless = [dataclasses.replace(row, document="") for row in rows]
    for some in (rows, nameless):
        assert all("in the test" in {fault.kind for fault in each.faults} for each in check_rows(some, against))


def test_drafts_without_texts_are_no_pairs(shared_data: Path) -> None:
    with pytest.raises(DataError, match=r"native\.jsonl:1 has no draft or no text"):
        read_rows(shared_data / "drafts" / "native.jsonl")
