"""The command prints files, and says in a sentence why it does not."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from docx import Document as read_docx
from openpyxl import load_workbook
from pypdf import PdfReader

from campaigns.models import ReviewEvent
from kbang_ntm.core.models import AuditEvent
from reports.models import DocumentSnapshot
from tests.factories.changes import definition, make_stage, merge
from tests.factories.communes import make_world

pytestmark = pytest.mark.django_db


def print_document(*arguments: str) -> str:
    out = io.StringIO()
    call_command("print_document", *arguments, stdout=out)
    return out.getvalue()


def test_list_names_every_kind() -> None:
    assert "progress-report\t" in print_document("--list")


def test_three_formats(tmp_path: Path) -> None:
    world = make_world()
    world.sent_report()
    for format_ in ("pdf", "docx", "xlsx"):
        target = tmp_path / f"quy.{format_}"
        print_document(
            "progress-report", "--period", "2025-Q2", "--format", format_, "--output", str(target)
        )
        assert target.stat().st_size > 1000
    words = "".join(page.extract_text() for page in PdfReader(tmp_path / "quy.pdf").pages)
    assert "quý II năm 2025" in words
    assert "BÁO CÁO" in words
    paragraphs = [p.text for p in read_docx(str(tmp_path / "quy.docx")).paragraphs]
    assert any("Tình hình báo cáo" in text for text in paragraphs)
    assert load_workbook(tmp_path / "quy.xlsx").sheetnames


def test_period_unknown(tmp_path: Path) -> None:
    make_world()
    with pytest.raises(CommandError, match='Không có kỳ "2030-Q1"'):
        print_document(
            "progress-report", "--period", "2030-Q1", "--output", str(tmp_path / "a.pdf")
        )
    assert not DocumentSnapshot.objects.exists()
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["progress-report", "--period", "2025-Q2"], "Thiếu --output"),
        (["--period", "2025-Q2", "--output", "x.pdf"], "Thiếu loại văn bản"),
        (
            ["progress-report", "--period", "2025-Q2", "--output", "x.pdf", "--map-date", "mai"],
            "Ngày giờ chưa đúng",
        ),
        (
            ["khong-co", "--period", "2025-Q2", "--output", "x.pdf"],
            "khong-co",
        ),
        (
            ["progress-report", "--period", "2025-Q2", "--output", "khong/co/x.pdf"],
            "Không có thư mục",
        ),
        (
            ["progress-report", "--period", "2025-Q2", "--output", "x.pdf",
             "--known-at", "2099-01-01"],
            "không thể sau lúc này",
        ),
        (["handover-list", "--period", "2025-Q2", "--output", "x.pdf"], "Thiếu --change"),
        (["handover-list", "--change", "x", "--output", "x.pdf"], "chưa áp dụng lần nào"),
        (
            ["handover-list", "--change", "x", "--period", "2025-Q2", "--output", "x.pdf"],
            "không dùng --period",
        ),
        (
            ["progress-report", "--period", "2025-Q2", "--unit", "krong", "--output", "x.pdf"],
            "không dùng --unit",
        ),
    ],
)  # fmt: skip
def test_wrong_arguments(
    arguments: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_world()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=sentence):
        print_document(*arguments)
    assert list(tmp_path.iterdir()) == []


def test_the_handover_list_of_a_change(tmp_path: Path) -> None:
    stage = make_stage()
    change = stage.apply(definition(merge("son-lang", "krong")))
    target = tmp_path / "ban-giao.docx"
    given = ("handover-list", "--format", "docx", "--output", str(target))
    with pytest.raises(CommandError, match=f"{change.uid} \\(Sắp xếp thử, 01/07/2025\\)"):
        print_document(*given, "--change", "00000000-0000-4000-8000-000000000000")
    with pytest.raises(CommandError, match="Các nơi nhận: xa-moi"):
        print_document(*given, "--change", str(change.uid), "--unit", "krong")
    assert not target.exists()
    for more in ((), ("--unit", "xa-moi")):
        print_document(*given, "--change", str(change.uid), *more)
        cells = [
            cell.text
            for table in read_docx(str(target)).tables
            for row in table.rows
            for cell in row.cells
        ]
        assert any("Đinh Thị Hạnh" in text for text in cells)
    assert not DocumentSnapshot.objects.exists()  # would be open to the whole district
    assert AuditEvent.objects.filter(action="document.handover_list").count() == 2


@pytest.mark.data("demo")
def test_a_paper_about_a_row(tmp_path: Path) -> None:
    uid = str(ReviewEvent.objects.order_by("pk")[0].uid)
    target = tmp_path / "so-ket.docx"
    print_document("review-report", "--of", uid, "--format", "docx", "--output", str(target))
    assert any(p.text == "BÁO CÁO" for p in read_docx(str(target)).paragraphs)


@pytest.mark.parametrize("word", ["x", "00000000-0000-4000-8000-000000000000"])
def test_a_row_that_is_not_there(word: str, tmp_path: Path) -> None:
    target = str(tmp_path / "a.pdf")
    with pytest.raises(CommandError, match=r"Không có mục .* chưa có mục nào"):
        print_document("review-report", "--of", word, "--output", target)
    with pytest.raises(CommandError, match="Thiếu --of"):
        print_document("review-report", "--output", target)
    assert not list(tmp_path.iterdir())
