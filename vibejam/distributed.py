"""Several processes that learn one model together, as torchrun starts them; a process by itself pays nothing for it.

    torchrun --nproc_per_node=2 -m scripts.train_lm --text-path CORPUS --ckpt-path CKPT

Every process holds the whole model, takes its part of each batch, and averages its gradients with the others', so that N
of them make the steps of one, to rounding. Whatever depends on a clock or a signal is decided once for all: processes that
disagree about the next step would wait for each other for ever. The gradients travel as one flat tensor after the backward
pass, not through DistributedDataParallel: on CPUs there is no spare core to overlap the two with, it cost no more per step,
and the model stays what `model(ids)` and the optimizer know. torch.distributed is imported only where there are others.
Tests: tests/test_distributed.py.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import signal
import threading
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from vibejam.errors import ConfigError, VibejamError

if TYPE_CHECKING:
    import torch

    from vibejam.data import Batch
    from vibejam.device import Chosen

T = TypeVar("T")
_FAILED = "vibejam/first-to-fail"  # the key of the job's store that holds a rank
_STORE_SECONDS = 5.0  # longest wait for that store by a process that has failed
_runs = itertools.count()  # of this process: the keys of an earlier run in the same store must not be met again


class LostProcess(VibejamError):
    """Another process of the run is gone, so no step can be made any more."""


class World:
    """The processes of a run, as one of them sees them. This class is the world of a process alone: all of it is free."""

    rank = 0
    size = 1
    processes_here = 1  # on this machine

    @property
    def is_first(self) -> bool:
        """Whether this is the one that writes files and reports."""
        return self.rank == 0

    def device(self, chosen: Chosen[torch.device]) -> Chosen[torch.device]:
        """The device of this process, where `chosen` is what a process alone would take."""
        return chosen

    def of_shards(self) -> World:
        """The same processes where they share a model's parameters too."""
        message = "to shard a model takes several processes"
        raise ConfigError(message, "leave --shard out, or: torchrun --nproc_per_node=2 -m vibejam train --arch gpt --shard ...")

    def seed(self, seed: int) -> int:
        """A seed of its own for every process; the first keeps the one given."""
        return seed

    def check_batch(self, batch_size: int, parts: int) -> None:
        """Raises ConfigError when a batch cannot be dealt out evenly, in so many parts each."""

    def part(self, batch: Batch) -> Batch:
        """The windows of a batch that are this process's to learn."""
        return batch

    def share(self, items: Iterable[T]) -> Iterable[T]:
        """The items of a list of work that are this process's to do."""
        return items

    def average(self, loss: torch.Tensor, parameters: Iterable[torch.Tensor]) -> torch.Tensor:
        """Put the mean gradient of all processes into every parameter; returns the mean loss."""
        return loss

    def total(self, *numbers: float) -> list[float]:
        """Each number, summed over the processes. All of them wait here for the last one."""
        return list(numbers)

    def agree(self, seconds: float, stop: bool) -> tuple[float, bool]:
        """What all go by: the clock of the first process, and whether anyone was asked to stop."""
        return seconds, stop

    def wait(self) -> None:
        """Go on when all have come here."""

    def copy_from_first(self, tensors: Iterable[torch.Tensor]) -> None:
        """Make the tensors of every process those of the first."""

    def check_same(self, *facts: object) -> None:
        """Raises ConfigError when another process runs something else."""


ALONE = World()


class _Many(World):
    """One of several processes. Small numbers travel through CPU memory, so that no GPU has to be waited for."""

    def __init__(self) -> None:
        self.rank, self.size = _number("RANK"), _number("WORLD_SIZE")
        self._rank_here, self.processes_here = _number("LOCAL_RANK"), _number("LOCAL_WORLD_SIZE")
        _number("MASTER_PORT")

    def device(self, chosen: Chosen[torch.device]) -> Chosen[torch.device]:
        import torch

        wanted = chosen.value
        if wanted.type == "cpu":
            return chosen
        if str(wanted) != "cuda":  # another kind, or one of several by its number
            raise ConfigError(f"{self.size} processes cannot all compute on {wanted}", "--device cpu, or cuda for one GPU each")
        if self.processes_here > torch.cuda.device_count():
            message = f"{self.processes_here} processes on this machine and {torch.cuda.device_count()} GPUs"
            raise ConfigError(message, f"start one for each: --nproc_per_node={torch.cuda.device_count()}")
        torch.cuda.set_device(self._rank_here)
        return chosen._replace(value=torch.device("cuda", self._rank_here))

    def of_shards(self) -> World:
        return _Shards()

    def seed(self, seed: int) -> int:
        return seed + self.rank * 2_654_435_761  # far apart in the 32 bits that the CPU's generator looks at

    def check_batch(self, batch_size: int, parts: int) -> None:
        if batch_size % (self.size * parts) != 0:
            together, parted = self.size * parts, f", in {parts} parts each" if parts > 1 else ""
            message = f"batch_size ({batch_size}) must be divisible by {together} ({self.size} processes share it{parted})"
            raise ConfigError(message, f"for example --batch-size {max(1, round(batch_size / together)) * together}")

    def part(self, batch: Batch) -> Batch:
        mine = slice(self.rank * len(batch[0]) // self.size, (self.rank + 1) * len(batch[0]) // self.size)
        return tuple(tensor[mine] for tensor in batch)

    def share(self, items: Iterable[T]) -> Iterable[T]:
        return itertools.islice(items, self.rank, None, self.size)

    def average(self, loss: torch.Tensor, parameters: Iterable[torch.Tensor]) -> torch.Tensor:
        import torch

        gradients = [p.grad for p in parameters if p.grad is not None]
        flat = torch.cat([loss.reshape(1), *(gradient.flatten() for gradient in gradients)])
        self._sum(flat)
        mean_loss, *means = (flat / self.size).split([1, *(gradient.numel() for gradient in gradients)])
        for gradient, mean in zip(gradients, means, strict=True):
            gradient.copy_(mean.view_as(gradient))
        return mean_loss[0]

    def total(self, *numbers: float) -> list[float]:
        import torch

        sums = torch.tensor(numbers, dtype=torch.float64)
        self._sum(sums)
        return sums.tolist()

    def agree(self, seconds: float, stop: bool) -> tuple[float, bool]:
        seconds, votes = self.total(seconds if self.is_first else 0.0, stop)
        return seconds, votes > 0

    def wait(self) -> None:
        self.total(0.0)

    def copy_from_first(self, tensors: Iterable[torch.Tensor]) -> None:
        import torch.distributed as dist

        with _peers_may_be_lost():
            for tensor in tensors:
                dist.broadcast(tensor.detach(), src=0)

    def check_same(self, *facts: object) -> None:
        digest = hashlib.sha256(repr(facts).encode()).digest()
        number = int.from_bytes(digest[:4])  # small enough for a float64 to sum exactly
        if self.total(number)[0] != number * self.size:
            message = "the processes of this run have different settings, corpora or saved states"
            raise ConfigError(message, "give all the same command; on several machines, let them share the folders")

    def _sum(self, tensor: torch.Tensor) -> None:
        import torch.distributed as dist

        with _peers_may_be_lost():
            dist.all_reduce(tensor)


class _Shards(_Many):
    """One of several processes that share a model. It cannot compute anything without the others."""

    def share(self, items: Iterable[T]) -> Iterable[T]:
        return items  # all do the same, since none can do a part alone; a mean over all of them is no other

    def average(self, loss: torch.Tensor, parameters: Iterable[torch.Tensor]) -> torch.Tensor:
        return super().average(loss, ())  # the gradients have been averaged on their way to their owners


@contextlib.contextmanager
def join_world() -> Iterator[World]:
    """Meet the other processes that torchrun started, for as long as the block lasts."""
    if not in_company():
        yield ALONE
        return
    world = _Many()
    import torch
    import torch.distributed as dist

    backend = "cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo"
    with _peers_may_be_lost():
        store, rank, size = _meet()
        own_keys = dist.PrefixStore(f"vibejam/run-{next(_runs)}", store)  # type: ignore[attr-defined]
        dist.init_process_group(backend, store=own_keys, rank=rank, world_size=size)
    try:
        yield world
    except BaseException:
        with _deaf():
            speaks_for_all()  # to have the word before the others notice that this process is gone
            dist.destroy_process_group()
        raise
    dist.destroy_process_group()


def in_company() -> bool:
    """Whether this process is one of several that torchrun started."""
    return os.environ.get("WORLD_SIZE", "1") != "1" and "RANK" in os.environ


def is_first_process() -> bool:
    """Whether this process reports: one alone does, and the first of several."""
    return not in_company() or os.environ["RANK"] == "0"


def speaks_for_all() -> bool:
    """Whether this process, which has failed, is to say why: the first of its run to fail does, however often it asks.

    The others fail by the same error or because of it. Who was first is kept in the store through which torchrun's
    processes found each other; where it is out of reach, everybody speaks.
    """
    if not in_company():
        return True
    try:
        store, rank, _ = _meet(timeout=timedelta(seconds=_STORE_SECONDS))
        return bool(store.compare_set(_FAILED, "", str(rank)) == str(rank).encode())
    except (RuntimeError, ValueError, OSError):
        return True


def _meet(**options: Any) -> tuple[Any, int, int]:
    """The job's store, which torchrun keeps; this process's rank, and the number of processes."""
    from torch.distributed.rendezvous import rendezvous

    return next(rendezvous("env://", **options))


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Not to be ended by the SIGTERM that torchrun sends to all when one has failed: this one has an error to report."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread may set handlers
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def _peers_may_be_lost() -> Iterator[None]:
    """gloo and NCCL report a peer that is gone as a RuntimeError."""
    try:
        yield
    except RuntimeError as error:
        message = "another process of this run is gone (killed, or out of memory); what was saved before is whole"
        raise LostProcess(message, "to go on from there: the same again with --resume") from error


def _number(name: str) -> int:
    """A number of torchrun's environment."""
    value = os.environ.get(name, "")
    if not value.isdigit():
        message = f"RANK and WORLD_SIZE are set, and {name} is {value!r}: processes that learn together are started by torchrun"
        raise ConfigError(message, "torchrun --nproc_per_node=2 -m vibejam train CORPUS -o CKPT, or unset RANK")
    return int(value)
