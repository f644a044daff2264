"""Pages of recognition cases: who sees, who may, what a refusal says, how many queries."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from communes.inbox_cases import waiting
from communes.models import CaseStep, RecognitionCase
from communes.recognition_enums import CaseAct, CaseState
from communes.rules import reach
from kbang_ntm.core.models import User
from tests.factories.cases import CaseWorld, make_case_world
from tests.factories.communes import make_unit, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def cw() -> CaseWorld:
    return make_case_world()


def client(user: User) -> Client:
    found = Client()
    found.force_login(user, settings.AUTHENTICATION_BACKENDS[-1])
    return found


def page(case: RecognitionCase, name: str = "case", *rest: Any) -> str:
    return reverse(f"communes:{name}", args=[case.uid, *rest])


def test_others_drafts_do_not_exist(cw: CaseWorld) -> None:
    case = cw.open()
    for user in (cw.world.neighbour_officer, cw.world.reader, cw.world.reviewer, cw.clerk):
        for name, rest in (("case", ()), ("case-judge", ()), ("case-act", ("gui",))):
            assert client(user).get(page(case, name, *rest)).status_code == 404
    assert client(cw.world.officer).get(page(case)).status_code == 200
    assert client(cw.world.coordinator).get(page(case)).status_code == 200


def test_an_act_is_refused_to_those_without_the_right_and_nothing_is_stored(
    cw: CaseWorld,
) -> None:
    case = cw.sent()
    before = CaseStep.objects.count()
    for user, slug in (
        (cw.world.officer, "gui"),
        (cw.world.reader, "tra-lai"),
        (cw.world.reviewer, "ket-qua-tham-tra"),
        (cw.world.coordinator, "trinh"),
        (cw.world.leader, "quyet-dinh"),
        (cw.world.leader, "thu-hoi"),
    ):
        answer = client(user).post(page(case, "case-act", slug), {"reason": "x"})
        assert answer.status_code == 403, slug
    assert CaseStep.objects.count() == before
    assert client(cw.world.leader).get(page(case, "case-act", "khong-co")).status_code == 404


def test_opening_through_the_page(cw: CaseWorld) -> None:
    assert client(cw.world.reader).get(reverse("communes:case-new")).status_code == 403
    own = client(cw.world.officer)
    answer = own.get(reverse("communes:case-new"))
    assert "Xã Sơn Lang, đạt chuẩn nông thôn mới, theo số liệu Quý II/2025" in answer.text
    assert "Làng Lợt, làng nông thôn mới, chưa có báo cáo" in answer.text
    assert own.post(reverse("communes:case-new"), {"x": "1"}).status_code == 422
    assert not RecognitionCase.objects.exists()
    value = f"{cw.world.commune.pk}:ntm:{cw.report.uid}"
    assert own.post(reverse("communes:case-new"), {"what": value}).status_code == 302
    case = RecognitionCase.objects.get()
    assert case.report == cw.report
    assert own.post(reverse("communes:case-new"), {"what": value}).status_code == 422


def test_the_page_says_what_is_missing_and_offers_the_next_act(cw: CaseWorld) -> None:
    case = cw.open()
    text = client(cw.world.officer).get(page(case)).text
    assert "Còn thiếu" in text
    assert page(case, "case-act", "tu-danh-gia") in text
    assert "Chưa có giấy xác nhận của Công an." in text
    other = client(cw.world.coordinator).get(page(case)).text
    assert page(case, "case-act", "tu-danh-gia") + '">Ghi tự đánh giá' not in other


def test_a_refusal_stays_beside_what_was_typed(cw: CaseWorld) -> None:
    case = cw.open()
    answer = client(cw.world.leader).post(page(case, "case-act", "gui"), {"number": "12/TTr-UBND"})
    assert answer.status_code == 422
    assert "Chưa gửi được. Chưa xong bước: xã tự đánh giá." in answer.text
    assert "12/TTr-UBND" in answer.text
    assert cw.fresh(case).state == CaseState.DRAFT


def test_a_file_is_added_and_taken_back_through_the_pages(cw: CaseWorld) -> None:
    case = cw.open()
    url = page(case, "case-paper", CaseAct.SELF_ASSESS.value, "bao-cao-tieu-chi")
    own = client(cw.world.officer)
    assert own.post(url, {"x": "1"}).status_code == 422
    assert client(cw.world.coordinator).get(url).status_code == 403
    file = SimpleUploadedFile("báo cáo.pdf", pdf("x"), "application/pdf")
    assert own.post(url, {"file": file, "number": "1/BC"}).status_code == 302
    paper = case.papers.get()
    back = page(case, "case-paper-withdraw", paper.uid)
    assert own.post(back, {"reason": "Nhầm"}).status_code == 302
    assert own.get(back).status_code == 404
    assert own.get(page(case, "case-paper", "self_assess", "khong-co")).status_code == 404


def test_agencies_judge_their_own_criteria_only(cw: CaseWorld) -> None:
    case = cw.sent()
    assert client(cw.world.other_reviewer).get(page(case, "case-judge")).status_code == 403
    pk = case.criteria_set.criteria.get(no="10").pk
    own = client(cw.world.reviewer)
    answer = own.post(page(case, "case-judge"), {f"v{pk}": "not_met", f"t{pk}": ""})
    assert answer.status_code == 422
    assert "Tiêu chí 10: ghi lý do" in answer.text
    assert own.post(page(case, "case-judge"), {f"v{pk}": "met"}).status_code == 302
    assert case.words.get().agency == cw.world.agency


def test_the_list_finds_without_marks_and_exports_what_it_shows(cw: CaseWorld) -> None:
    cw.open()
    cw.open_village()
    own = client(cw.world.officer)
    both = own.get(reverse("reports:cases")).text
    assert "Xã Sơn Lang" in both
    assert "Làng Lợt" in both
    found = own.get(reverse("reports:cases"), {"tim": "lang lot"})
    rows = found.context["table"].data
    assert [line.case.unit_name for line in rows] == ["Làng Lợt"]
    sheet = own.get(reverse("reports:cases"), {"tim": "lang lot", "tai": "xlsx"})
    book = load_workbook(io.BytesIO(sheet.content))
    words = [row[0].value for row in book.active.iter_rows() if row[0].value]
    assert words == ["Hồ sơ xét công nhận", "Đơn vị", "Làng Lợt"]
    assert (
        client(cw.world.neighbour_leader).get(reverse("reports:cases")).context["table"].data[:]
        == []
    )


def more_cases(cw: CaseWorld) -> None:
    for n in range(2):
        unit = make_unit(f"lang-{n}", f"Làng {n}", kind="village", parent=cw.world.commune)
        world = cw.village
        cw.village = unit
        cw.open_village()
        cw.village = world


def test_the_list_asks_as_often_for_three_as_for_one(cw: CaseWorld) -> None:
    cw.open()
    counts = []
    for _round in range(2):
        own = client(cw.world.officer)
        own.get(reverse("reports:cases"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            own.get(reverse("reports:cases"))
        counts.append(len(asked))
        more_cases(cw) if _round == 0 else None
    assert counts[0] == counts[1]


def test_the_home_page_asks_as_often_for_three_as_for_one(cw: CaseWorld) -> None:
    cw.open()
    counts = []
    for turn in range(2):
        user = User.objects.get(pk=cw.world.officer.pk)
        reach(user)
        with CaptureQueriesContext(connection) as asked:
            lines = waiting(user)
        counts.append(len(asked))
        assert len(lines) == (1 if turn == 0 else 3)
        if turn == 0:
            more_cases(cw)
    assert counts == [counts[0], counts[0]]
    assert counts[0] <= 9


def titles(user: User) -> list[str]:
    return [item.title for item in waiting(User.objects.get(pk=user.pk))]


def test_each_person_is_told_what_waits_for_them(cw: CaseWorld) -> None:
    case = cw.open()
    assert titles(cw.world.officer) == ["Lập hồ sơ: Xã Sơn Lang"]
    assert titles(cw.world.leader) == []
    case = cw.prepare(case)
    assert titles(cw.world.leader) == ["Xem và gửi hồ sơ: Xã Sơn Lang"]
    case = cw.send(case)
    assert titles(cw.world.coordinator) == ["Thẩm tra hồ sơ: Xã Sơn Lang"]
    assert titles(cw.world.reviewer) == ["Thẩm tra 7 tiêu chí của cơ quan bạn: Xã Sơn Lang"]
    assert titles(cw.world.other_reviewer) == []
    case = cw.verify(case)
    assert titles(cw.world.coordinator) == ["Ghi biểu quyết của UBND huyện: Xã Sơn Lang"]
    case = cw.meet(case)
    assert titles(cw.district_leader) == ["Ký trình hồ sơ: Xã Sơn Lang"]
    cw.open_gates()
    cw.state_security(case)
    case = cw.submit(case)
    assert titles(cw.clerk) == ["Nhập kết quả thẩm định khi có văn bản: Xã Sơn Lang"]
    case = cw.decide(cw.appraise(case))
    assert titles(cw.clerk) == ["Công bố đơn vị được công nhận: Xã Sơn Lang"]
    cw.publish(case)
    assert titles(cw.clerk) == []


def test_due_days_are_those_of_the_step(cw: CaseWorld) -> None:
    cw.sent()
    line = waiting(User.objects.get(pk=cw.world.coordinator.pk))[0]
    assert line.due is not None
    assert line.due.isoformat() == "2025-07-21"  # 30 days from 20/6 end on a Sunday


def test_the_public_reads_a_recognition_once_it_is_announced(cw: CaseWorld) -> None:
    case = cw.recognised()
    stranger = Client()
    assert "455/QĐ-UBND" not in stranger.get(reverse("reports:recognitions")).text
    cw.publish(case)
    text = stranger.get(reverse("reports:recognitions")).text
    assert "Xã Sơn Lang" in text
    assert "455/QĐ-UBND ngày 20/06/2025" in text
    asked = {"tim": "son lang", "tai": "csv"}
    found = stranger.get(reverse("reports:recognitions"), asked).content.decode("utf-8-sig")
    assert "Xã Sơn Lang;" in found
    none = stranger.get(reverse("reports:recognitions"), {"tim": "khong co"}).text
    assert "Không có đơn vị nào khớp" in none and "Xã Sơn Lang" not in none


def test_the_page_of_a_recognised_unit_shows_the_rules_of_withdrawal(cw: CaseWorld) -> None:
    case = cw.published()
    url = page(case, "case-recheck")
    assert client(cw.world.reviewer).get(url).status_code == 403
    words: dict[str, Any] = {"day": "20/06/2025"}
    for row in case.criteria_set.criteria.all():
        below = row.no in {"1", "9", "10", "11"}
        words |= {f"v{row.pk}": "not_met" if below else "met", f"t{row.pk}": "Dưới chuẩn"}
    assert client(cw.clerk).post(url, words).status_code == 302
    text = client(cw.clerk).get(page(case)).text
    assert "Thuộc trường hợp này" in text
    assert "4/7 dưới chuẩn, xét từ 4" in text


def test_the_unit_shows_each_fact_of_its_way(cw: CaseWorld) -> None:
    cw.published()
    text = client(cw.world.coordinator).get(reverse("reports:unit", args=["son-lang"])).text
    assert "Huyện Kbang, số 30/BC-UBND" in text
    assert "Tỉnh Gia Lai, số 9/BC-HĐTĐ" in text
