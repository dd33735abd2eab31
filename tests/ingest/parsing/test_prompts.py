"""vibejam/ingest/parsing/prompts.py: what was typed stays, what was pasted goes."""

from __future__ import annotations

import pytest

from vibejam.ingest.parsing.prompts import typed

TRACE = 'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\n    main()\nValueError: no plums'
JSON = '{\n  "plums": 3,\n  "jam": "none"\n}'
JAVA = "java.lang.IllegalStateException: no\n\tat org.plum.Jam.boil(Jam.java:12)\n\tat org.plum.Main.main(Main.java:3)"
PYTHON = "import os\n\ndef jam(plums):\n    for plum in plums:\n        boil(plum)\n    return len(plums)"
LOG = "2024-01-01 10:00:00 started\n2024-01-01 10:00:01 boiling\n2024-01-01 10:00:02 burnt"


@pytest.mark.parametrize("pasted", [f"```\n{PYTHON}\n```", "~~~\nx\n~~~", TRACE, JSON, JAVA, PYTHON, LOG])
def test_code_traces_and_logs_go(pasted: str) -> None:
    text, removed = typed(f"Why does this fail?\n\n{pasted}\n\nI have tried everything.")
    assert text == "Why does this fail?\n\nI have tried everything."
    assert set(removed) == {"code"}


def test_a_fence_without_an_end_goes_to_the_end() -> None:
    assert typed("Why?\n```js\nlet plums = 3")[0] == "Why?"


def test_quoted_lines_and_marked_documents_go() -> None:
    text, removed = typed("You said\n> plums are blue\nbut no.\n<document>\nlong\n\nlonger\n</document>\nSo?")
    assert text.split() == ["You", "said", "but", "no.", "So?"]
    assert set(removed) == {"quotes", "pasted"}


def test_a_long_text_that_is_announced_goes() -> None:
    text, removed = typed("Summarise this article:\n\n" + "Plums are a fruit of the garden. " * 50)
    assert (text, removed["pasted"] > 1000) == ("Summarise this article:", True)


@pytest.mark.parametrize(
    "text",
    [
        "Please shorten my letter below:\n\n" + "Dear Win, the plums are late. " * 50,
        "This is what I think:\nshort and good.",
        "import taxes are too high\nand so is the rent\nbut class is over",
        "return to sender\n\nI wrote that on it.",
        "- plums\n- jam\n- bread\n\n1. first\n2. second",
        "dinner at 19:30; bring plums;\nand jam.",
        "I am\nat home\nnow",
    ],
)
def test_prose_stays(text: str) -> None:
    assert typed(text) == (text.strip(), {})


@pytest.mark.parametrize(
    "unit",
    ["```\n", "`" * 50, "> ", ">\n", "<a>\n", "<a>\n</b>\n", '"""', "' ", "    \n", "x=" * 9 + "\n", "this:\n", " ", "(", "\t"],
)
def test_a_megabyte_of_anything_is_done_with(unit: str) -> None:
    """A quadratic step would take hours."""
    kept = typed(unit * (1_000_000 // len(unit)))[0]
    assert len(kept) <= 1_000_000
