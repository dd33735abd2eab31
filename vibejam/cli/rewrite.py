"""vibejam rewrite: a draft -> the draft in a voice."""

from __future__ import annotations

import click

from vibejam.cli.common import SEED, Command, fresh_seed, note, read_draft, report


@click.command(
    "rewrite",
    cls=Command,
    examples=["vibejam rewrite draft.md --voice me", "echo 'I went for a walk.' | vibejam rewrite - --voice me"],
)
@click.argument("draft", required=False, metavar="[TEXT | FILE | -]")
@click.option("--voice", help="The voice to rewrite into. [default: the only one there is]")
@click.option("--temperature", type=click.FloatRange(min=0), default=0.8, show_default=True, help="0: always the likeliest; higher: bolder.")  # fmt: skip
@click.option("--seed", type=SEED, help="Makes the text repeatable. [default: a new one, reported]")
def command(draft: str | None, voice: str | None, temperature: float, seed: int | None) -> None:
    """Rewrite a draft in a voice. Still a prototype: it writes in the manner, and does not yet keep the meaning."""
    text = read_draft(draft)
    from vibejam.engine import StyleEngine

    seed = fresh_seed() if seed is None else seed
    rewrite = StyleEngine(voice, temperature).rewrite(text, seed)
    for message in [*rewrite.notes, f"seed {seed}"]:
        note(message)
    report(rewrite.text, {"text": rewrite.text, "draft": text, "notes": rewrite.notes, "seed": seed})
