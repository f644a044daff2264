"""Files that our renderers never make: faces left out, letters without drawing, old, broken."""

from __future__ import annotations

import pytest

from kbang_ntm.core.errors import Refused
from reports.checking.paper import Source, Zone
from reports.checking.run import check_document, read_paper
from reports.documents.renderers import Format, render
from tests.reports.checking.broken import checked, ids, printed, said, sound


def plain_pdf(words: str, version: str = "1.3") -> bytes:
    """A page of one line in a face that the file does not bring along."""
    drawing = f"BT /F1 14 Tf 90 700 Td ({words}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
    ]
    content = f"%PDF-{version}\n".encode()
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(content)
    content += b"xref\n0 6\n0000000000 65535 f \n" + table
    return content + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


@pytest.mark.django_db
def test_a_face_that_is_not_in_the_file_and_an_old_version() -> None:
    assert {"font-embedded", "pdf-version"} <= ids(check_document(plain_pdf("Bao cao")))
    assert "pdf-version" not in ids(check_document(plain_pdf("Bao cao", "1.4")))


def test_a_letter_that_no_face_can_draw() -> None:
    # A letter of the private area: no face has a drawing of it.
    assert "font-letters" in ids(checked(said("Chữ \uefff lạ."), Source.PDF))


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"PK\x03\x04 no archive", b"%PDF-1.7\nnothing", b"%PDF-1.7"]
)
def test_what_cannot_be_read_is_said_in_a_sentence(content: bytes) -> None:
    with pytest.raises(Refused, match=r"PDF|DOCX") as refusal:
        check_document(content)
    assert refusal.value.code == "file_unreadable"


def test_a_spreadsheet_is_no_document() -> None:
    with pytest.raises(Refused) as refusal:
        check_document(render(sound(), Format.XLSX).content)
    assert refusal.value.code == "file_unreadable"


@pytest.mark.parametrize("source", list(Source), ids=lambda source: source.value)
def test_head_foot_and_notes_are_told_apart(source: Source) -> None:
    paper = read_paper(printed(sound(notes=("Số liệu đến ngày 03/02/2025.",)), source))
    head = [line.text for line in paper.of(Zone.HEAD)]
    assert "PHÒNG NỘI VỤ" in head and "Kbang, ngày 03 tháng 02 năm 2025" in head
    foot = [line.text for line in paper.of(Zone.FOOT)]
    assert {"Nơi nhận:", "PHÓ TRƯỞNG PHÒNG", "Đinh Văn Grưp"} <= set(foot)
    assert "Số liệu đến ngày 03/02/2025." in [line.text for line in paper.of(Zone.NOTE)]
    assert [page.part for page in paper.pages][-2:] == [1, 2]
