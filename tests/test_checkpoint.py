"""Checkpoints: what goes in comes out, and whatever else is in a file is refused in words and never run."""

from __future__ import annotations

import json
import os
import pickle
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import save_file

from vibejam.arch import BaseLM, build_model
from vibejam.checkpoint import load_checkpoint, resume_path, save_checkpoint
from vibejam.config import DataConfig, ModelConfig, TrainConfig
from vibejam.errors import DataError, MissingError, VibejamError
from vibejam.tensorfile import read_tensors, write_tensors
from vibejam.tokenizer import CharTokenizer

TOKENIZER = CharTokenizer("abc é\U0001f600")
CONFIG = ModelConfig(vocab_size=TOKENIZER.vocab_size, block_size=4, n_layer=1, n_head=1, n_embd=4, dropout=0.25)
TRAIN = TrainConfig(max_iters=7, batch_size=4, learning_rate=0.5, seed=3)
DATA = DataConfig(val_fraction=0.2, block_size=4, batch_size=4)
ABOUT = {"run_id": "0123", "step": 5, "val_loss": 1.5, "corpus": "abcd"}


def build(seed: int = 0) -> BaseLM:
    torch.manual_seed(seed)
    return build_model("gpt", CONFIG)


def save(path: Path, seed: int = 0) -> Path:
    save_checkpoint(path, build(seed), TOKENIZER, TRAIN, DATA, ABOUT)
    return path


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return save(tmp_path / "model.pt")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return save(tmp_path_factory.mktemp("whole") / "model.pt").read_bytes()


def parts(data: bytes) -> tuple[dict[str, Any], bytes]:
    """The header of a safetensors file, and the raw numbers after it."""
    (length,) = struct.unpack("<Q", data[:8])
    return json.loads(data[8 : 8 + length]), data[8 + length :]


def joined(header: dict[str, Any], raw: bytes) -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + raw


def rewrite_meta(path: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change the JSON object of a checkpoint in place; nothing else."""
    header, raw = parts(path.read_bytes())
    meta = json.loads(header["__metadata__"]["vibejam"])
    replaced = change(meta)
    header["__metadata__"]["vibejam"] = json.dumps(meta if replaced is None else replaced)
    path.write_bytes(joined(header, raw))


def rewrite_tensors(path: Path, change: Callable[[dict[str, torch.Tensor]], None]) -> None:
    tensors, meta = read_tensors(path, "model")
    change(tensors)
    write_tensors(path, tensors, meta)


def assert_refused(path: Path, match: str | None = None) -> VibejamError:
    with pytest.raises((DataError, MissingError), match=match) as caught:
        load_checkpoint(path)
    assert caught.value.hint
    assert str(path) in caught.value.message
    return caught.value


# -- what goes in comes out --------------------------------------------------------------------------------------------


def test_a_checkpoint_comes_back_whole(saved: Path) -> None:
    loaded, original = load_checkpoint(saved), build()
    assert loaded.model.config == CONFIG
    assert loaded.train_config == TRAIN and loaded.data_config == DATA and loaded.about == ABOUT
    weights = loaded.model.state_dict()
    assert weights.keys() == original.state_dict().keys()
    assert all(torch.equal(weights[name], tensor) for name, tensor in original.state_dict().items())
    assert not loaded.model.training


def test_the_tokenizer_comes_back_whole(saved: Path) -> None:
    loaded = load_checkpoint(saved).tokenizer
    text = "cab é\U0001f600 and more"
    assert loaded.encode(text) == TOKENIZER.encode(text)
    assert loaded.vocab_size == TOKENIZER.vocab_size and loaded.doc_end_id == TOKENIZER.doc_end_id


def test_a_loaded_model_can_go_on_learning_without_touching_the_file(saved: Path) -> None:
    before = saved.read_bytes()
    model = load_checkpoint(saved).model.train()
    logits, _ = model(torch.tensor([[2, 3, 4]]))
    logits.logsumexp(2).sum().backward()
    torch.optim.SGD(model.parameters(), lr=1.0).step()
    assert saved.read_bytes() == before
    assert torch.equal(load_checkpoint(saved).model.norm.weight, build().norm.weight)
    assert not torch.equal(model.norm.bias, build().norm.bias)


def test_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    assert save(tmp_path / "one.pt").read_bytes() == save(tmp_path / "two.pt").read_bytes()


def test_saving_what_was_loaded_gives_the_same_bytes(saved: Path, tmp_path: Path) -> None:
    c = load_checkpoint(saved)
    save_checkpoint(tmp_path / "again.pt", c.model, c.tokenizer, c.train_config, c.data_config, c.about)
    assert (tmp_path / "again.pt").read_bytes() == saved.read_bytes()


def test_another_model_gives_other_bytes(saved: Path, tmp_path: Path) -> None:
    assert save(tmp_path / "other.pt", seed=1).read_bytes() != saved.read_bytes()


def test_loading_leaves_the_random_numbers_alone(saved: Path) -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    load_checkpoint(saved)
    assert torch.equal(torch.rand(3), expected)


def test_a_checkpoint_is_its_owners_only(saved: Path) -> None:
    assert saved.stat().st_mode & 0o077 == 0


def test_a_save_that_fails_leaves_the_old_one(saved: Path, tmp_path: Path) -> None:
    before = saved.read_bytes()
    with pytest.raises(TypeError):
        save_checkpoint(saved, build(1), TOKENIZER, about={"not JSON": object()})
    assert saved.read_bytes() == before
    assert os.listdir(tmp_path) == [saved.name]


# -- what is not a checkpoint ------------------------------------------------------------------------------------------


def test_a_missing_checkpoint_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="no checkpoint") as caught:
        load_checkpoint(tmp_path / "nowhere.pt")
    assert "vibejam train" in (caught.value.hint or "")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert_refused(tmp_path, "folder")


def test_an_empty_file_is_refused(saved: Path) -> None:
    saved.write_bytes(b"")
    assert_refused(saved, "empty")


def test_a_truncated_file_is_refused_wherever_it_was_cut(saved: Path, whole: bytes) -> None:
    header_end = 8 + struct.unpack("<Q", whole[:8])[0]
    places = {1, 7, 8, 9, header_end - 1, header_end, header_end + 1, len(whole) - 1, *range(10, len(whole), 37)}
    for place in sorted(places):
        saved.write_bytes(whole[:place])
        assert_refused(saved)


def test_a_file_with_something_behind_it_is_refused(saved: Path, whole: bytes) -> None:
    saved.write_bytes(whole + b"more")
    assert_refused(saved)


@settings(max_examples=40, deadline=None)
@given(data=st.binary(min_size=1, max_size=200))
def test_random_bytes_are_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "random.pt"
    path.write_bytes(data)
    assert_refused(path)


@settings(max_examples=40, deadline=None)
@given(flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=4))
def test_flipped_bytes_load_or_are_refused(
    tmp_path_factory: pytest.TempPathFactory, whole: bytes, flips: list[tuple[float, int]]
) -> None:
    data = bytearray(whole)
    header_end = 8 + struct.unpack("<Q", whole[:8])[0]
    for place, mask in flips:  # in the header, where a flip can mean something
        data[int(place * header_end)] ^= mask
    path = tmp_path_factory.getbasetemp() / "flipped.pt"
    path.write_bytes(data)
    try:
        loaded = load_checkpoint(path)
    except VibejamError:
        return
    assert loaded.model.num_parameters() == build().num_parameters()


class Burglar:
    """Unpickling this writes a file."""

    def __init__(self, trace: Path):
        self.trace = trace

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.trace,)


@pytest.mark.parametrize("zipped", [True, False])
def test_a_torch_pickle_is_refused_and_not_run(tmp_path: Path, zipped: bool) -> None:
    path, trace = tmp_path / "model.pt", tmp_path / "trace"
    torch.save({"weights": torch.ones(2), "x": Burglar(trace)}, path, _use_new_zipfile_serialization=zipped)
    assert_refused(path, "pickle")
    assert not trace.exists()
    torch.load(path, weights_only=False)  # the bait was live
    assert trace.exists()


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_plain_pickle_is_refused_and_not_run(tmp_path: Path, protocol: int) -> None:
    path, trace = tmp_path / "model.pt", tmp_path / "trace"
    path.write_bytes(pickle.dumps(Burglar(trace), protocol))
    assert_refused(path, "pickle")
    assert not trace.exists()


@pytest.mark.parametrize("name", ["os:system", "vibejam.model:GPTModel", "../gpt", ""])
def test_a_header_cannot_name_code_to_load(saved: Path, name: str) -> None:
    rewrite_meta(saved, lambda meta: meta["model_config"].update(arch=name))
    assert_refused(saved, "no architecture")


def test_a_foreign_safetensors_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "foreign.safetensors"
    save_file({"weight": torch.ones(2, 2)}, path)
    assert_refused(path, "not one of vibejam's")
    save_file({"weight": torch.ones(2, 2)}, path, {"format": "pt"})
    assert_refused(path, "not one of vibejam's")


# -- headers that lie --------------------------------------------------------------------------------------------------


def test_a_newer_format_asks_for_an_upgrade(saved: Path) -> None:
    rewrite_meta(saved, lambda meta: meta.update(format=2))
    assert "upgrade" in (assert_refused(saved, "newer").hint or "")


def test_a_state_of_training_is_not_a_model(trained: Path) -> None:
    assert_refused(resume_path(trained), "resume")


def test_a_model_is_not_a_state_of_training(trained: Path) -> None:
    with pytest.raises(DataError, match="not the state of a training run") as caught:
        read_tensors(trained, "resume")
    assert caught.value.hint


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("n_layer", 10**9), ("n_layer", 2), ("n_layer", 0), ("n_layer", True), ("n_layer", "1"), ("n_layer", None),
        ("n_embd", 8), ("n_embd", 10**9), ("n_embd", 10**12), ("n_embd", 10**30), ("n_embd", -4), ("n_embd", 4.0),
        ("block_size", 5), ("block_size", 10**9), ("block_size", 10**18), ("block_size", 10**40), ("block_size", 0),
        ("n_head", 0), ("n_head", 3), ("vocab_size", 7), ("vocab_size", 10**9), ("vocab_size", 0),
        ("dropout", 1.0), ("dropout", float("nan")), ("arch_options", {"wobble": 1}), ("arch_options", [1]), ("colour", 1),
    ],
)  # fmt: skip
def test_a_header_that_claims_another_shape_is_refused(saved: Path, setting: str, value: object) -> None:
    rewrite_meta(saved, lambda meta: meta["model_config"].update({setting: value}))
    assert_refused(saved)


@pytest.mark.parametrize("characters", ["abc", "abcdefghijklmn", "cba é\U0001f600", "aabc é", 7, None, ["a"]])
def test_a_vocabulary_that_disagrees_is_refused(saved: Path, characters: object) -> None:
    rewrite_meta(saved, lambda meta: meta["tokenizer"].update(characters=characters))
    assert_refused(saved)


def test_a_tokenizer_of_another_kind_is_refused(saved: Path) -> None:
    rewrite_meta(saved, lambda meta: meta["tokenizer"].update(kind="word"))
    assert_refused(saved, "word")


@pytest.mark.parametrize("part", ["format", "kind", "model_config", "train_config", "data_config", "tokenizer", "about"])
def test_a_header_without_a_part_is_refused(saved: Path, part: str) -> None:
    rewrite_meta(saved, lambda meta: meta.__delitem__(part))
    assert_refused(saved)


@pytest.mark.parametrize("value", [None, [], ["x"], "text", 7, float("inf")])
@pytest.mark.parametrize("part", ["format", "kind", "model_config", "train_config", "data_config", "tokenizer", "about"])
def test_a_header_with_a_part_of_another_type_is_refused(saved: Path, part: str, value: object) -> None:
    rewrite_meta(saved, lambda meta: meta.update({part: value}))
    assert_refused(saved)


@pytest.mark.parametrize("value", [[], None, "text", 7])
def test_a_header_that_is_no_object_is_refused(saved: Path, value: object) -> None:
    header, raw = parts(saved.read_bytes())
    header["__metadata__"]["vibejam"] = json.dumps(value)
    saved.write_bytes(joined(header, raw))
    assert_refused(saved)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"format": 1' + "0" * 5000 + "}"])
def test_a_header_that_is_no_json_is_refused(saved: Path, text: str) -> None:
    header, raw = parts(saved.read_bytes())
    header["__metadata__"]["vibejam"] = text
    saved.write_bytes(joined(header, raw))
    assert_refused(saved)


# -- tensors that do not fit -------------------------------------------------------------------------------------------


def test_a_missing_tensor_is_named(saved: Path) -> None:
    rewrite_tensors(saved, lambda tensors: tensors.__delitem__("norm.bias"))
    assert_refused(saved, "norm.bias is missing")


def test_an_unknown_tensor_is_named(saved: Path) -> None:
    rewrite_tensors(saved, lambda tensors: tensors.update(extra=torch.ones(2)))
    assert_refused(saved, "extra is unknown")


@pytest.mark.parametrize(
    "tensor",
    [torch.ones(5), torch.ones(2, 2), torch.ones(()), torch.ones(0), torch.ones(4, dtype=torch.float16),
     torch.ones(4, dtype=torch.int64)],
)  # fmt: skip
def test_a_tensor_of_another_shape_or_type_is_named(saved: Path, tensor: torch.Tensor) -> None:
    rewrite_tensors(saved, lambda tensors: tensors.update({"norm.bias": tensor}))
    assert_refused(saved, "norm.bias")


def test_a_tensor_whose_place_lies_outside_the_file_is_refused(saved: Path) -> None:
    header, raw = parts(saved.read_bytes())
    header["norm.bias"]["data_offsets"] = [len(raw), len(raw) + 16]
    saved.write_bytes(joined(header, raw))
    assert_refused(saved)


@pytest.mark.parametrize("dtype", ["F99", "F8_E4M3", "F4", "F8_E8M0", "BOOL", "C64"])
def test_a_number_format_no_model_has_is_refused(saved: Path, dtype: str) -> None:
    header, raw = parts(saved.read_bytes())
    header["norm.bias"]["dtype"] = dtype
    size = {"F4": 32, "C64": 2}.get(dtype, 16)
    header["norm.bias"]["shape"] = [size]
    saved.write_bytes(joined(header, raw))
    assert_refused(saved)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_says_so(saved: Path) -> None:
    saved.chmod(0)
    assert_refused(saved, "permission")
