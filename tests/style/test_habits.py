"""Where there is a choice, and where grammar leaves none."""

from __future__ import annotations

import pytest

from vibejam.style.habits import chances, habits
from vibejam.style.lexicon import OPENERS, SHORTENED, SPELLINGS, WORDS
from vibejam.style.passage import Passage


def possible(text: str) -> set[str]:
    """Every text that one edit can make of it, typography, casing and ends of sentences left out."""
    aside = {"I", "sentence case", "sentence end", "apostrophe", "dash", "double quotes", "ellipsis", "and/&"}
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
        ("It rained. However, the old house was dry.", "It rained. But the old house was dry."),
        (
            "In June, we saw the house. The old house was cold, as we knew.",
            "In June, we saw the house; the old house was cold, as we knew.",
        ),
        ("I met Ann. She was late.", "I met Ann—she was late."),
        ("The house was cold, and the garden had gone.", "The house was cold. And the garden had gone."),
        ("I stayed, because she was late.", "I stayed, for she was late."),
        ("We ate all of the bread.", "We ate all the bread."),
        ("We left early so that we could sleep.", "We left early so we could sleep."),
        ("Use tools such as the hammer.", "Use tools like the hammer."),
        ("I received your letter.", "I got your letter."),
        ("I hope that the house stands.", "I hope the house stands."),
        ("She said that he left.", "She said he left."),
        ("What is the point?", "What's the point?"),
        ("Here's a list.", "Here is a list."),
        ("It is not a house.", "It isn't a house."),
        ("I know who does not come here.", "I know who doesn't come here."),
        ("The house in which I have slept is cold.", "The house in which I've slept is cold."),
        ("I saw what they are trying to do.", "I saw what they're trying to do."),
        ("I believe that he exists.", "I believe he exists."),
        ("I left.\nBest regards,\nAnn", "I left.\nYours truly,\nAnn"),
        ("Best regards, Ann", "Yours truly, Ann"),
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
        "I know what is wrong there.",
        "It is not a single house.",
        "He does what you will again.",
        "I never stay, because she was late.",
        "Never go until I write again.",
        "We never saw each other.",
        "He said the word.",
        "He believed the man.",
        "He looks like the man.",
        "It isn't late, it isn't cold.",
        "Let's dive in.",
        "He came home late. Bread is cheap in town.",
        "He came home late: the one that she saw was out.",
        "But for him, all was lost.",
        "Come at 5 p.m. We will start.",
        "It may perhaps rain.",
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


def test_will_is_not_shall_where_something_is_denied_or_allowed() -> None:
    assert "I shall go there." in possible("I will go there.")
    assert "I shall never go there." not in possible("I will never go there.")


def test_ampersands_stand_between_common_words() -> None:
    text = "Bread & cheese & soup of Smith & Sons, red and blue, Ann and Bob. And so on."
    found = [chance for chance in chances(Passage(text)) if chance.habit == "and/&"]
    assert [(chance.form, dict(chance.options)) for chance in found] == [
        ("&", {"and": "and"}), ("&", {"and": "and"}), ("and", {"&": "&"}),
    ]  # fmt: skip


def test_quotation_marks_at_the_ends_of_paragraphs_may_be_changed_too() -> None:
    found = [chance for chance in chances(Passage('He said "no."\n\n"No," she said.\n')) if chance.habit == "double quotes"]
    assert [list(chance.options.values()) for chance in found] == [["“"], ["”"], ["“"], ["”"]]


def test_a_greeting_keeps_its_exclamation_mark() -> None:
    text = "Hi everyone! We met at the old house! Thanks! Happy new year to all of you!"
    found = [chance for chance in chances(Passage(text)) if chance.habit == "sentence end"]
    assert [bool(chance.options) for chance in found] == [False, True, False, False]


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
