"""The `vibejam` command: one small file per command, each of which parses, calls the library, and prints."""

from __future__ import annotations

import sys

import click

from vibejam import __version__
from vibejam.cli import demo, doctor, eval, export, learn, pairs, prepare, pull, rewrite, sample, score, train
from vibejam.cli.common import Group, run


def _print_version(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    import platform

    import torch

    from vibejam.device import choose_device

    device = choose_device().value.type
    click.echo(f"vibejam {__version__}, Python {platform.python_version()}, torch {torch.__version__}, device {device}")
    context.exit()


@click.group(
    cls=Group,
    invoke_without_command=True,
    examples=["vibejam demo", "vibejam learn ~/writing --voice me", "vibejam sample --voice me --prompt 'Today I feel'"],
    context_settings={"auto_envvar_prefix": "VIBEJAM", "help_option_names": ["-h", "--help"]},
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show versions and the device.")  # fmt: skip
@click.pass_context
def cli(context: click.Context) -> None:
    """A small language model that learns your voice from your own writing, on your own machine."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for _command in (
    demo.command, learn.command, prepare.command, train.command, sample.command, rewrite.command, score.command, eval.command,
    pairs.command, pull.command, export.command, doctor.command,
):  # fmt: skip
    cli.add_command(_command)


def main() -> None:
    sys.exit(run(cli, sys.argv[1:]))
