"""The plan's objectives, each computed on the map of a day from the targets behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from campaigns.enums import TargetKind
from campaigns.models import Campaign, Objective
from campaigns.plan_enums import ObjectiveKind
from campaigns.queries.promises import RecognisedUnit, recognised_units
from campaigns.queries.target_states import TargetLine
from campaigns.queries.village_targets import EachVillage, each_village, press_on
from campaigns.warning import State
from communes.enums import UnitKind
from communes.models import DistrictFigure, UnitVersion
from communes.queries.recognised import figure_known
from kbang_ntm.core.vietnamese import format_date

UNITS = {
    ObjectiveKind.COMMUNE_NTM: "xã",
    ObjectiveKind.COMMUNE_ADVANCED: "xã",
    ObjectiveKind.VILLAGE_NTM: "làng",
    ObjectiveKind.VILLAGE_EACH: "xã",
    ObjectiveKind.DISTRICT_NTM: "huyện",
}


@dataclass(frozen=True)
class ObjectiveLine:
    """An objective on a day: planned and reached (None = chưa xác định), state and reason."""

    objective: Objective
    planned: int | None
    achieved: int | None
    state: State
    reason: str

    @property
    def unit(self) -> str:
        """What is counted."""
        return UNITS.get(ObjectiveKind(self.objective.kind), "")


def objective_lines(
    campaign: Campaign, day: date, targets: Sequence[TargetLine]
) -> list[ObjectiveLine]:
    """All objectives in the plan's order, from target lines of the same day. Twelve queries."""
    rows = list(campaign.objectives.all())
    communes = recognised_units(campaign, day)
    map_units = set(
        UnitVersion.objects.filter(kind=UnitKind.COMMUNE, valid__contains=day).values_list(
            "unit_id", flat=True
        )
    )
    each = each_village(day)
    district = figure_known("district_criteria_met", day)
    press = press_on({row.year for row in rows}, day)
    found = []
    for row in rows:
        of_kind = [line for line in targets if line.target.kind == row.kind]
        if row.kind == ObjectiveKind.COMMUNE_NTM:
            found.append(_communes(row, day, of_kind, communes, map_units))
        elif row.kind == ObjectiveKind.VILLAGE_NTM:
            in_year = [line for line in of_kind if line.target.year == row.year]
            found.append(_counted(row, day, in_year, press.get(row.year)))
        elif row.kind == ObjectiveKind.VILLAGE_EACH:
            found.append(_each(row, day, each))
        elif row.kind == ObjectiveKind.DISTRICT_NTM:
            found.append(_district(row, day, of_kind, targets, district))
        elif row.kind == ObjectiveKind.WORDS:
            words = "Nêu bằng lời, đánh giá khi sơ kết, tổng kết."
            found.append(ObjectiveLine(row, None, None, State.UNKNOWN, words))
        else:
            found.append(_counted(row, day, of_kind))
    return found


def worst(states: Iterable[State]) -> State:
    """The state of a whole from those of its parts that are not met yet."""
    seen = set(states)
    for state in (State.MISSED, State.AT_RISK, State.BEHIND, State.UNKNOWN, State.ON_TRACK):
        if state in seen:
            return state
    return State.UNKNOWN


def _state(row: Objective, day: date, achieved: int | None, lines: Iterable[TargetLine]) -> State:
    if row.number is None or achieved is None:
        return State.UNKNOWN
    if achieved >= row.number:
        return State.MET
    if day.year > row.year:
        return State.MISSED
    return worst(line.state for line in lines if line.state is not State.MET)


def _counted(
    row: Objective, day: date, lines: Sequence[TargetLine], press: DistrictFigure | None = None
) -> ObjectiveLine:
    done = sum(line.state is State.MET for line in lines)
    parts = []
    unread = sum(line.target.unit_id is None for line in lines)
    if unread:
        parts.append(f"{unread} làng chưa đọc được tên trong bản quét nên chưa theo dõi được.")
    if press is not None and press.of_total is not None:
        note = f", {press.note}" if press.note else ""
        parts.append(
            f"Báo chí, tháng {press.as_of[5:7]}/{press.as_of[:4]}: {int(press.value)}/"
            f"{int(press.of_total)} làng đạt{note}."
        )
    if row.kind == ObjectiveKind.VILLAGE_NTM:
        parts.append(
            f"{done}/{row.number or len(lines)} làng của kế hoạch {row.year} được công nhận tính "
            f"đến {format_date(day)}."
        )
    else:
        parts.append(", ".join(f"{line.name}: {WORDS[line.state]}" for line in lines) + ".")
    return ObjectiveLine(row, row.number, done, _state(row, day, done, lines), " ".join(parts))


def _communes(
    row: Objective,
    day: date,
    lines: Sequence[TargetLine],
    communes: list[RecognisedUnit],
    map_units: set[int],
) -> ObjectiveLine:
    """As planned, beside the map of the day: two denominators that are never mixed."""
    done = [unit for unit in communes if unit.recognised]
    reason = f"{len(communes) - len(done)} xã của kế hoạch chưa được công nhận."
    gone = [unit.name for unit in communes if not unit.still_exists]
    if gone:
        now = sum(unit.unit_id in map_units for unit in done)
        who = ", ".join(gone) if len(gone) < 4 else f"{len(gone)} xã của kế hoạch"
        reason += (
            f" {who} đã nhập vào xã khác: trên bản đồ ngày {format_date(day)} là "
            f"{now}/{len(map_units)} xã; mục tiêu giữ theo kế hoạch."
        )
    return ObjectiveLine(row, row.number, len(done), _state(row, day, len(done), lines), reason)


def _each(row: Objective, day: date, each: EachVillage) -> ObjectiveLine:
    sure = ", ".join(f"{one.name} ({', '.join(one.villages)})" for one in each.sure)
    reason = f"Biết chắc {len(each.sure)}/{len(each.communes)} xã trên bản đồ {format_date(day)}"
    reason += f": {sure}." if sure else "."
    if not each.computed:
        reason += " Chưa biết tên mọi làng đã được công nhận nên các xã còn lại chưa xác định."
    achieved = each.achieved
    planned = len(each.communes)
    if achieved is None:
        state = State.UNKNOWN
    elif achieved >= planned:
        state = State.MET
    else:
        state = State.MISSED if day.year > row.year else State.BEHIND
    return ObjectiveLine(row, row.number, achieved, state, reason)


def _district(
    row: Objective,
    day: date,
    lines: Sequence[TargetLine],
    targets: Sequence[TargetLine],
    figure: DistrictFigure | None,
) -> ObjectiveLine:
    """Needs every commune: it stands no better than they do."""
    done = sum(line.state is State.MET for line in lines)
    communes = [line for line in targets if line.target.kind == TargetKind.COMMUNE_NTM]
    waiting = [line for line in communes if line.state is not State.MET]
    reason = "Huyện đạt chuẩn khi mọi xã đạt chuẩn và đủ tiêu chí của huyện."
    if figure is not None:
        of = f"/{int(figure.of_total)}" if figure.of_total else ""
        reason += (
            f" Tháng {figure.as_of[5:7]}/{figure.as_of[:4]}: {int(figure.value)}{of} tiêu chí."
        )
    if waiting:
        reason += f" Còn {len(waiting)} xã của kế hoạch chưa đạt."
    state = _state(row, day, done, lines)
    if state not in (State.MET, State.MISSED) and waiting:
        state = worst(line.state for line in waiting)
    return ObjectiveLine(row, row.number, done, state, reason)


WORDS = {
    State.MET: "đạt",
    State.ON_TRACK: "đúng tiến độ",
    State.AT_RISK: "có nguy cơ không đạt",
    State.BEHIND: "chậm tiến độ",
    State.MISSED: "không đạt",
    State.UNKNOWN: "chưa xác định",
}
