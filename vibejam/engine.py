"""StyleEngine: propose -> guard -> score -> pick, passage by passage. The draft itself is always one of the candidates.

    document -> its prose (text/frame.py) -> passages of a few sentences
    passage  -> what the proposers offer -> what keeps every fact (text/facts) -> what sounds most like the person (score.py)

Nothing here knows which proposer made what: a rewrite is chosen by what it says and how it sounds. Where nothing is better than
the draft, the draft stays, and the outcome says why. Tests: tests/test_engine.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from vibejam.errors import ConfigError, DataError
from vibejam.proposers import Candidate, EditProposer, Proposer, Request
from vibejam.score import Scale, StyleScorer
from vibejam.style.rules import LANGUAGES, Edit
from vibejam.text.facts import check
from vibejam.text.frame import Frame, begins_block, passages
from vibejam.text.language import language_of
from vibejam.text.spans import kept_spans
from vibejam.voice import Voice

PASSAGE = 90  # words: what is rewritten at once


@dataclass(frozen=True)
class Refusal:
    """A candidate that was not taken, and why, in words."""

    text: str
    proposer: str
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What became of one passage. likeness: nats per word for the person, before and after."""

    draft: str
    text: str
    proposer: str = ""  # whose candidate it is; "" where the draft stays
    edits: tuple[Edit, ...] = ()
    likeness: tuple[float, float] = (0.0, 0.0)
    refused: tuple[Refusal, ...] = ()

    @property
    def changed(self) -> bool:
        return self.text != self.draft

    def to_dict(self) -> dict[str, Any]:
        return {
            "draft": self.draft, "text": self.text, "proposer": self.proposer,
            "likeness": [round(nats, 4) for nats in self.likeness],
            "edits": [{"old": edit.old, "new": edit.new, "start": edit.start, "reason": edit.reason} for edit in self.edits],
            "refused": [vars(refusal) for refusal in self.refused],
        }  # fmt: skip


@dataclass(frozen=True)
class Rewrite:
    """The outcome for one document. score: how much its prose sounds like the person, before and after, from 0 (as others
    write) to 1 (as the person writes); None where the voice has no scale."""

    draft: str
    text: str
    passages: list[Outcome] = field(default_factory=list)
    score: tuple[float, float] | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return self.text != self.draft

    def to_dict(self) -> dict[str, Any]:
        return {
            "text": self.text, "draft": self.draft, "score": self.score and [round(score, 4) for score in self.score],
            "passages": [outcome.to_dict() for outcome in self.passages], "notes": self.notes,
        }  # fmt: skip


class StyleEngine:
    """Puts drafts into a voice: `StyleEngine("me").rewrite("A draft.").text`."""

    def __init__(self, voice: Voice | str | None = None, proposers: Sequence[Proposer] | None = None):
        """`proposers`: what offers rewrites; by default what the voice has learnt."""
        self.voice = voice if isinstance(voice, Voice) else Voice.open(voice)
        self.scorer: StyleScorer = self.voice.scorer()
        self.proposers = [EditProposer(self.voice.rules(), self.scorer)] if proposers is None else list(proposers)
        self._scale: Scale | None = None
        self._no_scale = ""
        try:
            self._scale = self.voice.scale(self.scorer)
        except DataError as error:  # of too little writing none can be made; candidates can be compared without
            self._no_scale = f"no scale: {error.message}"

    def rewrite(
        self,
        draft: str,
        seed: int = 0,
        strength: float = 1.0,
        keep: Sequence[str] = (),
        candidates: int = Request.candidates,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Rewrite:
        """The draft in the person's manner, its facts, its structure and what `keep` names unchanged.

        strength: 0 changes nothing, 1 goes all the way to the person's habits. candidates: how many rewrites of a passage each
        proposer may offer. on_progress is told how many passages of how many are done. Raises ConfigError for a strength outside 0
        to 1, or less than one candidate.
        """
        if candidates < 1:
            raise ConfigError(f"there must be at least 1 candidate, not {candidates}")
        if not 0 <= strength <= 1:
            raise ConfigError(f"strength must be from 0 to 1, not {strength}")
        frame = Frame.of(draft)
        paragraphs = [passages(prose.text, PASSAGE) for prose in frame.prose]
        flat = [passage for paragraph in paragraphs for passage in paragraph]
        languages = _languages(flat)
        outcomes: list[Outcome] = []
        for place, passage in enumerate(flat):
            request = Request(
                passage.rstrip(), "".join(flat[max(0, place - 1) : place]), "".join(flat[place + 1 : place + 2]),
                tuple(words for words in keep if words in passage), strength, seed + place,
                languages[place], candidates,
            )  # fmt: skip
            outcomes.append(self._rewrite(request))
            if on_progress:
                on_progress(len(outcomes), len(flat))
        gaps = iter(passage[len(passage.rstrip()) :] for passage in flat)
        chosen = iter(outcomes)
        texts = ["".join(next(chosen).text + next(gaps) for _ in paragraph) for paragraph in paragraphs]
        text = frame.filled(texts)
        return Rewrite(draft, text, outcomes, self._score(draft, text), self._notes(draft, keep, outcomes, languages))

    def _rewrite(self, request: Request) -> Outcome:
        offered = {
            c.text: c for proposer in self.proposers for c in reversed(proposer.propose(request)) if c.text != request.text
        }
        kept, refused = [], []
        for candidate in offered.values():
            reason = _why_not(request, candidate)
            if reason:
                refused.append(Refusal(candidate.text, candidate.proposer, reason))
            else:
                kept.append(candidate)
        likeness = self.scorer.likeness([request.text, *(candidate.text for candidate in kept)]) if kept else [0.0]
        ranked = sorted(zip(likeness[1:], kept, strict=True), key=lambda pair: -pair[0])
        for nats, candidate in ranked:
            if nats <= likeness[0]:
                refused.append(Refusal(candidate.text, candidate.proposer, "it does not sound more like you than the draft does"))
            elif self._scale and self._scale.is_overshoot(nats, len(candidate.text.split())):
                refused.append(Refusal(candidate.text, candidate.proposer, "it overdoes what you do"))
            else:
                return Outcome(
                    request.text, candidate.text, candidate.proposer, candidate.edits, (likeness[0], nats), tuple(refused)
                )
        return Outcome(request.text, request.text, likeness=(likeness[0], likeness[0]), refused=tuple(refused))

    def _score(self, draft: str, text: str) -> tuple[float, float] | None:
        if not self._scale:
            return None
        before, after = self.scorer.likeness([" ".join(prose.text for prose in Frame.of(each).prose) for each in (draft, text)])
        return self._scale.place(before), self._scale.place(after)

    def _notes(self, draft: str, keep: Sequence[str], outcomes: list[Outcome], languages: list[str]) -> list[str]:
        notes = [f"not in the draft, so not kept: {words!r}" for words in keep if words not in draft]
        notes += [self._no_scale] if self._no_scale else []
        unknown = [language for language in languages if language and language not in LANGUAGES]
        if unknown and any(isinstance(proposer, EditProposer) for proposer in self.proposers):
            where = "the draft is" if len(unknown) == len(languages) else f"{len(unknown)} of {len(languages)} passages are"
            named = ", ".join(sorted(set(unknown)))
            notes.append(f"{where} not in English ({named}): rules know only English, and propose nothing there")
        if not outcomes:
            notes.append("there is no prose in this draft: it is unchanged")
        elif not any(outcome.changed for outcome in outcomes):
            refused = sum(len(outcome.refused) for outcome in outcomes)
            if refused:
                notes.append(f"the draft is unchanged: {refused} candidates were refused")
            elif len(unknown) < len(languages):
                notes.append("the draft is unchanged: nothing in it is at odds with how you write")
        return notes


def _languages(passages: Sequence[str]) -> list[str]:
    """Of each passage; one too short to tell is in the language of most of the document."""
    found = [language_of(passage) for passage in passages]
    words: Counter[str] = Counter()
    for passage, language in zip(passages, found, strict=True):
        words[language] += len(passage.split()) if language else 0
    usual = max(words, key=words.__getitem__) if words else ""
    usual = usual or language_of(" ".join(passages))
    return [language or usual for language in found]


def _why_not(request: Request, candidate: Candidate) -> str:
    """Why a candidate may not stand for the passage, or ""."""
    text = candidate.text
    if not text.strip() or text != text.strip() or "\n" in text or (begins_block(text) and not begins_block(request.text)):
        return "it is not one paragraph"
    marked = [request.text[start:end] for start, end in kept_spans(request.text)]
    findings = check(request.text, text, (*request.keep, *marked), request.language)
    return "; ".join(finding.message for finding in findings)
