"""vibejam/pretrained/peft.py: PEFT loads what was learnt here and gives the same logits, and the other way round."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from torch.testing import assert_close

from tests.test_lora import IDS, base_of, learnt
from vibejam.errors import DataError, MissingError
from vibejam.lora import LoRA
from vibejam.pretrained.bases import Base
from vibejam.pretrained.hf import save_hf
from vibejam.pretrained.peft import load_peft, save_peft
from vibejam.tokenizer import BPETokenizer

TOKENIZER = BPETokenizer.learn([" ".join(f"{a}{b}{c}" for a in "ptkbdg" for b in "aeiou" for c in "nmlr")] * 2, 300)


def base(arch: str = "llama") -> Base:
    return Base("base", base_of(arch), TOKENIZER)


@pytest.mark.parametrize("arch", ["llama", "gpt"])
@pytest.mark.parametrize("last_layers", [0, 2])
@pytest.mark.filterwarnings("ignore:.*gradient_checkpointing:FutureWarning")  # between two versions of the references
def test_ours_to_peft_and_back(tmp_path: Path, arch: str, last_layers: int) -> None:
    pytest.importorskip("peft", reason="the independent reference is not here: pip install peft")
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    there = base(arch)
    model = learnt(there.model, LoRA(4, 8.0, last_layers))
    save_hf(tmp_path / "base", there.model, TOKENIZER)
    save_peft(tmp_path / "ours", model)
    theirs = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(tmp_path / "base"), tmp_path / "ours").eval()
    with torch.no_grad():
        assert_close(theirs(IDS).logits, model(IDS)[0], atol=1e-4, rtol=1e-4)
    theirs.save_pretrained(tmp_path / "theirs")
    assert_close(load_peft(tmp_path / "theirs", there)(IDS)[0], model(IDS)[0], atol=0, rtol=0)


def test_round_trip(tmp_path: Path) -> None:
    there = base()
    model = learnt(there.model, LoRA(4, 8.0))
    save_peft(tmp_path, model)
    assert torch.equal(load_peft(tmp_path, there)(IDS)[0], model(IDS)[0])


@pytest.mark.parametrize(
    ("key", "value"),
    [("peft_type", "IA3"), ("use_dora", True), ("rank_pattern", {"q_proj": 2}), ("r", 0), ("r", 10**9), ("r", "4")],
)
def test_what_ours_cannot_be_is_refused(tmp_path: Path, key: str, value: object) -> None:
    there = base()
    save_peft(tmp_path, learnt(there.model, LoRA(4, 8.0)))
    path = tmp_path / "adapter_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}))
    with pytest.raises(DataError, match="not an adapter"):
        load_peft(tmp_path, there)


def test_damage_is_refused(tmp_path: Path) -> None:
    there = base()
    with pytest.raises(MissingError):
        load_peft(tmp_path, there)
    save_peft(tmp_path, learnt(there.model, LoRA(4, 8.0)))
    path = tmp_path / "adapter_model.safetensors"
    data = path.read_bytes()
    for broken in (data[:100], data[:-10], b"", b"\x80\x04" + data, data.replace(b"q_proj", b"z_proj")):
        path.write_bytes(broken)
        with pytest.raises(DataError, match="not an adapter"):
            load_peft(tmp_path, there)
