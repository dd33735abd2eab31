"""Inflection against forms written down by hand."""

from __future__ import annotations

import pytest

from vibejam.style.inflect import article, compare, conjugate, is_short, plural

# base, third person, past, participle, -ing
VERBS = """
ask asks asked asked asking, try tries tried tried trying, play plays played played playing, begin begins began begun beginning,
stop stops stopped stopped stopping, plan plans planned planned planning, permit permits permitted permitted permitting,
offer offers offered offered offering, open opens opened opened opening, prefer prefers preferred preferred preferring,
visit visits visited visited visiting, make makes made made making, see sees saw seen seeing, agree agrees agreed agreed agreeing,
lie lies lay lain lying, die dies died died dying, go goes went gone going, do does did done doing, have has had had having,
put puts put put putting, read reads read read reading, fix fixes fixed fixed fixing, show shows showed shown showing,
watch watches watched watched watching, push pushes pushed pushed pushing, discuss discusses discussed discussed discussing,
run runs ran run running, become becomes became become becoming, choose chooses chose chosen choosing, get gets got got getting,
think thinks thought thought thinking, seek seeks sought sought seeking, leave leaves left left leaving,
quit quits quit quit quitting,
write writes wrote written writing, occur occurs occurred occurred occurring, differ differs differed differed differing,
refer refers referred referred referring, travel travels traveled traveled traveling, argue argues argued argued arguing,
ensure ensures ensured ensured ensuring, deny denies denied denied denying, stay stays stayed stayed staying,
help helps helped helped helping, need needs needed needed needing, equip equips equipped equipped equipping,
undertake undertakes undertook undertaken undertaking, withdraw withdraws withdrew withdrawn withdrawing,
answer answers answered answered answering, echo echoes echoed echoed echoing, flee flees fled fled fleeing,
bear bears bore borne bearing
"""


@pytest.mark.parametrize("row", VERBS.split(","))
def test_verbs(row: str) -> None:
    base, third, past, participle, ing = row.split()
    assert conjugate(base) == (base, base, base, third, past, past, participle, ing)


def test_only_the_first_or_the_marked_word_of_a_phrase_is_conjugated() -> None:
    assert conjugate("carry out").was == "carried out"
    assert conjugate("fully agree* with").third == "fully agrees with"
    assert conjugate("be able to") == (
        "be able to", "am able to", "are able to", "is able to", "was able to", "were able to", "been able to", "being able to"
    )  # fmt: skip


@pytest.mark.parametrize(
    "row",
    """method methods, way ways, country countries, box boxes, wish wishes, church churches, stomach stomachs, person people,
    gentleman gentlemen, human humans, knife knives, belief beliefs, crisis crises, means means, point*-of-view points-of-view,
    old-child old-children, hero heroes, photo photos, criterion criteria, bus buses""".split(","),
)
def test_nouns(row: str) -> None:
    one, many = (word.replace("-", " ") for word in row.split())
    assert plural(one) == many


@pytest.mark.parametrize(
    "row",
    """big bigger biggest, large larger largest, easy easier easiest, hard harder hardest,
    difficult more-difficult most-difficult, good better best, simple simpler simplest, narrow narrower narrowest,
    quick quicker quickest, tired more-tired most-tired,
    useful more-useful most-useful, great greater greatest, free freer freest, quiet quieter quietest, gay gayer gayest,
    friendly more-friendly most-friendly, able more-able most-able, rare rarer rarest, thin thinner thinnest,
    silly sillier silliest, joyous more-joyous most-joyous, dead more-dead most-dead""".split(","),
)
def test_adjectives(row: str) -> None:
    adjective, comparative, superlative = (word.replace("-", " ") for word in row.split())
    assert compare(adjective) == (comparative, superlative)
    assert is_short(adjective) == (" " not in comparative)


def test_articles() -> None:
    for word in "error hour honest American umbrella unimportant uninformed ill".split():
        assert article(word) == "an", word
    for word in "mistake house useful user unit university European one-way once union hotel".split():
        assert article(word) == "a", word
