"""The ledger of contributions as a sheet: the rows of the page, with the names it shows."""

from __future__ import annotations

from collections.abc import Iterable

from campaigns.contribution_enums import AMOUNT_UNITS
from campaigns.models import Contribution
from campaigns.queries.contributions import Reading
from kbang_ntm.core import clock
from kbang_ntm.core.sheets import Column, Sheet, Value
from kbang_ntm.core.vietnamese import format_date


def contribution_sheet(
    rows: Iterable[Contribution], *, names: dict[int, str], mine: Reading
) -> Sheet:
    """Rows with amounts as numbers; an empty value in đồng has not been converted."""
    columns = [
        Column("Ngày", 12), Column("Xã", 18), Column("Thôn, làng", 18), Column("Nguồn", 22),
        Column("Loại", 12), Column("Số lượng", 16), Column("Đơn vị tính", 16),
        Column("Quy ra đồng", 18, decimals=0), Column("Căn cứ quy đổi", 22),
        Column("Người góp", 24), Column("Tự nguyện", 10), Column("Chứng từ", 16),
        Column("Biên bản họp", 12), Column("Đảo dòng", 20), Column("Ghi chú", 24),
    ]  # fmt: skip
    lines: list[list[Value]] = [
        [
            row.on,
            names.get(row.unit_id, ""),
            names.get(row.village_id or 0, ""),
            row.get_source_display(),
            row.get_kind_display(),
            row.amount,
            AMOUNT_UNITS[row.kind] or row.what,
            row.value,
            "mức quy đổi" if row.rate_id else row.agreed_by,
            mine.donor_of(row),
            "có" if row.voluntary else "",
            row.receipt,
            "có" if row.minutes_file_id else "",
            row.reason if row.corrects_id else "",
            row.note,
        ]
        for row in rows
    ]
    title = f"Sổ huy động nguồn lực, ngày {format_date(clock.today())}"
    return Sheet(title, columns, lines, name="Huy động")
