"""Quyết định thành lập đoàn kiểm tra and thông báo kết luận of one visit.

The administration's visits are decided by the chairman; those of a commune by its own. Supervision
is the Front's own right: it is decided and signed by the Front, never by the UBND.
"""

from __future__ import annotations

from dataclasses import dataclass

from campaigns.inspection_enums import (
    FindingState,
    InspectionKind,
    InspectionState,
    ItemAnswer,
)
from campaigns.models import ChecklistItem, Inspection
from campaigns.queries.inspections import FindingLine, named_findings
from communes.enums import UnitKind
from communes.models import AdministrativeUnit
from communes.queries.changes import ONE_DAY
from communes.queries.register_rules import in_sentence, names_on
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_date
from reports.builders.binding import Figures, item, para
from reports.builders.movement.parts import (
    agency_head,
    agency_signer,
    archive,
    chapters,
    committee_signer,
    counts,
    kind_of,
    lines,
)
from reports.builders.parts import (
    Level,
    article,
    banners,
    capital,
    number_column,
    registered,
)
from reports.documents.tree import (
    Align,
    Annex,
    Block,
    Cell,
    Column,
    Document,
    Heading,
    LegalHead,
    Row,
    SignOff,
    Table,
)

DECISION, CONCLUSION = "inspection-decision", "inspection-conclusion"
FRONT = "Ủy ban Mặt trận Tổ quốc Việt Nam"
ANSWERS = (
    (ItemAnswer.MET, "đạt yêu cầu"),
    (ItemAnswer.NOT_MET, "chưa đạt yêu cầu"),
    (ItemAnswer.NOT_CHECKED, "không kiểm tra"),
    ("", "chưa ghi"),
)


@dataclass(frozen=True)
class _Body:
    """Who inspects: `name` inside a sentence, `level` of its UBND, `front` for supervision."""

    row: Inspection
    level: Level
    name: str

    @property
    def front(self) -> bool:
        return self.row.kind == InspectionKind.SUPERVISION

    def head(self, kind: str, *, number: str = "", chairman: bool = False) -> LegalHead:
        """Of the agency itself, of the Front of a commune, or of the UBND."""
        dated = self.row.conclusion_date if number else None
        agency = self.row.agency
        if agency is not None and not (chairman and not self.front):
            return agency_head(self.level, agency, kind, number=number, dated=dated)
        if self.front:
            return LegalHead(
                issuing_body=(FRONT.upper(), self.level.name.upper()),
                sign=f"{kind}-MTTQ",
                place=self.level.place,
                number=number,
                dated=dated,
                issuer_name=self.name,
            )
        return self.level.committee(f"{kind}-UBND", number=number, dated=dated, chairman=chairman)

    def signer(self) -> SignOff:
        """Who signs for the body."""
        if self.row.agency is not None:
            return agency_signer(self.row.agency)
        if self.front:
            return SignOff(authority=("TM. BAN THƯỜNG TRỰC",), position=("CHỦ TỊCH",))
        return committee_signer()


def _body(row: Inspection) -> _Body:
    unit: AdministrativeUnit | None = row.agency.unit if row.agency else row.body_unit
    assert unit is not None  # one body, never none
    level = Level(unit, row.days.lower)
    name = row.agency.name if row.agency else f"Ủy ban nhân dân {level.inside}"
    if row.agency is None and row.kind == InspectionKind.SUPERVISION:
        name = f"{FRONT} {level.inside}"
    return _Body(row, level, name)


def _verb(row: Inspection) -> str:
    return "giám sát" if row.kind == InspectionKind.SUPERVISION else "kiểm tra"


def _days(row: Inspection) -> str:
    first, last = row.days.lower, row.days.upper - ONE_DAY
    if first == last:
        return f"ngày {format_date(first)}"
    return f"từ ngày {format_date(first)} đến ngày {format_date(last)}"


def _place(row: Inspection) -> str:
    found = names_on([row.unit_id], row.days.lower).get(row.unit_id, "")
    return in_sentence(found)


def build_decision(*, inspection: Inspection) -> Document:
    """Who goes, where, when and what for. Eight queries. Raises Refused (`cancelled`,
    `no_members`)."""
    if inspection.state == InspectionState.CANCELLED:
        raise Refused("cancelled", "Cuộc kiểm tra đã hủy nên không có quyết định thành lập đoàn.")
    members = list(inspection.members.filter(removed=False))
    if not members:
        raise Refused("no_members", "Đoàn chưa có thành viên nào. Thêm thành viên rồi in.")
    body, verb, place = _body(inspection), _verb(inspection), _place(inspection)
    own = "BAN THƯỜNG TRỰC" if body.front else "CHỦ TỊCH ỦY BAN NHÂN DÂN"
    signer = body.signer() if body.front else SignOff(position=("CHỦ TỊCH",))
    title = f"Thành lập Đoàn {verb} tại {place}"
    return Document(
        kind=DECISION,
        title="QUYẾT ĐỊNH",
        created=inspection.made_at,
        abstract=(title,),
        head=body.head("QĐ", chairman=True),
        authority_title=f"{own} {body.name.upper() if body.front else body.level.name.upper()}",
        bases=_bases(inspection, body),
        blocks=(
            Heading(0, "QUYẾT ĐỊNH:"),
            article(1, f"Thành lập Đoàn {verb} “{inspection.title}” tại {place}, gồm các ông, bà:"),
            *[
                item(
                    ", ".join(
                        part for part in (one.name, one.position, one.body) if part
                    )
                    + (": Trưởng đoàn." if one.lead else ": thành viên.")
                )
                for one in members
            ],
            *([] if members[0].lead else [para("Trưởng đoàn: chưa cử.")]),
            article(2, f"Nhiệm vụ của Đoàn: {_duties(inspection)}"),
            para(f"Thời gian {verb}: {_days(inspection)}."),
            article(
                3,
                f"{body.name}, {_host(inspection, place)} và các ông, bà có tên tại Điều 1 chịu "
                "trách nhiệm thi hành Quyết định này.",
            ),
        ),
        signers=(signer,),
        recipients=("Như Điều 3", archive(inspection.agency)),
        banners=banners(inspection.illustrative),
        subject=title,
    )  # fmt: skip


def _bases(row: Inspection, body: _Body) -> tuple[str, ...]:
    found = ["Căn cứ Luật Tổ chức chính quyền địa phương"] if not body.front else []
    if row.plan is not None and row.plan.paper_number and row.plan.paper_date:
        title = row.plan.title
        named = title if title.startswith("Kế hoạch") else f"Kế hoạch {_lower(title)}"
        found.append(
            f"Căn cứ {named} số {row.plan.paper_number} ngày {format_date(row.plan.paper_date)}"
        )
    proposed = "Theo đề nghị của"
    return (*found, f"{proposed} {body.name if row.agency else 'công chức tham mưu'}")


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _host(row: Inspection, place: str) -> str:
    """Who receives the team: the UBND of a commune; a village has none."""
    return place if row.unit.level == UnitKind.VILLAGE else f"Ủy ban nhân dân {place}"


def _duties(row: Inspection) -> str:
    named = [one.name for one in row.programmes.all()]
    seen = row.items.count()
    about = f"phục vụ {'; '.join(named)}" if named else "theo nội dung cuộc kiểm tra"
    form = f"; xem {seen:02d} nội dung của phiếu kiểm tra" if seen else ""
    return f"{about}{form}; báo cáo kết quả, nêu tồn tại, hạn chế và hạn khắc phục."


def build_conclusion(*, inspection: Inspection) -> Document:
    """What was seen, what is lacking and by when it is mended. Nine queries at most. Raises
    Refused (`not_finished`)."""
    if inspection.state not in (InspectionState.FINISHED, InspectionState.CONCLUDED):
        raise Refused(
            "not_finished", "Cuộc kiểm tra chưa xong nên chưa có kết luận. Kết thúc rồi in."
        )
    body, verb, figures = _body(inspection), _verb(inspection), Figures()
    place, concluded = _place(inspection), inspection.state == InspectionState.CONCLUDED
    items = list(inspection.items.all())
    rows = inspection.findings.exclude(state=FindingState.WITHDRAWN).select_related(
        "inspection", "indicator"
    )
    found = named_findings(list(rows.order_by("deadline", "id")), clock.today())
    return Document(
        kind=CONCLUSION,
        title="THÔNG BÁO",
        created=inspection.made_at,
        abstract=(f"Kết luận {verb} tại {place}", inspection.title),
        head=body.head("TB", number=registered(inspection.conclusion_number)),
        blocks=chapters(
            (
                ("Cuộc kiểm tra" if verb == "kiểm tra" else "Cuộc giám sát",
                 _told(inspection, body, place)),
                ("Kết quả", _seen(items, figures)),
                ("Tồn tại, hạn chế và hạn khắc phục", _lacks(found, figures)),
                ("Kết luận", lines(inspection.conclusion)),
            )
        ),
        signers=(body.signer(),),
        recipients=(
            capital(_host(inspection, place)),
            "Các cơ quan, đơn vị chịu trách nhiệm khắc phục",
            archive(inspection.agency),
        ),
        annexes=_answers(items),
        banners=banners(inspection.illustrative, draft=not concluded),
        figures=figures.all(),
        subject=f"Kết luận {verb}: {inspection.title}",
    )  # fmt: skip


def _told(row: Inspection, body: _Body, place: str) -> list[Block]:
    named = ", ".join(one.name for one in row.programmes.all())
    served = f" Phục vụ: {named}." if named else ""
    return [
        para(f"{body.name} {_verb(row)} tại {place}, {_days(row)}: {row.title}.{served}"),
    ]


def _seen(items: list[ChecklistItem], figures: Figures) -> list[Block]:
    answers = [one.answer for one in items]
    if not answers:
        return [para("Phiếu kiểm tra không có mục nào.")]
    parts = [(f"answer-{code or 'none'}", answers.count(code), label) for code, label in ANSWERS]
    start = ("Phiếu kiểm tra có ", figures.bind("items", len(answers)), " mục (Phụ lục).")
    return [para(*start), counts(figures, "Kết quả xem", parts, unit=" mục")]


def _lacks(found: list[FindingLine], figures: Figures) -> list[Block]:
    if not found:
        return [para("Không nêu tồn tại, hạn chế nào.")]
    start = ("Có ", figures.bind("findings", len(found)), " tồn tại, hạn chế:")
    columns = (
        number_column(),
        Column("Tồn tại, hạn chế", 42),
        Column("Chịu trách nhiệm", 22),
        Column("Hạn khắc phục", 14, align=Align.CENTER),
        Column("Tình trạng", 16),
    )
    rows = tuple(
        Row(
            (
                Cell(number),
                Cell(
                    f"Chỉ tiêu {one.row.indicator.code}: {one.row.text}"
                    if one.row.indicator
                    else one.row.text
                ),
                Cell(one.party),
                Cell(one.row.deadline),
                Cell(
                    f"{one.row.get_state_display()}{', quá hạn' if one.overdue else ''}"
                ),
            )
        )
        for number, one in enumerate(found, start=1)
    )  # fmt: skip
    asks = "Đề nghị nơi chịu trách nhiệm khắc phục đúng hạn và báo cáo kết quả kèm minh chứng."
    return [para(*start), Table(columns=columns, rows=rows), para(asks)]


def _answers(items: list[ChecklistItem]) -> tuple[Annex, ...]:
    words = {str(code): label for code, label in ANSWERS}
    rows = tuple(
        Row((Cell(number), Cell(one.question), Cell(words[one.answer]), Cell(one.note)))
        for number, one in enumerate(items, start=1)
    )
    columns = (
        number_column(),
        Column("Nội dung xem", 50),
        Column("Kết quả", 18),
        Column("Ghi chú", 26),
    )
    return (Annex("Phiếu kiểm tra", (Table(columns=columns, rows=rows),)),) if rows else ()


ABOUT = ("inspection", "cuộc kiểm tra")
DECISION_KIND = kind_of(
    DECISION, "Quyết định thành lập đoàn kiểm tra, giám sát", build_decision, ABOUT
)
CONCLUSION_KIND = kind_of(
    CONCLUSION, "Thông báo kết luận kiểm tra, giám sát", build_conclusion, ABOUT, sheet=True
)
