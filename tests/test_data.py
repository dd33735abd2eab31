"""vibejam/data.py: every token is learnt once an epoch, validation is never learnt, and a step always sees the same batch."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.config import DataConfig
from vibejam.corpus import prepare_corpus
from vibejam.data import FEWEST_DOCUMENTS, BPEDataset, CharDataset, TokenDataset, corpus_fingerprint, open_corpus
from vibejam.errors import DataError, MissingError
from vibejam.tokenizer import DOC_END, BPETokenizer, CharTokenizer


def numbered(length: int, block_size: int = 4, batch_size: int = 3) -> TokenDataset:
    """Streams in which each token is its own place, so that a batch tells where it was taken from."""
    tokens = {"train": np.arange(length, dtype=np.uint32), "val": np.arange(length, dtype=np.uint32) + 1_000_000}
    return TokenDataset(tokens, CharTokenizer(""), DataConfig(block_size=block_size, batch_size=batch_size))


def of_documents(documents: list[str], val_fraction: float = 0.1, block_size: int = 1) -> CharDataset:
    text = "".join(f"{document}\n{DOC_END}\n" for document in documents)
    return CharDataset(text, DataConfig(block_size=block_size, val_fraction=val_fraction))


def documents_in(dataset: CharDataset, split: str) -> list[str]:
    *documents, rest = dataset.decode(dataset.tokens[split].tolist()).split(DOC_END)
    assert rest == ""
    return documents


def distinct_documents(count: int, length: int = 20) -> list[str]:
    return [f"{i:0{length}d}" for i in range(count)]


shapes = st.tuples(st.integers(1, 20), st.integers(1, 8), st.integers(0, 200)).map(
    lambda shape: {"block_size": shape[0], "batch_size": shape[1], "length": shape[0] + 1 + shape[2]}
)
# Distinct documents of any length, enough of them to be split by document.
many_documents = st.lists(st.text("abcdefgh", min_size=1, max_size=30), min_size=FEWEST_DOCUMENTS, max_size=30, unique=True)


# --- batches


def windows_of_an_epoch(dataset: TokenDataset, epoch: int, seed: int) -> torch.Tensor:
    """Inputs of all windows of one epoch, asked for one batch after the other."""
    per_epoch, size = dataset.windows_per_epoch, dataset.config.batch_size
    first, last = epoch * per_epoch, (epoch + 1) * per_epoch
    rows = [dataset.training_batch(step, seed)[0] for step in range(first // size, (last - 1) // size + 1)]
    return torch.cat(rows)[first % size :][:per_epoch]


@modest
@given(shape=shapes, seed=st.integers(0, 2**40), step=st.integers(0, 1000))
def test_a_batch_has_its_shape_and_its_targets_are_one_token_ahead(shape: dict[str, int], seed: int, step: int) -> None:
    dataset = numbered(**shape)
    for inputs, targets in (dataset.training_batch(step, seed), dataset.batch("train"), dataset.batch("val")):
        assert inputs.shape == targets.shape == (shape["batch_size"], shape["block_size"])
        assert inputs.dtype == targets.dtype == torch.int64
        assert torch.equal(targets, inputs + 1)


@modest
@given(shape=shapes, seed=st.integers(0, 2**40), steps=st.lists(st.integers(0, 500), min_size=1, max_size=8))
def test_a_training_batch_depends_on_nothing_but_seed_and_step(shape: dict[str, int], seed: int, steps: list[int]) -> None:
    forth, back = numbered(**shape), numbered(**shape)
    for other in steps:
        back.training_batch(other, seed)
        back.batch()
    in_order = {step: forth.training_batch(step, seed)[0] for step in sorted(steps)}
    assert all(torch.equal(back.training_batch(step, seed)[0], in_order[step]) for step in reversed(steps))


@modest
@given(shape=shapes, first=st.integers(0, 2**40), second=st.integers(0, 2**40), step=st.integers(0, 100))
@example(shape={"block_size": 4, "batch_size": 3, "length": 100}, first=1, second=2, step=0)
def test_two_seeds_may_share_one_dataset(shape: dict[str, int], first: int, second: int, step: int) -> None:
    shared = numbered(**shape)
    shared.training_batch(step, first)
    assert torch.equal(shared.training_batch(step, second)[0], numbered(**shape).training_batch(step, second)[0])


@modest
@given(shape=shapes, seed=st.integers(0, 2**40), epoch=st.integers(0, 5))
def test_no_training_token_is_a_target_twice_in_an_epoch(shape: dict[str, int], seed: int, epoch: int) -> None:
    targets = (windows_of_an_epoch(numbered(**shape), epoch, seed) + 1).flatten().tolist()
    assert len(targets) == len(set(targets))


@modest
@given(shape=shapes, seed=st.integers(0, 2**40), epoch=st.integers(0, 5))
def test_an_epoch_leaves_out_less_than_two_windows_and_only_at_the_ends(shape: dict[str, int], seed: int, epoch: int) -> None:
    targets = sorted((windows_of_an_epoch(numbered(**shape), epoch, seed) + 1).flatten().tolist())
    assert targets == list(range(targets[0], targets[-1] + 1))
    assert shape["length"] - 1 - len(targets) < 2 * shape["block_size"]


def test_what_one_epoch_leaves_out_another_one_visits() -> None:
    dataset = numbered(length=50, block_size=8)
    visited = {int(token) + 1 for epoch in range(100) for token in windows_of_an_epoch(dataset, epoch, seed=7).flatten()}
    assert visited == set(range(1, 50))


def test_the_order_differs_between_epochs_and_between_seeds() -> None:
    dataset = numbered(length=400)
    orders = [windows_of_an_epoch(dataset, epoch, seed).tolist() for epoch, seed in ((0, 1), (1, 1), (0, 2))]
    assert orders[0] != orders[1]
    assert orders[0] != orders[2]


@modest
@given(shape=shapes, split=st.sampled_from(["train", "val"]))
def test_an_evaluation_predicts_each_token_exactly_once(shape: dict[str, int], split: str) -> None:
    dataset = numbered(**shape)
    batches = list(dataset.evaluation_batches(split))
    targets = [token for _, batch in batches for token in batch.flatten().tolist()]
    assert targets == dataset.tokens[split][1:].tolist()
    assert all(torch.equal(targets, inputs + 1) for inputs, targets in batches)


@modest
@given(shape=shapes, most=st.integers(1, 60))
def test_a_short_evaluation_has_that_many_windows_and_none_twice(shape: dict[str, int], most: int) -> None:
    dataset = numbered(**shape)
    everything = (shape["length"] - 1) // shape["block_size"]
    rows = [row for inputs, _ in dataset.evaluation_batches("train", most) for row in inputs.tolist()]
    whole = [row for row in rows if len(row) == shape["block_size"]]
    assert len(whole) == min(most, everything)
    assert len({row[0] for row in rows}) == len(rows)
    assert all(inputs.shape[0] <= shape["batch_size"] for inputs, _ in dataset.evaluation_batches("train", most))


def test_a_short_evaluation_is_spread_over_the_whole_split() -> None:
    starts = [row[0] for inputs, _ in numbered(length=4001).evaluation_batches("train", 5) for row in inputs.tolist()]
    assert starts == [0, 1000, 2000, 2996, 3996] or starts == [0, 1000, 1996, 2996, 3996]


@modest
@given(shape=shapes, most=st.one_of(st.none(), st.integers(1, 20)))
def test_an_evaluation_is_the_same_every_time(shape: dict[str, int], most: int | None) -> None:
    dataset = numbered(**shape)
    before = [inputs.tolist() for inputs, _ in dataset.evaluation_batches("val", most)]
    dataset.batch("val")
    dataset.training_batch(3, seed=1)
    assert [inputs.tolist() for inputs, _ in dataset.evaluation_batches("val", most)] == before


@pytest.mark.parametrize("length", [2, 3, 5])
def test_a_validation_split_shorter_than_a_window_is_evaluated_in_shorter_ones(length: int) -> None:
    tokens = {"train": np.arange(100, dtype=np.uint16), "val": np.arange(length, dtype=np.uint16)}
    dataset = TokenDataset(tokens, CharTokenizer(""), DataConfig(block_size=8))
    ((inputs, targets),) = dataset.evaluation_batches("val")
    assert (inputs.tolist(), targets.tolist()) == ([list(range(length - 1))], [list(range(1, length))])
    assert dataset.batch("val")[0].shape == (32, length - 1)


def test_random_batches_reach_the_first_and_the_last_token() -> None:
    dataset = numbered(length=10, block_size=4)
    seen = torch.cat([torch.cat(dataset.batch("train"), dim=1) for _ in range(100)])
    assert (int(seen.min()), int(seen.max())) == (0, 9)


def test_random_batches_are_the_same_in_every_new_process_or_object() -> None:
    one, two = numbered(length=400), numbered(length=400)
    assert all(torch.equal(one.batch()[0], two.batch()[0]) for _ in range(5))


# --- the split


@modest
@given(documents=many_documents, fraction=st.floats(0.001, 0.5))
def test_each_document_is_whole_and_on_one_side(documents: list[str], fraction: float) -> None:
    dataset = of_documents(documents, fraction)
    train, val = documents_in(dataset, "train"), documents_in(dataset, "val")
    assert sorted(train + val) == sorted(documents)
    assert train == [document for document in documents if document in train]  # in the order of the corpus


@modest
@given(documents=many_documents, fraction=st.floats(0.001, 0.899))
@example(documents=["a", "b", "c", "d", "e", "aa", "ab", "aaa", "aaaa", "chcafecedgdcfbefhadbg"], fraction=0.75)
def test_there_is_always_something_to_train_on_and_to_validate_with(documents: list[str], fraction: float) -> None:
    dataset = of_documents(documents, fraction)
    assert all(len(dataset.tokens[split]) >= 2 for split in ("train", "val"))


@modest
@given(documents=many_documents)
def test_no_window_holds_both_training_and_validation_text(documents: list[str]) -> None:
    """Each document is written in a letter of its own, so that a window tells whose text it holds."""
    letters = [chr(0x4E00 + i) for i in range(len(documents))]
    own = [letter * len(document) for letter, document in zip(letters, documents, strict=True)]
    dataset = of_documents(own, 0.3, block_size=3)
    held_out = {letter for document in documents_in(dataset, "val") for letter in document}
    learnt = [dataset.decode(row) for inputs, targets in (dataset.training_batch(step, 0) for step in range(20))
              for batch in (inputs, targets) for row in batch.tolist()]  # fmt: skip
    validated = [dataset.decode(row) for inputs, targets in dataset.evaluation_batches("val")
                 for batch in (inputs, targets) for row in batch.tolist()]  # fmt: skip
    assert held_out
    assert not held_out & set("".join(learnt))
    assert set("".join(validated).replace(DOC_END, "")) <= held_out


def test_a_tenth_of_equal_documents_is_held_out() -> None:
    dataset = of_documents(distinct_documents(200))
    assert len(documents_in(dataset, "val")) == 20


@modest
@given(documents=many_documents, fraction=st.sampled_from([0.01, 0.1, 0.3]))
@example(documents=[*"abcdefgh", "aa", "bb"], fraction=0.01)
def test_the_split_does_not_depend_on_the_order_of_the_documents(documents: list[str], fraction: float) -> None:
    forth, back = of_documents(documents, fraction), of_documents(documents[::-1], fraction)
    assert set(documents_in(forth, "val")) == set(documents_in(back, "val"))


@modest
@given(count=st.integers(FEWEST_DOCUMENTS, 60), fraction=st.floats(0.05, 0.5), salt=st.integers(0, 10**6))
@example(count=13, fraction=0.05078125, salt=0)
def test_a_new_document_moves_at_most_one_other_to_the_other_side(count: int, fraction: float, salt: int) -> None:
    documents = [f"{salt:07d} {document}" for document in distinct_documents(count + 1)]
    before = set(documents_in(of_documents(documents[:-1], fraction), "val"))
    after = set(documents_in(of_documents(documents, fraction), "val"))
    assert len((before ^ after) - {documents[-1]}) <= 1


def test_a_writer_who_goes_on_writing_keeps_nearly_all_of_the_split() -> None:
    documents = distinct_documents(200)
    before = set(documents_in(of_documents(documents[:100]), "val"))
    after = set(documents_in(of_documents(documents), "val"))
    assert len(before & after) >= len(before) / 2


def test_the_documents_of_lowest_digest_are_held_out() -> None:
    documents = distinct_documents(50)
    by_digest = sorted(documents, key=lambda document: hashlib.sha256(document.encode()).hexdigest())
    assert set(documents_in(of_documents(documents), "val")) == set(by_digest[:5])


def test_one_book_among_letters_is_not_all_of_the_validation() -> None:
    documents = [*distinct_documents(20), "x" * 100_000]
    assert sum(map(len, documents_in(of_documents(documents), "train"))) >= 100_000


@modest
@given(
    documents=st.lists(
        st.text("abc\n", min_size=1, max_size=60).map(lambda t: t + "."), min_size=1, max_size=FEWEST_DOCUMENTS - 1
    )
)
def test_few_documents_are_cut_at_their_last_tenth(documents: list[str]) -> None:
    documents = ["long enough to be cut in two", *documents][: FEWEST_DOCUMENTS - 1]
    dataset = of_documents(documents)
    whole = [token for document in documents for token in [*dataset.encode(document), 0]]
    cut = len(dataset.tokens["train"])
    assert [*dataset.tokens["train"].tolist(), *dataset.tokens["val"].tolist()] == whole
    assert cut == int(0.9 * len(whole))


# --- from text or file


def test_text_and_file_give_the_same_tokens(tmp_path: Path) -> None:
    text = "".join(f"{document}\n{DOC_END}\n" for document in distinct_documents(30))
    (tmp_path / "c.txt").write_text(text, encoding="utf-8", newline="")
    from_text, from_path, from_name = CharDataset(text), CharDataset(tmp_path / "c.txt"), CharDataset(str(tmp_path / "c.txt"))
    for split in ("train", "val"):
        assert from_text.tokens[split].tolist() == from_path.tokens[split].tolist() == from_name.tokens[split].tolist()
    assert from_text.fingerprint == from_path.fingerprint == corpus_fingerprint(tmp_path / "c.txt")


def test_a_long_file_is_encoded_like_its_text_in_one_piece(tmp_path: Path) -> None:
    documents = ["é日😀\n" * 30_000 + str(i) for i in range(3)]
    (tmp_path / "c.txt").write_text("".join(f"{d}\n{DOC_END}\n" for d in documents), encoding="utf-8", newline="")
    dataset = CharDataset(tmp_path / "c.txt")
    whole = np.concatenate([dataset.tokens["train"], dataset.tokens["val"]]).tolist()
    assert dataset.decode(whole) == "".join(document + DOC_END for document in documents)


def test_many_short_documents_are_encoded_like_their_text_in_one_piece() -> None:
    documents = [f"{i} \1 é |" for i in range(5_000)]
    dataset = of_documents(documents)
    assert sorted(documents_in(dataset, "train") + documents_in(dataset, "val")) == sorted(documents)


def test_the_corpus_of_a_voice_is_read_document_by_document(corpus: Path, voices: Path) -> None:
    dataset = CharDataset(corpus)
    texts = {document for split in ("train", "val") for document in documents_in(dataset, split)}
    assert dataset.documents == len(texts) == len(list((voices / "letters").glob("*.md")))
    assert set("".join(texts)) == set(dataset.tokenizer.to_dict()["characters"])


def test_text_without_a_last_marker_is_a_document_too() -> None:
    dataset = CharDataset("abc" * 20, DataConfig(block_size=4))
    assert dataset.documents == 1
    assert int(dataset.tokens["val"][-1]) == dataset.tokenizer.doc_end_id


def test_documents_without_text_do_not_count() -> None:
    gap = f"{DOC_END}\n{DOC_END}\n\n{DOC_END}\n"
    dataset = CharDataset(f"{'a' * 30}\n{gap}{'b' * 30}\n{DOC_END}\n", DataConfig(block_size=4))
    assert dataset.documents == 2
    assert sum(int((tokens == 0).sum()) for tokens in dataset.tokens.values()) == 2


def test_a_vocabulary_that_exists_marks_what_it_does_not_know() -> None:
    dataset = CharDataset("abc" * 30, DataConfig(block_size=4), tokenizer=CharTokenizer("ab"))
    assert set(dataset.tokens["train"].tolist()) == {1, 2, 3}
    assert dataset.vocab_size == 4


def test_a_vocabulary_beyond_sixteen_bits_is_stored_whole() -> None:
    text = "".join(map(chr, range(0x10000, 0x10000 + 70_000)))
    dataset = CharDataset(text)
    whole = np.concatenate([dataset.tokens["train"], dataset.tokens["val"]]).tolist()
    assert whole == [*range(2, 70_002), 0]


def test_nothing_is_left_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dataset = CharDataset("abc" * 100)
    assert list(tmp_path.iterdir()) == []
    assert dataset.decode(dataset.tokens["train"][:6].tolist()) == "abcabc"


# --- in pieces of words

BPE = DataConfig(tokenizer="bpe", vocab_size=400, block_size=4)


def test_a_corpus_is_opened_in_the_tokens_that_are_asked_for(corpus: Path) -> None:
    in_characters, in_pieces = open_corpus(corpus), open_corpus(corpus, BPE)
    assert isinstance(in_characters, CharDataset) and isinstance(in_pieces, BPEDataset)
    assert (in_pieces.tokenizer.kind, in_pieces.vocab_size, in_pieces.about_tokenizer) == ("bpe", 400, "as asked")
    assert "characters to learn from" in open_corpus(corpus, DataConfig(tokenizer="bpe")).about_tokenizer


def test_both_kinds_of_tokens_hold_the_same_text_on_the_same_side(corpus: Path) -> None:
    in_characters, in_pieces = open_corpus(corpus), open_corpus(corpus, BPE)
    for split in ("train", "val"):
        assert documents_in(in_pieces, split) == documents_in(in_characters, split)
        assert len(in_pieces.tokens[split]) < len(in_characters.tokens[split]) / 1.5
    assert in_pieces.fingerprint == in_characters.fingerprint


@modest
@given(documents=st.lists(st.text(max_size=40), min_size=1, max_size=FEWEST_DOCUMENTS - 1))
def test_few_documents_are_cut_at_the_same_character(documents: list[str]) -> None:
    text = "".join(f"{document.replace('<', '')}\n{DOC_END}\n" for document in ["long enough to be cut", *documents])
    in_characters, in_pieces = CharDataset(text, DataConfig(block_size=1)), BPEDataset(text, DataConfig(block_size=1))
    for split in ("train", "val"):
        as_text = (dataset.decode(dataset.tokens[split].tolist()) for dataset in (in_characters, in_pieces))
        assert len(set(as_text)) == 1 or any("\ud800" <= c <= "\udfff" for c in text)


@pytest.mark.parametrize(
    "text", ["It's the 14th of May — “fine” 😀, and  so\n\non. " * 2000, "親愛なるウィン、すももは" * 4000, "=" * 40_000]
)
def test_a_long_text_is_encoded_as_in_one_piece(text: str) -> None:
    dataset = open_corpus(text, BPE)
    tokens = np.concatenate([dataset.tokens["train"], dataset.tokens["val"]]).tolist()
    cut = text[: len(dataset.decode(dataset.tokens["train"].tolist()))]
    assert tokens == [*dataset.encode(cut), *dataset.encode(text.rstrip("\n")[len(cut) :]), 0]


def test_nothing_of_the_validation_part_is_learnt_from() -> None:
    """Each document has a word of its own, so that the pieces tell which documents were read."""
    words = ["".join(chr(97 + (i >> k & 1) * 13 + k) for k in range(6)) for i in range(40)]
    text = "".join(f"{f'{word} ' * 30}\n{DOC_END}\n" for word in words)
    dataset = open_corpus(text, DataConfig(tokenizer="bpe", vocab_size=5000, block_size=4, val_fraction=0.3))
    held_out = {word for word in words if any(word in document for document in documents_in(dataset, "val"))}
    assert held_out
    assert {word for word in words if len(dataset.encode(f" {word}")) == 1} == set(words) - held_out


def test_a_vocabulary_of_pieces_that_exists_is_used() -> None:
    tokenizer = BPETokenizer.learn(["abab"], 300)
    assert open_corpus("abc" * 300, BPE, tokenizer).tokenizer is tokenizer


@pytest.mark.parametrize("config", [DataConfig(block_size=1), BPE])
def test_how_much_text_a_token_stands_for(config: DataConfig) -> None:
    dataset = open_corpus("".join(f"né 日 {i}\n{DOC_END}\n" for i in range(2000)), config)
    text = "".join(document + "\n" for document in documents_in(dataset, "val"))  # a break in place of the marker
    first = len(dataset.decode([int(dataset.tokens["val"][0])]).encode())
    expected = (len(text.encode()) - first) / (len(dataset.tokens["val"]) - 1)
    assert dataset.bytes_per_token("val") == pytest.approx(expected)


# --- the fingerprint


def fingerprint(*documents: str) -> str:
    text = "".join(f"{document}\n{DOC_END}\n" for document in documents)
    return CharDataset(text, DataConfig(block_size=1)).fingerprint


def test_the_fingerprint_tells_text_boundaries_and_order() -> None:
    several = [("ab" * 9, "cd" * 9), ("ab" * 9 + "c", "d" + "cd" * 8), ("cd" * 9, "ab" * 9), ("ab" * 9 + "cd" * 9,)]
    assert len({fingerprint(*documents) for documents in several}) == len(several)


def test_the_fingerprint_does_not_depend_on_the_blank_lines_between_markers() -> None:
    text = f"{'ab' * 9}\n{DOC_END}\n"
    config = DataConfig(block_size=1)
    assert CharDataset(text, config).fingerprint == CharDataset(text + f"\n{DOC_END}\n", config).fingerprint


def test_the_fingerprint_of_a_corpus_changes_when_a_letter_is_added(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Dear old Win", encoding="utf-8")
    prepare_corpus([tmp_path / "in"], tmp_path / "c.txt")
    before = corpus_fingerprint(tmp_path / "c.txt")
    prepare_corpus([tmp_path / "in"], tmp_path / "c.txt")
    assert corpus_fingerprint(tmp_path / "c.txt") == before
    (tmp_path / "in" / "b.txt").write_text("Dear old Pip", encoding="utf-8")
    prepare_corpus([tmp_path / "in"], tmp_path / "c.txt")
    assert corpus_fingerprint(tmp_path / "c.txt") != before


# --- what cannot be used


def test_a_corpus_shorter_than_a_window_says_both_lengths_and_what_would_fit() -> None:
    with pytest.raises(DataError, match="too short: 27 tokens to train on, and block_size 64 needs 65") as caught:
        CharDataset("abc" * 10)
    assert "--block-size 26" in str(caught.value.hint)


@modest
@given(length=st.integers(0, 40))
def test_the_context_that_is_advised_fits(length: int) -> None:
    try:
        CharDataset("x" * length, DataConfig(block_size=1000))
    except DataError as error:
        advised = str(error.hint).rpartition("--block-size ")[2]
        if advised.isdigit():
            block_size = int(advised)
            assert len(CharDataset("x" * length, DataConfig(block_size=block_size)).tokens["train"]) == block_size + 1


@pytest.mark.parametrize("text", ["", "x", f"{DOC_END}\n{DOC_END}\n", "\n"])
def test_next_to_nothing_is_too_short(text: str) -> None:
    with pytest.raises(DataError, match="too short"):
        CharDataset(text, DataConfig(block_size=1))


def test_a_missing_file_is_an_error_for_people(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="no corpus at"):
        CharDataset(tmp_path / "nowhere.txt")


def test_a_folder_is_an_error_for_people(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is a folder, not a corpus file"):
        CharDataset(str(tmp_path))


def test_a_file_that_is_not_utf8_is_an_error_for_people(tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_bytes("café ".encode("cp1252") * 50)
    with pytest.raises(DataError, match="not UTF-8"):
        CharDataset(tmp_path / "c.txt")
