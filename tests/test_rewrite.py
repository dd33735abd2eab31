"""rewrite_text: the draft inside the instruction, word for word, and only what the model writes after it."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from vibejam.arch import BaseLM, State
from vibejam.checkpoint import load_checkpoint
from vibejam.config import ModelConfig
from vibejam.errors import ConfigError
from vibejam.pairs import TEMPLATE
from vibejam.rewrite import rewrite_text
from vibejam.tokenizer import DOC_END, CharTokenizer

INSTRUCTION = (
    "Below is some draft text. Rewrite it in my usual style, keeping the same meaning but using my tone and cadence.\n"
    "\n"
    "Draft:\n"
    "{draft}\n"
    "\n"
    "Rewrite:\n"
)
TOKENIZER = CharTokenizer(INSTRUCTION + "abcdefghijklmnopqrstuvwxyz.,!0")


class Scripted(BaseLM):
    """A model that remembers what it was asked, and answers with a script, then ends the document."""

    def __init__(self, script: str):
        super().__init__(ModelConfig(vocab_size=TOKENIZER.vocab_size))
        self.script = [*TOKENIZER.encode(script), TOKENIZER.doc_end_id]
        self.asked: list[int] = []
        self.here = nn.Parameter(torch.zeros(1))  # says on which device the model is

    @property
    def context_size(self) -> int | None:
        return None

    def forward(self, ids: torch.Tensor, state: State | None = None) -> tuple[torch.Tensor, State]:
        if state is None:
            self.asked = ids[0].tolist()
        place = state[0] if state else 0
        logits = torch.full((*ids.shape, TOKENIZER.vocab_size), -1e9)
        logits[..., self.script[place % len(self.script)]] = 0.0
        return logits, (place + 1,)


def asked_by(draft: str) -> str:
    model = Scripted("ok")
    rewrite_text(model, TOKENIZER, draft)
    assert model.asked[0] == TOKENIZER.doc_end_id  # the prompt begins a document
    return TOKENIZER.decode(model.asked[1:])


def test_the_template_is_the_one_that_was_agreed() -> None:
    assert TEMPLATE == INSTRUCTION


def test_the_model_is_asked_with_the_template() -> None:
    assert asked_by("please come soon.") == INSTRUCTION.replace("{draft}", "please come soon.")


@pytest.mark.parametrize("draft", ["use {draft} here", "{}", "{0}", "{draft!r}", "{", "}", "{{}}", "Draft: x", ""])
def test_braces_and_headings_in_a_draft_are_only_text(draft: str) -> None:
    assert asked_by(draft) == INSTRUCTION.replace("{draft}", draft, 1)


def test_only_what_follows_the_template_comes_back() -> None:
    assert rewrite_text(Scripted("come soon, please."), TOKENIZER, "please come soon.") == "come soon, please."


def test_a_draft_with_the_heading_in_it_comes_back_whole() -> None:
    assert rewrite_text(Scripted("me too."), TOKENIZER, "Rewrite:\nnot this.\n\nRewrite:\nnor this.") == "me too."


def test_a_heading_in_the_answer_stays_there() -> None:
    answer = "one\n\nRewrite:\ntwo"
    assert rewrite_text(Scripted(answer), TOKENIZER, "a draft that is long enough for it") == answer


def test_a_draft_with_the_marker_in_it_comes_back_whole() -> None:
    assert rewrite_text(Scripted("fine."), TOKENIZER, f"one{DOC_END}two") == "fine."


def test_blanks_around_the_answer_are_taken_off() -> None:
    assert rewrite_text(Scripted("\n\n  yes  \n"), TOKENIZER, "a draft that is long enough") == "yes"


def test_an_answer_is_at_most_half_as_long_again_as_the_draft() -> None:
    draft = "w" * 40
    text = rewrite_text(Scripted("x" * 500), TOKENIZER, draft)
    assert text == "x" * (40 * 3 // 2 + 16)


def test_a_length_that_was_asked_for_is_kept() -> None:
    assert rewrite_text(Scripted("x" * 500), TOKENIZER, "a draft", max_new_tokens=7) == "x" * 7
    assert rewrite_text(Scripted("x" * 500), TOKENIZER, "a draft", max_new_tokens=0) == ""


def test_the_answer_can_be_watched() -> None:
    pieces: list[str] = []
    text = rewrite_text(Scripted("bit by bit"), TOKENIZER, "a draft that is long enough", on_token=pieces.append)
    assert "".join(pieces) == text == "bit by bit"


def test_a_setting_that_cannot_be_is_refused() -> None:
    with pytest.raises(ConfigError, match="temperature"):
        rewrite_text(Scripted("x"), TOKENIZER, "a draft", temperature=-1)


@pytest.mark.parametrize("draft", ["Please come.", "中文 {x} Rewrite:", "word " * 200])
def test_a_real_model_answers_repeatably(trained: Path, draft: str) -> None:
    checkpoint = load_checkpoint(trained)
    one, two, other = (rewrite_text(checkpoint.model, checkpoint.tokenizer, draft, 40, seed=seed) for seed in (3, 3, 4))
    assert one == two != other
    assert "\ufffd" not in one and DOC_END not in one
