"""What may be asked of the pages of figures; every answer stands in the URL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from communes.enums import Basis
from communes.models import ReportingPeriod
from kbang_ntm.core.vietnamese import fold
from reports.map_choice import KnownAtField, MapDayField
from reports.queries.areas import Area

BASES = {"moi": Basis.SELF_ASSESSED, "xac-nhan": Basis.CONFIRMED}


class LongSelect(forms.Select):
    """A choice among hundreds, written at once: a template for each option costs the page of a
    country a quarter of its time."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The element with all its options; no groups."""
        own = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        chosen = self.format_value(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, mark_safe(" selected") if str(key) in chosen else "", label)
                for key, label in self.choices
            ),
        )
        return format_html("<select{}>{}</select>", flatatt(own), options)


@dataclass(frozen=True)
class MatrixChoice:
    """What the reader of the matrix asked for; `group` is the order of a group of criteria."""

    period: ReportingPeriod
    basis: str
    group: int | None
    words: tuple[str, ...]
    order: str
    map_date: date | None
    known_at: datetime | None
    area: Area | None = None


@dataclass(frozen=True)
class VillageChoice:
    """What the reader of the villages asked for; `commune` is a key, "" for all."""

    period: ReportingPeriod
    basis: str
    commune: str
    words: tuple[str, ...]
    map_date: date | None
    known_at: datetime | None


class PeriodForm(forms.Form):
    """The period alone, as key ("2024-Q3"); an unknown key falls back to the page's own."""

    ky = forms.ChoiceField(label="Kỳ báo cáo", required=False)

    def __init__(
        self, *args: Any, periods: list[ReportingPeriod], default: ReportingPeriod, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.periods, self.default = {period.key: period for period in periods}, default
        self._choice("ky").choices = [(period.key, period.label) for period in periods]
        self._choice("ky").error_messages["invalid_choice"] = (
            "Không có kỳ này. Chọn một kỳ trong danh sách."
        )
        self.fields["ky"].initial = default.key

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def period(self) -> ReportingPeriod:
        """The chosen period."""
        self.is_valid()
        return self.periods.get(self.cleaned_data.get("ky", ""), self.default)


class LateForm(PeriodForm):
    """The period of the call sheet, on whose map its communes are looked for, and as known when."""

    ban_do = MapDayField(label="Nay thuộc xã nào, theo bản đồ ngày")
    biet_den = KnownAtField()

    def known_at(self) -> datetime | None:
        """The moment; None where none was asked or it cannot be read."""
        self.is_valid()
        moment: datetime | None = self.cleaned_data.get("biet_den")
        return moment

    def map_date(self) -> date | None:
        """The day of the map; None where none was asked or it cannot be read."""
        self.is_valid()
        day: date | None = self.cleaned_data.get("ban_do")
        return day


class LookForm(forms.Form):
    """Another map and another moment, for a page that has no other filters."""

    ban_do = MapDayField(label="Bản đồ của ngày hoặc kỳ")
    biet_den = KnownAtField()


class MatrixForm(PeriodForm):
    """Period, basis, group, search, order; and, for who needs them, map and moment."""

    areas: dict[str, Area] = {}
    own_area: Area | None = None

    tinh = forms.ChoiceField(
        label="Tính theo",
        required=False,
        choices=[("moi", "Số liệu mới nhất"), ("xac-nhan", "Chỉ số liệu đã xác nhận")],
    )
    nhom = forms.ChoiceField(label="Nhóm tiêu chí", required=False)
    tim = forms.CharField(label="Tìm xã", required=False, max_length=60, widget=forms.SearchInput)
    xep = forms.ChoiceField(
        label="Xếp theo",
        required=False,
        choices=[
            ("", "Thứ tự trong kế hoạch"),
            ("it", "Ít tiêu chí đạt trước"),
            ("nhieu", "Nhiều tiêu chí đạt trước"),
            ("ten", "Tên xã"),
        ],
    )
    huyen = forms.ChoiceField(label="Huyện", required=False, widget=LongSelect)
    ban_do = MapDayField(label="Bản đồ của ngày hoặc kỳ khác")
    biet_den = KnownAtField()

    def offer_areas(self, areas: Sequence[Area], own: Area | None) -> None:
        """The districts of the period's map, where it holds several; `own` unless another is
        asked for."""
        self.areas = {area.key: area for area in areas}
        self.own_area = own
        self._choice("huyen").choices = [(area.key, area.name) for area in areas]
        self.fields["huyen"].initial = own.key if own else ""

    def offer_groups(self, groups: list[tuple[int, str]], total: int) -> None:
        """The groups of the set in force, known once the period is."""
        whole = ("", f"Cả {total} tiêu chí")
        self._choice("nhom").choices = [whole, *((str(n), title) for n, title in groups)]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """Fields that stand in the row of filters."""
        names = ("huyen", "ky", "tinh", "nhom", "tim", "xep")
        return [self[name] for name in names if name != "huyen" or len(self.areas) > 1]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """Fields behind «Bản đồ, thời điểm khác»."""
        return [self["ban_do"], self["biet_den"]]

    @property
    def looks_back(self) -> bool:
        """Whether another map or moment was asked for."""
        return bool(self["ban_do"].value() or self["biet_den"].value())

    def choice(self) -> MatrixChoice:
        """What was asked for; what cannot be read counts as not asked (the form says so)."""
        self._choice("nhom").choices = [(str(n), str(n)) for n in range(1, 30)]
        period = self.period()
        asked = self.cleaned_data
        return MatrixChoice(
            period=period,
            basis=BASES.get(asked.get("tinh") or "moi", Basis.SELF_ASSESSED),
            group=int(asked["nhom"]) if asked.get("nhom") else None,
            words=tuple(fold(asked.get("tim") or "").split()),
            order=asked.get("xep") or "",
            map_date=asked.get("ban_do"),
            known_at=asked.get("biet_den"),
            area=self.areas.get(asked.get("huyen") or "", self.own_area),
        )


class VillageForm(PeriodForm):
    """Period, basis, commune and search of the list of villages; map and moment if asked."""

    tinh = MatrixForm.base_fields["tinh"]
    xa = forms.ChoiceField(label="Xã", required=False)
    tim = forms.CharField(label="Tìm làng", required=False, max_length=60, widget=forms.SearchInput)
    ban_do = MatrixForm.base_fields["ban_do"]
    biet_den = MatrixForm.base_fields["biet_den"]

    def offer_communes(self, communes: tuple[tuple[str, str], ...]) -> None:
        """The communes of the shown villages, known once the period is."""
        known = [(key, name) for key, name in communes if key]
        self._choice("xa").choices = [("", "Cả huyện"), *known]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """Fields that stand in the row of filters."""
        return [self[name] for name in ("ky", "tinh", "xa", "tim")]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """Fields behind «Bản đồ, thời điểm khác»."""
        return [self["ban_do"], self["biet_den"]]

    @property
    def looks_back(self) -> bool:
        """Whether another map or moment was asked for."""
        return bool(self["ban_do"].value() or self["biet_den"].value())

    def choice(self) -> VillageChoice:
        """What was asked for; what cannot be read counts as not asked (the form says so)."""
        asked_for = str(self["xa"].value() or "")
        self._choice("xa").choices = [("", ""), (asked_for, asked_for)]
        period = self.period()
        asked = self.cleaned_data
        return VillageChoice(
            period=period,
            basis=BASES.get(asked.get("tinh") or "moi", Basis.SELF_ASSESSED),
            commune=asked.get("xa") or "",
            words=tuple(fold(asked.get("tim") or "").split()),
            map_date=asked.get("ban_do"),
            known_at=asked.get("biet_den"),
        )


class ThresholdForm(forms.Form):
    """Set, certainty, region and search of the list of levels."""

    bo = forms.ChoiceField(label="Bộ tiêu chí", required=False)
    chac = forms.ChoiceField(label="Kiểm chứng", required=False)
    vung = forms.ChoiceField(label="Vùng, nhóm xã", required=False)
    tim = forms.CharField(
        label="Tìm chỉ tiêu, căn cứ", required=False, max_length=60, widget=forms.SearchInput
    )

    def __init__(
        self,
        *args: Any,
        sets: list[tuple[str, str]],
        certainties: dict[str, str],
        regions: dict[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "bo": sets,
            "chac": [("", "Tất cả"), *((k, v.capitalize()) for k, v in certainties.items())],
            "vung": [("", "Tất cả"), *((v, v) for v in regions.values())],
        }
        for name, values in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = values


class UnitForm(forms.Form):
    """Day of the map and search of the list of units."""

    ngay = MapDayField(label="Bản đồ của ngày hoặc kỳ")
    tim = forms.CharField(label="Tìm xã", required=False, max_length=60, widget=forms.SearchInput)
    biet_den = KnownAtField()
