"""Petitions as their pages show them: lists, times of the steps, offices that receive them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Q, QuerySet

from campaigns.models import Campaign, Petition, PlanVersion
from campaigns.petition_enums import Outcome, PetitionState
from campaigns.petition_rules import handled_by, sender_of, sent_by
from campaigns.queries.parties import Names, party_names
from communes.enums import Role, UnitKind
from communes.models import Agency, AgencySuccession, UnitVersion
from communes.queries.register_rules import in_sentence, names_on, rule_on
from communes.rules import reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.once import once
from kbang_ntm.core.vietnamese import fold

ANSWER_DAYS = "petition-answer-days"
RECEIVER = "noivu"
"""The agency that receives petitions by the plan (section IV); whoever follows it does so after."""
OPEN, LATE = "dang-xu-ly", "cham"
NO_DESK = "chưa xác định nơi tiếp nhận"


@dataclass(frozen=True)
class Desk:
    """Where a petition can go on a day: the unit whose UBND decides, the agency that receives."""

    unit_id: int
    agency_id: int | None
    name: str

    @property
    def value(self) -> str:
        """Its value in a list of choices."""
        return f"{self.unit_id}-{self.agency_id or 0}"


def desks_on(day: date, sender_unit: int | None) -> list[Desk]:
    """Offices that receive petitions that day: Phòng Nội vụ, else whoever follows it; and where no
    district is on the map, the commune itself. Empty when nobody is known. Four queries."""
    found = [Desk(row.unit_id, row.pk, row.name) for row in _receivers(day)]
    if found or sender_unit is None:
        return found
    rows = UnitVersion.objects.filter(valid__contains=day)
    if rows.filter(kind=UnitKind.DISTRICT).exists():
        return found
    name = names_on([sender_unit], day).get(sender_unit, "")
    return [Desk(sender_unit, None, f"UBND {name[:1].lower()}{name[1:]} tự xem xét")]


def _receivers(day: date) -> list[Agency]:
    """Agencies that do the work of Phòng Nội vụ on a day, over any number of successions."""
    after: dict[int, set[int]] = {}
    rows = AgencySuccession.objects.filter(date__lte=day)
    for old, new in rows.values_list("predecessor_id", "successor_id"):
        after.setdefault(old, set()).add(new)
    seen = set(Agency.objects.filter(code=RECEIVER).values_list("pk", flat=True))
    queue = list(seen)
    while queue:
        for new in after.get(queue.pop(), ()):
            if new not in seen:
                seen.add(new)
                queue.append(new)
    return list(Agency.objects.filter(pk__in=seen, valid__contains=day).order_by("order", "code"))


def answer_due(received: date) -> date | None:
    """The day by which to answer; None where no rule says one."""
    rule = rule_on(ANSWER_DAYS, received)
    if rule is None or rule.amount is None:
        return None
    return received + timedelta(days=int(rule.amount))


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to."""

    state: str = ""
    kind: str = ""
    party: str = ""
    year: int | None = None
    words: str = ""


@dataclass(frozen=True)
class PetitionLine:
    """A petition in the list; `waited` days in the present step, None when it is over."""

    petition: Petition
    sender: str
    goes_on: str
    waited: int | None
    late: bool

    @property
    def sender_words(self) -> str:
        """The sender as it stands inside a sentence."""
        return in_sentence(self.sender)


STEP_COLUMNS = {
    PetitionState.DRAFT: "written_at",
    PetitionState.SENT: "sent_at",
    PetitionState.RECEIVED: "received_at",
    PetitionState.COMPILED: "compiled_at",
    PetitionState.DECIDED: "decided_at",
    PetitionState.ANSWERED: "answered_at",
}


def petition_lines(user: User, asked: Asked) -> list[PetitionLine]:
    """Newest first. Three queries."""
    rows = Petition.objects.visible_to(user).select_related("criterion")
    if asked.state in PetitionState.values:
        rows = rows.filter(state=asked.state)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.year:
        rows = rows.filter(written_at__year=asked.year)
    found = list(rows)
    names = names_of(found)
    today = clock.today()
    lines = [line_of(row, names, today) for row in found]
    return [
        line
        for line in lines
        if _finds(line, asked.words)
        and (not asked.party or asked.party == line.sender)
        and (asked.state != OPEN or line.petition.open)
        and (asked.state != LATE or line.late)
    ]


def _finds(line: PetitionLine, words: str) -> bool:
    row = line.petition
    key = f"{row.search_key} {fold(line.sender)} {fold(row.number_words)}"
    return all(word in key for word in fold(words).split())


def names_of(rows: Iterable[Petition]) -> Names:
    """Names of senders and of who goes on for them. Two queries at most."""
    rows = list(rows)
    units = [pk for row in rows for pk in (row.unit_id, row.passed_to_id, row.to_unit_id)]
    agencies = [
        pk for row in rows for pk in (row.agency_id, row.passed_agency_id, row.to_agency_id)
    ]
    return party_names(units, agencies, clock.today())


def line_of(row: Petition, names: Names, today: date) -> PetitionLine:
    """A petition with its words."""
    now = sender_of(row)
    goes_on = names.of(*now) if now != (row.unit_id, row.agency_id) else ""
    since = getattr(row, STEP_COLUMNS[PetitionState(row.state)]) if row.open else None
    waited = (today - since.astimezone(clock.LOCAL).date()).days if since else None
    return PetitionLine(
        row, names.of(row.unit_id, row.agency_id), goes_on, waited, row.late_on(today)
    )


def desk_words(row: Petition, names: Names) -> str:
    """Who receives a petition, in words."""
    if row.to_agency_id:
        return names.of(None, row.to_agency_id)
    return f"UBND {names.of(row.to_unit_id, None)}" if row.to_unit_id else NO_DESK


@dataclass(frozen=True)
class StepTime:
    """How long a step took: in how many petitions, median and longest, in days."""

    label: str
    count: int
    median: int
    longest: int


STEPS = (
    ("Gửi đến tiếp nhận", "sent_at", "received_at"),
    ("Tiếp nhận đến tổng hợp", "received_at", "compiled_at"),
    ("Tổng hợp đến quyết định", "compiled_at", "decided_at"),
    ("Quyết định đến trả lời", "decided_at", "answered_at"),
    ("Gửi đến trả lời", "sent_at", "answered_at"),
)


def step_times(lines: Iterable[PetitionLine]) -> list[StepTime]:
    """Times of the steps that are behind the listed petitions. No query."""
    rows = [line.petition for line in lines]
    found = []
    for label, first, last in STEPS:
        days = [
            (_day(getattr(row, last)) - _day(getattr(row, first))).days
            for row in rows
            if getattr(row, first) and getattr(row, last)
        ]
        if days:
            found.append(StepTime(label, len(days), int(median(days)), max(days)))
    return found


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.LOCAL).date()


@dataclass(frozen=True)
class Step:
    """One step in the timeline of a petition."""

    label: str
    detail: str
    when: str


def timeline(row: Petition) -> list[Step]:
    """All steps with their times, those to come too. No query."""
    if row.state == PetitionState.WITHDRAWN:
        ahead: list[tuple[str, str]] = [("Đã rút", "withdrawn_at")]
        shown = [pair for pair in STEP_WORDS if getattr(row, pair[1])]
    else:
        ahead, shown = [], list(STEP_WORDS)
    steps, before = [], None
    for label, column in [*shown, *ahead]:
        at = getattr(row, column)
        detail = ""
        if at is not None:
            local = at.astimezone(clock.LOCAL)
            detail = f"{local:%H:%M} ngày {local:%d/%m/%Y}"
            if before is not None:
                days = (local.date() - before).days
                detail += f", sau {days} ngày" if days else ", cùng ngày"
            before = local.date()
        steps.append(Step(label, detail, "past" if at else ""))
    if row.open:
        now = sum(1 for step in steps if step.when)
        steps[now - 1] = Step(steps[now - 1].label, steps[now - 1].detail, "now")
    return steps


STEP_WORDS = (
    ("Soạn", "written_at"),
    ("Gửi", "sent_at"),
    ("Tiếp nhận", "received_at"),
    ("Tổng hợp, trình UBND", "compiled_at"),
    ("UBND quyết định", "decided_at"),
    ("Trả lời", "answered_at"),
)


def senders_seen(user: User) -> list[str]:
    """Names of the senders in the person's list, in order, for the filter. Three queries."""
    rows = list(Petition.objects.visible_to(user).only("unit_id", "agency_id"))
    names = party_names([r.unit_id for r in rows], [r.agency_id for r in rows], clock.today())
    return sorted({names.of(row.unit_id, row.agency_id) for row in rows} - {""})


def citable(user: User, campaign: Campaign) -> QuerySet[Petition]:
    """Petitions the unit of a campaign has accepted and no amendment of its plan answers yet, as
    far as the person sees them."""
    rows: QuerySet[Petition] = Petition.objects.visible_to(user)
    return rows.filter(
        to_unit_id=campaign.unit_id,
        state__in=[PetitionState.DECIDED, PetitionState.ANSWERED],
        outcome__in=[Outcome.ACCEPTED, Outcome.PARTLY],
        amended_plan="",
    ).order_by("incoming_year", "incoming_number")


@once
def waiting_petitions(user: User) -> QuerySet[Petition]:
    """What the person's office has to receive, compile or answer, what the person decides, and
    drafts of those the person speaks for."""
    handled = handled_by(user) & Q(state__in=HANDLED)
    decides = Q(to_unit_id__in=reach(user).units(Role.DISTRICT_LEADER, Role.COMMUNE_LEADER))
    decided = decides & Q(state=PetitionState.COMPILED)
    return Petition.objects.filter(
        handled | decided | (sent_by(user) & Q(state=PetitionState.DRAFT))
    )


HANDLED = (PetitionState.SENT, PetitionState.RECEIVED, PetitionState.DECIDED)


def cited_by(user: User, version: PlanVersion) -> list[Petition]:
    """Petitions an amendment of the plan answers, as far as the person sees them. One query."""
    return list(Petition.objects.visible_to(user).filter(amended_by=version))


def to_compile(user: User) -> QuerySet[Petition]:
    """Received petitions of the office the person receives for, in their order."""
    rows = Petition.objects.filter(handled_by(user), state=PetitionState.RECEIVED)
    return rows.order_by("received_at")
