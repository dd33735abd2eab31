"""ChatGPT exports: what the person typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ingest.readers.samples import THEIRS, chatgpt, documents, owners, put, skipped


def test_the_turns_of_the_user_are_one_document(tmp_path: Path) -> None:
    turns = (("system", ""), ("user", "How do I bake?"), ("assistant", THEIRS), ("tool", THEIRS), ("user", "Thanks."))
    (document,) = documents(put(tmp_path / "conversations.json", [chatgpt(*turns)]))
    assert (document.text, document.title, document.date) == ("How do I bake?\n\nThanks.", "Bread", "2023-11-14")
    assert document.position == "c-1"


def test_a_branch_that_was_edited_away_is_not_read(tmp_path: Path) -> None:
    conversation = chatgpt(("user", "How do I bake bread?"), ("assistant", THEIRS))
    draft = {"author": {"role": "user"}, "content": {"content_type": "text", "parts": ["How do I bak"]}}
    conversation["mapping"]["9"] = {"id": "9", "message": draft, "parent": "root", "children": []}
    (document,) = documents(put(tmp_path / "conversations.json", [conversation]))
    assert document.text == "How do I bake bread?"


def test_without_a_current_node_all_turns_are_read(tmp_path: Path) -> None:
    conversation = chatgpt(("user", "one"), ("user", "two"), current_node=None)
    (document,) = documents(put(tmp_path / "conversations.json", [conversation]))
    assert document.text == "one\n\ntwo"


def test_parents_in_a_circle_end(tmp_path: Path) -> None:
    conversation = chatgpt(("user", "one"), ("user", "two"))
    conversation["mapping"]["1"]["parent"] = "2"
    (document,) = documents(put(tmp_path / "conversations.json", [conversation]))
    assert document.text == "one\n\ntwo"


@pytest.mark.parametrize(
    "content",
    [
        {"content_type": "user_editable_context", "user_profile": THEIRS, "user_instructions": THEIRS},
        {"content_type": "execution_output", "text": THEIRS},
        {"content_type": "multimodal_text", "parts": [{"content_type": "image_asset_pointer", "asset_pointer": "x"}]},
        {"content_type": "text", "parts": None},
    ],
)
def test_what_was_not_typed_in_the_conversation_is_left_out(tmp_path: Path, content: Any) -> None:
    (document,) = documents(put(tmp_path / "conversations.json", [chatgpt(("user", content), ("user", "mine"))]))
    assert document.text == "mine"


@pytest.mark.parametrize("flag", ["is_user_system_message", "is_visually_hidden_from_conversation"])
def test_hidden_messages_are_left_out(tmp_path: Path, flag: str) -> None:
    conversation = chatgpt(("user", THEIRS), ("user", "mine"))
    conversation["mapping"]["1"]["message"]["metadata"][flag] = True
    (document,) = documents(put(tmp_path / "conversations.json", [conversation]))
    assert document.text == "mine"


def test_what_is_typed_beside_a_picture_and_what_is_spoken_is_read(tmp_path: Path) -> None:
    parts = [{"content_type": "image_asset_pointer"}, "what is this?", {"content_type": "audio_transcription", "text": "say it"}]
    conversation = chatgpt(("user", {"content_type": "multimodal_text", "parts": parts}))
    assert documents(put(tmp_path / "conversations.json", [conversation]))[0].text == "what is this?\n\nsay it"


def test_pasted_code_is_removed_and_counted(tmp_path: Path) -> None:
    (document,) = documents(put(tmp_path / "conversations.json", [chatgpt(("user", "Why?\n```py\nx = 1\n```\nThanks."))]))
    assert (document.text, set(document.removed)) == ("Why?\n\nThanks.", {"code"})


@pytest.mark.parametrize("name", ["conversations-000.json", "My chats.json"])
def test_it_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    assert documents(put(tmp_path / name, [chatgpt(("user", "mine"))]))[0].text == "mine"


def test_one_conversation_and_an_object_of_them_are_read(tmp_path: Path) -> None:
    assert documents(put(tmp_path / "one.json", chatgpt(("user", "mine"))))[0].text == "mine"
    assert documents(put(tmp_path / "all.json", {"conversations": [chatgpt(("user", "mine"))]}))[0].text == "mine"


def test_the_account_is_a_hint_at_the_owner(tmp_path: Path) -> None:
    user = {"id": "user-1", "email": "ines@example.org", "chatgpt_plus_user": False}
    assert [owner.names for owner in owners(put(tmp_path / "user.json", user))] == [("ines@example.org",)]


def test_other_parts_are_skipped(tmp_path: Path) -> None:
    page = f"<html><head><title>ChatGPT Data Export</title></head><script>var jsonData = [{THEIRS}]</script></html>"
    assert len(skipped(put(tmp_path / "chat.html", page))) == 1
    feedback = [{"conversation_id": "c", "rating": "thumbs_up", "content": THEIRS}]
    assert len(skipped(put(tmp_path / "message_feedback.json", feedback))) == 1
