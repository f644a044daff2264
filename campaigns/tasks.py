"""What Celery calls: services, nothing else."""

from __future__ import annotations

from celery import shared_task


@shared_task(name="campaigns.daily_round")
def daily_round() -> None:
    """Beat, each morning before the digest: recurring tasks of the day, reminders."""
    from campaigns.services.reminders import daily_round as go_round
    from kbang_ntm.core import clock

    go_round(today=clock.today())
