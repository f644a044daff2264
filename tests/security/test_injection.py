"""Text of people is text: never markup on a page, never a formula in a sheet."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from communes.enums import Role
from communes.models import AdministrativeUnit, IndicatorEntry, Membership, UnitVersion
from communes.services import evidence, people, reports, reviews, settlements
from communes.services.papers import attach_paper
from communes.services.windows import extend
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from tests.factories.communes import World, make_agency, make_post, make_user, make_world, pdf
from tests.security.looks import Inline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet")]
TAG = '"><img src=x onerror=alert(1)>'
SCRIPT = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://xau.example","xem")'


def bad(word: str) -> str:
    """A text that would run in a careless page, found again by its first word."""
    return f"{word}{TAG}{SCRIPT}"


def poison_people(world: World) -> None:
    """Names and positions as an administrator may type them, and the names of places."""
    User.objects.filter(pk=world.officer.pk).update(
        full_name=bad("tencongchuc"), position=bad("chucdanh"), phone="<b>0905</b>"
    )
    UnitVersion.objects.filter(unit=world.commune).update(
        name=bad("tenxa"), short_name=bad("tenngan")
    )
    for agency in (world.agency, world.coordination):
        agency.name, agency.short_name = bad("coquan"), bad("coquanngan")
        agency.save()
    for indicator in world.indicators.values():
        indicator.title, indicator.short_title = bad("tenchitieu"), bad("chitieungan")
        indicator.save()
    world.officer.refresh_from_db()


def poison_report(world: World) -> IndicatorEntry:
    """Every free text of a report's life, through the services; ends corrected."""
    report = world.fill(world.report())
    extend(
        period=world.period,
        unit=world.commune,
        until=world.period.closes_at + timedelta(days=3),
        reason=bad("lydogiahan"),
        granted_by=world.coordinator,
    )
    edit = world.edit(
        "11",
        {"a": {"numerator": "70", "denominator": "100"}},
        base_version=1,
        note=bad("giaitrinh"),
        survey=bad("dieutra"),
    )
    reason = world.edit("1.2", {}, base_version=1, na_reason=bad("khongapdung"))
    outcome = world.save(report, edit, reason)
    assert outcome.problems == ()
    evidence.add_evidence(
        report=report,
        indicator_id=world.indicators["11"].pk,
        name=f"tentep{TAG}.pdf",
        stream=io.BytesIO(pdf("x")),
        actor=world.officer,
    )
    attach_paper(
        report=report,
        number=bad("so")[:60],
        day=date(2025, 6, 19),
        name=f"giay{TAG}.pdf",
        stream=io.BytesIO(pdf("y")),
        actor=world.officer,
    )
    reports.hand_to_leader(report=report, actor=world.officer)
    reports.give_back(report=report, remark=bad("nhanxet"), actor=world.leader)
    report.refresh_from_db()
    world.send(report)
    return dispute_and_correct(world)


def dispute_and_correct(world: World) -> IndicatorEntry:
    """Returned twice, settled, confirmed, corrected; each with its text."""
    report = world.report()
    for number in range(2):
        entry = world.entry(report, "11")
        reviews.return_entry(
            entry=entry,
            seen_version=entry.version,
            text=bad(f"tralai{number}"),
            actor=world.reviewer,
        )
        reviews.answer(entry=entry, text=bad(f"giaidap{number}"), actor=world.officer)
        report.refresh_from_db()
        reports.submit(report=report, actor=world.leader)
    entry = world.entry(report, "11")
    settlements.settle(
        entry=entry,
        seen_version=entry.version,
        raw={"a": {"numerator": "71", "denominator": "100"}},
        na_reason="",
        conclusion=bad("ketluan"),
        minutes_number=bad("bb")[:60],
        minutes_date=date(2025, 6, 19),
        minutes=None,
        actor=world.coordinator,
    )
    for code in world.indicators:
        row = world.entry(report, code)
        if row.review == "none":
            reviews.accept(
                entry=row, seen_version=row.version, text=bad("ykien"), actor=world.reviewer
            )
    report.refresh_from_db()
    reviews.confirm(report=report, actor=world.coordinator)
    entry = world.entry(report, "11")
    settlements.correct(
        entry=entry,
        seen_version=entry.version,
        raw={"a": {"numerator": "72", "denominator": "100"}},
        na_reason="",
        reason=bad("lydodinhchinh"),
        actor=world.coordinator,
    )
    return world.entry(report, "11")


def poison_posts(world: World) -> None:
    post = Membership.objects.get(user=world.leader)
    today = clock.today()
    row = people.delegate(
        post=post,
        stand_in=world.second_officer,
        first=today,
        last=today + timedelta(days=2),
        paper=bad("giayuyquyen"),
        actor=world.leader,
    )
    people.end_delegation(delegation=row, reason=bad("lydoketthuc"), actor=world.leader)


def pages_for(world: World, entry: IndicatorEntry) -> list[str]:
    """Every page on which such a text may stand."""
    report, one = entry.report, [entry.uid]
    of_entry = ("review-entry", "entry-history", "why", "correct", "settle")
    of_report = ("entry", "gaps", "sign-off", "report", "report-history", "confirm")
    plain = [
        "communes:entry-home",
        "communes:assignments",
        "communes:review-queue",
        "communes:outstanding",
        "communes:delegations",
        "communes:handover",
        "core:home",
        "core:notices",
        "core:audit",
        "core:accounts",
        "core:my_account",
        "reports:matrix",
        "reports:map",
        "reports:late",
        "reports:units",
        "reports:thresholds",
        "reports:print",
        "reports:documents",
        "reports:public-home",
    ]
    receipt = report.receipts.filter(number__isnull=False)[0]
    extension = [world.period.key, world.commune.uid]
    return [
        *(reverse(f"communes:{name}", args=one) for name in of_entry),
        *(reverse(f"communes:{name}", args=[report.uid]) for name in of_report),
        *(f"{reverse('communes:entry', args=[report.uid])}?nhom={n}" for n in range(1, 6)),
        *(reverse(name) for name in plain),
        reverse("communes:why-criterion", args=[report.uid, "11"]),
        reverse("communes:extend", args=extension),
        reverse("communes:receipt", args=[receipt.uid]),
        reverse("communes:answer", args=[report.uid, entry.indicator_id]),
        reverse("reports:unit", args=[world.commune.key]),
        reverse("core:account", args=[world.officer.uid]),
        f"{reverse('communes:review-queue')}?cq={world.agency.code}",
        f"{reverse('reports:thresholds')}?tim={TAG}{SCRIPT}",
        f"{reverse('reports:matrix')}?tim={TAG}{SCRIPT}&ky={SCRIPT}",
        f"{reverse('core:audit')}?noi_dung={TAG}{SCRIPT}",
        f"/{SCRIPT}/",
    ]


SHOWN = [
    "tencongchuc",
    "chucdanh",
    "tenxa",
    "coquan",
    "tenchitieu",
    "giaitrinh",
    "dieutra",
    "khongapdung",
    "tentep",
    "lydogiahan",
    "nhanxet",
    "tralai0",
    "giaidap1",
    "ketluan",
    "ykien",
    "lydodinhchinh",
    "giayuyquyen",
]


def test_texts_of_people_stay_texts_on_every_page() -> None:
    world = make_world()
    poison_people(world)
    entry = poison_report(world)
    poison_posts(world)
    chief = make_user("quantri", bad("quantri"))
    make_post(chief, Role.ADMINISTRATOR, world.district, agency=None)
    seen, wrong = "", []
    for user in (world.officer, world.leader, world.reviewer, world.coordinator, chief):
        client = Client()
        client.force_login(user, settings.AUTHENTICATION_BACKENDS[-1])
        for address in pages_for(world, entry):
            answer = client.get(address)
            body = answer.content.decode()
            assert answer.status_code < 500, address
            parser = Inline()
            parser.feed(body)
            if parser.found or "<img src=x" in body or "<script>alert" in body or "<b>0905" in body:
                wrong.append(f"{user.username} {address} {parser.found}")
            seen += body
    assert wrong == []
    missing = [word for word in SHOWN if f"{word}&quot;&gt;&lt;img src=x" not in seen]
    assert missing == [], "these texts were on no page: the walk proves nothing about them"


def test_a_name_that_looks_like_a_formula_stays_a_name(client: Client) -> None:
    world = make_world()
    world.sent_report()
    UnitVersion.objects.filter(unit=world.commune).update(name=FORMULA, short_name=FORMULA)
    User.objects.filter(pk=world.neighbour_officer.pk).update(full_name="+1+1")
    client.force_login(world.coordinator, settings.AUTHENTICATION_BACKENDS[-1])
    found = set()
    for name in ("matrix-sheet", "units-sheet", "late-sheet", "thresholds-sheet"):
        answer = client.get(reverse(f"reports:{name}"), {"ky": world.period.key})
        book = load_workbook(io.BytesIO(answer.content))
        cells = [cell for page in book for row in page.iter_rows() for cell in row]
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
        assert [cell.coordinate for cell in cells if cell.hyperlink] == []
        found |= {str(cell.value) for cell in cells}
    assert {FORMULA, "+1+1"} <= found


@pytest.mark.parametrize("format_", ["0", "1"])
def test_sheets_of_the_administration_hold_no_formula(client: Client, format_: str) -> None:
    """What import-export writes is opened in a spreadsheet too, CSV as well."""
    world = make_world()
    chief = make_user("quantri", "Quản trị")
    make_post(chief, Role.ADMINISTRATOR, world.district)
    make_agency("xau", FORMULA, AdministrativeUnit.objects.get(key="huyen-kbang"))
    client.force_login(chief, settings.AUTHENTICATION_BACKENDS[-1])
    address = reverse("admin:communes_agency_export")
    form = client.get(address).context["form"]
    fields = {name: "on" for name in form.fields if name not in ("format", "export_items")}
    answer = client.post(address, {**fields, "format": format_, "resource": "0"})
    assert answer.status_code == 200
    if answer["Content-Type"].endswith("sheet"):
        book = load_workbook(io.BytesIO(answer.content))
        cells = [cell for page in book for row in page.iter_rows() for cell in row]
        assert any(cell.value == FORMULA for cell in cells)  # a text cell shows it as it is
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
        return
    texts = re.split(r"[\r\n\t;]", answer.content.decode("utf-8-sig"))
    assert any("HYPERLINK" in text for text in texts)
    assert [text for text in texts if text.strip('"').startswith("=")] == []
