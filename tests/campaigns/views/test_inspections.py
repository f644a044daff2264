"""Pages of inspections: who opens what, what forms store, home lines, constant queries."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.fronts.inspections import finding_items, visit_items
from campaigns.models import Finding, Inspection, InspectionPhoto, InspectionPlan
from campaigns.services import draws
from kbang_ntm.core.models import User
from tests.factories.campaigns_inspections import Visits, make_visits, photo
from tests.factories.communes import make_user

pytestmark = pytest.mark.django_db
LISTS = ("inspections", "findings", "inspection-plans", "draws")


@pytest.fixture
def visits() -> Visits:
    return make_visits()


def get(user: User, name: str, *args: Any, **data: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"campaigns:{name}", args=args), data)


def post(user: User, page: str, /, *args: Any, **body: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(reverse(f"campaigns:{page}", args=args), {"x": "1", **body})


@pytest.mark.parametrize("name", LISTS)
def test_lists_open_for_those_with_a_duty(visits: Visits, name: str) -> None:
    world = visits.world
    for user in (world.officer, world.reviewer, world.reader, visits.front, visits.ledger.admin):
        assert get(user, name).status_code == 200
    assert get(make_user("khong-vai-tro"), name).status_code == 403


def test_neighbours_get_404_and_readers_403(visits: Visits) -> None:
    finding = visits.finding()
    row = finding.inspection
    for name in ("inspection", "inspection-form", "inspection-photo", "inspection-finish",
                 "finding-new"):  # fmt: skip
        assert get(visits.world.neighbour_officer, name, row.uid).status_code == 404, name
        if name != "inspection":
            assert get(visits.world.officer, name, row.uid).status_code == 403, name
    for name in ("finding", "finding-begin", "finding-close"):
        assert get(visits.world.neighbour_leader, name, finding.uid).status_code == 404, name
    assert get(visits.world.officer, "finding-close", finding.uid).status_code == 403
    assert get(visits.world.reviewer, "finding-begin", finding.uid).status_code == 403
    draft = visits.plan(issued=False)
    assert get(visits.world.officer, "inspection-plan", draft.uid).status_code == 404


def test_a_whole_visit_by_its_pages(visits: Visits) -> None:
    actor, world = visits.world.reviewer, visits.world
    done = post(
        actor, "inspection-new", body=f"a{world.agency.pk}", kind="yearly",
        unit=world.commune.pk, title="Kiểm tra", first="20/06/2025", last="21/06/2025",
        criteria=["11"], extra="Sổ sách\n\n", programmes="Phong trào\nGiảm nghèo",
    )  # fmt: skip
    row = Inspection.objects.get()
    assert (done.status_code, row.items.count(), row.programmes.count()) == (302, 2, 2)
    assert post(actor, "inspection-start", row.uid).status_code == 422, "nobody leads yet"
    assert post(actor, "inspection-member", row.uid, name="An", lead="on").status_code == 302
    assert post(actor, "inspection-start", row.uid).status_code == 302
    first, second = row.items.all()
    page = get(actor, "inspection-form", row.uid).content.decode()
    assert "Còn 2/2 mục" in page and 'type="radio"' in page
    answers = {f"i{first.pk}_answer": "met", f"i{first.pk}_seen": "0", f"i{first.pk}_note": "",
               f"i{second.pk}_answer": "not_met", f"i{second.pk}_seen": "0",
               f"i{second.pk}_note": "Thiếu sổ"}  # fmt: skip
    assert post(actor, "inspection-form", row.uid, **answers).status_code == 302
    second.refresh_from_db()
    assert (second.answer, second.note) == ("not_met", "Thiếu sổ")
    clash = {**answers, f"i{second.pk}_answer": "met"}
    refused = post(actor, "inspection-form", row.uid, **clash)
    assert refused.status_code == 409 and "Người khác vừa ghi" in refused.content.decode()
    file = SimpleUploadedFile("a.jpg", photo(), "image/jpeg")
    assert post(actor, "inspection-photo", row.uid, photo=file).status_code == 302
    assert not InspectionPhoto.objects.get().position_kept
    done = post(
        actor, "finding-new", row.uid, text="Thiếu sổ", party=f"u{world.commune.pk}",
        deadline="20/07/2025", item=second.pk,
    )  # fmt: skip
    assert done.status_code == 302 and Finding.objects.get().item == second
    assert post(actor, "inspection-finish", row.uid).status_code == 302
    done = post(actor, "inspection-conclude", row.uid, number="25/KL", day="20/06/2025")
    assert done.status_code == 302
    page = get(world.officer, "inspection", row.uid).content.decode()
    assert "25/KL" in page and "08:15 ngày 20/06/2025" in page and "không giữ vị trí" in page


def test_a_finding_by_its_pages(visits: Visits) -> None:
    row, world = visits.finding(), visits.world
    assert post(world.officer, "finding-begin", row.uid).status_code == 302
    assert post(world.officer, "finding-report", row.uid).status_code == 422
    assert post(world.officer, "finding-report", row.uid, text="Xong").status_code == 302
    assert post(world.reviewer, "finding-return", row.uid, text="Chưa đủ").status_code == 302
    assert post(world.officer, "finding-note", row.uid, text="Đang bổ sung").status_code == 302
    extended = post(world.reviewer, "finding-extend", row.uid, deadline="01/09/2025", reason="Mưa")
    assert extended.status_code == 302
    assert post(world.officer, "finding-report", row.uid, text="Đủ").status_code == 302
    assert post(world.reviewer, "finding-close", row.uid).status_code == 302
    page = get(world.officer, "finding", row.uid).content.decode()
    assert "Đã khép" in page and "Đang bổ sung" in page


def test_a_plan_by_its_pages(visits: Visits) -> None:
    actor, world = visits.front, visits.world
    assert get(world.reader, "inspection-plan-new").status_code == 403
    body = {"body": f"a{visits.front_agency_id}", "year": "2025", "title": "Giám sát 2025"}
    assert post(actor, "inspection-plan-new", kind="yearly", **body).status_code == 422
    assert post(actor, "inspection-plan-new", kind="supervision", **body).status_code == 302
    plan = InspectionPlan.objects.get()
    assert get(world.coordinator, "inspection-plan", plan.uid).status_code == 404, "not its draft"
    done = post(actor, "inspection-plan-issue", plan.uid, number="3/KH", day="01/06/2025")
    assert done.status_code == 302
    assert get(world.officer, "inspection-plan", plan.uid).status_code == 200


def test_a_draw_by_its_pages(visits: Visits) -> None:
    visits.weights()
    office = visits.world.coordinator
    assert get(visits.world.reviewer, "draw-new").status_code == 403
    done = post(office, "draw-new", title="Quý III", count="1", seed_rule="Số mai mới có")
    row = draws.Draw.objects.get()
    assert (done.status_code, row.seed) == (302, "")
    assert post(office, "draw-run", row.uid).status_code == 422
    assert post(office, "draw-seed", row.uid, seed="482913").status_code == 302
    assert post(office, "draw-run", row.uid).status_code == 302
    page = get(visits.world.officer, "draw", row.uid).content.decode()
    row.refresh_from_db()
    assert "bốc lại khớp" in page and row.inputs_sha256 in page
    assert draws.names_drawn(row)[0] in page


def test_home_lines(visits: Visits) -> None:
    world = visits.world
    row = visits.visit()
    assert [one.title for one in visit_items(world.reviewer)] == [
        "Kiểm tra xã Sơn Lang: bắt đầu hôm nay hoặc đổi ngày"
    ]
    assert list(visit_items(world.other_reviewer)) == []
    assert list(visit_items(world.coordinator)) == [], "it may help, but it is not its visit"
    visits.running(row)
    assert "còn 2 mục" in next(iter(visit_items(world.reviewer))).title
    finding = visits.finding(row)
    line = next(iter(finding_items(world.officer)))
    assert (line.title, line.due) == ("Khắc phục: Chưa cập nhật danh sách hộ nghèo",
                                      finding.deadline)  # fmt: skip
    assert list(finding_items(world.neighbour_officer)) == []
    visits.reported(finding)
    assert list(finding_items(world.officer)) == []
    assert next(iter(finding_items(world.reviewer))).title == (
        "Xem báo cáo khắc phục ở xã Sơn Lang"
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_a_constant_number(visits: Visits, rows: int) -> None:
    for number in range(rows):
        row = visits.running(visits.visit(title=f"Cuộc {number}"))
        visits.finding(row, text=f"Tồn tại {number}")
    client = Client()
    client.force_login(visits.world.reader)
    asked = {}
    for name in ("inspections", "findings"):
        client.get(reverse(f"campaigns:{name}"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(f"campaigns:{name}"))
        asked[name] = len(queries)
    assert asked == {"inspections": 7, "findings": 6}


def test_filters_and_the_file(visits: Visits) -> None:
    visits.finding(visits.running(visits.visit(title="Kiểm tra đường sá")))
    visits.supervision()
    page = get(visits.world.reader, "inspections", tim="duong sa").content.decode()
    assert "Kiểm tra đường sá" in page and "Giám sát huy động" not in page
    page = get(visits.world.reader, "inspections", loai="supervision").content.decode()
    assert "Kiểm tra đường sá" not in page and "Giám sát huy động" in page
    assert "Chưa có cuộc" in get(visits.world.reader, "inspections", nam="2023").content.decode()
    content = b"".join(get(visits.world.reader, "findings", tai="xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "Chưa cập nhật danh sách hộ nghèo" in cells and "Xã Sơn Lang" in cells
