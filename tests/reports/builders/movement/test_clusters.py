"""Pledges, points and minutes of a cluster: points and ranks are those of the rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from campaigns.cluster_enums import Stage
from campaigns.services import pledges as pledge_service
from kbang_ntm.core.errors import Refused
from reports.builders.movement.clusters import MINUTES_KIND, PLEDGE_KIND, SCORING_KIND
from tests.factories.campaigns_clusters import Emulation, make_emulation
from tests.reports.builders.movement.reading import cost, rows_of, tables_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def emulation() -> Emulation:
    return make_emulation()


def test_a_pledge_prints_its_targets_and_what_became_of_them(emulation: Emulation) -> None:
    draft = PLEDGE_KIND.build(pledge=emulation.pledge("agency"))
    assert draft.banners.draft and draft.signers[-1].position == ("TRƯỞNG PHÒNG",)
    row = emulation.signed()
    target = row.targets.get()
    document = PLEDGE_KIND.build(pledge=row)
    assert rows_of(document, tables_of(document)[0]) == [
        ["1", "Giảm hộ nghèo", "40", "hộ", "chưa ghi", "?"]
    ]
    pledge_service.record_result(
        target=target,
        reached=False,
        number=Decimal(35),
        note="",
        actor=emulation.speaker("commune"),
    )
    document = PLEDGE_KIND.build(pledge=row)
    assert rows_of(document, tables_of(document)[0])[0][4:] == ["35", "C"]
    assert "Xã Sơn Lang, thành viên Cụm thi đua số 1, giao ước thi đua năm 2025:" in text_of(
        document
    )
    assert document.head is not None and document.head.dated == date(2025, 2, 1)
    assert document.signers[-1].authority == ("TM. ỦY BAN NHÂN DÂN",) and not document.recipients


def test_an_empty_sheet_and_one_half_scored_say_what_is_missing(emulation: Emulation) -> None:
    empty = SCORING_KIND.build(sheet=emulation.sheet(items=False, year=2024))
    assert "Bảng chấm chưa có nội dung nào." in text_of(empty) and not empty.annexes
    sheet = emulation.open(cross=True)
    emulation.score(sheet, "agency", Stage.AGREED, 9, 5, 1, note="Theo biên bản")
    document = SCORING_KIND.build(sheet=sheet)
    assert document.banners.unconfirmed == "Kết quả chưa được cụm thống nhất."
    assert "Chưa có điểm thống nhất: Xã Sơn Lang, Xã Krong." in text_of(document)
    totals = {row[1]: row[2:] for row in rows_of(document, tables_of(document)[0])}
    assert totals["Xã Sơn Lang"] == ["chưa chấm", "Xã Krong", "chưa chấm", "chưa chấm"]
    assert totals["Phòng LĐTB&XH"][-1] == "15"


def test_the_agreed_ranking_is_printed_with_its_reasons(emulation: Emulation) -> None:
    snapshot = emulation.agreed()
    document = SCORING_KIND.build(sheet=snapshot.sheet)
    _totals, ranking, points = tables_of(document)
    rows = rows_of(document, ranking)
    assert [row[:3] for row in rows] == [
        ["1", "Phòng LĐTB&XH", "15"], ["2", "Xã Sơn Lang", "12"], ["3", "Xã Krong", "12"],
    ]  # fmt: skip
    assert "Dân chủ, công khai: 4 điểm" in rows[1][3]
    assert all(row.cells[-1].total is not None for row in points.rows)
    assert not document.banners.draft and document.head is not None
    assert document.head.issuing_body == ("CỤM THI ĐUA SỐ 1",) and document.head.sign == "BC-CTĐ"


def test_minutes_wait_until_members_check_one_another(emulation: Emulation) -> None:
    with pytest.raises(Refused, match="chưa tự chấm xong"):
        MINUTES_KIND.build(sheet=emulation.open())


def test_minutes_of_an_agreed_sheet_tell_the_conclusion(emulation: Emulation) -> None:
    document = MINUTES_KIND.build(sheet=emulation.agreed().sheet)
    assert "Cụm thống nhất điểm và thứ tự xếp hạng trên." in text_of(document)
    # Reasons beside points, three members and three items each.
    assert text_of(document).count(": Theo biên bản.") == 9
    assert document.head is not None
    assert (document.head.number, document.head.dated) == ("02", date(2025, 6, 1))
    assert "Chủ trì: chưa xác định trưởng cụm." in text_of(document)
    assert len(document.signers) == 2


def test_three_members_ask_as_often_whatever_is_scored(emulation: Emulation) -> None:
    sheet = emulation.open(cross=True)
    nothing = cost(SCORING_KIND, sheet)
    for name in ("commune", "neighbour", "agency"):
        emulation.score(sheet, name, Stage.AGREED, 8, 4, 0, note="Theo biên bản")
    assert cost(SCORING_KIND, sheet) == nothing == 10
    assert cost(MINUTES_KIND, sheet) == 11
    one = emulation.signed("commune")
    targets = [pledge_service.TargetText(f"Việc {n}", None, "") for n in range(3)]
    three = emulation.signed("neighbour", *targets)
    assert cost(PLEDGE_KIND, one) == cost(PLEDGE_KIND, three) == 8
