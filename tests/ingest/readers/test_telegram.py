"""Telegram's result.json, of one chat and of a whole account."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.readers.exports import by, format_of, found, messages, owners, texts, until_damage, written
from vibejam.ingest.document import Message, Owner
from vibejam.ingest.file import File


def said(number: int, who: str, text: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": number, "type": "message", "date": f"2022-12-30T21:50:{number:02}", "date_unixtime": "1672437009", "from": who,
        "from_id": f"user{len(who)}", "text": text, "text_entities": [], **more,
    }  # fmt: skip


def one_chat(*items: dict[str, Any], kind: str = "personal_chat") -> dict[str, Any]:
    return {"name": "Rui", "type": kind, "id": 3, "messages": list(items)}


def test_the_owners_messages_are_found_but_for_what_they_forward(shared_data: Path) -> None:
    path = shared_data / "messy/chat/telegram/result.json"
    items = json.loads(path.read_text(encoding="utf-8"))["messages"]
    typed = [item["text"] for item in items if item.get("from") == "Ana Pires" and "forwarded_from" not in item]
    assert all(isinstance(text, str) for text in typed)
    assert texts(found(File(path, "result.json"), by("Ana Pires"))) == [text for text in typed if text]


@pytest.mark.parametrize("name", ["test_single_export.json", "test_batch_export.json"])
def test_chat_miners_exports_are_read_as_it_reads_them(shared_data: Path, name: str) -> None:
    folder = shared_data / "messy/chat/chat-miner-fixtures/telegram"
    expected = json.loads((folder / "target.json").read_text(encoding="utf-8"))
    assert [
        {"timestamp": m.date, "author": m.author[0], "message": m.text} for m in messages(found(File(folder / name, name)))
    ] == expected


def test_text_is_a_string_or_a_list_with_entities(tmp_path: Path) -> None:
    text = ["see ", {"type": "bold", "text": "you"}, " at ", {"type": "link", "text": "a.org"}, {"type": "italic", "text": "!"}]
    assert texts(found(written(tmp_path, "result.json", one_chat(said(1, "Ana", text))))) == ["see you at a.org!"]


def test_quotations_go_and_are_counted(tmp_path: Path) -> None:
    text = [{"type": "blockquote", "text": "their words"}, "\nmine"]
    (message,) = messages(found(written(tmp_path, "result.json", one_chat(said(1, "Ana", text)))))
    assert (message.text, message.removed) == ("mine", {"quotes": 11})


@pytest.mark.parametrize(
    "item",
    [
        said(1, "Ana", "x", forwarded_from="News"), said(1, "Ana", "x", forwarded_from=None), said(1, "Ana", "x", via_bot="@gif"),
        said(1, "Ana", "x", saved_from="News"), {**said(1, "Ana", ""), "type": "service", "action": "phone_call", "actor": "Ana"},
    ],
)  # fmt: skip
def test_what_nobody_here_wrote_is_dropped(tmp_path: Path, item: dict[str, Any]) -> None:
    assert texts(found(written(tmp_path, "result.json", one_chat(item, said(2, "Ana", "mine"))))) == ["mine"]


def test_a_whole_account_says_whose_it_is_and_keeps_its_chats_apart(tmp_path: Path) -> None:
    export = {
        "about": "",
        "personal_information": {
            "user_id": 3,
            "first_name": "Ana",
            "last_name": "Pires",
            "phone_number": "+351 9",
            "username": "@anap",
        },
        "contacts": {"list": [{"first_name": "Rui"}]},
        "chats": {
            "about": "",
            "list": [one_chat(said(1, "Ana", "one")), {**one_chat(said(2, "Ana", "two")), "name": None, "id": 9}],
        },
        "left_chats": {"about": "", "list": [{**one_chat(said(3, "Ana", "three")), "name": "Old", "id": 8}]},
    }
    owner, *read = found(written(tmp_path, "result.json", export))
    assert isinstance(owner, Owner)
    assert owner.names == ("Ana Pires", "anap", "+351 9", "user3")
    assert [(m.text, m.conversation) for m in read if isinstance(m, Message)] == [
        ("one", "Rui 3"),
        ("two", "9"),
        ("three", "Old 8"),
    ]


def test_a_chat_of_two_is_called_by_the_other_one(tmp_path: Path) -> None:
    assert owners(found(written(tmp_path, "result.json", one_chat(said(1, "Rui", "hi"), said(2, "Ana", "hi"))))) == ["Ana"]


def test_saved_messages_are_their_owners(tmp_path: Path) -> None:
    assert owners(found(written(tmp_path, "result.json", one_chat(said(1, "Ana", "milk"), kind="saved_messages")))) == ["Ana"]


def test_the_words_of_others_go_no_further(tmp_path: Path) -> None:
    file = written(tmp_path, "result.json", one_chat(said(1, "Rui", "hi"), said(2, "Ana", "hello")))
    assert [(m.author[0], m.text) for m in messages(found(file, by("Ana")))] == [("Rui", ""), ("Ana", "hello")]


@pytest.mark.parametrize("name", ["result.json", "chat.txt", "chat"])
def test_an_export_is_known_by_what_is_in_it(tmp_path: Path, name: str) -> None:
    assert format_of(written(tmp_path, name, one_chat(said(1, "Ana", "x")))) == "telegram"


def test_an_export_that_was_cut_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    content = json.dumps(one_chat(*(said(n, "Ana", f"message {n}") for n in range(50))))
    items, reason = until_damage(written(tmp_path, "result.json", content[: len(content) // 2]))
    assert 20 < len(texts(items)) < 30
    assert reason.startswith("JSON that ends early")
