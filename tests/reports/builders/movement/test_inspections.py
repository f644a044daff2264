"""Papers of a visit: who decides and signs, what was seen and lacking, by when it is mended."""

from __future__ import annotations

from datetime import date

import pytest

from campaigns.services import findings, inspections
from kbang_ntm.core.errors import Refused
from reports.builders.movement.inspections import CONCLUSION_KIND, DECISION_KIND
from tests.factories.campaigns_inspections import Visits, make_visits
from tests.reports.builders.movement.reading import cost, rows_of, tables_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def visits() -> Visits:
    return make_visits()


def test_the_chairman_decides_on_a_team_of_the_administration(visits: Visits) -> None:
    row = visits.running(visits.visit(plan=visits.plan()))
    document = DECISION_KIND.build(inspection=row)
    text = text_of(document)
    assert document.authority_title == "CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN KBANG"
    assert document.signers[0].authority == () and document.signers[0].position == ("CHỦ TỊCH",)
    assert "Căn cứ Kế hoạch kiểm tra năm 2025 số 12/KH ngày 20/01/2025" in document.bases
    assert "Trần Quốc Việt: Trưởng đoàn." in text
    assert "Thời gian kiểm tra: ngày 20/06/2025." in text
    assert "phục vụ Phong trào thi đua; Chương trình NTM" in text
    assert "Ủy ban nhân dân xã Sơn Lang" in text
    assert document.head is not None and document.head.number == ""


def test_supervision_is_decided_and_signed_by_the_front(visits: Visits) -> None:
    row = visits.running(visits.supervision(), actor=visits.front)
    document = DECISION_KIND.build(inspection=row)
    assert "ỦY BAN NHÂN DÂN" not in document.authority_title
    assert document.head is not None and "UBND" not in document.head.sign
    assert "giám sát" in document.abstract[0]
    assert "Luật Tổ chức chính quyền địa phương" not in " ".join(document.bases)


def test_without_a_team_or_cancelled_there_is_no_decision(visits: Visits) -> None:
    row = visits.visit()
    with pytest.raises(Refused, match="chưa có thành viên"):
        DECISION_KIND.build(inspection=row)
    row = inspections.cancel(inspection=row, reason="Bão", actor=visits.world.reviewer)
    with pytest.raises(Refused, match="đã hủy"):
        DECISION_KIND.build(inspection=row)


def test_a_conclusion_tells_what_was_seen_and_lacking(visits: Visits) -> None:
    row = visits.running()
    with pytest.raises(Refused, match="chưa xong"):
        CONCLUSION_KIND.build(inspection=row)
    visits.answer(row)
    lack = visits.finding(row)
    visits.finding(row, text="Nêu nhầm")
    findings.act_on(
        finding=row.findings.get(text="Nêu nhầm"), act="withdraw", text="Nhầm",
        actor=visits.world.reviewer,
    )  # fmt: skip
    row = inspections.finish(inspection=row, actor=visits.world.reviewer)
    draft = CONCLUSION_KIND.build(inspection=row)
    items = row.items.count()
    assert draft.banners.draft
    assert f"Phiếu kiểm tra có {items} mục (Phụ lục)." in text_of(draft)
    assert f"Kết quả xem: đạt yêu cầu {items} mục." in text_of(draft)
    assert "Có 1 tồn tại, hạn chế:" in text_of(draft)
    assert rows_of(draft, tables_of(draft)[0]) == [
        ["1", lack.text, "Xã Sơn Lang", "20/07/2025", "đã nêu"]
    ]
    conclusion = inspections.Conclusion("Xã làm tốt.", "21/TB-PLĐ", date(2025, 6, 20))
    row = inspections.conclude(inspection=row, conclusion=conclusion, actor=visits.world.reviewer)
    document = CONCLUSION_KIND.build(inspection=row)
    assert document.head is not None
    assert (document.head.number, document.head.dated) == ("21", date(2025, 6, 20))
    assert document.signers[0].position == ("TRƯỞNG PHÒNG",)
    assert "IV. Kết luận Xã làm tốt." in text_of(document) and not document.banners.draft


def test_nothing_lacking_is_said(visits: Visits) -> None:
    document = CONCLUSION_KIND.build(inspection=visits.finished())
    assert "Không nêu tồn tại, hạn chế nào." in text_of(document)


def test_three_findings_ask_no_more_than_one(visits: Visits) -> None:
    row = visits.running()
    visits.answer(row)
    visits.finding(row)
    assert cost(DECISION_KIND, row) == 8
    row = inspections.finish(inspection=row, actor=visits.world.reviewer)
    one = cost(CONCLUSION_KIND, row)
    for text in ("Hai", "Ba"):
        visits.finding(row, text=text)
    assert cost(CONCLUSION_KIND, row) == one == 9
