"""HTML to the prose in it: headings, paragraphs and lists of the main text, without code, quotations, tables and the page around.

For saved pages and for posts inside of exports. What themes call the parts of a page: developer.wordpress.org/themes,
microformats.org (h-entry), substack.com and medium.com pages. Tests: tests/text/test_markup.py.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

from vibejam.errors import DataError

if TYPE_CHECKING:
    from lxml.etree import _Element

    Element: TypeAlias = _Element


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DROPPED = {  # elements that go with all that is in them, and what they are counted as
    **dict.fromkeys(("pre", "samp", "xmp", "listing", "textarea"), "code"),
    "blockquote": "quotes",
    "del": "deletions",
    **dict.fromkeys(("figure", "figcaption", "svg", "picture", "video", "audio", "canvas", "map"), "images"),
    **dict.fromkeys(("nav", "aside", "footer", "dialog", "menu", "address"), "page"),
    **dict.fromkeys(("script", "style", "noscript", "template", "head", "iframe", "object", "embed", "math", "applet"), "markup"),
    **dict.fromkeys(("form", "button", "select", "label", "rp", "rt", "title", "frameset"), "markup"),
}  # fmt: skip
_ROLES = {"navigation", "complementary", "contentinfo", "search", "banner", "dialog", "alertdialog", "menu", "toolbar", "alert"}
# What themes call, by class or id, the parts of a page that are not its text.
_AROUND = _words("""
    comment comments comment-list commentlist comment-respond comment-form comment-area comments-area comment-section
    comments-section comment-body comment-content respond reply replies disqus disqus-thread utterances giscus webmentions
    sidebar side-bar related related-posts related-articles relatedposts jp-relatedposts recommended recommendations read-next
    read-more more-posts more-from recent-posts latest-posts popular-posts up-next next-post previous-post prev-next
    share sharing share-buttons share-links share-this sharedaddy sd-sharing social social-links social-share social-icons
    like-button post-likes ufi cookie cookies cookie-banner cookie-notice cookie-consent cookie-bar gdpr consent
    newsletter newsletter-signup newsletter-form subscribe subscribe-widget subscribe-form subscribe-box subscribe-footer
    subscription subscription-widget subscription-widget-wrap subscription-widget-wrap-editor signup sign-up signup-form paywall
    mc4wp-form kg-signup-card kg-bookmark-card button-wrapper cta cta-caption digest-post-embed embedded-post-wrap
    embedded-post embedded-publication-wrap embedded-publication tweet twitter-tweet instagram-media file-embed-wrapper poll-embed
    promo advert advertisement advertisements ad ads adsbygoogle sponsor sponsored popup modal overlay banner announcement
    nav navbar navigation nav-links post-navigation posts-navigation pagination pager menu topbar toolbar breadcrumb breadcrumbs
    skip-link skip-to-content footer site-footer page-footer colophon copyright masthead site-header
    meta byline dateline author-box author-bio author-info author-card about-author about-the-author posted-on timestamp
    reading-time read-time tags tag-links tag-list taglist post-tags cat-links category-list post-categories taxonomy keywords
    toc table-of-contents ez-toc-container widget widget-area widgets search-form login pg-boilerplate pgheader pagenum
    mw-editsection reflist screen-reader-text sr-only visually-hidden visuallyhidden hidden noprint no-print headerlink
    anchorjs-link heading-anchor header-anchor header-link footnote-backref footnote-back reversefootnote footnote-anchor
    footnote-ref footnote-number wp-caption wp-caption-text image-caption author authors vcard date published speechify-ignore
""")
_PREFIXES = re.compile(r"^(?:wp-block-|post-|entry-|article-|site-|page-|blog-|js-)")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CONTENT = _words("""
    entry-content post-content post-body post_content article-content article-body article__body article__content post__content
    e-content available-content gh-content post-full-content blog-post-content single-content td-post-content postcontent
    story-body postarticle-content post-entry blog-content content__body articlebody post-text prose
    markdown-body
""")
_BLOCKS = _words("""
    address article body caption center dd details div dl dt fieldset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main ol
    p section summary table tbody td tfoot th thead tr ul aside blockquote dialog figure footer form nav pre
""")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z*†‡])[\])]?|[#¶§🔗↩︎\s]*")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_LINE_END, _CELL = "\x0b", 300  # a <br>, told from the line ends of the source; characters that no cell of figures has


def parse_html(text: str) -> Element:
    """The page's tree. Raises DataError when there is nothing in it."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(text.replace("\0", "").encode("utf-8", "ignore"), parser)
    except etree.XMLSyntaxError as error:
        raise DataError(f"no HTML: {error}") from error
    if root is None:
        raise DataError("no HTML in it")
    return root


def prose_of(markup: str) -> tuple[str, dict[str, int]]:
    """`prose` of a piece of HTML without a page around it, as programs store notes and posts in. Raises DataError."""
    return prose(parse_html(f"<div>{markup}</div>"))


def text_of(element: Element) -> str:
    """All text below an element, in one line."""
    return _SPACE.sub(" ", "".join(map(str, element.itertext()))).strip()


def prose(root: Element) -> tuple[str, dict[str, int]]:
    """The text below an element, and how many characters of what went."""
    return _Prose(root).read()


def joined(blocks: list[tuple[str, bool]]) -> str:
    """Paragraphs with a blank line between them, items of one list (True) without."""
    near = [item and before for (_, before), (_, item) in itertools.pairwise([("", False), *blocks])]
    return "".join(("\n" if close else "\n\n") + text for close, (text, _) in zip(near, blocks, strict=True)).strip("\n")


def content_of(root: Element) -> Element:
    """The element that holds a page's main text."""
    body = next(root.iter("body"), root)
    sizes = _sizes(body)
    kinds = (
        [e for e in sizes if _names(e) & _CONTENT or e.get("itemprop") == "articleBody"],
        [e for e in sizes if e.tag == "article"],
        [e for e in sizes if e.tag == "main" or e.get("role") == "main"],
    )
    for candidates in kinds:
        best = max(candidates, key=lambda each: sizes[each], default=None)
        if best is None or not sizes[best]:
            continue
        others = sum(sizes[each] for each in candidates if each is not best and best not in each.iterancestors())
        if sizes[best] >= others:  # a post, rather than one of many on the page
            return best
    return _densest(body, sizes)


def _sizes(body: Element) -> dict[Element, int]:
    """The characters of text below each element that is part of a text, in the order of the page."""
    sizes: dict[Element, int] = {}
    waiting = [body]
    while waiting:
        element = waiting.pop()
        if isinstance(element.tag, str) and (element is body or not _kind(element, 0)):
            sizes[element] = len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)
            waiting.extend(reversed(element))
    for element in reversed(sizes):
        if element is not body and (parent := element.getparent()) is not None:
            sizes[parent] += sizes[element]
    return sizes


def _densest(body: Element, sizes: dict[Element, int]) -> Element:
    """The deepest element that holds most of the page's text; tables that lay out old pages are gone through."""
    best: Element | None = body
    while best is not None:
        inside = best
        best = next((child for child in inside if sizes.get(child, 0) > 0.7 * sizes[body] and child.tag != "p"), None)
    return inside


def _names(element: Element) -> set[str]:
    return set(f"{element.get('class', '')} {element.get('id', '')}".lower().replace("_", "-").split())


def _kind(element: Element, most: int) -> str:
    """What an element that is no prose is counted as, "" for prose; what holds more than `most` characters is not `around` it."""
    tag = element.tag
    if tag in _DROPPED:
        return _DROPPED[tag]
    if tag == "table":
        return "tables" if _is_data(element) else ""
    if not element.attrib:
        return ""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true" or _HIDDEN.search(element.get("style", "")):
        return "hidden"
    names = _names(element)
    if tag in _HEADINGS or not (names or element.get("role")):
        return ""
    around = element.get("role") in _ROLES or any(name in _AROUND or _PREFIXES.sub("", name) in _AROUND for name in names)
    if not around or tag in ("html", "body", "main", "article"):
        return ""
    return "page" if not most or len(text_of(element)) < most else ""


def _is_data(table: Element) -> bool:
    """A table of short cells, rather than one that lays out a page."""
    return next(table.iter("article", "h1"), None) is None and all(len(text_of(cell)) < _CELL for cell in table.iter("td", "th"))


class _Close:
    """In the list of what is to be read: here an element ends."""

    def __init__(self, tag: str):
        self.tag = tag


class _Prose:
    def __init__(self, root: Element):
        self.root = root
        self.size = len(text_of(root))
        self.line: list[str] = []
        self.mark = ""  # of the heading or the item that is being read
        self.lists: list[int | None] = []  # the number of the next item for each list around, None for bullets
        self.blocks: list[tuple[str, bool]] = []  # paragraphs, and whether they are items of a list
        self.removed: Counter[str] = Counter()
        self.headings_only = 0

    def read(self) -> tuple[str, dict[str, int]]:
        waiting: list[Element | str | _Close] = [self.root]
        while waiting:
            item = waiting.pop()
            if isinstance(item, str):
                self.add(item)
            elif isinstance(item, _Close):
                self.close(item.tag)
            elif kind := "" if item is self.root else self.kind(item):
                self.removed[kind] += len(text_of(item))
                if item.tag in _BLOCKS:
                    self.end_block()
            else:
                self.open(item.tag)
                waiting.append(_Close(item.tag))
                for child in reversed(item):
                    waiting += [child.tail, child] if child.tail else [child]
                waiting += [item.text] if item.text else []
        self.end_block()
        return joined(self.blocks), {kind: count for kind, count in self.removed.items() if count}

    def kind(self, element: Element) -> str:
        kind = _kind(element, self.size // 2)
        if kind == "quotes" and len(text_of(element)) > 0.6 * self.size:  # how old editors indented a page
            return ""
        if not kind and element.tag in ("sup", "a") and self.is_mark(element):
            return "notes"
        return kind

    def is_mark(self, element: Element) -> bool:
        """The number of a footnote, the sign beside a heading that links to it."""
        return any("#" in (link.get("href") or "") for link in element.iter("a")) and bool(_NOTE_MARK.fullmatch(text_of(element)))

    def add(self, text: str) -> None:
        if not self.headings_only or self.mark.startswith("#"):
            self.line.append(text.replace(_LINE_END, " "))
        else:
            self.removed["page"] += len(text.strip())

    def open(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_block()
        if tag == "br":
            self.line.append(_LINE_END)
        elif tag == "q":
            self.line.append("“")
        elif tag == "header":
            self.headings_only += 1
        elif tag in _HEADINGS:
            self.mark = "#" * int(tag[1]) + " "
        elif tag in ("ul", "ol"):
            self.lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            number = self.lists[-1] if self.lists else None
            self.mark = "  " * (len(self.lists) - 1) + ("- " if number is None else f"{number}. ")
            if number is not None:
                self.lists[-1] = number + 1

    def close(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_block()
        if tag == "q":
            self.line.append("”")
        elif tag == "header":
            self.headings_only -= 1
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if tag in _HEADINGS or tag == "li":
            self.mark = ""

    def end_block(self) -> None:
        if not self.line:
            return
        text = _SPACE.sub(" ", "".join(self.line)).replace(f" {_LINE_END}", _LINE_END).replace(f"{_LINE_END} ", _LINE_END)
        self.line.clear()
        if not (text := text.strip(_LINE_END + " \xa0")):
            return
        text = re.sub(f"{_LINE_END}{{2,}}", "\n\n", text).replace(_LINE_END, "\n")
        item = bool(self.lists and self.mark)
        self.blocks.append((self.mark + text, item))
        if item:
            self.mark = ""  # its further paragraphs have none
