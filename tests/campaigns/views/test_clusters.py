"""Pages of clusters, pledges, scoring and yearly results: who opens what, what a form stores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campaigns.cluster_enums import PledgeState, SheetState, Stage
from campaigns.models import (
    ClusterHead,
    ClusterMember,
    EmulationCluster,
    Pledge,
    PledgeResult,
    Score,
    ScoringSheet,
)
from campaigns.services import clusters
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.inbox import inbox_of
from tests.factories.campaigns_clusters import YEAR, Emulation, make_emulation
from tests.factories.communes import make_user, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def book() -> Emulation:
    return make_emulation()


@pytest.fixture
def get(client: Client) -> Callable[..., Any]:
    def ask(user: User, name: str, *args: Any, data: Any = None) -> Any:
        client.force_login(user)
        return client.get(reverse(f"campaigns:{name}", args=args), data)

    return ask


@pytest.fixture
def post(client: Client) -> Callable[..., Any]:
    def send(user: User, page: str, /, *args: Any, **body: Any) -> Any:
        client.force_login(user)
        return client.post(reverse(f"campaigns:{page}", args=args), body)

    return send


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("ban-quet.pdf", pdf("bản quét"), "application/pdf")


def titles(user: User) -> list[str]:
    lines = [line for group in inbox_of(user).groups for line in group.lines]
    return [line.title for line in lines if "/phong-trao/" in line.url]


def test_lists_open_for_those_with_a_duty(book: Emulation, get: Any) -> None:
    world = book.world
    for user in (world.officer, world.reviewer, world.reader, world.coordinator):
        for name in ("clusters", "statements"):
            assert get(user, name).status_code == 200
    for name in ("clusters", "statements"):
        assert get(make_user(f"khong-{name}"), name).status_code == 403


def test_a_communes_cluster_is_404_for_its_neighbour(book: Emulation, get: Any) -> None:
    world = book.world
    own = clusters.add_cluster(unit_id=world.commune.pk, text=book.text(), actor=world.officer)
    for name in ("cluster", "cluster-edit", "cluster-member-new", "cluster-head-new", "sheet-new"):
        assert get(world.neighbour_officer, name, own.uid).status_code == 404, name
        assert get(world.officer, name, own.uid).status_code == 200, name
    assert get(world.reader, "cluster", own.uid).status_code == 200
    for name in ("cluster-edit", "cluster-member-new", "cluster-head-new", "sheet-new"):
        assert get(world.reader, name, own.uid).status_code == 403, name
        assert get(world.officer, name, book.cluster.uid).status_code == 403, name


def test_a_cluster_from_nothing(book: Emulation, post: Any, get: Any) -> None:
    world, who = book.world, book.world.coordinator
    body = {"unit": world.district.pk, "kind": "khoi", "name": "Khối 1", "first": "01/01/2025"}
    assert post(world.officer, "cluster-new", **body).status_code == 422  # not their district
    assert post(world.reader, "cluster-new", **body).status_code == 403
    assert post(who, "cluster-new", **{**body, "name": "Cụm thi đua số 1"}).status_code == 422
    assert post(who, "cluster-new", **body).status_code == 302
    made = EmulationCluster.objects.get(name="Khối 1")
    edit = {**body, "note": "Ghi chú", "last": "31/12/2025"}
    assert post(who, "cluster-edit", made.uid, **edit).status_code == 302
    party = f"a{world.other_agency.pk}"
    join = {"party": party, "first": "01/02/2025"}
    assert post(who, "cluster-member-new", made.uid, **join).status_code == 302
    taken = post(
        who, "cluster-member-new", made.uid, party=f"a{world.agency.pk}", first="01/02/2025"
    )
    assert taken.status_code == 422
    assert "Cụm thi đua số 1" in taken.content.decode()
    member = made.members.get()
    head = {"member": member.pk, "year": YEAR}
    assert post(who, "cluster-head-new", made.uid, **head).status_code == 302
    second = post(who, "cluster-head-new", made.uid, **head)
    assert second.status_code == 422
    assert "Mỗi năm một trưởng" in second.content.decode()
    row = ClusterHead.objects.get()
    assert post(who, "cluster-head-withdraw", row.uid, reason="Đổi").status_code == 302
    end = {"last": "31/03/2025", "reason": "Đổi khối"}
    assert post(who, "cluster-member-end", member.uid, **end).status_code == 302
    page = get(who, "cluster", made.uid).content.decode()
    assert "Đổi khối" in page
    assert "thôi trưởng" in page
    assert ClusterMember.objects.filter(cluster=made).count() == 1


def test_a_pledge_is_written_signed_and_told(book: Emulation, post: Any, get: Any) -> None:
    world, member = book.world, book.members["commune"]
    assert titles(world.officer) == [f"Soạn giao ước thi đua năm {YEAR}"]
    body = {"text": "Thi đua giảm nghèo", "content1": "Giảm hộ nghèo", "number1": "40"}
    where = (member.uid, YEAR)
    assert post(world.neighbour_officer, "pledge-write", *where, **body).status_code == 403
    wrong = post(world.officer, "pledge-write", *where, **{**body, "number1": "-4"})
    assert wrong.status_code == 422
    assert Pledge.objects.count() == 0
    assert post(world.officer, "pledge-write", *where, **body).status_code == 302
    pledge = Pledge.objects.get()
    assert titles(world.officer) == [f"Ký giao ước thi đua năm {YEAR}"]
    for user in (world.neighbour_officer, world.reader, world.coordinator):
        assert get(user, "pledge", pledge.uid).status_code == 404
        assert get(user, "pledge-sign", pledge.uid).status_code == 404
    assert get(world.officer, "pledge-write", *where).status_code == 200
    assert post(world.officer, "pledge-sign", pledge.uid, day="01/02/2025").status_code == 422
    sign = {"day": "01/02/2025", "number": "01/GƯ", "file": scan()}
    assert post(world.officer, "pledge-sign", pledge.uid, **sign).status_code == 302
    pledge.refresh_from_db()
    assert pledge.state == PledgeState.SIGNED
    assert titles(world.officer) == []
    late = post(world.officer, "pledge-write", *where, **body)
    assert late.status_code == 422
    target = pledge.targets.get()
    assert get(world.reader, "pledge-result", target.uid).status_code == 403
    assert post(world.officer, "pledge-result", target.uid, reached="").status_code == 422
    done = {"reached": "yes", "number": "41"}
    assert post(world.officer, "pledge-result", target.uid, **done).status_code == 302
    assert PledgeResult.objects.get().reached
    page = get(world.neighbour_officer, "pledge", pledge.uid).content.decode()
    assert "ban-quet.pdf" in page
    assert "Ghi lại" not in page


def test_files_follow_their_pages(book: Emulation, client: Client) -> None:
    pledge, snapshot = book.signed(), book.agreed()
    assert pledge.paper_file is not None
    assert snapshot.sheet.minutes_file is not None
    for file in (pledge.paper_file, snapshot.sheet.minutes_file):
        for user, status in (
            (book.world.neighbour_officer, 200),
            (book.world.reader, 200),
            (make_user(f"khong-{file.pk}"), 404),
        ):
            client.force_login(user)
            assert client.get(reverse("core:file", args=[file.uid])).status_code == status


def test_a_year_of_scoring(book: Emulation, post: Any, get: Any) -> None:
    world, who = book.world, book.world.coordinator
    assert post(who, "sheet-new", book.cluster.uid, year=YEAR, copy="on").status_code == 422
    assert post(who, "sheet-new", book.cluster.uid, year=YEAR, basis="QC").status_code == 302
    sheet = ScoringSheet.objects.get()
    assert get(world.officer, "sheet", sheet.uid).status_code == 404  # a draft
    item = {"content": "Cách làm sáng tạo", "maximum": "10", "rule": "judged"}
    assert post(who, "sheet-item-new", sheet.uid, **{**item, "maximum": "0"}).status_code == 422
    for content in ("Cách làm sáng tạo", "Công khai", "Bỏ"):
        made = post(who, "sheet-item-new", sheet.uid, **{**item, "content": content})
        assert made.status_code == 302
    first, second, third = sheet.items.order_by("order")
    assert post(who, "sheet-item-remove", third.uid).status_code == 302
    edit = {**item, "content": "Công khai", "maximum": "5,5", "tie_order": "1"}
    assert post(who, "sheet-item-edit", second.uid, **edit).status_code == 302
    assert post(who, "sheet-edit", sheet.uid, preference_on="01/02/2025").status_code == 302
    checks = get(who, "sheet-checks", sheet.uid).context["form"].initial
    assert post(who, "sheet-checks", sheet.uid, **checks).status_code == 302
    assert post(who, "sheet-open", sheet.uid).status_code == 302
    own = (sheet.uid, book.members["commune"].uid)
    points = {f"p{first.pk}": "8", f"p{second.pk}": "5,5"}
    assert titles(world.officer)[-1] == f"Tự chấm điểm thi đua năm {YEAR}"
    assert post(world.neighbour_officer, "score-self", *own, **points).status_code == 403
    much = post(world.officer, "score-self", *own, **{**points, f"p{second.pk}": "6"})
    assert much.status_code == 422
    assert "Nhiều nhất 5,5 điểm" in much.content.decode()
    assert Score.objects.count() == 0
    assert post(world.officer, "score-self", *own, **points).status_code == 302
    page = get(world.neighbour_officer, "sheet", sheet.uid).content.decode()
    assert "chưa công khai" in page
    assert "13,5/15,5" not in page
    assert "13,5/15,5" in get(world.officer, "sheet", sheet.uid).content.decode()
    assert post(who, "sheet-take-back", sheet.uid).status_code == 422
    assert "Chưa tự chấm đủ" in get(who, "sheet-cross", sheet.uid).content.decode()
    assert post(who, "sheet-cross", sheet.uid).status_code == 302
    for member in book.members.values():
        done = post(who, "score-agreed", sheet.uid, member.uid, **points)
        assert done.status_code == 302
    minutes = {"day": "01/06/2025", "number": "02/BB", "file": scan()}
    assert post(world.officer, "sheet-agree", sheet.uid, **minutes).status_code == 403
    assert post(who, "sheet-agree", sheet.uid, **{**minutes, "file": scan()}).status_code == 302
    sheet.refresh_from_db()
    assert sheet.state == SheetState.AGREED
    page = get(world.reader, "sheet", sheet.uid).content.decode()
    assert page.count("đồng hạng") >= 3


def test_only_the_checker_checks(book: Emulation, get: Any, post: Any) -> None:
    sheet = book.open(cross=True)
    where = (sheet.uid, book.members["commune"].uid)
    world = book.world
    assert get(world.neighbour_officer, "score-cross", *where).status_code == 200
    for user in (world.officer, world.reviewer, world.coordinator):
        assert get(user, "score-cross", *where).status_code == 403
    assert get(world.officer, "score-agreed", *where).status_code == 403
    assert get(world.coordinator, "score-agreed", *where).status_code == 200
    assert get(world.officer, "score-self", sheet.uid, sheet.uid).status_code == 404
    first, second = sheet.items.filter(rule="judged").order_by("order")
    body = {f"p{first.pk}": "7", f"p{second.pk}": "4", f"n{first.pk}": "Thiếu minh chứng"}
    assert post(world.neighbour_officer, "score-cross", *where, **body).status_code == 302
    assert Score.objects.filter(stage=Stage.CROSS).count() == 2
    page = get(world.coordinator, "score-agreed", *where).content.decode()
    assert "Thiếu minh chứng" in page


def test_a_statement_to_print(book: Emulation, get: Any) -> None:
    world = book.world
    book.signed()
    page = get(world.officer, "statement", YEAR, world.commune.uid).content.decode()
    assert "Giảm hộ nghèo" in page
    assert "chưa có số liệu" in page
    assert get(world.neighbour_officer, "statement", YEAR, world.commune.uid).status_code == 404
    assert get(world.officer, "statement", YEAR, world.agency.uid).status_code == 404
    assert get(world.reader, "statement", YEAR, world.agency.uid).status_code == 200
    assert get(world.reader, "statement", 1999, world.agency.uid).status_code == 404


def test_lists_as_files(book: Emulation, get: Any) -> None:
    for name in ("clusters", "statements"):
        answer = get(book.world.coordinator, name, data={"tai": "csv"})
        text = b"".join(answer) if answer.streaming else answer.content
        assert "Xã Sơn Lang" in text.decode("utf-8-sig"), name
