"""One construction for another: particles, owners, "not any", infinitives and gerunds. English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vibejam.style.inflect import conjugate
from vibejam.style.turns.grammar import AUXILIARY, MODAL, PRONOUN, Change, forms, one_of

# Verb and particle that take an object between them or behind, and mean the same; what could be a place's preposition is left out.
_SEPARABLE = """
pick up, write down, note down, give back, send out, set aside, put aside, throw away, put away, give away, take away, switch on, switch off, shut down, fill in, fill out,
set up, clean up, build up, hand over, hand in, lay out, leave out, bring back, work out, point out, sort out, figure out, rule out, tear down,
knock down, burn down, wipe out, cut down, hold back, roll out, back up, sum up, take out, call off, put off, cut off, break off,
carry out, try out, pay off, pay back, send back, take back, lock up, wake up, use up, tidy up, clear up, warm up, bring up, finish off, put together,
print out, wind up, wrap up, dig up, open up, drink up, eat up, fold up, lift up, round up, save up, single out, spell out, test out, think over, win over
"""
_PARTICLES = one_of("up down back out aside away on off in over together")


def _separable() -> dict[str, set[str]]:
    """Every form of each verb -> its particles."""
    found: dict[str, set[str]] = {}
    for pair in _SEPARABLE.replace("\n", " ").split(","):
        verb, particle = pair.split()
        for form in conjugate(verb):
            found.setdefault(form, set()).add(particle)
    return found


_PARTICLES_OF = _separable()
_OBJECT = r"(?:the|my|your|his|her|our|their|its|a|an|this|these|those)(?: [a-z][\w'’-]*){1,2}?"
_COMPLETE = r"(?=[.,;:!?]| (?:and|but|or|before|after|when|while|because|so|for|with|at|from|during|until|if|again|too|then|yesterday|today|tomorrow)\b)"
_TOGETHER = re.compile(rf"\b([a-z]+) ({_PARTICLES}) ({_OBJECT}){_COMPLETE}")
_APART = re.compile(rf"\b([a-z]+) ({_OBJECT}) ({_PARTICLES}){_COMPLETE}")
_NO_OBJECT = re.compile(
    r".* (?:of|to|in|on|at|for|with|from|and|or|who|that|which|is|was|are|were|way|road|street|hill|stairs|window|door|river|path|time|day|year|night|week|lot|few|little)\b"
)


def particles(sentence: str) -> Iterator[Change]:
    """ "pick up the book" / "pick the book up"."""
    for match in _TOGETHER.finditer(sentence):
        verb, particle, thing = match.groups()
        if (
            particle in _PARTICLES_OF.get(verb, ())
            and not _NO_OBJECT.match(thing)
            and not re.search(r"\b(?:and|or)\b", sentence[match.end() : match.end() + 4])
        ):
            yield match.start(2), match.end(), f"{thing} {particle}"
    for match in _APART.finditer(sentence):
        verb, thing, particle = match.groups()
        if particle in _PARTICLES_OF.get(verb, ()) and not _NO_OBJECT.match(thing):
            yield match.start(2), match.end(), f"{particle} {thing}"


_OWNER = one_of(
    "king queen prince father mother son daughter brother sister uncle aunt husband wife author writer poet painter teacher man woman boy girl child doctor captain president owner reader speaker player student patient user customer writer bishop priest soldier farmer merchant duke emperor director manager developer artist composer visitor victim widow"
)
_OWNED = one_of(
    "house name names son sons daughter wife husband mother father brother sister friend friends servant room letter letters book books work works life face eyes hand hands voice hair head heart mind body death age arrival return departure absence horse dog money clothes words opinion opinions wishes duty duties needs work character reputation career office coat hat garden expense request"
)
_OF = re.compile(
    rf"\bthe ({_OWNED}) of (the|my|his|her|our|their|your|this|that) ({_OWNER})(?=[.,;!?]| (?:{AUXILIARY}|and|but|when|who|in|on|at|to|for|with|from|by)\b)"
)
_S = re.compile(
    rf"\b(the|my|his|her|our|their|your|this|that) ({_OWNER})(['’])s ({_OWNED})(?=[.,;!?]| (?:{AUXILIARY}|and|but|when|in|on|at|to|for|with|from|by)\b)"
)


def owners(sentence: str) -> Iterator[Change]:
    """ "the house of the king" / "the king's house"."""
    for match in _OF.finditer(sentence):
        if not sentence[match.end() :].startswith((" who", " in", " on", " at", " to", " for", " with", " from", " by", " and")):
            yield *match.span(), f"{match[2]} {match[3]}'s {match[1]}"
    for match in _S.finditer(sentence):
        yield *match.span(), f"the {match[4]} of {match[1]} {match[2]}"


_HAVE = {"do": "have", "does": "has", "did": "had"}
_NOT_ANY = re.compile(r"\b(do|does|did)(?: not|n['’]t) have any (?=[a-z]+)")
_HAVE_NO = re.compile(r"\b(I|you|we|they|he|she|it|who|[a-z]{3,}s?) (have|has|had) no (?=([a-z]+))")
_BE_NOT_ANY = re.compile(r"\b([Tt]here) (is|are|was|were)(?: not|n['’]t) any (?=[a-z]+)")
_DO_NOT = {"have": "do not", "has": "does not", "had": "did not"}
_ONE = re.compile(
    r"(?:one|longer|more|less|sooner|doubt|idea|choice|such|right|business|matter|need|way|reason|difficulty|part|place|[a-z]+er|intention|wish|desire|problem|time|end|other|use)"
)


def not_any(sentence: str) -> Iterator[Change]:
    """ "do not have any money" / "have no money"."""
    for match in _NOT_ANY.finditer(sentence):
        yield *match.span(), f"{_HAVE[match[1]]} no "
    for match in _BE_NOT_ANY.finditer(sentence):
        yield *match.span(), f"{match[1]} {match[2]} no "
    for match in _HAVE_NO.finditer(sentence):
        if not _ONE.fullmatch(match[3]) and not re.fullmatch(rf"to|and|or|{AUXILIARY}", match[1]):
            yield match.start(2), match.end(), f"{_DO_NOT[match[2]]} have any "


_THING = {"anything": "nothing", "anyone": "no one", "anybody": "nobody"}
_NOTHING = {value: key for key, value in _THING.items()}
_DO_NOT_VERB = re.compile(
    r"\b(do|does|did)(?: not|n['’]t) ([a-z]+) (anything|anyone|anybody)(?=[.,;]| (?:about|in|at|from|of|to|for|with)\b)"
)
_CAN_NOT_VERB = re.compile(rf"\b({MODAL}) not ([a-z]+) (anything|anyone|anybody)(?=[.,;]| (?:about|in|at|from|of|to|for|with)\b)")
_VERB_NOTHING = re.compile(
    rf"\b((?i:{PRONOUN})) ([a-z]+) (nothing|no one|nobody)(?=[.,;]| (?:about|in|at|from|of|to|for|with)\b)"
)


def nothing(sentence: str) -> Iterator[Change]:
    """ "did not say anything" / "said nothing"."""
    for match in _DO_NOT_VERB.finditer(sentence):
        verb = forms("base").get(match[2])
        if verb:
            form = {"do": verb.base, "does": verb.third, "did": verb.was}[match[1]]
            yield *match.span(), f"{form} {_THING[match[3]]}"
    for match in _CAN_NOT_VERB.finditer(sentence):
        yield *match.span(), f"{match[1]} {match[2]} {_THING[match[3]]}"
    for match in _VERB_NOTHING.finditer(sentence):
        past, third, base = (forms(name).get(match[2]) for name in ("past", "third", "base"))
        third_person = match[1].lower() in ("he", "she", "it")
        help_, verb = ("did", past) if past and past.base != match[2] else ("does", third) if third else ("do", base)
        if verb and not re.fullmatch(AUXILIARY, match[2]) and not (help_ == "do" and third_person):
            yield match.start(2), match.end(), f"{help_} not {verb.base} {_NOTHING[match[3]]}"


_BEGIN = one_of("begin begins began begun start starts started continue continues continued")
_LIKE = one_of("like likes liked love loves loved hate hates hated prefer prefers preferred")
_TO = re.compile(rf"\b({_BEGIN}|{_LIKE}) to ([a-z]+)\b")
_ING = re.compile(rf"\b({_BEGIN}|{_LIKE}) ([a-z]+ing)\b(?! of\b| and\b)")
# What one is in, not what one does, is hardly ever begun "knowing"; and what may be a noun stays.
_STATIVE = frozenset(
    """be have know understand feel see like love hate believe realize realise seem appear hear want need think belong wish hope fear own contain matter mean exist
    recognize recognise notice suspect wonder deserve depend lack remember forget doubt admit suppose agree""".split()
)
_NOUNS = frozenset(
    "training meeting building writing reading testing planning cooking dancing singing drawing painting fighting hunting feeling living learning teaching walking swimming travelling drinking".split()
)


def infinitives(sentence: str) -> Iterator[Change]:
    """ "began to rain" / "began raining"."""
    for match in _TO.finditer(sentence):
        verb, before = forms("base").get(match[2]), sentence[: match.start()].rstrip()
        fixed = re.search(r"(?:would|should|['’]d|the|a|an|is|are|was|were|from|feel|not|look|it|very|much)$", before)
        wished = re.fullmatch(_LIKE, match[1]) and re.search(r"\b(?:would|should|might|could|['’]d)\b", before)
        if verb and verb.base not in _STATIVE and not fixed and not wished:
            yield match.end(1) + 1, match.end(), verb.ing
    for match in _ING.finditer(sentence):
        verb, before = forms("ing").get(match[2]), sentence[: match.start()].rstrip()
        subject = re.search(rf"(?:\b{PRONOUN}|\bto|\b{MODAL}|\bhave|\bhas|\bhad|\band)$", before, re.IGNORECASE)
        if verb and subject and not (re.fullmatch(_LIKE, match[1]) and (match[2] in _NOUNS or match[1].startswith("like"))):
            yield match.end(1) + 1, match.end(), f"to {verb.base}"


_HELP = re.compile(r"\b(help|helps|helped|helping)( me| you| him| her| us| them| people)?( to)? ([a-z]+)\b(?! of\b)")


def help_to(sentence: str) -> Iterator[Change]:
    """ "helps you to find" / "helps you find"."""
    for match in _HELP.finditer(sentence):
        if match[4] not in forms("base"):
            continue
        if match[3] and (match[2] or match[1] != "helping"):
            yield match.start(3), match.end(3), ""
        elif not match[3] and match[2] and match[2] != " her":
            yield match.end(2), match.end(2), " to"


_IF = re.compile(rf"^If ({PRONOUN}|there) (should|were|had) (not )?(?=([a-z]+))")


def inverted(sentence: str) -> Iterator[Change]:
    """ "If he should come" / "Should he come", "If I had known" / "Had I known"."""
    match = _IF.match(sentence)
    if match and (match[2] != "had" or match[4] in forms("participle") or match[4].endswith("ed") or match[4] == "been"):
        yield 0, match.end(), f"{match[2].capitalize()} {match[1]} {match[3] or ''}"


_SEEM = one_of("seem seems seemed appear appears appeared")
_TO_BE = re.compile(rf"\b{_SEEM} (to be )?(?=(?:(?:quite|very|rather|more|so|too|entirely|perfectly|fairly) )?([a-z]+)\b)")
_ADJECTIVE = re.compile(
    r"[a-z]+(?:able|ible|ful|less|ous|ive|ical|al|ish|ient|ant|ent)|clear|good|bad|better|worse|right|wrong|true|false|likely|unlikely|certain|sure|ready|easy|hard|difficult|strange|odd|large|small|big|high|low|old|new"
    r"|happy|sad|pleased|tired|interested|content|calm|angry|surprised|afraid|worried|concerned|simple|safe|dead|empty|full|broken|strong|weak|busy|slow|quick|long|short|close|similar|different|promising|interesting|cheap|expensive|necessary|unclear|unable|able"
)


def to_be(sentence: str) -> Iterator[Change]:
    """ "seems to be clear" / "seems clear"."""
    for match in _TO_BE.finditer(sentence):
        if (
            _ADJECTIVE.fullmatch(match[2])
            and sentence[match.end() + len(match[2]) :][:3] not in (" to", " th")
            and not re.search(r"\b(?:there|There) $", sentence[: match.start()])
        ):
            if match[1]:
                yield match.start(1), match.end(1), ""
            elif match[2] not in ("able", "unable"):
                yield match.end(), match.end(), "to be "
