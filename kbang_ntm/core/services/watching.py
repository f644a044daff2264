"""The portal looks at itself and tells its administrators once what is wrong, once when it is over.

Who watches the watcher: when beat or worker stand still nobody is told; the page of the condition
says when the last look was, and `/metrics` says it to a monitor on another machine.
"""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from datetime import UTC, datetime

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from kbang_ntm.core import clock
from kbang_ntm.core.models import Alert, Watch
from kbang_ntm.core.queries.condition import Fact, facts
from kbang_ntm.core.registry import registry

log = structlog.get_logger(__name__)
LOOKOUT = "watch"  # this very look refreshes it: no reason for an alert
NOW_FINE = "đã trở lại bình thường"


def look() -> tuple[int, int]:
    """Compare the facts with what is known, and tell; (alerts told, ends told)."""
    found = [fact for fact in facts() if fact.key != LOOKOUT]
    _note(found)
    return _tell()


@transaction.atomic
def _note(found: Sequence[Fact]) -> None:
    """Open an alert for what is wrong, close those that are over. One look at a time."""
    now = datetime.now(UTC)
    Watch.objects.get_or_create(singleton=True, defaults={"looked_at": now})
    row = Watch.objects.select_for_update().get()
    row.looked_at = now
    row.save(update_fields=["looked_at"])
    known = {alert.fact: alert for alert in Alert.objects.filter(over_at=None)}
    wrong = {fact.key: fact for fact in found if fact.good is False}
    Alert.objects.bulk_create(
        Alert(fact=key, label=fact.label[:120], words=_words(fact)[:500], seen_at=now)
        for key, fact in wrong.items()
        if key not in known
    )
    over = [alert.pk for key, alert in known.items() if key not in wrong]
    if over:
        Alert.objects.filter(pk__in=over).update(over_at=now)


def _words(fact: Fact) -> str:
    return f"{fact.words}. {fact.do}" if fact.do else f"{fact.words}."


@transaction.atomic
def _tell() -> tuple[int, int]:
    """Mail what nobody has been told yet. The mail leaves inside the transaction: when the server
    refuses, the next look tries again. What was over before it was told is told of no more."""
    if settings.PRODUCTION and not settings.MAIL_ENABLED:
        return 0, 0
    rows = Alert.objects.select_for_update(skip_locked=True)
    new = list(rows.filter(told_at=None, over_at=None).order_by("seen_at", "pk"))
    over = list(rows.filter(told_at__isnull=False, over_at__isnull=False, over_told_at=None))
    readers = [user.email for user in registry.administrators() if user.email]
    if not (new or over) or not readers:
        return 0, 0
    now = datetime.now(UTC)
    try:
        with transaction.atomic():
            Alert.objects.filter(pk__in=[row.pk for row in new]).update(told_at=now)
            Alert.objects.filter(pk__in=[row.pk for row in over]).update(over_told_at=now)
            for reader in readers:
                EmailMessage(subject(new, over), text(new, over), to=[reader]).send()
    except (smtplib.SMTPException, OSError) as error:
        log.warning("alert.not_mailed", reason=str(error))
        return 0, 0
    return len(new), len(over)


def subject(new: Sequence[Alert], over: Sequence[Alert]) -> str:
    """ "Cổng nông thôn mới Kbang: 2 việc cần xem"; of ends alone "… đã hết 1 cảnh báo"."""
    what = f"{len(new)} việc cần xem" if new else f"đã hết {len(over)} cảnh báo"
    return f"Cổng nông thôn mới Kbang: {what}"


def text(new: Sequence[Alert], over: Sequence[Alert]) -> str:
    """The mail in plain words: what is wrong and what to do, then what is over."""
    lines = ["Kính gửi người quản trị cổng,", ""]
    if new:
        lines += ["Cần xem:"]
        lines += [f"- {_at(row.seen_at)} {row.label}: {row.words}" for row in new]
        lines += [""]
    if over:
        lines += ["Đã hết:"]
        lines += [f"- {_at(row.over_at)} {row.label} {NOW_FINE}." for row in over if row.over_at]
        lines += [""]
    where = f"{settings.PUBLIC_ADDRESS}/tinh-trang/" if settings.PUBLIC_ADDRESS else "trên cổng"
    lines += [
        f"Xem mục «Tình trạng hệ thống» {where}.",
        "Mỗi việc chỉ báo một lần cho tới khi hết.",
    ]
    return "\n".join(lines)


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(clock.LOCAL):%H:%M %d/%m/%Y}"
