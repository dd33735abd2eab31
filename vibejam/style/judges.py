"""Two fixed judges of whether a passage sounds like a person. They choose nothing and share nothing with what does.

`NGramJudge` is a logistic regression on tf-idf-weighted character 3-5-grams: its score is a log-odds. `DeltaJudge` is Burrows'
Delta ("Delta: a measure of stylistic difference", 2002) on 150 function words: how much nearer the passage is to the person's
profile than to the others'. Both are trained on passages as long as those they judge, for the spread of a passage's figures
depends on its length; text is normalised first, so that no kind of quote, dash or space tells who wrote it.
Tests: tests/style/test_judges.py; how well they judge: python -m bench.judges.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vibejam.style.logistic import Floats, Rows, fit_logistic, ngram_counts

FEWEST_WORDS, MOST_WORDS = 35, 90
_USUAL_WORDS = 50  # a passage ends with the sentence that reaches so many
_MOST_NGRAMS = 30_000  # the ones that most passages have
_STRENGTH = 10.0

_SINGLE_QUOTES, _DOUBLE_QUOTES, _DASHES = "‘’‚‛`´′", "“”„‟«»″", "‐‑‒–—―−"
_SAME = str.maketrans({**dict.fromkeys(_SINGLE_QUOTES, "'"), **dict.fromkeys(_DOUBLE_QUOTES, '"'), **dict.fromkeys(_DASHES, "-")})
_DASH = re.compile(r"\s*(?:[—―]|-{2,})\s*|\s+[–-]\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?。！？])[\"'”’)\]]*\s+|\n{2,}")
_WORD = re.compile(r"[^\W\d_]+")

_IRREGULAR = {"won't": "will not", "can't": "can not", "cannot": "can not", "shan't": "shall not", "ain't": "is not", "let's": "let us", "'tis": "it is", "'twas": "it was"}  # fmt: skip
_ENDINGS = (
    (re.compile(r"(?<=[a-z])n't\b", re.I), " not"), (re.compile(r"(?<=[a-z])'re\b", re.I), " are"),
    (re.compile(r"(?<=[a-z])'ve\b", re.I), " have"), (re.compile(r"(?<=[a-z])'ll\b", re.I), " will"),
    (re.compile(r"\b(i)'m\b", re.I), r"\1 am"), (re.compile(r"\b(i|you|he|she|it|we|they|there|who)'d\b", re.I), r"\1 would"),
    (re.compile(r"\b(he|she|it|that|there|here|what|who|where|how)'s\b", re.I), r"\1 is"),
)  # fmt: skip
_IRREGULARS = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, _IRREGULAR)) + r")(?!\w)", re.I)

# Closed-class words of English, with the pieces that contractions leave ("don't" is read as "don", "t").
_FUNCTION_WORDS = """
a an the this that these those each every either neither some any no none all both few many much more most several such other
another same i me my myself you your he him his himself she her it its itself we us our they them their who whom whose which what
and or but nor so yet for if than as because though while unless until since when where why how whether after before of in on at
by to from with without within into upon about above under over between among through during against towards along around behind
beyond off out up down not never be am is are was were been being have has had do does did will would shall should can could may
might must there here then now only very just also even still too again s t m d ll re ve
"""
FUNCTION_WORDS = tuple(_FUNCTION_WORDS.split())


class Judge(Protocol):
    """Tells a person's passages from others'."""

    def fit(self, own: Sequence[str], others: Sequence[str]) -> None: ...

    def score(self, text: str) -> float:
        """The higher, the rather the person's."""
        ...


def normalise(text: str, expand: bool = False) -> str:
    """The text with one kind of quote, dash and space; with `expand`, English contractions written out ("don't" -> "do not")."""
    text = unicodedata.normalize("NFC", text).replace("…", "...")
    text = _DASH.sub(" - ", text).translate(_SAME)
    if expand:
        text = expand_contractions(text)
    return " ".join(text.split())


def expand_contractions(text: str) -> str:
    """Contractions of English written out, where the apostrophe is a plain one. "'s" is left alone after a noun."""
    text = _IRREGULARS.sub(lambda match: _as_cased(_IRREGULAR[match[0].lower()], match[0]), text)
    for pattern, replacement in _ENDINGS:
        text = pattern.sub(replacement, text)
    return text


def _as_cased(words: str, like: str) -> str:
    return words[0].upper() + words[1:] if like.lstrip("'")[:1].isupper() else words


def passages(text: str) -> list[str]:
    """A document cut at the ends of sentences into passages of 35 to 90 words; a shorter rest is left out.

    A text that has no more than 90 words is one passage, however short.
    """
    if len(text.split()) <= MOST_WORDS:
        return [text.strip()] if text.strip() else []
    found, words = list[str](), list[str]()
    for sentence in _sentences(text):
        if len(words) + len(sentence) > MOST_WORDS and len(words) >= FEWEST_WORDS:
            found.append(" ".join(words))
            words = []
        words += sentence
        while len(words) > MOST_WORDS:  # a sentence that goes on and on
            found.append(" ".join(words[:MOST_WORDS]))
            words = words[MOST_WORDS:]
        if len(words) >= _USUAL_WORDS:
            found.append(" ".join(words))
            words = []
    return [*found, " ".join(words)] if len(words) >= FEWEST_WORDS else found


def _sentences(text: str) -> Iterator[list[str]]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        yield text[start : match.end()].split()
        start = match.end()
    yield text[start:].split()


class NGramJudge:
    """Logistic regression on character 3-5-grams. Raises ValueError when one side has no passages."""

    def __init__(self, expand: bool = False):
        self.expand = expand

    def fit(self, own: Sequence[str], others: Sequence[str]) -> None:
        _check_both(own, others)
        counted = [ngram_counts(self._prepared(text)) for text in (*own, *others)]
        frequency = np.bincount(np.concatenate([buckets for buckets, _ in counted]))
        most = np.argsort(-frequency, kind="stable")[:_MOST_NGRAMS]
        self._buckets = np.sort(most[frequency[most] >= 2])  # what one passage alone has tells nothing of another
        self._idf = 1 + np.log((1 + len(counted)) / (1 + frequency[self._buckets]))
        rows = [self._weighted(*counts) for counts in counted]
        lengths = [len(columns) for columns, _ in rows]
        matrix = Rows(
            np.repeat(np.arange(len(rows)), lengths), np.concatenate([columns for columns, _ in rows]),
            np.concatenate([values for _, values in rows]), (len(rows), len(self._buckets)),
        )  # fmt: skip
        self._weights, self._intercept = fit_logistic(matrix, np.arange(len(rows)) < len(own), _STRENGTH)

    def score(self, text: str) -> float:
        columns, values = self._weighted(*ngram_counts(self._prepared(text)))
        return float(values @ self._weights[columns] + self._intercept)

    def _prepared(self, text: str) -> str:
        return f" {normalise(text, self.expand).lower()} "

    def _weighted(self, buckets: NDArray[np.int64], counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
        """Columns that are known and their weights, of length 1 together."""
        places = np.searchsorted(self._buckets, buckets)
        known = np.append(self._buckets, -1)[places] == buckets  # -1: beyond the last
        columns = places[known]
        values = (1 + np.log(counts[known])) * self._idf[columns]
        return columns, values / max(float(np.linalg.norm(values)), 1e-12)


class DeltaJudge:
    """Burrows' Delta on function words: Delta to the others minus Delta to the person. Raises ValueError as NGramJudge does.

    `words` are what is counted; None takes the 150 that most passages have, as Burrows did, for a language without a list here.
    """

    def __init__(self, expand: bool = False, words: Sequence[str] | None = FUNCTION_WORDS):
        self.expand = expand
        self._words = words

    def fit(self, own: Sequence[str], others: Sequence[str]) -> None:
        _check_both(own, others)
        words = most_common_words((*own, *others)) if self._words is None else self._words
        self._places = {word: place for place, word in enumerate(words)}
        own_rates, other_rates = (np.array([self._rates(text) for text in side]) for side in (own, others))
        self._mean = other_rates.mean(axis=0)
        spread = other_rates.std(axis=0)
        self._scale = np.where(spread > 0, 1 / np.where(spread > 0, spread, 1), 0.0)  # what the others never write has no scale
        self._profile = (own_rates.mean(axis=0) - self._mean) * self._scale

    def score(self, text: str) -> float:
        z = (self._rates(text) - self._mean) * self._scale
        return float(np.abs(z).mean() - np.abs(z - self._profile).mean())

    def _rates(self, text: str) -> Floats:
        words = words_of(normalise(text, self.expand))
        counts = np.zeros(len(self._places))
        for word in words:
            if (place := self._places.get(word)) is not None:
                counts[place] += 1
        return counts / max(1, len(words))


def words_of(text: str) -> list[str]:
    """Runs of letters, in lower case."""
    return _WORD.findall(text.lower())


def most_common_words(texts: Iterable[str], number: int = len(FUNCTION_WORDS)) -> list[str]:
    """The words that most of the texts have; of equals, the first by alphabet."""
    having: dict[str, int] = {}
    for text in texts:
        for word in set(words_of(normalise(text))):
            having[word] = having.get(word, 0) + 1
    return sorted(having, key=lambda word: (-having[word], word))[:number]


def auc(own: Sequence[float], others: Sequence[float]) -> float:
    """The probability that one of the person's passages scores higher than one of the others' (ties count half)."""
    scores = np.array([*own, *others])
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2  # mean rank of each value
    rank_sum = ranks[place[: len(own)]].sum()
    return float((rank_sum - len(own) * (len(own) + 1) / 2) / (len(own) * len(others)))


def _check_both(own: Sequence[str], others: Sequence[str]) -> None:
    if not own or not others:
        raise ValueError(f"a judge needs passages of both sides: {len(own)} of the person, {len(others)} of others")
