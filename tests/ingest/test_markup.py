"""vibejam/ingest/markup.py: stored markup becomes the text that people saw."""

from __future__ import annotations

import pytest

from vibejam.ingest.markup import plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Dear&nbsp;Win<br>no <b>plums</b> &amp; no jam</p><p>I</p>", "Dear Win\nno plums & no jam\n\nI"),
        ("<div>one</div><div>two<br/></div><div><br/></div><div>three</div>", "one\n\ntwo\n\nthree"),
        ("<ul><li>jam</li><li>bread</li></ul>after", "jam\n\nbread\n\nafter"),
        ("no markup < at all", "no markup < at all"),
        ("a<script>evil()</script>b<!-- c -->d<?pi x?>e", "abde"),
        ("  spread\n   over lines ", "spread over lines"),
        ("", ""),
        ("\ud800 a\x00b", "ab"),
    ],
)
def test_text(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize("unit", ["<div>", "<b><i>", "</p>", "<!--", "<p", "&", "&amp;", "<br>", " "])
def test_a_megabyte_of_any_markup_is_done_with(unit: str) -> None:
    """A quadratic step would take hours."""
    assert len(plain_text(unit * (1_000_000 // len(unit)))) <= 1_000_000
