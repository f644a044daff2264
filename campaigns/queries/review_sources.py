"""What the figures of the communes give to a review: criteria, punctuality, recognition."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q
from django.urls import reverse

from campaigns.queries.review_facts import Fact, Scope
from communes.enums import Basis, PeriodKind, RecognitionState, Standard, UnitKind
from communes.models import ProgressReport, Recognition, ReportingPeriod, Standing, UnitVersion
from communes.rules import SENT

NOT_KNOWN = "Chưa có số liệu đã xác nhận trong thời gian này."


def communes_within(unit_id: int, day: date) -> list[int]:
    """Communes of a district on a day; a commune is itself. One query."""
    rows = UnitVersion.objects.filter(
        Q(parent_id=unit_id) | Q(unit_id=unit_id), kind=UnitKind.COMMUNE, valid__contains=day
    )
    return list(rows.values_list("unit_id", flat=True))


def quarters_of(scope: Scope) -> list[ReportingPeriod]:
    """Quarters that ended within the scope, in order. One query."""
    return list(
        ReportingPeriod.objects.filter(
            kind=PeriodKind.QUARTER, ends__range=(scope.first, scope.last)
        ).order_by("ends")
    )


def criteria_facts(scope: Scope) -> Iterator[Fact]:
    """Criteria met on average in the first and the last quarter with confirmed figures. Only
    communes counted in the quarter stand in its mean. Two queries."""
    rows = (
        Standing.objects.filter(
            Q(unit_id=scope.unit_id)
            | Q(unit__versions__parent_id=scope.unit_id, unit__versions__kind=UnitKind.COMMUNE),
            basis=Basis.CONFIRMED,
            criteria_set__standard=Standard.NTM,
            period__kind=PeriodKind.QUARTER,
            period__ends__range=(scope.first, scope.last),
        )
        .distinct()
        .values_list("period_id", "unit_id", "criteria_met")
    )
    found: dict[int, list[int]] = defaultdict(list)
    for period_id, _unit, met in rows:
        found[period_id].append(met)
    counted = [period for period in quarters_of(scope) if period.pk in found]
    if not counted:
        yield Fact("Bình quân tiêu chí đạt", None, note=NOT_KNOWN, source=reverse("reports:matrix"))
        return
    for period in dict.fromkeys((counted[0], counted[-1])):
        counts = found[period.pk]
        mean = (Decimal(sum(counts)) / len(counts)).quantize(Decimal("0.1"), ROUND_HALF_UP)
        yield Fact(
            f"Bình quân tiêu chí đạt, {period.label}",
            mean,
            "tiêu chí/xã",
            note=f"{sum(counts)} lượt tiêu chí của {len(counts)} xã đã xác nhận.",
            source=f"{reverse('reports:matrix')}?ky={period.key}",
        )


def punctuality_facts(scope: Scope) -> Iterator[Fact]:
    """Quarterly reports that were due within the scope: sent, late, missing. Three queries."""
    periods = quarters_of(scope)
    communes = communes_within(scope.unit_id, scope.last)
    rows = ProgressReport.objects.filter(
        period__in=periods,
        criteria_set__standard=Standard.NTM,
        unit_id__in=UnitVersion.objects.filter(
            Q(parent_id=scope.unit_id) | Q(unit_id=scope.unit_id), kind=UnitKind.COMMUNE
        ).values("unit_id"),
        state__in=SENT,
    ).values_list("late", flat=True)
    count = Counter(rows)
    source = reverse("reports:matrix")
    yield Fact("Báo cáo quý đã gửi", sum(count.values()), "báo cáo", source=source)
    yield Fact("trong đó gửi sau hạn", count[True], "báo cáo", source=source)
    if periods and communes:
        yield Fact(
            "Số kỳ và số xã trên bản đồ cuối thời gian",
            len(periods),
            "kỳ",
            note=f"{len(communes)} xã.",
        )


RECOGNISED_WORDS = {
    Standard.NTM: "Xã được công nhận đạt chuẩn nông thôn mới",
    Standard.ADVANCED: "Xã được công nhận nông thôn mới nâng cao",
    Standard.MODEL: "Xã được công nhận nông thôn mới kiểu mẫu",
    Standard.VILLAGE: "Làng được công nhận nông thôn mới",
    Standard.DISTRICT: "Huyện được công nhận nông thôn mới",
}


def recognition_facts(scope: Scope) -> Iterator[Fact]:
    """Decisions of recognition and withdrawal that fall into the scope, by standard; one without
    a known day counts by its year. One query."""
    within = Q(decision_date__range=(scope.first, scope.last)) | Q(
        decision_date__isnull=True, year__range=(scope.first.year, scope.last.year)
    )
    place = Q(unit_id=scope.unit_id)
    for step in ("unit__versions__parent_id", "unit__versions__parent__versions__parent_id"):
        place |= Q(**{step: scope.unit_id})
    rows = Recognition.objects.filter(within & place).distinct()
    given: Counter[str] = Counter()
    undated: Counter[str] = Counter()
    withdrawn = 0
    for standard, state, day in rows.values_list("standard", "state", "decision_date"):
        if state != RecognitionState.RECOGNISED:
            withdrawn += 1
            continue
        given[standard] += 1
        undated[standard] += day is None
    source = reverse("reports:recognitions")
    for code, label in RECOGNISED_WORDS.items():
        note = f"{undated[code]} quyết định chưa rõ ngày, tính theo năm." if undated[code] else ""
        yield Fact(label, given[code], "quyết định", note=note, source=source)
    if withdrawn:
        yield Fact("Quyết định công nhận bị thu hồi", withdrawn, "quyết định", source=source)
