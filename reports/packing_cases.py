"""Spreadsheets of a package: recognition cases with their facts, criteria, votes, gates, papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any

from communes.models import (
    CaseCriterion,
    CaseGate,
    CasePaper,
    CaseStep,
    CaseVote,
    LatePaper,
    RecognitionCase,
)
from reports.queries.package_files import case_folder
from reports.resources import Column, Sheet, Value

# Every row says first whose case it belongs to; the folder also names where the files lie.
CASE = (Column("Mã đơn vị", 16), Column("Hồ sơ", 28))
Rows = list[list[Value]]


def case_sheets(unit_ids: Collection[int]) -> list[Sheet]:
    """All cases of units, oldest first. Seven queries."""
    cases = list(
        RecognitionCase.objects.filter(unit__in=unit_ids)
        .select_related(
            "unit",
            "criteria_set",
            "responsible",
            "verifier",
            "opened_by",
            "report__period",
            "recognition",
        )
        .order_by("unit__order", "unit__key", "id")
    )
    papers = _grouped(CasePaper.objects.filter(case__in=cases).select_related("file", "by"))
    dossiers = [row for case in cases for row in _dossier(case, papers[case.pk])]
    facts = CaseStep.objects.filter(case__in=cases).select_related("by")
    words = CaseCriterion.objects.filter(case__in=cases).select_related("criterion", "agency", "by")
    votes = CaseVote.objects.filter(case__in=cases).select_related("by")
    gates = CaseGate.objects.filter(case__in=cases).select_related("agency", "by")
    late = LatePaper.objects.filter(case__in=cases).select_related("by", "confirmed_by")
    return [
        _sheet("Hồ sơ", CASE_COLUMNS, [_case(case) for case in cases]),
        _sheet("Các bước", STEP_COLUMNS, _lines(cases, facts, _fact)),
        _sheet("Tiêu chí", CRITERION_COLUMNS, _lines(cases, words, _word)),
        _sheet("Biểu quyết", VOTE_COLUMNS, _lines(cases, votes, _vote)),
        _sheet("Điều kiện", GATE_COLUMNS, _lines(cases, gates, _gate)),
        _sheet("Danh mục hồ sơ", PAPER_COLUMNS, dossiers),
        _sheet("Giấy vào sổ muộn", LATE_COLUMNS, _lines(cases, late, _late)),
    ]


def _case(case: RecognitionCase) -> list[Value]:
    found = case.recognition
    return [
        *_name(case),
        case.unit_name,
        str(case.get_standard_display()),
        case.criteria_set.code,
        case.year,
        case.get_state_display(),
        case.since,
        case.round,
        case.responsible.key,
        case.verifier.key if case.verifier else "",
        case.report.period.label if case.report else "",
        case.opened_at,
        case.opened_by.full_name,
        found.get_state_display() if found else "",
        found.decision_number if found else "",
        found.decision_date if found else None,
        found.decided_by if found else "",
    ]


def _fact(row: CaseStep) -> list[Value]:
    return [
        row.round,
        row.get_act_display(),
        row.day,
        row.body,
        row.paper_number,
        row.paper_date,
        row.text,
        row.by.full_name,
        row.at,
    ]


def _word(row: CaseCriterion) -> list[Value]:
    return [
        row.criterion.no,
        row.criterion.short_title or row.criterion.title,
        row.get_phase_display(),
        row.get_verdict_display(),
        row.text,
        row.agency.name if row.agency else "",
        row.by.full_name,
        row.at,
    ]


def _vote(row: CaseVote) -> list[Value]:
    return [
        row.get_act_display(),
        row.day,
        row.total,
        row.present,
        row.yes,
        row.percent,
        row.get_base_display(),
        row.minutes_number,
        row.by.full_name,
        row.withdrawn_at,
        row.withdrawn_reason,
    ]


def _gate(row: CaseGate) -> list[Value]:
    return [
        row.code,
        row.get_verdict_display(),
        row.words,
        row.source,
        row.as_of,
        "cổng tính" if row.computed else "theo giấy xác nhận",
        row.body or (row.agency.name if row.agency else ""),
        row.paper_number,
        row.paper_date,
        row.by.full_name,
    ]


def _late(row: LatePaper) -> list[Value]:
    return [
        row.get_act_display(),
        row.number,
        row.day,
        row.body,
        row.body_ended,
        row.reason,
        row.by.full_name,
        row.confirmed_by.full_name if row.confirmed_by else "",
        row.confirmed_at,
    ]


def _dossier(case: RecognitionCase, papers: list[CasePaper]) -> Rows:
    """The dossier list of the case's own procedure: each part with its files, also those that were
    withdrawn, or that none was filed."""
    found: Rows = []
    for step in case.spec.steps:
        for part in step.papers:
            files = [row for row in papers if (row.act, row.code) == (step.code, part.code)]
            head: list[Value] = [*_name(case), step.label, part.label,
                                 "bắt buộc" if part.required else ""]  # fmt: skip
            if not files:
                found.append([*head, "chưa có", "", None, "", "", None, ""])
            for row in files:
                found.append(
                    [
                        *head,
                        "đã rút" if row.withdrawn_at else "có",
                        row.number,
                        row.day,
                        row.file.original_name if row.file else "",
                        row.by.full_name,
                        row.withdrawn_at,
                        row.withdrawn_reason,
                    ]
                )
    return found


def _name(case: RecognitionCase) -> list[Value]:
    return [case.unit.key, case_folder(case)]


def _grouped(rows: Any) -> dict[int, list[Any]]:
    """{case id: rows in the order in which they were written}. One query."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.order_by("id"):
        found[row.case_id].append(row)
    return found


def _lines(
    cases: Iterable[RecognitionCase], rows: Any, cells: Callable[[Any], list[Value]]
) -> Rows:
    """Rows of one kind, case by case."""
    found = _grouped(rows)
    return [[*_name(case), *cells(row)] for case in cases for row in found[case.pk]]


def _sheet(name: str, columns: tuple[Column, ...], rows: Rows) -> Sheet:
    return Sheet(
        title=f"Hồ sơ xét công nhận: {name[:1].lower()}{name[1:]}",
        name=name,
        columns=(*CASE, *columns),
        rows=rows,
    )


CASE_COLUMNS = (
    Column("Đơn vị", 24),
    Column("Chuẩn", 16),
    Column("Bộ tiêu chí", 22),
    Column("Năm", 8),
    Column("Trạng thái", 20),
    Column("Từ ngày", 12),
    Column("Lần gửi", 8),
    Column("Đơn vị lập hồ sơ", 18),
    Column("Đơn vị thẩm tra", 18),
    Column("Báo cáo làm căn cứ", 18),
    Column("Lúc mở", 18),
    Column("Người mở", 22),
    Column("Công nhận", 16),
    Column("Số quyết định", 18),
    Column("Ngày quyết định", 12),
    Column("Cấp công nhận", 24),
)
STEP_COLUMNS = (
    Column("Lần gửi", 8),
    Column("Việc", 24),
    Column("Ngày", 12),
    Column("Cơ quan", 26),
    Column("Số văn bản", 18),
    Column("Ngày văn bản", 12),
    Column("Nội dung", 50),
    Column("Người làm", 22),
    Column("Lúc ghi", 18),
)
CRITERION_COLUMNS = (
    Column("Tiêu chí", 10),
    Column("Tên", 30),
    Column("Dịp", 14),
    Column("Kết quả", 14),
    Column("Ý kiến", 50),
    Column("Cơ quan", 26),
    Column("Người ghi", 22),
    Column("Lúc ghi", 18),
)
VOTE_COLUMNS = (
    Column("Cuộc họp", 22),
    Column("Ngày họp", 12),
    Column("Tổng số thành viên", 12),
    Column("Có mặt", 10),
    Column("Tán thành", 10),
    Column("Mức phải đạt, %", 10),
    Column("Tính trên", 20),
    Column("Số biên bản", 18),
    Column("Người ghi", 22),
    Column("Lúc rút", 18),
    Column("Lý do rút", 30),
)
GATE_COLUMNS = (
    Column("Điều kiện", 20),
    Column("Kết quả", 14),
    Column("Số liệu", 50),
    Column("Nguồn", 40),
    Column("Thời điểm", 12),
    Column("Cách xác định", 18),
    Column("Cơ quan xác nhận", 26),
    Column("Số văn bản", 18),
    Column("Ngày văn bản", 12),
    Column("Người ghi", 22),
)
PAPER_COLUMNS = (
    Column("Bước", 24),
    Column("Thành phần", 50),
    Column("Yêu cầu", 12),
    Column("Tình trạng", 12),
    Column("Số văn bản", 18),
    Column("Ngày văn bản", 12),
    Column("Tệp", 30),
    Column("Người thêm", 22),
    Column("Lúc rút", 18),
    Column("Lý do rút", 30),
)
LATE_COLUMNS = (
    Column("Việc", 24),
    Column("Số văn bản", 18),
    Column("Ngày ký", 12),
    Column("Cơ quan ký", 26),
    Column("Ngày cuối của cơ quan", 14),
    Column("Lý do", 40),
    Column("Người đề nghị", 22),
    Column("Người xác nhận", 22),
    Column("Lúc xác nhận", 18),
)
