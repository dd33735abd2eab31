"""How two texts overlap: words edited, words copied in runs, BLEU and chrF as sacrebleu defines them by default.

BLEU: Papineni et al. 2002, with the tokens of mteval-v13a and exponential smoothing of orders that never match (Chen and Cherry
2014). chrF: Popović 2015, characters up to 6-grams without spaces, recall weighing twice. Both are of a whole corpus, 0 to 100.
Tests: tests/style/test_overlap.py.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence

RUN = 8  # words in a row that count as copied
_ORDERS = 4  # of BLEU
_CHARACTER_ORDERS, _BETA = 6, 2
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_13A = (
    (re.compile(r"([\{-\~\[-\` -\&\(-\+\:-\@\/])"), r" \1 "),  # ASCII punctuation but . , - '
    (re.compile(r"([^0-9])([\.,])"), r"\1 \2 "),
    (re.compile(r"([\.,])([^0-9])"), r" \1 \2"),
    (re.compile(r"([0-9])(-)"), r"\1 \2 "),
)
_ENTITIES = (("&quot;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"))


def words(text: str) -> list[str]:
    """The words of a text, in one case and without punctuation."""
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


def edit_share(draft: str, rewrite: str) -> float:
    """Words inserted, deleted or replaced, at least, per word of the longer text (Levenshtein): 0 is the same words."""
    a, b = words(draft), words(rewrite)
    before = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y)))
        before = row
    return before[-1] / max(1, len(a), len(b))


def copy_rate(draft: str, rewrite: str, run: int = RUN) -> float:
    """The share of the rewrite's words that stand in a run of at least `run` words which the draft has too."""
    a, b = words(draft), words(rewrite)
    runs = {tuple(a[i : i + run]) for i in range(len(a) - run + 1)}
    copied = [False] * len(b)
    for i in range(len(b) - run + 1):
        if tuple(b[i : i + run]) in runs:
            copied[i : i + run] = [True] * run
    return sum(copied) / max(1, len(b))


def bleu(hypotheses: Sequence[str], references: Sequence[str]) -> float:
    """Corpus BLEU, one reference each."""
    pairs = [(_tokens_13a(h), _tokens_13a(r)) for h, r in zip(hypotheses, references, strict=True)]
    length, wanted = sum(len(h) for h, _ in pairs), sum(len(r) for _, r in pairs)
    if length == 0:
        return 0.0
    total, smooth = 0.0, 1.0
    for n in range(1, _ORDERS + 1):
        matches, count, _ = _matches(pairs, n)
        if count == 0:
            return 0.0
        if matches == 0:
            smooth *= 2
        if n == 1 and matches == 0:
            return 0.0
        total += math.log(matches / count if matches else 1 / (smooth * count))
    return 100 * math.exp(total / _ORDERS + min(0.0, 1 - wanted / length))


def chrf(hypotheses: Sequence[str], references: Sequence[str]) -> float:
    """Corpus chrF2, one reference each."""
    pairs = [("".join(h.split()), "".join(r.split())) for h, r in zip(hypotheses, references, strict=True)]
    counted = [_matches(pairs, n) for n in range(1, _CHARACTER_ORDERS + 1)]
    counted = [(matches, count, wanted) for matches, count, wanted in counted if count and wanted]
    if not any(matches for matches, _, _ in counted):
        return 0.0
    precision = sum(matches / count for matches, count, _ in counted) / len(counted)
    recall = sum(matches / wanted for matches, _, wanted in counted) / len(counted)
    return 100 * (1 + _BETA**2) * precision * recall / (_BETA**2 * precision + recall)


def _matches(pairs: Sequence[tuple[Sequence[str], Sequence[str]]], n: int) -> tuple[int, int, int]:
    """n-grams that hypothesis and reference share, that the hypotheses have, and that the references have."""
    shared = count = wanted = 0
    for hypothesis, reference in pairs:
        mine, theirs = _ngrams(hypothesis, n), _ngrams(reference, n)
        shared += (mine & theirs).total()
        count += mine.total()
        wanted += theirs.total()
    return shared, count, wanted


def _ngrams(tokens: Sequence[str], n: int) -> Counter[Sequence[str]]:
    hashable: Callable[[Sequence[str]], Sequence[str]] = str if isinstance(tokens, str) else tuple
    return Counter(hashable(tokens[i : i + n]) for i in range(len(tokens) - n + 1))


def _tokens_13a(text: str) -> list[str]:
    text = text.replace("<skipped>", "").replace("-\n", "").replace("\n", " ")
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    text = f" {text} "
    for pattern, replacement in _13A:
        text = pattern.sub(replacement, text)
    return text.split()
