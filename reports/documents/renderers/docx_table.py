"""Tables of data in the editable document: real rows, repeated heads, upright heads, marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports.documents import wording
from reports.documents.renderers.docx_xml import Box, Piece, cell, paragraph, row, table
from reports.documents.renderers.upright import UprightHead, upright_head
from reports.documents.tree import Column, Document, Mark, Row, Table

_GREY = "D9D9D9"
_SMALLEST, _LARGEST = 8, 14  # sizes for which there is a style


def table_elements(document: Document, block: Table, room_mm: float) -> Iterator[Any]:
    """Unit line, caption, table and legend, for a page with that room between its margins."""
    if block.unit_line:
        yield paragraph("UnitLine", block.unit_line)
    if block.caption:
        yield paragraph("GridCaption", block.caption)
    whole = sum(column.weight for column in block.columns)
    widths = [room_mm * column.weight / whole for column in block.columns]
    size = min(_LARGEST, max(_SMALLEST, wording.table_size(block)))
    style = f"Grid{size}"
    element = table(widths, bordered=True, margin_mm=1 if size > 10 else 0.4)
    _add_head(element, block, widths, size)
    for line in block.rows:
        _add_row(element, document, block, line, widths, style)
    if not block.rows:
        empty = paragraph(style, [Piece(block.empty_text, italic=True)], align="center")
        cell(row(element), Box(room_mm, span=len(widths)), [empty])
    yield element
    # Two tables that touch would become one; the legend or a thin line keeps them apart.
    legend = wording.mark_legend(block)
    yield paragraph("Legend", legend) if legend else paragraph("Rule")


def _add_head(element: Any, block: Table, widths: list[float], size: int) -> None:
    upright = _upright(block, widths, size)
    style = f"Grid{size}"
    grouped = [bool(group.text) for group in block.groups for _ in range(group.span)]
    if block.groups:
        upper = row(element, header=True)
        position = 0
        for group in block.groups:
            reach = range(position, position + group.span)
            if group.text:
                box = Box(sum(widths[i] for i in reach), span=group.span, middle=True)
                cell(upper, box, [_head_text(style, group.text)])
            else:
                for index in reach:
                    _add_head_cell(upper, block, index, widths[index], size, upright, "restart")
            position += group.span
    # Two millimetres more than the text: its cell has margins above and below.
    lower = row(element, header=True, height_mm=upright.height and upright.height + 2)
    for index, width in enumerate(widths):
        merge = "continue" if block.groups and not grouped[index] else ""
        _add_head_cell(lower, block, index, width, size, upright, merge)


def _upright(block: Table, widths: list[float], size: int) -> UprightHead:
    # The style's own space above and below the lines is room across the upright text.
    across = [width - size / 4 * 0.353 for width in widths]
    texts = [_head_words(column) if column.rotate else "" for column in block.columns]
    return upright_head(texts, across, points=max(_SMALLEST, size - 1), line=1.18)


def _head_words(column: Column) -> str:
    return f"{column.note}. {column.header}" if column.note else column.header


def _add_head_cell(
    line: Any,
    block: Table,
    index: int,
    width: float,
    size: int,
    upright: UprightHead,
    merge: str,
) -> None:
    stands = index in upright.columns
    box = Box(width, merge=merge, upright=stands, middle=True)
    style = f"Grid{max(_SMALLEST, size - 1) if stands else size}"
    text = "" if merge == "continue" else _head_words(block.columns[index])
    cell(line, box, [_head_text(style, text)])


def _head_text(style: str, text: str) -> Any:
    return paragraph(style, [Piece(text, bold=True)], align="center")


def _add_row(
    element: Any, document: Document, block: Table, line: Row, widths: list[float], style: str
) -> None:
    target = row(element)
    index = 0
    for item in line.cells:
        column = block.columns[index]
        piece = Piece(
            wording.cell_text(document, item, column),
            bold=wording.is_bold(item, line.kind),
            italic=item.italic or item.mark is Mark.UNKNOWN,
        )
        box = Box(
            sum(widths[index : index + item.span]),
            span=item.span,
            fill=_GREY if item.mark is Mark.NOT_MET else "",
            middle=True,
        )
        align = wording.cell_align(item, column).value
        cell(target, box, [paragraph(style, [piece], align=align)])
        index += item.span
