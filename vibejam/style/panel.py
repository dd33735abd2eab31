"""The judges of one person, cross-fitted, so that no judge scores what it learnt from.

They learn from three kinds of passages:
- the person's, from documents that nothing else has learnt (`learn --holdout` keeps some apart), because a judge that knew what
  the scorer knows would repeat the scorer's mistakes;
- the drafts themselves: a judge that met only other people would tell topics and centuries apart, not an assistant from a person.
  Each fold of drafts is judged by judges that learnt from the other folds;
- as many passages by other people as there are of drafts (at least 50), so that both kinds of stranger weigh the same.

Tests: tests/style/test_panel.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np

from vibejam.errors import DataError
from vibejam.style.judges import DeltaJudge, Judge, NGramJudge, auc, passages
from vibejam.text.language import language_of

FOLDS = 5
FEWEST = FOLDS  # passages of a side
MOST = 1000  # passages of the person, and of others where there are no drafts to count
FEWEST_OTHERS = 50  # passages, however few drafts there are
JUDGES = ("ngrams", "delta")
EXPANDED = " expanded"  # the same judge on texts with their contractions written out


class Panel:
    """The judges of one person, cross-fitted: what belongs to fold k is scored by those that learnt from the other folds."""

    def __init__(self, own: Sequence[str], others: Sequence[str], drafts: Mapping[str, Sequence[str]]):
        """`own` and `others` are documents; `drafts` are drafts by what they belong to, a document or an item."""
        self.own = _thinned(_folded(own), MOST)
        self.drafts = {name: number % FOLDS for number, name in enumerate(sorted(drafts, key=_digest))}
        draft_passages = [(fold, p) for name, fold in self.drafts.items() for text in drafts[name] for p in passages(text)]
        most = max(FEWEST_OTHERS, len(draft_passages)) if drafts else MOST
        self.strangers = {"drafts": draft_passages, "others": _thinned(_folded(others), most)}
        folds = {fold for side in self.strangers.values() for fold, _ in side}
        if len(self.own) < FEWEST or len(folds) < 2:  # a judge needs some of each side that it is not to judge
            raise DataError(
                f"the judges have {len(self.own)} passages of the person and {sum(map(len, self.strangers.values()))} of others "
                f"to learn from; {FEWEST} of each are the least",
                "learn with --holdout FILE, or name writing that was not learnt: --own FOLDER",
            )  # fmt: skip
        has_list = language_of(" ".join(passage for _, passage in self.own[:50])) in ("en", "")
        self._judges: dict[str, list[Judge]] = {}
        for fold in range(FOLDS):
            for judge in self._new_judges(has_list):
                name = JUDGES[isinstance(judge, DeltaJudge)] + (EXPANDED if judge.expand else "")
                self._judges.setdefault(name, []).append(self._fitted(judge, fold))
        self.names = list(self._judges)

    @staticmethod
    def _new_judges(has_list: bool) -> list[NGramJudge | DeltaJudge]:
        deltas = [DeltaJudge(expand) if has_list else DeltaJudge(expand, words=None) for expand in (False, True)]
        return [NGramJudge(False), deltas[0], NGramJudge(True), deltas[1]]

    def _fitted(self, judge: Judge, fold: int) -> Judge:
        own, *others = [[p for k, p in side if k != fold] for side in (self.own, *self.strangers.values())]
        judge.fit(own, list(chain(*others)))
        return judge

    def score(self, judge: str, text: str, belongs_to: str) -> float:
        """The mean over the passages of a text, by the judge that did not learn the drafts of what it belongs to."""
        panel = self._judges[judge][self.drafts[belongs_to]]
        return float(np.mean([panel.score(passage) for passage in passages(text)] or [panel.score(text)]))

    def unseen(self, judge: str, side: str = "own") -> list[float]:
        """Scores of each passage of a side ("own", "drafts", "others") that the judge has not learnt."""
        return [self._judges[judge][fold].score(p) for fold, p in (self.own if side == "own" else self.strangers[side])]

    def reliability(self) -> dict[str, dict[str, float | None]]:
        """How surely each judge tells the person's unseen passages from each kind of stranger's: AUC, a half is a guess."""
        found: dict[str, dict[str, float | None]] = {}
        for name in self.names:
            own = self.unseen(name)
            scores = {side: self.unseen(name, side) for side in self.strangers}
            found[name] = {side: round(auc(own, s), 3) if s else None for side, s in scores.items()}
        return found


def _folded(documents: Sequence[str]) -> list[tuple[int, str]]:
    """Passages with their folds: by document, or where the documents are fewer than the folds, as they come."""
    cut = [passages(text) for text in sorted(documents, key=_digest)]
    if len(cut) >= FOLDS:
        return [(number % FOLDS, passage) for number, document in enumerate(cut) for passage in document]
    return [(number % FOLDS, passage) for number, passage in enumerate(chain(*cut))]


def _thinned(found: list[tuple[int, str]], most: int) -> list[tuple[int, str]]:
    """At most so many, evenly spread."""
    return [found[i] for i in np.linspace(0, len(found) - 1, min(most, len(found))).astype(int)]


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
