"""What services write: reports, entries, revisions, reviews, receipts, standings, snapshots."""

from __future__ import annotations

from django.contrib import admin

from communes.admin.base import ReadingAdmin
from communes.models import (
    EntryRevision,
    Evidence,
    IndicatorEntry,
    PeriodExtension,
    ProgressReport,
    Receipt,
    ReferenceRow,
    Review,
    Snapshot,
    Standing,
)


@admin.register(ProgressReport)
class ProgressReportAdmin(ReadingAdmin):
    report_path = ""
    list_display = ["unit", "period", "state", "submitted_at", "late", "confirmed_at"]
    list_filter = ["state", "period", "late", "illustrative"]
    list_select_related = ["unit", "period"]
    search_fields = ["unit__key"]


@admin.register(IndicatorEntry)
class IndicatorEntryAdmin(ReadingAdmin):
    report_path = "report__"
    list_display = ["indicator", "report", "version", "review", "verdict", "changed_at"]
    list_filter = ["review", "verdict", "report__period"]
    list_select_related = ["indicator", "report"]
    search_fields = ["indicator__code", "report__unit__key"]


@admin.register(EntryRevision)
class EntryRevisionAdmin(ReadingAdmin):
    report_path = "entry__report__"
    list_display = ["entry", "version", "author", "origin", "reason", "received_at"]
    list_filter = ["origin"]
    list_select_related = ["entry", "author"]


@admin.register(Review)
class ReviewAdmin(ReadingAdmin):
    report_path = "entry__report__"
    list_display = ["entry", "result", "agency", "by", "at", "text"]
    list_filter = ["result", "agency"]
    list_select_related = ["entry", "agency", "by"]


@admin.register(Receipt)
class ReceiptAdmin(ReadingAdmin):
    report_path = "report__"
    list_display = ["number", "code", "kind", "report", "by", "at", "late"]
    list_filter = ["kind", "late"]
    list_select_related = ["report", "by"]
    search_fields = ["number", "code"]


@admin.register(Standing)
class StandingAdmin(ReadingAdmin):
    report_path = "report__"
    list_display = ["unit", "period", "basis", "criteria_met", "criteria_total", "updated_at"]
    list_filter = ["basis", "period"]
    list_select_related = ["unit", "period"]


@admin.register(Snapshot)
class SnapshotAdmin(ReadingAdmin):
    report_path = "report__"
    list_display = ["report", "sequence", "sha256", "reason", "at", "by"]
    list_select_related = ["report", "by"]


@admin.register(Evidence)
class EvidenceAdmin(ReadingAdmin):
    report_path = "entry__report__"
    list_display = ["name", "entry", "state", "added_by", "added_at"]
    list_filter = ["state"]
    list_select_related = ["entry", "added_by"]


@admin.register(PeriodExtension)
class PeriodExtensionAdmin(ReadingAdmin):
    list_display = ["unit", "period", "until", "reason", "granted_by", "granted_at"]
    list_select_related = ["unit", "period", "granted_by"]


@admin.register(ReferenceRow)
class ReferenceRowAdmin(ReadingAdmin):
    list_display = ["model", "key"]
    list_filter = ["model"]
    search_fields = ["key"]
