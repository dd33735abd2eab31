"""A person's passages -> a file of drafts and texts, one request to a big LLM for each passage.

The file itself is the memory of what was asked: each answer is on the disk before the next question is sent, and what stands in
it is not asked again. Killed at any moment, a run loses one answer at most. Tests: tests/drafts/test_build.py.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vibejam import paths
from vibejam.drafts.cut import Passage
from vibejam.drafts.kinds import draft_in, question
from vibejam.drafts.row import Row, are_rows, read_rows, write_rows
from vibejam.providers.base import CutOff, Message, Provider, Refused

_MOST_TOKENS = 2048  # of an answer: a draft has less than 200, but some models think before


@dataclass(frozen=True)
class Task:
    """A draft to be asked for."""

    passage: Passage
    kind: str

    @property
    def id(self) -> str:
        return f"{self.passage.digest:016x}-{self.kind}"

    @property
    def messages(self) -> list[Message]:
        return question(self.passage.text, self.kind, self.passage.digest)


@dataclass
class Built:
    """What came of a run."""

    drafts: int = 0
    refused: list[Task] = field(default_factory=list)  # what the model would not reword
    failed: list[Task] = field(default_factory=list)  # what it reworded into nothing, or was cut off at
    tokens_in: int = 0
    tokens_out: int = 0


def tasks_of(passages: Iterable[Passage], kinds: Sequence[str]) -> list[Task]:
    """One task for each passage; its kind depends on its text alone, so that it stays when others come."""
    return [Task(passage, kinds[passage.digest % len(kinds)]) for passage in passages]


def open_tasks(tasks: Iterable[Task], path: Path) -> list[Task]:
    """Those whose drafts the file at `path` does not have. Raises ConfigError where it holds something else than pairs."""
    paths.check_output(path, lambda place: are_rows(place, unfinished=True), "a file of pairs")
    done = {row.id for row in read_rows(path, unfinished=True)} if _has_content(path) else set()
    return [task for task in tasks if task.id not in done]


def build(
    tasks: Iterable[Task], provider: Provider, path: Path, on_progress: Callable[[int, int], None] = lambda done, total: None
) -> Built:
    """Ask for each draft that the file at `path` does not have, and add it there. `on_progress` hears how many of how many
    were asked for.

    A refusal, or an answer that is cut off, costs one draft. Raises ProviderError where the provider does not answer at all:
    what was answered is kept, and the same call goes on.
    """
    waiting = open_tasks(tasks, path)
    if _has_content(path) and not path.read_bytes().endswith(b"\n"):
        write_rows(path, read_rows(path, unfinished=True))  # without the line that a killed run did not finish
    built = Built()
    for number, task in enumerate(waiting, 1):
        try:
            completion = provider.complete(task.messages, _MOST_TOKENS)
            built.tokens_in += completion.tokens_in
            built.tokens_out += completion.tokens_out
            draft = draft_in(completion.whole())
        except Refused:
            built.refused.append(task)
        except CutOff:
            built.failed.append(task)
        else:
            if draft:
                _append(path, Row(draft, task.passage.text, task.id, task.passage.document, task.kind, provider.name))
                built.drafts += 1
            else:
                built.failed.append(task)
        on_progress(number, len(waiting))
    return built


def _has_content(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _append(path: Path, row: Row) -> None:
    """A line at the end of the file, on the disk when this returns; only its owner may read it, as it is private writing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as file:
            file.write(f"{row.to_json()}\n".encode("utf-8", "surrogateescape"))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise paths.storage_error(error, path) from error
