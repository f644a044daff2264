"""Công văn of the movement: one that urges whoever is late, one that guides, one that asks for an
opinion. None has a number before the clerk has given one."""

from __future__ import annotations

from dataclasses import replace

from awards.models import Consultation
from awards.queries.consultations import lines_of
from campaigns.models import Campaign, GuidanceDocument
from communes.models import Criterion, Indicator
from communes.queries.register_rules import in_sentence
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_date
from reports.builders.awards.parts import bases_of
from reports.builders.binding import Figures, para
from reports.builders.movement.parts import (
    TO_WRITE,
    agency_head,
    agency_signer,
    archive,
    committee_sign,
    committee_signer,
    drafting_office,
    for_chairman,
    initials,
    kind_of,
    movement,
    numbered,
)
from reports.builders.parts import Level, banners, number_column
from reports.documents.tree import (
    Align,
    Annex,
    Block,
    Cell,
    Column,
    Document,
    LegalHead,
    Row,
    RowKind,
    SignOff,
    Table,
)
from reports.queries.movement_late import LateGroup, late_groups

REMINDER, GUIDANCE, OPINION = "reminder-letter", "guidance-letter", "opinion-letter"
MOST_ADDRESSEES = 8  # more of them are named in the list only
MOST_ROWS = 12  # a longer list is an annex, so that the signature stays with the text


def letter(
    kind: str,
    head: LegalHead,
    *,
    subject: str,
    addressees: tuple[str, ...],
    blocks: tuple[Block, ...],
    signer: SignOff,
    kept: str,
    illustrative: bool,
    figures: Figures | None = None,
    bases: tuple[str, ...] = (),
    annexes: tuple[Annex, ...] = (),
) -> Document:
    """The form of every công văn: "V/v ..." under the number and no name of a kind."""
    return Document(
        kind=kind,
        title="",
        created=clock.now(),
        head=replace(head, subject=f"V/v {subject}"),
        addressees=addressees,
        bases=bases,
        blocks=blocks,
        signers=(signer,),
        recipients=("Như trên", kept),
        annexes=annexes,
        banners=banners(illustrative),
        figures=figures.all() if figures else (),
        subject=f"Công văn {subject}",
    )


def build_reminder(*, campaign: Campaign) -> Document:
    """Everything overdue of a campaign in one letter. A constant number of queries. Raises Refused
    (`nothing_late`)."""
    groups = late_groups(campaign)
    if not groups:
        raise Refused(
            "nothing_late", "Không có việc nào của phong trào quá hạn nên chưa cần đôn đốc."
        )
    figures, today = Figures(), clock.today()
    rows = [row for group in groups for row in group.rows]
    names = list(dict.fromkeys(row.addressee for row in rows))
    office = drafting_office(campaign.unit)
    level = Level(campaign.unit, today)
    many = ("Các cơ quan, đơn vị có tên trong danh sách kèm theo",)
    table, apart = _late_table(groups), len(rows) > MOST_ROWS
    return letter(
        REMINDER,
        level.committee(committee_sign(office)),
        subject="đôn đốc các việc đã quá hạn của phong trào thi đua",
        addressees=tuple(names) if len(names) <= MOST_ADDRESSEES else many,
        blocks=(
            para(
                f"Đến ngày {format_date(today)}, thực hiện {movement(campaign)}, còn ",
                figures.bind("late", len(rows)),
                " việc của ",
                figures.bind("addressees", len(names)),
                " cơ quan, đơn vị đã quá hạn"
                f"{' (danh sách kèm theo).' if apart else ', cụ thể như sau:'}",
            ),
            *([] if apart else [table]),
            para(
                f"Ủy ban nhân dân {level.inside} đề nghị các cơ quan, đơn vị khẩn trương hoàn "
                "thành, báo cáo kết quả trên cổng, nêu rõ nguyên nhân chậm và biện pháp khắc phục."
            ),
        ),
        signer=for_chairman(office) if office else committee_signer(),
        kept=archive(office),
        illustrative=campaign.illustrative,
        figures=figures,
        annexes=(Annex("Danh sách việc quá hạn", (table,)),) if apart else (),
    )


def _late_table(groups: list[LateGroup]) -> Table:
    rows: list[Row] = []
    for group in groups:
        rows.append(Row((Cell(group.label, span=5),), RowKind.HEADING))
        for number, one in enumerate(group.rows, start=1):
            product = f" (sản phẩm: {one.note})" if one.note else ""
            days = one.days if one.due else None
            cells = (number, one.addressee, f"{one.what}{product}", one.due, days)
            rows.append(Row(tuple(Cell(value) for value in cells)))
    return Table(
        columns=(
            number_column(),
            Column("Cơ quan, đơn vị", 28),
            Column("Nội dung", 40),
            Column("Hạn", 14, align=Align.CENTER),
            Column("Quá hạn (ngày)", 12, align=Align.CENTER),
        ),
        rows=tuple(rows),
    )


def build_guidance(*, guidance: GuidanceDocument) -> Document:
    """A letter of guidance with the indicators of its criterion; what is to be done stays for the
    agency to write. Seven queries at most. Raises Refused (`withdrawn`)."""
    if guidance.withdrawn_at is not None:
        raise Refused("withdrawn", "Văn bản này đã rút khỏi sổ nên không in.")
    agency = guidance.agency
    level = Level(agency.unit, guidance.issued_on)
    number, sign = numbered(guidance.number)
    head = agency_head(level, agency, "CV", number=number, dated=guidance.issued_on)
    title = guidance.title.rstrip(".")
    return letter(
        GUIDANCE,
        # A letter has no abbreviation of a kind: its body, then who drafts.
        replace(head, sign=sign or f"{initials(agency.short_name)}-NTM"),
        subject=f"{title[:1].lower()}{title[1:]}",
        addressees=("Ủy ban nhân dân các xã, thị trấn",),
        blocks=(
            *_task_of(guidance),
            *_criterion(guidance),
            para("Nội dung hướng dẫn:"),
            *[para(TO_WRITE) for _line in range(3)],
            para(f"Vướng mắc gửi {agency.name} để được giải đáp."),
        ),
        signer=agency_signer(agency),
        kept=archive(agency),
        illustrative=guidance.illustrative,
    )


def _task_of(guidance: GuidanceDocument) -> list[Block]:
    start = f"Thực hiện {movement(guidance.campaign)}"
    if guidance.task is None:
        return [para(f"{start}, {guidance.agency.name} hướng dẫn như sau:")]
    due = f", hạn {format_date(guidance.due)}" if guidance.due else ""
    return [
        para(
            f"{start}, theo nhiệm vụ “{guidance.task.title}”{due}, {guidance.agency.name} hướng "
            "dẫn như sau:"
        )
    ]


def _criterion(guidance: GuidanceDocument) -> list[Block]:
    criterion: Criterion | None = guidance.criterion
    if criterion is None:
        return []
    rows = Indicator.objects.filter(
        criterion=criterion, valid__contains=guidance.issued_on
    ).order_by("order")
    table = Table(
        columns=(Column("Chỉ tiêu", 10, align=Align.CENTER), Column("Nội dung", 90)),
        rows=tuple(Row((Cell(one.code), Cell(one.title))) for one in rows),
        empty_text="Tiêu chí này chưa ghi chỉ tiêu nào.",
    )
    return [para(f"Tiêu chí {criterion.no}. {criterion.title}, gồm các chỉ tiêu:"), table]


def build_opinion(*, consultation: Consultation) -> Document:
    """The letter that asks a body about a nominee. Nine queries. Raises Refused (`withdrawn`)."""
    if consultation.withdrawn_at is not None:
        raise Refused("withdrawn", "Lượt xin ý kiến này đã rút nên không in công văn.")
    line, nomination = lines_of([consultation])[0], consultation.nomination
    level = Level(nomination.round.unit, consultation.letter_date or clock.today())
    number, sign = numbered(consultation.letter_number)
    head = level.office("CV", number=number, dated=consultation.letter_date)
    where = f", {in_sentence(line.place)}" if line.place else ""
    return letter(
        OPINION,
        replace(head, sign=sign or ("PNV-TĐKT" if level.district else "UBND-TĐKT")),
        subject="xin ý kiến về đề nghị khen thưởng",
        addressees=(consultation.body_name,),
        bases=bases_of(nomination.regime),
        blocks=(
            para(f"Xin ý kiến của {consultation.body_name} về đề nghị khen thưởng sau:"),
            para(f"Tên: {line.name}{where}."),
            para(f"Đề nghị: {line.award}."),
            para(f"Nội dung xin ý kiến: {consultation.about.rstrip('.')}."),
            para(
                f"Đề nghị trả lời bằng văn bản trước ngày {format_date(consultation.due_on)}; "
                "không đồng ý thì nêu rõ lý do."
            ),
        ),
        signer=SignOff(position=("TRƯỞNG PHÒNG",)) if level.district else committee_signer(),
        kept="Lưu: VT, TĐKT",
        illustrative=nomination.round.illustrative,
    )


REMINDER_KIND = kind_of(
    REMINDER, "Công văn đôn đốc", build_reminder, ("campaign", "phong trào"), sheet=True
)
GUIDANCE_KIND = kind_of(
    GUIDANCE, "Công văn hướng dẫn", build_guidance, ("guidance", "văn bản hướng dẫn"), sheet=True
)
OPINION_KIND = kind_of(
    OPINION, "Công văn xin ý kiến", build_opinion, ("consultation", "lượt xin ý kiến")
)
