"""The trail of all acts, for quản trị."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kbang_ntm.core.access import requires
from kbang_ntm.core.exports import ROWS_AT_A_TIME, listed
from kbang_ntm.core.models import AuditEvent
from kbang_ntm.core.queries import audit as query
from kbang_ntm.core.registry import registry
from kbang_ntm.core.sheets import Column, Value

PER_PAGE = 50
COLUMNS = [
    Column("Lúc", 18),
    Column("Người làm", 24),
    Column("Việc", 60),
    Column("Về", 24),
    Column("Loại việc", 22),
]
SEARCH = forms.TextInput(attrs={"type": "search"})
DAY = forms.DateInput(attrs={"placeholder": "08/10/2024", "inputmode": "numeric"})
DAY_ERRORS = {"invalid": "Nhập ngày như 08/10/2024."}


class AuditFilter(forms.Form):
    """Everything optional; what cannot be read is said beside its field and not applied."""

    nguoi = forms.CharField(label="Người làm", max_length=120, required=False)
    noi_dung = forms.CharField(label="Nội dung", max_length=120, required=False, widget=SEARCH)
    loai = forms.ChoiceField(label="Về", required=False)
    tu = forms.DateField(label="Từ ngày", required=False, widget=DAY, error_messages=DAY_ERRORS)
    den = forms.DateField(label="Đến ngày", required=False, widget=DAY, error_messages=DAY_ERRORS)
    viec = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    muc = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through as given
        field = self.fields["loai"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "tất cả"), *query.subject_choices()]


@requires(lambda user: registry.is_administrator(user), "Chỉ quản trị xem được nhật ký.")
@require_safe
def audit(request: HttpRequest) -> HttpResponseBase:
    """One page of acts. One row more is read than shown instead of counting a long trail."""
    form = AuditFilter(request.GET)
    form.is_valid()
    rows = _found(form.cleaned_data)
    names = dict(query.subject_choices())
    file = listed(
        request,
        name="nhat-ky",
        title="Nhật ký",
        columns=COLUMNS,
        rows=lambda: _file_rows(rows, names),
    )
    if file is not None:
        return file
    asked = request.GET.get("trang", "1")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
    start = (number - 1) * PER_PAGE
    found = query.lines(rows[start : start + PER_PAGE + 1])
    context = {
        "form": form,
        "rows": [(line, names.get(line.subject_type, "")) for line in found[:PER_PAGE]],
        "number": number,
        "earlier": number - 1,
        "later": number + 1 if len(found) > PER_PAGE else 0,
    }
    return render(request, "core/audit.html", context)


def _found(given: dict[str, Any]) -> QuerySet[AuditEvent]:
    return query.search(
        person=given.get("nguoi", ""),
        action=given.get("viec", ""),
        words=given.get("noi_dung", ""),
        subject_type=given.get("loai", ""),
        subject_uid=given.get("muc"),
        first=given.get("tu"),
        last=given.get("den"),
    )


def _file_rows(rows: QuerySet[AuditEvent], names: dict[str, str]) -> Iterator[Sequence[Value]]:
    """The whole trail that was asked for, a few hundred acts in memory at a time."""
    for event in rows.iterator(chunk_size=ROWS_AT_A_TIME):
        [line] = query.lines([event])
        about = names.get(line.subject_type, "")
        yield [line.at, line.actor_name or "không còn tên", line.summary, about, line.action]
