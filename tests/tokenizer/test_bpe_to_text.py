"""With pieces of words from a corpus to text: training, going on with it, writing, rewriting, and the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from vibejam.checkpoint import Checkpoint, load_checkpoint, resume_path
from vibejam.config import DataConfig, ModelConfig, TrainConfig
from vibejam.errors import ConfigError, TrainingInterrupted
from vibejam.resume import saved_tokenizer
from vibejam.rewrite import rewrite_text
from vibejam.sample import generate_text
from vibejam.tokenizer import DOC_END, BPETokenizer
from vibejam.train import TrainEvent, TrainResult, train_lm

TINY = ModelConfig(n_layer=1, n_head=2, n_embd=16, block_size=32)
SHORT = TrainConfig(max_iters=30, batch_size=8, eval_interval=10, eval_iters=2, device="cpu")
PIECES = DataConfig(tokenizer="bpe", vocab_size=400)


def train(corpus: Path, ckpt: Path, data: DataConfig = PIECES, resume: bool = False, stop_at: int = 0) -> TrainResult:
    """Train for a moment; Ctrl-C comes after the evaluation at `stop_at`."""

    def on_event(event: TrainEvent) -> None:
        if event.kind == "eval" and event.step == stop_at:
            import signal

            signal.raise_signal(signal.SIGINT)

    return train_lm(corpus, ckpt, TINY, replace(SHORT, resume=resume), data, on_event)


@pytest.fixture(scope="module")
def whole(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TrainResult]:
    path = tmp_path_factory.mktemp("bpe") / "model.pt"
    return path, train(corpus, path)


@pytest.fixture(scope="module")
def writer(whole: tuple[Path, TrainResult]) -> Checkpoint:
    return load_checkpoint(whole[0])


def test_a_run_says_its_tokens_and_its_loss_in_bits_per_byte(whole: tuple[Path, TrainResult]) -> None:
    result = whole[1]
    assert result.tokenizer == "bpe"
    assert 1 < result.bits_per_byte < 8 and result.bits_per_byte < result.val_loss
    assert json.loads(json.dumps(result.to_dict()))["bits_per_byte"] == result.bits_per_byte


def test_a_resumed_run_is_the_uninterrupted_one(corpus: Path, whole: tuple[Path, TrainResult], tmp_path: Path) -> None:
    with pytest.raises(TrainingInterrupted):
        train(corpus, tmp_path / "m.pt", stop_at=10)
    train(corpus, tmp_path / "m.pt", resume=True)
    assert (tmp_path / "m.pt").read_bytes() == whole[0].read_bytes()


def test_a_resumed_run_takes_the_pieces_it_began_with(
    corpus: Path, whole: tuple[Path, TrainResult], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are saved, so another version of the library that would learn others does no harm."""
    with pytest.raises(TrainingInterrupted):
        train(corpus, tmp_path / "m.pt", stop_at=20)
    learnt = saved_tokenizer(tmp_path / "m.pt")
    monkeypatch.setattr(BPETokenizer, "learn", lambda *_: pytest.fail("learnt again"))
    train(corpus, tmp_path / "m.pt", resume=True)
    assert learnt and learnt.to_dict() == load_checkpoint(tmp_path / "m.pt").tokenizer.to_dict()
    assert (tmp_path / "m.pt").read_bytes() == whole[0].read_bytes()


@pytest.mark.parametrize(
    ("data", "difference"),
    [(DataConfig(), "tokenizer was bpe, is char"), (replace(PIECES, vocab_size=300), "vocab_size was 400, is 300")],
)
def test_a_run_does_not_go_on_in_other_tokens(corpus: Path, tmp_path: Path, data: DataConfig, difference: str) -> None:
    with pytest.raises(TrainingInterrupted):
        train(corpus, tmp_path / "m.pt", stop_at=10)
    before = resume_path(tmp_path / "m.pt").read_bytes()
    with pytest.raises(ConfigError, match=difference):
        train(corpus, tmp_path / "m.pt", data, resume=True)
    assert resume_path(tmp_path / "m.pt").read_bytes() == before


def test_a_run_in_characters_does_not_go_on_in_pieces(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingInterrupted):
        train(corpus, tmp_path / "m.pt", DataConfig(), stop_at=10)
    with pytest.raises(ConfigError, match="tokenizer was char, is bpe"):
        train(corpus, tmp_path / "m.pt", resume=True)


@pytest.mark.parametrize("prompt", ["", "Dear Win,\n\n", "中文 \U0001f600 and more", "\x00", "\ud800", f"a{DOC_END}b"])
def test_a_prompt_is_kept_and_the_pieces_join_to_the_text(writer: Checkpoint, prompt: str) -> None:
    pieces: list[str] = []
    text = generate_text(writer.model, writer.tokenizer, prompt, 60, seed=1, on_token=pieces.append)
    assert text == prompt + "".join(pieces) and all(pieces)
    assert text == generate_text(writer.model, writer.tokenizer, prompt, 60, seed=1)


class Spelling:
    """Stands where a model is asked for tokens, and says those of a text."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, ids: list[int]):
        self.asked: list[int] = []
        monkeypatch.setattr("vibejam.sample.generate_tokens", self._tokens)
        self._ids = ids

    def _tokens(self, model: object, ids: list[int], most: int, **settings: Any) -> list[int]:
        self.asked = ids
        return self._ids[:most]


def test_a_character_of_several_tokens_is_shown_when_it_is_whole(writer: Checkpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = writer.tokenizer.encode("a 🐌 b")
    Spelling(monkeypatch, ids)
    pieces: list[str] = []
    assert generate_text(writer.model, writer.tokenizer, "", 50, on_token=pieces.append) == "a 🐌 b"
    assert "🐌" in "".join(pieces) and not any("\ufffd" in piece for piece in pieces) and len(pieces) < len(ids)
    inside = len(writer.tokenizer.encode("a ")) + 2
    assert generate_text(writer.model, writer.tokenizer, "", inside).rstrip() == "a"


def test_a_prompt_cannot_end_the_document(writer: Checkpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    spelling = Spelling(monkeypatch, [])
    generate_text(writer.model, writer.tokenizer, f"a{DOC_END}b", 5)
    end = writer.tokenizer.doc_end_id
    assert spelling.asked[0] == end and end not in spelling.asked[1:]


def test_a_rewrite_is_what_follows_the_template(writer: Checkpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    Spelling(monkeypatch, writer.tokenizer.encode("  a “quiet” walk 🐌\n"))
    draft = "Today I went for a walk 🐌, and it was quiet"
    assert rewrite_text(writer.model, writer.tokenizer, draft, 80) == "a “quiet” walk 🐌"


def test_the_command_line_trains_and_writes_in_pieces(corpus: Path, tmp_path: Path) -> None:
    def vibejam(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "vibejam", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")

    model = str(tmp_path / "m.pt")
    sizes = ["--max-iters", "6", "--n-layer", "1", "--n-embd", "16", "--device", "cpu"]
    done = vibejam("train", str(corpus), "-o", model, "--tokenizer", "bpe", "--vocab-size", "300", *sizes)
    assert done.returncode == 0, done.stderr
    assert "nats per token" in done.stdout and "bits per byte" in done.stdout
    assert "tokenizer: bpe, 300 tokens (as asked)" in done.stderr
    assert vibejam("train", str(corpus), "-o", model, "--resume").returncode == 0
    written = vibejam("sample", "--ckpt-path", model, "--prompt", "Dear Win,", "--max-new-tokens", "5")
    assert written.returncode == 0 and written.stdout.startswith("Dear Win,")
    wrong = vibejam("train", str(corpus), "-o", model, "--vocab-size", "300")
    assert wrong.returncode == 2 and "--tokenizer bpe" in wrong.stderr
