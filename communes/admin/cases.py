"""Procedures and holidays to keep; cases to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from communes.admin.base import ExchangeAdmin, ReadingAdmin, ReferenceAdmin, ReferenceRows
from communes.case_rules import LEFT_COMMUNE
from communes.models import (
    CaseStep,
    FlaggedCriterion,
    GateRule,
    Holiday,
    LatePaper,
    Procedure,
    ProcedureStep,
    RecognitionCase,
    StepPaper,
    WithdrawalRule,
)
from communes.resources.holidays import HolidayResource
from communes.resources.procedures import (
    GateRuleResource,
    ProcedureResource,
    ProcedureStepResource,
)
from communes.rules import is_coordination
from kbang_ntm.core.models import User


class StepRows(ReferenceRows):
    model = ProcedureStep
    fields = ["order", "code", "label", "level", "days_from", "days_to", "day_kind", "certain"]


class GateRows(ReferenceRows):
    model = GateRule
    fields = ["order", "code", "kind", "label", "percent", "each_percent", "certain"]


class WithdrawalRows(ReferenceRows):
    model = WithdrawalRule
    fields = ["order", "code", "label", "from_percent", "under_percent", "needs_flagged", "certain"]


class PaperRows(ReferenceRows):
    model = StepPaper
    fields = ["order", "code", "label", "required", "certain"]
    show_change_link = False


@admin.register(Procedure)
class ProcedureAdmin(ExchangeAdmin):
    resource_classes = [ProcedureResource]
    list_display = ["title", "standard", "valid", "legal_basis", "certain"]
    list_filter = ["standard", "certain"]
    search_fields = ["code", "title"]
    readonly_fields = ["uid"]
    inlines = [StepRows, GateRows, WithdrawalRows]


@admin.register(ProcedureStep)
class ProcedureStepAdmin(ExchangeAdmin):
    resource_classes = [ProcedureStepResource]
    export_related = ("procedure",)
    list_display = ["label", "procedure", "level", "days_to", "vote_percent", "certain"]
    list_filter = ["procedure", "level", "certain"]
    list_select_related = ["procedure"]
    inlines = [PaperRows]


@admin.register(GateRule)
class GateRuleAdmin(ExchangeAdmin):
    resource_classes = [GateRuleResource]
    export_related = ("procedure",)
    list_display = ["label", "procedure", "percent", "each_percent", "supplied_by", "certain"]
    list_filter = ["procedure", "kind", "certain"]
    list_select_related = ["procedure"]


@admin.register(FlaggedCriterion)
class FlaggedCriterionAdmin(ReferenceAdmin):
    list_display = ["criterion", "certain", "source"]
    list_select_related = ["criterion"]


@admin.register(Holiday)
class HolidayAdmin(ExchangeAdmin):
    resource_classes = [HolidayResource]
    list_display = ["day", "name", "kind", "certain"]
    list_filter = ["kind", "certain"]
    search_fields = ["name"]
    date_hierarchy = "day"


class CaseReadingAdmin(ReadingAdmin):
    """Drafts are for their unit and the office: not for quản trị."""

    case_path = ""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request)
        if isinstance(request.user, User) and is_coordination(request.user):
            return rows
        return rows.filter(**{f"{self.case_path}state__in": LEFT_COMMUNE})


@admin.register(RecognitionCase)
class RecognitionCaseAdmin(CaseReadingAdmin):
    list_display = ["unit_name", "standard", "year", "state", "since"]
    list_filter = ["standard", "state", "year", "illustrative"]
    search_fields = ["search_key"]


@admin.register(CaseStep)
class CaseStepAdmin(CaseReadingAdmin):
    case_path = "case__"
    list_display = ["case", "act", "day", "body", "paper_number", "by", "at"]
    list_filter = ["act"]
    list_select_related = ["case", "by"]


@admin.register(LatePaper)
class LatePaperAdmin(CaseReadingAdmin):
    case_path = "case__"
    list_display = ["case", "act", "number", "day", "body", "by", "confirmed_by"]
    list_select_related = ["case", "by", "confirmed_by"]
