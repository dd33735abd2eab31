"""Tables of phrases: what they learn from pairs, what they leave alone, and what they know without a pair of their own."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from vibejam.style.phrases import PhraseTable, phrase_pairs

NAMES = "Ann Ben Cid Dora Ewan Fay Gus Hal Ivy Jon Kay Lou".split()
PAIRS = [(f"{name} does not know why.", f"{name} knoweth not why.") for name in NAMES] + [
    (f"I saw {name} today, and {name} saw me.", f"I beheld {name} this day, and {name} beheld me.") for name in NAMES
]


def test_phrases_of_several_words_are_learnt_and_unknown_words_stay() -> None:
    table = PhraseTable.learn(PAIRS)
    assert table.rewrite("Zed does not know why.") == "Zed knoweth not why."
    assert table.rewrite("I saw Zed today, and Zed saw Ann.") == "I beheld Zed this day, and Zed beheld Ann."
    assert table.rewrite("Something else entirely; nothing known.") == "Something else entirely; nothing known."
    assert table.rewrite("") == ""


def test_a_pair_is_not_told_by_itself() -> None:
    alone = ("The kettle sang.", "The teapot hummed.")
    table, rewrites = PhraseTable.learn_and_rewrite([*PAIRS, alone])
    assert rewrites[: len(NAMES)] == [rewrite for _, rewrite in PAIRS[: len(NAMES)]]  # the others tell of it
    assert rewrites[-1] == "The kettle sang."
    assert table.rewrite("kettle") == "teapot"  # though the table itself knows it
    assert table.replacements == PhraseTable.learn([*PAIRS, alone]).replacements


def test_what_is_saved_is_what_is_read_back() -> None:
    table = PhraseTable.learn(PAIRS)
    again = PhraseTable.from_dict(json.loads(json.dumps(table.to_dict())))
    assert again.replacements == table.replacements


def test_a_phrase_is_what_no_link_leaves() -> None:
    found = set(phrase_pairs(["a", "b", "c"], ["x", "y", "z"], {(0, 1), (1, 0), (2, 2)}))
    assert (("a",), ("y",)) in found and (("a", "b"), ("x", "y")) in found
    assert not any(source == ("b", "c") for source, _ in found)  # its words are linked around a's


def test_words_linked_to_none_go_with_their_neighbours() -> None:
    found = list(phrase_pairs(["a", "b"], ["x", "loose", "y"], {(0, 0), (1, 2)}))
    assert (("a",), ("x", "loose")) in found and (("b",), ("loose", "y")) in found and (("b",), ("y",)) in found


@given(st.text(max_size=80))
def test_a_table_that_knows_nothing_changes_nothing_but_the_blanks_around(text: str) -> None:
    assert PhraseTable({}).rewrite(text) == text.strip()
