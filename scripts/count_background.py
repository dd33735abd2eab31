"""How the background in the package was made: a corpus of older and newer public English -> counts of how others write."""

import sys
from pathlib import Path

import click

from vibejam.cli.common import PATH, Command, note, run
from vibejam.corpus import read_texts
from vibejam.paths import publish
from vibejam.style.background import Background
from vibejam.style.fingerprint import Fingerprint

EXAMPLE = "python -m scripts.count_background --text-path books.txt --older 2500 --left-out 2 --every 4 -o background.json.gz"
FEWEST_WORDS, FEWEST_PAIRS = 4, 8  # occurrences of what is kept; fewer would tell more of the books than of how people write


@click.command("count_background", cls=Command, examples=[EXAMPLE])
@click.option("--text-path", required=True, type=PATH, help="The corpus; its older documents come first.")
@click.option("--older", required=True, type=click.IntRange(min=1), help="How many of its documents are older ones.")
@click.option("--left-out", default=0, show_default=True, help="How many of its last documents are of no one time.")
@click.option("--every", default=1, show_default=True, help="Of how many documents one is counted.")
@click.option("-o", "--output", required=True, type=PATH, help="Where the counts go.")
def main(text_path: Path, older: int, left_out: int, every: int, output: Path) -> None:
    """Count how other people write."""
    documents = list(read_texts(text_path))
    newer = documents[older : len(documents) - left_out]
    eras = [Fingerprint.of(era, 1).without_rare(FEWEST_WORDS, FEWEST_PAIRS) for era in (documents[:older:every], newer[::every])]
    for era in eras:
        era.sign_offs.clear()  # names, most of them
        note(f"{era.documents:,} documents, {era.words:,} words, {len(era.unigrams):,} kept, {len(era.bigrams):,} pairs")
    with publish(output) as (file,):
        file.write(Background(*eras).to_bytes())


if __name__ == "__main__":
    sys.exit(run(main, sys.argv[1:]))
