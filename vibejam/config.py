"""Settings: ModelConfig (what is built), TrainConfig (how it learns), DataConfig (how writing is cut up), and presets.

Each field has one line of meaning and unit, which is also its flag's help where it has one. Values are checked
when a config is built, so a config that exists is a config that can be used. Tests: tests/test_config.py.
"""

from __future__ import annotations

import difflib
import math
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self

from vibejam.errors import ConfigError


def setting(default: Any, meaning: str, at_least: float | None = None, below: float | None = None) -> Any:
    """A dataclass field with its meaning and its limits: at_least <= value < below."""
    metadata = {"meaning": meaning, "at_least": at_least, "below": below}
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata=metadata)
    return field(default=default, metadata=metadata)


TOKENIZERS = ("char", "bpe")
FEWEST_TOKENS = 257  # of bpe: the bytes, and the end of a document
LEARN_MINUTES = 3.0  # of training, when nobody says how long
NO_LIMIT = 10**9  # steps, when only the time is limited


@dataclass(frozen=True)
class _Settings:
    """What the three configs share: checked when built, to and from plain dictionaries."""

    def __post_init__(self) -> None:
        for f in fields(self):
            value = getattr(self, f.name)
            self._check_type(f.name, str(f.type), value)
            if isinstance(value, float) and not math.isfinite(value):
                raise ConfigError(f"{f.name} must be a finite number, not {value}")
            low, high = f.metadata["at_least"], f.metadata["below"]
            if low is not None and value < low:
                raise ConfigError(f"{f.name} must be at least {low}, not {value}")
            if high is not None and value >= high:
                raise ConfigError(f"{f.name} must be below {high}, not {value}")

    @staticmethod
    def _check_type(name: str, expected: str, value: Any) -> None:
        kinds: dict[str, tuple[type, ...]] = {
            "int": (int,), "float": (int, float), "bool": (bool,), "str": (str,), "dict[str, Any]": (dict,),
        }  # fmt: skip
        is_stray_bool = isinstance(value, bool) and expected != "bool"
        if is_stray_bool or not isinstance(value, kinds[expected]):
            raise ConfigError(f"{name} must be of type {expected.split('[')[0]}, not {value!r}")

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Build from a dictionary; an unknown key is an error that names the nearest known one."""
        known = [f.name for f in fields(cls)]
        for key in values:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
                raise ConfigError(f"{cls.__name__} has no setting {key!r}", hint)
        return cls(**values)


@dataclass(frozen=True)
class ModelConfig(_Settings):
    """The shape of a model. `ModelConfig()` is the seed: 2 layers of 64."""

    vocab_size: int = setting(0, "number of tokens; 0: taken from the tokenizer", at_least=0)
    block_size: int = setting(64, "context length, tokens", at_least=1)
    n_layer: int = setting(2, "number of blocks", at_least=1)
    n_head: int = setting(4, "attention heads per block", at_least=1)
    n_embd: int = setting(64, "width: numbers per token", at_least=1)
    dropout: float = setting(
        0.0,
        "share of what a model sees that is dropped in training: activations (gpt), vectors of its tables (gpt_fast)",
        at_least=0,
        below=1,
    )
    arch: str = setting("gpt", "architecture, as in build_model(arch, config)")
    arch_options: dict[str, Any] = setting({}, "settings of that one architecture, checked by it")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.n_embd % self.n_head != 0:
            raise ConfigError(f"n_embd ({self.n_embd}) must be divisible by n_head ({self.n_head})")


@dataclass(frozen=True)
class TrainConfig(_Settings):
    """How a model learns. Steps are optimizer steps; one step reads batch_size windows of block_size tokens."""

    max_iters: int = setting(2000, "optimizer steps in the whole run", at_least=1)
    minutes: float = setting(0.0, "time budget, in place of a number of steps; 0: none", at_least=0)
    batch_size: int = setting(32, "windows per step", at_least=1)
    grad_accum_steps: int = setting(1, "parts a batch is split into, to save memory", at_least=1)
    learning_rate: float = setting(0.0, "peak learning rate; 0: what suits the architecture", at_least=0)
    warmup_iters: int = setting(
        100, "steps of linear warm-up, at most a tenth of the run; the rate falls linearly to zero", at_least=0
    )
    weight_decay: float = setting(0.1, "decay of matrices and tables, as in AdamW", at_least=0)
    beta1: float = setting(0.9, "AdamW momentum", at_least=0, below=1)
    beta2: float = setting(0.99, "AdamW second moment", at_least=0, below=1)
    base: str = setting("", "a model to start from: vibejam-base, one that was pulled, or its folder; none: from scratch")
    lora_rank: int = setting(0, "rank of an adapter beside the base's weights; 0: all weights are learnt", at_least=0, below=1025)
    last_layers: int = setting(
        0, "learn only in so many of a base's last blocks, which takes less memory and time; 0: in all", at_least=0
    )
    grad_clip: float = setting(1.0, "largest gradient norm; 0: no clipping", at_least=0)
    eval_interval: int = setting(250, "steps between evaluations, each of which saves (with minutes: 20 in all)", at_least=1)
    eval_iters: int = setting(10, "batches per estimate of a loss", at_least=1)
    patience: int = setting(4, "evaluations without a better validation loss before stopping early; 0: never", at_least=0)
    seed: int = setting(1337, "seed of everything random", at_least=0, below=2**32)
    device: str = setting("auto", "auto, cpu, cuda, cuda:N or mps")
    dtype: str = setting("auto", "auto, float32 or bfloat16")
    shard: bool = setting(False, "spread one model over the devices of all processes (torchrun), where it is too large for one")
    resume: bool = setting(False, "go on from the last save of the same run")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.batch_size % self.grad_accum_steps != 0:
            raise ConfigError(f"batch_size ({self.batch_size}) must be divisible by grad_accum_steps ({self.grad_accum_steps})")
        for name in ("lora_rank", "last_layers"):
            if getattr(self, name) and not self.base:
                raise ConfigError(f"{name} is for a model that was trained before", "add --base vibejam-base, or leave it out")


@dataclass(frozen=True)
class DataConfig(_Settings):
    """How writing becomes batches. In training, block_size and batch_size are the model's and the trainer's."""

    tokenizer: str = setting("char", "what a token is: char (a character) or bpe (a piece of a word, learnt from the corpus)")
    vocab_size: int = setting(0, "tokens that bpe learns at most; 0: as many as the amount of writing bears", at_least=0)
    val_fraction: float = setting(0.1, "share of the writing kept for validation", at_least=0.001, below=0.9)
    block_size: int = setting(ModelConfig.block_size, "tokens per window of batch()", at_least=1)
    batch_size: int = setting(TrainConfig.batch_size, "windows per batch()", at_least=1)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.tokenizer not in TOKENIZERS:
            raise ConfigError(f"tokenizer must be {' or '.join(TOKENIZERS)}, not {self.tokenizer!r}")
        if self.vocab_size > 0 and self.tokenizer != "bpe":
            raise ConfigError(f"vocab_size ({self.vocab_size}) is a setting of bpe", "add --tokenizer bpe, or leave it out")
        if 0 < self.vocab_size < FEWEST_TOKENS:
            raise ConfigError(f"vocab_size must be 0 or at least {FEWEST_TOKENS} (every byte is a token), not {self.vocab_size}")


@dataclass(frozen=True)
class Preset:
    """A model and the way to train it that were tuned together."""

    name: str
    meaning: str
    model: ModelConfig
    train: TrainConfig


def _fast(**options: Any) -> ModelConfig:
    mlp_ratio = options.pop("mlp_ratio")
    return ModelConfig(arch="gpt_fast", arch_options={"mlp_ratio": mlp_ratio}, **options)


# What suits gpt_fast: matrices learnt by Muon need neither warm-up nor clipping.
FAST_TRAINING = TrainConfig(warmup_iters=0, beta2=0.95, grad_clip=0.0, weight_decay=0.0, eval_iters=4)

PRESETS: dict[str, Preset] = {
    p.name: p
    for p in (
        Preset(
            "tiny",
            "1 layer of 64, seconds",
            _fast(n_layer=1, n_head=2, n_embd=64, block_size=64, mlp_ratio=2),
            replace(FAST_TRAINING, max_iters=400, batch_size=16, learning_rate=0.06),
        ),
        Preset(
            "cpu",
            "2 layers of 128, minutes on a laptop",
            _fast(n_layer=2, n_head=4, n_embd=128, block_size=128, mlp_ratio=2, dropout=0.3),
            replace(FAST_TRAINING, max_iters=2000, batch_size=24, weight_decay=0.1),
        ),
        Preset(
            "gpu",
            "6 layers of 384, for one GPU (untried)",
            _fast(n_layer=6, n_head=6, n_embd=384, block_size=256, mlp_ratio=4, dropout=0.3),
            replace(FAST_TRAINING, max_iters=3000, batch_size=64, learning_rate=0.02, weight_decay=0.1),
        ),
    )
}


def preset(name: str) -> Preset:
    """The preset of that name; an unknown name is an error that lists the known ones."""
    if name not in PRESETS:
        raise ConfigError(f"no preset {name!r}", f"known: {', '.join(PRESETS)}")
    return PRESETS[name]


def override(config: _Settings, **values: Any) -> Any:
    """A copy with the values that are not None put in: how a flag that was given wins over a preset."""
    return replace(config, **{key: value for key, value in values.items() if value is not None})
