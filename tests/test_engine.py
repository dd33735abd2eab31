"""StyleEngine: a draft goes in, the first candidate that says something comes out, and the draft when there is none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from vibejam.engine import PROTOTYPE, ModelProposer, Rewrite, StyleEngine
from vibejam.errors import ConfigError, DataError, MissingError
from vibejam.rewrite import rewrite_text
from vibejam.voice import Voice

DRAFT = "Thank you for the invitation. I cannot come on Friday."


class Offers:
    """A proposer with a fixed list, that remembers what it was asked."""

    def __init__(self, *candidates: str):
        self.candidates = list(candidates)
        self.asked: list[tuple[str, int]] = []

    def propose(self, passage: str, seed: int) -> list[str]:
        self.asked.append((passage, seed))
        return self.candidates


@pytest.fixture
def voice(trained: Path, own_home: Path) -> Voice:
    voice = Voice.create("me")
    shutil.copy(trained, voice.ckpt_path)
    return voice


@pytest.fixture
def engine(voice: Voice) -> StyleEngine:
    return StyleEngine(voice)


def test_a_draft_comes_back_written_anew(engine: StyleEngine) -> None:
    outcome = engine.rewrite(DRAFT)
    assert outcome.draft == DRAFT and outcome.text.strip() and outcome.changed
    assert PROTOTYPE in outcome.notes


def test_the_text_is_what_the_voices_model_writes(engine: StyleEngine, voice: Voice) -> None:
    checkpoint = voice.load()
    expected = rewrite_text(checkpoint.model, checkpoint.tokenizer, DRAFT, temperature=0.8, seed=5)
    assert engine.rewrite(DRAFT, seed=5).text == expected


def test_a_seed_makes_a_rewrite_repeatable(engine: StyleEngine) -> None:
    assert engine.rewrite(DRAFT, seed=1) == engine.rewrite(DRAFT, seed=1)
    assert engine.rewrite(DRAFT, seed=1).text != engine.rewrite(DRAFT, seed=2).text


def test_the_temperature_reaches_the_model(voice: Voice) -> None:
    cold = StyleEngine(voice, temperature=0)
    assert cold.rewrite(DRAFT, seed=1) == cold.rewrite(DRAFT, seed=2)


def test_a_voice_can_be_given_named_or_found(voice: Voice) -> None:
    texts = {StyleEngine(v).rewrite(DRAFT).text for v in (voice, "me", None)}
    assert len(texts) == 1


def test_the_first_candidate_that_says_something_wins(engine: StyleEngine) -> None:
    engine.proposers = [Offers(), Offers("", " \n", "this"), Offers("that")]
    assert engine.rewrite(DRAFT).text == "this"


def test_every_proposer_sees_the_draft_and_the_seed(engine: StyleEngine) -> None:
    one, two = Offers("x"), Offers("y")
    engine.proposers = [one, two]
    engine.rewrite(DRAFT, seed=9)
    assert one.asked == two.asked == [(DRAFT, 9)]


@pytest.mark.parametrize("proposers", [[], [Offers()], [Offers("", "  ", "\n")]])
def test_without_a_candidate_the_draft_stays_and_it_is_said(engine: StyleEngine, proposers: list[Offers]) -> None:
    engine.proposers = list(proposers)
    outcome = engine.rewrite(DRAFT)
    assert outcome.text == DRAFT and not outcome.changed
    assert outcome.notes and "unchanged" in outcome.notes[0]


def test_changed_means_that_the_text_is_another() -> None:
    assert Rewrite("a", "b").changed and not Rewrite("a", "a").changed


@pytest.mark.parametrize("draft", ["x", "中文 \U0001f600", "{braces}", "line\n\nline", "word " * 300])
def test_any_draft_gets_an_answer(engine: StyleEngine, draft: str) -> None:
    outcome = engine.rewrite(draft)
    assert outcome.draft == draft and outcome.text.strip()


def test_the_proposer_of_the_model_offers_one_candidate(voice: Voice) -> None:
    assert len(ModelProposer(voice.load()).propose(DRAFT, seed=0)) == 1


def test_an_engine_without_a_voice_is_a_clear_error() -> None:
    with pytest.raises(MissingError, match="no voice yet"):
        StyleEngine()
    with pytest.raises(MissingError, match="nobody"):
        StyleEngine("nobody")
    with pytest.raises(ConfigError):
        StyleEngine("../x")


def test_an_engine_for_a_voice_without_a_model_is_a_clear_error() -> None:
    with pytest.raises(MissingError, match="no model yet"):
        StyleEngine(Voice.create("me"))


def test_an_engine_for_a_damaged_voice_is_a_clear_error(voice: Voice) -> None:
    voice.ckpt_path.write_bytes(b"")
    with pytest.raises(DataError, match="empty"):
        StyleEngine("me")
