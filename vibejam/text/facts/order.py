"""What came before what, in English: "A before B", "after B, A", "first A, then B", "A until B", "by the time B, A".

Every connective parts its sentence in what is earlier and what is later, told by clauses; two texts are at odds where the words of
one's earlier part are the other's later part. Tests: tests/text/facts/.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from vibejam.text.facts.align import Segment
from vibejam.text.facts.finding import Finding, changed
from vibejam.text.facts.passage import Word
from vibejam.text.facts.units import ONES, ORDINALS

_EARLIER_FIRST = frozenset("before until till".split())  # "A before B"
_LATER_FIRST = frozenset("after once since following".split())  # "A after B"
_THEN = frozenset("then afterwards afterward later subsequently next finally thereafter thereupon since".split())  # "A, then B"
_FIRST = frozenset("first firstly initially beforehand".split())  # "first A, B"
_BREAKS = frozenset("and but or so while when whereas".split())
_DETERMINERS = frozenset("the a an my your his her its our their this that at very".split())
_SUBJECTS = frozenset("i you he she it we they".split())
_CONNECTIVES = _EARLIER_FIRST | _LATER_FIRST | _FIRST | frozenset("time to as moment minute which that this".split())
_DENIALS = frozenset("not never nobody nothing no".split())
_NO_CLAUSE = (["again"], ["more"], ["or"], ["and"], ["a"])  # "once again"
_WINDOW = 40  # words looked at on either side
_MOST = 40  # orders of a text that are compared
_LONGEST = 8  # words of the part after a connective


class Order(NamedTuple):
    earlier: frozenset[str]
    later: frozenset[str]
    said: str
    sure: bool  # by a conjunction, not by an adverb


def order(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    ours, theirs = _orders(draft)[:_MOST], _orders(rewrite)[:_MOST]
    for one in ours:
        crossed = None
        for other in theirs:
            agreement = _agreement(one, other)
            if agreement > 0:
                crossed = None
                break
            crossed = other if agreement < 0 else crossed
        if crossed:
            yield changed("order", one.said, crossed.said)
            return


def until(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """ "Stir until it boils", "stir once it boils"; "do not open it until", "do not open it once"."""
    for here, there in ((draft, rewrite), (rewrite, draft)):
        if any(word.word in ("until", "till") for word in there):
            continue
        ends, begins = _clauses_after(here, ("until", "till")), _clauses_after(there, ("once", "after", "when", "soon"))
        for end, denied in ends:
            for begin, denied_there in begins:
                if denied == denied_there and 2 * len(end & begin) >= min(len(end), len(begin)) > 0:
                    one, other = ("until", "once") if here is draft else ("once", "until")
                    yield changed("order", f"{one} … {min(end & begin)}", f"{other} … {min(end & begin)}")
                    return


def _clauses_after(segment: Segment, connectives: tuple[str, ...]) -> list[tuple[frozenset[str], bool]]:
    """The words of content after each connective, and whether what stands before it is denied."""
    found = []
    for number, word in enumerate(segment):
        if word.word in connectives:
            before = [w.word for w in segment[max(0, number - _LONGEST) : number] if w.sentence == word.sentence]
            following = [w for w in segment[number + 1 : number + _LONGEST] if w.clause == word.clause]
            found.append((_content(following), not _DENIALS.isdisjoint(before)))
    return found[:_MOST]


def _agreement(one: Order, other: Order) -> int:
    """Above 0 where both say the same order, below where they are at odds."""
    straight = len(one.earlier & other.earlier) + len(one.later & other.later)
    crossed = len(one.earlier & other.later) + len(one.later & other.earlier)
    both = one.earlier & other.later and one.later & other.earlier
    if (both and crossed >= straight) or (crossed > 1 and straight == 0 and one.sure and other.sure):
        return -1
    return max(0, straight - crossed)


def _orders(segment: Segment) -> list[Order]:
    found = []
    sentences: dict[int, Segment] = {}
    for word in segment:
        sentences.setdefault(word.sentence, []).append(word)
    for sentence in sentences.values():
        for number, word in enumerate(sentence):
            if word.word not in _CONNECTIVES and word.stem not in ("follow", "preced"):
                continue
            start = max(0, number - _WINDOW)
            parts = _parts(sentence[start : number + _WINDOW], number - start)
            if parts is not None:
                earlier, later = (_content(part) for part in parts)
                if earlier - later and later - earlier:
                    found.append(Order(earlier - later, later - earlier, word.text, word.word not in _FIRST | _THEN))
    return found


def _parts(sentence: Segment, number: int) -> tuple[Segment, Segment] | None:
    """The words of the earlier and of the later event."""
    word, before = sentence[number].word, sentence[:number]
    after = sentence[number + 1 :]
    following = [w for w in after[:_LONGEST] if w.clause == sentence[number].clause]
    if word == "after" and following and _is_that(following):
        return None  # read at the next word
    if following[:1] and following[0].text[0].isdigit():  # "since 2016"
        following = following[:1]
    if sentence[number].stem == "follow" and before and following:
        passive = following[0].word == "by"
        return (before, following) if passive else (following, before)
    if sentence[number].stem == "preced" and before and following:
        return (following, before) if following[0].word == "by" else (before, following)
    if sentence[number].opens:  # "until the war he worked": no comma says where the clause ends, but a pronoun does
        subject = next(
            (i for i, w in enumerate(following) if w.word in _SUBJECTS and any(map(_is_content, following[:i]))), len(following)
        )
        following = following[:subject]
    if word == "time" and [w.word for w in before[-2:]] == ["by", "the"]:
        return _rest(sentence, before[:-2], following), following
    if word == "until" and following[:1] and following[0].word == "then":
        return None
    if (
        sentence[number].opens
        and len(following) == _LONGEST
        and after[_LONGEST:]
        and after[_LONGEST].clause == sentence[number].clause
    ):
        return None  # no comma says where the clause ends
    if word in _FIRST and not (before and before[-1].word in _DETERMINERS) and _is_adverb(sentence, number):
        part = _around(sentence, number)
        return part, [w for w in sentence if not _holds(part, w)]
    if word in _EARLIER_FIRST or (word == "to" and before and before[-1].word == "prior"):
        parts = _rest(sentence, before, following), following
        main = parts[0][:_LONGEST] if sentence[number].opens else before[-_LONGEST:]
        denied = any(w.word in _DENIALS and (sentence[number].opens or w.clause == sentence[number].clause) for w in main)
        return (parts[1], parts[0]) if denied else parts  # "not until B", "not before B" is "after B"
    if (
        (word in _LATER_FIRST and [w.word for w in following[:1]] not in _NO_CLAUSE)
        or (word == "as" and [w.word for w in before[-2:]] == ["as", "soon"])
        or _is_moment(sentence, number)
    ):
        return following, _rest(sentence, before, following)
    return None


def _is_that(words: Segment) -> bool:
    """ "After which", "after that"; "after this" but not "after this meeting"."""
    return words[0].word in ("which", "that") or (words[0].word == "this" and not (words[1:] and _is_content(words[1])))


def _is_moment(sentence: Segment, number: int) -> bool:
    return sentence[number].word in ("moment", "minute") and number > 0 and sentence[number - 1].word == "the"


def _is_adverb(sentence: Segment, number: int) -> bool:
    """ "First, rinse", "the server restarts first", not "first prize"."""
    after = sentence[number + 1] if number + 1 < len(sentence) else None
    return after is None or after.clause != sentence[number].clause or not _is_content(after) or sentence[number].opens


def _rest(sentence: Segment, before: Segment, following: Segment) -> Segment:
    """The main clause: what stands before the connective, or after its clause where nothing does."""
    if any(_is_content(word) for word in before):
        return before[-_LONGEST - 2 :]
    return [w for w in sentence if not _holds(following, w) and not _holds(before, w)][1 : _LONGEST + 3]


def _around(sentence: Segment, number: int) -> Segment:
    """The clause of an adverb, which "and" ends too."""
    start = end = number
    while start > 0 and sentence[start - 1].clause == sentence[number].clause and sentence[start - 1].word not in _BREAKS:
        start -= 1
    while (
        end + 1 < len(sentence) and sentence[end + 1].clause == sentence[number].clause and sentence[end + 1].word not in _BREAKS
    ):
        end += 1
    part = [word for word in sentence[start : end + 1] if word is not sentence[number]]
    if any(_is_content(word) for word in part):
        return part
    clause = sentence[number].clause  # "first, rinse": the clause after
    return [w for w in sentence if w.clause == clause + 1]


def _holds(words: Segment, word: Word) -> bool:
    return any(other is word for other in words)


def _is_content(word: Word) -> bool:
    return (word.is_content or word.word in ONES) and word.word not in _THEN and word.word not in _FIRST


def _content(words: Segment) -> frozenset[str]:
    return frozenset(word.stem for word in words if _is_content(word) and word.word not in ORDINALS)
