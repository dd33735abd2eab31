"""Which pairs are fit to be learnt from, and why the others are not.

What a text adds to its draft a model learns to invent, and what it leaves out, to drop; so both are read as rewrites of each other
by the guard (text/facts). Pairs that hardly differ teach copying. What stands in a test, too, teaches nothing that can be tested.
The limits are wide of what drafts by a big LLM are like: they catch answers that are no drafts at all.
The guard is strict: of careful drafts by a big LLM it refuses a third, and of 24 of these that were read all were faithful.
Tests: tests/drafts/test_check.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from vibejam.drafts.row import Row
from vibejam.holdout import Item, Passages
from vibejam.style.meaning import Encoder
from vibejam.style.overlap import copy_rate, edit_share, words
from vibejam.text.duplicates import duplicates, sketch
from vibejam.text.facts import check

SHORTEST, LONGEST = 0.6, 2.0  # words of the text for each of its draft; notes are terse
LEAST_COSINE = 0.5  # of 3,057 drafts by a big LLM 10 were below, of as many texts at random 1 was above
LEAST_SHARED = 0.35  # of the words, where there is no encoder; of the same drafts 4 were below, and none at random above
LEAST_EDITS = 0.15  # words
MOST_COPIED = 0.5  # of the words, in runs of eight
BY_COSINE, BY_WORDS = "the cosine of sentence embeddings", "the share of words in common"


@dataclass(frozen=True)
class Fault:
    """A reason against a pair. `kind` is what is counted, `detail` says it of this pair."""

    kind: str
    detail: str


@dataclass(frozen=True)
class Checked:
    """A pair, how near its sides are in meaning (0 to 1), and what is wrong with it: nothing, if it is fit."""

    row: Row
    similarity: float
    faults: tuple[Fault, ...]


def check_rows(
    rows: Sequence[Row],
    against: Sequence[Item] = (),
    encoder: Encoder | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Checked]:
    """Every pair with its faults. `against` are the items of tests; without an `encoder` likeness is that of words.

    Of pairs that say the same on both sides the first is kept. `on_progress` hears how many of how many are checked.
    """
    repeated, leaked = _repeated(rows), _leaked(rows, against)
    checked = []
    for number, row in enumerate(rows):
        similarity = encoder.similarity(row.draft, row.text) if encoder else shared(row.draft, row.text)
        faults = [*_facts(row), *_form(row), *_meaning(similarity, LEAST_COSINE if encoder else LEAST_SHARED)]
        if number in repeated:
            faults.append(Fault("duplicate", f"the same as number {repeated[number] + 1}, or nearly"))
        if number in leaked:
            faults.append(Fault("in the test", f"its document or its words are those of {leaked[number]}"))
        checked.append(Checked(row, similarity, tuple(faults)))
        on_progress(number + 1, len(rows))
    return checked


def shared(draft: str, text: str) -> float:
    """The words that two texts share, of all they have (Dice): 0 to 1."""
    a, b = Counter(words(draft)), Counter(words(text))
    return 2 * (a & b).total() / max(1, a.total() + b.total())


def _facts(row: Row) -> Iterator[Fault]:
    found = check(row.draft, row.text)
    yield from (Fault(f"fact: {finding.kind}", finding.message) for finding in found)
    kinds = {finding.kind for finding in found}
    for finding in check(row.text, row.draft):
        if finding.kind not in kinds:
            yield Fault(f"fact: {finding.kind}", f"{finding.message} (from the text to its draft)")


def _form(row: Row) -> Iterator[Fault]:
    ratio = len(words(row.text)) / max(1, len(words(row.draft)))
    if not SHORTEST <= ratio <= LONGEST:
        yield Fault("length", f"the text has {ratio:.2f} times as many words as its draft")
    if (edits := edit_share(row.draft, row.text)) < LEAST_EDITS:
        yield Fault("near-copy", f"{edits:.0%} of the words differ")
    elif (copied := copy_rate(row.draft, row.text)) > MOST_COPIED:
        yield Fault("near-copy", f"{copied:.0%} of the words are copied in runs")


def _meaning(similarity: float, least: float) -> Iterator[Fault]:
    if similarity < least:
        yield Fault("meaning", f"likeness {similarity:.2f}, below {least}")


def _repeated(rows: Sequence[Row]) -> dict[int, int]:
    """A pair -> an earlier one with the same draft and text, or nearly."""
    both = [f"{row.draft}\n{row.text}" for row in rows]
    return duplicates(map(sketch, both), list(map(len, both)), range(len(rows), 0, -1))


def _leaked(rows: Sequence[Row], against: Sequence[Item]) -> dict[int, str]:
    """A pair -> an item of a test that is of the same document, or where half of one's words stand in the other."""
    tests = Passages(against)
    leaked = {n: against[min(held)].id for n, row in enumerate(rows) if (held := tests.held_in(row.document, row.text))}
    learnt = Passages([Item(row.id, row.draft, row.text) for row in rows])
    for item in against:
        leaked |= dict.fromkeys(learnt.held_in("", item.text), item.id)
    return leaked
