"""vibejam/ingest/readers/pdf.py and epub.py: the text of pages and chapters, and nothing of what is printed around it."""

from __future__ import annotations

import logging
import sys
import tempfile
import textwrap
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from vibejam.ingest import Document, Skipped, read_documents

PARAGRAPHS = (
    "The ferry had a captain who did not like the sea, and said so to everybody who bought a ticket from him, which is how I"
    " came to hear of it on my first crossing, long before I had seen anything of the water but its colour.",
    "He had been a baker. It was, he said, the same work: you get up in the dark and wait for something to rise. His wife kept"
    " the books of the company and was not amused by any of this, though she had married him for saying such things.",
    "We crossed on a Thursday, in what he called a light wind, and what the newspapers on the other side called a storm. I have"
    " kept the cutting. Nobody was hurt except in his opinion of the captain, and the captain made coffee for us all.",
)


def pdf(pages: list[list[str]]) -> bytes:
    """A PDF of lines of text, the smallest there is."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>"]
    kids = []
    for lines in pages:
        shown = "".join(f"({line.replace('(', '[').replace(')', ']')}) Tj 0 -14 Td\n" for line in lines)
        stream = f"BT /F1 11 Tf 72 760 Td\n{shown}ET"
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {len(objects)} 0 R>>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    objects.append("<</Title(The ferry)/Author(Nell Arden)/CreationDate(D:20210304100000Z)>>")
    data, offsets = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj{text}endobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    return (
        data
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R/Info {len(objects)} 0 R>>\n"
            f"startxref\n{len(data)}\n%%EOF"
        ).encode()
    )


def printed(width: int = 68) -> bytes:
    """The paragraphs as a book prints them, two and a half to a page."""
    lines = [line for _ in range(6) for paragraph in PARAGRAPHS for line in textwrap.wrap(paragraph, width)]
    pages = [lines[at : at + 9] for at in range(0, len(lines), 9)]
    return pdf([["NOISE: a novel", *page, f"{number}"] for number, page in enumerate(pages, 1)])


def exports() -> Iterator[tuple[str, bytes]]:
    """Seeds for the fuzz."""
    yield "novel.pdf", printed()
    with tempfile.TemporaryDirectory() as folder:
        yield "ferry.epub", book(Path(folder, "ferry.epub")).read_bytes()


def found(path: Path, data: bytes) -> Document | Skipped:
    path.write_bytes(data)
    (item,) = read_documents([path])
    return item


def test_a_pdf_becomes_paragraphs_without_running_headers_and_page_numbers(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    document = found(tmp_path / "a.pdf", printed())
    assert isinstance(document, Document)
    assert (document.title, document.author, document.date) == ("The ferry", "Nell Arden", "2021-03-04")
    assert document.text == "\n\n".join(PARAGRAPHS * 6)


def test_a_pdf_without_text_is_skipped_as_a_scan(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    item = found(tmp_path / "a.pdf", pdf([[], []]))
    assert isinstance(item, Skipped)
    assert "scan" in item.reason


def test_a_damaged_pdf_is_not_talked_about(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("pypdf").setLevel(logging.NOTSET)
    item = found(tmp_path / "a.pdf", printed().replace(b"xref\n0 ", b" xref\n0 ", 1))
    assert isinstance(item, Document)
    assert not caplog.records


def test_without_pypdf_a_person_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    item = found(tmp_path / "a.pdf", printed())
    assert isinstance(item, Skipped)
    assert item.reason == 'needs pypdf: pip install "vibejam[documents]"'


def test_a_damaged_pdf_gives_less_or_a_reason(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    whole = printed()
    for at in range(0, len(whole), 211):
        for damaged in (whole[:at], whole[:at] + b"<<[(" + whole[at + 4 :]):
            (tmp_path / "a.pdf").write_bytes(damaged)
            for item in read_documents([tmp_path / "a.pdf"]):
                assert isinstance(item, Document) or item.reason


def book(path: Path, spine: str = '<itemref idref="two"/><itemref idref="one"/>') -> Path:
    def chapter(title: str, text: str) -> str:
        return (
            '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title>NOISE</title></head>'
            f"<body><h2>{title}</h2><p>{text}</p><blockquote>NOISE</blockquote></body></html>"
        )

    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/content.opf"/>'
            "</rootfiles></container>",
        )
        archive.writestr(
            "OEBPS/content.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>The ferry</dc:title>'
            "<dc:creator>Nell Arden</dc:creator><dc:date>2021-03-04</dc:date><dc:language>en-GB</dc:language></metadata><manifest>"
            '<item id="one" href="text/1%20b.xhtml"/><item id="two" href="text/2.xhtml"/><item id="nav" href="nav.xhtml" properties="nav"/>'
            f'</manifest><spine><itemref idref="nav"/>{spine}</spine></package>',
        )
        archive.writestr("OEBPS/text/1 b.xhtml", chapter("One", PARAGRAPHS[0]))
        archive.writestr("OEBPS/text/2.xhtml", chapter("Two", PARAGRAPHS[1]))
        archive.writestr("OEBPS/nav.xhtml", chapter("NOISE", "NOISE"))
    return path


def test_a_book_has_its_chapters_in_their_order(tmp_path: Path) -> None:
    two, one = read_documents([book(tmp_path / "a.epub")])
    assert isinstance(two, Document)
    assert isinstance(one, Document)
    assert (two.title, two.author, two.date, two.language, two.position) == (
        "The ferry",
        "Nell Arden",
        "2021-03-04",
        "en",
        "OEBPS/text/2.xhtml",
    )
    assert (two.text, one.text) == (f"## Two\n\n{PARAGRAPHS[1]}", f"## One\n\n{PARAGRAPHS[0]}")


def test_a_damaged_book_gives_less_or_a_reason(tmp_path: Path) -> None:
    whole = book(tmp_path / "a.epub").read_bytes()
    for at in range(0, len(whole), 53):
        for damaged in (whole[:at], whole[:at] + b"\xff\x00" + whole[at + 2 :]):
            (tmp_path / "b.epub").write_bytes(damaged)
            for item in read_documents([tmp_path / "b.epub"]):
                assert isinstance(item, Document) or item.reason
