"""Edits by rules, marks and phrases: what is offered for a passage, and how far it goes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.tokenizer.byte_level import END, byte_level
from vibejam.arch.llama import LlamaModel
from vibejam.config import ModelConfig
from vibejam.ngram import CountedLM
from vibejam.proposers import EditProposer, Marks, Phrases, PromptedBase, Request
from vibejam.score import Reader, StyleScorer
from vibejam.style.fingerprint import Fingerprint
from vibejam.style.marks import DASH, SEMICOLON, marks_of
from vibejam.style.phrasebook import parse
from vibejam.style.rules import apply
from vibejam.tokenizer import DOC_END, CharTokenizer, PretrainedTokenizer
from vibejam.voice import Voice

OWN = [
    "I bought the boat--it was cheap enough. We reckon the wind will hold--it held all day yesterday.",
    "She bought a hat; he bought none. I bought bread--the shop was open late.",
] * 12
OTHERS = ["I purchased the boat. It was cheap enough. She purchased a hat. He purchased none. We think the wind will hold."] * 12
BOOK = parse("verb: purchase = buy\nverb: reckon = think\n")


@pytest.fixture
def scorer() -> StyleScorer:
    """Two counted models: exact, quick, and of these two writers alone."""
    tokenizer = CharTokenizer("".join(OWN + OTHERS))

    def reader(documents: list[str]) -> Reader:
        text = DOC_END.join(documents)
        return Reader(CountedLM.count(tokenizer.encode_array(text), tokenizer.vocab_size, order=6), tokenizer)

    return StyleScorer(reader(OWN), reader(OTHERS))


def reworded(scorer: StyleScorer, text: str, strength: float = 1.0, locked: tuple[tuple[int, int], ...] = ()) -> str:
    return apply(text, Phrases(scorer, BOOK).edits(text, strength, "en", locked))


def test_a_wording_is_taken_where_the_person_has_it_and_others_have_not(scorer: StyleScorer) -> None:
    assert reworded(scorer, "I purchased the hat.") == "I bought the hat."
    assert reworded(scorer, "I bought the hat.") == "I bought the hat."
    assert reworded(scorer, "I purchased the hat.", locked=((0, 11),)) == "I purchased the hat."
    assert reworded(scorer, "I purchased the hat.", strength=0.001) == "I purchased the hat.", "a light touch asks for more"


def test_no_book_no_wordings(scorer: StyleScorer) -> None:
    assert Phrases(scorer, {}).edits("I purchased the hat.", 1.0, "en") == []


def test_marks_come_near_the_persons_rates_and_not_past_them(scorer: StyleScorer) -> None:
    person = Fingerprint.of(OWN)
    marks = Marks(person, scorer)
    text = " ".join(["We think the wind will hold. It was cheap enough."] * 20)
    marked = apply(text, marks.edits(text, 1.0, "en"))
    counts, words = marks_of(marked), len(text.split())
    assert counts[DASH] > 0 and "--it was" in marked
    assert counts[DASH] <= marks.per_word[DASH] * words + 1 and counts[SEMICOLON] <= marks.per_word[SEMICOLON] * words + 1
    half = marks_of(apply(text, marks.edits(text, 0.3, "en")))
    assert 0 < half[DASH] < counts[DASH]
    assert marked.replace("--it", ". It").replace("; it", ". It") == text, "nothing but marks"


def test_who_has_no_dashes_gets_none(scorer: StyleScorer) -> None:
    plain = Fingerprint.of(["He came home. It was late. We ate. They left the house at noon."] * 20)
    text = "We think the wind will hold. It was cheap enough."
    assert Marks(plain, scorer).edits(text, 1.0, "en") == []


@pytest.fixture
def voice(trained: Path, corpus: Path) -> Voice:
    voice = Voice.create("letters")
    shutil.copy(trained, voice.ckpt_path)
    shutil.copy(corpus, voice.corpus_path)
    voice.update(mixture_weight=0.0)
    return voice


def test_each_step_is_a_candidate_upon_the_last(voice: Voice) -> None:
    proposer = EditProposer(voice.rules(), voice.scorer())
    draft = "I do not think that we should wait. However, it is raining, and perhaps they will not come until Friday."
    candidates = proposer.propose(Request(draft))
    assert [c.proposer for c in candidates] == ["phrases", "rules", "some edits", "some edits"]
    assert [c.proposer for c in proposer.propose(Request(draft, candidates=1))] == ["phrases"]
    assert all(set(c.edits) < set(candidates[0].edits) for c in candidates[2:])
    assert set(candidates[1].edits) < set(candidates[0].edits)
    assert all(apply(draft, c.edits) == c.text for c in candidates)


def test_edits_touch_no_mark_up_and_nothing_locked(voice: Voice) -> None:
    proposer = EditProposer(voice.rules(), voice.scorer())
    assert proposer.propose(Request("**I do not know** what [will not do](u) does.")) == []
    assert proposer.propose(Request("I do not know.", keep=("do not",))) == []
    assert proposer.propose(Request("I do not know.", strength=0.0)) == []
    assert proposer.propose(Request("Das ist nicht wahr.", language="de")) == []


class Watching(LlamaModel):
    """A model that remembers what it read first."""

    first_read: tuple[int, ...] = ()

    def read(self, ids: torch.Tensor, state: Any = None) -> Any:
        if not self.first_read:
            self.first_read = tuple(ids[0].tolist())
        return super().read(ids, state)

    def fast_decoder(self, precision: str = "float32") -> Any:
        return None


def test_a_base_that_chats_is_shown_the_writing_and_asked() -> None:
    tokenizer = PretrainedTokenizer(byte_level(), END, chat_template="{% for m in messages %}{{ m['content'] }}{% endfor %}")
    config = ModelConfig(vocab_size=tokenizer.vocab_size, arch="llama", n_layer=1, n_embd=32, n_head=2, block_size=1024)
    model = Watching(config)
    candidates = PromptedBase(model, tokenizer, ["I had plums.", "You had none."]).propose(
        Request("The plums were good.", candidates=3)
    )
    read = tokenizer.decode(list(model.first_read))
    assert read.index("I had plums.") < read.index("You had none.") < read.index("The plums were good.")
    assert 1 <= len(candidates) <= 3 and {c.proposer for c in candidates} == {"prompted base"}
    again = PromptedBase(model, tokenizer, ["I had plums.", "You had none."]).propose(
        Request("The plums were good.", candidates=3)
    )
    assert again == candidates, "the seed decides"
