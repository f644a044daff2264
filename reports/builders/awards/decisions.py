"""Quyết định khen thưởng with its annex; đính chính and hủy bỏ as decisions of their own."""

from __future__ import annotations

from collections.abc import Sequence

from awards.enums import AwardState, Capacity, DecisionKind, DecisionState
from awards.models import Award, Decision
from awards.queries.decisions import Line, Sheet, sheet_of
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import amount_in_words, format_date
from reports.builders.awards.parts import GROUPS, bases_of, counted
from reports.builders.binding import Figures, para
from reports.builders.parts import Level, article, banners, capital, number_column, registered
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import (
    Align,
    Annex,
    Block,
    Cell,
    Column,
    Document,
    Function,
    Row,
    RowKind,
    Run,
    SignOff,
    Table,
    Total,
)

DECISION = "award-decision"
AMOUNT_HEAD = "Tiền thưởng (đồng)"


def chairman(level: Level, decision: Decision) -> SignOff:
    """CHỦ TỊCH, or KT. CHỦ TỊCH; never TM. on a decision (document format, 2.2)."""
    if decision.capacity == Capacity.DEPUTY:
        return SignOff(
            authority=("KT. CHỦ TỊCH",), position=("PHÓ CHỦ TỊCH",), name=decision.signer
        )
    return SignOff(position=("CHỦ TỊCH",), name=decision.signer)


def types_of(awards: Sequence[Award]) -> str:
    """ "Giấy khen của Chủ tịch UBND cấp huyện" of all lines, each once."""
    return ", ".join(dict.fromkeys(award.type_name for award in awards))


def filled_sheet(decision: Decision) -> Sheet:
    """The lines of the annex. Raises Refused (`no_lines`)."""
    sheet = sheet_of(decision)
    if not sheet.lines:
        raise Refused(
            "no_lines",
            "Quyết định chưa có ai được khen thưởng. Thêm đề nghị vào quyết định rồi in.",
        )
    return sheet


def build_decision(*, decision: Decision) -> Document:
    """The decision and its annex by group and order. Five queries, a draft eight more. Raises
    Refused (`no_lines`)."""
    if decision.kind != DecisionKind.AWARD:
        return _change(decision)
    level = Level(decision.unit, decision.decided_on or clock.today())
    sheet, figures = filled_sheet(decision), Figures()
    total = figures.bind("total", int(sheet.total), unit="đồng", source=f"decision:{decision.pk}")
    proposer = _proposer(level)
    return Document(
        kind=DECISION,
        title="QUYẾT ĐỊNH",
        created=decision.decided_at or clock.now(),
        abstract=(decision.title,),
        head=level.committee(
            "QĐ-UBND",
            number=registered(decision.number),
            dated=decision.number_date,
            chairman=True,
        ),
        authority_title=f"CHỦ TỊCH ỦY BAN NHÂN DÂN {level.name.upper()}",
        bases=(
            "Căn cứ Luật Tổ chức chính quyền địa phương",
            *bases_of(decision.regime),
            f"Theo đề nghị của {proposer}{_memo(decision)}",
        ),
        blocks=_articles(level, sheet, total),
        signers=(chairman(level, decision),),
        recipients=("Như Điều 3", "Lưu: VT"),
        annexes=(annex_of(sheet),),
        figures=figures.all(),
        banners=banners(decision.illustrative, draft=decision.state == DecisionState.DRAFT),
        subject=decision.title,
    )


def _proposer(level: Level) -> str:
    return "Trưởng phòng Nội vụ" if level.district else "công chức tham mưu"


def _memo(decision: Decision) -> str:
    if not (decision.memo_number and decision.memo_date):
        return ""
    return f" tại Tờ trình số {decision.memo_number} ngày {format_date(decision.memo_date)}"


def _articles(level: Level, sheet: Sheet, total: Run) -> tuple[Block, ...]:
    awards = [line.award for line in sheet.lines]
    kinds = [award.group for award in awards]
    money = (
        article(
            2,
            "Tiền thưởng kèm theo là ",
            total,
            f" đồng (bằng chữ: {amount_in_words(sheet.total).lower()}), chi từ quỹ thi đua, khen "
            f"thưởng của {level.inside}.",
        )
        if sheet.total
        else article(2, "Quyết định này không kèm tiền thưởng chi từ quỹ của cấp mình.")
    )
    return (
        article(
            1,
            f"Tặng {types_of(awards)} cho {counted(kinds)} (có danh sách kèm theo) đã có "
            "thành tích trong phong trào thi đua.",
        ),
        money,
        article(
            3,
            f"Văn phòng, {_proposer(level)}, các đơn vị liên quan và các tập thể, hộ gia "
            "đình, cá nhân có tên trong danh sách chịu trách nhiệm thi hành Quyết định này.",
        ),
    )


def annex_of(sheet: Sheet) -> Annex:
    """The lines by group and order, with the sum of their prizes."""
    rows: list[Row] = []
    for kind, label in GROUPS.items():
        lines = [line for line in sheet.lines if line.award.group == kind]
        if not lines:
            continue
        rows.append(Row((Cell(f"{label} ({len(lines)})", span=6),), kind=RowKind.HEADING))
        rows += [_row(line) for line in lines]
    rows.append(
        Row(
            (
                Cell("Cộng", span=5),
                Cell(int(sheet.total), total=Total(Function.SUM)),
            ),
            kind=RowKind.TOTAL,
        )
    )
    columns = (
        number_column(),
        Column("Tên", 26),
        Column("Đơn vị, địa chỉ", 24),
        Column("Thành tích", 34),
        Column("Hình thức", 20),
        Column(AMOUNT_HEAD, 16, align=Align.RIGHT, decimals=0),
    )
    kinds = [line.award.group for line in sheet.lines]
    return Annex(
        title="Danh sách được khen thưởng",
        blocks=(
            Table(columns=columns, rows=tuple(rows)),
            para(f"Ấn định danh sách có {counted(kinds)}."),
        ),
        landscape=True,
    )


def _row(line: Line) -> Row:
    award = line.award
    amount = line.amount if award.state == AwardState.VALID else None
    return Row(
        (
            Cell(award.order),
            Cell(award.shown_name),
            Cell(capital(award.place)),
            Cell(award.shown_citation),
            Cell(award.type_name),
            Cell(
                None if amount is None else int(amount),
                note="" if amount is not None else line.reason[:60],
            ),
        )
    )


def _change(decision: Decision) -> Document:
    """A correction or a revocation, which names the decision it is about."""
    level = Level(decision.unit, decision.decided_on or clock.today())
    about = decision.about
    named = (
        f"Quyết định số {about.number} ngày {format_date(about.number_date)}"
        if about and about.number and about.number_date
        else "quyết định khen thưởng đã nêu"
    )
    verb = "Đính chính" if decision.kind == DecisionKind.CORRECTION else "Hủy bỏ"
    return Document(
        kind=DECISION,
        title="QUYẾT ĐỊNH",
        created=decision.decided_at or clock.now(),
        abstract=(decision.title,),
        head=level.committee(
            "QĐ-UBND",
            number=registered(decision.number),
            dated=decision.number_date,
            chairman=True,
        ),
        authority_title=f"CHỦ TỊCH ỦY BAN NHÂN DÂN {level.name.upper()}",
        bases=("Căn cứ Luật Tổ chức chính quyền địa phương", *bases_of(decision.regime)),
        blocks=(
            article(1, f"{verb} nội dung sau của {named}:"),
            _changed(decision),
            para(f"Lý do: {decision.reason}"),
            article(
                2,
                "Các đơn vị liên quan và người có tên trên chịu trách nhiệm thi hành Quyết "
                "định này.",
            ),
        ),
        signers=(chairman(level, decision),),
        recipients=("Như Điều 2", "Lưu: VT"),
        banners=banners(decision.illustrative, draft=decision.state == DecisionState.DRAFT),
        subject=decision.title,
    )


def _changed(decision: Decision) -> Table:
    field = "corrected_by" if decision.kind == DecisionKind.CORRECTION else "revoked_by"
    awards = list(Award.objects.filter(**{field: decision}).order_by("order"))
    rows = [
        Row(
            (
                Cell(award.order),
                Cell(award.name),
                Cell(
                    award.shown_name
                    if decision.kind == DecisionKind.CORRECTION
                    else "hủy bỏ khen thưởng"
                ),
            )
        )
        for award in awards
    ]
    return Table(
        columns=(number_column(), Column("Đã ghi", 46), Column("Nay là", 46)),
        rows=tuple(rows),
        empty_text="Chưa chọn dòng nào.",
    )


DECISION_KIND = register(
    DocumentKind(
        code=DECISION,
        label_vi="Quyết định khen thưởng, đính chính, hủy bỏ",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build_decision,
        parameters=(Parameter("decision", "quyết định"),),
    )
)
