"""Phiếu "Vì sao": how one indicator came to its verdict, on one sheet, as the page shows it."""

from __future__ import annotations

from communes.enums import EntryReview, ReportState
from communes.measures import Verdict
from communes.models import IndicatorEntry
from communes.queries.history import Step
from communes.queries.review import lead_agency
from communes.queries.sheet import Sheet, living_evidence, load_sheet, questions, words_on
from communes.queries.why import VERDICT_WORDS, PartCard, WhyCard, people_steps, why_card
from communes.rules import SENT
from kbang_ntm.core import clock
from reports.builders.binding import item, para
from reports.builders.communes.report import subject_name
from reports.builders.comparing import period_words
from reports.builders.parts import Level, banners, facts
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import Block, Cell, Column, Document, Heading, Row, Run, Table

CODE = "why-card"
SIZE = 10  # the whole card on one sheet


def build(*, entry: IndicatorEntry) -> Document:
    """The card of one entry. Twenty-three queries at most."""
    report, sheet = entry.report, load_sheet(entry)
    evidence = living_evidence(entry)
    card = why_card(sheet, questions(sheet), evidence)
    lead = lead_agency(entry.indicator_id, clock.today())
    steps = people_steps(sheet, evidence, words_on(entry), lead)
    level = Level(report.responsible_unit, report.period.ends)
    confirmed = report.state == ReportState.CONFIRMED
    name = sheet.row.short_title or sheet.row.title
    return Document(
        kind=CODE,
        title="PHIẾU GIẢI THÍCH KẾT QUẢ",
        created=clock.now(),
        abstract=(
            f"Chỉ tiêu {sheet.row.code} {name}",
            f"{subject_name(report, level)}, {period_words(report.period)}",
        ),
        head=level.committee("PGT-UBND"),
        blocks=(
            *_verdict(sheet, card),
            *_arithmetic(sheet, card),
            *_basis(sheet, card),
            *_people(steps),
        ),
        ending="",
        banners=banners(
            report.illustrative or entry.verdict_illustrative,
            draft=report.state not in SENT,
            unconfirmed="" if confirmed else "Số liệu chưa được xác nhận.",
        ),
        subject=f"{card.title} Chỉ tiêu {sheet.row.code}",
    )


def _verdict(sheet: Sheet, card: WhyCard) -> list[Block]:
    entry = sheet.entry
    words = VERDICT_WORDS[Verdict(entry.verdict)]
    notes = []
    if entry.verdict_illustrative:
        notes.append("theo mức minh họa")
    elif entry.verdict_unverified:
        notes.append("theo mức chưa kiểm chứng")
    if entry.review == EntryReview.SETTLED:
        notes.append("theo kết luận họp liên ngành")
    tail = f" ({', '.join(notes)})" if notes else ""
    done = entry.verdict in (Verdict.MET, Verdict.NOT_APPLICABLE)
    left = " ".join(card.missing) or "Không thiếu gì."
    old = ""
    if sheet.rests_on_old_level:
        old = " Mức đạt đã có bản mới hơn; kết quả này theo mức khi số liệu được xét."
    return [
        Heading(1, f"1. {card.title}"),
        para(
            "Kết quả: ",
            Run(f"{words}{tail}", bold=True),
            f". {card.sentence}{old} ",
            Run("Còn thiếu: " if done else "Muốn đạt: ", bold=True),
            f"{left} {card.criterion_note}".strip(),
        ),
    ]


def _arithmetic(sheet: Sheet, card: WhyCard) -> list[Block]:
    blocks: list[Block] = [Heading(1, "2. Cách tính")]
    entry = sheet.entry
    if entry.na_reason:
        blocks.append(para(f"Xã đề nghị không áp dụng: {entry.na_reason}"))
    else:
        blocks += [line for part in card.parts for line in _part(part)]
    if sheet.row.formula:
        blocks.append(item(f"{sheet.row.formula[:1].upper()}{sheet.row.formula[1:]}"))
    if entry.note:
        blocks.append(item(Run("Giải trình: ", bold=True), entry.note))
    return blocks


def _part(part: PartCard) -> list[Block]:
    label = f"{part.label[:1].upper()}{part.label[1:]}: " if part.label else ""
    if not part.steps:
        return [item(f"{label}chưa có số để tính.")]
    columns = (Column(f"{label}Phép tính".replace(": P", ": p"), 68), Column("Kết quả", 32))
    rows = tuple(Row((Cell(what), Cell(result))) for what, result in part.steps)
    blocks: list[Block] = [Table(columns=columns, rows=rows, size=SIZE)]
    if part.change:
        blocks.append(item(part.change))
    return blocks


def _basis(sheet: Sheet, card: WhyCard) -> list[Block]:
    certain = "" if sheet.row.certain else " (câu chữ chưa kiểm chứng)"
    lines: list[tuple[str, object]] = [
        ("Bộ tiêu chí", ", ".join(filter(None, (sheet.spec.title, sheet.spec.short_basis)))),
        ("Chỉ tiêu", f"{sheet.row.code}. {sheet.row.title}{certain}"),
    ]
    for part in card.parts:
        label = f", {part.label}" if part.label else ""
        lines += [(f"Mức đạt{label}", _level(part, card)), (f"Nguồn của mức{label}", _source(part))]
    first = card.parts[0]
    checked = first.basis.entered or "đã đối chiếu"
    lines += [
        ("Cách xét", first.way),
        ("Người đối chiếu", checked if first.basis.checked else "Văn phòng Điều phối, chưa làm"),
    ]
    return [Heading(1, "3. Căn cứ"), facts(lines, widths=(26, 74), size=SIZE)]


def _level(part: PartCard, card: WhyCard) -> str:
    region = ""
    if card.region:
        region = f", chỉ tiêu theo vùng {card.region}"
        region += "" if card.region_certain else " (vùng chưa kiểm chứng)"
    return f"{part.basis.text}{region}"


def _source(part: PartCard) -> str:
    basis = part.basis
    words = "; ".join(filter(None, (basis.provenance, basis.legal_basis)))
    return f"{words} ({basis.mark})" if basis.mark else words


def _people(steps: list[Step]) -> list[Block]:
    rows = tuple(Row((Cell(step.label), Cell(step.detail))) for step in steps)
    columns = (Column("Minh chứng, người chịu trách nhiệm", 56), Column("Khi nào", 44))
    empty = "Chưa có minh chứng, chưa ai nhập."
    return [
        Heading(1, "4. Minh chứng và người chịu trách nhiệm"),
        Table(columns=columns, rows=rows, empty_text=empty, size=SIZE),
    ]


KIND = register(
    DocumentKind(
        code=CODE,
        label_vi="Phiếu “Vì sao” của một chỉ tiêu",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build,
        parameters=(Parameter("entry", "số liệu chỉ tiêu"),),
    )
)
