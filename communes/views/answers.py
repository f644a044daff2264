"""How a page answers when a service refuses: the sentence stays beside what was typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied

from communes.models import IndicatorEntry, ProgressReport
from communes.queries.people import unit_name
from communes.queries.review import visible_entries
from kbang_ntm.core.access import get_visible
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused
from kbang_ntm.core.models import User


def refuse(form: forms.BaseForm, refusal: Refused) -> None:
    """Put the sentence into the form; who has no right at all gets 403 with it instead."""
    if isinstance(refusal, NotAllowed):
        raise PermissionDenied(refusal.message)
    form.add_error(None, refusal.message)
    form.conflict = isinstance(refusal, Conflict)  # type: ignore[attr-defined]  # read below


def see_anew(form: forms.BaseForm, entry: IndicatorEntry) -> None:
    """After a conflict: what was typed stays, the version now on the page is the new one."""
    form.data = {**form.data.dict(), "seen_version": str(entry.version)}  # type: ignore[attr-defined]  # a posted form holds a QueryDict


def status_of(form: forms.BaseForm | None) -> int:
    """200 for a page just opened, 409 after a conflict, 422 when something must be mended."""
    if form is None or not form.is_bound or form.is_valid():
        return 200
    return 409 if getattr(form, "conflict", False) else 422


def entry_or_404(user: User, uid: Any) -> IndicatorEntry:
    """The entry if the person may see its report; others' drafts do not exist for them."""
    found: IndicatorEntry = get_visible(_Entries, user, uid=uid)
    return found


def report_or_404(user: User, uid: Any) -> ProgressReport:
    """The report with what every page of it names."""
    found: ProgressReport = get_visible(
        ProgressReport.objects.select_related(
            "unit", "period", "criteria_set", "submitted_by", "confirmed_by", "handed_by"
        ),
        user,
        uid=uid,
    )
    return found


LOWERED = ("Xã ", "Thị trấn ", "Làng ", "Thôn ")


def place(report: ProgressReport) -> str:
    """The unit's name as it stands inside a sentence: "xã Sơn Lang", "làng Sơ Tơr"."""
    name = unit_name(report)
    return name[:1].lower() + name[1:] if name.startswith(LOWERED) else name


class _Entries:
    """Lets `get_visible` ask for entries as it asks any manager."""

    visible_to = staticmethod(visible_entries)
