"""vibejam/ingest/owner.py: the owner is found where it is obvious, and nowhere else."""

from __future__ import annotations

import pytest

from vibejam.ingest.document import Message, Owner
from vibejam.ingest.owner import Identity, Survey, identify, is_one_of, remember_owner, remembered_owner, with_aliases


def said(author: tuple[str, ...], conversation: str, source: str = "chat.json") -> Message:
    return Message(author, "", source, conversation=conversation)


def survey(*items: Message | Owner) -> Survey:
    found = Survey()
    for item in items:
        found.add(item)
    return found


ANA, RUI, ZOE = ("Ana Pires", "ana@example.org"), ("Rui",), ("Zoë",)


@pytest.mark.parametrize("name", ["Ana Pires", "ana pires", " ANA@example.org", "<ana@example.org>", "“Ana Pires”"[1:-1]])
def test_a_person_is_known_by_any_name_whatever_its_case(name: str) -> None:
    assert is_one_of([name])(ANA)


@pytest.mark.parametrize("name", ["Ana", "Pires", "ana@example", "", "Rui"])
def test_a_part_of_a_name_is_not_the_name(name: str) -> None:
    assert not is_one_of([name])(ANA)


def test_a_name_is_the_same_composed_or_not() -> None:
    assert is_one_of(["Zoe\u0308"])(ZOE)


def test_what_the_source_says_decides() -> None:
    found = survey(said(ANA, "1"), said(RUI, "1"), Owner(RUI, "it is from Rui's phone", "chat.json"))
    assert identify(found) == Identity(RUI, "it is from Rui's phone")


def test_the_only_one_who_writes_in_every_conversation_is_the_owner() -> None:
    found = survey(said(ANA, "1"), said(RUI, "1"), said(ANA, "2"), said(ZOE, "2"))
    identity = identify(found)
    assert identity == Identity(ANA, "nobody else writes in all 2 conversations")


def test_conversations_of_several_files_count_apart() -> None:
    found = survey(said(ANA, "x", "1.txt"), said(RUI, "x", "1.txt"), said(("Ana Pires",), "x", "2.txt"), said(ZOE, "x", "2.txt"))
    assert identify(found) is not None


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [said(ANA, "1"), said(RUI, "1")],  # one conversation tells nothing
        [said(ANA, "1"), said(RUI, "1"), said(ANA, "2"), said(RUI, "2")],  # two who are everywhere
        [said(ANA, "1"), said(RUI, "2")],  # nobody is
    ],
)
def test_where_it_is_not_obvious_nobody_is_named(messages: list[Message]) -> None:
    assert identify(survey(*messages)) is None


def test_people_are_counted_under_all_their_names() -> None:
    found = survey(said(ANA, "1"), said(("ana@example.org",), "2"), said(("Ana Pires",), "2"), said(RUI, "1"))
    assert found.people.most_common() == [(ANA, 3), (RUI, 1)]


def test_an_answer_is_remembered(own_home: object) -> None:
    assert remembered_owner() == ()
    remember_owner(ANA)
    assert remembered_owner() == ANA


def test_a_file_that_is_not_ours_is_no_answer(own_home: object) -> None:
    from vibejam import paths

    for text in ("", "[]", '{"me": 1}', "\ud800".encode("utf-8", "surrogatepass")):
        paths.write_bytes(paths.home() / "me.json", text if isinstance(text, bytes) else text.encode())
        assert remembered_owner() == ()


def test_mail_without_a_name_is_known_by_the_address_that_goes_with_it() -> None:
    found = survey(said(ANA, ""), said(("ana@example.org",), ""), said(("Rui", "rui@example.org"), ""))
    assert set(with_aliases(("ana pires",), found)) == {"ana pires", "ana@example.org"}
    assert set(with_aliases(("ana@example.org",), found)) == {"ana@example.org", "Ana Pires"}


def test_an_address_that_others_use_too_is_nobody_s() -> None:
    lists = [said((f"{name} via List", "list@example.org"), "") for name in ("Ana Pires", "Rui")]
    found = survey(said(ANA, ""), *lists, said(("Ana Pires", "list@example.org"), ""))
    assert set(with_aliases(("Ana Pires",), found)) == {"Ana Pires", "ana@example.org"}


def test_a_name_in_no_source_stays_a_name() -> None:
    assert with_aliases(("Zoë",), survey(said(ANA, ""))) == ("Zoë",)
