"""The list of petitions and the letter that answers one."""

from __future__ import annotations

from datetime import date

import pytest

from campaigns.models import Petition
from kbang_ntm.core.errors import Refused
from reports.builders.movement.petitions import ANSWER_KIND, LIST_KIND
from tests.factories.campaigns_petitions import Petitions, make_petitions
from tests.reports.builders.movement.reading import cost, rows_of, tables_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def petitions() -> Petitions:
    return make_petitions()


def test_a_list_counts_what_was_decided_and_what_not(petitions: Petitions) -> None:
    batch = petitions.batch(
        petitions.received(), petitions.received(title="Cần đường"), paper_number="4/TTr-PNV",
        paper_date=date(2025, 6, 20), note="Đề nghị ưu tiên.",
    )  # fmt: skip
    document = LIST_KIND.build(batch=batch)
    text = text_of(document)
    assert document.head is not None
    assert (document.head.number, document.head.sign) == ("4", "TTr-PNV")
    assert document.signers[0].position == ("TRƯỞNG PHÒNG",)
    assert "Phòng Nội vụ tổng hợp 2 kiến nghị đã tiếp nhận (danh sách kèm theo)" in text
    assert "chưa quyết định 2 kiến nghị." in text
    assert "Ý kiến của nơi tổng hợp: Đề nghị ưu tiên." in text
    first = rows_of(document, tables_of(document)[0])[0]
    assert first[2] == "Xã Sơn Lang" and first[4] == "chưa quyết định"
    assert first[5] == "chưa trả lời, hạn 20/07/2025"


def test_a_list_tells_decisions_and_answers(petitions: Petitions) -> None:
    row = petitions.answered()
    assert row.batch is not None
    document = LIST_KIND.build(batch=row.batch)
    first = rows_of(document, tables_of(document)[0])[0]
    assert first[4] == "Chấp nhận (văn bản số 15/QĐ ngày 01/06/2025): Đồng ý bổ sung vốn."
    assert first[5] == "đã trả lời ngày 20/06/2025"


def test_the_answer_goes_to_the_sender_on_the_chairmans_order(petitions: Petitions) -> None:
    with pytest.raises(Refused, match="chưa có quyết định"):
        ANSWER_KIND.build(petition=petitions.compiled())
    row = petitions.answered(title="Cần cầu treo")
    document = ANSWER_KIND.build(petition=row)
    assert document.title == "" and document.head is not None
    assert document.head.subject == "V/v trả lời kiến nghị của xã Sơn Lang"
    assert document.head.sign == "UBND-NV" and document.head.number == ""
    assert document.addressees == ("Ủy ban nhân dân xã Sơn Lang",)
    assert document.signers[0].authority == ("TL. CHỦ TỊCH",)
    assert document.signers[0].position == ("TRƯỞNG PHÒNG NỘI VỤ",)
    text = text_of(document)
    assert "Kết quả xem xét: chấp nhận. Đồng ý bổ sung vốn." in text
    assert text.endswith("Đã bổ sung.")
    assert document.recipients == ("Như trên", "Lưu: VT, PNV")


def test_a_registered_number_brings_its_own_sign(petitions: Petitions) -> None:
    row = petitions.answered()
    Petition.objects.filter(pk=row.pk).update(answer_number="88/UBND-KT")
    row.refresh_from_db()
    head = ANSWER_KIND.build(petition=row).head
    assert head is not None and (head.number, head.sign) == ("88", "UBND-KT")
    assert head.dated == date(2025, 6, 20)


def test_three_petitions_ask_no_more_than_one(petitions: Petitions) -> None:
    one = petitions.batch(petitions.received())
    three = petitions.batch(*(petitions.received(title=f"Việc {n}") for n in range(3)))
    assert cost(LIST_KIND, one) == cost(LIST_KIND, three) == 6
    assert cost(ANSWER_KIND, petitions.answered(title="Khác")) == 5
