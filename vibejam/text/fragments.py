"""Whether a document is writing at all: what has no words, or hardly any among code, tables, logs and numbers, is not.

In doubt a text is writing: verse in capitals, lists, recipes, chat in emoji and lower case all are. A document is only given
up when nearly all of its characters stand in lines that a machine wrote or reads. Tests: tests/text/test_fragments.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

LEAST_WORDS = 3  # "Thanks!" teaches nothing
MOST_NOT_PROSE = 0.8  # of the characters
MOST_OF_ONE_WORD = 0.9
MOST_MASHED = 0.6  # of the words of four letters and more
LEAST_LETTERS = 0.5  # of the characters of a line
MOST_CODE_SIGNS = 0.06  # of the characters of a line
SENTENCE = 5  # words; a shorter line ("return x;", "two eggs") is what the lines around it are
ADDRESS = 20  # characters that an address or a tag counts for: one long link does not outweigh a sentence

_SAMPLE = 20_000  # characters that are looked at for words

# Kana, Han, Hangul, Thai, Lao, Burmese, Khmer: one character is as good as a word.
_EAST = "぀-ヿ㐀-䶿一-鿿豈-﫿가-힣฀-๿຀-໿က-႟ក-៿"
_WORD = re.compile(rf"[{_EAST}]|[^\W\d_{_EAST}]+(?:['’][^\W\d_]+)*")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\b[\w.+-]{1,64}+@[\w-]{1,63}\.\S+")
_TAG = re.compile(r"</?[A-Za-z!][^<>\n]{0,500}>")
_FENCED = re.compile(r"^[ \t]*(```|~~~).*?(?:^[ \t]*\1|\Z)", re.DOTALL | re.MULTILINE)
_BULLET = re.compile(r"\A\s*(?:[-*+•·–]|\(?\w{1,3}[.)]|#{1,6}|>+)\s+(?:\[[ xX]\]\s+)?")
_PHRASE = re.compile(
    r"(?<![^\W\d_])(?:[^\W\d_]++,? ){4}[^\W\d_]++[ ,.;:!?]"
)  # five words in a row: in code only comments have them
_DATA = re.compile(r"[!-~]{40,}")
_SIGN_OR_DIGIT = re.compile(r"[!-@\[-`{-~]")

_SIGNS = "{}[]<>=|\\_$;#@\t0123456789"
MOST_SIGNS = 0.03
MOST_COMMAS = 0.04
# How lines begin (and end) that a machine wrote or reads.
_MACHINE = {
    "code": re.compile(
        r"[})\]]|\"[^\"\n]{1,60}\"\s*:|#include|import \w|from \S+ import|@\w+\(|(?:def|class|func|function|fn) \w.*[:{]$"
        r"|[\w.\[\]-]+ ?[-+*]?= ?\S|[\w-]+:[^.!?]*;$|[.#][\w-]++[^.!?]*[,{]$|//|/\*|\*/|[$%] \w|.*(?:[{}]|[)\]}];|\(\)|\\)$"
    ),
    "a table": re.compile(r"(?!(?:\w+ ){4})[^|]*\|[^|]+\||\||[^,;\t]+([,;\t])(?!\d{3}(?!\d))[^\s,;]+\1[^\s,;]"),
    "a log": re.compile(
        r"\W{0,2}(?=.{0,60}\b(?:INFO|DEBUG|WARN(?:ING)?|ERROR|TRACE|NOTICE|FATAL|CRITICAL)\b|.{0,80}\w\[\d+\]:"
        r"|.{0,80}\b(?:GET|POST|PUT|HEAD) /).{0,40}\d\d:\d\d:\d\d|\W?(?:INFO|DEBUG|WARN(?:ING)?|ERROR|TRACE)\b[\]:]"
        r"|\d+ (?:verbose|silly|info|http|timing|notice) |at [\w.$<>]+\(|File \"[^\"]+\", line \d"
    ),
}  # fmt: skip
# Signs of code inside a line: a call, a name_with_underscores, brackets and operators; a face is not one.
_CODE_SIGN = re.compile(r"[{}<>=$\\]|\w_(?=\w)|\w\(|;$|::|[=!<>]=|->|&&|\|\|")
_FACE = re.compile(r"(?<!\w)(?:[:;=8xX][-o'^]?[()\[\]dDpPoO3/\\|*<>]+|<3+|[>^-][_.]+[<^-]|¯?\\+_\S+)")
_KEYBOARD = re.compile(
    "asdf|sdfg|dfgh|fghj|ghjk|hjkl|jkl;|lkjh|kjhg|fdsa|qwer|wertz?u|zxcv|xcvb|cvbn|^[bcdfghjklmnpqrstvwxz]{5,}$"
)


def is_prose(text: str) -> str:
    """Why `text`, repaired by clean(), is not writing to learn from, in words; "" when it is."""
    words = [word.casefold() for word in _WORD.findall(_without_addresses(_sample(text)))]
    if not words:
        return "no words"
    if len(words) < LEAST_WORDS:
        return f"fewer than {LEAST_WORDS} words"
    if max(Counter(words).values()) > MOST_OF_ONE_WORD * len(words):
        return "one word repeated"
    if _is_mashed(words):
        return "keys hit at random"
    return _what_else(text) if _has_signs(text) else ""


def _has_signs(text: str) -> bool:
    """Prose has few of the signs without which there is neither code nor table nor log: most texts need no second look."""
    signs = sum(map(text.count, _SIGNS)) > MOST_SIGNS * len(text)
    return signs or text.count(",") > MOST_COMMAS * len(text) or "```" in text or "~~~" in text or bool(_DATA.search(text))


def _sample(text: str) -> str:
    """All of a text, or ten pieces of a long one."""
    if len(text) <= _SAMPLE:
        return text
    return " ".join(text[start : start + _SAMPLE // 10] for start in range(0, len(text), len(text) // 10))


def _without_addresses(text: str) -> str:
    return _ADDRESS.sub(" ", text) if "://" in text or "www." in text or "@" in text else text


def _is_mashed(words: list[str]) -> bool:
    """asdf lkjlkj qwerwer: most longer words run along the keyboard, or have no vowel for long."""
    longer = [word for word in words if len(word) >= 4 and word.isascii()]
    mashed = [word for word in longer if _KEYBOARD.search(word)]
    return len(mashed) >= 2 and len(mashed) > MOST_MASHED * len(longer)


def _what_else(text: str) -> str:
    sizes: Counter[str] = Counter()
    for kind, size in _kinds(text):
        sizes[kind] += size
    prose, short = sizes.pop("prose", 0), sizes.pop("too short to tell", 0)
    # A short line is code among code, and writing elsewhere.
    if sum(sizes[kind] for kind in _MACHINE) < short:
        prose += short
    if sizes.total() <= MOST_NOT_PROSE * (sizes.total() + prose):
        return ""
    return f"mostly {sizes.most_common(1)[0][0]}"


def _kinds(text: str) -> Iterator[tuple[str, int]]:
    """What the parts of `text` are, and how much they count for."""
    for fenced in _FENCED.finditer(text):
        yield "code", len(fenced[0])
    for line in _FENCED.sub("\n", text).splitlines():
        if "<" in line:
            line, tags = _TAG.subn(" ", line)
            yield "markup", ADDRESS * tags
        if "://" in line or "@" in line or "www." in line:
            line, addresses = _ADDRESS.subn(" ", line)
            yield "addresses", ADDRESS * addresses
        line = _BULLET.sub("", line).strip()
        yield _kind(line), len(line)


def _kind(line: str) -> str:
    for kind, pattern in _MACHINE.items():
        if pattern.match(line):
            return kind
    size = len(line) - line.count(" ")
    if _PHRASE.search(line):
        return "prose"
    most_signs = max(2, MOST_CODE_SIGNS * size)
    if len(_CODE_SIGN.findall(line)) > most_signs and len(_CODE_SIGN.findall(_FACE.sub("", line))) > most_signs:
        return "code"
    if sum(map(len, _DATA.findall(line))) > len(line) / 2:
        return "data"
    if len(_SIGN_OR_DIGIT.findall(line)) > (1 - LEAST_LETTERS) * size:
        return "numbers and signs"
    return "prose" if len(_WORD.findall(line)) >= SENTENCE else "too short to tell"
