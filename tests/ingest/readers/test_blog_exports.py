"""The exports of Medium, Substack and WordPress: posts with their titles and days, without what the sites put around them."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from vibejam.ingest import Document, Skipped, read_documents
from vibejam.ingest.document import Message
from vibejam.ingest.file import File
from vibejam.ingest.readers import reader_for

STORY = """<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>Ferries</title>
<style>.NOISE{{}}</style></head><body><article class="h-entry"><header><h1 class="p-name">Ferries</h1></header>
<section data-field="subtitle" class="p-summary">NOISE, a summary of the text</section>
<section data-field="body" class="e-content"><section name="a" class="section section--body section--first section--last">
<div class="section-divider"><hr class="section-divider"></div><div class="section-content"><div class="section-inner sectionLayout--insetColumn">
<h3 name="b" class="graf graf--h3 graf--leading graf--title">Ferries</h3><p name="c" class="graf graf--p graf-after--h3">We took the ferry,
 <em class="markup--em">as one does</em>.</p><blockquote name="d" class="graf graf--blockquote">NOISE</blockquote>
<figure class="graf graf--figure"><img><figcaption class="imageCaption">NOISE</figcaption></figure><pre class="graf graf--pre">NOISE</pre>
<ul class="postList"><li class="graf graf--li">rope</li><li class="graf graf--li">salt</li></ul></div></div></section></section>
<footer>{footer}<p>Exported from <a href="https://medium.com">Medium</a> on June 3, 2024. NOISE</p></footer></article></body></html>"""
SIGNED = """<p>By <a href="https://medium.com/@nell" class="p-author h-card">Nell Arden</a> on <a href="https://medium.com/p/1">
<time class="dt-published" datetime="2021-03-04T09:41:57.629Z">March 4, 2021</time></a>.</p>"""


def pack(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def exports() -> Iterator[tuple[str, bytes]]:
    """Seeds for the fuzz."""
    yield "2021-03-04_Ferries-1.html", STORY.format(footer=SIGNED).encode()
    yield "blog.xml", export(item(BLOCKS), item(CLASSIC, number=2)).encode()
    with tempfile.TemporaryDirectory() as folder:
        files = {"posts.csv": POSTS, "posts/101.ferries.html": POST, "posts/102.salt.html": "<p>Salt keeps well.</p>"}
        yield "substack.zip", pack(Path(folder, "substack.zip"), files).read_bytes()


def documents(path: Path) -> list[Document]:
    return [item for item in read_documents([path]) if isinstance(item, Document)]


def test_a_story_of_medium(tmp_path: Path) -> None:
    path = pack(tmp_path / "medium.zip", {"posts/2021-03-04_Ferries-1.html": STORY.format(footer=SIGNED)})
    (story,) = documents(path)
    assert (story.title, story.author, story.date, story.position) == ("Ferries", "Nell Arden", "2021-03-04", "")
    assert story.text == "### Ferries\n\nWe took the ferry, as one does.\n\n- rope\n- salt"


def test_a_draft_of_medium_is_marked_as_one(tmp_path: Path) -> None:
    (tmp_path / "draft_Ferries-1.html").write_text(STORY.format(footer="<p>View original.</p>"), encoding="utf-8")
    (draft,) = documents(tmp_path)
    assert (draft.position, draft.date, "NOISE" in draft.text) == ("draft", "", False)


POSTS = """post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url
"101.ferries","2021-03-04T12:00:00.000Z","true","","","newsletter","everyone","Ferries, again","On boats",""
102.salt,2021-04-04T12:00:00.000Z,false,,,newsletter,everyone,Salt,,
"""
POST = """<p>We took the ferry.</p><div class="subscription-widget-wrap-editor" data-attrs="{}"><div class="subscription-widget show-subscribe">
<div class="preamble"><p class="cta-caption">NOISE</p></div><form><input type="email" placeholder="NOISE"></form></div></div>
<p class="button-wrapper"><a class="button primary" href="#"><span>NOISE</span></a></p><blockquote><p>NOISE</p></blockquote>
<div class="captioned-image-container"><figure><img><figcaption>NOISE</figcaption></figure></div>
<p>It was late.<a class="footnote-anchor" id="footnote-anchor-1" href="#footnote-1">1</a></p>
<div class="footnote"><a class="footnote-number" href="#footnote-anchor-1">1</a><div class="footnote-content"><p>By an hour.</p></div></div>"""


def test_posts_of_substack(tmp_path: Path) -> None:
    files = {
        "posts.csv": POSTS,
        "posts/101.ferries.html": POST,
        "posts/102.salt.html": "<p>Salt keeps well.</p>",
        "posts/101.opens.csv": "a,b",
    }
    first, second = documents(pack(tmp_path / "substack.zip", files))
    assert (first.title, first.date, first.position) == ("Ferries, again", "2021-03-04", "")
    assert first.text == "We took the ferry.\n\nIt was late.\n\nBy an hour."
    assert (second.title, second.position, second.text) == ("Salt", "draft", "Salt keeps well.")


def test_a_page_without_a_list_beside_it_is_a_page_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "101.ferries.html").write_text(POST, encoding="utf-8")
    assert [document.title for document in documents(tmp_path)] == [""]


def item(content: str, creator: str = "nell", kind: str = "post", status: str = "publish", number: int = 1) -> str:
    return f"""<item><title>Ferries</title><dc:creator><![CDATA[{creator}]]></dc:creator><content:encoded><![CDATA[{content}]]></content:encoded>
        <excerpt:encoded><![CDATA[NOISE]]></excerpt:encoded><wp:post_id>{number}</wp:post_id><wp:post_date>2021-03-04 10:00:00</wp:post_date>
        <wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type><wp:comment><wp:comment_author>NOISE</wp:comment_author>
        <wp:comment_content>NOISE</wp:comment_content></wp:comment></item>"""


def export(*items: str, writers: tuple[str, ...] = ("nell",)) -> str:
    authors = "".join(
        f"<wp:author><wp:author_login><![CDATA[{name}]]></wp:author_login><wp:author_email>{name}@example.org</wp:author_email>"
        f"<wp:author_display_name><![CDATA[{name.title()} Arden]]></wp:author_display_name></wp:author>"
        for name in writers
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" ?><!-- generator="WordPress/6.4" --><rss version="2.0"'
        ' xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>NOISE</title>'
        f"<wp:wxr_version>1.2</wp:wxr_version>{authors}{''.join(items)}</channel></rss>"
    )


BLOCKS = """<!-- wp:paragraph -->\n<p>We took the ferry.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:quote --><blockquote>NOISE</blockquote><!-- /wp:quote -->
<!-- wp:gallery --><figure>NOISE</figure><!-- /wp:gallery --><!-- wp:paragraph --><p>It was late.</p><!-- /wp:paragraph -->"""
CLASSIC = """We took the ferry.\n\n[caption id="a" width="3"]<img src="a.png" /> NOISE[/caption]\n\n<blockquote>NOISE</blockquote>
[gallery ids="1,2"]It was <em>late</em> [sic],\nand cold.\n\n[code]NOISE[/code]\n<ul>\n<li>rope</li>\n<li>salt</li>\n</ul>\n<pre>NOISE\n\nNOISE</pre>"""


def test_posts_of_one_writer_are_theirs(tmp_path: Path) -> None:
    (tmp_path / "blog.xml").write_text(
        export(item(BLOCKS), item("NOISE", kind="attachment"), item("NOISE", kind="nav_menu_item"))
    )
    (post,) = documents(tmp_path)
    about = (post.source, post.date, post.title, post.author, post.position)
    assert post.text == "We took the ferry.\n\nIt was late."
    assert about == ("blog.xml", "2021-03-04", "Ferries", "Nell Arden", "1")


def test_the_older_editor_has_paragraphs_between_blank_lines(tmp_path: Path) -> None:
    (tmp_path / "blog.xml").write_text(export(item(CLASSIC)))
    (post,) = documents(tmp_path)
    assert post.text == "We took the ferry.\n\nIt was late [sic],\nand cold.\n\n- rope\n- salt"


def test_of_several_writers_only_the_wanted_ones_words_are_passed_on(tmp_path: Path) -> None:
    path = tmp_path / "blog.xml"
    path.write_text(export(item("Mine."), item("NOISE", creator="tom", number=2), writers=("nell", "tom")))
    file = File(path, "blog.xml")
    reader = reader_for(file)
    assert reader is not None
    mine, other = reader.read(file, lambda names: "nell@example.org" in names)
    assert isinstance(mine, Message)
    assert isinstance(other, Message)
    assert (mine.author, mine.text) == (("Nell Arden", "nell@example.org", "nell"), "Mine.")
    assert (other.author, other.text) == (("Tom Arden", "tom@example.org", "tom"), "")


def test_what_is_in_the_bin_is_skipped_by_name(tmp_path: Path) -> None:
    (tmp_path / "blog.xml").write_text(export(item("NOISE", status="trash")))
    assert [(s.reason, s.position) for s in read_documents([tmp_path]) if isinstance(s, Skipped)] == [("in the bin", "1")]


@pytest.mark.parametrize("make", [lambda: export(item(CLASSIC)), lambda: STORY.format(footer=SIGNED), lambda: POST])
def test_damage_gives_less_or_a_reason(tmp_path: Path, make: object) -> None:
    whole = make().encode()  # type: ignore[operator]
    (tmp_path / "posts.csv").write_text(POSTS)
    (tmp_path / "posts").mkdir()
    suffix = ".xml" if whole.startswith(b"<?xml") else ".html"
    for number, at in enumerate(range(0, len(whole), 37)):
        for damaged in (whole[:at], whole[:at] + b"<\xff&]]>" + whole[at + 5 :]):
            path = tmp_path / "posts" / f"{number}-{len(damaged)}{suffix}"
            path.write_bytes(damaged)
            for found in read_documents([path]):
                assert isinstance(found, Document) or found.reason
