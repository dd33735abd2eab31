"""vibejam train: a corpus -> a checkpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from vibejam.cli.common import (
    MODEL_FIELDS,
    PATH,
    TRAINING_FIELDS,
    Command,
    config_options,
    preset_option,
    report,
    training_settings,
)
from vibejam.cli.progress import TrainingView
from vibejam.cli.summaries import training_summary
from vibejam.config import ModelConfig, TrainConfig


@click.command("train", cls=Command, examples=["vibejam train corpus.txt -o model.pt"])
@click.argument("corpus", type=PATH)
@click.option("-o", "--output", "ckpt_path", required=True, type=PATH, help="The checkpoint to write.")
@preset_option
@click.option("--resume", is_flag=True, help="Go on with the run saved there, with its settings.")
@config_options(ModelConfig, "arch", *MODEL_FIELDS)
@config_options(TrainConfig, *TRAINING_FIELDS, "minutes")
def command(corpus: Path, ckpt_path: Path, preset: str | None, resume: bool, **flags: Any) -> None:
    """Train a language model on a corpus. Ctrl-C saves; --resume goes on to the identical result."""
    given = [name for name in ("minutes", "max_iters") if flags[name] and _is_flag(name)]
    if len(given) == 2:
        raise click.UsageError("--minutes and --max-iters are two ways to say how long: give one")
    if given:  # a flag wins over what the configuration says the other way
        flags["max_iters" if given == ["minutes"] else "minutes"] = None
    with TrainingView() as view:
        model_config, train_config = training_settings(preset, ckpt_path, resume, flags)
        from vibejam.train import train_lm

        result = train_lm(corpus, ckpt_path, model_config, train_config, on_event=view)
    report(training_summary(result), result.to_dict())


def _is_flag(name: str) -> bool:
    return click.get_current_context().get_parameter_source(name) == click.core.ParameterSource.COMMANDLINE
