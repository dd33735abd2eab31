"""Step 1: a folder of writing -> one corpus file."""

import sys
from pathlib import Path

import click

from vibejam.cli.common import PATH, Command, report, run
from vibejam.cli.progress import ReadingView
from vibejam.cli.summaries import corpus_summary
from vibejam.corpus import prepare_corpus

EXAMPLE = "python -m scripts.prepare_data --input-dir data/raw --out-path data/personal_corpus.txt"


@click.command("prepare_data", cls=Command, examples=[EXAMPLE])
@click.option("--input-dir", required=True, type=PATH, help="The folder to read, with all below it.")
@click.option("--out-path", required=True, type=PATH, help="The corpus file to write.")
def main(input_dir: Path, out_path: Path) -> None:
    """Turn a folder of writing into one corpus; `vibejam prepare` can do more."""
    result = prepare_corpus([input_dir], out_path, ReadingView())
    report(corpus_summary(result), result.to_dict())


if __name__ == "__main__":
    sys.exit(run(main, sys.argv[1:]))
