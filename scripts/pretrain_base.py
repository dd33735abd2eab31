"""How vibejam-base was made: a corpus of public-domain English -> a small Llama-shaped model to start voices from."""

import hashlib
import math
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from vibejam.cli.common import PATH, SEED, Command, note, report, run
from vibejam.cli.progress import TrainingView
from vibejam.cli.summaries import training_summary
from vibejam.config import DataConfig, ModelConfig, TrainConfig
from vibejam.corpus import read_texts
from vibejam.pairs import TEMPLATE
from vibejam.paths import publish
from vibejam.text.noise import noised
from vibejam.tokenizer import DOC_END
from vibejam.tokenizer.pretrained import PretrainedTokenizer

MODEL = ModelConfig(arch="llama", n_layer=4, n_head=4, n_embd=256, block_size=512)
VOCABULARY = 4096
TRAINING = TrainConfig(
    max_iters=1_000_000, batch_size=8, learning_rate=0.03, warmup_iters=0, beta2=0.95, grad_clip=0.0, weight_decay=0.01,
    eval_iters=16, dtype="bfloat16",
)  # fmt: skip
DATA = DataConfig(val_fraction=0.02)
SPARED = 0.04  # of all documents, those of lowest digest: that is where validation documents are taken from (data.py)
PASSAGE = (6, 90)  # words of what is to be written again


def tasks_of(document: str, share: float, rng: random.Random) -> Iterator[str]:
    """Drafts of some of its passages, each with the passage as it was: about `share` of the document's words."""
    for paragraph in document.split("\n\n"):
        words = paragraph.split()
        if len(words) < PASSAGE[0] or rng.random() >= share:
            continue
        length = round(math.exp(rng.uniform(*map(math.log, PASSAGE))))  # short ones are where copying is learnt first
        start = rng.randrange(max(1, len(words) - length))
        passage = " ".join(words[start : start + length])
        amount = rng.choice((0.0, 0.05, 0.1, 0.2))  # without damage it is to be copied
        yield TEMPLATE.format(draft=noised(passage, rng, amount) if amount else passage) + passage


def may_be_validation(text: str) -> bool:
    return hashlib.sha256(text.encode()).digest()[0] < SPARED * 256


def write_corpus(corpus: Path, place: Path, share: float, seed: int) -> None:
    """Every document, and among them the tasks; in a shuffled order, so that the tasks of one do not follow it.

    Nothing from a document that may be kept for validation becomes a task, and no task is kept for it.
    """
    rng = random.Random(seed)
    written: list[str] = []
    for document in read_texts(corpus):
        written.append(document)
        if not may_be_validation(document):
            written += [task for task in tasks_of(document, share, rng) if not may_be_validation(task)]
    rng.shuffle(written)
    with publish(place) as (file,):
        for text in written:
            file.write(f"{text}\n{DOC_END}\n".encode())


def learn_tokenizer(corpus: Path) -> PretrainedTokenizer:
    """Byte-level BPE that cuts text into words as SmolLM2's does: then all runtimes know how to use it."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

    library: Any = Tokenizer(models.BPE())
    library.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    library.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY, special_tokens=[DOC_END], initial_alphabet=alphabet, show_progress=False)
    library.train_from_iterator(read_texts(corpus), trainer)
    # Other runtimes then begin a text as generate_text does: where a document ended.
    library.post_processor = processors.TemplateProcessing(single=f"{DOC_END} $A", special_tokens=[(DOC_END, 0)])
    return PretrainedTokenizer(library.to_str(), DOC_END, roles={"eos_token": DOC_END})


def begin(corpus: Path, folder: Path, seed: int) -> None:
    """A base that has learnt nothing yet, for `train_lm` to go on from."""
    import torch

    from vibejam.arch import build_model
    from vibejam.pretrained.hf import save_hf

    tokenizer = learn_tokenizer(corpus)
    torch.manual_seed(seed)
    save_hf(folder, build_model(MODEL.arch, replace(MODEL, vocab_size=tokenizer.vocab_size)), tokenizer)


EXAMPLE = "python -m scripts.pretrain_base --text-path books.txt --ckpt-path base.pt --minutes 75"


@click.command("pretrain_base", cls=Command, examples=[EXAMPLE])
@click.option("--text-path", required=True, type=PATH, help="A corpus, as vibejam prepare makes it.")
@click.option("--ckpt-path", required=True, type=PATH, help="The checkpoint to write.")
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), default=75, show_default=True)
@click.option("--tasks", type=click.FloatRange(0, 1), default=0.25, show_default=True, help="Share of passages to write again.")
@click.option("--base", help="A base to go on from. [default: a new one]")
@click.option("--compact", type=PATH, help="Where to put the base as the package has it, in int8.")
@click.option("--resume", is_flag=True, help="Go on with the run saved there.")
@click.option("--seed", type=SEED, default=TrainConfig.seed, show_default=True)
def main(
    text_path: Path,
    ckpt_path: Path,
    minutes: float,
    tasks: float,
    base: str | None,
    compact: Path | None,
    resume: bool,
    seed: int,
) -> None:
    """Pretrain a base from public-domain text: to write English, and to write a damaged passage well again."""
    from vibejam.checkpoint import load_checkpoint
    from vibejam.pretrained.bases import save_compact
    from vibejam.train import train_lm

    corpus = Path(f"{ckpt_path}.corpus.txt")
    start = Path(f"{ckpt_path}.start")
    if not resume:
        write_corpus(text_path, corpus, tasks, seed)
        note(f"{corpus}: {corpus.stat().st_size / 1e6:.1f} MB")
        begin(text_path, start, seed)
    training = replace(TRAINING, base=base or str(start), minutes=minutes, seed=seed, resume=resume)
    with TrainingView() as view:
        result = train_lm(corpus, ckpt_path, None, training, DATA, on_event=view)
    if compact:
        trained = load_checkpoint(ckpt_path)
        about = {"steps": result.steps, "seconds": round(result.seconds), "tokens": result.train_tokens}
        save_compact(compact, trained.model, trained.tokenizer, about)
    report(training_summary(result), result.to_dict())


if __name__ == "__main__":
    sys.exit(run(main, sys.argv[1:]))
