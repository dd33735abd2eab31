"""vibejam train: a corpus -> a checkpoint."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import click

from vibejam.cli.common import (
    DATA_FIELDS,
    MODEL_FIELDS,
    PATH,
    TRAINING_FIELDS,
    Command,
    Settings,
    config_options,
    is_flag,
    note,
    preset_option,
    profile_option,
    report,
    saved_settings,
    with_flags,
)
from vibejam.cli.progress import TrainingView
from vibejam.cli.summaries import training_summary
from vibejam.config import LEARN_MINUTES, NO_LIMIT, DataConfig, ModelConfig, TrainConfig, override
from vibejam.config import preset as preset_named
from vibejam.plan import Plan, plan, plan_on_base

_PLANNED = "planned for the corpus and the time"


@click.command("train", cls=Command, examples=["vibejam train corpus.txt -o model.pt"])
@click.argument("corpus", type=PATH)
@click.option("-o", "--output", "ckpt_path", required=True, type=PATH, help="The checkpoint to write.")
@preset_option
@click.option("--resume", is_flag=True, help="Go on with the run saved there, with its settings.")
@profile_option
@config_options(ModelConfig, "arch", *MODEL_FIELDS, default=_PLANNED)
@click.option("--option", multiple=True, metavar="NAME=NUMBER", help="A setting of that architecture, such as ngram_order=1.")
@config_options(DataConfig, *DATA_FIELDS)
@config_options(TrainConfig, *TRAINING_FIELDS, "minutes", "base", "lora_rank", "last_layers", default=_PLANNED)
def command(
    corpus: Path, ckpt_path: Path, preset: str | None, resume: bool, profile: bool, option: tuple[str, ...], **flags: Any
) -> None:
    """Train a language model on a corpus: in three minutes, unless you say how long. Size and rates are chosen for the time
    and the corpus. Ctrl-C saves; --resume goes on, to the identical result where the length was given in steps."""
    if flags["minutes"] is not None and not 0 < flags["minutes"] < math.inf:
        raise click.UsageError(f"--minutes must be above 0, not {flags['minutes']}")
    given = [name for name in ("minutes", "max_iters") if flags[name] is not None and is_flag(name)]
    own = [name for name in ("arch", *MODEL_FIELDS) if flags[name] is not None and is_flag(name)]
    if flags["base"] and own:
        raise click.UsageError(f"--base brings a model of its own: leave --{own[0].replace('_', '-')} out")
    if len(given) == 2:
        raise click.UsageError("--minutes and --max-iters are two ways to say how long: give one")
    if given:  # a flag wins over what the configuration says the other way
        flags["max_iters" if given == ["minutes"] else "minutes"] = None
    with TrainingView() as view:
        saved = saved_settings(ckpt_path) if resume and not preset else None
        if saved:  # what is configured is for new runs
            flags = {name: value if is_flag(name) else None for name, value in flags.items()}
        minutes = flags["minutes"] or LEARN_MINUTES
        planned = (
            plan_on_base(_characters(corpus), minutes, flags["base"]) if flags["base"] else plan(_characters(corpus), minutes)
        )
        model, train, data = saved or _settings(planned, preset, flags)
        if flags["arch"] not in (None, model.arch):
            model = override(model, arch_options={})  # they were another architecture's
        if option:
            flags["arch_options"] = model.arch_options | dict(_option(text) for text in option)
        model, train, data = with_flags(model, train, data, resume, flags)
        for reason in planned.reasons if train.base or model == planned.model else ():
            note(f"plan: {reason}")
        from vibejam.train import train_lm

        shape = None if train.base else model
        result = train_lm(corpus, ckpt_path, shape, train, data, on_event=view, profile=profile)
    report(training_summary(result), result.to_dict())


def _settings(planned: Plan, preset: str | None, flags: dict[str, Any]) -> Settings:
    """What the flags change: a preset, another architecture's defaults, or what is planned."""
    if preset:
        named = preset_named(preset)
        return named.model, named.train, DataConfig()
    minutes = 0.0 if flags["max_iters"] else planned.train.minutes
    if not flags["base"] and flags["arch"] not in (None, planned.model.arch):  # what is planned was tuned for one architecture
        return ModelConfig(), TrainConfig(minutes=minutes, max_iters=NO_LIMIT), DataConfig()
    return planned.model, override(planned.train, minutes=minutes), DataConfig()


def _characters(corpus: Path) -> int:
    """About how many a corpus has; 0 where there is none, which training will say better."""
    return corpus.stat().st_size if corpus.is_file() else 0


def _option(text: str) -> tuple[str, float]:
    """ "ngram_order=1" -> ("ngram_order", 1)."""
    name, equals, number = text.partition("=")
    if not equals or not re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", number):
        raise click.UsageError(f"--option wants NAME=NUMBER, such as ngram_order=1, not {text!r}")
    return name, int(number) if re.fullmatch(r"-?\d+", number) else float(number)
