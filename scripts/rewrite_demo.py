"""Step 4: a draft -> the draft as the model would put it (a prototype)."""

import sys
from pathlib import Path
from typing import Any

import click

from vibejam.cli.common import PATH, Command, fresh_seed, note, report, run, sampling_options
from vibejam.cli.sample import warn_other_corpus, warn_unknown

DRAFT = "Today I went for a walk and felt good about the progress on my project."
EXAMPLE = f"python -m scripts.rewrite_demo --ckpt-path checkpoints/vibejam_personal.pt --draft '{DRAFT}'"


@click.command("rewrite_demo", cls=Command, examples=[EXAMPLE])
@click.option("--text-path", type=PATH, help="The corpus; not needed, compared with the checkpoint.")
@click.option("--ckpt-path", required=True, type=PATH, help="The checkpoint to rewrite with.")
@click.option("--draft", required=True, help="The text to rewrite.")
@sampling_options
def main(text_path: Path | None, ckpt_path: Path, draft: str, seed: int | None, **sampling: Any) -> None:
    """Rewrite a draft with the instruction prompt: a prototype that has the manner, not yet the meaning."""
    from vibejam.checkpoint import load_checkpoint
    from vibejam.device import choose_device
    from vibejam.rewrite import PROTOTYPE, rewrite_text

    seed = fresh_seed() if seed is None else seed
    checkpoint = load_checkpoint(ckpt_path, choose_device().value)
    warn_other_corpus(checkpoint, text_path)
    warn_unknown(checkpoint.tokenizer, draft)
    text = rewrite_text(checkpoint.model, checkpoint.tokenizer, draft, seed=seed, **sampling)
    note(f"{PROTOTYPE}; seed {seed}")
    report(text, {"text": text, "draft": draft, "seed": seed})


if __name__ == "__main__":
    sys.exit(run(main, sys.argv[1:]))
