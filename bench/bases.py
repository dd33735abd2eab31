"""What a base is worth to one person: bits per byte of unseen writing, from scratch, from a base as it is, and adapted.

    python -m bench.bases FOLDER... [--base vibejam-base --base smollm2-135m:16:15] [--minutes 3] [--splits 3]

Each folder is one person's writing. For each split other documents, a tenth, are set apart for testing; the rest is what
training gets. A base may be given with the rank of an adapter (NAME:RANK; without one all its weights learn) and with minutes
of its own (NAME:RANK:MINUTES). Reported, in
bits per byte of the test part, in windows of each model's own training length: counted (the n-gram over characters), scratch
(`vibejam train` in the same minutes), and for each base untouched and adapted; means over the splits. The minutes are those of
one core, learning; how many steps that is gets measured first, so that a busy machine changes nothing. The last line is JSON.
"""

from __future__ import annotations

import json
import math
import statistics
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import click
import torch

from bench.voices import split
from vibejam.arch import BaseLM
from vibejam.checkpoint import load_checkpoint
from vibejam.config import DataConfig, ModelConfig, TrainConfig
from vibejam.data import CharDataset, TokenDataset
from vibejam.loss import said_of
from vibejam.ngram.floor import count_corpus, counted_loss
from vibejam.plan import plan, plan_on_base
from vibejam.pretrained.bases import open_base
from vibejam.tokenizer import DOC_END, Tokenizer
from vibejam.train import TrainResult, train_lm

MEASURED_STEPS = 3
MOST_TESTED = 100_000  # characters of the test part
EVALUATIONS = 6


class Adapted(NamedTuple):
    """A base, the rank of the adapter beside it (0: all weights learn), and minutes to learn (0: as many as others have)."""

    ref: str
    rank: int
    minutes: float


def windows(text: str, tokenizer: Tokenizer, size: int) -> TokenDataset:
    """A text as batches of windows to evaluate on, and its length in bytes."""
    ids = tokenizer.encode_array(text)
    return TokenDataset({"train": ids, "val": ids}, tokenizer, DataConfig(block_size=min(size, len(ids) - 1), batch_size=8))


def bits_per_byte(model: BaseLM, tokenizer: Tokenizer, text: str, size: int) -> float:
    dataset = windows(DOC_END + text, tokenizer, size)
    with torch.no_grad():
        nats = -sum(log_p.double().sum().item() for _, _, log_p in said_of(model, dataset.evaluation_batches("val")))
    return nats / math.log(2) / (len(dataset.tokens["val"]) - 1) / dataset.bytes_per_token("val")


def learn_for(minutes: float, learn: Path, folder: Path, model: ModelConfig | None, config: TrainConfig) -> TrainResult:
    """Train for so many minutes of one core's time, or as many steps as were planned where that is less."""
    steps = MEASURED_STEPS
    for measuring in (True, False):
        timed = replace(config, minutes=0.0, max_iters=steps, eval_interval=max(1, steps // EVALUATIONS))
        result = train_lm(learn, folder / "model.safetensors", model, timed)
        if measuring:
            steps = max(1, min(config.max_iters, round(60 * minutes * MEASURED_STEPS / result.cpu_seconds["learning"])))
    return result


def measure(learn: Path, test: str, folder: Path, bases: list[Adapted], minutes: float) -> dict[str, float]:
    characters = len(learn.read_text("utf-8"))
    planned = plan(characters, minutes)
    scratch = load_checkpoint(learn_for(minutes, learn, folder, planned.model, planned.train).ckpt_path)
    size = scratch.model.config.block_size
    found = {"scratch": bits_per_byte(scratch.model, scratch.tokenizer, test, size)}
    counted = count_corpus(CharDataset(learn, DataConfig(block_size=size), scratch.tokenizer))
    dataset = windows(DOC_END + test, scratch.tokenizer, size)
    nats = counted_loss(counted, dataset.evaluation_batches("val"))
    found["counted"] = nats / math.log(2) / dataset.bytes_per_token("val")
    for ref, rank, own_minutes in bases:
        time = own_minutes or minutes
        base, config = open_base(ref), replace(plan_on_base(characters, time, ref).train, lora_rank=rank)
        size = min(512, base.model.config.block_size)
        found[ref] = bits_per_byte(base.model, base.tokenizer, test, size)
        result = learn_for(time, learn, folder, None, config)
        adapted = load_checkpoint(result.ckpt_path)
        found[f"{ref} adapted"] = bits_per_byte(adapted.model, adapted.tokenizer, test, size)
        found[f"{ref} minutes"] = result.cpu_seconds["learning"] / 60
    return found


def _base(text: str) -> Adapted:
    name, rank, minutes = (*text.split(":"), "", "")[:3]
    return Adapted(name, int(rank or 0), float(minutes or 0))


@click.command(help=__doc__.split("\n")[0])
@click.argument("sources", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--base", "bases", multiple=True, default=("vibejam-base",), show_default=True, help="NAME, NAME:RANK or NAME:RANK:MINUTES."
)
@click.option("--minutes", type=float, default=3.0, show_default=True, help="Time for each training.")
@click.option("--splits", type=click.IntRange(min=1), default=3, show_default=True)
@click.option("--quick", is_flag=True, help="One split, half a minute.")
def main(sources: tuple[Path, ...], bases: tuple[str, ...], minutes: float, splits: int, quick: bool) -> None:
    minutes, splits = (0.5, 1) if quick else (minutes, splits)
    rows = {}
    for source in sources:
        runs = []
        for seed in range(splits):
            with tempfile.TemporaryDirectory() as name:
                learn, test = split(source, Path(name), seed)
                runs.append(measure(learn, test[:MOST_TESTED], Path(name), list(map(_base, bases)), minutes))
                click.echo(f"{source.name} {seed}: {json.dumps({k: round(v, 4) for k, v in runs[-1].items()})}", err=True)
        rows[source.name] = {key: round(statistics.mean(run[key] for run in runs), 4) for key in runs[0]}
    click.echo(json.dumps({"bench": "bases", "unit": "bits per byte", "minutes": minutes, "splits": splits, "voices": rows}))


if __name__ == "__main__":
    main()
