"""Tình hình một đơn vị on one page: names, recognition, the last periods, the newest criteria.

Only what was sent, as everybody with a post may read it on the unit's page.
"""

from __future__ import annotations

from communes.enums import UnitKind
from communes.models import AdministrativeUnit
from communes.rules import Reach
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_date
from reports.builders.binding import Figures, item, listed, para
from reports.builders.comparing import period_words
from reports.builders.parts import Level, banners, facts, inside
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import Align, Block, Cell, Column, Document, Heading, Row, Run, Table
from reports.queries.unit import Kin, PeriodLine, UnitStory, newest_sent, unit_story
from reports.recognition_steps import recognition_tracks

CODE = "unit-standing"
PERIODS = 6
GROUPS = (
    (("met", "not_applicable"), "Đạt"),
    (("not_met",), "Chưa đạt"),
    (("unknown",), "Chưa xác định"),
)


def build(*, unit: AdministrativeUnit) -> Document:
    """The page of one unit. Sixteen queries, and those of figures carried from other units. Raises
    Refused (`no_name`)."""
    today, figures = clock.today(), Figures()
    nobody = Reach(user_id=0, on=today, posts=())
    story = unit_story(unit, today=today, reach=nobody)
    if story is None:
        raise Refused("no_name", "Đơn vị này chưa có tên trong cổng. Nhập tên và hiệu lực trước.")
    lines = [line for line in story.lines if _known(line)][-PERIODS:]
    return Document(
        kind=CODE,
        title="TÌNH HÌNH ĐƠN VỊ",
        created=clock.now(),
        abstract=(f"của {inside(story.now.name)}", f"đến ngày {format_date(today)}"),
        head=_issuer(unit, story).committee("TH-UBND"),
        blocks=(
            *_identity(story),
            *_recognition(story),
            *_periods(story, lines),
            *_newest(unit, figures),
        ),
        ending="",
        figures=figures.all(),
        banners=banners(any(line.illustrative for line in lines)),
        subject=f"Tình hình {story.now.name}",
    )


def _issuer(unit: AdministrativeUnit, story: UnitStory) -> Level:
    """Whose committee tells of it: its own, for a village its commune's, after its end that of the
    unit it went into. One query besides the names."""
    issuer: AdministrativeUnit | None = unit
    if not story.exists and story.successors:
        issuer = AdministrativeUnit.objects.filter(key=story.successors[0].key).first()
    elif story.now.kind == UnitKind.VILLAGE:
        issuer = story.now.parent
    return Level(issuer or unit, clock.today())


def _known(line: PeriodLine) -> bool:
    return line.confirmed is not None or line.self_assessed is not None or bool(line.moved)


def _identity(story: UnitStory) -> list[Block]:
    now = story.now
    parent = next((row.parent for row in story.versions if row.version == now), "")
    lines: list[tuple[str, object]] = [
        ("Tên", now.name if now.name_certain else f"{now.name} (tên chưa kiểm chứng)"),
        ("Mã", now.official_code or "chưa có"),
        ("Thuộc", parent or "chưa xác định"),
        ("Hiện trạng", _state(story)),
    ]
    if story.predecessors:
        lines.append(("Từ", "; ".join(_kin(one) for one in story.predecessors)))
    if story.successors:
        lines.append(("Vào", "; ".join(_kin(one) for one in story.successors)))
    return [Heading(1, "1. Đơn vị"), facts(lines, widths=(20, 80))]


def _state(story: UnitStory) -> str:
    if story.exists:
        return "đang hoạt động"
    if story.ended:
        return f"không còn từ {format_date(story.ended)}"
    return "chưa thành lập"


def _kin(one: Kin) -> str:
    share = f", {one.share_words}" if one.share_words else ""
    certain = "" if one.certain else " (chưa kiểm chứng)"
    return f"{one.name}, {one.kind} từ {format_date(one.date)}{share}{certain}"


def _recognition(story: UnitStory) -> list[Block]:
    blocks: list[Block] = [Heading(1, "2. Công nhận")]
    tracks = recognition_tracks(story)
    if not tracks:
        return [*blocks, para("Đơn vị loại này không xét bộ tiêu chí nào.")]
    for track in tracks:
        reached = [step for step in track.steps if step.when == "past"]
        words = "; ".join(f"{step.label.lower()}: {step.detail}" for step in reached)
        blocks.append(item(f"{track.title}: {words or 'chưa có bước nào trong cổng'}."))
    return blocks


def _periods(story: UnitStory, lines: list[PeriodLine]) -> list[Block]:
    if not story.reports:
        return []
    rows = tuple(
        Row(
            (
                Cell(line.period.label),
                Cell(_of(line.confirmed, line.total), align=Align.CENTER),
                Cell(_of(line.self_assessed, line.total), align=Align.CENTER),
                Cell(", ".join(filter(None, ("gửi muộn" if line.late else "", line.moved)))),
            )
        )
        for line in reversed(lines)
    )
    columns = (
        Column("Kỳ", 26),
        Column("Tiêu chí đạt, đã xác nhận", 20, Align.CENTER),
        Column("Tiêu chí đạt, xã tự đánh giá", 20, Align.CENTER),
        Column("Ghi chú", 34),
    )
    empty = "Chưa gửi báo cáo nào."
    return [
        Heading(1, "3. Kết quả các kỳ gần đây"),
        Table(columns=columns, rows=rows, empty_text=empty),
    ]


def _of(met: int | None, total: int) -> str:
    return "chưa có" if met is None else f"{met}/{total}"


def _newest(unit: AdministrativeUnit, figures: Figures) -> list[Block]:
    """Criteria by verdict in the newest sent report; nothing where none was sent."""
    found = newest_sent(unit)
    if found is None:
        return []
    standing, titles = found
    sure = "đã xác nhận" if standing.basis == "confirmed" else "xã tự đánh giá, chưa xác nhận"
    blocks: list[Block] = [Heading(1, f"4. Từng tiêu chí {period_words(standing.period)} ({sure})")]
    for verdicts, label in GROUPS:
        names = [
            f"{no} {titles.get(no, '')}".strip()
            for no, verdict in standing.verdicts.items()
            if verdict[0] in verdicts
        ]
        count = figures.bind(f"{verdicts[0]}-count", len(names), source=f"standing:{standing.pk}")
        tail = f": {listed(names)}." if names else "."
        blocks.append(item(Run(f"{label} ", bold=True), count, f" tiêu chí{tail}"))
    return blocks


KIND = register(
    DocumentKind(
        code=CODE,
        label_vi="Tình hình một đơn vị",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build,
        parameters=(Parameter("unit", "đơn vị"),),
    )
)
