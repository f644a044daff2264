"""Packages of a change: one for each commune that follows, one for the archive.

A package is a ZIP made by a job: figures, reports, recognition cases and registers as XLSX, papers
and evidence as they were stored, the handover list, and a table of contents with the hash of each
file. Nothing is taken away from the portal by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from communes.models import AdministrativeUnit, UnitChange
from communes.rules import COMMUNE_ROLES, is_administrator, reach
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.jobs import enqueue
from kbang_ntm.core.models import Job, JobStep, StoredFile, User
from reports.queries import packages as query

JOB_KIND = "reports.handover_package"
OWNER_KIND = "handover_package"
NOTICE_KIND = "package.ready"
ARCHIVE = "luu-tru"  # in place of the key of a unit
CHUNK = 1024 * 1024


@transaction.atomic
def order_packages(*, change: UnitChange, actor: User) -> Job:
    """Ask for all packages of a change as one job; while one waits or runs, that one is given.

    Raises NotAllowed, Refused (`not_carried_out`: what has not passed cannot be packed).
    """
    if not is_administrator(actor):
        raise NotAllowed("not_allowed", "Chỉ quản trị lập gói bàn giao.")
    if change.carried_out_at is None:
        raise Refused(
            "not_carried_out",
            f"Việc chưa chuyển xong, chờ đến ngày {change.date:%d/%m/%Y} rồi lập gói.",
        )
    known = Job.objects.filter(kind=JOB_KIND, parameters={"change": str(change.uid)})
    running = known.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING]).first()
    return running or enqueue(
        kind=JOB_KIND,
        key=f"package-{change.pk}-{known.count() + 1}",
        title=f"Gói bàn giao: {change.title}",
        parameters={"change": str(change.uid)},
        requested_by=actor,
        steps_total=len(query.receivers(change)) + 1,
    )


def after_change(sender: Any, *, change: UnitChange, actor: User, **_: Any) -> None:
    """Receiver: packages are ordered as soon as everything has passed."""
    order_packages(change=change, actor=actor)


def may_read_package(user: User, file: StoredFile) -> bool:
    """Quản trị all, a commune's people their own commune's, the archive's nobody else."""
    if is_administrator(user):
        return True
    own = AdministrativeUnit.objects.filter(pk__in=reach(user).units(*COMMUNE_ROLES))
    return own.filter(uid=file.owner_uid).exists()


@dataclass(frozen=True)
class PackageLine:
    """One package as the page shows it: for whom, and its newest file."""

    key: str
    name: str
    file: StoredFile | None


@dataclass(frozen=True)
class Packages:
    """The packages of one change, with the job that made or makes them."""

    change: UnitChange
    job: Job | None
    lines: tuple[PackageLine, ...]


def packages_of(user: User) -> list[Packages]:
    """The packages of every change, as far as this person may see them. Four queries."""
    admin, own = is_administrator(user), reach(user).units(*COMMUNE_ROLES)
    changes = list(UnitChange.objects.filter(carried_out_at__isnull=False))
    receivers = query.receivers_of(changes)
    jobs: dict[str, Job] = {}
    for job in Job.objects.filter(kind=JOB_KIND).order_by("-id"):
        jobs.setdefault(job.parameters["change"], job)
    files: dict[tuple[str, str], StoredFile] = {}
    steps = JobStep.objects.filter(job__kind=JOB_KIND).select_related("job", "file")
    for step in steps.order_by("-id"):
        if step.file is not None:
            files.setdefault((step.job.parameters["change"], step.name), step.file)
    found = []
    for change in changes:
        uid = str(change.uid)
        wanted = [(u.key, name) for u, name in receivers[change.pk] if admin or u.pk in own]
        if admin:
            wanted.append((ARCHIVE, "Lưu trữ"))
        lines = tuple(PackageLine(key, name, files.get((uid, key))) for key, name in wanted)
        if lines:
            found.append(Packages(change, jobs.get(uid), lines))
    return found
