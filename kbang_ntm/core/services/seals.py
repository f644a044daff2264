"""Sealing the trail: behind the acts, never in their way."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from kbang_ntm.core import clock
from kbang_ntm.core.audit_chain import BEGINNING, SIZE, Tree, leaf_of, link_of
from kbang_ntm.core.models import AuditDay, AuditSeal
from kbang_ntm.core.queries.seals import sealed, texts_of

AT_MOST = 10_000  # events of a seal: 320 kB of links
# An event that is gone before its seal stays in the queue, where verify_audit finds it: it must not
# stop the sealing of others.
_LOCK = 0x5EA1  # one sealer at a time, whoever started it
_TAKE = """
    DELETE FROM core_auditwaiting WHERE event_id IN (
        SELECT event_id FROM core_auditwaiting JOIN core_auditevent ON id = event_id
        ORDER BY event_id LIMIT %s
    ) RETURNING event_id
"""


@transaction.atomic
def seal_waiting(at_most: int = AT_MOST) -> int:
    """Chain what has been committed since; the number of events, 0 when none waits or another
    sealer is at work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if cursor.fetchone() != (True,):
            return 0
        cursor.execute(_TAKE, [at_most])
        events = sorted(row[0] for row in cursor.fetchall())
    if not events:
        return 0
    texts = texts_of(events)
    last = AuditSeal.objects.order_by("-number").first()
    head = BEGINNING if last is None else bytes(last.links)[-SIZE:]
    links = bytearray()
    for event in events:
        head = link_of(head, leaf_of(texts[event]))
        links += head
    AuditSeal.objects.create(
        number=1 if last is None else last.number + 1, events=events, links=bytes(links)
    )
    return len(events)


@transaction.atomic
def close_days() -> list[AuditDay]:
    """The roots of days that are over and have none yet, oldest first."""
    last = AuditDay.objects.order_by("-day").first()
    rows = AuditSeal.objects.filter(
        number__gt=0 if last is None else last.last_seal, at__lt=clock.start_of_day(clock.today())
    )
    numbers: dict[date, list[int]] = {}
    for number, at in rows.order_by("number").values_list("number", "at"):
        numbers.setdefault(at.astimezone(clock.LOCAL).date(), []).append(number)
    return [_close(day, found[0], found[-1]) for day, found in numbers.items()]


def _close(day: date, first: int, last: int) -> AuditDay:
    tree, events = Tree(), 0
    for seal in sealed(first, last):
        for text in seal.texts:
            if text is not None:  # what is gone is named by verify_audit, not hidden in a root
                tree.add(leaf_of(text))
                events += 1
    made: AuditDay = AuditDay.objects.create(
        day=day, root=tree.root(), events=events, last_seal=last
    )
    return made


def seal_all() -> int:
    """Seal until nothing waits, and close what days are over."""
    total = 0
    while found := seal_waiting():
        total += found
    close_days()
    return total
