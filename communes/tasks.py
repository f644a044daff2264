"""What Celery calls: services, nothing else."""

from __future__ import annotations

from celery import shared_task


@shared_task(name="communes.carry_out_changes")
def carry_out_changes() -> None:
    """Beat, early each morning: pass on what waited for the day of a change of units."""
    from communes.services.handovers import carry_out_due
    from kbang_ntm.core import clock

    carry_out_due(today=clock.today())
