"""vibejam/pretrained/export.py: what goes out is loaded by the programs it is for, and gives the same numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch.testing import assert_close

from tests.pretrained.test_bases import TOKENIZER
from tests.test_lora import IDS, SHAPE, base_of, learnt
from tests.tokenizer.byte_level import END, byte_level
from vibejam.arch import build_model
from vibejam.errors import ConfigError
from vibejam.lora import LoRA
from vibejam.pretrained.convert import gguf_to_folder
from vibejam.pretrained.export import export
from vibejam.pretrained.hf import load_hf
from vibejam.tokenizer import PretrainedTokenizer


def test_a_folder_for_transformers_with_a_card(tmp_path: Path) -> None:
    model = learnt(base_of(), LoRA(4))
    export(model, TOKENIZER, "hf", tmp_path / "out", {"documents": 12, "loss": 3.14159265})
    assert_close(load_hf(tmp_path / "out")[0](IDS)[0], model(IDS)[0], atol=1e-4, rtol=1e-4)
    card = (tmp_path / "out" / "README.md").read_text()
    assert "| documents | 12 |\n| loss | 3.142 |" in card and "pan" not in card
    export(model, TOKENIZER, "hf", tmp_path / "out", {})  # what is there is its own, and replaced


def test_bare_weights(tmp_path: Path) -> None:
    (path,) = export(base_of(), TOKENIZER, "safetensors", tmp_path / "w.safetensors", {})
    assert torch.equal(load_file(path)["model.norm.weight"], base_of().get_parameter("norm.weight"))
    with pytest.raises(ConfigError, match="folder"):
        export(base_of(), TOKENIZER, "safetensors", tmp_path, {})


def test_a_model_without_an_adapter_is_no_adapter(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no adapter"):
        export(base_of(), TOKENIZER, "peft", tmp_path / "out", {})


@pytest.mark.parametrize("to", ["hf", "gguf", "safetensors"])
def test_what_others_do_not_know_says_why(tmp_path: Path, to: str) -> None:
    with pytest.raises(ConfigError, match="of vibejam's own"):
        export(build_model("gpt_fast", SHAPE), TOKENIZER, to, tmp_path / "out", {})
    assert not (tmp_path / "out").exists()


def test_gguf_comes_back_the_same_to_half_precision(tmp_path: Path) -> None:
    tokenizer = PretrainedTokenizer(byte_level("smollm2", 290), END, 300)
    model = base_of()
    gguf, modelfile = export(model, tokenizer, "gguf", tmp_path / "m.gguf", {})
    gguf_to_folder(gguf, tmp_path / "back")
    assert_close(load_hf(tmp_path / "back")[0](IDS)[0], model(IDS)[0], atol=0.05, rtol=0.05)
    assert modelfile.read_text() == 'FROM ./m.gguf\nPARAMETER num_ctx 32\nPARAMETER stop "<|endoftext|>"\n'


def test_a_tokenizer_that_llama_cpp_has_no_name_for_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no form in GGUF"):
        export(base_of(), TOKENIZER, "gguf", tmp_path / "m.gguf", {})
    assert not (tmp_path / "m.gguf").exists()
