"""vibejam/text/boilerplate.py: the book is read, and nothing of its publisher's."""

from __future__ import annotations

import pytest

from vibejam.text.boilerplate import without_boilerplate

BOOK = "CHAPTER ONE\n\nThe plums were ripe.\n\nTHE END"
HEADER = "The Project Gutenberg EBook of Plums\n\nThis eBook is for the use of anyone anywhere.\n\nTitle: Plums\n\n"
LICENCE = "\n\nUpdated editions will replace the previous one. Project Gutenberg-tm is a registered trademark.\n"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("*** START OF THE PROJECT GUTENBERG EBOOK PLUMS ***\n\n", "\n\n*** END OF THE PROJECT GUTENBERG EBOOK PLUMS ***"),
        ("***START OF THIS PROJECT GUTENBERG EBOOK PLUMS***\n\n", "\n\nEnd of Project Gutenberg's Plums\n\n*** END OF THIS PROJECT GUTENBERG EBOOK"),
        ("*** START OF THE PROJECT GUTENBERG EBOOK PLUMS, AND\nHOW TO KEEP THEM ***\n\nProduced by A. Volunteer and\nanother\n\n\n", "\n\nEnd of the Project Gutenberg EBook of Plums"),
        ("*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*\n\n", "\n\nEnd of The Project Gutenberg Etext of Plums"),
    ],
)  # fmt: skip
def test_a_book_loses_its_header_and_its_licence(start: str, end: str) -> None:
    assert without_boilerplate(HEADER + start + BOOK + end + LICENCE) == BOOK


@pytest.mark.parametrize("text", ["", BOOK, "I read it on Project Gutenberg.\n\nIt was good.", "*** START OF MY DAY ***\n\nTea."])
def test_other_text_is_not_touched(text: str) -> None:
    assert without_boilerplate(text) == text
