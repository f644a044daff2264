"""Rules and questionnaires of the registers to keep; works to bring in from an old sheet."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from communes.admin.base import ExchangeAdmin, ReferenceAdmin, ReferenceRows
from communes.models import Questionnaire, RegisterRule, SurveyQuestion, Work
from communes.resources.registers import WorkResource


@admin.register(RegisterRule)
class RegisterRuleAdmin(ReferenceAdmin):
    list_display = ["title", "code", "valid", "amount", "certain"]
    list_filter = ["certain", "code"]
    readonly_fields = ["uid"]


class QuestionRows(ReferenceRows):
    """Questions; those of a questionnaire in use are for reading only."""

    model = SurveyQuestion
    fields = ["order", "text", "short_text", "overall"]
    show_change_link = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _used(obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not _used(obj)


def _used(paper: Questionnaire | None) -> bool:
    return paper is not None and paper.frozen_at is not None


@admin.register(Questionnaire)
class QuestionnaireAdmin(ReferenceAdmin):
    list_display = ["title", "valid", "certain", "frozen_at"]
    list_filter = ["certain"]
    readonly_fields = ["uid", "frozen_at"]
    inlines = [QuestionRows]


@admin.register(Work)
class WorkAdmin(ExchangeAdmin):
    """An old register comes in as a file; single works are kept on their own pages."""

    resource_classes = [WorkResource]
    export_related = ("unit",)
    list_display = ["name", "unit", "programme", "total_investment"]
    list_filter = ["programme", "unit"]
    list_select_related = ["unit"]
    search_fields = ["search_key"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
