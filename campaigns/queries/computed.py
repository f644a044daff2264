"""Points that come from data: named sources, each a share of what was to be reached in a year.

A part of the app that has such figures registers its source when the app is ready; without one
the share is unknown, said so, and judged by the cluster's meeting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from campaigns.cluster_enums import PledgeState
from campaigns.models import Pledge, Task
from campaigns.punctuality import punctuality, share
from campaigns.queries.shortfalls import stands_of
from campaigns.task_enums import TaskState
from communes.enums import Standard
from communes.models import ProgressReport
from kbang_ntm.core import clock
from kbang_ntm.core.vietnamese import format_number

CENT = Decimal("0.01")
UNKNOWN = "chưa có số liệu"


@dataclass(frozen=True)
class Share:
    """`part` of `whole` reached; both None where nobody knows. `words` say what was counted."""

    part: int | None
    whole: int | None
    words: str

    @property
    def known(self) -> bool:
        """Whether points follow from it."""
        return self.part is not None and bool(self.whole)

    def points(self, maximum: Decimal) -> Decimal:
        """The same share of the maximum, to a hundredth, half up."""
        assert self.part is not None, "asked for known shares only"
        assert self.whole, "asked for known shares only"
        return (maximum * self.part / self.whole).quantize(CENT, ROUND_HALF_UP)

    def derivation(self, maximum: Decimal) -> str:
        """ "Quý IV/2024, đã xác nhận: 15/19 tiêu chí đạt; 15/19 × 20 = 15,79 điểm"."""
        if not self.known:
            return self.words
        result = format_number(self.points(maximum))
        return f"{self.words}; {self.part}/{self.whole} × {format_number(maximum)} = {result} điểm"


def unknown(why: str = "") -> Share:
    """Nobody knows, and why."""
    return Share(None, None, f"{UNKNOWN}: {why}" if why else UNKNOWN)


Compute = Callable[[int | None, int | None, int], Share]


@dataclass(frozen=True)
class Source:
    """A named source: (unit id, agency id, year) -> share."""

    code: str
    label: str
    compute: Compute


_sources: dict[str, Source] = {}


def register_source(code: str, label: str, compute: Compute) -> None:
    """Add a source, or replace the one of that code."""
    _sources[code] = Source(code, label, compute)


def sources() -> list[Source]:
    """All sources in the order they were named."""
    return list(_sources.values())


def share_of(code: str, unit_id: int | None, agency_id: int | None, year: int) -> Share:
    """What a source says of a unit or an agency in a year; unknown for a source that is gone."""
    source = _sources.get(code)
    return source.compute(unit_id, agency_id, year) if source else unknown("nguồn không còn")


def label_of(code: str) -> str:
    """A source in words."""
    source = _sources.get(code)
    return source.label if source else code


def criteria_met(unit_id: int | None, agency_id: int | None, year: int) -> Share:
    """Criteria met by the newest count of a period that ends in the year. Three queries."""
    if unit_id is None:
        return unknown("cơ quan không chấm tiêu chí")
    stand = stands_of([unit_id], year=year).get(unit_id)
    if stand is None or not stand.total:
        return unknown(f"không có báo cáo tiến độ đã gửi của năm {year}")
    return Share(stand.met, stand.total, f"{stand.source}: {stand.met}/{stand.total} tiêu chí đạt")


def reports_on_time(unit_id: int | None, agency_id: int | None, year: int) -> Share:
    """Progress reports of the year sent in time, of those that were due. One query."""
    if unit_id is None:
        return unknown("cơ quan không gửi báo cáo tiến độ")
    rows = list(
        ProgressReport.objects.filter(
            unit_id=unit_id,
            criteria_set__standard=Standard.NTM,
            period__ends__year=year,
            period__due_at__lte=clock.now(),
        ).values_list("submitted_at", "late")
    )
    if not rows:
        return unknown(f"chưa có kỳ báo cáo nào đến hạn trong năm {year}")
    in_time = sum(sent is not None and not late for sent, late in rows)
    return Share(in_time, len(rows), f"{in_time}/{len(rows)} báo cáo tiến độ gửi đúng hạn")


def pledge_reached(unit_id: int | None, agency_id: int | None, year: int) -> Share:
    """Targets of the signed pledge that were reached. Two queries at most."""
    whose = {"member__unit_id": unit_id} if unit_id else {"member__agency_id": agency_id}
    pledge = (
        Pledge.objects.filter(year=year, state=PledgeState.SIGNED, **whose)
        .prefetch_related("targets__results")
        .first()
    )
    if pledge is None:
        return unknown(f"chưa có giao ước đã ký của năm {year}")
    targets = list(pledge.targets.all())
    newest = [max(one.results.all(), key=lambda row: row.pk, default=None) for one in targets]
    if not any(row is not None for row in newest):
        return unknown("chưa ghi kết quả chỉ tiêu giao ước")
    reached = sum(row is not None and row.reached for row in newest)
    return Share(reached, len(targets), f"{reached}/{len(targets)} chỉ tiêu giao ước đạt")


TASKS = "tasks_on_time"


def tasks_on_time(unit_id: int | None, agency_id: int | None, year: int) -> Share:
    """Tasks led by the unit or agency that were due in the year and whose result came in time, of
    all that have fallen due. One query."""
    today = clock.today()
    whose = {"unit_id": unit_id} if unit_id else {"agency_id": agency_id}
    rows = Task.objects.filter(due__year=year, due__lte=today, **whose).exclude(
        state=TaskState.WITHDRAWN
    )
    found = share(
        punctuality(state, due, handed, today)
        for state, due, handed in rows.values_list("state", "due", "handed_on")
    )
    if not found.total:
        return unknown(f"không có nhiệm vụ nào đến hạn trong năm {year}")
    words = f"{found.on_time}/{found.total} nhiệm vụ đến hạn có kết quả đúng hạn"
    return Share(found.on_time, found.total, words)


def register_own() -> None:
    """The sources this module knows itself; called once, when the app is ready. A source that
    another part has already named under one of these codes stays."""
    for code, label, compute in (
        ("criteria_met", "Tỷ lệ tiêu chí đạt", criteria_met),
        ("reports_on_time", "Tỷ lệ báo cáo tiến độ đúng hạn", reports_on_time),
        (TASKS, "Tỷ lệ nhiệm vụ hoàn thành đúng hạn", tasks_on_time),
        ("pledge_reached", "Tỷ lệ chỉ tiêu giao ước đạt", pledge_reached),
    ):
        if code not in _sources:
            register_source(code, label, compute)
