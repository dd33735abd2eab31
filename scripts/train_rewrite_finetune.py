"""Pairs of a draft and what it became -> a model that rewrites."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vibejam.cli.common import PATH, SEED, Command, note, report, run
from vibejam.cli.progress import TrainingView
from vibejam.cli.summaries import training_summary
from vibejam.config import TrainConfig

if TYPE_CHECKING:
    from vibejam.pairs import Pair

EXAMPLES = [
    "python -m scripts.train_rewrite_finetune --source-path modern.txt --target-path mine.txt --ckpt-path rewriter.pt",
    "python -m scripts.train_rewrite_finetune --pairs pairs.jsonl --base vibejam-base --ckpt-path rewriter.pt",
]

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("train_rewrite_finetune", cls=Command, examples=EXAMPLES)
@click.option("--source-path", type=FILE, help="Drafts, one on each line.")
@click.option("--target-path", type=FILE, help="What they became, line by line.")
@click.option("--valid-source-path", type=FILE, help="Drafts to validate on. [default: a twentieth of the others]")
@click.option("--valid-target-path", type=FILE, help="What those became.")
@click.option("--pairs", "pairs_path", type=FILE, help='In place of two files, JSON lines: {"draft": "...", "text": "..."}.')
@click.option("--base", default="", help="A model to start from, such as vibejam-base. [default: none, all is learnt]")
@click.option("--ckpt-path", required=True, type=PATH, help="The checkpoint to write.")
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), default=10.0, show_default=True)
@click.option("--resume", is_flag=True, help="Go on with the run saved there.")
@click.option("--seed", type=SEED, default=TrainConfig.seed, show_default=True)
def main(ckpt_path: Path, minutes: float, base: str, resume: bool, seed: int, **paths: Path | None) -> None:
    """Learn to rewrite, from two files whose lines belong together or from JSON lines. Names and rare words are copied; what
    phrases become is counted first. Ctrl-C saves; --resume goes on."""
    from vibejam.rewriter import train_rewriter

    pairs, validation = _read(**paths)
    note(f"{len(pairs):,} pairs to learn from, {len(validation):,} for validation")
    with TrainingView() as view:
        result = train_rewriter(pairs, validation, ckpt_path, minutes, base, seed=seed, resume=resume, on_event=view)
    report(training_summary(result), result.to_dict())


def _read(**paths: Path | None) -> "tuple[list[Pair], list[Pair]]":
    from vibejam.pairs import read_aligned, read_pairs, split_pairs

    source, target, valid_source, valid_target = (
        paths[f"{name}_path"] for name in ("source", "target", "valid_source", "valid_target")
    )
    if paths["pairs_path"] and not (source or target):
        pairs = read_pairs(paths["pairs_path"])
    elif source and target and not paths["pairs_path"]:
        pairs = read_aligned(source, target)
    else:
        raise click.UsageError("give --source-path and --target-path, or --pairs")
    if bool(valid_source) != bool(valid_target):
        raise click.UsageError("--valid-source-path and --valid-target-path go together")
    if valid_source and valid_target:
        return pairs, read_aligned(valid_source, valid_target)
    return split_pairs(pairs)


if __name__ == "__main__":
    sys.exit(run(main, sys.argv[1:]))
