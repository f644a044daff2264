"""Tables in HTML: fixed column shares, repeating heads, upright heads, marks, legends."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from reports.documents import wording
from reports.documents.renderers.markup import add, add_text
from reports.documents.renderers.upright import UprightHead, upright_head
from reports.documents.tree import Cell, Document, Figure, Mark, Row, Table

# The style sheet sets upright heads at nine tenths of the table's size, 1.1 apart.
_UPRIGHT_SHARE, _LINE = 0.9, 1.1


def add_table(
    root: Element,
    document: Document,
    table: Table,
    figure_href: Callable[[Figure], str] | None,
    room_mm: float,
    *,
    rows: range | None = None,
    anchor: Callable[[int], str] | None = None,
) -> None:
    """The table with its unit line above and its legend below, on a page with that room.

    `rows`: only these; what stands above the table then comes with its first row, the legend
    with its last. `anchor(row)` names each row by its first cell, so that its page can be found.
    """
    rows = range(len(table.rows)) if rows is None else rows
    opens, closes = rows.start == 0, rows.stop == len(table.rows)
    if table.unit_line and opens:
        add(root, "p", "unit-line", table.unit_line)
    css = f"grid size-{wording.table_size(table)}"
    box = SubElement(root, "table", {"class": css})
    if table.caption and opens:
        add(box, "caption", text=table.caption)
    _add_columns(box, table)
    _add_head(SubElement(box, "thead"), table, _upright(table, room_mm))
    body = SubElement(box, "tbody")
    for number in rows:
        line = _add_row(body, document, table, table.rows[number], figure_href)
        if anchor is not None:
            # On the row it would give each of its cells a style of its own, computed anew.
            line[0].set("id", anchor(number))
    if not table.rows:
        line = SubElement(body, "tr")
        add(line, "td", "empty", table.empty_text, colspan=str(len(table.columns)))
    legend = wording.mark_legend(table) if closes else ""
    if legend:
        add(root, "p", "legend", legend)


def _add_columns(box: Element, table: Table) -> None:
    columns = SubElement(box, "colgroup")
    whole = sum(column.weight for column in table.columns)
    for column in table.columns:
        SubElement(columns, "col", {"width": f"{100 * column.weight / whole:.3f}%"})


def _add_head(head: Element, table: Table, upright: UprightHead) -> None:
    upper = SubElement(head, "tr") if table.groups else None
    lower = SubElement(head, "tr")
    position = 0
    for group in table.groups:
        if group.text and upper is not None:
            add(upper, "th", text=group.text, colspan=str(group.span), scope="colgroup")
        for index in range(position, position + group.span):
            spanning = not group.text and upper is not None
            _add_head_cell(upper if spanning else lower, table, index, upright, spanning)
        position += group.span
    if not table.groups:
        for index in range(len(table.columns)):
            _add_head_cell(lower, table, index, upright, False)
    if not len(lower):
        head.remove(lower)
        for cell in upper if upper is not None else ():
            cell.attrib.pop("rowspan", None)


def _add_head_cell(
    row: Element | None, table: Table, index: int, upright: UprightHead, spanning: bool
) -> None:
    if row is None:
        return
    column = table.columns[index]
    cell = SubElement(row, "th", {"scope": "col"})
    if spanning:
        cell.set("rowspan", "2")
    if index in upright.columns:
        cell.set("class", "upright")
        box = SubElement(cell, "div", {"class": f"upright-box h-{upright.height}"})
        add(box, "span", text=column.header)
    else:
        add_text(cell, column.header)
    if column.note:
        add(cell, "div", "head-note", column.note)


def _upright(table: Table, room_mm: float) -> UprightHead:
    whole = sum(column.weight for column in table.columns)
    return upright_head(
        [column.header if column.rotate else "" for column in table.columns],
        [room_mm * column.weight / whole for column in table.columns],
        points=wording.table_size(table) * _UPRIGHT_SHARE,
        line=_LINE,
    )


def _add_row(
    body: Element,
    document: Document,
    table: Table,
    row: Row,
    figure_href: Callable[[Figure], str] | None,
) -> Element:
    line = SubElement(body, "tr", {"class": f"row-{row.kind.value}"})
    index = 0
    for cell in row.cells:
        column = table.columns[index]
        css = [wording.cell_align(cell, column).value]
        if wording.is_bold(cell, row.kind):
            css.append("strong")
        if cell.italic or cell.mark is Mark.UNKNOWN:
            css.append("italic")
        if cell.mark is not None:
            css.append(f"mark-{cell.mark.value}")
        box = SubElement(line, "td", {"class": " ".join(css)})
        if cell.span > 1:
            box.set("colspan", str(cell.span))
        _set_cell(box, document, cell, wording.cell_text(document, cell, column), figure_href)
        index += cell.span
    return line


def _set_cell(
    box: Element,
    document: Document,
    cell: Cell,
    text: str,
    figure_href: Callable[[Figure], str] | None,
) -> None:
    figure = wording.cell_figure(cell, document.figure_map)
    if figure is not None and figure_href is not None:
        href = figure_href(figure)
        if href:
            box = SubElement(box, "a", {"class": "figure-source", "href": href})
    add_text(box, text)
