"""Danh sách đề nghị khen thưởng of a round, and Phiếu thẩm định of one nomination."""

from __future__ import annotations

from awards.enums import NominationState
from awards.models import AwardRound, Consultation, Nomination
from communes.queries.register_rules import names_on
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_date
from reports.builders.awards.parts import GROUPS, bases_of, counted
from reports.builders.binding import para
from reports.builders.parts import Level, banners, facts, number_column
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import (
    Annex,
    Cell,
    Column,
    Document,
    Heading,
    Row,
    RowKind,
    SignOff,
    Table,
)

LIST, SHEET = "award-nominees", "appraisal-sheet"
LEFT_OUT = (NominationState.DRAFT, NominationState.WITHDRAWN)


def build_list(*, round: AwardRound) -> Document:
    """Everybody proposed in a round, by group. Four queries."""
    level = Level(round.unit, clock.today())
    rows = list(
        round.nominations.exclude(state__in=LEFT_OUT)
        .select_related("nominee", "award_type", "agency")
        .order_by("pk")
    )
    names = names_on(
        [row.nominee.unit_id for row in rows] + [row.unit_id for row in rows if row.unit_id],
        clock.today(),
    )
    kinds = [row.nominee.kind for row in rows]
    words = (
        f"Đợt «{round.name}» có {counted(kinds)} được đề nghị khen thưởng (danh sách kèm theo)."
        if rows
        else f"Đợt «{round.name}» chưa có đề nghị khen thưởng nào."
    )
    return Document(
        kind=LIST,
        title="DANH SÁCH",
        created=clock.now(),
        abstract=("Đề nghị khen thưởng", round.name),
        head=level.office("DS"),
        blocks=(para(words),),
        signers=(SignOff(position=("TRƯỞNG PHÒNG",) if level.district else ("CHỦ TỊCH",)),),
        annexes=(_annex(rows, names),) if rows else (),
        banners=banners(round.illustrative),
        subject=f"Danh sách đề nghị khen thưởng: {round.name}",
    )


def _annex(rows: list[Nomination], names: dict[int, str]) -> Annex:
    lines: list[Row] = []
    for kind, label in GROUPS.items():
        group = [row for row in rows if row.nominee.kind == kind]
        if not group:
            continue
        lines.append(Row((Cell(f"{label} ({len(group)})", span=6),), kind=RowKind.HEADING))
        for number, row in enumerate(group, start=1):
            proposer = row.agency.name if row.agency else names.get(row.unit_id or 0, "")
            lines.append(
                Row(
                    (
                        Cell(number),
                        Cell(row.nominee_name),
                        Cell(names.get(row.nominee.unit_id, "")),
                        Cell(proposer),
                        Cell(row.award_type.name if row.award_type else row.type_code),
                        Cell(row.citation_list or row.citation),
                    )
                )
            )
    columns = (
        number_column(),
        Column("Tên", 22),
        Column("Đơn vị", 18),
        Column("Nơi đề nghị", 18),
        Column("Đề nghị", 20),
        Column("Thành tích", 34),
    )
    return Annex(
        title="Danh sách đề nghị khen thưởng",
        blocks=(Table(columns=columns, rows=tuple(lines)),),
        landscape=True,
    )


def build_sheet(*, nomination: Nomination) -> Document:
    """The newest appraisal sheet. Six queries. Raises Refused (`no_sheet`)."""
    sheet = nomination.sheets.select_related("by").order_by("-number").first()
    if sheet is None:
        raise Refused("no_sheet", "Đề nghị này chưa có phiếu thẩm định. Lập phiếu rồi in.")
    round_ = nomination.round
    day = sheet.at.astimezone(clock.LOCAL).date()
    level = Level(round_.unit, day)
    award = nomination.award_type.name if nomination.award_type else nomination.type_code
    lines = [
        ("Đối tượng", nomination.nominee_name),
        ("Đề nghị", award),
        ("Đợt", round_.name),
        ("Tiếp nhận ngày", nomination.received_on or "chưa tiếp nhận"),
        ("Quy định áp dụng", nomination.regime.law if nomination.regime else "chưa xác định"),
        ("Thành phần hồ sơ", "đủ" if sheet.dossier_complete else "chưa đủ"),
        ("Điều kiện, tiêu chuẩn", "đạt" if sheet.conditions_met else "chưa đạt"),
        ("Kết luận", sheet.get_conclusion_display()),
    ]
    return Document(
        kind=SHEET,
        title="PHIẾU THẨM ĐỊNH",
        created=sheet.at,
        abstract=(f"Hồ sơ đề nghị khen thưởng: {nomination.nominee_name}",),
        head=level.office("PTĐ", dated=day),
        bases=bases_of(nomination.regime),
        blocks=(
            Heading(1, "I. Hồ sơ"),
            facts(lines),
            Heading(1, "II. Kiểm theo quy định"),
            _checks(nomination),
            Heading(1, "III. Xin ý kiến"),
            _opinions(nomination),
            Heading(1, "IV. Ý kiến thẩm định"),
            *[
                para(line)
                for line in (sheet.opinion.strip() or "Chưa ghi ý kiến.").splitlines()
                if line.strip()
            ],
        ),
        ending="",
        signers=(
            SignOff(authority=("NGƯỜI THẨM ĐỊNH",), name=sheet.by.full_name),
            SignOff(authority=("TRƯỞNG PHÒNG",) if level.district else ("CHỦ TỊCH",)),
        ),
        banners=banners(nomination.illustrative),
        subject=f"Phiếu thẩm định: {nomination.nominee_name}",
    )


def _checks(nomination: Nomination) -> Table:
    run = nomination.check_runs.order_by("-pk").first()
    results = list(run.results.order_by("pk")) if run else []
    return Table(
        columns=(Column("Nội dung kiểm", 24), Column("Kết quả", 14), Column("Giải thích", 62)),
        rows=tuple(
            Row(
                (
                    Cell(one.title),
                    Cell(str(one.get_outcome_display())),
                    Cell(f"{one.sentence}{f' ({one.clause})' if one.clause else ''}"),
                )
            )
            for one in results
        ),
        empty_text="Chưa kiểm.",
    )


def _opinions(nomination: Nomination) -> Table:
    asked = list(
        Consultation.objects.filter(nomination=nomination, withdrawn_at__isnull=True).order_by(
            "due_on", "pk"
        )
    )
    return Table(
        columns=(Column("Nơi được xin ý kiến", 40), Column("Hạn", 16), Column("Trả lời", 44)),
        rows=tuple(
            Row(
                (
                    Cell(one.body_name),
                    Cell(one.due_on),
                    Cell(
                        f"{one.get_answer_display()}, {format_date(one.answered_on)}"
                        if one.answer and one.answered_on
                        else "chưa trả lời"
                    ),
                )
            )
            for one in asked
        ),
        empty_text="Không xin ý kiến.",
    )


LIST_KIND = register(
    DocumentKind(
        code=LIST,
        label_vi="Danh sách đề nghị khen thưởng",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build_list,
        parameters=(Parameter("round", "đợt xét khen thưởng"),),
    )
)
SHEET_KIND = register(
    DocumentKind(
        code=SHEET,
        label_vi="Phiếu thẩm định đề nghị khen thưởng",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build_sheet,
        parameters=(Parameter("nomination", "đề nghị khen thưởng"),),
    )
)
