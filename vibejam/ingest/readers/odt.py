"""OpenDocument text (LibreOffice): its paragraphs, headings and lists without notes, comments, deletions and tables of figures.

Layout: OASIS OpenDocument 1.3 part 3, 5 (text content) and 16 (styles).
"""

from __future__ import annotations

from vibejam.errors import DataError
from vibejam.ingest.document import Document, FoundItems
from vibejam.ingest.file import File
from vibejam.ingest.parsing.package import attribute, child, local, parse_xml, parts, properties, read_part
from vibejam.ingest.readers import CERTAIN, NAMED, NO, Wanted
from vibejam.text.front_matter import iso_date

NAME = "OpenDocument text"
_DROPPED = {
    "tracked-changes",
    "note",
    "annotation",
    "annotation-end",
    "table",
    "frame",
    "sequence-decls",
    "table-of-content",
    "ruby-text",
}
_NOT_PROSE = ("Quotations", "Preformatted", "Caption", "Header", "Footer", "Contents")  # beginnings of styles' names


def recognise(file: File) -> int:
    if {"content.xml", "mimetype"} <= parts(file) and b"mimetypeapplication/vnd.oasis.opendocument.text" in file.head[:200]:
        return CERTAIN
    return NAMED if file.suffix == ".odt" else NO


def read(file: File, wanted: Wanted) -> FoundItems:
    """Raises DataError when it is damaged."""
    root = parse_xml(read_part(file, "content.xml"))
    if (body := child(root, "body", "text")) is None:
        raise DataError("no OpenDocument text")
    known = properties(parse_xml(read_part(file, "meta.xml"))) if "meta.xml" in parts(file) else {}
    styles = {attribute(each, "name"): attribute(each, "parent-style-name") for each in root.iter() if local(each.tag) == "style"}
    blocks: list[str] = []
    waiting = [(body, 0)]  # what is to be read, and how many lists are around it
    while waiting:
        element, depth = waiting.pop()
        name = local(element.tag)
        if name in ("p", "h"):
            style = attribute(element, "style-name") or ""
            if (text := _line(element).strip()) and not (styles.get(style) or style).startswith(_NOT_PROSE):
                level = int(attribute(element, "outline-level") or 1) if name == "h" else 0
                mark = "#" * min(level, 6) + " " * (level > 0) if name == "h" else "  " * (depth - 1) + "- " * (depth > 0)
                blocks.append("\n" * (not (depth and blocks and blocks[-1].lstrip().startswith("- "))) + mark + text)
        elif name not in _DROPPED:
            waiting.extend((each, depth + (name == "list")) for each in reversed(element))
    yield Document(
        "\n".join(blocks).strip("\n"), file.source,
        date=iso_date(file.name) or iso_date(known.get("creation-date", "")),
        title=known.get("title", ""), author=known.get("initial-creator", "") or known.get("creator", ""),
    )  # fmt: skip


def _line(element: object) -> str:
    """The text of a paragraph: spaces, tabs and line ends are elements of their own."""
    parts_ = [element.text or ""]  # type: ignore[attr-defined]
    for each in element:  # type: ignore[attr-defined]
        name = local(each.tag)
        if name == "s":
            parts_.append(" " * min(int(attribute(each, "c") or 1), 80))
        elif name not in _DROPPED:
            parts_.append({"tab": "\t", "line-break": "\n"}.get(name, "") or _line(each))
        parts_.append(each.tail or "")
    return "".join(parts_)
