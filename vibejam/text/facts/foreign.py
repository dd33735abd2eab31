"""Languages other than English: what cannot be read must stand.

Known are the negations of the languages below. Anything else that could turn a sentence (an opposite, a modal verb, a quantifier)
cannot be told there, so every word of four letters and more must be in both texts, up to its ending: order, punctuation, case,
spelling of endings and short words are free. Scripts without spaces between words are compared by their characters, kana,
vowel signs and marks apart; negations count there too. Tests: tests/text/facts/.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

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
_LONG = 4  # letters; shorter words are articles and the like, and free
_UNSPACED = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿฀-๿຀-໿က-႟ក-៿]")
_FREE = frozenset("のはがをにでともへやかねよわさ的了着")


def foreign(draft: Passage, rewrite: Passage, language: str) -> Iterator[Finding]:
    """Words that went or came, and negations where they are known."""
    yield from _negations(draft, rewrite, NEGATIONS.get(language, "").split())
    yield from _characters(draft.text, rewrite.text)
    ours, theirs = _long(draft), _long(rewrite)
    for mine, others, finding, why in ((ours, theirs, lost, "is lost"), (theirs, ours, added, "is new")):
        gone = [w for words in mine.values() for w in words if not any(_same(w, o) for o in others.get(w[:3], ()))]
        if gone:
            yield finding("unchecked", gone[0], f"{why}, and what that means cannot be checked in this language")


def _same(one: str, other: str) -> bool:
    """Up to the ending, which is at most a third."""
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return shared >= 0.66 * max(len(one), len(other))


def _long(passage: Passage) -> dict[str, set[str]]:
    """Long words by their first three letters."""
    table: dict[str, set[str]] = {}
    for word in passage.all_words:
        if len(word) >= _LONG and not _UNSPACED.search(word):
            table.setdefault(word[:3], set()).add(word)
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
