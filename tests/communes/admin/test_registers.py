"""An old register of works comes in by file: whole or not at all, sums as ledger rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from communes.models import SurveyQuestion, Work, WorkLine
from communes.queries.registers import construction_debt
from kbang_ntm.core.models import AuditEvent, User
from tests.factories.registers import TODAY, Registers, make_registers

pytestmark = pytest.mark.django_db
HEAD = (
    "mã riêng của cổng,tên công trình,chương trình,tên nguồn khác,số quyết định,ngày quyết định,"
    "tổng mức đầu tư,ghi chú,vốn đã giao,nguồn vốn,nghiệm thu,đã thanh toán,tính đến ngày\n"
)
ROAD = "son-lang,Đường thôn 1,ntm,,,,2000,,900,central,1000,700,31/12/2024\n"


@pytest.fixture
def book() -> Registers:
    return make_registers()


def client_of(user: User) -> Client:
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def preview(client: Client, text: str) -> Any:
    file = SimpleUploadedFile("so.csv", (HEAD + text).encode(), "text/csv")
    return client.post(reverse("admin:communes_work_import"), {"import_file": file, "format": "0"})


def test_a_sheet_becomes_works_with_their_ledger(book: Registers) -> None:
    client = client_of(book.world.coordinator)
    shown = preview(client, ROAD + "son-lang,Nhà văn hóa,ntm,,,,,,,,,,\n")
    assert Work.objects.count() == 0  # shown first
    form = shown.context["confirm_form"]
    client.post(reverse("admin:communes_work_process_import"), form.initial)
    assert Work.objects.count() == 2
    found = construction_debt(book.unit_id, on=TODAY)
    assert found is not None
    assert (found.works, found.owed, found.given, found.unknown) == (2, 300, 900, 1)
    assert set(WorkLine.objects.values_list("on", "by")) == {
        (date(2024, 12, 31), book.world.coordinator.pk)
    }
    assert AuditEvent.objects.filter(action="work.import").count() == 1


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ROAD.replace("central", "xa"), "nguồn vốn"),
        (ROAD.replace("1000", "một tỷ"), "không phải số đồng"),
        (ROAD.replace("31/12/2024", ""), "tính đến ngày"),
        (ROAD.replace("31/12/2024", "31/12/2099"), "tính đến ngày"),
        (ROAD.replace(",ntm,", ",other,"), "Ghi tên nguồn"),
    ],
)
def test_a_wrong_row_is_refused_in_words(book: Registers, row: str, words: str) -> None:
    shown = preview(client_of(book.world.coordinator), row)
    assert "confirm_form" not in shown.context
    assert words in shown.text
    assert Work.objects.count() == 0


def test_sums_of_a_work_that_is_there_are_refused(book: Registers) -> None:
    book.work("Đường thôn 1")
    shown = preview(client_of(book.world.coordinator), ROAD)
    assert "confirm_form" not in shown.context
    assert WorkLine.objects.count() == 0


def test_nobody_else_imports(book: Registers) -> None:
    answer = preview(client_of(book.world.leader), ROAD)
    assert answer.status_code in (302, 403)
    assert Work.objects.count() == 0


def test_questions_of_a_used_questionnaire_are_for_reading(book: Registers) -> None:
    client = client_of(book.world.coordinator)
    address = reverse("admin:communes_questionnaire_change", args=[book.questionnaire.pk])
    assert 'name="questions-0-text"' in client.get(address).text
    book.survey()
    page = client.get(address)
    assert page.status_code == 200
    assert 'name="questions-0-text"' not in page.text
    assert SurveyQuestion.objects.count() == 2
