"""What waits for people in recognition cases, for "Việc của tôi", due in working days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from communes.case_rules import (
    may_judge,
    may_prepare,
    may_publish,
    may_register,
    may_send,
    may_submit,
    may_verify,
    may_work_on,
    sees_cases,
)
from communes.enums import DutyRole
from communes.models import (
    CaseCriterion,
    CaseStep,
    CaseVote,
    LatePaper,
    RecognitionCase,
    ReviewDuty,
    UnitVersion,
)
from communes.queries.case_list import CaseLine, case_lines
from communes.queries.procedures import calendar_of
from communes.queries.register_rules import named_on
from communes.recognition_enums import CaseAct, CaseState, Phase
from communes.rules import REVIEWERS, reach
from communes.services import passing_cases
from communes.services.case_papers import CASE_FILE, may_read_case_file
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.navigation import NavItem
from kbang_ntm.core.navigation import register as register_navigation
from kbang_ntm.core.once import once
from kbang_ntm.core.registry import InboxItem, registry

GROUP = "Hồ sơ xét công nhận"
PREPARING = (CaseState.DRAFT, CaseState.RETURNED)
JUDGING = (CaseState.SENT, CaseState.VERIFYING)


def register() -> None:
    """Tell core whom to ask, who reads the files, where the lists stand; and holdings how open
    cases pass on."""
    registry.add_inbox("communes.cases", waiting, open_cases)
    registry.add_file_rule(CASE_FILE, may_read_case_file)
    passing_cases.register_kinds()
    lists = (
        NavItem("Hồ sơ công nhận", "reports:cases", order=45, visible=sees_cases, foot_only=True),
        NavItem(
            "Đơn vị được công nhận", "reports:recognitions", order=91, public=True, foot_only=True
        ),
    )
    for link in lists:
        register_navigation(link)


@dataclass
class Known:
    """What several cases need at once, by case id."""

    acts: dict[int, set[str]] = field(default_factory=dict)
    silent: dict[int, int] = field(default_factory=dict)
    late: dict[int, list[LatePaper]] = field(default_factory=dict)


@once
def open_cases(user: User) -> QuerySet[RecognitionCase] | None:
    """Open cases the person sees, each with what its lines need: whether its verifier is on the
    map of today, acts done, criteria somebody has spoken of, papers that came late."""
    if not sees_cases(user):
        return None
    verifier = UnitVersion.objects.filter(
        unit_id=OuterRef("verifier_id"), valid__contains=clock.today()
    )
    own = {"case_id": OuterRef("pk")}
    spoken = CaseCriterion.objects.filter(**own, phase=Phase.VERIFY)
    votes = CaseVote.objects.filter(**own, withdrawn_at__isnull=True)
    rows: QuerySet[RecognitionCase] = RecognitionCase.objects.visible_to(user).open()  # type: ignore[attr-defined]  # its own queryset
    return rows.annotate(  # type: ignore[no-redef]  # a plain attribute that is set here for verifier_lives
        lives=Exists(verifier),
        steps_done=ArraySubquery(CaseStep.objects.filter(**own).order_by().values("act")),
        votes_held=ArraySubquery(votes.order_by().values("act")),
        spoken_of=ArraySubquery(spoken.order_by().values("criterion_id")),
        came_late=Exists(LatePaper.objects.filter(**own, confirmed_by__isnull=True)),
        called=named_on("responsible_id", clock.today()),
    )


def waiting(user: User) -> list[InboxItem]:
    """The person's lines over all open cases. At most four queries."""
    found_cases = open_cases(user)
    cases: list[Any] = list(found_cases) if found_cases is not None else []
    if not cases:
        return []
    known = read(cases, user)
    found: list[InboxItem] = []
    names = {case.responsible_id: case.called for case in cases}
    for line in case_lines(cases, calendar_of(), names):
        found += lines_of(line, user, known)
    return found


def read(cases: list[Any], user: User) -> Known:
    """Acts done, silent criteria of the person's agencies, papers that came late, of rows of
    `open_cases`. Two queries at most."""
    known = Known(acts={case.pk: {*case.steps_done, *case.votes_held} for case in cases})
    late = [case.pk for case in cases if case.came_late]
    if late:
        for paper in LatePaper.objects.filter(case_id__in=late, confirmed_by__isnull=True):
            known.late.setdefault(paper.case_id, []).append(paper)
    known.silent = silent_criteria([case for case in cases if case.state in JUDGING], user)
    return known


def silent_criteria(cases: list[Any], user: User) -> dict[int, int]:
    """{case id: criteria led by the person's agencies without a word}. One query."""
    mine = reach(user).agencies(*REVIEWERS)
    if not cases or not mine:
        return {}
    led: dict[int, set[int]] = {}
    duties = ReviewDuty.objects.filter(
        agency_id__in=mine,
        role=DutyRole.LEAD,
        valid__contains=clock.today(),
        indicator__criteria_set_id__in={case.criteria_set_id for case in cases},
    )
    for set_id, criterion in duties.values_list(
        "indicator__criteria_set_id", "indicator__criterion_id"
    ):
        led.setdefault(set_id, set()).add(criterion)
    return {
        case.pk: len(led.get(case.criteria_set_id, set()) - set(case.spoken_of)) for case in cases
    }


def lines_of(line: CaseLine, user: User, known: Known) -> Iterator[InboxItem]:
    """The person's lines of one case."""
    case, acts = line.case, known.acts.get(line.case.pk, set())
    if case.state in PREPARING:
        yield from preparing(line, user, acts)
    elif case.state in JUDGING:
        yield from judging(line, user, known.silent.get(case.pk, 0))
    elif case.state == CaseState.VERIFIED:
        yield from verified(line, user, acts)
    elif case.state == CaseState.SUBMITTED and may_register(user, case):
        yield item(line, "Nhập kết quả thẩm định khi có văn bản", "tham-dinh")
    elif case.state == CaseState.APPRAISED and may_register(user, case):
        yield item(line, "Nhập quyết định công nhận khi có văn bản", "quyet-dinh")
    elif case.state == CaseState.RECOGNISED and may_publish(user, case):
        yield item(line, "Công bố đơn vị được công nhận", "cong-bo")
    for late in known.late.get(case.pk, ()):
        if late.by_id != user.pk and may_work_on(user, case):
            yield item(line, f"Xác nhận giấy vào sổ muộn số {late.number}")


def preparing(line: CaseLine, user: User, acts: set[str]) -> Iterator[InboxItem]:
    """The commune's lines: go on, mend, send."""
    case = line.case
    ready = all(step.code in acts for step in case.spec.steps if step.code in BEFORE_SENDING)
    if may_send(user, case):
        if ready:
            yield item(line, "Xem và gửi hồ sơ", "gui")
    elif may_prepare(user, case):
        again = case.state == CaseState.RETURNED
        yield item(line, "Sửa hồ sơ bị trả lại" if again else "Lập hồ sơ")


BEFORE_SENDING = (CaseAct.SELF_ASSESS, CaseAct.OPINIONS, CaseAct.COMMUNE_MEETING)


def judging(line: CaseLine, user: User, silent: int) -> Iterator[InboxItem]:
    """The district's lines: the office leads, agencies judge their criteria."""
    if may_verify(user, line.case):
        yield item(line, "Thẩm tra hồ sơ")
    elif silent and may_judge(user, line.case):
        url = reverse("communes:case-judge", args=[line.case.uid])
        yield item(line, f"Thẩm tra {silent} tiêu chí của cơ quan bạn", url=url)


def verified(line: CaseLine, user: User, acts: set[str]) -> Iterator[InboxItem]:
    """After the verification: the meeting, then the signature or the decision."""
    case = line.case
    meeting = case.spec.has(CaseAct.DISTRICT_MEETING)
    if meeting and CaseAct.DISTRICT_MEETING not in acts:
        if may_verify(user, case):
            yield item(line, "Ghi biểu quyết của UBND huyện", "hop-huyen")
    elif not case.spec.has(CaseAct.SUBMIT):
        if may_register(user, case):
            yield item(line, "Nhập quyết định công nhận khi có văn bản", "quyet-dinh")
    elif may_submit(user, case):
        yield item(line, "Ký trình hồ sơ", "trinh")


def item(line: CaseLine, title: str, slug: str = "", *, url: str = "") -> InboxItem:
    """One line: what to do, for which unit, until when."""
    case = line.case
    if slug:
        url = reverse("communes:case-act", args=[case.uid, slug])
    return InboxItem(
        title=f"{title}: {case.unit_name}",
        url=url or reverse("communes:case", args=[case.uid]),
        group=GROUP,
        hint=f"{case.get_standard_display()}, năm {case.year}",
        due=line.due,
    )
