"""Rewriters that learn from pairs: a draft line in, the same in another voice out.

    pairs -> a table of phrases (style/phrases.py) -> two drafts of every line: itself, and what the table makes of it
          -> a Rewriter (arch/rewriter.py) that writes the line from both -> beam search

Where the table alone comes as near to the validation texts, as it does when pairs or minutes are few, it is what rewrites. The
table's draft of a line that is learnt from is made without that line's own pair, or the model would learn to trust it too
much. With a base, what learns is a model that was trained before and reads the draft in a prompt; it needs few pairs.
Tests: tests/test_rewriter.py.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vibejam.arch.rewriter import NOTHING
from vibejam.beam import beam_search
from vibejam.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from vibejam.config import FAST_TRAINING, DataConfig, ModelConfig, TrainConfig
from vibejam.errors import DAMAGED, ConfigError, DataError
from vibejam.pairs import Pair, PairDataset, ids_of, padded
from vibejam.plan import check_minutes
from vibejam.pretrained.bases import open_base
from vibejam.resume import saved_tokenizer
from vibejam.style.overlap import bleu
from vibejam.style.phrases import PhraseTable
from vibejam.text.sentences import sentences
from vibejam.tokenizer import BPETokenizer, Tokenizer
from vibejam.tokenizer.bpe import choose_vocab_size
from vibejam.train import LONGEST_OF_BASE, EventSink, TrainEvent, TrainResult, check_places, train_on

ARCH = "rewriter"
MINUTES = 10.0  # of training, when nobody says how long
WIDTH = 4  # beams
_CONTEXT = 256  # tokens of a text
_READINGS, _READINGS_ON_BASE = 60, 3  # of all pairs, at most: more is learning by heart
_TOKENS_PER_STEP = 2048  # of texts and drafts, about
_CHARACTERS_PER_TOKEN = 3.5
_PAIRS_ON_BASE = 8  # of a step
_FEWEST_STEPS = 50
_EVALUATIONS = 10  # of a run that is limited by steps
_TOGETHER = 16  # lines that are searched at once
_ROOM = 1.6  # a rewrite is at most so many times as long as its draft, in tokens,
_MORE_ROOM = 12  # and so many more
_TRIED = 100  # validation texts


@dataclass(frozen=True)
class _Size:
    """A model for budgets of up to `minutes`."""

    minutes: float
    n_layer: int
    n_embd: int
    dropout: float


_SIZES = (_Size(2.0, 2, 128, 0.1), _Size(30.0, 3, 192, 0.1), _Size(float("inf"), 4, 256, 0.15))


def train_rewriter(
    pairs: Sequence[Pair],
    validation: Sequence[Pair],
    ckpt_path: Path | str,
    minutes: float = MINUTES,
    base: str = "",
    max_iters: int = 0,
    seed: int = TrainConfig.seed,
    resume: bool = False,
    on_event: EventSink | None = None,
) -> TrainResult:
    """Learn to rewrite from `pairs`, and keep at `ckpt_path` what rewrites `validation` best, which is not learnt from.

    It takes so many minutes, or less where the pairs have been read often enough; or `max_iters` steps. `base`: a model to start
    from, see `vibejam.pretrained.bases.open_base`; without one, all is learnt from the pairs. Ctrl-C saves; `resume` goes
    on. Raises ConfigError, DataError or MissingError, losing nothing.
    """
    check_places(ckpt_path)
    check_minutes(minutes)
    config = replace(FAST_TRAINING, minutes=minutes, weight_decay=0.1, eval_iters=8, base=base, seed=seed, resume=resume)
    if max_iters:
        config = replace(config, minutes=0.0, max_iters=max_iters, eval_interval=max(1, max_iters // _EVALUATIONS))
    return (_adapt if base else _from_pairs)(pairs, validation, Path(ckpt_path), config, on_event or (lambda event: None))


def _from_pairs(
    pairs: Sequence[Pair], validation: Sequence[Pair], ckpt_path: Path, config: TrainConfig, emit: EventSink
) -> TrainResult:
    began = time.perf_counter()
    table, suggestions = PhraseTable.learn_and_rewrite([(pair.drafts[0], pair.text) for pair in pairs])
    seconds = time.perf_counter() - began
    emit(TrainEvent("note", message=f"counted what {len(table.replacements):,} phrases become ({seconds:.0f} s)"))
    both = {
        "train": [Pair((*pair.drafts, second), pair.text) for pair, second in zip(pairs, suggestions, strict=True)],
        "val": [Pair((*pair.drafts, table.rewrite(pair.drafts[0])), pair.text) for pair in validation],
    }
    texts = [text for pair in pairs for text in (*pair.drafts, pair.text)]
    characters = sum(map(len, texts))
    tokens_per_pair = max(1.0, 1.5 * characters / _CHARACTERS_PER_TOKEN / len(pairs))  # with the suggestion
    batch_size = max(4, min(128, round(_TOKENS_PER_STEP / tokens_per_pair)))
    config = _at_most(_READINGS, len(pairs), replace(config, batch_size=batch_size))
    tokenizer = saved_tokenizer(ckpt_path) if config.resume else None
    tokenizer = tokenizer or BPETokenizer.learn(texts, choose_vocab_size(2 * characters)[0])
    size = next(size for size in _SIZES if config.minutes <= size.minutes)
    model_config = ModelConfig(
        arch=ARCH, n_layer=size.n_layer, n_embd=size.n_embd, n_head=size.n_embd // 64, block_size=_CONTEXT, dropout=size.dropout,
        arch_options={"drafts": 2},
    )  # fmt: skip
    dataset = _dataset(both, tokenizer, DataConfig(tokenizer="bpe", block_size=_CONTEXT, batch_size=batch_size), emit)
    dataset.about = {"phrases": table.to_dict()}
    result = train_on(dataset, ckpt_path, model_config, config, on_event=emit)
    _choose(ckpt_path, validation, emit)
    return result


def _choose(ckpt_path: Path, validation: Sequence[Pair], emit: EventSink) -> None:
    """Note in the checkpoint how near the validation texts the drafts come as they are, by phrases alone, and rewritten."""
    some = validation[:: max(1, len(validation) // _TRIED)][:_TRIED]
    drafts, texts = [pair.drafts[0] for pair in some], [pair.text for pair in some]
    checkpoint = load_checkpoint(ckpt_path)
    rewriter = LineRewriter(checkpoint, ckpt_path)
    rows = {"copied": drafts, "by phrases": [rewriter.table.rewrite(draft) for draft in drafts]}
    rows["rewritten"] = rewriter.by_model(drafts, WIDTH)
    scores = {name: round(bleu(row, texts), 2) for name, row in rows.items()}
    told = ", ".join(f"{score:.1f} {name}" for name, score in scores.items())
    emit(TrainEvent("note", message=f"BLEU of {len(some)} validation texts: {told}"))
    if scores["by phrases"] >= scores["rewritten"]:
        emit(TrainEvent("note", message="phrases alone do as well, and will rewrite: more pairs or more minutes may change that"))
    about = checkpoint.about | {"bleu": scores}
    save_checkpoint(ckpt_path, checkpoint.model, checkpoint.tokenizer, checkpoint.train_config, checkpoint.data_config, about)


def _adapt(
    pairs: Sequence[Pair], validation: Sequence[Pair], ckpt_path: Path, config: TrainConfig, emit: EventSink
) -> TrainResult:
    base = open_base(config.base)
    config = _at_most(_READINGS_ON_BASE, len(pairs), replace(config, batch_size=_PAIRS_ON_BASE))
    window = min(base.model.config.block_size, LONGEST_OF_BASE)
    both = {"train": list(pairs), "val": list(validation)}
    dataset = _dataset(both, base.tokenizer, DataConfig(block_size=window, batch_size=config.batch_size), emit, prompted=True)
    return train_on(dataset, ckpt_path, base.model.config, config, base, emit)


def _at_most(readings: int, pairs: int, config: TrainConfig) -> TrainConfig:
    """A run that is limited by time ends when it has read all pairs so often, too."""
    steps = max(_FEWEST_STEPS, round(readings * pairs / config.batch_size))
    return replace(config, max_iters=steps) if config.minutes else config


def _dataset(
    pairs: dict[str, list[Pair]], tokenizer: Tokenizer, config: DataConfig, emit: EventSink, prompted: bool = False
) -> PairDataset:
    dataset = PairDataset(pairs, tokenizer, config, prompted)
    dataset.about_tokenizer = "the base's" if prompted else "learnt from both sides"
    if dataset.left_out:
        emit(TrainEvent("note", message=f"left out: {dataset.left_out:,} pairs longer than {config.block_size} tokens"))
    return dataset


class LineRewriter:
    """A trained rewriter, ready to rewrite lines: `LineRewriter.open(path).rewrite(lines)`."""

    def __init__(self, checkpoint: Checkpoint, where: Path | str = "the checkpoint"):
        if checkpoint.model.config.arch != ARCH:
            raise ConfigError(f"{where} is a model that writes on, not a rewriter", "rewrite with it: vibejam.rewrite_text")
        self.model, self.tokenizer = checkpoint.model, checkpoint.tokenizer
        try:
            self.table = PhraseTable.from_dict(checkpoint.about["phrases"])
            scores = checkpoint.about.get("bleu", {})
            self.phrases_suffice = bool(scores) and scores["by phrases"] >= scores["rewritten"]
        except DAMAGED as error:
            raise DataError(f"{where} has no usable table of phrases: {error}", "train it again") from error

    @classmethod
    def open(cls, path: Path | str) -> LineRewriter:
        """Of a checkpoint. Raises MissingError, DataError or ConfigError."""
        return cls(load_checkpoint(path), path)

    def rewrite(self, lines: Sequence[str], width: int = WIDTH) -> list[str]:
        """Each line rewritten by itself. An empty line stays."""
        if self.phrases_suffice:
            return [self.table.rewrite(line) for line in lines]
        return self.by_model(lines, width)

    def by_model(self, lines: Sequence[str], width: int) -> list[str]:
        """What the model makes of each line: the likeliest that `width` beams find.

        A line that is too long for the model is rewritten in parts, of whole sentences; a sentence that is too long stays.
        """
        parts = [(number, part) for number, line in enumerate(lines) for part in self._parts(line)]
        fitting = sorted((i for i, (_, part) in enumerate(parts) if self._fits(part)), key=lambda i: len(parts[i][1]))
        written = [part for _, part in parts]
        for start in range(0, len(fitting), _TOGETHER):
            some = fitting[start : start + _TOGETHER]
            for i, text in zip(some, self._write([parts[i][1] for i in some], width), strict=True):
                written[i] = text
        rewrites: list[list[str]] = [[] for _ in lines]
        for (number, _), text in zip(parts, written, strict=True):
            rewrites[number].append(text)
        return [" ".join(texts) for texts in rewrites]

    def _parts(self, line: str) -> list[str]:
        """As many whole sentences at a time as fit."""
        parts: list[str] = []
        for sentence in sentences(line):
            if parts and self._fits(parts[-1] + sentence):
                parts[-1] += sentence
            else:
                parts.append(sentence)
        return [part.strip() for part in parts if part.strip()]

    def _fits(self, text: str) -> bool:
        return _room(len(ids_of(self.tokenizer, text))) < self.model.config.block_size

    def _write(self, drafts: list[str], width: int) -> list[str]:
        written = [ids_of(self.tokenizer, draft) for draft in drafts]
        suggested = [ids_of(self.tokenizer, self.table.rewrite(draft)) for draft in drafts]
        state = self.model.begin(padded(written, NOTHING), padded(suggested, NOTHING))
        end = self.tokenizer.doc_end_id
        texts = beam_search(self.model, state, end, {end}, [_room(len(ids)) for ids in written], width)
        return [self.tokenizer.decode(ids).strip() for ids in texts]


def _room(tokens: int) -> int:
    """How long a rewrite of a draft of so many tokens may become."""
    return int(_ROOM * tokens) + _MORE_ROOM
