"""vibejam doctor: what is on this machine, and what is missing."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
from typing import Any

import click

from vibejam import __version__, paths
from vibejam.cli.common import Command, report

_EXTRAS = {"lab": ("matplotlib", "nbclient", "nbformat", "ipykernel"), "providers": ("httpx2",)}


@click.command("doctor", cls=Command, examples=["vibejam doctor"])
def command() -> None:
    """Show versions, device, disk, voices, extras and keys (whether they are set, never their values). Asks no network."""
    facts = _facts()
    width = max(map(len, facts))
    report("\n".join(f"{name:{width}}  {_in_words(value)}" for name, value in facts.items()), facts)


def _facts() -> dict[str, Any]:
    import torch

    from vibejam.device import choose_device, choose_dtype
    from vibejam.providers import SERVICES
    from vibejam.voice import Voice

    device = choose_device()
    home = paths.home()
    existing = next(p for p in (home, *home.parents) if p.exists())
    return {
        "vibejam": __version__,
        "python": f"{platform.python_version()} on {platform.system()} {platform.machine()}",
        "torch": torch.__version__,
        "device": str(device),
        "dtype": str(choose_dtype("auto", device.value)),
        "cpu_cores": os.cpu_count(),
        "home": str(home),
        "home_writable": os.access(existing, os.W_OK),
        "disk_free_gb": round(shutil.disk_usage(existing).free / 1e9, 1),
        "voices": [voice.name for voice in Voice.all()],
        "extras": {name: _extra_state(name, modules) for name, modules in _EXTRAS.items()},
        "keys": {s.key_name: "set" if os.environ.get(s.key_name) else "not set" for s in SERVICES.values() if s.key_name},
    }


def _extra_state(name: str, modules: tuple[str, ...]) -> str:
    missing = [module for module in modules if importlib.util.find_spec(module) is None]
    return f'missing {", ".join(missing)}: pip install "vibejam[{name}]"' if missing else "installed"


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {entry}" for key, entry in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value)
