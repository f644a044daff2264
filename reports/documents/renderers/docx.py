"""Document tree to DOCX that the office can go on editing.

Real paragraphs, styles and tables, typed dashes, no text boxes, page number as a field from page
2, each annex a section of its own counted from 1. File dates come from the document and the
archive carries none, so the same document gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph as DocxParagraph

from reports.documents import wording
from reports.documents.faces import text_width
from reports.documents.page_form import A4, PageForm
from reports.documents.renderers import docx_styles
from reports.documents.renderers.chart_pictures import chart_png
from reports.documents.renderers.docx_table import table_elements
from reports.documents.renderers.docx_xml import (
    Box,
    Piece,
    cell,
    framed,
    page_number,
    paragraph,
    row,
    rule,
    table,
    w,
)
from reports.documents.renderers.page_looks import head_widths
from reports.documents.renderers.pictures import sound_picture
from reports.documents.renderers.together import hold_docx
from reports.documents.stamp import SIDE, Stamp
from reports.documents.tree import (
    Align,
    Block,
    Chart,
    Document,
    Heading,
    LegalHead,
    ListItem,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    SignOff,
    Table,
)
from reports.documents.values import clean

_FOOT_SHARES = (0.46, 0.54)
_SIGNATURE_ROOM = 38  # mm
_SHORT_RULE = 0.4  # share of the text that the line under issuer and abstract takes

StoredFileReader = Callable[[str], bytes | None]


def render_docx(
    document: Document,
    *,
    stored_file: StoredFileReader | None = None,
    stamp: Stamp | None = None,
) -> bytes:
    """The DOCX of a document. `stored_file(id)` gives the bytes of a stored picture or None;
    `stamp` stands at the foot of the first page."""
    file = docx.Document()
    docx_styles.install(file, document.form)
    _set_properties(file, document)
    _set_page(file.sections[0], document.form, landscape=False)
    _set_margins_text(file.sections[0], document)
    if stamp is not None:
        _set_stamp(file.sections[0], stamp)
    writer = _Writer(file, document, stored_file)
    writer.main()
    for annex in document.annexes:
        section = file.add_section(WD_SECTION.NEW_PAGE)
        _set_page(section, document.form, landscape=annex.landscape)
        _count_from_one(section)
        room = document.form.room(landscape=annex.landscape)
        writer.put(paragraph("AnnexLabel", wording.annex_label(annex)))
        writer.put(paragraph("AnnexTitle", annex.title.upper()))
        writer.put(paragraph("AnnexAttached", wording.attachment_line(document, annex)))
        writer.blocks(annex.blocks, room)
        writer.notes(wording.state_legends(document, annex.blocks))
    buffer = io.BytesIO()
    file.save(buffer)
    return _without_dates(buffer.getvalue())


class _Writer:
    """Puts elements at the end of the body, before the properties of the last section."""

    def __init__(self, file: Any, document: Document, stored_file: StoredFileReader | None) -> None:
        self._file, self._document, self._stored_file = file, document, stored_file
        self._end = file.element.body.sectPr

    def put(self, element: Any) -> None:
        self._end.addprevious(element)

    def notes(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.put(paragraph("DocNote", line))

    def main(self) -> None:
        document = self._document
        if document.head is not None:
            self.put(_head(document, document.head))
        elif document.banners.draft:
            self.put(paragraph("DraftMark", wording.DRAFT))
        for element in _titles(document):
            self.put(element)
        blocks = wording.closed_blocks(document)
        before = len(self._file.element.body)
        self.blocks(blocks, document.form.portrait_room)
        if document.signers or document.recipients:
            hold_docx(list(self._file.element.body)[before - 1 : -1])  # the last is the section
            self.put(_foot(document))
        self.put(paragraph("Rule"))
        self.notes([*wording.state_legends(document, blocks), *document.notes])

    def blocks(self, blocks: Iterable[Block], room: float) -> None:
        items = list(blocks)
        for number, block in enumerate(items):
            last = number == len(items) - 1
            for element in self._elements(block, room, keep=last):
                self.put(element)

    def _elements(self, block: Block, room: float, *, keep: bool) -> Iterator[Any]:
        if isinstance(block, Heading):
            yield paragraph(f"Heading{block.level}" if block.level else "Part", block.text)
        elif isinstance(block, Paragraph):
            plain = block.align is not Align.JUSTIFY
            yield paragraph(
                "BodyPlain" if plain else "Body",
                self._pieces(block.runs),
                align=block.align.value if plain else "",
                keep_with_next=keep,
            )
        elif isinstance(block, ListItem):
            pieces = [Piece(f"{block.marker} "), *self._pieces(block.runs)]
            yield paragraph("Item", pieces, keep_with_next=keep)
        elif isinstance(block, Table):
            yield from table_elements(self._document, block, room)
        elif isinstance(block, PageBreak):
            element = paragraph("BodyPlain")
            w("br", w("r", element), type="page")
            yield element
        else:
            yield from self._picture(block, room)

    def _pieces(self, runs: Iterable[Run]) -> list[Piece]:
        return [Piece(wording.run_text(self._document, run), run.bold, run.italic) for run in runs]

    def _picture(self, block: Chart | Picture, room: float) -> Iterator[Any]:
        """The picture with its sentence for who cannot see it; without a picture, the sentence."""
        content = chart_png(block) if isinstance(block, Chart) else self._stored(block)
        words = "" if content else f"[Hình: {block.alt}]"
        element = paragraph("Figure", words, keep_with_next=bool(block.caption))
        if content:
            width = Mm(min(block.width, room))
            target = DocxParagraph(element, self._file._body)
            drawn = target.add_run().add_picture(io.BytesIO(content), width=width)
            drawn._inline.docPr.set("descr", clean(block.alt))
        yield element
        if block.caption:
            yield paragraph("Figure", block.caption)

    def _stored(self, block: Picture) -> bytes | None:
        stored = self._stored_file(block.file) if self._stored_file is not None else None
        return sound_picture(stored) if stored else None


def _head(document: Document, head: LegalHead) -> Any:
    form = document.form
    widths = left_room, right_room = head_widths(form)
    issuer = [line.upper() for line in head.issuing_body]
    left = [paragraph("Superior", line.upper()) for line in head.superior_body]
    left += [paragraph("Issuer", line) for line in issuer]
    widest = max((text_width(line, float(form.heads), bold=True) for line in issuer), default=0.0)
    left.append(rule(min(widest, left_room) * _SHORT_RULE, left_room))
    motto_width = text_width(wording.MOTTO, float(form.motto), bold=True)
    right = [
        paragraph("NationalTitle", wording.NATIONAL_TITLE),
        paragraph("Motto", wording.MOTTO),
        rule(motto_width, right_room),
    ]
    below = [paragraph("Number", wording.number_line(head))]
    if head.subject:
        below.append(paragraph("LetterSubject", head.subject))
    if document.banners.draft:
        width = text_width(wording.DRAFT, 13, bold=True) + 6
        below.append(framed("DraftMark", wording.DRAFT, width, left_room))
    element = table(widths, bordered=False)
    names, numbers = row(element), row(element)
    cell(names, Box(left_room), left)
    cell(names, Box(right_room), right)
    cell(numbers, Box(left_room), below)
    cell(numbers, Box(right_room), [paragraph("Place", wording.place_line(head))])
    return element


def _titles(document: Document) -> Iterator[Any]:
    if document.title:
        yield paragraph("DocTitle", document.title)
    for line in document.abstract:
        yield paragraph("Abstract", line)
    if document.abstract:
        size, room = float(document.form.titles), document.form.portrait_room
        widest = max(text_width(line, size, bold=True) for line in document.abstract)
        yield rule(min(widest, room) * _SHORT_RULE, room)
    if document.authority_title:
        yield paragraph("AuthorityTitle", document.authority_title.upper())
    for line in wording.addressees(document):
        yield paragraph("AddresseeItem" if line.startswith("-") else "Addressee", line)
    for line in wording.bases(document):
        yield paragraph("Basis", line)


def _foot(document: Document) -> Any:
    left: list[Any] = []
    signers = list(document.signers)
    if len(signers) == 2:
        left += _signer(signers.pop(0))
    if document.recipients:
        left.append(paragraph("RecipientsHead", "Nơi nhận:"))
        left += [paragraph("Recipient", line) for line in wording.recipients(document)]
    right = [element for signer in signers for element in _signer(signer)]
    widths = [document.form.portrait_room * share for share in _FOOT_SHARES]
    element = table(widths, bordered=False)
    line = row(element)
    cell(line, Box(widths[0]), left)
    cell(line, Box(widths[1]), right)
    return element


def _signer(signer: SignOff) -> list[Any]:
    lines = [paragraph("Signer", line) for line in (*signer.authority, *signer.position)]
    # Room for signature and seal stands above the name, also while the name is open.
    return [*lines, paragraph("Signer", signer.name, space_before_mm=_SIGNATURE_ROOM)]


def _set_page(section: Any, form: PageForm, *, landscape: bool) -> None:
    width, height = reversed(A4) if landscape else A4
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(form.top), Mm(form.bottom)
    section.left_margin, section.right_margin = Mm(form.left), Mm(form.right)
    section.header_distance, section.footer_distance = Mm(9), Mm(9)
    section.different_first_page_header_footer = True


def _set_margins_text(section: Any, document: Document) -> None:
    """Page number above from page 2, banners below on every page; later sections inherit."""
    page_number(section.header.paragraphs[0]._p)
    section.first_page_header.is_linked_to_previous = False
    text = wording.banner_line(document)
    if text:
        for footer in (section.footer, section.first_page_footer):
            old = footer.paragraphs[0]._p
            old.addprevious(paragraph("Banner", text))
            old.getparent().remove(old)


def _set_stamp(section: Any, stamp: Stamp) -> None:
    """The square and its words in one line of the first page's foot, in the line of the text."""
    footer = section.first_page_footer
    footer.is_linked_to_previous = False
    line = footer.add_paragraph(style="Mã bản in")
    line.add_run().add_picture(io.BytesIO(stamp.picture()), width=Mm(SIDE))
    line.add_run(f" {stamp.line}")


def _count_from_one(section: Any) -> None:
    properties = section._sectPr
    for old in properties.findall(qn("w:pgNumType")):
        properties.remove(old)
    count = w("pgNumType", start="1")
    columns = properties.find(qn("w:cols"))
    columns.addprevious(count)


def _set_properties(file: Any, document: Document) -> None:
    properties = file.core_properties
    moment = document.created.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.created = properties.modified = moment
    properties.title = " ".join((document.title, *document.abstract))[:255]
    properties.author = properties.last_modified_by = " ".join(
        document.head.issuing_body if document.head else ()
    )[:255]
    properties.subject = document.subject[:255]
    properties.identifier = document.sha256
    properties.comments, properties.keywords = "", ""
    properties.revision = 1
    properties.language = "vi-VN"
    for setting in file.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _without_dates(content: bytes) -> bytes:
    """The same archive with every entry dated 1980, packed in the same way."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            target.writestr(entry, source.read(name))
    return buffer.getvalue()
