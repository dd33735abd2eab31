"""vibejam/ingest/readers/docx.py and odt.py: what a document says with all changes accepted, and nothing beside."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from vibejam.ingest import Document, Skipped, read_documents

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{main}"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/></Relationships>'
)
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>The ferry</dc:title>'
    "<dc:creator>Nell Arden</dc:creator><dcterms:created>2021-03-04T10:00:00Z</dcterms:created></cp:coreProperties>"
)
STYLES = (
    f'<w:styles {W}><w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Zitat"><w:name w:val="Quote"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="ListBullet"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr>'
    "</w:style></w:styles>"
)
NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)


def pack(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else None)
    return path


def word(path: Path, body: str, main: str = "word/document.xml") -> Path:
    return pack(
        path,
        {
            "[Content_Types].xml": "<Types/>", "_rels/.rels": RELATIONS.format(main=main), "docProps/core.xml": CORE,
            main: f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>", "word/styles.xml": STYLES, "word/numbering.xml": NUMBERING,
            "word/comments.xml": f"<w:comments {W}><w:comment><w:p><w:r><w:t>NOISE</w:t></w:r></w:p></w:comment></w:comments>",
            "word/header1.xml": f"<w:hdr {W}><w:p><w:r><w:t>NOISE</w:t></w:r></w:p></w:hdr>",
        },
    )  # fmt: skip


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{properties and f"<w:rPr>{properties}</w:rPr>"}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{text if text.startswith('<') else run(text)}</w:p>"


def only(path: Path) -> Document:
    (document,) = read_documents([path])
    assert isinstance(document, Document), document
    return document


def text(tmp_path: Path, body: str) -> str:
    return only(word(tmp_path / "a.docx", body)).text


def test_paragraphs_and_what_is_known_of_them(tmp_path: Path) -> None:
    document = only(word(tmp_path / "a.docx", paragraph("We took the ferry.") + paragraph("") + paragraph("It was late.")))
    about = (document.source, document.date, document.title, document.author)
    assert document.text == "We took the ferry.\n\nIt was late."
    assert about == ("a.docx", "2021-03-04", "The ferry", "Nell Arden")


def test_changes_are_accepted(tmp_path: Path) -> None:
    change = (
        run("We took the ")
        + f'<w:del w:id="1">{"<w:r><w:delText>bus</w:delText></w:r>"}</w:del><w:ins w:id="2">{run("ferry")}</w:ins>'
        f'<w:moveFrom w:id="3">{run(" NOISE")}</w:moveFrom>' + run(".")
    )
    document = only(word(tmp_path / "a.docx", paragraph(change)))
    assert (document.text, document.removed) == ("We took the ferry.", {"deletions": 9})


def test_a_deleted_end_of_a_paragraph_joins_two(tmp_path: Path) -> None:
    assert text(tmp_path, paragraph("We took ", "<w:rPr><w:del/></w:rPr>") + paragraph("the ferry.")) == "We took the ferry."


def test_headings_are_known_by_the_names_of_styles_in_any_language(tmp_path: Path) -> None:
    assert (
        text(tmp_path, paragraph("The ferry", '<w:pStyle w:val="berschrift2"/>') + paragraph("It left."))
        == "## The ferry\n\nIt left."
    )


def test_lists_have_bullets_and_numbers(tmp_path: Path) -> None:
    def item(words: str, level: int) -> str:
        return paragraph(words, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr>')

    body = (
        item("boots", 0)
        + item("tea", 1)
        + item("bread", 0)
        + paragraph("maps", '<w:pStyle w:val="ListBullet"/>')
        + paragraph("So.")
    )
    assert text(tmp_path, body) == "1. boots\n  - tea\n2. bread\n- maps\n\nSo."


@pytest.mark.parametrize(
    "noise",
    [
        paragraph("NOISE", '<w:pStyle w:val="Zitat"/>'),
        paragraph("NOISE", '<w:pStyle w:val="TOC1"/>'),
        paragraph(run("NOISE", "<w:vanish/>")),
        paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>NOISE</w:instrText></w:r>'),
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{paragraph('NOISE')}</w:sdtContent></w:sdt>",
        f"<w:tbl><w:tr><w:tc>{paragraph('NOISE')}</w:tc><w:tc>{paragraph('12')}</w:tc></w:tr></w:tbl>",
        "<w:sectPr><w:headerReference/></w:sectPr>",
    ],
)
def test_what_is_not_the_writers_prose_goes(tmp_path: Path, noise: str) -> None:
    assert (
        text(tmp_path, paragraph("We took the ferry.") + noise + paragraph("It was late."))
        == "We took the ferry.\n\nIt was late."
    )


def test_a_table_of_prose_is_read(tmp_path: Path) -> None:
    long = "It was late, and the ferry had a way of leaving before its hour. " * 5
    assert text(tmp_path, f"<w:tbl><w:tr><w:tc>{paragraph(long)}</w:tc></w:tr></w:tbl>") == long.strip()


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('In a box.')}</w:txbxContent>"
    choice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert text(tmp_path, paragraph(f"{run('Before, ')}<w:r>{choice}</w:r>{run('after.')}")) == "In a box.\n\nBefore, after."


def test_the_main_part_may_have_another_name(tmp_path: Path) -> None:
    assert only(word(tmp_path / "a.docx", paragraph("We took the ferry."), "word/document2.xml")).text == "We took the ferry."


def test_it_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    assert only(word(tmp_path / "letter", paragraph("We took the ferry."))).text == "We took the ferry."


def test_it_is_read_in_an_archive(tmp_path: Path) -> None:
    inner = word(tmp_path / "a.docx", paragraph("We took the ferry.")).read_bytes()
    assert only(pack(tmp_path / "all.zip", {"in/a.docx": inner})).source == "all.zip/in/a.docx"


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><w:document/>'
    path = pack(tmp_path / "a.docx", {"[Content_Types].xml": "<Types/>", "word/document.xml": bomb})
    (skipped,) = read_documents([path])
    assert isinstance(skipped, Skipped)
    assert "document type" in skipped.reason


def test_any_damage_is_a_skip_with_a_reason(tmp_path: Path) -> None:
    whole = word(tmp_path / "a.docx", paragraph("We took the ferry.") * 50).read_bytes()
    for number, at in enumerate(range(0, len(whole), 41)):
        for damaged in (whole[:at], whole[:at] + b"\xff\x00\xff" + whole[at + 3 :]):
            path = tmp_path / f"{number}-{len(damaged)}.docx"
            path.write_bytes(damaged)
            for item in read_documents([path]):
                assert isinstance(item, Document) or item.reason


def opendocument(path: Path) -> Path:
    content = (
        '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        ' xmlns:s="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:b="urn:oasis:names:tc:opendocument:xmlns:table:1.0">'
        '<s:style s:name="P1" s:parent-style-name="Quotations"/><o:body><o:text>'
        "<t:tracked-changes><t:changed-region><t:deletion><t:p>NOISE</t:p></t:deletion></t:changed-region></t:tracked-changes>"
        '<t:h t:outline-level="2">The ferry</t:h><t:p>We<t:s t:c="2"/>took <t:span>the</t:span> ferry.<t:note><t:p>NOISE</t:p></t:note></t:p>'
        '<t:p t:style-name="P1">NOISE</t:p><b:table><t:p>NOISE</t:p></b:table><o:annotation><t:p>NOISE</t:p></o:annotation>'
        "<t:list><t:list-item><t:p>boots</t:p></t:list-item><t:list-item><t:p>tea</t:p></t:list-item></t:list><t:p>So.</t:p>"
        "</o:text></o:body></o:document-content>"
    )
    return pack(path, {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def exports() -> Iterator[tuple[str, bytes]]:
    """Seeds for the fuzz."""
    with tempfile.TemporaryDirectory() as folder:
        yield "ferry.odt", opendocument(Path(folder, "ferry.odt")).read_bytes()
        yield "ferry.docx", word(Path(folder, "ferry.docx"), paragraph(run("We took the ferry, and it was late."))).read_bytes()


def test_an_opendocument_text(tmp_path: Path) -> None:
    path = opendocument(tmp_path / "a.odt")
    assert only(path).text == "## The ferry\n\nWe  took the ferry.\n\n- boots\n- tea\n\nSo."


def test_no_marker_of_the_shared_documents_is_learnt(shared_data: Path) -> None:
    text = only(shared_data / "messy" / "docx" / "essay-with-track-changes.docx").text
    assert [m for m in ("DELETED-TEXT-MUST-NOT-APPEAR", "EDITOR COMMENT MUST NOT BE LEARNT", "PAGE HEADER") if m in text] == []
    assert "INSERTED-BY-AUTHOR" in text
    assert text.startswith("# A Piece of Chalk\n\nI remember one splendid morning, all blue and silver")
    assert text.endswith("a link with text\nafter a line break\xa0with nbsp, “smart quotes” — and a dash…")
