"""A passage as the guard reads it: literals set apart, words without contractions, stems, clauses, sentences.

Not a parser: a word's neighbours in its clause stand for its syntax. Tests: tests/text/facts/.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from vibejam.text.facts.words import CONTRACTED, FUNCTION_WORDS, IRREGULAR
from vibejam.text.sentences import sentence_spans


@dataclass(frozen=True)
class Word:
    """`text` as it stands there, `word` in lower case with contractions resolved; `clause` and `sentence` are running numbers."""

    text: str
    word: str
    stem: str
    clause: int
    sentence: int
    opens: bool  # the first of its sentence, or after a colon, a quotation mark, a bullet

    @property
    def is_content(self) -> bool:
        return self.word not in FUNCTION_WORDS


_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " ", "\u202f": " "})
# Letters with inner apostrophes, a number with inner points and commas, or one mark.
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,:]\d+)*|\n{2,}|[^\w\s]")
_BREAKS = frozenset(',;:()–—-"[]*•#/、，.!?…\n。！？')
_OPENING = frozenset("\"'([*•#:-–—\n")


@dataclass(frozen=True)
class Passage:
    """Text whose literals are blank already."""

    text: str

    @cached_property
    def words(self) -> list[Word]:
        return list(_words(self.text.translate(_TYPOGRAPHY)))

    @cached_property
    def all_words(self) -> frozenset[str]:
        return frozenset(word.word for word in self.words)

    @cached_property
    def inner(self) -> frozenset[str]:
        """Words with a capital that is not due to their place."""
        return frozenset(word.text for word in self.words if not word.opens and word.text[0].isupper())

    @cached_property
    def lower(self) -> frozenset[str]:
        """Words that occur in lower case."""
        return frozenset(word.text for word in self.words if word.text[0].islower())

    @cached_property
    def capitals(self) -> dict[str, set[str]]:
        """Words with a capital, in lower case, by their first four letters."""
        table: dict[str, set[str]] = defaultdict(set)
        for word in self.words:
            if word.text[0].isupper():
                table[word.word[:4]].add(word.word)
        return table

    @cached_property
    def stems(self) -> Counter[str]:
        return Counter(word.stem for word in self.words if word.is_content)

    @cached_property
    def sentences(self) -> list[list[Word]]:
        sentences: list[list[Word]] = []
        for word in self.words:
            if not sentences or sentences[-1][-1].sentence != word.sentence:
                sentences.append([])
            sentences[-1].append(word)
        return sentences


def plain(text: str) -> str:
    """With the quotation marks, apostrophes and spaces of a typewriter; as long as before."""
    return text.translate(_TYPOGRAPHY)


def _words(text: str) -> Iterable[Word]:
    clause = sentence = 0
    opens, broke = True, False
    spans = sentence_spans(text) or [(0, 0)]
    for match in _TOKEN.finditer(text):
        token = match[0]
        if not (token[0].isalpha() or token[0].isdigit()):
            around = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
            inside = match.end() < spans[sentence][1]
            if not (token == "." and inside) and not (token == "-" and len(around) == 2 and around.isalnum()):
                broke = broke or token[0] in _BREAKS
                opens = opens or token[0] in _OPENING
            continue
        if match.start() >= spans[sentence][1]:
            sentence = next(n for n in range(sentence + 1, len(spans)) if match.start() < spans[n][1])
            clause, opens = clause + 1, True
        elif broke:
            clause += 1
        for part in ["(month)"] if token == "May" and not opens else resolved(token):
            yield Word(token, part, stem(part), clause, sentence, opens)
            opens = False
        broke = False


def resolved(token: str) -> list[str]:
    """ "don't" -> do, not; "Anna's" -> anna; "we'll" -> we, will."""
    word = token.lower()
    if "'" not in word:
        return CONTRACTED.get(word, [word])
    if word in CONTRACTED:
        return CONTRACTED[word]
    head, _, tail = word.rpartition("'")
    if tail == "t" and head.endswith("n"):
        return [head[:-1], "not"]
    if head in _ELIDED:
        return [head, tail]
    rest = {"ll": "will", "re": "are", "ve": "have", "m": "am", "d": "had"}.get(tail)
    return [head, rest] if rest else [head] if tail == "s" else [word]


_ELIDED = frozenset(
    ["l", "d", "n", "s", "j", "m", "t", "c", "qu", "un", "dell", "nell", "all", "sull", "dall"]
)  # of French and Italian
_SUFFIXES = (("ingly", ""), ("edly", ""), ("iest", "y"), ("ies", "y"), ("ied", "y"), ("ily", "y"), ("ing", ""), ("ed", ""), ("ly", ""), ("es", ""), ("s", ""))  # fmt: skip


@lru_cache(1 << 16)
def stem(word: str) -> str:
    """What is left of an English word without its inflection; only meant to be equal for forms of one word."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word.endswith("s") and word[:-1] in IRREGULAR:
        return IRREGULAR[word[:-1]]
    for suffix, instead in _SUFFIXES:
        if (
            word.endswith(suffix)
            and len(word) - len(suffix) >= 3
            and not word.endswith(("ss", "us", "is", "eed", "thing", "pply", "eply", "iply", "mply"))
        ):
            word = word[: len(word) - len(suffix)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    word = word[:-1] if word.endswith("e") and len(word) > 3 else word
    return word[:-1] + "i" if word.endswith("y") and len(word) > 2 else word
