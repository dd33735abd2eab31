"""What is counted, and that it comes back from a file."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.errors import DataError
from vibejam.style.fingerprint import Fingerprint

LETTERS = ["I don't know; I do not care -- not I!\n\nYours ever,\nAnn", "I don't mind (much). It's late.\n\nYours ever,\nAnn"]


def test_counts_are_of_all_documents() -> None:
    fingerprint = Fingerprint.of(LETTERS, fewest=1)
    assert (fingerprint.documents, fingerprint.share("do not/don't", "don't")) == (2, (2, 3))
    assert fingerprint.share("it is/it's", "it's") == (1, 1)
    assert fingerprint.marks["--"] == fingerprint.marks[";"] == fingerprint.marks["("] == 1
    assert fingerprint.sign_offs["Yours ever,"] == 2
    assert fingerprint.openers["i"] == 2
    assert fingerprint.per_thousand("--") == pytest.approx(1000 / fingerprint.words)
    assert sum(fingerprint.lengths.values()) <= fingerprint.sentences


def test_what_is_rare_is_not_kept_but_counted_among_the_words() -> None:
    fingerprint = Fingerprint.of(LETTERS, fewest=2)
    assert "mind" not in fingerprint.unigrams
    assert fingerprint.words == Fingerprint.of(LETTERS, fewest=1).unigrams.total()


def test_favourites_are_what_others_say_less() -> None:
    person = Fingerprint.of(["by and by we came to the river and by and by we left"] * 20)
    others = Fingerprint.of(["then we came to the river and then we left"] * 20)
    words = [word for word, _ in person.favourites(others)]
    assert words[0] == "by"
    assert "then" not in words
    assert person.favourites(others, pairs=True)[0][0] in ("by and", "and by")


def test_a_writer_of_another_language_is_counted_too() -> None:
    fingerprint = Fingerprint.of(["今日は雨が降る。明日も雨だ！"], fewest=1)
    assert fingerprint.unigrams["雨"] == 2
    assert fingerprint.sentences == 2


@modest
@given(st.lists(st.text(max_size=80), max_size=3))
def test_a_fingerprint_survives_json(documents: list[str]) -> None:
    fingerprint = Fingerprint.of(documents, fewest=1)
    assert Fingerprint.from_dict(json.loads(json.dumps(fingerprint.to_dict()))) == fingerprint


@pytest.mark.parametrize("damage", [{"version": 99}, {"words": -1}, {"words": "many"}, {"habits": []}, {"unigrams": {"a": 1.5}}])
def test_a_damaged_fingerprint_is_refused(damage: dict[str, object]) -> None:
    with pytest.raises(DataError, match="fingerprint"):
        Fingerprint.from_dict(Fingerprint.of(LETTERS).to_dict() | damage)


def test_something_else_is_refused() -> None:
    for said in (None, [], {}, "x", {**{"version": 1}}):
        with pytest.raises(DataError):
            Fingerprint.from_dict(said)
