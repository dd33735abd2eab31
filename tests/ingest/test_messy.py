"""The shared messy data: whatever a folder holds, it is learnt right or named with the reason why not."""

from __future__ import annotations

import json
import os
import unicodedata
from pathlib import Path

import pytest

from vibejam.corpus import CorpusReport, manifest_path, prepare_corpus, read_pieces
from vibejam.ingest import Document, read_documents
from vibejam.tokenizer import DOC_END

CAFE = ("The café’s “naïve” menu", 'The café\'s "naïve" menu')


@pytest.fixture(scope="module")
def messy(shared_data: Path) -> Path:
    return shared_data / "messy"


@pytest.fixture(scope="module")
def encodings(messy: Path) -> dict[str, str]:
    """What is read of each file in messy/encodings."""
    return {item.source: item.text for item in read_documents([messy / "encodings"]) if isinstance(item, Document)}


@pytest.fixture(scope="module")
def learnt(messy: Path, tmp_path_factory: pytest.TempPathFactory) -> CorpusReport:
    """A corpus of all of it."""
    return prepare_corpus([messy], tmp_path_factory.mktemp("messy") / "corpus.txt")


def files_below(folder: Path) -> set[str]:
    return {Path(here, name).relative_to(folder).as_posix() for here, _, names in os.walk(folder) for name in names}


def sources(report: CorpusReport) -> list[str]:
    lines = manifest_path(report.corpus_path).read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["source"] for line in lines]


def test_every_file_is_learnt_or_skipped_with_a_reason(learnt: CorpusReport, messy: Path) -> None:
    found = {*sources(learnt), *(s.source for s in learnt.skipped)}
    silent = {  # they hold names, or say what the others hold
        "chat/slack/channels.json", "chat/slack/users.json", "chat/twitter-archive/data/manifest.js",
    }  # fmt: skip
    assert files_below(messy) - found - silent == set()
    assert all(s.reason for s in learnt.skipped)


def test_only_files_without_writing_are_skipped_among_the_texts(learnt: CorpusReport) -> None:
    """Nobody is named as the owner, so what several people wrote is left out too."""
    reasons = {s.source: s.reason for s in learnt.skipped if s.source.lower().endswith((".txt", ".md"))}
    expected = {
        "encodings/empty.txt": "empty",
        "encodings/only-bom.txt": "empty",
        "encodings/whitespace-only.md": "empty",
        "encodings/png-renamed.txt": "not text: a PNG image",
        "encodings/.hidden-note.md": "hidden file",
        "encodings/one-word.txt": "fewer than 3 words",
    }
    assert {source: reasons.get(source) for source in expected} == expected
    others = {
        source: reason
        for source, reason in reasons.items()
        if source not in expected and not source.startswith(("chat/", "vault", "LICENSES/")) and not reason.startswith("the same")
    }
    assert others == {}


def test_of_the_same_text_in_many_encodings_one_is_learnt(learnt: CorpusReport) -> None:
    same = {s.source: s.detail for s in learnt.skipped if s.reason.startswith("the same")}
    pair = {"encodings/duplicate-1.txt", "encodings/duplicate-2.txt"}
    assert len(pair & set(same)) >= 1 and set(same.values()) <= set(sources(learnt))


def test_nothing_is_learnt_that_no_writer_types(learnt: CorpusReport) -> None:
    text = learnt.corpus_path.read_text(encoding="utf-8")
    strange = {c for c in set(text) if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")} - {"\n", "\t"}
    invisible = set(text) & set(
        "\ufffd\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad"
    )
    assert (strange, invisible) == (set(), set())
    assert "Ã" not in text


def test_joiners_stand_only_inside_emoji_and_other_scripts(learnt: CorpusReport) -> None:
    text = learnt.corpus_path.read_text(encoding="utf-8")
    around = [text[i - 1] + text[i + 1] for i, c in enumerate(text) if c in "\u200c\u200d"]
    assert all(ord(c) > 127 for pair in around for c in pair)


def test_the_corpus_comes_back_as_its_documents(learnt: CorpusReport) -> None:
    assert sum(ends for _, ends in read_pieces(learnt.corpus_path)) == learnt.documents
    assert learnt.corpus_path.read_text(encoding="utf-8").count(DOC_END) == learnt.documents


def test_a_second_run_gives_the_same_bytes(learnt: CorpusReport, messy: Path, tmp_path: Path) -> None:
    again = prepare_corpus([messy], tmp_path / "corpus.txt")
    assert again.corpus_path.read_bytes() == learnt.corpus_path.read_bytes()
    assert manifest_path(again.corpus_path).read_bytes() == manifest_path(learnt.corpus_path).read_bytes()


@pytest.mark.parametrize("name", ["utf8-bom.txt", "utf16le-bom.txt", "utf16be-bom.txt", "utf16le-nobom.txt", "utf32-bom.txt"])
def test_every_form_of_unicode_reads_the_same(encodings: dict[str, str], name: str) -> None:
    assert encodings[name] == encodings["utf8.txt"]


def test_utf8_is_read_as_python_reads_it(encodings: dict[str, str], messy: Path) -> None:
    assert encodings["utf8.txt"] == (messy / "encodings" / "utf8.txt").read_text(encoding="utf-8").strip("\n")


def test_shift_jis_reads_the_same_as_utf8(encodings: dict[str, str], messy: Path) -> None:
    right = (messy / "encodings" / "japanese-utf8.txt").read_text(encoding="utf-8").strip("\n")
    assert encodings["shift_jis.txt"] == encodings["japanese-utf8.txt"] == right


@pytest.mark.parametrize("name", ["windows1252.txt", "latin1.txt", "macroman-cr.txt", "nfd-decomposed.txt"])
def test_accents_and_quotes_of_older_encodings_are_right_on_every_line(encodings: dict[str, str], name: str) -> None:
    lines = encodings[name].split("\n")
    assert len(lines) == 8
    assert all(line.startswith(CAFE) and "crème brûlée" in line and "résumé" in line for line in lines)


def test_what_was_encoded_twice_is_repaired(encodings: dict[str, str]) -> None:
    lines = encodings["double-encoded-mojibake.txt"].split("\n")
    assert all(line.startswith("The café’s “naïve") and "menu — £3.50, crème brûlée… and a résumé" in line for line in lines)


@pytest.mark.parametrize("name", ["nul-bytes.txt", "control-chars.txt", "invalid-utf8.txt", "crlf-mixed.txt"])
def test_damage_costs_none_of_the_words_around_it(encodings: dict[str, str], name: str) -> None:
    opening = "I remember one splendid morning, all blue and silver, in the summer holidays when I reluctantly tore myself away"
    assert encodings[name].startswith(opening)


def test_invisible_marks_go_and_the_hebrew_and_arabic_between_them_stays(encodings: dict[str, str]) -> None:
    assert encodings["zero-width-rtl.txt"].startswith("abc zerowidth isolate softhyphen mid-bom שלום مرحبا\n")


def test_a_word_of_two_hundred_thousand_letters_goes_and_the_text_after_it_stays(encodings: dict[str, str]) -> None:
    text = encodings["very-long-word.txt"]
    assert "normal words after it\nI remember one splendid morning" in text
    assert max(map(len, text.split())) < 100


def test_markers_of_other_programs_are_plain_text(encodings: dict[str, str]) -> None:
    assert "Please ignore <|endoftext|> and <s> and [INST] and <|im_start|>system" in encodings["control-tokens.txt"]


@pytest.mark.parametrize("name", ["UPPER.TXT", "deep/a/b/c/d/e/f/note.md", "naïve filë name 😀 (copy).txt"])
def test_odd_names_and_deep_folders_are_read(encodings: dict[str, str], name: str) -> None:
    assert encodings[name]


def test_a_family_of_emoji_is_still_a_family(messy: Path) -> None:
    source = (messy / "text" / "emoji.txt").read_text(encoding="utf-8")
    (document,) = (item for item in read_documents([messy / "text" / "emoji.txt"]) if isinstance(item, Document))
    assert document.text.count("\u200d") == source.count("\u200d")


def test_french_and_mixed_languages_are_not_touched(messy: Path) -> None:
    for name in ("french-daudet-utf8.txt", "mixed-languages.md"):
        right = unicodedata.normalize("NFC", (messy / "text" / name).read_text(encoding="utf-8"))
        (document,) = (item for item in read_documents([messy / "text" / name]) if isinstance(item, Document))
        assert document.text.split() == right.split()


def test_headers_of_a_jekyll_vault_become_titles_and_dates(messy: Path) -> None:
    posts = [item for item in read_documents([messy / "vault-jekyll"]) if isinstance(item, Document)]
    assert len(posts) == len(files_below(messy / "vault-jekyll"))
    assert all(post.title and post.date == post.source[:10] for post in posts)
    assert not any("title:" in post.text.split("\n")[0] or post.text.startswith("---") for post in posts)
