"""The law of awards on a day as one page: types with prizes, figures, checks, forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from awards import law_codes
from awards.enums import Effect, NomineeKind, Rounding
from awards.models import (
    AwardRule,
    AwardType,
    CheckRule,
    ConditionRule,
    DossierRule,
    Regime,
    ReportForm,
)
from awards.queries.law import (
    PrizeTable,
    PrizeWords,
    award_types_on,
    check_rules_on,
    more_favourable,
    regime_on,
    types_of,
)
from kbang_ntm.core.vietnamese import format_number

KINDS = (NomineeKind.INDIVIDUAL, NomineeKind.COLLECTIVE, NomineeKind.HOUSEHOLD)
WORDS = {
    **dict(Rounding.choices),
    "secret": "bỏ phiếu kín",
    "open": "biểu quyết công khai",
    "no-ballot": "không bỏ phiếu (vẫn tính trong tổng số thành viên)",
    "never": "không hiện",
    "after_own": "sau khi đã ghi nhận xét của mình",
    "at_session": "khi phiên họp mở",
    "needed": "phải đăng ký từ đầu năm",
    "not-needed": "không bắt buộc",
}
RULE_CODES = tuple(
    value
    for name, value in vars(law_codes).items()
    if name.isupper()
    and isinstance(value, str)
    and not name.startswith("CHECK_")
    and name not in ("YEARS_OF", "HOLDS", "COUNT_OF", "SIMPLIFIED_CASE")
)
"""Every code of a rule that the portal asks for, in the order of its module."""


@dataclass(frozen=True)
class PrizeCell:
    """A prize of the day for one kind of nominee; `given` False: not for this kind at all."""

    given: bool
    prize: PrizeWords | None


@dataclass(frozen=True)
class TypeLine:
    """A type with its prizes (individual, collective, household), conditions and dossier."""

    row: AwardType
    prizes: tuple[PrizeCell, ...]
    conditions: tuple[ConditionRule, ...]
    dossier: tuple[str, ...]


@dataclass(frozen=True)
class RuleLine:
    """A rule of the day in words; `row` None: nobody has entered one."""

    code: str
    title: str
    words: str
    row: AwardRule | None


@dataclass(frozen=True)
class LawPage:
    """All that holds on a day. `unread`: the regime's own types have not been read."""

    day: date
    regime: Regime
    unread: bool
    table: PrizeTable
    types: list[TypeLine]
    rules: list[RuleLine]
    checks: list[CheckRule]
    forms: list[ReportForm]
    offered: Regime | None


def law_page(day: date) -> LawPage:
    """The page of a day, in a constant number of queries. Raises Refused (`no_regime`,
    `no_salary`)."""
    regime = regime_on(day)
    table = PrizeTable(day)
    rows = award_types_on(regime, day)
    conditions, dossiers = _parts(rows)
    forms = ReportForm.objects.filter(regime_id=types_of(regime)).order_by("id")
    return LawPage(
        day=day,
        regime=regime,
        unread=regime.types_of_id is not None,
        table=table,
        types=[
            TypeLine(
                row,
                tuple(_cell(table, row, kind) for kind in KINDS),
                tuple(conditions.get(row.pk, ())),
                tuple(dossiers.get(row.pk, ())),
            )
            for row in rows
        ],
        rules=_rules(table.rules),
        checks=sorted(check_rules_on(day).values(), key=lambda one: (one.effect, one.title)),
        forms=list(forms),
        offered=_favourable(regime, day),
    )


def _favourable(regime: Regime, day: date) -> Regime | None:
    """The regime before, whose dossiers may be put under this one."""
    if not regime.favourable:
        return None
    before = Regime.objects.filter(valid__lt=regime.valid).order_by("-valid").first()
    return before if before is not None and more_favourable(before, day) else None


def _parts(rows: list[AwardType]) -> tuple[dict[int, list[ConditionRule]], dict[int, list[str]]]:
    conditions: dict[int, list[ConditionRule]] = {}
    for one in ConditionRule.objects.filter(award_type__in=rows).order_by("order"):
        conditions.setdefault(one.award_type_id, []).append(one)
    dossiers: dict[int, list[str]] = {}
    for part in DossierRule.objects.filter(award_type__in=rows).order_by("order"):
        dossiers.setdefault(part.award_type_id, []).append(part.label)
    return conditions, dossiers


def _cell(table: PrizeTable, row: AwardType, kind: str) -> PrizeCell:
    if kind not in row.subjects:
        return PrizeCell(given=False, prize=None)
    return PrizeCell(given=True, prize=table.of(row, kind))


def _rules(found: dict[str, AwardRule]) -> list[RuleLine]:
    codes = (*RULE_CODES, *sorted(found.keys() - set(RULE_CODES)))
    titles = dict(AwardRule.objects.filter(code__in=codes).values_list("code", "title"))
    return [
        RuleLine(
            code,
            titles.get(code, code),
            rule_words(found[code]) if code in found else "",
            found.get(code),
        )
        for code in codes
    ]


def rule_words(row: AwardRule) -> str:
    """ "10 ngày làm việc", "bỏ phiếu kín", "2/3 tổng số thành viên"; "chưa có số" where the row
    gives neither number nor words."""
    said = WORDS.get(row.text, row.text)
    if row.amount is None:
        return f"{said} {row.measure}".strip() if said else "chưa có số"
    number = format_number(Decimal(row.amount).normalize())
    figure = f"{number} {row.measure}".strip()
    return f"{figure}; {said}" if said else figure


def effect_words(row: CheckRule) -> str:
    """What the check does when it is not passed and when nobody knows."""
    failed = "chặn" if row.effect == Effect.BLOCKS else "cảnh báo"
    unknown = "chặn" if row.unknown_effect == Effect.BLOCKS else "cảnh báo"
    return f"không đạt: {failed}; chưa xác định: {unknown}"
