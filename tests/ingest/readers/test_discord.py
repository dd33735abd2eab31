"""Discord: what DiscordChatExporter saves, and Discord's own data package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.readers.exports import by, format_of, found, messages, owners, texts, until_damage, written
from vibejam.ingest.document import Document
from vibejam.ingest.file import File

ANA = {"id": "42", "name": "ana_pires", "discriminator": "0000", "nickname": "Ana", "isBot": False}
RUI = {"id": "77", "name": "rui", "discriminator": "1234", "nickname": "Rui", "isBot": False}


def said(who: dict[str, Any], content: str, **more: Any) -> dict[str, Any]:
    return {"id": "9", "type": "Default", "timestamp": "2022-12-30T21:50:09.123+00:00", "content": content, "author": who, **more}


def channel(*items: dict[str, Any]) -> dict[str, Any]:
    about = {"guild": {"id": "0", "name": "Direct Messages"}, "channel": {"id": "1", "type": "DirectTextChat", "name": "Rui"}}
    return {**about, "dateRange": {"after": None, "before": None}, "messages": list(items)}


def test_the_owners_messages_are_found_all_and_whole(shared_data: Path) -> None:
    messy = shared_data / "messy/chat"
    expected = json.loads((messy / "whatsapp-own-messages.expected.json").read_text(encoding="utf-8"))["messages"]
    read = texts(found(File(messy / "discord-chatexporter.json", "discord.json"), by("ana_pires")))
    assert sorted(set(read)) == sorted(set(expected))


@pytest.mark.parametrize(
    "item",
    [
        said(ANA, "Pinned a message.", type="ChannelPinnedMessage"), said({**ANA, "isBot": True}, "beep"), said(ANA, "Joined.", type="7"),
        said(ANA, ""),
    ],
)  # fmt: skip
def test_what_nobody_typed_is_dropped(tmp_path: Path, item: dict[str, Any]) -> None:
    assert texts(found(written(tmp_path, "a.json", channel(item, said(ANA, "mine", type="Reply"))))) == ["mine"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("hi <@77>", "hi @Rui"), ("hi <@!77>", "hi @Rui"), ("<:wave:123> hello <a:party:456>", ":wave: hello :party:"),
        ("> their words\nmine", "mine"), ("a > b", "a > b"), ("at @Rui", "at @Rui"),
    ],
)  # fmt: skip
def test_text_is_what_people_see(tmp_path: Path, content: str, text: str) -> None:
    assert texts(found(written(tmp_path, "a.json", channel(said(ANA, content, mentions=[RUI]))))) == [text]


def test_a_person_has_all_their_names(tmp_path: Path) -> None:
    (message,) = messages(found(written(tmp_path, "a.json", channel(said(RUI, "hi")))))
    assert message.author == ("Rui", "rui", "rui#1234", "77")
    assert (message.date, message.conversation, message.title) == ("2022-12-30T21:50:09", "1", "Rui")


def test_a_saved_table_is_read_too(tmp_path: Path) -> None:
    rows = [
        "AuthorID,Author,Date,Content,Attachments,Reactions", '"42","ana_pires","2022-12-30T21:50:09.1230000+00:00","hi, ""you""\nthere","",""',
        '"77","rui#1234","2022-12-30T21:51:09.1230000+00:00","Joined the server.","",""',
        '"77","rui#1234","2022-12-30T21:52:09.1230000+00:00","secret","",""',
    ]  # fmt: skip
    file = written(tmp_path, "a.csv", "\ufeff" + "\r\n".join(rows) + "\r\n")
    assert format_of(file) == "discord"
    assert [(m.author, m.text, m.date) for m in messages(found(file, by("ana_pires")))] == [
        (("ana_pires", "42"), 'hi, "you"\nthere', "2022-12-30T21:50:09"), (("rui", "rui#1234", "77"), "", "2022-12-30T21:52:09"),
    ]  # fmt: skip


PACKAGE_JSON = json.dumps(
    [
        {"ID": 2, "Timestamp": "2022-12-30 21:51:00", "Contents": "later <@77>", "Attachments": ""},
        {"ID": 1, "Timestamp": "2022-12-30 21:50:00", "Contents": "earlier", "Attachments": ""},
    ]
)
PACKAGE_CSV = (
    "ID,Timestamp,Contents,Attachments\r\n2,2022-12-30 21:51:00.000000+00:00,later <@77>,\r\n1,2022-12-30 21:50:00,earlier,\r\n"
)


@pytest.mark.parametrize(("name", "content"), [("messages.json", PACKAGE_JSON), ("messages.csv", PACKAGE_CSV)])
def test_a_data_package_has_only_its_owners_messages(tmp_path: Path, name: str, content: str) -> None:
    written(
        tmp_path, "account/user.json", {"id": "42", "username": "ana_pires", "global_name": "Ana", "email": "ana@example.org"}
    )
    written(tmp_path, "messages/c1/channel.json", {"id": "1", "type": "GUILD_TEXT", "name": "general", "guild": {"id": "5"}})
    items = found(written(tmp_path, f"messages/c1/{name}", content), by())
    assert owners(items) == ["Ana"]
    assert items[1:] == [
        Document("earlier\nlater", f"messages/c1/{name}", "2022-12-30", "general", "Ana", "message 1 to 2"),
    ]


def test_a_data_package_is_read_without_what_is_beside_it(tmp_path: Path) -> None:
    assert texts(found(written(tmp_path, "messages.json", PACKAGE_JSON))) == ["earlier\nlater"]


@pytest.mark.parametrize("content", [json.dumps(channel(*[said(ANA, "x")] * 40)), PACKAGE_JSON])
def test_an_export_that_was_cut_is_read_as_far_as_it_goes(tmp_path: Path, content: str) -> None:
    items, reason = until_damage(written(tmp_path, "a.json", content[:-30]))
    assert texts(items)
    assert reason.startswith("JSON that ends early")
