"""Which language a text is in, told by its script where that is enough and by py3langid (n-grams, offline) where not.

A wrong answer is worse than none: too little evidence, several languages, or a close call give "".
Only some pieces spread over the text are looked at. Tests: tests/text/test_language.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]

# A longer piece is told more surely, more of them see better that a text changes its language; both cost time.
MOST_PIECES = 4
PIECE = 160  # characters
LEAST_LETTERS = 20  # of evidence, as alphabets count it
LEAST_LETTERS_OF_SCRIPT = 8  # where the script alone tells
LEAST_PROBABILITY = 0.75  # of the language, as the mean over the pieces
LEAST_SHARE = 0.75  # of the main script among the letters

# A script that (almost) one language uses is named by it.
_SCRIPTS = {
    "latin": "A-Za-zÀ-ÖØ-öø-ʯ\u0300-\u036fḀ-ỿ", "cyrillic": "Ѐ-ԯ", "arabic": "؀-ۿݐ-ݿ", "devanagari": "ऀ-ॿ",
    "bengali": "ঀ-৿", "hebrew": "֐-׿", "el": "Ͱ-Ͽἀ-῿", "hy": "԰-֏", "pa": "਀-੿", "gu": "઀-૿", "or": "଀-୿", "ta": "஀-௿",
    "te": "ఀ-౿", "kn": "ಀ-೿", "ml": "ഀ-ൿ", "si": "඀-෿", "th": "฀-๿", "lo": "຀-໿", "my": "က-႟", "ka": "Ⴀ-ჿᲐ-Ჿ",
    "km": "ក-៿", "ko": "가-힯ᄀ-ᇿ", "kana": "ぁ-ゖァ-ヺー", "han": "㐀-䶿一-鿿豈-﫿",
}  # fmt: skip
_RUN = re.compile("|".join(f"(?P<{name}>[{letters}]+)" for name, letters in _SCRIPTS.items()))
_ASCII_LETTERS = re.compile("[A-Za-z]+")
_WEIGHT = {"han": 3, "kana": 2, "ko": 2}  # one such character says as much as so many letters
_LEAST_KANA = 0.1  # of Japanese, but in names and headlines

# What is not the writer's own prose, or is in no language. Fences need not be closed: the rest is code then.
_CODE = re.compile(r"^[ \t]*(```|~~~).*?(?:^[ \t]*\1|\Z)", re.DOTALL | re.MULTILINE)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_NO_WORDS = re.compile(r"`[^`\n]{1,200}`|<[^<>\n]{1,200}>|\b(?:https?://|www\.)\S+|(?<!\S)\S*?[\\/_=|{}@#]\S*|\d+")

# What the model has no two-letter name for: spoken Arabic is written Arabic's.
_NAMES = {"arz": "ar", "ary": "ar"}


def language_of(text: str) -> str:
    """ISO 639-1 code of the language of `text`, "" when it cannot be told."""
    pieces = list(_pieces(_prose(text)))
    letters = [_letters_by_script(piece) for piece in pieces]
    scripts: Counter[str] = Counter()
    for counts in letters:
        scripts.update(counts)
    evidence = scripts.total()
    _name_east_asian(scripts)
    script, most = scripts.most_common(1)[0] if scripts else ("", 0)
    if most < max(LEAST_LETTERS_OF_SCRIPT, LEAST_SHARE * evidence):
        return ""
    if len(script) == 2:
        return script
    return _most_probable(pieces, [counts.total() for counts in letters]) if most >= LEAST_LETTERS else ""


def _prose(text: str) -> str:
    if "```" in text or "~~~" in text:
        text = _CODE.sub("", text)
    return _QUOTED_LINE.sub("", text) if ">" in text else text


def _pieces(text: str) -> Iterator[str]:
    """Evenly spread pieces, of whole words where words are told by spaces; a short text is one piece."""
    count = max(1, min(MOST_PIECES, len(text) // (PIECE + PIECE // 2)))
    size = PIECE if count > 1 else len(text)
    for number in range(count):
        start = (len(text) - size) * number // (count - 1) if number else 0
        piece = text[start : start + size]
        if start:
            piece = piece[piece.find(" ") + 1 :]
        yield _NO_WORDS.sub(" ", piece)


def _letters_by_script(piece: str) -> Counter[str]:
    if piece.isascii():
        return Counter(latin=sum(map(len, _ASCII_LETTERS.findall(piece))))
    counts: Counter[str] = Counter()
    for run in _RUN.finditer(piece):
        script = str(run.lastgroup)
        counts[script] += _WEIGHT.get(script, 1) * len(run[0])
    return counts


def _name_east_asian(scripts: Counter[str]) -> None:
    """Han is written in Chinese, and in Japanese among kana."""
    kana, han = scripts.pop("kana", 0), scripts.pop("han", 0)
    if kana or han:
        scripts["ja" if kana > _LEAST_KANA * (kana + han) else "zh"] = kana + han


def _most_probable(pieces: list[str], letters: list[int]) -> str:
    """The language whose probability is high over all pieces: when the text changes its language half-way, none."""
    sums: dict[str, float] = {}
    for piece, weight in zip(pieces, letters, strict=True):
        language, probability = _model().classify(piece)
        sums[language] = sums.get(language, 0) + weight * probability
    best = max(sums, key=sums.__getitem__)
    if sums[best] < LEAST_PROBABILITY * sum(letters):
        return ""
    return _NAMES.get(best, best if len(best) == 2 else "")


@cache
def _model() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
