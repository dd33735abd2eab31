"""vibejam sample: a voice or a checkpoint -> text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from vibejam.cli.common import PATH, Command, fresh_seed, note, report, sampling_options, wants_json


@click.command("sample", cls=Command, examples=["vibejam sample --voice me --prompt 'Today I feel'"])
@click.option("--voice", help="The voice to write in. [default: the only one there is]")
@click.option("--ckpt-path", type=PATH, help="A checkpoint, instead of a voice.")
@click.option("--prompt", default="", help="How the text begins.")
@click.option("--max-new-tokens", type=click.IntRange(min=0), default=400, show_default=True, help="Length at most, tokens.")
@click.option("--strength", type=float, default=1.0, show_default=True, help="0: the base of the voice; 1: the person; more: exaggerated.")  # fmt: skip
@sampling_options
def command(voice: str | None, ckpt_path: Path | None, seed: int | None, strength: float, **sampling: Any) -> None:
    """Write on from a prompt in a voice."""
    if voice and ckpt_path:
        raise click.UsageError("--voice and --ckpt-path are two ways to name a model: give one")
    from vibejam.checkpoint import load_checkpoint
    from vibejam.device import choose_device
    from vibejam.strength import with_strength
    from vibejam.voice import Voice

    if ckpt_path:
        checkpoint = load_checkpoint(ckpt_path, choose_device().value)
    else:
        checkpoint = Voice.open(voice).load()
    checkpoint.model = with_strength(checkpoint, strength)
    write_sample(checkpoint, fresh_seed() if seed is None else seed, **sampling)


def write_sample(checkpoint: Any, seed: int, prompt: str, **sampling: Any) -> None:
    """Print the prompt and how it goes on, as it is written; under --json, when it is done."""
    from vibejam.decoding import choose_decoder
    from vibejam.sample import generate_text

    warn_unknown(checkpoint.tokenizer, prompt)
    how = choose_decoder(checkpoint.model, sampling["max_new_tokens"])
    if wants_json():
        text = generate_text(checkpoint.model, checkpoint.tokenizer, prompt, seed=seed, decoder=how, **sampling)
        report(text, {"text": text, "prompt": prompt, "seed": seed, "decoder": f"{how.value or 'torch'} ({how.reason})"})
        return
    click.echo(prompt, nl=False)
    generate_text(
        checkpoint.model, checkpoint.tokenizer, prompt, seed=seed, decoder=how,
        on_token=lambda piece: click.echo(piece, nl=False), **sampling,
    )  # fmt: skip
    click.echo()
    note(f"seed {seed}")


def warn_unknown(tokenizer: Any, text: str) -> None:
    """Say which characters of a text the model has never seen."""
    if unknown := tokenizer.unknown_characters(text):
        shown = " ".join(sorted(unknown)[:20])
        note(f"the model has never seen: {shown} (each is read as one unknown character)")


def warn_other_corpus(checkpoint: Any, text_path: Path | None) -> None:
    """Say so when a corpus is named that this checkpoint did not learn from; its own vocabulary is used in any case."""
    from vibejam.data import corpus_fingerprint

    if text_path is None:
        return
    if not text_path.exists():
        note(f"{text_path} is not there; nothing is lost, the vocabulary is inside the checkpoint")
    elif corpus_fingerprint(text_path) != checkpoint.about.get("corpus"):
        note(f"{text_path} is not the corpus this checkpoint learnt from; the checkpoint's own vocabulary is used")
