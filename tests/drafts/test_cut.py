"""Passages: whole sentences of one paragraph, each once, in an order that does not change when there are more."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from vibejam.drafts.cut import FEWEST, MOST, Document, cut
from vibejam.text.sentences import sentences

_WORDS = st.lists(st.sampled_from("rain tea a garden walk quite so letter and old".split()), min_size=1, max_size=40)
_SENTENCE = _WORDS.map(lambda words: " ".join(words).capitalize() + ".")
_PARAGRAPH = st.lists(_SENTENCE, min_size=1, max_size=12).map(" ".join)
_TEXT = st.lists(_PARAGRAPH, max_size=5).map("\n\n".join)


@settings(max_examples=50, deadline=None)
@given(st.lists(_TEXT, max_size=4))
def test_a_passage_is_whole_sentences_of_a_paragraph(texts: list[str]) -> None:
    found = cut(Document(f"{number}.md", text) for number, text in enumerate(texts))
    for passage in found:
        assert FEWEST <= len(passage.text.split()) <= MOST
        paragraphs = texts[int(passage.document.removesuffix(".md"))].split("\n\n")
        (home,) = {paragraph for paragraph in paragraphs if passage.text in paragraph}
        whole = {sentence.strip() for sentence in sentences(home)}
        assert {sentence.strip() for sentence in sentences(passage.text)} <= whole
    assert len({passage.text for passage in found}) == len(found)


def _letters(voices: Path) -> list[Document]:
    files = sorted((voices / "letters").glob("*.md"))
    return [Document(path.name, path.read_text("utf-8")) for path in files]


def test_more_documents_do_not_change_the_order_of_the_others(voices: Path) -> None:
    letters = _letters(voices)
    few, many = cut(letters[:20]), cut(letters)
    assert len(few) > 10
    assert [passage for passage in many if passage in set(few)] == few
    assert cut(reversed(letters)) == many
    assert len({passage.document for passage in many[:10]}) > 5, "the first ones are of many documents"


def test_a_text_comes_once_and_headings_code_and_quotations_not_at_all(voices: Path) -> None:
    sentence = "The kettle was on when the post came, and I read your letter twice before the tea was ready to pour. "
    same = Document("b.md", sentence * 1 + "It is raining again, so the garden must wait until the week is out, and so must I.")
    other = same.text.replace("\n", " ")
    assert len(cut([same, Document("a.md", other + "\n")])) == 1
    long = " ".join(["word"] * 50) + "."
    assert cut([Document("c.md", f"# {long}\n\n    {long}\n\n> {long}\n\n```\n{long}\n```\n")]) == []
