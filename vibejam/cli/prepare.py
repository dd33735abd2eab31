"""vibejam prepare: everything a person has written -> one corpus file."""

from __future__ import annotations

from pathlib import Path

import click

from vibejam.cli.common import PATH, Command, report
from vibejam.cli.progress import ReadingView
from vibejam.cli.reading import ask_owner, reading_options
from vibejam.cli.summaries import corpus_summary, dropped_samples


@click.command(
    "prepare", cls=Command, examples=["vibejam prepare ~/writing -o corpus.txt", "vibejam prepare ~/writing --dry-run"]
)
@click.argument("paths", nargs=-1, required=True, type=PATH)
@click.option("-o", "--output", "corpus", type=PATH, help="The corpus file to write.")
@click.option("--dry-run", is_flag=True, help="Write nothing: show what would be taken, and samples of what would not.")
@reading_options
def command(
    paths: tuple[Path, ...], corpus: Path | None, dry_run: bool, me: tuple[str, ...], redact: bool, language: tuple[str, ...]
) -> None:
    """Turn folders, files and archives into one corpus: your own words, cleaned, without duplicates.

    Text, Markdown, Word, HTML, mail (mbox, eml, maildir), chats and the exports of many services, also inside .zip.
    """
    from vibejam.corpus import prepare_corpus

    if corpus is None and not dry_run:
        raise click.UsageError("missing -o: name the corpus file to write, or use --dry-run")
    result = prepare_corpus(
        paths, corpus or "corpus.txt", ReadingView(), me=me, redact=redact, languages=language, ask=ask_owner(), dry_run=dry_run
    )
    text = corpus_summary(result)
    report(f"{text}\n\n{dropped_samples(result)}".rstrip() if dry_run else text, result.to_dict())
