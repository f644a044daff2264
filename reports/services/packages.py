"""Packages of a change: one for each commune that follows, one for the archive.

A package is a ZIP made by a job: figures and reports as XLSX, signed papers and evidence as they
were stored, the handover list, and a table of contents with the hash of each file. Nothing is
taken away from the portal by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from communes.models import AdministrativeUnit, UnitChange
from communes.rules import COMMUNE_ROLES, is_administrator, reach
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.jobs import enqueue
from kbang_ntm.core.models import Job, StoredFile, User
from reports.queries import packages as query

JOB_KIND = "reports.handover_package"
OWNER_KIND = "handover_package"
NOTICE_KIND = "package.ready"
CHUNK = 1024 * 1024


@transaction.atomic
def order_packages(*, change: UnitChange, actor: User) -> list[Job]:
    """Ask for all packages of a change, anew each time it is asked after the last ones are done.

    Raises NotAllowed, Refused (`not_carried_out`: what has not passed cannot be packed).
    """
    if not is_administrator(actor):
        raise NotAllowed("not_allowed", "Chỉ quản trị lập gói bàn giao.")
    if change.carried_out_at is None:
        raise Refused(
            "not_carried_out",
            f"Việc chưa chuyển xong, chờ đến ngày {change.date:%d/%m/%Y} rồi lập gói.",
        )
    units = [(unit.key, name) for unit, name in query.receivers(change)]
    jobs = []
    for key, name in [*units, ("", "lưu trữ")]:
        known = package_jobs(change).filter(parameters__unit=key)
        running = known.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING]).first()
        jobs.append(
            running
            or enqueue(
                kind=JOB_KIND,
                key=f"package-{change.pk}-{key or 'luu-tru'}-{known.count() + 1}",
                title=f"Gói bàn giao {name}: {change.title}",
                parameters={"change": str(change.uid), "unit": key},
                requested_by=actor,
                steps_total=4,
            )
        )
    return jobs


def package_jobs(change: UnitChange) -> Any:
    """All jobs that made packages of a change, newest first."""
    return Job.objects.filter(kind=JOB_KIND, parameters__change=str(change.uid)).order_by("-id")


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
    """One package as the page shows it: for whom, its newest job, its newest file."""

    key: str
    name: str
    job: Job | None
    file: StoredFile | None


def package_lines(user: User) -> list[tuple[UnitChange, list[PackageLine]]]:
    """The packages of every change, as far as this person may see them. Three queries."""
    admin, own = is_administrator(user), reach(user).units(*COMMUNE_ROLES)
    changes = list(UnitChange.objects.filter(carried_out_at__isnull=False))
    receivers = query.receivers_of(changes)
    newest: dict[tuple[str, str], Job] = {}
    files: dict[tuple[str, str], StoredFile] = {}
    jobs = Job.objects.filter(kind=JOB_KIND).order_by("-id").select_related("result_file")
    for job in jobs:
        key = (job.parameters["change"], job.parameters["unit"])
        newest.setdefault(key, job)
        if job.result_file is not None:
            files.setdefault(key, job.result_file)
    found = []
    for change in changes:
        wanted = [(u.key, name) for u, name in receivers[change.pk] if admin or u.pk in own]
        if admin:
            wanted.append(("", "Lưu trữ"))
        lines = [
            PackageLine(
                key, name, newest.get((str(change.uid), key)), files.get((str(change.uid), key))
            )
            for key, name in wanted
        ]
        if lines:
            found.append((change, lines))
    return found
