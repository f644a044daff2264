"""Sheets of this part: the register of awards, the blank list to fill, sensitive details."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from awards.enums import AwardLevel, CollectiveForm, MeritKind
from awards.models import Nominee, NomineeDetail, PastAward
from awards.old_awards import COLUMNS
from kbang_ntm.core import clock
from kbang_ntm.core.sheets import Column, Sheet, Value
from kbang_ntm.core.vietnamese import format_date

HINTS = {
    "kind": "tập thể, hộ gia đình hoặc cá nhân (bắt buộc)",
    "name": "ghi như trên quyết định (bắt buộc)",
    "birth_year": "bốn chữ số; thiếu thì cổng không nhận ra người đã có trong sổ",
    "gender": "nam hoặc nữ",
    "form": ", ".join(str(label) for label in CollectiveForm.labels),
    "head": "họ tên chủ hộ; bắt buộc với hộ gia đình",
    "commune": "tên xã, thị trấn như lúc đó; để trống là cấp giữ sổ",
    "village": "tên thôn, làng; để trống khi không rõ",
    "type_name": "ghi như trên quyết định (bắt buộc)",
    "level": ", ".join(str(label) for label in AwardLevel.labels) + " (bắt buộc)",
    "merit_kind": ", ".join(str(label) for label in MeritKind.labels) + " (bắt buộc)",
    "first": "năm hoặc ngày đầu của thời gian đạt thành tích",
    "last": "năm hoặc ngày cuối của thời gian đạt thành tích",
    "merit": "tóm tắt thành tích",
    "movement": "tên phong trào, nếu khen theo phong trào",
    "number": "ghi như trên quyết định",
    "date": "ngày/tháng/năm, ví dụ 15/01/2024",
    "decider": "chức vụ người quyết định (bắt buộc)",
    "book_number": "số sổ vàng",
    "source": "lấy từ sổ nào, quyết định nào",
}
"""What to write into each column of an old list."""


def register_sheet(rows: Iterable[PastAward], names: dict[int, str]) -> Sheet:
    """«Sổ khen thưởng»: one row an award, in the columns of the printed book."""
    columns = [
        Column("Số quyết định", 18), Column("Ngày quyết định", 14), Column("Người quyết định", 26),
        Column("Đối tượng", 28), Column("Loại", 14), Column("Đơn vị", 26),
        Column("Danh hiệu, hình thức", 30), Column("Cấp", 14), Column("Loại hình", 24),
        Column("Thành tích từ", 14), Column("Thành tích đến", 14), Column("Thành tích", 34),
        Column("Phong trào", 26), Column("Số sổ vàng", 12), Column("Đối chiếu", 16),
        Column("Nguồn", 24),
    ]  # fmt: skip
    lines: list[list[Value]] = []
    for row in rows:
        days = row.achievement
        lines.append([
            row.decision_number, row.decision_date, row.decider, row.nominee.name,
            row.nominee.get_kind_display(), names.get(row.nominee.unit_id, ""), row.type_name,
            row.get_level_display(), row.get_merit_kind_display(),
            days.lower if days else None, days.upper - timedelta(days=1) if days else None,
            row.achievement_text, row.movement, row.book_number, proof_words(row), row.source,
        ])  # fmt: skip
    title = f"Sổ khen thưởng, ngày {format_date(clock.today())}"
    return Sheet(title, columns, lines, name="Sổ khen thưởng")


def proof_words(row: PastAward) -> str:
    """Whether the decision was seen."""
    if row.withdrawn_at is not None:
        return f"đã rút: {row.withdrawn_reason}"
    return "đã đối chiếu" if row.verified else "chưa đối chiếu"


def blank_sheets() -> list[Sheet]:
    """The list to fill, heads in the first row, and a page that says what goes where."""
    columns = [Column(names[0], 20) for names in COLUMNS.values()]
    guide: list[list[Value]] = [[names[0], HINTS[key]] for key, names in COLUMNS.items()]
    return [
        Sheet("Danh sách khen thưởng cũ", columns, [], name="Khen thưởng", plain=True),
        Sheet(
            "Cách ghi danh sách khen thưởng cũ",
            [Column("Cột", 24), Column("Ghi gì", 90)],
            guide,
            name="Cách ghi",
        ),
    ]


def details_sheet(
    nominees: Iterable[Nominee], details: dict[int, NomineeDetail], names: dict[int, str]
) -> Sheet:
    """Sensitive details of some nominees; identity numbers as text."""
    columns = [
        Column("Họ và tên", 28), Column("Năm sinh", 10), Column("Đơn vị", 28),
        Column("Dân tộc", 16), Column("Tôn giáo", 16), Column("Số định danh", 18),
        Column("Đảng viên", 12),
    ]  # fmt: skip
    lines: list[list[Value]] = []
    for row in nominees:
        detail = details.get(row.pk)
        member = None if detail is None else detail.party_member
        lines.append([
            row.name, str(row.birth_year or ""), names.get(row.unit_id, ""),
            detail.ethnic_group if detail else "", detail.religion if detail else "",
            detail.identity_number if detail else "",
            "" if member is None else ("có" if member else "không"),
        ])  # fmt: skip
    return Sheet("Thông tin riêng của đối tượng", columns, lines, name="Thông tin riêng")
