"""vibejam/text/markdown.py: what a writer typed for readers stays; markup, code and the words of others go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import modest
from vibejam.text.markdown import prose

words = st.from_regex(r"[A-Z][a-z]{0,8}(?: [a-z]{1,8}){3,9}\.", fullmatch=True)


@modest
@given(paragraphs=st.lists(words, min_size=1, max_size=6))
def test_plain_paragraphs_are_not_touched(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    assert prose(text) == (text, {})


@pytest.mark.parametrize(
    "text",
    [
        "# Plums\n\nThey are *ripe* and **sweet**, _all_ of ~~us~~ them.",
        "- jam\n- juice\n  - of plums\n\n1. boil\n2. wait",
        "- an item\n\n  and its second paragraph\n\n    - deeper",
        "Use `rm -rf [[x]] {{ y }}` with care, and `` `a` ``.",
        "- [ ] buy jars\n- [x] pick plums",
        "It cost $5, then $6 {or so}; 2 < 3 and 5 > 4 [sic], 100%% sure | certain.",
        "We made $$ last year and will make more $$ this year.",
        "First line\nsecond line\n\n---\n\nLast.",
        "AT&T, R&D; a snake_case_name and an @handle #plum",
    ],
)
def test_what_is_prose_stays_as_it_was_typed(text: str) -> None:
    assert prose(text)[0] == text


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("see [the jar](http://x.org/a_(b) \"title\") here", "see the jar here"),
        ("see [the jar][1] and [lids][]\n\n[1]: http://x.org\n[lids]: <http://x.org> 'Lids'", "see the jar and lids"),
        ("see [jars]\n\n[jars]: http://x.org", "see jars"),
        ("[![badge](b.svg)](http://x.org) Text", "Text"),
        ("see [[Jars]], [[Jars|my jars]], [[Jars#Lids]], [[#Lids]] and [[Jars#^a1b2]]", "see Jars, my jars, Jars, Lids and Jars"),
        ("Before\n\n![[plum.png]]\n\n![a plum](plum.png){width=3}\n\nAfter", "Before\n\nAfter"),
        ("Ripe.[^1] And sweet[^two].\n\n[^1]: So I thought.\n[^two]: Not all.", "Ripe. And sweet.\n\nSo I thought.\nNot all."),
        ("Ripe^[so I thought] now", "Ripe (so I thought) now"),
        ("See <https://x.org> or write to <me@x.org>.", "See https://x.org or write to me@x.org."),
        ("https://x.org/a\n\nText", "Text"),
        ("A block ^a1b2c3", "A block"),
        ("#plum #jam/2020\n\nText #plum stays", "Text #plum stays"),
        ("rating:: 7\n\nText", "Text"),
        ("Before %%a note\nto myself%% after", "Before  after"),
        ("a &mdash; b &amp; c&nbsp;d", "a — b & c\xa0d"),
        ("1986\\. A \\[good\\] year", "1986. A [good] year"),
        ("Plums\n=====\n\nRipe\n----\n\nText", "# Plums\n\n## Ripe\n\nText"),
        ("## Plums {#plums}\n{: .big}\nText", "## Plums\n\nText"),
    ],
)  # fmt: skip
def test_marks_go_and_words_stay(text: str, right: str) -> None:
    assert prose(text)[0] == right


@pytest.mark.parametrize(
    "gone",
    [
        "```python\nNOISE = `1`\n```",
        "~~~\nNOISE\n```\nNOISE\n~~~",
        "````\n```\nNOISE\n```\n````",
        "    NOISE = 1\n\n    more",
        "> NOISE of somebody\n> else",
        "> NOISE that breaks off\nin the middle of a NOISE sentence.",
        "> [!quote] NOISE\n> NOISE",
        "| NOISE | b |\n|---|:-:|\n| 1 | NOISE |",
        "$$\n\\NOISE_{1}\n$$",
        "<!-- NOISE\n\nNOISE -->",
        "<table><tr><td>NOISE</td></tr></table>",
        "<figure><img src='a.png'><figcaption>NOISE</figcaption></figure>",
        "<blockquote>\n\nNOISE\n\n</blockquote>",
        "<pre><code>NOISE <pre>NOISE</pre> NOISE</code></pre>",
        "<iframe src='x'>NOISE</iframe>",
        '<Chart data={{ a: [1, 2], b: "NOISE" }}\n  title="a > NOISE" />',
        "{% highlight ruby %}\nNOISE\n{% endhighlight %}",
        "{% include NOISE.html a='b' %}{{ site.NOISE }}",
        '{{< figure src="NOISE.png" >}}',
        "{{< highlight go >}}\nNOISE\n{{< /highlight >}}",
        'import NOISE from "./NOISE.astro"\nimport { a } from "b"',
        "export const NOISE = {\n  a: 1,\n}",
        "```dataview\nTABLE NOISE\n```",
        "{/* NOISE */}",
        "::youtube[NOISE]{#x}",
        "<% tp.NOISE %>",
    ],
)
def test_what_is_no_prose_goes_with_all_that_is_in_it(gone: str) -> None:
    text, removed = prose(f"Before it.\n\n{gone}\n\nAfter it.")
    assert text == "Before it.\n\nAfter it."
    assert sum(removed.values()) > 0


@pytest.mark.parametrize(
    "kept",
    [
        "> [!note] Own words\n> in a box.",
        "> [!tip]- Own words\n> in a box.",
        ":::note[Own words]\nin a box.\n:::",
        "{% note %}\nOwn words\nin a box.\n{% endnote %}",
        "<Callout type={1}>\nOwn words\nin a box.\n</Callout>",
        '<div class="x">Own words<br>in a box.</div>',
        '{{% notice tip %}}\nOwn words\nin a box.\n{{% /notice %}}',
        ":quote[Own words]{#x}\nin a box.",
    ],
)  # fmt: skip
def test_boxes_of_the_writers_own_words_are_opened(kept: str) -> None:
    assert prose(f"Before it.\n\n{kept}\n\nAfter it.")[0] == "Before it.\n\nOwn words\nin a box.\n\nAfter it."


def test_an_answer_below_a_whole_quoted_sentence_is_the_writers() -> None:
    assert prose("> Is it ripe?\nIt is.\n\n> And sweet!\n\nYes.")[0] == "It is.\n\nYes."


def test_a_quotation_within_a_box_is_still_one() -> None:
    assert prose("> [!note]\n> My words.\n> > NOISE\n>\n> Mine again.")[0] == "My words.\n\nMine again."


def test_code_in_a_list_goes_and_the_list_goes_on() -> None:
    assert prose("1. boil\n\n   ```\n   NOISE\n   ```\n\n2. wait")[0] == "1. boil\n\n2. wait"


def test_what_is_removed_is_counted_by_kind() -> None:
    _, removed = prose("> 12345678\n\n```\n1234\n```\n\nsee [a](bcdef)")
    assert (removed["quotes"], removed["code"], removed["links"]) == (11, 13, 9)


@modest
@given(text=st.text(st.sampled_from("`~#>|-[](){}<>!$%^&*_\\:=/.\"' \nab1"), max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    prose(text)


@pytest.mark.parametrize(
    "part", ["[", "![", "<a ", "`", "> [!note] ", "{{", "{%", "<!--", "$$", "    ", "<pre>", "a|b\n-|-\n", "[^1]"]
)
def test_many_repetitions_of_any_part_are_done_with(part: str) -> None:
    """A quadratic step would take hours."""
    assert len(prose(part * (300_000 // len(part)))[0]) <= 300_000


def test_notes_of_a_shared_vault_read_right(shared_data) -> None:  # type: ignore[no-untyped-def]
    folder = shared_data / "messy" / "vault-obsidian" / "samples"
    read = {path.stem: prose(path.read_text(encoding="utf-8"))[0] for path in folder.glob("*.md")}
    assert read["alert"].split("\n\n") == [f"{kind} blockquote" for kind in ("Note", "Tip", "Important", "Warning", "Caution")]
    assert set(read["issue-188-wikilinks-need-trimming"].split("\n")[3:]) == {"foo", "", "foo > ^abc"}
    assert "Link to pure markdown examples.\n" in read["obsidian-wikilinks"]
    assert "quote" not in read["pure-markdown-examples"]
