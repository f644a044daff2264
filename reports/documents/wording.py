"""Words that every renderer puts the same way: head lines, endings, cells, legends.

Rules of NĐ 30/2020/NĐ-CP, annex I: number line, date line (a zero before a day under 10 and
before January and February only), bases in italics ending with ";" and ".", recipients.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from kbang_ntm.core.vietnamese import NBSP
from reports.documents.tree import (
    Align,
    Annex,
    Block,
    Cell,
    Column,
    Document,
    Figure,
    FigureState,
    LegalHead,
    ListItem,
    Mark,
    Paragraph,
    RowKind,
    Run,
    Table,
)
from reports.documents.values import format_value

NATIONAL_TITLE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DRAFT = "DỰ THẢO"
OPEN_DATE = "ngày ... tháng ... năm ..."
MANY_COLUMNS = 12
BANNER_LENGTH = 200


def date_line(day: date | None) -> str:
    """ "ngày 05 tháng 8 năm 2022"; open when the day is not known."""
    if day is None:
        return OPEN_DATE
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def place_line(head: LegalHead) -> str:
    """ "Kbang, ngày 05 tháng 8 năm 2022"."""
    return f"{head.place}, {date_line(head.dated)}"


def number_sign(head: LegalHead) -> str:
    """ "05/BC-UBND"; room is left for the number until the clerk has given one."""
    number = head.number.strip()
    if number.isdigit():
        number = number.zfill(2)
    return f"{number or NBSP * 8}/{head.sign}"


def number_line(head: LegalHead) -> str:
    """ "Số: 05/BC-UBND"."""
    return f"Số:{NBSP}{number_sign(head)}"


def listed(lines: Iterable[str], *, last: str) -> list[str]:
    """Lines ending with ";", the last with `last`; endings typed by the author are replaced."""
    bare = [line.rstrip(" ;.,") for line in lines]
    return [f"{line};" for line in bare[:-1]] + [f"{line}{last}" for line in bare[-1:]]


def bases(document: Document) -> list[str]:
    """Legal bases, one a line."""
    return listed(document.bases, last=".")


def addressees(document: Document) -> list[str]:
    """One addressee stands on the line of "Kính gửi", several below it with a dash."""
    if len(document.addressees) < 2:
        return [f"Kính gửi: {name}" for name in document.addressees]
    return ["Kính gửi:", *(f"- {line}" for line in listed(document.addressees, last="."))]


def recipients(document: Document) -> list[str]:
    """ "- Như trên;" ... "- Lưu: VT, VPĐP."."""
    bare = (line.lstrip("-– ") for line in document.recipients)
    return [f"- {line}" for line in listed(bare, last=".")]


def annex_label(annex: Annex) -> str:
    """ "Phụ lục I"."""
    return f"Phụ lục {annex.number}".rstrip()


def attachment_line(document: Document, annex: Annex) -> str:
    """ "(Kèm theo Báo cáo số .../BC-UBND ngày ... của ...)", "" when there is no legal head."""
    head = document.head
    if head is None or not annex.show_attachment_line:
        return ""
    issuer = f" của {head.issuer_name}" if head.issuer_name else ""
    number = number_sign(head)
    title = document.title.capitalize() or "Công văn"
    return f"(Kèm theo {title} số {number} {date_line(head.dated)}{issuer})"


def banner_line(document: Document) -> str:
    """What every page admits, short enough for the lower margin; "" when there is nothing."""
    line = " · ".join(document.banners.lines)
    return line if len(line) <= BANNER_LENGTH else f"{line[: BANNER_LENGTH - 1]}…"


def closed_blocks(document: Document) -> tuple[Block, ...]:
    """Blocks of the text with the ending mark behind the last paragraph."""
    blocks, ending = document.blocks, document.ending
    if not blocks or not ending:
        return blocks
    last = blocks[-1]
    if not isinstance(last, (Paragraph, ListItem)) or not last.runs:
        return (*blocks, Paragraph((Run(ending),), align=Align.LEFT))
    run = last.runs[-1]
    if run.text:
        stop = replace(run, text=run.text.rstrip(" .;") + ending)
        runs = (*last.runs[:-1], stop)
    else:
        runs = (*last.runs, Run(ending))
    return (*blocks[:-1], replace(last, runs=runs))


def state_mark(document: Document, state: FigureState) -> str:
    """Asterisks behind a figure; none where a banner on every page already says it."""
    if state is FigureState.ILLUSTRATIVE and document.banners.illustrative:
        return ""
    return state.mark


def run_text(document: Document, run: Run) -> str:
    """The words of a run: its own, or those of its bound figure, with the mark of its state."""
    if not run.figure:
        return run.text
    figure = document.figure_map[run.figure]
    return (run.text or figure.display) + state_mark(document, figure.state)


def cell_figure(cell: Cell, figures: Mapping[str, Figure]) -> Figure | None:
    """The figure a cell is bound to."""
    return figures[cell.figure] if cell.figure else None


def cell_state(cell: Cell, figures: Mapping[str, Figure]) -> FigureState:
    """The state of a cell: its figure's when it is bound."""
    return figures[cell.figure].state if cell.figure else cell.state


def cell_text(document: Document, cell: Cell, column: Column) -> str:
    """The words of a cell, with the mark of its state."""
    stars = state_mark(document, cell_state(cell, document.figure_map))
    if cell.mark is not None:
        note = f"{NBSP}{cell.note}" if cell.note else ""
        return f"{cell.mark.sign}{note}{stars}"
    if cell.figure:
        return document.figure_map[cell.figure].display + stars
    if cell.value is None:
        return ""
    return format_value(cell.value, column.decimals) + stars


def cell_align(cell: Cell, column: Column) -> Align:
    """Marks stand in the middle, the rest as its column says."""
    if cell.align is not None:
        return cell.align
    return Align.CENTER if cell.mark is not None else column.align


def table_size(table: Table) -> int:
    """Font size of a table in points."""
    return table.size or (10 if len(table.columns) > MANY_COLUMNS else 12)


def is_bold(cell: Cell, kind: RowKind) -> bool:
    """Headings, totals and verdicts that need a person are bold."""
    return cell.bold or kind is not RowKind.BODY or cell.mark is Mark.NOT_MET


def mark_legend(table: Table) -> str:
    """ "Đ: đạt; C: chưa đạt; ..." for the marks that the table uses; "" without marks."""
    if not table.show_mark_legend:
        return ""
    used = {cell.mark for row in table.rows for cell in row.cells}
    parts = [f"{mark.sign}: {mark.label}" for mark in Mark if mark in used]
    if parts and table.mark_note:
        parts.append(table.mark_note)
    return "Ký hiệu: " + "; ".join(parts) + "." if parts else ""


def state_legends(document: Document, blocks: Iterable[Block]) -> list[str]:
    """Explanations of the asterisks that these blocks use."""
    used: set[FigureState] = set()
    for block in blocks:
        if isinstance(block, (Paragraph, ListItem)):
            used |= {document.figure_map[run.figure].state for run in block.runs if run.figure}
        elif isinstance(block, Table):
            used |= {
                cell_state(cell, document.figure_map) for row in block.rows for cell in row.cells
            }
    return [state.legend for state in FigureState if state in used and state_mark(document, state)]
