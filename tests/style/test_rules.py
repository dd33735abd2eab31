"""Rules move a draft's rates towards the person's, no further, and touch nothing else."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.errors import ConfigError, DataError
from vibejam.style.background import Background
from vibejam.style.fingerprint import Fingerprint
from vibejam.style.passage import Passage
from vibejam.style.rules import Rules, apply, learn_rules

WHO = "Ann Bob Cal Dora Edith Felipe Gwen Hal Ida Jonas Kate Lena Mo Nora Otto Pia".split()


@cache
def background() -> Background:
    return Background.load()


@cache
def rules_of(contracted: int, of: int) -> Rules:
    """Of somebody who writes so many of so many "do not" as "don't", with "--", and "colour"."""
    said = ["don't"] * contracted + ["do not"] * (of - contracted)
    texts = [f"I {form} know {WHO[n % 16]}--my colour is red. It is late." for n, form in enumerate(said)]
    return learn_rules(texts, background())


def drafts(count: int) -> list[str]:
    """Drafts that differ in a word that no rule changes."""
    return [
        f"I do not see {WHO[n % 16]} in winter {'abcdefghij'[n // 16] * 3}{'abcdefghijkmnopq'[n % 16] * 3}." for n in range(count)
    ]


def contracted(texts: list[str]) -> float:
    counts = Fingerprint.of(texts).share("do not/don't", "don't")
    return counts[0] / counts[1]


def test_the_rate_of_many_drafts_becomes_the_persons_and_not_more() -> None:
    rules = rules_of(120, 200)  # 60 %
    edited = [apply(text, rules.edits(text)) for text in drafts(160)]
    assert 0.4 < contracted(edited) < 0.65


def test_it_goes_both_ways() -> None:
    rules = rules_of(0, 200)
    text = "I don't see Ann. I don't see Bob. You don't see Cal."
    assert apply(text, rules.edits(text)) == text.replace("don't", "do not")


def test_little_evidence_moves_little_and_none_nothing() -> None:
    assert learn_rules([], background()).edits("I do not see Ann—it is late. In order to go, I do not wait.") == []
    few, many = ([apply(t, rules_of(n, n).edits(t)) for t in drafts(160)] for n in (5, 200))
    assert contracted(few) < contracted(many)


def test_an_edit_says_why_in_counts() -> None:
    (edit,) = rules_of(200, 200).edits("I do not see Ann.")
    assert (edit.old, edit.new, edit.rule) == ("do not", "don't", "do not/don't")
    assert re.search(r'you have "don\'t" 200 times of 200 \(100 %\); others \d+ %', edit.reason)


def test_each_edit_can_be_made_alone() -> None:
    text = "I do not see the color—it is late. You do not see Ann. We do not see the color."
    edits = rules_of(200, 200).edits(text)
    assert len(edits) >= 4
    for edit in edits:
        assert apply(text, [edit]) == text[: edit.start] + edit.new + text[edit.end :]


def test_an_edit_of_another_text_is_refused() -> None:
    edits = rules_of(200, 200).edits("I do not see Ann.")
    with pytest.raises(ConfigError, match="not for this text"):
        apply("You do not see Ann.", edits)
    with pytest.raises(ConfigError, match="not for this text"):
        apply("I do not see Ann.", edits * 2)


def test_dashes_are_not_put_in_above_the_persons_rate() -> None:
    person = ["He came home late--she was out. " + "He saw the red house on the hill near the old town with me. " * 8] * 40
    rules = learn_rules(person, background())
    text = " ".join(f"He came home with {who}. She went out with Ann." for who in WHO)
    dashes = apply(text, rules.edits(text)).count("--")
    assert dashes / len(Passage(text).words) <= rules.person.marks["--"] / rules.person.words + 1 / len(Passage(text).words)


def test_words_are_put_in_only_beside_words_they_were_seen_with() -> None:
    rules = learn_rules(["We often go and we saw the big house and the big dog and a big table."] * 40, background())
    assert all(edit.new != "big" for edit in rules.edits("The large zorblax is the large quixotry."))


def test_rules_come_back_from_what_they_say() -> None:
    rules, text = rules_of(120, 200), " ".join(drafts(40))
    assert Rules.from_dict(rules.to_dict(), background()).edits(text) == rules.edits(text)
    with pytest.raises(DataError, match="rules"):
        Rules.from_dict({}, background())


@pytest.mark.parametrize("strength", [-0.1, 1.1, float("nan")])
def test_a_strength_that_cannot_be_is_refused(strength: float) -> None:
    with pytest.raises(ConfigError, match="strength"):
        rules_of(200, 200).edits("I do not see Ann.", strength)


def test_strength_is_a_dial() -> None:
    rules, texts = rules_of(200, 200), drafts(160)
    counts = [sum(len(rules.edits(text, strength)) for text in texts) for strength in (0.0, 0.5, 1.0)]
    assert counts[0] == 0
    assert counts[0] < counts[1] < counts[2]


def test_nothing_is_proposed_in_another_language() -> None:
    text = "Sie kam nicht—aber ich warte gern auf sie."
    assert rules_of(120, 200).edits(text) == []
    assert [edit.new for edit in rules_of(120, 200).edits(text, language="en")] == ["--"]


def test_a_long_text_and_an_odd_one_are_read() -> None:
    long = (" ".join(drafts(160)) + " ") * 18
    assert len(long) > 100_000
    assert rules_of(200, 200).edits(long)
    for odd in (
        "",
        "word",
        "\n\n",
        "(" * 50_000,
        "a" * 100_000,
        '"' * 20_001,
        "--" * 50_000,
        "I do not\n" * 10_000,
        ", a" * 30_000,
    ):
        assert apply(odd, rules_of(200, 200).edits(odd)) is not None


PIECES = st.sampled_from(
    ["I do not know", "it is", "don't", "—", " -- ", ". ", "! ", ", and ", "; ", "However, ", "the color", "colour", "“", "”", '"', "`", "in order to go",
     "Ann", "Mr. Bell", "3.5", "14 April", "$1,380", "two", "https://x.org/a", "\n\n", "\n", "- ", "# ", " ", " he came ", "red, blue, and green", "’", "perhaps",
     "İ", "雨", "Best regards,\nAnn"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.lists(PIECES, max_size=40).map(" ".join)


def kept(text: str) -> list[str]:
    """Numbers, and names in the middle of sentences."""
    return re.findall(r"[$]?\d(?:[\d.,]*\d)?|\b(?:Ann|Bell|April)\b|\btwo\b|https://x.org/a", text)


@modest
@given(TEXTS)
def test_numbers_and_names_stay_and_nothing_outside_the_edits_changes(text: str) -> None:
    rules = rules_of(120, 200)
    edits = rules.edits(text)
    edited = apply(text, edits)
    assert kept(edited) == kept(text)
    assert rules.edits(text, 0.0) == []
    outside, shift = 0, 0
    for edit in edits:
        assert text[outside : edit.start] == edited[outside + shift : edit.start + shift]
        assert text[edit.start : edit.end] == edit.old != edit.new
        outside, shift = edit.end, shift + len(edit.new) - len(edit.old)
    assert text[outside:] == edited[outside + shift :]


def test_a_second_application_changes_almost_nothing() -> None:
    rules = rules_of(120, 200)
    once = [apply(text, rules.edits(text)) for text in drafts(160)]
    assert sum(len(rules.edits(text)) for text in once) <= 2


def test_the_sample_voices_change_a_draft(voices: object) -> None:
    from pathlib import Path

    documents = [path.read_text(encoding="utf-8") for path in sorted(Path(str(voices), "letters").iterdir())]
    rules = learn_rules(documents, background())
    draft = "I do not think that it is too late. However, I am not sure—we cannot know until the organisation replies!"
    edited = apply(draft, rules.edits(draft))
    assert edited != draft
    assert "organi" in edited
