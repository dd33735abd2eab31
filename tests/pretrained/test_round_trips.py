"""There and back with the real weights of SmolLM2-135M: VIBEJAM_TEST_BASE=FOLDER names where they are.

The same round trips with tiny random models are in the tests of each format.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import safe_open
from torch.testing import assert_close

from vibejam.lora import AdaptedLM, LoRA
from vibejam.pretrained.bases import Base, open_base
from vibejam.pretrained.convert import gguf_to_folder
from vibejam.pretrained.gguf import LazyTensor, write_gguf
from vibejam.pretrained.gguf_llama import LlamaFiles, to_gguf
from vibejam.pretrained.hf import load_hf, save_hf
from vibejam.pretrained.peft import load_peft, save_peft

TEXT = "The ferry left the harbour late that evening, and nobody on the pier knew why; I had a ticket for the next one."


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that goes with its test: each holds half a gigabyte and more."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture(scope="module")
def base(real_base: Path) -> Base:
    return open_base(str(real_base))


@pytest.fixture(scope="module")
def ids(base: Base) -> torch.Tensor:
    return torch.tensor([base.tokenizer.encode(TEXT)])


def theirs(folder: Path) -> Any:
    transformers = pytest.importorskip("transformers", reason="the independent reference is not here: pip install transformers")
    return transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


@torch.no_grad()
def test_from_hugging_face_and_back(base: Base, real_base: Path, ids: torch.Tensor, place: Path) -> None:
    save_hf(place / "out", base.model, base.tokenizer)
    expected = theirs(real_base)(ids).logits
    assert torch.equal(theirs(place / "out")(ids).logits, expected)
    model, tokenizer = load_hf(place / "out")
    assert tokenizer.encode(TEXT) == ids[0].tolist()
    assert_close(model(ids)[0], expected, atol=1e-4 * float(expected.abs().max()), rtol=0)


@torch.no_grad()
@pytest.mark.parametrize(("kind", "tolerance", "agreeing"), [("F32", 0.0, 1.0), ("F16", 0.01, 1.0), ("Q8_0", 0.1, 0.9)])
def test_to_gguf_and_back(
    kind: str, tolerance: float, agreeing: float, base: Base, real_base: Path, ids: torch.Tensor, place: Path
) -> None:
    """`tolerance` is of the largest logit; `agreeing` is the share of tokens after which the likeliest stays the same."""
    contents = {n: json.loads((real_base / f"{n}.json").read_text("utf-8")) for n in ("config", "tokenizer", "tokenizer_config")}
    with safe_open(real_base / "model.safetensors", framework="np") as file:
        tensors = {name: LazyTensor.of(file.get_tensor(name)) for name in file.keys()}  # noqa: SIM118 (not a dictionary)
        files = LlamaFiles(contents["config"], tensors, contents["tokenizer"], contents["tokenizer_config"].get("chat_template"))
        write_gguf(place / "model.gguf", *to_gguf(files, kind))
    gguf_to_folder(place / "model.gguf", place)
    model, tokenizer = load_hf(place)
    assert tokenizer.encode(TEXT) == ids[0].tolist()
    expected, found = base.model(ids)[0], model(ids)[0]
    assert_close(found, expected, atol=tolerance * float(expected.abs().max()), rtol=0)
    assert (found.argmax(-1) == expected.argmax(-1)).float().mean() >= agreeing


@torch.no_grad()
@pytest.mark.parametrize("last_layers", [0, 8])
@pytest.mark.filterwarnings("ignore:.*gradient_checkpointing:FutureWarning")  # between two versions of the references
def test_an_adapter_to_peft_and_back(last_layers: int, base: Base, real_base: Path, ids: torch.Tensor, place: Path) -> None:
    peft = pytest.importorskip("peft", reason="the independent reference is not here: pip install peft")
    torch.manual_seed(0)
    model = AdaptedLM(base.model, LoRA(16, 32.0, last_layers))
    for tensor in model.state_dict().values():
        torch.nn.init.normal_(tensor, std=0.02)
    save_peft(place / "ours", model)
    expected = model(ids)[0]
    assert (expected - base.model(ids)[0]).abs().max() > 0.1
    reference = peft.PeftModel.from_pretrained(theirs(real_base), place / "ours").eval()
    assert_close(reference(ids).logits, expected, atol=1e-4 * float(expected.abs().max()), rtol=0)
    reference.save_pretrained(place / "theirs")
    assert torch.equal(load_peft(place / "theirs", base)(ids)[0], expected)
