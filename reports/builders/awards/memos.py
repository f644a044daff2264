"""Tờ trình before a decision: of the desk to the chairman, and of UBND to the level above."""

from __future__ import annotations

from datetime import date

from awards.enums import NominationState
from awards.models import AwardRound, Decision, Nomination
from communes.queries.register_rules import names_on
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_date
from reports.builders.awards.decisions import annex_of, filled_sheet
from reports.builders.awards.parts import bases_of, counted
from reports.builders.binding import Figures, para
from reports.builders.parts import Level, banners, number_column, registered
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import Annex, Cell, Column, Document, Row, SignOff, Table

MEMO, PROVINCE = "home-affairs-memo", "province-memo"


def build_memo(*, decision: Decision) -> Document:
    """Tờ trình of the desk to the chairman, for one draft. Seven queries at most. Raises Refused
    (`no_lines`)."""
    level = Level(decision.unit, decision.memo_date or clock.today())
    sheet, figures = filled_sheet(decision), Figures()
    kinds = [line.award.group for line in sheet.lines]
    session = decision.session
    basis = (
        f"Hội đồng Thi đua - Khen thưởng đã họp ngày "
        f"{format_date(session.held_at.astimezone(clock.LOCAL).date())} và đề nghị khen thưởng."
        if session
        else "Hồ sơ theo thủ tục đơn giản."
    )
    return Document(
        kind=MEMO,
        title="TỜ TRÌNH",
        created=decision.made_at,
        abstract=(decision.title,),
        head=level.office("TTr", number=registered(decision.memo_number), dated=decision.memo_date),
        addressees=(f"Chủ tịch Ủy ban nhân dân {level.inside}",),
        bases=bases_of(decision.regime),
        blocks=(
            para(basis),
            para(
                f"Đề nghị Chủ tịch Ủy ban nhân dân {level.inside} quyết định khen thưởng cho "
                f"{counted(kinds)} (danh sách kèm theo), tiền thưởng ",
                figures.bind("total", int(sheet.total), unit="đồng"),
                " đồng. Hồ sơ kèm theo: danh sách, biên bản họp Hội đồng, phiếu thẩm định.",
            ),
        ),
        signers=(SignOff(position=("TRƯỞNG PHÒNG",) if level.district else ("CÔNG CHỨC",)),),
        recipients=("Như trên", "Lưu: VT"),
        annexes=(annex_of(sheet),),
        figures=figures.all(),
        banners=banners(decision.illustrative),
        subject=f"Tờ trình: {decision.title}",
    )


def build_province(*, round: AwardRound) -> Document:
    """Tờ trình of UBND to the province for what the province or the State decides. Four queries.
    Raises Refused (`nothing_upward`)."""
    rows = list(
        round.nominations.filter(state__in=[NominationState.SENT_UP, NominationState.ANSWERED])
        .select_related("nominee", "award_type", "upward")
        .order_by("award_type__order", "pk")
    )
    if not rows:
        raise Refused("nothing_upward", "Đợt này chưa có đề nghị nào trình cấp trên.")
    upward = rows[0].upward
    dated: date | None = upward.memo_date
    level = Level(round.unit, dated or clock.today())
    kinds = [row.nominee.kind for row in rows]
    return Document(
        kind=PROVINCE,
        title="TỜ TRÌNH",
        created=upward.at,
        abstract=("Đề nghị khen thưởng cấp trên", round.name),
        head=level.committee("TTr-UBND", number=registered(upward.memo_number), dated=dated),
        addressees=(upward.to_body,),
        bases=bases_of(rows[0].regime),
        blocks=(
            para(
                f"Ủy ban nhân dân {level.inside} đề nghị {upward.to_body} xem xét khen thưởng cho "
                f"{counted(kinds)} có thành tích trong phong trào thi đua (danh sách kèm theo)."
            ),
        ),
        signers=(SignOff(authority=("TM. ỦY BAN NHÂN DÂN",), position=("CHỦ TỊCH",)),),
        recipients=("Như trên", "Lưu: VT"),
        annexes=(
            Annex(
                title="Danh sách đề nghị khen thưởng",
                blocks=(_asked_for(rows, dated or clock.today()),),
                landscape=True,
            ),
        ),
        banners=banners(round.illustrative),
        subject=f"Tờ trình cấp trên: {round.name}",
    )


def _asked_for(rows: list[Nomination], day: date) -> Table:
    names = names_on([row.nominee.unit_id for row in rows], day)
    lines = [
        Row(
            (
                Cell(number),
                Cell(row.nominee_name),
                Cell(names.get(row.nominee.unit_id, "")),
                Cell(row.award_type.name if row.award_type else row.type_code),
                Cell(row.citation_list or row.citation),
            )
        )
        for number, row in enumerate(rows, start=1)
    ]
    columns = (
        number_column(),
        Column("Tên", 24),
        Column("Đơn vị", 22),
        Column("Đề nghị", 22),
        Column("Thành tích", 40),
    )
    return Table(columns=columns, rows=tuple(lines))


MEMO_KIND = register(
    DocumentKind(
        code=MEMO,
        label_vi="Tờ trình của Phòng Nội vụ về khen thưởng",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build_memo,
        parameters=(Parameter("decision", "quyết định"),),
    )
)
PROVINCE_KIND = register(
    DocumentKind(
        code=PROVINCE,
        label_vi="Tờ trình cấp trên về khen thưởng",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build_province,
        parameters=(Parameter("round", "đợt xét khen thưởng"),),
    )
)
