"""What a careless hand must not be able to do: lose writing, get a wrong result without a word, or meet a bug's message."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from vibejam.cli import cli
from vibejam.cli.common import run
from vibejam.corpus import prepare_corpus
from vibejam.voice import Voice

SMALL = ["--max-iters", "4", "--n-layer", "1", "--n-head", "2", "--n-embd", "16", "--block-size", "16", "--batch-size", "2"]


def vibejam(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = run(cli, [str(a) for a in arguments])
    out, err = capfd.readouterr()
    assert "bug in vibejam" not in out + err
    return code, out, err


def test_training_does_not_replace_its_corpus_or_a_foreign_file(
    corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    mine = shutil.copy(corpus, tmp_path / "corpus.txt")
    before = mine.read_bytes()
    code, _, err = vibejam(capfd, "train", mine, "-o", mine, *SMALL)
    assert code == 2 and "left alone" in err and mine.read_bytes() == before


def test_preparing_does_not_replace_somebody_s_writing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("one two three", encoding="utf-8")
    (tmp_path / "novel.txt").write_text("a life's work", encoding="utf-8")
    for place in (tmp_path / "novel.txt", tmp_path / "in" / "a.txt"):
        code, _, err = vibejam(capfd, "prepare", tmp_path / "in", "-o", place)
        assert code == 2 and "left alone" in err
    assert (tmp_path / "novel.txt").read_text("utf-8") == "a life's work"


def test_a_corpus_is_not_learnt_as_writing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one two three", encoding="utf-8")
    prepare_corpus([tmp_path], tmp_path / "first.txt")
    report = prepare_corpus([tmp_path], tmp_path / "second.txt")
    assert report.documents == 1
    assert ("first.txt", "a corpus made by vibejam") in [(s.source, s.reason) for s in report.skipped]


def test_resuming_does_not_replace_the_checkpoint_of_another_run(
    corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ckpt = tmp_path / "m.pt"
    assert vibejam(capfd, "train", corpus, "-o", ckpt, *SMALL)[0] == 0
    Path(f"{ckpt}.resume").unlink()
    before = ckpt.read_bytes()
    code, _, err = vibejam(capfd, "train", corpus, "-o", ckpt, *SMALL, "--seed", "5", "--resume")
    assert code == 5 and "of another run" in err and ckpt.read_bytes() == before
    code, _, err = vibejam(capfd, "train", corpus, "-o", ckpt, *SMALL, "--resume")
    assert code == 0 and ckpt.read_bytes() == before, "the same run from its beginning comes to the same end"


def test_the_demo_leaves_a_voice_of_that_name_alone(capfd: pytest.CaptureFixture[str]) -> None:
    Voice.create("demo").update(words=7)
    code, _, err = vibejam(capfd, "demo", "--minutes", "0.01")
    assert code == 2 and "of your own" in err and Voice.open("demo").manifest["words"] == 7


def test_a_voice_of_a_newer_version_keeps_its_corpus(voices: Path, capfd: pytest.CaptureFixture[str]) -> None:
    voice = Voice.create("me")
    voice.corpus_path.write_text("precious", encoding="utf-8")
    voice.update(format=99)
    code, _, err = vibejam(capfd, "learn", voices / "letters", "--voice", "me", "--minutes", "0.01")
    assert code == 5 and "newer" in err and voice.corpus_path.read_text("utf-8") == "precious"


@pytest.mark.parametrize("command", [["learn", "", "--voice", "me"], ["prepare", "", "-o", "c.txt"], ["train", "", "-o", "m.pt"]])
def test_an_unset_variable_is_not_the_current_folder(command: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    code, _, err = vibejam(capfd, *command)
    assert code == 2 and "empty path" in err


@pytest.mark.parametrize("draft", ["draft.md", "no/such/draft", "notes.txt"])
def test_a_draft_that_is_not_there_is_not_rewritten_as_words(draft: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, _, err = vibejam(capfd, "rewrite", draft)
    assert code == 3 and "is not there" in err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_piped_draft_is_decoded_like_a_file(
    encoding: str, trained: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    voice = Voice.create("me")
    shutil.copy(trained, voice.ckpt_path)
    shutil.copy(corpus, voice.corpus_path)
    voice.update(mixture_weight=0.0)
    draft = "The café was naïve, and the crème brûlée was late."
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(draft.encode(encoding))))
    code, out, _ = vibejam(capfd, "rewrite", "-", "--voice", "me", "--json")
    assert code == 0 and json.loads(out)["draft"] == draft


@pytest.mark.parametrize("value", ["[1, 2]", "2.7", "true", '"many"', "{a = 1}"])
def test_a_setting_of_the_wrong_type_names_its_file(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vibejam.toml").write_text(f"[train]\nn-layer = {value}\n", encoding="utf-8")
    code, _, err = vibejam(capfd, "train", "c.txt", "-o", "m.pt")
    assert code == 2 and "vibejam.toml: [train] n-layer" in err


def test_minutes_as_a_flag_win_over_configured_steps(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VIBEJAM_TRAIN_MAX_ITERS", "1000000")
    code, _, _ = vibejam(capfd, "train", corpus, "-o", tmp_path / "m.pt", *SMALL[2:], "--minutes", "0.001")
    assert code == 0
    assert vibejam(capfd, "train", corpus, "-o", tmp_path / "m.pt", *SMALL, "--minutes", "1")[0] == 2


def test_more_than_the_machine_has_is_said_as_such(corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, _, err = vibejam(capfd, "train", corpus, "-o", tmp_path / "m.pt", *SMALL[:6], "--n-embd", "1000000000000")
    assert code == 3 and "not enough memory" in err


def test_a_file_name_cannot_steer_the_terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("one two three", encoding="utf-8")
    (tmp_path / "in" / "esc\x1b[31mred\n.jpg").write_text("x", encoding="utf-8")
    _, out, _ = vibejam(capfd, "prepare", tmp_path / "in", "-o", tmp_path / "c.txt")
    assert "\x1b" not in out and r"esc\x1b[31mred\n.jpg" in out
