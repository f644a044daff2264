"""The steps of recognition, never merged: what is known of each, standard by standard."""

from __future__ import annotations

from dataclasses import dataclass

from communes.enums import Standard, UnitKind
from communes.queries.timeline import Fact
from communes.queries.timeline import Step as Of
from reports.queries.unit import PeriodLine, UnitStory

NO_PAPER = "cổng chưa có giấy tờ của bước này"
NO_FIGURES = "chưa có số liệu trong cổng"
# What each kind of unit is recognised for; the first is always shown.
STANDARDS: dict[str, tuple[Standard, ...]] = {
    UnitKind.COMMUNE: (Standard.NTM, Standard.ADVANCED, Standard.MODEL),
    UnitKind.VILLAGE: (Standard.VILLAGE,),
    UnitKind.DISTRICT: (Standard.DISTRICT,),
}
# Who acts differs by what is recognised; a label names a body only where it is certain.
LABELS: dict[str, dict[Of, str]] = {
    UnitKind.COMMUNE: {
        Of.SELF_ASSESSED: "Xã tự đánh giá đạt",
        Of.VERIFIED: "Huyện thẩm tra",
        Of.APPRAISED: "Tỉnh thẩm định",
    },
    UnitKind.VILLAGE: {Of.SELF_ASSESSED: "Xã tự đánh giá làng đạt"},
    UnitKind.DISTRICT: {Of.SELF_ASSESSED: "Huyện tự đánh giá đạt"},
}
PLAIN = {
    Of.SELF_ASSESSED: "Tự đánh giá đạt",
    Of.VERIFIED: "Thẩm tra",
    Of.APPRAISED: "Thẩm định",
    Of.RECOGNISED: "Công nhận",
    Of.WITHDRAWN: "Thu hồi quyết định công nhận",
}


@dataclass(frozen=True)
class Step:
    """A line of the timeline; `when` is "past", "now" or "" (not reached, or nothing known)."""

    label: str
    detail: str
    when: str
    url: str = ""


@dataclass(frozen=True)
class Track:
    """The way of a unit to one standard."""

    title: str
    steps: tuple[Step, ...]


def recognition_tracks(story: UnitStory) -> list[Track]:
    """One track for each standard of this kind of unit: the first always, others once something
    is known of them. A town takes part in no criteria: no track."""
    standards = STANDARDS.get(story.now.kind, ())
    known = {fact.standard for fact in story.facts}
    shown = [each for number, each in enumerate(standards) if number == 0 or each in known]
    return [
        Track(each.label[:1].upper() + each.label[1:], tuple(_steps(story, each))) for each in shown
    ]


def recognition_steps(story: UnitStory) -> list[Step]:
    """The steps towards the unit's first standard; empty for a town."""
    standards = STANDARDS.get(story.now.kind, ())
    return _steps(story, standards[0]) if standards else []


def _steps(story: UnitStory, standard: Standard) -> list[Step]:
    """Self-assessed, figures confirmed, verified, appraised, recognised, withdrawn."""
    labels = PLAIN | LABELS.get(story.now.kind, {})
    facts = [fact for fact in story.facts if fact.standard == standard]

    def told(step: Of, when: str = "past") -> list[Step]:
        rows = [fact for fact in facts if fact.step == step]
        return [Step(labels[step], _words(fact), when, fact.url) for fact in rows]

    counted = standard in (Standard.NTM, Standard.VILLAGE)
    own = told(Of.SELF_ASSESSED)
    if not own:
        short = _short(story, "self_assessed") if counted else NO_FIGURES
        own = [Step(labels[Of.SELF_ASSESSED], short, "")]
    steps = own
    if counted:
        steps.append(_confirmed(story))
    steps += told(Of.VERIFIED) or [Step(labels[Of.VERIFIED], NO_PAPER, "")]
    steps += told(Of.APPRAISED) or [Step(labels[Of.APPRAISED], NO_PAPER, "")]
    steps += told(Of.RECOGNISED) or [Step(labels[Of.RECOGNISED], _undecided(story), "")]
    return steps + told(Of.WITHDRAWN, "now")


def _undecided(story: UnitStory) -> str:
    """A new unit's recognition does not follow from that of the units it is made of."""
    if story.predecessors:
        return "chưa xác định: chưa có quy ước về kết quả công nhận của các đơn vị cũ"
    return "chưa thấy quyết định"


def _words(fact: Fact) -> str:
    return f"{fact.words} · số liệu minh họa" if fact.illustrative else fact.words


def _confirmed(story: UnitStory) -> Step:
    """The district's word on the quarter's figures: not one of the five facts."""
    label = "Huyện xác nhận số liệu đạt"
    # A carried count is ours, not a step of the unit.
    own = [line for line in story.lines if not line.moved]
    full = [line for line in own if line.total and line.confirmed == line.total]
    if full:
        return Step(label, f"{_count(full[0], 'confirmed')} từ {full[0].period.label}", "past")
    return Step(label, _short(story, "confirmed"), "")


def _short(story: UnitStory, basis: str) -> str:
    own = [line for line in story.lines if not line.moved]
    known = [line for line in own if getattr(line, basis) is not None]
    if not known:
        return NO_FIGURES
    return f"chưa: {_count(known[-1], basis)} ở {known[-1].period.label}"


def _count(line: PeriodLine, basis: str) -> str:
    return f"{getattr(line, basis)}/{line.total} tiêu chí"
