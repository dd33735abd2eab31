"""StyleEngine: propose -> pick. A rewrite is a choice among candidates, and the draft itself is always one of them.

Version 0 has one proposer, the voice's own model behind the instruction prompt, and nothing yet that checks facts or
scores style; what it returns says so. Tests: tests/test_engine.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from vibejam.checkpoint import Checkpoint
from vibejam.rewrite import TEMPLATE, rewrite_candidates
from vibejam.voice import Voice

PROTOTYPE = "prototype: nothing checks yet that the meaning and the facts of the draft are kept"


class Proposer(Protocol):
    """Something that offers rewrites of a passage; nothing in the engine knows which one made what."""

    def propose(self, passage: str, seed: int) -> list[str]:
        """Candidates, best first; none when it has nothing to offer."""
        ...


class ModelProposer:
    """Candidates from the voice's language model."""

    def __init__(self, checkpoint: Checkpoint, temperature: float = 0.8, count: int = 1):
        self.checkpoint = checkpoint
        self.temperature = temperature
        self.count = count

    def propose(self, passage: str, seed: int) -> list[str]:
        checkpoint = self.checkpoint
        return rewrite_candidates(
            checkpoint.model, checkpoint.tokenizer, passage, self.count, temperature=self.temperature, seed=seed
        )


@dataclass(frozen=True)
class Rewrite:
    """The outcome for one draft."""

    draft: str
    text: str
    notes: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return self.text != self.draft


class StyleEngine:
    """Puts drafts into a voice: `StyleEngine("me").rewrite("A draft.").text`."""

    def __init__(self, voice: Voice | str | None = None, temperature: float = 0.8):
        self.voice = voice if isinstance(voice, Voice) else Voice.open(voice)
        self.checkpoint = self.voice.load()
        self.proposers: list[Proposer] = [ModelProposer(self.checkpoint, temperature)]

    def rewrite(self, draft: str, seed: int = 0) -> Rewrite:
        """The first candidate that is not empty, else the draft unchanged."""
        candidates = [c for proposer in self.proposers for c in proposer.propose(draft, seed) if c.strip()]
        if not candidates:
            return Rewrite(draft, draft, ["no proposer offered anything: the draft is unchanged"])
        return Rewrite(draft, candidates[0], [PROTOTYPE, *self._what_was_not_read(draft)])

    def _what_was_not_read(self, draft: str) -> list[str]:
        """A model with a short context sees only the end of the prompt, and a person should know."""
        context = self.checkpoint.model.context_size
        length = len(self.checkpoint.tokenizer.encode(TEMPLATE.format(draft=draft)))
        if context is None or length <= context:
            return []
        return [f"the model reads {context} tokens at a time: it saw the last {context} of the {length} that ask for the rewrite"]
