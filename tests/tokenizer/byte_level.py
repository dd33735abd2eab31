"""Tokenizers as other people's models have them, learnt here: byte-level BPE that cuts text into words in each known way."""

from __future__ import annotations

import functools
import json
from typing import Any

WRITING = [
    "Dear Win,\n\nthe plums are in, and the plums are good; don't tell Pip.\n\nIt's 1998, the 14th.  Yours,\nRoz\n",
    "Дорогая Вин, сливы хороши! 親愛なる、すもも。 naïve café — “quoted” ’tis 😀😀 \t x = 1 + 22 + 333 + 4444",
    "The water was cold and the boat was late, so we walked home along the river in the rain.\n    code = [1, 2]\n",
] * 10
END, TURN = "<|endoftext|>", "<|im_end|>"
GPT4 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
WAYS = ("gpt2", "smollm2", "llama3", "qwen2")


@functools.cache
def byte_level(way: str = "gpt2", vocab_size: int = 400) -> str:
    """The text of a tokenizer.json, with END, two markers of a chat, and <think>, which is not called special."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

    steps: dict[str, list[Any]] = {
        "gpt2": [pre_tokenizers.ByteLevel(add_prefix_space=False)],
        "smollm2": [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)],
        "llama3": [
            pre_tokenizers.Split(Regex(GPT4), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ],
        "qwen2": [
            pre_tokenizers.Split(Regex(GPT4.replace("{1,3}", "")), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ],
    }
    library: Any = Tokenizer(models.BPE(ignore_merges=way == "llama3"))
    library.pre_tokenizer = steps[way][0] if len(steps[way]) == 1 else pre_tokenizers.Sequence(steps[way])
    library.normalizer = normalizers.NFC() if way == "qwen2" else None
    library.decoder = decoders.ByteLevel()
    first = [END, "<|im_start|>", TURN] if way in ("gpt2", "smollm2") else []  # there they lie in the vocabulary
    library.train_from_iterator(
        WRITING,
        trainers.BpeTrainer(
            vocab_size=vocab_size, special_tokens=first, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
        ),
    )
    library.add_special_tokens([END, "<|im_start|>", TURN])
    library.add_tokens([AddedToken("<think>", special=False)])
    if way == "gpt2":
        library.add_tokens([AddedToken(" " * n, special=False, normalized=False) for n in (4, 3, 2)])
    return library.to_str()


def changed(content: str, **parts: Any) -> str:
    """The same tokenizer.json with other parts."""
    return json.dumps(json.loads(content) | parts)
