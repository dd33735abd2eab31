"""The independent check of facts: what it finds lost and added, and what it lets pass."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import vibejam.style.checks
from vibejam.style.checks import KINDS, added, facts, lost

SAME = [
    ("He paid 4 pounds.", "Four pounds he paid."),
    ("It was $1,200 in 2012.", "In 2012 it was $1200."),
    ("About 37% of it.", "Some 37 per cent of it."),
    ("Two hundred and five men came.", "There came 205 men."),
    ("We met 1 man.", "We met one man."),
    ("They met on 14 April 2012 at 5:00 p.m.", "On April 14th, 2012, at 5 pm, they met."),
    ("It was on the 3rd of May.", "It was May 3."),
    ("Then Howells met Livy.", "Howells then met Livy."),
    ("I don't think so.", "I do not think so."),
    ("See https://example.org/a?b=1.", "Do see https://example.org/a?b=1, please."),
    ("Run `make check` first.", "First run `make check`."),
    ("She said “come in” to us.", 'To us she said, "Come in."'),
    ("I saw Mr. Teague in Wenn.", "Mr. Teague I saw, in Wenn."),
    ("Nothing at all.", "nothing at all"),
]
LOST = [
    ("There are 37 of them.", "There are 38 of them.", {"numbers": ["37"]}),
    ("It grew by 37%.", "It grew by 37.", {"numbers": ["37%"]}),
    ("It cost $5.", "It cost 5.", {"numbers": ["$5"]}),
    ("Two of three came.", "Two came.", {"numbers": ["3"]}),
    ("On the third day he rose.", "One day he rose.", {"numbers": ["3."]}),
    ("Come on Monday.", "Come on Tuesday.", {"dates": ["monday"]}),
    ("It is due 14 April.", "It is due 4 April.", {"dates": ["4-14"]}),
    ("Be here at 17:30.", "Be here at 17:00.", {"dates": ["17:30"]}),
    ("I wrote to Priya and Daniel.", "I wrote to Priya.", {"names": ["daniel"]}),
    ("Write to a.b@example.org now.", "Write to me now.", {"addresses": ["a.b@example.org"]}),
    ("Edit chocolate.md first.", "Edit it first.", {"addresses": ["chocolate.md"]}),
    ("I do not think we should.", "I think we should.", {"negations": ["not"]}),
    ("I can't and won't.", "I can't and will.", {"negations": ["not"]}),
    ("Nobody came, not one, never.", "They came.", {"negations": ["never", "nobody", "not"]}),
    ("Call `f(x)` and `g`.", "Call `f(y)` and `g`.", {"code": ["f(x)"]}),
    ('He calls it "a triumph".', "He calls it a triumph.", {"quotes": ["a triumph"]}),
    ("Between two and three of them.", "Between two and four of them.", {"numbers": ["3"]}),
    ("5 and 5 and 5.", "5 and 5.", {"numbers": ["5"]}),
]


@pytest.mark.parametrize(("draft", "rewrite"), SAME)
def test_another_way_to_write_a_fact_is_the_same_fact(draft: str, rewrite: str) -> None:
    assert lost(draft, rewrite) == added(draft, rewrite) == {}


@pytest.mark.parametrize(("draft", "rewrite", "expected"), LOST)
def test_what_is_gone_is_named(draft: str, rewrite: str, expected: dict[str, list[str]]) -> None:
    assert lost(draft, rewrite) == expected
    assert added(rewrite, draft) == expected


def test_every_kind_is_found_in_one_text() -> None:
    text = 'On Monday Ann did not pay 3 francs for "tea" at https://tea.example with `pay()`.'
    assert {kind: list(items) for kind, items in facts(text).items()} == {
        "numbers": ["3"], "dates": ["monday"], "names": ["ann"], "addresses": ["https://tea.example"], "negations": ["not"],
        "code": ["pay()"], "quotes": ["tea"],
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["The first. Then we went. Well, yes.", "# Heading\n\n- Item\n- Other", "“Yes,” she said.", "1. Begin.", "I'm OK."]
)
def test_a_capital_that_begins_is_no_name(text: str) -> None:
    assert not facts(text)["names"]


def test_what_is_inside_of_one_fact_is_no_other() -> None:
    found = facts("See https://example.org/2012/Not-Bad, `Ann = 5`, 14 April 2012, 5:30 pm.")
    assert not found["numbers"] and not found["names"] and not found["negations"]


@pytest.mark.parametrize("text", ["", "  \n", "one", "日本語の文章。", "مرحبا", "🙂", "```\nunfinished", '"', "$ % 1. .5 5. ,,"])
def test_odd_texts_lose_nothing_against_themselves(text: str) -> None:
    assert lost(text, text) == {} and set(facts(text)) == set(KINDS)


def test_it_shares_no_code_with_what_chooses() -> None:
    """Of vibejam it may use the judges' list of words alone."""
    source = Path(vibejam.style.checks.__file__).read_text("utf-8")
    imported = [node.module for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom) and node.module]
    assert [name for name in imported if name.startswith("vibejam")] == ["vibejam.style.judges"]
