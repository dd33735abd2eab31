"""English inflection, for phrases whose one word is inflected: "carry out" -> "carried out", "point of view" -> "points of view".

Rules of spelling and tables of what is irregular; no dictionary, so a word that is not in a table is taken for regular. American
spelling where the two differ ("traveled"). Tests: tests/style/test_inflect.py.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple


class Conjugation(NamedTuple):
    """The forms of a verb. Only "be" has `am` and `are` apart from `base`, and `were` apart from `was`."""

    base: str
    am: str
    are: str
    third: str
    was: str
    were: str
    participle: str
    ing: str


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# base past participle; the participle is left out where it is the past.
_IRREGULAR_VERBS = """
arise arose arisen, awake awoke awoken, bear bore borne, beat beat beaten, become became become, befall befell befallen,
begin began begun, behold beheld, bend bent, beseech besought, beset beset, bet bet, bid bid, bind bound, bite bit bitten,
bleed bled, blow blew blown, break broke broken, breed bred, bring brought, broadcast broadcast, build built, burst burst,
buy bought, cast cast, catch caught, choose chose chosen, cling clung, come came come, cost cost, creep crept, cut cut,
deal dealt, dig dug, do did done, draw drew drawn, drink drank drunk, drive drove driven, dwell dwelt, eat ate eaten,
fall fell fallen, feed fed, feel felt, fight fought, find found, flee fled, fling flung, fly flew flown,
forbid forbade forbidden, forecast forecast, foresee foresaw foreseen, foretell foretold, forget forgot forgotten,
forgive forgave forgiven, forgo forwent forgone, forsake forsook forsaken, freeze froze frozen, get got, give gave given,
go went gone, grind ground, grow grew grown, hang hung, have had, hear heard, hide hid hidden, hit hit, hold held, hurt hurt,
keep kept, know knew known, lay laid, lead led, leave left, lend lent, let let, lie lay lain, light lit, lose lost,
make made, mean meant, meet met, mislead misled, mistake mistook mistaken, misunderstand misunderstood, outdo outdid outdone,
outgrow outgrew outgrown, overcome overcame overcome, overdo overdid overdone, overhear overheard, overrun overran overrun,
oversee oversaw overseen, overtake overtook overtaken, overthrow overthrew overthrown, partake partook partaken, pay paid,
put put, quit quit, read read, rebuild rebuilt, redo redid redone, remake remade, repay repaid, reset reset,
rewrite rewrote rewritten, rid rid, ride rode ridden, ring rang rung, rise rose risen, run ran run, say said, see saw seen,
seek sought, sell sold, send sent, set set, shake shook shaken, shed shed, shine shone, shoot shot, show showed shown,
shrink shrank shrunk, shut shut, sing sang sung, sink sank sunk, sit sat, sleep slept, slide slid, speak spoke spoken,
speed sped, spend spent, spin spun, split split, spread spread, spring sprang sprung, stand stood, steal stole stolen,
stick stuck, sting stung, strike struck, strive strove striven, swear swore sworn, sweep swept, swell swelled swollen,
swim swam swum, swing swung, take took taken, teach taught, tear tore torn, tell told, think thought, throw threw thrown,
thrust thrust, undergo underwent undergone, understand understood, undertake undertook undertaken, undo undid undone,
uphold upheld, upset upset, wake woke woken, wear wore worn, weave wove woven, weep wept, win won, wind wound,
withdraw withdrew withdrawn, withhold withheld, withstand withstood, wring wrung, write wrote written
"""
_VERBS = {base: (past, rest[0] if rest else past) for base, past, *rest in (row.split() for row in _IRREGULAR_VERBS.split(","))}
_BE = Conjugation("be", "am", "are", "is", "was", "were", "been", "being")
_THIRD = {"have": "has", "quiz": "quizzes"}
_DOUBLED_AT_END = _words("""
    abhor acquit admit allot begin commit compel concur confer control defer deter dispel emit equip excel expel forbid
    forget incur infer input impel occur omit output overrun patrol permit prefer program propel rebel recur refer regret
    remit reset submit transfer transmit undercut unplug upset
""")

_PLURALS = dict(
    row.split()
    for row in [
        "man men",
        " woman women",
        " person people",
        " child children",
        " foot feet",
        " tooth teeth",
        " mouse mice",
        " goose geese",
        " ox oxen",
        "\n    life lives",
        " wife wives",
        " knife knives",
        " half halves",
        " self selves",
        " shelf shelves",
        " leaf leaves",
        " loaf loaves",
        " thief thieves",
        "\n    wolf wolves",
        " calf calves",
        " analysis analyses",
        " basis bases",
        " crisis crises",
        " thesis theses",
        " hypothesis hypotheses",
        "\n    emphasis emphases",
        " synthesis syntheses",
        " parenthesis parentheses",
        " criterion criteria",
        " phenomenon phenomena",
        " hero heroes",
        "\n    potato potatoes",
        " tomato tomatoes",
        " echo echoes",
        " veto vetoes",
        " quiz quizzes",
        " stomach stomachs",
        " epoch epochs",
        " monarch monarchs",
        "\n    series series",
        " species species",
        " means means",
        " aircraft aircraft",
        " sheep sheep",
        " offspring offspring",
        " this these",
        " that those",
        "\n    is are",
        " was were",
        " has have",
    ]
)

_COMPARED = {
    "good": ("better", "best"), "well": ("better", "best"), "bad": ("worse", "worst"), "ill": ("worse", "worst"),
    "badly": ("worse", "worst"), "far": ("farther", "farthest"),
}  # fmt: skip
_SHORT = _words(
    "quiet clever narrow shallow hollow mellow simple gentle humble noble idle feeble nimble subtle silly lonely ugly early holy"
)
_LONG = _words(
    "real right wrong just fun like worn torn bored tired pleased scared glad apt ripe due chief own joyous dead whole main"
)

# The letter says a vowel, the sound is none; and the other way round.
_AN_BY_SOUND = re.compile(
    r"(?!(?:eu|ewe|one\b|once\b|one-|ubiq|uni(?!n|m)|us(?!h)|util|u\b))[aeiou]|(?:hour|honest|honou?r|heir)"
)


@cache
def conjugate(verb: str) -> Conjugation:
    """The forms of a verb or of a phrase that begins with one ("set up"), or whose verb is marked ("see* to it")."""
    head, tail = _at_head(verb, first=True)
    if head[1] == "be":
        return Conjugation(*(f"{head[0]}{form}{tail}" for form in _BE))
    past, participle = _VERBS.get(head[1]) or (_past(head[1]),) * 2
    forms = (*(head[1],) * 3, _third(head[1]), past, past, participle, _stem(head[1], "ing") + "ing")
    return Conjugation(*(f"{head[0]}{form}{tail}" for form in forms))


@cache
def plural(noun: str) -> str:
    """The plural of a noun or of a phrase that ends with one, or whose noun is marked ("point* of view")."""
    (before, head), tail = _at_head(noun, first=False)
    if head in _PLURALS:
        many = _PLURALS[head]
    elif head.endswith("man") and head not in ("human", "german", "roman"):
        many = head[:-2] + "en"
    else:
        many = _with_s(head)
    return before + many + tail


@cache
def compare(adjective: str) -> tuple[str, str]:
    """Comparative and superlative: "hard" -> ("harder", "hardest"), "difficult" -> ("more difficult", "most difficult")."""
    if adjective in _COMPARED:
        return _COMPARED[adjective]
    if not is_short(adjective):
        return f"more {adjective}", f"most {adjective}"
    if adjective.endswith("y") and adjective[-2] not in "aeiou":
        stem = adjective[:-1] + "i"
    else:
        stem = _stem(adjective, "er")
    return stem + "er", stem + "est"


def is_short(adjective: str) -> bool:
    """Whether it is compared by its ending ("hard", "easy", "narrow") rather than by "more" and "most"."""
    if adjective in _COMPARED or adjective in _SHORT:
        return True
    if adjective in _LONG or not adjective.isalpha():
        return False
    syllables = len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$", "", adjective)))
    return syllables == 1 or (syllables == 2 and adjective.endswith("y") and not adjective.endswith("ly"))


def article(phrase: str) -> str:
    """ "a" or "an", as the sound of what follows wants it."""
    return "an" if _AN_BY_SOUND.match(phrase.lower()) else "a"


def _at_head(phrase: str, first: bool) -> tuple[tuple[str, str], str]:
    """What stands before the word that is inflected, that word, and what stands behind it. `*` marks it, or its place does."""
    if "*" in phrase:
        left, tail = phrase.split("*")
        before, _, head = left.rpartition(" ")
        return (before + " " if before else "", head), tail
    if first:
        head, blank, tail = phrase.partition(" ")
        return ("", head), blank + tail
    before, blank, head = phrase.rpartition(" ")
    return (before + blank, head), ""


def _with_s(word: str) -> str:
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if re.search(r"(?:s|x|z|ch|sh)$", word) else "s")


def _third(verb: str) -> str:
    if verb in _THIRD:
        return _THIRD[verb]
    return verb + "es" if re.search(r"[^aeiou]o$", verb) else _with_s(verb)


def _past(verb: str) -> str:
    return verb[:-1] + "ied" if re.search(r"[^aeiou]y$", verb) else _stem(verb, "ed") + "ed"


def _stem(word: str, ending: str) -> str:
    """A word without its silent e, or with its last consonant doubled: what stands before "ing", "ed" or "er"."""
    if ending == "ing" and word.endswith("ie"):
        return word[:-2] + "y"
    if word.endswith("e") and not (ending == "ing" and word.endswith(("ee", "oe", "ye"))):
        return word[:-1]
    if word in _DOUBLED_AT_END or re.fullmatch(r"[^aeiou]*(?:qu)?[aeiou][bdfgklmnprtvz]", word):
        return word + word[-1]
    return word
