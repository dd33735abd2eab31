"""Who did what to whom, and what came before what, in English: told where neighbouring words tell it.

"Anna paid Ben" is Anna-pay-Ben, and so is "Ben was paid by Anna". A word between two others in one clause is read as a verb
whatever it is; only the same three words with the outer two exchanged are a finding. In the same way "because", "from",
"to" are compared by what follows them, and amounts by what stands around them. Tests: tests/text/facts/.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from vibejam.text.facts.align import Segment
from vibejam.text.facts.finding import Finding, changed
from vibejam.text.facts.opposed import are_opposed
from vibejam.text.facts.passage import stem
from vibejam.text.facts.units import ONES, TENS
from vibejam.text.facts.words import TITLES

_PERSON = {"me": "i", "him": "he", "her": "she", "us": "we", "them": "they", "thee": "you", "thou": "you", "ye": "you",
           "i": "i", "he": "he", "she": "she", "we": "we", "they": "they", "you": "you"}  # fmt: skip
_BE = frozenset(["am", "is", "are", "was", "were", "be", "been", "being", "got", "get", "gets"])
_SKIPPED = _BE | frozenset("""
a an the this that these those my your his its our their some any has have had do does did will would shall should may might can could must
not never also just then still already ever always very too so to really all both each every
""".split())  # fmt: skip
_REACH = 5
# Words that are compared by what follows them, and those that say the reverse.
_RELATIONS = frozenset(["before", "after", "because", "from", "to", "if", "unless", "until"])
_REVERSED = {"before": "after", "after": "before", "from": "to", "to": "from", "until": "from after since"}
_CLAUSAL = frozenset(["because", "if", "unless"])


def roles(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """Exchanged persons and things."""
    ours, theirs = _triples(draft), _triples(rewrite)
    for before, verb, after in ours:
        if (
            verb not in _MUTUAL
            and (after, verb, before) in theirs
            and (before, verb, after) not in theirs
            and (after, verb, before) not in ours
        ):
            yield changed("role", f"{before} … {verb} … {after}", f"{after} … {verb} … {before}")
            return
    yield from _agents(ours, theirs, draft, rewrite)
    yield from _subjects(draft, rewrite)
    yield from _turned(draft, rewrite)


def _turned(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """ "The scheduler sends each worker a beat", "each worker sends the scheduler a beat": the one before the verb and one after it."""
    ours, theirs = _scenes(draft), _scenes(rewrite)
    for verb in (ours.keys() & theirs.keys()) - _MUTUAL:
        (who, whom), (doer, done) = ours[verb], theirs[verb]
        if who and doer and who != doer and who in done - whom and doer in whom - done:
            yield changed("role", f"{who} … {verb} … {doer}", f"{doer} … {verb} … {who}")
            return


# What one does with another the other does as well.
_MUTUAL = frozenset(
    map(
        stem,
        "meet marry resemble border match agree equal talk speak argue quarrel differ correspond share touch adjoin be".split(),
    )
)


_ENDS = frozenset("and but that who which than as when while if because".split())


def _scenes(segment: Segment) -> dict[str, tuple[str, frozenset[str]]]:
    """Verb -> its subject, in the active voice, and the things named after it in its clause; verbs that occur twice are left out."""
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for number, word in enumerate(segment):
        if not word.is_content or word.word.endswith("ly") or (number and segment[number - 1].word in _NOMINAL):
            continue
        passive = any(w.word in _BE and w.clause == word.clause for w in segment[max(0, number - 2) : number])
        rest = [w for w in segment[number + 1 : number + 12] if w.clause == word.clause]
        rest = rest[: next((i for i, w in enumerate(rest) if w.word in _ENDS), len(rest))]
        things = frozenset(
            b.stem for a, b in pairwise([word, *rest]) if b.is_content and (a.word in _NOMINAL or b.text[0].isupper())
        )
        compares = "than" in {w.word for w in segment[number + 1 : number + 12] if w.clause == word.clause}
        subject = "" if passive or compares or "by" in {w.word for w in rest[:2]} else _subject_noun(segment, number)
        found[word.stem] = ("", frozenset()) if word.stem in found else (subject, things)
    return found


def _subject_noun(segment: Segment, number: int) -> str:
    """The noun right before a verb, with an article or a capital."""
    place = number - 1
    while place >= 0 and segment[place].clause == segment[number].clause and segment[place].word in _SKIPPED - _DETERMINERS:
        place -= 1
    if place < 0 or segment[place].clause != segment[number].clause or not segment[place].is_content:
        return ""
    nominal = segment[place].text[0].isupper() or (place and segment[place - 1].word in _NOMINAL)
    return segment[place].stem if nominal else ""


def _agents(
    ours: set[tuple[str, str, str]], theirs: set[tuple[str, str, str]], draft: Segment, rewrite: Segment
) -> Iterator[Finding]:
    """Two who exchange what they do: "Ada sang and Max played", "Max sang and Ada played"; or one whose name another takes."""
    named = {word.stem for segment in (draft, rewrite) for word in segment if not word.opens and word.text[0].isupper()} - set(
        _PERSON.values()
    )
    common = {word.stem for word in draft} & {word.stem for word in rewrite}
    joined = _joined(draft) | _joined(rewrite)
    nominal = named | (_noun_phrases(draft) & _noun_phrases(rewrite))
    candidates = common & nominal
    done: dict[tuple[str, str], str] = {(verb, whom): who for who, verb, whom in theirs if who in candidates}
    for one, verb, whom in ours:
        other = done.get((verb, whom), one)
        apart = one != other and not {(one, other), (other, one)} & joined
        if apart and one in candidates and (other, verb, whom) not in ours and (one, verb, whom) not in theirs:
            yield changed("role", f"{one} … {verb}", f"{other} … {verb}")
            return
    doers, doers_there = _doers(ours), _doers(theirs)
    moved = {
        verb: (doers[verb], doers_there[verb]) for verb in doers.keys() & doers_there.keys() if doers[verb] != doers_there[verb]
    }
    for verb, (one, other) in moved.items():
        exchanged_too = any(verb != another and pair == (other, one) for another, pair in moved.items())
        if {one, other} <= common and (exchanged_too or {one, other} <= named) and not {(one, other), (other, one)} & joined:
            yield changed("role", f"{one} … {verb}", f"{other} … {verb}")
            return


def _joined(segment: Segment) -> set[tuple[str, str]]:
    """Who act together, "Ada and her team", or are one, "Ada Lovelace"."""
    return {(a.stem, b.stem) for a, b in pairwise(segment) if a.text[0].isupper() and b.text[0].isupper()} | {
        (segment[number - 1].stem, other.stem)
        for number, word in enumerate(segment)
        if number and word.word in ("and", "with", "or")
        for other in segment[number + 1 : number + 4]
    }


_DETERMINERS = frozenset("the a an my your his her its our their this that these those each every".split())


_NOMINAL = _DETERMINERS | {"some", "any", "no", "both", "another"}


def _noun_phrases(segment: Segment) -> set[str]:
    """What stands right after an article or its like, or has a capital."""
    return {b.stem for a, b in pairwise(segment) if a.word in _DETERMINERS} | {w.stem for w in segment if w.text[0].isupper()}


def _doers(triples: set[tuple[str, str, str]]) -> dict[str, str]:
    """Verb -> who does it, where that is one."""
    found: dict[str, set[str]] = defaultdict(set)
    for who, verb, _ in triples:
        found[verb].add(who)
    return {verb: next(iter(who)) for verb, who in found.items() if len(who) == 1}


def _triples(segment: Segment) -> set[tuple[str, str, str]]:
    """Who, does, whom: in the active voice."""
    found = set()
    for number, word in enumerate(segment):
        if not word.is_content or len(word.word) == 1 or word.word in ONES or word.word in TENS:
            continue
        left, right = _nominal(segment, number, -1), _nominal(segment, number, 1)
        if (
            number > 1 and segment[number - 1].word == "to"
        ):  # "Ada was asked by Max to explain it": whoever stands before need not do it
            left = ""
        if not left and number > 1 and segment[number - 1].word == "and":  # "Ada came and paid Max"
            left = _first_nominal(segment, number)
        passive = any(
            w.word in _BE and w.clause == word.clause for w in segment[max(0, number - 3) : number]
        ) and word.word.endswith(("ed", "n", "d", "t"))
        by = next(
            (
                i
                for i in range(number + 1, min(number + 4, len(segment)))
                if segment[i].word == "by" and (passive or i == number + 1)
            ),
            0,
        )
        doer = _nominal(segment, by, 1) if by else ""
        if passive and by and left and doer:
            found.add((doer, word.stem, left))
        elif left and right and not by:
            found.add((left, word.stem, right))
    return found


def _first_nominal(segment: Segment, number: int) -> str:
    """The subject of the clause, where an article or a capital tells it."""
    start = number
    while start and segment[start - 1].clause == segment[number].clause:
        start -= 1
    opening = segment[start : start + 2]
    if len(opening) == 2 and opening[0].word in _DETERMINERS and opening[1].is_content:
        return opening[1].stem
    return opening[0].stem if opening and opening[0].is_content and opening[0].text[0].isupper() and start < number - 1 else ""


def _nominal(segment: Segment, number: int, step: int) -> str:
    """The next noun or person in the clause, over articles and auxiliaries; a preposition other than "by" and "than" is in the way."""
    word = segment[number]
    place = number + step
    while 0 <= place < len(segment) and abs(place - number) <= _REACH and segment[place].clause == word.clause:
        other = segment[place]
        if other.word in _PERSON:
            return _PERSON[other.word]
        titled = other.word in TITLES and place + 1 < len(segment) and segment[place + 1].text[0].isupper()
        if titled or len(other.word) == 1:
            place += step
            continue
        if other.is_content and not other.word.endswith("ly"):
            return other.stem
        if other.word not in _SKIPPED and other.word not in ("by", "than"):
            return ""
        place += step
    return ""


def _subjects(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """ "I lent it", "he lent it": the person right before a verb, where both texts have both persons."""
    ours, theirs = _persons(draft), _persons(rewrite)
    for verb in ours.keys() & theirs.keys():
        mine, others = ours[verb], theirs[verb]
        if len(mine) == len(others) == 1 and mine != others:
            (one,), (other,) = mine, others
            if {one, other} <= set(_said(draft)) & set(_said(rewrite)) or {one, other} == {"he", "she"}:
                yield changed("role", f"{one} … {verb}", f"{other} … {verb}")
                return


def _said(segment: Segment) -> Iterator[str]:
    for word in segment:
        if word.word in _PERSON:
            yield _PERSON[word.word]


def _persons(segment: Segment) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for number, word in enumerate(segment):
        if word.word in ("i", "he", "she", "we", "they"):
            following = (
                w
                for w in segment[number + 1 : number + 5]
                if w.clause == word.clause and w.word not in _SKIPPED and not w.word.endswith("ly")
            )
            verb = next(following, None)
            passive = any(w.word in _BE for w in segment[number + 1 : number + 4])
            if verb is not None and verb.is_content and not passive:
                found[verb.stem].add(word.word)
    return found


_REPORTS = frozenset(
    map(
        stem,
        "say tell claim argue accuse allege warn insist complain announce assert declare predict boast ask wonder reply hope think believe fear".split(),
    )
)


def reporters(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """Who says it: one is named as the source in the draft, another of its persons in the rewrite."""
    ours, theirs = _reporters(draft), _reporters(rewrite)
    if len(ours) == len(theirs) == 1 and ours != theirs:
        (one,), (other,) = ours, theirs
        if {one, other} <= {w.stem for w in draft if w.is_content} & {w.stem for w in rewrite if w.is_content}:
            yield changed("role", f"{one} says", f"{other} says")


def _reporters(segment: Segment) -> set[str]:
    found = set()
    for number, word in enumerate(segment[1:], 1):
        before = segment[number - 1]
        refuses = number + 1 < len(segment) and segment[number + 1].word in ("no", "yes")  # "the tribunal said no"
        follows = segment[number + 1] if number + 1 < len(segment) else None
        if word.stem in _REPORTS and follows and before.clause != word.clause and follows.clause == word.clause:  # ", said Nora"
            found.add(_last_name(segment, number + 1) if follows.text[0].isupper() and follows.is_content else "")
        elif word.stem in _REPORTS and before.is_content and before.clause == word.clause and not refuses:
            found.add(before.stem)
        elif word.word == "to" and before.word == "according":
            found.add(_last_name(segment, number + 1) or _nominal(segment, number, 1))
    return found - {""}


def _last_name(segment: Segment, number: int) -> str:
    """Of "Cllr Ada Lovelace" the last."""
    name = ""
    for word in segment[number : number + 4]:
        if not word.text[0].isupper() or not word.is_content or word.clause != segment[number].clause:
            break
        name = word.stem
    return name


# --- Persons ------------------------------------------------------------------------------------------------------------------

_PERSONS = {
    "I": "i me my mine myself", "you": "you your yours yourself yourselves thou thee thy thine ye", "he": "he him his himself",
    "she": "she her hers herself",
}  # fmt: skip
_WHO = {word: person for person, words in _PERSONS.items() for word in words.split()}


def persons(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """He for she, I for he: one person goes and another comes."""
    ours, theirs = _those(draft), _those(rewrite)
    gone, new = ours.keys() - theirs.keys(), theirs.keys() - ours.keys()
    if gone and new:
        one, other = sorted(gone)[0], sorted(new)[0]
        yield changed("person", ours[one], theirs[other])


def _those(segment: Segment) -> dict[str, str]:
    return {_WHO[word.word]: word.text for word in segment if word.word in _WHO}


# --- Order and relation -------------------------------------------------------------------------------------------------------


def relations(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """What follows "before", "because", "from": not its reverse, and not what the draft has on the other side of it."""
    ours, theirs = _bound(draft), _bound(rewrite)
    stems, stems_there = {word.stem for word in draft}, {word.stem for word in rewrite}
    for relation, before in ours.items():
        for reverse in _REVERSED.get(relation, "").split():
            both = before & theirs.get(reverse, set())
            if both and not both & (theirs.get(relation, set()) | ours.get(reverse, set())):
                yield changed("order", f"{relation} {min(both)}", f"{reverse} {min(both)}")
                return
    for relation in _CLAUSAL & ours.keys() & theirs.keys():
        before, after = ours[relation], theirs[relation]
        if before and after and not before & after and before <= stems_there and after <= stems and not _opposed(draft, rewrite):
            yield changed("order", f"{relation} {min(before)}", f"{relation} {min(after)}")
            return


def _opposed(draft: Segment, rewrite: Segment) -> bool:
    """ "Louder than the old" is "quieter than the new", "wash before cooking" is "cook after washing"."""
    return are_opposed(draft, rewrite)


def _bound(segment: Segment) -> dict[str, set[str]]:
    """Relation -> the next words of content after it, two at most and in its clause."""
    found: dict[str, set[str]] = defaultdict(set)
    for number, word in enumerate(segment):
        if word.word not in _RELATIONS:
            continue
        following = [w for w in segment[number + 1 : number + 7] if w.clause == word.clause]
        content = [w.stem for w in following if w.is_content or w.word.isdigit()]
        found[word.word].update(content[: 2 if word.word in _CLAUSAL else 1])
    return found
