"""Tables that pages read and people seldom change: what rests on them is kept in the process."""

from __future__ import annotations

from communes.models import (
    AdministrativeUnit,
    Agency,
    CriteriaGroup,
    CriteriaSet,
    Criterion,
    Indicator,
    IndicatorPart,
    RegisterRule,
    ReportingPeriod,
    ReviewDuty,
    Succession,
    Threshold,
    UnitVersion,
)
from kbang_ntm.core.kept import Footing

MAP = Footing(UnitVersion, AdministrativeUnit, Succession, ReportingPeriod)
"""Units over time, what became of them, and the periods whose last days pick a map."""

LAW = Footing(
    CriteriaSet,
    CriteriaGroup,
    Criterion,
    Indicator,
    IndicatorPart,
    Threshold,
    RegisterRule,
    ReviewDuty,
    Agency,
)
"""Wording of the sets, thresholds, rules of registers, and who reviews what."""
