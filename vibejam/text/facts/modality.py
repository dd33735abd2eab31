"""How certain, how binding and how much, in English: might, must, should, if; only, all, most, at least.

Words are classed, and sentences that say the same thing (align.py) must show the same classes: "might" may become "perhaps" but
not "will", "at least five" may become "five or more". A class has its own words, whose loss is reported, and partners that may
stand in for them in the other text. Tests: tests/text/facts/.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from vibejam.text.facts.align import Segment
from vibejam.text.facts.finding import Finding, added, changed, lost


class Class(NamedTuple):
    kind: str
    words: re.Pattern[str]  # to be kept
    partners: re.Pattern[str]  # what may stand for them


def _class(kind: str, words: str, partners: str = "") -> Class:
    return Class(kind, _pattern(words), _pattern(f"{words}|{partners}" if partners else words))


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{words})(?!\S)")


# What looks like a word of a class and is none of it, or is of two classes at once.
_IDIOMS = _pattern(
    r"(?:it |i )?(?:must|have to|had to|should|may|might) (?:just |also |perhaps )?(?:say|admit|confess|add(?= that)|tell you|mention|stress|be (?:said|added|noted|mentioned|admitted|stressed))|"
    r"as if|even if|what if|if only|only to|much obliged|(?:went|go|goes|gone|rose|rises?|risen|come|comes|came|made|grew|mind|climbed|jumped) up to|from (?:\S+ ){1,4}up to|should (?:the|an?|he|she|it|they|you|we|i|any|this|that)|if you (?:like|please|wish|will|want)|if possible|if not|if any(?:thing)?|if ever|if so|"
    r"(?:know|knew|ask|asked|wonder|wondered|see|tell|sure|doubt|check|find out|say|decide|remember|care|understand) if|"
    r"(?:i|we) (?:should|must say|must confess|must admit)|one may (?:imagine|say)|may god|all the (?:more|better|sooner|worse|easier)|let (?:me|us) (?:know|see|say)|must have|(?:it|there) should|not only|if nothing else|for the most part|"
    r"if \S+ should|"
    r"after all|at all|all right|above all|all the same|all but|all over|once and for all|all of a sudden|not at all|"
    r"some (?:day|time|kind|sort|thing|way|how|where|body|one)|all kinds|most likely|most of all|"
    r"(?:the|a|an|his|her|my|your|our|their|its) only|only (?:just|too|recently|yesterday)|the most \S+|as many|how many|too many|how much"
)
_HEARD = r"apparently|seems?|seemed|seeming|suggests?|appears? to|appeared to|supposedly|seemingly|allegedly|reportedly|reputed|thought|believed|expected|supposed|rumou?red"
_UNSURE = (
    r"might|may|perhaps|maybe|possibly|probably|presumably|likely|probable|possible|conceivably|arguably|could|would|should|resembles?|resembled|think|thinks|thought|believe|believes|believed|suppose|supposed|guess|imagine|expect|expects|expected|possibility|"
    r"chance|chances|odds|doubt|doubtless|doubtful|uncertain|unlikely|can|hopes?|fancy|reckon|should|as if|as though|feels?|felt|"
    r"potential|potentially|possibilit(?:y|ies)|looks?|looked|sounds?|sounded|must have|tends?|probability|suggests?|risk|risks|if|whether|"
    r"presumed|suspected|sure|dare|evidently|likelihood|likeliest|somehow|appear|appeared|allowed|permitted|permission|free|able|"
    r"impossible|wonder|estimate|estimated|to all appearance|wherever|whatever|however|whoever|assume|let|prone|liable|capable|almost|rather|ought|entitled|right|welcome|only|at liberty|threatens?"
)
_CLASSES = (
    _class("modality", r"must|(?:have|has|having) (?:only |also |still |first )?to|needs? to|needed to|(?:required|obliged|compelled) to|obligatory|mandatory|compulsory",
           r"need|needs|needed|required|obliged|compelled|necessary|imperative|necessity|necessarily|require|requires|requirement|essential|forced?|forces|bound|demands?|demanded|shall|"
           r"not until|can not \S+ until|can not \S+ \S+ until|got to|obligation|obligations|duty|due|inevitable|inevitably|unavoidable|surely|certainly|i must|no choice|had to|is to|are to|was to|"
           r"am to|were to|want|wants|wanted|cannot help|call for|calls for|oblige|owe|owes|insist|insists|insisted|incumbent|ought to have|be sure to|must have|could only|let|obligated|obliges|requiring|force|compel|compels|no \S+ing|no way around|supposed|see to it|make sure|only way"),
    _class("modality", r"should|ought",
           r"needed|necessary|required|has to|have to|recommend|recommends|recommended|advise|advises|advised|advisable|advice|better|best|suggest|suggests|suggested|supposed|shall|"
           r"i should|we should|is to|are to|be to|worth|must|expected|deserves?|owe|duty|wise|had rather|let us|needs?|right|meant|propose|it should|there should|would|let"),
    _class("modality", r"might|may|perhaps|maybe|possibly|probably|presumably|likely|probable|possible|conceivably|arguably|presume|suspect", f"{_UNSURE}|{_HEARD}"),
    _class("modality", r"apparently|seems?|seemed|seeming|suggests?|appears? to|appeared to|supposedly|seemingly|allegedly|reportedly|"
           r"(?:is|are|was|were) (?:said|thought|believed|reported|rumoured|reputed|expected|supposed) to",
           f"{_UNSURE}|{_HEARD}|says?|said|reports?|reported|according to|rumoured|rumour|claims?|claimed"),
    _class("modality", r"i (?:\S+ly )?(?:think|believe|suppose|imagine|guess|reckon|fancy)|in my (?:opinion|view)|to my mind|(?:as|so) far as (?:i|we) (?:know|can (?:tell|see|judge))|from what (?:i|we) (?:know|hear|can (?:tell|see))|if (?:i|we) (?:remember|recall)|i am told|to my knowledge",
           r"think|thinks|thinking|believe|believes|suppose|imagine|guess|reckon|fancy|opinion|view|mind|feel|feels|seems?|seemed|appears?|probably|perhaps|maybe|may|might|sure|consider|"
           r"must|should|judge|hold|find|i (?:would|should) say|to me|my|not see|strikes?|doubt|not know|far as i know|expect|suspect|presume|would|likely|hope|trust|reason|belief|thought|conviction|convinced|understand|regard|possibly|for one|hear|told|apparently|could"),
    _class("modality", r"if|unless|provided that|in case|on condition",
           r"when|whenever|as long as|so long as|provided|should|were|had|whether|otherwise|without|with|once|would|could|until|till|or|case|assuming|suppose|where|any|"
           r"though|while|else|by|but|in the event|condition|depends?|depending|given|then|even if|if not|if ever|if any|anyone|whoever|whatever|except|who|"
           r"wherever|whichever|those who|be it|let|as though|as if|if so|it should|there should|conditional|to"),
    _class("order", r"(?<!look )(?<!looks )(?<!looked )(?<!looking )(?<!ask )(?<!named )(?<!day )(?<!week )(?<!year )(?<!called )(?<!soon )(?<!shortly )after(?! \S+ing)", "afterwards?|then|when|once|since|later|next|first|following|follows?|followed|before|until|till|having|"
           r"upon|on|as soon|from|past|behind|\S+ing|over|in|with|now|thereafter|subsequently|finally|but|within|hence|ago|that|for|at|because|away|and|the end of"),
    _class("quantifier", r"at least(?= (?:in|on|at|for|not|to|as|until|by|if|when|during|now|partly|so|the first|some|with|according)(?!\S))|at any rate|in theory|in principle",
           r"at least|anyhow|anyway|at all events|in any case|theoretically|theory|principle|at a minimum|even|only|if|but|though|least|for now|so far|minimally"),
    _class("quantifier", r"only|solely|merely|exclusively",
           r"just|alone|single|sole|but|simply|no more than|not more than|nothing|nobody|none|no|not|except|until|unless|purely|mere|limited|"
           r"restricted|confined|the only|a only|only just|at most|unique|uniquely|barely|scarcely|hardly|little|few|other than|"
           r"last|entirely|all|first|cannot|without|never|an only|his only|her only|my only|your only|our only|their only|its only"),
    _class("quantifier", r"almost|nearly|virtually|practically|not quite",
           r"about|close|all but|just about|next to|hardly|scarcely|barely|verge|approaching|around|roughly|some|approximately|near|well-nigh|nigh|"
           r"as good as|mostly|most|nearing|narrowly|came close|within|pretty much|more or less|little|largely|quite|not (?:entirely|altogether|completely|fully|wholly)|few|essentially|in practice|score|much|gone"),
)  # fmt: skip
_EXEMPT = _pattern(
    r"need not|(?:do|does|did|will|would|shall) not (?:need|have) (?:to)?|not (?:necessary|required|obliged|obligatory|compulsory|necessarily)|"
    r"no need|unnecessary|needless|no (?:obligation|reason) to|not need"
)
_FORBIDDEN = _pattern(r"(?:must|may|shall) not|can not|not (?:be )?(?:allowed|permitted)|forbidden|prohibited|banned")

# The first group of an amount: what it bounds follows, or precedes it.
_NUMBER = (
    r"(?:\S )?(?:[0-9]\S*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    r"nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|an? (?:dozen|hundred|thousand|million|hour|"
    r"week|month|year|third|quarter|half|score|couple)|half|dozen)"
)
_BOUNDS = {
    "at least": rf"(?:at least|at the least|no fewer than|no less than|not less than|a minimum of) (?:one|{_NUMBER})|{_NUMBER} (?:\S+ ){{0,3}}?(?:or more|at least|minimum|and up(?! to)|or over)",
    "at most": rf"(?:at most|up to|a maximum of|no more than|not more than|maximum of|not over|a limit of|never more than) {_NUMBER}|"
    rf"{_NUMBER} (?:\S+ ){{0,3}}?(?:or less|or fewer|at most|maximum|at the most|or under)",
    "within": rf"within {_NUMBER}",
    "more than": rf"(?<!no )(?<!not )(?:more than|over|above|upwards of|exceeding|exceeds?|exceeded|in excess of|beyond) {_NUMBER}|{_NUMBER} (?:and more|odd)",
    "less than": rf"(?<!no )(?<!not )(?:less than|fewer than|under|below|short of) {_NUMBER}",
    "about": rf"(?:about|around|roughly|approximately|nearly|almost|some|close to|circa|approx|something like|"
    rf"more or less|in the region of) {_NUMBER}|{_NUMBER} (?:\S+ ){{0,2}}?(?:or so|ish|or thereabouts|approximately|roughly|odd|or thereabout)",
}  # fmt: skip
_BOUND = {name: _pattern(words) for name, words in _BOUNDS.items()}

_QUANTITIES = {
    "all": (r"all|every|each|everyone|everybody|everything|always|invariably|entire|entirely|whole|wholly",
            r"any|anyone|throughout|complete|completely|full|none|no|never|nobody|nothing|everywhere|anything|total|totally|quite|altogether|at all|"
            r"all over|per|without exception|fully|whatever|whoever"),
    "most": (r"most of|(?<!at )(?<!the )most(?= (?:\S+s|people|men|women|children)(?!\S))|majority|mostly|mainly|usually|generally|normally|largely",
             r"as a rule|nearly all|almost all|in general|typically|for the most part|primarily|chiefly|tends? to|habit|commonly|ordinarily|"
             r"more than half|often|greater part|better part|bulk|principally|customarily|custom|most|usual|normal|general|main|primary|principal|chief|particularly|especially|essentially|pretty much|almost every|nearly every"),
    "some": (r"some of|some|several|a few|one of|sometimes|occasionally|partly|various",
             r"a few|few|part|parts|couple|number|one|any|times|handful|somewhat|many|half|a|an|particular|various|now and then|occasions?|"
             r"from time to time|partially|sundry|more than one|two|three|different"),
    "many": (r"many|much|numerous|often|frequently|plenty|countless|by the (?:hundred|dozen|thousand|score)|in droves|hundreds|thousands|dozens|scores|a host of",
             r"a lot|lots|great deal|good deal|a number|several|large|most|heap|heaps|multitude|commonly|far|very|repeatedly|so|great|hundreds|"
             r"thousands|dozens|scores|more|considerable|considerably|well|lot|good|again and again|long|how much|too many|as many|deal|a host|"
             r"enough|times|constantly|usually|any|full|greatly|highly|not"),
    "few": (r"handful|a minority|(?<!a )(?<!the )(?<!these )(?<!those )(?<!last )(?<!first )(?<!next )(?<!past )(?<!every )few|seldom|rarely",
            r"little|hardly|scarcely|barely|not many|not much|not often|small|several|handful|rare|couple|some|only|minority|low|limited|least|two|three"),
}  # fmt: skip
_NOT_ALL = _pattern("not (?:all|each|every|everyone|everybody|everything|always)")
_QUANTITY = {name: _class("quantifier", *words) for name, words in _QUANTITIES.items()}


def modality(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """Necessity, advice, possibility, condition; only, almost."""
    ours, theirs = _text(draft), _text(rewrite)
    if _EXEMPT.search(ours) and _FORBIDDEN.search(theirs) and not _EXEMPT.search(theirs) and not _FORBIDDEN.search(ours):
        yield changed("modality", "need not", "must not")
    if _FORBIDDEN.search(ours) and _EXEMPT.search(theirs) and not _FORBIDDEN.search(theirs) and not _EXEMPT.search(ours):
        yield changed("modality", "must not", "need not")
    bare, bare_theirs = (_IDIOMS.sub(_dashes, _EXEMPT.sub(_dashes, text)) for text in (ours, theirs))
    for kind, words, partners in _CLASSES:
        for finding, here, there, text, other in (
            (lost, draft, rewrite, bare, theirs),
            (added, rewrite, draft, bare_theirs, ours),
        ):
            said = words.search(text)
            if not said or words.search(other) or _is_command(said[0], here, there):
                continue
            condition = said[0].startswith(_CONDITIONS)
            if partners.search(other) and (condition or kind == "quantifier" or _is_answered(partners, text, other)):
                continue
            if condition or _is_of_both(here, text[: said.start()].count(" "), len(said[0].split()), there):
                yield finding(kind, said[0])


def _is_answered(partners: re.Pattern[str], here: str, there: str) -> bool:
    """Whether a partner stands there that is not there anyway: the "would" of both texts answers nothing."""
    return bool(Counter(partners.findall(there)) - Counter(partners.findall(here)))


def _dashes(match: re.Match[str]) -> str:
    """As many words as there were."""
    return " ".join("-" * len(match[0].split()))


def _is_of_both(segment: Segment, number: int, length: int, other: Segment) -> bool:
    """Whether what the word is said of is in both texts; else the other may say the same in other words."""
    around = segment[max(0, number - 1) : number] + segment[number + (length if length > 2 else 0) : number + length - 1 + _NEAR]
    near = [word.stem for word in around if word.is_content]
    return not near or not {word.stem for word in other}.isdisjoint(near)


_NEAR = 5  # words
_CONDITIONS = (
    "at least",
    "at any rate",
    "in theory",
    "in principle",
    "if",
    "unless",
    "provided",
    "in case",
    "on condition",
)  # of which the whole clause may have gone
_ADVICE = frozenset("should ought must have has need needs".split())
_OBJECTS = frozenset(
    [
        "the",
        "a",
        "an",
        "your",
        "it",
        "them",
        "this",
        "that",
        "these",
        "those",
        "with",
        "all",
        "any",
        "some",
        "at",
        "in",
        "on",
        "out",
        "up",
        "no",
        "from",
        "to",
        "for",
    ]
)


def _is_command(said: str, here: Segment, there: Segment) -> bool:
    """ "You should copy the log" is "copy the log": what one says with a modal verb, the other commands."""
    word = said.split()[0]
    if word in ("should", "ought") and _commands(there):
        return True
    if word not in _ADVICE:
        return False
    first = {
        b.stem for a, b in pairwise(there) if a.clause != b.clause or a.word in ("please", "always", "just", "then", "and", "not")
    }
    first |= {word.stem for word in there[:1]}
    governed = [w for i, modal in enumerate(here) if modal.word == word for w in here[i + 1 : i + 5] if w.is_content]
    return any(w.stem in first for w in governed[:2])


def _commands(segment: Segment) -> bool:
    """Whether a sentence opens as a command does: "Copy the log"."""
    openings = ((a, b) for a, b in pairwise(segment) if a.opens and a.is_content and a.clause == b.clause)
    return any(b.word in _OBJECTS and not a.word.endswith(("ing", "ed", "ly", "s")) for a, b in openings)


def quantities(draft: Segment, rewrite: Segment) -> Iterator[Finding]:
    """Bounds of numbers, and all, most, some, many, few where one goes and another comes."""
    ours, theirs = _text(draft), _text(rewrite)
    bounds, bounds_theirs = (
        {name: found[0] for name, p in _BOUND.items() if (found := p.search(_IDIOMS.sub("-", text)))} for text in (ours, theirs)
    )
    for name in bounds.keys() ^ bounds_theirs.keys():
        if name in bounds and not _same_bound(name, bounds_theirs, theirs):
            yield lost("quantifier", bounds[name])
        elif name in bounds_theirs and not _same_bound(name, bounds, ours):
            yield added("quantifier", bounds_theirs[name])
    bare, bare_theirs = (_NOT_ALL.sub("some", _IDIOMS.sub("-", text)) for text in (ours, theirs))
    ours, theirs = (_NOT_ALL.sub("some", text) for text in (ours, theirs))
    gone = {n: f[0] for n, c in _QUANTITY.items() if (f := c.words.search(bare)) and not c.partners.search(theirs)}
    new = {n: f[0] for n, c in _QUANTITY.items() if (f := c.words.search(bare_theirs)) and not c.partners.search(ours)}
    if gone and new:
        yield changed("quantifier", next(iter(gone.values())), next(iter(new.values())))
    elif "most" in gone or "few" in gone:
        yield lost("quantifier", gone.get("most") or gone["few"])
    elif "most" in new or "few" in new:
        yield added("quantifier", new.get("most") or new["few"])


_STAND_FOR_BOUND = {
    "at most": _pattern("only|just|limit|limited|alone|but|merely|mere|maximum|not exceed|never exceed|within|no longer than|capped?|until|till|most|tops|max|ceiling"),
    "within": _pattern("inside|in|under|less|by|before|get|gets|have|has|no later|deadline|at most|up to|not more|no more|longer"),
    "at least": _pattern("minimum|least"),
    "more than": _pattern("than|more|odd|exceeds?|beyond|plus|above|past|longer|over|across|spread|during|covering|majority|about|concerning|question|dispute|argument|quarrel"),
    "less than": _pattern("than|not|shy|short|under|within|inside|less|fewer|younger|before"),
    "about": _pattern("discussion|dispute|argument|quarrel|or|ish|circa|approximate|estimate[ds]?|estimated|thereabouts|perhaps|about|roughly|around|approximately|nearly|almost|some|so|like|near"),
}  # fmt: skip


def _same_bound(name: str, there: dict[str, str], text: str) -> bool:
    return name in there or (_STAND_FOR_BOUND[name].search(text) is not None and not (name in ("at most", "at least") and there))


def _text(segment: Segment) -> str:
    return " ".join("but" if _is_but(segment, number) else word.word for number, word in enumerate(segment))


def _is_but(segment: Segment, number: int) -> bool:
    """ "A flat like ours, only with a balcony"."""
    word = segment[number]
    if word.word != "only" or not number or number + 1 >= len(segment) or segment[number - 1].clause == word.clause:
        return False
    return segment[number - 1].sentence == word.sentence and segment[number + 1].word in (
        "with",
        "without",
        "that",
        "the",
        "it",
        "he",
        "she",
        "they",
        "we",
        "i",
    )
