"""What the turns know of English grammar: lists of words, verbs by their forms, and how to tell a noun that a clause hangs on.

There is no parser: where these cannot be sure, a turn is not offered. Tests: tests/style/test_turns.py.
"""

from __future__ import annotations

import re
from functools import cache

from vibejam.style.inflect import Conjugation, conjugate

Change = tuple[int, int, str]  # of a sentence: `sentence[start:end]` may be this


def one_of(words: str) -> str:
    """Words as a regular expression; "_" is a blank within one."""
    return "(?:" + "|".join(word.replace("_", " ") for word in words.split()) + ")"


NOMINATIVE = "(?:I|he|she|we|they)"  # never objects
PRONOUN = "(?:I|he|she|we|they|you|it)"
CONTRACTED = "(?:['’](?:m|re|ve|ll|d|s))"
DETERMINER = one_of(
    "the a an this that these those my your his her its our their some any no every each many several few most all both"
)
BE = one_of("is are was were am be been")
AUXILIARY = one_of("is are was were am has have had will would can could may might must should shall do does did")
MODAL = one_of("will would can could may might must should shall")
PREPOSITION = one_of(
    """in on at by with from to for of into onto over under through across between among against about during within without toward towards
    behind beside near along around above below beyond after before since until upon outside inside throughout past"""
)
SUBORDINATOR = one_of(
    """that who whom whose which what when whenever where wherever why how if unless whether because since although though while whilst until
    till after before once as than so lest whereas"""
)
NEGATION = r"(?:\b(?:not|never|no|none|nobody|nothing|nor|neither|only|hardly|scarcely|barely|rarely|seldom|cannot|few|little|without)\b|n['’]t\b)"
MARKS = r"[,;:?!()\[\]—–…]|--| - |\.\.\."

_VERBS = """
accept achieve act add admit adopt agree aim allow answer appear apply approach argue arrange arrive ask assume attack attempt attend avoid
bake be bear beat become beg begin believe belong bend bite blow boil borrow break breathe bring build burn buy call care carry catch cause
change charge chase check choose claim clean clear climb close collect come compare complain complete connect consider contain continue
control cook cost count cover create cross cry cut dance deal decide declare deliver demand deny depend describe deserve design destroy
develop die dig disappear discover discuss divide do doubt drag draw dream dress drink drive drop earn eat encourage end enjoy ensure enter
escape examine exist expect explain explore express face fail fall fear feed feel fetch fight fill find finish fit fix float flow fly fold
follow force forget forgive form gain gather get give go grow guess hand handle hang happen hate have hear help hide hit hold hope hunt hurry
hurt ignore imagine improve include increase inform insist intend introduce invite join jump keep kick kill kiss knock know lack laugh lay
lead lean learn leave lend let lie lift light like listen live look lose love make manage mark marry matter mean measure meet mention mind miss
move need notice obtain occur offer open order owe own paint pass pause pay perform pick place plan plant play point pour praise pray prefer
prepare present press pretend prevent produce promise protect prove provide publish pull push put raise reach read realize realise receive
recognize recognise recommend record reduce refer refuse regret reject relate remain remember remind remove repair repeat replace reply
report represent require rest return reveal ride ring rise roll rub ruin rule run rush save say see seek seem sell send separate serve set
settle shake share shine shoot shout show shut sign sing sink sit sleep slip smell smile solve sound speak spend spread stand stare start stay
steal step stick stop store strike struggle study succeed suffer suggest supply support suppose surprise surround survive suspect sweep swim
swing take talk taste teach tear tell tend test thank think threaten throw touch train travel treat trust try turn understand use visit vote
wait wake walk want warn wash watch wave wear weep win wish wonder work worry wrap write yell test push merge release ship fetch store
define operate rely apply combine compete comprise concern confuse consist convert correspond cost damage define
demonstrate derive detect determine differ direct drive eliminate emerge emphasize employ engage establish evolve exceed expand experience exploit
expose fall feature feed fix focus function govern guide handle highlight host impose inspire integrate interact invite isolate justify link locate
list look lower map match merge minimize mix modify mount multiply navigate observe originate outline overlap persist pose possess preserve
prevail promote prompt propagate range reach rebuild recall reflect regulate reinforce relax remind render repeat replicate reside resemble
resist resort respond result reuse rotate run satisfy scale scan search shape shift simplify simulate slow smooth span specialize specify spin
split stem stimulate straddle strengthen stretch strip structure suffice summarize surpass sustain tackle target tempt thrive tie top touch trigger
undermine unify update validate vary view violate warrant widen wield yield account address affect aid alter amount appeal attach attract await
belong benefit betray block bother bound bridge calm capture cater circulate cite clarify classify click coincide collapse comfort command
communicate compel complicate compute conceal contribute convey convince cope correct couple crash curve deceive decrease dedicate defend
deliver demand denote depart derive deteriorate dictate diminish disappoint discourage dispense display disturb dominate double drain earn elevate
embrace encode endure enforce enhance enjoy enrich entail entertain equip execute exhibit extract facilitate fade favor favour flash flow foster
frighten fulfil fulfill generate glow harm hurt impress imply influence inform inherit inhabit interest interfere invoke kill lack last lock
loom manifest matter mimic mislead motivate occupy offend oppose orbit outlast overwhelm permit plague please populate power precede predict prescribe
prevent proceed produce protrude provoke puzzle qualify quote radiate reassure recur refuse reign relieve rescue retain reward rule sample
satisfy score seal secure sell serve shine signal sit soar sparkle speed stall state strike strive suit surface surprise swallow swing tolerate
transcend transmit traverse trouble underlie unite vanish wander weigh welcome worry analyze analyse assess calculate compute confirm conduct deploy display download upload edit enable evaluate extend generate identify
implement indicate install investigate launch maintain monitor note observe operate organize organise predict process propose pursue
resolve respond restore review revise select store submit suit summarize switch track transfer transform translate update upgrade verify
"""


@cache
def verbs() -> tuple[Conjugation, ...]:
    """Common verbs, in all their forms."""
    return tuple(conjugate(verb) for verb in dict.fromkeys(_VERBS.split()))


@cache
def forms(name: str) -> dict[str, Conjugation]:
    """The verbs by one of their forms: "past", "third", "participle", "ing", "base"."""
    field = {"past": "was"}.get(name, name)
    return {getattr(verb, field): verb for verb in verbs()}


@cache
def pasts() -> frozenset[str]:
    """Past tenses that can be nothing else but a participle: not "read", not "found"."""
    return frozenset(
        form
        for form, verb in forms("past").items()
        if form != verb.base and form not in forms("base") and form not in ("had", "was", "did")
    )


# What clauses with "that" hang on, and so no relative clauses do.
CLAIMS = one_of(
    """fact idea belief claim news hope view evidence way sign feeling thought impression opinion argument notion suggestion rumour rumor
    proof doubt chance possibility danger risk fear suspicion conclusion assumption condition statement promise assurance warning
    theory hypothesis principle complaint word sense point understanding knowledge certainty guarantee reason result extent degree
    apology apologie excuse explanation prediction agreement recognition remark comment observation prophecy hint reminder
    discovery realization realisation proposal admission confidence conviction likelihood probability insistence message time day year
    moment week month night morning so such case effect grounds truth indication concern worry requirement decision"""
)
_NO_NOUN = re.compile(
    rf"""(?:{DETERMINER}|{PREPOSITION}|{SUBORDINATOR}|{AUXILIARY}|{PRONOUN}|.*ly|and|or|but|nor|not|be|been|being|him|them|me|us|so|such|sure|glad
    |afraid|sorry|certain|happy|likely|clear|possible|true|aware|confident|only|just|even|now|then|here|there|too|very|much|more|out|up|down
    |off|back|away|same|few|one|well|also|both|own|better|best|worse|less|worried|pleased|proud|convinced|concerned|evident|obvious|seeing
    |besides|thus|always|perhaps|unless|sometimes|nowadays|else|whereas|plus|versus|provided|given|considering|important|essential|necessary|vital|crucial|unlikely|surprised|delighted|grateful|right|enough)""".replace(
        "\n    ", ""
    )
)
_PEOPLE = one_of("people those anyone someone everyone anything something everything nothing things others")


_REACH = 100  # characters that a noun and what stands with it take up at most


def noun_before(sentence: str, at: int, plural_verb: bool = False) -> str:
    """The noun that ends before the blank at `at` and may have a relative clause; "" where there may be none. `plural_verb`: what
    follows goes with a plural only, so that no verb before it ("says that are") can be meant."""
    before = sentence[max(0, at - _REACH) : at]
    if match := re.search(rf"\b(?:{_PEOPLE})$", before):
        return match[0]
    match = re.search(rf"\b{DETERMINER} ((?:[a-z][\w'’-]* ){{0,4}}?)([a-z][\w-]*)$", before)
    if match and not any(_is_no_noun(word) for word in match[1].split()):
        return "" if _is_no_noun(match[2]) else match[2]
    match = re.search(r"\b[a-z][\w-]{2,}s$", before)
    if match and not _is_no_noun(match[0]) and (plural_verb or match[0] not in forms("third")):
        return match[0]
    return ""


def _is_no_noun(word: str) -> bool:
    return bool(_NO_NOUN.fullmatch(word) or re.fullmatch(f"{CLAIMS}s?", word)) or word in pasts() or word in thinking()


@cache
def thinking() -> frozenset[str]:
    """Every form of the verbs that take a clause with "that"."""
    return frozenset(form for verb in THINKING for form in conjugate(verb))


THINKING = tuple(
    """say think believe know hope feel suppose wish guess realize realise understand hear assume suspect fear admit see find notice learn
    remember decide claim insist suggest expect imagine mean show prove argue agree conclude declare explain discover observe report note
    add reply answer recall recognize recognise indicate warn promise tell ensure doubt bet swear""".split()
)

_PERSONS = re.compile(
    r"""people|person|man|men|woman|women|boy|girl|child|children|friend|fellow|lady|king|queen|prince|princess|lord|god|guy|folk
    |(?:grand|step)?(?:father|mother|son|daughter|brother|sister)|uncle|aunt|cousin|nephew|niece|husband|wife|parent|baby|kid|servant|doctor|nurse|judge
    |soldier|captain|guest|neighbou?r|expert|student|patient|client|boss|chief|staff|team|colleague|citizen|president|author|creature
    |host|crowd|anyone|someone|everyone|those|others|crew|audience|family|one|\w+(?:er|or|ist|ian|ant|ent|ee|man|men|woman|women)""".replace(
        "\n    ", ""
    )
    + "s?"
)
_THINGS = re.compile(
    r"(?:pap|numb|lett|riv|wat|weath|matt|pow|ord|answ|flow|tow|fing|corn|cov|ent|off|mann|charact|chapt|comput|serv|serv|numb|low|newspap|floor|col|fav|doo?r|mirr|err|fact|vect|process|mot"
    r"|moment|document|government|department|element|argument|statement|agreement|instrument|event|content|environment|development|payment|plant|restaurant|amount|point|print|part|assistant|tree|coffee|committee|degree|knee|fee)\w*"
)


def is_person(noun: str) -> bool:
    """Whether a noun may mean persons; also where nobody can tell."""
    return _PERSONS.fullmatch(noun) is not None and not _THINGS.fullmatch(noun)


_LOWERED = frozenset(
    """
    i he she it they we you this that these those there the a an my your his her its our their all some most many several few every each no
    nobody nothing everybody everyone everything someone something anyone anything one both another such what people
    in on at by for from with to of after before since until during when while if because although though unless once as then now today
    yesterday tomorrow last next yet
    """.split()
)


def within(text: str) -> str:
    """Text that began a sentence as it stands within one; "" where its first word may be a name."""
    match = re.match(r"[\w]+", text)
    word = match[0] if match else ""
    if word == "I":
        return text
    return text[:1].lower() + text[1:] if word.lower() in _LOWERED else ""


def opening(text: str) -> str:
    """Text as it begins a sentence."""
    return text[:1].upper() + text[1:]
