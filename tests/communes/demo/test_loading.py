"""load_demo: accounts and reports as rows, repeatable, refused where it must not be."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Avg, Count, F

from communes.enums import Basis, ReportState
from communes.models import (
    AdministrativeUnit,
    CriteriaSet,
    EntryRevision,
    IndicatorEntry,
    Membership,
    ProgressReport,
    Receipt,
    ReportingPeriod,
    Review,
    Snapshot,
    Standing,
    Threshold,
)
from communes.queries.gaps import find_gaps
from communes.queries.verification import verify_verdicts
from communes.rules import reach
from communes.services.reports import next_receipt_number
from communes.services.standings import evaluate_report
from kbang_ntm.core import clock
from kbang_ntm.core.models import AuditEvent, PortalState, StoredFile, User

demo = pytest.mark.data("demo")
reference = pytest.mark.data("reference")
pytestmark = pytest.mark.django_db


@demo
def test_the_portal_stands_on_a_day_of_the_district() -> None:
    assert clock.today() == date(2025, 6, 20)
    assert PortalState.objects.get().demo_date == date(2025, 6, 20)


@demo
def test_a_second_run_adds_nothing_and_keeps_passwords() -> None:
    tables = [User, Membership, ProgressReport, IndicatorEntry, EntryRevision, Receipt, Threshold]
    before = [model.objects.count() for model in tables]
    password = User.objects.get(username="dieuphoi").password
    out = io.StringIO()
    call_command("load_demo", stdout=out)
    assert [model.objects.count() for model in tables] == before
    assert "Thêm 0 tài khoản, 0 báo cáo, 0 mức minh họa, 0 tệp." in out.getvalue()
    assert User.objects.get(username="dieuphoi").password == password


@demo
def test_the_accounts_asked_for_stand_with_their_posts() -> None:
    names = set(User.objects.values_list("username", flat=True))
    single = "quantri dieuphoi noivu chutich thuky vanthu bientap mattran huyenuy nnptnt ldtbxh"
    assert names >= set(single.split()) | {f"tv{n}" for n in range(1, 10)}
    for key in AdministrativeUnit.objects.filter(
        versions__kind="commune", versions__valid__contains=date(2024, 1, 1)
    ).values_list("key", flat=True):
        assert {f"xa.{key.replace('-', '')}", f"ld.{key.replace('-', '')}"} <= names
    officer = User.objects.get(username="xa.sonlang")
    unit = AdministrativeUnit.objects.get(key="son-lang")
    assert reach(officer).commune_ids == {unit.pk}
    gone = User.objects.get(username="xa.dakhlo")
    assert reach(gone).posts == ()
    assert not User.objects.filter(is_superuser=True).exists()
    staff = User.objects.filter(is_staff=True).values_list("username", flat=True)
    assert set(staff) == {"quantri", "dieuphoi"}


@demo
def test_no_post_of_the_district_outlives_it() -> None:
    later = Membership.objects.filter(valid__contains=date(2025, 7, 1))
    assert set(later.values_list("user__username", flat=True)) == {
        "quantri",
        "xa.krong",
        "ld.krong",
    }


@demo
@pytest.mark.parametrize(
    ("key", "average"), [("2022-Q4", "10.7"), ("2023-Q3", "12.1"), ("2024-Q3", "14.3")]
)
def test_stored_standings_give_the_averages_of_the_press(key: str, average: str) -> None:
    rows = Standing.objects.filter(period__key=key, basis=Basis.CONFIRMED)
    assert rows.count() == 13
    assert f"{rows.aggregate(mean=Avg('criteria_met'))['mean']:.1f}" == average


@demo
def test_all_of_it_is_marked_as_illustrative() -> None:
    assert not ProgressReport.objects.filter(illustrative=False).exists()
    assert not Standing.objects.filter(illustrative=False).exists()
    made_up = Threshold.objects.filter(provenance="illustrative")
    of_communes = made_up.filter(part__indicator__criteria_set__code="xa-ntm-2021-2025")
    assert of_communes.count() == 7
    assert not made_up.filter(certain=True).exists()


@reference
def test_a_portal_without_the_demonstration_has_none_of_it() -> None:
    assert not Threshold.objects.filter(provenance="illustrative").exists()
    assert not User.objects.exists()
    assert not ProgressReport.objects.exists()
    assert clock.demo_date() is None


@demo
def test_how_far_each_report_of_the_running_quarter_has_gone() -> None:
    rows = ProgressReport.objects.filter(
        period__key="2025-Q2", criteria_set__code="xa-ntm-2021-2025"
    )
    states = dict(rows.values_list("unit__key", "state"))
    assert Counter(states.values()) == {
        "confirmed": 7,
        "in_review": 1,
        "returned": 1,
        "handed": 1,
        "draft": 1,
    }
    assert "lo-ku" not in states
    assert states["son-lang"] == ReportState.DRAFT
    assert rows.get(unit__key="son-lang").entries.count() == 43
    returned = Review.objects.filter(result="return", entry__review="returned")
    assert returned.count() == 3
    assert all(review.text for review in returned)


@demo
def test_a_mended_figure_keeps_both_versions_and_both_words() -> None:
    entry = IndicatorEntry.objects.get(
        report__period__key="2025-Q2", report__unit__key="to-tung", indicator__code="17.8"
    )
    first, second = entry.revisions.order_by("version")
    assert first.numerator is not None and second.numerator is not None
    assert first.numerator < second.numerator == entry.numerator
    assert first.received_at < second.received_at
    assert list(entry.reviews.values_list("result", "entry_version")) == [
        ("return", 1),
        ("accept", 2),
    ]
    assert (entry.version, entry.returns, entry.review) == (2, 1, "accepted")
    assert entry.report.receipts.filter(kind="submit").count() == 2


@demo
def test_earlier_quarters_are_confirmed_for_the_map_of_their_last_day() -> None:
    every = ProgressReport.objects.exclude(period__key="2025-Q2")
    assert set(every.values_list("state", flat=True)) == {ReportState.CONFIRMED}
    earlier = every.filter(criteria_set__code="xa-ntm-2021-2025")
    counts = dict(
        earlier.values_list("period__key").annotate(n=Count("id")).values_list("period__key", "n")
    )
    assert counts == {
        key: 13 if key < "2024-Q4" else 12
        for key in ReportingPeriod.objects.filter(
            kind="quarter", ends__gte=date(2022, 12, 31), ends__lt=date(2025, 6, 1)
        ).values_list("key", flat=True)
    }


@demo
def test_every_step_lies_in_its_window() -> None:
    for report in ProgressReport.objects.select_related("period"):
        period = report.period
        assert period.opens_at <= report.created_at
        if report.submitted_at:
            assert report.submitted_at <= period.closes_at
            assert report.late == (report.submitted_at > period.due_at)
        if report.confirmed_at:
            assert report.submitted_at is not None
            assert report.submitted_at < report.confirmed_at <= period.closes_at
    assert ProgressReport.objects.filter(late=True).exists()
    now = clock.start_of_day(date(2025, 6, 20))
    assert not AuditEvent.objects.filter(at__gte=now).exists()


@demo
def test_every_accepted_entry_was_accepted_by_the_agency_in_duty() -> None:
    wrong = Review.objects.exclude(duty__role="lead").count()
    assert wrong == 0
    for review in Review.objects.select_related("duty", "by")[::97]:
        assert review.duty is not None
        assert review.duty.indicator_id == review.entry.indicator_id
        assert review.at.astimezone(clock.LOCAL).date() in review.duty.valid
        assert review.duty.agency_id == review.agency_id
        assert review.by.memberships.filter(agency_id=review.agency_id).exists()


@demo
def test_entries_are_projections_of_their_revisions() -> None:
    newest = EntryRevision.objects.filter(version=F("entry__version"))
    assert newest.count() == IndicatorEntry.objects.count()
    assert EntryRevision.objects.count() == newest.count() + 2
    for name in ("numerator", "denominator", "number", "numerator_b"):
        differ = newest.filter(**{f"{name}__isnull": False}).exclude(**{name: F(f"entry__{name}")})
        assert not differ.exists()


@demo
def test_snapshots_freeze_what_was_confirmed() -> None:
    confirmed = ProgressReport.objects.filter(state=ReportState.CONFIRMED)
    assert Snapshot.objects.count() == confirmed.count()
    assert CriteriaSet.objects.get(code="xa-ntm-2021-2025").frozen_at is not None


@demo
def test_receipt_numbers_go_on_where_the_demonstration_ended() -> None:
    numbers = list(Receipt.objects.filter(kind="submit").values_list("number", flat=True))
    assert len(set(numbers)) == len(numbers)
    last = max(number for number in numbers if number and number.startswith("25-06-17"))
    assert next_receipt_number(date(2025, 6, 17)) == f"25-06-17-{int(last[-4:]) + 1:04d}"


@demo
def test_what_waits_can_go_on() -> None:
    rows = ProgressReport.objects.filter(period__key="2025-Q2").select_related(
        "unit", "period", "criteria_set"
    )
    gaps = {report.unit.key: Counter(gap.code for gap in find_gaps(report)) for report in rows}
    assert gaps["krong"] == gaps["so-pai"] == Counter()
    assert gaps["son-lang"] == {"missing": 14}
    assert gaps["dak-rong"] == {"returned": 3}


@demo
def test_made_up_papers_are_real_files_of_their_kinds() -> None:
    from django.core.files.storage import default_storage

    from kbang_ntm.core.uploads import inspect_upload

    kinds = set()
    for file in StoredFile.objects.filter(owner_kind="evidence").order_by("id")[:12]:
        with default_storage.open(file.path) as stream:
            accepted = inspect_upload(file.original_name, stream)
        assert (accepted.sha256, accepted.size) == (file.sha256, file.size)
        assert file.size < 40_000
        kinds.add(accepted.extension)
    assert kinds == {"pdf", "png", "xlsx"}


@demo
def test_stored_verdicts_can_be_recomputed() -> None:
    found = verify_verdicts()
    assert found.differences == ()
    assert found.entries == IndicatorEntry.objects.count()
    report = ProgressReport.objects.get(period__key="2024-Q3", unit__key="son-lang")
    assert evaluate_report(report=report) == 0


@demo
def test_a_wrong_stored_verdict_is_found_and_ends_with_one() -> None:
    entry = IndicatorEntry.objects.filter(verdict="not_met").first()
    assert entry is not None
    IndicatorEntry.objects.filter(pk=entry.pk).update(verdict="met")
    out = io.StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_verdicts", stdout=out)
    assert stopped.value.code == 1
    assert "đang lưu" in out.getvalue()
    assert "khác 1" in out.getvalue() or "khác 2" in out.getvalue() or "khác 3" in out.getvalue()


@demo
def test_a_wrong_count_is_found() -> None:
    standing = Standing.objects.filter(basis=Basis.CONFIRMED).first()
    assert standing is not None
    Standing.objects.filter(pk=standing.pk).update(criteria_met=standing.criteria_met + 1)
    found = verify_verdicts()
    assert [row.subject for row in found.differences] == ["số tiêu chí đạt (đã xác nhận)"]


@demo
def test_a_level_added_later_changes_no_stored_verdict() -> None:
    part = Threshold.objects.filter(provenance="illustrative").first()
    assert part is not None
    Threshold.objects.create(
        part=part.part, region_column="tay_nguyen", amount=99, provenance="entered", certain=True
    )
    assert verify_verdicts().differences == ()


@reference
def test_production_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PRODUCTION", True)
    with pytest.raises(CommandError, match="không nạp số liệu minh họa"):
        call_command("load_demo", verbosity=0)
    assert not User.objects.exists()


@reference
def test_invented_figures_never_stand_beside_real_ones() -> None:
    unit = AdministrativeUnit.objects.get(key="krong")
    ProgressReport.objects.create(
        unit=unit,
        responsible_unit=unit,
        criteria_set=CriteriaSet.objects.get(code="xa-ntm-2021-2025"),
        period=ReportingPeriod.objects.get(key="2024-Q3"),
    )
    with pytest.raises(CommandError, match="số liệu thật"):
        call_command("load_demo", verbosity=0)
    assert not User.objects.exists()
    assert not Threshold.objects.filter(provenance="illustrative").exists()
    assert PortalState.objects.count() == 0


@pytest.mark.data("empty")
def test_reference_data_come_first() -> None:
    with pytest.raises(CommandError, match="load_reference"):
        call_command("load_demo", verbosity=0)
