"""vibejam/tokenizer/bpe.py: every text comes back, the ids are the library's own, and a file is not trusted."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.properties import modest
from vibejam.errors import DataError
from vibejam.tokenizer import DOC_END, BPETokenizer, defuse, load_tokenizer
from vibejam.tokenizer import bpe as module
from vibejam.tokenizer.bpe import choose_vocab_size

LETTERS = [
    "Dear Win,\n\nthe plums are in, and the plums are good; don't tell Pip.\n\nIt's 1998, the 14th.  Yours,\nRoz\n",
    "Дорогая Вин, сливы хороши! 親愛なる、すもも。 naïve café — “quoted” ’tis 😀😀 \t x = 1 + 22 + 333 + 4444",
] * 20


@pytest.fixture(scope="module")
def tokenizer() -> BPETokenizer:
    return BPETokenizer.learn(LETTERS, 380)


# Any text, and texts of what lies at the borders between words: blanks, marks, digits, scripts, emoji, fragments of the marker.
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
borders = st.lists(
    st.sampled_from([
        *" \n\t\r\x0b\x0c\x85\x00'’\"-_0٣７๓½éßŒǅİıﬁ́̈\u200d\ufe0f\u3000\xa0\u2028\ufeff…—日本한ไทयع😀🏽",
        "👨‍👩‍👧", "\n\n\n", "   ", "  \n", "'s", "'ll", "'l", "’ve", " '", "the", " the", "aa" * 20, "1234", "==" * 20, DOC_END, "<|", "doc_end", "|>",
    ]),
    max_size=30,
).map("".join)  # fmt: skip
texts = st.one_of(any_text, borders)


@modest
@given(text=texts)
def test_every_text_comes_back(tokenizer: BPETokenizer, text: str) -> None:
    assert tokenizer.decode(tokenizer.encode(text)) == text


@pytest.mark.parametrize("times", range(4))
@modest
@given(text=texts)
@example(text="a  b\n \n  c' 'd '' 'll''s")
def test_the_ids_are_those_of_the_library(tokenizer: BPETokenizer, times: int, text: str) -> None:
    assert tokenizer.encode(text) == tokenizer._library.encode(text).ids


def test_the_ids_of_a_whole_corpus_are_those_of_the_library(corpus: Any) -> None:
    text = corpus.read_text(encoding="utf-8")
    tokenizer = BPETokenizer.learn([text], 1000)
    assert tokenizer.encode(text) == tokenizer._library.encode(text).ids
    assert len(tokenizer.encode(text)) < len(text) / 2


def test_every_character_is_one_that_the_library_sees_alike(tokenizer: BPETokenizer) -> None:
    """Each character there is, between others of all kinds."""
    points = [p for p in range(0x110000) if not 0xD800 <= p < 0xE000]
    for i in range(0, len(points), 4096):
        text = "".join(f"{chr(p)}a {chr(p)}1{chr(p)}." for p in points[i : i + 4096 : 7])
        assert tokenizer.encode(text) == tokenizer._library.encode(text).ids


def test_the_ids_do_not_depend_on_what_was_read_before(tokenizer: BPETokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module._Words, "_MOST", 3)
    fresh = BPETokenizer.learn(LETTERS, 380)
    for text in [*LETTERS[:2], *LETTERS[:2], "x y z u v w", LETTERS[0]]:
        assert fresh.encode(text) == tokenizer.encode(text)
        assert len(fresh._ids) + len(fresh._ids._older) <= 6


@modest
@given(text=texts, more=texts)
@example(text="it'", more="ll")
@example(text=" 10000000000", more="")
@example(text="x" * 70, more="x" * 5)
def test_a_stream_may_be_cut_where_it_is_safe(tokenizer: BPETokenizer, text: str, more: str) -> None:
    safe = tokenizer.safe_length(text)
    together = tokenizer.encode(text + more)
    if (text + more).count(DOC_END) == text.count(DOC_END) + more.count(DOC_END):
        assert tokenizer.encode(text[:safe]) + tokenizer.encode(text[safe:] + more) == together


@pytest.mark.parametrize("text", ["word " * 1000, "日本語" * 1000, "=" * 1000, "\n" * 1000, "a'" * 1000, "x\n" * 500, "1" * 1000])
def test_little_is_held_back_of_a_long_text(tokenizer: BPETokenizer, text: str) -> None:
    assert len(text) - tokenizer.safe_length(text) < 100


@modest
@given(text=texts)
def test_the_two_ways_to_encode_agree(tokenizer: BPETokenizer, text: str) -> None:
    array = tokenizer.encode_array(text)
    assert array.tolist() == tokenizer.encode(text)
    assert array.dtype == np.uint16


def test_the_marker_is_one_id_and_what_a_person_writes_is_not(tokenizer: BPETokenizer) -> None:
    assert tokenizer.encode(f"a{DOC_END}b").count(tokenizer.doc_end_id) == 1
    assert tokenizer.doc_end_id not in tokenizer.encode(defuse(f"a{DOC_END}b"))
    assert tokenizer.doc_end_id not in tokenizer.encode("<|doc_end |> <|doc_end doc_end|>")


def test_no_piece_reaches_over_the_end_of_a_document() -> None:
    tokenizer = BPETokenizer.learn([f"a{DOC_END}b{DOC_END}" * 100], 300)
    assert tokenizer.vocab_size == 257


def test_half_a_character_is_marked_and_said(tokenizer: BPETokenizer) -> None:
    assert tokenizer.decode(tokenizer.encode("a\ud800b")) == "a?b"
    assert tokenizer.unknown_characters("a\ud800b") == {"\ud800"}
    assert tokenizer.unknown_characters("any 文 😀") == set()


# --- ids to text


@modest
@given(text=texts)
def test_the_pieces_of_a_stream_join_to_the_text_and_split_no_character(tokenizer: BPETokenizer, text: str) -> None:
    decode = tokenizer.decoder()
    pieces = [decode(token) for token in tokenizer.encode(text)]
    assert "".join(pieces) == text
    assert all("\ufffd" not in piece for piece in pieces) or "\ufffd" in text


@modest
@given(ids=st.lists(st.integers(0, 379), max_size=30))
def test_whatever_a_model_writes_is_decoded_alike_in_a_stream_and_at_once(tokenizer: BPETokenizer, ids: list[int]) -> None:
    decode = tokenizer.decoder()
    assert "".join(map(decode, ids)) == tokenizer.decode(ids)


@modest
@given(ids=st.lists(st.integers(0, 379), max_size=30))
def test_whatever_a_model_writes_is_decoded_as_the_library_does(tokenizer: BPETokenizer, ids: list[int]) -> None:
    """But for a character at the end that is not complete."""
    ended = [*ids, *tokenizer.encode("a")]
    assert tokenizer.decode(ended) == tokenizer._library.decode(ended, skip_special_tokens=False)


def test_a_character_that_is_not_complete_is_left_out(tokenizer: BPETokenizer) -> None:
    ids = tokenizer.encode("a\U0001f40c")
    assert len(ids) > 2 and tokenizer.decode(ids[:-1]) == "a"


@modest
@given(text=texts)
def test_the_bytes_of_the_ids_are_those_of_the_text(tokenizer: BPETokenizer, text: str) -> None:
    text = text.replace(DOC_END, "")
    assert tokenizer.byte_lengths()[tokenizer.encode_array(text)].sum() == len(text.encode())
    assert tokenizer.byte_lengths()[tokenizer.doc_end_id] == 1


# --- learning


def test_the_same_writing_gives_the_same_pieces_in_every_process() -> None:
    script = (
        "import hashlib, json; from tests.tokenizer.test_bpe import LETTERS; from vibejam.tokenizer import BPETokenizer\n"
        "print(hashlib.sha256(json.dumps(BPETokenizer.learn(LETTERS, 380).to_dict()).encode()).hexdigest())"
    )
    run = [subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True) for _ in range(2)]
    assert run[0].stdout == run[1].stdout != "", run[0].stderr


def test_pieces_are_learnt_up_to_the_size_that_was_asked_for(tokenizer: BPETokenizer) -> None:
    assert tokenizer.vocab_size == 380
    assert BPETokenizer.learn(["ab"], 400).vocab_size == 257  # nothing comes twice
    assert BPETokenizer.learn([], 400).vocab_size == 257


def test_how_many_tokens_grows_with_the_writing() -> None:
    assert [choose_vocab_size(n)[0] for n in (0, 80_000, 1_100_000, 6_000_000, 10**9)] == [512, 512, 1024, 4096, 16_384]
    assert "1,100,000 characters" in choose_vocab_size(1_100_000)[1]


@pytest.mark.parametrize(
    "code", ["import vibejam.tokenizer", "from vibejam.tokenizer import *", "import vibejam.cli, vibejam.config"]
)
def test_the_library_is_not_loaded_before_it_is_needed(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", f"{code}; import sys; print('tokenizers' in sys.modules)"], cwd=ROOT, capture_output=True, text=True)  # fmt: skip
    assert done.stdout == "False\n", done.stderr


# --- to and from a file


@modest
@given(text=texts)
def test_a_tokenizer_survives_being_saved_as_json(tokenizer: BPETokenizer, text: str) -> None:
    again = load_tokenizer(json.loads(json.dumps(tokenizer.to_dict())))
    assert (again.kind, again.vocab_size, again.encode(text)) == ("bpe", tokenizer.vocab_size, tokenizer.encode(text))
    assert again.to_dict() == tokenizer.to_dict()


def test_what_is_saved_is_a_file_of_the_library(tokenizer: BPETokenizer) -> None:
    from tokenizers import Tokenizer as Library

    library: Any = Library.from_str(tokenizer.to_dict()["tokenizer.json"])
    assert library.encode(LETTERS[1]).ids == tokenizer.encode(LETTERS[1])
    assert library.decode(tokenizer.encode(LETTERS[1])) == LETTERS[1]


def damaged(tokenizer: BPETokenizer, change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    content = json.loads(tokenizer.to_dict()["tokenizer.json"])
    change(content)
    return {"kind": "bpe", "tokenizer.json": json.dumps(content)}


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "a byte is gone": lambda c: c["model"]["vocab"].pop("a"),
    "an id is gone": lambda c: c["model"]["vocab"].pop("Ġthe"),
    "an id is there twice": lambda c: c["model"]["vocab"].update({"Ġthe": 5}),
    "an id is text": lambda c: c["model"]["vocab"].update({"Ġthe": "5"}),
    "an id is broken": lambda c: c["model"]["vocab"].update({"Ġthe": float(c["model"]["vocab"]["Ġthe"])}),
    "the vocabulary is a list": lambda c: c["model"].update(vocab=[1, 2]),
    "a token is not made of bytes": lambda c: c["model"]["vocab"].update({"日": len(c["model"]["vocab"])}),
    "a merge of nothing": lambda c: c["model"]["merges"].append(["zq", "zq"]),
    "a merge of three": lambda c: c["model"]["merges"].append(["a", "b", "c"]),
    "a merge of numbers": lambda c: c["model"]["merges"].append([1, 2]),
    "no merges": lambda c: c["model"].pop("merges"),
    "no special token": lambda c: c.update(added_tokens=[]),
    "another special token": lambda c: c["added_tokens"].append({"id": 5, "content": "&", "special": True}),
    "another pattern": lambda c: c["pre_tokenizer"]["pretokenizers"][0].update(pattern={"Regex": "(a+)+b"}),
    "no pattern": lambda c: c.update(pre_tokenizer=None),
    "a normalizer": lambda c: c.update(normalizer={"type": "NFC"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_damaged_or_foreign_file_is_refused(tokenizer: BPETokenizer, name: str) -> None:
    with pytest.raises(DataError, match="the vocabulary in this file is damaged"):
        load_tokenizer(damaged(tokenizer, CHANGES[name]))


@pytest.mark.parametrize("content", [None, 7, "", "{", "[]", "{}", '{"model": 7}', "[" * 100_000])
def test_what_is_no_tokenizer_is_refused(content: object) -> None:
    with pytest.raises(DataError, match="damaged"):
        load_tokenizer({"kind": "bpe", "tokenizer.json": content})
    with pytest.raises(DataError, match="damaged"):
        load_tokenizer({"kind": "bpe"})


def test_no_bytes_changed_at_random_do_more_than_be_refused_or_read(tokenizer: BPETokenizer) -> None:
    whole = tokenizer.to_dict()["tokenizer.json"]
    chance = random.Random(7)
    for _ in range(200):
        place = chance.randrange(len(whole))
        changed = whole[:place] + chr(chance.randrange(32, 127)) + whole[place + chance.randrange(3) :]
        try:
            again = load_tokenizer({"kind": "bpe", "tokenizer.json": changed})
        except DataError:
            continue
        assert again.decode(again.encode("Dear Win, 文 😀")) == "Dear Win, 文 😀"
