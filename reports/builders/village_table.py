"""The table of the plan's villages in the progress report: one line a village, with its reason."""

from __future__ import annotations

from collections.abc import Sequence

from campaigns.queries.village_targets import VillageTarget
from communes.queries.villages import NO_COMMUNE
from reports.documents.tree import Align, Cell, Column, Row, Table

UNREAD = "chưa đọc được tên"


def village_table(villages: Sequence[VillageTarget]) -> Table:
    """The villages in the order of their years; the unread ones stand with their commune."""
    return Table(
        columns=(
            Column("TT", 5, Align.CENTER),
            Column("Làng", 17),
            Column("Xã", 18),
            Column("Năm", 8, Align.CENTER),
            Column("Kết quả", 52),
        ),
        rows=tuple(
            Row(
                (
                    Cell(number, align=Align.CENTER),
                    Cell(_name(village)),
                    Cell(_commune(village)),
                    Cell(str(village.year), align=Align.CENTER),
                    Cell(_result(village)),
                )
            )
            for number, village in enumerate(villages, start=1)
        ),
        caption=f"{len(villages)} làng phấn đấu đạt chuẩn theo kế hoạch",
    )


def _name(village: VillageTarget) -> str:
    if not village.name:
        return UNREAD
    return village.name if village.certain else f"{village.name} (tên chưa kiểm chứng)"


def _commune(village: VillageTarget) -> str:
    if not village.commune_now:
        return village.commune
    now = village.commune_now
    return f"{village.commune} ({'nay' if now == NO_COMMUNE else 'nay thuộc'} {now})"


def _result(village: VillageTarget) -> str:
    words = f"{village.label}. {village.reason}".strip()
    return f"{words} (số liệu minh họa)" if village.illustrative else words
