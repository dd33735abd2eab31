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


def test_a_rewriter_is_learnt_from_two_files_and_rewrites_a_third_line_by_line(tmp_path: Path) -> None:
    names = ("Ann", "Ben", "Cid", "Dora", "Ewan", "Fay", "Gus", "Hal")
    lines = [(f"{a} does not know {b}.", f"{a} knoweth not {b}.") for a in names for b in names]
    (tmp_path / "data").mkdir()
    for name, column in (("modern", 0), ("old", 1)):
        (tmp_path / f"data/{name}.txt").write_text("".join(f"{pair[column]}\n" for pair in lines), encoding="utf-8")
    learnt = script(
        "python -m scripts.train_rewrite_finetune --source-path data/modern.txt --target-path data/old.txt "
        "--ckpt-path checkpoints/rewriter.pt --minutes 0.1 --seed 1",
        tmp_path,
    )
    assert learnt.returncode == 0, learnt.stderr
    assert "61 pairs to learn from, 3 for validation" in learnt.stderr and "BLEU of 3 validation texts" in learnt.stderr
    drafts = ["Ann does not know Zed.", "", "Zed does not know Ann.  "]
    (tmp_path / "data/drafts.txt").write_text("\n".join(drafts) + "\n", encoding="utf-8")
    rewritten = script(
        "python -m scripts.rewrite_demo --ckpt-path checkpoints/rewriter.pt --input-path data/drafts.txt --out-path data/out.txt",
        tmp_path,
    )
    assert rewritten.returncode == 0, rewritten.stderr
    assert "3 lines" in rewritten.stdout
    assert (tmp_path / "data/out.txt").read_text("utf-8") == "Ann knoweth not Zed.\n\nZed knoweth not Ann.\n"
    one = script("python -m scripts.rewrite_demo --ckpt-path checkpoints/rewriter.pt --draft 'Cid does not know Gus.'", tmp_path)
    assert one.stdout == "Cid knoweth not Gus.\n"


def test_what_cannot_be_learnt_or_rewritten_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/one.txt").write_text("a\nb\n")
    (tmp_path / "data/two.txt").write_text("a\n")
    train, demo = "python -m scripts.train_rewrite_finetune --ckpt-path checkpoints/m.pt", "python -m scripts.rewrite_demo"
    for line, told in (
        (f"{train} --source-path data/one.txt --target-path data/two.txt", "2 lines and"),
        (f"{train} --source-path data/one.txt", "give --source-path and --target-path, or --pairs"),
        (f"{train} --pairs data/one.txt", "one.txt:1 is no pair"),
        (f"{train} --pairs data/one.txt --valid-source-path data/two.txt", "one.txt:1 is no pair"),
        (f"{demo} --ckpt-path checkpoints/m.pt", "give --draft or --input-path"),
        (f"{demo} --ckpt-path checkpoints/m.pt --draft x --out-path data/out.txt", "--out-path is for the lines"),
        (f"{demo} --ckpt-path checkpoints/m.pt --draft x", "no checkpoint at"),
    ):
        done = script(line, tmp_path)
        assert done.returncode != 0 and told in done.stderr, (line, done.stderr)
    assert not (tmp_path / "checkpoints").exists()
