"""Rewriting learnt from parallel text: BLEU of drafts as they are, by the table of phrases alone, and rewritten.

    python -m bench.parallel FOLDER SOURCE TARGET [--minutes 60] [--trained CKPT] [--quick]

FOLDER holds {train,valid,test}.{SOURCE,TARGET}.txt, line by line, as ../shared/data/parallel/bible-web-kjv does for web and kjv.
A rewriter is learnt in so many minutes from train, its best weights chosen on valid; or one that was trained before is measured.
BLEU as sacrebleu has it by default, and chrF, of the test part; greedy and by four and eight beams, with seconds per 100 words.
Some rewrites are printed to be read. The last line is JSON.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import Any

import click

from vibejam.pairs import read_aligned
from vibejam.rewriter import LineRewriter, train_rewriter
from vibejam.style.overlap import bleu, chrf
from vibejam.train import TrainEvent

WIDTHS = (1, 4, 8)
SHOWN = 12


def _say(event: TrainEvent) -> None:
    if event.kind != "step":
        losses = f"step {event.step}: train {event.train_loss:.3f}, validation {event.val_loss:.3f}"
        click.echo(event.message or losses, err=True)


@click.command(help=__doc__.split("\n")[0])
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("source")
@click.argument("target")
@click.option("--minutes", type=float, default=60.0, show_default=True)
@click.option("--trained", type=click.Path(exists=True, path_type=Path), help="A rewriter that was trained before.")
@click.option("--quick", is_flag=True, help="Half a minute, fifty test lines.")
def main(folder: Path, source: str, target: str, minutes: float, trained: Path | None, quick: bool) -> None:
    train, valid, test = (
        read_aligned(folder / f"{part}.{source}.txt", folder / f"{part}.{target}.txt") for part in ("train", "valid", "test")
    )
    if quick:
        minutes, train, test = min(minutes, 0.5), train[:1000], test[:50]
    figures: dict[str, Any] = {"bench": "parallel", "pairs": len(train), "lines": len(test), "minutes": minutes}
    with tempfile.TemporaryDirectory() as place:
        path = trained or Path(place, "rewriter.pt")
        if trained is None:
            result = train_rewriter(train, valid, path, minutes, on_event=_say)
            figures |= {"parameters": result.parameters, "steps": result.steps, "val_loss": round(result.val_loss, 4)}
            figures["cpu_minutes"] = round(sum(result.cpu_seconds.values()) / 60, 1)
        rewriter = LineRewriter.open(path)
    drafts, texts = [pair.drafts[0] for pair in test], [pair.text for pair in test]
    rows = {"copy": drafts, "phrases": [rewriter.table.rewrite(draft) for draft in drafts]}
    for width in WIDTHS:
        began = time.process_time()
        rows[f"beams {width}"] = rewriter.by_model(drafts, width)
        hundreds = sum(len(draft.split()) for draft in drafts) / 100
        figures[f"cpu seconds per 100 words, beams {width}"] = round((time.process_time() - began) / hundreds, 2)
    for number in range(0, len(test), max(1, len(test) // SHOWN)):
        for name, shown in (*rows.items(), ("target", texts)):
            click.echo(f"{name:8} {shown[number]}")
        click.echo()
    figures["bleu"] = {name: round(bleu(row, texts), 2) for name, row in rows.items()}
    figures["chrf"] = {name: round(chrf(row, texts), 2) for name, row in rows.items()}
    click.echo(json.dumps(figures))


if __name__ == "__main__":
    main()
