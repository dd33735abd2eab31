"""vibejam prepare: a folder of writing -> one corpus file."""

from __future__ import annotations

from pathlib import Path

import click

from vibejam.cli.common import PATH, Command, report
from vibejam.cli.progress import ReadingView
from vibejam.cli.summaries import corpus_summary


@click.command("prepare", cls=Command, examples=["vibejam prepare ~/writing -o corpus.txt"])
@click.argument("paths", nargs=-1, required=True, type=PATH)
@click.option("-o", "--output", "corpus", required=True, type=PATH, help="The corpus file to write.")
def command(paths: tuple[Path, ...], corpus: Path) -> None:
    """Turn folders of .txt and .md files into one corpus: cleaned, without duplicates, documents kept apart."""
    from vibejam.corpus import prepare_corpus

    result = prepare_corpus(paths, corpus, ReadingView())
    report(corpus_summary(result), result.to_dict())
