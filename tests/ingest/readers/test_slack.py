"""Slack's export: a file for each day of each channel, and everybody's names beside them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.readers.exports import by, format_of, found, messages, texts, until_damage, written
from vibejam.ingest.file import File

USERS = [
    {"id": "U1", "name": "ana", "real_name": "Ana Pires", "profile": {"display_name": "anap", "email": "ana@example.org"}},
    {"id": "U2", "name": "rui", "profile": {"real_name": "Rui Sá"}},
]


def said(user: str, text: str, **more: Any) -> dict[str, Any]:
    return {"type": "message", "user": user, "ts": "1672437009.000100", "text": text, **more}


def day(folder: Path, *items: dict[str, Any]) -> File:
    written(folder, "users.json", USERS)
    return written(folder, "general/2022-12-30.json", list(items))


def test_the_owners_messages_are_found_all_and_whole(shared_data: Path) -> None:
    messy = shared_data / "messy/chat"
    expected = json.loads((messy / "whatsapp-own-messages.expected.json").read_text(encoding="utf-8"))["messages"]
    name = "slack/general/2022-12-31.json"
    assert sorted(set(texts(found(File(messy / name, name), by("Ana Pires"))))) == sorted(set(expected))


def test_people_are_known_by_all_the_names_in_the_list_of_users(tmp_path: Path) -> None:
    assert [m.author for m in messages(found(day(tmp_path, said("U1", "a"), said("U2", "b"), said("U3", "c"))))] == [
        ("Ana Pires", "anap", "ana", "ana@example.org", "U1"), ("Rui Sá", "rui", "U2"), ("U3",),
    ]  # fmt: skip


def test_without_that_list_a_message_says_who_wrote_it(tmp_path: Path) -> None:
    item = said("U1", "a", user_profile={"real_name": "Ana Pires", "display_name": "anap", "name": "ana"})
    assert messages(found(written(tmp_path, "2022-12-30.json", [item])))[0].author == ("Ana Pires", "anap", "ana", "U1")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<@U2> look", "@Rui Sá look"), ("<@U9|bo> look", "@bo look"), ("in <#C1|general>", "in #general"), ("<!here> hi", "@here hi"),
        ("<!subteam^S1|@team> hi", "@team hi"), ("<http://a.org/x?y=1|here>", "here"), ("<http://a.org>", "http://a.org"),
        ("<mailto:a@b.org|a@b.org>", "a@b.org"), ("1 &lt; 2 &amp; 3 &gt; 2", "1 < 2 & 3 > 2"), ("&gt; their words\nmine", "mine"),
        ("*bold* :smile:", "*bold* :smile:"), ("<!date^1^{date}|today>", "today"),
    ],
)  # fmt: skip
def test_text_is_what_people_see(tmp_path: Path, markup: str, text: str) -> None:
    assert texts(found(day(tmp_path, said("U1", markup)))) == [text]


@pytest.mark.parametrize(
    "item",
    [
        said("U1", "<@U1> has joined the channel", subtype="channel_join"), said("U1", "x", subtype="tombstone"), said("U1", "x", bot_id="B1"),
        said("U1", "beep", subtype="bot_message"), said("USLACKBOT", "x"), said("U1", "<@U1> uploaded a file: <http://a|b>", subtype="file_share"),
        {"type": "message", "subtype": "bot_message", "text": "x", "ts": "1672437009.000100", "username": "hook"},
    ],
)  # fmt: skip
def test_what_nobody_typed_is_dropped(tmp_path: Path, item: dict[str, Any]) -> None:
    assert texts(found(day(tmp_path, item, said("U1", "mine", subtype="thread_broadcast")))) == ["mine"]


def test_a_channel_is_one_conversation_over_all_its_days(tmp_path: Path) -> None:
    one, two = day(tmp_path, said("U1", "a")), written(tmp_path, "general/2022-12-31.json", [said("U1", "b")])
    assert [(m.conversation, m.date) for file in (one, two) for m in messages(found(file))] == [
        ("general", "2022-12-30T21:50:09")
    ] * 2


def test_an_export_is_read_inside_its_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "slack.zip", "w") as archive:
        archive.writestr("users.json", json.dumps(USERS))
        archive.writestr("general/2022-12-30.json", json.dumps([said("U1", "hi <@U2>")]))
    file = File(tmp_path / "slack.zip", "slack.zip/general/2022-12-30.json", ("general/2022-12-30.json",))
    assert format_of(file) == "slack"
    assert texts(found(file, by("ana@example.org"))) == ["hi @Rui Sá"]


def test_other_files_of_the_export_are_not_days(tmp_path: Path) -> None:
    assert format_of(written(tmp_path, "users.json", USERS)) == ""
    assert format_of(written(tmp_path, "channels.json", [{"id": "C1", "name": "general"}])) == ""


def test_an_export_that_was_cut_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    content = json.dumps([said("U1", f"message {n}") for n in range(40)])
    items, reason = until_damage(written(tmp_path, "general/2022-12-30.json", content[: len(content) // 2]))
    assert 15 < len(texts(items)) < 25
    assert reason.startswith("JSON that ends early")
