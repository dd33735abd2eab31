"""vibejam/memory.py: what is kept for the backward pass is counted, computing it twice changes nothing, and a run says both."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import torch

from tests.test_lora import IDS, SHAPE, base_of, learnt
from vibejam import memory
from vibejam.arch import BaseLM, build_model
from vibejam.config import ModelConfig, TrainConfig
from vibejam.lora import LoRA, learn_last
from vibejam.loss import autocast, next_token_loss
from vibejam.memory import available, footprint, recompute
from vibejam.optim import Optimizer
from vibejam.train import TrainEvent, train_lm


def kept_tokens(model: BaseLM, length: int) -> int:
    """Bytes that autograd keeps of so many tokens, counted without regard to blocks."""
    weights = {p.untyped_storage().data_ptr() for p in model.parameters()}
    sizes: dict[int, int] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        sizes[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    ids = torch.zeros(1, length, dtype=torch.long)
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        loss = next_token_loss(model(ids)[0], ids)
    assert loss.requires_grad
    return sum(size for place, size in sizes.items() if place not in weights)


def gradients(model: BaseLM, dtype: torch.dtype) -> dict[str, torch.Tensor]:
    torch.manual_seed(3)  # of dropout
    with autocast(torch.device("cpu"), dtype):
        logits, _ = model(IDS)
    next_token_loss(logits, IDS).backward()
    return {name: p.grad for name, p in model.named_parameters() if p.grad is not None}


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("arch", ["llama", "gpt", "gpt_fast"])
def test_computing_twice_gives_the_same_gradients(arch: str, dtype: torch.dtype) -> None:
    def model() -> BaseLM:
        torch.manual_seed(1)
        return build_model(arch, ModelConfig(vocab_size=300, n_layer=3, n_head=2, n_embd=16, block_size=32, dropout=0.2)).train()

    expected, thrifty = gradients(model(), dtype), model()
    recompute(thrifty)
    found = gradients(thrifty, dtype)
    assert found.keys() == expected.keys() and thrifty.state_dict().keys() == model().state_dict().keys()
    assert all(torch.equal(found[name], expected[name]) for name in expected)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("last_layers", [0, 1])
def test_an_adapter_gets_the_same_gradients(last_layers: int, dtype: torch.dtype) -> None:
    def adapted() -> BaseLM:
        torch.manual_seed(1)
        return learnt(base_of(), LoRA(4, last_layers=last_layers)).train()

    expected, thrifty = gradients(adapted(), dtype), adapted()
    recompute(thrifty)
    found = gradients(thrifty, dtype)
    assert found.keys() == expected.keys() and len(found) == 14 * (last_layers or 3)
    assert all(torch.equal(found[name], expected[name]) for name in expected)


@pytest.mark.parametrize("arch", ["llama", "gpt", "gpt_fast"])
@pytest.mark.parametrize("last_layers", [0, 1])
def test_what_is_kept_grows_as_foretold(arch: str, last_layers: int) -> None:
    model = base_of(arch).train()
    if last_layers and arch != "gpt_fast":
        learn_last(model, last_layers)
    told = footprint(model, Optimizer(model, TrainConfig()), torch.float32)
    each = (kept_tokens(model, 32) - kept_tokens(model, 16)) / 16 + memory._LOSS * SHAPE.vocab_size
    assert told.per_token / memory._UNTIDY == pytest.approx(each, rel=0.01)


def test_fewer_layers_and_computing_twice_take_less() -> None:
    def told(last_layers: int) -> memory.Footprint:
        model = base_of().train()
        if last_layers:
            learn_last(model, last_layers)
        return footprint(model, Optimizer(model, TrainConfig()), torch.float32)

    whole, last = told(0), told(1)
    assert last.per_token < whole.recomputed < whole.per_token and last.added < whole.added
    assert whole.there - memory._PROCESS == 4 * base_of().num_parameters()


def test_blocks_keep_only_their_input() -> None:
    """Their share of what is kept, measured where it is kept: by the blocks' inputs and nothing inside."""
    model = base_of().train()
    before = kept_tokens(model, 32)
    recompute(model)
    assert kept_tokens(model, 32) < 0.6 * before
    with torch.no_grad():
        assert torch.equal(model(IDS)[0], base_of()(IDS)[0])


def test_a_machine_tells_its_memory() -> None:
    found = available()
    assert found is None or 2**20 < found < 2**50


def run(corpus: Path, path: Path, config: TrainConfig) -> str:
    """All that a run on vibejam-base says."""
    events: list[TrainEvent] = []
    train_lm(corpus, path, train_config=config, on_event=events.append)
    return "\n".join(event.message for event in events if event.kind == "note")


def test_a_run_makes_do_with_what_there_is(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = TrainConfig(
        base="vibejam-base", lora_rank=2, max_iters=2, batch_size=2, eval_interval=1, eval_iters=1, device="cpu", dtype="float32"
    )
    plenty = run(corpus, tmp_path / "plenty.pt", config)
    assert re.search(r"memory: about 0\.[45] GB\n", plenty) and "warning" not in plenty
    monkeypatch.setattr("vibejam.train.available", lambda: 60_000_000)  # of such a machine
    little = run(corpus, tmp_path / "little.pt", config)
    assert "computed twice" in little and "warning" not in little
    assert (tmp_path / "little.pt").read_bytes() == (tmp_path / "plenty.pt").read_bytes()
    monkeypatch.setattr("vibejam.train.available", lambda: 1_000_000)
    assert "0.0 GB are free: try --last-layers 4" in run(corpus, tmp_path / "none.pt", config)
    monkeypatch.setattr("vibejam.train.available", lambda: None)
    assert "warning" not in run(corpus, tmp_path / "unknown.pt", config)
