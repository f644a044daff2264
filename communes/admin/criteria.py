"""Criteria sets; once a report uses a set its wording is frozen. Review duties."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from communes.admin.base import ExchangeAdmin, ReferenceRows
from communes.models import (
    CriteriaGroup,
    CriteriaSet,
    Criterion,
    Indicator,
    IndicatorPart,
    ReviewDuty,
)
from communes.resources.criteria import (
    CriteriaSetResource,
    CriterionResource,
    IndicatorResource,
    ReviewDutyResource,
)


def frozen(row: Any) -> bool:
    """Whether the row belongs to a set that reports use already."""
    if isinstance(row, IndicatorPart):
        row = row.indicator
    found = row if isinstance(row, CriteriaSet) else getattr(row, "criteria_set", None)
    return found is not None and found.frozen_at is not None


class WhileNotInUse:
    """Rows of a frozen set are shown, not changed; nothing is added to it."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = super().has_change_permission(request, obj)  # type: ignore[misc]  # mixin
        return allowed and not (obj is not None and frozen(obj))


class RowsOfASet(ReferenceRows):
    """Inline rows: `obj` is the row above, so one test serves adding and changing."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not (obj is not None and frozen(obj))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj is not None and frozen(obj))


class GroupRows(RowsOfASet):
    model = CriteriaGroup
    fields = ["order", "title"]
    show_change_link = False


class CriterionRows(RowsOfASet):
    model = Criterion
    fields = ["no", "group", "order", "title", "short_title", "watched"]
    related = ("group", "criteria_set")


class PartRows(RowsOfASet):
    model = IndicatorPart
    fields = [
        "key",
        "label",
        "measure",
        "comparator",
        "unit",
        "numerator_label",
        "denominator_label",
        "count_unit",
        "whole_counts",
        "scale",
        "max_value",
    ]
    show_change_link = False


@admin.register(CriteriaSet)
class CriteriaSetAdmin(WhileNotInUse, ExchangeAdmin):
    resource_classes = [CriteriaSetResource]
    list_display = ["title", "code", "standard", "short_basis", "valid", "certain", "in_use"]
    list_filter = ["standard", "certain"]
    search_fields = ["code", "title"]
    readonly_fields = ["uid", "frozen_at"]
    inlines = [GroupRows, CriterionRows]

    @admin.display(description="đã khóa", boolean=True)
    def in_use(self, row: CriteriaSet) -> bool:
        return row.frozen_at is not None


@admin.register(Criterion)
class CriterionAdmin(WhileNotInUse, ExchangeAdmin):
    resource_classes = [CriterionResource]
    export_related = ("criteria_set", "group__criteria_set")
    list_display = ["no", "title", "criteria_set", "group", "watched", "certain"]
    list_filter = ["criteria_set", "watched", "certain"]
    list_select_related = ["criteria_set", "group"]
    search_fields = ["title", "no"]


@admin.register(Indicator)
class IndicatorAdmin(WhileNotInUse, ExchangeAdmin):
    resource_classes = [IndicatorResource]
    export_related = ("criteria_set", "criterion__criteria_set")
    list_display = ["code", "words", "criteria_set", "set_by", "certain", "confidence"]
    list_filter = ["criteria_set", "set_by", "certain", "confidence", "yearly", "may_not_apply"]
    list_select_related = ["criteria_set"]
    search_fields = ["code", "title", "short_title"]
    inlines = [PartRows]

    @admin.display(description="nội dung")
    def words(self, row: Indicator) -> str:
        return row.short_title or row.title[:90]


@admin.register(ReviewDuty)
class ReviewDutyAdmin(ExchangeAdmin):
    resource_classes = [ReviewDutyResource]
    export_related = ("indicator__criteria_set", "agency")
    list_display = ["indicator", "agency", "role", "valid", "legal_basis", "certain"]
    list_filter = ["agency", "role", "certain"]
    list_select_related = ["indicator", "agency"]
    search_fields = ["indicator__code", "agency__name"]
    autocomplete_fields = ["agency", "indicator"]
