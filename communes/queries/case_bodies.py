"""Which body acts for a case on a day, when it ended, and who follows it as far as known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from communes.enums import UnitKind
from communes.models import (
    AdministrativeUnit,
    Agency,
    AgencySuccession,
    RecognitionCase,
    Succession,
    UnitVersion,
)
from communes.recognition_enums import CaseLevel
from kbang_ntm.core.once import settled
from kbang_ntm.core.vietnamese import format_date


@dataclass(frozen=True)
class Body:
    """A body on a day. `last_day` is set when it has ended; `successors` names who follows, empty
    where no source says so. `unit_id` and `agency_id` None: nobody knows which body it is."""

    name: str
    exists: bool
    last_day: date | None = None
    successors: tuple[str, ...] = ()
    unit_id: int | None = None
    agency_id: int | None = None

    @property
    def known(self) -> bool:
        """It is a body of the portal, living or ended."""
        return self.unit_id is not None or self.agency_id is not None

    @property
    def successor_words(self) -> str:
        """Who follows, "chưa xác định" where nobody knows."""
        return ", ".join(self.successors) or "chưa xác định"

    @property
    def ended_words(self) -> str:
        """ "Huyện Kbang không còn hoạt động từ 01/07/2025. Đơn vị kế tục: chưa xác định."."""
        if not self.known:
            return f"{self.name}: chưa xác định."
        since = format_date(self.last_day + timedelta(days=1)) if self.last_day else ""
        gone = f"{self.name} không còn hoạt động" + (f" từ {since}" if since else "")
        return f"{gone}. Đơn vị kế tục: {self.successor_words}."


@settled
def unit_body(unit_id: int | None, on: date, *, label: str = "Cơ quan thẩm tra") -> Body:
    """A unit's authority on a day. At most three queries."""
    if unit_id is None:
        return Body(name=label, exists=False)
    versions = list(UnitVersion.objects.filter(unit_id=unit_id).order_by("valid"))
    now = next((row for row in versions if on in row.valid), None)
    if now is not None:
        return Body(name=now.name, exists=True, unit_id=unit_id)
    before = [row for row in versions if row.valid.upper is not None and row.valid.upper <= on]
    last = (before or versions)[-1] if versions else None
    ended = last.valid.upper - timedelta(days=1) if last and last.valid.upper else None
    after = Succession.objects.filter(predecessor_id=unit_id, date__lte=on).exclude(
        successor_id=unit_id
    )
    names = _names(list(after.values_list("successor_id", flat=True)), on)
    return Body(
        name=last.name if last else label,
        exists=False,
        last_day=ended,
        successors=tuple(names.values()),
        unit_id=unit_id,
    )


def agency_body(agency: Agency, on: date) -> Body:
    """An agency on a day. At most one query."""
    if on in agency.valid:
        return Body(name=agency.name, exists=True, agency_id=agency.pk)
    after = AgencySuccession.objects.filter(predecessor=agency, date__lte=on).select_related(
        "successor"
    )
    return Body(
        name=agency.name,
        exists=False,
        last_day=agency.valid.upper - timedelta(days=1) if agency.valid.upper else None,
        successors=tuple(row.successor.name for row in after),
        agency_id=agency.pk,
    )


def body_of(case: RecognitionCase, level: str, on: date) -> Body:
    """The body that acts in a case at a level. At most five queries."""
    if level == CaseLevel.COMMUNE:
        return unit_body(case.responsible_id, on, label="Đơn vị lập hồ sơ")
    if level == CaseLevel.DISTRICT:
        return unit_body(case.verifier_id, on)
    if level == CaseLevel.NATION:
        return Body(name=case.spec.decided_by, exists=True)
    top = province_of(case, on)
    return unit_body(top, on, label="Cấp tỉnh")


def province_of(case: RecognitionCase, on: date) -> int | None:
    """The province the case's unit lies in that day, else when it ended. Three queries at most."""
    unit: int | None = case.responsible_id
    for _step in range(3):
        row = _version_around(unit, on)
        if row is None:
            return None
        if row.kind == UnitKind.PROVINCE:
            return row.unit_id
        unit = row.parent_id
    return None


def parent_on(unit_id: int, on: date) -> AdministrativeUnit | None:
    """The unit above on a day. One query."""
    row = UnitVersion.objects.filter(unit_id=unit_id, valid__contains=on).select_related("parent")
    found = row.first()
    return found.parent if found else None


def _version_around(unit_id: int | None, on: date) -> UnitVersion | None:
    rows = UnitVersion.objects.filter(unit_id=unit_id).order_by("valid")
    found = None
    for row in rows:
        if row.valid.lower is None or row.valid.lower <= on:
            found = row
    return found


def _names(unit_ids: list[int], on: date) -> dict[int, str]:
    names: dict[int, str] = {}
    for row in UnitVersion.objects.filter(unit_id__in=unit_ids).order_by("valid"):
        if row.unit_id not in names or row.valid.lower is None or row.valid.lower <= on:
            names[row.unit_id] = row.name
    return names
