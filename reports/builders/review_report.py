"""Báo cáo sơ kết, tổng kết phong trào: narrative of each part with the remarks of staff, and who
has sent its report.

Format: Nghị định 30/2020/NĐ-CP, Phụ lục I. The figures are those frozen when the review was
gathered; before that a draft shows those of today.
"""

from __future__ import annotations

from decimal import Decimal

from campaigns.enums import ReviewKind, ReviewState
from campaigns.models import ReviewEvent
from campaigns.queries.review_facts import Fact, Section, sections_of
from campaigns.queries.reviews import OwedLine, owed_lines, remarks_of
from communes.queries.changes import ONE_DAY
from kbang_ntm.core import clock
from kbang_ntm.core.vietnamese import format_date
from reports.builders.binding import Figures, item, para
from reports.builders.movement.parts import (
    ROMAN,
    TO_WRITE,
    archive,
    committee_signer,
    drafting_office,
    movement,
    plain,
)
from reports.builders.parts import Level, banners, number_column, registered
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import (
    Align,
    Annex,
    Block,
    Cell,
    Column,
    Document,
    FigureState,
    Heading,
    Row,
    Run,
    Table,
)

CODE = "review-report"
KIND_WORDS = {
    ReviewKind.YEARLY: "Sơ kết",
    ReviewKind.INTERIM: "Sơ kết",
    ReviewKind.FINAL: "Tổng kết",
}


def build(*, event: ReviewEvent) -> Document:
    """The report of one review. Six queries besides those of the parts while it is prepared."""
    figures = Figures()
    sections, remarks = sections_of(event), remarks_of(event)
    lines = owed_lines(event)
    last = event.span.upper - ONE_DAY
    span = f"từ ngày {format_date(event.span.lower)} đến ngày {format_date(last)}"
    received = figures.bind("received", sum(one.row.received_on is not None for one in lines))
    owed = figures.bind("owed", len(lines))
    blocks: list[Block] = [
        Heading(1, "I. Tình hình chung"),
        para(
            f"Thực hiện {movement(event.campaign)}, báo cáo nhìn lại {span}. Có ",
            *(received, "/", owed, " đơn vị đã gửi báo cáo (Phụ lục)."),
        ),
    ]
    for number, section in enumerate(sections, start=2):
        blocks += _section(ROMAN[number - 1], section, remarks.get(section.key, ""), figures)
    blocks += _ending(ROMAN[len(sections) + 1], ROMAN[len(sections) + 2])
    return Document(
        kind=CODE,
        title="BÁO CÁO",
        created=event.gathered_at or clock.now(),
        abstract=(
            f"{KIND_WORDS[ReviewKind(event.kind)]} {movement(event.campaign)}",
            span,
        ),
        head=Level(event.unit, min(last, clock.today())).committee(
            "BC-UBND", number=registered(event.paper_number), dated=event.paper_date
        ),
        blocks=tuple(blocks),
        signers=(committee_signer(),),
        recipients=(
            "Hội đồng Thi đua - Khen thưởng",
            "Các đơn vị trong Phụ lục",
            archive(drafting_office(event.unit)),
        ),
        annexes=(_annex(lines),),
        banners=banners(
            event.illustrative,
            draft=event.state != ReviewState.CLOSED,
            unconfirmed="" if event.facts is not None else "Số liệu chưa chốt.",
        ),
        figures=figures.all(),
        subject=event.title,
    )


def _section(number: str, section: Section, remark: str, figures: Figures) -> list[Block]:
    blocks: list[Block] = [Heading(1, f"{number}. {section.heading}")]
    if not section.facts:
        blocks.append(para("Không có số liệu trong thời gian này."))
    for line in _lines(section):
        blocks.append(item(*_sentence(line, figures)))
    blocks += [para(line) for line in remark.splitlines() if line.strip()]
    return blocks


def _lines(section: Section) -> list[list[tuple[str, Fact]]]:
    """The facts with their keys, each with the shares of it that follow: "trong đó ..."."""
    lines: list[list[tuple[str, Fact]]] = []
    for place, fact in enumerate(section.facts):
        keyed = (f"{section.key}-{place}", fact)
        if lines and fact.label[:1].islower():
            lines[-1].append(keyed)
        else:
            lines.append([keyed])
    return lines


def _sentence(line: list[tuple[str, Fact]], figures: Figures) -> list[str | Run]:
    parts: list[str | Run] = []
    for key, fact in line:
        parts += [*(["; "] if parts else []), *_words(key, fact, figures)]
    return [*parts, "."]


def _words(key: str, fact: Fact, figures: Figures) -> list[str | Run]:
    note = f" ({fact.note.rstrip('.')})" if fact.note else ""
    if fact.value is None:
        return [f"{fact.label}: chưa xác định{note.replace('(Chưa', '(chưa', 1)}"]
    # Only bound figures carry numbers, so that prose, tables and sheets cannot part.
    run = figures.bind(
        key,
        plain(Decimal(fact.value)),
        unit=fact.unit,
        source=fact.source,
        state=FigureState.CONFIRMED,
    )
    tail = f"{f' {fact.unit}' if fact.unit else ''}{note}"
    return [f"{fact.label}: ", run, *([tail] if tail else [])]


def _ending(weak: str, tasks: str) -> list[Block]:
    """Headings a person fills in the DOCX: no figure says them."""
    return [
        Heading(1, f"{weak}. Hạn chế, nguyên nhân"),
        para(TO_WRITE),
        Heading(1, f"{tasks}. Nhiệm vụ, giải pháp thời gian tới"),
        para(TO_WRITE),
    ]


def _annex(lines: list[OwedLine]) -> Annex:
    rows = [
        Row(
            (
                Cell(number),
                Cell(line.name),
                Cell(line.row.paper_number),
                Cell(line.row.paper_date),
                Cell(line.row.received_on),
                Cell(line.words),
            )
        )
        for number, line in enumerate(lines, start=1)
    ]
    columns = (
        number_column(),
        Column("Đơn vị", 32),
        Column("Số báo cáo", 19),
        Column("Ngày báo cáo", 16, align=Align.CENTER),
        Column("Ngày nhận", 16, align=Align.CENTER),
        Column("Tình trạng", 26),
    )
    blocks: tuple[Block, ...] = (
        (Table(columns=columns, rows=tuple(rows)),)
        if rows
        else (para("Không đơn vị nào phải gửi."),)
    )
    return Annex(title="Báo cáo của các đơn vị", blocks=blocks)


KIND = register(
    DocumentKind(
        code=CODE,
        label_vi="Báo cáo sơ kết, tổng kết phong trào",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build,
        parameters=(Parameter("event", "đợt sơ kết, tổng kết"),),
    )
)
