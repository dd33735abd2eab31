"""Negation and opposites in English: what a sentence affirms, the other must not deny.

"Not" and its kin are counted in sentences that say the same thing (align.py); a text with more of them than the other needs an
excuse: a near-negation that the other has instead ("failed", "too late", "only"), or litotes, read on the axes of opposites.py
("not cheap" is "expensive"). Where both sides still negate something, the words next to the surplus decide.
Tests: tests/text/facts/.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from vibejam.text.facts.align import Segment
from vibejam.text.facts.finding import Finding, added, changed, lost
from vibejam.text.facts.opposites import CONVERSE, OPPOSITES
from vibejam.text.facts.passage import Word, stem

NEGATIONS = frozenset(
    [
        "not",
        "never",
        "no",
        "none",
        "nobody",
        "nothing",
        "nowhere",
        "neither",
        "nor",
        "without",
        "hardly",
        "scarcely",
        "barely",
        "fail",
        "lack",
        "unable",
        "unlikely",
        "unless",
        "nay",
    ]
)
# Such a word can stand for a negation of the other text; that it comes or goes says nothing by itself.
_NEARLY = frozenset(
    [
        "few",
        "little",
        "seldom",
        "rarely",
        "refuse",
        "decline",
        "deny",
        "avoid",
        "prevent",
        "stop",
        "cease",
        "miss",
        "absent",
        "absence",
        "free",
        "instead",
        "rather",
        "only",
        "except",
        "far",
        "too",
        "impossible",
        "forget",
        "doubt",
        "against",
        "forbid",
        "prohibit",
        "ban",
        "exclude",
        "reject",
        "omit",
        "until",
        "last",
        "zero",
        "otherwise",
        "beyond",
        "any",
        "anything",
        "anybody",
        "anyone",
        "else",
        "save",
        "lose",
        "keep",
        "defy",
        "short",
        "less",
        "fewer",
        "different",
        "differ",
        "exempt",
        "nought",
    ]
)
_PREFIX = re.compile(r"(?:un|in|im|ir|il|dis|non|mis)(?=[^\W\d_]{4})")
_REACH = 5  # words after a negation among which is what it negates
_RAISING = frozenset(
    map(
        stem,
        ["think", "believe", "suppose", "expect", "seem", "appear", "want", "imagine", "feel", "guess", "fancy", "say", "mean"],
    )
)


class Negation(NamedTuple):
    word: Word
    about: tuple[Word, ...]  # the next content words, nearest first


def negation(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    ours, theirs = _negations(draft), _negations(rewrite)
    excused = _litotes(ours, theirs, draft, rewrite)
    ours, theirs = [n for n in ours if n not in excused], [n for n in theirs if n not in excused]
    near = _near(rewrite) - _near(draft)
    if len(ours) - len(theirs) > max(0, near) and (missing := _surplus(ours, theirs, rewrite)):
        yield lost("negation", missing, "is lost: the rewrite affirms what the draft denies")
    if len(theirs) - len(ours) > max(0, -near) and (new := _surplus(theirs, ours, draft)):
        yield added("negation", new, "is new: the rewrite denies what the draft affirms")
    if len(ours) == len(theirs) and (moved := _moved(ours, theirs, draft, rewrite)):
        yield moved


def _negations(segment: Segment) -> list[Negation]:
    """ "Neither ... nor" is one, and so is a list of several ("no dogs, no cats")."""
    found: list[Negation] = []
    previous = Word("", "", "", -1, -1, False)
    place = -9
    for number, word in enumerate(segment):
        if (word.word not in NEGATIONS and word.stem not in ("fail", "lack")) or _is_idiom(segment, number):
            continue
        same = previous.sentence == word.sentence
        listed = same and number - place <= 6 and (previous.word, word.word) in _LISTS
        double = (
            same and number - place <= 2 and previous.word == "not" and word.word in ("without", "unlikely", "unable", "fail")
        )
        previous, place = word, number
        if double:
            found.pop()
        elif not listed:
            following = [w for w in segment[number + 1 : number + 1 + _REACH] if w.sentence == word.sentence]
            found.append(Negation(word, tuple(w for w in following if w.is_content or w.word in _axes())))
    return found


_LISTS = frozenset({("neither", "nor"), ("no", "no"), ("nor", "nor"), ("without", "without"), ("no", "nor"), ("neither", "neither"),
                    ("never", "never"), ("without", "nor")})  # fmt: skip


def _is_idiom(segment: Segment, number: int) -> bool:
    """ "No. 5", "no doubt", "not only", "more often than not", "could not be more" deny nothing."""
    before, word = segment[number - 1].word if number else "", segment[number].word
    after = [w.word for w in segment[number + 1 : number + 3]] + ["", ""]
    if word == "no":
        return (
            (after[0] in ("more", "less", "fewer") and after[1] == "than")
            or after[0] in ("doubt", "matter", "sooner", "wonder")
            or after[0].isdigit()
        )
    return word == "not" and (
        before == "than"
        or after[0] in ("only", "merely", "just", "simply", "least")
        or after in (["to", "mention"], ["be", "more"])
    )


def _near(segment: Segment) -> int:
    return sum(
        word.word in _NEARLY or word.stem in _NEARLY or _is_prefixed(word.word) or word.word.endswith("less") for word in segment
    )


@lru_cache(1 << 16)
def _is_prefixed(word: str) -> bool:
    return (match := _PREFIX.match(word)) is not None and stem(word[match.end() :]) in _bases()


def _litotes(ours: list[Negation], theirs: list[Negation], draft: Segment, rewrite: Segment) -> list[Negation]:
    """Negations of a word whose opposite stands in the other text."""
    excused = []
    for mine, here, there in ((ours, draft, rewrite), (theirs, rewrite, draft)):
        new = {word.word for word in there} - {word.word for word in here}
        for negation in mine:
            if not negation.about:
                continue
            word = negation.about[0].word
            best = word.endswith("er") and any(other.endswith("est") for other in new)  # "no better" is "the best"
            if best or any(_are_opposite(word, other) for other in new if other not in NEGATIONS):
                excused.append(negation)
    return excused


def _are_opposite(one: str, other: str) -> bool:
    if any(axis == other_axis and side != other_side for axis, side in _places(one) for other_axis, other_side in _places(other)):
        return True
    return _base(one) == stem(other) or _base(other) == stem(one)


def _base(word: str) -> str | None:
    match = _PREFIX.match(word)
    return stem(word[match.end() :]) if match else None


def _surplus(many: list[Negation], few: list[Negation], there: Segment) -> str:
    """The negation that has nothing to answer it: any where there are none, else one whose word the other text affirms."""
    if not few:
        return many[0].word.text
    stems = {word.stem for word in there}
    denied = {word.stem for negation in few for word in negation.about}
    for negation in many:
        about = [word.stem for word in negation.about[:2]]
        if about and about[0] not in denied and about[0] in stems and not denied.intersection(about):
            return negation.word.text
    return ""


def _moved(ours: list[Negation], theirs: list[Negation], draft: Segment, rewrite: Segment) -> Finding | None:
    """ "I did not say that he came" is not "I said that he did not come", but "I don't think he came" is "I think he did not"."""
    denied, denied_there = _first(ours), _first(theirs)
    stems, stems_there = {word.stem for word in draft}, {word.stem for word in rewrite}
    for one in denied - denied_there:
        for other in denied_there - denied:
            if one in stems_there and other in stems and not _RAISING & {one, other} and len(denied) == len(denied_there):
                near = {w.stem for n in ours for w in n.about} & {w.stem for n in theirs for w in n.about}
                if one not in near and other not in near:
                    return changed("negation", f"not … {one}", f"not … {other}", "is what the draft denies, the rewrite")
    return None


def _first(negations: list[Negation]) -> set[str]:
    return {negation.about[0].stem for negation in negations if negation.about and negation.word.word == "not"}


# --- Opposites ----------------------------------------------------------------------------------------------------------------


def opposites(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """A word goes, and its opposite comes; a "not" before either makes up for it, and so does "than" with the sides exchanged."""
    ours, theirs = _sides(draft), _sides(rewrite)
    raw, raw_theirs = _denied(draft), _denied(rewrite)
    exchanged = _than(draft) != _than(rewrite)
    for (axis, side), before in ours.items():
        for (other_axis, other_side), after in theirs.items():
            if axis != other_axis or side == other_side:
                continue
            gone = len(before) - len(theirs.get((axis, side), []))
            new = len(after) - len(ours.get((axis, other_side), []))
            if (
                gone <= 0
                or new <= 0
                or (before[0].word in raw) != (after[0].word in raw_theirs)
                or before[0].stem == after[0].stem
            ):
                continue
            comparison = exchanged and (before[0].word.endswith("er") or before[0].word in ("more", "less", "better", "worse"))
            converse = before[0].stem in CONVERSE and _subject(draft, before[0]) != _subject(rewrite, after[0])
            if not comparison and not converse:
                yield changed("opposite", before[0].text, after[0].text)
                return
    yield from _prefixed(draft, rewrite)
    was, became = _switched(draft), _switched(rewrite)
    if was and became and not was & became:
        yield changed("opposite", min(was), min(became))


def _switched(segment: Segment) -> set[str]:
    """On or off, where something is switched."""
    words = [word.word if word.word in ("on", "off") else word.stem for word in segment]
    return {
        next((w for w in words[i + 1 : i + 5] if w in ("on", "off")), "")
        for i, word in enumerate(words)
        if word in ("turn", "switch")
    } - {""}


def are_opposed(draft: Segment, rewrite: Segment) -> bool:
    """Whether a word of one has its opposite in the other only."""
    ours, theirs = {w.word for w in draft}, {w.word for w in rewrite}
    return any(
        _are_opposite(one, other) for one in ours - theirs for other in theirs - ours if one in _axes() and other in _axes()
    )


def _denied(segment: Segment) -> set[str]:
    return {n.about[0].word for n in _negations(segment) if n.about}


def _sides(segment: Segment) -> dict[tuple[int, int], list[Word]]:
    """Words by axis and by the side that they say, negation counted in."""
    negated = {id(n.about[0]) for n in _negations(segment) if n.about and n.word.word not in ("nor", "without", "unless", "lack")}
    sides: dict[tuple[int, int], list[Word]] = {}
    for word in segment:
        for axis, side in _places(word.word):
            if id(word) in negated:
                if _width()[axis] > 2:
                    continue
                side = 1 - side
            sides.setdefault((axis, side), []).append(word)
    return sides


def _prefixed(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """ "Accurate" and "inaccurate", whatever the word, when one goes and the other comes."""
    ours, theirs = {w.word: w for w in draft}, {w.word: w for w in rewrite}
    gone = {w.stem: w for word, w in ours.items() if word not in theirs}
    new = {w.stem: w for word, w in theirs.items() if word not in ours}
    denied = {w.word for segment in (draft, rewrite) for n in _negations(segment) for w in n.about[:1]}
    for words, others in ((gone, new), (new, gone)):
        for word in words.values():
            opposite = others.get(_base(word.word) or "")
            if opposite and not {word.word, opposite.word} & denied:
                before, after = (word, opposite) if words is gone else (opposite, word)
                yield changed("negation", before.text, after.text)


def _than(segment: Segment) -> set[str]:
    """The words right after each "than"."""
    following = [segment[i + 1 : i + 4] for i, word in enumerate(segment) if word.word == "than"]
    return {next((w.stem for w in words if w.word not in ("the", "a", "an", "in", "on", "at")), "") for words in following}


def _subject(segment: Segment, verb: Word) -> str:
    place = next(i for i, word in enumerate(segment) if word is verb)
    clause = [word for word in segment[:place] if word.clause == verb.clause]
    return next((word.stem for word in reversed(clause) if word.is_content or word.word in _SUBJECTS), "")


_SUBJECTS = frozenset(["i", "we", "you", "he", "she", "they", "it"])


@cache
def _axes() -> dict[str, tuple[tuple[int, int], ...]]:
    """Word (and the stem of an uninflected one, in brackets) -> its places: number of the axis, number of the side."""
    table: dict[str, list[tuple[int, int]]] = {}
    for axis, line in enumerate(OPPOSITES.split("\n")):
        for side, words in enumerate(line.split("|")):
            for word in words.split():
                table.setdefault(word, []).append((axis, side))
                table.setdefault(f"[{stem(word)}]", []).append((axis, side))
    return {word: tuple(dict.fromkeys(places)) for word, places in table.items()}


@lru_cache(1 << 16)
def _places(word: str) -> tuple[tuple[int, int], ...]:
    return tuple({*_axes().get(word, ()), *_axes().get(f"[{stem(word)}]", ())})


@cache
def _width() -> Counter[int]:
    return Counter({axis: line.count("|") + 1 for axis, line in enumerate(OPPOSITES.split("\n"))})


@cache
def _bases() -> frozenset[str]:
    return frozenset(stem(word) for word in ["able", "accurate", "adequate", "appropriate", "attentive", "aware", "balanced", "believable", "bearable", "certain", "changed", "clean", "clear", "comfortable", "common", "complete", "conscious", "considerate", "consistent", "convenient", "convincing", "correct", "decided", "definite", "dependent", "desirable", "direct", "do", "done", "effective", "efficient", "equal", "essential", "even", "expected", "experienced", "fair", "familiar", "fashionable", "finished", "fit", "fold", "formal", "fortunate", "frequent", "friendly", "happy", "harmed", "healthy", "helpful", "hurt", "important", "interesting", "intended", "just", "justified", "kind", "known", "legal", "likely", "limited", "logical", "lucky", "married", "mature", "moral", "moved", "natural", "necessary", "official", "opened", "packed", "paid", "patient", "perfect", "personal", "pleasant", "plug", "polite", "popular", "possible", "practical", "precise", "predictable", "prepared", "probable", "proper", "published", "qualified", "rational", "read", "real", "reasonable", "regular", "relevant", "reliable", "resolved", "responsible", "safe", "satisfied", "seen", "settled", "signed", "significant", "sincere", "skilled", "stable", "steady", "successful", "sufficient", "suitable", "sure", "surprising", "sympathetic", "tidy", "tolerant", "touched", "true", "trustworthy", "used", "usual", "valid", "visible", "wanted", "welcome", "well", "willing", "wise", "wrap", "written", "agree", "appear", "approve", "belief", "believe", "connect", "continue", "count", "courage", "honest", "like", "obey", "organised", "place", "please", "prove", "regard", "similar", "trust", "understand", "behave", "lead", "use", "existent", "stop"])  # fmt: skip
