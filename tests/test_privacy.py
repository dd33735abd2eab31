"""What people write, and what is learnt from it, does not enter git."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from tests.conftest import ROOT


def git(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(["git", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)


@pytest.fixture(autouse=True, scope="module")
def checkout() -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    if git("rev-parse", "--show-toplevel").stdout.strip() != str(ROOT.resolve()):
        pytest.skip("this is not a git checkout of vibejam")


@pytest.mark.parametrize(
    "path",
    [
        "data/x.txt",
        "data/letters/2020/x.md",
        "data/personal_corpus.txt",
        "data/personal_corpus.txt.manifest.jsonl",
        "personal_corpus.txt",
        "personal_corpus.txt.manifest.jsonl",
        "notes/personal_corpus.txt",
        "checkpoints/x.pt",
        "checkpoints/x.pt.resume",
        "checkpoints/x.pt.metrics.jsonl",
        "checkpoints/x.pt.loss.svg",
        "elsewhere/x.pt",
        "elsewhere/x.pt.resume",
        "elsewhere/corpus.txt.manifest.jsonl",
        "voices/a/voice.json",
        "exports/x.gguf",
        "x.gguf",
        "x.safetensors",
        "a/b/c.safetensors",
    ],
)
def test_private_files_are_ignored(path: str) -> None:
    assert git("check-ignore", "--quiet", "--no-index", path).returncode == 0


@pytest.mark.parametrize("path", ["examples/voices/letters/a.md", "vibejam/data.py", "tests/test_data.py", "docs/data.md"])
def test_the_project_itself_is_not_ignored(path: str) -> None:
    assert git("check-ignore", "--quiet", "--no-index", path).returncode == 1


def test_no_file_of_an_ignored_kind_was_added_by_force() -> None:
    assert git("ls-files", "--cached", "--ignored", "--exclude-standard").stdout == ""
