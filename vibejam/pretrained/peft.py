"""Adapters under the file names of PEFT, so that PEFT, vLLM and others load what was learnt here, and the other way round.

    FOLDER/adapter_config.json           rank, scale, which matrices, which base
    FOLDER/adapter_model.safetensors     A and B of each matrix, named after the base's own tensors

Layout: huggingface/peft, its documentation of the checkpoint format. Tests: tests/pretrained/test_peft.py.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file
from safetensors.torch import save as to_safetensors

from vibejam import paths
from vibejam.errors import DAMAGED, ConfigError, DataError, MissingError
from vibejam.lora import AdaptedLM, LoRA
from vibejam.pretrained.bases import Base
from vibejam.pretrained.hf import their_name

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
_PREFIX = "base_model.model."
_PARTS = {"a": "lora_A", "b": "lora_B"}
_PLAIN = {  # settings under which an adapter is another function than ours
    "use_dora": False, "use_rslora": False, "rank_pattern": {}, "alpha_pattern": {}, "modules_to_save": None, "bias": "none",
    "layer_replication": None, "trainable_token_indices": None,
}  # fmt: skip


def save_peft(folder: Path | str, model: AdaptedLM) -> None:
    """Write the adapter of a model. Raises ConfigError for a base that has no names there, or whose blocks are not all adapted."""
    named = {_their_name(model, name): tensor.contiguous() for name, tensor in model.state_dict().items()}
    config = {
        "peft_type": "LORA", "task_type": "CAUSAL_LM", "base_model_name_or_path": model.base_ref, "inference_mode": True,
        "r": model.lora.rank, "lora_alpha": model.lora.scale, "lora_dropout": 0.0,
        "target_modules": sorted({name.split(".")[-3] for name in named}), "fan_in_fan_out": model.config.arch == "gpt", **_PLAIN,
    }  # fmt: skip
    if model.lora.last_layers:
        layers = range(model.config.n_layer - model.lora.last_layers, model.config.n_layer)
        config |= {"layers_to_transform": list(layers), "layers_pattern": "h" if model.config.arch == "gpt" else "layers"}
    folder = Path(folder)
    with paths.publish(folder / WEIGHTS, folder / CONFIG) as (weights, settings):
        weights.write(to_safetensors(named, {"format": "pt"}))
        settings.write((json.dumps(config, indent=2) + "\n").encode())


def load_peft(folder: Path | str, base: Base) -> AdaptedLM:
    """A base with the adapter in that folder. Raises MissingError, or DataError for one that ours cannot be."""
    folder = Path(folder)
    for name in (CONFIG, WEIGHTS):
        if not (folder / name).is_file():
            raise MissingError(f"{folder} has no {name}", "name the folder of an adapter that PEFT saved")
    try:
        config = json.loads((folder / CONFIG).read_text("utf-8"))
        _check(config)
        found = load_file(folder / WEIGHTS)
        layers = {int(number) for name in found for number in re.findall(r"\.(?:layers|h)\.(\d+)\.", name)}
        last = base.model.config.n_layer - min(layers)
        lora = LoRA(config["r"], float(config["lora_alpha"]), last if last < base.model.config.n_layer else 0)
        model = AdaptedLM(base.model, lora, base.ref, base.fingerprint)
        ours = {_their_name(model, name): name for name in model.state_dict()}
        if ours.keys() != found.keys():
            missing = min(ours.keys() ^ found.keys())
            raise DataError(f"{missing} is {'missing' if missing in ours else 'not a matrix that ours adapts'}")
        model.load_state_dict({ours[name]: tensor.float() for name, tensor in found.items()})
        return model
    except (*DAMAGED, SafetensorError) as error:
        reason = error.message if isinstance(error, ConfigError | DataError) else f"missing or wrong: {error}"
        raise DataError(f"{folder} is not an adapter that can be read: {reason}", "export it again") from error


def _check(config: dict[str, Any]) -> None:
    if config["peft_type"] != "LORA":
        raise DataError(f"adapters of the kind {config['peft_type']} are not supported")
    for key, plain in _PLAIN.items():
        if config.get(key) not in (plain, None, False, {}, []):
            raise DataError(f"{key} {config[key]!r} is not supported")


def _their_name(model: AdaptedLM, ours: str) -> str:
    """ "blocks.3.mlp.up.a" -> "base_model.model.model.layers.3.mlp.up_proj.lora_A.weight"."""
    module, _, part = ours.rpartition(".")
    return f"{_PREFIX}{their_name(model.config.arch, f'{module}.weight').removesuffix('.weight')}.{_PARTS[part]}.weight"
