"""What the page of a case shows: facts in order, the one next act, and what is missing for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from communes.case_rules import may_judge, may_register, may_verify, may_work_on
from communes.enums import Standard
from communes.models import CaseStep, RecognitionCase
from communes.procedures import StepSpec
from communes.queries.case_bodies import Body, body_of
from communes.queries.case_gates import vote_result, vote_words
from communes.queries.case_list import unit_names
from communes.queries.cases import Dossier, Missing, load_dossier, recheck_of
from communes.queries.registers import registration
from communes.recognition_enums import CaseAct, CaseLevel, CaseState
from communes.services.case_decisions import withdrawn_communes
from communes.services.case_papers import may_file
from communes.services.case_verification import JUDGING, agencies_for, may_hold_meeting
from communes.views.case_acts import ACTS, PAGE_OF
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date

BADGES = {
    CaseState.DRAFT: "draft",
    CaseState.RETURNED: "back",
    CaseState.STOPPED: "draft",
    CaseState.WITHDRAWN: "back",
    CaseState.RECOGNISED: "done",
    CaseState.PUBLISHED: "done",
}
# Acts a page offers beside the next one, as links.
ASIDE = (
    "dieu-kien",
    "tra-lai",
    "rut-de-nghi",
    "vao-so-muon",
    "ke-tuc",
    "thu-hoi",
)
PAST = {
    CaseAct.OPEN: "Mở hồ sơ",
    CaseAct.SELF_ASSESS: "Tự đánh giá",
    CaseAct.OPINIONS: "Lấy ý kiến người dân",
    CaseAct.SEND: "Gửi thẩm tra",
    CaseAct.VERIFY: "Thẩm tra",
    CaseAct.SUBMIT: "Trình cấp công nhận",
    CaseAct.APPRAISE: "Thẩm định",
    CaseAct.DECIDE: "Công nhận",
    CaseAct.PUBLISH: "Công bố",
    CaseAct.RETURN: "Trả lại",
    CaseAct.STOP: "Rút đề nghị",
    CaseAct.RECHECK: "Kiểm tra lại",
    CaseAct.WITHDRAW: "Thu hồi quyết định công nhận",
    CaseAct.SUCCEED: "Xác định đơn vị kế tục",
}


@dataclass(frozen=True)
class Link:
    """An act the person may do now."""

    label: str
    url: str


def badge(case: RecognitionCase) -> tuple[str, str]:
    """(words, kind) of the state badge."""
    label = str(CaseState(case.state).label)
    return label[:1].upper() + label[1:], BADGES.get(CaseState(case.state), "moving")


def case_context(case: RecognitionCase, user: User) -> dict[str, Any]:
    """Everything the page of a case needs. A constant number of queries."""
    dossier = load_dossier(case)
    step = dossier.next_step
    body = body_of(case, step.level, dossier.on) if step else None
    judges = case.state in JUDGING and (
        may_verify(user, case) or (may_judge(user, case) and bool(agencies_for(user, case)))
    )
    checked = case.state in (CaseState.RECOGNISED, CaseState.PUBLISHED, CaseState.WITHDRAWN)
    names = unit_names({case.responsible_id, case.verifier_id or 0}, dossier.on)
    primary = primary_act(dossier, step, user, judges)
    return {
        "case": case,
        "badge": badge(case),
        "dossier": dossier,
        "step": step,
        "body": body,
        "missing": missing_lines(dossier, step),
        "primary": primary,
        "aside": aside_acts(case, user, primary),
        "steps": timeline(dossier, body),
        "judges": judges,
        "votes": [
            (row, vote_words(row), vote_result(row), may_hold_meeting(user, case, row.act))
            for row in dossier.votes.values()
        ],
        "items": [(item, may_file(user, case, item.step.code)) for item in dossier.items],
        "met": sum(row.verdict == "met" for row in dossier.criteria),
        "late": [(row, row.by_id != user.pk and may_work_on(user, case)) for row in dossier.late],
        "recheck": recheck_of(case, withdrawn_communes(case)) if checked else None,
        "rechecks": checked and case.state != CaseState.WITHDRAWN and may_register(user, case),
        "names": names,
        "responsible": names.get(case.responsible_id, ""),
        "verifier": names.get(case.verifier_id or 0, ""),
        "ended": None if case.verifier_lives() else body_of(case, CaseLevel.DISTRICT, dossier.on),
        "registered": registered(case),
    }


def registered(case: RecognitionCase) -> Any:
    """What was registered for the unit and year; None where nothing was sent."""
    if case.standard == Standard.DISTRICT:
        return None
    return registration(case.unit_id, standard=case.standard, year=case.year)


def primary_act(dossier: Dossier, step: StepSpec | None, user: User, judges: bool) -> Link | None:
    """The one next act, if this person is the one who does it."""
    case = dossier.case
    silent = sum(row.word is None for row in dossier.criteria)
    if judges and silent:
        label = f"Thẩm tra {silent} tiêu chí còn lại"
        return Link(label, reverse("communes:case-judge", args=[case.uid]))
    if step is None:
        return None
    page = PAGE_OF.get(step.code)
    if page is None or not page.offered(user, case):
        return None
    return Link(page.button, reverse("communes:case-act", args=[case.uid, page.slug]))


def aside_acts(case: RecognitionCase, user: User, primary: Link | None) -> list[Link]:
    """Other acts the person may do now."""
    found = []
    for slug in ASIDE:
        page = ACTS[slug]
        url = reverse("communes:case-act", args=[case.uid, slug])
        if page.offered(user, case) and (primary is None or primary.url != url):
            found.append(Link(page.button, url))
    return found


def missing_lines(dossier: Dossier, step: StepSpec | None) -> list[tuple[Missing, str]]:
    """What is missing until the dossier goes up, each with the address where it is done."""
    if step is None:
        return []
    code = step.code
    if dossier.case.state in (CaseState.DRAFT, CaseState.RETURNED):
        code = CaseAct.SEND if dossier.spec.has(CaseAct.SEND) else CaseAct.SUBMIT
    elif dossier.case.state == CaseState.VERIFIED:
        code = CaseAct.SUBMIT if dossier.spec.has(CaseAct.SUBMIT) else CaseAct.DECIDE
    return [(row, missing_url(dossier.case, row)) for row in dossier.missing_for(code)]


def missing_url(case: RecognitionCase, row: Missing) -> str:
    """Where a missing thing is done: an act, or a place on the page."""
    page = PAGE_OF.get(row.act)
    if page is not None:
        return reverse("communes:case-act", args=[case.uid, page.slug])
    return f"#{row.anchor}" if row.anchor else ""


def timeline(dossier: Dossier, body: Body | None) -> list[dict[str, str]]:
    """Facts with date and paper, then the step that waits, then those to come."""
    lines = [fact_line(row) for row in dossier.facts]
    waiting = dossier.next_step
    ahead = False
    for step in dossier.spec.steps:
        if waiting is None:
            break
        if step.code == waiting.code:
            ahead = True
            due = dossier.due
            words = f"{body.name if body and body.exists else step.body}"
            if due:
                words += f", trước {format_date(due)}" + (
                    "" if step.certain else " (chưa kiểm chứng)"
                )
            lines.append({"label": step.label, "detail": words, "when": "now"})
        elif ahead:
            lines.append({"label": step.label, "detail": step.body, "when": ""})
    return lines


def fact_line(row: CaseStep) -> dict[str, str]:
    """One fact: what, when, who, on which paper."""
    parts = [format_date(row.day)]
    if row.body:
        parts.append(row.body)
    if row.paper_number:
        dated = f" ngày {format_date(row.paper_date)}" if row.paper_date else ""
        parts.append(f"số {row.paper_number}{dated}")
    if row.act == CaseAct.VERIFY and row.data:
        parts.append(f"{row.data['met']}/{row.data['total']} tiêu chí đạt")
    if row.text:
        parts.append(row.text)
    return {"label": PAST[CaseAct(row.act)], "detail": ", ".join(parts), "when": "past"}
