"""What a DOCX or XLSX says, read back and compared with the tree it was made from.

The expectation is written down here once more, apart from the renderers: only the wording is
shared.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import docx
import openpyxl
from docx.oxml.ns import qn

from reports.documents import wording
from reports.documents.tree import (
    Chart,
    Document,
    Heading,
    LegalHead,
    ListItem,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    Table,
)

Grid = tuple[tuple[str, ...], ...]
# A line of text with the style that matters to an outline ("" elsewhere), or a table.
Item = tuple[str, str] | Grid


def text_of(element: Any) -> str:
    """Text of a paragraph, with its line breaks and tabs."""
    signs = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    return "".join(
        part.text or "" if part.tag == qn("w:t") else signs[part.tag]
        for part in element.iter(qn("w:t"), *signs)
        if part.getparent().tag == qn("w:r")
    )


def found_in(content: bytes) -> list[Item]:
    """Paragraphs that hold text, and tables, of the body in order."""
    found: list[Item] = []
    for element in docx.Document(io.BytesIO(content)).element.body:
        if element.tag == qn("w:p"):
            style = element.style or ""
            told = (f"[Hình: {one.get('descr')}]" for one in element.iter(qn("wp:docPr")))
            words = "".join((text_of(element), *told)).strip()
            if words:
                found.append((style if style.startswith(("Heading", "Part")) else "", words))
        elif element.tag == qn("w:tbl"):
            found.append(
                tuple(
                    tuple(
                        "\n".join(filter(None, (text_of(p).strip() for p in cell.iter(qn("w:p")))))
                        for cell in row.tc_lst
                    )
                    for row in element.tr_lst
                )
            )
    return found


def expected_of(document: Document) -> list[Item]:
    """What the DOCX must hold."""
    found: list[Item] = []
    if document.head is not None:
        found.append(_head(document, document.head))
    elif document.banners.draft:
        found.append(("", wording.DRAFT))
    found += _lines(
        document.title, *document.abstract, document.authority_title.upper(),
        *wording.addressees(document), *wording.bases(document),
    )  # fmt: skip
    blocks = wording.closed_blocks(document)
    found += _blocks(document, blocks)
    if document.signers or document.recipients:
        found.append(_foot(document))
    found += _lines(*wording.state_legends(document, blocks), *document.notes)
    for annex in document.annexes:
        found += _lines(wording.annex_label(annex), annex.title.upper())
        found += _lines(wording.attachment_line(document, annex))
        found += _blocks(document, annex.blocks)
        found += _lines(*wording.state_legends(document, annex.blocks))
    return found


def _lines(*texts: str) -> list[Item]:
    return [("", text.strip()) for text in texts if text.strip()]


def _cell(*lines: str) -> str:
    return "\n".join(filter(None, (line.strip() for line in lines)))


def _head(document: Document, head: LegalHead) -> Grid:
    draft = wording.DRAFT if document.banners.draft else ""
    left = [line.upper() for line in (*head.superior_body, *head.issuing_body)]
    return (
        (_cell(*left), _cell(wording.NATIONAL_TITLE, wording.MOTTO)),
        (
            _cell(wording.number_line(head), head.subject, draft),
            _cell(wording.place_line(head)),
        ),
    )


def _foot(document: Document) -> Grid:
    signers = [_cell(*one.authority, *one.position, one.name) for one in document.signers]
    left = signers[:-1] if len(signers) == 2 else []
    recipients = ["Nơi nhận:", *wording.recipients(document)] if document.recipients else []
    return ((_cell(*left, *recipients), _cell(*signers[-1:])),)


def _blocks(document: Document, blocks: Iterable[object]) -> Iterator[Item]:
    for block in blocks:
        if isinstance(block, Heading):
            yield f"Heading{block.level}" if block.level else "Part", block.text.strip()
        elif isinstance(block, Paragraph):
            yield from _lines(_words(document, block.runs))
        elif isinstance(block, ListItem):
            yield from _lines(f"{block.marker} {_words(document, block.runs)}")
        elif isinstance(block, Table):
            yield from _table(document, block)
        elif isinstance(block, Chart | Picture):  # a picture tells its sentence as alternative
            yield from _lines(f"[Hình: {block.alt}]", block.caption)
        else:
            assert isinstance(block, PageBreak)


def _words(document: Document, runs: Iterable[Run]) -> str:
    return "".join(wording.run_text(document, run) for run in runs)


def _table(document: Document, table: Table) -> Iterator[Item]:
    yield from _lines(table.unit_line, table.caption)
    heads = [(f"{c.note}. {c.header}" if c.note else c.header).strip() for c in table.columns]
    rows: list[tuple[str, ...]] = []
    if table.groups:
        upper: list[str] = []
        below: list[str] = []
        for group in table.groups:
            own = heads[len(below) : len(below) + group.span]
            upper += [group.text.strip()] if group.text else own
            below += own if group.text else [""] * group.span
        rows = [tuple(upper), tuple(below)]
    else:
        rows = [tuple(heads)]
    for row in table.rows:
        line, index = [], 0
        for cell in row.cells:
            line.append(wording.cell_text(document, cell, table.columns[index]).strip())
            index += cell.span
        rows.append(tuple(line))
    if not table.rows:
        rows.append((table.empty_text.strip(),))
    yield tuple(rows)
    yield from _lines(wording.mark_legend(table))


def docx_differences(document: Document, content: bytes) -> list[str]:
    """Where the DOCX differs from its tree."""
    found, expected = found_in(content), expected_of(document)
    wrong = [
        f"{number}: {one!r} is not {other!r}"[:400]
        for number, (one, other) in enumerate(zip(found, expected, strict=False))
        if one != other
    ]
    if len(found) != len(expected):
        wrong.append(f"{len(found)} parts, not {len(expected)}")
    return wrong


def xlsx_differences(document: Document, content: bytes) -> list[str]:
    """Where totals of the XLSX differ from the tree's: each is a formula that keeps our value."""
    formulas = openpyxl.load_workbook(io.BytesIO(content))
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    figures = document.figure_map
    expected = [
        figures[cell.figure].value if cell.figure else cell.value
        for table in document.all_blocks()
        if isinstance(table, Table)
        for row in table.rows
        for cell in row.cells
        if cell.total is not None
    ]
    numbers = [value for value in expected if isinstance(value, (int, Decimal))]
    kept = [
        (cell.coordinate, values[page.title][cell.coordinate].value)
        for page in formulas
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    wrong = [
        f"{place}: {value} is not {number}"
        for (place, value), number in zip(kept, numbers, strict=False)
        if value != float(number)
    ]
    if len(kept) != len(numbers):
        wrong.append(f"{len(kept)} formulas, not {len(numbers)}")
    return wrong
