"""How a sentence may be built another way, and where it may not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vibejam.style.turns import KINDS, PAIRS, kinds, turns
from vibejam.text.facts import check

BOTH_WAYS = [
    ("comma after an opening", "In 1890 he went home.", "In 1890, he went home."),
    ("comma after an opening", "Sometimes he went home.", "Sometimes, he went home."),
    ("comma between statements", "He opened the door, and she left.", "He opened the door and she left."),
    ("comma before a predicate", "He opened the door, and closed it.", "He opened the door and closed it."),
    ("commas around an aside", "It is, of course, true.", "It is of course true."),
    ("commas around an aside after and", "It rained and, in the end, he left.", "It rained and in the end he left."),
    ("comma before too", "I saw the dog, too.", "I saw the dog too."),
    ("comma before because", "We left early, because it rained.", "We left early because it rained."),
    ("comma before an addition", "He walked all the way, even if it rained.", "He walked all the way even if it rained."),
    ("comma in a series", "We had a dog, a cat, and a cow.", "We had a dog, a cat and a cow."),
    ("comma in a series of words", "It is of red, green, and blue.", "It is of red, green and blue."),
    ("that after thinking", "I hope that he comes.", "I hope he comes."),
    ("that after thinking", "He told me that she was ill.", "He told me she was ill."),
    ("that of objects", "I liked the book that he wrote.", "I liked the book he wrote."),
    ("that of objects", "I liked the book that he wrote.", "I liked the book which he wrote."),
    ("that of subjects", "I saw a tree that was tall.", "I saw a tree which was tall."),
    ("in which", "We saw the house in which he lived.", "We saw the house where he lived."),
    ("in which", "The reason why he left is clear.", "The reason he left is clear."),
    ("stranded preposition", "I know the man to whom he wrote.", "I know the man he wrote to."),
    ("place of a connective", "However, he was late.", "He, however, was late."),
    ("place of a connective", "However, he was late.", "He was, however, late."),
    ("connective at the end", "However, he was late.", "He was late, however."),
    ("also", "He also wrote plays.", "He wrote plays too."),
    ("also", "He also wrote plays.", "Also, he wrote plays."),
    ("adverb beside an auxiliary", "He would often say it.", "He often would say it."),
    ("adverb in front", "Sometimes he came home.", "He sometimes came home."),
    ("adverb of manner", "He carefully opened it.", "He opened it carefully."),
    ("time in front", "In March we moved home.", "We moved home in March."),
    ("order of clauses", "If it rains, we stay here.", "We stay here if it rains."),
    ("one sentence into two", "He closed the door and sat down there.", "He closed the door. He sat down there."),
    ("place of a particle", "I picked up the book.", "I picked the book up."),
    ("owner", "I saw the house of the king.", "I saw the king's house."),
    ("not any", "I do not have any money.", "I have no money."),
    ("nothing", "He did not say anything.", "He said nothing."),
    ("infinitive or gerund", "He began to write.", "He began writing."),
    ("help to", "She helps me to cook.", "She helps me cook."),
    ("to be", "It seems to be clear.", "It seems clear."),
    ("so between statements", "The rain went on, so we left early.", "The rain went on. So we left early."),
    ("connective between statements", "The rain went on; however, we left.", "The rain went on. However, we left."),
    ("two sentences into one", "He closed the door. He sat down there.", "He closed the door and sat down there."),
]
ONE_WAY = [
    ("comma after a first clause", "When she came, we left.", "When she came we left."),
    ("comma before and", "The road was long, and most of us slept.", "The road was long and most of us slept."),
    ("comma before but", "The road was small, but very useful.", "The road was small but very useful."),
    ("that after so", "It was so late that we left.", "It was so late we left."),
    ("reduced relative", "I read the letters that were sent by her.", "I read the letters sent by her."),
    ("inverted condition", "If he should come, tell me.", "Should he come, tell me."),
]


def possible(text: str) -> set[str]:
    """Every text that one turn can make of it."""
    return {text[: w.start] + w.new + text[w.end :] for w in turns(text)}


@pytest.mark.parametrize(("kind", "one", "other"), BOTH_WAYS)
def test_either_may_become_the_other(kind: str, one: str, other: str) -> None:
    assert other in possible(one)
    assert one in possible(other)


@pytest.mark.parametrize(("kind", "one", "other"), ONE_WAY)
def test_one_may_become_the_other(kind: str, one: str, other: str) -> None:
    assert other in possible(one)


def test_every_kind_is_tried_here() -> None:
    examples = [*BOTH_WAYS, *ONE_WAY]
    assert {kind for kind, _, _ in examples} == {*KINDS, *PAIRS}
    for kind, one, other in examples:
        assert kind in {found for found, _ in kinds(one)} | {found for found, _ in kinds(other)}


@pytest.mark.parametrize("example", [*BOTH_WAYS, *ONE_WAY])
def test_the_guard_finds_every_fact_kept(example: tuple[str, str, str]) -> None:
    _, one, other = example
    assert not check(one, other, (), "en")


@pytest.mark.parametrize(
    "text",
    [
        "He read the book.",
        "My brother Tom came home.",
        "The day he arrived was cold.",  # no comma after an opening: a clause of its own
        "He did not leave because he was ill.",  # of which the reason is what is denied
        "The fact that he left is known.",  # no relative clause
        "It was the king that left.",  # emphasis
        "He knew that, and that she left.",
        "I thought of that he said.",
        "Tom cried when he left.",  # who left?
        "When Tom left, he cried.",
        "He asked if they stay.",
        "He put on the table.",
        "The doctors who knew and who left came.",
        "He likes knowing.",
        "I would like to go.",
        "Only he left.",
        "He gave it up.",
        '"In 1890, he went home," she wrote.',
        "`In 1890, he went home.`",
        "He said *in 1890, he went home and she left*.",
        "In 1890, he went " + "on " * 400 + "home.",  # no sentence that anybody wrote
        "",
        "...",
        "東京へ行った。",
    ],
)
def test_what_may_not_be_built_another_way_is_left_alone(text: str) -> None:
    assert turns(text) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("He said that she left and that he stayed.", "He said she left and that he stayed."),
        ("It is the thought that he left.", "It is the thought he left."),
        ("In 1890, 40 men left.", "In 1890 40 men left."),
        ("With Tom, my brother, I went home.", "With Tom my brother, I went home."),
        ("He had seen my brother, a doctor, and the king.", "He had seen my brother, a doctor and the king."),
        ("It weighs 3 kg, or 7 pounds.", "It weighs 3 kg or 7 pounds."),
        ("She can't come, because it rained.", "She can't come because it rained."),
        ("Then I had supper.", "I had then supper."),
        ("However, you have to go.", "You have, however, to go."),
        ("He began to know her.", "He began knowing her."),
        ("There were three who liked it.", "Three liked it."),
        ("He was tired. She left early.", "He was tired and left early."),
        ("He left. He had slept there.", "He left and had slept there."),
        ("If it rains, we walk to St.", "We walk to St if it rains."),
    ],
)
def test_nothing_wrong_is_offered(text: str, wrong: str) -> None:
    assert wrong not in possible(text)


def test_what_is_moved_keeps_its_capitals_and_its_apostrophes() -> None:
    assert "Anna Lee’s house was cold when I came home." not in possible("Anna’s house was cold when I came home.")
    assert "I saw the house of the king." in possible("I saw the king’s house.")
    assert "It’s late. I saw the king’s house." in possible("It’s late. I saw the house of the king.")
    assert "Anna Lee slept when I came home." in possible("When I came home, Anna Lee slept.")


def test_what_is_put_in_or_left_out_goes_with_the_word_before_it() -> None:
    text = "In 1890 he said that it was late."
    assert {("1890", "1890,"), ("said that", "said")} <= {(text[w.start : w.end], w.new) for w in turns(text)}


def test_a_turn_names_the_sentences_that_it_changes() -> None:
    text = "It was late. He closed the door. He sat down there."
    joined = next(wording for kind, wording in kinds(text) if kind == "two sentences into one")
    assert text[slice(*joined.sentence)] == "He closed the door. He sat down there."
    assert all(w.sentence[0] <= w.start <= w.end <= w.sentence[1] for w in turns(text))


def test_real_drafts_keep_their_facts(shared_data: Path) -> None:
    """Of a hundred turns in assistants' drafts the guard refuses two at most."""
    lines = (shared_data / "drafts" / "native.jsonl").read_text("utf-8").splitlines()
    offered = refused = 0
    for draft in (json.loads(line)["draft"] for line in lines[:40]):
        for wording in turns(draft):
            offered += 1
            refused += bool(check(draft, draft[: wording.start] + wording.new + draft[wording.end :], (), "en"))
    assert offered > 40
    assert refused <= offered / 50
