"""How open registrations, rounds of opinions and surveys pass on when a unit ends.

The row keeps its commune and its name; what passes is who goes on with it. A survey is held twice:
the commune reads its result, the Front of a unit counts and publishes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from communes.enums import OpinionState, RegistrationState, SurveyState
from communes.holdings import Close, Find, Holding, PassOn, Place, register
from communes.models import (
    AdministrativeUnit,
    OpinionMinutes,
    OpinionRound,
    Registration,
    RegistrationVersion,
    Survey,
    UnitChange,
)
from communes.queries.register_rules import names_on, registration_due
from communes.register_rules import kept_by
from communes.services.passing_posts import successor_name
from kbang_ntm.core import audit
from kbang_ntm.core.models import User

REGISTRATION, ROUND, SURVEY, FRONT = "registration", "opinions", "survey", "survey_front"
Row = Registration | OpinionRound | Survey
MODELS: dict[str, type[Row]] = {
    REGISTRATION: Registration,
    ROUND: OpinionRound,
    SURVEY: Survey,
    FRONT: Survey,
}


def registrations_of(place: Place, on: date) -> Iterable[Holding]:
    """Registrations with a draft that was not sent."""
    if not isinstance(place, AdministrativeUnit):
        return
    drafts = list(
        RegistrationVersion.objects.filter(
            kept_by([place.pk], "registration__"), state=RegistrationState.DRAFT
        )
        .select_related("registration__unit", "entered_by", "paper_file")
        .order_by("registration__year", "registration_id")
    )
    names = names_on({row.registration.unit_id for row in drafts}, on) if drafts else {}
    due = {year: registration_due(year) for year in {row.registration.year for row in drafts}}
    for draft in drafts:
        row = draft.registration
        paper = [draft.paper_file.original_name] if draft.paper_file else []
        yield Holding(
            kind=REGISTRATION,
            uid=str(row.uid),
            title=f"Đăng ký năm {_which(row, names)}: {draft.get_state_display()}",
            who=draft.entered_by.full_name,
            due=due[row.year],
            files=tuple(paper),
            alias=_alias(row),
        )


def rounds_of(place: Place, on: date) -> Iterable[Holding]:
    """Rounds of opinions that are not closed."""
    if not isinstance(place, AdministrativeUnit):
        return
    rows = list(
        OpinionRound.objects.filter(kept_by([place.pk]), state=OpinionState.OPEN)
        .select_related("unit", "opened_by")
        .order_by("year", "id")
    )
    if not rows:
        return
    files: dict[int, list[str]] = defaultdict(list)
    for round_id, name in (
        OpinionMinutes.objects.filter(village__round__in=rows, file__isnull=False)
        .order_by("id")
        .values_list("village__round_id", "file__original_name")
    ):
        files[round_id].append(name or "")
    names = names_on({row.unit_id for row in rows}, on)
    for row in rows:
        yield Holding(
            kind=ROUND,
            uid=str(row.uid),
            title=f"Lấy ý kiến nhân dân năm {_which(row, names)}: {row.get_state_display()}",
            who=row.opened_by.full_name,
            files=tuple(dict.fromkeys(files[row.pk])),
            alias=_alias(row),
        )


def surveys_of(place: Place, on: date) -> Iterable[Holding]:
    """Surveys of the commune that are not published."""
    if isinstance(place, AdministrativeUnit):
        yield from _surveys(SURVEY, Survey.objects.filter(kept_by([place.pk])), on)


def surveys_held_by(place: Place, on: date) -> Iterable[Holding]:
    """Surveys that the Front of the unit counts or has still to publish."""
    if isinstance(place, AdministrativeUnit):
        yield from _surveys(FRONT, Survey.objects.filter(front_unit=place), on)


def _surveys(kind: str, surveys: QuerySet[Survey], on: date) -> Iterable[Holding]:
    rows = list(
        surveys.exclude(state=SurveyState.PUBLISHED)
        .select_related("unit", "opened_by", "minutes_file")
        .order_by("year", "unit__order", "id")
    )
    names = names_on({row.unit_id for row in rows}, on) if rows else {}
    for row in rows:
        yield Holding(
            kind=kind,
            uid=str(row.uid),
            title=f"Khảo sát sự hài lòng năm {_which(row, names)}: {row.get_state_display()}",
            who=row.opened_by.full_name,
            files=(row.minutes_file.original_name,) if row.minutes_file else (),
            alias=_alias(row),
        )


def _which(row: Row, names: dict[int, str]) -> str:
    """ "2025, Xã Sơn Lang, đạt chuẩn nông thôn mới"."""
    return f"{row.year}, {names.get(row.unit_id, row.unit.key)}, {row.get_standard_display()}"


def _alias(row: Row) -> str:
    return f"{row.unit.key}/{row.standard}/{row.year}"


def pass_row(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The successor goes on with it (with a survey: reads its result)."""
    row = _lock(holding)
    before = row.passed_to or row.unit
    _give(row, "passed_to", successor, actor, change, before)


def pass_front(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The Front of the successor goes on counting and publishing."""
    row = _lock(holding)
    assert isinstance(row, Survey), "only surveys are held by a Front"
    _give(row, "front_unit", successor, actor, change, row.front_unit)


def _lock(holding: Holding) -> Row:
    rows = MODELS[holding.kind]._default_manager.select_for_update(of=("self",))
    found: Row = rows.get(uid=holding.uid)
    return found


def _give(
    row: Row,
    column: str,
    successor: Place,
    actor: User,
    change: UnitChange,
    before: AdministrativeUnit,
) -> None:
    assert isinstance(successor, AdministrativeUnit), "registers pass between units"
    setattr(row, column, successor)
    row.save(update_fields=[column])
    what = "Mặt trận ở " if column == "front_unit" else ""
    name = successor_name(successor, change.date)
    audit.record(
        actor=actor,
        action=f"{ACTIONS[type(row)]}.pass_on",
        subject=row,
        summary=f"{what}{name} tiếp tục theo {change.title}"[:500],
        data={"from": before.key, "to": successor.key, "as": column, "change": str(change.uid)},
    )


def leave_row(holding: Holding, actor: User, change: UnitChange, reason: str) -> None:
    """It stays as it is, unfinished, under the ended unit's name: nobody acts on it any more."""
    row = _lock(holding)
    audit.record(
        actor=actor,
        action=f"{ACTIONS[type(row)]}.left",
        subject=row,
        summary=f"Khép lại theo {change.title}: {reason or 'đơn vị kết thúc hoạt động'}"[:500],
        data={"reason": reason, "kind": holding.kind, "change": str(change.uid)},
    )


ACTIONS: dict[type[Row], str] = {
    Registration: "registration",
    OpinionRound: "opinions",
    Survey: "survey",
}
KINDS: tuple[tuple[str, str, Find, PassOn, Close, int], ...] = (
    (REGISTRATION, "Đăng ký năm đang soạn", registrations_of, pass_row, leave_row, 60),
    (ROUND, "Đợt lấy ý kiến nhân dân chưa chốt", rounds_of, pass_row, leave_row, 61),
    (SURVEY, "Khảo sát sự hài lòng chưa công bố", surveys_of, pass_row, leave_row, 62),
    (FRONT, "Khảo sát Mặt trận đang làm", surveys_held_by, pass_front, leave_row, 63),
)


def register_kinds() -> None:
    """Called once, when the app starts."""
    for code, label, find, pass_on, close, order in KINDS:
        register(
            code,
            label,
            find,
            pass_on,
            close=close,
            close_label="Khép lại, chỉ đọc",
            on_the_day=True,
            order=order,
        )
