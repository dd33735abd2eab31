"""Does `vibejam score` know a person's unseen writing from other people's, and from an assistant's draft of the same passages?

    python -m bench.score FOLDER... [--minutes 1] [--seeds 1] [--out PLOT.svg] [--quick]

Each folder is one person's writing. A fifth of its documents, others with every seed, are set apart; a voice is learnt from the
rest. Scored are passages of 50, 100 and 300 words of the documents set apart, and of other people: the other folders, and
background.txt where it lies beside them; documents that are shorter are put together. Where drafts/*.jsonl (draft, text,
document) lie beside them, drafts of passages whose document is set apart are scored next to those passages: the same subject in
another manner.

Reported, medians over the seeds: AUC (0.5 is a guess) of own against others by length, the other author who is hardest to tell
and the AUC against that one alone, and against the drafts; the mean and spread on the score's scale, which wants 1 for the
person's unseen passages and 0 for other people's. The plot: of passages at each place of the scale, what share is the person's,
where as many are read of the person as of others; it wants to rise, and to be a half at 0.5. What fails worst is printed. The
last line is JSON.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np

from bench.judges import documents_in
from vibejam.errors import DataError
from vibejam.holdout import Passages, read_items
from vibejam.learn import learn_voice
from vibejam.paths import write_text
from vibejam.plot import line_plot
from vibejam.score import Scale, StyleScorer, passages_of
from vibejam.style.judges import auc

LENGTHS = (50, 100, 300)  # words
TEST_SHARE = 0.2  # of a person's documents
MOST = 40  # passages of each side and length
SHOWN = 3  # failures of each kind, at SHOWN_LENGTH
SHOWN_LENGTH = 100
FEWEST = 5  # passages, of which an AUC or a mean is told
BIN = 0.25  # of the scale, in the plot
PARAGRAPHS = 40  # of background.txt, that make a document


class Scored(NamedTuple):
    """A passage, who wrote it, its likeness in nats per word, and its place on the scale (nan where there is none)."""

    author: str
    text: str
    likeness: float
    place: float


Sides = dict[int, tuple[list[Scored], list[Scored]]]  # by length: own, others'


def set_apart(documents: dict[str, str], seed: int) -> tuple[dict[str, str], dict[str, str]]:
    """What is learnt, and what is tested on."""
    names = sorted(documents)
    random.Random(seed).shuffle(names)
    cut = max(1, round(TEST_SHARE * len(names)))
    return {name: documents[name] for name in names[cut:]}, {name: documents[name] for name in names[:cut]}


def learn(documents: dict[str, str], name: str, minutes: float, seed: int) -> tuple[StyleScorer, Scale | None]:
    """A voice's scorer; without a scale where the writing is too little for one, which is said."""
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(documents.values()):
            (Path(folder) / f"{number:05}.txt").write_text(text, encoding="utf-8")
        voice = learn_voice([folder], name, minutes, seed).voice
    scorer = voice.scorer()
    try:
        return scorer, voice.scale(scorer)
    except DataError as error:
        click.echo(f"{name}: no scale: {error.message}")
        return scorer, None


def score(scorer: StyleScorer, scale: Scale | None, passages: Sequence[tuple[str, str]]) -> list[Scored]:
    """Of (author, text)."""
    likeness = scorer.likeness([text for _, text in passages])
    places = [scale.place(nats) if scale else float("nan") for nats in likeness]
    return [Scored(*passage, *found) for passage, *found in zip(passages, likeness, places, strict=True)]


def sides(scorer: StyleScorer, scale: Scale | None, name: str, test: dict[str, str], others: dict[str, list[str]]) -> Sides:
    """Own and others' passages of each length, of every other author as many."""
    found: Sides = {}
    for length in LENGTHS:
        own = [(name, text) for text in passages_of(test.values(), MOST, length)]
        share = MOST // len(others)
        strangers = [(other, text) for other, texts in others.items() for text in passages_of(texts, share, length)]
        found[length] = (score(scorer, scale, own), score(scorer, scale, strangers))
    return found


def beside_drafts(scorer: StyleScorer, scale: Scale | None, test: dict[str, str], drafts: Path) -> tuple[list[Scored], ...]:
    """Passages of the documents set apart, and the drafts of them."""
    items = [item for path in sorted(drafts.glob("*.jsonl")) for item in read_items(path) if item.text]
    tested = Passages(items)
    held = sorted({place for name, text in test.items() for place in tested.held_in(name, text)})
    held = random.Random(0).sample(held, min(MOST, len(held)))
    return tuple(
        score(scorer, scale, [(author, text) for text in texts])
        for author, texts in (("own", [items[i].text for i in held]), ("draft", [items[i].draft for i in held]))
    )


def told_apart(own: Sequence[Scored], others: Sequence[Scored]) -> float | None:
    if min(len(own), len(others)) < FEWEST:
        return None
    return round(auc([one.likeness for one in own], [one.likeness for one in others]), 4)


def figures(own: list[Scored], others: list[Scored]) -> dict[str, Any]:
    """AUC and calibration of one length."""
    authors = sorted({one.author for one in others})
    by_author = {author: told_apart(own, [one for one in others if one.author == author]) for author in authors}
    known = {author: value for author, value in by_author.items() if value is not None}
    hardest = min(known, key=lambda author: known[author], default=None)
    result = {"passages": len(own), "auc": told_apart(own, others), "hardest": hardest, "auc_hardest": known.get(hardest or "")}
    for side, passages in (("own", own), ("others", others)):
        places = [one.place for one in passages if np.isfinite(one.place)]
        enough = len(places) >= FEWEST
        result[side] = round(statistics.mean(places), 3) if enough else None
        result[f"{side}_spread"] = round(statistics.stdev(places), 3) if enough else None
    return result


def show(found: Sides) -> None:
    """One person's own passages that sound least like them, and others' that sound most."""
    own, others = found[SHOWN_LENGTH]
    for title, worst in (
        ("own, but low", sorted(own, key=lambda one: one.likeness)[:SHOWN]),
        ("not own, but high", sorted(others, key=lambda one: -one.likeness)[:SHOWN]),
    ):
        for one in worst:
            click.echo(f"  {title:<18}{one.place:6.2f}  {one.author:<20} {' '.join(one.text.split()[:14])} ...")


def shares(sides: list[tuple[list[Scored], list[Scored]]]) -> list[tuple[float, float]]:
    """(middle of a bin of the scale, share of own passages in it), each side counted as one, over all voices."""
    own, others = ([one.place for pair in sides for one in pair[side] if np.isfinite(one.place)] for side in (0, 1))
    edges = np.arange(-1, 2 + BIN, BIN)
    mine, theirs = (np.histogram(np.clip(places, -1, 2 - 1e-9), edges)[0] for places in (own, others))
    part = [mine / max(1, len(own)), theirs / max(1, len(others))]
    return [
        (float(edges[i] + BIN / 2), float(part[0][i] / (part[0][i] + part[1][i])))
        for i in range(len(mine))
        if mine[i] + theirs[i] >= FEWEST
    ]


def middle(values: Sequence[Any]) -> Any:
    """Over the seeds: the median of numbers, the most frequent of names; None where there is none."""
    values = [value for value in values if value is not None]
    if not values:
        return None
    return statistics.mode(values) if isinstance(values[0], str) else round(statistics.median(values), 4)


def background(folder: Path) -> dict[str, list[str]]:
    path = folder.parent / "background.txt"
    if not path.is_file():
        return {}
    paragraphs = path.read_text("utf-8").split("\n\n")
    return {path.stem: ["\n\n".join(paragraphs[at : at + PARAGRAPHS]) for at in range(0, len(paragraphs), PARAGRAPHS)]}


def table(rows: dict[str, dict[str, Any]]) -> str:
    lines = [
        f"{'':<20}{'words':>6}{'AUC':>8}  {'hardest':<20}{'AUC':>8}{'own':>8}{'spread':>8}{'others':>8}{'spread':>8}{'passages':>10}"
    ]
    for name, row in rows.items():
        for length, told in row.items():
            cells = [told[key] for key in ("auc_hardest", "own", "own_spread", "others", "others_spread", "passages")]
            lines.append(
                f"{name:<20}{length:>6}{_cell(told['auc']):>8}  {told['hardest'] or '-':<20}"
                f"{''.join(f'{_cell(cell):>8}' for cell in cells)}"
            )
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) and value % 1 else f"{value:g}"


@click.command(help=__doc__.split("\n")[0])
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--minutes", type=float, default=1.0, show_default=True, help="Time to learn each voice.")
@click.option("--seeds", type=click.IntRange(min=1), default=1, show_default=True, help="How many splits.")
@click.option("--out", type=click.Path(path_type=Path), help="Where to draw the calibration, as SVG.")
@click.option("--quick", is_flag=True, help="One seed, six seconds each.")
def main(folders: tuple[Path, ...], minutes: float, seeds: int, out: Path | None, quick: bool) -> None:
    minutes, seeds = (0.1, 1) if quick else (minutes, seeds)
    if len(folders) < 2 and not background(folders[0]):
        raise click.UsageError("other people's writing is needed: name two folders or more")
    written = {folder.name: documents_in(folder) for folder in folders}
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in written}
    places: dict[int, list[tuple[list[Scored], list[Scored]]]] = {length: [] for length in LENGTHS}
    for folder in folders:
        others = background(folder) | {name: list(texts.values()) for name, texts in written.items() if name != folder.name}
        for seed in range(seeds):
            with tempfile.TemporaryDirectory() as home:
                os.environ["VIBEJAM_HOME"] = home
                kept, test = set_apart(written[folder.name], seed)
                scorer, scale = learn(kept, folder.name, minutes, seed)
                found = sides(scorer, scale, folder.name, test, others)
                drafted = beside_drafts(scorer, scale, test, folder.parent / "drafts")
            for length in LENGTHS:
                places[length].append(found[length])
            run = {str(length): figures(*found[length]) for length in LENGTHS} | {"drafts": figures(*drafted)}
            runs[folder.name].append(run)
            click.echo(f"\n{folder.name}, seed {seed}\n{table({folder.name: run})}")
            show(found)
    rows = {
        name: {part: {key: middle([run[part][key] for run in each]) for key in each[0][part]} for part in each[0]}
        for name, each in runs.items()
    }
    curves = {f"{length} words": shares(places[length]) for length in LENGTHS}
    if out:
        write_text(out, line_plot(curves, "Whose passage is it?", "score", "share that is the person's own"))
    click.echo(f"\nmedians of {seeds} seeds\n{table(rows)}")
    for name, points in curves.items():
        click.echo(f"{name}: " + "  ".join(f"{place:.2f}: {share:.2f}" for place, share in points))
    click.echo(json.dumps({"bench": "score", "minutes": minutes, "seeds": seeds, "voices": rows, "share_of_own": curves}))


if __name__ == "__main__":
    main()
