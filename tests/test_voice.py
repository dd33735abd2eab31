"""Voices: made, found, listed and chosen by name, and nothing outside their own folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from vibejam.errors import ConfigError, DataError, MissingError
from vibejam.voice import Voice

BAD_NAMES = [
    "", ".", "..", "../x", "a/b", "/etc", "a\\b", "-x", ".hidden", "a b", "x\n", "x" * 65, "a\0b", "~", "*", "a:b", "a/../b",
]  # fmt: skip


def damage(name: str, text: str) -> Path:
    path = Voice.create(name).path / "voice.json"
    path.write_text(text, "utf-8")
    return path


def test_a_new_voice_is_a_folder_with_a_manifest(own_home: Path) -> None:
    voice = Voice.create("me")
    assert voice.path == own_home / "voices" / "me"
    manifest = json.loads((voice.path / "voice.json").read_text("utf-8"))
    assert manifest == voice.manifest and {"format", "created", "updated"} == manifest.keys()
    assert not voice.is_sample


def test_creating_a_voice_again_opens_it() -> None:
    Voice.create("me").update(words=7)
    assert Voice.create("me").manifest["words"] == 7


def test_a_voice_can_be_opened_by_name() -> None:
    Voice.create("me").update(words=7)
    opened = Voice.open("me")
    assert opened.name == "me" and opened.manifest["words"] == 7


def test_what_is_updated_is_published_and_none_takes_it_out() -> None:
    voice = Voice.create("me")
    voice.update(words=7, sample=True, note="ä 中")
    voice.update(sample=None)
    assert voice.manifest == Voice.open("me").manifest
    assert voice.manifest["words"] == 7 and voice.manifest["note"] == "ä 中" and "sample" not in voice.manifest


def test_deleting_the_folder_deletes_the_voice() -> None:
    shutil.rmtree(Voice.create("me").path)
    assert Voice.all() == []
    with pytest.raises(MissingError):
        Voice.open("me")


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_cannot_be_a_folder_is_refused(own_home: Path, name: str) -> None:
    for get in (Voice.create, Voice.open):
        with pytest.raises(ConfigError, match="name") as caught:
            get(name)
        assert caught.value.hint
    assert list(own_home.iterdir()) == []


@pytest.mark.parametrize("name", ["me", "Jörg", "anna-lena", "a.b", "x" * 64, "李", "v2", "_me"])
def test_a_name_from_any_language_will_do(name: str) -> None:
    Voice.create(name)
    assert Voice.open(name).name == name


def test_a_voice_that_is_not_there_is_missing_and_the_others_are_named() -> None:
    with pytest.raises(MissingError, match="no voice 'me'") as caught:
        Voice.open("me")
    assert "none yet" in (caught.value.hint or "") and "vibejam learn" in (caught.value.hint or "")
    Voice.create("alice")
    Voice.create("bob")
    with pytest.raises(MissingError) as caught:
        Voice.open("me")
    assert "alice, bob" in (caught.value.hint or "")


def test_all_voices_are_listed_by_name(own_home: Path) -> None:
    for name in ("bob", "alice", "carol"):
        Voice.create(name)
    (own_home / "voices" / "not-a-voice").mkdir()
    (own_home / "voices" / "stray.txt").write_text("x", "utf-8")
    assert [voice.name for voice in Voice.all()] == ["alice", "bob", "carol"]


def test_without_a_home_there_are_no_voices(own_home: Path) -> None:
    own_home.rmdir()
    assert Voice.all() == []
    with pytest.raises(MissingError, match="no voice yet"):
        Voice.open()


def test_the_only_voice_needs_no_name() -> None:
    Voice.create("me")
    assert Voice.open().name == "me"


def test_of_two_voices_one_must_be_named() -> None:
    Voice.create("alice")
    Voice.create("bob")
    with pytest.raises(ConfigError, match="2 voices") as caught:
        Voice.open()
    assert "alice | bob" in (caught.value.hint or "")


def test_sample_voices_do_not_count_beside_a_real_one() -> None:
    Voice.create("engineer").update(sample=True)
    Voice.create("letters").update(sample=True)
    with pytest.raises(ConfigError, match="2 voices"):
        Voice.open()
    Voice.create("me")
    assert Voice.open().name == "me"
    assert Voice.open("letters").is_sample


def test_a_sample_voice_alone_is_the_voice() -> None:
    Voice.create("engineer").update(sample=True)
    assert Voice.open().name == "engineer"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "7", '"x"', "{}", '{"format": "x"}', '{"format": null}', '{"format": Infinity}']
)
def test_a_damaged_manifest_is_named(text: str) -> None:
    path = damage("me", text)
    with pytest.raises(DataError, match="damaged") as caught:
        Voice.open("me")
    assert str(path) in caught.value.message and caught.value.hint


def test_a_manifest_that_is_not_text_is_named() -> None:
    path = damage("me", "")
    path.write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(DataError, match="damaged"):
        Voice.open("me")


def test_a_voice_from_the_future_asks_for_an_upgrade() -> None:
    damage("me", '{"format": 2}')
    with pytest.raises(DataError, match="newer") as caught:
        Voice.open("me")
    assert "upgrade" in (caught.value.hint or "")


def test_a_damaged_voice_can_be_learnt_again() -> None:
    """What the hint says must be possible."""
    damage("me", "{")
    voice = Voice.create("me")
    assert Voice.open("me").manifest == voice.manifest


def test_a_damaged_voice_does_not_hide_that_another_is_missing() -> None:
    damage("alice", "{")
    with pytest.raises(MissingError, match="bob"):
        Voice.open("bob")


def test_a_stray_folder_does_not_hide_the_voices(own_home: Path) -> None:
    """Somebody's copy of a voice under a name that no voice can have."""
    shutil.copytree(Voice.create("me").path, own_home / "voices" / "me (copy)")
    assert "me" in [voice.name for voice in Voice.all()]
    assert Voice.open("me").name == "me"


def test_a_voice_without_a_model_says_how_to_get_one() -> None:
    with pytest.raises(MissingError, match="no model yet") as caught:
        Voice.create("me").load()
    assert caught.value.hint == "vibejam learn FOLDER --voice me"


def test_a_voice_loads_its_model(trained: Path) -> None:
    voice = Voice.create("me")
    shutil.copy(trained, voice.ckpt_path)
    loaded = voice.load()
    assert loaded.model.config.n_embd == 16 and not loaded.model.training
    assert loaded.tokenizer.vocab_size == loaded.model.config.vocab_size


def test_a_voice_whose_model_is_damaged_says_so(trained: Path) -> None:
    voice = Voice.create("me")
    voice.ckpt_path.write_bytes(trained.read_bytes()[:-1])
    with pytest.raises(DataError, match=r"model\.safetensors"):
        voice.load()
