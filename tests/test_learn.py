"""Learning a voice: from a folder to a model that writes, again after an interruption, and in words when it cannot be."""

from __future__ import annotations

import json
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vibejam.checkpoint import resume_path
from vibejam.corpus import Progress
from vibejam.engine import StyleEngine
from vibejam.errors import ConfigError, DataError, MissingError, TrainingInterrupted
from vibejam.learn import FEWEST_CHARACTERS, LearnResult, learn_voice
from vibejam.train import TrainEvent
from vibejam.voice import Voice

MOMENT = 0.02  # minutes
LONGER = 0.05  # enough that even a slow machine has not finished after its first step
LONG = 0.5  # for runs that are always interrupted


@pytest.fixture(scope="module")
def learned(voices: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, LearnResult]]:
    """A home with the engineer's voice in it; tests that change it take a copy."""
    home = tmp_path_factory.mktemp("learned")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIBEJAM_HOME", str(home))
        result = learn_voice([voices / "engineer"], "engineer", minutes=MOMENT, sample=True)
    yield home, result


@pytest.fixture
def home_with_voice(learned: tuple[Path, LearnResult], own_home: Path) -> Path:
    shutil.copytree(learned[0], own_home, dirs_exist_ok=True)
    return own_home


def press_ctrl_c(kind: str) -> Callable[[TrainEvent], None]:
    """Once, at the first event of that kind."""
    pressed: list[bool] = []

    def on_event(event: TrainEvent) -> None:
        if event.kind == kind and not pressed:
            pressed.append(True)
            signal.raise_signal(signal.SIGINT)

    return on_event


def interrupt(folder: Path, name: str, minutes: float, kind: str) -> None:
    with pytest.raises(TrainingInterrupted) as caught:
        learn_voice([folder], name, minutes=minutes, on_event=press_ctrl_c(kind))
    assert "same command" in caught.value.hint and "--resume" not in caught.value.hint


def heard(events: list[TrainEvent]) -> str:
    return " | ".join(event.message for event in events if event.kind == "note")


def test_the_manifest_of_a_voice_is_complete(learned: tuple[Path, LearnResult]) -> None:
    home, result = learned
    manifest = json.loads((home / "voices" / "engineer" / "voice.json").read_text("utf-8"))
    assert manifest == result.voice.manifest
    assert manifest["documents"] == result.corpus.documents == 48
    assert (manifest["words"], manifest["characters"]) == (result.corpus.words, result.corpus.characters)
    assert manifest["parameters"] == result.training.parameters
    assert manifest["val_loss"] == pytest.approx(result.training.val_loss, abs=1e-4)
    assert manifest["trained_seconds"] > 0 and manifest["sample"] is True
    assert {"format", "created", "updated"} <= manifest.keys() and "unfinished" not in manifest


def test_a_learnt_voice_has_its_files_and_no_leftovers(learned: tuple[Path, LearnResult]) -> None:
    home, _ = learned
    assert {path.name for path in (home / "voices" / "engineer").iterdir()} == {
        "voice.json", "corpus.txt", "corpus.txt.manifest.jsonl",
        "model.safetensors", "model.safetensors.metrics.jsonl", "model.safetensors.loss.svg",
    }  # fmt: skip


def test_a_learnt_voice_rewrites(home_with_voice: Path) -> None:
    outcome = StyleEngine("engineer").rewrite("I do not think that the pump is broken.")
    assert outcome.passages and "pump" in outcome.text


def test_a_learnt_voice_is_marked_as_a_sample_until_it_is_somebodys(home_with_voice: Path, voices: Path) -> None:
    assert Voice.open("engineer").is_sample
    learn_voice([voices / "letters"], "engineer", minutes=MOMENT)
    assert not Voice.open("engineer").is_sample


def test_sample_voices_do_not_count_beside_a_real_one(home_with_voice: Path) -> None:
    assert Voice.open().name == "engineer"
    Voice.create("me")
    assert Voice.open().name == "me"


def test_progress_and_notes_are_told_as_they_come(voices: Path) -> None:
    seen: list[Progress] = []
    events: list[TrainEvent] = []
    learn_voice(
        [voices / "engineer"], "me", minutes=MOMENT,
        on_progress=seen.append, on_event=events.append,
    )  # fmt: skip
    assert seen[-1].doing == "reading" and 0 < seen[-1].done == seen[-1].total
    assert "plan:" in heard(events) and any(event.kind == "eval" for event in events)


def test_learning_the_same_again_goes_on_where_it_was_interrupted(voices: Path) -> None:
    interrupt(voices / "engineer", "me", LONG, "eval")
    voice = Voice.open("me")
    assert "unfinished" in voice.manifest and voice.ckpt_path.exists() and resume_path(voice.ckpt_path).exists()
    steps_before = json.loads((voice.path / "model.safetensors.metrics.jsonl").read_text("utf-8").splitlines()[-1])["step"]
    events: list[TrainEvent] = []
    with pytest.raises(TrainingInterrupted):  # far enough: it went on
        pressed = press_ctrl_c("eval")
        learn_voice([voices / "engineer"], "me", minutes=LONG, on_event=lambda e: (events.append(e), pressed(e))[0])
    assert "resuming at step" in heard(events)
    assert next(event.step for event in events if event.kind == "eval") > steps_before


def test_an_interrupted_voice_comes_to_its_end(voices: Path) -> None:
    interrupt(voices / "engineer", "me", LONGER, "step")
    result = learn_voice([voices / "engineer"], "me", minutes=LONGER)
    assert "unfinished" not in result.voice.manifest and result.voice.manifest["parameters"] > 0
    assert not resume_path(result.voice.ckpt_path).exists()


def test_other_writing_begins_anew(voices: Path) -> None:
    interrupt(voices / "engineer", "me", LONG, "step")
    events: list[TrainEvent] = []
    result = learn_voice([voices / "letters"], "me", minutes=MOMENT, on_event=events.append)
    assert "resuming" not in heard(events)
    assert "to-win-the-lodger" in (result.voice.path / "corpus.txt.manifest.jsonl").read_text("utf-8")


def test_an_interruption_before_the_first_save_can_be_gone_on_from_beside_an_old_model(
    home_with_voice: Path, voices: Path
) -> None:
    """The old model serves until the new one's first save; the new run must be able to go on all the same."""
    old = Voice.open("engineer").ckpt_path.read_bytes()
    interrupt(voices / "letters", "engineer", LONG, "step")
    assert Voice.open("engineer").ckpt_path.read_bytes() == old
    events: list[TrainEvent] = []
    pressed = press_ctrl_c("step")
    with pytest.raises(TrainingInterrupted):
        learn_voice([voices / "letters"], "engineer", minutes=LONG, on_event=lambda e: (events.append(e), pressed(e))[0])
    assert "resuming at step" in heard(events)


def some_writing(folder: Path, characters: int) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "note.txt").write_text(("A short note about the weather. " * 200)[: characters - 1] + ".", "utf-8")
    return folder


def test_too_little_writing_is_said_in_numbers(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"500 characters.*2,000") as caught:
        learn_voice([some_writing(tmp_path / "w", 500)], "me", minutes=MOMENT)
    assert "more writing" in (caught.value.hint or "")


def test_just_enough_writing_is_enough(tmp_path: Path) -> None:
    result = learn_voice([some_writing(tmp_path / "w", FEWEST_CHARACTERS + 100)], "me", minutes=0.005)
    assert result.voice.load().model.num_parameters() == result.training.parameters


def test_too_little_writing_leaves_an_older_voice_as_it_was(home_with_voice: Path, tmp_path: Path) -> None:
    folder = home_with_voice / "voices" / "engineer"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(DataError):
        learn_voice([some_writing(tmp_path / "w", 500)], "engineer", minutes=MOMENT)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_voice_that_could_not_be_learnt_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        learn_voice([some_writing(tmp_path / "w", 500)], "short", minutes=MOMENT)
    with pytest.raises(MissingError):
        learn_voice([tmp_path / "nowhere"], "missing", minutes=MOMENT)
    assert [voice.name for voice in Voice.all()] == []


@pytest.mark.parametrize("name", ["../x", "", "a/b", "..", "-x"])
def test_a_bad_name_is_refused_before_anything_is_read_or_written(name: str, voices: Path, own_home: Path) -> None:
    read: list[object] = []
    with pytest.raises(ConfigError, match="name"):
        learn_voice([voices / "engineer"], name, minutes=MOMENT, on_progress=read.append)
    assert read == [] and list(own_home.iterdir()) == [] and not (own_home.parent / "x").exists()


@pytest.mark.parametrize(("minutes", "seed"), [(-1.0, 0), (float("nan"), 0), (MOMENT, -1)])
def test_settings_that_cannot_be_are_refused(voices: Path, minutes: float, seed: int) -> None:
    with pytest.raises(ConfigError):
        learn_voice([voices / "engineer"], "me", minutes=minutes, seed=seed)


def test_a_damaged_state_does_not_keep_a_voice_from_being_learnt(voices: Path) -> None:
    """Nobody who learns a voice knows of .resume files: the same command must get them out of this."""
    interrupt(voices / "engineer", "me", LONGER, "step")
    state = resume_path(Voice.open("me").ckpt_path)
    state.write_bytes(state.read_bytes()[:1000])
    assert "unfinished" not in learn_voice([voices / "engineer"], "me", minutes=LONGER).voice.manifest


def test_a_base_that_is_not_there_stops_before_anything_is_written(voices: Path, own_home: Path) -> None:
    pulled = own_home / "bases" / "mine"
    pulled.mkdir(parents=True)
    (pulled / "base.json").write_text("{}")
    with pytest.raises(MissingError, match="nosuch") as caught:
        learn_voice([voices / "engineer"], "engineer", base="nosuch")
    assert "known: vibejam-base, mine, smollm2-135m" in caught.value.hint
    with pytest.raises(MissingError) as caught:
        learn_voice([voices / "engineer"], "engineer", base="vibejam-bas")
    assert caught.value.hint == "did you mean vibejam-base?"
    assert not (own_home / "voices").exists()
