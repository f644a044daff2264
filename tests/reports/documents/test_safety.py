"""No text of a person becomes markup, a formula or a link; no broken picture stops a paper."""

from __future__ import annotations

import io
import random
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree

import docx
import openpyxl
import pdfplumber
import pikepdf
import pytest
from PIL import Image

from reports.documents.renderers import Format, render
from reports.documents.renderers.pictures import MAX_PIXELS, sound_picture
from reports.documents.tree import Annex, Banners, Cell, Column, Paragraph, Picture, Row, Run, Table
from tests.reports.documents import samples
from tests.reports.documents.docx_package import faults
from tests.reports.documents.same_as_tree import docx_differences
from tests.reports.documents.test_fetching import attacks, poisoned

HOSTILE = (
    *attacks(9),
    "</w:t></w:r><w:r><w:pict/></w:r>",
    "]]><!--<w:p/>--><?pi?>&#x41;&amp;&lt;",
    "=cmd|'/c calc'!A0",
    "+SUM(1;1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r\n=1+1",
    '"=1+1',
    "&G&\"Arial\"&P&[File]",
    "<b onmouseover=x()>đậm</b>",
)  # fmt: skip
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DRAWN = {"svg", "rect", "line", "text", "g", "path", "circle", "polyline", "polygon", "title"}
TAGS = {
    "article", "section", "p", "h2", "h3", "h4", "h5", "span", "div", "br", "b", "i", "a", "table",
    "caption", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "figure", "figcaption",
} | DRAWN  # fmt: skip


class Seen(HTMLParser):
    """Elements and attributes as a browser would find them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_preview_holds_our_elements_only(text: str) -> None:
    seen = Seen(render(poisoned(text, 9), Format.HTML).content.decode())

    assert seen.tags <= TAGS
    assert not {name for name in seen.names if name.startswith("on")}
    assert not seen.names & {"style", "src", "href", "xlink:href", "srcset", "action"}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_docx_holds_the_text_as_text(text: str) -> None:
    document = samples.report(
        title=text, notes=(text,), banners=Banners(True, text),
        blocks=(Paragraph((Run(text),)), Table((Column(text),), (Row((Cell(text),)),))),
        annexes=(Annex(text, (Table((Column(text),), empty_text=text),)),),
    )  # fmt: skip
    content = render(document, Format.DOCX).content

    assert faults(content) == []
    assert docx_differences(document, content) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_workbook_counts_nothing_a_person_wrote(text: str) -> None:
    content = render(poisoned(text, 9), Format.XLSX).content
    book = openpyxl.load_workbook(io.BytesIO(content))

    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert not [cell for cell in cells if cell.hyperlink or cell.comment]
    assert {name for page in book for name in page.defined_names} <= {"Print_Titles"}
    assert not book.defined_names
    archive = zipfile.ZipFile(io.BytesIO(content))
    sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    for name in sheets:
        # In a footer "&" starts an order; doubled it is a sign.
        [footer] = ElementTree.fromstring(archive.read(name)).iter(f"{SHEET}oddFooter")
        assert footer.text is not None and footer.text.startswith("&CDỰ THẢO")
        assert "&" not in footer.text.removeprefix("&C").replace("&&", "")
    assert not [name for name in archive.namelist() if "externalLink" in name or "media" in name]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_pdf_does_nothing_and_leads_nowhere(text: str) -> None:
    with pikepdf.open(io.BytesIO(render(poisoned(text, 9), Format.PDF).content)) as file:
        keys = {
            key for item in file.objects if isinstance(item, pikepdf.Dictionary)
            for key in item.keys()  # noqa: SIM118 - not a mapping of Python
        }  # fmt: skip
    assert not keys & {
        "/JS",
        "/JavaScript",
        "/URI",
        "/Launch",
        "/AA",
        "/OpenAction",
        "/EmbeddedFile",
    }
    assert not keys & {"/Annots", "/AcroForm", "/Names"}


def picture(kind: str, size: tuple[int, int] = (40, 20)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, kind, dpi=(72, 72))
    return buffer.getvalue()


def broken(kind: str) -> list[bytes]:
    """The picture cut off at many places, and with changed bytes."""
    whole, chance = picture(kind), random.Random(20250620)
    found = [whole[:length] for length in range(0, len(whole), max(1, len(whole) // 25))]
    for _ in range(60):
        changed = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            changed[chance.randrange(len(changed))] = chance.choice((0, 255, chance.randrange(256)))
        found.append(bytes(changed))
    return found


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_no_broken_picture_stops_a_docx(kind: str) -> None:
    document = samples.report(blocks=(Picture("a", "Biểu trưng huyện"),), annexes=())
    shown = 0
    for content in broken(kind):
        made = render(document, Format.DOCX, stored_file={"a": content}.get).content
        assert faults(made) == []
        assert docx_differences(document, made) == []  # the sentence stands, or goes with it
        words = not docx.Document(io.BytesIO(made)).inline_shapes
        assert words is (sound_picture(content) is None)
        shown += not words
    assert 0 < shown < len(broken(kind))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_no_broken_picture_stops_a_pdf(kind: str) -> None:
    blocks = tuple(Picture(f"p-{number}", "Hình") for number in range(len(broken(kind))))
    files = {f"p-{number}": content for number, content in enumerate(broken(kind))}
    document = samples.report(blocks=blocks, annexes=())

    content = render(document, Format.PDF, stored_file=files.get).content
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        assert sum(page.extract_text().count("Hình") for page in pdf.pages) > 0


def test_a_picture_too_large_to_open_is_left_out() -> None:
    side = int(MAX_PIXELS**0.5) + 100
    buffer = io.BytesIO()
    Image.new("1", (side, side)).save(buffer, "PNG")

    assert sound_picture(buffer.getvalue()) is None
    kept = sound_picture(picture("PNG"))
    assert kept is not None and sound_picture(kept) == kept
    assert sound_picture(b"<svg/>") is None
