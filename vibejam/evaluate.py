"""How good rewrites are: style by two judges, facts by an independent check, and what was edited and copied.

A system is a function from draft to rewrite. Its row stands between *copy* (the draft as it is) and *genuine* (what the person
wrote). Its share of the gap is (rewrite - draft) / (genuine - draft), in the mean score of a judge, with a 95 % interval from a
bootstrap over documents; of the two judges the lower counts. Where a draft was made of nothing that the person wrote, genuine is
the mean of the person's own passages that the judge has not seen.

What the judges learn from is in style/panel.py. Tests: tests/test_evaluate.py.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vibejam import paths
from vibejam.corpus import manifest_path, read_texts
from vibejam.data import validation_texts
from vibejam.errors import DataError
from vibejam.holdout import Item, Passages, read_items
from vibejam.ingest import Document, read_documents
from vibejam.style.checks import added, lost
from vibejam.style.meaning import MISSING, Encoder
from vibejam.style.overlap import bleu, chrf, copy_rate, edit_share
from vibejam.style.panel import JUDGES, Panel
from vibejam.voice import Voice

RESAMPLES = 1000
WORST = 10
COPY, GENUINE = "copy the draft", "genuine text"

System = Callable[[str], str]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Share:
    """One judge on one row. Scores are means; `share` is None where the judge cannot tell drafts from the person's texts."""

    draft: float
    rewrite: float
    genuine: float
    share: float | None
    low: float | None
    high: float | None

    @property
    def overshoots(self) -> bool:
        """More like the person than the person is: something is overdone."""
        return self.share is not None and self.share > 1


@dataclass(frozen=True)
class Rewritten:
    """One rewrite and what is wrong with it."""

    item: Item
    text: str
    lost: dict[str, list[str]]
    added: dict[str, list[str]]
    facts_missing: list[str]  # of those the item names
    traps_touched: list[str]  # phrases that do not stand there word for word any more: to be read
    style: float = 0.0  # the first judge's score less that of the draft

    @property
    def number_lost(self) -> int:
        return sum(map(len, self.lost.values())) + len(self.facts_missing)


@dataclass
class Row:
    """One system on one group of drafts."""

    system: str
    judges: dict[str, Share]
    facts_kept: float  # share of texts that lost nothing
    facts_added: float  # share of texts that have a fact more
    lost: dict[str, int]  # by kind, in texts
    named_facts_kept: float | None  # of the strings that the items name
    traps_untouched: float | None
    unchanged: float
    edit_share: float
    copy_rate: float
    bleu: float | None
    chrf: float | None
    similarity: float | None
    seconds_per_100_words: float
    worst: list[Rewritten] = field(default_factory=list)

    @property
    def lower(self) -> tuple[str, Share] | None:
        """The judge that counts; None where no judge can tell."""
        can = [(name, self.judges[name]) for name in JUDGES if self.judges[name].share is not None]
        return min(can, key=lambda named: named[1].share or 0.0) if can else None


@dataclass
class Evaluation:
    """What `evaluate` found. `groups` are "pairs" (drafts with a genuine text) and "drafts" (without)."""

    reliability: dict[str, dict[str, float | None]]  # by judge: AUC of unseen own passages against drafts and other people
    passages: dict[str, int]
    groups: dict[str, list[Row]] = field(default_factory=dict)
    sizes: dict[str, dict[str, int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        return {
            "judges": self.reliability, "passages": self.passages, "notes": self.notes,
            "groups": {name: {**self.sizes[name], "rows": [_row_dict(row) for row in rows]} for name, rows in self.groups.items()},
        }  # fmt: skip


def evaluate(
    systems: Mapping[str, System],
    items: Sequence[Item],
    own: Sequence[str],
    others: Sequence[str],
    encoder: Encoder | None = None,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> Evaluation:
    """Judge each system on each item, beside the draft and the genuine text.

    `own` and `others` are documents for the judges: the person's, that nothing else learnt, and other people's. Raises
    DataError where they are too few. `on_progress` is told the system, how many drafts are done, and how many there are.
    """
    drafts: dict[str, list[str]] = {}
    for item in items:
        drafts.setdefault(_belongs_to(item), []).append(item.draft)
    panel = Panel(own, others, drafts)
    counts = {"own": len(panel.own), **{side: len(found) for side, found in panel.strangers.items()}}
    evaluation = Evaluation(panel.reliability(), counts, notes=[] if encoder or not items else [f"similarity: {MISSING}"])
    for name, group in (("pairs", [i for i in items if i.text]), ("drafts", [i for i in items if not i.text])):
        if group:
            evaluation.sizes[name] = {"texts": len(group), "documents": len({_belongs_to(item) for item in group})}
            evaluation.groups[name] = _rows(systems, group, panel, encoder, on_progress or (lambda *progress: None))
    return evaluation


def _belongs_to(item: Item) -> str:
    return item.document or item.id


def _rows(
    systems: Mapping[str, System], items: Sequence[Item], panel: Panel, encoder: Encoder | None, watch: Callable[[str, int, int], None]
) -> list[Row]:  # fmt: skip
    outputs: dict[str, tuple[list[str], float]] = {COPY: ([item.draft for item in items], 0.0)}
    for name, system in systems.items():
        texts, start = [], time.perf_counter()
        for number, item in enumerate(items):
            watch(name, number, len(items))
            texts.append(system(item.draft))
        outputs[name] = texts, time.perf_counter() - start
    if items[0].text:
        outputs[GENUINE] = [item.text for item in items], 0.0
    scale = {judge: _Scale(judge, items, panel) for judge in panel.names}
    return [_row(name, texts, seconds, items, scale, encoder) for name, (texts, seconds) in outputs.items()]


class _Scale:
    """One judge on one group: where its drafts and its genuine texts are."""

    def __init__(self, judge: str, items: Sequence[Item], panel: Panel):
        self._judge, self._items, self._panel = judge, items, panel
        documents = {name: number for number, name in enumerate(dict.fromkeys(map(_belongs_to, items)))}
        self._of = np.array([documents[_belongs_to(item)] for item in items])
        self.draft = self.scores([item.draft for item in items])
        self.genuine = self.scores([item.text for item in items]) if items[0].text else np.array(panel.unseen(judge))
        random = np.random.default_rng(0)
        number = len(documents)
        picks = random.integers(0, number, (RESAMPLES, number))
        self._weights = np.array([np.bincount(pick, minlength=number) for pick in picks])[:, self._of].astype(float)  # (R, N)
        if items[0].text:
            self._genuine = self._resampled(self.genuine)
        else:
            self._genuine = random.choice(self.genuine, (RESAMPLES, len(self.genuine))).mean(axis=1)

    def scores(self, texts: Sequence[str]) -> Floats:
        pairs = zip(texts, self._items, strict=True)
        return np.array([self._panel.score(self._judge, text, _belongs_to(item)) for text, item in pairs])

    def _resampled(self, scores: Floats) -> Floats:
        """Means over the documents drawn, (R,)."""
        return self._weights @ scores / self._weights.sum(axis=1)

    def share(self, rewrite: Floats) -> Share:
        draft, genuine = float(self.draft.mean()), float(self.genuine.mean())
        gaps = self._genuine - self._resampled(self.draft)
        means = draft, float(rewrite.mean()), genuine
        if np.percentile(gaps, 2.5) <= 0:
            return Share(*means, None, None, None)
        shares = (self._resampled(rewrite) - self._resampled(self.draft)) / gaps
        low, high = np.percentile(shares, [2.5, 97.5])
        return Share(*means, (means[1] - draft) / (genuine - draft), float(low), float(high))


def _row(
    name: str, texts: Sequence[str], seconds: float, items: Sequence[Item], scale: Mapping[str, _Scale], encoder: Encoder | None
) -> Row:
    scores = {judge: s.scores(texts) for judge, s in scale.items()}
    gains = scores[JUDGES[0]] - scale[JUDGES[0]].draft
    rewrites = [_checked(item, text, float(gain)) for item, text, gain in zip(items, texts, gains, strict=True)]
    references = [item.text for item in items] if items[0].text else None
    pairs = [(item.draft, text) for item, text in zip(items, texts, strict=True)]
    words = sum(len(item.draft.split()) for item in items)
    return Row(
        name, {judge: scale[judge].share(s) for judge, s in scores.items()},
        facts_kept=_mean(not r.lost for r in rewrites), facts_added=_mean(bool(r.added) for r in rewrites),
        lost={kind: sum(kind in r.lost for r in rewrites) for kind in dict.fromkeys(chain(*(r.lost for r in rewrites)))},
        named_facts_kept=_kept([(len(r.item.facts), len(r.facts_missing)) for r in rewrites]),
        traps_untouched=_kept([(len(r.item.traps), len(r.traps_touched)) for r in rewrites]),
        unchanged=_mean(draft.strip() == text.strip() for draft, text in pairs),
        edit_share=_mean(edit_share(*pair) for pair in pairs), copy_rate=_mean(copy_rate(*pair) for pair in pairs),
        bleu=bleu(texts, references) if references else None, chrf=chrf(texts, references) if references else None,
        similarity=_mean(encoder.similarity(*pair) for pair in pairs) if encoder else None,
        seconds_per_100_words=100 * seconds / words,
        worst=sorted(rewrites, key=lambda r: (-r.number_lost, r.style))[:WORST],
    )  # fmt: skip


def _checked(item: Item, text: str, gain: float) -> Rewritten:
    there = _plain(text)
    return Rewritten(
        item, text, lost(item.draft, text), added(item.draft, text),
        [fact for fact in item.facts if _plain(fact) not in there], [trap for trap in item.traps if _plain(trap) not in there], gain,
    )  # fmt: skip


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))


def _kept(counts: Sequence[tuple[int, int]]) -> float | None:
    total = sum(all_ for all_, _ in counts)
    return 1 - sum(missing for _, missing in counts) / total if total else None


def _row_dict(row: Row) -> dict[str, Any]:
    lower = row.lower
    return {
        "system": row.system, "share_of_gap": _rounded(lower[1].share) if lower else None, "judge": lower[0] if lower else None,
        "overshoots": any(share.overshoots for share in row.judges.values()),
        "judges": {name: {k: _rounded(v) for k, v in vars(share).items()} for name, share in row.judges.items()},
        **{k: _rounded(v) for k, v in vars(row).items() if k not in ("system", "judges", "worst")},
        "worst": [
            {"id": r.item.id, "draft": r.item.draft, "rewrite": r.text, "lost": r.lost, "added": r.added,
             "facts_missing": r.facts_missing, "traps_touched": r.traps_touched, "style": _rounded(r.style)}
            for r in row.worst
        ],
    }  # fmt: skip


def _rounded(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


# -- a voice: what it has not learnt, and what others wrote ----------------------------------------------------------


def evaluate_voice(
    voice: Voice,
    systems: Mapping[str, System],
    items: Sequence[Item] = (),
    own_paths: Sequence[Path] = (),
    others_paths: Sequence[Path] = (),
    encoder: Encoder | None = None,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> Evaluation:
    """Judge systems that write in a voice; without items, only how well the judges tell the person from others.

    The judges learn the person's writing below `own_paths`, else what learning kept for them, else what training only validated
    on. Other people's is below `others_paths` (folders, or test files, of which the texts are taken), else that of the sample
    voices. Raises DataError where the voice has learnt a document that is tested.
    """
    refuse_learnt(voice, items)
    own, note = _own_texts(voice, own_paths, Passages(items))
    others = _others_texts(voice, others_paths)
    evaluation = evaluate(systems, items, own, others, encoder, on_progress)
    evaluation.notes.insert(0, note)
    return evaluation


def refuse_learnt(voice: Voice, items: Sequence[Item]) -> None:
    """Raise DataError where the voice has learnt a document that an item names or stands in."""
    tested = Passages(items)
    learnt = [name for name, text in _documents_of(voice.corpus_path) if tested.held_in(name, text)]
    if learnt:
        first = ", ".join(learnt[:3]) + (", ..." if len(learnt) > 3 else "")
        raise DataError(
            f"the voice {voice.name} has learnt {len(learnt)} of the documents that are tested: {first}",
            f"learn it without them: vibejam learn FOLDER --voice {voice.name} --holdout FILE.jsonl",
        )


def _documents_of(corpus: Path) -> Iterator[tuple[str, str]]:
    """Name and text of each document of a corpus that vibejam made."""
    return ((entry["source"], text) for entry, text in zip(_entries(corpus), read_texts(corpus), strict=False))


def _entries(corpus: Path) -> list[dict[str, Any]]:
    path = manifest_path(corpus)
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def _own_texts(voice: Voice, own_paths: Sequence[Path], tested: Passages) -> tuple[list[str], str]:
    """The person's writing that the judges may learn, and where it is from."""
    if own_paths:
        learnt = {entry["sha256"] for entry in _entries(voice.corpus_path)}
        documents = [
            item for item in read_documents(own_paths) if isinstance(item, Document) and _sha256(item.text) not in learnt
        ]
        found, note = (
            [(item.source, item.text) for item in documents],
            "the judges know the person from the writing that was named",
        )
    elif voice.judges_path.exists():
        found, note = list(_documents_of(voice.judges_path)), "the judges know the person from what learning kept apart for them"
    else:
        found = [("", text) for text in validation_texts(voice.corpus_path)]
        note = (
            "the judges know the person from what training validated on, which the scorer may know too; "
            "learn with --holdout FILE.jsonl, or name writing that was not learnt: --own FOLDER"
        )
    return [text for name, text in found if not tested.held_in(name, text)], note


def _others_texts(voice: Voice, others_paths: Sequence[Path]) -> list[str]:
    """Other people's writing; what the voice knows is none."""
    corpora = [corpus for corpus in (voice.corpus_path, voice.judges_path) if corpus.exists()]
    if not others_paths:
        known = {entry["sha256"] for corpus in corpora for entry in _entries(corpus)}
        people = [list(_texts_below(folder)) for folder in sorted(paths.sample_voices().iterdir()) if folder.is_dir()]
        return [text for texts in people if not known & set(map(_sha256, texts)) for text in texts]
    items = [item for path in others_paths if path.suffix == ".jsonl" for item in read_items(path) if item.text]
    candidates = Passages(items)
    known_items = {i for corpus in corpora for name, text in _documents_of(corpus) for i in candidates.held_in(name, text)}
    folders = [path for path in others_paths if path.suffix != ".jsonl"]
    return [item.text for i, item in enumerate(items) if i not in known_items] + [
        t for path in folders for t in _texts_below(path)
    ]


def _texts_below(path: Path) -> Iterator[str]:
    return (item.text for item in read_documents([path]) if isinstance(item, Document))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
