"""Báo cáo kết quả của xã for a quarter, half-year or year: situation, results beside the period
before and the same one a year ago, what is not met and why, every indicator.

Format: Nghị định 30/2020/NĐ-CP, Phụ lục I. Every sentence rests on the report's rows; reasons are
the words the commune and the agencies have stored.
"""

from __future__ import annotations

from communes.enums import Standard
from communes.models import ProgressReport
from communes.queries.case_list import unit_names
from communes.queries.history import EntryLine
from communes.queries.specs import unit_version_on
from kbang_ntm.core import clock
from kbang_ntm.core.vietnamese import format_date
from reports.builders.binding import Figures, item, listed, para
from reports.builders.communes.tables import (
    criteria_table,
    criterion_name,
    figure_words,
    indicator_annex,
    names_of,
)
from reports.builders.comparing import OTHER_SET, Then, compared, period_words
from reports.builders.parts import Level, banners, inside, registered
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import Banners, Block, Document, FigureState, Heading, Run, SignOff
from reports.queries.commune_report import EarlierReport, ReportFacts, report_facts

CODE = "commune-report"
HELD = ("met", "not_applicable")
VERDICTS = {"not_met": "chưa đạt", "unknown": "chưa xác định"}


def build(*, report: ProgressReport) -> Document:
    """The report of one unit and period. Nineteen queries at most."""
    facts, figures = report_facts(report), Figures()
    day = report.period.ends
    level = Level(report.responsible_unit, day)
    subject = subject_name(report, level)
    when = period_words(report.period)
    return Document(
        kind=CODE,
        title="BÁO CÁO",
        created=clock.now(),
        abstract=(f"Kết quả thực hiện bộ tiêu chí {_standard(report)}", f"của {subject} {when}"),
        head=level.committee(
            "BC-UBND", number=registered(report.paper_number), dated=report.paper_date
        ),
        blocks=(
            *_situation(facts, figures, subject),
            *_results(facts, figures, subject),
            *_reasons(facts),
        ),
        signers=(SignOff(authority=("TM. ỦY BAN NHÂN DÂN",), position=("CHỦ TỊCH",)),),
        recipients=(
            *_above(report),
            f"Thường trực Đảng ủy, HĐND {level.inside}",
            "Lưu: VT",
        ),
        annexes=(indicator_annex(facts, title=f"Kết quả từng chỉ tiêu {when}"),),
        banners=report_banners(facts),
        figures=figures.all(),
        subject=f"Báo cáo {when} của {subject}",
    )


def subject_name(report: ProgressReport, level: Level) -> str:
    """Whom the report is about, inside a sentence: "xã Sơn Lang", "làng Lợt, xã Sơn Lang"."""
    if report.unit_id == report.responsible_unit_id:
        return level.inside
    version = unit_version_on(report.unit_id, report.period.ends)
    name = version.name if version else report.unit.key
    return f"{inside(name)}, {level.inside}"


def _standard(report: ProgressReport) -> str:
    return {Standard.NTM: "xã nông thôn mới", Standard.ADVANCED: "xã nông thôn mới nâng cao",
            Standard.MODEL: "xã nông thôn mới kiểu mẫu", Standard.VILLAGE: "làng nông thôn mới",
            Standard.DISTRICT: "huyện nông thôn mới"}[
        Standard(report.criteria_set.standard)
    ]  # fmt: skip


def _above(report: ProgressReport) -> list[str]:
    """The committee above the one that reports, where it is known."""
    version = unit_version_on(report.responsible_unit_id, report.period.ends)
    if version is None or version.parent_id is None:
        return []
    name = unit_names([version.parent_id], report.period.ends).get(version.parent_id, "")
    return [f"Ủy ban nhân dân {inside(name)}"] if name else []


def report_banners(facts: ReportFacts) -> Banners:
    """A draft until it is sent, unconfirmed until the district has confirmed it."""
    unconfirmed = "" if facts.confirmed else "Số liệu xã tự đánh giá, chưa được xác nhận."
    return banners(facts.report.illustrative, draft=not facts.sent, unconfirmed=unconfirmed)


def _situation(facts: ReportFacts, figures: Figures, subject: str) -> list[Block]:
    report = facts.report
    total = figures.bind("indicators", len(facts.lines), source=f"set:{facts.spec.code}")
    entered = figures.bind(
        "entered", facts.standing.entered if facts.standing else 0, source=f"report:{report.pk}"
    )
    accepted = figures.bind("accepted", facts.accepted, source=f"report:{report.pk}")
    return [
        Heading(1, "I. Tình hình báo cáo"),
        para(
            f"Số liệu của {subject} chốt đến ngày {format_date(report.period.cut_off)}, theo "
            f"{set_words(facts.spec.title, facts.spec.short_basis)}. Đã nhập ",
            *(entered, "/", total, " chỉ tiêu, cơ quan rà soát đã chấp nhận "),
            *(accepted, "/", total, " chỉ tiêu."),
        ),
        para(_state_words(facts)),
    ]


def set_words(title: str, basis: str) -> str:
    """A set of criteria inside a sentence, with its document unless the title names it."""
    name = inside(title)
    if not name.startswith(("bộ tiêu chí", "quy định")):
        name = f"bộ tiêu chí {name}"
    return f"{name}, {basis}" if basis and basis.lower() not in name.lower() else name


def _state_words(facts: ReportFacts) -> str:
    report = facts.report
    if not facts.sent or report.submitted_at is None:
        return "Báo cáo chưa gửi."
    sent = format_date(report.submitted_at.astimezone(clock.LOCAL).date())
    due = format_date(report.period.due_at.astimezone(clock.LOCAL).date())
    words = f"Báo cáo gửi ngày {sent}, {'sau hạn' if report.late else 'đúng hạn'} ({due})"
    if facts.confirmed and report.confirmed_at:
        day = format_date(report.confirmed_at.astimezone(clock.LOCAL).date())
        return f"{words}; số liệu đã được xác nhận ngày {day}."
    return f"{words}; số liệu chưa được xác nhận."


def _results(facts: ReportFacts, figures: Figures, subject: str) -> list[Block]:
    standing = facts.standing
    blocks: list[Block] = [Heading(1, "II. Kết quả thực hiện bộ tiêu chí")]
    if standing is None or not standing.entered:
        return [*blocks, para("Chưa có số liệu của kỳ này."), criteria_table(facts)]
    source = f"standing:{standing.pk}"

    def bind(key: str, value: int) -> Run:
        return figures.bind(key, value, source=source)

    met = bind("met", standing.criteria_met)
    words: list[str | Run] = [
        f"{subject[:1].upper()}{subject[1:]} đạt ",
        *(met, "/", bind("criteria", standing.criteria_total), " tiêu chí, "),
        *compared(figures, "met", standing.criteria_met, _then(facts.earlier), unit="tiêu chí"),
        ". Có ",
        *(bind("not-met", standing.criteria_not_met), " tiêu chí chưa đạt, "),
        *(bind("unknown", standing.criteria_unknown), " tiêu chí chưa xác định. "),
        "Đạt ",
        *(bind("indicators-met", standing.indicators_met), "/"),
        *(bind("indicators-total", standing.indicators_total), " chỉ tiêu."),
    ]
    blocks.append(para(*words))
    blocks += [line for then in facts.earlier for line in _changes(facts, then)]
    return [*blocks, criteria_table(facts)]


def _then(earlier: tuple[EarlierReport, ...]) -> list[Then]:
    return [
        Then(
            one.key,
            one.period,
            one.standing.criteria_met if one.standing else None,
            why_not=OTHER_SET if one.other_set else "",
            state=FigureState.CONFIRMED if one.confirmed else FigureState.UNCONFIRMED,
        )
        for one in earlier
    ]


def _changes(facts: ReportFacts, then: EarlierReport) -> list[Block]:
    """Criteria met now and not then, and the other way round."""
    if then.standing is None or then.period is None:
        return []
    now = {one.criterion.no: one.verdict in HELD for one in facts.criteria}
    was = {one.criterion.no: then.verdict_of(one.criterion.no) in HELD for one in facts.criteria}
    gained = [one for one in facts.criteria if now[one.criterion.no] and not was[one.criterion.no]]
    lost = [one for one in facts.criteria if was[one.criterion.no] and not now[one.criterion.no]]
    when = period_words(then.period)
    found: list[Block] = []
    for words, rows in (("Đạt thêm", gained), ("Không còn đạt", lost)):
        if rows:
            found.append(item(f"{words} so với {when}: {listed(names_of(rows))}."))
    return found


def _reasons(facts: ReportFacts) -> list[Block]:
    blocks: list[Block] = [Heading(1, "III. Tiêu chí chưa đạt, chưa xác định và lý do")]
    left = [one for one in facts.criteria if (one.verdict or "unknown") not in HELD]
    if not left:
        return [*blocks, para("Không có tiêu chí nào. Kết quả từng chỉ tiêu ở Phụ lục kèm theo.")]
    for number, one in enumerate(left, start=1):
        verdict = VERDICTS[one.verdict or "unknown"]
        blocks.append(Heading(2, f"{number}. Tiêu chí {criterion_name(one)}: {verdict}"))
        blocks += [_reason(facts, line) for line in one.lines if line.verdict not in HELD]
    return [*blocks, para("Kết quả từng chỉ tiêu ở Phụ lục kèm theo.")]


def _reason(facts: ReportFacts, line: EntryLine) -> Block:
    name = f"{line.row.code} {line.row.short_title or line.row.title}"
    return item(f"{name}: {'; '.join(reasons_of(facts, line))}.")


def reasons_of(facts: ReportFacts, line: EntryLine) -> list[str]:
    """What is stored of an indicator that is not met: figure, gap, explanation, the agency."""
    entry = line.entry
    if entry is None or not entry.version:
        return ["chưa nhập số liệu"]
    if entry.na_reason:
        found = [f"xã đề nghị không áp dụng: {_bare(entry.na_reason)}"]
    else:
        found = [figure_words(line)]
    if entry.gap:
        found.append(entry.gap)
    elif line.verdict == "unknown" and not facts.rules.get(line.row.id):
        found.append("chưa có mức đạt chuẩn để xét")
    if entry.note:
        found.append(f"giải trình của xã: {_bare(entry.note)}")
    word = facts.returns.get(entry.pk)
    if word is not None:
        by = word.agency.short_name if word.agency else "cơ quan rà soát"
        found.append(f"{word.get_result_display()}, {by}: {_bare(word.text)}")
    return found


def _bare(words: str) -> str:
    return words.strip().rstrip(".;")


KIND = register(
    DocumentKind(
        code=CODE,
        label_vi="Báo cáo kết quả của xã, theo kỳ",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build,
        parameters=(Parameter("report", "báo cáo của xã"),),
    )
)
