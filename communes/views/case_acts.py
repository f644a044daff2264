"""The acts of a case: which form each has, which service it calls, who is offered it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from communes import case_rules as rules
from communes.forms import cases as fields
from communes.models import RecognitionCase
from communes.procedures import MEETINGS
from communes.queries.case_gates import STATED
from communes.queries.cases import successor_names
from communes.recognition_enums import CaseAct, CaseState
from communes.recognition_workflow import CASE
from communes.services import case_decisions, case_papers, case_verification
from communes.services import cases as service
from kbang_ntm.core.models import User

Run = Callable[[RecognitionCase, Any, User], object]
PREPARING = (CaseState.DRAFT, CaseState.RETURNED)


@dataclass(frozen=True)
class ActPage:
    """One act: its address, code, button, form and service; `note` says what follows."""

    slug: str
    act: str
    button: str
    form: type[forms.Form]
    run: Run
    may: Callable[[User, RecognitionCase], bool]
    states: tuple[str, ...]
    done: str
    note: str = ""

    def offered(self, user: User, case: RecognitionCase) -> bool:
        """The person could do it now; what is missing is said on the page."""
        if self.act in STEPS and not case.spec.has(self.act):
            return False
        return case.state in self.states and self.may(user, case)

    def make(self, case: RecognitionCase, *args: Any, **kwargs: Any) -> forms.Form:
        """The form with its choices."""
        if self.form is fields.GateForm:
            kwargs["codes"] = [
                (row.code, row.label) for row in case.spec.gates if row.kind in STATED
            ]
        elif self.form is fields.LateForm:
            kwargs["acts"] = late_acts(case)
        elif self.form is fields.SuccessorForm:
            kwargs["names"] = successor_names()
        return self.form(*args, **kwargs)


def late_acts(case: RecognitionCase) -> list[tuple[str, str]]:
    """Steps whose paper a body above signs, and confirmations of gates."""
    found = [
        (step.code, step.label)
        for step in case.spec.steps
        if step.level == "district" and step.code != CaseAct.PUBLISH
    ]
    if any(row.kind in STATED for row in case.spec.gates):
        found.append((CaseAct.GATE.value, "Giấy xác nhận điều kiện"))
    return found


def upload_of(upload: UploadedFile | None) -> dict[str, Any]:
    """Name and stream of an upload, for a service; {} without one."""
    if upload is None:
        return {}
    return {"name": upload.name or "", "stream": cast(BinaryIO, upload.file)}


def _prepare(act: str) -> Run:
    def run(case: RecognitionCase, form: Any, user: User) -> object:
        data = form.cleaned_data
        return service.prepare(
            case=case, act=act, day=data["day"], paper=form.paper(), text=data["text"], actor=user
        )

    return run


def _vote(act: str) -> Run:
    def run(case: RecognitionCase, form: Any, user: User) -> object:
        data = form.cleaned_data
        return case_verification.record_vote(
            case=case,
            act=act,
            day=data["day"],
            total=data["total"],
            present=data["present"],
            yes=data["yes"],
            minutes=service.Paper(data["number"], data["day"]),
            actor=user,
            **upload_of(data["minutes"]),
        )

    return run


def _gate(case: RecognitionCase, form: Any, user: User) -> object:
    data = form.cleaned_data
    return case_papers.state_gate(
        case=case,
        code=data["code"],
        verdict=data["verdict"],
        words=data["words"],
        body=data["body"],
        agency=data["agency"],
        paper=form.paper(),
        actor=user,
        **upload_of(data["file"]),
    )


def _verify(case: RecognitionCase, form: Any, user: User) -> object:
    data = form.cleaned_data
    return case_verification.verify(
        case=case, day=data["day"], paper=form.paper(), text=data["text"], actor=user
    )


def _appraise(case: RecognitionCase, form: Any, user: User) -> object:
    return case_decisions.appraise(
        case=case,
        paper=form.paper(),
        text=form.cleaned_data["text"],
        votes=form.votes(),
        actor=user,
    )


def _publish(case: RecognitionCase, form: Any, user: User) -> object:
    data = form.cleaned_data
    return case_decisions.publish(
        case=case, day=data["day"], paper=form.paper(), text=data["text"], actor=user
    )


def _withdraw(case: RecognitionCase, form: Any, user: User) -> object:
    data = form.cleaned_data
    return case_decisions.withdraw(
        case=case,
        paper=form.paper(),
        decided_by=data["decided_by"],
        reason=data["reason"],
        actor=user,
    )


def _late(case: RecognitionCase, form: Any, user: User) -> object:
    data = form.cleaned_data
    return case_papers.ask_late(
        case=case,
        act=data["act"],
        agency=data["agency"],
        paper=form.paper(),
        reason=data["reason"],
        actor=user,
    )


def _succeed(case: RecognitionCase, form: Any, user: User) -> object:
    data = form.cleaned_data
    return case_papers.name_successor(
        case=case, unit=data["unit"], paper=form.paper(), reason=data["reason"], actor=user
    )


def _sources(act: str) -> tuple[str, ...]:
    return CASE.named(act).sources


def _meets(user: User, case: RecognitionCase) -> bool:
    if case.standard == "district":
        return rules.may_prepare(user, case)
    return rules.may_verify(user, case)


def _works_late(user: User, case: RecognitionCase) -> bool:
    return rules.may_work_on(user, case) and not case.verifier_lives()


def _names(user: User, case: RecognitionCase) -> bool:
    return rules.may_name_successor(user, case) and not case.verifier_lives()


def _gates(user: User, case: RecognitionCase) -> bool:
    has = any(row.kind in STATED for row in case.spec.gates)
    return has and (rules.may_prepare(user, case) or rules.may_verify(user, case))


OPEN = tuple(s.value for s in CaseState if s not in ("published", "withdrawn", "stopped"))
STEPS = (*MEETINGS, "self_assess", "opinions", "verify", "submit", "appraise", "decide", "publish")
ACTS: dict[str, ActPage] = {
    page.slug: page
    for page in (
        ActPage("tu-danh-gia", CaseAct.SELF_ASSESS, "Ghi tự đánh giá", fields.PrepareForm,
                _prepare(CaseAct.SELF_ASSESS), rules.may_prepare, PREPARING,
                "Đã ghi bước tự đánh giá."),
        ActPage("y-kien", CaseAct.OPINIONS, "Ghi kết quả lấy ý kiến", fields.PrepareForm,
                _prepare(CaseAct.OPINIONS), rules.may_prepare, PREPARING,
                "Đã ghi bước lấy ý kiến.",
                "Số liệu lấy từ đợt lấy ý kiến đã chốt của chuẩn và năm này."),
        ActPage("hop-xa", CaseAct.COMMUNE_MEETING, "Ghi biểu quyết của xã", fields.VoteForm,
                _vote(CaseAct.COMMUNE_MEETING), rules.may_prepare, PREPARING,
                "Đã ghi kết quả biểu quyết."),
        ActPage("dieu-kien", CaseAct.GATE, "Ghi giấy xác nhận điều kiện", fields.GateForm, _gate,
                _gates, OPEN, "Đã ghi giấy xác nhận."),
        ActPage("gui", CaseAct.SEND, "Gửi thẩm tra", fields.SendForm,
                lambda case, form, user: service.send(case=case, paper=form.paper(), actor=user),
                rules.may_send, PREPARING, "Đã gửi hồ sơ.",
                "Gửi rồi thì phần chuẩn bị không sửa được cho đến khi hồ sơ bị trả lại."),
        ActPage("ket-qua-tham-tra", CaseAct.VERIFY, "Ghi kết quả thẩm tra", fields.VerifyForm,
                _verify, rules.may_verify, ("sent", "verifying"), "Đã ghi kết quả thẩm tra."),
        ActPage("tra-lai", CaseAct.RETURN, "Trả lại hồ sơ", fields.ReturnForm,
                lambda case, form, user: case_verification.return_case(
                    case=case, reason=form.cleaned_data["reason"], paper=form.paper(), actor=user),
                rules.may_verify, _sources(CaseAct.RETURN), "Đã trả lại hồ sơ.",
                "Tiêu chí đã thẩm tra đạt giữ nguyên. Biểu quyết của huyện phải làm lại."),
        ActPage("hop-huyen", CaseAct.DISTRICT_MEETING, "Ghi biểu quyết của huyện",
                fields.VoteForm, _vote(CaseAct.DISTRICT_MEETING), _meets,
                ("verified", *PREPARING), "Đã ghi kết quả biểu quyết."),
        ActPage("trinh", CaseAct.SUBMIT, "Trình cấp công nhận", fields.SubmitForm,
                lambda case, form, user: case_decisions.submit(
                    case=case, paper=form.paper(), actor=user),
                rules.may_submit, _sources(CaseAct.SUBMIT), "Đã trình hồ sơ.",
                "Mọi tiêu chí và điều kiện phải đạt. Điều kiện chưa xác định thì chưa trình."),
        ActPage("tham-dinh", CaseAct.APPRAISE, "Ghi kết quả thẩm định", fields.AppraiseForm,
                _appraise, rules.may_register, _sources(CaseAct.APPRAISE),
                "Đã ghi kết quả thẩm định."),
        ActPage("quyet-dinh", CaseAct.DECIDE, "Ghi quyết định công nhận", fields.DecideForm,
                lambda case, form, user: case_decisions.decide(
                    case=case, paper=form.paper(), decided_by=form.cleaned_data["decided_by"],
                    actor=user),
                rules.may_register, _sources(CaseAct.DECIDE), "Đã ghi quyết định công nhận.",
                "Số và ngày ghi đúng như trên quyết định đã ký."),
        ActPage("cong-bo", CaseAct.PUBLISH, "Công bố", fields.PublishForm, _publish,
                rules.may_publish, _sources(CaseAct.PUBLISH),
                "Đã công bố. Trang công khai hiện đơn vị này."),
        ActPage("rut-de-nghi", CaseAct.STOP, "Rút đề nghị", fields.StopForm,
                lambda case, form, user: service.stop(
                    case=case, reason=form.cleaned_data["reason"], actor=user),
                rules.may_send, _sources(CaseAct.STOP), "Đã rút đề nghị.",
                "Hồ sơ khép lại, mọi giấy tờ vẫn còn. Muốn xét lại thì mở hồ sơ mới."),
        ActPage("thu-hoi", CaseAct.WITHDRAW, "Ghi quyết định thu hồi", fields.WithdrawForm,
                _withdraw, rules.may_register, _sources(CaseAct.WITHDRAW),
                "Đã ghi quyết định thu hồi.",
                "Cổng chỉ cho biết quy định nói gì. Thu hồi là quyết định của cấp công nhận."),
        ActPage("vao-so-muon", "late", "Giấy vào sổ muộn", fields.LateForm, _late, _works_late,
                OPEN, "Đã ghi đề nghị. Chờ người thứ hai xác nhận.",
                "Chỉ dùng cho giấy đã ký trước ngày cơ quan kết thúc hoạt động."),
        ActPage("ke-tuc", CaseAct.SUCCEED, "Xác định đơn vị kế tục", fields.SuccessorForm,
                _succeed, _names, OPEN, "Đã xác định đơn vị kế tục."),
    )
}  # fmt: skip
PAGE_OF = {page.act: page for page in ACTS.values()}
