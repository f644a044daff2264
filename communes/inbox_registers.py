"""What waits in the registers, for "Việc của tôi", and where they stand in the navigation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.urls import reverse

from communes.enums import OpinionState, RegistrationState, Role, SurveyState
from communes.models import OpinionRound, Registration, RegistrationVersion, Survey
from communes.queries.opinions import OpinionFigure, opinion_figures
from communes.queries.register_rules import names_on, registration_due
from communes.queries.surveys import SurveyFigure, survey_figures
from communes.register_rules import keeper_of, kept_by, reads_registers
from communes.rules import COMMUNE_ROLES, reach
from communes.services import passing_registers
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.navigation import NavItem
from kbang_ntm.core.navigation import register as register_navigation
from kbang_ntm.core.once import once
from kbang_ntm.core.registry import InboxItem, registry

REMIND_DAYS = 60  # days before the last day to register on which the line appears
PAGES = (
    ("Đăng ký năm", "communes:registrations"),
    ("Sổ công trình", "communes:works"),
    ("Ý kiến nhân dân", "communes:opinion-rounds"),
    ("Khảo sát sự hài lòng", "communes:surveys"),
)


def register() -> None:
    """Tell core whom to ask, which pages stand at the foot for whom, and what passes on when a
    commune ends."""
    passing_registers.register_kinds()
    registry.add_inbox("communes.registration", registration_items)
    registry.add_inbox("communes.opinions", opinion_items, open_rounds)
    registry.add_inbox("communes.survey", survey_items, open_surveys)
    for label, name in PAGES:
        register_navigation(NavItem(label, name, order=62, visible=reads_registers, foot_only=True))
    register_navigation(
        NavItem(
            "Kết quả khảo sát sự hài lòng",
            "communes:survey-public",
            order=91,
            public=True,
            foot_only=True,
        )
    )


def registration_items(user: User) -> Iterable[InboxItem]:
    """Drafts the leader sends, and registrations of the year nobody has begun before the last
    day comes. Three queries at most."""
    mine = reach(user)
    if not mine.has(*COMMUNE_ROLES):
        return
    drafts = RegistrationVersion.objects.filter(
        kept_by(mine.units(Role.COMMUNE_LEADER), "registration__"),
        state=RegistrationState.DRAFT,
    ).select_related("registration", "entered_by")
    for one in drafts:
        yield InboxItem(
            title=f"Xem và gửi đăng ký năm {one.registration.year}",
            url=reverse("communes:registration", args=[one.registration.uid]),
            group="Đăng ký năm",
            hint=f"{one.entered_by.full_name} soạn",
        )
    yield from _to_begin(mine.units(Role.COMMUNE_OFFICER))


def _to_begin(units: frozenset[int]) -> Iterator[InboxItem]:
    """Registrations of this year that an officer has not begun, while there is time."""
    today = clock.today()
    due = registration_due(today.year) if units else None
    if due is None or not 0 <= (due - today).days <= REMIND_DAYS:
        return
    begun = Registration.objects.filter(unit_id__in=units, year=today.year)
    if units - set(begun.values_list("unit_id", flat=True)):
        yield InboxItem(
            title=f"Lập đăng ký năm {today.year}",
            url=reverse("communes:registration-new"),
            group="Đăng ký năm",
            hint="Tiêu chí và thôn, làng sẽ đạt chuẩn trong năm",
            due=due,
        )


@once
def open_rounds(user: User) -> QuerySet[OpinionRound] | None:
    """Open rounds of the person's communes."""
    ids = reach(user).commune_ids
    return OpinionRound.objects.filter(kept_by(ids), state=OpinionState.OPEN) if ids else None


def opinion_items(user: User) -> Iterable[InboxItem]:
    """Open rounds of the person's communes: what is missing, or that it can be closed."""
    mine = reach(user)
    rows = list(open_rounds(user) or ())
    figures = opinion_figures(rows) if rows else {}
    for row in rows:
        title = _round_title(figures[row.pk], row, mine.units(Role.COMMUNE_LEADER))
        if title:
            yield InboxItem(
                title=title,
                url=reverse("communes:opinion-round", args=[row.uid]),
                group=f"Ý kiến nhân dân năm {row.year}",
                hint=", ".join(figures[row.pk].missing[:3]),
            )


def _round_title(figure: OpinionFigure, row: OpinionRound, leads: frozenset[int]) -> str:
    if figure.villages is None:
        return "Ghi số thôn, làng của xã"
    if figure.missing:
        return f"Nhập biên bản của {len(figure.missing)} thôn, làng"
    if figure.listed != figure.villages:
        return "Thêm thôn, làng còn thiếu vào đợt lấy ý kiến"
    if figure.unanswered:
        return f"Trả lời ý kiến của {len(figure.unanswered)} thôn, làng"
    return "Chốt đợt lấy ý kiến nhân dân" if keeper_of(row) in leads else ""


@once
def open_surveys(user: User) -> QuerySet[Survey] | None:
    """The Front's surveys that are not published."""
    units = reach(user).units(Role.FRONT)
    rows = Survey.objects.filter(front_unit_id__in=units).exclude(state=SurveyState.PUBLISHED)
    return rows if units else None


def survey_items(user: User) -> Iterable[InboxItem]:
    """The Front's surveys that are not published: papers to count, to close, to publish."""
    open_ones = open_surveys(user)
    rows = list(open_ones.select_related("questionnaire")) if open_ones is not None else []
    figures = survey_figures(rows) if rows else {}
    names = names_on({row.unit_id for row in rows}, clock.today()) if rows else {}
    for row in rows:
        yield InboxItem(
            title=_survey_title(figures[row.pk]),
            url=reverse("communes:survey", args=[row.uid]),
            group=f"Khảo sát sự hài lòng năm {row.year}",
            hint=names.get(row.unit_id, ""),
        )


def _survey_title(figure: SurveyFigure) -> str:
    if figure.closed:
        return "Công bố kết quả khảo sát"
    if figure.unchecked or not figure.groups:
        return f"Đếm phiếu của {len(figure.unchecked)} thôn, làng"
    return "Chốt kết quả kiểm phiếu"
