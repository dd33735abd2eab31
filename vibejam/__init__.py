"""vibejam: a small language model that learns from one person's own writing and puts any text into that voice.

`from vibejam import train_lm, StyleEngine, ...` works for every name below; `import vibejam` alone loads no torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_EXPORTS = {
    "TrainingInterrupted": "errors", "VibejamError": "errors",
    "ModelConfig": "config", "TrainConfig": "config", "DataConfig": "config", "PRESETS": "config",
    "BPETokenizer": "tokenizer", "CharTokenizer": "tokenizer", "DOC_END": "tokenizer",
    "Document": "ingest", "read_documents": "ingest", "prepare_corpus": "corpus",
    "CharDataset": "data", "open_corpus": "data", "TokenDataset": "data", "BaseLM": "arch", "build_model": "arch", "GPTModel": "model",
    "CountedLM": "ngram", "MixedLM": "ngram",
    "load_checkpoint": "checkpoint", "save_checkpoint": "checkpoint",
    "train_lm": "train", "estimate_loss": "train", "mean_loss": "loss", "TrainResult": "train", "TrainEvent": "train",
    "generate_text": "sample", "generate_candidates": "sample", "generate_tokens": "sample",
    "Voice": "voice", "rewrite_text": "rewrite", "StyleEngine": "engine", "learn_voice": "learn",
}  # fmt: skip

__all__ = ["__version__", *_EXPORTS]

if TYPE_CHECKING:  # what editors and type checkers see
    from vibejam.arch import BaseLM, build_model
    from vibejam.checkpoint import load_checkpoint, save_checkpoint
    from vibejam.config import PRESETS, DataConfig, ModelConfig, TrainConfig
    from vibejam.corpus import prepare_corpus
    from vibejam.data import CharDataset, TokenDataset, open_corpus
    from vibejam.engine import StyleEngine
    from vibejam.errors import TrainingInterrupted, VibejamError
    from vibejam.ingest import Document, read_documents
    from vibejam.learn import learn_voice
    from vibejam.loss import mean_loss
    from vibejam.model import GPTModel
    from vibejam.ngram import CountedLM, MixedLM
    from vibejam.rewrite import rewrite_text
    from vibejam.sample import generate_candidates, generate_text, generate_tokens
    from vibejam.tokenizer import DOC_END, BPETokenizer, CharTokenizer
    from vibejam.train import TrainEvent, TrainResult, estimate_loss, train_lm
    from vibejam.voice import Voice


def __getattr__(name: str) -> Any:
    if name not in _EXPORTS:
        raise AttributeError(f"module 'vibejam' has no attribute {name!r}")
    return getattr(importlib.import_module(f"vibejam.{_EXPORTS[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_EXPORTS])
