"""vibejam/text/duplicates.py: what is almost the same is kept once, the latest; what is not is kept."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.text.duplicates import SKETCH_SIZE, duplicates, sketch

WORDS = """the of and to in that was it for on with he at by from had not but they this we were her all she there been one so
when what their who would if more no out up him them could do some into other then time than may only your any first now
people way even made after our down should because such long own good day great water house work garden letter morning road
river summer winter table window bread money horse friend mother father brother sister child evening street wall tree""".split()


def prose(seed: int, words: int) -> str:
    """Invented text: words at random, in sentences and paragraphs."""
    chosen = random.Random(seed).choices(WORDS, k=words)
    sentences = [" ".join(chosen[i : i + 12]).capitalize() + "." for i in range(0, words, 12)]
    return "\n\n".join(" ".join(sentences[i : i + 4]) for i in range(0, len(sentences), 4))


def found(*texts: str, order: list[int] | None = None) -> dict[int, int]:
    return duplicates(map(sketch, texts), [len(text) for text in texts], order or range(len(texts)))


LETTER = prose(1, 200)


def test_equal_texts_are_kept_once() -> None:
    assert found(LETTER, prose(2, 200), LETTER, LETTER) == {0: 3, 2: 3}


def test_case_spaces_and_punctuation_do_not_matter() -> None:
    assert found(LETTER, LETTER.upper().replace(".", " !").replace(" ", "\n")) == {0: 1}


def test_the_last_in_order_is_kept() -> None:
    assert found(LETTER, LETTER + " And that is all.", order=[20240102, 20240101]) == {1: 0}


def test_of_the_same_rank_the_last_in_place_is_kept() -> None:
    assert found(LETTER, LETTER, order=[5, 5]) == {0: 1}


@pytest.mark.parametrize(
    "edited",
    [
        LETTER.replace("garden", "graden", 1).replace("morning", "mornign", 1),
        LETTER.replace(". ", ". I had quite forgotten to say that we are both well here. ", 1),
        "\n\n".join(reversed(LETTER.split("\n\n"))),
        "Dearest Margaret,\n\n" + LETTER,
        "Hi Tom!\n\n" + LETTER + "\n\nYours, P.",
        LETTER + " " + prose(3, 50),
        LETTER[: int(len(LETTER) * 0.8)],
    ],
    ids=["typos", "a sentence more", "paragraphs in another order", "a salutation", "a frame", "a draft that grew", "one that shrank"],
)  # fmt: skip
def test_an_edited_version_is_a_duplicate(edited: str) -> None:
    assert found(LETTER, edited) == {0: 1}


@pytest.mark.parametrize(
    "other",
    [prose(4, 200), LETTER[: len(LETTER) // 2], LETTER + prose(5, 200), LETTER[: len(LETTER) // 2] + prose(6, 100)],
    ids=["another text", "half of it", "twice as long", "half the same"],
)
def test_what_is_only_partly_the_same_is_kept(other: str) -> None:
    assert found(LETTER, other) == {}


def test_short_texts_are_duplicates_only_when_equal() -> None:
    texts = ["See you at seven on Monday then", "See you at seven on Tuesday then", "see you at  seven on Monday, then!"]
    assert found(*texts) == {0: 2}


def test_a_mail_of_two_words_is_kept_once() -> None:
    assert found(*["Thank you!"] * 50, "Thank you both!") == dict.fromkeys(range(49), 49)


def test_texts_without_words_are_told_apart() -> None:
    assert found(":-)", ":-(", "🎉", "🎉", "", "") == {2: 3, 4: 5}


def test_a_script_without_spaces_has_words_too() -> None:
    letter = "昨日は妹に長い手紙を書いたが、まだ切手を買っていない。明日は郵便局へ行って、切手と封筒を買うつもりである。"
    assert found(letter, letter + "雨。") == {0: 1}
    assert found(letter, "今日は朝から雨が降っていて、どこへも行かずに家で本を読んだり、古い写真を眺めたりして過ごした。") == {}


def test_no_chain_joins_texts_that_differ() -> None:
    """A text that changes a little every day: what is dropped is like what is kept for it, not like its neighbour only."""
    words = prose(7, 200).split()
    versions = []
    for day in range(60):
        words[day * 3 % 200] = f"day{day}"
        words[(day * 3 + 100) % 200] = f"again{day}"
        versions.append(" ".join(words))
    dropped = found(*versions)
    assert 20 < len(dropped) < 59
    assert not set(dropped.values()) & set(dropped)
    assert all(jaccard(versions[text], versions[kept]) > 0.65 for text, kept in dropped.items())


def jaccard(one: str, two: str) -> float:
    def shingles(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.casefold())
        return set(zip(words, words[1:], words[2:], strict=False))

    return len(shingles(one) & shingles(two)) / len(shingles(one) | shingles(two))


def test_the_sketch_estimates_the_similarity() -> None:
    """Against the exact similarity of the sets of shingles."""
    errors = []
    for seed in range(40):
        text = prose(seed, 300)
        other = text[: len(text) * (seed + 5) // 50] + prose(seed + 1000, 300)[len(text) * (seed + 5) // 50 :]
        equal = np.mean(np.frombuffer(sketch(text)[8:], np.uint8) == np.frombuffer(sketch(other)[8:], np.uint8))
        errors.append(equal - jaccard(text, other))
    assert abs(np.mean(errors)) < 0.03
    assert np.std(errors) < 0.09


def test_thousands_of_versions_of_one_text_end_in_one() -> None:
    texts = [f"{LETTER} Number {i} of {i * 7}." for i in range(3000)]
    assert found(*texts) == dict.fromkeys(range(2999), 2999)


def test_a_sketch_is_the_same_in_another_process() -> None:
    code = f"from vibejam.text.duplicates import sketch; print(sketch({LETTER!r}).hex())"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"})
    assert other.stdout.strip() == sketch(LETTER).hex()


def test_the_format_of_sketches_does_not_change() -> None:
    """Sketches of two versions of the program are compared when a corpus grows."""
    assert sketch("one two three four five six seven eight nine ten").hex() == (
        "578bf7334ce4e88197d4842a9b1e05d80163fa31068e6b70f9da047dc729dd1a"
        "54a55f0abdb828d4d8bfbf299a9115b5ac2a024d3cea338aa42067ef04270cca"
    )


def test_nothing_has_no_duplicates() -> None:
    assert duplicates([], [], []) == {}


@modest
@given(text=st.text(max_size=300))
def test_any_text_has_a_sketch_and_is_its_own_duplicate(text: str) -> None:
    assert len(sketch(text)) == SKETCH_SIZE
    assert found(text, text) == {0: 1}


def test_many_sketches_fit_in_little_memory() -> None:
    """300 MB for two million: 150 bytes each, of which 64 are the sketch."""
    import tracemalloc

    count = 100_000
    generator = np.random.default_rng(0)
    tracemalloc.start()
    duplicates((generator.bytes(SKETCH_SIZE) for _ in range(count)), np.full(count, 9), np.arange(count))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 150 * count


CORPORA = ["twain-letters", "pepys-diary", "austen-letters", "chesterton-essays", "benbalter-blog", "panza-marcus-email"]


@pytest.mark.parametrize("corpus", CORPORA)
def test_one_authors_texts_are_not_taken_for_each_other(shared_data: Path, corpus: str) -> None:
    texts = [path.read_text("utf-8") for path in sorted((shared_data / corpus).glob("*.*"))]
    assert found(*texts) == {}


@pytest.mark.parametrize("corpus", CORPORA)
def test_drafts_of_real_texts_are_found(shared_data: Path, corpus: str) -> None:
    texts = [text for path in sorted((shared_data / corpus).glob("*.*")) if len((text := path.read_text("utf-8")).split()) > 200]
    edited = [text.replace("the", "teh", 1) + " I had quite forgotten to say that all of us are well." for text in texts]
    dropped = found(*texts, *edited)
    assert set(dropped.items()) <= {(i, i + len(texts)) for i in range(len(texts))}
    assert len(dropped) >= 0.99 * len(texts)
