"""What all administration screens share: rights by post, history with values, no deleting."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pghistory.core
from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models
from django.db.backends.postgresql.psycopg_any import Range
from django.http import HttpRequest, HttpResponse

from communes.admin.exchange import FileInOut, FileOut
from communes.resources.base import DaysWidget
from communes.rules import SENT, is_coordination, may_manage_reference
from kbang_ntm.core import clock
from kbang_ntm.core.models import User

if TYPE_CHECKING:  # the class takes a parameter for the type checker only
    Screen = admin.ModelAdmin[Any]
    Rows = admin.TabularInline[Any, Any]
else:
    Screen = admin.ModelAdmin
    Rows = admin.TabularInline

SKIPPED = frozenset({"id", "uid", "search_key", "sort_key"})
ACTS = {"insert": "thêm", "update": "sửa", "delete": "xóa"}


@dataclass(frozen=True)
class Change:
    """One version of a row: when, by whom, what act, and which fields became what."""

    at: datetime
    by: str
    act: str
    fields: tuple[tuple[str, str, str], ...]


def changes_of(row: models.Model) -> list[Change]:
    """All kept versions of a row, oldest first; [] for models without history. Two queries."""
    event_model = next(iter(pghistory.core.event_models(tracks_model=type(row))), None)
    if event_model is None:
        return []
    events: list[Any] = list(
        event_model._default_manager.filter(pgh_obj_id=row.pk)
        .select_related("pgh_context")
        .order_by("pgh_id")
    )
    people = _people(events)
    names = [field for field in type(row)._meta.concrete_fields if field.name not in SKIPPED]
    found: list[Change] = []
    before: Any = None
    for event in events:
        fields = []
        for field in names:
            old: Any = getattr(before, field.attname, None)
            new = getattr(event, field.attname, None)
            if old != new:
                fields.append((str(field.verbose_name), _shown(field, old), _shown(field, new)))
        context = event.pgh_context.metadata if event.pgh_context else {}
        found.append(
            Change(
                at=event.pgh_created_at.astimezone(clock.LOCAL),
                by=people.get(context.get("user"), "Cổng"),
                act=ACTS.get(event.pgh_label, event.pgh_label),
                fields=tuple(fields),
            )
        )
        before = event
    return found


def _people(events: list[Any]) -> dict[Any, str]:
    ids = {event.pgh_context.metadata.get("user") for event in events if event.pgh_context}
    return dict(User.objects.filter(pk__in=ids - {None}).values_list("pk", "full_name"))


def _shown(field: Any, value: Any) -> str:
    if value is None or value == "":
        return "trống"
    if field.is_relation:
        found = field.related_model._base_manager.filter(pk=value).first()
        return str(found or value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, Range):
        return DaysWidget().render(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, datetime):
        return value.astimezone(clock.LOCAL).strftime("%H:%M:%S %d/%m/%Y")
    return str(value)


KEY = re.compile(r"[0-9]{1,18}")  # what a key of a row looks like


class CalmChoice(AutocompleteSelect):
    """Django asks the database for the key that was sent to show it again beside its error, also
    for one that is no number: the page of the error would be a fault of its own."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        kept = [one for one in value if not one or KEY.fullmatch(one)]
        return super().optgroups(name, kept, attr)


class CalmJson(forms.JSONField):
    """Django takes the word null for nothing, which a column that must hold a list then refuses."""

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if found is None:
            raise forms.ValidationError('Ghi một danh sách; không có gì thì ghi "[]".')
        return found


class ByPost:
    """Rights by today's post instead of Django's permission rows; nothing is deleted here."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choices found while typing are shown again calmly."""
        screen: Any = self
        if db_field.name in screen.get_autocomplete_fields(request):
            kwargs.setdefault("widget", CalmChoice(db_field, screen.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]  # of the screen

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Lists stay lists."""
        if isinstance(db_field, models.JSONField) and not db_field.null:
            kwargs.setdefault("form_class", CalmJson)
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]  # of the screen

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _may(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and may_manage_reference(request.user)


class ReferenceAdmin(ByPost, Screen):
    """A table of reference data: to add and change, with every version kept and shown."""

    object_history_template = "communes/admin/history.html"
    actions = None
    save_on_top = True
    list_per_page = 50

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        changes = changes_of(row) if row is not None else []
        return super().history_view(
            request, object_id, {**(extra_context or {}), "changes": changes}
        )


class ExchangeAdmin(FileInOut, ReferenceAdmin):
    """Reference data that also come and go as a file; an import is shown before it is done."""

    def has_import_permission(self, request: HttpRequest) -> bool:
        return _may(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return _may(request)


class ReadingAdmin(ByPost, FileOut, Screen):
    """Rows that services write: to look at and take out, never to change here."""

    actions = None
    show_full_result_count = False
    list_per_page = 50
    report_path: str | None = None  # from a row to its report, "" for the report itself

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Drafts are for their commune and the office that calls: not for quản trị."""
        rows = super().get_queryset(request)
        user = request.user
        if self.report_path is None or (isinstance(user, User) and is_coordination(user)):
            return rows
        return rows.filter(**{f"{self.report_path}state__in": SENT})

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_export_permission(self, request: HttpRequest) -> bool:
        return _may(request)


class ReferenceRows(ByPost, Rows):
    """Rows kept together with the row above them."""

    extra = 0
    show_change_link = True
    related: tuple[str, ...] = ()  # shown with each row

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.select_related(*self.related) if self.related else rows
