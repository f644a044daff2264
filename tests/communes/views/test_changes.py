"""Pages of a change: only quản trị, from file or form to plan, answers, confirmation, list."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from communes.models import ChangeDraft, UnitChange
from communes.services import handovers
from communes.services.change_drafts import answer_draft, save_draft
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from tests.factories.changes import (
    NEW,
    OTHER,
    contents,
    definition,
    make_stage,
    merge,
    on_the_day,
    split,
)
from tests.factories.communes import make_post, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return make_stage()


@pytest.fixture
def client(client, stage):
    client.force_login(stage.admin)
    return client


def draft(stage, *steps, **more) -> ChangeDraft:
    return save_draft(body={**definition(*steps).as_json(), **more}, actor=stage.admin)


def upload(client, content: bytes, name: str = "plan.json"):
    return client.post(
        reverse("communes:change-upload"), {"file": SimpleUploadedFile(name, content)}
    )


def test_others_are_turned_away(client, stage):
    kept = draft(stage, merge("son-lang", "krong"))
    for name in ("coordinator", "leader", "officer", "reader"):
        client.force_login(getattr(stage.world, name))
        for page in (
            reverse("communes:changes"),
            reverse("communes:change-upload"),
            reverse("communes:change-new"),
            reverse("communes:change-plan", args=[kept.uid]),
            reverse("communes:change-confirm", args=[kept.uid]),
        ):
            assert client.get(page).status_code == 403
    with pytest.raises(NotAllowed):
        answer_draft(draft=kept, answers={}, actor=stage.world.leader)


def test_a_file_becomes_a_plan_and_moves_nothing(client, stage):
    body = json.dumps({**definition(merge("son-lang", "krong")).as_json(), "answers": {"a": "b"}})
    answer = upload(client, body.encode())
    kept = ChangeDraft.objects.get()
    assert answer.url == reverse("communes:change-plan", args=[kept.uid])
    assert kept.answers == {"a": "b"}
    page = client.get(answer.url).text
    assert "Lập Xã Sơn Mới, mã 23999, thuộc Tỉnh Gia Lai" in page
    assert "Đinh Thị Hạnh, công chức phụ trách" in page
    assert "Xem lại và áp dụng" in page
    assert not UnitChange.objects.exists()


@pytest.mark.parametrize("content", [b"{", b'{"title": "x"}', b" " * (1024 * 1024 + 1)])
def test_a_bad_file_is_refused_beside_the_form(client, content):
    before = contents()
    answer = upload(client, content)
    assert answer.status_code == 422
    assert "Chưa lưu." in answer.text
    after = contents()
    assert {name for name in after if after[name] != before[name]} <= {"django_session"}


def step_body(**more) -> dict:
    return {
        "title": "Chia thử",
        "date": "01/07/2025",
        "legal_basis": "NQ thử",
        "kind": "split",
        "predecessors": ["son-lang"],
        "sau-TOTAL_FORMS": "3",
        "sau-INITIAL_FORMS": "0",
        "sau-0-key": "xa-moi",
        "sau-0-name": "Xã Mới",
        "sau-0-kind": "commune",
        "sau-0-parent": "gia-lai",
        "sau-0-population": "0,25",
        "sau-1-standing": "krong",
        "sau-1-population": "0,75",
        **more,
    }


def test_one_step_is_typed(client):
    answer = client.post(reverse("communes:change-new"), step_body())
    kept = ChangeDraft.objects.get()
    assert answer.url == reverse("communes:change-plan", args=[kept.uid])
    step = kept.definition["steps"][0]
    assert [row["key"] for row in step["successors"]] == ["xa-moi", "krong"]
    assert [row["population"] for row in step["shares"]] == ["0.25", "0.75"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"predecessors": []}, "Chọn ít nhất một đơn vị trước."),
        ({"date": "45/07/2025"}, "Ngày hiệu lực"),
        ({"sau-0-key": ""}, "ghi mã riêng cho đơn vị mới"),
        ({"sau-1-standing": "", "sau-1-population": ""}, "từ hai nơi kế tục"),
        ({"sau-0-population": "một phần"}, "không phải là số"),
    ],
)
def test_what_is_typed_wrongly_is_said(client, more, words):
    answer = client.post(reverse("communes:change-new"), step_body(**more))
    assert answer.status_code == 422
    assert words in answer.text
    assert not ChangeDraft.objects.exists()


def test_questions_are_selects_and_answers_are_kept(client, stage):
    stage.world.report()
    kept = draft(stage, split("son-lang", NEW, OTHER))
    address = reverse("communes:change-plan", args=[kept.uid])
    page = client.get(address).text
    assert "Câu hỏi: đã trả lời 0/5" in page
    assert "Làng Một thuộc đơn vị nào?" in page
    answers = {
        "village:lang-mot": "xa-khac",
        "post": "xa-moi",
        "draft:son-lang/2025-Q2": "close",
        "reason:draft": "kỳ đóng",
    }
    assert client.post(address, answers).status_code == 302
    kept.refresh_from_db()
    assert kept.answers["draft:son-lang/2025-Q2"] == "close: kỳ đóng"
    page = client.get(address).text
    assert "đã trả lời 5/5" in page
    assert "Xem lại và áp dụng" in page
    assert client.post(address, answers | {"village:lang-mot": "krong"}).status_code == 422


def test_confirming_applies_what_was_seen(client, stage):
    kept = draft(stage, merge("son-lang", "krong"))
    address = reverse("communes:change-confirm", args=[kept.uid])
    page = client.get(address)
    seen = page.context["plan"].sha256
    assert seen in page.text
    make_post(make_user("moi"), "congchuc", stage.world.commune)
    assert client.post(address, {"seen": seen}).status_code == 409
    assert client.post(address, {}).status_code == 409
    assert not UnitChange.objects.exists()
    answer = client.post(address, {"seen": client.get(address).context["plan"].sha256})
    change = UnitChange.objects.get()
    assert answer.url == reverse("communes:change", args=[change.uid])
    assert client.get(address).url == answer.url
    kept.refresh_from_db()
    with pytest.raises(Refused, match="đã áp dụng"):
        answer_draft(draft=kept, answers={}, actor=stage.admin)


def test_a_plan_with_problems_cannot_be_confirmed(client, stage):
    kept = draft(stage, merge("khong-co", "krong"))
    assert (
        "Không có đơn vị «khong-co»"
        in client.get(reverse("communes:change-plan", args=[kept.uid])).text
    )
    answer = client.post(reverse("communes:change-confirm", args=[kept.uid]), {"seen": "x"})
    assert answer.status_code == 422
    assert not UnitChange.objects.exists()


def test_what_came_late_is_given_on_the_page(client, stage):
    change = stage.apply(definition(merge("son-lang", "krong")))
    report = stage.world.report()
    on_the_day()
    handovers.carry_out_due(today=clock.today())
    page = client.get(reverse("communes:change", args=[change.uid])).text
    assert "chọn nơi nhận" in page
    item = change.items.get(kind="draft")
    address = reverse("communes:change-item", args=[item.uid])
    assert "Chọn một nơi nhận" in client.post(address, {"answer": "krong"}, follow=True).text
    client.post(address, {"answer": "xa-moi"})
    report.refresh_from_db()
    assert report.responsible_unit.key == "xa-moi"


def test_lists_ask_a_constant_number_of_queries(client, stage, django_assert_max_num_queries):
    stage.apply(definition(merge("son-lang", after=OTHER)))
    with django_assert_max_num_queries(QUERIES):
        client.get(reverse("communes:changes"))
    stage.apply(definition(merge("krong", after=NEW), date="2025-08-01", title="Hai"))
    draft(stage, merge("xa-moi", after="xa-khac"))
    with django_assert_max_num_queries(QUERIES):
        assert "Hai" in client.get(reverse("communes:changes")).text


def test_changes_are_found_without_marks_and_leave_as_a_file(client, stage):
    change = stage.apply(definition(merge("son-lang", after=OTHER), title="Sắp xếp xã"))
    page = reverse("communes:changes")
    found = client.get(page, {"tim": "sap xep", "tai": "csv"}).content.decode("utf-8-sig")
    assert "Sắp xếp xã" in found
    assert "Không có lần sắp xếp nào khớp" in client.get(page, {"tim": "khong co"}).text
    moved = client.get(reverse("communes:change", args=[change.uid]), {"tai": "csv"})
    text = moved.content.decode("utf-8-sig")
    assert change.items.first().title in text
    assert change.items.last().title in text


QUERIES = 10
