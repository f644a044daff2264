"""What `/metrics` adds to the counts of requests: the facts of the portal's condition."""

from __future__ import annotations

import os
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import REGISTRY, GaugeMetricFamily, Metric

from kbang_ntm.core.queries.condition import facts

# What the number of a fact is, for those that have a number.
NUMBERS = {
    "queue": ("portal_queue_oldest_seconds", "Age of the job that waits longest"),
    "failed": ("portal_jobs_failed_day", "Jobs that failed within 24 hours"),
    "backup": ("portal_backup_age_seconds", "Since the last backup"),
    "rehearsal": ("portal_rehearsal_age_seconds", "Since the last rehearsed restore"),
    "seal": ("portal_seal_waiting_seconds", "Age of the oldest event without a seal"),
    "files": ("portal_files_bytes", "Stored files"),
    "quota": ("portal_units_nearly_full", "Units near their quota of uploads"),
    "disk-data": ("portal_disk_data_free_bytes", "Free where the data lies"),
    "disk-backup": ("portal_disk_backup_free_bytes", "Free where backups lie"),
    "certificate-tls": ("portal_certificate_tls_days", "Days the TLS certificate is good for"),
    "certificate-seal-file": ("portal_certificate_seal_days", "Days the seal is good for"),
    "connections": ("portal_database_connections", "Open connections of the database server"),
    "watch": ("portal_watch_age_seconds", "Since the portal last looked at itself"),
}


class Condition:
    """A collector that asks for the facts when it is scraped."""

    def collect(self) -> Iterable[Metric]:
        """One gauge a fact with a number, and one that says of each whether it is good."""
        good = GaugeMetricFamily("portal_good", "1 when as it should be", labels=["fact"])
        for fact in facts():
            if fact.good is not None:
                good.add_metric([fact.key], float(fact.good))
            if fact.key in NUMBERS and fact.number is not None:
                yield GaugeMetricFamily(*NUMBERS[fact.key], value=fact.number)
        yield good


def exposition() -> bytes:
    """All metrics in the text format of Prometheus; those of every process of this web server
    where there are several (kbang_ntm/deploy/web.py)."""
    registry = CollectorRegistry()
    registry.register(Condition())
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # untyped
        return generate_latest(registry)
    return generate_latest(registry) + generate_latest(REGISTRY)
