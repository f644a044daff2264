"""Spreadsheets of a package: registrations, works with their ledger, debt, opinions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from communes.models import (
    DebtStatement,
    OpinionAnswer,
    OpinionMinutes,
    OpinionVillage,
    RegistrationVersion,
    Work,
    WorkLine,
)
from communes.queries.register_rules import names_on
from kbang_ntm.core import clock
from reports.resources import Column, Sheet, Value

UNIT = Column("Mã đơn vị", 16)
Rows = list[list[Value]]


def register_sheets(unit_ids: Collection[int]) -> list[Sheet]:
    """All registers of units but surveys. Eight queries."""
    return [
        _registrations(unit_ids),
        _works(unit_ids),
        _ledger(unit_ids),
        _statements(unit_ids),
        _opinions(unit_ids),
        _answers(unit_ids),
    ]


def _registrations(unit_ids: Collection[int]) -> Sheet:
    """Every version, as it was sent or stands as a draft. Two queries."""
    versions = list(
        RegistrationVersion.objects.filter(registration__unit__in=unit_ids)
        .select_related("registration__unit", "criteria_set", "paper_file", "entered_by", "sent_by")
        .order_by(
            "registration__unit__order",
            "registration__unit__key",
            "registration__year",
            "registration_id",
            "number",
        )
    )
    years = [row.registration.year for row in versions]
    names = names_on(
        {pk for row in versions for pk in row.village_ids},
        date(max(years, default=clock.today().year), 12, 31),
    )
    return Sheet(
        title="Đăng ký năm",
        name="Đăng ký năm",
        columns=(
            UNIT,
            Column("Năm", 8),
            Column("Chuẩn", 16),
            Column("Lần", 6),
            Column("Trạng thái", 14),
            Column("Bộ tiêu chí", 22),
            Column("Cả chuẩn trong năm", 10),
            Column("Tiêu chí", 24),
            Column("Thôn, làng", 40),
            Column("Ghi chú", 30),
            Column("Lý do điều chỉnh", 30),
            Column("Số văn bản", 18),
            Column("Ngày văn bản", 12),
            Column("Tệp", 24),
            Column("Người soạn", 22),
            Column("Gửi lúc", 18),
            Column("Người gửi", 22),
            Column("Gửi muộn", 10),
        ),
        rows=[_registration(row, names) for row in versions],
    )


def _registration(row: RegistrationVersion, names: Mapping[int, str]) -> list[Value]:
    of = row.registration
    return [
        of.unit.key,
        of.year,
        str(of.get_standard_display()),
        row.number,
        row.get_state_display(),
        row.criteria_set.code,
        "có" if row.whole else "",
        ", ".join(row.criteria),
        "; ".join([*(names.get(pk, "") for pk in row.village_ids), *row.other_villages]),
        row.note,
        row.reason,
        row.paper_number,
        row.paper_date,
        row.paper_file.original_name if row.paper_file else "",
        row.entered_by.full_name,
        row.sent_at,
        row.sent_by.full_name if row.sent_by else "",
        "có" if row.late else "",
    ]


def _works(unit_ids: Collection[int]) -> Sheet:
    """Every work, also those withdrawn. One query."""
    works = (
        Work.objects.filter(unit__in=unit_ids)
        .select_related("unit", "village", "created_by")
        .order_by("unit__order", "unit__key", "id")
    )
    return Sheet(
        title="Sổ công trình",
        name="Công trình",
        columns=(
            UNIT,
            Column("Công trình số", 10),
            Column("Tên công trình", 40),
            Column("Thôn, làng", 16),
            Column("Chương trình", 24),
            Column("Nguồn khác", 24),
            Column("Số quyết định đầu tư", 18),
            Column("Ngày quyết định", 12),
            Column("Tổng mức đầu tư, đồng", 18),
            Column("Ghi chú", 30),
            Column("Người nhập", 22),
            Column("Lúc rút", 18),
            Column("Lý do rút", 30),
        ),
        rows=[
            [
                work.unit.key,
                work.pk,
                work.name,
                work.village.key if work.village else "",
                work.get_programme_display(),
                work.programme_name,
                work.decision_number,
                work.decision_date,
                work.total_investment,
                work.note,
                work.created_by.full_name if work.created_by else "",
                work.withdrawn_at,
                work.withdrawn_reason,
            ]
            for work in works
        ],
    )


def _ledger(unit_ids: Collection[int]) -> Sheet:
    """Every row of every work, with the row that takes it back. One query."""
    lines = (
        WorkLine.objects.filter(work__unit__in=unit_ids)
        .select_related("work__unit", "by")
        .order_by("work__unit__order", "work__unit__key", "work_id", "id")
    )
    return Sheet(
        title="Sổ vốn của công trình",
        name="Sổ vốn",
        columns=(
            UNIT,
            Column("Công trình số", 10),
            Column("Tên công trình", 40),
            Column("Dòng số", 10),
            Column("Loại", 26),
            Column("Nguồn vốn", 22),
            Column("Năm vốn", 8),
            Column("Số tiền, đồng", 18),
            Column("Ngày", 12),
            Column("Chứng từ", 24),
            Column("Đảo dòng số", 10),
            Column("Lý do", 30),
            Column("Người ghi", 22),
            Column("Lúc ghi", 18),
        ),
        rows=[
            [
                row.work.unit.key,
                row.work_id,
                row.work.name,
                row.pk,
                row.get_kind_display(),
                row.get_source_display(),
                row.year,
                row.amount,
                row.on,
                row.paper,
                row.corrects_id,
                row.reason,
                row.by.full_name if row.by else "",
                row.at,
            ]
            for row in lines
        ],
    )


def _statements(unit_ids: Collection[int]) -> Sheet:
    """What communes stated of their debt. One query."""
    rows = (
        DebtStatement.objects.filter(unit__in=unit_ids)
        .select_related("unit", "paper_file", "by")
        .order_by("unit__order", "unit__key", "as_of", "id")
    )
    return Sheet(
        title="Văn bản của xã về nợ xây dựng cơ bản",
        name="Văn bản về nợ",
        columns=(
            UNIT,
            Column("Tính đến ngày", 12),
            Column("Nợ theo văn bản, đồng", 18),
            Column("Số văn bản", 18),
            Column("Ngày văn bản", 12),
            Column("Tệp", 24),
            Column("Người nhập", 22),
            Column("Lúc nhập", 18),
        ),
        rows=[
            [
                row.unit.key,
                row.as_of,
                row.owed,
                row.paper_number,
                row.paper_date,
                row.paper_file.original_name,
                row.by.full_name,
                row.at,
            ]
            for row in rows
        ],
    )


def _opinions(unit_ids: Collection[int]) -> Sheet:
    """Every village of every round with every version of its minutes. Two queries."""
    villages = list(
        OpinionVillage.objects.filter(round__unit__in=unit_ids)
        .select_related("round__unit")
        .order_by("round__unit__order", "round__unit__key", "round__year", "round_id", "id")
    )
    minutes: dict[int, list[OpinionMinutes]] = {row.pk: [] for row in villages}
    for said in (
        OpinionMinutes.objects.filter(village__in=villages)
        .select_related("file", "by")
        .order_by("village_id", "version")
    ):
        minutes[said.village_id].append(said)
    rows: Rows = []
    for village in villages:
        held: list[OpinionMinutes | None] = [*minutes[village.pk]]
        rows += [[*_village(village), *_minutes(said)] for said in held or [None]]
    return Sheet(
        title="Ý kiến nhân dân theo biên bản họp thôn, làng",
        name="Ý kiến nhân dân",
        columns=(*VILLAGE_COLUMNS, *MINUTES_COLUMNS),
        rows=rows,
    )


def _village(village: OpinionVillage) -> list[Value]:
    round_ = village.round
    return [
        round_.unit.key,
        round_.year,
        str(round_.get_standard_display()),
        round_.get_state_display(),
        round_.villages_total,
        village.name,
        village.removed_reason,
    ]


def _minutes(said: OpinionMinutes | None) -> list[Value]:
    if said is None:
        return [None] * len(MINUTES_COLUMNS)
    return [
        said.version,
        said.held_on,
        said.number,
        said.households,
        said.invited,
        said.present,
        said.agree,
        said.disagree,
        said.other,
        said.opinions,
        said.reason,
        said.file.original_name if said.file else "",
        said.by.full_name,
    ]


def _answers(unit_ids: Collection[int]) -> Sheet:
    """What communes answered. One query."""
    rows = (
        OpinionAnswer.objects.filter(village__round__unit__in=unit_ids)
        .select_related("village__round__unit", "by")
        .order_by("village__round__unit__order", "village__round__unit__key", "id")
    )
    return Sheet(
        title="Trả lời ý kiến nhân dân",
        name="Trả lời ý kiến",
        columns=(
            *VILLAGE_COLUMNS,
            Column("Xã trả lời", 60),
            Column("Người trả lời", 22),
            Column("Lúc trả lời", 18),
        ),
        rows=[[*_village(row.village), row.text, row.by.full_name, row.at] for row in rows],
    )


VILLAGE_COLUMNS = (
    UNIT,
    Column("Năm", 8),
    Column("Chuẩn", 16),
    Column("Đợt", 16),
    Column("Số thôn, làng của xã", 10),
    Column("Thôn, làng", 24),
    Column("Lý do bỏ khỏi đợt", 24),
)
MINUTES_COLUMNS = (
    Column("Lần", 6),
    Column("Ngày họp", 12),
    Column("Số biên bản", 18),
    Column("Tổng số hộ", 10),
    Column("Số hộ được mời", 10),
    Column("Số hộ dự họp", 10),
    Column("Đồng ý", 10),
    Column("Không đồng ý", 10),
    Column("Ý kiến khác", 10),
    Column("Nội dung ý kiến khác", 50),
    Column("Lý do sửa", 30),
    Column("Tệp", 24),
    Column("Người nhập", 22),
)
