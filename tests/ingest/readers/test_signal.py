"""Signal: its own export, and those of signal-export and signalbackup-tools."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.readers.exports import by, format_of, found, messages, owners, skipped, texts, until_damage, written
from vibejam.ingest.file import File


def item(author: str, body: str, chat: str = "10", **more: Any) -> dict[str, Any]:
    return {
        "chatItem": {
            "chatId": chat,
            "authorId": author,
            "dateSent": "1672437009000",
            "standardMessage": {"text": {"body": body}},
            **more,
        }
    }


FRAMES: list[dict[str, Any]] = [
    {"version": "1", "backupTimeMs": "1"},
    {"account": {"givenName": "Ana", "familyName": "Pires", "username": "ana.01"}},
    {"recipient": {"id": "1", "self": {}}},
    {
        "recipient": {
            "id": "2",
            "contact": {"e164": "+15550001111", "systemGivenName": "Rui", "profileGivenName": "R", "profileFamilyName": "Sá"},
        }
    },
    {"chat": {"id": "10", "recipientId": "2"}},
]


def own_export(folder: Path, *items: dict[str, Any]) -> File:
    return written(folder, "main.jsonl", "".join(json.dumps(frame) + "\n" for frame in [*FRAMES, *items]))


def exports() -> Iterator[tuple[str, bytes]]:
    """Seeds for the fuzz."""
    items = [*FRAMES, item("1", "hello there"), item("2", "secret")]
    yield "main.jsonl", "".join(json.dumps(frame) + "\n" for frame in items).encode()
    yield "signal.txt", b"[2019-12-24, 12:23] Jane Doe: Hi Jo!\n[2020-01-17, 21:49] Jo: Hi\nJane!\n"


def test_signals_own_export_says_whose_it_is(tmp_path: Path) -> None:
    items = found(own_export(tmp_path, item("1", "hi"), item("2", "secret")), by("Ana Pires"))
    assert owners(items) == ["Ana Pires"]
    assert [(m.author, m.text, m.date, m.conversation) for m in messages(items)] == [
        (("Ana Pires", "ana.01"), "hi", "2022-12-30T21:50:09", "Rui 10"),
        (("Rui", "R Sá", "+15550001111", "2"), "", "2022-12-30T21:50:09", "Rui 10"),
    ]


@pytest.mark.parametrize("kind", ["updateMessage", "remoteDeletedMessage", "stickerMessage", "viewOnceMessage"])
def test_what_nobody_typed_is_dropped(tmp_path: Path, kind: str) -> None:
    other = {"chatItem": {"chatId": "10", "authorId": "1", "dateSent": "1", kind: {}}}
    assert texts(found(own_export(tmp_path, other, item("1", "mine")))) == ["mine"]


def test_chat_miners_text_is_read_as_it_reads_it(tmp_path: Path) -> None:
    text = "[2019-12-24, 12:23] Jane Doe: Hi Jo!\n[2020-01-17, 21:49] Jo: Hi\nJane!\n"
    file = written(tmp_path, "export.txt", text)
    assert format_of(file) == "signal"
    assert [(m.date, m.author, m.text) for m in messages(found(file))] == [
        ("2019-12-24T12:23:00", ("Jane Doe",), "Hi Jo!"), ("2020-01-17T21:49:00", ("Jo",), "Hi\nJane!"),
    ]  # fmt: skip


CHAT_MD = """[2022-12-30 21:50:09] Rui: Where are you?

[2022-12-30 21:51:09] Me:

> Where are you?

at the beach
with Bo
(- Rui: 😮 -)

[2022-12-30 21:52:09] Me: look  ![a.jpg](./media/a.jpg)

[2022-12-30 21:53:09] Me: (This message was deleted)

[2022-12-30 21:54:09] Me: Outgoing voice call (accepted, 2m 3s)
"""


def test_the_markdown_of_signal_export_loses_quotes_reactions_and_pictures(tmp_path: Path) -> None:
    items = found(written(tmp_path, "Rui/chat.md", CHAT_MD), by("Me"))
    assert owners(items) == ["Me"]
    assert texts(items) == ["at the beach\nwith Bo", "look"]
    assert [set(m.removed) for m in messages(items) if m.text] == [{"quotes", "placeholders"}, {"placeholders"}]


def row(who: str, body: str, **more: Any) -> str:
    about = {"date": "2022-12-30T21:50:09.123000", "sender": who, "body": body, "quote": "\n\n> theirs\n\n", "sticker": None}
    return (
        json.dumps({**about, "reactions": [], "attachments": [], "deleted": False, "call": False, "missed": False, **more}) + "\n"
    )


def test_its_json_is_read_rather_than_its_markdown(tmp_path: Path) -> None:
    markdown = written(tmp_path, "Rui/chat.md", CHAT_MD)
    rows = row("Me", "hi  ") + row("Rui", "secret") + row("Me", "x", deleted=True) + row("Me", "Outgoing call", call=True)
    file = written(tmp_path, "Rui/data.json", rows)
    assert skipped(found(markdown)) == ["the same messages as data.json beside it"]
    assert [(m.author, m.text, m.date, m.title) for m in messages(found(file, by("Me")))] == [
        (("Me",), "hi", "2022-12-30T21:50:09", "Rui"), (("Rui",), "", "2022-12-30T21:50:09", "Rui"),
    ]  # fmt: skip


@pytest.mark.parametrize("stamp", ["[Dec 30, 2022 21:50:09]", "[2022-12-30 21:50]"])
def test_the_text_of_signalbackup_tools_is_read(tmp_path: Path, stamp: str) -> None:
    lines = [
        "<alice> Where are you?",
        "*** <bob> sent file",
        "<bob> at the beach\nwith Bo (alice: 😮)",
        "*** Safety number changed",
        "<bob> Poll: when",
    ]
    file = written(tmp_path, "alice (_id3).txt", "".join(f"{stamp} {line}\n" for line in lines))
    assert format_of(file) == "signal"
    assert texts(found(file, by("bob"))) == ["at the beach\nwith Bo"]
    assert messages(found(file))[0].date == ("2022-12-30T21:50:09" if "Dec" in stamp else "2022-12-30T21:50:00")


@pytest.mark.parametrize(
    "text",
    [
        "[2022-12-30, 10:00] Thoughts: plums\n[2022-12-31, 10:00] Thoughts: pears\n",
        "[link]: http://a.org\n",
        "[2022-12-30] a\n",
        "# Me: a\n",
    ],
)
def test_a_diary_and_notes_are_no_chats(tmp_path: Path, text: str) -> None:
    assert format_of(written(tmp_path, "a.md", text)) == "markdown"


def test_an_export_that_was_cut_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = own_export(tmp_path, *(item("1", f"message {n}") for n in range(40))).read()
    items, reason = until_damage(written(tmp_path, "main.jsonl", whole[:-20]))
    assert len(texts(items)) == 39
    assert reason == "line 45 is damaged"
