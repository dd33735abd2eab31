"""Rules learnt from a person's habits, and the edits they propose for a draft.

    rules = learn_rules(documents, Background.load())
    edits = rules.edits(draft)                  # each with its reason, each acceptable by itself
    text = apply(draft, edits)

A rule never makes anything "more like the person" than the person is: it moves the draft's rate of a form only as far as the lower
bound (Wilson's, 90 %) of the person's own rate, so that little evidence moves little and none moves nothing. Of n chances in a
draft, `floor(n * rate + u)` shall have the form, u in [0, 1) being a digest of what no rule changes: in each draft a whole number,
over many drafts the rate, and the same again when rules are applied twice. A form that can only be thinned out is kept with
the probability (person's rate) / (others' rate), never more than 1. Numbers, names, quotations and code are never touched (passage.py).
Tests: tests/style/test_rules.py.
"""

from __future__ import annotations

import hashlib
import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from vibejam.errors import ConfigError, DataError
from vibejam.style.background import Background
from vibejam.style.fingerprint import Fingerprint
from vibejam.style.habits import DASH, Chance, Habit, chances, habits, vocabulary
from vibejam.style.passage import Passage
from vibejam.text.language import language_of

LANGUAGES = ("en",)  # which the finders of habits know
LEAST = 5  # chances the person must have had before anything is concluded
_Z = 1.645  # of the normal distribution: 90 % between the bounds
_DELIBERATE = 0.1  # of what one text keeps to: a form less frequent is an editor's, a scanner's, or a slip
_SHARED = 4.0  # chances: what is known of a habit's group weighs as much as so many of its own
_MARKS = {"—": re.compile(r"—|--| – "), ";": re.compile(";")}  # what joints put in: at most at the person's rate per word


@dataclass(frozen=True)
class Edit:
    """`text[start:end]` is `old` and would become `new`; `rule` names the habit, `reason` gives the counts."""

    start: int
    end: int
    old: str
    new: str
    rule: str
    reason: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with these edits made. They may be any part of what was proposed; raises ConfigError if they are not for it."""
    pieces, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < at or text[edit.start : edit.end] != edit.old:
            raise ConfigError(
                f"the edit at {edit.start} is not for this text", "propose the edits again for the text as it is now"
            )
        pieces += [text[at : edit.start], edit.new]
        at = edit.end
    return "".join(pieces) + text[at:]


def learn_rules(documents: Iterable[str], background: Background) -> Rules:
    """What the habits of a person allow to change, from all they wrote."""
    return Rules(Fingerprint.of(documents), background)


class Rules:
    """The person's counts beside other people's. `others` is the part of the background that is nearest to the person."""

    def __init__(self, person: Fingerprint, background: Background):
        self.person = person
        self.others = background.nearest(person)
        self._attested = background.attested | frozenset(person.bigrams)

    def to_dict(self) -> dict[str, Any]:
        """What `from_dict` reads with the same background."""
        return {"person": self.person.to_dict()}

    @classmethod
    def from_dict(cls, said: Any, background: Background) -> Rules:
        """Raises DataError when `said` is not what `to_dict` gives."""
        if not isinstance(said, dict) or "person" not in said:
            raise DataError("these are no learnt rules", "learn them again: vibejam learn")
        return cls(Fingerprint.from_dict(said["person"]), background)

    def edits(self, text: str, strength: float = 1.0, language: str = "") -> list[Edit]:
        """The proposed edits, in the order of the text, none overlapping another.

        `strength` 0 proposes nothing, 1 goes all the way to the person's rates. `language` is the text's, an ISO 639-1 code; ""
        has it told from the text. In a language that is not in LANGUAGES nothing is proposed; one that cannot be told is taken
        for English. Raises ConfigError for a strength outside 0 to 1.
        """
        if not 0 <= strength <= 1:
            raise ConfigError(f"strength must be between 0 and 1, not {strength}", "1 goes all the way to the person's rates")
        if (language or language_of(text) or LANGUAGES[0]) not in LANGUAGES:
            return []
        draft = _Draft(text, self.person)
        planned: list[tuple[Chance, str]] = []
        for name, habit in habits().items():
            found = draft.chances[name]
            if found and self._is_known(habit):
                planned += draft.without_taken(self._plan(habit, found, draft, strength), planned)
        draft.keep_to([form for chance, form in planned if chance.habit == "apostrophe"])
        return [self._edit(draft, chance, form) for chance, form in sorted(self._within_budget(draft, planned), key=_place)]

    def bounds(self, habit: Habit, form: str) -> tuple[float, float]:
        """Between what shares of the chances the person uses the form, by Wilson's score interval."""
        count, total = self.person.share(habit.name, form)
        if habit.group and total:
            prior = self._group_share(habit, form)
            count, total = count + _SHARED * prior, total + _SHARED  # type: ignore[assignment]
        return _wilson(count, total)

    def _is_known(self, habit: Habit) -> bool:
        group = (other.name for other in habits().values() if habit.group and other.group == habit.group)
        return sum(self.person.share(name, "")[1] for name in {habit.name, *group}) >= LEAST

    def _group_share(self, habit: Habit, form: str) -> float:
        """The share of forms at the same place among all habits of the group."""
        place, own, everything = habit.forms.index(form), 0, 0
        for other in habits().values():
            if other.group == habit.group and len(other.forms) == len(habit.forms):
                count, total = self.person.share(other.name, other.forms[place])
                own, everything = own + count, everything + total
        return own / everything if everything else 0.5

    def _plan(self, habit: Habit, found: list[Chance], draft: _Draft, strength: float) -> Iterator[tuple[Chance, str]]:
        if habit.one_way:
            return self._thin(habit, found, draft, strength)
        if habit.together:
            return self._unite(habit, found, draft, strength)
        return self._balance(habit, found, draft, strength)

    def _thin(self, habit: Habit, found: list[Chance], draft: _Draft, strength: float) -> Iterator[tuple[Chance, str]]:
        """Keep the first form as often as the person uses it, by the measure of others."""
        count, total = self.others.share(habit.name, habit.forms[0])
        usual = (count + 0.5) / (total + 1)
        keep = min(1.0, self.bounds(habit, habit.forms[0])[1] / usual)
        for chance in found:
            if chance.form == habit.forms[0] and draft.chance_of(chance) < strength * (1 - keep):
                yield from ((chance, form) for form in list(chance.options)[-1:] if self._fits(habit, chance, form, draft))

    def _unite(self, habit: Habit, found: list[Chance], draft: _Draft, strength: float) -> Iterator[tuple[Chance, str]]:
        """One form for the whole text, chosen as often as the person chooses it."""
        at, limit = draft.dither(habit.name), 0.0
        for form in habit.forms:
            least = self.bounds(habit, form)[0]
            limit += strength * least if least >= _DELIBERATE else 0
            if at < limit:
                yield from ((chance, form) for chance in found if chance.form != form and form in chance.options)
                return

    def _balance(self, habit: Habit, found: list[Chance], draft: _Draft, strength: float) -> Iterator[tuple[Chance, str]]:
        """Give every form at least what the person's rate asks for, taking from forms that have more than theirs asks for."""
        least = [strength * self.bounds(habit, form)[0] * len(found) for form in habit.forms]
        edges = [math.floor(sum(least[:n]) + draft.dither(habit.name)) for n in range(len(least) + 1)]
        wanted = {form: b - a for form, (a, b) in zip(habit.forms, pairwise(edges), strict=True)}
        there = Counter(chance.form for chance in found)
        for chance in sorted(found, key=draft.chance_of):
            if there[chance.form] <= wanted[chance.form]:
                continue
            short = [form for form in habit.forms if there[form] < wanted[form] and self._fits(habit, chance, form, draft)]
            if short:
                there[chance.form] -= 1
                there[short[0]] += 1
                yield chance, short[0]

    def _fits(self, habit: Habit, chance: Chance, form: str, draft: _Draft) -> bool:
        """Whether the form may stand here: grammar allows it, and somebody has written it beside these neighbours."""
        if form not in chance.options:
            return False
        if not habit.fits:
            return True
        before, after = draft.neighbours(chance)
        new = chance.options[form].lower().split()
        pairs = [f"{before} {new[0]}"] * bool(before) + [f"{new[-1]} {after}"] * bool(after)
        return all(pair in self._attested for pair in pairs)

    def _within_budget(self, draft: _Draft, planned: list[tuple[Chance, str]]) -> list[tuple[Chance, str]]:
        """Without joints that would put in more of a mark than the person uses per word."""
        kept = planned
        for mark, pattern in _MARKS.items():
            own = sum(self.person.marks[name] for name in (("—", "--", " – ") if mark == DASH else (mark,)))
            allowed = math.floor(own / max(1, self.person.words) * len(draft.passage.words) + draft.dither(mark))
            room = allowed - len(pattern.findall(draft.passage.text))
            adding = [
                (c, f) for c, f in kept if c.habit != "dash" and _adds(pattern, draft.passage.text[c.start : c.end], c.options[f])
            ]
            over = set(map(id, [c for c, _ in sorted(adding, key=lambda item: draft.chance_of(item[0]))][max(0, room) :]))
            kept = [(c, f) for c, f in kept if id(c) not in over]
        return kept

    def _edit(self, draft: _Draft, chance: Chance, form: str) -> Edit:
        old = draft.passage.text[chance.start : chance.end]
        return Edit(chance.start, chance.end, old, draft.typeset(chance, form), chance.habit, self._reason(chance, form))

    def _reason(self, chance: Chance, form: str) -> str:
        count, total = self.person.share(chance.habit, form)
        other, others = self.others.share(chance.habit, form)
        said = f"; others {_percent(other, others)}" if others >= LEAST else ""
        return f'{chance.habit}: you have "{form}" {count:,} times of {total:,} ({_percent(count, total)}){said}'


class _Draft:
    """A text with its chances, and the chance that is not left to chance."""

    def __init__(self, text: str, person: Fingerprint):
        self.passage = Passage(text)
        self.chances: defaultdict[str, list[Chance]] = defaultdict(list)
        for chance in chances(self.passage):
            self.chances[chance.habit].append(chance)
        self._dash, self._apostrophe = _usual(person, "dash") or DASH, self._own_apostrophe(person)
        changing = vocabulary()
        self._stable = [w for w in self.passage.words if len(w.lower) > 4 and w.lower.isalpha() and w.lower not in changing]
        self._stable = [w for w in self._stable if not re.search("is[ei]|iz[ei]|our|or|re$|er$|ll", w.lower)]
        self._signature = str(_digest(*(word.lower for word in self._stable)))
        self._starts = [word.start for word in self._stable]

    def dither(self, name: str) -> float:
        """A number in [0, 1) for a name, the same for all texts that differ only by rules."""
        return _digest(name, self._signature)

    def chance_of(self, chance: Chance) -> float:
        """The same for one place: by the words around it that no rule changes, and how many of them stand before it."""
        return _digest(chance.habit, self._signature, str(bisect_left(self._starts, chance.start)))

    def neighbours(self, chance: Chance) -> tuple[str, str]:
        """The words beside a chance, "" where a mark or nothing stands between."""
        first = self.passage.word_at(chance.start)
        last = max(first, self.passage.word_at(chance.end) - 1)
        before, after = self.passage.next_to(first, -1), self.passage.next_to(last, 1)
        return before if before[:1].isalpha() else "", after if after[:1].isalpha() else ""

    def keep_to(self, apostrophes: list[str]) -> None:
        """When the text's apostrophes are about to change, new ones are like them."""
        self._apostrophe = apostrophes[0] if apostrophes else self._apostrophe

    def typeset(self, chance: Chance, form: str) -> str:
        """What the option says, with the person's dash and the text's apostrophe."""
        new = chance.options[form]
        if chance.habit in ("apostrophe", "dash", "double quotes"):
            return new
        return new.replace("'", self._apostrophe).replace(DASH, self._dash)

    def without_taken(self, plan: Iterable[tuple[Chance, str]], taken: list[tuple[Chance, str]]) -> list[tuple[Chance, str]]:
        """Those that overlap nothing planned before."""
        marks = bytearray(len(self.passage.text) + 1)
        for chance, _ in taken:
            marks[chance.start : chance.end] = b"\x01" * (chance.end - chance.start)
        free = []
        for chance, form in plan:
            if marks.find(1, chance.start, chance.end) < 0:
                marks[chance.start : chance.end] = b"\x01" * (chance.end - chance.start)
                free.append((chance, form))
        return free

    def _own_apostrophe(self, person: Fingerprint) -> str:
        forms = Counter(chance.form for chance in self.chances["apostrophe"])
        return forms.most_common(1)[0][0] if forms else _usual(person, "apostrophe") or "'"


def _usual(person: Fingerprint, habit: str) -> str:
    counts: Mapping[str, int] = person.habits.get(habit, Counter())
    return max(counts, key=lambda form: (counts[form], form), default="")


def _place(item: tuple[Chance, str]) -> tuple[int, int]:
    return item[0].start, item[0].end


def _adds(pattern: re.Pattern[str], old: str, new: str) -> bool:
    return len(pattern.findall(new)) > len(pattern.findall(old))


def _wilson(count: float, total: float) -> tuple[float, float]:
    if not total:
        return 0.0, 1.0
    share, spread = count / total, _Z * _Z / total
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def _percent(count: int, total: int) -> str:
    return f"{100 * count / total:.0f} %" if total else "never"


def _digest(*parts: str) -> float:
    return int.from_bytes(hashlib.blake2b("\0".join(parts).encode(), digest_size=8).digest()) / 2**64
