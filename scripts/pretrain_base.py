"""How vibejam-base was made: a corpus of public-domain English -> a small Llama-shaped model to start voices from."""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from vibejam.cli.common import PATH, SEED, Command, note, report, run
from vibejam.cli.progress import TrainingView
from vibejam.cli.summaries import training_summary
from vibejam.config import DataConfig, ModelConfig, TrainConfig
from vibejam.corpus import read_pieces
from vibejam.paths import publish
from vibejam.rewrite import TEMPLATE
from vibejam.text.noise import noised
from vibejam.tokenizer import DOC_END

MODEL = ModelConfig(arch="llama", n_layer=4, n_head=4, n_embd=256, block_size=512)
TRAINING = TrainConfig(
    max_iters=1_000_000, batch_size=8, learning_rate=0.03, warmup_iters=0, beta2=0.95, grad_clip=0.0, weight_decay=0.01,
    eval_iters=16,
)  # fmt: skip
DATA = DataConfig(tokenizer="bpe", vocab_size=4096, val_fraction=0.02)
PASSAGE = (25, 90)  # words of what is to be written again


def documents_of(corpus: Path) -> Iterator[str]:
    pieces: list[str] = []
    for text, ends in read_pieces(corpus):
        pieces.append(text)
        if ends:
            yield "".join(pieces)
            pieces = []


def tasks_of(document: str, share: float, rng: random.Random) -> Iterator[str]:
    """Drafts of some of its passages, each with the passage as it was: about `share` of the document's words."""
    for paragraph in document.split("\n\n"):
        words = len(paragraph.split())
        if PASSAGE[0] <= words <= PASSAGE[1] and rng.random() < share:
            amount = rng.choice((0.0, 0.05, 0.1, 0.2))  # without damage it is to be copied
            yield TEMPLATE.format(draft=noised(paragraph, rng, amount) if amount else paragraph) + paragraph


def write_corpus(corpus: Path, place: Path, share: float, seed: int) -> None:
    """Every document, and among them the tasks; in a shuffled order, so that the tasks of one do not follow it."""
    rng = random.Random(seed)
    written: list[str] = []
    for document in documents_of(corpus):
        written += [document, *tasks_of(document, share, rng)]
    rng.shuffle(written)
    with publish(place) as (file,):
        for text in written:
            file.write(f"{text}\n{DOC_END}\n".encode())


EXAMPLE = "python -m scripts.pretrain_base --text-path books.txt --ckpt-path base.pt --minutes 75"


@click.command("pretrain_base", cls=Command, examples=[EXAMPLE])
@click.option("--text-path", required=True, type=PATH, help="A corpus, as vibejam prepare makes it.")
@click.option("--ckpt-path", required=True, type=PATH, help="The checkpoint to write.")
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), default=75, show_default=True)
@click.option("--tasks", type=click.FloatRange(0, 1), default=0.5, show_default=True, help="Share of passages to write again.")
@click.option("--compact", type=PATH, help="Where to put the base as the package has it, in int8.")
@click.option("--resume", is_flag=True, help="Go on with the run saved there.")
@click.option("--seed", type=SEED, default=TrainConfig.seed, show_default=True)
def main(text_path: Path, ckpt_path: Path, minutes: float, tasks: float, compact: Path | None, resume: bool, seed: int) -> None:
    """Pretrain a base from public-domain text: to write English, and to write a damaged passage well again."""
    from dataclasses import replace

    from vibejam.checkpoint import load_checkpoint
    from vibejam.pretrained.bases import save_compact
    from vibejam.train import train_lm

    corpus = Path(f"{ckpt_path}.corpus.txt")
    if not resume:
        write_corpus(text_path, corpus, tasks, seed)
        note(f"{corpus}: {corpus.stat().st_size / 1e6:.1f} MB")
    training = replace(TRAINING, minutes=minutes, seed=seed, resume=resume)
    with TrainingView() as view:
        result = train_lm(corpus, ckpt_path, MODEL, training, DATA, on_event=view)
    if compact:
        trained = load_checkpoint(ckpt_path)
        about = {"steps": result.steps, "seconds": round(result.seconds), "tokens": result.train_tokens}
        save_compact(compact, trained.model, trained.tokenizer, about)
    report(training_summary(result), result.to_dict())


if __name__ == "__main__":
    sys.exit(run(main, sys.argv[1:]))
