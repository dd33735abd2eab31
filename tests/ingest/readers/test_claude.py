"""Claude exports: what the person typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.readers.samples import THEIRS, claude, documents, owners, put, skipped


@pytest.mark.parametrize("blocks", [True, False])
def test_the_turns_of_the_human_are_one_document(tmp_path: Path, blocks: bool) -> None:
    conversation = claude(("human", "How do I bake?"), ("assistant", THEIRS), ("human", "Thanks."), blocks=blocks)
    (document,) = documents(put(tmp_path / "conversations.json", [conversation]))
    assert (document.text, document.title, document.date) == ("How do I bake?\n\nThanks.", "Bread", "2024-03-01")


def test_attached_files_and_results_of_tools_are_not_typing(tmp_path: Path) -> None:
    conversation = claude(("human", "What is in it?"))
    message = conversation["chat_messages"][0]
    message["attachments"] = [{"file_name": "a.txt", "extracted_content": THEIRS}]
    message["content"].append({"type": "tool_result", "content": [{"type": "text", "text": THEIRS}]})
    (document,) = documents(put(tmp_path / "conversations.json", [conversation]))
    assert document.text == "What is in it?"


def test_a_conversation_without_a_human_is_none(tmp_path: Path) -> None:
    path = put(tmp_path / "conversations.json", [claude(("assistant", THEIRS)), claude(("human", "mine"))])
    assert [document.text for document in documents(path)] == ["mine"]


def test_the_account_is_a_hint_at_the_owner(tmp_path: Path) -> None:
    users = [{"uuid": "a", "full_name": "Ines Duarte", "email_address": "ines@example.org", "verified_phone_number": None}]
    assert [owner.names for owner in owners(put(tmp_path / "users.json", users))] == [("Ines Duarte", "ines@example.org")]


def test_projects_and_memories_are_skipped(tmp_path: Path) -> None:
    project = {"uuid": "p", "name": "x", "description": THEIRS, "prompt_template": THEIRS, "is_starter_project": True, "docs": []}
    assert len(skipped(put(tmp_path / "projects.json", [project]))) == 1
    assert len(skipped(put(tmp_path / "memories.json", [{"conversations_memory": THEIRS, "account_uuid": "a"}]))) == 1
