"""A GGUF file -> a folder as Hugging Face's transformers keeps a model, with one tensor in memory at a time.

Tests: tests/pretrained/test_pull.py.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from vibejam import paths
from vibejam.errors import DataError
from vibejam.pretrained.gguf import LazyTensor, read_gguf
from vibejam.pretrained.gguf_llama import LlamaFiles, from_gguf


def gguf_to_folder(path: Path | str, folder: Path) -> None:
    """Write config.json, model.safetensors, tokenizer.json and tokenizer_config.json into `folder`.

    Raises DataError where the file is damaged or holds a model of a family that cannot be converted.
    """
    gguf = read_gguf(path)
    try:
        files = from_gguf(gguf)
        write_safetensors(folder / "model.safetensors", files.tensors)
        settings = _tokenizer_config(files)
    except DataError as error:
        raise DataError(f"{path} cannot be converted: {error.message}", error.hint) from error
    for name, content in (("config", files.config), ("tokenizer", files.tokenizer), ("tokenizer_config", settings)):
        paths.write_text(folder / f"{name}.json", json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def _tokenizer_config(files: LlamaFiles) -> dict[str, Any]:
    """The tokens of the beginning, the end and the padding by their text, and the chat template."""
    tokens = {number: token for token, number in files.tokenizer["model"]["vocab"].items()}
    ids = {which: files.config[f"{which}_token_id"] for which in ("bos", "eos", "pad")}
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": files.config["max_position_embeddings"],
        "clean_up_tokenization_spaces": False,
        **{f"{which}_token": tokens[number] for which, number in ids.items() if number is not None},
        **({"chat_template": files.chat_template} if files.chat_template is not None else {}),
    }


def write_safetensors(path: Path, tensors: Mapping[str, LazyTensor]) -> None:
    """Publish tensors in the format of safetensors: F16 as it is, all others as F32, so that no number changes.

    The library writes only what is in memory all together. Raises DataError for weights that are not numbers.
    """
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, tensor in tensors.items():
        start, end = end, end + math.prod(tensor.shape) * _stored(tensor).itemsize
        dtype = "F16" if tensor.kind == "F16" else "F32"
        header[name] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": [start, end]}
    data = json.dumps(header, separators=(",", ":")).encode()
    data += b" " * (-len(data) % 8)
    with paths.publish(path) as (file,):
        file.write(struct.pack("<Q", len(data)) + data)
        for name, tensor in tensors.items():
            numbers = tensor.read()
            if not np.isfinite(numbers).all():
                raise DataError(f"the tensor {name} holds weights that are not numbers")
            file.write(np.ascontiguousarray(numbers, dtype=_stored(tensor)).data)


def _stored(tensor: LazyTensor) -> np.dtype[Any]:
    return np.dtype("<f2" if tensor.kind == "F16" else "<f4")
