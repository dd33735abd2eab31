"""Sending a model out, for the programs that people run models with.

    hf            a folder for transformers, with a model card
    peft          the adapter alone, for PEFT and vLLM
    gguf          one file for llama.cpp, with a Modelfile for Ollama beside it
    safetensors   one file of weights under transformers' names

A model with an adapter goes out merged, but as peft. Tests: tests/pretrained/test_export.py.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from safetensors import safe_open

from vibejam import paths
from vibejam.arch import BaseLM
from vibejam.errors import ConfigError, DataError
from vibejam.lora import AdaptedLM
from vibejam.pretrained.gguf import LazyTensor, write_gguf
from vibejam.pretrained.gguf_llama import LlamaFiles, to_gguf
from vibejam.pretrained.hf import CARD, CONFIG, TOKENIZER, TOKENIZER_CONFIG, WEIGHTS, save_hf
from vibejam.pretrained.peft import save_peft
from vibejam.tokenizer import DOC_END, PretrainedTokenizer, Tokenizer

FORMATS = ("hf", "peft", "gguf", "safetensors")


def export(model: BaseLM, tokenizer: Tokenizer, to: str, path: Path | str, about: dict[str, int | float | str]) -> list[Path]:
    """Write a model in one of FORMATS, and return what was written. `about`: what the card tells, in numbers, never in text.

    Raises ConfigError for a model that the format cannot hold, with the reason.
    """
    path = Path(path)
    if to == "peft":
        if not isinstance(model, AdaptedLM):
            raise ConfigError("the model has no adapter: all its weights were learnt", "--to hf")
        save_peft(path, model)
        return [path]
    merged = model.merged() if isinstance(model, AdaptedLM) else model
    if to == "hf":
        save_hf(path, merged, tokenizer)
        paths.write_text(path / CARD, _card(merged, about))
        return [path]
    if path.is_dir():
        raise ConfigError(f"{path} is a folder", f"name a file: -o {path / f'model.{to}'}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "model")
        save_hf(folder, merged, tokenizer)
        if to == "safetensors":
            paths.write_bytes(path, (folder / WEIGHTS).read_bytes())
            return [path]
        _write_gguf(path, folder)
    modelfile = path.with_name(f"{path.name}.Modelfile")
    end = tokenizer.end if isinstance(tokenizer, PretrainedTokenizer) else DOC_END
    context = merged.context_size or 2048
    paths.write_text(modelfile, f'FROM ./{path.name}\nPARAMETER num_ctx {context}\nPARAMETER stop "{end}"\n')
    return [path, modelfile]


def _write_gguf(path: Path, folder: Path) -> None:
    config, tokenizer, about = (json.loads((folder / name).read_text("utf-8")) for name in (CONFIG, TOKENIZER, TOKENIZER_CONFIG))
    with safe_open(folder / WEIGHTS, framework="np") as file:
        tensors = {name: LazyTensor.of(file.get_tensor(name)) for name in file.keys()}  # noqa: SIM118 (not a dictionary)
        try:
            files = LlamaFiles(config, tensors, tokenizer, about.get("chat_template"))
            write_gguf(path, *to_gguf(files, "F16", name=path.stem))
        except DataError as error:
            raise ConfigError(f"the model has no form in GGUF: {error.message}", "--to hf") from error


def _card(model: BaseLM, about: dict[str, int | float | str]) -> str:
    """What a stranger should know of it. It quotes nothing that was learnt from."""
    rows = {
        "architecture": model.config.arch,
        "parameters": f"{model.num_parameters():,}",
        "context": model.context_size,
        **about,
    }
    shown = {key: f"{value:.3f}" if isinstance(value, float) else value for key, value in rows.items()}
    table = "\n".join(f"| {key} | {value} |" for key, value in shown.items())
    return (
        "# A language model of one person's writing, made with vibejam\n\n"
        f"| | |\n|---|---|\n{table}\n\n"
        "It was learnt from one person's own writing and imitates its manner. It knows no facts, and it can repeat what it has "
        "read: treat it like the writing it was made from, and pass it on only with that person's consent. Not to be used to "
        "pass as somebody else.\n"
    )
