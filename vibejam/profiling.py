"""Where the time of a training run goes: a table to read, CKPT.profile.txt, and a trace to look at, CKPT.trace.json.

The table says how the run divides into drawing batches, forward, backward, optimizer, evaluating and saving, by the clock,
and which operations cost most in a few steps after the first ones, as torch.profiler recorded them; the trace is of those
steps and opens in ui.perfetto.dev or chrome://tracing. A run that is not profiled pays nothing, and one that is makes the
same steps, a little slower. Tests: tests/test_profiling.py.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch

from vibejam import paths

_WARM_UP = 10  # steps before the recording: the first ones allocate memory and choose kernels
_RECORDED = 20  # steps
_SHORT = 0.25  # a run too short for that warms up for this share of it
_OPERATIONS = 25  # shown
_TITLE = "vibejam profile"
_NOTHING = contextlib.nullcontext()


class Profile:
    """The profile of a run of which nobody wants one: all of it is free."""

    table_path: Path | None = None  # where they are, once they are written
    trace_path: Path | None = None

    def before_step(self, step: int, last_step: int, share_done: float) -> None:
        """Step `step` of `last_step` (the first is 0) is about to be made, and so much of the run's time or steps is over."""

    def after_steps(self) -> None:
        """No step comes any more, though perhaps a last evaluation."""

    def region(self, name: str) -> contextlib.AbstractContextManager[None]:
        """A block whose time is to be counted under that name."""
        return _NOTHING


OFF = Profile()


@contextlib.contextmanager
def profile_run(ckpt_path: Path | None, tell: Callable[[str], None]) -> Iterator[Profile]:
    """Profile what happens in the block, and write the files beside the checkpoint at its end; None: do not.

    A run that is stopped, or fails, leaves the profile of the steps that it made.
    """
    if ckpt_path is None:
        yield OFF
        return
    profile = _Recording()
    try:
        yield profile
    finally:
        tell(profile.write(ckpt_path))


def check_places(ckpt_path: Path | str) -> None:
    """Refuse, before any work is done, a profile that could not be written or would replace something else."""
    table_path, trace_path = _paths(ckpt_path)
    paths.check_output(table_path, lambda path: _starts_with(path, _TITLE), "a profile of vibejam's")
    paths.check_output(trace_path, lambda path: '"schemaVersion"' in _start(path), "a trace of torch.profiler's")


def _paths(ckpt_path: Path | str) -> tuple[Path, Path]:
    return Path(f"{ckpt_path}.profile.txt"), Path(f"{ckpt_path}.trace.json")


def _start(path: Path) -> str:
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read(1000)


def _starts_with(path: Path, text: str) -> bool:
    return _start(path).startswith(text)


@dataclass
class _Spent:
    """On one kind of work, so far."""

    times: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0  # of all threads

    def add(self, seconds: float, cpu_seconds: float) -> None:
        self.times, self.seconds, self.cpu_seconds = self.times + 1, self.seconds + seconds, self.cpu_seconds + cpu_seconds


class _Recording(Profile):
    """A profile in the making."""

    def __init__(self) -> None:
        self._spent: dict[str, _Spent] = {}
        self._steps: list[int] = []  # that were made
        self._recorded: list[int] = []  # those among them of which each operation was recorded
        self._share_before = 0.0
        self._began = self._cpu_began = 0.0
        self._recorder: torch.profiler.profile | None = None
        self._is_recording = False

    def before_step(self, step: int, last_step: int, share_done: float) -> None:
        if not self._steps:
            self._began, self._cpu_began, self._share_before = time.perf_counter(), time.process_time(), share_done
        if self._recorder is None and self._is_warm(step, last_step, share_done):
            with self.region("recorder"):
                self._record()
        if len(self._recorded) == _RECORDED:
            self.after_steps()
        self._steps.append(step)
        if self._is_recording:
            self._recorded.append(step)

    def _record(self) -> None:
        """Begin to record every operation; the first time in a process this takes a second or two."""
        activities = [torch.profiler.ProfilerActivity.CPU]
        if torch.cuda.is_initialized():
            activities.append(torch.profiler.ProfilerActivity.CUDA)
        os.environ.setdefault("KINETO_LOG_LEVEL", "6")  # else it prints lines of its own into the progress
        self._recorder = torch.profiler.profile(activities=activities)
        self._recorder.start()
        self._is_recording = True

    def _is_warm(self, step: int, last_step: int, share_done: float) -> bool:
        """A run may be limited by steps and by time; whichever is shorter shortens the warm-up."""
        steps = last_step - self._steps[0] if self._steps else last_step - step
        share = (share_done - self._share_before) / (1 - self._share_before)
        return len(self._steps) >= min(_WARM_UP, int(steps * _SHORT)) or share >= _SHORT

    def after_steps(self) -> None:
        if self._recorder and self._is_recording:
            self._recorder.stop()
            self._is_recording = False

    @contextlib.contextmanager
    def region(self, name: str) -> Iterator[None]:
        began, cpu_began = time.perf_counter(), time.process_time()
        with torch.profiler.record_function(name):
            yield
            if torch.cuda.is_initialized():
                torch.cuda.synchronize()  # a GPU works on behind the program's back; here is where its time belongs
        self._spent.setdefault(name, _Spent()).add(time.perf_counter() - began, time.process_time() - cpu_began)

    # -- writing -------------------------------------------------------------------------------------------------------

    def write(self, ckpt_path: Path) -> str:
        """Publish the table and the trace; returns what to tell about it."""
        self.after_steps()
        table_path, trace_path = _paths(ckpt_path)
        if not self._steps:
            return "no step was made, so there is no profile"
        if self._recorder is None:
            paths.write_text(table_path, self._table())
            self.table_path = table_path
            return f"profile: {table_path}; the run was over before a step was recorded, so there is no trace"
        with tempfile.TemporaryDirectory() as folder, paths.publish(table_path, trace_path) as (table, trace):
            table.write(self._table().encode())
            exported = Path(folder, "trace.json")  # the recorder wants a name to write to
            self._recorder.export_chrome_trace(str(exported))
            with open(exported, "rb") as whole:
                shutil.copyfileobj(whole, trace)
        self.table_path, self.trace_path = table_path, trace_path
        return f"profile: {table_path}; trace: {trace_path} (open it in ui.perfetto.dev or chrome://tracing)"

    def _table(self) -> str:
        recorded = f"steps {self._recorded[0] + 1} to {self._recorded[-1] + 1}" if self._recorded else "none"
        lines = [
            f"{_TITLE}: {len(self._steps)} steps, of which {recorded} were recorded; torch {torch.__version__}",
            "",
            "Where the time went, in the whole run. CPU time is that of all threads; recorded steps are slower.",
            *self._regions(),
        ]
        if self._recorder:
            about = f"The costliest operations of {recorded}, by the time spent in each itself, not in what it calls."
            lines += ["", about, *_operations(self._recorder)]
        return "\n".join([*lines, ""])

    def _regions(self) -> list[str]:
        whole = _Spent(len(self._steps), time.perf_counter() - self._began, time.process_time() - self._cpu_began)
        named = self._spent.values()
        rest = _Spent(0, whole.seconds - sum(s.seconds for s in named), whole.cpu_seconds - sum(s.cpu_seconds for s in named))
        lines = [f"{'':12} {'times':>8} {'seconds':>9} {'share':>6} {'ms each':>9} {'CPU s':>9}"]
        for name, spent in [*self._spent.items(), ("the rest", rest), ("all", whole)]:
            each = f"{1000 * spent.seconds / spent.times:9.3f}" if spent.times else f"{'':9}"
            times = f"{spent.times:8}" if spent.times else f"{'':8}"
            share = spent.seconds / whole.seconds
            lines.append(f"{name:12} {times} {spent.seconds:9.3f} {share:6.1%} {each} {spent.cpu_seconds:9.3f}")
        return lines


def _operations(recorder: torch.profiler.profile) -> list[str]:
    """One line for each of the costliest operations: on the GPU first, where there is one."""
    operations = recorder.key_averages()
    on_gpu = any(o.self_device_time_total > 0 for o in operations)
    operations = sorted(operations, key=lambda o: (o.self_device_time_total, o.self_cpu_time_total), reverse=True)
    cpu, gpu = (sum(getattr(o, f"self_{kind}_time_total") for o in operations) or 1 for kind in ("cpu", "device"))
    lines = [f"{'CPU ms':>10} {'share':>6}" + (f" {'GPU ms':>10} {'share':>6}" if on_gpu else "") + f" {'calls':>8}  operation"]
    for o in operations[:_OPERATIONS]:
        line = f"{o.self_cpu_time_total / 1000:10.3f} {o.self_cpu_time_total / cpu:6.1%}"
        if on_gpu:
            line += f" {o.self_device_time_total / 1000:10.3f} {o.self_device_time_total / gpu:6.1%}"
        lines.append(f"{line} {o.count:8}  {o.key[:80]}")
    return lines
