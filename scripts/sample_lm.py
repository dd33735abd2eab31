"""Step 3: a language model -> text."""

import sys
from pathlib import Path
from typing import Any

import click

from vibejam.cli.common import PATH, Command, fresh_seed, run, sampling_options
from vibejam.cli.sample import warn_other_corpus, write_sample

EXAMPLE = "python -m scripts.sample_lm --ckpt-path checkpoints/vibejam_personal.pt --prompt 'Today I feel'"


@click.command("sample_lm", cls=Command, examples=[EXAMPLE])
@click.option("--text-path", type=PATH, help="The corpus; not needed, compared with the checkpoint.")
@click.option("--ckpt-path", required=True, type=PATH, help="The checkpoint to write with.")
@click.option("--prompt", default="", help="How the text begins.")
@click.option("--max-new-tokens", type=click.IntRange(min=0), default=400, show_default=True, help="Length at most, tokens.")
@sampling_options
def main(text_path: Path | None, ckpt_path: Path, seed: int | None, **sampling: Any) -> None:
    """Write on from a prompt."""
    from vibejam.checkpoint import load_checkpoint
    from vibejam.device import choose_device

    checkpoint = load_checkpoint(ckpt_path, choose_device().value)
    warn_other_corpus(checkpoint, text_path)
    write_sample(checkpoint, fresh_seed() if seed is None else seed, **sampling)


if __name__ == "__main__":
    sys.exit(run(main, sys.argv[1:]))
