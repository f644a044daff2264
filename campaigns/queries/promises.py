"""What the plan promised by 2025 against what is known on a day, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from campaigns.enums import TargetKind
from campaigns.models import Campaign, Objective
from campaigns.queries.village_targets import CUMULATIVE, each_village, targets_of
from communes.enums import RecognitionState, Standard, UnitKind
from communes.models import UnitVersion
from communes.queries.recognised import (
    district_figures,
    figure_known,
    latest_recognitions,
    recognised_on,
)
from kbang_ntm.core.once import once
from kbang_ntm.core.vietnamese import format_date


@dataclass(frozen=True)
class Promise:
    """One objective: planned, achieved (None = chưa xác định), and the sentence that says why.

    `verdict` is met, not_met, unknown or open (the target year has not ended).
    """

    kind: str
    label: str
    unit: str
    planned: int
    achieved: int | None
    verdict: str
    reason: str
    certain: bool


@dataclass(frozen=True)
class RecognisedUnit:
    """A commune of the plan and whether it is recognised, with what is known of the paper."""

    unit_id: int
    key: str
    name: str
    recognised: bool
    year: int | None
    year_certain: bool
    certain: bool
    still_exists: bool

    @property
    def year_words(self) -> str:
        """ "Năm 2020"; "Có, chưa rõ năm" where no year is known."""
        return f"Năm {self.year}" if self.year else "Có, chưa rõ năm"


@once
def recognised_units(campaign: Campaign, day: date) -> list[RecognisedUnit]:
    """The communes named by the plan with their recognition as known on a day. Three queries."""
    named = [
        row.unit
        for row in targets_of(campaign)
        if row.kind == TargetKind.COMMUNE_NTM and row.unit is not None
    ]
    unit_ids = [unit.pk for unit in sorted(named, key=lambda unit: unit.order)]
    latest = latest_recognitions(Standard.NTM, day, unit_ids)
    names: dict[int, UnitVersion] = {}
    living: set[int] = set()
    for version in (
        UnitVersion.objects.filter(unit_id__in=unit_ids).select_related("unit").order_by("valid")
    ):
        if version.kind == UnitKind.COMMUNE and day in version.valid:
            living.add(version.unit_id)
        if version.unit_id not in names or _starts_by(version, day):
            names[version.unit_id] = version
    found = []
    for unit_id in unit_ids:
        row = latest.get(unit_id)
        recognised = row is not None and row.state == RecognitionState.RECOGNISED
        found.append(
            RecognisedUnit(
                unit_id=unit_id,
                key=names[unit_id].unit.key,
                name=names[unit_id].short_name,
                recognised=recognised,
                year=row.year if row and recognised else None,
                year_certain=bool(row and row.year_certain),
                certain=bool(row and row.certain),
                still_exists=unit_id in living,
            )
        )
    return found


def _starts_by(version: UnitVersion, day: date) -> bool:
    return version.valid.lower is None or version.valid.lower <= day


def promises(campaign: Campaign, day: date) -> list[Promise]:
    """The plan's objectives as they stand on a day, in the plan's order."""
    last_year = campaign.period.upper.year - 1 if campaign.period.upper else day.year
    over = day.year > last_year
    planned = planned_numbers(campaign)
    return [
        _communes(campaign, day, over, planned),
        _advanced(campaign, day, over, planned),
        _villages(campaign, day, over, planned),
        _village_each(day, over),
        _district(day, over),
    ]


def planned_numbers(campaign: Campaign) -> dict[str, int]:
    """{kind: the number the plan's objectives promise, all years together}, of those that say one.
    One query."""
    found: dict[str, int] = {}
    rows = Objective.objects.filter(campaign=campaign, number__isnull=False)
    for kind, number in rows.values_list("kind", "number"):
        found[kind] = found.get(kind, 0) + int(number or 0)
    return found


def _verdict(achieved: int | None, planned: int, over: bool) -> str:
    if achieved is None:
        return "unknown"
    if achieved >= planned:
        return "met"
    return "not_met" if over else "open"


def _communes(campaign: Campaign, day: date, over: bool, planned: Mapping[str, int]) -> Promise:
    units = recognised_units(campaign, day)
    done = [unit for unit in units if unit.recognised]
    gone = [unit.name for unit in done if not unit.still_exists]
    living = sum(unit.still_exists for unit in units)
    number = planned.get(TargetKind.COMMUNE_NTM, len(units))
    reason = f"{len(units) - len(done)} xã của kế hoạch chưa được công nhận."
    if gone and living:
        reason += (
            f" {', '.join(gone)} đã nhập vào xã khác: còn {len(done) - len(gone)}/{living} xã "
            "trên bản đồ hôm nay, mục tiêu giữ theo kế hoạch."
        )
    elif gone:
        reason += " Các xã cũ đã nhập thành xã mới, mục tiêu giữ theo kế hoạch."
    return Promise(
        TargetKind.COMMUNE_NTM,
        "Xã đạt chuẩn nông thôn mới",
        "xã",
        number,
        len(done),
        _verdict(len(done), number, over),
        reason,
        all(unit.certain for unit in done),
    )


def _advanced(campaign: Campaign, day: date, over: bool, planned: Mapping[str, int]) -> Promise:
    rows = [row for row in targets_of(campaign) if row.kind == TargetKind.COMMUNE_ADVANCED]
    unit_ids = [row.unit_id for row in rows if row.unit_id is not None]
    number = planned.get(TargetKind.COMMUNE_ADVANCED, len(rows))
    done = recognised_on(Standard.ADVANCED, day, unit_ids)
    names = UnitVersion.objects.filter(unit_id__in=unit_ids).order_by("unit__order")
    words = " và ".join(sorted({version.short_name for version in names}))
    return Promise(
        TargetKind.COMMUNE_ADVANCED,
        "Xã nông thôn mới nâng cao",
        "xã",
        number,
        len(done),
        _verdict(len(done), number, over),
        f"Kế hoạch nêu {words}. Chưa thấy quyết định công nhận nâng cao."
        if not done
        else f"Kế hoạch nêu {words}.",
        certain=False,
    )


def _villages(campaign: Campaign, day: date, over: bool, planned: Mapping[str, int]) -> Promise:
    named_by_plan = sum(row.kind == TargetKind.VILLAGE_NTM for row in targets_of(campaign))
    new = planned.get(TargetKind.VILLAGE_NTM, named_by_plan)
    before = next(
        (one for one in district_figures() if (one.metric, one.as_of) == (CUMULATIVE, "2022-08")),
        None,
    )
    old = int(before.value) if before else 0
    known = figure_known(CUMULATIVE, day)
    named = len(recognised_on(Standard.VILLAGE, day))
    achieved = max(int(known.value), named) if known else None
    reason = f"{old} làng có từ trước kế hoạch và {new} làng của kế hoạch."
    if known:
        reason += f" Số {int(known.value)} làng là của tháng {known.as_of[5:7]}/{known.as_of[:4]}."
    reason += f" Cổng biết tên {named} làng đã được công nhận."
    return Promise(
        TargetKind.VILLAGE_NTM,
        "Làng nông thôn mới",
        "làng",
        old + new,
        achieved,
        _verdict(achieved, old + new, over),
        reason,
        bool(known and known.certain),
    )


def _village_each(day: date, over: bool) -> Promise:
    found = each_village(day)
    known, every = len(found.sure), len(found.communes)
    names = ", ".join(f"{row.name}: {', '.join(row.villages)}" for row in found.sure)
    reason = f"Trên bản đồ ngày {format_date(day)}: biết chắc {known}/{every} xã"
    reason += f" ({names})." if names else "."
    if not found.computed:
        reason += (
            f" Chưa biết tên {found.unnamed} làng đã được công nhận nên chưa tính được các xã còn "
            "lại."
            if found.unnamed
            else " Chưa biết hết các làng đã được công nhận nên chưa tính được các xã còn lại."
        )
    if found.unplaced:
        reason += f" Chưa xác định xã kế tục của {', '.join(found.unplaced)}."
    return Promise(
        "village_each",
        "Mỗi xã có ít nhất một làng nông thôn mới",
        "xã",
        every,
        found.achieved,
        _verdict(found.achieved, every, over),
        reason,
        certain=False,
    )


def _district(day: date, over: bool) -> Promise:
    known = figure_known("district_criteria_met", day)
    planned = int(known.of_total) if known and known.of_total else 9
    achieved = int(known.value) if known else None
    reason = "Huyện đạt chuẩn khi mọi xã đạt chuẩn và đủ tiêu chí của huyện."
    if known:
        reason = (
            f"Theo số tháng {known.as_of[5:7]}/{known.as_of[:4]}. Chưa đủ 100 % số xã đạt chuẩn "
            "nên chưa lập hồ sơ."
        )
    return Promise(
        TargetKind.DISTRICT_NTM,
        "Huyện nông thôn mới",
        "tiêu chí",
        planned,
        achieved,
        _verdict(achieved, planned, over),
        reason,
        bool(known and known.certain),
    )
