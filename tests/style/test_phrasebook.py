"""The phrasebook: what its lines mean, and what must never be in it."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from vibejam.errors import DataError
from vibejam.style.phrasebook import START, parse, phrasebook


def said_for(lines: str, phrase: str) -> list[str]:
    return [" ".join(way) for way in parse(lines).get(tuple(phrase.split()), ())]


def test_free_variants_replace_each_other_and_an_arrow_has_no_way_back() -> None:
    assert said_for("begin = start = commence", "start") == ["begin", "commence"]
    assert said_for("purchase > buy", "purchase") == ["buy"]
    assert said_for("purchase > buy", "buy") == []
    mixed = "till = until > up to | to"
    assert said_for(mixed, "till") == ["until", "up to", "to"]
    assert said_for(mixed, "up to") == []
    assert said_for("obtain | acquire > get", "obtain") == ["get"]


def test_lines_of_one_phrase_add_up_and_comments_say_nothing() -> None:
    assert said_for("# a > z\n\na > b\na > c\na > b", "a") == ["b", "c"]


def test_verbs_are_replaced_form_by_form() -> None:
    line = "verb: carry out > do"
    assert said_for(line, "carries out") == ["does"]
    assert said_for(line, "carried out") == ["did", "done"], "past and participle look alike"
    assert said_for(line, "carrying out") == ["doing"]
    assert said_for("verb: be located in > be in", "were located in") == ["were in"]
    assert said_for("verb: be like = resemble", "am like") == ["resemble"]
    assert said_for("verb: be like = resemble", "resemble") == ["be like", "are like"]


def test_a_form_that_may_be_present_or_past_needs_a_word_that_decides() -> None:
    line = "verb: put off = postpone"
    assert said_for(line, "put off") == []
    assert said_for(line, "to put off") == ["to postpone"]
    assert said_for(line, "had put off") == ["had postponed"]
    assert said_for(line, "she put off") == ["she postponed"]
    assert said_for(line, "postponed") == ["put off"]


def test_a_verb_that_may_be_a_noun_needs_a_word_that_decides() -> None:
    line = "verb or noun: cause > bring about"
    assert said_for(line, "cause") == said_for(line, "causes") == []
    assert said_for(line, "may cause") == ["may bring about"]
    assert said_for(line, "which causes") == ["which brings about"]
    assert said_for(line, "caused") == ["brought about"]


def test_nouns_and_adjectives_take_their_article_along() -> None:
    assert said_for("noun: mistake = error", "mistakes") == ["errors"]
    assert said_for("noun: mistake = error", "a mistake") == ["an error"]
    assert said_for("noun: mistake = fault", "a mistake") == []
    assert said_for("adj: hard > difficult", "hardest") == ["most difficult"]
    assert said_for("adj: enormous = huge", "an enormous") == ["a huge"]
    assert said_for("adv: odd > strange", "an odd") == ["a strange"]
    assert said_for("adv: odd > strange", "odder") == [], "not compared"


def test_placeholders_stand_for_one_person_at_a_time() -> None:
    line = "at {his} earliest convenience > as soon as {he} can"
    assert said_for(line, "at our earliest convenience") == ["as soon as we can"]
    assert said_for("all of {the} > all {the}", "all of these") == ["all these"]


def test_beginnings_marks_and_nothing() -> None:
    book = parse("^ however, > ^ but\n^ note that > -")
    assert book == {(START, "however", ","): ((START, "but"),), (START, "note", "that"): ((),)}


@pytest.mark.parametrize("line", ["lonely", "a > b = c", "a | b", "a = b | c > d", "pronoun: a = b", "{whom} a = {whom} b"])
def test_a_line_that_says_nothing_clear_is_named(line: str) -> None:
    with pytest.raises(DataError, match="line 2"):
        parse(f"# first\n{line}")


def test_the_book_is_large_clean_and_in_lower_case() -> None:
    book = phrasebook()
    assert len(book) > 10_000
    for phrase, ways in book.items():
        assert phrase and phrase not in ways and len(set(ways)) == len(ways), phrase
        for words in (phrase, *ways):
            assert len(words) <= 10 and all(word == word.lower() and word.strip() == word for word in words), words
            assert START not in words[1:]


def test_what_opens_a_sentence_is_replaced_by_what_does() -> None:
    for phrase, ways in phrasebook().items():
        for way in filter(None, ways):
            assert (phrase[0] == START) == (way[0] == START), (phrase, way)


IDIOMS = re.compile(
    r"goes without saying|needless to say|last but not least|without (?:a )?(?:doubt|delay|question|hesitation)"
    r"|more often than not|(?<!have )no (?:doubt|question)|not (?:only|merely|just)\b|not too distant|no more than|no matter"
    r"|whether or not|regardless of the fact|do(?: not|n't) hesitate|almost nothing|next to nothing"
)
NEGATIVE = frozenset(
    """no nope not never none nobody nothing neither nor without cannot unable impossible unnecessary needless absence
    lack lacks lacked devoid hardly scarcely barely unsure uncertain""".split()
)
MODAL = frozenset("must may might".split())
SAID_OTHERWISE = frozenset("required necessary possible perhaps maybe have has".split())


def test_what_denies_stays_denied_and_what_may_be_stays_so() -> None:
    for phrase, ways in phrasebook().items():
        for way in ways:
            old, new = (set(IDIOMS.sub("", " ".join(words).replace("want of", "lack of")).split()) for words in (phrase, way))
            assert bool(NEGATIVE & old) == bool(NEGATIVE & new), (phrase, way)
            assert MODAL & new <= MODAL & old or SAID_OTHERWISE & old, (phrase, way)


def test_no_torch() -> None:
    code = "import sys, vibejam.style.phrasebook as p; p.phrasebook(); assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
