"""vibejam pull: a model that others trained -> a base on this machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vibejam.cli.common import Command, note, report
from vibejam.errors import ConfigError

if TYPE_CHECKING:
    from vibejam.pretrained.pull import Offer


@click.command("pull", cls=Command, examples=["vibejam pull smollm2-135m"])
@click.argument("base")
@click.option("--yes", is_flag=True, help="Fetch without asking.")
def command(base: str, yes: bool) -> None:
    """Put a model that others trained on this machine: pull once, offline for ever.

    BASE is smollm2-135m, hf:NAME for a model on Hugging Face's hub, hf:FOLDER for a copy of one, or gguf:FILE.
    """
    from vibejam.pretrained.pull import pull

    def agree(offer: Offer, place: Path) -> None:
        note(
            f"{offer.origin}\n  {offer.size / 1e6:,.0f} MB to fetch, {offer.room / 1e6:,.0f} MB in {place}; licence: {offer.licence}"
        )
        if yes:
            return
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise ConfigError("it asks before it fetches, and there is nobody to ask", f"vibejam pull {base} --yes")
        click.confirm("fetch it?", abort=True, err=True)

    found, fetched = pull(base, agree)
    about = found.about
    state = f"pulled {about['name']}" if fetched else f"{about['name']} is there already"
    text = f"{state}: {about['origin']}\n{about['size'] / 1e6:,.0f} MB in {found.path}; licence: {about['licence']}"
    report(text, {**about, "path": str(found.path), "fetched": fetched})
