"""Letters of a commune to its villages: whom they ask, what they answer, when they wait."""

from __future__ import annotations

import pytest

from communes.models import OpinionRound, OpinionVillage
from communes.services import opinions
from kbang_ntm.core.errors import Refused
from reports.builders.recognition.village_letters import REPLY_KIND, REQUEST_KIND
from tests.factories.registers import Registers, make_registers
from tests.reports.builders.movement.reading import cost, rows_of, tables_of, text_of
from tests.reports.checking.form import assert_keeps_the_form

pytestmark = pytest.mark.django_db
SAID = {"agree": 20, "disagree": 0, "other": 2, "opinions": "Đường làng còn lầy."}


@pytest.fixture
def registers() -> Registers:
    return make_registers()


def villages(row: OpinionRound) -> list[OpinionVillage]:
    return list(row.villages.order_by("name"))


def test_the_request_goes_to_every_village_and_leaves_the_day_open(registers: Registers) -> None:
    row = registers.round()
    document = REQUEST_KIND.build(opinion_round=row)
    names = [one.name for one in villages(row)]
    assert len(names) == 2 and document.addressees == tuple(names)
    assert document.head is not None and document.head.subject.startswith("V/v tổ chức họp")
    text = text_of(document)
    assert "đề nghị công nhận xã Sơn Lang đạt chuẩn nông thôn mới năm 2025" in text
    assert "Đã có biên bản" not in text
    registers.minutes(villages(row)[0])
    text = text_of(REQUEST_KIND.build(opinion_round=row))
    assert f"Đã có biên bản: {names[0]}; không phải họp lại." in text
    assert_keeps_the_form(REQUEST_KIND.build(opinion_round=row), REQUEST_KIND)


def test_the_reply_waits_for_each_answer_and_tells_it_beside_the_opinion(
    registers: Registers,
) -> None:
    row = registers.round()
    with pytest.raises(Refused, match="không có ý kiến khác"):
        REPLY_KIND.build(opinion_round=row)
    village = villages(row)[0]
    registers.minutes(village, **SAID)
    with pytest.raises(Refused, match=f"Chưa trả lời ý kiến của {village.name}"):
        REPLY_KIND.build(opinion_round=row)
    opinions.answer_opinions(
        village=village, text="Xã đổ bê tông trong năm.", actor=registers.world.officer
    )
    document = REPLY_KIND.build(opinion_round=row)
    assert document.addressees == (village.name,)
    assert rows_of(document, tables_of(document)[0]) == [
        ["1", village.name, "Đường làng còn lầy.", "Xã đổ bê tông trong năm."]
    ]
    assert_keeps_the_form(document, REPLY_KIND)
    assert cost(REPLY_KIND, row) == cost(REQUEST_KIND, row) == 5
