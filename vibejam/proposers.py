"""What offers rewrites of a passage. The engine (engine.py) asks all, and chooses by what they offer alone.

`EditProposer` makes single edits, each with its reason, each acceptable by itself:

    by rules     what the person's counts ask for (style/rules.py)
    by phrases   other ways to say the same (style/phrasebook.py), where the person would: in its sentence, a wording w replaces
                 what stands there when the person's model finds it likelier, and gains more by it than the background does

                 person(w) = log p_person(sentence with w) - log p_person(sentence as it is)  >=  LIKELIER
                 person(w) - background(w)                                                    >=  MORE_THEIRS / strength

    by marks     a dash, a semicolon, a full stop in another's place (style/marks.py), where it is likeliest for the person, until
                 each is as frequent as the person has it; a number between two whole ones is decided by the text itself

Tests: tests/test_proposers.py.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from random import Random
from typing import Protocol, TypeVar

import numpy as np

from vibejam.arch import BaseLM
from vibejam.sample import generate_tokens
from vibejam.score import StyleScorer
from vibejam.style.fingerprint import Fingerprint
from vibejam.style.habits import DASH
from vibejam.style.marks import COLON, DASHES, SEMICOLON, STOP, markings, marks_of
from vibejam.style.phrasebook import Words, phrasebook
from vibejam.style.rules import LANGUAGES, Edit, Rules, apply
from vibejam.style.turns import turns
from vibejam.style.wordings import Wording, wordings
from vibejam.text.facts import check
from vibejam.text.language import language_of
from vibejam.text.spans import kept_spans
from vibejam.tokenizer import PretrainedTokenizer

_DENIAL = re.compile(r"\b(?:not|no|never|none|nobody|nothing|nor|neither|nowhere|without|cannot)\b|n't\b")

Change = TypeVar("Change", Edit, Wording)

KINDS = ("rules", "marks", "phrases")
LIKELIER, MORE_THEIRS = 0.0, 0.5  # nats: chosen on passages of two writers, apart from those that are reported
UNLIKELIER = -3.0  # nats: a mark may be so much less likely; its rate, not its place alone, asks for it
_WARMTH = 0.8  # the temperature of all candidates but the first
_KEPT = 0.7  # of all edits, in a candidate with some of them
_ASKED = """\
Here is how I write:

{}

Rewrite the following text the way I write. Keep every fact, name, number and the meaning of each sentence. Answer with the rewritten \
text only.

{}"""
_MOST_NATS = 6.9  # more is no more surprising


@dataclass(frozen=True)
class Request:
    """A passage to be rewritten. `before` and `after` stand around it; `keep` must stand in what comes back, word for word;
    `strength` from 0 to 1 is how far to go towards the person's habits; `language` is an ISO 639-1 code, "" where nobody can tell;
    `candidates` is how many a proposer may offer."""

    text: str
    before: str = ""
    after: str = ""
    keep: tuple[str, ...] = ()
    strength: float = 1.0
    seed: int = 0
    language: str = ""
    candidates: int = 4

    @property
    def locked(self) -> list[tuple[int, int]]:
        """What must not be touched: `keep`, and mark-up."""
        return [span for words in self.keep for span in _places(self.text, words)] + kept_spans(self.text)


@dataclass(frozen=True)
class Candidate:
    """What a proposer offers, and the single edits that lead to it where there are such."""

    text: str
    proposer: str
    edits: tuple[Edit, ...] = ()


class Proposer(Protocol):
    """Something that offers rewrites of a passage."""

    def propose(self, request: Request) -> list[Candidate]:
        """Candidates, best first; none when it has nothing to offer."""
        ...


class EditProposer:
    """The draft with edits: by rules; by rules and marks; by rules, marks and phrases."""

    def __init__(self, rules: Rules, scorer: StyleScorer, kinds: Sequence[str] = KINDS):
        """`kinds`: those of KINDS that are to be made."""
        self.rules, self.marks, self.phrases = rules, Marks(rules.person, scorer), Phrases(scorer)
        self.kinds = [kind for kind in KINDS if kind in kinds]

    def propose(self, request: Request) -> list[Candidate]:
        text, language = request.text, request.language or language_of(request.text) or LANGUAGES[0]
        if not request.strength or language not in LANGUAGES:
            return []
        edits: list[Edit] = []
        candidates: list[Candidate] = []
        for kind in self.kinds:
            locked = [*request.locked, *((edit.start, edit.end) for edit in edits)]
            if found := self._edits(kind, text, request.strength, language, locked):
                edits = sorted([*edits, *found], key=lambda edit: edit.start)
                candidates.insert(0, Candidate(apply(text, edits), kind, tuple(edits)))
        random = Random(request.seed)
        while len(edits) > 1 and len(candidates) < request.candidates:  # for where all of them together are too much
            some = [edit for edit in edits if random.random() < _KEPT]
            candidates.append(Candidate(apply(text, some), "some edits", tuple(some)))
        return candidates[: request.candidates]

    def _edits(self, kind: str, text: str, strength: float, language: str, locked: list[tuple[int, int]]) -> list[Edit]:
        if kind == "rules":
            return _clear_of(self.rules.edits(text, strength, language), locked)
        further = self.marks if kind == "marks" else self.phrases
        return further.edits(text, strength, language, locked)


class PromptedBase:
    """A base that was tuned to chat, asked to rewrite as the person would, a few of whose passages it is shown. What it writes is as
    good as the base: with small ones it is here to be compared with."""

    def __init__(self, model: BaseLM, tokenizer: PretrainedTokenizer, passages: Sequence[str]):
        self.model, self.tokenizer, self.passages = model, tokenizer, list(passages)

    def propose(self, request: Request) -> list[Candidate]:
        tokenizer = self.tokenizer
        ids = tokenizer.chat([{"role": "user", "content": _ASKED.format("\n\n".join(self.passages), request.text)}])
        draft = tokenizer.encode(request.text)
        texts = []
        for number in range(request.candidates):
            written = generate_tokens(
                self.model,
                ids,
                2 * len(draft) + 16,
                temperature=_WARMTH if number else 0.0,
                seed=request.seed + number,
                likely=draft,
            )
            texts.append(tokenizer.decode(list(takewhile(lambda token: token not in tokenizer.end_ids, written))).strip())
        return [Candidate(text, "prompted base") for text in dict.fromkeys(texts)]


class Phrases:
    """Edits that word a text as the person would."""

    def __init__(self, scorer: StyleScorer, book: Mapping[Words, tuple[Words, ...]] | None = None):
        self.scorer, self.book = scorer, phrasebook() if book is None else book

    def edits(self, text: str, strength: float, language: str, locked: Sequence[tuple[int, int]] = ()) -> list[Edit]:
        """In the order of the text, none overlapping another or what is locked; each keeps every fact by itself."""
        offered = [w for w in (*wordings(text, self.book), *turns(text)) if _denials(w.new) == _denials(text[w.start : w.end])]
        offered = _clear_of(offered, locked)
        suiting = []
        for wording, (person, others) in zip(offered, _gains(self.scorer, text, offered), strict=True):
            if person >= LIKELIER and person - others >= MORE_THEIRS / strength:
                suiting.append((person - others, _edit(text, wording, "phrase", person, others)))
        chosen: list[Edit] = []
        for _, edit in sorted(suiting, key=lambda suiting: -suiting[0]):
            if _is_clear(edit, chosen) and not check(text, apply(text, [edit]), (), language):
                chosen.append(edit)
        return sorted(chosen, key=lambda edit: edit.start)


class Marks:
    """Edits that bring dashes, semicolons, colons and full stops nearer to the person's rates, and never past them."""

    def __init__(self, person: Fingerprint, scorer: StyleScorer):
        self.scorer = scorer
        dashes = {mark: person.marks[mark] for mark in DASHES}
        self.dash = max(dashes, key=lambda mark: dashes[mark]) if any(dashes.values()) else DASH
        counts = {
            DASH: sum(dashes.values()),
            SEMICOLON: person.marks[SEMICOLON],
            COLON: person.marks[COLON],
            STOP: person.sentences,
        }
        self.per_word = {mark: count / max(1, person.words) for mark, count in counts.items()}

    def edits(self, text: str, strength: float, language: str, locked: Sequence[tuple[int, int]] = ()) -> list[Edit]:
        """In the order of the text, none overlapping another or what is locked."""
        offered = [marking for marking in markings(text, self.dash) if _clear_of([marking.wording], locked)]
        gains = _gains(self.scorer, text, [marking.wording for marking in offered])
        there, words = marks_of(text), len(text.split())
        room = {  # how many more of each there may be; below 0, how many fewer there should be
            mark: strength * (math.floor(rate * words + _dither(mark, text)) - there[mark])
            for mark, rate in self.per_word.items()
        }
        chosen: list[Edit] = []
        for marking, (person, others) in sorted(zip(offered, gains, strict=True), key=lambda offer: -offer[1][0]):
            edit = _edit(text, marking.wording, "mark", person, others)
            fits = room.get(marking.put, 1) > 0 > room.get(marking.removed, -1) and person >= UNLIKELIER and person >= others
            if fits and _is_clear(edit, chosen) and not check(text, apply(text, [edit]), (), language):
                chosen.append(edit)
                for mark, change in ((marking.put, -1), (marking.removed, 1)):
                    if mark in room:
                        room[mark] += change
        return sorted(chosen, key=lambda edit: edit.start)


def _gains(scorer: StyleScorer, text: str, offered: Sequence[Wording]) -> list[tuple[float, float]]:
    """How much likelier each wording makes its sentence, for the person and for the background, in nats."""
    spans = [(min(w.start, w.sentence[0]), max(w.end, w.sentence[1])) for w in offered]
    as_it_is = sorted({text[a:b] for a, b in spans})
    instead = [text[a : w.start] + w.new + text[w.end : b] for w, (a, b) in zip(offered, spans, strict=True)]
    said = scorer.log_probabilities([*as_it_is, *instead]) if offered else []
    before = {sentence: np.array(said[number]) for number, sentence in enumerate(as_it_is)}
    after = said[len(as_it_is) :]
    return [tuple((np.array(new) - before[text[a:b]]).tolist()) for new, (a, b) in zip(after, spans, strict=True)]


def _edit(text: str, wording: Wording, rule: str, person: float, others: float) -> Edit:
    reason = f'"{wording.new.strip()}" is {_times(person)} here in your writing, {_times(others)} in others\''
    return Edit(wording.start, wording.end, text[wording.start : wording.end], wording.new, rule, reason)


def _denials(text: str) -> Counter[str]:
    """Words that deny: what is denied by another word may be denied elsewhere, or more."""
    return Counter("not" if word in ("n't", "cannot") else word for word in _DENIAL.findall(text.lower().replace("’", "'")))


def _times(nats: float) -> str:
    times = math.exp(abs(nats)) if abs(nats) < _MOST_NATS else math.exp(_MOST_NATS)
    told = f"{times:.1f}" if times < 10 else f"{times:.0f}" if abs(nats) < _MOST_NATS else "over a thousand"
    return f"{told} times {'likelier' if nats >= 0 else 'less likely'}"


def _is_clear(edit: Edit, chosen: Sequence[Edit]) -> bool:
    return all(edit.end < other.start or other.end < edit.start for other in chosen)


def _dither(mark: str, text: str) -> float:
    """A number in [0, 1) that a text decides: whole numbers in each text, over many the rate."""
    return int.from_bytes(hashlib.blake2b(f"{mark}\0{text}".encode("utf-8", "surrogatepass"), digest_size=8).digest()) / 2**64


def _clear_of(edits: Iterable[Change], spans: Iterable[tuple[int, int]]) -> list[Change]:
    """Those that touch none of the spans."""
    taken = list(spans)
    return [edit for edit in edits if not any(edit.start < end and start < edit.end for start, end in taken)]


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """Where `words` stand in `text`."""
    found, at = [], text.find(words)
    while words and at >= 0:
        found.append((at, at + len(words)))
        at = text.find(words, at + len(words))
    return found
