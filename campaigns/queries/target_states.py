"""How each target of a campaign stands on a day, with the words that explain it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from campaigns.enums import TargetKind
from campaigns.models import Campaign, Target
from campaigns.queries.outlook import elapsed
from campaigns.queries.target_figures import FigureBook, UnitFigures
from campaigns.queries.village_targets import press_on, village_targets
from campaigns.warning import Assessment, Case, State, assess
from communes.enums import RecognitionState, Standard
from communes.measures import Verdict
from communes.models import Recognition, Succession, UnitVersion
from communes.queries.recognised import latest_recognitions, paper_words
from communes.queries.register_rules import in_sentence, names_on
from kbang_ntm.core.vietnamese import format_date

STANDARDS = {
    TargetKind.COMMUNE_NTM.value: Standard.NTM.value,
    TargetKind.COMMUNE_ADVANCED.value: Standard.ADVANCED.value,
    TargetKind.VILLAGE_NTM.value: Standard.VILLAGE.value,
    TargetKind.DISTRICT_NTM.value: Standard.DISTRICT.value,
}


@dataclass(frozen=True)
class TargetLine:
    """A target on a day: names as of the day, state, reason sentence by sentence, the shortest
    first; `figures` where some are confirmed."""

    target: Target
    name: str
    within: str
    owner: str
    state: State
    words: tuple[str, ...]
    figures: UnitFigures | None
    case: Case | None
    met_by: Recognition | None
    gone_to: str

    @property
    def reason(self) -> str:
        """The whole reason in one line."""
        return " ".join(self.words)

    @property
    def kind_words(self) -> str:
        """What it promises."""
        return str(TargetKind(self.target.kind).label)

    @property
    def illustrative(self) -> bool:
        """Rests on demonstration figures."""
        told = self.met_by is None and self.figures is not None
        return told and self.figures is not None and self.figures.standing.illustrative


@dataclass(frozen=True)
class _Read:
    """What all lines need, read once."""

    day: date
    names: Mapping[int, str]
    papers: Mapping[tuple[int, str], Recognition]
    living: frozenset[int]
    heirs: Mapping[int, str]
    villages: Mapping[int, str]
    none_of: frozenset[int]
    book: FigureBook


def target_lines(campaign: Campaign, day: date, uid: UUID | None = None) -> list[TargetLine]:
    """All targets, or one, in the order of kind, year and plan. A constant number of queries."""
    rows = Target.objects.filter(campaign=campaign).select_related("unit", "within", "owner")
    if uid is not None:
        rows = rows.filter(uid=uid)
    order = list(TargetKind.values)
    found = sorted(
        rows,
        key=lambda row: (
            order.index(row.kind),
            row.year,
            row.unit.order if row.unit else 0,
            row.pk,
        ),
    )
    read = _read(campaign, found, day)
    return [_line(campaign, row, read) for row in found]


def _read(campaign: Campaign, rows: list[Target], day: date) -> _Read:
    ids = {row.unit_id for row in rows if row.unit_id}
    every = ids | {row.within_id for row in rows if row.within_id}
    papers = {
        (unit_id, standard): paper
        for standard in sorted({STANDARDS[row.kind] for row in rows})
        for unit_id, paper in latest_recognitions(standard, day, ids).items()
        if paper.state == RecognitionState.RECOGNISED
    }
    living = UnitVersion.objects.filter(unit_id__in=ids, valid__contains=day)
    press = press_on({row.year for row in rows}, day)
    of_villages = any(row.kind == TargetKind.VILLAGE_NTM for row in rows)
    return _Read(
        day=day,
        names=names_on(every, day),
        papers=papers,
        living=frozenset(living.values_list("unit_id", flat=True)),
        heirs=_heirs(ids, day),
        villages=_village_reasons(campaign, day) if of_villages else {},
        none_of=frozenset(year for year, row in press.items() if not row.value),
        book=FigureBook(ids, day, {(STANDARDS[row.kind], row.year) for row in rows}),
    )


def _village_reasons(campaign: Campaign, day: date) -> dict[int, str]:
    """{target id: what the page of villages says of it}."""
    ids = (
        Target.objects.filter(campaign=campaign, kind=TargetKind.VILLAGE_NTM)
        .order_by("year", "id")
        .values_list("id", flat=True)
    )
    found = village_targets(campaign, day)
    return {pk: village.reason for pk, village in zip(ids, found, strict=True)}


def _heirs(ids: set[int], day: date) -> dict[int, str]:
    """{unit id: names of the units that follow it by the day}. Two queries."""
    rows = list(
        Succession.objects.filter(predecessor_id__in=ids, date__lte=day)
        .exclude(successor=None)
        .order_by("date", "-population_share", "id")
    )
    names = names_on([row.successor_id for row in rows if row.successor_id], day)
    found: dict[int, list[str]] = {}
    days: dict[int, date] = {}
    for row in rows:
        name = in_sentence(names.get(row.successor_id or 0, ""))
        days.setdefault(row.predecessor_id, row.date)
        if name and name not in found.setdefault(row.predecessor_id, []):
            found[row.predecessor_id].append(name)
    return {
        unit_id: f"{', '.join(parts)} từ {format_date(days[unit_id])}"
        for unit_id, parts in found.items()
    }


def _line(campaign: Campaign, row: Target, read: _Read) -> TargetLine:
    unit_id = row.unit_id or 0
    standard = STANDARDS[row.kind]
    paper = read.papers.get((unit_id, standard))
    gone = bool(unit_id) and unit_id not in read.living
    figures = None if gone else read.book.of(unit_id, standard, row.year)
    case = _case(campaign, row, read.day, paper is not None, figures)
    found = assess(case)
    return TargetLine(
        target=row,
        name=read.names.get(unit_id, ""),
        within=read.names.get(row.within_id or 0, ""),
        owner=row.owner.short_name if row.owner else "",
        state=_shown_state(row, found.state, gone, case, read),
        words=_reason(row, found, paper, gone, read),
        figures=figures,
        case=case if figures else None,
        met_by=paper,
        gone_to=read.heirs.get(unit_id, "") if gone else "",
    )


def _shown_state(row: Target, state: State, gone: bool, case: Case, read: _Read) -> State:
    """Nobody is said to have failed of whom nothing is known."""
    if state is State.MET:
        return state
    if row.unit_id is None:
        return State.UNKNOWN
    if gone and not case.over:
        return State.UNKNOWN
    village = row.kind == TargetKind.VILLAGE_NTM
    if village and not case.known:
        # The press told of the year's villages when none could make it: the one source there is.
        told = State.MISSED if case.over else State.AT_RISK
        return told if row.year in read.none_of else State.UNKNOWN
    return state


def _case(
    campaign: Campaign, row: Target, day: date, reached: bool, figures: UnitFigures | None
) -> Case:
    over = day.year > row.year
    if figures is None:
        return Case(reached=reached, over=over, known=False)
    period = figures.standing.period
    return Case(
        reached=reached,
        over=over,
        total=figures.total,
        criteria=figures.criteria,
        missing=figures.count(Verdict.NOT_MET),
        unknown=figures.count(Verdict.UNKNOWN),
        left=max(row.year * 4 + 4 - (period.year * 4 + period.ordinal), 0),
        gone=gone_share(campaign, row.year, period.ends),
        lacks=tuple(one.lack for one in figures.missing),
    )


def gone_share(campaign: Campaign, year: int, day: date) -> Fraction:
    """The share of the time from the campaign's first day to the end of a year that is gone."""
    first, last = campaign.period.lower, date(year, 12, 31)
    if first is None or last <= first:
        return elapsed(campaign, day)
    share = Fraction((day - first).days, (last - first).days)
    return min(max(share, Fraction(0)), Fraction(1))


def _reason(
    row: Target, found: Assessment, paper: Recognition | None, gone: bool, read: _Read
) -> tuple[str, ...]:
    heirs = read.heirs.get(row.unit_id or 0, "") if gone else ""
    if paper is not None:
        words = f"Công nhận {paper_words(paper)}."
        return (words, f"Đã nhập vào {heirs}.") if heirs else (words,)
    if row.unit_id is None:
        return ("Cần đối chiếu tên làng với bản gốc của kế hoạch.",)
    if gone:
        where = f"Đã nhập vào {heirs}" if heirs else "Không còn trên bản đồ"
        return (f"{where}; mục tiêu giữ theo kế hoạch, không xét riêng được.",)
    missed = found.state is State.MISSED
    said = (f"{row.missed_reason}.",) if missed and row.missed_reason else ()
    if found.state in (State.UNKNOWN, State.MISSED) and row.pk in read.villages:
        over = ("Năm của mục tiêu đã hết.",) if missed else ()
        return (*said, read.villages[row.pk], *over)
    return (*said, *found.words)
