"""The state of a training run, saved as CHECKPOINT.resume, and the proof that it is the same run that goes on.

Weights, optimizer and Progress are all there is to save: batches and dropout are functions of seed and step.
Tests: tests/test_train.py, tests/test_kill.py.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from vibejam.arch import BaseLM
from vibejam.checkpoint import resume_path
from vibejam.config import DataConfig, ModelConfig, TrainConfig
from vibejam.errors import DAMAGED, ConfigError, DataError, VibejamError
from vibejam.optim import Optimizer
from vibejam.tensorfile import read_tensors, write_tensors
from vibejam.tokenizer import Tokenizer, load_tokenizer

_ANYWHERE = ("resume", "device", "dtype", "shard")  # settings that may change between the parts of one run
_START_OVER = "use the settings and the corpus it began with, or leave --resume out to start over"


@dataclass
class Progress:
    """How far a run has come."""

    step: int = 0  # optimizer steps done
    seconds: float = 0.0  # of all parts of the run
    cpu_seconds: dict[str, float] = field(default_factory=dict)  # of the process, by what they were spent on
    best_loss: float | None = None  # on the validation split; None before the first evaluation
    best_step: int = 0
    evaluations_since_best: int = 0
    threads: int = 1  # another number would round sums differently
    processes: int = 1  # that learn together; another number may go on, and rounds differently too
    last_evaluation: float = 0.0  # the share of the run that lay behind at the time
    history: list[dict[str, float]] = field(default_factory=list)  # one entry per evaluation


@dataclass(frozen=True)
class Identity:
    """What makes a run this run: two of the same identity go through the same weights."""

    model_config: ModelConfig
    train_config: TrainConfig
    data_config: DataConfig
    corpus: str  # the fingerprint of the text
    tokenizer: dict[str, Any] | None = None  # where it was learnt; the characters follow from the corpus

    def to_dict(self) -> dict[str, Any]:
        configs = {name: getattr(self, name).to_dict() for name in ("model_config", "train_config", "data_config")}
        return configs | {"corpus": self.corpus} | ({"tokenizer": self.tokenizer} if self.tokenizer else {})

    @property
    def run_id(self) -> str:
        """A digest of it, which the checkpoint and the state of one run share."""
        identity = self.to_dict()
        identity["train_config"] = {k: v for k, v in identity["train_config"].items() if k not in _ANYWHERE}
        return hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()[:16]

    def differences(self, saved: dict[str, Any]) -> list[str]:
        """The settings that are not those of a saved run, in words."""
        return [
            f"{name} was {saved[part].get(name)}, is {value}"
            for part, now in self.to_dict().items()
            if part.endswith("_config")
            for name, value in now.items()
            if name not in _ANYWHERE
            and saved[part].get(name) != value
            and not (part == "data_config" and name in ("block_size", "batch_size"))  # said already
        ]


def save_run(ckpt_path: Path, model: BaseLM, optimizer: Optimizer, identity: Identity, progress: Progress) -> None:
    """Publish the state of a run beside its checkpoint (and after it, so that it is never ahead of it)."""
    tensors = {f"model.{name}": tensor for name, tensor in model.state_dict().items()}
    tensors |= {f"optimizer.{name}": tensor for name, tensor in optimizer.state.items()}
    meta = {"kind": "resume", "run_id": identity.run_id, "progress": asdict(progress), **identity.to_dict()}
    write_tensors(resume_path(ckpt_path), tensors, meta)


def restore_run(ckpt_path: Path, model: BaseLM, optimizer: Optimizer, identity: Identity) -> Progress:
    """Put a saved state into `model` and `optimizer`. Raises an error when it is not of the same run."""
    tensors, meta = read_tensors(resume_path(ckpt_path), "resume")
    try:
        _check_same_run(ckpt_path, meta, identity)
        _check_tensors(tensors, model, optimizer)
        model.load_state_dict({n.removeprefix("model."): t for n, t in tensors.items() if n.startswith("model.")})
        for name, tensor in optimizer.state.items():
            tensor.copy_(tensors[f"optimizer.{name}"])
        return Progress(**meta["progress"])
    except VibejamError:
        raise
    except DAMAGED as error:
        raise DataError(f"{resume_path(ckpt_path)} is damaged: {error}", "leave --resume out to start over") from error


def _check_tensors(tensors: dict[str, torch.Tensor], model: BaseLM, optimizer: Optimizer) -> None:
    """A tensor too few, too many or of another shape would be met, or read past its end, only in the next step."""
    expected = {f"model.{name}": tensor.shape for name, tensor in model.state_dict().items()}
    expected |= {f"optimizer.{name}": tensor.shape for name, tensor in optimizer.state.items()}
    for name in expected.keys() | tensors.keys():
        found = tensors[name].shape if name in tensors else None
        if found != expected.get(name) or tensors[name].dtype != torch.float32:
            raise ValueError(f"tensor {name}")


def _check_same_run(ckpt_path: Path, meta: dict[str, Any], identity: Identity) -> None:
    if meta["corpus"] != identity.corpus:
        raise DataError(f"the corpus is not the one that the run saved at {ckpt_path} began with", _START_OVER)
    if changed := identity.differences(meta):
        raise ConfigError(f"the run saved at {ckpt_path} had other settings: {'; '.join(changed)}", _START_OVER)
    if meta["progress"]["best_loss"] is None:
        return  # it has not published a checkpoint yet; one that lies there is what it will replace
    if not ckpt_path.exists():
        raise DataError(f"{ckpt_path} is gone, and with it the best weights of the run", _START_OVER)
    if read_tensors(ckpt_path, "model")[1]["about"].get("run_id") != meta["run_id"]:
        raise DataError(f"{ckpt_path} and {resume_path(ckpt_path)} are of different runs", _START_OVER)


def check_nothing_to_lose(ckpt_path: Path, identity: Identity) -> None:
    """Resuming where no state is saved begins anew; that must not replace the checkpoint of another run."""
    if ckpt_path.exists() and read_tensors(ckpt_path, "model")[1]["about"].get("run_id") != identity.run_id:
        message = f"{ckpt_path} is of another run, and the state to go on from is not there"
        raise DataError(message, "leave --resume out to replace it, or choose another place")


def saved_configs(ckpt_path: Path | str) -> tuple[ModelConfig, TrainConfig, DataConfig]:
    """The settings of the run whose state is saved beside `ckpt_path`: what --resume goes on with."""
    meta = _saved_meta(ckpt_path)
    with _damage(ckpt_path):
        configs = meta["model_config"], meta["train_config"], meta["data_config"]
        return ModelConfig.from_dict(configs[0]), TrainConfig.from_dict(configs[1]), DataConfig.from_dict(configs[2])


def saved_tokenizer(ckpt_path: Path | str) -> Tokenizer | None:
    """The tokenizer that the run saved beside `ckpt_path` learnt; None where it follows from the corpus, or nothing is saved."""
    if not resume_path(ckpt_path).exists():
        return None
    meta = _saved_meta(ckpt_path)
    with _damage(ckpt_path):
        return load_tokenizer(meta["tokenizer"]) if "tokenizer" in meta else None


def _saved_meta(ckpt_path: Path | str) -> dict[str, Any]:
    return read_tensors(resume_path(ckpt_path), "resume")[1]


@contextlib.contextmanager
def _damage(ckpt_path: Path | str) -> Iterator[None]:
    try:
        yield
    except DAMAGED as error:
        raise DataError(f"{resume_path(ckpt_path)} is damaged: {error}", "leave --resume out to start over") from error
