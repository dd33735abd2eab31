"""Does training pay? `vibejam train` without flags against the counted n-gram, on writing that neither has seen.

    python -m bench.voices FOLDER_OR_TEXT... [--minutes M] [--seeds 3] [--quick]

Each folder is one person's writing (or a file one corpus). A tenth of its documents (of a file with fewer than ten
documents, its last tenth) is set apart for testing; the rest is what `vibejam train` gets, which itself keeps a part for
validation: there the order of the counted n-gram and the weight of the mixture are chosen. Reported, in nats per character on
the test part, in windows of the model's block size: neural (the trained model alone), counted, mixed; medians over the
seeds. The last line is JSON: neural_below_counted and mixed_below_both say whether that holds for every corpus of more than
300,000 characters, and for all.
"""

from __future__ import annotations

import hashlib
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import click
import numpy as np

from vibejam.checkpoint import load_checkpoint
from vibejam.config import DataConfig
from vibejam.corpus import prepare_corpus
from vibejam.data import FEWEST_DOCUMENTS, CharDataset, TokenDataset
from vibejam.loss import said_of
from vibejam.ngram.floor import count_corpus, side_by_side, total_losses
from vibejam.tokenizer import DOC_END

TEST_SHARE = 0.1
LARGE = 300_000  # characters


def split(source: Path, folder: Path, seed: int = 0) -> tuple[Path, str]:
    """A corpus to learn from, and the text to test on; another seed sets other documents apart."""
    corpus = folder / "all.txt"
    if source.is_dir():
        prepare_corpus([source], corpus)
    else:
        corpus.write_bytes(source.read_bytes())
    documents = corpus.read_text("utf-8").removesuffix(f"\n{DOC_END}\n").split(f"\n{DOC_END}\n")
    if len(documents) < FEWEST_DOCUMENTS:
        text = "\n".join(documents)
        cut = round(len(text) * (1 - TEST_SHARE))
        kept, test = [text[:cut]], [text[cut:]]
    else:
        # By another digest than the one that picks validation documents.
        order = sorted(documents, key=lambda text: hashlib.blake2b(text.encode(), salt=bytes([seed])).digest())
        test = order[: round(len(order) * TEST_SHARE)]
        apart = set(test)
        kept = [text for text in documents if text not in apart]
    learn = folder / "learn.txt"
    learn.write_text("".join(f"{text}\n{DOC_END}\n" for text in kept), encoding="utf-8")
    return learn, "".join(f"{text}{DOC_END}" for text in test)


def measure(learn: Path, test: str, folder: Path, seed: int, flags: list[str]) -> dict[str, float]:
    ckpt_path = folder / "model.safetensors"
    command = [sys.executable, "-m", "vibejam", "train", learn, "-o", ckpt_path, "--seed", seed, "--json", *flags]
    done = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)
    trained = json.loads(done.stdout)
    checkpoint = load_checkpoint(ckpt_path)
    config = DataConfig(block_size=checkpoint.model.config.block_size)
    counted = count_corpus(CharDataset(learn, config, checkpoint.tokenizer))
    ids = checkpoint.tokenizer.encode_array(test)
    windows = TokenDataset({"train": ids, "val": ids}, checkpoint.tokenizer, config).evaluation_batches("val")
    both = side_by_side(counted, said_of(checkpoint.model, windows))
    neural, floor, mixed = np.array(total_losses(both, trained["mixture_weight"])) / both.shape[1]
    return {
        "neural": neural, "counted": floor, "mixed": mixed, "weight": trained["mixture_weight"], "order": counted.order,
        "parameters": trained["parameters"], "seconds": trained["seconds"],
    }  # fmt: skip


@click.command(help=__doc__.split("\n")[0])
@click.argument("sources", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--minutes", type=float, help="Time for training. [default: that of vibejam train]")
@click.option("--seeds", type=click.IntRange(min=1), default=3, show_default=True, help="How many, from 1337 on.")
@click.option("--quick", is_flag=True, help="One seed.")
def main(sources: tuple[Path, ...], minutes: float | None, seeds: int, quick: bool) -> None:
    flags = ["--minutes", str(minutes)] if minutes else []
    rows = {}
    for source in sources:
        with tempfile.TemporaryDirectory() as name:
            learn, test = split(source, Path(name))
            runs = [measure(learn, test, Path(name), seed, flags) for seed in range(1337, 1337 + (1 if quick else seeds))]
            row = {key: round(float(statistics.median(run[key] for run in runs)), 4) for key in runs[0]}
            rows[source.stem] = {"characters": len(learn.read_text("utf-8")), "test_characters": len(test), **row}
            click.echo(f"{source.stem}: {json.dumps(rows[source.stem])}", err=True)
    large = [row for row in rows.values() if row["characters"] > LARGE]
    result = {
        "bench": "voices", "minutes": minutes, "seeds": 1 if quick else seeds, "voices": rows,
        "neural_below_counted": all(row["neural"] < row["counted"] for row in large) if large else None,
        "mixed_below_both": all(row["mixed"] < min(row["neural"], row["counted"]) for row in rows.values()),
    }  # fmt: skip
    click.echo(json.dumps(result))


if __name__ == "__main__":
    main()
