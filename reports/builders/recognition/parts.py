"""What the papers of a dossier share: names of standards, bases, tables of criteria and gates, what
is enclosed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from communes.enums import Standard
from communes.models import AdministrativeUnit, CaseGate, CaseStep, RecognitionCase
from communes.queries.case_gates import vote_words
from communes.queries.cases import CriterionView, Dossier
from communes.recognition_enums import CaseAct, GateVerdict
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import NBSP, format_date
from reports.builders.binding import item
from reports.builders.communes.tables import mark
from reports.builders.parts import Level, banners, inside, registered, written_out
from reports.documents.tree import (
    Align,
    Banners,
    Block,
    Cell,
    Column,
    LegalHead,
    Row,
    SignOff,
    Table,
)

RECOGNISED_AS = {
    Standard.NTM: "đạt chuẩn nông thôn mới",
    Standard.ADVANCED: "đạt chuẩn nông thôn mới nâng cao",
    Standard.MODEL: "đạt chuẩn nông thôn mới kiểu mẫu",
    Standard.DISTRICT: "đạt chuẩn huyện nông thôn mới",
    Standard.VILLAGE: "đạt chuẩn làng nông thôn mới",
}
UNCHECKED = "Căn cứ ghi theo trình tự, bộ tiêu chí trong cổng, chưa kiểm chứng với văn bản."


def aim(case: RecognitionCase) -> str:
    """ "xã Sơ Pai đạt chuẩn nông thôn mới năm 2025"."""
    words = RECOGNISED_AS[Standard(case.standard)]
    return f"{inside(case.unit_name)} {words} năm {case.year}"


def bases(case: RecognitionCase) -> tuple[str, ...]:
    """The law of the procedure as it was when the case opened, and that of the set."""
    law, of_set = case.spec.legal_basis, case.criteria_set.short_basis
    rows = [law] if law else []
    # A set without the number of its document rests on none that a paper could name.
    if re.search(r"\d/", of_set) and of_set not in law:
        rows.append(f"{of_set} ban hành {inside(case.criteria_set.title)}")
    return tuple(f"Căn cứ {written_out(row)}" for row in rows)


def notes(case: RecognitionCase) -> tuple[str, ...]:
    """The line that admits a basis nobody has checked."""
    return () if case.spec.certain and case.criteria_set.certain else (UNCHECKED,)


def level_of(
    unit: AdministrativeUnit | None, fact: CaseStep | None, *, what: str = "thẩm tra"
) -> Level:
    """The level that acts, as called on the day of its paper. Raises Refused (`no_body`)."""
    if unit is None:
        raise Refused(
            "no_body",
            f"Chưa xác định cơ quan {what} của hồ sơ này nên chưa lập được văn bản. Xác định đơn "
            "vị kế tục ở trang hồ sơ trước.",
        )
    return Level(unit, paper_day(fact) or clock.today())


def paper_day(fact: CaseStep | None) -> date | None:
    """The day of a step's paper; None where none was registered."""
    return fact.paper_date if fact else None


def head(level: Level, kind: str, fact: CaseStep | None, *, chairman: bool = False) -> LegalHead:
    """Head of UBND's paper of a step, with its number once it is registered."""
    number = registered(fact.paper_number) if fact else ""
    return level.committee(
        f"{kind}-UBND", number=number, dated=paper_day(fact) if number else None, chairman=chairman
    )


def signed_for_committee() -> tuple[SignOff, ...]:
    """Papers of the committee are signed by its chairman for it."""
    return (SignOff(authority=("TM. ỦY BAN NHÂN DÂN",), position=("CHỦ TỊCH",)),)


def case_banners(case: RecognitionCase, *, done: bool) -> Banners:
    """A draft until the step of the paper is done."""
    return banners(case.illustrative, draft=not done)


def needs_step(case: RecognitionCase, act: str, paper: str) -> None:
    """Raises Refused (`no_step`) where the case's procedure has no such step."""
    if not case.spec.has(act):
        raise Refused(
            "no_step",
            f"Trình tự của hồ sơ này không có bước «{CaseAct(act).label}» nên không có {paper}.",
        )


def criteria_table(criteria: Iterable[CriterionView], *, verified: bool) -> Table:
    """Each criterion as the unit assessed itself; with `verified` also the word of the
    verification, who said it and why."""
    rows = [
        Row(
            (
                Cell(row.criterion.no, align=Align.CENTER),
                Cell(row.criterion.title),
                mark(row.own),
                *(_word(row) if verified else ()),
            )
        )
        for row in criteria
    ]
    columns = [Column("TT", 6, Align.CENTER), Column("Tiêu chí", 40),
               Column("Tự đánh giá", 12, Align.CENTER)]  # fmt: skip
    if verified:
        columns += [Column("Thẩm tra", 12, Align.CENTER), Column("Ý kiến", 34)]
    return Table(
        columns=tuple(columns), rows=tuple(rows), caption="Kết quả từng tiêu chí",
        empty_text="Bộ tiêu chí chưa có tiêu chí nào.",
    )  # fmt: skip


def _word(row: CriterionView) -> tuple[Cell, Cell]:
    word = row.word
    if word is None:
        return Cell("chưa có", align=Align.CENTER), Cell("")
    who = word.agency.short_name if word.agency else ""
    text = f"{word.text} ({who})" if who and word.text else word.text or who
    return mark(word.verdict), Cell(text)


@dataclass(frozen=True)
class GateLine:
    """A gate as a paper tells it."""

    label: str
    verdict: str
    words: str
    source: str


def gate_lines(dossier: Dossier) -> list[GateLine]:
    """The gates as they were kept when the dossier went up, before that as they stand. One query,
    and those of the gates."""
    rows = CaseGate.objects.filter(case=dossier.case, computed=True).order_by("id")
    kept = {row.code: row for row in rows}
    labels = {rule.code: rule.label for rule in dossier.spec.gates}
    if kept:
        return [
            GateLine(labels.get(code, code), row.verdict, row.words, row.source)
            for code, row in kept.items()
        ]
    return [
        GateLine(
            gate.rule.label,
            gate.verdict,
            gate.words,
            f"{gate.source}, {format_date(gate.as_of)}" if gate.as_of else gate.source,
        )
        for gate in dossier.gates
    ]


def gates_table(lines: Iterable[GateLine]) -> Table:
    """Conditions outside the criteria with figures and sources."""
    rows = tuple(
        Row(
            (
                Cell(number),
                Cell(line.label),
                mark(line.verdict),
                Cell(line.words),
                Cell(line.source),
            )
        )
        for number, line in enumerate(lines, start=1)
    )
    columns = (
        Column("TT", 6, Align.CENTER), Column("Điều kiện", 30),
        Column("Kết quả", 10, Align.CENTER), Column("Số liệu", 34), Column("Nguồn", 20),
    )  # fmt: skip
    return Table(
        columns=columns, rows=rows, caption="Điều kiện ngoài tiêu chí",
        empty_text="Trình tự này không nêu điều kiện nào ngoài tiêu chí.",
    )  # fmt: skip


def met_of(verdicts: Iterable[str]) -> int:
    """How many are met; unknown is never met."""
    return sum(verdict in (GateVerdict.MET, "not_applicable") for verdict in verdicts)


def vote_line(dossier: Dossier, act: str) -> str:
    """ "Họp ngày 05/6/2025: 19/20 người dự họp tán thành, ... (biên bản số 7)"; what is missing
    where no count stands."""
    vote = dossier.votes.get(act)
    label = CaseAct(act).label
    meeting = f"{label[:1].upper()}{label[1:]}"
    if vote is None:
        return f"{meeting}: chưa có kết quả biểu quyết."
    minutes = f", biên bản số {vote.minutes_number}" if registered(vote.minutes_number) else ""
    words = vote_words(vote).replace(" %", f"{NBSP}%")
    return f"{meeting} ngày {format_date(vote.day)}{minutes}: {words}."


def enclosed(dossier: Dossier, acts: Iterable[str], *, memo: str) -> list[Block]:
    """What lies in the dossier for these steps, with number and day; what is missing is said. The
    memo itself, a paper of the step `memo`, is left out."""
    wanted = set(acts)
    found: list[Block] = []
    for one in dossier.items:
        itself = one.step.code == memo and one.paper.label.startswith("Tờ trình")
        if one.step.code not in wanted or itself:
            continue
        if not one.files:
            if one.paper.required:
                found.append(item(f"{one.paper.label}: chưa có."))
            continue
        named = [
            f"số {row.number} ngày {format_date(row.day)}" for row in one.files
            if registered(row.number) and row.day
        ]  # fmt: skip
        tail = f" ({'; '.join(named)})" if named else ""
        found.append(item(f"{one.paper.label}{tail}."))
    return found
