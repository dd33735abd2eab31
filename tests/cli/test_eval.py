"""vibejam eval: from a voice that held documents out to a table and its JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vibejam.cli import cli
from vibejam.cli.common import run
from vibejam.style.judges import passages


@pytest.fixture
def drafts(voices: Path, tmp_path: Path) -> Path:
    """Passages of three letters, each with a dull draft."""
    lines = []
    for number, path in enumerate(sorted((voices / "letters").glob("*.md"))[:3]):
        for place, text in enumerate(passages(path.read_text("utf-8").split("---\n", 2)[-1])[:2]):
            draft = f"This is to report item {number} of {place}. The matter has been duly considered and will be addressed."
            lines.append({"id": f"{number}.{place}", "draft": draft, "text": text, "document": f"letters/{path.name}"})
    file = tmp_path / "drafts.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return file


def test_a_voice_that_held_out_is_evaluated(voices: Path, drafts: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert (
        run(cli, ["learn", str(voices / "letters"), "--voice", "me", "--minutes", "0.01", "--holdout", str(drafts), "--json"])
        == 0
    )
    learnt = json.loads(capfd.readouterr().out)
    assert len(learnt["corpus"]["held_out"]) == 3 and learnt["corpus"]["for_judges"] > 0
    assert run(cli, ["eval", "--voice", "me", "--drafts", str(drafts), "--json"]) == 0
    out, err = capfd.readouterr()
    result = json.loads(out)
    assert "kept apart" in err and result["groups"]["pairs"]["documents"] == 3
    rows = {row["system"]: row for row in result["groups"]["pairs"]["rows"]}
    assert list(rows) == ["copy the draft", "rules only", "phrases only", "engine", "genuine text"]
    assert rows["copy the draft"]["unchanged"] == 1 and rows["engine"]["seconds_per_100_words"] > 0
    assert run(cli, ["eval", "--voice", "me", "--drafts", str(drafts)]) == 0
    table = capfd.readouterr().out
    assert "share of gap" in table and "genuine text" in table and "AUC" in table


def test_learning_it_after_all_is_refused(voices: Path, drafts: Path, capfd: pytest.CaptureFixture[str], own_home: Path) -> None:
    for more in (["--holdout", str(drafts)], []):
        assert run(cli, ["learn", str(voices / "letters"), "--voice", "me", "--minutes", "0.01", *more]) == 0
    manifest = json.loads((own_home / "voices" / "me" / "voice.json").read_text("utf-8"))
    assert "holdout" not in manifest and not list((own_home / "voices" / "me").glob("*.judges*"))
    capfd.readouterr()
    assert run(cli, ["eval", "--voice", "me", "--drafts", str(drafts)]) == 5
    assert "has learnt 3 of the documents" in capfd.readouterr().err


@pytest.mark.parametrize(("content", "code"), [("", 5), ("not json", 5), (None, 3)])
def test_a_file_of_no_drafts_is_an_error_in_words(content: str | None, code: int, tmp_path: Path, own_home: Path) -> None:
    from vibejam.voice import Voice

    Voice.create("me")
    if content is not None:
        (tmp_path / "d.jsonl").write_text(content, "utf-8")
    assert run(cli, ["eval", "--voice", "me", "--drafts", str(tmp_path / "d.jsonl")]) == code
