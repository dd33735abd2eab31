"""Which number format is chosen, and that half precision learns the same thing."""

from pathlib import Path

import pytest
import torch

from vibejam.config import DataConfig, ModelConfig, TrainConfig
from vibejam.device import choose_dtype
from vibejam.errors import ConfigError
from vibejam.train import train_lm

CPU = torch.device("cpu")


def test_evaluating_on_a_cpu_is_exact() -> None:
    assert choose_dtype("auto", CPU).value == torch.float32


def test_a_small_model_learns_in_float32() -> None:
    assert choose_dtype("auto", CPU, learning_width=128).value == torch.float32


def test_a_wide_one_learns_in_bfloat16_where_the_processor_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for has_it, expected in ((True, torch.bfloat16), (False, torch.float32)):
        monkeypatch.setattr(torch.cpu, "get_capabilities", lambda has_it=has_it: {"avx512_bf16": has_it}, raising=False)
        assert choose_dtype("auto", CPU, learning_width=256).value == expected
    assert choose_dtype("float32", CPU, learning_width=256).value == torch.float32
    with pytest.raises(ConfigError):
        choose_dtype("int8", CPU)


@pytest.mark.parametrize("arch", ["gpt", "gpt_fast", "llama"])
def test_bfloat16_learns_what_float32_learns(tmp_path: Path, arch: str) -> None:
    corpus = tmp_path / "corpus.txt"
    corpus.write_text("The cat sat on the mat, and the dog sat by the door. " * 200)
    model = ModelConfig(arch=arch, n_layer=1, n_embd=64, n_head=2, block_size=32)
    losses = {}
    for dtype in ("float32", "bfloat16"):
        config = TrainConfig(max_iters=60, batch_size=8, eval_interval=60, device="cpu", dtype=dtype, warmup_iters=0)
        result = train_lm(corpus, tmp_path / f"{dtype}.pt", model, config, DataConfig())
        losses[dtype] = result.val_loss
    assert losses["float32"] < 1.5, "too little was learnt to say anything"
    assert abs(losses["float32"] - losses["bfloat16"]) < 0.1
