"""The five steps of recognition, never merged: what is known of each for a unit."""

from __future__ import annotations

from dataclasses import dataclass

from communes.enums import RecognitionState, Standard
from communes.models import Recognition
from kbang_ntm.core.vietnamese import format_date
from reports.queries.unit import PeriodLine, UnitStory


@dataclass(frozen=True)
class Step:
    """A line of the timeline; `when` is "past", "now" or "" (not reached, or nothing known)."""

    label: str
    detail: str
    when: str


def recognition_steps(story: UnitStory) -> list[Step]:
    """Self-assessed, figures confirmed, verified, appraised, recognised, withdrawn."""
    rows = [row for row in story.recognitions if row.standard == Standard.NTM]
    done = [row for row in rows if row.state == RecognitionState.RECOGNISED]
    gone = [row for row in rows if row.state == RecognitionState.WITHDRAWN]
    no_paper = "cổng chưa có giấy tờ của bước này"
    steps = [
        _counted("Xã tự đánh giá đạt", story, "self_assessed"),
        _counted("Huyện xác nhận số liệu đạt", story, "confirmed"),
        Step("Huyện thẩm tra", no_paper, ""),
        Step("Tỉnh thẩm định", no_paper, ""),
    ]
    steps += [Step("Công nhận", _paper(row), "past") for row in done]
    if not done and story.predecessors:
        unclear = "chưa xác định: chưa có quy ước về kết quả công nhận của các đơn vị cũ"
        steps.append(Step("Công nhận", unclear, ""))
    elif not done:
        steps.append(Step("Công nhận", "chưa thấy quyết định", ""))
    steps += [Step("Thu hồi quyết định công nhận", _paper(row), "now") for row in gone]
    return steps


def _counted(label: str, story: UnitStory, basis: str) -> Step:
    # A carried count is ours, not a step of the unit.
    own = [line for line in story.lines if not line.moved]
    known = [line for line in own if getattr(line, basis) is not None]
    if not known:
        return Step(label, "chưa có số liệu trong cổng", "")
    full = [line for line in known if getattr(line, basis) == line.total]
    if full:
        return Step(label, f"{_count(full[0], basis)} từ {full[0].period.label}", "past")
    return Step(label, f"chưa: {_count(known[-1], basis)} ở {known[-1].period.label}", "")


def _count(line: PeriodLine, basis: str) -> str:
    return f"{getattr(line, basis)}/{line.total} tiêu chí"


def _paper(row: Recognition) -> str:
    """Year, number, day and body as far as known; what is not certain says so."""
    if row.decision_date:
        when = format_date(row.decision_date)
    elif row.year:
        when = f"năm {row.year}" + ("" if row.year_certain else " (chưa kiểm chứng)")
    elif row.known_before:
        when = f"trước {format_date(row.known_before)}, chưa rõ năm"
    else:
        when = "chưa rõ năm"
    parts = [when, row.decision_number, row.decided_by]
    words = ", ".join(part for part in parts if part)
    return words if row.certain else f"{words} (chưa kiểm chứng)"
