"""vibejam/lora.py: an adapter changes nothing at first, learns alone, and can be merged; the base stays as it was."""

from __future__ import annotations

import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch.testing import assert_close

from vibejam.arch import BaseLM, build_model
from vibejam.checkpoint import load_checkpoint
from vibejam.config import ModelConfig, TrainConfig
from vibejam.errors import ConfigError, DataError, MissingError, TrainingInterrupted
from vibejam.lora import AdaptedLM, LoRA, learn_last
from vibejam.pretrained.bases import open_base
from vibejam.pretrained.hf import load_hf, save_hf
from vibejam.tokenizer import BPETokenizer
from vibejam.train import TrainEvent, train_lm

SHAPE = ModelConfig(vocab_size=300, n_layer=3, n_head=2, n_embd=16, block_size=32)


def base_of(arch: str = "llama") -> BaseLM:
    torch.manual_seed(0)
    model = build_model(arch, SHAPE)
    for parameter in model.parameters():  # nothing starts at zero, as nothing does in a trained one
        torch.nn.init.normal_(parameter, std=0.2)
    return model.eval()


def learnt(base: BaseLM, lora: LoRA) -> AdaptedLM:
    adapted = AdaptedLM(base, lora)
    for parameter in adapted.parameter_groups()[0].parameters:
        torch.nn.init.normal_(parameter, std=0.3)
    return adapted


IDS = torch.arange(40).reshape(2, 20) * 7 % 300


@pytest.mark.parametrize("arch", ["llama", "gpt"])
def test_a_fresh_adapter_changes_nothing(arch: str) -> None:
    base = base_of(arch)
    assert torch.equal(AdaptedLM(base, LoRA(4))(IDS)[0], base(IDS)[0])


@pytest.mark.parametrize("arch", ["llama", "gpt"])
def test_merged_it_writes_the_same(arch: str) -> None:
    base = base_of(arch)
    before = {name: tensor.clone() for name, tensor in base.state_dict().items()}
    adapted = learnt(base, LoRA(4, 8.0))
    expected = adapted(IDS)[0]
    assert (expected - base(IDS)[0]).abs().max() > 0.1
    merged = adapted.merged()
    assert type(merged) is type(base)
    assert_close(merged(IDS)[0], expected, atol=1e-4, rtol=1e-4)
    assert all(torch.equal(tensor, before[name]) for name, tensor in base.state_dict().items())


def test_a_change_is_the_product_of_its_two_matrices() -> None:
    base = base_of()
    adapted = learnt(base, LoRA(4, 8.0))
    state, weight = adapted.state_dict(), adapted.merged().state_dict()["blocks.1.mlp.up.weight"]
    change = state["blocks.1.mlp.up.b"] @ state["blocks.1.mlp.up.a"] * 2.0
    assert_close(weight - base.state_dict()["blocks.1.mlp.up.weight"], change)


def test_the_weights_of_the_base_are_there_once() -> None:
    base = base_of()
    adapted = AdaptedLM(base, LoRA(4))
    assert adapted.model.get_parameter("embedding.weight").data_ptr() == base.get_parameter("embedding.weight").data_ptr()
    assert (
        adapted.model.get_parameter("blocks.0.mlp.up.base.weight").data_ptr()
        == base.get_parameter("blocks.0.mlp.up.weight").data_ptr()
    )


def test_two_people_on_one_base_do_not_meet() -> None:
    base = base_of()
    one, two = AdaptedLM(base, LoRA(4)), learnt(base, LoRA(2))
    two(IDS)
    assert torch.equal(one(IDS)[0], base(IDS)[0])


def test_only_the_adapter_learns_and_only_where_it_is_asked_to() -> None:
    adapted = AdaptedLM(base_of(), LoRA(4, last_layers=1))
    assert {name.split(".")[1] for name in adapted.state_dict()} == {"2"}
    adapted(IDS)[0].sum().backward()
    assert {name for name, p in adapted.named_parameters() if p.grad is not None} == {
        f"model.{name}" for name in adapted.state_dict()
    }


def test_what_cannot_be_adapted_says_so() -> None:
    with pytest.raises(ConfigError, match="no linear layers"):
        AdaptedLM(build_model("gpt_fast", SHAPE), LoRA(4))
    for wrong in ({"rank": 0}, {"scale": 0.0}, {"last_layers": -1}):
        with pytest.raises(ConfigError):
            LoRA(**wrong)  # type: ignore[arg-type]


# -- in training ---------------------------------------------------------------------------------------------------------

CONFIG = TrainConfig(max_iters=12, batch_size=2, eval_interval=4, eval_iters=2, device="cpu", learning_rate=0.01, dtype="float32")


@pytest.fixture(scope="module")
def base_folder(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    tokenizer = BPETokenizer.learn([corpus.read_text("utf-8")], 300)
    model = base_of()
    folder = tmp_path_factory.mktemp("bases") / "base"
    save_hf(folder, model, tokenizer)
    return folder


@pytest.mark.parametrize("rank", [0, 4])
def test_a_base_learns_and_goes_on_where_it_was(corpus: Path, tmp_path: Path, base_folder: Path, rank: int) -> None:
    config = replace(CONFIG, base=str(base_folder), lora_rank=rank)
    whole = train_lm(corpus, tmp_path / "whole.pt", train_config=config)
    assert whole.history[-1]["val_loss"] < whole.history[0]["val_loss"]

    def stop(event: TrainEvent) -> None:
        if event.step == 4 and event.kind == "eval":
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(TrainingInterrupted):
        train_lm(corpus, tmp_path / "parts.pt", train_config=config, on_event=stop)
    train_lm(corpus, tmp_path / "parts.pt", train_config=replace(config, resume=True))
    assert (tmp_path / "parts.pt").read_bytes() == (tmp_path / "whole.pt").read_bytes()


def test_a_checkpoint_of_an_adapter_is_small_and_needs_its_base(corpus: Path, tmp_path: Path, base_folder: Path) -> None:
    config = replace(CONFIG, base=str(base_folder), lora_rank=2)
    path = train_lm(corpus, tmp_path / "m.pt", train_config=config).ckpt_path
    model = load_checkpoint(path).model
    assert isinstance(model, AdaptedLM) and not model.training
    assert sum(t.numel() for t in model.state_dict().values()) < 0.5 * model.num_parameters()
    base = open_base(str(base_folder))
    assert not torch.equal(model(IDS)[0], base.model(IDS)[0])

    other = tmp_path / "other"
    weights = base.model.state_dict()
    base.model.load_state_dict(weights | {"embedding.weight": weights["embedding.weight"] + 1})
    save_hf(other, base.model, base.tokenizer)
    shutil.move(base_folder, tmp_path / "away")
    try:
        with pytest.raises(MissingError, match="no base"):
            load_checkpoint(path)
        shutil.copytree(other, base_folder)
        with pytest.raises(DataError, match="other weights"):
            load_checkpoint(path)
    finally:
        shutil.rmtree(base_folder, ignore_errors=True)
        shutil.move(tmp_path / "away", base_folder)


def test_a_base_has_a_shape_of_its_own(corpus: Path, tmp_path: Path, base_folder: Path) -> None:
    with pytest.raises(ConfigError, match="shape of its own"):
        train_lm(corpus, tmp_path / "m.pt", ModelConfig(), replace(CONFIG, base=str(base_folder)))


@pytest.mark.parametrize("rank", [0, 2])
def test_the_last_layers_learn_alone(corpus: Path, tmp_path: Path, base_folder: Path, rank: int) -> None:
    config = replace(CONFIG, base=str(base_folder), lora_rank=rank, last_layers=2)
    result = train_lm(corpus, tmp_path / "m.pt", train_config=config)
    assert result.history[-1]["val_loss"] < result.history[0]["val_loss"]
    saved = load_checkpoint(result.ckpt_path)
    assert saved.train_config.last_layers == 2
    model = saved.model.merged() if isinstance(saved.model, AdaptedLM) else saved.model
    before = open_base(str(base_folder)).model.state_dict()
    changed = {name for name, tensor in model.state_dict().items() if not torch.equal(tensor, before[name])}
    late = {name for name in before if name.startswith(("blocks.1.", "blocks.2.", "norm."))}
    assert changed == ({name for name in late if before[name].dim() == 2} if rank else late)
    save_hf(tmp_path / "out", model, saved.tokenizer)
    assert torch.equal(load_hf(tmp_path / "out")[0](IDS)[0], model(IDS)[0])


def test_nothing_is_kept_below_what_learns() -> None:
    model = base_of().train()
    learn_last(model, 1)
    reached: list[bool] = []
    for block in model.get_submodule("blocks").children():
        block.register_forward_hook(lambda block, inputs, outputs: reached.append(outputs[0].requires_grad))
    model(IDS)
    assert reached == [False, False, True]


def test_more_layers_than_there_are_and_settings_without_a_base(corpus: Path, tmp_path: Path, base_folder: Path) -> None:
    with pytest.raises(ConfigError, match="has 3 blocks, not 4"):
        train_lm(corpus, tmp_path / "m.pt", train_config=replace(CONFIG, base=str(base_folder), last_layers=4))
    for wrong in ({"lora_rank": 2}, {"last_layers": 1}):
        with pytest.raises(ConfigError, match="trained before"):
            TrainConfig(**wrong)  # type: ignore[arg-type]
