"""Danh mục bàn giao: people, open work, files and due dates that pass with a change of units.

Format: Nghị định 30/2020/NĐ-CP, Phụ lục I. Who gives signs on the left, who receives on the right;
number and date stay blank until the clerk registers the paper.
"""

from __future__ import annotations

from communes.models import AdministrativeUnit, UnitChange, UnitVersion
from communes.queries.changes import ONE_DAY, ItemGroup, handover_lines
from kbang_ntm.core import clock
from kbang_ntm.core.vietnamese import format_date
from reports.builders.binding import para
from reports.builders.parts import ILLUSTRATIVE
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import (
    Align,
    Annex,
    Banners,
    Block,
    Cell,
    Column,
    Document,
    Function,
    LegalHead,
    Paragraph,
    Row,
    RowKind,
    Run,
    SignOff,
    Table,
    Total,
)

CODE = "handover-list"
LEFT = "để lại, không chuyển"


def build(*, change: UnitChange, unit: AdministrativeUnit | None = None) -> Document:
    """The list of one change; with `unit`, what that unit receives. Four queries."""
    groups = handover_lines(change, to_unit=unit.pk if unit else None)
    receiver = _name(unit, change) if unit else ""
    issuer = _issuer(change)
    name = issuer.name if issuer else ""
    basis = f"Căn cứ {change.legal_basis}, hiệu lực từ ngày {format_date(change.date)}"
    words = (
        "Danh mục sau ghi người, công việc, hồ sơ và thời hạn bàn giao"
        f"{f' cho {receiver}' if receiver else ''}. Việc đã làm giữ nguyên tên đơn vị, cơ quan cũ."
    )
    return Document(
        kind=CODE,
        title="DANH MỤC BÀN GIAO",
        created=clock.now(),
        abstract=(change.title, *((receiver,) if receiver else ())),
        head=LegalHead(
            issuing_body=("ỦY BAN NHÂN DÂN", name.upper()) if name else ("ỦY BAN NHÂN DÂN",),
            sign="DM-UBND",
            place=issuer.short_name if issuer else "................",
            issuer_name=f"Ủy ban nhân dân {name[:1].lower()}{name[1:]}".strip(),
        ),
        bases=(basis,),
        blocks=(para(words), *_summary(groups)),
        signers=(
            SignOff(authority=("BÊN GIAO",)),
            SignOff(authority=("BÊN NHẬN",)),
        ),
        recipients=("Bên giao, bên nhận", "Lưu: VT"),
        annexes=_annexes(groups),
        banners=Banners(draft=False, illustrative=ILLUSTRATIVE if clock.demo_date() else ""),
        ending="",
        subject=f"Danh mục bàn giao: {change.title}",
    )


def _name(unit: AdministrativeUnit, change: UnitChange) -> str:
    row = unit.versions.filter(valid__contains=change.date).first()
    return row.name if row else unit.key


def _issuer(change: UnitChange) -> UnitVersion | None:
    """The unit whose committee hands over, as on its last day: one level above the first unit of
    the list, or the unit of its first agency; None when the list is empty."""
    item = change.items.select_related("from_unit", "from_agency__unit").first()
    if item is None:
        return None
    last = UnitVersion.objects.filter(valid__contains=change.date - ONE_DAY)
    if item.from_agency is not None:
        return last.filter(unit_id=item.from_agency.unit_id).first()
    version = last.filter(unit_id=item.from_unit_id).first()
    above = last.filter(unit_id=version.parent_id).first() if version else None
    return above or version


def _summary(groups: list[ItemGroup]) -> tuple[Block, ...]:
    if not groups:
        return (Paragraph((Run("Không có người, công việc hay hồ sơ phải bàn giao."),)),)
    rows = [
        Row((Cell(number), Cell(group.label), Cell(len(group.lines))))
        for number, group in enumerate(groups, start=1)
    ]
    total = Row(
        (
            Cell("Cộng", span=2),
            Cell(sum(len(group.lines) for group in groups), total=Total(Function.SUM)),
        ),
        kind=RowKind.TOTAL,
    )
    columns = (
        Column("STT", 8, align=Align.CENTER),
        Column("Loại", 60),
        Column("Số mục", 14, align=Align.RIGHT),
    )
    return (Table(columns=columns, rows=(*rows, total)),)


def _annexes(groups: list[ItemGroup]) -> tuple[Annex, ...]:
    if not groups:
        return ()
    rows: list[Row] = []
    for group in groups:
        rows.append(Row((Cell(group.label, span=8),), kind=RowKind.HEADING))
        for number, line in enumerate(group.lines, start=1):
            item = line.item
            left = f"{LEFT}{f': {item.reason}' if item.reason else ''}"
            rows.append(
                Row(
                    (
                        Cell(number),
                        Cell(item.title),
                        Cell(item.who),
                        Cell(line.source),
                        Cell(line.target or left),
                        Cell(item.due),
                        Cell("; ".join(item.files)),
                        Cell(item.get_state_display()),
                    )
                )
            )
    columns = (
        Column("STT", 5, align=Align.CENTER),
        Column("Nội dung", 30),
        Column("Người đang giữ", 14),
        Column("Bên giao", 16),
        Column("Bên nhận", 16),
        Column("Hạn", 10, align=Align.CENTER),
        Column("Tệp kèm theo", 20),
        Column("Tình trạng", 12),
    )
    return (
        Annex(
            title="Chi tiết bàn giao",
            blocks=(Table(columns=columns, rows=tuple(rows)),),
            landscape=True,
        ),
    )


KIND = register(
    DocumentKind(
        code=CODE,
        label_vi="Danh mục bàn giao khi sắp xếp đơn vị",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build,
        parameters=(
            Parameter("change", "lần sắp xếp"),
            Parameter("unit", "đơn vị nhận", required=False),
        ),
    )
)
