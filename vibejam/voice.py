"""Voice: the folder under VIBEJAM_HOME that holds everything learnt from one person.

    voices/NAME/voice.json         what it is: the manifest, with a format version
    voices/NAME/corpus.txt         the writing it was learnt from (and corpus.txt.manifest.jsonl)
    voices/NAME/corpus.txt.judges  writing that was not learnt, for the judges (with learn --holdout only)
    voices/NAME/model.safetensors  the model (and its .metrics.jsonl and .loss.svg; .resume while it is being learnt)

Deleting the folder deletes the voice. Tests: tests/test_voice.py.
"""

from __future__ import annotations

import contextlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vibejam import paths
from vibejam.errors import ConfigError, DataError, MissingError
from vibejam.text.front_matter import split_front_matter
from vibejam.tokenizer import DOC_END

if TYPE_CHECKING:  # a voice can be listed without torch
    from vibejam.checkpoint import Checkpoint
    from vibejam.data import CorpusDataset
    from vibejam.score import Scale, StyleScorer
    from vibejam.style.rules import Rules

FORMAT = 1
CORPUS = "corpus.txt"
_PASSAGES = 40  # at most, of the person and of others, that a scale is made of
_RUN = 8  # words that nobody writes twice by chance
_NAME = re.compile(r"\w[\w.-]{0,63}")


class DamagedVoice(DataError):
    """A voice whose manifest cannot be read."""


class Voice:
    """One person's voice. `Voice.create`, `Voice.open` and `Voice.all` are the ways to get one."""

    def __init__(self, path: Path, manifest: dict[str, Any]):
        self.path = path
        self.manifest = manifest

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def is_sample(self) -> bool:
        """Whether it was learnt from the invented writing that comes with vibejam."""
        return bool(self.manifest.get("sample"))

    @property
    def corpus_path(self) -> Path:
        return self.path / CORPUS

    @property
    def judges_path(self) -> Path:
        """The person's writing that was kept for judging (see learn --holdout); it need not be there."""
        return self.path / f"{CORPUS}.judges"

    @property
    def ckpt_path(self) -> Path:
        return self.path / "model.safetensors"

    def load(self) -> Checkpoint:
        """The model, ready to write. Raises MissingError when the voice was never learnt to the first save."""
        from vibejam.checkpoint import load_checkpoint
        from vibejam.device import choose_device

        if not self.ckpt_path.exists():
            raise MissingError(f"the voice {self.name} has no model yet", f"vibejam learn FOLDER --voice {self.name}")
        return load_checkpoint(self.ckpt_path, choose_device().value)

    def scorer(self) -> StyleScorer:
        """What compares texts with this person's writing. Raises MissingError when the voice was never learnt to the end."""
        from vibejam.ngram import MixedLM
        from vibejam.ngram.floor import count_corpus
        from vibejam.pretrained.bases import OURS, open_base
        from vibejam.score import Reader, StyleScorer

        checkpoint, weight = self.load(), self.manifest.get("mixture_weight")
        if weight is None:
            raise MissingError(f"the voice {self.name} is not learnt to the end", f"vibejam learn FOLDER --voice {self.name}")
        counted = count_corpus(self._dataset(checkpoint))
        base = open_base(checkpoint.train_config.base or OURS)
        return StyleScorer(
            Reader(MixedLM(checkpoint.model, counted, weight), checkpoint.tokenizer), Reader(base.model, base.tokenizer)
        )

    def scale(self, scorer: StyleScorer) -> Scale:
        """Where on `scorer`'s scale this person's writing is, and that of others: measured once, then kept in the manifest."""
        from vibejam.score import Scale, passages_of

        checkpoint = self.load()
        if (saved := self.manifest.get("scale")) and saved["run_id"] == checkpoint.about["run_id"]:
            return Scale.from_dict(saved)
        dataset = self._dataset(checkpoint)
        own = dataset.decode(dataset.tokens["val"].tolist()).split(DOC_END)
        corpus, samples = self.corpus_path.read_text("utf-8"), sorted(paths.sample_voices().rglob("*.md"))
        others = [split_front_matter(path.read_text("utf-8"))[1].strip() for path in samples]
        others = [text for text in others if text[:200] not in corpus]  # not the sample voice that this may be
        scale = scorer.scale(passages_of(own, _PASSAGES), passages_of(others, _PASSAGES))
        self.update(scale={"run_id": checkpoint.about["run_id"], **scale.to_dict()})
        return scale

    def rules(self) -> Rules:
        """What this person's habits allow to change in a draft; counted from the corpus, which takes seconds."""
        from vibejam.corpus import read_texts
        from vibejam.style.background import Background
        from vibejam.style.rules import learn_rules

        return learn_rules(read_texts(self.corpus_path), Background.load())

    def knows(self, text: str) -> float:
        """The share of a text that stands word for word, eight words at a time, in what the voice was learnt from."""
        words = text.split()
        runs = [" ".join(words[at : at + _RUN]) for at in range(0, max(1, len(words) - _RUN + 1), _RUN)]
        corpus = " ".join(self.corpus_path.read_text("utf-8").split())
        return sum(run in corpus for run in runs) / len(runs)

    def _dataset(self, checkpoint: Checkpoint) -> CorpusDataset:
        from vibejam.data import open_corpus

        return open_corpus(self.corpus_path, checkpoint.data_config, checkpoint.tokenizer)

    def update(self, **entries: Any) -> None:
        """Put entries into the manifest and publish it; an entry of None is taken out."""
        self.manifest = {k: v for k, v in (self.manifest | entries).items() if v is not None}
        self.manifest["updated"] = _now()
        paths.write_text(self.path / "voice.json", json.dumps(self.manifest, indent=2, ensure_ascii=False) + "\n")

    @staticmethod
    def folder(name: str) -> Path:
        """Where a voice of that name is or would be. Raises ConfigError for a name that cannot be a folder's."""
        if not _NAME.fullmatch(name):
            raise ConfigError(
                f"{name!r} cannot be a voice's name",
                "use letters, digits, '.', '_' and '-', at most 64, beginning with a letter, a digit or '_'",
            )
        return paths.home() / "voices" / name

    @classmethod
    def create(cls, name: str) -> Voice:
        """The voice of that name, made if it does not exist yet; a damaged manifest is begun anew."""
        try:
            return cls.open(name)
        except (MissingError, DamagedVoice):
            voice = cls(cls.folder(name), {"format": FORMAT, "created": _now()})
            voice.update()
            return voice

    @classmethod
    def open(cls, name: str | None = None) -> Voice:
        """The voice of that name; without one, the only voice there is (sample voices do not count beside a real one)."""
        if name is None:
            return cls._only()
        path = cls.folder(name) / "voice.json"
        try:
            manifest = json.loads(path.read_text("utf-8"))
            version = int(manifest["format"])
        except (FileNotFoundError, NotADirectoryError) as error:
            there = ", ".join(v.name for v in cls.all()) or "none yet"
            hint = f"voices here: {there}; learn one: vibejam learn FOLDER --voice {name}"
            raise MissingError(f"no voice {name!r}", hint) from error
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError, OSError) as error:
            raise DamagedVoice(f"{path} is damaged", f"learn it again: vibejam learn FOLDER --voice {name}") from error
        if version > FORMAT:
            message = f"the voice {name} was made by a newer vibejam (format {version}; this one reads up to {FORMAT})"
            raise DataError(message, "upgrade: pip install -U vibejam")
        return cls(path.parent, manifest)

    @classmethod
    def all(cls) -> list[Voice]:
        """Every voice under VIBEJAM_HOME that can be opened, by name; opening one that cannot says why."""
        voices = []
        for path in sorted((paths.home() / "voices").glob("*/voice.json")):
            with contextlib.suppress(DataError, ConfigError):
                voices.append(cls.open(path.parent.name))
        return voices

    @classmethod
    def _only(cls) -> Voice:
        voices = cls.all()
        voices = [v for v in voices if not v.is_sample] or voices
        if not voices:
            raise MissingError("there is no voice yet", "learn one: vibejam learn FOLDER --voice NAME (or try: vibejam demo)")
        if len(voices) > 1:
            raise ConfigError(f"there are {len(voices)} voices", f"say which: --voice {' | '.join(v.name for v in voices)}")
        return voices[0]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
