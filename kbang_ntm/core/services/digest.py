"""One digest a day: yesterday's notices of a person, put together; by mail only where wanted."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from datetime import datetime

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from kbang_ntm.core import clock
from kbang_ntm.core.jobs import JobContext, enqueue
from kbang_ntm.core.models import Job, NoticePreference, Notification, User
from kbang_ntm.core.vietnamese import format_date

log = structlog.get_logger(__name__)
KIND = "core.daily_digest"
MAIL_LIMIT = 40  # lines in one mail; the page has the rest


def queue_digest() -> Job:
    """The job of today; asking again on the same day returns it.

    The day is the real one: on a demonstration portal, whose date stands still, there is one
    digest a day all the same.
    """
    day = datetime.now(clock.LOCAL).date()
    return enqueue(
        kind=KIND,
        key=f"{KIND}:{day.isoformat()}",
        title=f"Tổng hợp thông báo ngày {format_date(day)}",
        parameters={},
        requested_by=None,
    )


def run_digest(context: JobContext) -> None:
    """Runner: digest every person who has notices not yet put together; repeatable."""
    people = list(
        User.objects.filter(notices__digested_at=None, notices__isnull=False)
        .order_by("pk")
        .distinct()
    )
    mailed = failed = 0
    for number, person in enumerate(people):
        context.step("Tổng hợp thông báo", number, len(people))
        try:
            mailed += digest_person(person)
        except (smtplib.SMTPException, OSError) as error:
            # One full letter-box must not keep the digest from the others; his waits for tomorrow.
            log.warning("digest.not_mailed", person=str(person.uid), reason=str(error))
            failed += 1
    context.finish({"people": len(people), "mailed": mailed, "failed": failed})


@transaction.atomic
def digest_person(person: User) -> bool:
    """Stamp a person's new notices as put together; True when they also went out by mail.

    The mail leaves inside the transaction: when the mail server refuses, the stamps roll back and
    the notices come again tomorrow. A mail twice is the lesser evil against one lost.
    """
    notices = list(
        Notification.objects.select_for_update(skip_locked=True)
        .filter(recipient=person, digested_at=None)
        .order_by("id")
    )
    if not notices:
        return False
    Notification.objects.filter(pk__in=[notice.pk for notice in notices]).update(
        digested_at=clock.now()
    )
    if not (settings.MAIL_ENABLED and person.email and person.is_active):
        return False
    wanted = set(
        NoticePreference.objects.filter(user=person, by_mail=True).values_list("kind", flat=True)
    )
    chosen = [notice for notice in notices if notice.kind in wanted and notice.read_at is None]
    if not chosen:
        return False
    EmailMessage(
        subject=f"Kbang nông thôn mới: {len(chosen)} thông báo",
        body=digest_text(person, chosen),
        to=[person.email],
    ).send()
    return True


def digest_text(person: User, notices: Sequence[Notification]) -> str:
    """The mail in plain text: one line a notice, oldest first."""
    lines = [f"Kính gửi {person.full_name},", ""]
    for notice in notices[:MAIL_LIMIT]:
        at = notice.created_at.astimezone(clock.LOCAL)
        lines.append(f"- {at:%H:%M} {format_date(at.date())}: {notice.text}")
    if len(notices) > MAIL_LIMIT:
        lines.append(f"- và {len(notices) - MAIL_LIMIT} thông báo khác.")
    lines += ["", "Mở cổng thông tin, mục «Thông báo», để xem và chọn loại thông báo muốn nhận."]
    return "\n".join(lines)
