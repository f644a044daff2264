"""What the plan promised by 2025 against what is known on a day, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from campaigns.enums import TargetKind
from campaigns.models import Campaign, Target
from communes.enums import RecognitionState, Standard, UnitKind
from communes.models import DistrictFigure, Recognition, UnitVersion
from communes.recognition_enums import CaseState


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
class VillageTarget:
    """One of the eleven villages: its name if it could be read, commune, year, state."""

    name: str
    read_as: str
    commune: str
    year: int
    recognised: bool
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


def campaign_on(day: date) -> Campaign | None:
    """The district's movement whose official period covers the day, else the latest one."""
    covering = Campaign.objects.filter(period__contains=day).order_by("id").first()
    return covering or Campaign.objects.order_by("-id").first()


def recognised_units(campaign: Campaign, day: date) -> list[RecognisedUnit]:
    """The communes named by the plan with their recognition as known on a day. Four queries."""
    unit_ids = list(
        Target.objects.filter(campaign=campaign, kind=TargetKind.COMMUNE_NTM, unit__isnull=False)
        .order_by("unit__order")
        .values_list("unit_id", flat=True)
    )
    latest = _recognitions(unit_ids, Standard.NTM, day)
    names: dict[int, UnitVersion] = {}
    for version in (
        UnitVersion.objects.filter(unit_id__in=unit_ids).select_related("unit").order_by("valid")
    ):
        if version.unit_id not in names or _starts_by(version, day):
            names[version.unit_id] = version
    living = set(
        UnitVersion.objects.filter(
            unit_id__in=unit_ids, valid__contains=day, kind=UnitKind.COMMUNE
        ).values_list("unit_id", flat=True)
    )
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


def _recognitions(unit_ids: list[int], standard: str, day: date) -> dict[int, Recognition]:
    """The newest word on each unit's recognition that was known on the day.

    The decision of a case counts once it has been announced.
    """
    rows = (
        Recognition.objects.exclude(case__state=CaseState.RECOGNISED)
        .filter(
            Q(decision_date__lte=day)
            | Q(decision_date__isnull=True, year__lt=day.year)
            | Q(decision_date__isnull=True, known_before__lte=day),
            unit_id__in=unit_ids,
            standard=standard,
        )
        .order_by("year", "decision_date", "id")
    )
    return {row.unit_id: row for row in rows}


def figure_known(metric: str, day: date) -> DistrictFigure | None:
    """The newest published district figure of a metric not later than the day's month."""
    return (
        DistrictFigure.objects.filter(metric=metric, as_of__lte=f"{day:%Y-%m}~")
        .order_by("-as_of")
        .first()
    )


def promises(campaign: Campaign, day: date) -> list[Promise]:
    """The plan's objectives as they stand on a day, in the plan's order."""
    last_year = campaign.period.upper.year - 1 if campaign.period.upper else day.year
    over = day.year > last_year
    return [
        _communes(campaign, day, over),
        _advanced(campaign, day, over),
        _villages(campaign, day, over),
        _village_each(campaign),
        _district(day, over),
    ]


def _verdict(achieved: int | None, planned: int, over: bool) -> str:
    if achieved is None:
        return "unknown"
    if achieved >= planned:
        return "met"
    return "not_met" if over else "open"


def _communes(campaign: Campaign, day: date, over: bool) -> Promise:
    units = recognised_units(campaign, day)
    done = [unit for unit in units if unit.recognised]
    gone = [unit.name for unit in done if not unit.still_exists]
    living = sum(unit.still_exists for unit in units)
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
        len(units),
        len(done),
        _verdict(len(done), len(units), over),
        reason,
        all(unit.certain for unit in done),
    )


def _advanced(campaign: Campaign, day: date, over: bool) -> Promise:
    rows = list(
        Target.objects.filter(campaign=campaign, kind=TargetKind.COMMUNE_ADVANCED).values_list(
            "unit_id", flat=True
        )
    )
    unit_ids = [pk for pk in rows if pk is not None]
    done = _recognitions(unit_ids, Standard.ADVANCED, day)
    names = UnitVersion.objects.filter(unit_id__in=unit_ids).order_by("unit__order")
    words = " và ".join(sorted({version.short_name for version in names}))
    return Promise(
        TargetKind.COMMUNE_ADVANCED,
        "Xã nông thôn mới nâng cao",
        "xã",
        len(rows),
        len(done),
        _verdict(len(done), len(rows), over),
        f"Kế hoạch nêu {words}. Chưa thấy quyết định công nhận nâng cao."
        if not done
        else f"Kế hoạch nêu {words}.",
        certain=False,
    )


def _villages(campaign: Campaign, day: date, over: bool) -> Promise:
    new = Target.objects.filter(campaign=campaign, kind=TargetKind.VILLAGE_NTM).count()
    before = DistrictFigure.objects.filter(
        metric="villages_recognised_cumulative", as_of="2022-08"
    ).first()
    old = int(before.value) if before else 0
    known = figure_known("villages_recognised_cumulative", day)
    achieved = int(known.value) if known else None
    reason = f"{old} làng có từ trước kế hoạch và {new} làng của kế hoạch."
    if known:
        reason += f" Số {achieved} làng là của tháng {known.as_of[5:7]}/{known.as_of[:4]}."
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


def _village_each(campaign: Campaign) -> Promise:
    communes = Target.objects.filter(campaign=campaign, kind=TargetKind.COMMUNE_NTM).count()
    return Promise(
        "village_each",
        "Mỗi xã có ít nhất một làng nông thôn mới",
        "xã",
        communes,
        None,
        "unknown",
        "Chưa biết tên năm trong sáu làng được công nhận trước kế hoạch nên chưa tính được.",
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


def village_targets(campaign: Campaign, day: date) -> list[VillageTarget]:
    """The plan's villages by year, the unread ones without a name. Three queries."""
    rows = list(
        Target.objects.filter(campaign=campaign, kind=TargetKind.VILLAGE_NTM).order_by("year", "id")
    )
    wanted = {row.unit_id for row in rows} | {row.within_id for row in rows}
    names: dict[int, str] = {
        version.unit_id: version.short_name
        for version in UnitVersion.objects.filter(unit_id__in=[pk for pk in wanted if pk]).order_by(
            "-valid"
        )
    }
    done = _recognitions([row.unit_id for row in rows if row.unit_id], Standard.VILLAGE, day)
    return [
        VillageTarget(
            name=names.get(row.unit_id or 0, ""),
            read_as=row.read_as,
            commune=names.get(row.within_id or 0, ""),
            year=row.year,
            recognised=row.unit_id in done,
            certain=row.certain,
        )
        for row in rows
    ]
