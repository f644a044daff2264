"""Invented reports as rows: entries, revisions, receipts, reviews, standings, snapshots.

Written in bulk, past the services that check windows and rights day by day; verdicts, counts and
snapshots come from the same functions the services use.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from communes.demo.accounts import Accounts
from communes.demo.calendar import Steps
from communes.demo.figures import Figure
from communes.enums import Basis, DutyRole, EntryReview, Origin, ReportState, ReviewResult
from communes.measures import typed_part
from communes.models import (
    AdministrativeUnit,
    CriteriaSet,
    EntryRevision,
    IndicatorEntry,
    MeasuredValue,
    ProgressReport,
    Receipt,
    ReceiptCounter,
    ReportingPeriod,
    Review,
    ReviewDuty,
    Standing,
)
from communes.queries.values import part_values, value_columns
from communes.services.entries import make_receipt, value_text
from communes.services.snapshots import canonical_body, freeze
from communes.services.standings import Frame, apply_verdict, write_standing
from kbang_ntm.core import audit, clock
from kbang_ntm.core.models import User

NAMESPACE = uuid.UUID("5f0d6f5e-8f0b-4c53-9a39-2f6f1f0f3a11")
REVIEWED = frozenset({ReportState.IN_REVIEW, ReportState.RETURNED, ReportState.CONFIRMED})


@dataclass(frozen=True)
class Draft:
    """One report to write: whose, how far it has gone, its figures by indicator code.

    `commune` enters it where the unit is a village; `returned` are reasons by code, `accepted`
    says which codes the agencies have accepted, `mended` the reasons of those that were returned
    once, mended and then accepted.
    """

    unit: AdministrativeUnit
    state: str
    figures: Mapping[str, Figure]
    notes: Mapping[str, str]
    steps: Steps
    late: bool = False
    returned: Mapping[str, str] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()
    mended: Mapping[str, str] = field(default_factory=dict)
    commune: AdministrativeUnit | None = None

    @property
    def place(self) -> AdministrativeUnit:
        """Whose people enter and send it: the commune of a village, else the unit itself."""
        return self.commune or self.unit

    @property
    def arrived(self) -> datetime:
        """When it was sent last."""
        return self.steps.resent if self.mended else self.steps.submitted


class Reviewers:
    """Who had which duty when, and the account that speaks for the agency."""

    def __init__(self, accounts: Accounts) -> None:
        self._duties: dict[int, list[ReviewDuty]] = defaultdict(list)
        rows = ReviewDuty.objects.filter(role=DutyRole.LEAD).select_related("agency")
        for duty in rows:
            self._duties[duty.indicator_id].append(duty)
        special = {"vpdp": "dieuphoi"}
        self._people = {
            duty.agency_id: accounts.by_name[special.get(duty.agency.code, duty.agency.code)]
            for duty in rows
        }

    def of(self, indicator_id: int, day: date) -> tuple[ReviewDuty, User]:
        """The lead on that day. Raises StopIteration when nobody leads."""
        duty = next(duty for duty in self._duties[indicator_id] if day in duty.valid)
        return duty, self._people[duty.agency_id]


class Writer:
    """Writes the reports of one period against one set."""

    def __init__(
        self,
        *,
        period: ReportingPeriod,
        criteria_set: CriteriaSet,
        frame: Frame,
        accounts: Accounts,
        reviewers: Reviewers,
    ) -> None:
        self.period, self.criteria_set, self.frame = period, criteria_set, frame
        self.accounts, self.reviewers = accounts, reviewers
        self.codes = {row.code: pk for pk, row in frame.spec.indicators.items()}

    def write(self, drafts: Sequence[Draft]) -> dict[str, ProgressReport]:
        """All reports of the period, by unit key; receipts are numbered in order of arrival."""
        numbers = self._numbers(drafts)
        return {
            draft.unit.key: self._report(draft, numbers.get(draft.unit.key, "")) for draft in drafts
        }

    def _numbers(self, drafts: Sequence[Draft]) -> dict[str, str]:
        """Receipt numbers of those that were sent, continuing each day's counter."""
        found: dict[str, str] = {}
        sent = [draft for draft in drafts if draft.state in REVIEWED]
        for draft in sorted(sent, key=lambda draft: draft.steps.submitted):
            found[draft.unit.key] = _next_number(draft.steps.submitted.date())
        return found

    def _report(self, draft: Draft, number: str) -> ProgressReport:
        report = self._row(draft)
        entries = self._entries(report, draft)
        IndicatorEntry.objects.bulk_create(entries)
        self._revisions(report, draft, entries)
        if draft.state in REVIEWED:
            self._reviews(draft, entries)
            self._submission(report, draft, number, draft.steps.submitted)
            if draft.mended:
                self._submission(report, draft, _next_number(draft.arrived.date()), draft.arrived)
        self._standings(report, draft, entries)
        if draft.state == ReportState.CONFIRMED:
            freeze(report=report, by=self._coordinator, at=draft.steps.confirmed)
        self._acts(report, draft, number)
        return report

    @property
    def _coordinator(self) -> User:
        return self.accounts.by_name["dieuphoi"]

    def _row(self, draft: Draft) -> ProgressReport:
        key, steps = draft.place.key, draft.steps
        report = ProgressReport(
            uid=uuid.uuid5(NAMESPACE, f"report {self.period.key} {draft.unit.key}"),
            unit=draft.unit,
            responsible_unit=draft.place,
            criteria_set=self.criteria_set,
            period=self.period,
            state=draft.state,
            version=1,
            illustrative=True,
            created_at=steps.entered,
            changed_at=steps.entered,
        )
        if draft.state != ReportState.DRAFT:
            report.handed_at, report.handed_by = steps.handed, self.accounts.officer(key)
        if draft.state in REVIEWED:
            report.submitted_at, report.submitted_by = draft.arrived, self.accounts.leader(key)
            report.late = draft.late
        if draft.state == ReportState.CONFIRMED:
            report.confirmed_at, report.confirmed_by = steps.confirmed, self._coordinator
        report.save(force_insert=True)
        return report

    def _entries(self, report: ProgressReport, draft: Draft) -> list[IndicatorEntry]:
        entries = []
        for code, figure in draft.figures.items():
            entry = IndicatorEntry(
                report=report,
                indicator_id=self.codes[code],
                version=1,
                changed_at=draft.steps.entered,
                changed_by=self.accounts.officer(draft.place.key),
                note=draft.notes.get(code, ""),
                survey=figure.survey,
                **value_columns(figure.value),
            )
            if code in draft.mended:
                entry.version, entry.returns, entry.changed_at = 2, 1, draft.steps.mended
                entry.review = EntryReview.ACCEPTED
            elif code in draft.returned:
                entry.review, entry.returns = EntryReview.RETURNED, 1
            elif code in draft.accepted:
                entry.review = EntryReview.ACCEPTED
            if entry.review != EntryReview.NONE:
                duty, _by = self.reviewers.of(entry.indicator_id, draft.steps.reviewed.date())
                entry.reviewed_agency = duty.agency
                entry.reviewed_at = (
                    draft.steps.accepted if code in draft.mended else draft.steps.reviewed
                )
            apply_verdict(self.frame, entry)
            entries.append(entry)
        return entries

    def _revisions(
        self, report: ProgressReport, draft: Draft, entries: Sequence[IndicatorEntry]
    ) -> None:
        rows = self.frame.spec.indicators
        officer = self.accounts.officer(draft.place.key)
        receipt = make_receipt(
            report=report,
            by=officer,
            at=draft.steps.entered,
            origin=Origin.DEMO,
            body=[[rows[entry.indicator_id].code, 1, value_text(entry)] for entry in entries],
        )
        for entry in entries:
            entry.save_code = receipt.code
        IndicatorEntry.objects.filter(report=report).update(save_code=receipt.code)
        first = [
            EntryRevision(
                entry=entry,
                version=1,
                base_version=0,
                author=officer,
                origin=self._origin(entry.indicator_id, draft.figures),
                receipt=receipt,
                received_at=draft.steps.entered,
                **self._values(entry, tried=entry.version > 1),
            )
            for entry in entries
        ]
        EntryRevision.objects.bulk_create(first + self._mended(report, draft, entries))

    def _mended(
        self, report: ProgressReport, draft: Draft, entries: Sequence[IndicatorEntry]
    ) -> list[EntryRevision]:
        """The second versions of what came back, under a receipt of their own."""
        again = [entry for entry in entries if entry.version > 1]
        if not again:
            return []
        officer, at = self.accounts.officer(draft.place.key), draft.steps.mended
        codes = {entry.pk: self.frame.spec.indicators[entry.indicator_id].code for entry in again}
        receipt = make_receipt(
            report=report,
            by=officer,
            at=at,
            origin=Origin.DEMO,
            body=[[codes[entry.pk], 2, value_text(entry)] for entry in again],
        )
        report.entries.filter(pk__in=codes).update(save_code=receipt.code)
        return [
            EntryRevision(
                entry=entry,
                version=2,
                base_version=1,
                author=officer,
                origin=Origin.DEMO,
                receipt=receipt,
                received_at=at,
                **self._values(entry, tried=False),
            )
            for entry in again
        ]

    def _values(self, entry: IndicatorEntry, *, tried: bool) -> dict[str, Any]:
        """The value columns and typed text of a version; `tried` is the one that came back."""
        values = {name: getattr(entry, name) for name in MeasuredValue.VALUE_FIELDS}
        if tried:
            assert entry.numerator is not None, "only counted figures are mended here"
            values["numerator"] = entry.numerator - max(1, int(entry.numerator) // 40)
        shown = IndicatorEntry(**values)
        specs = self.frame.spec.indicators[entry.indicator_id].spec.parts
        parts = zip(specs, part_values(shown, len(specs)), strict=True)
        return {**values, "raw": {spec.key: typed_part(part) for spec, part in parts}}

    def _origin(self, indicator_id: int, figures: Mapping[str, Figure]) -> str:
        code = self.frame.spec.indicators[indicator_id].code
        return Origin.CARRIED if figures[code].carried else Origin.DEMO

    def _reviews(self, draft: Draft, entries: Sequence[IndicatorEntry]) -> None:
        rows = self.frame.spec.indicators
        reviews = []
        for entry in entries:
            if entry.review == EntryReview.NONE:
                continue
            code = rows[entry.indicator_id].code
            text = draft.returned.get(code) or draft.mended.get(code, "")
            words = [(1, text, draft.steps.reviewed)]
            if code in draft.mended:
                words.append((2, "", draft.steps.accepted))
            for version, said, at in words:
                duty, by = self.reviewers.of(entry.indicator_id, at.date())
                reviews.append(
                    Review(
                        entry=entry,
                        entry_version=version,
                        result=ReviewResult.RETURN if said else ReviewResult.ACCEPT,
                        text=said,
                        agency=duty.agency,
                        duty=duty,
                        round=entry.returns,
                        by=by,
                        at=at,
                    )
                )
        Review.objects.bulk_create(reviews)

    def _submission(self, report: ProgressReport, draft: Draft, number: str, at: datetime) -> None:
        digest = hashlib.sha256(f"{number}\n{at.isoformat()}\n{canonical_body(report)}".encode())
        Receipt.objects.create(
            report=report,
            kind=Receipt.Kind.SUBMIT,
            number=number,
            code=digest.hexdigest()[:4].upper(),
            at=at,
            by=self.accounts.leader(draft.place.key),
            origin=Origin.DEMO,
            sha256=digest.hexdigest(),
            entries=len(draft.figures),
            late=draft.late,
        )

    def _standings(
        self, report: ProgressReport, draft: Draft, entries: Sequence[IndicatorEntry]
    ) -> None:
        rows = [
            (
                entry.indicator_id,
                entry.verdict,
                entry.verdict_unverified,
                entry.verdict_illustrative,
                entry.review,
                entry.version,
            )
            for entry in entries
        ]
        spec = self.frame.spec
        write_standing(report=report, spec=spec, basis=Basis.SELF_ASSESSED, entries=rows)
        if draft.state == ReportState.CONFIRMED:
            write_standing(report=report, spec=spec, basis=Basis.CONFIRMED, entries=rows)
        Standing.objects.filter(report=report).update(updated_at=self._last(draft))

    def _last(self, draft: Draft) -> datetime:
        if draft.state == ReportState.CONFIRMED:
            return draft.steps.confirmed
        return draft.steps.reviewed if draft.state in REVIEWED else draft.steps.entered

    def _acts(self, report: ProgressReport, draft: Draft, number: str) -> None:
        """The trail of the report, told afterwards and marked as made up."""
        officer, leader = (
            self.accounts.officer(draft.place.key),
            self.accounts.leader(draft.place.key),
        )
        steps = draft.steps
        saved = f"Lưu {len(draft.figures)} chỉ tiêu (số liệu minh họa)"
        acts = [
            (officer, "report.start", f"Mở báo cáo {self.period.label}", steps.entered),
            (officer, "report.save", saved, steps.entered),
        ]
        if draft.state != ReportState.DRAFT:
            acts.append((officer, "report.hand", "Trình lãnh đạo UBND xã", steps.handed))
        if draft.state in REVIEWED:
            sent = f"Gửi huyện, phiếu {number}"
            acts.append((leader, "report.submit", sent, steps.submitted))
        for code in (*draft.returned, *draft.mended):
            _duty, by = self.reviewers.of(self.codes[code], steps.reviewed.date())
            acts.append((by, "report.return", f"Trả lại chỉ tiêu {code}", steps.reviewed))
        if draft.mended:
            acts.append((officer, "report.save", f"Sửa {len(draft.mended)} chỉ tiêu", steps.mended))
            acts.append((leader, "report.resubmit", "Gửi lại", steps.resent))
        if draft.state == ReportState.CONFIRMED:
            done = "Xác nhận số liệu"
            acts.append((self._coordinator, "report.confirm", done, steps.confirmed))
        for actor, action, summary, at in acts:
            audit.record(
                actor=actor,
                action=action,
                subject=report,
                summary=summary,
                data={"illustrative": True},
                at=at.astimezone(clock.LOCAL),
            )


def _next_number(day: date) -> str:
    """The next receipt number of a day; nobody else writes while the demonstration is loaded."""
    counter, _made = ReceiptCounter.objects.get_or_create(day=day)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{day:%y-%m-%d}-{counter.last:04d}"
