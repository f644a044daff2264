"""Nothing of a commune's draft shows anywhere to people who may not open it, nobody else writes it.

The plain addresses are searched in the walk of `test_rights`; here stand those with questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.security.looks import MARK, OUTSIDERS, mark_the_draft, text_of
from tests.security.stage import ANONYMOUS, PERIOD, Stage, client_of, url_names

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.data("demo"),
    pytest.mark.usefixtures("quiet"),
]
# Sources that answer a request of htmx otherwise than one of the browser: the card of a job;
# signing in, which answers 401 instead of leading away; and two of a crowded portal: the gate,
# which has scripts wait with a line instead of a page, and kept pages, which keep parts apart.
OTHERWISE = {
    "kbang_ntm/core/views/jobs.py",
    "kbang_ntm/core/sign_in.py",
    "kbang_ntm/core/admission/gate.py",
    "kbang_ntm/core/admission/kept.py",
}
ROOT = Path(__file__).resolve().parents[2]


def test_few_pages_answer_htmx_otherwise() -> None:
    """The walk of `test_rights` asks as a browser does; these pages are asked below as htmx does.
    A new one belongs into `asked`."""
    found = {
        str(path.relative_to(ROOT))
        for app in ("kbang_ntm", "communes", "campaigns", "awards", "reports")
        for path in (ROOT / app).rglob("*.py")
        if re.search(r"HX-Request|request\.htmx|HTTP_HX_REQUEST", path.read_text("utf-8"), re.I)
    }
    assert found == OTHERWISE


def asked(stage: Stage) -> Iterator[tuple[str, dict[str, str]]]:
    """Pages about no object or another than the draft, as they are asked with filters, and those
    that answer htmx otherwise as htmx asks."""
    late = f"{reverse('reports:late')}?ky={PERIOD}"
    matrix = f"{reverse('reports:matrix')}?ky={PERIOD}"
    for address in (late, f"{matrix}&cach=tu-danh-gia", f"{matrix}&cach=xac-nhan"):
        yield address, {}
    yield f"{matrix}&tim=son+lang", {}
    for values in stage.objects("core:job", url_names()["core:job"]).values():
        yield reverse("core:job", kwargs=values), {"hx-request": "true"}


@pytest.mark.parametrize("account", OUTSIDERS)
def test_a_draft_shows_nowhere_else(account: str) -> None:
    stage = Stage()
    secrets = mark_the_draft(stage)
    client, leaks = client_of(account), []
    for address, headers in asked(stage):
        text = text_of(client.get(address, headers=headers))
        leaks += [f"{address}: {secret}" for secret in secrets if secret in text]
    assert leaks == []


def test_screens_of_the_administration_hold_no_draft() -> None:
    """Quản trị looks at what was sent; rows of a draft are not there, nor in what is exported."""
    stage, client = Stage(), client_of("quantri")
    report, row = stage.reports["draft"], stage.entries["draft"]
    for name, pk in (("progressreport", report.pk), ("indicatorentry", row.pk)):
        answer = client.get(reverse(f"admin:communes_{name}_change", args=[pk]))
        assert answer.status_code == 302, "Django's way to say that there is no such row"
        listed = client.get(reverse(f"admin:communes_{name}_changelist")).context["cl"].queryset
        assert listed.exists()
        assert not listed.filter(pk=pk).exists()
    office = client_of("dieuphoi").get(
        reverse("admin:communes_indicatorentry_change", args=[row.pk])
    )
    assert office.status_code == 200


def test_the_marks_are_found_by_those_who_may() -> None:
    """The search above would see a mark: its own commune does."""
    stage = Stage()
    mark_the_draft(stage)
    page = client_of("xa.sonlang").get(
        reverse("communes:entry-history", args=[stage.entries["draft"].uid])
    )
    assert MARK in text_of(page)


def draft_posts(stage: Stage) -> list[tuple[str, dict[str, Any]]]:
    """Acts on the draft's rows by their numbers, as a neighbour who guessed them would send."""
    report, row = stage.reports["draft"], stage.entries["draft"]
    one, cell = [report.uid], [report.uid, row.indicator_id]
    number = f"i{row.indicator_id}"
    return [
        (reverse("communes:cell-save", args=cell), {f"{number}_v": row.version, "key": "k"}),
        (reverse("communes:entry-save", args=one), {"nhom": "1", "key": "k2"}),
        (reverse("communes:evidence-promise", args=cell), {"name": "a.pdf", "sha256": "0" * 64}),
        (reverse("communes:answer", args=cell), {"text": "x"}),
        (
            reverse("communes:review-decide", args=[row.uid]),
            {"decision": "accept", "seen_version": row.version},
        ),
    ]


@pytest.mark.parametrize("account", [name for name in OUTSIDERS if name != ANONYMOUS])
def test_nobody_else_writes_into_a_draft(account: str) -> None:
    stage = Stage()
    before = list(stage.reports["draft"].entries.order_by("pk").values())
    client = client_of(account)
    for headers in ({}, {"x-requested-with": "XMLHttpRequest"}):
        answers = [client.post(to, body, headers=headers) for to, body in draft_posts(stage)]
        assert {answer.status_code for answer in answers} == {404}
    assert list(stage.reports["draft"].entries.order_by("pk").values()) == before


@pytest.mark.parametrize("pk", [0, 1, 999_999])
def test_an_indicator_of_another_set_is_no_way_in(pk: int) -> None:
    """Numbers of indicators are guessable; those of other sets lead nowhere."""
    stage = Stage()
    rows = stage.reports["draft"].criteria_set.indicators.values_list("pk", flat=True)
    pk = pk if pk not in rows else 999_999
    client, report = client_of("xa.sonlang"), stage.reports["draft"]
    body = {f"i{pk}_v": "0", f"i{pk}_a_number": "1", "name": "a.pdf", "sha256": "0" * 64}
    for name in ("cell-save", "conflict-pick", "answer"):
        assert (
            client.post(reverse(f"communes:{name}", args=[report.uid, pk]), body).status_code == 404
        )
    before = report.entries.count()
    for name in ("evidence-add", "evidence-promise"):
        answer = client.post(reverse(f"communes:{name}", args=[report.uid, pk]), body)
        assert answer.status_code in (302, 404, 422)
    assert report.entries.count() == before
