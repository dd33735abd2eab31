"""vibejam/text/facts: what a rewrite may not change. The figures of the whole test set are bench.guard's; here is the bar."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.text.facts import Finding, check

SET = Path(__file__).parent
LEAST_RECALL, MOST_REFUSED = 0.98, 0.10


def rows(name: str) -> list[dict[str, str]]:
    """All that the guard was developed on: what it was not (`blind`) is for bench.guard alone."""
    paths = [path for path in sorted(SET.glob(f"*-{name}.jsonl")) if not path.name.startswith("blind")]
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]


def refused(name: str) -> float:
    found = [bool(check(row["draft"], row["rewrite"], row.get("keep", ()), row.get("language", ""))) for row in rows(name)]
    return sum(found) / len(found)


def kinds(draft: str, rewrite: str, **options: str) -> set[str]:
    return {finding.kind for finding in check(draft, rewrite, **options)}  # type: ignore[arg-type]


def test_the_set_is_as_large_as_promised() -> None:
    assert len(rows("flips")) >= 240 and len(rows("paraphrases")) >= 240
    assert all(row["draft"] != row["rewrite"] for name in ("flips", "paraphrases") for row in rows(name))


def test_flips_are_refused() -> None:
    assert refused("flips") >= LEAST_RECALL


def test_paraphrases_pass() -> None:
    assert refused("paraphrases") <= MOST_REFUSED


def test_a_text_keeps_its_own_facts() -> None:
    for row in rows("flips") + rows("paraphrases"):
        assert check(row["draft"], row["draft"]) == []


def test_a_finding_says_what_went_and_what_came() -> None:
    (finding,) = check("It costs $40.", "It costs $14.")
    assert finding == Finding("currency", "“$ 40” became “$ 14”", "$ 40", "$ 14")


@pytest.mark.parametrize(
    ("draft", "rewrite", "kind"),
    [
        ("Ring 5 bells.", "Ring 6 bells.", "number"),
        ("Come on Monday.", "Come on Friday.", "date"),
        ("We eat at 7:30.", "We eat at 8:30.", "time"),
        ("I saw Otto there.", "I saw Udo there.", "name"),
        ("Read `a.b` first.", "Read `a.c` first.", "code"),
        ("I do not know him.", "I know him.", "negation"),
        ("You may go.", "You must go.", "modality"),
        ("All of them left.", "Some of them left.", "quantifier"),
        ("The soup is hot.", "The soup is cold.", "opposite"),
        ("Eat before you swim.", "Eat after you swim.", "order"),
        ("Ada called Max.", "Max called Ada.", "role"),
        ("He sings.", "She sings.", "person"),
    ],
)
def test_each_kind_has_its_name(draft: str, rewrite: str, kind: str) -> None:
    assert kind in kinds(draft, rewrite)
    assert kind in kinds(rewrite, draft)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We sold 1,200 of them.", "We sold 1200 of them."),
        ("It weighs 2 kg.", "It weighs 2000 grams."),
        ("He won't sign, and it's fine.", "He will not sign, and it is fine."),
        ("It is not likely.", "It is unlikely."),
        ("I do not think it is cheap.", "I don't think it is inexpensive."),
        ("On 4 June 2020 we met.", "We met on June 4th, 2020."),
        ("Ada called Max.", "Max was called by Ada."),
        ("It was late. I left.", "I left, for it was late."),
    ],
)
def test_two_ways_to_say_one_thing(one: str, other: str) -> None:
    assert check(one, other) == [] and check(other, one) == []


def test_locked_spans_stand_as_often_as_in_the_draft() -> None:
    draft = "The long way is the long way."
    assert check(draft, "It is the long way, the long way.", keep=["long way"], language="en") == []
    assert {f.kind for f in check(draft, "The long way is the long road.", keep=["long way"])} >= {"locked"}
    assert check(draft, draft, keep=["not there", "", " "]) == []


def test_elsewhere_than_in_english_words_must_stand() -> None:
    assert kinds("Das Haus ist sehr teuer gewesen.", "Das Haus ist sehr billig gewesen.", language="de") == {"unchecked"}
    assert "negation" in kinds("Ich habe das nicht gesagt.", "Ich habe das gesagt.", language="de")
    assert kinds("Ich habe das gestern gesagt.", "Gestern habe ich das gesagt.", language="de") == set()
    assert kinds("私は猫が好きです。", "私は犬が好きです。") == {"unchecked"}
    assert kinds("قرأت الكتاب أمس في البيت.", "قرأت الكتاب أمس في البيت!") == set()
    assert "number" in kinds("وصل 12 ضيفا إلى البيت.", "وصل 21 ضيفا إلى البيت.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "word",
        "```\nx = 1\n```",
        "🎉",
        "🎉 now 🎉",
        "吾輩は猫である。",
        "שלום עולם",
        "¼",
        "²",
        "'",
        "a'",
        "-",
        "\x00",
        "@",
        "1.2.3",
        "'s",
    ],
)
def test_awkward_texts(text: str) -> None:
    assert check(text, text) == []
    check(text, "A plain sentence about 3 things.")
    check("A plain sentence about 3 things.", text)


def test_nothing_left_is_a_finding() -> None:
    assert check("The boat left Riga at noon.", "") != []
    assert check("", "The boat left Riga at noon.") != []


@modest
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts(one: str, other: str) -> None:
    assert check(one, one) == []
    for finding in check(one, other):
        assert finding.message and (finding.lost or finding.added or finding.kind in ("dropped", "added"))


@modest
@given(
    st.lists(
        st.sampled_from(
            'no not 7 seven % $ a half and hundred - : . , May 3 pm to Anna ’s ` " ( @x /a/b than only two . or'.split()
        ),
        max_size=40,
    )
)
def test_any_order_of_what_is_looked_for(words: list[str]) -> None:
    text = " ".join(words)
    assert check(text, text) == []


@pytest.mark.parametrize(
    "piece",
    ["a", "a ", "1", "1,", "1.2.", "not ", "'", '"', "`", "``` ", "@", "a@b.", "/a", "www.", "no more than 3 ", "Anna ", "A. ", "and a half ",
     "twenty-", "hundred and ", "only one or ", "\n", "  ", "(", "a-b-", "if ", "一", "We saw 3 men. "],
)  # fmt: skip
def test_long_inputs_end(piece: str) -> None:
    """Nothing is timed; a pattern that backtracks would not end."""
    text = (piece * 100_000)[:100_000]
    check(text, text + " and so on")
    check(text, "The end.")
