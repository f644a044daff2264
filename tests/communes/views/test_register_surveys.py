"""Pages of the Front's survey: counted twice, closed, published; small groups stay hidden."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from communes.models import (
    RegisterRule,
    Survey,
    SurveyTally,
)
from communes.services import surveys
from kbang_ntm.core.models import User
from tests.factories.communes import ALWAYS, pdf
from tests.factories.registers import Registers, make_registers

pytestmark = pytest.mark.django_db


@pytest.fixture
def book() -> Registers:
    return make_registers()


def url(name: str, *args: Any) -> str:
    return reverse(name if ":" in name else f"communes:{name}", args=args)


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("ban-quet.pdf", pdf("bản quét"), "application/pdf")


@pytest.fixture
def get(client: Client) -> Callable[..., Any]:
    def ask(user: User, name: str, *args: Any, data: Any = None) -> Any:
        client.force_login(user)
        return client.get(url(name, *args), data)

    return ask


@pytest.fixture
def post(client: Client) -> Callable[..., Any]:
    def send(user: User, page: str, /, *args: Any, query: str = "", **body: Any) -> Any:
        client.force_login(user)
        return client.post(url(page, *args) + query, body)

    return send


def _stream(answer: Any) -> Any:
    return io.BytesIO(answer.content)


def counts(book: Registers, yes: int) -> dict[str, str]:
    ids = book.questionnaire.questions.values_list("pk", flat=True)
    return {f"q{pk}_yes": str(yes) for pk in ids} | {f"q{pk}_no": "1" for pk in ids}


def test_survey_from_opening_to_the_public(
    book: Registers, get: Any, post: Any, client: Client
) -> None:
    front = book.front
    body = {
        "unit": book.unit_id,
        "standard": "ntm",
        "year": "2025",
        "questionnaire": book.questionnaire.pk,
    }
    assert post(front, "survey-open", **body).status_code == 302
    survey = Survey.objects.get()
    assert get(book.world.leader, "survey", survey.uid).status_code == 404  # still counting
    for group in survey.groups.order_by("name"):
        papers = {"issued": "30", "returned": "25"}
        wrong = post(front, "survey-count", group.uid, **papers, **counts(book, 25))
        assert wrong.status_code == 422
        assert "nhiều hơn 25 phiếu thu về" in wrong.text
        for _ in range(2):
            answer = post(front, "survey-count", group.uid, **papers, **counts(book, 20))
            assert answer.status_code == 302
    assert SurveyTally.objects.count() == 4
    minutes = {"minutes_number": "2/BB", "minutes_date": "19/06/2025"}
    assert post(front, "survey-close", survey.uid, **minutes).status_code == 422
    assert post(front, "survey-close", survey.uid, **minutes, file=scan()).status_code == 302
    assert get(book.world.leader, "survey", survey.uid).status_code == 200
    client.logout()
    public = url("survey-public-one", survey.uid)
    assert client.get(public).status_code == 404
    assert post(front, "survey-publish", survey.uid).status_code == 302
    client.logout()
    assert "80" in client.get(public).text
    assert "Sơn Lang" in client.get(url("survey-public")).text


def published(book: Registers, papers: tuple[int, int]) -> Survey:
    RegisterRule.objects.create(
        code="survey-small-group", title="Nhóm nhỏ", valid=ALWAYS, amount=10
    )
    survey = book.closed_survey(*papers)
    return surveys.publish_survey(survey=survey, actor=book.front)


def test_small_groups_are_kept_back_in_public(book: Registers, client: Client) -> None:
    survey = published(book, (40, 4))
    page = client.get(url("survey-public-one", survey.uid)).text
    assert page.count("không công bố riêng") >= 2  # the small one, and what would tell it
    assert "44" in page  # the commune as a whole is told
    for name, user in (
        ("communes:survey-public", None),
        ("communes:surveys", book.front),
    ):
        if user is not None:
            client.force_login(user)
        sheet = load_workbook(_stream(client.get(url(name), {"tai": "xlsx"}))).active
        rows = list(sheet.iter_rows(values_only=True))
        groups = [row for row in rows if row[3] in ("Làng Hà Nừng", "Làng Tà Kơr")]
        assert [row[4:7] for row in groups] == [(None, None, None)] * 2


def test_the_file_of_one_survey_keeps_its_groups_back(book: Registers, get: Any) -> None:
    survey = published(book, (40, 4))
    assert "Làng Hà Nừng" in get(book.front, "survey", survey.uid).text
    asked = {"tai": "csv"}
    own = get(book.front, "survey", survey.uid, data=asked).content.decode("utf-8-sig")
    assert "Hài lòng" in own and "Làng Hà Nừng" not in own
    other = get(book.world.leader, "survey", survey.uid, data=asked).content.decode("utf-8-sig")
    assert "Làng Hà Nừng;–;không công bố riêng" in other


def test_a_commune_of_too_few_papers_is_not_told(book: Registers, client: Client) -> None:
    survey = published(book, (5, 4))
    client.force_login(book.front)
    assert "tai=csv" not in client.get(url("survey", survey.uid)).text
    client.logout()
    assert "Số phiếu thu về ít quá" in client.get(url("survey-public-one", survey.uid)).text
    assert "Chưa có khảo sát nào" in client.get(url("survey-public")).text


def test_the_commune_sees_no_small_groups_either(book: Registers, get: Any) -> None:
    survey = published(book, (40, 4))
    page = get(book.world.leader, "survey", survey.uid).text
    assert "không công bố riêng" in page
    assert "hai lần đếm khớp" not in page
