"""Reading the trail: the history of one thing, and the whole for quản trị."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet

from kbang_ntm.core import clock
from kbang_ntm.core.models import AuditEvent, User
from kbang_ntm.core.queries.folding import holding

ERASED = "đã xóa theo quy định về dữ liệu cá nhân"


@dataclass(frozen=True)
class HistoryLine:
    """One act: when, who, what in words; `data` as recorded. Erased details leave the act."""

    at: datetime
    actor_name: str
    action: str
    summary: str
    data: dict[str, Any]
    uid: uuid.UUID
    actor_uid: uuid.UUID | None
    subject_type: str
    subject_uid: uuid.UUID


def history_of(subject_uid: uuid.UUID, *more: uuid.UUID) -> list[HistoryLine]:
    """All acts on these things, oldest first. One query."""
    return lines(
        AuditEvent.objects.filter(subject_uid__in=[subject_uid, *more])
        .select_related("detail")
        .order_by("id")
    )


def lines(events: Iterable[AuditEvent]) -> list[HistoryLine]:
    """Events, read with `select_related("detail")`, as lines."""
    return [_line(event) for event in events]


def _line(event: AuditEvent) -> HistoryLine:
    detail = getattr(event, "detail", None)
    return HistoryLine(
        at=event.at,
        actor_name=(detail.actor_name if detail else "") or ("" if event.actor_uid else "Cổng"),
        action=event.action,
        summary=detail.summary if detail else ERASED,
        data=detail.data if detail else {},
        uid=event.uid,
        actor_uid=event.actor_uid,
        subject_type=event.subject_type,
        subject_uid=event.subject_uid,
    )


def search(
    *,
    person: str = "",
    action: str = "",
    words: str = "",
    subject_type: str = "",
    subject_uid: uuid.UUID | None = None,
    first: date | None = None,
    last: date | None = None,
) -> QuerySet[AuditEvent]:
    """Events newest first, narrowed by what is given.

    `person` is part of a name or account; `words` all stand in the summary, marks ignored;
    `first` and `last` are local days, both included.
    """
    rows = AuditEvent.objects.select_related("detail").order_by("-id")
    if person:
        rows = rows.filter(actor_uid__in=User.objects.search(person).values("uid"))
    if action:
        rows = rows.filter(action=action)
    if words:
        rows = holding(rows, words, "detail__summary")
    if subject_type:
        rows = rows.filter(subject_type=subject_type)
    if subject_uid:
        rows = rows.filter(subject_uid=subject_uid)
    if first:
        rows = rows.filter(at__gte=clock.start_of_day(first))
    if last:
        rows = rows.filter(at__lte=clock.end_of_day(last))
    return rows


def subject_choices() -> list[tuple[str, str]]:
    """(stored type, Vietnamese name) of everything that can have a trail; no query."""
    found = []
    for model in apps.get_models():
        try:
            model._meta.get_field("uid")
        except FieldDoesNotExist:
            continue
        name = str(model._meta.verbose_name)
        found.append((model._meta.label, name[:1].upper() + name[1:]))
    return sorted(found, key=lambda pair: pair[1])
