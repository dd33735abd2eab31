"""What all tests share: a home of their own, a small corpus, a tiny trained model, and the shared data where it is."""

from __future__ import annotations

import os
from pathlib import Path

# Several small processes on few cores: one thread each is many times quicker. Before torch is loaded.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest

ROOT = Path(__file__).parent.parent
REAL_BASE = os.environ.get("VIBEJAM_TEST_BASE")
SHARED_DATA = Path(os.environ.get("VIBEJAM_SHARED_DATA", ROOT.parent / "shared" / "data"))


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test sees or touches the voices of whoever runs it, nor their settings."""
    home = tmp_path_factory.mktemp("home")
    for name in [n for n in os.environ if n.startswith("VIBEJAM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("VIBEJAM_HOME", str(home))
    return home


@pytest.fixture(scope="session", autouse=True)
def compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The decoder is compiled once for all tests, away from what their user has compiled."""
    os.environ.setdefault("NUMBA_CACHE_DIR", str(tmp_path_factory.mktemp("compiled")))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real corpora and messy inputs that are not part of the project."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the shared data is not at {SHARED_DATA}")
    return SHARED_DATA


@pytest.fixture(scope="session")
def real_base() -> Path:
    """SmolLM2's weights, as `vibejam pull smollm2-135m` puts them on a machine."""
    if not REAL_BASE:
        pytest.skip("VIBEJAM_TEST_BASE does not name the folder of a base: vibejam pull smollm2-135m")
    return Path(REAL_BASE)


@pytest.fixture(scope="session")
def voices() -> Path:
    """The writing of the two invented people that comes with the project."""
    return ROOT / "examples" / "voices"


@pytest.fixture(scope="session")
def corpus(voices: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of one invented person's letters."""
    from vibejam.corpus import prepare_corpus

    path = tmp_path_factory.mktemp("corpus") / "letters.txt"
    prepare_corpus([voices / "letters"], path)
    return path


@pytest.fixture(scope="session")
def trained(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkpoint of a model trained for a moment."""
    from vibejam.config import ModelConfig, TrainConfig
    from vibejam.train import train_lm

    path = tmp_path_factory.mktemp("trained") / "model.pt"
    tiny = ModelConfig(n_layer=1, n_head=2, n_embd=16, block_size=32)
    train_lm(corpus, path, tiny, TrainConfig(max_iters=30, batch_size=8, eval_interval=10, eval_iters=2, device="cpu"))
    return path


# A test may be skipped for what a machine cannot have; with CI=true any other skip fails the run, since under
# `.[all,dev]` everything else is there.
MAY_BE_ABSENT = (
    "the shared data",
    "a GPU",
    "the independent reference",
    "VIBEJAM_TEST_BASE",
    "this is not a git checkout",
    "root may read",
    "permissions do not bind",
)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or os.environ.get("CI") != "true":
        return
    reasons = [str(report.longrepr[2]).removeprefix("Skipped: ") for report in reporter.stats.get("skipped", [])]
    for reason in sorted({r for r in reasons if not r.startswith(MAY_BE_ABSENT)}):
        reporter.write_line(f"a skip that is not allowed here: {reason}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
