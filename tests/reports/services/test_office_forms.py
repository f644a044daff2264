"""Sizes, margins and head of a body, by day: set on a draft, seen first, kept for later ones."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import docx
import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image
from psycopg2.extras import DateRange

from kbang_ntm.core.errors import NotAllowed, Refused
from reports.checking.run import check_document
from reports.documents.format_law import law_on
from reports.documents.page_form import CHOICES, STANDARD, PageForm
from reports.documents.registry import Format
from reports.documents.renderers import render
from reports.documents.tree import Document
from reports.models import OfficeForm
from reports.queries.layouts import Page, page_shown, with_office_form, with_page
from reports.services import issuing
from reports.services.office_forms import check_page, save_office_form
from reports.services.snapshots import document_of
from tests.factories.communes import make_world
from tests.factories.issuing import Round, make_round

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 1)
ISSUER = "ỦY BAN NHÂN DÂN HUYỆN KBANG"
LOW = PageForm(**{one.name: type(getattr(STANDARD, one.name))(f"{one.allowed(law_on(DAY)).low:g}")
                  for one in CHOICES})  # fmt: skip
HIGH = PageForm(**{one.name: type(getattr(STANDARD, one.name))(f"{one.allowed(law_on(DAY)).high:g}")
                   for one in CHOICES})  # fmt: skip


@pytest.fixture
def round_() -> Round:
    return make_round(make_world())


def page(form: PageForm = HIGH, superior: tuple[str, ...] = ()) -> Page:
    return Page(form, superior, ("Ủy ban nhân dân", "huyện Kbang"), " Kbang ")


def shown(round_: Round) -> Document:
    row = round_.draft()
    document = document_of(row.snapshot)
    issuing.move(paper=row, act="drop", words="x", actor=round_.maker)
    return document


def test_the_draft_and_later_ones_look_so(round_: Round) -> None:
    row = round_.draft()
    save_office_form(paper=row, page=page(), first=DAY, actor=round_.maker)
    row.refresh_from_db()
    document = document_of(row.snapshot)
    assert document.form == HIGH
    assert page_shown(document) == Page(HIGH, (), ("ỦY BAN NHÂN DÂN", "HUYỆN KBANG"), "Kbang")
    issuing.move(paper=row, act="drop", words="x", actor=round_.maker)
    assert shown(round_).form == HIGH


def test_what_is_frozen_does_not_change(round_: Round) -> None:
    dropped = round_.draft()
    before = document_of(dropped.snapshot)
    assert '"form"' not in before.to_json()  # the hash of older snapshots stays
    issuing.move(paper=dropped, act="drop", words="x", actor=round_.maker)
    save_office_form(paper=round_.draft(), page=page(), first=DAY, actor=round_.maker)
    dropped.refresh_from_db()
    assert document_of(dropped.snapshot) == before


def test_before_its_day_and_for_another_body_it_says_nothing(round_: Round) -> None:
    row = round_.draft()
    save_office_form(paper=row, page=page(), first=date(2025, 6, 21), actor=round_.maker)
    row.refresh_from_db()
    document = document_of(row.snapshot)
    assert document.form == STANDARD
    assert document.head is not None
    other = replace(document, head=replace(document.head, issuing_body=("PHÒNG NỘI VỤ",)))
    assert with_office_form(other) == other


def test_a_later_row_ends_the_one_before(round_: Round) -> None:
    row = round_.draft()
    save_office_form(paper=row, page=page(), first=DAY, actor=round_.maker)
    with pytest.raises(Refused, match="Chọn ngày sau ngày đó"):
        save_office_form(paper=row, page=page(LOW), first=DAY, actor=round_.maker)
    save_office_form(paper=row, page=page(LOW), first=date(2025, 6, 10), actor=round_.maker)
    first, second = OfficeForm.objects.order_by("valid")
    assert (first.valid.upper, second.valid.lower) == (date(2025, 6, 10), date(2025, 6, 10))
    with pytest.raises(DatabaseError, match=r"read only|Cannot update"), transaction.atomic():
        OfficeForm.objects.filter(pk=first.pk).update(top=22)
    with pytest.raises(IntegrityError, match="office_form_once_a_day"), transaction.atomic():
        OfficeForm.objects.filter(pk=first.pk).update(valid=DateRange(DAY, None))


@pytest.mark.parametrize("name", [choice.name for choice in CHOICES])
def test_each_value_stays_inside_the_law(name: str) -> None:
    low, high = getattr(LOW, name), getattr(HIGH, name)
    for value in (low - type(low)(1), high + type(high)(1)):
        with pytest.raises(Refused, match="NĐ 30/2020/NĐ-CP, Phụ lục I cho"):
            check_page(page(replace(STANDARD, **{name: value})), issuer=ISSUER, day=DAY)
    for value in (low, high):
        check_page(page(replace(STANDARD, **{name: value})), issuer=ISSUER, day=DAY)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"issuing_body": ("UBND HUYỆN KBANG",)}, "Tên cơ quan phải đủ chữ"),
        ({"issuing_body": ("ỦY BAN", "NHÂN", "DÂN", "HUYỆN KBANG")}, "nhiều nhất 3 dòng"),
        ({"place": "  "}, "Ghi địa danh"),
    ],
)
def test_a_head_the_form_of_papers_does_not_allow(changed: dict[str, object], words: str) -> None:
    with pytest.raises(Refused, match=words):
        check_page(replace(page(), **changed), issuer=ISSUER, day=DAY)


@pytest.mark.parametrize("form", [LOW, HIGH], ids=["least", "most"])
@pytest.mark.parametrize("format_", [Format.PDF, Format.DOCX])
def test_both_ends_of_the_law_pass_the_check(
    round_: Round, form: PageForm, format_: Format
) -> None:
    document = with_page(shown(round_), page(form, ("Ủy ban nhân dân tỉnh Gia Lai",)))
    content = render(document, format_).content
    assert check_document(content).errors == ()
    if format_ is Format.DOCX:
        section = docx.Document(io.BytesIO(content)).sections[0]
        assert section.left_margin is not None and section.top_margin is not None
        margins = (round(section.left_margin.mm), round(section.top_margin.mm))
        assert margins == (form.left, form.top)
        body = docx.Document(io.BytesIO(content)).styles["Nội dung"]
        assert body.font.size is not None
        assert Decimal(str(body.font.size.pt)) == form.text


def test_the_common_sheets_are_the_standard_form(round_: Round) -> None:
    """The standard written out lays out the same pages as when it is left out."""
    document = shown(round_)
    near = replace(document, form=replace(STANDARD, indent=Decimal("10.00")))
    assert near.form == STANDARD
    moved = replace(document, form=replace(STANDARD, right=16))
    assert render(moved, Format.PDF).content != render(document, Format.PDF).content


def test_only_the_drafting_office_sets_it(round_: Round) -> None:
    row = round_.moved("send", "pass_head")
    with pytest.raises(NotAllowed):
        save_office_form(paper=row, page=page(), first=DAY, actor=round_.office)
    with pytest.raises(Refused, match="không sửa được"):
        save_office_form(paper=row, page=page(), first=DAY, actor=round_.maker)
    assert not OfficeForm.objects.exists()


def test_the_page_shows_a_picture_and_keeps_only_when_told(client: Client, round_: Round) -> None:
    row = round_.draft()
    client.force_login(round_.maker)
    address = reverse("reports:issued-page", args=[row.uid])
    opened = client.get(address)
    picture = client.get(opened.context["picture"])
    assert picture["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(picture.content)).size == (662, 936)
    typed = {**opened.context["form"].initial, "text": "13,5", "left": "35", "first": "01/06/2025"}
    looked = client.post(address, {**typed, "xem": "1"})
    assert looked.status_code == 200
    assert client.get(looked.context["picture"]).content != picture.content
    assert not OfficeForm.objects.exists()
    for name, value, words in (
        ("text", "15", "cho 13-14 pt"),
        ("text", "13,3", "Ghi theo bước 0,5 pt"),
        ("left", "ba mươi", "ba mươi"),
    ):
        refused = client.post(address, {**typed, name: value})
        assert refused.status_code == 422
        assert words in refused.content.decode()
    assert client.post(address, typed).status_code == 302
    kept = OfficeForm.objects.get()
    assert (kept.text, kept.left, kept.top) == (Decimal("13.5"), 35, 20)
