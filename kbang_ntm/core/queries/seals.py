"""Events and seals as the chain reads them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from kbang_ntm.core import clock
from kbang_ntm.core.audit_chain import BETWEEN, Sealed
from kbang_ntm.core.models import AuditDay, AuditEvent, AuditSeal, AuditWaiting

AT_A_TIME = 50_000  # events in memory
# The fields of `audit_chain.FIELDS` as text, joined; made by the database, which is ten times
# quicker than rows of Python values.
_TEXT = """concat_ws(E'\\x1f', uid,
    to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), coalesce(actor_uid::text, ''),
    action, subject_type, subject_uid, request_id, commitment)"""
_TEXTS = f"SELECT id, {_TEXT} FROM core_auditevent WHERE id = ANY(%s)"


def texts_of(events: list[int]) -> dict[int, str]:
    """{id: what the event says} of those that are there. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_TEXTS, [events])
        return dict(cursor.fetchall())


def sealed(first: int = 1, last: int | None = None) -> Iterator[Sealed]:
    """The seals in order, some thousand events in memory at a time."""
    rows = AuditSeal.objects.filter(number__gte=first).order_by("number")
    if last is not None:
        rows = rows.filter(number__lte=last)
    group: list[AuditSeal] = []
    size = 0
    for row in rows.iterator(chunk_size=50):
        group.append(row)
        size += len(row.events)
        if size >= AT_A_TIME:
            yield from _with_texts(group)
            group, size = [], 0
    yield from _with_texts(group)


def _with_texts(group: list[AuditSeal]) -> Iterator[Sealed]:
    texts = texts_of([event for row in group for event in row.events])
    for row in group:
        yield Sealed(
            number=row.number,
            day=day_of(row.at),
            keys=[str(event) for event in row.events],
            texts=[texts.get(event) for event in row.events],
            links=bytes(row.links),
        )


def day_of(moment: datetime) -> str:
    """The local date as the chain names it."""
    return moment.astimezone(clock.LOCAL).date().isoformat()


def unsealed() -> list[int]:
    """Ids of events that are in no seal and do not wait for one: nobody recorded them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM core_auditevent EXCEPT SELECT unnest(events) FROM core_auditseal "
            "EXCEPT SELECT event_id FROM core_auditwaiting ORDER BY 1 LIMIT 20"
        )
        return [row[0] for row in cursor.fetchall()]


def gone_before_seal() -> list[int]:
    """Ids that wait for a seal while their event is no longer there."""
    rows = AuditWaiting.objects.exclude(pk__in=AuditEvent.objects.values("pk")).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:20])


def counts() -> tuple[int, int]:
    """Events there are, and those that wait for a seal; acts between the two only make it look
    closer."""
    return AuditEvent.objects.count(), AuditWaiting.objects.count()


def root_before(moment: datetime) -> AuditDay | None:
    """The newest root that was known then: the one a print of that time carries. One query."""
    return AuditDay.objects.filter(made_at__lte=moment).order_by("-day").first()


def fields_of(text: str) -> list[str]:
    """The fields of an event, as they leave with an export."""
    return text.split(BETWEEN)
