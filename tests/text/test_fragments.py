"""vibejam/text/fragments.py: what is not writing is told with a reason, and no writing is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.text.clean import clean
from vibejam.text.decode import decode
from vibejam.text.fragments import is_prose

WRITING = {
    "a short mail": "See you on Monday then.\n\nBest,\nPip",
    "one sentence": "It rained again.",
    "chat": "ok :) <3 see you ;)\nlol noooo =D\nhaha yes!!! >_<",
    "chat in emoji": "gm ☀️☕️ first coffee!!! 🎉🎊\nso the 🚲 is fixed 🙌🏽🙌🏽 = dinner 🍝🍝🍝",
    "lower case": "i dont think so\nwell maybe\nask win abt it tmrw thx",
    "shopping": "- milk\n- eggs (12)\n- 2x 1.5l water\n- bread\n- [ ] stamps\n- [x] plums",
    "recipe": "Plum cake\n200 g flour\n150 g sugar\n3 eggs\n1/2 tsp salt\nBake for 40 min at 180 °C.",
    "notes": "todo -> call win; ask re: plums\n* garden: wall, fence, gate\n* 12/5 dentist 10:30\n# ideas\n1. a story of two wells",
    "verse": "The wall is down;\nThe plums are gone;\nAnd who shall say;\nWhat they lived on;",
    "verse in capitals": "O WALL, O SWEET AND LOVELY WALL,\nSHOW ME THY CHINK!\nO WICKED WALL!",
    "refrain": "Never, never, never, said the river.\nNever, never, never, said the sea.",
    "dialogue": "--No!\n--Yes.\n--I tell you, no!\n--And I tell you, yes.",
    "a diary of numbers": "Up at 5. Paid 10s. 6d. for 2 hats; lent Tom L5, of which L2 came back. To bed at 11.",
    "technical": "We call `read_file()` with {name: 'x'} and it returns 3 >= 2. I did not expect that, and I still do not like it.",
    "a link and a word on it": "Read this one first: https://example.org/" + "long-path/" * 40,
    "links with names": "- [One well](https://example.org/one)\n- [Two wells and a wall](https://example.org/two)\n- [More](https://example.org/x)",
    "markdown": "## What I _really_ think\n\n**No.** It is [not so](https://example.org), ~~never~~ *seldom* is.\n\n> As she said.",
    "maths": "Let $x$ be the number of plums. Then $x^2 + 1 = \\alpha$ and we are done, as Win said we would be.",
    "a footnote": "[^4]: *See* Smith v. Jones, 510 U.S. 569 (1994), and what the court says there about parody.",
    "german": "Donaudampfschifffahrtsgesellschaftskapitän Angstschweiß Rechtsschutzversicherungsgesellschaften waren da.",
    "czech": "Strč prst skrz krk, řekl čtvrtek.",
    "keyboard words": "Your property requires quite proper support, Peter wrote to you yesterday: typewriter repertoire.",
    "japanese": "今日は雨。",
    "thai": "วันนี้ฝนตก",
    "korean": "오늘은 비가 온다.",
    "hindi": "आज फिर बारिश हुई।",
    "arabic": "أمطرت اليوم مرة أخرى.",
    "code with what was thought of it": "This took me all day.\n```\nfor x in y:\n    print(x)\n```\nIn the end the loop was the wrong way round, of course.",
}  # fmt: skip

JAVASCRIPT = "const fs = require('fs')\nfunction read(name) {\n  return fs.readFileSync(name, {encoding: 'utf8'})\n}\nmodule.exports = { read }\n"
NOT_WRITING = {
    "nothing": ("", "no words"),
    "dots": (". . . . .\n---\n", "no words"),
    "numbers alone": ("12.5 13.7\n14.1 15.0\n", "no words"),
    "emoji alone": ("🎉🎉", "no words"),
    "a link": ("https://example.org/one-two-three-four", "no words"),
    "an address": ("mailto:ana.pires.of.lisbon@example.org", "fewer than 3 words"),
    "thanks": ("Thanks!", "fewer than 3 words"),
    "two words": ("On it!\nhttps://example.org/see/this/and/that", "fewer than 3 words"),
    "one word": ("ha ha ha ha ha", "one word repeated"),
    "test": ("test " * 500, "one word repeated"),
    "mashed keys": ("asdf lkjlkjh qwerqwer asdfgh dfghjk", "keys hit at random"),
    "JavaScript": (JAVASCRIPT * 3, "mostly code"),
    "C": ("#include <stdio.h>\nint main(void) {\n  int i = 0;\n  while (i < 10) {\n    printf(\"%d\\n\", i++);\n  }\n  return 0;\n}\n", "mostly code"),
    "fenced": ("```\nany words that are in here are code\n```\n", "mostly code"),
    "CSS": ("a:hover {\n  color: red;\n  margin: 0 auto;\n}\n.note {\n  padding: 2px;\n}\n" * 3, "mostly code"),
    "JSON": ('{\n "name": "Ana Pires",\n "about": "She writes letters to her sister about walls.",\n "tags": ["a", "b"]\n}', "mostly code"),
    "HTML": ("<div><p><b>Home</b></p><ul><li><a href='/a'>One</a></li><li><a href='/b'>Two</a></li></ul></div>" * 4, "mostly markup"),
    "CSV": ("name,town,trade\nana,lisbon,baker\nwin,porto,smith\n" * 5, "mostly a table"),
    "a table": ("| name | town |\n|---|---|\n" + "| Ana Pires of the hill | Lisbon by the river |\n" * 5, "mostly a table"),
    "numbers": ("Jan 12.5 13.7 22.1 14\nFeb 14.1 15.0 11.9 12\nMar 11.2 12.3 13.4 15\n", "mostly numbers and signs"),
    "base64": ("key is here " + "bGV0IHVzIGdvIHRvIHRoZSByaXZlciBhbmQgc3dpbSA" * 20, "mostly data"),
    "a log": ("2024-01-02 10:00:01,123 INFO server listening on all the interfaces now\n" * 5, "mostly a log"),
    "system log": ("Jan  2 10:00:01 host sshd[812]: Accepted publickey for ana from somewhere\n" * 5, "mostly a log"),
    "web log": ('203.0.113.7 - - [02/Jan/2024:10:00:01 +0000] "GET /index.html HTTP/1.1" 200 512 "-" "curl"\n' * 5, "mostly"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITING)
def test_writing_is_kept(name: str) -> None:
    assert is_prose(WRITING[name]) == ""


@pytest.mark.parametrize("name", NOT_WRITING)
def test_what_is_not_writing_is_told_why(name: str) -> None:
    text, reason = NOT_WRITING[name]
    assert is_prose(text).startswith(reason)


def test_a_page_of_prose_outweighs_code_under_it() -> None:
    assert is_prose("We had the whole afternoon to ourselves, and spent it on this.\n" * 10 + JAVASCRIPT * 10) == ""


def test_a_long_text_is_seen_in_pieces() -> None:
    assert is_prose("test " * 5000 + "We had the whole of the afternoon to ourselves. " * 5000) == ""


@modest
@given(text=st.text(max_size=300))
def test_any_text_has_a_reason_or_none(text: str) -> None:
    assert is_prose(text) in ("", "no words", "fewer than 3 words", "one word repeated") or is_prose(text).startswith(
        ("mostly ", "keys")
    )


PIECES = ["a", " ", "\n", "{", "(", "a(", "<", "<a", "</", "```", "```\n", "|", ",", "a,", "@", "a@", "a.", "www.", "://", "=", "a=", "_", "1", "\\",
          "- ", "> ", "INFO ", "10:00:00 ", ":", ";", "'", "x'", "日", "é", "asdf"]  # fmt: skip


def test_many_repeated_pieces_are_done_with() -> None:
    """A quadratic step would take hours."""
    chosen = random.Random(0)
    texts = [piece * (300_000 // len(piece)) for piece in PIECES]
    texts += [("".join(chosen.choices(PIECES, k=5)) * 60_000)[:300_000] for _ in range(10)]
    for text in texts:
        assert isinstance(is_prose(text), str)


CORPORA = ["twain-letters", "pepys-diary", "austen-letters", "chesterton-essays", "benbalter-blog", "panza-marcus-email"]


@pytest.mark.parametrize("corpus", CORPORA)
def test_nothing_real_is_dropped(shared_data: Path, corpus: str) -> None:
    dropped = {path.name: is_prose(clean(path.read_text("utf-8"))) for path in (shared_data / corpus).glob("*.*")}
    assert not any(dropped.values())


@pytest.mark.parametrize("folder", ["encodings", "text", "vault-jekyll", "vault-obsidian", "mail"])
def test_messy_writing_is_kept(shared_data: Path, folder: str) -> None:
    empty = {"empty.txt", "only-bom.txt", "whitespace-only.md", "one-word.txt", "png-renamed.txt"}
    embeds = {"Uppercased-note.md", "partial-embed-at-EOF.md"}  # of another note, and nothing besides
    dropped = {
        path.name: reason
        for path in (shared_data / "messy" / folder).rglob("*")
        if path.is_file() and path.suffix.lower() in ("", ".txt", ".md") and path.name not in empty | embeds
        if (reason := is_prose(clean(decode(path.read_bytes())[0])))
    }
    assert dropped == {}
