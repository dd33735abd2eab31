"""vibejam learn: a folder of writing -> a voice."""

from __future__ import annotations

from pathlib import Path

import click

from vibejam.cli.common import PATH, SEED, Command, note, report
from vibejam.cli.progress import ReadingView, TrainingView
from vibejam.cli.reading import ask_owner, reading_options
from vibejam.cli.summaries import corpus_summary, training_summary
from vibejam.config import LEARN_MINUTES, TrainConfig


@click.command("learn", cls=Command, examples=["vibejam learn ~/writing --voice me"])
@click.argument("paths", nargs=-1, required=True, type=PATH)
@click.option("--voice", required=True, help="What to call the voice.")
@click.option(
    "--minutes", type=click.FloatRange(min=0, min_open=True), default=LEARN_MINUTES, show_default=True, help="Time for training."
)
@click.option("--base", default="", help="What to start from: vibejam-base, one that was pulled, a folder, or none. [default: vibejam-base for English, else none]")  # fmt: skip
@click.option("--holdout", multiple=True, type=PATH, metavar="FILE.jsonl", help="Leave out the documents that a test file names, and a seventh of the others for the judges of vibejam eval.")  # fmt: skip
@click.option("--seed", type=SEED, default=TrainConfig.seed, show_default=True, help="Seed of everything random.")
@reading_options
def command(
    paths: tuple[Path, ...],
    voice: str,
    minutes: float,
    base: str,
    holdout: tuple[Path, ...],
    seed: int,
    me: tuple[str, ...],
    redact: bool,
    language: tuple[str, ...],
) -> None:
    """Learn a voice from folders, files and archives. It should be your own writing, or yours to use.

    Ctrl-C saves; the same command goes on.
    """
    ask = ask_owner()
    note(f"learning the voice {voice!r}, about {minutes:g} minutes; nothing leaves this machine")
    with TrainingView() as view:
        from vibejam.learn import learn_voice

        result = learn_voice(
            paths,
            voice,
            minutes,
            seed,
            base=base,
            me=me,
            redact=redact,
            languages=language,
            ask=ask,
            holdout=holdout,
            on_progress=ReadingView(),
            on_event=view,
        )
    text = [
        corpus_summary(result.corpus), training_summary(result.training), "",
        f"vibejam sample --voice {voice} --prompt 'Today I feel'", f"vibejam rewrite draft.md --voice {voice}",
    ]  # fmt: skip
    values = {"voice": voice, "path": str(result.voice.path), "corpus": result.corpus.to_dict()}
    report("\n".join(text), values | {"training": result.training.to_dict()})
