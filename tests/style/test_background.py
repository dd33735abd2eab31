"""The counts of other people's writing that come with the package."""

from __future__ import annotations

from pathlib import Path

import pytest

from vibejam import paths
from vibejam.errors import DataError
from vibejam.style.background import Background
from vibejam.style.fingerprint import Fingerprint


@pytest.fixture(scope="module")
def background() -> Background:
    return Background.load()


def test_it_holds_counts_of_a_million_words_and_no_line_of_text(background: Background) -> None:
    assert background.older.words + background.newer.words > 1_000_000
    for era in (background.older, background.newer):
        assert all(word.count(" ") <= 1 for counts in (era.unigrams, era.bigrams) for word in counts)
        assert min(era.unigrams.values()) >= 4
        assert not era.sign_offs
    assert paths.inside_package("style", "background.json.gz").stat().st_size < 3_000_000


def test_the_eras_differ_as_they_should(background: Background) -> None:
    older, newer = background.older, background.newer
    assert older.unigrams["upon"] / older.words > 5 * newer.unigrams["upon"] / newer.words
    assert newer.unigrams["website"] > older.unigrams["website"]


def test_a_person_is_compared_with_the_nearer_era(background: Background) -> None:
    assert (
        background.nearest(Fingerprint.of(["My dear sister, I am quite unwell and shall not come to town."] * 3))
        is background.older
    )
    assert (
        background.nearest(Fingerprint.of(["Our team updated the website and the software for users."] * 3)) is background.newer
    )


def test_it_comes_back_from_its_bytes(background: Background, tmp_path: Path) -> None:
    said = background.to_bytes()
    (tmp_path / "b").write_bytes(said)
    assert Background.load(tmp_path / "b") == background
    assert Background.load(tmp_path / "b").to_bytes() == said


@pytest.mark.parametrize("said", [b"", b"nonsense", b"\x1f\x8b"])
def test_a_damaged_file_is_refused(said: bytes, tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(said)
    with pytest.raises(DataError, match="no background"):
        Background.load(tmp_path / "b")
