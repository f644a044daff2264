"""The villages of the plan on the printed report."""

from __future__ import annotations

from datetime import date

import pytest

from communes.models import ReportingPeriod
from reports.builders import progress_report
from reports.documents.tree import Document, Table
from tests.factories.communes import stand_on

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


def villages(document: Document) -> list[list[str]]:
    table = next(
        block
        for block in document.blocks
        if isinstance(block, Table) and block.caption.startswith("11 làng")
    )
    return [[str(cell.value) for cell in row.cells] for row in table.rows]


def test_each_village_stands_with_its_commune_year_and_reason() -> None:
    stand_on(date(2025, 6, 20))
    rows = villages(progress_report.build(period=ReportingPeriod.objects.get(key="2025-Q1")))
    assert len(rows) == 11 and [row[1] for row in rows].count("chưa đọc được tên") == 2
    by_name = {row[1]: row for row in rows}
    assert by_name["Lợt (tên chưa kiểm chứng)"][2] == "Đăk Hlơ (nay chưa xác định xã kế tục)"
    assert "0/4 làng của kế hoạch 2023 đạt" in by_name["Sơ Tơr"][4]
    assert "Dakjdng" not in str(rows)


def test_before_the_division_the_village_lies_where_the_plan_says() -> None:
    stand_on(date(2025, 6, 20))
    rows = villages(progress_report.build(period=ReportingPeriod.objects.get(key="2024-Q3")))
    assert [row[2] for row in rows if row[1].startswith("Lợt")] == ["Đăk Hlơ"]
