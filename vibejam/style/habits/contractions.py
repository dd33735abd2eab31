"""Contractions: where "do not" may be "don't", and where "it's" may be "it is". English."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from vibejam.style.habits.chance import Chance, is_ordinary
from vibejam.style.lexicon import CONTRACTIONS, DETERMINER
from vibejam.style.passage import Passage

_PARTICIPLE = re.compile(
    r"""been|had|got|gotten|gone|done|seen|made|taken|given|written|come|become|begun|found|heard|kept|known|left|lost|met|paid|read
    |said|sent|set|shown|sold|spent|spoken|stood|told|thought|won|worn|put|brought|bought|built|caught|chosen|eaten|fallen|felt|held
    |led|learnt|run|sat|slept|tried|understood|(?=\w{5})\w+(?<!ee)d(?<=ed)""".replace("\n    ", "")
)
_ADVERB = "(?:also|always|already|just|never|often|only|really|still|now|ever|even|recently|long|finally|probably)"
_BEFORE_GAP = re.compile(  # after these the verb may be stressed, its complement having moved to the front
    r"how|what|whatever|however|where|wherever|who|whom|which|whose|whichever|as|than|so|more|here|there|now|such"
)
_OPENS_CLAUSE = re.compile(
    r"""[^\w\s]?|and|but|or|that|if|because|since|when|while|so|although|though|unless|until|till|before|after|where|once|whether|then
    |think|thinks|thought|believe|believed|know|knew|hope|hoped|feel|felt|sure|suppose|say|said|says|now|today|perhaps|maybe|yet|which
    |glad|afraid|sorry|told|guess|wish|means|sometimes|here|still""".replace("\n    ", "")
)
_SUBJECTS_AFTER = re.compile(rf"{DETERMINER}|i|you|he|she|it|we|they|there|one|people|anyone|everyone|somebody|[A-Z].*")
_LINKS = re.compile(
    r"and|or|nor|but|because|if|when|as|than|then|to|that|which|who|of|for|in|at|on|with|by|from|unless|though|until|while"
)
_DOING = re.compile("(?!.*thing$|during|morning|evening)[a-z]{2,}ing")
_ENDS_STRESSED = re.compile(
    r"[^\w\s]?|and|or|nor|but|because|if|when|as|than|though|unless|until|too|either|today|tomorrow|tonight|later|again|anyway"
)
_LET_US = re.compile("consider|assume|suppose|hope|return|imagine|remember|examine|begin|not|now")
_NOUNS = re.compile(DETERMINER)
_US_VERBS = re.compile("see|look|take|say|go|begin|start|consider|assume|suppose|hope|return|turn|try|face|talk|imagine|pretend")


def contractions(passage: Passage) -> Iterator[Chance]:
    longs, shorts = _contraction_tables()
    for number, word in enumerate(passage.words):
        if word.lower in longs:
            alone = longs[word.lower].get("")
            if pair := alone or longs[word.lower].get(passage.next_to(number, 1)):
                yield from _contractible(passage, number, number if alone else number + 1, pair)
        for pair in shorts.get(word.lower, ()):
            if _meant(passage, number, pair) and passage.is_free(word.start, word.end):
                long = _like(passage.text[word.start : word.end], pair[0])
                expandable = _expandable(passage, number, pair) and is_ordinary(passage, word.start, word.end)
                yield Chance("/".join(pair), pair[1], word.start, word.end, {pair[0]: long} if expandable else {})
                break


@cache
def _contraction_tables() -> tuple[dict[str, dict[str, tuple[str, str]]], dict[str, list[tuple[str, str]]]]:
    """First word -> second word -> pair, and short form -> the pairs that it may belong to."""
    shorts: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    longs: defaultdict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for pair in CONTRACTIONS:
        shorts[pair[1]].append(pair)
        if CONTRACTIONS[pair] != "it":  # "it is" is a chance for "it's" only: of 'tis just the writing of it is counted
            first, _, second = pair[0].partition(" ")
            longs[first][second] = pair
    return dict(longs), dict(shorts)


def _like(written: str, form: str) -> str:
    """`form` with the first letter and the "I" of what is `written`."""
    form = re.sub(r"\bi\b", "I", form) if not written.startswith("i") else form
    return form[0].upper() + form[1:] if written.lstrip("'’")[0].isupper() else form


def _contractible(passage: Passage, first: int, last: int, pair: tuple[str, str]) -> Iterator[Chance]:
    start, end = passage.words[first].start, passage.words[last].end
    before, after = passage.next_to(first, -1), passage.next_to(last, 1)
    if not is_ordinary(passage, start, end):
        return
    kind = CONTRACTIONS[pair]
    if kind == "not":
        sure = not _STRESSED_NOT.fullmatch(after) and not _INVERTS.fullmatch(before)
        if after == "a":  # "not a word of it"
            sure = not _EMPHATIC.fullmatch(passage.next_to(last + 1, 1))
    else:
        sure = _unstressed(passage, first, last, kind, after)
    if kind == "have" and not _has_participle(passage, last):
        return  # "I have a dog" is no chance
    new = _like(passage.text[start:end], pair[1])
    yield Chance("/".join(pair), pair[0], start, end, {pair[1]: new} if sure else {})


_STRESSED_NOT = re.compile("only|just|merely|simply|so|because|but|to|one|even|,")
_INVERTS = re.compile("how|where|why|when|whom")
_EMPHATIC = re.compile("single|word|soul|bit|thing|penny|moment|trace|sign|chance")


def _unstressed(passage: Passage, first: int, last: int, kind: str, after: str) -> bool:
    """Whether the verb leans on the word before it: something follows, and nothing has moved away from behind it."""
    if _ENDS_STRESSED.fullmatch(after) or (after == "not" and kind != "us"):
        return False
    if kind in ("us", "opening"):
        follows = _US_VERBS if kind == "us" else _NOUNS
        return passage.words[first].start in passage.starts and bool(follows.fullmatch(after))
    before = passage.next_to(first, -1)
    if passage.words[first].lower in ("it", "you", "that", "there") and not _OPENS_CLAUSE.fullmatch(before):
        return False  # may be the object of what stands before it: "descaling it is quick"
    if _is_contrasted(passage, first, last):
        return False
    if kind in ("have", "will", "would") or (kind == "be" and _DOING.fullmatch(after)):
        return True  # the verb that it helps follows: nothing can be missing between
    number = first - 1
    for _ in range(5):
        if number < 0 or passage.next_to(number, 1) != passage.words[number + 1].lower:
            return True
        if _BEFORE_GAP.fullmatch(passage.words[number].lower):
            return False
        number -= 1
    return True


_REACH = 300  # characters before it, of the same sentence


def _is_contrasted(passage: Passage, first: int, last: int) -> bool:
    """Whether the sentence has denied the same verb before: "would not recommend it, but I would recommend"."""
    start, _ = passage.sentence_at(passage.words[first].start)
    verb, said = (
        passage.words[last].lower,
        passage.text[max(start, passage.words[first].start - _REACH) : passage.words[first].start].lower().replace("’", "'"),
    )
    return f"{verb} not" in said or f"{verb}n't" in said or "won't" in said


def _has_participle(passage: Passage, last: int) -> bool:
    """Whether "have" here makes a perfect: a participle follows, at most one adverb between."""
    after = passage.next_to(last, 1)
    if re.fullmatch(_ADVERB, after):
        after = passage.next_to(last + 1, 1)
    return bool(_PARTICIPLE.fullmatch(after))


def _meant(passage: Passage, number: int, pair: tuple[str, str]) -> bool:
    """Which of two readings a contraction has: "it's been" is "it has", "it's late" is "it is"; "I'd been" is no "I would"."""
    after, kind = passage.next_to(number, 1), CONTRACTIONS[pair]
    if kind == "would":
        return after in (
            "like",
            "love",
            "be",
            "have",
            "prefer",
            "say",
            "hate",
            "appreciate",
            "suggest",
            "recommend",
            "rather",
            "want",
            "go",
        )
    if not pair[1].endswith("'s") or kind == "us":
        return True
    if re.fullmatch(_ADVERB, after):
        after = passage.next_to(number + 1, 1)
    perfect = after in ("been", "had", "got", "become")
    return perfect if kind == "have" else not perfect


def _expandable(passage: Passage, number: int, pair: tuple[str, str]) -> bool:
    before, after, kind = passage.next_to(number, -1), passage.next_to(number, 1), CONTRACTIONS[pair]
    if kind == "not":
        return _statement_order(passage, number, before, after)
    if pair[1].endswith("'s") and kind == "be":
        # "he's gone", "it's finished" may have either verb.
        plain = not _PARTICIPLE.fullmatch(after) and not re.fullmatch(_ADVERB, after) and bool(re.fullmatch("[a-z]+", after))
        return plain and (pair[1] != "there's" or bool(re.fullmatch("a|an|no|nothing|something|one|the|little|plenty", after)))
    if kind == "us":  # "Let us dive in" is nobody's
        return passage.words[number].start in passage.starts and bool(_LET_US.fullmatch(after))
    if kind == "opening":
        return passage.words[number].start in passage.starts and bool(_NOUNS.fullmatch(after))
    if kind == "it":
        return passage.words[number].start in passage.starts and bool(re.fullmatch("[a-z]+", after))
    return bool(re.fullmatch("[a-z]+", after)) and after not in ("better", "rather")


def _statement_order(passage: Passage, number: int, before: str, after: str) -> bool:
    """Whether subject, verb and "not" stand in this order, so that "not" can stand alone: no question, no tag."""
    _start, end = passage.sentence_at(passage.words[number].start)
    if _SUBJECTS_AFTER.fullmatch(after) and not re.fullmatch(
        "the|a|an|any|all|that|this|my|your|his|her|our|their|some|every|each", after
    ):
        return False
    if passage.text[end - 1] == "?" or re.search(r"'\w", after) or re.fullmatch(r"why|how|what|who|where|when|which", before):
        return False
    opens = passage.words[number].start in passage.starts
    if opens or not re.fullmatch(r"[a-z][a-z'-]*", before):
        return (
            passage.words[number].lower == "don't"
            and bool(re.fullmatch("[a-z]+", after))
            and not _SUBJECTS_AFTER.fullmatch(after)
        )
    return bool(re.fullmatch(r"[a-z]+|[.,;:!]", after)) and (
        not _LINKS.fullmatch(before) or before in ("that", "which", "who", "and", "but")
    )
