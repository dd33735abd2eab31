"""Step 2: a corpus -> a language model."""

import sys
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
    preset_option,
    profile_option,
    report,
    run,
    saved_settings,
    with_flags,
)
from vibejam.cli.progress import TrainingView
from vibejam.cli.summaries import training_summary
from vibejam.config import DataConfig, ModelConfig, TrainConfig
from vibejam.config import preset as preset_named

EXAMPLE = "python -m scripts.train_lm --text-path data/personal_corpus.txt --ckpt-path checkpoints/vibejam_personal.pt"


@click.command("train_lm", cls=Command, examples=[EXAMPLE])
@click.option("--text-path", required=True, type=PATH, help="The corpus to learn from.")
@click.option("--ckpt-path", required=True, type=PATH, help="The checkpoint to write.")
@preset_option
@click.option("--resume", is_flag=True, help="Go on with the run saved there, with its settings.")
@profile_option
@config_options(ModelConfig, *MODEL_FIELDS)
@config_options(DataConfig, *DATA_FIELDS)
@config_options(TrainConfig, *TRAINING_FIELDS)
def main(text_path: Path, ckpt_path: Path, preset: str | None, resume: bool, profile: bool, **flags: Any) -> None:
    """Train a language model: the seed's 2 layers of 64 unless a flag or a preset says otherwise."""
    with TrainingView() as view:
        saved = saved_settings(ckpt_path) if resume and preset is None else None
        model_config, train_config, data_config = with_flags(*(saved or _settings(preset)), resume, flags)
        from vibejam.train import train_lm

        result = train_lm(text_path, ckpt_path, model_config, train_config, data_config, on_event=view, profile=profile)
    report(training_summary(result), result.to_dict())


def _settings(preset: str | None) -> Settings:
    if preset is None:
        return ModelConfig(), TrainConfig(), DataConfig()
    chosen = preset_named(preset)
    return chosen.model, chosen.train, DataConfig()


if __name__ == "__main__":
    sys.exit(run(main, sys.argv[1:]))
