"""Negation in English: what a sentence affirms, the other must not deny.

"Not" and its kin are counted in sentences that say the same thing (align.py); a text with more of them than the other needs an
excuse: a near-negation that the other has instead ("failed", "too late", "only"), a prefix ("unreadable" for "cannot be read"), or
litotes, read on the axes of opposites.py ("not cheap" is "expensive"). Where both sides still negate something, the words next to
the surplus decide. Tests: tests/text/facts/.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from vibejam.text.facts.align import Segment
from vibejam.text.facts.finding import Finding, added, changed, lost
from vibejam.text.facts.lexicon import are_opposite, base, is_on_axis, positive, with_phrases
from vibejam.text.facts.passage import Word, stem

NEGATIONS = frozenset("""
not never no none nobody nothing nowhere neither nor without hardly scarcely barely fail lack neglect unable unlikely unless nay
""".split())  # fmt: skip
# Such a word can stand for a negation of the other text; that it comes or goes says nothing by itself.
_NEARLY = frozenset(
    """
few little seldom rarely refuse decline deny avoid prevent stop cease miss absent absence free instead rather only except far
impossible forget doubt against forbid prohibit ban bar exclude reject omit until last zero otherwise beyond any anything anybody anyone
else save lose keep defy short less fewer different differ exempt nought gone empty idle sans remain nicht loath reluctant skip ignore
leave resist spare contrary withhold devoid minus neglect abstain refrain cancel wrong false untrue stranger away apart nil void missing alone
""".split()
)
_NEARLY |= frozenset(map(stem, _NEARLY))  # fmt: skip
# What denies nothing though a negation is in it, as (the negation, the words before it, the words after it).
_IDIOMS = tuple((tuple(before.split()), word, tuple(after.split())) for before, word, after in (
    line.split("|") for line in """
|no|more than;|no|less than;|no|fewer than;|no|later than;|no|doubt;|no|matter;|no|sooner;|no|wonder;|no|problem;|no|choice but;|no|alternative but;|no|option but;without|no|;|no|question;by all means|no|
than|not|;|not|only;|not|merely;|not|just;|not|simply;|not|least;|not|to mention;|not|be more;or|not|;why|not|;|not|hesitate;
|not|until;|not|till;|not|to worry;|not|worry;what|not|;as likely as|not|;more often than|not|;last but|not|
|without|doubt;|without|a doubt;|without|question;|without|saying;|without|fail;|without|exception;|without|further ado;|without|delay
nothing|but|;|nothing|but;|nothing|short of;|nothing|less than;can|not|thank;|not|mind;|no|exception;|no|uncertain;|neither|here nor there;|not|unlike;|none|other than;|not|matter;|not|long before;if we could|not|;if i could|not|;see if|not|;|not|a day too
""".replace("\n", ";").split(";") if line))  # fmt: skip
_PREFIX = re.compile(r"(?:un|in|im|ir|il|dis|non|mis)(?=[^\W\d_]{4})")
_FORMED = re.compile(r"un(?!der|i)\w{2,}(?:ed|able)|(?:in|im|ir)\w{3,}[ai]ble")  # "unaffected", "inconceivable"
_REACH = 5  # words after a negation among which is what it negates
_RAISING = frozenset(map(stem, "think believe suppose expect seem appear want imagine feel guess fancy say mean".split()))
# Words that deny the one after them as "not" does.
_DENYING = frozenset({("far", "from"), ("anything", "but"), ("nowhere", "near"), ("by", "no")})
_MAY_DENY = NEGATIONS | {first for first, _ in _DENYING}
_DETERMINERS = frozenset(
    "the a an my your his her its our their this that these those here there home me you him us them it".split()
)


_COUNTED = frozenset("many much all every each everyone everybody everything".split())
_NOT_UNTIL = frozenset(["only", "after", "once", "when", "first", "before"])  # what says "not until"
_HARD = frozenset("hard difficult difficulty slight slightly faint just".split())  # what says "hardly"
_EXPECTED = frozenset("expected thought hoped feared expect think hope imagined".split())  # "better than we had expected"
_DENYING_VERBS = frozenset(["fail", "lack", "neglect"])


class Negation(NamedTuple):
    word: Word
    about: tuple[Word, ...]  # the next content words, nearest first
    before: tuple[Word, ...]  # the last content word before it
    degrees: frozenset[str]  # of the comparatives in its sentence: "no room ... warmer"
    until: bool  # "not ... until"
    listed: bool  # one more in a list of several ("no dogs, no cats"), which may count as one


def negation(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    ours, theirs = negations(draft), negations(rewrite)
    excused = {id(n) for n in _litotes(ours, theirs, draft, rewrite)}
    ours, theirs = [n for n in ours if id(n) not in excused], [n for n in theirs if id(n) not in excused]
    here, there = _near(draft), _near(rewrite)
    more, more_there = (here - there).total(), (there - here).total()
    if _fewest(ours) - len(theirs) > more_there and (missing := _surplus(ours, theirs, rewrite)):
        yield lost("negation", missing, "is lost: the rewrite affirms what the draft denies")
    if _fewest(theirs) - len(ours) > more and (new := _surplus(theirs, ours, draft)):
        yield added("negation", new, "is new: the rewrite denies what the draft affirms")
    if _fewest(ours) == _fewest(theirs) and (moved := _moved(ours, theirs, draft, rewrite)):
        yield moved


def _fewest(negations: list[Negation]) -> int:
    return sum(not negation.listed for negation in negations)


def negations(segment: Segment) -> list[Negation]:
    found: list[Negation] = []
    previous = Word("", "", "", -1, -1, False)
    place = -9
    for number, word in enumerate(segment):
        if word.word not in _MAY_DENY and word.stem not in _DENYING_VERBS:
            continue
        denying = number + 1 < len(segment) and (word.word, segment[number + 1].word) in _DENYING
        if (
            denying
            and number + 2 < len(segment)
            and (segment[number + 2].word in _DETERMINERS or segment[number + 2].text[0].isupper())
        ):
            continue  # "far from home", "far from London"
        if not denying and word.word not in NEGATIONS and word.stem not in _DENYING_VERBS:
            continue
        if word.word == "not" and number + 1 < len(segment) and segment[number + 1].word in _COUNTED:
            continue  # "not many" is a quantity: few
        if _is_idiom(segment, number):
            continue
        same = previous.sentence == word.sentence
        listed = same and number - place <= 6 and (previous.word, word.word) in _LISTS
        if same and number - place <= 6 and _is_doubled(previous, segment[place + 1 : number], word):
            found.pop()
            previous = Word("", "", "", -1, -1, False)
            continue
        rarely = same and number - place <= 6 and previous.word in ("hardly", "scarcely") and word.word == "without"
        double = rarely or (
            same
            and number - place <= 2
            and previous.word in ("not", "never", "no")
            and (word.word in ("without", "unlikely", "unable") or word.stem in _DENYING_VERBS)
        )
        double = double or (
            same and number - place <= 8 and previous.word in ("no", "never", "nobody") and word.word == "without"
        )
        previous, place = word, number
        if double:
            found.pop()
        else:
            following = [w for w in segment[number + 1 : number + 1 + _REACH] if w.sentence == word.sentence]
            about = tuple(w for w in following if w.is_content or is_on_axis(w.word))
            until = any(w.word in ("until", "till") for w in segment[number + 1 : number + 10] if w.sentence == word.sentence)
            rest = [w for w in segment[number + 1 : number + 12] if w.sentence == word.sentence]
            degrees = frozenset(positive(w.word) for w in rest if w.word.endswith("er"))
            again = bool(found) and same and bool(about) and [w.stem for w in found[-1].about[:1]] == [about[0].stem]
            before = tuple(w for w in segment[max(0, number - _REACH) : number] if w.clause == word.clause and w.is_content)
            found.append(Negation(word, about, before[-1:], degrees, until, listed or again))
    return found


def _is_doubled(previous: Word, between: Segment, word: Word) -> bool:
    """ "Nobody who does not", "nothing that is not", "no one the dog does not": everybody, everything."""
    if any(w.word in ("and", "but", "though", "although", "or") for w in between):
        return False
    relative = any(w.word in ("who", "that", "which") for w in between)
    everyone = previous.word in ("nobody", "nothing") or (previous.word == "no" and bool(between) and between[0].word == "one")
    return word.word == "not" and previous.word in ("nobody", "nothing", "no", "none") and (relative or everyone)


_LISTS = frozenset({("neither", "nor"), ("no", "no"), ("nor", "nor"), ("without", "without"), ("no", "nor"), ("neither", "neither"),
                    ("never", "never"), ("without", "nor"), ("nothing", "nothing"), ("nor", "no"), ("no", "nothing")})  # fmt: skip
_AUXILIARIES = frozenset("is was are were do does did will would can could should has have had am must may might".split())
_ASKED = frozenset("i you he she it we they that this there".split())


def _is_idiom(segment: Segment, number: int) -> bool:
    """ "No. 5", "no doubt", "not only", "isn't that nice" and "will it not" deny nothing."""
    word = segment[number].word
    before = [w.word for w in segment[max(0, number - 4) : number]]
    after = [w.word for w in segment[number + 1 : number + 4]]
    if word == "no" and after and after[0].isdigit():
        return True
    if word == "no" and _is_alone(segment, number):
        return True
    if word in ("hardly", "scarcely", "barely") and any(w.word == "when" for w in segment[number + 1 : number + 9]):
        return True  # "hardly had we left when"
    if word == "not" and before and before[-1] in _AUXILIARIES and segment[number - 1].opens and after and after[0] in _ASKED:
        return True
    return any(
        word == negation and before[len(before) - len(left) :] == list(left) and after[: len(right)] == list(right)
        for left, negation, right in _IDIOMS
    )


def _is_alone(segment: Segment, number: int) -> bool:
    """ "No, I mean the other": what is said then says it."""
    clause = segment[number].clause
    return segment[number].opens and number + 1 < len(segment) and segment[number + 1].clause != clause


def _near(segment: Segment) -> Counter[str]:
    """What may stand for a negation of the other text, where that has it not."""
    denied = any(word.word in NEGATIONS for word in segment)  # whose "any" is
    counted = sum(a.word == "not" and b.word in _COUNTED for a, b in pairwise(segment))
    too = sum(a.word == "too" and b.clause == a.clause and b.is_content for a, b in pairwise(segment))  # "too late"
    beyond = sum(
        a.word == "more" and b.word == "than" and any(w.word in ("can", "could") for w in segment[number + 2 : number + 5])
        for number, (a, b) in enumerate(pairwise(segment))
    )  # "more than I can afford"
    beyond += sum(
        a.word == "than" and any(w.word in _EXPECTED for w in segment[number + 1 : number + 4])
        for number, a in enumerate(segment)
    )
    beyond += sum(a.stem == "run" and b.word == "out" for a, b in pairwise(segment))
    return Counter({"few": counted, "too": too, "beyond": beyond}) + Counter(
        word.stem
        for word in segment
        if (word.word in _NEARLY and not (denied and word.word.startswith("any")))
        or (word.stem in _NEARLY and not word.word.startswith("any"))
        or is_prefixed(word.word)
        or word.word.endswith("less")
    )


@lru_cache(1 << 16)
def is_prefixed(word: str) -> bool:
    if _FORMED.fullmatch(word):
        return True
    return (match := _PREFIX.match(word)) is not None and stem(word[match.end() :]) in _BASES


def _litotes(ours: list[Negation], theirs: list[Negation], draft: Segment, rewrite: Segment) -> list[Negation]:
    """Negations of a word whose opposite stands in the other text."""
    excused = []
    for mine, others, here, there in ((ours, theirs, draft, rewrite), (theirs, ours, rewrite, draft)):
        known = {word.word for word in with_phrases(there)}
        stems = {word.stem for word in here}
        new = {word.word for word in with_phrases(there) if word.stem not in stems}
        for negation in mine:
            if negation.until and (known & _NOT_UNTIL or not known & {"until", "till"}):
                excused.append(negation)
            if negation.word.word in ("hardly", "scarcely", "barely") and known & _HARD:
                excused.append(negation)
            if not negation.about:
                continue
            word = negation.about[0].word
            if is_prefixed(word) and word not in known:  # "not uncommon"
                excused.append(negation)
            most = {positive(other) for other in known - {w.word for w in here} if other.endswith("est")}
            best = bool(most & negation.degrees)  # "no better" is "the best"
            opposed = any(are_opposite(word, other) for other in new if other not in NEGATIONS)
            excused += [n for n in others if n.word.word not in NEGATIONS and are_opposite(word, n.word.word)]  # "failed"
            unmade = any(
                is_prefixed(w.word) and base(w.word) in {stem(k) for k in known} for w in negation.about[:3]
            )  # "never left unlocked"
            if best or opposed or unmade or any(_is_prefixed_form(other, w.stem) for w in negation.about[:2] for other in new):
                excused.append(negation)
    return excused


def _is_prefixed_form(word: str, base: str) -> bool:
    """ "Unreadable" of "read", "tireless" of "tire"."""
    match = _PREFIX.match(word)
    if len(base) >= 4 and match and word[match.end() :].startswith(base):
        return True
    return len(base) >= 4 and word.endswith(("less", "lessly")) and word.startswith(base)


def _surplus(many: list[Negation], few: list[Negation], there: Segment) -> str:
    """The negation that has nothing to answer it: any where there are none, else one whose word the other text affirms."""
    stems = {word.stem for word in there}
    if not few:
        return next((n.word.text for n in many if _is_affirmed(n, stems)), "")
    denied = {word.stem for negation in few for word in negation.about}
    for negation in many:
        about = [word.stem for word in negation.about[:2]]
        if about and about[0] not in denied and about[0] in stems and not denied.intersection(about):
            return negation.word.text
    return ""


def _is_affirmed(negation: Negation, stems: set[str]) -> bool:
    """Whether the other text says a word near the negation, without one; else it may say the same in other words."""
    near = [word.stem for word in negation.before + negation.about]
    return not near or any(stem in stems for stem in near)


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


# Words that a negating prefix is put before.
_BASES = frozenset(map(stem, """
able accurate adequate appropriate attentive aware balanced believable bearable certain changed clean clear comfortable common
complete conscious considerate consistent convenient convincing correct decided definite dependent desirable direct do done
effective efficient equal essential even expected experienced fair familiar fashionable finished fit fold formal fortunate
frequent friendly happy harmed healthy helpful hurt important interesting intended just justified kind known legal likely limited
logical lucky married mature moral moved natural necessary official opened packed paid patient perfect personal pleasant plug
polite popular possible practical precise predictable prepared probable proper published qualified rational read real reasonable
regular relevant reliable resolved responsible safe satisfied seen settled signed significant sincere skilled stable steady
successful sufficient suitable sure surprising sympathetic tidy tolerant touched true trustworthy used usual valid visible wanted
welcome well willing wise wrap written agree appear approve belief believe connect continue count courage honest like obey
organised place please prove regard similar trust understand behave lead use existent stop pronounceable readable reachable
breakable thinkable forgettable avoidable sold answered attended armed biased broken conditional covered dressed employed equipped
explained faithful founded fulfilled grateful guarded inspired invited loaded locked manned marked named noticed occupied opposed
planned profitable provoked reserved restricted rivalled solved spoken stated supported tested tied told trained treated veiled
washed worthy accessible action activity adequacy audible capable coherent compatible competent conclusive congruous consolable
curable decent decision describable digestible discreet distinct edible exact experience explicable flexible human humane justice
numerable offensive operable secure sane sanitary sensitive separable soluble tangible valuable variable violable voluntary
vulnerable mobile modest mortal movable passable penetrable pure legible legitimate literate licit reconcilable refutable
replaceable resistible reversible advantage allow appoint arm assemble charge claim close comfort content credit embark engage
enchant entangle grace hearten inherit integrate interest loyal mount orient own possess qualify quiet satisfaction service smoker
toxic violent profit member alcoholic calculate fortune handle interpret judge manage apply deed rule spell translate treat
""".split()))  # fmt: skip
