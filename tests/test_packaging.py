"""What a stranger installs: the wheel holds everything the demo needs, and nothing private."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "--no-build-isolation", "-q", "-w", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_carries_the_sample_voices_the_base_the_background_and_the_types_marker(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for voice in ("engineer", "letters"):
        assert sum(name.startswith(f"vibejam/examples/voices/{voice}/") for name in names) >= 40
    assert {"vibejam/py.typed", "vibejam/style/background.json.gz", "vibejam/style/phrasebook.txt"} <= set(names)
    models = [name for name in names if name.endswith((".pt", ".safetensors", ".resume", ".gguf"))]
    assert models == ["vibejam/bases/vibejam-base.safetensors"], "no model but the base leaves with the package"


def test_the_installed_wheel_runs_the_demo_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    installed, empty = tmp_path / "installed", tmp_path / "empty"
    empty.mkdir()
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(installed), str(wheel)], check=True
    )
    environment = os.environ | {"PYTHONPATH": str(installed), "VIBEJAM_HOME": str(tmp_path / "home")}
    where = "import vibejam; print(vibejam.__file__)"
    found = subprocess.run([sys.executable, "-c", where], cwd=empty, env=environment, capture_output=True, text=True)
    assert found.stdout.startswith(str(installed)), "the installed copy runs, not the checkout"
    done = subprocess.run(
        [sys.executable, "-m", "vibejam", "demo", "--minutes", "0.01"],
        cwd=empty, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "46 documents" in done.stdout
    assert list(empty.iterdir()) == [], "nothing is written where nobody asked"
