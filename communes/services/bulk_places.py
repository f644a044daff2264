"""From words in a file to units, periods and indicators; each question is asked once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from communes.enums import UnitKind
from communes.models import CriteriaSet, ReportingPeriod, UnitAlias, UnitVersion
from communes.queries.specs import IndicatorRow, Rules, SetSpec, load_specs, thresholds_by_column
from communes.reference.files import data
from communes.services.reports import has_reviewers, set_for
from kbang_ntm.core.spreadsheets import Cell, typed
from kbang_ntm.core.vietnamese import fold

PLACES = 4
"""Decimals a measure may have; what a formula left beyond them is taken as shown in its cell."""


class Unknown(Exception):
    """A word that names nothing, or not one thing; the message is the sentence for the person."""


@dataclass(frozen=True)
class PeriodPlace:
    """A period with the set its communes report, and who they were on its last day.

    `rules` and `read` remember what was asked before.
    """

    period: ReportingPeriod
    criteria_set: CriteriaSet
    spec: SetSpec
    codes: Mapping[str, IndicatorRow]
    reviewed: bool
    columns: Mapping[int, str]
    names: Mapping[int, str]
    units: Mapping[str, int | None]
    rules: dict[str, Rules] = field(default_factory=dict)
    read: dict[Any, Any] = field(default_factory=dict)

    def rules_of(self, unit_id: int) -> Rules:
        """The thresholds that hold for a unit in the period's year."""
        column = self.columns.get(unit_id, "")
        if column not in self.rules:
            self.rules[column] = thresholds_by_column(
                self.criteria_set, column=column, year=self.period.year
            )
        return self.rules[column]


class Places:
    """Looks words up; what was found is kept for the whole file."""

    def __init__(self) -> None:
        self._found: dict[int, PeriodPlace] = {}
        self._sets: dict[tuple[int, object], SetSpec] = {}
        self._periods: dict[str, ReportingPeriod] = {}
        self._units: dict[tuple[int, str], int] = {}
        self._words = {
            fold(word): choice
            for choice, words in data("import_columns.json")["words"].items()
            for word in words
        }

    @cached_property
    def _all_periods(self) -> dict[str, ReportingPeriod]:
        found: dict[str, ReportingPeriod] = {}
        for period in ReportingPeriod.objects.all():
            found[fold(period.key)] = found[_squeezed(period.label)] = period
        return found

    def period(self, text: str) -> ReportingPeriod:
        """A period by its key ("2025-Q2") or label ("Quý II/2025", "Quý II năm 2025")."""
        period = self._periods.get(text)
        if period is None:
            period = self._all_periods.get(fold(text)) or self._all_periods.get(_squeezed(text))
            if period is None:
                raise Unknown(f"Không có kỳ «{text[:40]}». Ghi như Quý II/2025 hoặc 2025-Q2.")
            self._periods[text] = period
        return period

    def place(self, period: ReportingPeriod) -> PeriodPlace:
        """The period with its set and units. Raises Refused when no set is in force then."""
        found = self._found.get(period.pk)
        if found is None:
            found = self._found[period.pk] = self._place(period)
        return found

    def _place(self, period: ReportingPeriod) -> PeriodPlace:
        criteria_set = set_for(period)
        wording = (criteria_set.pk, period.ends)
        if wording not in self._sets:
            self._sets[wording] = load_specs(criteria_set, on=period.ends)
        spec = self._sets[wording]
        units: dict[str, int | None] = {}
        columns: dict[int, str] = {}
        names: dict[int, str] = {}
        for pk, key, name, short, code, column, group in UnitVersion.objects.filter(
            valid__contains=period.ends, kind=UnitKind.COMMUNE
        ).values_list(
            "unit_id", "unit__key", "name", "short_name", "official_code",
            "region_column", "commune_group",
        ):  # fmt: skip
            columns[pk], names[pk] = column or group, name
            for word in {fold(key), fold(name), fold(short), fold(code)} - {""}:
                units[word] = pk if units.get(word, pk) == pk else None
        for pk, word in UnitAlias.objects.filter(unit_id__in=names).values_list(
            "unit_id", "search_key"
        ):
            units.setdefault(word, pk)
        return PeriodPlace(
            period=period,
            criteria_set=criteria_set,
            spec=spec,
            codes={row.code: row for row in spec.indicators.values()},
            reviewed=has_reviewers(period, criteria_set),
            columns=columns,
            names=names,
            units=units,
        )

    def unit(self, place: PeriodPlace, text: str) -> int:
        """A commune by name, short name, official code or key, as of the period's last day."""
        key = (place.period.pk, text)
        found = self._units.get(key)
        if found is None:
            word = fold(text)
            if word in place.units and place.units[word] is None:
                raise Unknown(f"«{text[:60]}» là tên của nhiều xã. Ghi mã đơn vị hành chính.")
            found = place.units.get(word)
            if found is None:
                raise Unknown(
                    f"Không có xã «{text[:60]}» vào cuối {place.period.label}. Xem lại tên hoặc mã."
                )
            self._units[key] = found
        return found

    def indicator(self, place: PeriodPlace, cell: Cell) -> IndicatorRow:
        """An indicator by its code, guarding against what Excel makes of codes: dates, and 17.1
        for 17.10."""
        if isinstance(cell.value, Decimal):
            code = typed(cell, places=PLACES).replace(",", ".")
            longer = f"{code}0" if "." in code else ""
            if longer in place.codes:
                raise Unknown(
                    f"Mã chỉ tiêu {code} viết dạng số nên không rõ là {code} hay {longer}. "
                    "Định dạng cột mã là văn bản rồi gõ lại."
                )
        elif isinstance(cell.value, str):
            code = cell.value.replace(",", ".").removesuffix(".")
        else:
            raise Unknown(f"Mã chỉ tiêu thành «{cell.text}». Định dạng cột mã là văn bản, gõ lại.")
        row = place.codes.get(code)
        if row is None:
            raise Unknown(f"Chỉ tiêu «{code[:40]}» không có trong bộ tiêu chí của kỳ.")
        return row

    def choice(self, scale: tuple[str, ...], text: str) -> str:
        """A word as a choice: "Đạt" is yes; a step of the scale in any case. Else as it is."""
        word = fold(text)
        if not scale:
            return str(self._words.get(word, text))
        return next((step for step in scale if fold(step) == word), text)


def _squeezed(text: str) -> str:
    """ "Quý II năm 2025", "QUÝ 2/2025", "quý II-2025": one way of writing."""
    word = fold(text).replace(" nam ", "/").replace("-", "/").replace(" ", "")
    for number, roman in ((4, "iv"), (3, "iii"), (2, "ii"), (1, "i")):
        word = re.sub(rf"^qui{roman}/", f"qui{number}/", word)
    return word
