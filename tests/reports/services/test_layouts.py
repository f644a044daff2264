"""Who signs and receives a kind, by day: set on a draft, looked at first, kept for later ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from kbang_ntm.core.errors import NotAllowed, Refused
from reports.models import PaperLayout
from reports.queries.layouts import Foot, with_layout
from reports.services import issuing
from reports.services.layouts import check_foot, save_layout
from reports.services.snapshots import document_of
from tests.factories.communes import make_world
from tests.factories.issuing import Round, make_round

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 1)
DEPUTY = Foot(
    ("TM. Ủy ban nhân dân", "KT. CHỦ TỊCH"), ("PHÓ CHỦ TỊCH",), ("Như trên", "Lưu: VT, VPĐP")
)


@pytest.fixture
def round_() -> Round:
    return make_round(make_world())


def test_the_draft_and_later_ones_end_with_it(round_: Round) -> None:
    row = round_.draft()
    save_layout(paper=row, foot=DEPUTY, first=DAY, actor=round_.maker)
    row.refresh_from_db()
    document = document_of(row.snapshot)
    assert document.signers[-1].authority == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH")
    assert document.signers[-1].position == ("PHÓ CHỦ TỊCH",)
    assert document.recipients == ("Như trên", "Lưu: VT, VPĐP")
    issuing.move(paper=row, act="drop", words="x", actor=round_.maker)
    assert document_of(round_.draft().snapshot).signers == document.signers


def test_before_its_day_it_says_nothing(round_: Round) -> None:
    row = round_.draft()
    before = document_of(row.snapshot)
    save_layout(paper=row, foot=DEPUTY, first=date(2025, 6, 21), actor=round_.maker)
    row.refresh_from_db()
    assert document_of(row.snapshot).signers == before.signers


def test_another_body_is_not_meant(round_: Round) -> None:
    row = round_.draft()
    save_layout(paper=row, foot=DEPUTY, first=DAY, actor=round_.maker)
    assert PaperLayout.objects.get().issuer == "ỦY BAN NHÂN DÂN HUYỆN KBANG"
    document = document_of(row.snapshot)
    assert document.head is not None
    other = replace(document, head=replace(document.head, issuing_body=("PHÒNG NỘI VỤ",)))
    assert with_layout(other) == other


def test_a_later_row_ends_the_one_before(round_: Round) -> None:
    row = round_.draft()
    save_layout(paper=row, foot=DEPUTY, first=DAY, actor=round_.maker)
    chair = Foot((), ("CHỦ TỊCH",), ("Lưu: VT",))
    with pytest.raises(Refused, match="Chọn ngày sau ngày đó"):
        save_layout(paper=row, foot=chair, first=DAY, actor=round_.maker)
    save_layout(paper=row, foot=chair, first=date(2025, 6, 10), actor=round_.maker)
    first, second = PaperLayout.objects.order_by("valid")
    assert (first.valid.upper, second.valid.lower, second.valid.upper) == (
        date(2025, 6, 10), date(2025, 6, 10), None,
    )  # fmt: skip
    with pytest.raises(DatabaseError, match=r"read only|Cannot update"), transaction.atomic():
        PaperLayout.objects.filter(pk=first.pk).update(position="KHÁC")


@pytest.mark.parametrize(
    ("foot", "words"),
    [
        (Foot(("CHỦ TỊCH",), ("CHỦ TỊCH",), ()), "phải bắt đầu bằng TM., KT., TL., TUQ"),
        (Foot((), (), ()), "Ghi chức vụ người ký"),
        (Foot((), ("CHỦ TỊCH",), ("Như trên",)), "Lưu: VT, đơn vị soạn thảo"),
    ],
)
def test_lines_the_form_of_papers_does_not_allow(foot: Foot, words: str) -> None:
    with pytest.raises(Refused, match=words):
        check_foot(foot)


def test_only_the_drafting_office_sets_it(round_: Round) -> None:
    row = round_.moved("send", "pass_head")
    with pytest.raises(NotAllowed):
        save_layout(paper=row, foot=DEPUTY, first=DAY, actor=round_.office)
    with pytest.raises(Refused, match="không sửa được"):
        save_layout(paper=row, foot=DEPUTY, first=DAY, actor=round_.maker)
    assert not PaperLayout.objects.exists()


def test_looking_keeps_nothing(client: Client, round_: Round) -> None:
    row = round_.draft()
    client.force_login(round_.maker)
    address = reverse("reports:issued-foot", args=[row.uid])
    typed = {
        "authority": "KT. CHỦ TỊCH",
        "position": "Phó Chủ tịch",
        "recipients": "Lưu: VT",
        "first": "01/06/2025",
    }
    looked = client.post(address, {**typed, "xem": "1"})
    assert looked.status_code == 200
    assert "PHÓ CHỦ TỊCH" in looked.content.decode()
    assert not PaperLayout.objects.exists()
    refused = client.post(address, {**typed, "authority": "CHỦ TỊCH"})
    assert refused.status_code == 422
    assert client.post(address, typed).status_code == 302
    assert PaperLayout.objects.get().position == "PHÓ CHỦ TỊCH"
