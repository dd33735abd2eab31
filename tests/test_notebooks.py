"""The notebooks: they run, they hold nobody's text, they point to where the project lives, and they leave nothing behind."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
IMAGES = {"01_toy_transformer": 3, "02_train_personal_lm": 1, "03_rewrite_in_my_voice": 1}  # at least so many
TIMEOUT = 600  # seconds for one cell, on a machine that is busy with other things


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


@pytest.fixture(params=sorted(IMAGES))
def notebook(request: pytest.FixtureRequest) -> Path:
    return ROOT / "notebooks" / f"{request.param}.ipynb"


@pytest.fixture(scope="module")
def repository() -> str:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["vibejam"]["repository"]


def test_every_notebook_is_tested() -> None:
    assert sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb")) == sorted(IMAGES)


def test_holds_no_outputs(notebook: Path) -> None:
    """An output could be somebody's private text."""
    for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
        assert not cell.get("outputs"), f"cell {cell['id']} has outputs: clear them before committing"
        assert cell.get("execution_count") is None, f"cell {cell['id']} has an execution count"
        assert not cell.get("attachments"), f"cell {cell['id']} has attachments"


def test_points_to_the_repository(notebook: Path, repository: str) -> None:
    title, setup, *_ = json.loads(notebook.read_text("utf-8"))["cells"]
    target = f"https://colab.research.google.com/github/{repository}/blob/main/notebooks/{notebook.name}"
    badge = f"[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]({target})"
    assert title["cell_type"] == "markdown" and badge in _source(title).splitlines()
    assert setup["cell_type"] == "code" and f'"https://github.com/{repository}"' in _source(setup)


def test_runs(notebook: Path, tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the first cell to the last, with a few steps of training, in a folder that stays as it was."""
    nbformat = pytest.importorskip("nbformat", reason="notebooks need the extra: pip install 'vibejam[lab]'")
    nbclient = pytest.importorskip("nbclient", reason="notebooks need the extra: pip install 'vibejam[lab]'")
    pytest.importorskip("ipykernel", reason="notebooks need the extra: pip install 'vibejam[lab]'")
    temporary, working = tmp_path / "temporary", tmp_path / "working"
    temporary.mkdir()
    working.mkdir()
    monkeypatch.setenv("VIBEJAM_NOTEBOOK_STEPS", "5")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # vibejam of this checkout, wherever the kernel starts
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # threads that compete with other processes make tiny models very slow
    for variable in ("TMPDIR", "TMP", "TEMP"):
        monkeypatch.setenv(variable, str(temporary))
    for variable in ("IPYTHONDIR", "MPLCONFIGDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(variable, str(tmp_path / variable.lower()))
    monkeypatch.delenv("MPLBACKEND", raising=False)  # the kernel chooses the one that puts pictures into the notebook

    run = nbformat.read(notebook, as_version=4)
    client = nbclient.NotebookClient(run, timeout=TIMEOUT, resources={"metadata": {"path": str(working)}})
    client.execute()  # raises CellExecutionError, with the traceback, when a cell fails

    outputs = [output for cell in run.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= IMAGES[notebook.stem]
    assert not list(working.iterdir()), "a notebook wrote into the folder it was started in"
    assert not list(temporary.glob("vibejam-*")), "a notebook left its temporary folder behind"
    assert not list(own_home.iterdir()), "a notebook touched the home of whoever runs it"
