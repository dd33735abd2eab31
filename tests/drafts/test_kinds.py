"""What is asked, and what is taken out of an answer."""

from __future__ import annotations

import pytest

from vibejam.drafts.kinds import KINDS, draft_in, question


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_has_the_passage_and_the_kind(kind: str) -> None:
    system, user = question("It rained {twice}.", kind, 5)
    assert (system.role, user.role) == ("system", "user")
    assert KINDS[kind] in system.content and user.content == "<passage>\nIt rained {twice}.\n</passage>"


def test_assistants_have_two_manners_and_others_one() -> None:
    asked = {kind: {question("x", kind, digest)[0] for digest in range(64)} for kind in KINDS}
    assert {kind: len(found) for kind, found in asked.items()} == {"assistant": 2, "formal": 1, "plain": 1, "terse": 1}


@pytest.mark.parametrize(
    ("answer", "draft"),
    [
        ("<draft>It rained\ntwice.</draft>", "It rained twice."),
        ("Here it is:\n\n<draft>\nIt rained.\n</draft>\nShall I go on?", "It rained."),
        ("It rained.", "It rained."),
        ("<draft>It rained.", "It rained."),
        ("<draft> </draft>", ""),
        ("", ""),
    ],
)
def test_the_draft_is_found_in_an_answer(answer: str, draft: str) -> None:
    assert draft_in(answer) == draft
