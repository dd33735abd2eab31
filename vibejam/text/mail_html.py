"""The text of an HTML mail, laid out as a plain one would be: what its structure says is a quote has "> " before each line.

So one set of rules (replies.py) judges both. Quotes are known by the marks of Gmail, Thunderbird, Apple Mail, Outlook, Yahoo
and others; a signature that the mail program marked as one is left out. This is no renderer of web pages.
Tests: tests/text/test_replies.py.
"""

from __future__ import annotations

import re

from lxml import etree

_SKIPPED = {"head", "style", "script", "title", "xml", "template", "object", "svg", "select", "button"}
_BLOCKS = {
    "address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul",
}  # fmt: skip
_SPACED = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "table"}  # with an empty line above and below

# What is in these is quoted ...
_QUOTE_CLASSES = {
    "gmail_attr", "gmail_quote_container", "yahoo_quoted", "moz-cite-prefix", "moz-forward-container", "moz-email-headers-table",
    "protonmail_quote", "tutanota_quote", "zmail_extra", "OutlookMessageHeader", "ms-outlook-mobile-reference-message", "mail_quote",
    "front-blockquote", "ntes-mailmaster-quote",
}  # fmt: skip
_QUOTE_IDS = {
    "OLK_SRC_BODY_SECTION",
    "mail-editor-reference-message-container",
    "ntes-pcmail-quote",
    "isReplyContent",
    "yahoo_quoted",
}
# ... and all that follows these, to the end of the mail.
_LAST_IDS = {"divRplyFwdMsg", "appendonsend", "stopSpelling", "zwchr", "replySplit", "divTaggedContent"}
_SIGNATURE_CLASSES = {
    "gmail_signature", "gmail_signature_prefix", "moz-signature", "protonmail_signature_block", "ms-outlook-mobile-signature",
    "AppleMailSignature", "yahoo_signature",
}  # fmt: skip
_SIGNATURE_IDS = {"Signature", "ms-outlook-mobile-signature", "AppleMailSignature", "x_Signature", "signature"}
_LONGEST_SIGNATURE = 1500  # characters: below some, people type their letter

_WHITE = re.compile(r"[ \t\r\n\f]+")
_INDENTED = re.compile(r"border(?:-width)?:\s*(?:none|0)\b|border-left:\s*(?:none|0)\b", re.IGNORECASE)
_HIDDEN = re.compile(r"display:\s*none|mso-hide:\s*all", re.IGNORECASE)
_NO_MARGIN = re.compile(r"margin(?:-top|-bottom)?:\s*0", re.IGNORECASE)


def mail_html_to_text(html: str) -> tuple[str, int]:
    """`Yes.<blockquote>Tea?</blockquote>` -> ("Yes.\\n> Tea?", 0); the number counts characters of signatures left out."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    data = html.replace("\x00", "").encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, parser) if data.strip() else None
    except etree.XMLSyntaxError:  # nothing in it that is HTML
        root = None
    page = _Page()
    if root is not None:
        page.add_tree(root)
    return page.text(), page.left_out


class _Page:
    """Lines of text, as they become known."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quotes = 0  # elements around the current text that are quoted
        self.after_last = False
        self.preformatted = 0
        self.lists: list[int] = []  # the next number of each list around it, 0 where it has bullets
        self.left_out = 0

    def text(self) -> str:
        self.end_line()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip("\n")

    def add_tree(self, root: etree._Element) -> None:
        walk = etree.iterwalk(root, events=("start", "end"))
        left: etree._Element | None = None
        quoted: set[etree._Element] = set()
        for event, element in walk:
            if event == "start":
                if self._is_left_out(element):
                    left = element
                    walk.skip_subtree()
                    continue
                self._start(element)
                if self.quotes == 0 and _is_quote(element):
                    quoted.add(element)
                    self.quotes += 1
                self._add(element.text)
            else:
                if element is left:
                    left = None
                else:
                    self._end(element)
                if element in quoted:
                    quoted.discard(element)
                    self.quotes -= 1
                if element is not root:
                    self._add(element.tail)

    def _is_left_out(self, element: etree._Element) -> bool:
        if element.tag in _SKIPPED or _HIDDEN.search(element.get("style", "")):
            return True
        if self.quotes or not _named(element, _SIGNATURE_CLASSES, _SIGNATURE_IDS):
            return False
        text = "".join(map(str, element.itertext())).strip()
        if len(text) > _LONGEST_SIGNATURE or any(_is_quote(below) for below in element.iterdescendants("blockquote", "div")):
            return False
        self.left_out += len(text)
        return True

    def _start(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == "br":
            self.break_line()
        elif tag == "img":
            alt = element.get("alt", "")
            if 0 < len(alt) <= 8 and not alt.isascii():  # an emoji as a picture
                self.line.append(alt)
        elif tag in ("td", "th"):
            self.line.append(" ")
        elif tag in _BLOCKS:
            self.end_line()
            self._space(element)
            self.preformatted += tag == "pre"
            if tag in ("ul", "ol"):
                self.lists.append(int(tag == "ol"))
            elif tag == "li":
                self.line.append(self._bullet())
        if element.get("id", "").removeprefix("x_") in _LAST_IDS:
            self.after_last = True

    def _end(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self.end_line()
            self._space(element)
            self.preformatted -= tag == "pre"
            if tag in ("ul", "ol"):
                self.lists.pop()

    def _bullet(self) -> str:
        if not self.lists:
            return "- "
        indent, number = "  " * (len(self.lists) - 1), self.lists[-1]
        self.lists[-1] += bool(number)
        return f"{indent}{number}. " if number else f"{indent}- "

    def _space(self, element: etree._Element) -> None:
        """An empty line, where the element has a margin."""
        tight = "MsoNormal" in element.get("class", "") or _NO_MARGIN.search(element.get("style", ""))
        if element.tag in _SPACED and not tight and self.lines and self.lines[-1].strip("> "):
            self.lines.append(self._mark().rstrip())

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if self.preformatted:
            first, *rest = text.split("\n")
            self.line.append(first)
            for line in rest:
                self.break_line()
                self.line.append(line)
        else:
            self.line.append(_WHITE.sub(" ", text))

    def _mark(self) -> str:
        return "> " if self.quotes or self.after_last else ""

    def end_line(self) -> None:
        if "".join(self.line).strip(" "):
            self.break_line()
        self.line.clear()

    def break_line(self) -> None:
        text = "".join(self.line).replace("\xa0", " ").rstrip()
        if not self.preformatted:
            text = re.sub(r"(?<=\S) {2,}", " ", text)
            text = text if re.match(r" *(?:-|\d+\.) ", text) else text.lstrip(" ")
        self.lines.append((self._mark() + text).rstrip())
        self.line.clear()


def _named(element: etree._Element, classes: set[str], ids: set[str]) -> bool:
    own = element.get("class", "").split()
    return any(name.removeprefix("x_") in classes for name in own) or element.get("id", "").removeprefix("x_") in ids


def _is_quote(element: etree._Element) -> bool:
    if element.tag == "blockquote":
        return not _INDENTED.search(element.get("style", "")) and "webkit-indent-blockquote" not in element.get("class", "")
    if _named(element, _QUOTE_CLASSES, _QUOTE_IDS):
        return True
    # Gmail's own around a quote holds the answers between quotes too, and around a forwarded mail nothing else.
    return "gmail_quote" in element.get("class", "").split() and next(element.iter("blockquote"), None) is None
