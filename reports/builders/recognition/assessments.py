"""Báo cáo of a recognition case: the unit's own assessment, and the verification of the level above
(thẩm tra). Every word on a criterion is one that stands in the case."""

from __future__ import annotations

from communes.models import CaseStep, RecognitionCase
from communes.queries.cases import CriterionView, Dossier, load_dossier
from communes.recognition_enums import CaseAct, GateVerdict
from kbang_ntm.core import clock
from kbang_ntm.core.vietnamese import format_date
from reports.builders.binding import Figures, item, listed, para
from reports.builders.communes.tables import indicator_annex
from reports.builders.comparing import period_words
from reports.builders.parts import inside
from reports.builders.recognition.parts import (
    GateLine,
    aim,
    bases,
    case_banners,
    criteria_table,
    gate_lines,
    gates_table,
    head,
    level_of,
    met_of,
    needs_step,
    notes,
    signed_for_committee,
)
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import Annex, Block, Document, Heading, Run
from reports.queries.commune_report import report_facts

OWN, VERIFIED = "case-self-assessment", "case-verification-report"
LEFT_WORDS = {
    GateVerdict.NOT_MET: "Chưa đạt",
    GateVerdict.UNKNOWN: "Chưa xác định",
}


def build_own(*, case: RecognitionCase) -> Document:
    """Báo cáo of the unit on each criterion as kept when its case opened. Thirty queries."""
    dossier, figures = load_dossier(case), Figures()
    fact = dossier.done.get(CaseAct.SELF_ASSESS)
    level = level_of(case.responsible, fact, what="lập hồ sơ")
    annexes = _indicators(case)
    return Document(
        kind=OWN,
        title="BÁO CÁO",
        created=clock.now(),
        abstract=("Kết quả tự đánh giá", aim(case)),
        head=head(level, "BC", fact),
        bases=bases(case),
        blocks=(
            *_own_results(case, dossier, figures),
            criteria_table(dossier.criteria, verified=False),
            *([para("Số liệu từng chỉ tiêu ở Phụ lục kèm theo.")] if annexes else []),
        ),
        signers=signed_for_committee(),
        recipients=("Cơ quan thẩm tra hồ sơ", f"Đảng ủy, HĐND {level.inside}", "Lưu: VT"),
        annexes=annexes,
        banners=case_banners(case, done=fact is not None),
        notes=notes(case),
        figures=figures.all(),
        subject=f"Tự đánh giá: {case}",
    )


def _own_results(case: RecognitionCase, dossier: Dossier, figures: Figures) -> list[Block]:
    if case.report is None:
        return [
            para(
                "Hồ sơ mở khi chưa có báo cáo trong cổng nên kết quả tự đánh giá từng tiêu chí là "
                "chưa xác định."
            )
        ]
    source = f"case:{case.pk}"
    own = [row.own for row in dossier.criteria]
    period = period_words(case.report.period)
    blocks: list[Block] = [
        para(
            f"Theo số liệu {period}, {inside(case.unit_name)} tự đánh giá đạt ",
            figures.bind("own", met_of(own), source=source),
            "/",
            figures.bind("criteria", len(own), source=source),
            " tiêu chí.",
        )
    ]
    return [
        *blocks,
        *_left(dossier.criteria, {row.criterion.no: row.own for row in dossier.criteria}),
    ]


def _left(rows: list[CriterionView], verdicts: dict[str, str]) -> list[Block]:
    """Criteria not met and unknown by name, each kind a line."""
    found: list[Block] = []
    for verdict, label in LEFT_WORDS.items():
        names = [row.name for row in rows if verdicts[row.criterion.no] == verdict]
        if names:
            found.append(item(Run(f"{label}: ", bold=True), f"{listed(names)}."))
    return found


def _indicators(case: RecognitionCase) -> tuple[Annex, ...]:
    if case.report is None:
        return ()
    facts = report_facts(case.report)
    title = f"Số liệu từng chỉ tiêu {period_words(case.report.period)}"
    return (indicator_annex(facts, title=title),)


def build_verified(*, case: RecognitionCase) -> Document:
    """Báo cáo thẩm tra of the level above. Thirty queries at most. Raises Refused (`no_step`,
    `no_body`)."""
    needs_step(case, CaseAct.VERIFY, "báo cáo thẩm tra")
    dossier, figures = load_dossier(case), Figures()
    fact = dossier.done.get(CaseAct.VERIFY)
    level = level_of(case.verifier, fact)
    gates = gate_lines(dossier)
    return Document(
        kind=VERIFIED,
        title="BÁO CÁO",
        created=clock.now(),
        abstract=("Thẩm tra hồ sơ đề nghị công nhận", aim(case)),
        head=head(level, "BC", fact),
        bases=bases(case),
        blocks=(
            Heading(1, "I. Hồ sơ"),
            para(_received(case, dossier)),
            Heading(1, "II. Kết quả thẩm tra từng tiêu chí"),
            *_verified_results(dossier, figures),
            criteria_table(dossier.criteria, verified=True),
            Heading(1, "III. Điều kiện ngoài tiêu chí"),
            gates_table(gates),
            Heading(1, "IV. Kết luận"),
            *_conclusion(dossier, gates, fact),
        ),
        signers=signed_for_committee(),
        recipients=("Cơ quan thẩm định", "Đơn vị lập hồ sơ", "Lưu: VT"),
        banners=case_banners(case, done=fact is not None),
        notes=notes(case),
        figures=figures.all(),
        subject=f"Thẩm tra: {case}",
    )


def _received(case: RecognitionCase, dossier: Dossier) -> str:
    sent = dossier.done.get(CaseAct.SEND)
    if sent is None:
        return "Hồ sơ chưa gửi thẩm tra."
    body = f" của {inside(sent.body)}" if sent.body else ""
    again = f", gửi lần thứ {case.round}" if case.round > 1 else ""
    return f"Hồ sơ{body} nhận ngày {format_date(sent.day)}{again}."


def _verified_results(dossier: Dossier, figures: Figures) -> list[Block]:
    rows, source = dossier.criteria, f"case:{dossier.case.pk}"
    spoken = [row for row in rows if row.word is not None]
    total = figures.bind("criteria", len(rows), source=source)
    words: list[str | Run] = [
        "Đã thẩm tra ",
        *(figures.bind("spoken", len(spoken), source=source), "/", total, " tiêu chí; đạt "),
        figures.bind("met", met_of(row.verdict for row in rows), source=source),
        *("/", total, " tiêu chí."),
    ]
    verdicts = {row.criterion.no: row.verdict for row in spoken}
    return [para(*words), *_left(spoken, verdicts)]


def _conclusion(dossier: Dossier, gates: list[GateLine], fact: CaseStep | None) -> list[Block]:
    """Whether nothing stands against the submission; the remark of who verified, if any."""
    left = [row.name for row in dossier.left]
    open_gates = [line for line in gates if line.verdict != GateVerdict.MET]
    blocks: list[Block] = []
    if not left and not open_gates:
        blocks.append(para("Đủ điều kiện đề nghị công nhận theo tiêu chí và điều kiện nêu trên."))
    else:
        blocks.append(para("Chưa đủ điều kiện đề nghị công nhận:"))
        if all(row.word is None for row in dossier.criteria):
            blocks.append(item("Chưa thẩm tra tiêu chí nào."))
        elif left:
            blocks.append(item(f"Tiêu chí chưa được thẩm tra là đạt: {listed(left)}."))
        blocks += [item(f"{line.label}: {GateVerdict(line.verdict).label}.") for line in open_gates]
    if fact is not None and fact.text:
        blocks.append(para(f"Ý kiến thẩm tra: {fact.text}"))
    return blocks


OWN_KIND = register(
    DocumentKind(
        code=OWN,
        label_vi="Báo cáo tự đánh giá của hồ sơ xét công nhận",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build_own,
        parameters=(Parameter("case", "hồ sơ xét công nhận"),),
    )
)
VERIFIED_KIND = register(
    DocumentKind(
        code=VERIFIED,
        label_vi="Báo cáo thẩm tra hồ sơ xét công nhận",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build_verified,
        parameters=(Parameter("case", "hồ sơ xét công nhận"),),
    )
)
