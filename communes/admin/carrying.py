"""Rules of carrying figures onto another map."""

from __future__ import annotations

from django.contrib import admin

from communes.admin.base import ReferenceAdmin
from communes.models import CarryRule


@admin.register(CarryRule)
class CarryRuleAdmin(ReferenceAdmin):
    list_display = ["scope", "indicator", "standard", "method", "divided", "valid", "certain"]
    list_filter = ["scope", "method", "certain"]
    list_select_related = ["indicator"]
    search_fields = ["indicator__code", "indicator__title", "legal_basis", "source"]
    readonly_fields = ["uid"]
    autocomplete_fields = ["indicator"]
