"""Báo cáo kết quả thực hiện phong trào, quý (sáu tháng, năm): narrative and annex.

Format: Nghị định 30/2020/NĐ-CP, Phụ lục I. Every sentence is built from bound figures; nothing
is said that no figure carries.
"""

from __future__ import annotations

from datetime import date, datetime

from communes.models import ReportingPeriod
from kbang_ntm.core.once import one_reading
from kbang_ntm.core.vietnamese import format_date
from reports.builders.binding import Figures, item, listed, para
from reports.builders.carried_annex import carried_note, day_words
from reports.builders.comparing import OTHER_SET, Then, compared, period_words
from reports.builders.progress_charts import average_chart, drawings_annex
from reports.builders.progress_tables import (
    criteria_table,
    matrix_annexes,
    progress_banners,
    watched_table,
)
from reports.builders.village_table import village_table
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import (
    Annex,
    Block,
    Document,
    Heading,
    LegalHead,
    Run,
    SignOff,
)
from reports.queries.averages import period_averages
from reports.queries.mapping import matrix_places
from reports.queries.progress import Earlier, ProgressFacts, gather

CODE = "progress-report"
BANDS = (
    (19, 19, "đạt 19/19 tiêu chí"),
    (15, 18, "đạt 15-18 tiêu chí"),
    (10, 14, "đạt 10-14 tiêu chí"),
    (0, 9, "đạt dưới 10 tiêu chí"),
)
RECIPIENTS = (
    "Sở Nội vụ; Văn phòng Điều phối NTM tỉnh",
    "Thường trực Huyện ủy; Thường trực HĐND huyện",
    "Chủ tịch, các Phó Chủ tịch UBND huyện",
    "UBMTTQ Việt Nam huyện và các đoàn thể",
    "UBND các xã",
    "Lưu: VT, VPĐP",
)


@one_reading()
def build(
    *, period: ReportingPeriod, map_date: date | None = None, known_at: datetime | None = None
) -> Document:
    """The document of one period. Raises Refused where no district or set was in force."""
    facts = gather(period=period, map_date=map_date, known_at=known_at)
    averages, drawings = period_averages(facts), _drawings(facts)
    figures = Figures()
    blocks = (
        *_reporting(facts, figures),
        *_results(facts, figures, average_chart(facts.matrix, averages), drawings),
        *_watched(facts, figures),
        *_targets(facts, figures),
    )
    name = facts.district.short_name
    return Document(
        kind=CODE,
        title="BÁO CÁO",
        created=facts.known_at,
        abstract=(
            "Kết quả thực hiện phong trào thi đua",
            f"“{_movement(facts)}” {period_words(period)}",
        ),
        head=LegalHead(
            issuing_body=("ỦY BAN NHÂN DÂN", f"HUYỆN {name.upper()}"),
            sign="BC-UBND",
            place=name,
            issuer_name=f"Ủy ban nhân dân huyện {name}",
        ),
        blocks=blocks,
        signers=(SignOff(authority=("TM. ỦY BAN NHÂN DÂN",), position=("CHỦ TỊCH",)),),
        recipients=RECIPIENTS,
        annexes=(*matrix_annexes(facts, figures, more=bool(drawings)), *drawings),
        banners=progress_banners(facts),
        figures=figures.all(),
        subject=f"Báo cáo {period_words(period)}",
    )


def _drawings(facts: ProgressFacts) -> tuple[Annex, ...]:
    """The annex of drawings behind those of tables; () while nobody has sent anything."""
    matrix = facts.matrix
    if not matrix.counted:
        return ()
    number = "III" if matrix.carried else "II"
    annex = drawings_annex(matrix, matrix_places(matrix), number)
    return (annex,) if annex else ()


def _movement(facts: ProgressFacts) -> str:
    title = facts.campaign.title if facts.campaign else "chung sức xây dựng nông thôn mới"
    return title.strip('“”" ')


def _reporting(facts: ProgressFacts, figures: Figures) -> list[Block]:
    matrix = facts.matrix
    total = figures.bind("units", len(matrix.own_rows), source="matrix")
    sent = figures.bind("sent", len(facts.sent), source="matrix")
    confirmed = figures.bind("confirmed", matrix.confirmed_count, source="matrix")
    ground = period_ground(facts)
    blocks: list[Block] = [
        Heading(1, "I. Tình hình báo cáo, xác nhận số liệu"),
        para(
            f"Số liệu chốt đến ngày {format_date(matrix.period.cut_off)}, {ground}. Có ",
            *(sent, "/", total, " xã đã gửi báo cáo, số liệu của "),
            *(confirmed, "/", total, " xã đã được xác nhận."),
        ),
    ]
    if facts.unsent:
        blocks.append(
            item(f"Xã chưa gửi báo cáo: {listed(row.short_name for row in facts.unsent)}.")
        )
    if facts.late:
        blocks.append(item(f"Xã gửi sau hạn: {listed(row.short_name for row in facts.late)}."))
    elif facts.sent:
        blocks.append(item("Các xã đã gửi đều đúng hạn."))
    if matrix.carried:
        onto = figures.bind("carried-units", len(matrix.rows), source="matrix")
        blocks.append(
            para(
                "Số liệu của kỳ được tính chuyển sang bản đồ hành chính ngày "
                f"{day_words(matrix.map_date)} (",
                *(onto, " xã) theo quy ước nêu ở Phụ lục II. Các số dưới đây là của "),
                *(onto, " xã trên bản đồ đó."),
            )
        )
    return blocks


def period_ground(facts: ProgressFacts) -> str:
    """The map the reports of the period stand on."""
    matrix = facts.matrix
    day = matrix.period.ends if matrix.carried else matrix.map_date
    verb = "báo cáo theo" if matrix.carried else "tính trên"
    return f"{verb} bản đồ hành chính ngày {format_date(day)}"


def _results(
    facts: ProgressFacts, figures: Figures, chart: list[Block], drawings: tuple[Annex, ...]
) -> list[Block]:
    matrix = facts.matrix
    blocks: list[Block] = [Heading(1, "II. Kết quả thực hiện bộ tiêu chí xã nông thôn mới")]
    if not matrix.counted:
        return [*blocks, para("Chưa xã nào gửi số liệu của kỳ này.")]
    average = figures.bind("average", matrix.average, decimals=1, source="matrix")
    met = figures.bind("met", matrix.met_sum, source="matrix")
    counted = figures.bind("counted", len(matrix.counted), source="matrix")
    blocks.append(
        para(
            *("Bình quân đạt ", average, " tiêu chí/xã (", met, " lượt tiêu chí của "),
            *(counted, " xã có số liệu)", *_against_earlier(facts, figures)),
        )
    )
    where = f"I, hình ở Phụ lục {drawings[0].number}" if drawings else "kèm theo"
    blocks += [*chart, para(f"Theo số tiêu chí đạt (từng xã ở Phụ lục {where}):")]
    for low, high, words in BANDS:
        rows = matrix.band(low, high)
        count = figures.bind(f"band-{low}", len(rows), source="matrix")
        names = f": {listed(row.short_name for row in rows)}." if rows else "."
        blocks.append(item(count, f" xã {words}{names}"))
    for row in matrix.shown:
        if not row.counts and row.carried is not None:
            lacking = listed(s.name for s in row.carried.sources if not (s.reports and s.figures))
            words = f": thiếu số liệu của {lacking}" if lacking else ""
            blocks.append(item(f"Xã {row.short_name} chưa xác định được{words}."))
    blocks.append(criteria_table(facts, figures))
    if matrix.carried:
        blocks.append(carried_note(matrix))
    return blocks


def _against_earlier(facts: ProgressFacts, figures: Figures) -> list[str | Run]:
    """Against the period before and, but for whole years, against the same one a year ago."""
    now = facts.matrix.average
    if now is None:
        return ["."]
    earlier = [
        Then(
            one.key,
            one.period,
            one.matrix.average if one.matrix else None,
            why_not=OTHER_SET if one.other_set else "",
            note=_map_note(facts, one),
        )
        for one in facts.earlier
    ]
    words = compared(figures, "average", now, earlier, unit="tiêu chí", each="tiêu chí/xã")
    return [", ", *words, "."]


def _map_note(facts: ProgressFacts, earlier: Earlier) -> str:
    if earlier.matrix is None or len(earlier.matrix.rows) == len(facts.matrix.rows):
        return ""
    return f", khi đó tính trên {len(earlier.matrix.rows)} xã"


def _watched(facts: ProgressFacts, figures: Figures) -> list[Block]:
    matrix = facts.matrix
    blocks: list[Block] = [Heading(1, "III. Tiêu chí thu nhập và nghèo đa chiều")]
    if not matrix.counted:
        return [*blocks, para("Chưa có số liệu.")]
    for criterion in matrix.spec.criteria:
        if criterion.watched:
            done = figures.bind(f"met-{criterion.no}", matrix.met_of(criterion.no), source="matrix")
            known = matrix.known_of(criterion.no)
            words = f"/{known} xã {'xác định được đạt' if matrix.carried else 'đạt'}."
            blocks.append(item(f"Tiêu chí {criterion.no}, {criterion.title}: ", done, words))
    blocks.append(watched_table(facts, figures))
    return blocks


def _targets(facts: ProgressFacts, figures: Figures) -> list[Block]:
    if not facts.promises:
        return []
    blocks: list[Block] = [Heading(1, "IV. Thực hiện mục tiêu đến năm 2025")]
    for promise in facts.promises:
        words: list[str | Run] = [f"{promise.label}: "]
        if promise.achieved is None:
            words.append("chưa xác định. ")
        else:
            source = f"target:{promise.kind}"
            words += [
                figures.bind(f"target-{promise.kind}", promise.achieved, source=source),
                "/",
                figures.bind(f"plan-{promise.kind}", promise.planned, source=source),
                f" {promise.unit}. ",
            ]
        blocks.append(item(*words, promise.reason))
    if facts.villages:
        blocks.append(village_table(facts.villages))
    return blocks


KIND = register(
    DocumentKind(
        code=CODE,
        label_vi="Báo cáo kết quả thực hiện của huyện",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build,
        parameters=(
            Parameter("period", "kỳ báo cáo"),
            Parameter("map_date", "ngày của bản đồ", required=False),
            Parameter("known_at", "số liệu biết đến lúc", required=False),
        ),
    )
)
