"""Nothing of a commune's draft shows anywhere to people who may not open it.

Marks are put into every text of the draft of Xã Sơn Lang; then all pages, fragments and sheets
that others can reach are searched for the marks and for the identifiers of the draft.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.urls import reverse

from communes.enums import Origin
from communes.services.edits import Edit
from communes.services.entries import save_entries
from communes.services.evidence import add_evidence
from communes.services.reports import give_back, hand_to_leader
from kbang_ntm.core import clock
from tests.factories.communes import pdf
from tests.security.stage import ACCOUNTS, ANONYMOUS, PERIOD, Stage, client_of, person, url_names

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.data("demo"),
    pytest.mark.usefixtures("quiet"),
]
MARK = "BIMATNHAP7731"
INSIDERS = ("xa.sonlang", "ld.sonlang", "dieuphoi")
OUTSIDERS = [account for account in ACCOUNTS if account not in INSIDERS]


def mark_the_draft(stage: Stage) -> set[str]:
    """Write marks through the services; returns what must not be seen outside."""
    report, row = stage.reports["draft"], stage.entries["draft"]
    officer, leader = person("xa.sonlang"), person("ld.sonlang")
    outcome = save_entries(
        report=report,
        edits=[Edit(row.indicator_id, row.version, {}, note=MARK, survey=MARK)],
        key="marks",
        received_at=clock.now(),
        origin=Origin.CELL,
        actor=officer,
    )
    assert outcome.saved, outcome.problems
    evidence = add_evidence(
        report=report,
        indicator_id=row.indicator_id,
        name=f"{MARK}.pdf",
        stream=io.BytesIO(pdf(MARK)),
        actor=officer,
    )
    hand_to_leader(report=report, actor=officer)
    give_back(report=report, remark=MARK, actor=leader)
    assert evidence.file is not None
    entries = report.entries.values_list("uid", flat=True)
    return {MARK, str(report.uid), str(evidence.uid), str(evidence.file.uid), *map(str, entries)}


def text_of(answer: HttpResponseBase) -> str:
    """All that was sent, sheets unpacked."""
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]  # the other kind
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"".join(archive.read(name) for name in archive.namelist())
    return body.decode(errors="replace")


def addresses(stage: Stage, account: str) -> list[str]:
    """All pages with no object, or with another object than the draft, and some questions."""
    found = []
    for name, pattern in url_names().items():
        screen = name.startswith("admin:communes_") and name.endswith("_changelist")
        if "logout" in name or (name.startswith("admin:") and not screen):
            continue
        found += [
            reverse(name, kwargs=values)
            for thing, values in stage.objects(name, pattern).items()
            if thing != "draft"
            # the trail of all acts is what quản trị is there for
            and not (account == "quantri" and name == "core:audit")
        ]
    late = f"{reverse('reports:late')}?ky={PERIOD}"
    matrix = reverse("reports:matrix")
    asked = [f"{matrix}?ky={PERIOD}&cach={basis}" for basis in ("tu-danh-gia", "xac-nhan")]
    return [*found, late, *asked, f"{matrix}?ky={PERIOD}&tim=son+lang"]


@pytest.mark.parametrize("account", OUTSIDERS)
def test_a_draft_shows_nowhere_else(account: str) -> None:
    stage = Stage()
    secrets = mark_the_draft(stage)
    client, leaks = client_of(account), []
    for address in addresses(stage, account):
        for headers in ({}, {"hx-request": "true"}):
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
