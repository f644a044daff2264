"""Under which law a nomination may be looked at, and how two regimes differ for its type."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from awards import law_codes
from awards.enums import NominationState
from awards.models import AwardRule, AwardType, DossierRule, Nomination, Regime, ReportForm
from awards.queries.law import award_type
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_number

UNDECIDED = (
    NominationState.APPRAISING,
    NominationState.SUPPLEMENT,
    NominationState.ELIGIBLE,
    NominationState.INELIGIBLE,
    NominationState.SUSPENDED,
)
NOT_GIVEN = "không quy định"


def later_regimes(row: Nomination, day: date) -> list[Regime]:
    """Regimes that came into force after the nomination was received, hold on the day, and allow
    what was received before to be put under them. One query."""
    if row.received_on is None or row.state not in UNDECIDED:
        return []
    rows = Regime.objects.filter(
        favourable=True, valid__contains=day, valid__startswith__gt=row.received_on
    )
    return [one for one in rows.select_related("types_of") if one.pk != row.regime_id]


@dataclass(frozen=True)
class Difference:
    """One point of a type under two regimes, in words."""

    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """The two say something else."""
        return self.before != self.after


def differences(row: Nomination, regime: Regime, day: date) -> list[Difference] | None:
    """What the type says under the nomination's regime and under another; None where the other
    does not know the type. Four queries."""
    try:
        new = award_type(row.type_code, regime, day)
    except Refused:
        return None
    old = row.award_type
    assert old is not None, "asked for received nominations only"
    return [
        Difference(label, words(old), words(new))
        for label, words in (
            ("Tên", lambda one: one.name),
            ("Người quyết định", lambda one: one.decider),
            ("Mức thưởng cá nhân", lambda one: _times(one.individual_multiplier)),
            ("Mức thưởng tập thể", lambda one: _times(one.collective_multiplier)),
            ("Mức thưởng hộ gia đình", lambda one: _times(one.household_multiplier)),
            ("Tỷ lệ phiếu", _votes),
            ("Niêm yết", lambda one: _days(one.posting_days)),
            ("Số bộ hồ sơ", lambda one: str(one.copies)),
            ("Thành phần hồ sơ", _parts),
        )
    ]


def _times(value: Decimal | None) -> str:
    return NOT_GIVEN if value is None else f"{format_number(value)} lần lương cơ sở"


def _votes(one: AwardType) -> str:
    if one.vote_percent is not None:
        return f"{one.vote_percent} % tổng số thành viên"
    if one.vote_percent_local is not None:
        return f"{one.vote_percent_local} % tổng số thành viên, theo quy chế"
    return NOT_GIVEN


def _days(value: int | None) -> str:
    return NOT_GIVEN if value is None else f"{value} ngày làm việc trước phiên họp"


def _parts(one: AwardType) -> str:
    rows = DossierRule.objects.filter(award_type=one).order_by("order")
    return "; ".join(rows.values_list("label", flat=True)) or NOT_GIVEN


def simplified_cases(day: date) -> list[tuple[str, str]]:
    """Cases of the simplified procedure on a day, as choices. One query."""
    rows = AwardRule.objects.filter(
        code__startswith=law_codes.SIMPLIFIED_CASE, valid__contains=day
    ).order_by("code")
    return [(row.text, row.text[:1].upper() + row.text[1:]) for row in rows]


def report_forms(regime: Regime, kind: str = "", merit_kind: str = "") -> list[ReportForm]:
    """Forms of the report of achievements under a regime, for a kind of nominee and of merit where
    asked. One query."""
    rows = ReportForm.objects.filter(regime=regime.types_of or regime)
    return [
        row
        for row in rows
        if (not kind or row.subject in ("", kind))
        and (not merit_kind or row.merit_kind in ("", merit_kind))
    ]
