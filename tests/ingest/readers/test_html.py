"""vibejam/ingest/readers/html.py: the words of a page's writer, and nothing of the page around them."""

from __future__ import annotations

from pathlib import Path

import pytest

from vibejam.ingest import Document, read_documents

OWN = (
    "The kettle was older than the house, and it complained more.",
    "I carried it down to the cellar, where my brother keeps the things he means to mend — one day.",
    "Short answer: no.",
    "On Tuesday the plumber came back & brought his daughter, who is seven and asked better questions than I did.",
    "You could write a history of our street from what lies in that cellar; nobody will.",
)
BODY = (
    f"<p>{OWN[0]}</p><p>{OWN[1].replace('—', '&mdash;')}</p><blockquote><p>NOISE of somebody else.</p></blockquote>"
    f"<h2>The second visit</h2><p>{OWN[2]}</p><pre><code>NOISE = 1</code></pre>"
    f"<p>{OWN[3].replace('&', '&amp;')}<sup><a href='#fn1'>1</a></sup></p><figure><img src='x.png'><figcaption>NOISE of a picture</figcaption></figure>"
    f"<ul><li>one pan</li><li>two lamps</li></ul><p>{OWN[4]}</p>"
)
HEAD = "<meta charset='utf-8'><meta property='og:title' content='The kettle'><style>.NOISE{}</style><script>NOISE()</script>"

PAGES = {
    "hugo": f"""<!doctype html><html><head>{HEAD}<meta name="author" content="Nell Arden">
        <meta property="article:published_time" content="2021-03-04T08:00:00Z"></head><body>
        <header><nav><a href="/">NOISE home</a></nav></header>
        <main class="main"><article class="post-single"><header class="post-header"><h1 class="post-title">The kettle</h1>
        <div class="post-meta">NOISE 4 March 2021 · 3 min</div></header><div class="toc"><a href="#x">NOISE contents</a></div>
        <div class="post-content">{BODY}</div><footer class="post-footer"><ul class="post-tags"><li>NOISE tag</li></ul>
        <nav class="paginav">NOISE next</nav></footer></article></main><footer class="footer">NOISE 2021</footer></body></html>""",
    "jekyll": f"""<html><head>{HEAD}</head><body><header class="site-header"><a>NOISE blog</a></header>
        <main class="page-content"><div class="wrapper"><article class="post h-entry"><header class="post-header">
        <h1 class="post-title p-name">The kettle</h1><p class="post-meta"><time class="dt-published" datetime="2021-03-04T00:00:00">
        NOISE Mar 4, 2021</time> <span class="p-author h-card">Nell Arden</span></p></header>
        <div class="post-content e-content">{BODY}</div><div id="disqus_thread">NOISE comments</div></article></div></main>
        <footer class="site-footer h-card">NOISE footer</footer></body></html>""",
    "wordpress": f"""<html><head>{HEAD}</head><body class="post-template-default single single-post">
        <a class="skip-link screen-reader-text" href="#content">NOISE skip</a><div id="page" class="site">
        <header id="masthead" class="site-header"><p>NOISE tagline of the blog</p></header><div id="content" class="site-content">
        <main id="main"><article id="post-7" class="post type-post status-publish hentry category-home tag-kettle">
        <header class="entry-header"><h1 class="entry-title">The kettle</h1><div class="entry-meta">NOISE <time class="entry-date published"
        datetime="2021-03-04T10:00:00+00:00">March 4, 2021</time> by <a rel="author">Nell Arden</a></div></header>
        <div class="entry-content">{BODY}<div class="sharedaddy sd-sharing-enabled"><h3>NOISE share this</h3></div>
        <div id="jp-relatedposts" class="jp-relatedposts"><h3>NOISE related</h3></div></div></article>
        <div id="comments" class="comments-area"><ol class="comment-list"><li><article class="comment-body"><p>NOISE: lovely post, and
        here is a comment that goes on for much longer than any paragraph of the post itself, so that whoever looks for long text
        finds it first; it has opinions on kettles, on cellars and on the plumber, and it does not stop.</p></article></li></ol></div>
        </main><aside id="secondary" class="widget-area"><section class="widget">NOISE recent posts</section></aside></div></div></body></html>""",
    "substack": f"""<html><head>{HEAD}<meta name="author" content="Nell Arden"></head><body><div id="entry"><div class="main-menu">NOISE menu</div>
        <article class="typography newsletter-post post"><div class="post-header"><h1 class="post-title">The kettle</h1>
        <h3 class="subtitle">A small history</h3><div class="byline-wrapper">Nell Arden</div><time datetime="2021-03-04">4 Mar</time></div>
        <div class="available-content"><div class="body markup">{BODY}<div class="subscription-widget-wrap-editor"><p>NOISE subscribe</p></div>
        <p class="button-wrapper"><a class="button primary">NOISE share</a></p></div></div><div class="post-footer">NOISE likes</div></article>
        <div class="comments-section"><p>NOISE discussion about this post</p></div></div></body></html>""",
    "blogger": f"""<html><head>{HEAD}</head><body><div class="navbar section">NOISE</div><div class="main-outer">
        <div class="date-outer"><h2 class="date-header"><span>Thursday, 4 March 2021</span></h2><div class="post hentry">
        <h3 class="post-title entry-title">The kettle</h3><div class="post-body entry-content">{BODY}</div>
        <div class="post-footer">NOISE posted by</div></div></div><div class="comments" id="comments">NOISE comment</div></div>
        <div class="column-right-outer"><aside>NOISE archive</aside></div></body></html>""",
    "by hand, in a table": f"""<HTML><HEAD><TITLE>The kettle</TITLE></HEAD><BODY BGCOLOR=white><TABLE><TR><TD WIDTH=100><A HREF="/">NOISE</A><BR>
        <A>NOISE</A></TD><TD>{BODY.replace("</p>", "")}</TD></TR></TABLE></BODY></HTML>""",
    "a bare post": BODY,
}


def read(tmp_path: Path, page: str, name: str = "page.html") -> Document:
    (tmp_path / name).write_text(page, encoding="utf-8")
    (document,) = read_documents([tmp_path / name])
    assert isinstance(document, Document)
    return document


@pytest.mark.parametrize("kind", PAGES)
def test_every_sentence_of_the_writer_is_read_and_nothing_else(tmp_path: Path, kind: str) -> None:
    text = read(tmp_path, PAGES[kind]).text
    assert [sentence for sentence in (*OWN, "## The second visit", "- one pan\n- two lamps") if sentence not in text] == []
    left = text
    for sentence in (*OWN, "# The kettle", "### The kettle", "## The second visit", "- one pan\n- two lamps"):
        left = left.replace(sentence, "")
    assert left.split() == []


@pytest.mark.parametrize("kind", ["hugo", "jekyll", "wordpress"])
def test_the_date_and_the_author_are_found(tmp_path: Path, kind: str) -> None:
    document = read(tmp_path, PAGES[kind])
    assert (document.title, document.author, document.date) == ("The kettle", "Nell Arden", "2021-03-04")
