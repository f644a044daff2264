"""A recognition case from its opening to the district: open, prepare, send, stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from communes.case_rules import may_prepare
from communes.enums import Basis, Role, Standard, UnitKind
from communes.models import (
    AdministrativeUnit,
    CaseStep,
    CriteriaSet,
    ProgressReport,
    RecognitionCase,
    Standing,
    UnitVersion,
)
from communes.queries.case_bodies import body_of, parent_on
from communes.queries.cases import Missing, load_dossier
from communes.queries.people import coordinators
from communes.queries.procedures import procedure_on, spec_of
from communes.queries.registers import opinions
from communes.recognition_enums import CaseAct, CaseLevel, CaseState
from communes.recognition_workflow import CASE
from communes.rules import COMMUNE_ROLES, reach
from communes.services.office import no_right
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold, format_date, nfc
from kbang_ntm.core.workflow import advance

COMMUNE_STANDARDS = (Standard.NTM, Standard.ADVANCED, Standard.MODEL)
LEVEL_OF = {
    Standard.NTM: UnitKind.COMMUNE,
    Standard.ADVANCED: UnitKind.COMMUNE,
    Standard.MODEL: UnitKind.COMMUNE,
    Standard.VILLAGE: UnitKind.VILLAGE,
    Standard.DISTRICT: UnitKind.DISTRICT,
}


@dataclass(frozen=True)
class Paper:
    """Number and date as they stand on a paper; both may be unknown for a fact without one."""

    number: str = ""
    day: date | None = None


def lock_case(case: RecognitionCase) -> RecognitionCase:
    """The case as it stands now, locked until the transaction ends."""
    return RecognitionCase.objects.select_for_update(of=("self",)).get(pk=case.pk)


@transaction.atomic
def open_case(
    *, unit: AdministrativeUnit, standard: str, report: ProgressReport | None, actor: User
) -> RecognitionCase:
    """Open a case for a unit, from the verdicts of a report where there is one.

    Raises NotAllowed, or Refused: `no_unit` today, `wrong_standard`, `other_report`,
    `no_procedure` or `no_set` in force, `open_already`. The procedure is frozen as of today.
    """
    today = clock.today()
    version = UnitVersion.objects.filter(unit=unit, valid__contains=today).first()
    if version is None:
        raise Refused("no_unit", "Đơn vị không còn trên bản đồ hôm nay nên không mở hồ sơ được.")
    if version.kind != LEVEL_OF[Standard(standard)]:
        raise Refused("wrong_standard", "Chuẩn này không xét cho loại đơn vị đã chọn.")
    responsible, verifier = _who(unit, version, standard, today)
    if responsible is None or not _may_open(actor, responsible, standard):
        raise no_right(actor, "Bạn không lập hồ sơ cho đơn vị này.")
    if report is not None and (
        report.unit_id != unit.pk or report.criteria_set.standard != standard
    ):
        raise Refused("other_report", "Báo cáo đã chọn là của đơn vị khác hoặc của chuẩn khác.")
    procedure = procedure_on(standard, today)
    if procedure is None:
        raise Refused(
            "no_procedure",
            f"Chưa có trình tự xét công nhận cho ngày {format_date(today)}. "
            "Nhập trình tự ở Dữ liệu tham chiếu rồi mở hồ sơ.",
        )
    criteria_set = report.criteria_set if report else _set_on(standard, today)
    if RecognitionCase.objects.open().filter(unit=unit, standard=standard).exists():
        raise Refused("open_already", "Đơn vị đang có một hồ sơ xét chuẩn này.")
    case = RecognitionCase.objects.create(
        unit=unit,
        unit_name=version.name,
        search_key=fold(version.name)[:240],
        standard=standard,
        criteria_set=criteria_set,
        procedure=procedure,
        procedure_frozen=spec_of(procedure).as_json(),
        report=report,
        standing=standing_of(report),
        responsible=responsible,
        verifier=verifier,
        year=report.period.year if report else today.year,
        opened_by=actor,
        illustrative=bool(report and report.illustrative),
    )
    add_fact(case, CaseAct.OPEN, today, actor, data=_source_of(report))
    audit.record(
        actor=actor, action="case.open", subject=case, summary=f"Mở hồ sơ xét công nhận: {case}"
    )
    return case


def _who(
    unit: AdministrativeUnit, version: UnitVersion, standard: str, on: date
) -> tuple[AdministrativeUnit | None, AdministrativeUnit | None]:
    """Who prepares the case and who verifies it; None where nobody knows."""
    if standard == Standard.DISTRICT:
        return unit, unit
    responsible = unit if standard in COMMUNE_STANDARDS else version.parent
    if responsible is None:
        return None, None
    above = parent_on(responsible.pk, on)
    return responsible, above if above and above.level == UnitKind.DISTRICT else None


def _may_open(actor: User, responsible: AdministrativeUnit, standard: str) -> bool:
    mine = reach(actor)
    if standard == Standard.DISTRICT:
        return responsible.pk in mine.units(Role.COORDINATION)
    return responsible.pk in mine.units(*COMMUNE_ROLES)


def _set_on(standard: str, day: date) -> CriteriaSet:
    found = CriteriaSet.objects.filter(standard=standard, valid__contains=day).first()
    if found is None:
        raise Refused("no_set", "Chưa có bộ tiêu chí của chuẩn này. Báo người quản trị nạp.")
    return found


def standing_of(report: ProgressReport | None) -> dict[str, str]:
    """{criterion no: verdict} of a report, confirmed figures before self-assessed ones."""
    if report is None:
        return {}
    rows = {row.basis: row for row in Standing.objects.filter(report=report)}
    found = rows.get(Basis.CONFIRMED) or rows.get(Basis.SELF_ASSESSED)
    return {no: cell[0] for no, cell in found.verdicts.items()} if found else {}


def _source_of(report: ProgressReport | None) -> dict[str, Any]:
    if report is None:
        return {"report": ""}
    return {"report": str(report.uid), "period": report.period.key, "version": report.version}


def add_fact(
    case: RecognitionCase,
    act: str,
    day: date,
    actor: User,
    *,
    body: str = "",
    paper: Paper | None = None,
    text: str = "",
    data: dict[str, Any] | None = None,
) -> CaseStep:
    """Write one dated fact. Raises Refused for a day that has not come."""
    if day > clock.today() or (paper and paper.day and paper.day > clock.today()):
        raise Refused("future", "Ngày không thể sau hôm nay. Xem lại ngày.")
    return CaseStep.objects.create(
        case=case,
        act=act,
        round=case.round,
        day=day,
        body=body,
        paper_number=nfc(paper.number).strip()[:60] if paper else "",
        paper_date=paper.day if paper else None,
        text=nfc(text).strip()[:2000],
        data=data or {},
        by=actor,
    )


@transaction.atomic
def prepare(
    *,
    case: RecognitionCase,
    act: str,
    day: date,
    paper: Paper,
    text: str,
    actor: User,
) -> CaseStep:
    """Record that the unit has assessed itself, or has asked the people.

    For communes the opinions are those of the register of opinions, closed by the leader. Raises
    NotAllowed, Refused (`wrong_state`, `wrong_act`, `order`, `no_opinions`, `future`).
    """
    locked = lock_case(case)
    if not may_prepare(actor, locked):
        raise no_right(actor, "Bạn không lập hồ sơ này.")
    check_preparing(locked)
    if act not in (CaseAct.SELF_ASSESS, CaseAct.OPINIONS) or not locked.spec.has(act):
        raise Refused("wrong_act", "Trình tự của hồ sơ này không có bước đã chọn.")
    check_order(locked, act)
    data: dict[str, Any] = {}
    if act == CaseAct.OPINIONS and locked.standard in COMMUNE_STANDARDS:
        data = _opinion_data(locked)
    step = locked.spec.step(act)
    fact = add_fact(
        locked,
        act,
        day,
        actor,
        body=step.body if step else "",
        paper=paper,
        text=text,
        data=data,
    )
    audit.record(
        actor=actor,
        action=f"case.{act}",
        subject=locked,
        summary=f"{step.label if step else ''}, {format_date(day)}",
        data={"number": paper.number, **data},
    )
    return fact


def _opinion_data(case: RecognitionCase) -> dict[str, Any]:
    figure = opinions(case.unit_id, standard=case.standard, year=case.year)
    if figure is None:
        raise Refused(
            "no_opinions",
            f"Chưa có đợt lấy ý kiến người dân năm {case.year} cho chuẩn này. Mở đợt lấy ý kiến, "
            "nhập biên bản từng thôn, làng rồi ghi bước này.",
        )
    if not figure.closed:
        raise Refused(
            "no_opinions", "Đợt lấy ý kiến chưa chốt. Lãnh đạo UBND xã chốt rồi ghi bước này."
        )
    return {
        "villages": figure.held,
        "households": figure.households,
        "present": figure.present,
        "agree": figure.agree,
    }


def check_preparing(case: RecognitionCase) -> None:
    """Raises Refused unless the dossier lies with the unit that prepares it."""
    if case.state not in (CaseState.DRAFT, CaseState.RETURNED):
        raise Refused(
            "wrong_state",
            f"Hồ sơ đang ở trạng thái «{CaseState(case.state).label}» nên không sửa phần chuẩn bị.",
        )


def check_order(case: RecognitionCase, act: str) -> None:
    """Raises Refused (`order`) while a step that must be there before is not."""
    step, dossier = case.spec.step(act), load_dossier(case)
    left = [
        need.label
        for need in case.spec.steps
        if step and need.code in step.needs and not dossier.finished(need.code)
    ]
    if left:
        raise Refused("order", f"Phải xong trước: {'; '.join(left)}.")


def refuse_missing(case: RecognitionCase, act: str, what: str) -> None:
    """Raises Refused (`missing`) with everything that keeps the step from being done."""
    missing: list[Missing] = load_dossier(case).missing_for(act)
    if missing:
        words = " ".join(one.text for one in missing[:4])
        more = f" Và {len(missing) - 4} mục khác." if len(missing) > 4 else ""
        raise Refused("missing", f"Chưa {what} được. {words}{more}")


@transaction.atomic
def send(*, case: RecognitionCase, paper: Paper, actor: User) -> RecognitionCase:
    """The leader sends the dossier to be verified, for the first time or again.

    Nobody sends for a unit that has ended: posts there carry nothing, its successor goes on. Raises
    NotAllowed, Refused (`wrong_state`, `missing`).
    """
    locked = lock_case(case)
    again = locked.state == CaseState.RETURNED
    act = CaseAct.RESEND if again else CaseAct.SEND
    if not CASE.named(act).permission(actor, locked):
        raise no_right(actor, "Chỉ lãnh đạo UBND xã gửi hồ sơ của xã mình.")
    check_preparing(locked)
    body = body_of(locked, CaseLevel.COMMUNE, clock.today())
    refuse_missing(locked, CaseAct.SEND, "gửi")
    today = clock.today()
    done = advance(CASE, obj=locked, act=act, actor=actor, changes={"since": today})
    add_fact(done, CaseAct.SEND, today, actor, body=body.name, paper=paper)
    notify.tell(
        recipients=coordinators(),
        kind="case.sent",
        key=f"case-sent-{done.uid}-{done.round}",
        text=f"{body.name} {'gửi lại' if again else 'gửi'} hồ sơ xét công nhận: {done}.",
        url=reverse("communes:case", args=[done.uid]),
    )
    return done


@transaction.atomic
def stop(*, case: RecognitionCase, reason: str, actor: User) -> RecognitionCase:
    """The unit takes its proposal back. Raises NotAllowed, Refused (`no_reason`, `wrong_state`)."""
    if not reason.strip():
        raise Refused("no_reason", "Ghi lý do rút đề nghị.")
    today = clock.today()
    done = advance(
        CASE,
        obj=case,
        act=CaseAct.STOP,
        actor=actor,
        changes={"since": today},
        data={"reason": reason.strip()},
    )
    add_fact(done, CaseAct.STOP, today, actor, text=reason)
    return done
