"""A tiny random model with its tokenizer, as transformers would keep it, made without transformers."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from tokenizers import AddedToken, Tokenizer, models
from tokenizers.trainers import BpeTrainer

from vibejam.pretrained.gguf import LazyTensor
from vibejam.pretrained.gguf_llama import LlamaFiles
from vibejam.pretrained.gguf_tokenizer import CUTS

TEMPLATE = "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
VOCAB = 384
CONFIG = {
    "model_type": "llama", "vocab_size": VOCAB, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2,
    "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 64, "rms_norm_eps": 1e-5,
    "rope_theta": 10_000.0, "tie_word_embeddings": True, "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0,
}  # fmt: skip
_ALPHABET = sorted(
    {chr(b) for b in [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]} | {chr(0x100 + i) for i in range(68)}
)


def tiny_tokenizer(cut: str) -> dict[str, Any]:
    """A tokenizer.json of a few pieces, with markers, that cuts words as `cut` says."""
    how = CUTS[cut]
    entries = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": how.normalizer,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": how.pre_tokenizers}, "post_processor": None,
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": json.loads(Tokenizer(models.BPE()).to_str())["model"] | {"ignore_merges": how.ignore_merges},
    }  # fmt: skip
    library: Any = Tokenizer.from_str(json.dumps(entries))
    markers = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    trainer: Any = BpeTrainer(vocab_size=VOCAB - 4, special_tokens=markers, initial_alphabet=_ALPHABET, show_progress=False)
    library.train_from_iterator(["Hello, hello the world. 1234 I'm 你好 привет def f(x):\n    return x\n\n"] * 3, trainer)
    library.add_tokens([AddedToken("<tool>", normalized=False)])
    made: dict[str, Any] = json.loads(library.to_str())
    return made


def tiny_files() -> LlamaFiles:
    chance = np.random.default_rng(0)
    shapes: dict[str, tuple[int, ...]] = {"model.embed_tokens.weight": (VOCAB, 64), "model.norm.weight": (64,)}
    inside = {
        "input_layernorm": (64,), "self_attn.q_proj": (64, 64), "self_attn.k_proj": (32, 64), "self_attn.v_proj": (32, 64),
        "self_attn.o_proj": (64, 64), "post_attention_layernorm": (64,), "mlp.gate_proj": (96, 64), "mlp.up_proj": (96, 64),
        "mlp.down_proj": (64, 96),
    }  # fmt: skip
    for layer in range(2):
        shapes |= {f"model.layers.{layer}.{name}.weight": shape for name, shape in inside.items()}
    tensors = {name: LazyTensor.of(chance.standard_normal(shape).astype(np.float32)) for name, shape in shapes.items()}
    return LlamaFiles(CONFIG, tensors, tiny_tokenizer("smollm"), TEMPLATE)
