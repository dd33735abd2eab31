"""vibejam pairs: from a folder of writing, by a server that answers, to pairs that were checked and can be learnt from."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.providers.server import Answer, Server, said, serving
from vibejam.cli import cli
from vibejam.cli.common import run
from vibejam.drafts.row import Row, read_rows, write_rows
from vibejam.pairs import read_pairs

_PASSAGE = re.compile(r"<passage>\n(.*)\n</passage>", re.DOTALL)


def reworded(body: dict[str, Any]) -> Answer:
    """What a server without a model may answer: the halves of the passage, changed about."""
    match = _PASSAGE.search(body["messages"][-1]["content"])
    assert match
    words = match[1].split()
    half = len(words) // 2
    return said(f"<draft>{' '.join(words[half:] + words[:half])}</draft>")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(reworded) as server:
        yield server


@pytest.fixture
def writing(voices: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "writing"
    folder.mkdir()
    for file in sorted((voices / "letters").glob("*.md"))[:8]:
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def build(*arguments: object) -> int:
    return run(cli, ["pairs", "build", *map(str, arguments)])


def test_from_a_folder_to_pairs(server: Server, writing: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Built in two goes, also where the file lies in the folder; shown; checked; read for training."""
    file = writing / "pairs.jsonl"
    assert build(writing, "-o", file, "--provider", server.ref, "--limit", 2, "--json") == 0
    out, err = capfd.readouterr()
    assert json.loads(out)["new"] == 2 and json.loads(out)["tokens_in"] == 14
    assert "2 requests to a server on this machine; nothing leaves it" in err
    assert build(writing, "-o", file, "--provider", server.ref, "--limit", 4, "--kinds", "plain,terse", "--json") == 0
    result = json.loads(capfd.readouterr().out)
    rows = read_rows(file)
    assert result["pairs"] == 4 and len(rows) == 2 + result["new"]
    assert {Path(row.document).suffix for row in rows} == {".md"} and {row.origin for row in rows} == {server.ref}
    count = len(server.asked)
    assert build(writing, "-o", file, "--provider", server.ref, "--limit", 4, "--kinds", "plain,terse") == 0
    out, err = capfd.readouterr()
    assert len(server.asked) == count and "nothing is asked" in err and "0 of them new" in out

    assert run(cli, ["pairs", "show", str(file), "--number", "2"]) == 0
    out = capfd.readouterr().out
    assert rows[1].document in out and "[-" in out and "{+" in out and "\x1b" not in out

    checked = tmp_path / "checked.jsonl"
    code = run(cli, ["pairs", "check", str(file), "-o", str(checked), "--json"])
    result = json.loads(capfd.readouterr().out)
    assert result["pairs"] == len(rows) and code == (0 if result["passed"] else 1)
    assert result["passed"] + len(result["dropped"]) == len(rows)
    assert len(read_pairs(file)) == len(rows)


def test_a_voice_is_drafted_from_what_it_has_learnt(server: Server, writing: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    from vibejam.corpus import prepare_corpus
    from vibejam.voice import Voice

    voice = Voice.create("me")
    prepare_corpus([writing], voice.corpus_path)
    assert build("--voice", "me", "-o", tmp_path / "v", "--provider", server.ref) == 0
    assert build(writing, "-o", tmp_path / "s", "--provider", server.ref) == 0
    assert [row.text for row in read_rows(tmp_path / "v")] == [row.text for row in read_rows(tmp_path / "s")]


def test_before_anything_leaves_it_says_what_and_asks(writing: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    file = tmp_path / "p"
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-secret")
    code = subprocess.run(
        [sys.executable, "-m", "vibejam", "pairs", "build", str(writing), "-o", str(file), "--provider", "anthropic:m"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )  # fmt: skip
    assert code.returncode == 2 and not file.exists()
    assert re.search(r"\d+ requests to api\.anthropic\.com: [\d,]+ words of your writing", code.stderr)
    assert "nobody to ask" in code.stderr and "--yes" in code.stderr and "sk-secret" not in code.stderr


@pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal needs POSIX")
def test_who_says_no_sends_nothing(writing: Path, tmp_path: Path) -> None:
    import pty

    controller, terminal = pty.openpty()
    os.write(controller, b"n\n")
    command = [
        sys.executable,
        "-m",
        "vibejam",
        "pairs",
        "build",
        str(writing),
        "-o",
        str(tmp_path / "p"),
        "--provider",
        "openai:m",
    ]
    environment = os.environ | {"OPENAI_API_KEY": "sk-1"}
    done = subprocess.run(command, stdin=terminal, stdout=terminal, stderr=terminal, env=environment, timeout=300)
    os.close(terminal)
    told = os.read(controller, 65536).decode()
    os.close(controller)
    assert done.returncode == 130 and "send it?" in told and not (tmp_path / "p").exists()


def test_a_dry_run_shows_the_first_request_and_needs_no_key(
    writing: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = (writing, "-o", tmp_path / "p", "--provider", "openai:m", "--dry-run")
    assert build(*arguments, "--json") == 0
    result = json.loads(capfd.readouterr().out)
    assert result["host"] == "api.openai.com" and result["requests"] > 3 and not (tmp_path / "p").exists()
    assert [message["role"] for message in result["first"]] == ["system", "user"]
    assert build(*arguments) == 0
    assert result["first"][1]["content"] in capfd.readouterr().out
    assert build(*arguments[:-1], "--yes") == 3
    assert "OPENAI_API_KEY is not set" in capfd.readouterr().err


def test_when_the_server_fails_it_says_so_and_what_is_there_stays(writing: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    answers = iter(
        [
            (429, {"retry-after": "1"}, b"busy"),
            said("<draft>One.</draft>"),
            said("<draft>Two", "length"),
            (400, {}, b'{"error": {"message": "too long"}}'),
        ]
    )
    with serving(lambda body: next(answers)) as server:
        assert build(writing, "-o", tmp_path / "p", "--provider", server.ref, "--json") == 4
    out, err = capfd.readouterr()
    error = json.loads(out)["error"]
    assert "refuses the request (400): too long" in error["message"] and error["exit_code"] == 4
    assert (
        "asking again in 1 s" in err
        and "the same command goes on" in err
        and [row.draft for row in read_rows(tmp_path / "p")] == ["One."]
    )


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["-o", "p", "--provider", "openai:m"], 2, "either a SOURCE or a --voice"),
        (["writing", "--voice", "me", "-o", "p", "--provider", "openai:m"], 2, "either a SOURCE or a --voice"),
        (["writing", "-o", "p", "--provider", "opnai:m"], 2, "did you mean openai:m?"),
        (["writing", "-o", "p", "--provider", "openai:m", "--kinds", "polite"], 2, "no kind of draft"),
        (["writing", "-o", "writing/mine.md", "--provider", "openai:m"], 2, "is not a file of pairs: it is left alone"),
        (["short.txt", "-o", "p", "--provider", "openai:m"], 5, "no paragraph of 35 words"),
        (["--voice", "nobody", "-o", "p", "--provider", "openai:m"], 3, "no voice 'nobody'"),
    ],
)
def test_what_cannot_be_is_said(arguments: list[str], code: int, words: str, writing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (writing / "mine.md").write_text("Mine.\n")
    (tmp_path / "short.txt").write_text("Too short to be asked about.\n")
    assert build(*arguments) == code
    assert words in capfd.readouterr().err and (writing / "mine.md").read_text() == "Mine.\n"


def test_check_tells_why_and_keeps_what_it_checks(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "p.jsonl", tmp_path / "out.jsonl"
    draft = "I will send the 3 reports to Anna on Monday, since she asked for them before the meeting took place."
    good = Row(draft, "On Monday I'll send Anna the 3 reports, since she wanted them before the meeting.", "a")
    bad = Row(draft, good.text.replace("3", "4"), "b")
    write_rows(file, [good, bad])
    test = tmp_path / "t.jsonl"
    test.write_text(json.dumps({"draft": "x", "text": good.text}))
    assert run(cli, ["pairs", "check", str(file), "-o", str(out)]) == 0
    told = capfd.readouterr().out
    assert "1 of 2 pairs pass (50%)" in told and "fact: number" in told and read_rows(out) == [good]
    assert run(cli, ["pairs", "check", str(file), "--against", str(test)]) == 1
    assert "in the test" in capfd.readouterr().out
    assert run(cli, ["pairs", "check", str(file), "-o", str(file)]) == 2
    assert "would be lost" in capfd.readouterr().err and read_rows(file) == [good, bad]


def test_show_tells_how_many_there_are(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "p.jsonl"
    write_rows(file, [Row(f"Number {number} it is.", f"It's \x1b[31m{number}.") for number in range(15)])
    assert run(cli, ["pairs", "show", str(file)]) == 0
    out, err = capfd.readouterr()
    assert out.count("[-Number") == 10 and "10 of 15 pairs" in err and "\x1b" not in out
    assert run(cli, ["pairs", "show", str(file), "--number", "16"]) == 2
    assert run(cli, ["pairs", "show", str(file), "--number", "15", "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["shown"][0]["text"] == "It's \x1b[31m14."


@pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal needs POSIX")
def test_on_a_terminal_they_stand_beside_each_other(tmp_path: Path) -> None:
    import fcntl
    import pty
    import struct
    import termios

    file = tmp_path / "p.jsonl"
    draft, text = "It is late now, " * 12, "It's late by now, " * 12 + "x" * 70
    write_rows(file, [Row(draft, text)])
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    clean = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")}
    done = subprocess.run(
        [sys.executable, "-m", "vibejam", "pairs", "show", str(file)], stdin=terminal, stdout=terminal, stderr=terminal, env=clean
    )
    os.close(terminal)
    told = os.read(controller, 65536).decode()
    os.close(controller)
    assert done.returncode == 0 and "\x1b[31m" in told and "\x1b[32m" in told
    lines = re.sub(r"\x1b\[[\d;]*m", "", told).splitlines()
    sides = [line.split(" | ") for line in lines[1:] if line]
    assert all(len(line) <= 80 for line in lines) and all(len(side) == 2 and len(side[0]) == 38 for side in sides)
    words = [" ".join(" ".join(column).split()) for column in zip(*sides, strict=True)]
    bare = [re.sub(r"\[-|-\]|\{\+|\+\}", "", side) for side in words]
    assert bare[0] == draft.strip() and bare[1].replace(" ", "") == text.replace(" ", "")


def test_pairs_alone_says_what_there_is(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(cli, ["pairs"]) == 0
    told = capfd.readouterr().out
    assert told.startswith("Example") and all(name in told for name in ("build", "check", "show"))
    assert run(cli, ["pairs", "chek"]) == 2
    assert "did you mean check?" in capfd.readouterr().err


def test_settings_of_a_command_of_a_command_have_a_table(tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    file = tmp_path / "p.jsonl"
    write_rows(file, [Row(f"Number {number} it is.", f"It's {number}.") for number in range(3)])
    (own_home / "config.toml").write_text("[pairs.show]\nnumber = 2\n")
    assert run(cli, ["pairs", "show", str(file), "--json"]) == 0
    assert [pair["number"] for pair in json.loads(capfd.readouterr().out)["shown"]] == [2]
    monkeypatch.setenv("VIBEJAM_PAIRS_SHOW_NUMBER", "3")
    assert run(cli, ["pairs", "show", str(file), "--json"]) == 0
    assert [pair["number"] for pair in json.loads(capfd.readouterr().out)["shown"]] == [3]
    for table, words in (("[pairs.shwo]", "did you mean show?"), ("[pairs.show]\nnumbr = 1", "did you mean number?"), ("[pairs]\nshow = 1", "[pairs.show]")):  # fmt: skip
        (own_home / "config.toml").write_text(table + "\n")
        assert run(cli, ["pairs", "show", str(file)]) == 2
        assert words in capfd.readouterr().err
