"""Pages behind an act or a choice, which walking by links does not reach: as clean as the others,
on a phone and on an office PC."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from communes.enums import Origin, Standard
from communes.models import AdministrativeUnit, ProgressReport, Questionnaire, RecognitionCase
from communes.queries.specs import load_specs
from communes.services.change_drafts import save_draft
from communes.services.edits import Edit
from communes.services.entries import save_entries
from communes.services.imports import confirm_import
from communes.services.surveys import add_group, open_survey
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from tests.browser.test_every_page import Walk
from tests.browser.walking import sign_in
from tests.factories.report_forms import add_form, workbook
from tests.factories.workbooks import downloaded, filled, upload
from tests.security.changes import make_changes

pytestmark = [
    pytest.mark.browser,
    pytest.mark.data("demo"),
    pytest.mark.django_db(transaction=True),
]
PERIOD = "2025-Q2"
MAP = "ban_do=01/07/2025"


def account(username: str) -> User:
    return User.objects.get(username=username)


def report_of(key: str) -> ProgressReport:
    return ProgressReport.objects.get(unit__key=key, period__key=PERIOD)


def on_another_map() -> list[str]:
    """Figures carried onto the map of the six communes, and a unit that is not there yet."""
    unit = "xa-son-lang-2025"
    return [
        f"/tong-hop/?ky={PERIOD}&{MAP}",
        f"/tong-hop/tinh-chuyen/{unit}/11/?ky={PERIOD}&{MAP}",
        f"/don-vi/{unit}/",
        "/don-vi/lang-to-kor/",
        f"/ban-do/?ky={PERIOD}&{MAP}",
    ]


def public() -> list[str]:
    return [f"/cong-khai/?{MAP}"]


def a_village() -> list[str]:
    """The case of a village being prepared, the form of its next act."""
    case = RecognitionCase.objects.get(unit__key="lang-to-kor")
    return [
        reverse("communes:case", args=[case.uid]),
        reverse("communes:case-act", args=[case.uid, "y-kien"]),
    ]


def reports_of_a_village() -> list[str]:
    return ["/nhap-so-lieu/", reverse("communes:report", args=[report_of("lang-so-tor").uid])]


def save_poverty(report: ProgressReport, officer: User) -> None:
    """Somebody saves the figure of 11 after the workbook was downloaded."""
    rows = load_specs(report.criteria_set, on=report.period.ends).indicators.values()
    row = next(row for row in rows if row.code == "11")
    entry = report.entries.get(indicator_id=row.id)
    figures = {row.spec.parts[0].key: {"numerator": "140", "denominator": "1200"}}
    edit = Edit(row.id, entry.version, figures, note="Rà soát tháng 6.")
    outcome = save_entries(
        report=report,
        edits=[edit],
        key=uuid.uuid4().hex,
        received_at=clock.now(),
        origin=Origin.GROUP,
        actor=officer,
    )
    assert not outcome.problems


def from_a_file() -> list[str]:
    """A preview with changes, a conflict and a problem; an import that was taken, its undoing."""
    report, officer = report_of("son-lang"), account("xa.sonlang")
    old = downloaded(report, officer)
    save_poverty(report, officer)
    cells: dict[str, dict[tuple[int, str], Any]] = {
        "1.1": {(0, "Giải trình"): "Theo biên bản."},
        "10": {(0, "Số hoặc lựa chọn"): "5O,2"},
        "11": {(0, "Tử số"): 149, (0, "Giải trình"): "Theo danh sách hộ nghèo."},
    }
    preview = upload(report, filled(old, cells), officer)
    note = {"1.2": {(0, "Giải trình"): "Theo biên bản."}}
    taken = upload(report, filled(downloaded(report, officer), note), officer)
    confirm_import(batch=taken, choices={}, actor=officer)
    return [
        reverse("communes:import", args=[preview.uid]),
        reverse("communes:import", args=[taken.uid]),
        reverse("communes:import-cancel", args=[taken.uid]),
    ]


def of_units() -> list[str]:
    """A plan with questions, one that may be applied, a change with an item without a receiver."""
    admin = account("quantri")
    path = Path(settings.BASE_DIR) / "docs" / "examples" / "sap-xep-2025-07-01.json"
    asked = save_draft(body=json.loads(path.read_text(encoding="utf-8")), actor=admin)
    ready, applied, _waiting = make_changes(admin)
    return [
        reverse("communes:change-plan", args=[asked.uid]),
        reverse("communes:change-confirm", args=[asked.uid]),
        reverse("communes:change-plan", args=[ready.uid]),
        reverse("communes:change-confirm", args=[ready.uid]),
        reverse("communes:change", args=[applied.uid]),
        "/sap-xep/",
    ]


def of_a_survey() -> list[str]:
    """A survey whose papers are being counted."""
    front = account("mattran")
    survey = open_survey(
        unit_id=AdministrativeUnit.objects.get(key="dong").pk,
        standard=Standard.NTM,
        year=2025,
        questionnaire=Questionnaire.objects.order_by("pk")[0],
        actor=front,
    )
    group = add_group(survey=survey, name="Thôn 1", actor=front)
    return [
        reverse("communes:survey", args=[survey.uid]),
        reverse("communes:survey-count", args=[group.uid]),
        reverse("communes:survey-close", args=[survey.uid]),
    ]


def of_a_form() -> list[str]:
    """A template with a name that is understood, one that is not, and one of a commune."""
    form = add_form(
        workbook({"so_xa": "B2", "so_nha": "B3", "xa_ct_11": "B4"}), account("dieuphoi")
    )
    return [
        reverse("reports:forms"),
        reverse("reports:form-new"),
        reverse("reports:form", args=[form.uid]),
        reverse("reports:form-withdraw", args=[form.uid]),
    ]


STATES: list[tuple[str, Callable[[], list[str]]]] = [
    ("", public),
    ("dieuphoi", on_another_map),
    ("dieuphoi", of_a_form),
    ("xa.sopai", a_village),
    ("xa.totung", reports_of_a_village),
    ("xa.sonlang", from_a_file),
    ("mattran", of_a_survey),
    ("quantri", of_units),
]


def problems_for(context: Any, addresses: list[str]) -> list[str]:
    """What is wrong with these pages, at both widths, as one person sees them."""
    page = context.new_page()
    walk = Walk(page)
    page.on("console", lambda m: walk.problems.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: walk.problems.append(str(error)))
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{address}: {answer.status}"
        walk.look(address)
    return walk.problems


def test_states(browser: Any, live_portal: str) -> None:
    problems: list[str] = []
    for username, make in STATES:
        context = browser.new_context(base_url=live_portal, locale="vi-VN")
        context.set_default_timeout(20_000)
        if username:
            sign_in(context, live_portal, username)
        problems += problems_for(context, make())
        context.close()
    assert not problems, "\n".join(problems)
