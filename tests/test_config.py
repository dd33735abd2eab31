"""vibejam/config.py: a config that exists can be used, and an impossible one says why."""

from __future__ import annotations

import json
import math
from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.config import PRESETS, DataConfig, ModelConfig, TrainConfig, override, preset
from vibejam.errors import ConfigError

CONFIGS = (ModelConfig, TrainConfig, DataConfig)
EVERY_FIELD = [(config, f.name) for config in CONFIGS for f in fields(config)]
NUMBERS = [(config, f.name) for config in CONFIGS for f in fields(config) if f.type in ("int", "float")]
INTEGERS = [(config, f.name) for config in CONFIGS for f in fields(config) if f.type == "int"]
FLOATS = [(config, f.name) for config in CONFIGS for f in fields(config) if f.type == "float"]

shapes = st.builds(lambda heads, per_head: {"n_head": heads, "n_embd": heads * per_head}, st.integers(1, 16), st.integers(1, 64))


@pytest.mark.parametrize("config", CONFIGS)
def test_the_defaults_can_be_used(config: type[Any]) -> None:
    assert config() == config.from_dict({})


@pytest.mark.parametrize(("config", "name"), EVERY_FIELD)
def test_every_setting_says_what_it_means(config: type[Any], name: str) -> None:
    (meaning,) = (f.metadata["meaning"] for f in fields(config) if f.name == name)
    assert len(meaning) > 5


@modest
@given(shape=shapes, n_layer=st.integers(1, 99), dropout=st.floats(0, 0.99), options=st.dictionaries(st.text(), st.integers()))
def test_a_model_config_survives_being_saved_as_json(shape: dict[str, int], n_layer: int, dropout: float, options: Any) -> None:
    config = ModelConfig(**shape, n_layer=n_layer, dropout=dropout, arch_options=options)
    assert ModelConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


@modest
@given(parts=st.integers(1, 20), size=st.integers(1, 20), rate=st.floats(0, 1), seed=st.integers(0, 2**31))
def test_a_train_config_survives_being_saved_as_json(parts: int, size: int, rate: float, seed: int) -> None:
    config = TrainConfig(batch_size=parts * size, grad_accum_steps=parts, learning_rate=rate, seed=seed)
    assert TrainConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


@modest
@given(n_embd=st.integers(1, 300), n_head=st.integers(1, 30))
def test_the_width_must_be_shared_out_evenly_among_the_heads(n_embd: int, n_head: int) -> None:
    if n_embd // n_head * n_head == n_embd:
        assert ModelConfig(n_embd=n_embd, n_head=n_head).n_embd == n_embd
    else:
        with pytest.raises(ConfigError, match=rf"\({n_embd}\).*\({n_head}\)"):
            ModelConfig(n_embd=n_embd, n_head=n_head)


def test_a_batch_must_be_split_into_equal_parts_and_both_numbers_are_shown() -> None:
    with pytest.raises(ConfigError, match=r"batch_size \(32\) .* grad_accum_steps \(5\)"):
        TrainConfig(batch_size=32, grad_accum_steps=5)


@pytest.mark.parametrize(("config", "name"), NUMBERS)
def test_a_number_below_its_limit_is_refused_with_the_limit_and_the_number(config: type[Any], name: str) -> None:
    (low,) = (f.metadata["at_least"] for f in fields(config) if f.name == name)
    with pytest.raises(ConfigError, match=rf"{name} must be at least {low}, not -7"):
        config(**{name: -7})


@pytest.mark.parametrize(
    ("config", "name", "limit"),
    [(ModelConfig, "dropout", 1), (TrainConfig, "beta1", 1), (TrainConfig, "beta2", 1), (DataConfig, "val_fraction", 0.9)],
)
def test_a_share_must_stay_below_its_upper_limit(config: type[Any], name: str, limit: float) -> None:
    with pytest.raises(ConfigError, match=rf"{name} must be below {limit}, not {limit}"):
        config(**{name: limit})
    below = math.nextafter(limit, 0)
    assert getattr(config(**{name: below}), name) == below


@pytest.mark.parametrize(("config", "name"), FLOATS)
def test_not_a_number_is_refused(config: type[Any], name: str) -> None:
    with pytest.raises(ConfigError, match=f"{name} must be"):
        config(**{name: math.nan})


def test_an_infinite_learning_rate_is_refused() -> None:
    with pytest.raises(ConfigError, match="learning_rate must be"):
        TrainConfig(learning_rate=math.inf)


@pytest.mark.parametrize(("config", "name"), NUMBERS)
def test_true_is_not_a_number(config: type[Any], name: str) -> None:
    with pytest.raises(ConfigError, match=f"{name} must be of type .*, not True"):
        config(**{name: True})


@pytest.mark.parametrize(("config", "name"), INTEGERS)
def test_a_count_is_a_whole_number(config: type[Any], name: str) -> None:
    with pytest.raises(ConfigError, match=f"{name} must be of type int, not 4.0"):
        config(**{name: 4.0})


@pytest.mark.parametrize(("config", "name"), EVERY_FIELD)
def test_nothing_may_be_none(config: type[Any], name: str) -> None:
    with pytest.raises(ConfigError, match=f"{name} must be of type"):
        config(**{name: None})


def test_one_is_not_yes() -> None:
    with pytest.raises(ConfigError, match="resume must be of type bool, not 1"):
        TrainConfig(resume=1)  # type: ignore[arg-type]


def test_a_whole_number_may_stand_where_a_fraction_is_expected() -> None:
    assert TrainConfig(grad_clip=1).grad_clip == 1


def test_a_misspelt_setting_is_answered_with_the_right_one() -> None:
    with pytest.raises(ConfigError, match="did you mean n_layer") as caught:
        ModelConfig.from_dict({"n_layers": 3})
    assert "ModelConfig has no setting 'n_layers'" in caught.value.message


def test_a_setting_like_no_other_is_answered_with_all_that_are_known() -> None:
    with pytest.raises(ConfigError) as caught:
        DataConfig.from_dict({"zzz": 3})
    assert all(f.name in str(caught.value.hint) for f in fields(DataConfig))


def test_an_unknown_tokenizer_is_refused_by_name() -> None:
    with pytest.raises(ConfigError, match="tokenizer must be char or bpe, not 'word'"):
        DataConfig(tokenizer="word")


@pytest.mark.parametrize(
    "settings", [{"vocab_size": 512}, {"tokenizer": "bpe", "vocab_size": 256}, {"tokenizer": "bpe", "vocab_size": -1}]
)
def test_a_vocabulary_size_that_cannot_be_is_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match="vocab_size"):
        DataConfig.from_dict(settings)
    assert DataConfig(tokenizer="bpe", vocab_size=257).vocab_size == 257


def test_a_config_cannot_be_changed_after_it_was_checked() -> None:
    with pytest.raises(FrozenInstanceError):
        ModelConfig().n_layer = 0  # type: ignore[misc]


def test_two_configs_do_not_share_their_options() -> None:
    ModelConfig().arch_options["k"] = 1
    assert ModelConfig().arch_options == {}


def test_the_data_is_cut_like_the_default_model_and_trainer_expect() -> None:
    assert (DataConfig().block_size, DataConfig().batch_size) == (ModelConfig().block_size, TrainConfig().batch_size)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_found_by_its_own_name(name: str) -> None:
    assert preset(name).name == name


def test_the_defaults_are_the_textbook_model_and_the_presets_the_fast_one() -> None:
    assert ModelConfig().arch == "gpt" and (ModelConfig().n_layer, ModelConfig().n_embd) == (2, 64)
    assert {p.model.arch for p in PRESETS.values()} == {"gpt_fast"}


def test_an_unknown_preset_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="no preset 'huge'") as caught:
        preset("huge")
    assert all(name in str(caught.value.hint) for name in PRESETS)


def test_a_flag_that_was_given_wins_and_one_that_was_not_leaves_the_preset() -> None:
    changed = override(preset("cpu").model, n_layer=7, n_embd=None)
    assert (changed.n_layer, changed.n_embd) == (7, preset("cpu").model.n_embd)


def test_a_flag_of_zero_or_no_is_given_all_the_same() -> None:
    changed = override(TrainConfig(patience=4, resume=True), patience=0, resume=False)
    assert (changed.patience, changed.resume) == (0, False)


def test_an_overridden_config_is_checked_again() -> None:
    with pytest.raises(ConfigError, match=r"n_embd \(64\).*n_head \(7\)"):
        override(ModelConfig(), n_head=7)
