"""vibejam eval: how much a voice's rewrites sound like the person, and what they do to the facts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vibejam.cli.common import PATH, Command, note, report
from vibejam.cli.summaries import evaluation_summary
from vibejam.errors import VibejamError

if TYPE_CHECKING:
    from vibejam.engine import StyleEngine
    from vibejam.evaluate import System
    from vibejam.proposers import PromptedBase
    from vibejam.voice import Voice

_SEED = 0
_SHOWN = 2  # passages of the person's that a prompted base is shown


@click.command("eval", cls=Command, examples=["vibejam eval --voice me", "vibejam eval --voice me --drafts drafts.jsonl"])
@click.option("--voice", help="The voice to evaluate. [default: the only one there is]")
@click.option("--drafts", multiple=True, type=PATH, metavar="FILE.jsonl", help="Drafts to rewrite, with the person's own text where there is one. [default: none, only the judges]")  # fmt: skip
@click.option("--own", multiple=True, type=PATH, help="The person's writing that was not learnt, for the judges. [default: what learn --holdout kept]")  # fmt: skip
@click.option("--others", multiple=True, type=PATH, help="Other people's writing, for the judges: a folder, or a file of drafts with texts. [default: the sample voices]")  # fmt: skip
def command(voice: str | None, drafts: tuple[Path, ...], own: tuple[Path, ...], others: tuple[Path, ...]) -> None:
    """Measure rewrites: style by two judges, facts by an independent check, edits, copies and time.

    Each line of a file of drafts is an object: draft, and where the person wrote the same, text and document; or facts, strings
    that any rewrite must keep, and traps, phrases whose meaning must not flip. What the voice has learnt is refused.
    """
    from vibejam.evaluate import evaluate_voice, refuse_learnt
    from vibejam.holdout import read_items
    from vibejam.style.meaning import installed_encoder
    from vibejam.voice import Voice

    opened = Voice.open(voice)
    items = [item for path in drafts for item in read_items(path)]
    refuse_learnt(opened, items)  # before a model is loaded
    systems = _systems(opened) if items else {}
    result = evaluate_voice(opened, systems, items, own, others, installed_encoder() if items else None, _tell)
    for message in result.notes:
        note(message)
    report(evaluation_summary(result), {"voice": opened.name, **result.to_dict()})


def _systems(voice: Voice) -> dict[str, System]:
    """The engine; single kinds of edits, and a base that can be asked to rewrite, behind the same guard and choice."""
    from vibejam.engine import StyleEngine
    from vibejam.proposers import EditProposer

    engine, rules = StyleEngine(voice), voice.rules()
    alone = {f"{kind} only": StyleEngine(voice, [EditProposer(rules, engine.scorer, [kind])]) for kind in ("rules", "phrases")}
    if prompted := _prompted_base(voice):
        alone["prompted base"] = StyleEngine(voice, [prompted])
    return {name: _rewriter(one) for name, one in {**alone, "engine": engine}.items()}


def _prompted_base(voice: Voice) -> PromptedBase | None:
    """The first base on this machine that was tuned to chat, the voice's own before others."""
    from vibejam.corpus import read_texts
    from vibejam.pretrained.bases import open_base
    from vibejam.pretrained.pull import pulled_bases
    from vibejam.proposers import PromptedBase
    from vibejam.score import passages_of
    from vibejam.tokenizer import PretrainedTokenizer

    for ref in sorted(pulled_bases(), key=lambda ref: ref != voice.load().train_config.base):
        try:
            base = open_base(ref)
        except VibejamError as error:
            note(f"the base {ref} cannot be prompted: {error.message}")
            continue
        if isinstance(base.tokenizer, PretrainedTokenizer) and base.tokenizer.chat_template:
            return PromptedBase(base.model, base.tokenizer, passages_of(read_texts(voice.corpus_path), _SHOWN))
    return None


def _rewriter(engine: StyleEngine) -> System:
    return lambda draft: engine.rewrite(draft, seed=_SEED).text


def _tell(system: str, done: int, total: int) -> None:
    if done % 20 == 0:
        note(f"{system}: {done} of {total} drafts")
