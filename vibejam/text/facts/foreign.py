"""Languages other than English: what cannot be read must stand.

Known are the negations of the languages below, their words of mere grammar, which are free, and a few words that say the same.
Anything else that could turn a sentence (an opposite, a modal verb, a quantifier) cannot be told there, so every word of four
letters and more, and of three with a capital, must be in both texts, up to its ending: order, punctuation, case, spelling of endings
and short words are free. Scripts without spaces between words are compared by their characters, kana,
vowel signs and marks apart; negations count there too. Tests: tests/text/facts/.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from vibejam.text.facts.finding import Finding, added, lost
from vibejam.text.facts.passage import Passage

NEGATIONS = {
    "de": "nicht kein keine keinen keinem keiner keines nie niemals niemand nichts weder noch ohne kaum nirgends",
    "fr": "ne n pas jamais rien personne aucun aucune sans ni guère nul nulle",
    "es": "no nunca jamás nadie nada ningún ninguna ninguno sin ni tampoco apenas",
    "it": "non mai nessuno nessuna nessun niente nulla senza né neppure neanche",
    "pt": "não nunca jamais ninguém nada nenhum nenhuma sem nem tampouco",
    "nl": "niet geen nooit niemand niets noch zonder nergens nauwelijks",
    "sv": "inte icke ej aldrig ingen inget inga utan varken knappt", "da": "ikke ej aldrig ingen intet uden hverken næppe",
    "no": "ikke aldri ingen intet uten verken neppe", "pl": "nie nigdy nikt nic żaden żadna bez ani", "cs": "ne nikdy nikdo nic žádný bez ani",
    "ru": "не нет никогда никто ничего ни без нельзя", "uk": "не немає ніколи ніхто нічого ні без",
}  # fmt: skip
# Grammar: articles, pronouns, auxiliaries, prepositions, discourse words of four letters and more, and titles with short forms.
# Whether one comes or goes says little.
_GRAMMAR = {
    "de": "sie ich wir ihr aber alle allem allen aller alles also andere anderen auch auf aus beim beide beiden bereits bin bis bisher dabei dadurch dafür dagegen "
    "daher damals damit danach dann daran darauf daraus darin darum darunter darüber dass davon dazu deine denn dennoch deren dessen dich "
    "diese dieselbe dieselben diesem diesen dieser dieses doch dort durch eben ebenfalls eine einem einen einer eines einige etwas euch euer fast "
    "frau für ganz gibt haben habe habt hatte hatten hätte herr herrn hier hinter ihm ihn ihnen ihre ihrem ihren ihrer immer inzwischen indem ist "
    "jede jedem jeden jeder jedes jedoch jene jetzt könnte kann können mehr mein meine meinem meinen meiner meist mich mittlerweile möchte muss müssen nach "
    "neben nebst noch nun nur obwohl oder ohne schon sehr seid sein seine seinem seinen seiner seit selbst sich sind sogar soll sollen somit "
    "sondern sonst soviel sowie statt über überdies unser unsere unserem unseren unter vom von vor wann war waren wäre warum was weil weitere weiteren weiterer "
    "welche welcher wenn werde werden wieder wird wurde wurden worden würde zudem zum zur zwar zwischen steht stehen gibt geht gehen kommt kommen",
    "fr": "afin ainsi alors après assez aucun aussi autre autres avaient avait avant avec avez avoir avons cela celle celles celui cependant ces cet "
    "cette ceux chez comme comment dans déjà depuis dernier des dont donc elle elles encore enfin entre était étaient étant être fait faire "
    "furent ils jusque leur leurs lors lorsque lui madame mademoiselle mais maître messieurs mesdames mme mlle monsieur mêmes même notre nous ont où par parce pendant "
    "peut peuvent plus pour pourtant puis puisque quand que quel quelle qui quoi sans sera seront ses soit sommes sont sous sur tandis "
    "tous tout toute toutes très une unes vers voici voilà vont votre vous vos afin",
    "es": "además ahora algo algún alguna algunos ante antes aquel aquella aquí así aunque bajo bien cada casi como con contra cual cuando cuyo desde "
    "después donde durante ella ellas ellos entonces entre era eran eres esa ese eso esos esta está están estaba estar estas este esto estos "
    "fue fueron había han hasta hay hemos luego más mientras mismo misma mucho muy nosotros nuestra nuestro otra otras otro otros para pero porque "
    "puede pueden pues que quien sea según ser será serán sido sin sobre son también tan tanto tendrá tener tiene todo toda todos todas usted ustedes unos "
    "unas señor señora don doña",
    "it": "alla alle allo anche ancora avere avete aveva avuto che come con contro così cui dalla dalle dello della delle dentro dopo dove "
    "dunque ecco era erano essa esse essere essi fino fra hanno loro mentre molto nella nelle noi nostra nostro oltre ogni ora però perché più poi "
    "prima proprio quale quando quanto quella quelle quelli quello questa queste questi questo quindi sarà sia siamo siete sono sopra sotto stata "
    "state stati stato sua sue suoi sulla tra tutta tutte tutti tutto una verso voi vostra vostro signor signora",
    "nl": "aan alle alleen als andere bij daar daarom dan dat deze die dit door dus echter een eens eerst elke geen gewoon had hadden heb hebben "
    "heeft het hier hij hoe hun iets ieder immers inmiddels intussen jullie kan kunnen maar meer met mijn moet moeten naar nog omdat ons onze "
    "ook over reeds sinds staat tegen toch toen tot tussen uit van veel verder vermits voor waar wanneer want waren was wat weer welke werd "
    "werden wie wij wordt worden zal zeer zich zijn zou zullen mevrouw meneer",
}  # fmt: skip
# Words that say the same, groups parted by "|".
_SAME = {
    "de": "information informationen auskunft auskünfte mehr|übernimmt übernehmen leitung leitet leiten|finden findet steht stehen|anfangen beginnen "
    "beginnt fängt start startet|bekommen erhalten bekam erhielt|benötigen brauchen benötigt braucht|mitteilen sagen|kaufen erwerben|telefon anruf",
    "fr": "remettre remis donner donné|partir parti départ|arriver arrivée arrivé|fonctionner fonctionne marcher marche|envoyer envoyez adresser "
    "adressez|débuter commencer débute commence|possible peut pouvoir|acheter acquérir|habiter demeurer",
    "es": "celebrar celebrará celebra tendrá tiene será|posible pudo puede podido poder|empezar comenzar empieza comienza|enviar mandar envíe "
    "mande|comprar adquirir|recibir recibido|llamar telefonear",
    "it": "iniziare cominciare inizia comincia|possibile può potuto potere|inviare mandare|tenere svolgere terrà svolgerà|comprare acquistare",
    "nl": "beginnen starten begint start|sturen zenden|mogelijk kunnen kon|kopen aanschaffen|krijgen ontvangen",
}  # fmt: skip
_LONG = 4  # letters; shorter words are articles and the like, and free
_UNSPACED = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿฀-๿຀-໿က-႟ក-៿]")
_FREE = frozenset("のはがをにでともへやかねよわさ的了着")


def foreign(draft: Passage, rewrite: Passage, language: str) -> Iterator[Finding]:
    """Words that went or came, and negations where they are known."""
    yield from _negations(draft, rewrite, NEGATIONS.get(language, "").split())
    yield from _characters(draft.text, rewrite.text)
    free = _grammar(language)
    ours, theirs = _long(draft), _long(rewrite)
    for mine, others, finding, why in ((ours, theirs, lost, "is lost"), (theirs, ours, added, "is new")):
        groups = _groups(language, {word for words in others.values() for word in words})
        gone = [
            word
            for words in mine.values()
            for word in sorted(words)
            if word not in free and word not in groups and not any(_same(word, other) for other in others.get(word[:3], ()))
        ]
        if gone:
            yield finding("unchecked", gone[0], f"{why}, and what that means cannot be checked in this language")


@cache
def _grammar(language: str) -> frozenset[str]:
    return frozenset(_GRAMMAR.get(language, "").split())


def _groups(language: str, words: set[str]) -> set[str]:
    """What the words may stand for."""
    groups = [set(group.split()) for group in _SAME.get(language, "").split("|")]
    return {word for group in groups if group & words for word in group}


def _same(one: str, other: str) -> bool:
    """Up to the ending, which is at most a third."""
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return shared >= 0.66 * max(len(one), len(other))


def _long(passage: Passage) -> dict[str, set[str]]:
    """Long words by their first three letters."""
    table: dict[str, set[str]] = {}
    for word in passage.words:
        if len(word.word) >= _LONG - (word.text[0].isupper() and not word.opens) and not _UNSPACED.search(word.word):
            table.setdefault(word.word[:3], set()).add(word.word)
    return table


def _negations(draft: Passage, rewrite: Passage, negations: list[str]) -> Iterator[Finding]:
    ours, theirs = (sum(word.word in negations for word in passage.words) for passage in (draft, rewrite))
    if ours > theirs:
        yield Finding("negation", "a negation is lost", lost=next(w.text for w in draft.words if w.word in negations))
    elif theirs > ours:
        yield Finding("negation", "a negation is new", added=next(w.text for w in rewrite.words if w.word in negations))


def _characters(draft: str, rewrite: str) -> Iterator[Finding]:
    ours, theirs = (Counter(c for c in _UNSPACED.findall(text) if c not in _FREE) for text in (draft, rewrite))
    for gone, finding, why in ((ours - theirs, lost, "is lost"), (theirs - ours, added, "is new")):
        if gone:
            yield finding("unchecked", "".join(gone), f"{why}, and what that means cannot be checked in this language")
