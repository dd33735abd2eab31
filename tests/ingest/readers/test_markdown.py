"""vibejam/ingest/readers/markdown.py: notes and posts with what their headers say."""

from __future__ import annotations

from pathlib import Path

import pytest

from vibejam.ingest import Document, Skipped, read_documents


def read(path: Path, text: str) -> Document | Skipped:
    path.write_text(text, encoding="utf-8")
    (item,) = read_documents([path])
    return item


def test_a_header_gives_title_day_and_author(tmp_path: Path) -> None:
    post = read(
        tmp_path / "2020-01-01-a.mdx",
        "---\ntitle: Plums\npubDate: Jul 08 2022\nauthors: [Pip, Win]\n---\nimport A from './a'\n\nRipe at last.",
    )
    assert isinstance(post, Document)
    assert (post.text, post.title, post.date, post.author) == ("Ripe at last.", "Plums", "2022-07-08", "Pip, Win")


def test_the_name_of_the_file_gives_the_day_that_the_header_does_not(tmp_path: Path) -> None:
    post = read(tmp_path / "2020-01-01-a.md", "+++\ntitle = 'Plums'\n+++\nRipe at last.")
    assert isinstance(post, Document)
    assert post.date == "2020-01-01"


@pytest.mark.parametrize("flag", ["draft: true", "published: false"])
def test_a_draft_is_its_writers_too(tmp_path: Path, flag: str) -> None:
    post = read(tmp_path / "a.md", f"---\n{flag}\n---\nRipe at last.")
    assert isinstance(post, Document)
    assert post.text == "Ripe at last."


@pytest.mark.parametrize("text", ["---\ntitle: Plums\n---\n", "---\ntitle: Plums\n---\n\n![[plum.png]]\n", "```\ncode\n```"])
def test_a_note_without_prose_is_empty(tmp_path: Path, text: str) -> None:
    note = read(tmp_path / "a.md", text)
    assert isinstance(note, Skipped)
    assert note.reason == "empty"


def test_posts_of_a_shared_blog_lose_quotations_and_code_and_keep_every_other_line(shared_data: Path) -> None:
    for item in read_documents([shared_data / "messy" / "vault-jekyll"]):
        assert isinstance(item, Document)
        source = (shared_data / "messy" / "vault-jekyll" / item.source).read_text(encoding="utf-8")
        own = [
            line
            for line in source.split("---\n", 2)[2].split("\n")
            if line[:1].isalpha() and not set("[]{}<>`*_$&\\|") & set(line)
        ]
        text = item.text.split("\n")
        inside_code = source.count("```") > 0
        assert inside_code or [line for line in own if line.rstrip() not in text] == []
        assert not any(line.startswith((">", "```", ":::")) for line in text)
