"""How long a backup, a restore and a rehearsal of a portal of the size of the country take.

    .venv/bin/python -m tests.bench.backup [communes, 3321] [periods, 20] [events, 4000000]

Invented figures (`make_scale`) on a database of its own, and stored files beside them. A restored
database that does not hold what the manifest says ends the program with an error.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
import uuid
from pathlib import Path

from tests.bench.portal import Figure, demo_portal, show
from tests.bench.whole_export import own_store

BACKUP_AT_MOST, RESTORE_AT_MOST = 60, 300  # seconds
FILES, FILE_BYTES = 200, 256 * 1024
MB = 1_000_000


def children_seconds() -> float:
    """Processor time of the programs that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def fill(communes: int, periods: int, events: int) -> float:
    """Figures, events under seals, files; megabytes of the database."""
    from django.core.management import call_command
    from django.db import connection

    from kbang_ntm.core.services.files import store_bytes
    from kbang_ntm.core.services.seals import seal_all

    call_command("make_scale", communes=communes, periods=periods, audit_events=events)
    for number in range(FILES):
        store_bytes(
            name=f"{number}.bin",
            content=os.urandom(FILE_BYTES),
            content_type="application/octet-stream",
            owner_kind="bench",
            owner_uid=uuid.uuid4(),
            user=None,
        )
    start = time.perf_counter()
    sealed = seal_all()
    print(f"{sealed} events sealed in {time.perf_counter() - start:.0f} s", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SELECT pg_database_size(current_database())")
        return float(cursor.fetchone()[0] / MB)


def main(communes: int, periods: int, events: int) -> int:
    with demo_portal("reference"), tempfile.TemporaryDirectory() as place:
        from django.conf import settings

        from kbang_ntm.core.backups import servers
        from kbang_ntm.core.backups.making import make_backup
        from kbang_ntm.core.backups.rehearsing import rehearse
        from kbang_ntm.core.backups.restoring import restore

        own_store(Path(place) / "files")
        settings.BACKUP_FOLDER = Path(place) / "backups"
        settings.BACKUP_KEY_FILE = str(Path(place) / "key")
        settings.REHEARSAL_URL = settings.DATABASE_OWNER_URL
        size = fill(communes, periods, events)
        print(f"load average before {os.getloadavg()[0]:.1f}", flush=True)
        used = time.process_time() + children_seconds()
        made = make_backup()
        used = time.process_time() + children_seconds() - used
        print(f"backup {made.seconds:.1f} s: {made.words}", flush=True)
        server = servers.database_at(settings.DATABASE_OWNER_URL)
        found = restore(source=made.path, into="bench_restored", files=Path(place) / "restored")
        servers.drop("bench_restored", server)
        print(f"restore {found.seconds:.1f} s", flush=True)
        rehearsed = rehearse()
        print(rehearsed.words)
        note = f"{made.rows} rows, {size:.0f} MB with indexes, {made.files} files"
        return show(
            [
                Figure("backup", [made.seconds], "s", BACKUP_AT_MOST, note),
                Figure("  processor time outside the database", [used], "s"),
                Figure("  size", [made.size / MB], "MB"),
                Figure("restore", [found.seconds], "s", RESTORE_AT_MOST),
                Figure("rehearsal", [rehearsed.seconds], "s"),
            ]
        )


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:4]]
    raise SystemExit(main(*(given + [3321, 20, 4_000_000][len(given) :])))
