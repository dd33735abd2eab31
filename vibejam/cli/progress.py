"""What a person sees while a model learns: one live line on a terminal, plain lines in a pipe or a log, all on stderr."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from vibejam.cli.common import note
from vibejam.distributed import is_first_process

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from vibejam.corpus import Progress
    from vibejam.train import TrainEvent

_READING_SECONDS = 2.0
_PLAIN_SECONDS = 10.0  # between two lines where there is no terminal to update


class TrainingView:
    """A context manager to pass as `on_event`."""

    def __init__(self) -> None:
        self._progress: Bar | None = None
        self._task: TaskID | None = None
        self._last_line = 0.0
        self._val_loss = ""

    def __enter__(self) -> Self:
        if sys.stderr.isatty() and is_first_process():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn

            self._progress = Progress(
                BarColumn(20), TextColumn("{task.description}"), console=Console(stderr=True), transient=True
            )
            self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if self._progress:
            self._progress.stop()

    def __call__(self, event: TrainEvent) -> None:
        if event.kind == "note":
            self._say(event.message)
        elif event.kind == "eval":
            self._val_loss = f"  val {event.val_loss:.3f}"
            above = event.val_loss - event.counted_loss
            floor = f"  {abs(above):.3f} {'above' if above > 0 else 'below'} counting"
            best = "  best so far, saved" if event.is_best else ""
            self._say(f"step {event.step}  train {event.train_loss:.3f}{self._val_loss}{floor}{best}")
        else:
            self._show_step(event)

    def _show_step(self, event: TrainEvent) -> None:
        line = (
            f"step {event.step}  loss {event.loss:.3f}{self._val_loss}  "
            f"{event.tokens_per_second:,.0f} tokens/s  {clock(event.seconds_left)} left"
        )
        if self._progress:
            if self._task is None:
                self._task = self._progress.add_task("", total=1.0)
            self._progress.update(self._task, completed=event.share_done, description=line)
        elif time.monotonic() - self._last_line > _PLAIN_SECONDS:
            self._last_line = time.monotonic()
            note(line)

    def _say(self, message: str) -> None:
        if self._progress:
            self._progress.console.print(message, style="dim", highlight=False, markup=False)
        else:
            note(message)


class ReadingView:
    """Pass as `on_progress`: says every few seconds how far the reading has come, and how long it will take."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._start: tuple[str, int, float] = ("", 0, self._last)  # what is being done, from how many bytes on, since when

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        doing, first, since = self._start
        if doing != progress.doing:  # what an earlier run had done takes no time now
            self._start = (progress.doing, progress.done, now)
        elif now - self._last > _READING_SECONDS and progress.done > first:
            self._last = now
            left = (now - since) / (progress.done - first) * (progress.total - progress.done)
            note(f"{progress.doing}: {progress.done / 1e6:,.0f} of {progress.total / 1e6:,.0f} MB, {clock(left)} left")


def clock(seconds: float) -> str:
    """`clock(75)` -> "1:15"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
