"""A case across the merger of 01/7/2025: begun by Xã Nghĩa An, finished by Xã Kông Bơ La.

What was done before the merger is done by services, as on the days before; the pages begin on the
day the new commune opens the case.
"""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect
from psycopg2.extras import DateRange

from communes.changes import read_definition
from communes.enums import Role, Standard
from communes.models import AdministrativeUnit, Membership, ProgressReport, RecognitionCase
from communes.recognition_enums import CaseAct, CaseState, GateVerdict
from communes.services import case_papers, case_verification, cases
from communes.services.case_verification import Word
from communes.services.cases import Paper
from communes.services.handovers import carry_out_due
from communes.services.mergers import apply_change
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from tests.browser.test_recognition import Walker, Walkers, people
from tests.factories.cases import make_debt, make_opinions, make_survey
from tests.factories.communes import make_user, pdf, stand_on

pytestmark = [
    pytest.mark.browser,
    pytest.mark.data("demo"),
    pytest.mark.django_db(transaction=True),
]
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
SIGNED, AFTER = "28/06/2025", "10/07/2025"
__all__ = ["people"]  # the fixture


def account(username: str) -> User:
    return User.objects.get(username=username)


def file(case: RecognitionCase, act: str, actor: User) -> None:
    """Every required paper of a step."""
    step = case.spec.step(act)
    for paper in step.papers if step else ():
        if paper.required:
            case_papers.add_paper(
                case=case,
                act=act,
                code=paper.code,
                paper=Paper("12/VB-UBND", clock.today()),
                name=f"{paper.code}.pdf",
                stream=io.BytesIO(pdf(paper.code)),
                actor=actor,
            )


def before_the_merger() -> RecognitionCase:
    """Prepared, sent and judged in June; the report of the verification was signed, not typed."""
    unit = AdministrativeUnit.objects.get(key="nghia-an")
    officer, office = account("xa.nghiaan"), account("dieuphoi")
    for make in (make_opinions, make_debt, make_survey):
        make(unit, officer)  # type: ignore[operator]  # three makers of one shape
    report = ProgressReport.objects.get(
        unit=unit, period__key="2025-Q2", criteria_set__standard=Standard.NTM
    )
    case = cases.open_case(unit=unit, standard=Standard.NTM, report=report, actor=officer)
    for act in (CaseAct.SELF_ASSESS, CaseAct.OPINIONS):
        cases.prepare(case=case, act=act, day=clock.today(), paper=Paper(), text="", actor=officer)
    case_verification.record_vote(
        case=case, act=CaseAct.COMMUNE_MEETING, day=clock.today(), total=21, present=20, yes=19,
        minutes=Paper("7/BB-UBND"), actor=officer,
    )  # fmt: skip
    for act in (CaseAct.SELF_ASSESS, CaseAct.OPINIONS, CaseAct.COMMUNE_MEETING, CaseAct.SEND):
        file(case, act, officer)
    case = cases.send(case=case, paper=Paper(), actor=account("ld.nghiaan"))
    words = {row.pk: Word(GateVerdict.MET) for row in case.criteria_set.criteria.all()}
    case_verification.judge(case=case, words=words, actor=office)
    case = RecognitionCase.objects.get(pk=case.pk)
    file(case, CaseAct.VERIFY, office)
    case_papers.state_gate(
        case=case, code="security", verdict=GateVerdict.MET, words="Không phức tạp",
        body="Công an tỉnh Gia Lai", agency=None, paper=Paper("44/XN-CA", clock.today()),
        name="xác nhận.pdf", stream=io.BytesIO(pdf("an ninh")), actor=officer,
    )  # fmt: skip
    return case


def merge() -> None:
    """The change of 01/7/2025 as in the example, carried out; the new commune has its people."""
    body = json.loads((EXAMPLES / "sap-xep-2025-07-01.json").read_text(encoding="utf-8"))
    answers = json.loads((EXAMPLES / "tra-loi-2025-07-01.json").read_text(encoding="utf-8"))
    apply_change(definition=read_definition(body), answers=answers, actor=account("quantri"))
    stand_on(date(2025, 7, 10))
    carry_out_due(today=clock.today())
    new = AdministrativeUnit.objects.get(key="xa-kong-bo-la-2025")
    for username, name, role in (
        ("xa.moi", "Nguyễn Thị Mới", Role.COMMUNE_OFFICER),
        ("ld.moi", "Đinh Văn Mới", Role.COMMUNE_LEADER),
    ):
        Membership.objects.create(
            user=make_user(username, name),
            role=role,
            unit=new,
            valid=DateRange(date(2025, 7, 1), None),
        )


def type_verification(walker: Walker, case: RecognitionCase) -> None:
    """The form of the result with the report of 28/6."""
    page = walker.page
    page.goto(f"/ho-so-cong-nhan/{case.uid}/viec/ket-qua-tham-tra/")
    for name, value in (("day", SIGNED), ("number", "30/BC-UBND"), ("paper_day", SIGNED)):
        page.fill(f"main [name={name}]", value)
    page.locator("main form button.btn-primary").click()


def late_paper(officer: Walker, leader: Walker, case: RecognitionCase) -> None:
    """Refused as it stands; with a reason and a second person it is taken."""
    page = officer.page
    type_verification(officer, case)
    expect(page.locator("main .notice.error")).to_contain_text("nay mới vào sổ")
    officer.open(case).locator("a", has_text="Giấy vào sổ muộn").first.click()
    page.select_option("[name=act]", "verify")
    page.fill("[name=number]", "30/BC-UBND")
    page.fill("[name=paper_day]", SIGNED)
    page.fill("[name=reason]", "Huyện bàn giao hồ sơ ngày 05/7/2025")
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".messages .notice.good")).to_contain_text("người thứ hai")
    expect(page.get_by_role("button", name="Xác nhận giấy này")).to_have_count(0)
    type_verification(officer, case)
    expect(page.locator("main .notice.error")).to_contain_text("chờ người thứ hai xác nhận")
    leader.open(case).get_by_role("button", name="Xác nhận giấy này").click()
    expect(leader.page.locator(".messages .notice.good")).to_contain_text("Đã xác nhận")
    leader.picture("muon")
    type_verification(officer, case)
    expect(page.locator(".messages .notice.good")).to_contain_text("Đã ghi kết quả thẩm tra")


def name_successor(leader: Walker, case: RecognitionCase) -> None:
    """The district can neither vote nor sign any more: people name who goes on."""
    page = leader.open(case)
    expect(page.locator("main")).to_contain_text("Huyện Kbang không còn hoạt động từ 01/07/2025")
    expect(page.locator("main")).to_contain_text("Đơn vị kế tục: chưa xác định")
    leader.picture("huyen-ket-thuc")
    page.locator("a", has_text="Xác định đơn vị kế tục").first.click()
    page.select_option("[name=unit]", label="Xã Kông Bơ La")
    page.fill("[name=number]", "5/UBND-NC")
    page.fill("[name=paper_day]", AFTER)
    page.fill("[name=reason]", "Theo công văn của tỉnh (minh họa)")
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".messages .notice.good")).to_contain_text("Đã xác định đơn vị kế tục")


def test_a_case_across_the_merger(people: Walkers, tmp_path: Path) -> None:
    case = before_the_merger()
    merge()
    case.refresh_from_db()
    assert case.responsible.key == "xa-kong-bo-la-2025"
    officer, leader = people["xa.moi"], people["ld.moi"]
    page = officer.open(case)
    expect(page.locator("main h1")).to_have_text("Xã Nghĩa An")
    expect(page.locator("main")).to_contain_text("Tiếp tục lập hồ sơ theo")
    late_paper(officer, leader, case)
    name_successor(leader, case)
    officer.act(
        case, "Ghi biểu quyết của huyện", day=AFTER, total="21", present="20", yes="19",
        number="9/BB-UBND",
    )  # fmt: skip
    officer.add_files(case, tmp_path, day=AFTER)
    leader.act(case, "Trình cấp công nhận", number="88/TTr-UBND", paper_day=AFTER)
    officer.act(case, "Ghi kết quả thẩm định", number="9/BC-HĐTĐ", paper_day=AFTER)
    officer.act(case, "Ghi quyết định công nhận", number="655/QĐ-UBND", paper_day=AFTER)
    officer.act(case, "Công bố", day=AFTER)
    case.refresh_from_db()
    assert case.state == CaseState.PUBLISHED
    assert case.unit_name == "Xã Nghĩa An"
    assert case.recognition is not None
    assert case.recognition.unit.key == "nghia-an"
    page = people["ld.moi"].open(case)
    expect(page.locator("main")).to_contain_text("Huyện Kbang, số 30/BC-UBND")
    page.goto("/cong-khai/cong-nhan/")
    expect(page.locator("main")).to_contain_text("655/QĐ-UBND ngày 10/07/2025")
