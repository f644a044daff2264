"""A quarter printed on the six communes: its numbers against the rows of the database."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader

from communes.models import IndicatorEntry, ProgressReport, ReportingPeriod, Snapshot, Succession
from reports.builders import progress_report
from reports.documents.registry import Format
from reports.documents.tree import Chart, Document, Table
from reports.models import DocumentSnapshot
from reports.services.snapshots import render_snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.data("demo")]
SIX = date(2025, 7, 1)
MADE_OF = {
    "xa-kong-bo-la-2025": ("dong", "nghia-an", "kong-bo-la"),
    "xa-to-tung-2025": ("to-tung", "kong-long-khong"),
    "xa-son-lang-2025": ("son-lang", "so-pai"),
    "xa-dak-rong-2025": ("dak-rong", "kon-pne"),
}


def build(key: str, day: date | None) -> Document:
    return progress_report.build(period=ReportingPeriod.objects.get(key=key), map_date=day)


def words_of(document: Document) -> str:
    found = []
    for block in document.all_blocks():
        found += [run.text for run in getattr(block, "runs", ())]
        if isinstance(block, Table):
            found.append(block.caption)
            found += [str(c.value) for row in block.rows for c in row.cells if c.value is not None]
    return "\n".join(found)


def charts_of(document: Document) -> list[Chart]:
    return [block for block in document.blocks if isinstance(block, Chart)]


def test_carried_figures_are_the_sums_of_the_rows() -> None:
    figures = build("2025-Q1", SIX).figure_map
    for key, old in MADE_OF.items():
        entries = IndicatorEntry.objects.filter(
            report__period__key="2025-Q1", indicator__code="11", report__unit__key__in=old
        )
        top = sum(entry.numerator or 0 for entry in entries)
        bottom = sum(entry.denominator or 0 for entry in entries)
        value = figures[f"{key}-11"].value
        assert len(entries) == len(old) and isinstance(value, Decimal)
        assert abs(value * bottom - top * 100) < Decimal("1e-20")
        assert figures[f"{key}-10"].value is None  # no dated populations: chưa xác định
        for one in old:
            assert figures[f"share-{key}-{one}-population"].value == 100
    assert (
        figures["krong-10"].value
        == IndicatorEntry.objects.get(
            report__period__key="2025-Q1", report__unit__key="krong", indicator__code="10"
        ).number
    )
    assert figures["carried-units"].value == 6 and figures["units"].value == 12
    assert figures["confirmed"].value == 12


def test_a_divided_commune_prints_its_stored_shares() -> None:
    figures = build("2024-Q3", date(2024, 11, 1)).figure_map
    for row in Succession.objects.filter(predecessor__key="dak-hlo").select_related("successor"):
        key = f"share-{row.successor.key}-dak-hlo"
        assert row.population_share is not None and row.area_share is not None
        assert figures[f"{key}-population"].value == row.population_share * 100
        assert figures[f"{key}-area"].value == row.area_share * 100


def test_who_reported_is_told_of_the_periods_own_communes() -> None:
    document = build("2025-Q2", SIX)
    unsent = ProgressReport.objects.filter(period__key="2025-Q2", state__in=["draft", "handed"])
    assert document.banners.unconfirmed.endswith("/12 xã.") and unsent.exists()
    assert "Xã chưa gửi báo cáo: Sơn Lang, Krong và Lơ Ku." in words_of(document)


def test_the_annex_names_units_rules_and_what_is_unknown() -> None:
    document = build("2025-Q1", SIX)
    assert [annex.number for annex in document.annexes] == ["I", "II", "III"]
    assert document.annexes[1].title == (
        "Cách tính chuyển số liệu sang bản đồ hành chính ngày 01/7/2025"
    )
    words = words_of(document)
    for told in (
        "NQ 1664/NQ-UBTVQH15", "chưa kiểm chứng", "không báo cáo bộ tiêu chí xã",
        "cộng tử số, cộng mẫu số rồi tính lại tỷ lệ", "Kông Bơ La (TC)",
        "Kbang: thiếu thị trấn Kbang (không báo cáo bộ tiêu chí xã); riêng Lơ Ku và Đak Smar",
        "Xã Kbang chưa xác định được: thiếu số liệu của thị trấn Kbang.",
    ):  # fmt: skip
        assert told in words
    indicators = document.annexes[1].blocks[2]
    assert isinstance(indicators, Table) and len(indicators.rows) == 57


def test_on_another_map_only_periods_counted_on_it_are_drawn() -> None:
    [average] = charts_of(build("2025-Q1", SIX))
    assert average.caption.endswith(", tính trên cùng một bản đồ")
    assert "/6 xã" in average.alt and "/13 xã" not in average.alt and "/12 xã" not in average.alt


def test_on_its_own_map_nothing_of_this_is_printed() -> None:
    own, same = build("2025-Q1", None), build("2025-Q1", date(2025, 1, 15))
    assert len(own.annexes) == 2 and "tính chuyển" not in words_of(own)
    assert same.annexes == own.annexes and same.figures == own.figures
    assert charts_of(same) == charts_of(own) != []


def test_the_command_prints_three_formats_and_touches_nothing(tmp_path: Path) -> None:
    kept = dict(Snapshot.objects.values_list("pk", "sha256"))
    for format_ in ("pdf", "docx", "xlsx"):
        call_command(
            "print_document", "progress-report", period="2025-Q2", map_date="2025-07-01",
            format=format_, output=str(tmp_path / f"q.{format_}"), stdout=io.StringIO(),
        )  # fmt: skip
    pages = [page.extract_text() for page in PdfReader(tmp_path / "q.pdf").pages]
    printed = " ".join(" ".join(pages).split())
    assert "Phụ lục II" in printed and "ngày 01/7/2025" in printed.lower()
    assert "NQ 1664/NQ-UBTVQH15" in printed and "Cách tính chuyển" in printed
    assert len(load_workbook(tmp_path / "q.xlsx").sheetnames) >= 2
    assert dict(Snapshot.objects.values_list("pk", "sha256")) == kept
    snapshot = DocumentSnapshot.objects.order_by("-pk")[0]
    one, two = (render_snapshot(snapshot, Format.XLSX).content for _ in range(2))
    assert one == two == (tmp_path / "q.xlsx").read_bytes()


def test_a_period_names_the_map_and_an_unknown_one_is_said(tmp_path: Path) -> None:
    target = tmp_path / "q.xlsx"
    order = {"period": "2025-Q1", "format": "xlsx", "output": str(target)}
    call_command(
        "print_document", "progress-report", map_date="2025-Q3", stdout=io.StringIO(), **order
    )
    assert DocumentSnapshot.objects.order_by("-pk")[0].parameters["map_date"] == "2025-09-30"
    target.unlink()
    with pytest.raises(CommandError, match='Không có kỳ "2031-Q3"'):
        call_command("print_document", "progress-report", map_date="2031-Q3", **order)
    assert not target.exists()


def test_a_constant_number_of_queries() -> None:
    used = []
    for day in (date(2024, 11, 1), SIX):
        build("2024-Q3", day)
        with CaptureQueriesContext(connection) as asked:
            build("2024-Q3", day)
        used.append(len(asked))
    assert used == [QUERIES, QUERIES]


# The report of a period with its villages, two earlier ones, carrying, and places on the map.
QUERIES = 40
