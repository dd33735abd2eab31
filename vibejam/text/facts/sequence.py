"""Steps in English, in the order in which they happen: "first A, then B, and finally C", "before C, A and then B".

A sentence is parted in steps at its commas and connectives, and the steps are put in the order of time. Two texts are at odds where
both say in which order things happen (no order is read into a list without such a word), and all words of one step that both
know stand before another in one text and after it in the other. Tests: tests/text/facts/.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from vibejam.text.facts.align import Segment
from vibejam.text.facts.finding import Finding, changed
from vibejam.text.facts.passage import Word
from vibejam.text.facts.units import ORDINALS

_FIRST = frozenset("first firstly initially beforehand".split())
_LAST = frozenset("finally last lastly".split())
_THEN = frozenset("then later second secondly next afterwards afterward subsequently thereafter thereupon".split())
_BEFORE = frozenset("before until till".split())
_AFTER = frozenset("after once".split())
_MARKS = _FIRST | _LAST | _THEN
_DETERMINERS = frozenset("the a an my your his her its our their this that these those at very".split())
# Clauses that tell no step, and words before which "then" tells no order.
_ASIDE = frozenset("because since as if when while although though which who whose where so unless whether that".split())
_NO_THEN = frozenset("than until till by if from every back even just since".split())
_DENIALS = frozenset("not never nobody nothing no".split())
_MOST = 30  # steps of a text
_LONGEST = 200  # words of a sentence; in what has more, nothing parts the steps

_NO_CLAUSE = frozenset("that this which again more or and every in".split())  # "once again", "after that"
_REPORTS = frozenset("said told asked replied answered wrote says".split())

Step = frozenset[str]


def sequence(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """The first two steps that change places."""
    ours, theirs = _sequences(draft), _sequences(rewrite)
    once = {stem for stem, count in Counter(word.stem for word in draft).items() if count == 1}
    once &= {stem for stem, count in Counter(word.stem for word in rewrite).items() if count == 1}
    ranks = [{stem: rank for rank, step in enumerate(steps) for stem in step & once} for steps in theirs]
    for steps in ours:
        for rank in ranks:
            known = [[stem for stem in sorted(step) if stem in rank] for step in steps]
            for number, earlier in enumerate(known):
                for later in known[number + 1 :]:
                    turned = [(a, b) for a in earlier for b in later if rank[b] < rank[a]]
                    if turned and not any(rank[a] < rank[b] for a in earlier for b in later):
                        (one, other) = turned[0]
                        yield changed("order", f"{one}, then {other}", f"{other}, then {one}")
                        return


def _sequences(segment: Segment) -> list[list[Step]]:
    """Of each run of sentences that tell an order their steps, in the order of time."""
    sentences: dict[int, Segment] = {}
    for word in segment:
        sentences.setdefault(word.sentence, []).append(word)
    found: list[list[Step]] = []
    previous: list[Step] = []
    for sentence in sentences.values():
        if len(sentence) > _LONGEST:
            continue
        steps, ordered = _of_sentence(sentence)
        goes_on = bool(previous) and _is_mark(sentence, 0) and sentence[0].word not in _FIRST
        if goes_on:
            previous += steps
        else:
            previous = steps
        if (ordered or goes_on) and not (found and found[-1] is previous):
            found.append(previous)
    return [steps[:_MOST] for steps in found[:_MOST]]


def _of_sentence(sentence: Segment) -> tuple[list[Step], bool]:
    parts: list[list[int]] = [[]]
    for number in range(len(sentence)):
        if number and _parts(sentence, number):
            parts.append([])
        parts[-1].append(number)
    steps: list[Step] = []
    back: list[Step] = []
    later: Step | None = None  # of "before B, A"
    behind = False  # whether the last step stands after one that came before it: "A after B"
    ordered = False
    for part in parts:
        words = [sentence[number].word for number in part]
        step = frozenset(sentence[number].stem for number in part if _is_said(sentence[number]))
        marks = {sentence[number].word for number in part if _is_mark(sentence, number)}
        connective = _connective(sentence, part[0])
        if (words[0] in _ASIDE and not marks) or not _REPORTS.isdisjoint(words):
            continue
        ordered = ordered or bool(marks or connective)
        if connective == "before" and part[0] == 0:
            later = step
        elif connective == "after" and steps and part[0] and (part is parts[-1] or not _breaks(sentence, part)):
            steps.insert(len(steps) - 1, step)
            behind = True
        elif steps and (
            (behind and words[0] == "and")  # "A after B and then C"
            or (connective == "before" and _is_denied(sentence, part[0]))  # "not A until B"
        ):
            steps.insert(len(steps) - 1, step)
        elif words[0] == "but" and _FIRST & set(words[1:2]):  # "A, but first B"
            steps.insert(max(0, len(steps) - 1), step)
        elif marks & _LAST:
            back.append(step)
        else:
            steps.append(step)
            if later is not None:
                steps.append(later)
                later = None
    return [step for step in steps + back if step], ordered


def _connective(sentence: Segment, number: int) -> str:
    """ "Before" or "after", where the word opens a clause: not "after dark", "two days after"."""
    word = sentence[number].word
    rest = [w for w in sentence[number + 1 : number + 9] if w.clause == sentence[number].clause]
    rest = rest[: next((i for i, w in enumerate(rest) if w.word in ("and", "then")), len(rest))]
    subject = any(w.word in _SUBJECTS for w in rest[:1])
    if sum(map(_is_said, rest)) < 2 - subject or any(w.word in _NO_CLAUSE for w in rest[:1]):
        return ""
    return "before" if word in _BEFORE else "after" if word in _AFTER else ""


def _breaks(sentence: Segment, part: list[int]) -> bool:
    """Whether a comma stands before a connective or its clause has a subject of the main clause: "and, after B, C"."""
    number = part[0]
    apart = sentence[number].clause != sentence[number - 1].clause
    return (apart and part[-1] + 1 < len(sentence)) or any(sentence[i].word in _SUBJECTS for i in part[2:])


def _is_denied(sentence: Segment, number: int) -> bool:
    """ "Do not open it until": the other way round."""
    return any(word.word in _DENIALS for word in sentence[max(0, number - 8) : number])


def _parts(sentence: Segment, number: int) -> bool:
    """Whether a new step begins here."""
    word, before = sentence[number], sentence[number - 1]
    if _connective(sentence, number) or (_is_mark(sentence, number) and word.word in _THEN | _LAST and before.word != "and"):
        return bool(_rest(sentence, number))
    if word.word == "and":
        ends = number + 1
        while ends < len(sentence) and sentence[ends].clause == word.clause and sentence[ends].word != "and":
            ends += 1
        marks = (i for i in range(number + 1, ends) if _is_mark(sentence, i))
        after_first = before.word in _FIRST and _is_mark(sentence, number - 1)
        return after_first or any(sentence[i].word not in _FIRST or i == number + 1 for i in marks)
    if word.clause == before.clause:
        return False
    if word.word in _MARKS | _ASIDE or _is_mark(sentence, number):
        return True
    following = sentence[number + 1].word if number + 1 < len(sentence) and sentence[number + 1].clause == word.clause else ""
    return word.word in _SUBJECTS or (word.is_content and following in _OBJECTS) or _holds_mark(sentence, number)


def _rest(sentence: Segment, number: int) -> list[Word]:
    return [w for w in sentence[number + 1 :] if w.clause == sentence[number].clause and _is_said(w)]


def _holds_mark(sentence: Segment, number: int) -> bool:
    """Whether the clause that begins here has a mark of its own: "the butter last"."""
    clause = sentence[number].clause
    return any(_is_mark(sentence, i) for i in range(number, len(sentence)) if sentence[i].clause == clause)


_SUBJECTS = frozenset("i you he she it we they".split())
_OBJECTS = _DETERMINERS | frozenset("it them him us me up out off on in to for all each".split())


def _is_mark(sentence: Segment, number: int) -> bool:
    """ "First, rinse", "the butter last", "then"; not "the first", "by then", "the next day", "if ... then"."""
    word = sentence[number].word
    before = sentence[number - 1].word if number else ""
    if word == "after" and number + 1 < len(sentence) and sentence[number + 1].word in ("that", "which"):
        return True
    if word not in _MARKS or before in _DETERMINERS or before in _NO_THEN:
        return False
    if word == "later" and number + 1 < len(sentence) and sentence[number + 1].word in ("than", "on"):
        return False
    if word in _THEN and any(w.word in ("if", "when") for w in sentence[:number]):
        return False
    if word in ("first", "second", "last", "next"):
        after = sentence[number + 1] if number + 1 < len(sentence) else None
        alone = after is None or after.clause != sentence[number].clause or not after.is_content
        return alone or number == 0 or before == "and" or sentence[number - 1].clause != sentence[number].clause
    return True


def _is_said(word: Word) -> bool:
    return word.is_content and word.word not in _MARKS and word.word not in ORDINALS and not word.word[0].isdigit()
