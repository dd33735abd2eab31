"""The choices of words that the rules know, as tables: which forms say the same, and beside which words they do.

English only. A `Choice` has two forms or more; a row holds the same word in each of them. A slot is an occurrence of any form whose
neighbours satisfy `before` and `after` (regular expressions that the neighbour must match in full; "" stands for an end of the
text, a mark for itself) and do not match `not_before` and `not_after`. Only forms in `to` are ever put in; () stands for all.
What changes who did what, how much, or how sure somebody is, is not in here. Tests: tests/style/test_habits.py.
"""

from __future__ import annotations

from dataclasses import dataclass

NOMINATIVE = r"(?:i|he|she|we|they)"
SUBJECT = r"(?:i|he|she|we|they|it|you|there|this|that)"
DETERMINER = r"(?:the|a|an|this|that|these|those|my|your|his|her|its|our|their|some|any|no|every|each|all|both|such)"
MARK = r"[^\w\s]?"


@dataclass(frozen=True)
class Choice:
    """Forms between which a writer chooses. `group`: choices that are one habit at heart share what is known of each other;
    `together`: one text keeps to one form; `fits`: what is put in must be attested beside its neighbours; `plain`: changed only in
    sentences that deny, limit and allow nothing, where each word may weigh."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    labels: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    not_before: str = ""
    not_after: str = ""
    to: tuple[int, ...] = ()
    group: str = ""
    together: bool = False
    fits: bool = False
    plain: bool = False

    @property
    def forms(self) -> tuple[str, ...]:
        return self.labels or self.rows[0]


def _rows(text: str) -> tuple[tuple[str, ...], ...]:
    """ "a|b, c|d" -> (("a", "b"), ("c", "d"))"""
    return tuple(tuple(form.strip() for form in row.split("|")) for row in text.replace("\n", " ").split(",") if row.strip())


def _words(text: str, **how: object) -> Choice:
    rows = _rows(text)
    return Choice("/".join(rows[0]), rows, **how)  # type: ignore[arg-type]


def _spelling(label: str, rows: tuple[tuple[str, ...], ...], group: str = "") -> Choice:
    return Choice(f"spelling {label}", rows, labels=tuple(label.split("/")), group=group, together=True)


def _endings(stems: str, first: str, second: str, endings: str) -> tuple[tuple[str, ...], ...]:
    return tuple((stem + first + end, stem + second + end) for stem in stems.split() for end in ["", *endings.split()])


_OUR = _endings(
    "arb arm behavi cl col enam endeav fav flav glam harb hon hum lab neighb od parl ranc rig rum sav splend val vap vig",
    "our", "or", "s",
) + _endings("fav hon col lab harb neighb endeav hum flav sav", "our", "or", "ed ing ite ites able ably ful less hood hoods")  # fmt: skip
_ISE = _endings(
    """actual agon american antagon apolog author autom capital categor central character civil colon commercial critic crystall
    customi digit econom emphas energ equal eulog familiar fertil final formal general global harmon hospital human
    hypothes ideal immortal immun individual industrial initial internal italic legal liberal local material maxim memor
    minim mobil modern monopol national neutral normal optim organ ostrac oxid parallel patron penal personal philosoph
    polar popular prior privat public rational real recogn reorgan revolution romantic scrutin sensit serial social special
    stabil standard steril stigmat subsid summar symbol sympath synchron systemat terror tranquill vandal victim
    visual vital""",
    "is", "iz", "e es ed ing ation ations er ers",
)  # fmt: skip
_ISE = tuple(row for row in _ISE if not row[0].endswith("is")) + _rows("analyse|analyze, analysed|analyzed, analysing|analyzing")
_RE = _endings("cent theat fib lit lust sab somb spect calib", "re", "er", "s")
_DOUBLED = _endings(
    "cancel channel counsel dial fuel label level marvel model panel quarrel signal travel tunnel", "l", "", "ed ing er ers"
)  # fmt: skip
_DOUBLED = tuple(row for row in _DOUBLED if row[0][-1] in "dgrs")

_NEGATIONS = (
    "do not|don't, does not|doesn't, did not|didn't, is not|isn't, are not|aren't, was not|wasn't, were not|weren't, "
    "have not|haven't, has not|hasn't, had not|hadn't, cannot|can't, could not|couldn't, would not|wouldn't, "
    "should not|shouldn't, will not|won't, shall not|shan't, must not|mustn't, need not|needn't"
)

SPELLINGS = (
    _spelling("-our/-or", tuple(dict.fromkeys(_OUR)), "British"),
    _spelling("-ise/-ize", _ISE),
    _spelling("-re/-er", _RE, "British"),
    _spelling("-lled/-led", _DOUBLED, "British"),
    _spelling("British/American", _rows(
        """grey|gray, greys|grays, defence|defense, offence|offense, pretence|pretense, catalogue|catalog, catalogues|catalogs,
        judgement|judgment, judgements|judgments, fulfil|fulfill, fulfils|fulfills, fulfilment|fulfillment,
        skilful|skillful, wilful|willful, enrol|enroll, enrolment|enrollment, instalment|installment, plough|plow,
        sceptical|skeptical, scepticism|skepticism, mould|mold, moustache|mustache, aluminium|aluminum, jewellery|jewelry,
        cosy|cozy, pyjamas|pajamas, manoeuvre|maneuver, ageing|aging, acknowledgement|acknowledgment"""), "British"),
    _spelling("to-day/today", _rows("to-day|today, to-night|tonight, to-morrow|tomorrow")),
    _spelling("e-mail/email", _rows("e-mail|email, e-mails|emails")),
    _spelling("every body/everybody", _rows("every body|everybody, any body|anybody, every thing|everything, any thing|anything")),
    _spelling("shew/show", _rows("shew|show, shews|shows, shewed|showed, shewn|shown, shewing|showing")),
    _spelling("okay/ok", _rows("okay|ok")),
)  # fmt: skip

# Adverbs and connectives that fill the same slot; verbs in frames where either fits; words that mean one thing.
WORDS = (
    _words("perhaps|maybe", not_before="a|the|no|may|might|could|can|will|would|should|is|was|are|were|be|been|has|had|have", not_after="(?:a's)"),
    _words("although|though", before=rf"{MARK}|and|but", after=rf"{SUBJECT}|{DETERMINER}|it's|i'm", not_before="as|even|[\"”’]"),
    _words("until|till", not_before="(?:a|the|up|from)", after=rf"{SUBJECT}|{DETERMINER}", not_after="the|this|that", plain=True),
    _words("while|whilst", before=MARK, after=rf"{SUBJECT}|{DETERMINER}", not_before="[\"”’]"),
    _words("among|amongst", after=r"\w.*"),
    _words("amid|amidst", after=r"\w.*"),
    _words("toward|towards", after=r"\w.*"),
    _words("afterward|afterwards"),
    _words("for example|for instance"),
    _words("each other|one another", plain=True),
    _words("everyone|everybody", after=rf"{MARK}|\w+", not_after="of|'s"),
    _words("someone|somebody", not_after="of"),
    _words("anyone|anybody", not_after="of"),
    _words("often|frequently", not_before="how|more|too|as|so|most|less|very|quite", not_after="than|as|enough|times", fits=True),
    _words("especially|particularly", not_before="not|nor|more|any|is|are|was|were|be|[a-z]+n't", after=r"\w.*"),
    _words("entire|whole", before="the|my|your|his|her|our|their|this|that|an|a", after=r"[a-z]{3,}", not_after="of|and|or|thing", fits=True),
    _words("large|big", before="a|the|very|so|too|this|that|my|your|his|her|our|their", after="[a-z]{3,}", not_after="numbers?|parts?|amounts?|extent|majority|scale|quantity|quantities|deal|portion|and|or|enough", fits=True),
    _words("begin to|start to, begins to|starts to, beginning to|starting to", after="[a-z]{2,}", not_before="the|a|from|in|at|this|that|very"),
    _words("began to|started to", after="[a-z]{2,}", not_before="have|has|had|having|'ve|was|were|been|be"),
    _words("try to|attempt to, tries to|attempts to, trying to|attempting to, tried to|attempted to", after="[a-z]{2,}",
           before=rf"{NOMINATIVE}|you|it|to|not|don't|will|would|can|could|may|might|must|should|who|that|which|and|is|are|was|were|be|been|have|has|had|am|i'm|we're|they're|you're|he's|she's|i've|we've|let's|please"),
    _words("tell you that|inform you that, told me that|informed me that, told him that|informed him that, told us that|informed us that, tell me that|inform me that"),
    _words("i think|i believe", after=rf"that|{NOMINATIVE}|it|there", not_before="do|did|as|than|and|not|what|who|which|how|where|should|must|so"),
    _words("because|for", before=",", after=NOMINATIVE, plain=True),
    _words("all of the|all the, all of my|all my, all of your|all your, all of his|all his, all of our|all our, all of their|all their, all of these|all these, all of those|all those", after="[a-z]{3,}", not_before="not|above|almost|nearly", not_after="same|more|better|worse|way|while|time"),
    _words("so that|so", before="[a-z]{3,}", after=rf"{NOMINATIVE}|you", not_before="and|but|or|not|do|did|does|done|say|said|says|think|thought|hope|told|believe|even|just|if|why|ever|more|or", to=(1,)),
    _words("such as|like", before="[a-z]{3,}[^aiu\\Ws]s", after=rf"{DETERMINER}|[a-z]{{4,}}s|[a-z]+ing", not_before="looks|feels|sounds|seems|tastes|smells|works|acts|others|[a-z]*self|always|sometimes|appears|behaves|reads|goes|runs|comes|writes|speaks|talks|moves|lives|looked|does|says|perhaps", to=(1,)),
    _words("received|got", before=NOMINATIVE, after=rf"{DETERMINER}|it|them", to=(1,)),
    _words("purchased|bought", before=rf"{NOMINATIVE}|you|have|has|had|'ve", after=rf"{DETERMINER}|it|them|[a-z]{{4,}}s", to=(1,)),
    _words("make sure|ensure, makes sure|ensures, made sure|ensured, making sure|ensuring", after="that"),
    _words("thank you|thanks", before="[.!?]?", after="for|so"),
    _words("i will|i shall, we will|we shall", after="[a-z]{2,}", not_before=r"as|than|[\"“]", not_after="not|and|or|nor|but", group="shall", plain=True),
    _words("about|around|approximately|roughly", after=r"\d.*", not_before="[a-z]+ing|know|knows|knew|talk|talked|heard|hear|think|thought|more|less|what|and|or|just|brought|come|came|bring|turned|look|looked|questions|information|learn|read|write|wrote", to=(0, 1)),
)  # fmt: skip

# The long way round, and the short one: only ever shortened, and the short form is no chance for the long one.
SHORTENED = (
    _words("in order to|to", after="[a-z]{2,}", not_before="put|set|get|keep|all|everything|are|is|was|were|so"),
    _words("due to the fact that|because, owing to the fact that|because"),
    _words("despite the fact that|although, in spite of the fact that|although"),
    _words("in the event that|if"),
    _words("at this point in time|now, at the present time|now"),
    _words("prior to|before", not_before="the|a|days?|weeks?|months?|hours?|minutes|years?"),
    _words("with regard to|about, with respect to|about, in regard to|about", before="[a-z]{2,}s?", not_before="and|or|is|was|are|were|be|that"),
    _words("questions regarding|questions about, question regarding|question about, information regarding|information about, details regarding|details about, concerns regarding|concerns about, news regarding|news about, decision regarding|decision about"),
    _words("utilize|use, utilizes|uses, utilizing|using, utilise|use, utilises|uses, utilising|using"),
    _words("leveraging|using", after="[a-z]{2,}", not_before="the|a|of|this"),
    _words("to leverage|to use", after="[a-z]{2,}"),
    _words("numerous|many", before=r"(?:of|by|in|with|for|on|from|to|has|have|had|across|at|contains|after|despite|and|are|were|received|offers|provides|including)", after="[a-z]{3,}s", fits=True),
    _words("individuals|people", before="(?:of|by|in|with|for|on|from|to|many|some|most|these|those|few|several|all|other|that|when)", not_after="who's"),
    _words("to purchase|to buy", after=rf"{DETERMINER}|new|more|one|two|it|them"),
    _words("to obtain|to get", after=rf"{DETERMINER}|more|it|them"),
    _words("to assist you|to help you, assist you with|help you with, assist us with|help us with, to assist us|to help us, your assistance|your help, our assistance|our help"),
    _words("sufficient|enough", before="(?:have|has|had|is|are|with|without|provide|provides|not|be)", after="[a-z]{4,}", not_after="for|to|and|or|but|when|that|reason|number", fits=True),
    _words("reside in|live in, resides in|lives in, residing in|living in, resided in|lived in", not_after="the|this"),
    _words("demonstrates that|shows that, demonstrate that|show that, demonstrated that|showed that", not_before="has|have|had|been|was|were"),
    _words("shortly|soon", before="will|shall|very|'ll", after=r"[a-z]+|\.", not_after="before|after"),
    _words("upon|on", after=rf"{DETERMINER}|[a-z]+ing|me|him|us|them|it|you", not_before="once|thereupon|thinly|[\"“]|looked|look|put"),
    _words("whether or not|whether", before="know|knows|knew|see|decide|decided|tell|ask|asked|wonder|wondered|determine|of|about|is|was", after=rf"{SUBJECT}|the|a|my|your|his|her|our|their|to"),
    _words("reach out to|contact, reaching out to|contacting, reached out to|contacted", after="me|us|him|her|them|you|my|our|the"),
    _words("delve into|go into, delves into|goes into, delving into|going into, delved into|went into"),
    _words("a wide range of|many", after="[a-z]{4,}s", fits=True),
    _words("is a testament to|shows", after=DETERMINER),
    _words("don't hesitate to contact|contact, do not hesitate to contact|contact, feel free to contact|contact", before="please", after="me|us|him|her"),
    _words("don't hesitate to reach out|get in touch, do not hesitate to reach out|get in touch, feel free to reach out|get in touch", before="please", not_after="to"),
)  # fmt: skip

# Long and short form -> the kind of verb that is shortened.
_BE = "i am|i'm, you are|you're, we are|we're, they are|they're, he is|he's, she is|she's, it is|it's, that is|that's, there is|there's"
_HAVE = "i have|i've, you have|you've, we have|we've, they have|they've, it has|it's, he has|he's, she has|she's"
_WILL = "i will|i'll, you will|you'll, he will|he'll, she will|she'll, it will|it'll, we will|we'll, they will|they'll"
_WOULD = "i would|i'd, you would|you'd, he would|he'd, she would|she'd, we would|we'd, they would|they'd"
CONTRACTIONS: dict[tuple[str, str], str] = {
    (long, short): kind
    for kind, text in {
        "not": _NEGATIONS, "be": _BE, "have": _HAVE, "will": _WILL, "would": _WOULD,
        "us": "let us|let's", "it": "it is|'tis, it was|'twas", "opening": "what is|what's, who is|who's, where is|where's, here is|here's",
    }.items()
    for long, short in _rows(text)
}  # fmt: skip

# How a sentence may open, with the comma or without; the rest of the sentence is the same after each.
OPENERS = (
    Choice("Additionally/Also", _rows("additionally ;|also ;|besides ;, furthermore ;|also ;|besides ;, moreover ;|also ;|besides ;, "
                                      "in addition ;|also ;|besides ;"), labels=("Additionally,", "Also,", "Besides,")),
    Choice("Therefore/So", _rows("therefore ;|so, consequently ;|so, thus ;|so, as a result ;|so"), labels=("Therefore,", "So"), after=rf"{SUBJECT}|the|my|our|your|his|her|their|these|those",
           not_after="(?:it's|that)"),
    Choice("However/But", _rows("however ;|but"), labels=("However,", "But"), not_after="for|then|not|only|to|of|ah|oh|yes|no|still|yet|however|why|what|how|who|[a-z]+ing"),
    Choice("Nevertheless/Still", _rows("nevertheless ;|still ;, nonetheless ;|still ;"), labels=("Nevertheless,", "Still,")),
)  # fmt: skip

# What assistants say and few people do. With nothing, or what is in the last column, the sentence says the same.
FILLERS = (
    (
        "important to note",
        r"It (?:is|['’]s) (?:important|worth|essential) (?:to note|noting|to remember|remembering|to mention|mentioning) that ",
        "",
    ),
    (
        "it should be noted",
        r"It should be noted that |It bears mentioning that |It goes without saying that |Needless to say, ",
        "",
    ),
    ("in conclusion", r"(?:In conclusion|In summary|To summarize|To sum up|To conclude), ", ""),
    ("hope this finds you well", r"I hope (?:that )?(?:this|my) (?:e-?mail|message|note) finds you well[.!] ?", ""),
    ("let's be honest", r"Let(?:'s|’s| us) be honest: ", ""),
)

# Polite and neither warm nor cold; warmer ones are told apart by whom they are for, which no rule knows.
SIGN_OFFS = (
    "Best regards", "Kind regards", "Warm regards", "Regards", "Best wishes", "All the best", "Best", "Many thanks and best wishes",
    "Sincerely", "Sincerely yours", "Yours sincerely", "Yours truly", "Truly yours", "Yours",
)  # fmt: skip
