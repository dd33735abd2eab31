"""vibejam rewrite: a draft -> the draft in a voice."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from vibejam.cli.common import SEED, Command, fresh_seed, note, read_draft, report

if TYPE_CHECKING:
    from vibejam.engine import Rewrite

_SHOWN = 12  # edits and refusals that are told about


@click.command(
    "rewrite",
    cls=Command,
    examples=["vibejam rewrite draft.md --voice me", "echo 'I am glad. It is done.' | vibejam rewrite - --voice me --keep glad"],
)
@click.argument("draft", required=False, metavar="[TEXT | FILE | -]")
@click.option("--voice", help="The voice to rewrite into. [default: the only one there is]")
@click.option("--strength", type=click.FloatRange(0, 1), default=1.0, show_default=True, help="0: change nothing; 1: go all the way to the person's habits.")  # fmt: skip
@click.option("--keep", multiple=True, metavar="WORDS", help="Keep these words as they are; may be repeated.")
@click.option("--candidates", type=click.IntRange(min=1), default=4, show_default=True, help="How many rewrites of a passage to choose from, of each way to make them.")  # fmt: skip
@click.option("--seed", type=SEED, help="Makes the text repeatable. [default: a new one, reported]")
def command(
    draft: str | None, voice: str | None, strength: float, keep: tuple[str, ...], candidates: int, seed: int | None
) -> None:
    """Rewrite a draft in a voice: facts, structure and mark-up stay, and where nothing is better so does the draft.

    What was changed and why is told on stderr; --json has it for every passage.
    """
    text = read_draft(draft)
    from vibejam.engine import StyleEngine

    seed = fresh_seed() if seed is None else seed
    rewrite = StyleEngine(voice).rewrite(text, seed, strength, keep, candidates)
    for message in [*_told(rewrite), *rewrite.notes, f"seed {seed}"]:
        note(message)
    shown = rewrite.text.removesuffix("\n")  # printing puts it there again
    report(shown, {**rewrite.to_dict(), "seed": seed})


def _told(rewrite: Rewrite) -> list[str]:
    """What was changed, what was refused, and what it did to the score."""
    edits = Counter((edit.old, edit.new, edit.reason) for outcome in rewrite.passages for edit in outcome.edits)
    told = [
        f"{old!r} -> {new!r}{f' ({times} times)' if times > 1 else ''}: {reason}" for (old, new, reason), times in edits.items()
    ]
    refused = Counter((each.proposer, each.reason) for outcome in rewrite.passages for each in outcome.refused)
    told += [f"refused from {proposer}: {reason}" for proposer, reason in refused]
    if len(told) > _SHOWN:
        told = [*told[:_SHOWN], f"and {len(told) - _SHOWN} more (--json has them all)"]
    if rewrite.score and rewrite.changed:
        before, after = rewrite.score
        told.append(f"score {before:.2f} -> {after:.2f} (0: as other people write; 1: as the person writes)")
    return told
