"""Messenger and Instagram: chats, posts and comments as Meta gives them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.readers.exports import by, format_of, found, messages, owners, texts, until_damage, written
from vibejam.ingest.file import File


def meta(text: str) -> str:
    """As Meta writes it: each byte of UTF-8 as a character."""
    return text.encode().decode("latin-1")


def said(who: str, content: str, second: int = 0, **more: Any) -> dict[str, Any]:
    return {"sender_name": meta(who), "timestamp_ms": 1672437009000 + second * 1000, "content": meta(content), **more}


def chat(folder: Path, *items: dict[str, Any], name: str = "inbox/rui_1/message_1.json", title: str = "Rui") -> File:
    about = {"title": meta(title), "is_still_participant": True, "thread_path": "inbox/rui_1"}
    return written(folder, name, {"participants": [{"name": "Rui"}, {"name": "Ana Pires"}], "messages": list(items), **about})


def test_the_owners_messages_are_found_all_and_whole(shared_data: Path) -> None:
    messy = shared_data / "messy/chat"
    expected = json.loads((messy / "whatsapp-own-messages.expected.json").read_text(encoding="utf-8"))["messages"]
    read = texts(found(File(messy / "instagram/message_1.json", "instagram/message_1.json"), by("Ana Pires")))
    assert read[0] == expected[0]  # the oldest first
    assert sorted(set(read)) == sorted(set(expected))


def test_chat_miners_layout_is_read_as_it_reads_it(tmp_path: Path) -> None:
    """Without people and title, as in its test/instagram."""
    items = [
        {"sender_name": "Jo", "timestamp_ms": 1579294140000, "content": "Hi Jane!"},
        {"sender_name": "Jane", "timestamp_ms": 1577186580000, "content": "Hi Jo!"},
    ]
    assert [(m.date, m.author, m.text) for m in messages(found(written(tmp_path, "message_1.json", {"messages": items})))] == [
        ("2019-12-24T11:23:00", ("Jane",), "Hi Jo!"), ("2020-01-17T20:49:00", ("Jo",), "Hi Jane!"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["já está 🙈 naïve", "plain", "“quoted” — …"])
def test_letters_that_meta_took_apart_are_whole_again(tmp_path: Path, text: str) -> None:
    (message,) = messages(found(chat(tmp_path, said("Inês", text))))
    assert (message.author, message.text) == (("Inês",), text)


@pytest.mark.parametrize(
    "item",
    [
        said("Ana Pires", "Reacted ❤️ to your message "), said("Ana Pires", "Liked a message"), said("Ana Pires", "Ana sent an attachment."),
        said("Ana Pires", "You sent an attachment."), said("Ana Pires", "Ana Pires hat einen Anhang gesendet.", share={"link": "x"}),
        said("Ana Pires", "Ana created a poll: where?"), said("Ana Pires", 'Ana voted for "Rome" in the poll.'), said("Ana Pires", "x", is_unsent=True),
        said("Ana Pires", "Ana started a video chat.", type="Call", call_duration=7), said("Ana Pires", "Ana named the group Trip."),
        said("Ana Pires", "Ana set the nickname for Rui to R."), {"sender_name": "Ana Pires", "timestamp_ms": 1672437009000, "photos": []},
        said("Ana Pires", "Hat mit 😂 auf deine Nachricht reagiert "), said("Ana Pires", "A aimé un message"),
    ],
)  # fmt: skip
def test_what_nobody_typed_is_dropped(tmp_path: Path, item: dict[str, Any]) -> None:
    assert texts(found(chat(tmp_path, item, said("Ana Pires", "mine")))) == ["mine"]


@pytest.mark.parametrize(
    "text",
    ["I sent you an attachment", "She liked a message of mine", "Ana said no.", "You sent what?", "we named the group Trip"],
)
def test_what_people_type_stays(tmp_path: Path, text: str) -> None:
    assert texts(found(chat(tmp_path, said("Ana Pires", text)))) == [text]


def test_the_oldest_message_comes_first(tmp_path: Path) -> None:
    assert texts(found(chat(tmp_path, said("Ana Pires", "two", 60), said("Ana Pires", "one")))) == ["one", "two"]


def test_a_chat_in_several_files_is_one_conversation(tmp_path: Path) -> None:
    files = [chat(tmp_path, said("Ana Pires", "x"), name=f"inbox/rui_1/message_{n}.json") for n in (1, 2)]
    assert {m.conversation for file in files for m in messages(found(file))} == {"inbox/rui_1"}


def test_a_chat_of_two_is_called_by_the_other_one(tmp_path: Path) -> None:
    assert owners(found(chat(tmp_path, said("Rui", "hi"), said("Ana Pires", "hi")))) == ["Ana Pires"]


def test_the_words_of_others_go_no_further(tmp_path: Path) -> None:
    items = messages(found(chat(tmp_path, said("Rui", "hi"), said("Ana Pires", "hello")), by("Ana Pires")))
    assert {(m.author[0], m.text) for m in items} == {("Rui", ""), ("Ana Pires", "hello")}


def test_encrypted_chats_have_a_layout_of_their_own(tmp_path: Path) -> None:
    def typed(who: str, text: str, **more: Any) -> dict[str, Any]:
        return {
            "isUnsent": False,
            "media": [],
            "reactions": [],
            "senderName": who,
            "text": text,
            "timestamp": 1672437009000,
            "type": "text",
            **more,
        }

    items = [
        typed("Ana Pires", "já está 🙈"),
        typed("Ana Pires", "x", isUnsent=True),
        typed("Ana Pires", "x", type="placeholder"),
        typed("Rui", "ok"),
    ]
    file = written(tmp_path, "Rui_7.json", {"participants": ["Ana Pires", "Rui"], "threadName": "Rui_7", "messages": items})
    assert format_of(file) == "messenger"
    assert texts(found(file, by("Ana Pires"))) == ["já está 🙈"]


def test_posts_comments_and_captions_are_the_owners(tmp_path: Path) -> None:
    posts = [
        {"timestamp": 1672437009, "data": [{"post": meta("Olá!")}, {"update_timestamp": 1}], "title": "Ana"},
        {"timestamp": 1, "data": []},
    ]
    captions = [
        {"media": [{"uri": "a.jpg", "creation_timestamp": 1672437009, "title": "one"}]},
        {"media": [{"uri": "b"}], "title": "two"},
    ]
    comments = {
        "comments_v2": [
            {"timestamp": 1, "data": [{"comment": {"timestamp": 1672437009, "comment": "nice", "author": "Ana"}}], "title": "x"}
        ]
    }
    assert texts(found(written(tmp_path, "your_posts_1.json", posts))) == ["Olá!"]
    assert texts(found(written(tmp_path, "posts_1.json", captions))) == ["one", "two"]
    assert [(m.author, m.text, m.date) for m in messages(found(written(tmp_path, "comments.json", comments)))] == [
        (("Ana",), "nice", "2022-12-30T21:50:09")
    ]


def test_a_chat_that_was_cut_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    content = json.dumps({"participants": [], "messages": [said("Ana Pires", f"message {n}", -n) for n in range(40)]})
    items, reason = until_damage(written(tmp_path, "message_1.json", content[: len(content) // 2]))
    assert 15 < len(texts(items)) < 25
    assert reason.startswith("JSON that ends early")
