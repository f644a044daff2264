"""Construction debt of a commune, computed from its register of works beside what it stated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from communes.enums import Programme, WorkLineKind
from communes.models import DebtStatement, UnitVersion, Work, WorkLine
from communes.queries.register_rules import Territory, money_words, territories
from communes.tallies import WorkSums, total_debt


@dataclass(frozen=True)
class DebtFigure:
    """NTM debt of a commune on a day, in đồng. Only works of Chương trình NTM count.

    `owed` sums accepted value less what was paid over the works whose sums are known; `unknown`
    counts the others, with works of a divided commune that nobody has placed. `statement` tells
    whether the commune's own dated paper is on file, `stated` what it says (0: no debt).
    """

    unit_id: int
    as_of: date
    works: int
    given: Decimal
    accepted: Decimal
    paid: Decimal
    owed: Decimal
    unknown: int
    statement: DebtStatement | None
    words: str

    @property
    def computed(self) -> bool:
        """Whether the register alone gives the debt: works are there and all are known."""
        return self.works > 0 and self.unknown == 0

    @property
    def stated(self) -> Decimal | None:
        """What the commune's paper says."""
        return self.statement.owed if self.statement else None

    @property
    def contradicts(self) -> bool:
        """The paper says another sum than the works that are known add up to."""
        if self.statement is None or not self.works:
            return False
        said: Decimal = self.statement.owed
        if self.unknown:  # debt not known yet can only be added
            return self.owed > said
        return self.owed != said


def construction_debt(unit_id: int, *, on: date) -> DebtFigure | None:
    """The debt of one commune on a day; None when neither register nor statement exists."""
    return debt_figures([unit_id], on=on).get(unit_id)


def debt_figures(unit_ids: Iterable[int], *, on: date) -> dict[int, DebtFigure]:
    """{unit id: figure} of the communes that have a register or a statement. Six queries."""
    asked = list(unit_ids)
    lands = territories(asked, on)
    every = frozenset().union(*(land.whole | land.parts for land in lands.values()))
    works = list(Work.objects.filter(unit_id__in=every, withdrawn_at__isnull=True))
    sums = work_sums([work.pk for work in works if work.programme == Programme.NTM], on=on)
    parents = _parents(works, on)
    stated = _statements(asked, on)
    found: dict[int, DebtFigure] = {}
    for unit in asked:
        mine, unplaced = _own(works, lands[unit], parents)
        if mine or unplaced or unit in stated:
            found[unit] = _figure(unit, on, mine, unplaced, sums, stated.get(unit))
    return found


def work_sums(work_ids: Iterable[int], *, on: date) -> dict[int, WorkSums]:
    """{work id: sums} of the rows dated up to a day. One query.

    A sum is known as soon as one row stands that was not taken back, be it of zero.
    """
    amounts: dict[tuple[int, str], Decimal] = {}
    ids = list(work_ids)
    rows = WorkLine.objects.filter(
        work_id__in=ids, on__lte=on, corrects__isnull=True, counter__isnull=True
    ).values_list("work_id", "kind", "amount")
    for work_id, kind, amount in rows:
        key = (work_id, kind)
        amounts[key] = amounts.get(key, Decimal(0)) + amount
    return {
        work_id: WorkSums(
            given=amounts.get((work_id, WorkLineKind.GIVEN)),
            accepted=amounts.get((work_id, WorkLineKind.ACCEPTED)),
            paid=amounts.get((work_id, WorkLineKind.PAID)),
        )
        for work_id in ids
    }


def _parents(works: Iterable[Work], on: date) -> dict[int, int | None]:
    """{village id: the commune it belongs to that day}."""
    ids = {work.village_id for work in works if work.village_id}
    return dict(
        UnitVersion.objects.filter(unit_id__in=ids, valid__contains=on).values_list(
            "unit_id", "parent_id"
        )
    )


def _statements(unit_ids: list[int], on: date) -> dict[int, DebtStatement]:
    rows = (
        DebtStatement.objects.filter(unit_id__in=unit_ids, as_of__lte=on)
        .select_related("paper_file")
        .order_by("as_of", "id")
    )
    return {row.unit_id: row for row in rows}


def _own(
    works: Iterable[Work], land: Territory, parents: Mapping[int, int | None]
) -> tuple[list[Work], int]:
    """The works on a commune's land, and how many NTM works may be: those of divided communes
    whose village nobody has placed."""
    mine, unplaced = [], 0
    for work in works:
        if work.unit_id in land.whole:
            mine.append(work)
        elif work.unit_id in land.parts:
            parent = parents.get(work.village_id) if work.village_id else None
            if parent in land.whole:
                mine.append(work)
            elif parent is None and work.programme == Programme.NTM:
                unplaced += 1
    return mine, unplaced


def _figure(
    unit_id: int,
    on: date,
    works: list[Work],
    unplaced: int,
    sums: Mapping[int, WorkSums],
    statement: DebtStatement | None,
) -> DebtFigure:
    counted = [sums[work.pk] for work in works if work.programme == Programme.NTM]
    total = total_debt(counted)
    return DebtFigure(
        unit_id=unit_id,
        as_of=on,
        works=total.works + unplaced,
        given=total.given,
        accepted=total.accepted,
        paid=total.paid,
        owed=total.owed,
        unknown=total.unknown + unplaced,
        statement=statement,
        words=_words(total.works + unplaced, total.owed, total.unknown, unplaced),
    )


def _words(works: int, owed: Decimal, unknown: int, unplaced: int) -> str:
    if not works:
        return "Sổ chưa có công trình nào thuộc Chương trình NTM."
    known = works - unknown - unplaced
    parts = []
    if known:
        debt = f"còn nợ {money_words(owed)}" if owed else "không còn nợ"
        parts.append(f"{known} công trình đủ số: {debt}")
    if unknown:
        parts.append(f"{unknown} công trình chưa đủ số nghiệm thu, thanh toán")
    if unplaced:
        parts.append(f"{unplaced} công trình của xã đã chia chưa rõ thuộc xã nào")
    return "; ".join(parts) + "."


def lines_by_work(work: Work) -> dict[str, list[WorkLine]]:
    """The rows of a work by kind, oldest first, with who wrote them. One query."""
    found: dict[str, list[WorkLine]] = defaultdict(list)
    for row in work.lines.select_related("by", "corrects", "counter"):
        found[row.kind].append(row)
    return found
