"""vibejam/pretrained/bases.py: what a base is kept in, how it is found, and the one inside the package."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
from torch.testing import assert_close

from tests.test_lora import IDS, base_of
from vibejam import paths
from vibejam.arch import build_model
from vibejam.config import ModelConfig
from vibejam.errors import DataError, MissingError
from vibejam.pretrained.bases import OURS, Base, load_compact, open_base, save_compact
from vibejam.pretrained.export import export
from vibejam.pretrained.hf import save_hf
from vibejam.sample import generate_text
from vibejam.tokenizer import BPETokenizer

TOKENIZER = BPETokenizer.learn([" ".join(f"{a}{b}{c}" for a in "ptkbdg" for b in "aeiou" for c in "nmlr")] * 2, 300)


def test_int8_is_a_quarter_of_the_size_and_nearly_the_same(tmp_path: Path) -> None:
    model = base_of()
    save_compact(tmp_path / "b.safetensors", model, TOKENIZER, {})
    back, tokenizer = load_compact(tmp_path / "b.safetensors")
    assert tokenizer.encode("pan tim") == TOKENIZER.encode("pan tim")
    for name, tensor in model.state_dict().items():
        step = tensor.abs().amax(dim=-1, keepdim=True) / 127
        assert ((back.state_dict()[name] - tensor).abs() <= step / 2 + 1e-7).all(), name
    assert_close(back(IDS)[0], model(IDS)[0], atol=0.1, rtol=0.1)
    save_compact(tmp_path / "again.safetensors", back, tokenizer, {})
    assert_close(load_compact(tmp_path / "again.safetensors")[0](IDS)[0], back(IDS)[0])


def test_a_large_model_takes_a_quarter(tmp_path: Path) -> None:
    model = build_model("llama", ModelConfig(vocab_size=300, n_layer=2, n_head=2, n_embd=128, block_size=32))
    save_compact(tmp_path / "b.safetensors", model, TOKENIZER, {})
    assert (tmp_path / "b.safetensors").stat().st_size < 1.15 * model.num_parameters() + 20_000


def test_a_fingerprint_is_that_of_the_weights(tmp_path: Path) -> None:
    one, two = Base("a", base_of(), TOKENIZER), Base("b", base_of(), TOKENIZER)
    assert one.fingerprint == two.fingerprint
    with torch.no_grad():
        two.model.get_parameter("norm.weight").add_(1)
    assert one.fingerprint != two.fingerprint


def test_a_base_is_a_folder_or_a_name(tmp_path: Path) -> None:
    save_hf(tmp_path / "mine", base_of(), TOKENIZER)
    assert torch.equal(open_base(str(tmp_path / "mine")).model(IDS)[0], base_of()(IDS)[0])
    with pytest.raises(MissingError) as caught:
        open_base("smollm2-135m")
    assert "vibejam pull smollm2-135m" in str(caught.value.hint)


def test_damage_is_told(tmp_path: Path) -> None:
    path = tmp_path / "b.safetensors"
    save_compact(path, base_of(), TOKENIZER, {})
    data = path.read_bytes()
    for broken in (data[: len(data) // 2], data.replace(b'"n_layer\\": 3', b'"n_layer\\": 4', 1), b""):
        path.write_bytes(broken)
        with pytest.raises(DataError):
            load_compact(path)


# -- the base inside the package -----------------------------------------------------------------------------------------


def test_the_base_in_the_package_is_small_and_has_learnt_english() -> None:
    path = paths.inside_package("bases", f"{OURS}.safetensors")
    assert path.stat().st_size < 12_000_000
    base = open_base(OURS)

    def nats_per_byte(text: str) -> float:
        ids = torch.tensor([[base.tokenizer.doc_end_id, *base.tokenizer.encode(text)]])
        with torch.no_grad():
            logits = base.model(ids[:, :-1])[0]
        return torch.nn.functional.cross_entropy(logits[0], ids[0, 1:], reduction="sum").item() / len(text.encode())

    english = "I have been to the market this morning, and there was nothing left but a little fish and some bread."
    assert nats_per_byte(english) < 1.6 < 0.7 * nats_per_byte("".join(sorted(english, key=lambda c: math.sin(ord(c)))))
    assert base.model.config.arch == "llama"


def test_it_writes_words() -> None:
    base = open_base(OURS)
    text = generate_text(base.model, base.tokenizer, "The next morning", 40, temperature=0.5, seed=1)
    words = text.lower().split()
    assert (
        sum(word.strip(",.;") in {"the", "and", "of", "to", "a", "in", "was", "i", "it", "that", "he", "his"} for word in words)
        >= 4
    )


@pytest.mark.parametrize("runtime", ["transformers", "llama_cpp"])
def test_other_runtimes_write_what_we_write_with_the_base_in_the_package(tmp_path: Path, runtime: str) -> None:
    """Its own tokenizer included, and that a text begins where a document ended."""
    library = pytest.importorskip(runtime, reason=f"the independent reference is not here: pip install {runtime}")
    base, prompt = open_base(OURS), "I went for a walk in 1873, and"
    ours = generate_text(base.model, base.tokenizer, prompt, 40, temperature=0)
    if runtime == "transformers":
        export(base.model, base.tokenizer, "hf", tmp_path / "base", {})
        tokenizer = library.AutoTokenizer.from_pretrained(tmp_path / "base")
        model = library.AutoModelForCausalLM.from_pretrained(tmp_path / "base")
        ids = model.generate(tokenizer(prompt, return_tensors="pt").input_ids, max_new_tokens=40, do_sample=False)
        theirs = tokenizer.decode(ids[0], skip_special_tokens=True)
    else:
        export(base.model, base.tokenizer, "gguf", tmp_path / "base.gguf", {})
        model = library.Llama(str(tmp_path / "base.gguf"), n_ctx=128, n_threads=1, verbose=False)
        theirs = prompt + model(prompt, max_tokens=40, temperature=0, repeat_penalty=1.0)["choices"][0]["text"]
    assert theirs == ours
