"""What a modal verb or a quantifier is said of, in English: "can deliver", "some of the endpoints".

modality.py compares which classes of words occur in a sentence at all; here the word that follows decides, so that "some endpoints"
is not excused by another "all". Compared are only words that both texts say. Tests: tests/text/facts/.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from vibejam.text.facts.align import Segment
from vibejam.text.facts.finding import Finding, changed
from vibejam.text.facts.passage import Word
from vibejam.text.facts.units import ORDINALS

Heads = dict[str, dict[str, str]]  # stem -> class of what is said of it -> as it is said

_REACH = 5  # words
_MODALS = {
    "maybe": "may might could",
    "possible": "can able capable",
    "sure": "will shall going bound certain sure",
    "binding": "must need required obliged",
    "advised": "should ought advised recommended",
    "meant": "plan plans planned planning hope hopes hoped hoping try tries tried trying want wants wanted attempt attempts attempted wish wishes wished "
    "consider considering considers considered aim aims aimed aiming supposed seek seeks sought propose proposes proposed proposing",
}  # fmt: skip
_MODAL = {word: name for name, words in _MODALS.items() for word in words.split()}
# What may stand for a class anywhere in the other text.
_PARTNERS = {name: re.compile(rf"(?<!\S)(?:{words})(?!\S)") for name, words in {
    "possible": r"may|might|only|could|can|able|capable|possibl[ey]|possibility|perhaps|maybe|likely|probabl[ey]|chance|potential(?:ly)?|allow(?:s|ed|ing)?|enabling|let|lets|"
                r"manage[ds]?|would|option|free|permitted|entitled|ready|capacity|prepared|hopes?|if|enables?|easy|easily|opportunity|risk|threatens?|in danger|liable",
    "sure": r"will|shall|going|would|bound|certain(?:ly)?|sure(?:ly)?|definitely|is to|are to|due|expect(?:s|ed)?|plan(?:s|ned)?|tomorrow|about to|future|promise[sd]?",
    "meant": r"plan\w*|hop(?:e[sd]?|ing)|tr(?:y|ies|ied|ying)|want\w*|attempt\w*|wish\w*|consider\w*|aim\w*|seek\w*|sought|propos\w*|intend\w*|intention\w*|would like|"
             r"mean|means|meant|going to|looking to|idea|goal|supposed|expected|due|was to|were to|effort|struggl\w*|thinking|think|keen|eager|desire\w*|ambition|objective|bid|endeavou?r\w*|in order|so as|to see if|let us|must|need\w*|should|so",
}.items()}  # fmt: skip
_PARTNERS["maybe"] = _PARTNERS["possible"]
_CONFLICTS = {
    frozenset(pair.split("/")) for pair in "maybe/sure possible/sure meant/none meant/sure maybe/none unreal/none".split()
}
_PERCEIVED = frozenset("see feel hear smell taste remember understand imagine tell".split())  # "could hear" is "heard"
_AT_ODDS = ({"maybe", "binding"}, {"possible", "binding"}, {"permitted", "binding"})  # whatever else is said
_OVER = frozenset(
    "to be been being not also still then now well always only just even probably certainly have had has it easily soon never ever".split()
)


def modals(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """ "Can deliver" for "will deliver", "plans to open" for "opens"."""
    ours, theirs = _modal_heads(draft), _modal_heads(rewrite)
    text, other = (" ".join(word.word for word in segment) for segment in (draft, rewrite))
    for head in ours.keys() & theirs.keys():
        if len(ours[head]) == len(theirs[head]) == 1 and {*ours[head], *theirs[head]} in _AT_ODDS:
            yield changed("modality", *ours[head].values(), *theirs[head].values())
            return
        for one, said in ours[head].items():
            for another, said_there in theirs[head].items():
                if frozenset((one, another)) not in _CONFLICTS or one in theirs[head] or another in ours[head]:
                    continue
                if not _is_answered(one, other, text, another) and not _is_answered(another, text, other, one):
                    yield changed("modality", said, said_there)
                    return


def _is_answered(name: str, there: str, here: str, instead: str) -> bool:
    """Whether a partner of the class stands there; against another modal not one that is here too, the "able" of "will be able"."""
    if name == "none":
        return False
    if name == "unreal":
        return re.search(r"(?<!\S)(?:would|could|might|should|if|had|wish)(?!\S)", there) is not None
    partners = set(_PARTNERS[name].findall(there))
    return bool(partners if instead == "none" else partners - set(_PARTNERS[name].findall(here)))


def _modal_heads(segment: Segment) -> Heads:
    """Verbs with the modal before them, and those that stand alone."""
    heads: Heads = defaultdict(dict)
    governed: set[int] = set()
    for number, word in enumerate(segment):
        name = _MODAL.get(word.word)
        if word.word == "about" and number and segment[number - 1].word in ("was", "were"):
            name = "meant"  # "was about to sign"
        if word.word == "would" and [w.word for w in segment[number + 1 : number + 2]] == ["have"]:
            name = "unreal"  # "would have paid"
        if name is None or (number and segment[number - 1].word == "not" and name == "meant"):
            continue
        if name == "sure" and word.word == "going" and number and segment[number - 1].word in ("was", "were"):
            name = "meant"  # "I was going to call"
        if name == "maybe" and _is_loose(segment, number):
            near = [w.word for w in segment[max(0, number - 1) : number + 2]]
            if near[:2] != ["you", "may"] or near[-1] == "not":
                continue
            name = "permitted"
        verb = _verb(segment, number)
        to = number + 1 < len(segment) and segment[number + 1].word == "to"
        if verb is not None and name in ("maybe", "possible") and verb.stem in _PERCEIVED:
            continue
        if verb is not None and (name != "meant" or to or verb.word.endswith("ing")):
            heads[verb.stem][name] = f"{word.text} {verb.text}"
            governed.add(id(verb))
    for word in segment:
        if word.is_content and id(word) not in governed and word.word not in _MODAL:
            heads[word.stem]["none"] = word.text
    return heads


def _is_loose(segment: Segment, number: int) -> bool:
    """ "Could not", "you may imagine", "could you": denials, permissions and questions, which say no "perhaps"."""
    near = [word.word for word in segment[max(0, number - 1) : number + 2]]
    return bool({"not", "you", "one", "never", "nobody"} & set(near))


def _verb(segment: Segment, number: int) -> Word | None:
    following = segment[number + 1 : number + 1 + _REACH]
    for word in following:
        if word.clause != segment[number].clause or (word.is_content and not word.word.endswith("ly")):
            return word if word.clause == segment[number].clause else None
        if word.word not in _OVER and not word.word.endswith("ly"):
            return None
    return None


# --- Quantifiers --------------------------------------------------------------------------------------------------------------

_QUANTIFIERS = {
    "all": "all every each both always",
    "most": "most mostly",
    "many": "many numerous countless plenty",
    "several": "several",
    "some": "some certain",
    "any": "any",
    "few": "few handful couple",
    "none": "no none neither",
}  # fmt: skip
_QUANTIFIER = {word: name for name, words in _QUANTIFIERS.items() for word in words.split()}
_APART = {frozenset(pair.split("/")) for pair in (
    "all/most all/many all/several all/some all/few all/none all/one all/not_all most/some most/few most/none most/several most/one many/few many/some "
    "any/some many/none many/one none/some none/few none/several none/not_all none/one several/one"
).split()}  # fmt: skip
_SKIPPED = frozenset("of the my your his her its our their these those this that a an other such more".split())


def quantified(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """ "Some of the endpoints" for "all of the endpoints"."""
    ours, theirs = _quantified_heads(draft), _quantified_heads(rewrite)
    for head in ours.keys() & theirs.keys():
        (one, *more), (another, *more_there) = ours[head], theirs[head]
        if not more and not more_there and frozenset((one, another)) in _APART:
            yield changed("quantifier", ours[head][one], theirs[head][another])
            return


_RANKS = frozenset({*ORDINALS, "last", "next", "previous", "final"})
_BEFORE_RANKS = frozenset("the his her its my our your their this that in on".split())


def ranked(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """ "The second week" for "the first week"."""
    ours, theirs = _ranked(draft), _ranked(rewrite)
    said, said_there = ({word.word for word in segment} for segment in (draft, rewrite))
    for head in ours.keys() & theirs.keys():
        if ours[head] & said_there or theirs[head] & said:
            continue  # "the second is longer than the first", "the first is shorter"
        if ours[head].isdisjoint(theirs[head]) and len(ours[head]) == len(theirs[head]) == 1:
            yield changed("number", f"{min(ours[head])} {head}", f"{min(theirs[head])} {head}")
            return


def _ranked(segment: Segment) -> dict[str, set[str]]:
    """Noun -> what stands right before it, of the first, the second and the last."""
    found: dict[str, set[str]] = defaultdict(set)
    for number in range(1, len(segment) - 1):
        rank, noun = segment[number], segment[number + 1]
        if rank.word in _RANKS and segment[number - 1].word in _BEFORE_RANKS and noun.is_content and noun.clause == rank.clause:
            found[noun.stem].add(_SAME_RANK.get(rank.word, rank.word))
    return found


_SAME_RANK = {"final": "last", "previous": "last"}


def _quantified_heads(segment: Segment) -> Heads:
    """Of each quantifier the next words of content."""
    heads: Heads = defaultdict(dict)
    for number, word in enumerate(segment):
        name = _class(segment, number)
        if name is None:
            continue
        for head in _nouns(segment, number):
            heads[head.stem][name] = f"{word.text} … {head.text}"
    return heads


def _class(segment: Segment, number: int) -> str | None:
    """Of the quantifier that stands there, if one does."""
    word = segment[number].word
    if word != "one" and word not in _QUANTIFIER:
        return None
    before = [w.word for w in segment[max(0, number - 5) : number] if w.clause == segment[number].clause] or [""]
    after = [w.word for w in segment[number + 1 : number + 3]] + ["", ""]
    if word == "one" and after[0] == "of":
        return {"but": None, "every": "all", "each": "all", "not": "none", "no": "none", "any": None}.get(before[-1], "one")
    if word == "one" and number + 1 < len(segment) and segment[number + 1].is_content and before[-1] not in _NO_COUNT:
        return "one"
    name = _QUANTIFIER.get(word)
    if name == "all" and before[-1] in ("almost", "nearly", "virtually", "practically", "much"):
        return "most"
    if name == "all" and before[-1] == "not":
        return "not_all"
    if name == "any" and before[0] in _ASKING:
        return None
    out = before[-1] in ("after", "above", "the") or (before[-1] == "at" and segment[number].word not in ("any", "certain"))
    if "not" in before or "never" in before or (out and name not in ("few", "many")):
        return None
    if after[0] in ("one", "right", "over") or (word == "no" and after[0] in ("more", "longer", "less", "doubt", "matter")):
        return None
    return name


_ASKING = frozenset("do does did are is was were have has can could will would should if whether".split())
_NO_COUNT = frozenset("this that the no any each every at only more than least".split())


def _nouns(segment: Segment, number: int) -> list[Word]:
    """The first words of content after a quantifier, at most two."""
    found: list[Word] = []
    for word in segment[number + 1 : number + 1 + _REACH + 1]:
        if word.clause != segment[number].clause or (not word.is_content and word.word not in _SKIPPED) or len(found) == 2:
            break
        if word.is_content:
            found.append(word)
    return found
