"""Files of named tensors with one JSON object beside them: what checkpoints, states of runs, adapters and bases are kept in.

A safetensors file is a JSON header and raw numbers: nothing in it can execute. Everything but the tensors is one JSON
object under the header's key "vibejam", with a format version and the kind of file it is. Published by one atomic rename.
The format is described in docs/file-formats.md. Tests: tests/test_checkpoint.py.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as to_safetensors

from vibejam import paths
from vibejam.errors import DAMAGED, DataError, MissingError

FORMAT = 1
RESTORE = "restore it from a copy, or train again: vibejam train CORPUS -o CKPT"
_KEY = "vibejam"


def is_one(path: Path | str) -> bool:
    """Whether the file at `path` is one that `write_tensors` wrote."""
    try:
        with safe_open(path, framework="pt") as file:
            return _KEY in (file.metadata() or {})
    except (SafetensorError, OSError):
        return False


def write_tensors(path: Path | str, tensors: dict[str, torch.Tensor], meta: dict[str, Any]) -> None:
    """Publish named tensors with a JSON object beside them."""
    header = {_KEY: json.dumps({"format": FORMAT, **meta}, ensure_ascii=False, sort_keys=True)}
    on_cpu = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    paths.write_bytes(path, to_safetensors(on_cpu, header))


def read_tensors(path: Path | str, kind: str) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    """The tensors and the JSON object of a file that `write_tensors` wrote."""
    path = Path(path)
    if not path.exists():
        hint = f"train one: vibejam train CORPUS -o {path}" if kind == "model" else None
        raise MissingError(f"no checkpoint at {path}", hint)
    if path.is_dir():
        raise DataError(f"{path} is a folder, not a checkpoint", "name the file inside it")
    try:
        with safe_open(path, framework="pt") as file:
            meta = _read_meta(path, file.metadata(), kind)
            return {name: file.get_tensor(name) for name in file.keys()}, meta  # noqa: SIM118 (not a dictionary)
    except SafetensorError as error:
        raise DataError(_why_unreadable(path, error), RESTORE) from error
    except OSError as error:
        raise MissingError(f"cannot read {path}: {error.strerror or error}", "check its permissions") from error


def _read_meta(path: Path, header: dict[str, str] | None, kind: str) -> dict[str, Any]:
    if not header or _KEY not in header:
        raise DataError(f"{path} is a safetensors file, but not one of vibejam's", RESTORE)
    try:
        meta = json.loads(header[_KEY])
        version, found = int(meta["format"]), meta["kind"]
    except DAMAGED as error:
        raise DataError(f"the header of {path} is damaged", RESTORE) from error
    if version > FORMAT:
        message = f"{path} was written by a newer vibejam (format {version}; this one reads up to {FORMAT})"
        raise DataError(message, "upgrade: pip install -U vibejam")
    if found != kind:
        wanted = "a model" if kind == "model" else "the state of a training run"
        raise DataError(f"{path} holds a {found}, not {wanted}", "name the checkpoint itself, without .resume")
    return meta


def _why_unreadable(path: Path, error: SafetensorError) -> str:
    with open(path, "rb") as file:
        start = file.read(8)
    if not start:
        return f"{path} is empty"
    if start.startswith((b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")):
        return f"{path} is a zip archive or a pickle, not a vibejam checkpoint (and a pickle could run code: none is opened)"
    return f"{path} is truncated or not a checkpoint ({error})"
