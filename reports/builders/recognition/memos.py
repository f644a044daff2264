"""Tờ trình of a recognition case: of the commune to the level that verifies, and of that level to
the one that recognises. Parts as QĐ 18/2022/QĐ-TTg asks for in the case's procedure."""

from __future__ import annotations

from communes.models import RecognitionCase
from communes.queries.case_bodies import body_of
from communes.queries.cases import Dossier, load_dossier
from communes.recognition_enums import CaseAct, CaseLevel
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from reports.builders.binding import Figures, item, para
from reports.builders.parts import Level, inside
from reports.builders.recognition.parts import (
    aim,
    bases,
    case_banners,
    criteria_table,
    enclosed,
    gate_lines,
    gates_table,
    head,
    level_of,
    met_of,
    needs_step,
    notes,
    signed_for_committee,
    vote_line,
)
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import Block, Document, Heading

COMMUNE, SUBMISSION = "case-commune-memo", "case-submission"
PREPARED = (CaseAct.SELF_ASSESS, CaseAct.OPINIONS, CaseAct.COMMUNE_MEETING, CaseAct.SEND)
NOTHING = "Trình tự không nêu thành phần hồ sơ nào."
JUDGED = (CaseAct.VERIFY, CaseAct.DISTRICT_MEETING, CaseAct.SUBMIT)


def build_commune(*, case: RecognitionCase) -> Document:
    """Tờ trình of the commune. Twenty-one queries at most. Raises Refused (`no_step`)."""
    needs_step(case, CaseAct.SEND, "tờ trình của xã")
    dossier, figures = load_dossier(case), Figures()
    sent = dossier.done.get(CaseAct.SEND)
    level = level_of(case.responsible, sent, what="lập hồ sơ")
    total = figures.bind("criteria", len(dossier.criteria), source=f"case:{case.pk}")
    met = figures.bind("own", met_of(row.own for row in dossier.criteria), source=f"case:{case.pk}")
    body = body_of(case, CaseLevel.DISTRICT, clock.today())
    return Document(
        kind=COMMUNE,
        title="TỜ TRÌNH",
        created=clock.now(),
        abstract=("Về việc đề nghị thẩm tra, xét công nhận", aim(case)),
        head=head(level, "TTr", sent),
        addressees=(_addressee(body.name if body.known else _verifying(case)),),
        bases=bases(case),
        blocks=(
            para(
                f"Ủy ban nhân dân {level.inside} đã tự đánh giá: {inside(case.unit_name)} đạt ",
                *(met, "/", total, " tiêu chí."),
            ),
            *_meeting(dossier, CaseAct.COMMUNE_MEETING),
            *_asking(level, f"xem xét, thẩm tra hồ sơ đề nghị công nhận {aim(case)}"),
            para("Hồ sơ kèm theo:"),
            *(
                enclosed(dossier, PREPARED, memo=CaseAct.SEND)
                or [item("Trình tự không nêu thành phần hồ sơ nào.")]
            ),
        ),
        signers=signed_for_committee(),
        recipients=("Như trên", f"Thường trực Đảng ủy, HĐND {level.inside}", "Lưu: VT"),
        banners=case_banners(case, done=sent is not None),
        notes=notes(case),
        figures=figures.all(),
        subject=f"Tờ trình đề nghị thẩm tra: {case}",
    )


def build_submission(*, case: RecognitionCase) -> Document:
    """Tờ trình of the level that verified to the one that recognises. Thirty queries at most.
    Raises Refused (`no_step`, `not_verified`, `no_body`)."""
    needs_step(case, CaseAct.SUBMIT, "tờ trình đề nghị công nhận")
    dossier, figures = load_dossier(case), Figures()
    fact, verified = dossier.done.get(CaseAct.SUBMIT), dossier.done.get(CaseAct.VERIFY)
    judged = case.spec.has(CaseAct.VERIFY)
    if judged and verified is None:
        raise Refused(
            "not_verified",
            "Hồ sơ chưa thẩm tra xong nên chưa lập tờ trình. Ghi kết quả thẩm tra trước.",
        )
    level = level_of(case.verifier, fact)
    source = f"case:{case.pk}"
    total = figures.bind("criteria", len(dossier.criteria), source=source)
    verdicts = [row.verdict if judged else row.own for row in dossier.criteria]
    met = figures.bind("met", met_of(verdicts), source=source)
    step = case.spec.step(CaseAct.SUBMIT)
    body = body_of(case, CaseLevel.PROVINCE, clock.today())
    done = "đã thẩm tra" if judged else "đã tự đánh giá"
    return Document(
        kind=SUBMISSION,
        title="TỜ TRÌNH",
        created=clock.now(),
        abstract=("Về việc đề nghị thẩm định, xét công nhận", aim(case)),
        head=head(level, "TTr", fact),
        addressees=(_addressee(body.name if body.known else case.spec.decided_by),),
        bases=bases(case),
        blocks=(
            Heading(1, "I. Kết quả thẩm tra" if judged else "I. Kết quả tự đánh giá"),
            para(
                f"Ủy ban nhân dân {level.inside} {done}: {inside(case.unit_name)} đạt ",
                *(met, "/", total, " tiêu chí."),
            ),
            criteria_table(dossier.criteria, verified=judged),
            Heading(1, "II. Điều kiện ngoài tiêu chí"),
            gates_table(gate_lines(dossier)),
            Heading(1, "III. Đề nghị"),
            *_meeting(dossier, CaseAct.DISTRICT_MEETING),
            *_asking(level, f"thẩm định, xét công nhận {aim(case)}"),
            para("Hồ sơ kèm theo:"),
            *(enclosed(dossier, (*PREPARED, *JUDGED), memo=CaseAct.SUBMIT) or [item(NOTHING)]),
        ),
        signers=signed_for_committee(),
        recipients=("Như trên", f"Ủy ban nhân dân {_commune(case, level)}", "Lưu: VT"),
        banners=case_banners(case, done=fact is not None),
        notes=notes(case),
        figures=figures.all(),
        subject=f"{step.label if step else 'Trình'}: {case}",
    )


def _addressee(name: str) -> str:
    """ "Tỉnh Gia Lai" is written to as "Ủy ban nhân dân tỉnh Gia Lai", a body as it is."""
    kinds = ("Huyện ", "Tỉnh ", "Xã ", "Thị trấn ", "Thành phố ")
    return f"Ủy ban nhân dân {inside(name)}" if name.startswith(kinds) else name


def _verifying(case: RecognitionCase) -> str:
    """The body the procedure names for the verification, where no unit is known."""
    step = case.spec.step(CaseAct.VERIFY) or case.spec.step(CaseAct.SEND)
    return step.body if step else case.spec.decided_by


def _commune(case: RecognitionCase, level: Level) -> str:
    """The unit that prepared the dossier, inside a sentence."""
    if case.responsible_id == case.verifier_id:
        return level.inside
    return Level(case.responsible, case.opened_at.date()).inside


def _meeting(dossier: Dossier, act: str) -> list[Block]:
    return [para(vote_line(dossier, act))] if dossier.spec.has(act) else []


def _asking(level: Level, what: str) -> list[Block]:
    return [para(f"Ủy ban nhân dân {level.inside} kính đề nghị {what}.")]


COMMUNE_KIND = register(
    DocumentKind(
        code=COMMUNE,
        label_vi="Tờ trình của xã đề nghị thẩm tra, xét công nhận",
        formats=(Format.PDF, Format.DOCX),
        builder=build_commune,
        parameters=(Parameter("case", "hồ sơ xét công nhận"),),
    )
)
SUBMISSION_KIND = register(
    DocumentKind(
        code=SUBMISSION,
        label_vi="Tờ trình đề nghị công nhận",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build_submission,
        parameters=(Parameter("case", "hồ sơ xét công nhận"),),
    )
)
