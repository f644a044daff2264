"""Conditions outside the criteria: each met, not met or unknown, with its figure and source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from communes.enums import RecognitionState, UnitKind
from communes.models import CaseGate, CaseVote, Recognition, RecognitionCase, UnitVersion
from communes.procedures import GateSpec, ProcedureSpec
from communes.queries.registers import (
    DebtFigure,
    SurveyFigure,
    construction_debt,
    satisfaction,
)
from communes.recognition_arithmetic import fewest_votes, vote_reached
from communes.recognition_enums import GateKind, GateVerdict
from kbang_ntm.core.models import StoredFile
from kbang_ntm.core.vietnamese import format_date, format_number, format_percent

STATED = frozenset({GateKind.SECURITY, GateKind.STATEMENT})


@dataclass(frozen=True)
class GateView:
    """One gate of a case: what is known, in words, where from, and what to do about it."""

    rule: GateSpec
    verdict: GateVerdict
    words: str
    source: str
    as_of: date | None
    file: StoredFile | None = None

    @property
    def stated(self) -> bool:
        """It rests on a paper that people put into the case."""
        return self.rule.kind in STATED

    @property
    def blocks(self) -> bool:
        """Anything but met keeps the dossier from going up."""
        return self.verdict is not GateVerdict.MET


def gates_of(case: RecognitionCase, *, on: date) -> list[GateView]:
    """All gates of the case's procedure on a day, in its order; nothing unknown counts as met."""
    spec = case.spec
    kinds = {rule.kind for rule in spec.gates}
    unit = case.unit_id
    debt = construction_debt(unit, on=on) if GateKind.DEBT in kinds else None
    survey = (
        satisfaction(unit, standard=case.standard, year=case.year)
        if GateKind.SATISFACTION in kinds
        else None
    )
    votes = votes_of(case) if GateKind.VOTES in kinds else {}
    stated = stated_gates(case) if kinds & STATED else {}
    found = []
    for rule in spec.gates:
        if rule.kind == GateKind.DEBT:
            found.append(judge_debt(rule, debt, on))
        elif rule.kind == GateKind.SATISFACTION:
            found.append(judge_satisfaction(rule, survey, on))
        elif rule.kind == GateKind.VOTES:
            found.append(judge_votes(rule, spec, votes))
        elif rule.kind == GateKind.COMMUNES:
            found.append(_communes(rule, case, on))
        else:
            found.append(judge_stated(rule, stated.get(rule.code)))
    return found


def votes_of(case: RecognitionCase) -> dict[str, CaseVote]:
    """{act: the count that stands}. One query."""
    rows = CaseVote.objects.filter(case=case, withdrawn_at__isnull=True).select_related("minutes")
    return {row.act: row for row in rows}


def stated_gates(case: RecognitionCase) -> dict[str, CaseGate]:
    """{gate code: the newest paper on it}. One query."""
    rows = CaseGate.objects.filter(case=case, computed=False).select_related("file")
    return {row.code: row for row in rows.order_by("id")}


def judge_debt(rule: GateSpec, figure: DebtFigure | None, on: date) -> GateView:
    """No NTM debt: the register of works and the unit's own paper must both say so."""
    source = "Sổ công trình và giấy xác nhận nợ đọng"
    if figure is None:
        words = "Chưa có sổ công trình, chưa có giấy xác nhận. Nhập sổ công trình của xã."
        return GateView(rule, GateVerdict.UNKNOWN, words, source, on)
    words = figure.words
    if figure.owed > 0 or (figure.stated or Decimal(0)) > 0:
        if figure.stated is not None:
            words += f" Giấy xác nhận: nợ {format_number(figure.stated)} đồng."
        return GateView(rule, GateVerdict.NOT_MET, words, source, figure.as_of)
    if figure.statement is None:
        words += " Chưa có giấy xác nhận nợ đọng của xã."
        return GateView(rule, GateVerdict.UNKNOWN, words, source, figure.as_of)
    if not figure.computed or figure.contradicts:
        words += " Giấy xác nhận ghi không nợ. Bổ sung số liệu cho đủ rồi xét lại."
        return GateView(rule, GateVerdict.UNKNOWN, words, source, figure.as_of)
    words += f" Giấy xác nhận ngày {format_date(figure.statement.as_of)} ghi không nợ."
    return GateView(rule, GateVerdict.MET, words, source, figure.as_of)


def judge_satisfaction(rule: GateSpec, figure: SurveyFigure | None, on: date) -> GateView:
    """The Front's survey, closed, at the level of the procedure; no level known: unknown."""
    source = "Kết quả lấy ý kiến sự hài lòng của Mặt trận"
    if figure is None:
        words = "Mặt trận chưa lấy ý kiến sự hài lòng cho chuẩn và năm này."
        return GateView(rule, GateVerdict.UNKNOWN, words, source, on)
    if rule.percent is None:
        words = "Chưa có mức phải đạt. Nhập mức vào trình tự xét công nhận."
        return GateView(rule, GateVerdict.UNKNOWN, words, source, on)
    reached = figure.reaches(Decimal(rule.percent))
    if reached is None or figure.percent is None:
        return GateView(rule, GateVerdict.UNKNOWN, "Chưa kiểm phiếu nào.", source, on)
    yes, of = figure.satisfied
    words = (
        f"{format_percent(figure.percent, 2, trim=True)} hài lòng "
        f"({format_number(Decimal(yes))}/{format_number(Decimal(of))}), "
        f"cần từ {rule.percent} %."
    )
    if not figure.closed:
        words += " Đợt lấy ý kiến chưa chốt."
        return GateView(rule, GateVerdict.UNKNOWN, words, source, on)
    if rule.each_percent is not None:
        words += f" Từng nội dung cần từ {rule.each_percent} %."
        reached = reached and bool(figure.each_reaches(Decimal(rule.each_percent)))
    verdict = GateVerdict.MET if reached else GateVerdict.NOT_MET
    return GateView(rule, verdict, words, source, on, figure.minutes_file)


def judge_votes(rule: GateSpec, spec: ProcedureSpec, votes: dict[str, CaseVote]) -> GateView:
    """Every meeting with a percentage has voted and reached it."""
    lines, verdicts = [], []
    newest: date | None = None
    for step in spec.voting:
        vote = votes.get(step.code)
        if vote is None:
            lines.append(f"{step.label}: chưa có kết quả biểu quyết")
            verdicts.append(GateVerdict.UNKNOWN)
            continue
        reached = vote_result(vote)
        newest = max(newest, vote.day) if newest else vote.day
        lines.append(f"{step.label}: {vote_words(vote)}")
        verdicts.append(GateVerdict.MET if reached else GateVerdict.NOT_MET)
    source = "Biên bản họp"
    if not verdicts:
        words = "Trình tự chưa ghi tỷ lệ biểu quyết nào."
        return GateView(rule, GateVerdict.UNKNOWN, words, source, newest)
    words = "; ".join(lines) + "."
    return GateView(rule, worst(verdicts), words, source, newest)


def vote_result(vote: CaseVote) -> bool:
    """Whether a count reaches its percentage."""
    return vote_reached(
        yes=vote.yes, present=vote.present, total=vote.total, percent=vote.percent, base=vote.base
    )


def vote_words(vote: CaseVote) -> str:
    """ "18/20 người dự họp tán thành, cần từ 18 (90 %)"."""
    need = fewest_votes(
        present=vote.present, total=vote.total, percent=vote.percent, base=vote.base
    )
    of = vote.present if vote.base == "present" else vote.total
    who = "người dự họp" if vote.base == "present" else "thành viên"
    return f"{vote.yes}/{of} {who} tán thành, cần từ {need} ({vote.percent} %)"


def judge_stated(rule: GateSpec, row: CaseGate | None) -> GateView:
    """What a paper says; none on file: unknown."""
    if row is None:
        words = f"Chưa có giấy xác nhận của {rule.supplied_by}."
        return GateView(rule, GateVerdict.UNKNOWN, words, rule.supplied_by, None)
    source = f"{row.body}, số {row.paper_number} ngày {format_date(row.as_of)}"
    return GateView(rule, GateVerdict(row.verdict), row.words, source, row.as_of, row.file)


def _communes(rule: GateSpec, case: RecognitionCase, on: date) -> GateView:
    """The share of the district's communes recognised at a standard. Two queries."""
    communes = list(
        UnitVersion.objects.filter(
            parent_id=case.unit_id, kind=UnitKind.COMMUNE, valid__contains=on
        ).values_list("unit_id", flat=True)
    )
    newest = {
        row.unit_id: row
        for row in Recognition.objects.filter(
            unit_id__in=communes, standard=rule.of_standard
        ).order_by("year", "decision_date", "id")
    }
    done = sum(row.state == RecognitionState.RECOGNISED for row in newest.values())
    words = f"{done}/{len(communes)} xã đã được công nhận, cần từ {rule.percent} %."
    if not communes or rule.percent is None:
        verdict = GateVerdict.UNKNOWN
    else:
        reached = done * 100 >= rule.percent * len(communes)
        verdict = GateVerdict.MET if reached else GateVerdict.NOT_MET
    return GateView(rule, verdict, words, "Danh sách công nhận trong cổng", on)


def worst(verdicts: list[GateVerdict]) -> GateVerdict:
    """Not met before unknown before met."""
    for verdict in (GateVerdict.NOT_MET, GateVerdict.UNKNOWN):
        if verdict in verdicts:
            return verdict
    return GateVerdict.MET
