"""Reporting periods and their windows."""

from __future__ import annotations

from django.contrib import admin

from communes.admin.base import ExchangeAdmin
from communes.models import ReportingPeriod
from communes.resources.periods import PeriodResource


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(ExchangeAdmin):
    resource_classes = [PeriodResource]
    list_display = ["label", "cut_off", "opens_at", "due_at", "closes_at", "certain"]
    list_filter = ["kind", "year", "certain"]
    search_fields = ["key"]
    readonly_fields = ["uid"]
