"""Step 4: a draft -> the draft as the model would put it (a prototype), or a file of lines, each rewritten."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vibejam.cli.common import PATH, Command, fresh_seed, note, report, run, sampling_options
from vibejam.cli.sample import warn_other_corpus, warn_unknown

if TYPE_CHECKING:
    from vibejam.checkpoint import Checkpoint

DRAFT = "Today I went for a walk and felt good about the progress on my project."
EXAMPLES = [
    f"python -m scripts.rewrite_demo --ckpt-path checkpoints/vibejam_personal.pt --draft '{DRAFT}'",
    "python -m scripts.rewrite_demo --ckpt-path rewriter.pt --input-path drafts.txt --out-path rewritten.txt",
]
LINES = 64  # between two looks at how far it has come

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("rewrite_demo", cls=Command, examples=EXAMPLES)
@click.option("--text-path", type=PATH, help="The corpus; not needed, compared with the checkpoint.")
@click.option("--ckpt-path", required=True, type=PATH, help="The checkpoint to rewrite with.")
@click.option("--draft", help="The text to rewrite.")
@click.option("--input-path", type=FILE, help="In place of a draft: a file, of which every line is rewritten by itself.")
@click.option("--out-path", type=PATH, help="Where the lines go. [default: to the terminal]")
@click.option(
    "--beams", type=click.IntRange(min=1, max=64), default=4, show_default=True, help="Of a rewriter: beginnings it keeps."
)
@sampling_options
def main(
    text_path: Path | None, ckpt_path: Path, draft: str | None, input_path: Path | None, out_path: Path | None, beams: int,
    seed: int | None, **sampling: Any,
) -> None:  # fmt: skip
    """Rewrite a draft, or a file line by line. With a rewriter (train_rewrite_finetune) the likeliest text that beams find; with
    a language model, what it writes after the instruction prompt: a prototype that has the manner, not yet the meaning."""
    from vibejam.checkpoint import load_checkpoint
    from vibejam.device import choose_device
    from vibejam.pairs import read_lines
    from vibejam.paths import write_text

    if (draft is None) == (input_path is None):
        raise click.UsageError("give --draft or --input-path")
    if out_path and not input_path:
        raise click.UsageError("--out-path is for the lines of --input-path")
    checkpoint = load_checkpoint(ckpt_path, choose_device().value)
    warn_other_corpus(checkpoint, text_path)
    lines = read_lines(input_path) if input_path else [draft or ""]
    seed = fresh_seed() if seed is None else seed
    if checkpoint.model.config.arch == "rewriter":
        rewritten = _by_beams(checkpoint, lines, beams)
    else:
        rewritten = _by_prompt(checkpoint, lines, seed, sampling)
    if out_path:
        write_text(out_path, "".join(f"{line}\n" for line in rewritten))
        report(f"{out_path}: {len(rewritten):,} lines", {"out_path": str(out_path), "lines": len(rewritten), "seed": seed})
    else:
        text = "\n".join(rewritten)
        report(text, {"text": text, "draft": "\n".join(lines), "seed": seed})


def _by_beams(checkpoint: "Checkpoint", lines: list[str], beams: int) -> list[str]:
    from vibejam.rewriter import LineRewriter

    rewriter, rewritten = LineRewriter(checkpoint), []
    for start in range(0, len(lines), LINES):
        rewritten += rewriter.rewrite(lines[start : start + LINES], beams)
        if len(lines) > LINES:
            note(f"{len(rewritten):,} of {len(lines):,} lines")
    return rewritten


def _by_prompt(checkpoint: "Checkpoint", lines: list[str], seed: int, sampling: dict[str, Any]) -> list[str]:
    from vibejam.rewrite import PROTOTYPE, rewrite_text

    warn_unknown(checkpoint.tokenizer, "\n".join(lines))
    note(f"{PROTOTYPE}; seed {seed}")
    texts = (
        rewrite_text(checkpoint.model, checkpoint.tokenizer, line, seed=seed, **sampling) if line.strip() else line
        for line in lines
    )
    return [" ".join(text.split("\n")) if len(lines) > 1 else text for text in texts]


if __name__ == "__main__":
    sys.exit(run(main, sys.argv[1:]))
