"""Documents -> one corpus file, and the corpus file -> pieces that can be streamed.

A corpus is UTF-8 text; after each document stands a line with `<|doc_end|>` alone. Beside it lies
`CORPUS.manifest.jsonl`, one line per document: where it came from, its date and size, never its text.
Tests: tests/test_corpus.py.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import json
import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vibejam.errors import DataError, MissingError
from vibejam.ingest import Document, Skipped, read_documents
from vibejam.paths import check_output, publish
from vibejam.tokenizer import DOC_END, defuse

_CHUNK = 16_384  # bytes per read: with larger ones the memory that the allocator keeps grows with the corpus


@dataclass
class CorpusReport:
    """What `prepare_corpus` took and what it left."""

    corpus_path: Path
    documents: int = 0
    words: int = 0
    characters: int = 0
    dated: int = 0  # documents with a date
    skipped: list[Skipped] = field(default_factory=list)
    defused: int = 0  # documents that contained the marker

    def to_dict(self) -> dict[str, Any]:
        return {
            "corpus": str(self.corpus_path), "documents": self.documents, "words": self.words,
            "characters": self.characters, "dated": self.dated, "defused": self.defused,
            "skipped": [{"source": s.source, "reason": s.reason} for s in self.skipped],
        }  # fmt: skip


def manifest_path(corpus_path: Path | str) -> Path:
    return Path(f"{corpus_path}.manifest.jsonl")


def prepare_corpus(
    paths: Iterable[Path | str],
    corpus_path: Path | str,
    on_document: Callable[[CorpusReport], None] | None = None,
    fewest_characters: int = 1,
) -> CorpusReport:
    """Read everything below `paths` and publish the corpus and its manifest; the old ones stay until both are whole.

    `on_document` is called after each document with the report so far. Raises MissingError for a path that does not
    exist, DataError when less than `fewest_characters` was found.
    """
    found = read_documents(paths, exclude=(Path(corpus_path), manifest_path(corpus_path)))
    check_output(corpus_path, _is_corpus, "a corpus made by vibejam")
    corpus_path = Path(corpus_path)
    report = CorpusReport(corpus_path)
    with publish(corpus_path, manifest_path(corpus_path)) as (corpus, manifest):
        for document in _distinct(found, report):
            text = defuse(document.text)
            report.defused += text != document.text
            corpus.write(f"{text}\n{DOC_END}\n".encode())
            entry = _manifest_entry(document, text)
            manifest.write((json.dumps(entry, ensure_ascii=False) + "\n").encode())
            report.documents += 1
            report.words += entry["words"]
            report.characters += entry["characters"]
            report.dated += bool(document.date)
            if on_document:
                on_document(report)
        if report.documents == 0:
            raise DataError(*_nothing_found(report))
        if report.characters < fewest_characters:
            message = f"only {report.characters:,} characters of writing were found; at least {fewest_characters:,} are needed"
            raise DataError(message, "add more writing (each of the sample voices that come with vibejam has more than 80,000)")
    return report


def _is_corpus(path: Path) -> bool:
    """Whether a file is one that `prepare_corpus` wrote: it has a manifest beside it, or at least ends as a corpus does."""
    if manifest_path(path).exists():
        return True
    ending = f"\n{DOC_END}\n".encode()
    with open(path, "rb") as file:
        file.seek(max(0, path.stat().st_size - len(ending)))
        return file.read() == ending


def _distinct(found: Iterable[Document | Skipped], report: CorpusReport) -> Iterator[Document]:
    """The documents whose text was not seen before; the others, and what could not be read, go into the report."""
    first_source: dict[bytes, str] = {}
    for item in found:
        if isinstance(item, Skipped):
            report.skipped.append(item)
            continue
        digest = hashlib.sha256(item.text.encode()).digest()
        if digest in first_source:
            report.skipped.append(Skipped(item.source, f"the same text as {first_source[digest]}"))
            continue
        first_source[digest] = item.source
        yield item


def _manifest_entry(document: Document, text: str) -> dict[str, Any]:
    return {
        "source": document.source, "date": document.date, "title": document.title, "author": document.author,
        "words": len(text.split()), "characters": len(text), "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }  # fmt: skip


def _nothing_found(report: CorpusReport) -> tuple[str, str]:
    if not report.skipped:
        return "nothing to read: the folder is empty", "put .txt or .md files there, or name another folder"
    first = ", ".join(f"{s.source} ({s.reason})" for s in report.skipped[:3])
    message = f"nothing to read among {len(report.skipped)} files: {first}"
    return message + (", ..." if len(report.skipped) > 3 else ""), "put .txt or .md files there, or name another folder"


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
