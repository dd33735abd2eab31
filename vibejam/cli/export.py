"""vibejam export: a voice, a checkpoint or a base -> the files that other programs run."""

from __future__ import annotations

from pathlib import Path

import click

from vibejam.cli.common import PATH, Command, report


@click.command("export", cls=Command, examples=["vibejam export --base vibejam-base --to hf -o my-base"])
@click.option(
    "--to", required=True, type=click.Choice(["hf", "peft", "gguf", "safetensors"]),
    help="transformers' folder, PEFT's adapter, llama.cpp's file, or bare weights.",
)  # fmt: skip
@click.option("-o", "--output", required=True, type=PATH, help="The folder (hf, peft) or file to write.")
@click.option("--voice", help="The voice to send out. [default: the only one there is]")
@click.option("--ckpt-path", type=PATH, help="A checkpoint, instead of a voice.")
@click.option("--base", help="A base, instead of a voice.")
def command(to: str, output: Path, voice: str | None, ckpt_path: Path | None, base: str | None) -> None:
    """Send a model out, to be used without vibejam. Its weights can repeat what it has read; no text of the corpus is added."""
    if sum(given is not None for given in (voice, ckpt_path, base)) > 1:
        raise click.UsageError("--voice, --ckpt-path and --base are ways to name a model: give one")
    from vibejam.checkpoint import load_checkpoint
    from vibejam.pretrained.bases import open_base
    from vibejam.pretrained.export import export
    from vibejam.voice import Voice

    about: dict[str, int | float | str] = {}
    if base:
        found = open_base(base)
        model, tokenizer = found.model, found.tokenizer
    else:
        opened = None if ckpt_path else Voice.open(voice)
        checkpoint = opened.load() if opened else load_checkpoint(str(ckpt_path))
        model, tokenizer = checkpoint.model.cpu(), checkpoint.tokenizer
        manifest = opened.manifest if opened else {}
        about = {key: manifest[key] for key in ("documents", "words") if key in manifest}
        about |= {"steps": checkpoint.about["step"], "validation loss, nats per token": checkpoint.about["val_loss"]}
        if checkpoint.train_config.base:
            about["learnt on top of"] = Path(checkpoint.train_config.base).name
    written = [str(path) for path in export(model, tokenizer, to, output, about)]
    report("\n".join(written), {"to": to, "written": written})
