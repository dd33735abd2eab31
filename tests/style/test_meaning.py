"""The sentence encoder, where it is installed: from its own files, without a network."""

from __future__ import annotations

import pytest

from vibejam.style.meaning import WordLlama, installed_encoder


def test_what_means_the_same_is_nearer() -> None:
    pytest.importorskip("wordllama", reason="the independent reference wordllama is not installed")
    encoder = WordLlama()
    draft = "We shall meet on Friday to talk about the budget."
    assert (
        encoder.similarity(draft, "On Friday we discuss the budget.") > encoder.similarity(draft, "A dog slept in the sun.") + 0.3
    )
    assert encoder.similarity(draft, draft) == pytest.approx(1, abs=1e-3)


def test_without_it_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "wordllama", None)
    assert installed_encoder() is None
