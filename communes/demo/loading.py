"""Fill an empty portal with the demonstration: accounts, levels, reports, a few files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from communes.demo.accounts import Accounts, load_accounts
from communes.demo.attachments import load_files
from communes.demo.calendar import steps
from communes.demo.cases import COMMUNE, load_cases
from communes.demo.figures import Figure, Figures, division_note, notes
from communes.demo.plan import all_figures, frame, illustrative_thresholds, plan
from communes.demo.registers import load_registers
from communes.demo.reports import Draft, Reviewers, Writer
from communes.demo.villages import load_village_reports, village_plan
from communes.enums import ReportState
from communes.models import (
    AdministrativeUnit,
    CriteriaSet,
    IndicatorPart,
    ProgressReport,
    ReportingPeriod,
    Threshold,
)
from communes.queries.specs import load_specs, thresholds_by_column
from communes.reference.files import Row, data, number
from communes.services.standings import Frame
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import PortalState
from kbang_ntm.core.services.seals import close_days, seal_all


@dataclass(frozen=True)
class Loaded:
    """What load_demo did: the accounts, and how many reports it wrote (0 the second time)."""

    accounts: Accounts
    reports: int
    thresholds: int
    files: int


Loader = Callable[[Accounts], None]
_above: dict[str, Loader] = {}


def register(name: str, loader: Loader) -> None:
    """Let an app above add its part of the demonstration; called in AppConfig.ready(). It runs
    once, into an empty portal, after the figures, on the day before the one shown."""
    _above[name] = loader


@transaction.atomic
def load_demo(*, password: str) -> Loaded:
    """Load the demonstration; a second run adds nothing.

    Raises Refused (`no_reference`, `real_data`): reference data comes first, and invented figures
    never stand beside real ones.
    """
    content = plan()
    criteria_set = CriteriaSet.objects.filter(code=content["criteria_set"]).first()
    if criteria_set is None:
        raise Refused("no_reference", "Chưa có số liệu tham chiếu. Chạy load_reference trước.")
    if ProgressReport.objects.filter(illustrative=False).exists():
        raise Refused("real_data", "Cổng đã có số liệu thật nên không nạp số liệu minh họa.")
    day = date.fromisoformat(content["demo_date"])
    _stand_on(day)
    accounts = load_accounts(password)
    thresholds = load_thresholds(criteria_set, illustrative_thresholds())
    of_villages = village_plan()
    thresholds += load_thresholds(
        CriteriaSet.objects.get(code=of_villages["criteria_set"]), of_villages["thresholds"]
    )
    if ProgressReport.objects.exists():
        return Loaded(accounts, 0, thresholds, 0)
    reviewers = Reviewers(accounts)
    reports = _load_reports(criteria_set, accounts, reviewers)
    files = load_files(reports[content["periods"][-1]])
    written = sum(len(rows) for rows in reports.values())
    written += load_village_reports(accounts, reviewers)
    _stand_on(day - timedelta(days=1))  # what is invented was done before the day shown
    load_registers(accounts)
    load_cases(accounts, reports[content["periods"][-1]][COMMUNE])
    for loader in _above.values():
        loader(accounts)
    seal_all()
    _stand_on(day)
    close_days()
    return Loaded(accounts, written, thresholds, files)


def _stand_on(day: date) -> None:
    """Let the portal stand on a day."""
    PortalState.objects.update_or_create(singleton=True, defaults={"demo_date": day})
    clock.forget()


def load_thresholds(criteria_set: CriteriaSet, rows: Iterable[Row]) -> int:
    """Add the illustrative levels that are not there; returns how many were added."""
    made = 0
    for row in rows:
        part = IndicatorPart.objects.get(
            indicator__criteria_set=criteria_set,
            indicator__code=row["indicator"],
            key=row["part"],
        )
        _threshold, new = Threshold.objects.get_or_create(
            part=part,
            region_column=row["region_column"],
            year_from=row["year_from"],
            year_to=row["year_to"],
            provenance=row["provenance"],
            amount=number(row["amount"]),
            defaults={
                name: row[name] for name in ("certain", "confidence", "legal_basis", "source")
            },
        )
        made += new
    return made


Reports = dict[str, dict[str, ProgressReport]]


def _load_reports(criteria_set: CriteriaSet, accounts: Accounts, reviewers: Reviewers) -> Reports:
    """All reports of all periods, by period and unit key."""
    content, figures = plan(), all_figures()
    periods = {row.key: row for row in ReportingPeriod.objects.filter(key__in=content["periods"])}
    units = {unit.key: unit for unit in AdministrativeUnit.objects.filter(level="commune")}
    found: Reports = {}
    for key in content["periods"]:
        period = periods[key]
        writer = Writer(
            period=period,
            criteria_set=criteria_set,
            frame=Frame(
                spec=load_specs(criteria_set, on=period.ends),
                rules=thresholds_by_column(criteria_set, column="tay_nguyen", year=period.year),
            ),
            accounts=accounts,
            reviewers=reviewers,
        )
        drafts = _drafts(period, units, figures)
        found[key] = writer.write(drafts)
        if criteria_set.frozen_at is None:
            criteria_set.frozen_at = min(draft.steps.entered for draft in drafts)
            criteria_set.save(update_fields=["frozen_at"])
    return found


def _drafts(
    period: ReportingPeriod, units: Mapping[str, AdministrativeUnit], figures: Figures
) -> list[Draft]:
    content, current = plan(), data("demo/current.json")
    index = content["periods"].index(period.key)
    before = figures[content["periods"][index - 1]] if index else {}
    running = period.key == content["periods"][-1]
    late = current["late"].get(period.key, [])
    due, closes = (
        moment.astimezone(clock.LOCAL).date() for moment in (period.due_at, period.closes_at)
    )
    drafts = []
    for place, (key, values) in enumerate(sorted(figures[period.key].items())):
        state = current["states"].get(key, "") if running else ReportState.CONFIRMED
        if not state:
            continue  # not begun: no row stands for it
        moments = steps(due=due, closes=closes, place=place, late=key in late)
        shown, accepted, returned = _so_far(values, state, current)
        divided = division_note(content, period.key, key)
        drafts.append(
            Draft(
                unit=units[key],
                state=state,
                figures=shown,
                notes=notes(frame(), shown, before.get(key, {}), divided),
                steps=moments,
                late=key in late,
                returned=returned,
                accepted=accepted,
                mended=current["mended"].get(key, {}) if running else {},
            )
        )
    return drafts


def _so_far(
    values: Mapping[str, Figure], state: str, current: Mapping[str, object]
) -> tuple[dict[str, Figure], frozenset[str], dict[str, str]]:
    """What is entered, what is accepted and what was returned, by how far a report has gone."""
    codes = list(values)
    if state == ReportState.DRAFT:
        drafted = codes[: int(str(current["drafted"]))]
        return {code: values[code] for code in drafted}, frozenset(), {}
    if state == ReportState.HANDED:
        return dict(values), frozenset(), {}
    if state == ReportState.IN_REVIEW:
        return dict(values), frozenset(codes[: int(str(current["accepted_in_review"]))]), {}
    if state == ReportState.RETURNED:
        reasons = current["returned"]
        assert isinstance(reasons, dict), "reasons by indicator code"
        return dict(values), frozenset(codes) - reasons.keys(), dict(reasons)
    return dict(values), frozenset(codes), {}
