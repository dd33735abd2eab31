"""The quickstart, as the README has it: four scripts from a folder of writing to a rewrite."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

QUICKSTART = """\
pip install -e .
python -m scripts.prepare_data --input-dir data/raw --out-path data/personal_corpus.txt
python -m scripts.train_lm --text-path data/personal_corpus.txt --ckpt-path checkpoints/vibejam_personal.pt
python -m scripts.sample_lm --text-path data/personal_corpus.txt --ckpt-path checkpoints/vibejam_personal.pt --prompt "Today I feel"
python -m scripts.rewrite_demo --text-path data/personal_corpus.txt --ckpt-path checkpoints/vibejam_personal.pt \
--draft "Today I went for a walk and felt good about the progress on my project."
"""
SMALL = (
    "--max-iters 12 --n-layer 1 --n-head 2 --n-embd 16 --block-size 32 --batch-size 4 --learning-rate 0.01 --dropout 0.1 --seed 3"
)
SMALL += " --device cpu --preset cpu"


def test_the_readme_has_the_quickstart_word_for_word() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for line in QUICKSTART.splitlines():
        assert line in readme


def script(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of the quickstart with its paths moved below `folder`."""
    tokens = shlex.split(line)
    assert tokens.pop(0) == "python"
    moved = [str(folder / t) if t.startswith(("data/", "checkpoints/")) else t for t in tokens]
    done = subprocess.run([sys.executable, *moved], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="module")
def worked(voices: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The quickstart gone through once; its folder and what each step printed."""
    folder = tmp_path_factory.mktemp("quickstart")
    (folder / "data").mkdir()
    (folder / "data" / "raw").symlink_to(voices / "engineer")
    steps = QUICKSTART.splitlines()[1:]
    steps[1] += f" {SMALL}"
    steps[2] += " --max-new-tokens 40 --temperature 0.5 --top-k 5 --seed 1"
    outputs = []
    for line in steps:
        done = script(line, folder)
        assert done.returncode == 0, done.stderr
        outputs.append(done.stdout)
    return folder, outputs


def test_each_step_leaves_its_file_and_prints_its_result(worked: tuple[Path, list[str]]) -> None:
    folder, (prepared, trained, sampled, rewritten) = worked
    assert "48 documents" in prepared
    assert "validation loss" in trained and "vibejam_personal.pt" in trained
    assert sampled.startswith("Today I feel") and len(sampled) > len("Today I feel\n")
    assert rewritten.strip()
    assert (folder / "checkpoints" / "vibejam_personal.pt").exists()


def test_resume_takes_the_settings_of_the_saved_run(worked: tuple[Path, list[str]]) -> None:
    folder, _ = worked
    before = (folder / "checkpoints" / "vibejam_personal.pt").read_bytes()
    done = script(QUICKSTART.splitlines()[2] + " --resume", folder)
    assert done.returncode == 0, done.stderr
    assert "resuming at step 12" in done.stderr
    assert (folder / "checkpoints" / "vibejam_personal.pt").read_bytes() == before


def test_a_corpus_that_disagrees_with_the_checkpoint_is_mentioned(worked: tuple[Path, list[str]]) -> None:
    folder, _ = worked
    sample = QUICKSTART.splitlines()[3] + " --max-new-tokens 5"
    assert "corpus" not in script(sample, folder).stderr
    (folder / "data" / "other.txt").write_text("something else", encoding="utf-8")
    other = sample.replace("personal_corpus", "other")
    assert "not the corpus this checkpoint learnt from" in script(other, folder).stderr
    gone = script(sample.replace("personal_corpus", "gone"), folder)
    assert gone.returncode == 0 and "is not there" in gone.stderr


def test_characters_never_seen_are_mentioned(worked: tuple[Path, list[str]]) -> None:
    folder, _ = worked
    line = QUICKSTART.splitlines()[3].replace("Today I feel", "Ωmega") + " --max-new-tokens 5"
    done = script(line, folder)
    assert done.stdout.startswith("Ωmega") and "never seen: Ω" in done.stderr
