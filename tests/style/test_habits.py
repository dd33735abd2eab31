"""Where there is a choice, and where grammar leaves none."""

from __future__ import annotations

import pytest

from vibejam.style.habits import chances, habits
from vibejam.style.lexicon import OPENERS, SHORTENED, SPELLINGS, WORDS
from vibejam.style.passage import Passage


def possible(text: str) -> set[str]:
    """Every text that one edit can make of it, typography, casing and ends of sentences left out."""
    aside = {"I", "sentence case", "sentence end", "apostrophe", "dash", "double quotes", "ellipsis"}
    found = set()
    for chance in chances(Passage(text)):
        if chance.habit not in aside:
            found |= {text[: chance.start] + new + text[chance.end :] for new in chance.options.values()}
    return found


@pytest.mark.parametrize(
    ("text", "edited"),
    [
        ("I do not know him.", "I don't know him."),
        ("I don't know him.", "I do not know him."),
        ("It is late now.", "It's late now."),
        ("It's late now.", "It is late now."),
        ("It has been late.", "It's been late."),
        ("I have seen it.", "I've seen it."),
        ("We cannot go home.", "We can't go home."),
        ("The colour is fine.", "The color is fine."),
        ("We organised it well.", "We organized it well."),
        ("He came in order to help.", "He came to help."),
        ("Perhaps he left.", "Maybe he left."),
        ("We ate bread, cheese, and soup.", "We ate bread, cheese and soup."),
        ("He came home late. She was out already.", "He came home late; she was out already."),
        ("He came home late. However, she was out.", "He came home late. But she was out."),
        ("He came home late. However, she was out.", "He came home late, but she was out."),
        ("I believe that he exists.", "I believe he exists."),
        ("I left.\nBest regards,\nAnn", "I left.\nYours truly,\nAnn"),
        ("It is important to note that he left.", "He left."),
        ("Therefore, we left.", "So we left."),
        ("I think the house (a very old one) stands.", "I think the house—a very old one—stands."),
    ],
)
def test_what_may_be_written_instead(text: str, edited: str) -> None:
    assert edited in possible(text)


@pytest.mark.parametrize(
    "text",
    [
        "I know what a fool it is.",
        "I know where it is in the house.",
        "He looks taller than I am now.",
        "Yes, it is.",
        "Descaling it is quick.",
        "I have a dog.",
        "Don't you know him?",
        "Why don't we go?",
        "You know him, don't you?",
        "He's gone.",
        "Please let us know.",
        "Mr. Colour met Mrs. Gray Honour.",
        "I went to Grey Harbour.",
        "He said “I do not know.”",
        "Run `do not` first.",
        "Thank you because the gift was kind.",
        "I would not buy it, but I would sell it.",
        "He DID NOT know.",
        "In winter, snow and ice come.",
        "My brother, John, and I left.",
        "Dear sir, he and she left.",
        "A large number left.",
        "There are two large and three small ones, 12 kg, on 5 May 2020.",
        "If he comes, she goes, and it ends.",
        "You thought you had two of them.",
        "Three days ago he paid $14.99 at 5:00 p.m.",
        "See https://example.org/colour/grey.",
    ],
)
def test_where_grammar_or_meaning_leaves_no_choice(text: str) -> None:
    assert possible(text) <= {"I wouldn't buy it, but I would sell it."}


def test_numbers_are_counted_and_never_options() -> None:
    found = [chance for chance in chances(Passage("I saw two dogs and 3 cats.")) if chance.habit == "numbers up to ten"]
    assert [(chance.form, dict(chance.options)) for chance in found] == [("word", {}), ("digit", {})]


def test_every_chance_is_of_a_known_habit_and_form() -> None:
    text = "However, I don't think that it is so -- the colour is grey. Best regards, Ann\n" * 3
    known = habits()
    for chance in chances(Passage(text)):
        assert chance.form in known[chance.habit].forms
        assert set(chance.options) <= set(known[chance.habit].forms)
        assert chance.form not in chance.options


def test_rows_of_a_choice_are_as_long_as_its_forms_and_no_form_says_two_things() -> None:
    for choice in (*SPELLINGS, *WORDS, *SHORTENED, *OPENERS):
        assert {len(row) for row in choice.rows} == {len(choice.forms)}, choice.name
    names = [choice.name for choice in (*SPELLINGS, *WORDS, *SHORTENED, *OPENERS)]
    assert len(names) == len(set(names))
    spelt = [form for choice in SPELLINGS for row in choice.rows for form in row]
    assert {form for form in spelt if spelt.count(form) > 1} == set()
