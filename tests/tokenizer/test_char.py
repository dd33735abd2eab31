"""vibejam/tokenizer/: every character that was seen comes back, and one that was not is never dropped in silence."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.errors import DataError
from vibejam.tokenizer import DOC_END, CharTokenizer, load_tokenizer

texts = st.text(st.characters(), max_size=80)
fragments = st.lists(
    st.sampled_from([DOC_END, "<|", "|>", "doc_end", "<|doc_end", "|doc_end|>", "a", "’", "😀", "\n", "\1"]), max_size=20
).map("".join)


def encode_by_hand(text: str, characters: str) -> list[int]:
    """The rule in the module's first lines, one character at a time."""
    known = sorted(set(characters))
    ids, at = [], 0
    while at < len(text):
        if text.startswith(DOC_END, at):
            ids.append(0)
            at += len(DOC_END)
        else:
            ids.append(known.index(text[at]) + 2 if text[at] in known else 1)
            at += 1
    return ids


def test_the_example_of_the_documentation() -> None:
    assert CharTokenizer("ab").encode("ba<|doc_end|>c") == [3, 2, 0, 1]


@modest
@given(text=texts)
def test_text_of_seen_characters_comes_back(text: str) -> None:
    tokenizer = CharTokenizer(text)
    assert tokenizer.decode(tokenizer.encode(text)) == text


@modest
@given(text=fragments)
def test_markers_and_their_fragments_come_back(text: str) -> None:
    tokenizer = CharTokenizer(text)
    assert tokenizer.decode(tokenizer.encode(text)) == text


@modest
@given(seen=texts, text=st.one_of(texts, fragments))
def test_encoding_is_what_one_would_do_by_hand(seen: str, text: str) -> None:
    assert CharTokenizer(seen).encode(text) == encode_by_hand(text, seen)


@modest
@given(seen=texts, text=st.one_of(texts, fragments))
def test_the_two_ways_to_encode_agree(seen: str, text: str) -> None:
    tokenizer = CharTokenizer(seen)
    array = tokenizer.encode_array(text)
    assert array.tolist() == tokenizer.encode(text)
    assert array.dtype.kind == "u"


@modest
@given(seen=texts, text=texts)
def test_an_unseen_character_is_marked_and_not_dropped(seen: str, text: str) -> None:
    tokenizer = CharTokenizer(seen)
    expected = "".join(c if c in seen else "\ufffd" for c in text)
    assert tokenizer.decode(tokenizer.encode(text)) == expected


@modest
@given(seen=texts, text=texts)
def test_unknown_characters_are_the_ones_that_are_not_in_the_vocabulary(seen: str, text: str) -> None:
    assert CharTokenizer(seen).unknown_characters(text) == {c for c in text if c not in seen}


def test_the_marker_is_no_unknown_character() -> None:
    assert CharTokenizer("ab").unknown_characters(f"ab{DOC_END}ba") == set()


@modest
@given(seen=texts)
def test_the_vocabulary_does_not_depend_on_the_order_of_the_text(seen: str) -> None:
    assert CharTokenizer(seen).to_dict() == CharTokenizer(reversed(seen)).to_dict()


@modest
@given(seen=texts)
def test_every_id_below_the_vocabulary_size_is_used(seen: str) -> None:
    tokenizer = CharTokenizer(seen)
    used = set(tokenizer.encode(seen)) | {tokenizer.doc_end_id, tokenizer.unknown_id}
    assert used == set(range(tokenizer.vocab_size))


@modest
@given(seen=texts, text=texts)
def test_a_tokenizer_survives_being_saved_as_json(seen: str, text: str) -> None:
    tokenizer = CharTokenizer(seen)
    again = load_tokenizer(json.loads(json.dumps(tokenizer.to_dict())))
    assert (again.vocab_size, again.encode(text)) == (tokenizer.vocab_size, tokenizer.encode(text))


def test_no_text_is_no_token() -> None:
    assert CharTokenizer("ab").encode("") == []
    assert CharTokenizer("").encode("") == []
    assert CharTokenizer("ab").decode([]) == ""


def test_a_vocabulary_beyond_sixteen_bits_is_told_apart() -> None:
    text = "".join(map(chr, [*range(0x20, 0xD800), *range(0xE000, 0x13000)]))
    tokenizer = CharTokenizer(text)
    assert tokenizer.encode_array(text).dtype == np.uint32
    assert tokenizer.encode(text) == list(range(2, tokenizer.vocab_size))


def test_the_largest_narrow_vocabulary_fits_its_ids() -> None:
    text = "".join(map(chr, range(0x10000, 0x10000 + 2**16 - 2)))
    tokenizer = CharTokenizer(text)
    assert tokenizer.vocab_size == 2**16
    assert tokenizer.encode_array(text).dtype == np.uint16
    assert tokenizer.decode(tokenizer.encode(text)) == text


@pytest.mark.parametrize("saved", [{}, {"kind": "word"}, {"kind": ["char"]}, {"kind": None}])
def test_a_tokenizer_from_the_future_is_refused_with_what_to_do(saved: dict[str, object]) -> None:
    with pytest.raises(DataError, match="not known to this version") as caught:
        load_tokenizer(saved)
    assert "pip install -U vibejam" in str(caught.value.hint)


@pytest.mark.parametrize("characters", [None, 7, ["a", "b"], "ba", "aab"])
def test_a_damaged_vocabulary_is_refused(characters: object) -> None:
    with pytest.raises(DataError, match="damaged"):
        load_tokenizer({"kind": "char", "characters": characters})
