"""Texts on which tokenizers disagree if they disagree at all: contractions, digits, blanks, scripts, code, markers."""

from __future__ import annotations

import random

PIECES = [
    "I'm", "we'll", "they'VE", "it’s", "don't", "'s", "''", "O'Neill", "rock'n'roll", "x'y", "1", "12", "123", "1234", "3.14",
    "1,000,000", "2024-11-05", "0x1F", "v2.0", "½", "²", "Ⅷ", "٣٤", "१२", " ", "  ", "   ", "\t", "\t\t", "\n", "\n\n", "\r\n",
    " \n ", "\u00a0", "\u2003", "\u200b", "hello", "Hello", "HELLO", "héllo", "naïve", "Straße", "e\u0301", "Ångström", "привет",
    "γειά", "שלום", "مرحبا", "नमस्ते", "สวัสดี", "你好", "こんにちは", "안녕하세요", "😀", "👩‍👩‍👧", "🇩🇪", "…", "—", "“q”", "«q»", "!?", "...",
    "()", "[]", "{}", "<b>", "</b>", "&amp;", "a_b", "snake_case", "camelCase", "def f(x):", "    return x", "//", "/*", "#!", "==",
    "!=", "->", "::", "@me", "#tag", "$5", "100%", "a+b", "user@example.org", "https://example.org/?q=1&r=2", "C:\\dir", "\\n", "`x`",
    "**bold**", "\x00", "\x7f", "\ufeff", "\ufffd", "\U0001d54f", "ﬁ", "Ǆ", "ａｂ", "１２",
]  # fmt: skip


def varied(count: int) -> list[str]:
    """Each piece by itself, and random runs of them: always the same ones."""
    chance = random.Random(5)
    runs = [
        "".join(chance.choice(PIECES) + chance.choice(["", "", " "]) for _ in range(chance.randint(2, 12))) for _ in range(count)
    ]
    return [*PIECES, *runs]
