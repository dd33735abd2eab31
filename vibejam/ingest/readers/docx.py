"""Word: what a document says once all changes are accepted, without comments, notes, page headers, quotations and tables of figures.

Layout: ECMA-376 part 1, 17 (WordprocessingML), and part 3 (mc:AlternateContent); Google Docs and LibreOffice write it too.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from vibejam.errors import DataError
from vibejam.ingest.document import Document, FoundItems
from vibejam.ingest.file import File
from vibejam.ingest.parsing.package import attribute, child, local, parse_xml, parts, properties, read_part
from vibejam.ingest.readers import CERTAIN, NAMED, NO, Wanted
from vibejam.text.front_matter import iso_date
from vibejam.text.markup import joined

if TYPE_CHECKING:
    from vibejam.text.markup import Element

NAME = "Word document"
CELL = 200  # characters that no cell of a table of figures has

_DROPPED = {  # elements that go with all that is in them, and what they are counted as
    **dict.fromkeys(("del", "moveFrom"), "deletions"),
    **dict.fromkeys(("Fallback", "oMath", "oMathPara", "object", "rt", "instrText", "delInstrText", "delText"), "markup"),
    **dict.fromkeys(("pPr", "rPr", "sectPr", "sdtPr", "tblPr", "trPr", "tcPr", "tblGrid", "fldData"), "markup"),
}
_STYLES = {  # of paragraphs that are not the writer's prose
    **dict.fromkeys(("quote", "intense quote", "block text", "quotations"), "quotes"),
    **dict.fromkeys(("html preformatted", "source code", "preformatted text", "code"), "code"),
    **dict.fromkeys(("caption", "table of figures", "header", "footer", "footnote text", "endnote text", "toc heading"), "page"),
    **{f"{kind} {number}": "page" for kind in ("toc", "index") for number in range(1, 10)},
}  # fmt: skip
_HEADING = re.compile(r"heading ([1-9])$")


class _Style(NamedTuple):
    name: str
    numbering: str  # the number of a list that it belongs to, or ""


def recognise(file: File) -> int:
    names = parts(file)
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return CERTAIN
    return NAMED if file.suffix == ".docx" else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError when it is damaged."""
    names = parts(file)
    related = _related(file)
    main = related.get("officeDocument", "word/document.xml")
    if main not in names:
        raise DataError("no Word document" if not names else "a Word document without its text")
    body = child(parse_xml(read_part(file, main)), "body")
    if body is None:
        raise DataError("a Word document without its text")
    folder = posixpath.dirname(main)
    known = properties(parse_xml(read_part(file, related["core-properties"]))) if related.get("core-properties") in names else {}
    reader = _Body(_styles(file, folder), _bullets(file, folder))
    reader.read(body)
    title = known.get("title", "")
    yield Document(
        joined(reader.blocks), file.source,
        date=iso_date(file.name) or iso_date(known.get("created", "")),
        title=reader.title if not title or title == file.name else title,
        author=known.get("creator", ""), removed=dict(reader.removed),
    )  # fmt: skip


def _related(file: File) -> dict[str, str]:
    """The parts of the package by the last word of their relation."""
    if "_rels/.rels" not in parts(file):
        return {}
    root = parse_xml(read_part(file, "_rels/.rels"))
    return {(attribute(each, "Type") or "").rpartition("/")[2]: (attribute(each, "Target") or "").lstrip("/") for each in root}


def _styles(file: File, folder: str) -> dict[str, _Style]:
    """Styles by their ids, which are in the language of whoever made the document; names are not."""
    if f"{folder}/styles.xml" not in parts(file):
        return {}
    found = {}
    for style in parse_xml(read_part(file, f"{folder}/styles.xml")):
        if local(style.tag) == "style" and (name := child(style, "name")) is not None:
            number = child(style, "pPr", "numPr", "numId")
            found[attribute(style, "styleId") or ""] = _Style(_value(name).lower(), _value(number))
    return found


def _bullets(file: File, folder: str) -> dict[str, list[bool]]:
    """For each list whether its levels have bullets rather than numbers."""
    if f"{folder}/numbering.xml" not in parts(file):
        return {}
    root = parse_xml(read_part(file, f"{folder}/numbering.xml"))
    levels = {
        attribute(kind, "abstractNumId"): [
            _value(child(level, "numFmt")) == "bullet" for level in kind if local(level.tag) == "lvl"
        ]
        for kind in root
        if local(kind.tag) == "abstractNum"
    }
    return {
        attribute(each, "numId") or "": levels.get(_value(child(each, "abstractNumId")), [])
        for each in root
        if local(each.tag) == "num"
    }


def _value(element: Element | None) -> str:
    return (attribute(element, "val") or "") if element is not None else ""


def _on(element: Element | None) -> bool:
    """A property that is there, and not switched off."""
    return element is not None and _value(element).lower() not in ("0", "false", "off", "none")


class _End:
    """In the list of what is to be read: here a paragraph or a text box ends."""

    def __init__(self, element: Element):
        self.element = element


class _Body:
    def __init__(self, styles: dict[str, _Style], bullets: dict[str, list[bool]]):
        self.styles, self.bullets = styles, bullets
        self.removed: Counter[str] = Counter()
        self.lines: list[list[str]] = [[]]  # of the paragraph that is read, on those that text boxes stand in
        self.blocks: list[tuple[str, bool]] = []  # paragraphs, and whether they are items of a list
        self.counts: Counter[tuple[str, int]] = Counter()
        self.title = ""

    def read(self, body: Element) -> None:
        waiting: list[Element | _End] = [body]
        while waiting:
            item = waiting.pop()
            if isinstance(item, _End):
                self.end(item.element)
                continue
            name = local(item.tag)
            if kind := _kind(item, name):
                self.removed[kind] += sum(len(each.text or "") for each in item.iter() if local(each.tag) in ("t", "delText"))
                continue
            self.inline(item, name)
            if name in ("p", "txbxContent"):
                waiting.append(_End(item))
            if name == "txbxContent":
                self.lines.append([])
            waiting.extend(reversed(item))
        self.removed = +self.removed

    def inline(self, element: Element, name: str) -> None:
        if name == "t":
            self.lines[-1].append(element.text or "")
        elif name in ("br", "cr"):
            self.lines[-1].append("\n" if attribute(element, "type") in (None, "textWrapping") else "\n\n")
        elif name in ("tab", "ptab"):
            self.lines[-1].append("\t")
        elif name == "noBreakHyphen":
            self.lines[-1].append("-")

    def end(self, element: Element) -> None:
        if local(element.tag) == "txbxContent":
            self.lines.pop()
            return
        properties_ = child(element, "pPr")
        if child(properties_, "rPr", "del") is not None:  # its end is deleted: the next paragraph goes on in it
            return
        text = "".join(self.lines[-1]).strip()
        self.lines[-1].clear()
        if text:
            self.paragraph(text, properties_)

    def paragraph(self, text: str, properties_: Element | None) -> None:
        identity = _value(child(properties_, "pStyle"))
        style = self.styles.get(identity, _Style(re.sub(r"(?<=[a-z])(?=\d)", " ", identity.lower()), ""))
        if kind := _STYLES.get(style.name):
            self.removed[kind] += len(text)
            return
        level = 1 if style.name == "title" else int(match.group(1)) if (match := _HEADING.match(style.name)) else 0
        if level:
            self.title = self.title or " ".join(text.split())
            self.blocks.append((f"{'#' * min(level, 6)} {' '.join(text.split())}", False))
            return
        mark = self.mark(properties_, style)
        self.blocks.append((mark + text, bool(mark)))

    def mark(self, properties_: Element | None, style: _Style) -> str:
        """The bullet or the number of an item."""
        own = child(properties_, "numPr", "numId")
        number = _value(own) if own is not None else style.numbering
        if number in ("", "0"):
            return ""
        depth = _value(child(properties_, "numPr", "ilvl"))
        level = min(int(depth), 8) if depth.isdecimal() else 0
        bullets = self.bullets.get(number, [])
        if level >= len(bullets) or bullets[level]:
            return "  " * level + "- "
        self.counts[number, level] += 1
        for deeper in range(level + 1, 9):
            self.counts[number, deeper] = 0
        return "  " * level + f"{self.counts[number, level]}. "


def _kind(element: Element, name: str) -> str:
    """What an element that is no prose is counted as, or ""."""
    if name in _DROPPED:
        return _DROPPED[name]
    if name == "r" and (_on(child(element, "rPr", "vanish")) or _on(child(element, "rPr", "webHidden"))):
        return "hidden"
    if name == "sdt" and (_on(child(element, "sdtPr", "showingPlcHdr")) or child(element, "sdtPr", "docPartObj") is not None):
        return "page"  # a field that nobody filled in, a table of contents
    return "tables" if name == "tbl" and _is_data(element) else ""


def _is_data(table: Element) -> bool:
    """A table of short cells, rather than one that lays out a page."""
    cells = (each for each in table.iter() if local(each.tag) == "tc")
    return all(sum(len(each.text or "") for each in cell.iter() if local(each.tag) == "t") < CELL for cell in cells)
