"""What a type asks of awards held before: prerequisites, years in a row, thematic ones, the gap
between state-level awards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from awards.checks.facts import (
    CheckFacts,
    Condition,
    Found,
    Past,
    Rule,
    failed,
    not_applicable,
    passed,
    unknown,
)
from awards.enums import AwardLevel, MeritKind, Outcome
from awards.law_codes import COUNT_OF, HOLDS, YEARS_OF, condition_about

NOT_FOR_MERIT = (MeritKind.SUDDEN, MeritKind.MOVEMENT)
WEIGHT = {
    Outcome.FAILED: 0,
    Outcome.UNKNOWN: 1,
    Outcome.NOT_APPLICABLE: 2,
    Outcome.PASSED: 3,
}


def countable(facts: CheckFacts) -> tuple[Past, ...]:
    """The nominee's own decided awards; for a merit proposal without thematic and sudden ones."""
    own = (one for one in facts.past if one.own and not one.pending)
    if facts.merit_kind != MeritKind.MERIT:
        return tuple(own)
    return tuple(one for one in own if one.merit_kind not in NOT_FOR_MERIT)


def prerequisites(facts: CheckFacts, rule: Rule) -> Found:
    """All conditions of the type, of each group of alternatives one; people judge the others."""
    if not facts.conditions:
        return not_applicable("Danh hiệu, hình thức này không đặt điều kiện mà cổng đối chiếu.")
    found = [_group(facts, rows) for rows in _groups(facts.conditions)]
    certain = all(one.certain for one in facts.conditions)
    worst = min(found, key=lambda one: WEIGHT[one.outcome])
    words = " ".join(one.sentence for one in found if one.outcome == worst.outcome)
    return replace(worst, sentence=words, certain=certain)


def years_in_a_row(facts: CheckFacts, rule: Rule) -> Found:
    """A title held in so many years running, by years of achievement, not of the paper."""
    rows = [one for one in facts.conditions if condition_about(one.check)[0] == YEARS_OF]
    if not rows:
        return not_applicable("Danh hiệu, hình thức này không đòi số năm liên tục.")
    found = []
    for row in rows:
        one = _years(facts, row)
        if row.alternative and one.outcome == Outcome.FAILED:
            one = unknown(f"{one.sentence} Xét theo điều kiện khác của cùng nhóm.")
        found.append(one)
    worst = min(found, key=lambda one: WEIGHT[one.outcome])
    return replace(worst, certain=all(row.certain for row in rows))


def thematic_not_for_merit(facts: CheckFacts, rule: Rule) -> Found:
    """Awards for thematic or sudden achievements do not support a proposal for merit."""
    if facts.merit_kind != MeritKind.MERIT:
        return not_applicable("Chỉ xét khi đề nghị khen thưởng công trạng.")
    skipped = [
        one for one in facts.past if one.own and not one.pending and one.merit_kind in NOT_FOR_MERIT
    ]
    wanted = {code for code in (condition_about(row.check)[1] for row in facts.conditions) if code}
    used = [one for one in skipped if one.type_code in wanted]
    if not used:
        return passed("Không có khen thưởng chuyên đề, đột xuất nào bị tính vào điều kiện.")
    words = "; ".join(one.words for one in used)
    strict = prerequisites(facts, rule)
    loose = prerequisites(replace(facts, past=tuple(_as_merit(one) for one in facts.past)), rule)
    if strict.outcome == Outcome.FAILED and loose.outcome != Outcome.FAILED:
        return failed(f"Chỉ đủ điều kiện nếu tính khen thưởng chuyên đề, đột xuất: {words}.")
    return passed(f"Đã không tính vào điều kiện: {words}.", skipped=len(used))


def state_level_gap(facts: CheckFacts, rule: Rule) -> Found:
    """No two state-level awards to one subject within so many years (R1), sudden, dedication and
    seniority apart."""
    if rule.amount is None:
        return unknown("Quy định chưa ghi số năm giữa hai khen thưởng cấp Nhà nước.")
    state = [
        one
        for one in facts.past
        if one.own
        and not one.pending
        and one.level == AwardLevel.STATE
        and (not rule.merit_kinds or one.merit_kind in rule.merit_kinds)
    ]
    near = [
        one
        for one in state
        if one.decided_on and one.decided_on > years_before(facts.on, int(rule.amount))
    ]
    if near:
        words = "; ".join(one.words for one in near)
        return failed(f"Trong {int(rule.amount)} năm qua đã có khen thưởng cấp Nhà nước: {words}.")
    undated = [one for one in state if one.decided_on is None]
    if undated:
        return unknown(f"Chưa rõ ngày quyết định: {'; '.join(one.words for one in undated)}.")
    return passed(f"Trong {int(rule.amount)} năm qua không có khen thưởng cấp Nhà nước nào.")


def years_before(day: date, years: int) -> date:
    """The same day so many years before; 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def longest_run(years: Iterable[int], *, until: int) -> int:
    """How many years run without a gap up to `until`, or up to the year before it."""
    known = set(years)
    end = until if until in known else until - 1
    length = 0
    while end - length in known:
        length += 1
    return length


def _as_merit(one: Past) -> Past:
    return replace(one, merit_kind=MeritKind.MERIT) if one.merit_kind in NOT_FOR_MERIT else one


def _groups(rows: Iterable[Condition]) -> list[list[Condition]]:
    """Each condition alone, those of one group of alternatives together."""
    alone: list[list[Condition]] = []
    named: dict[str, list[Condition]] = {}
    for row in rows:
        if row.alternative:
            named.setdefault(row.alternative, []).append(row)
        else:
            alone.append([row])
    return [*alone, *named.values()]


def _group(facts: CheckFacts, rows: list[Condition]) -> Found:
    found = [_condition(facts, row) for row in rows]
    if len(found) == 1:
        return found[0]
    best = max(found, key=lambda one: WEIGHT[one.outcome])
    if best.outcome == Outcome.PASSED:
        return best
    words = " ".join(one.sentence for one in found if one.outcome == best.outcome)
    return replace(best, sentence=f"Cần đạt một trong các điều kiện. {words}")


def _condition(facts: CheckFacts, row: Condition) -> Found:
    what, code = condition_about(row.check)
    if what == YEARS_OF:
        return _years(facts, row)
    if what in (HOLDS, COUNT_OF):
        return _held(facts, row, code, by_year=what == COUNT_OF)
    return unknown(f"Người thẩm định xem xét: {row.text}")


def _held(facts: CheckFacts, row: Condition, code: str, *, by_year: bool) -> Found:
    """How often an award was given; counted by years of achievement where it is a yearly title,
    so that two papers about one year are one."""
    most = int(row.amount or Decimal(1))
    rows = [one for one in countable(facts) if one.type_code == code]
    if by_year:
        dated = {year for one in rows if one.span for year in one.span.years}
        count, undated = len(dated), sum(one.span is None for one in rows)
    else:
        count, undated = len(rows), 0
    if count >= most:
        unproved = [one for one in rows if not one.verified]
        if len(rows) - len(unproved) < most:
            return unknown(
                f"{row.text} Có trong sổ nhưng chưa đối chiếu quyết định: "
                f"{'; '.join(one.words for one in unproved)}."
            )
        return passed(f"{row.text} Có: {'; '.join(one.words for one in rows)}.")
    if count + undated >= most:
        return unknown(f"{row.text} Có khen thưởng chưa ghi năm đạt thành tích.")
    return failed(f"{row.text} Sổ khen thưởng có {count} trên {most}.", have=count, need=most)


def _years(facts: CheckFacts, row: Condition) -> Found:
    need = int(row.amount or Decimal(1))
    code = condition_about(row.check)[1]
    rows = [one for one in countable(facts) if one.type_code == code]
    years = {year for one in rows if one.span for year in one.span.years}
    run = longest_run(years, until=facts.span.last.year)
    listed = ", ".join(str(year) for year in sorted(years)) or "chưa có năm nào"
    if run >= need:
        return passed(f"{row.text} Năm đạt: {listed}.", years=sorted(years))
    if any(one.span is None for one in rows):
        return unknown(f"{row.text} Có khen thưởng chưa ghi năm đạt thành tích. Năm đạt: {listed}.")
    return failed(
        f"{row.text} Năm đạt: {listed}; liên tục {run} trên {need} năm.", years=sorted(years)
    )
