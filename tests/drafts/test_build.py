"""Building pairs: each draft is asked for once, whatever interrupts it, and no answer is lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.providers.server import said, serving
from vibejam.drafts.build import Task, build, open_tasks, tasks_of
from vibejam.drafts.cut import Document, Passage, cut
from vibejam.drafts.row import Row, read_rows
from vibejam.errors import ConfigError, DataError, ProviderError
from vibejam.providers import Completion, Message, Refused, Scripted

KINDS = ["assistant", "formal", "plain", "terse"]


@pytest.fixture
def tasks(voices: Path) -> list[Task]:
    files = sorted((voices / "letters").glob("*.md"))[:12]
    return tasks_of(cut(Document(path.name, path.read_text("utf-8")) for path in files)[:12], KINDS)


def echo(messages: Sequence[Message]) -> str:
    return f"<draft>In short: {messages[-1].content[10:40]}</draft>"


def test_every_passage_gets_a_draft_and_says_where_it_is_from(tasks: list[Task], tmp_path: Path) -> None:
    path, told = tmp_path / "new" / "pairs.jsonl", list[tuple[int, int]]()
    provider = Scripted(echo, "ollama:tiny")
    built = build(tasks, provider, path, lambda *done: told.append(done))
    rows = read_rows(path)
    assert [row.text for row in rows] == [task.passage.text for task in tasks]
    assert all(row.draft.startswith("In short: ") and row.origin == "ollama:tiny" for row in rows)
    assert [(row.id, row.kind, row.document) for row in rows] == [(t.id, t.kind, t.passage.document) for t in tasks]
    assert built.drafts == 12 and built.tokens_in > 12 * 100 and told[-1] == (12, 12)
    assert len({row.kind for row in rows}) >= 3
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0, "private writing is for its owner"


def test_a_second_run_asks_nothing_again_and_a_longer_one_only_what_is_new(tasks: list[Task], tmp_path: Path) -> None:
    path = tmp_path / "p"
    build(tasks[:5], Scripted(echo), path)
    before = path.read_bytes()
    nobody = Scripted([])
    assert build(tasks[:5], nobody, path).drafts == 0 and nobody.asked == []
    more = Scripted(echo)
    assert build(tasks, more, path).drafts == 7 and len(more.asked) == 7
    assert path.read_bytes().startswith(before)


def test_an_error_keeps_what_was_answered(tasks: list[Task], tmp_path: Path) -> None:
    path = tmp_path / "p"
    with pytest.raises(ProviderError, match="gone"):
        build(tasks, Scripted(["one", "two", ProviderError("gone")]), path)
    assert [row.draft for row in read_rows(path)] == ["one", "two"]
    assert build(tasks, Scripted(echo), path).drafts == 10


def test_ctrl_c_keeps_what_was_answered(tasks: list[Task], tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    path = tmp_path / "p"
    with pytest.raises(KeyboardInterrupt):
        build(tasks, Scripted(echo), path, stop)
    assert len(read_rows(path)) == 3 and build(tasks, Scripted(echo), path).drafts == 9


def test_a_refusal_or_half_an_answer_costs_one_draft(tasks: list[Task], tmp_path: Path) -> None:
    path = tmp_path / "p"
    answers = ["one", Refused("no"), Completion("<draft>tw", 5, 5, cut=True), "<draft></draft>", "five"]
    built = build(tasks[:5], Scripted(answers), path)
    assert [row.draft for row in read_rows(path)] == ["one", "five"]
    assert built.refused == [tasks[1]] and built.failed == tasks[2:4] and built.tokens_out >= 5
    assert open_tasks(tasks[:5], path) == tasks[1:4], "they are asked for again"


@pytest.mark.parametrize("torn", [1, 9, 60, -2])
def test_a_line_cut_by_a_crash_is_asked_for_again(torn: int, tasks: list[Task], tmp_path: Path) -> None:
    path = tmp_path / "p"
    build(tasks[:3], Scripted(echo), path)
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2]) + lines[2][:torn])
    again = Scripted(echo)
    assert build(tasks[:3], again, path).drafts == 1 and len(again.asked) == 1
    assert path.read_bytes() == whole


@pytest.mark.parametrize("content", ["Dear Win, it rains.", '{"draft": "a", "text": "b"}\nDear Win'])
def test_somebody_elses_file_is_left_alone(content: str, tasks: list[Task], tmp_path: Path) -> None:
    path, provider = tmp_path / "p", Scripted(echo)
    path.write_text(content)
    with pytest.raises((ConfigError, DataError)):
        build(tasks, provider, path)
    assert path.read_text() == content and provider.asked == []


def test_pairs_of_ones_own_in_the_file_stay(tasks: list[Task], tmp_path: Path) -> None:
    path = tmp_path / "p"
    path.write_text(Row("before", "after").to_json())  # and no line break
    build(tasks[:2], Scripted(echo), path)
    assert [row.text for row in read_rows(path)] == ["after", *(task.passage.text for task in tasks[:2])]


def test_a_kind_stays_when_other_passages_come() -> None:
    passages = [Passage("a", f"Passage number {number}.") for number in range(200)]
    kinds = {task.passage: task.kind for task in tasks_of(passages, KINDS)}
    assert all(kinds[task.passage] == task.kind for task in tasks_of(passages[50:], KINDS))
    assert all(30 < list(kinds.values()).count(kind) < 70 for kind in KINDS)


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")
def test_killed_again_and_again_it_asks_for_each_draft_once_and_at_most_one_more_per_kill(voices: Path, tmp_path: Path) -> None:
    """The whole command against a real server, ended by kill -9 while an answer is on its way or being written."""

    def answer(body: dict[str, Any]) -> Any:
        time.sleep(0.02)
        return said(echo([Message(**message) for message in body["messages"]]))

    path, wanted, kills = tmp_path / "pairs.jsonl", 8, 0
    (tmp_path / "letters").mkdir()
    for file in sorted((voices / "letters").glob("*.md"))[:8]:
        shutil.copy(file, tmp_path / "letters")
    with serving(answer) as server:
        command = [sys.executable, "-m", "vibejam", "pairs", "build", str(tmp_path / "letters"), "-o", str(path)]
        command += ["--provider", server.ref, "--limit", str(wanted)]
        for until in (2, 5):
            with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
                while process.poll() is None and len(server.asked) < until + kills:
                    time.sleep(0.002)
                process.send_signal(signal.SIGKILL)
                kills += process.wait() == -signal.SIGKILL
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        passages = [body["messages"][-1]["content"] for _, _, body in server.asked]
    rows = read_rows(path)
    assert kills == 2 and len(rows) == wanted == len({row.id for row in rows})
    assert len(set(passages)) == wanted and len(passages) <= wanted + kills
