"""Files made to hurt whoever opens them: pictures that swell, entities, drawings with scripts.

Bombs of zip and XML in spreadsheets stand in `tests/core/spreadsheets`, names and kinds in
`tests/core/test_uploads.py`.
"""

from __future__ import annotations

import io
import resource
import struct
import zipfile
import zlib

import pytest

from campaigns.photos import prepare
from campaigns.services.pictures import clean_picture
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.spreadsheets import inspect_spreadsheet
from kbang_ntm.core.uploads import inspect_upload
from kbang_ntm.core.views.files import SHOWN
from reports.documents.filling.package import open_package, parse
from reports.documents.renderers.svg import safe_drawing

LAUGHS = "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
BOMB = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{"ha" * 10}">{LAUGHS}]><x>&i;</x>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]><x>&i;</x>'
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>1</script></svg>'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def png(width: int, height: int) -> bytes:
    """A picture that says it has so many points; black, so that few bytes hold them."""

    def part(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    row = b"\0" * (1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + head + part(b"IDAT", data) + part(b"IEND", b"")


def document(body: str) -> bytes:
    """A text document with that main part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        types = f'<Types><Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>'
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("word/document.xml", body)
    return out.getvalue()


def peak() -> int:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def test_a_picture_of_a_billion_points_costs_nothing() -> None:
    bomb = png(32_000, 32_000)
    assert len(bomb) < 300_000
    before = peak()
    with pytest.raises(Refused, match="bị hỏng"):
        clean_picture("anh.png", io.BytesIO(bomb))
    with pytest.raises(Refused, match="không phải ảnh"):
        prepare(bomb, keep_position=False)
    assert peak() - before < 60


def test_a_picture_just_over_the_limit_is_said_in_words() -> None:
    with pytest.raises(Refused, match="40 triệu điểm ảnh"):
        clean_picture("anh.png", io.BytesIO(png(8_000, 5_001)))
    assert clean_picture("anh.png", io.BytesIO(png(800, 500)))[0] == "anh.jpg"


@pytest.mark.parametrize("name", ["a.svg", "a.png", "a.jpg", "a.pdf", "a.docx", "a.xlsx", "a.svgz"])
def test_no_drawing_comes_in_under_any_name(name: str) -> None:
    """A drawing opened from our address would run its scripts as ours."""
    for content in (DRAWING, b'<?xml version="1.0"?>' + DRAWING, b"\xef\xbb\xbf" + DRAWING):
        with pytest.raises(Refused):
            inspect_upload(name, io.BytesIO(content))


@pytest.mark.parametrize("name", ["a.html", "a.xml", "a.csv", "a.xls"])
def test_a_page_that_calls_itself_a_spreadsheet_is_never_shown(name: str) -> None:
    """What Excel calls .xls may be a page: kept to be read back, sent as a file to keep."""
    page = b"<html><table><tr><td>1<script>alert(1)</script></td></tr></table></html>"
    assert inspect_spreadsheet(name, io.BytesIO(page)).content_type not in SHOWN


@pytest.mark.parametrize("body", [BOMB, OUTSIDE], ids=["laughs", "outside"])
def test_entities_in_a_document_are_refused(body: str) -> None:
    before = peak()
    with pytest.raises(Refused):
        open_package(document(body)).tree("word/document.xml")
    with pytest.raises(Refused):
        parse(body.encode())
    assert safe_drawing(body) is None
    assert peak() - before < 60
