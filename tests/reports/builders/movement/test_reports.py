"""Plan, targets, tasks and contributions of a campaign: sentences and figures are the rows'."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from campaigns.models import Objective, Target
from campaigns.services import plans
from campaigns.services import tasks as task_service
from kbang_ntm.core.errors import Refused
from reports.builders.movement import contributions, plan, targets, tasks
from reports.documents.tree import Chart, Document
from tests.factories.campaigns_contributions import make_ledger
from tests.factories.campaigns_plan import make_movement
from tests.factories.campaigns_tasks import make_movement as make_tasks
from tests.reports.builders.movement.reading import cost, lines_of, rows_of, tables_of, text_of

pytestmark = pytest.mark.django_db


def test_the_first_plan_prints_its_bases_and_sections() -> None:
    version = make_movement().issued()
    document = plan.build(version=version)
    assert document.head is not None
    assert (document.head.sign, document.head.number) == ("KH-UBND", "")
    assert document.head.dated == date(2022, 8, 5)
    assert document.bases == ("Căn cứ một",)
    assert lines_of(document) == ["I. Mục tiêu", "Lời cũ.", "II. Phân công", "Lời cũ."]
    assert document.signers[0].authority == ("TM. ỦY BAN NHÂN DÂN",)
    assert not document.annexes and not document.banners.draft


def test_an_amendment_tells_what_it_changes_against_the_version_before() -> None:
    movement = make_movement()
    movement.issued()
    actor = movement.world.coordinator
    version = movement.draft(reason="Nhập xã.")
    first, second = version.sections.all()
    plans.write_section(
        version=version, key=first.key, heading="Mục tiêu chung", body="Lời mới.", actor=actor
    )
    plans.drop_section(version=version, key=second.key, actor=actor)
    plans.write_section(version=version, heading="Kinh phí", body="Từ ngân sách.", actor=actor)
    document = plan.build(version=version)
    text = text_of(document)
    assert "Lý do sửa đổi: Nhập xã." in text
    assert (
        "So với kế hoạch ban đầu, ngày 05/08/2022: sửa 1 mục; thêm 1 mục; bỏ 1 mục. "
        "Chi tiết tại Phụ lục." in text
    )
    rows = [row[1:] for row in rows_of(document, tables_of(document)[0])]
    assert rows == [
        ["Mục tiêu (nay là: Mục tiêu chung)", "sửa", "Lời cũ.", "Lời mới."],
        ["Kinh phí", "thêm", "không có", "Từ ngân sách."],
        ["Phân công", "bỏ", "Lời cũ.", "không có"],
    ]
    assert document.banners.draft and document.head is not None and document.head.number == ""


def test_an_amendment_without_a_change_says_so() -> None:
    movement = make_movement()
    movement.issued()
    document = plan.build(version=movement.draft(reason="Rà soát"))
    assert "Các mục giữ nguyên như kế hoạch ban đầu, ngày 05/08/2022." in text_of(document)
    assert not document.annexes


def test_targets_are_counted_by_state_and_unknown_is_never_met() -> None:
    movement = make_movement()
    campaign, world = movement.campaign, movement.world
    zero = targets.build(campaign=campaign)
    assert "Phong trào chưa ghi mục tiêu của đơn vị nào." in text_of(zero)
    assert "Chưa có mục tiêu để cảnh báo." in text_of(zero)
    Target.objects.create(campaign=campaign, kind="commune_ntm", unit=world.commune, year=2025)
    Target.objects.create(campaign=campaign, kind="commune_ntm", unit=world.neighbour, year=2024)
    document = targets.build(campaign=campaign)
    text = text_of(document)
    assert "Có 2 mục tiêu của đơn vị (Phụ lục)." in text
    assert "đạt 1" not in text.replace("không đạt 1", "")
    total = tables_of(document)[1].rows[-1]
    assert [cell.value for cell in total.cells][-1] == 2
    assert sum(cell.value for cell in total.cells[1:-1] if isinstance(cell.value, int)) == 2


def test_tasks_are_counted_by_who_does_them_and_withdrawn_ones_told() -> None:
    movement = make_tasks()
    assert "Phong trào chưa giao nhiệm vụ nào." in text_of(tasks.build(campaign=movement.campaign))
    movement.give(movement.commune, movement.agency, due=date(2025, 6, 10))
    task_service.withdraw(
        task=movement.task(title="Việc nhầm"), reason="Giao nhầm", actor=movement.lead
    )
    document = tasks.build(campaign=movement.campaign)
    text = text_of(document)
    assert "Đã giao 2 nhiệm vụ." in text and "Theo hạn: quá hạn 2." in text
    assert "Không tính 1 nhiệm vụ đã rút." in text
    assert "Nhiều nhiệm vụ quá hạn nhất (01 nhiệm vụ): Phòng LĐTB&XH, xã Sơn Lang." in text
    counts, annex = tables_of(document)
    assert rows_of(document, counts)[-1] == ["", "Cộng", "2", "0", "0", "2", "0"]
    assert all(cell.total for cell in counts.rows[-1].cells[2:])
    assert "Đã giao (quá hạn, 10 ngày)" in rows_of(document, annex)[1]


def test_contributions_add_up_and_stand_in_words() -> None:
    ledger = make_ledger()
    zero = contributions.build(campaign=ledger.campaign)
    assert "Sổ huy động chưa có khoản nào." in text_of(zero) and not zero.annexes
    ledger.add(1_000_000, on=date(2024, 3, 1))
    one = contributions.build(campaign=ledger.campaign)
    assert "sổ huy động có 1 khoản; tổng giá trị 1.000.000 đồng" in text_of(one)
    assert "Bằng chữ: Một triệu đồng." in text_of(one)
    ledger.add(500_000)
    ledger.add(10, kind="labour")
    document = contributions.build(campaign=ledger.campaign)
    text = text_of(document)
    assert "Bằng chữ: Một triệu năm trăm nghìn đồng." in text
    assert "Chưa kể 1 khoản chưa quy đổi ra đồng." in text
    assert "Ngày công: 10 ngày." in text
    by_source, by_year, annex = tables_of(document)
    assert rows_of(document, by_source)[-1] == ["Cộng", "chưa có số liệu", "1.500.000", "–"]
    assert rows_of(document, by_year) == [
        ["2024", "1.000.000", "–"],
        ["2025", "500.000", "giảm 500.000"],
        ["Cộng", "1.500.000", ""],
    ]
    row = annex.rows[0]
    assert [cell.value for cell in row.cells][-4:] == [Decimal(1_500_000), 10, 0, 1]
    assert row.cells[-4].total is not None and annex.rows[-1].cells[-4].total is not None


def charts_of(document: Document) -> list[Chart]:
    return [block for block in document.all_blocks() if isinstance(block, Chart)]


def test_money_is_drawn_with_the_figures_of_its_table() -> None:
    ledger = make_ledger()
    assert charts_of(contributions.build(campaign=ledger.campaign)) == []
    ledger.add(1_000_000)
    document = contributions.build(campaign=ledger.campaign)
    [chart] = charts_of(document)
    told = chart.alt.removesuffix(".").partition(": ")[2].split("; ")
    table = rows_of(document, tables_of(document)[0])[:-1]
    assert [one.partition(" (")[0] for one in told] == [f"{row[0]}: {row[2]}" for row in table]
    assert all(one.endswith("(chưa có số liệu kế hoạch)") for one in told)


def test_objectives_that_count_are_drawn_and_those_in_words_are_not() -> None:
    movement = make_movement()
    campaign = movement.campaign
    assert charts_of(targets.build(campaign=campaign)) == []
    for number, kind, words in ((13, "commune_ntm", "Mọi xã"), (None, "words", "Bằng lời")):
        Objective.objects.create(
            campaign=campaign, kind=kind, words=words, year=2025, number=number
        )
    document = targets.build(campaign=campaign)
    [chart] = charts_of(document)
    reached = [row[3] for row in rows_of(document, tables_of(document)[0]) if "Mọi xã" in row[1]]
    name = "Mọi xã (đến năm 2025) (chưa kiểm chứng)"
    assert chart.alt == f"Đã đạt so với kế hoạch: {name}: {reached[0]}."
    assert "Bằng lời" not in chart.svg


def test_no_donor_is_named() -> None:
    ledger = make_ledger()
    ledger.add(donor="Nguyễn Văn Bí Mật", donor_public=True)
    assert "Bí Mật" not in contributions.build(campaign=ledger.campaign).to_json()


@pytest.mark.parametrize("kind", ["tasks", "contributions", "targets"])
def test_three_rows_ask_no_more_than_one(kind: str) -> None:
    if kind == "tasks":
        movement = make_tasks()
        movement.give(movement.commune, movement.agency)
        one = cost(tasks.KIND, movement.campaign)
        movement.give(movement.commune, movement.neighbour, movement.agency, title="Việc khác")
        assert cost(tasks.KIND, movement.campaign) == one == 7
        return
    if kind == "contributions":
        ledger = make_ledger()
        ledger.add()
        one = cost(contributions.KIND, ledger.campaign)
        ledger.add(2_000_000, source="people")
        ledger.add(3_000_000, on=date(2024, 3, 1))
        assert cost(contributions.KIND, ledger.campaign) == one == 8
        return
    plan_ = make_movement()
    campaign, world = plan_.campaign, plan_.world
    Target.objects.create(campaign=campaign, kind="commune_ntm", unit=world.commune, year=2025)
    one = cost(targets.KIND, campaign)
    for unit, year in ((world.neighbour, 2025), (world.commune, 2024)):
        Target.objects.create(campaign=campaign, kind="commune_ntm", unit=unit, year=year)
    assert cost(targets.KIND, campaign) == one


def test_a_plan_asks_as_often_for_three_sections_as_for_one() -> None:
    movement = make_movement()
    version = movement.draft()
    two = cost(plan.KIND, version)
    for heading in ("Kinh phí", "Tổ chức"):
        plans.write_section(
            version=version, heading=heading, body="Lời.", actor=movement.world.coordinator
        )
    assert cost(plan.KIND, version) == two


def test_a_plan_without_a_section_is_refused() -> None:
    movement = make_movement()
    version = plans.begin_version(campaign=movement.campaign, actor=movement.world.coordinator)
    with pytest.raises(Refused, match="chưa có mục nào"):
        plan.build(version=version)


def test_long_names_stay_whole() -> None:
    movement = make_tasks()
    title = "Rà soát " * 29 + "hết"
    movement.task(title=title)
    document: Document = tasks.build(campaign=movement.campaign)
    assert title in rows_of(document, tables_of(document)[1])[1]
