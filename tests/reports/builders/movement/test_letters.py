"""Letters that urge, guide and ask: whom they go to, what about, who signs."""

from __future__ import annotations

from datetime import date

import pytest

from awards.services import consultations
from awards.services.consultations import Body, Letter
from campaigns.services import guidance as guidance_service
from campaigns.services.guidance import GuidanceText
from communes.models import Criterion
from kbang_ntm.core.errors import Refused
from reports.builders.movement.letters import GUIDANCE_KIND, OPINION_KIND, REMINDER_KIND
from tests.factories.awards_nominations import make_awards
from tests.factories.campaigns_tasks import Movement, make_movement
from tests.reports.builders.movement.reading import cost, rows_of, tables_of, text_of

pytestmark = pytest.mark.django_db
LATE = date(2025, 6, 10)


@pytest.fixture
def movement() -> Movement:
    return make_movement()


def test_nothing_late_needs_no_letter(movement: Movement) -> None:
    movement.task()
    with pytest.raises(Refused, match="chưa cần đôn đốc"):
        REMINDER_KIND.build(campaign=movement.campaign)


def test_one_late_task_makes_a_letter_to_whoever_holds_it(movement: Movement) -> None:
    movement.task(due=LATE, product="Kế hoạch")
    document = REMINDER_KIND.build(campaign=movement.campaign)
    assert document.title == "" and document.head is not None
    assert document.head.subject == "V/v đôn đốc các việc đã quá hạn của phong trào thi đua"
    assert document.head.number == "" and document.head.sign == "UBND-VPĐP"
    assert document.addressees == ("UBND xã Sơn Lang",)
    assert "còn 1 việc của 1 cơ quan, đơn vị đã quá hạn, cụ thể như sau:" in text_of(document)
    assert rows_of(document, tables_of(document)[0]) == [
        ["Nhiệm vụ quá hạn"],
        ["1", "UBND xã Sơn Lang", "Lập kế hoạch thực hiện phong trào (sản phẩm: Kế hoạch)",
         "10/06/2025", "10"],
    ]  # fmt: skip
    assert document.signers[0].authority == ("TL. CHỦ TỊCH",)
    assert document.signers[0].position == ("CHÁNH VĂN PHÒNG",)
    assert document.recipients == ("Như trên", "Lưu: VT, VPĐP")


def test_a_long_list_is_an_annex(movement: Movement) -> None:
    for number in range(13):
        movement.task(title=f"Việc {number}", due=LATE)
    document = REMINDER_KIND.build(campaign=movement.campaign)
    assert "đã quá hạn (danh sách kèm theo)." in text_of(document)
    assert len(document.annexes) == 1 and len(tables_of(document)[0].rows) == 14


def test_guidance_names_its_task_and_the_indicators_of_its_criterion(movement: Movement) -> None:
    world = movement.world
    task = movement.task(movement.agency, title="Hướng dẫn giảm nghèo", section="guidance")
    criterion = Criterion.objects.get(criteria_set=world.criteria_set, no="11")
    row = guidance_service.record_guidance(
        campaign=movement.campaign,
        agency=world.agency,
        text=GuidanceText(
            "88/PLĐ-NTM", date(2025, 6, 5), "Hướng dẫn rà soát hộ nghèo", criterion, task
        ),
        scan=None,
        actor=world.reviewer,
    )
    document = GUIDANCE_KIND.build(guidance=row)
    assert document.head is not None
    assert (document.head.number, document.head.sign) == ("88", "PLĐ-NTM")
    assert document.head.subject == "V/v hướng dẫn rà soát hộ nghèo"
    text = text_of(document)
    assert "theo nhiệm vụ “Hướng dẫn giảm nghèo”" in text and "Tiêu chí 11. " in text
    assert cost(GUIDANCE_KIND, row) == 7
    codes = [row[0] for row in rows_of(document, tables_of(document)[0])]
    assert codes == [code for code in world.indicators if code.split(".")[0] == "11"]
    row = guidance_service.withdraw_guidance(row=row, reason="Nhầm", actor=world.reviewer)
    with pytest.raises(Refused, match="đã rút"):
        GUIDANCE_KIND.build(guidance=row)


@pytest.mark.data("reference")
def test_an_opinion_is_asked_about_the_nominee_by_a_day() -> None:
    awards = make_awards()
    row = awards.received(awards.round())
    asked = consultations.ask(
        nomination=row, body=Body("tax", "Chi cục Thuế huyện"),
        letter=Letter("Việc nộp thuế"), actor=awards.clerk,
    )  # fmt: skip
    document = OPINION_KIND.build(consultation=asked)
    text = text_of(document)
    assert document.addressees == ("Chi cục Thuế huyện",) and document.head is not None
    assert document.head.sign == "PNV-TĐKT" and document.head.number == ""
    assert f"Tên: {row.nominee_name}" in text and "Nội dung xin ý kiến: Việc nộp thuế." in text
    assert "trước ngày 24/10/2024" in text
    assert cost(OPINION_KIND, asked) == 9


def test_three_late_tasks_ask_no_more_than_one(movement: Movement) -> None:
    movement.task(due=LATE)
    one = cost(REMINDER_KIND, movement.campaign)
    for title in ("Hai", "Ba"):
        movement.task(title=title, due=LATE)
    assert cost(REMINDER_KIND, movement.campaign) == one == 7
