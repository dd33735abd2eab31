"""Writing -> one corpus file, and the corpus file -> pieces that can be streamed.

A corpus is UTF-8 text; after each document stands a line with `<|doc_end|>` alone. Beside it lies
`CORPUS.manifest.jsonl`, one line per document: where it came from, its date and size, never its text. While it is being made,
`CORPUS.partial` holds what has been read so far; the same command goes on from there.
Tests: tests/test_corpus.py.
"""

from __future__ import annotations

import codecs
import contextlib
import hashlib
import io
import json
import shlex
import shutil
import tempfile
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from vibejam.errors import DataError, MissingError
from vibejam.holdout import Holdout
from vibejam.ingest import Document, Skipped
from vibejam.ingest.file import File
from vibejam.ingest.owner import Identity, Names, Survey, identify, is_one_of, remember_owner, remembered_owner, with_aliases
from vibejam.ingest.parts import Line, do, read_part, surveyed, units_of
from vibejam.ingest.read import STRANGERS, Reading, sample_of
from vibejam.ingest.readers import reader_for
from vibejam.ingest.walk import find_files
from vibejam.paths import check_output, publish
from vibejam.text.duplicates import SKETCH_SIZE, duplicates
from vibejam.tokenizer import DOC_END, defuse

_CHUNK = 16_384  # bytes per read: with larger ones the memory that the allocator keeps grows with the corpus
HELD_OUT = "kept for testing"
NOBODY = "several people write in it, and which of them you are is not known"
_MOST_SKIPPED = 1000  # listed for each reason; all are counted


class Progress(NamedTuple):
    """How far the reading has come."""

    doing: str
    done: int  # bytes
    total: int


@dataclass
class Took:
    """What came of the files of one format."""

    documents: int = 0
    words: int = 0
    characters: int = 0
    first_date: str = ""
    last_date: str = ""
    removed: Counter[str] = field(default_factory=Counter)  # characters taken out of the documents, by kind

    def add(self, document: Document, words: int) -> None:
        self.documents += 1
        self.words += words
        self.characters += len(document.text)
        self.removed.update(document.removed)
        if document.date:
            self.first_date = min(self.first_date or document.date, document.date)
            self.last_date = max(self.last_date, document.date)


@dataclass
class CorpusReport:
    """What `prepare_corpus` took and what it left."""

    corpus_path: Path
    files: int = 0
    held_out: list[str] = field(default_factory=list)  # sources of documents that a test file names
    for_judges: int = 0  # documents
    owner: Identity | None = None  # None: nobody was asked for, or nobody is known
    people: list[tuple[Names, int]] = field(default_factory=list)  # who wrote how many messages, where the owner is not known
    formats: dict[str, Took] = field(default_factory=dict)
    languages: Counter[str] = field(default_factory=Counter)  # words, by ISO 639-1 code; "" is not known
    documents: int = 0
    words: int = 0
    characters: int = 0
    dated: int = 0  # documents with a date
    defused: int = 0  # documents that contained the marker
    skipped: list[Skipped] = field(default_factory=list)  # at most a thousand for each reason
    skipped_counts: Counter[str] = field(default_factory=Counter)  # by reason

    def skip(self, item: Skipped) -> None:
        self.skipped_counts[item.reason] += 1
        if self.skipped_counts[item.reason] <= _MOST_SKIPPED:
            self.skipped.append(item)

    def take(self, document: Document) -> None:
        words = len(document.text.split())
        self.formats.setdefault(document.format, Took()).add(document, words)
        self.languages[document.language] += words
        self.documents += 1
        self.words += words
        self.characters += len(document.text)
        self.dated += bool(document.date)

    def to_dict(self) -> dict[str, Any]:
        return {
            "corpus": str(self.corpus_path), "files": self.files, "documents": self.documents, "words": self.words,
            "characters": self.characters, "dated": self.dated, "defused": self.defused,
            "held_out": self.held_out, "for_judges": self.for_judges,
            "owner": {"names": self.owner.names, "reason": self.owner.reason} if self.owner else None,
            "people": [{"names": names, "messages": count} for names, count in self.people],
            "formats": {name: vars(took) for name, took in self.formats.items()}, "languages": self.languages,
            "skipped_counts": self.skipped_counts, "skipped": [vars(s) for s in self.skipped],
        }  # fmt: skip


Ask = Callable[[list[tuple[Names, int]]], Names]  # who of these people is the owner; () for nobody


def manifest_path(corpus_path: Path | str) -> Path:
    return Path(f"{corpus_path}.manifest.jsonl")


def judges_path(corpus_path: Path | str) -> Path:
    """A corpus of the documents that are kept for judging what is learnt from the others."""
    return Path(f"{corpus_path}.judges")


def partial_path(corpus_path: Path | str) -> Path:
    """The folder of what has been read of an unfinished corpus."""
    return Path(f"{corpus_path}.partial")


def prepare_corpus(
    paths: Iterable[Path | str],
    corpus_path: Path | str,
    on_progress: Callable[[Progress], None] | None = None,
    fewest_characters: int = 1,
    me: Iterable[str] = (),
    redact: bool = False,
    languages: Iterable[str] = (),
    ask: Ask | None = None,
    dry_run: bool = False,
    holdout: Holdout | None = None,
) -> CorpusReport:
    """Read everything below `paths` and publish the corpus and its manifest; the old ones stay until both are whole.

    `me` are the owner's names and addresses; where none is given and it is not obvious, `ask` is asked, and what
    several people wrote is left out if nobody answers. `redact` puts placeholders for private items; `languages`
    (ISO 639-1) leaves out documents that are clearly in another. What `holdout` keeps for the judges is published as another
    corpus, `judges_path`. A `dry_run` writes nothing. Raises MissingError for a path that does not exist, DataError when less than `fewest_characters` was found.
    """
    corpus_path = Path(corpus_path)
    apart = judges_path(corpus_path)
    excluded = (corpus_path, manifest_path(corpus_path), partial_path(corpus_path), apart, manifest_path(apart))
    found = [item.unread() if isinstance(item, File) else item for item in find_files(paths, excluded)]
    if not dry_run:
        check_output(corpus_path, _is_corpus, "a corpus made by vibejam")
    report = CorpusReport(corpus_path, files=sum(isinstance(item, File) for item in found))
    for item in found:
        if isinstance(item, Skipped):
            report.skip(item)
    files = [item for item in found if isinstance(item, File)]
    with _work_folder(None if dry_run else partial_path(corpus_path)) as folder:
        watch = on_progress or (lambda progress: None)
        report.owner = _owner(files, tuple(me), ask, folder, report, watch)
        reading = Reading(report.owner.names if report.owner else (), redact)
        parts = do("read", list(units_of(files)), reading, folder, lambda *bytes: watch(Progress("reading", *bytes)))
        chosen = _Chosen(parts, reading.me, tuple(languages))
        if dry_run:
            with tempfile.TemporaryFile() as corpus, tempfile.TemporaryFile() as manifest:
                _write(parts, chosen, report, {"learn": (corpus, manifest)})
        else:
            made = [corpus_path, apart] if holdout else [corpus_path]
            with publish(*(file for path in made for file in (path, manifest_path(path)))) as opened:
                pairs = zip(opened[::2], opened[1::2], strict=True)
                _write(parts, chosen, report, dict(zip(("learn", "judge"), pairs, strict=False)), holdout)
                _check_enough(report, fewest_characters)
    return report


@contextlib.contextmanager
def _work_folder(path: Path | None) -> Iterator[Path]:
    """A folder for what has been read. It is deleted at the end, but not when the work was interrupted."""
    if path is None:
        with tempfile.TemporaryDirectory() as name:
            yield Path(name)
        return
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        yield path
    except Exception:  # no Ctrl-C
        shutil.rmtree(path)
        raise
    shutil.rmtree(path)


def _owner(
    files: list[File], me: Names, ask: Ask | None, folder: Path, report: CorpusReport, watch: Callable[[Progress], None]
) -> Identity | None:
    """Who the owner is: given, obvious, or asked for. Nobody is looked for where every source has one writer."""
    shared = [file for file in files if getattr(reader_for(file.unread()), "MANY_AUTHORS", False)]
    if not shared:
        return Identity(me, "as given") if me else None
    parts = do("survey", list(units_of(shared)), Reading(), folder, lambda *bytes: watch(Progress("looking who wrote", *bytes)))
    survey = Survey()
    for part in parts:
        survey.merge(surveyed(read_part(part)))
    if me:
        return Identity(with_aliases(me, survey), "as given")
    if identity := identify(survey):
        return replace(identity, names=with_aliases(identity.names, survey))
    report.people = survey.people.most_common()
    remembered = remembered_owner()
    if any(is_one_of(remembered)(names) for names, _ in report.people):
        return Identity(with_aliases(remembered, survey), "as answered before")
    if names := ask(report.people) if ask and report.people else ():
        remember_owner(names)
        return Identity(with_aliases(names, survey), "as answered")
    return None


class _Chosen:
    """Which of the documents that were read are learnt: each text once, and none that somebody else wrote."""

    def __init__(self, parts: Sequence[Path], me: Names, languages: Names):
        self._is_me, self._languages = is_one_of(me), languages
        self._signed: set[str] = set()  # formats whose documents name the owner as author: there another name is another person
        self._sources: list[str] = []
        names: dict[str, str] = {}  # one string of each, however many documents have it
        sketches, sizes, dates = bytearray(), array("q"), list[str]()
        for line in _lines(parts, "document"):
            document = line["document"]
            self._sources.append(names.setdefault(document["source"], document["source"]))
            if document["author"] and self._is_me((document["author"],)):
                self._signed.add(document["format"])
            sketches += bytes.fromhex(line["sketch"])
            sizes.append(len(document["text"]))
            dates.append(names.setdefault(document["date"], document["date"]))
        order = np.empty(len(dates), dtype=np.int64)  # the later is kept: by date, and where that says nothing as they were read
        order[sorted(range(len(dates)), key=lambda i: (dates[i], i))] = np.arange(len(dates))
        each = (bytes(sketches[i : i + SKETCH_SIZE]) for i in range(0, len(sketches), SKETCH_SIZE))
        self._kept_instead = duplicates(each, sizes, order)  # type: ignore[arg-type]

    def refusal(self, number: int, document: Document) -> tuple[str, str] | None:
        """Why a document, by its place among all that were read, is not learnt, with a detail; None if it is."""
        if number in self._kept_instead:
            return "the same text as another, or nearly", self._sources[self._kept_instead[number]]
        if document.format in self._signed and document.author and not self._is_me((document.author,)):
            return "written by somebody else", document.author
        if self._languages and document.language not in (*self._languages, ""):
            return "in another language", document.language
        return None


def _lines(parts: Iterable[Path], kind: str) -> Iterator[Line]:
    return (line for part in parts for line in read_part(part) if kind in line)


def _write(
    parts: Sequence[Path], chosen: _Chosen, report: CorpusReport, sides: Mapping[str, tuple[BinaryIO, BinaryIO]],
    holdout: Holdout | None = None,
) -> None:  # fmt: skip
    """Put each document into the corpus and the manifest of its side."""
    for line in _lines(parts, "skipped"):
        item = Skipped(**line["skipped"])
        report.skip(replace(item, reason=NOBODY) if item.reason == STRANGERS and report.owner is None else item)
    for number, line in enumerate(_lines(parts, "document")):
        document = Document(**line["document"])
        if refusal := chosen.refusal(number, document):
            report.skip(Skipped(document.source, refusal[0], document.position, refusal[1], sample_of(document.text)))
            continue
        text = defuse(document.text)
        side = holdout.side(document.source, text) if holdout else "learn"
        if side == "test":
            report.held_out.append(document.source)
            report.skip(Skipped(document.source, HELD_OUT, document.position))
            continue
        if side == "judge":
            report.for_judges += 1
        else:
            report.defused += text != document.text
            report.take(document)
        corpus, manifest = sides[side]
        corpus.write(f"{text}\n{DOC_END}\n".encode())
        manifest.write((json.dumps(_manifest_entry(document, text), ensure_ascii=False) + "\n").encode())


def _manifest_entry(document: Document, text: str) -> dict[str, Any]:
    return {
        "source": document.source, "position": document.position, "format": document.format, "date": document.date,
        "title": document.title, "author": document.author, "language": document.language, "words": len(text.split()),
        "characters": len(text), "removed": document.removed, "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }  # fmt: skip


def _check_enough(report: CorpusReport, fewest_characters: int) -> None:
    if report.documents == 0:
        raise DataError(*_nothing_found(report))
    if report.characters < fewest_characters:
        message = f"only {report.characters:,} characters of writing were found; at least {fewest_characters:,} are needed"
        raise DataError(message, "add more writing (each of the sample voices that come with vibejam has more than 80,000)")


def _nothing_found(report: CorpusReport) -> tuple[str, str]:
    if not report.skipped:
        return "nothing to read: the folder is empty", "put your writing there, or name another folder"
    if report.people and report.owner is None:
        first = " or ".join(f"--me {shlex.quote(names[0])}" for names, _ in report.people[:3])
        return "nothing to read: several people write there, and which of them is you is not known", f"say it: {first}"
    first = ", ".join(f"{s.source} ({s.reason})" for s in report.skipped[:3])
    number = sum(report.skipped_counts.values())
    message = f"nothing to read among {number} files: {first}"
    return message + (", ..." if number > 3 else ""), "put your writing there, or name another folder"


def _is_corpus(path: Path) -> bool:
    """Whether a file is one that `prepare_corpus` wrote: it has a manifest beside it, or at least ends as a corpus does."""
    if manifest_path(path).exists():
        return True
    ending = f"\n{DOC_END}\n".encode()
    with open(path, "rb") as file:
        file.seek(max(0, path.stat().st_size - len(ending)))
        return file.read() == ending


def read_pieces(corpus_path: Path | str) -> Iterator[tuple[str, bool]]:
    """Stream a corpus as (text, ends_document); a document may come in several pieces, and only its last one ends it.

    The line break before and after a marker belongs to the file, not to the document. Raises DataError when the file
    is not UTF-8, MissingError when it is not there.
    """
    try:
        with open(corpus_path, "rb", buffering=0) as file:
            yield from split_pieces(_decoded(file, corpus_path))
    except FileNotFoundError as error:
        hint = f"make one first: vibejam prepare FOLDER -o {shlex.quote(str(corpus_path))}"
        raise MissingError(f"no corpus at {corpus_path}", hint) from error
    except IsADirectoryError as error:
        raise DataError(f"{corpus_path} is a folder, not a corpus file", _make_one_of(corpus_path)) from error
    except UnicodeDecodeError as error:
        raise DataError(f"{corpus_path} is not UTF-8 text", _make_one_of(corpus_path)) from error
    except OSError as error:
        raise MissingError(f"cannot read {corpus_path}: {error.strerror}", "name a corpus file") from error


def read_texts(corpus_path: Path | str) -> Iterator[str]:
    """The documents of a corpus, each whole. Raises as read_pieces does."""
    pieces = list[str]()
    for text, ends in read_pieces(corpus_path):
        pieces.append(text)
        if ends:
            yield "".join(pieces)
            pieces = []


def _decoded(file: io.RawIOBase, name: Path | str) -> Iterator[str]:
    """The text of a file in chunks. One made by hand may begin with a byte-order mark and have any line breaks."""
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8-sig")(), translate=True)
    while data := file.read(_CHUNK):
        text = decoder.decode(data)
        if b"\0" in data:
            raise DataError(f"{name} is not UTF-8 text: it holds zero bytes", _make_one_of(name))
        yield text
    yield decoder.decode(b"", final=True)


def _make_one_of(path: Path | str) -> str:
    return f"make a corpus of it first: vibejam prepare {shlex.quote(str(path))} -o corpus.txt"


def chunks_of(text: str) -> Iterator[str]:
    """A text in chunks, as a file would be read."""
    return (text[i : i + _CHUNK] for i in range(0, len(text), _CHUNK))


def split_pieces(chunks: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """The same for text that comes in chunks cut anywhere.

    `["Dear W", "in\\n<|doc", "_end|>\\nPip,\\n"]` -> ("Dear Win", True), ("Pip,\\n", True).
    """
    held_back = len(f"\n{DOC_END}")  # the end of a chunk may be the beginning of a marker
    buffer, after_marker = "", False
    for chunk in chunks:
        buffer += chunk
        # Most prose has no bar, and one character is found ten times as quickly as a marker.
        *documents, buffer = buffer.split(DOC_END) if "|" in buffer else [buffer]
        for text in documents:
            yield _without_break(text, after_marker).removesuffix("\n"), True
            after_marker = True
        if len(buffer) > _CHUNK // 2:  # less is not worth a piece
            yield _without_break(buffer[:-held_back], after_marker), False
            buffer, after_marker = buffer[-held_back:], False
    if rest := _without_break(buffer, after_marker):
        yield rest, True


def _without_break(text: str, after_marker: bool) -> str:
    return text.removeprefix("\n") if after_marker else text
