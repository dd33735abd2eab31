"""vibejam/text/markup.py: the prose in HTML, whatever is around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.errors import DataError
from vibejam.text.markup import content_of, parse_html, prose


def read(html: str) -> str:
    return prose(parse_html(html))[0]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two\n  lines.</p>", "One.\n\nTwo lines."),
        ("<p>One<br>two<br/>\nthree</p>", "One\ntwo\nthree"),
        ("One.<br><br>Two.", "One.\n\nTwo."),
        ("<p>a <b>bold</b>, <i>sl</i>anted<del> NOISE</del> word</p>", "a bold, slanted word"),
        ("<h2>Plums</h2><p>Ripe.</p>", "## Plums\n\nRipe."),
        ("<h2>Plums <a class='anchor' href='#plums'>#</a></h2>", "## Plums"),
        ("<ol><li>one</li><li><p>two</p><p>more</p><ul><li>deep</li></ul></li></ol><p>So.</p>", "1. one\n2. two\n\nmore\n\n  - deep\n\nSo."),
        ("<p>Ripe<sup><a href='#fn:1'>1</a></sup>. <a href='https://x.org/#top'>Sweet</a>.</p>", "Ripe. Sweet."),
        ("<p>He said <q>no</q>.</p>", "He said “no”."),
        ("<div>One <span style='display: none'>NOISE</span><span>two</span></div>", "One two"),
        ("<table><tr><td>1</td><td>NOISE</td></tr></table>", ""),
        ("<table><tr><td>" + "A layout, not a table of figures. " * 12 + "</td></tr></table>", ("A layout, not a table of figures. " * 12).strip()),
        ("<header><h1>Plums</h1><p>NOISE, 3 min</p></header><p>Ripe.</p>", "# Plums\n\nRipe."),
        ("<p>a&nbsp;b &lt;c&gt; &#8212; d</p>", "a\xa0b <c> — d"),
        ("<p class='tag-plums'>One is ripe.</p><p class='post-meta'>NOISE</p>", "One is ripe."),
    ],
)  # fmt: skip
def test_html_becomes_text(html: str, text: str) -> None:
    assert read(html) == text


def test_a_page_that_an_editor_indented_by_quotation_marks_is_no_quotation() -> None:
    assert (
        read("<blockquote><p>All of the page stands in one, and it is long.</p></blockquote>")
        == "All of the page stands in one, and it is long."
    )


def test_the_larger_part_of_a_text_is_not_around_it_whatever_its_name() -> None:
    assert read("<div class='widget'><p>All that there is.</p></div><p>Or so.</p>") == "All that there is.\n\nOr so."


def test_all_posts_of_a_page_of_posts_are_read() -> None:
    posts = "".join(f"<article><p>Post {number} of a page, and no more than that.</p></article>" for number in range(5))
    text = prose(content_of(parse_html(f"<body><nav>NOISE</nav>{posts}</body>")))[0]
    assert text.count("Post") == 5


@pytest.mark.parametrize("html", ["", "  ", "\0"])
def test_nothing_is_no_html(html: str) -> None:
    with pytest.raises(DataError):
        parse_html(html)


@modest
@given(html=st.text(st.sampled_from("<>/=\"' pdiv&#;tableul!-[]\n\0x"), min_size=1, max_size=300))
def test_no_text_breaks_it(html: str) -> None:
    try:
        root = parse_html(html)
    except DataError:
        return
    prose(content_of(root))


def test_depth_and_length_do_not_break_it() -> None:
    assert read("<div>" * 100_000 + "<p>x") == ""
    assert read("<p>x</p>" * 50_000).count("x") == 50_000
