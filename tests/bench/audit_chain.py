"""How long sealing and checking a long trail takes, and how soon an act is sealed.

    .venv/bin/python -m tests.bench.audit_chain [events, 4000000]

Events like the portal's, written by the database itself; sealed and verified by the services of
the portal, by the file's own script too. Then the process `seal_audit --forever` beside acts that
are recorded one by one: from the commit to the seal. What the waiting table costs an act is
measured by recording with and without its trigger, in turns.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from tests.bench.portal import ROOT, Figure, demo_portal, show, timed

ACTS, ROUNDS = 50, 5
MANY = """
INSERT INTO core_auditevent (uid, at, actor_uid, action, subject_type, subject_uid, request_id,
    commitment)
SELECT gen_random_uuid(), now() + n * interval '1 ms', gen_random_uuid(), 'entries.save',
    'communes.ProgressReport', gen_random_uuid(), md5(n::text),
    encode(sha256(n::text::bytea), 'hex')
FROM generate_series(%s, %s) n
"""


def fill(events: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for first in range(1, events + 1, 250_000):
            cursor.execute(MANY, [first, min(first + 249_999, events)])
        cursor.execute("ANALYZE core_auditevent")


def seconds(act: object) -> float:
    assert callable(act)
    return timed(act)[0] / 1000


def verified(**options: object) -> None:
    from django.core.management import call_command

    call_command("verify_audit", stdout=io.StringIO(), **options)


def script(path: Path) -> None:
    program = ROOT / "kbang_ntm/core/audit_chain.py"
    subprocess.run([sys.executable, "-I", "-S", program, path], check=True, capture_output=True)


def record(times: int) -> None:
    from django.db import transaction

    from kbang_ntm.core import audit
    from kbang_ntm.core.models import User

    person = User.objects.order_by("pk")[0]
    for number in range(times):
        with transaction.atomic():
            audit.record(
                actor=person, action="thu.nghiem", subject=person, summary=f"Việc {number}"
            )


def trigger(state: str) -> None:
    from django.db import connection

    name = "pgtrigger_audit_event_waits_c7314"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE core_auditevent {state} TRIGGER {name}")


def cost_of_waiting() -> tuple[list[float], list[float]]:
    """ms an act, with and without the trigger."""
    with_it, without = [], []
    for _ in range(ROUNDS):
        with_it.append(timed(lambda: record(200))[0] / 200)
        trigger("DISABLE")
        without.append(timed(lambda: record(200))[0] / 200)
        trigger("ENABLE")
        queue_the_rest()  # verify_audit would rightly name them
    return with_it, without


def queue_the_rest() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_auditwaiting SELECT id FROM core_auditevent "
            "EXCEPT SELECT event_id FROM core_auditwaiting"
        )


def until_sealed() -> list[float]:
    """Seconds from the commit of an act until it waits no longer, a sealer beside."""
    from django.conf import settings

    from kbang_ntm.core.models import AuditWaiting

    base = settings.DATABASES["default"]["NAME"]
    urls = {
        key: f"{os.environ[key].rsplit('/', 1)[0]}/{base}"
        for key in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "seal_audit", "--forever"],
        env={**os.environ, **urls, "PORTAL_DATABASE_ROLE": "app"},
        cwd=ROOT,
    )
    found = []
    try:
        record(1)
        while AuditWaiting.objects.exists():  # it is up
            time.sleep(0.1)
        for _ in range(ACTS):
            record(1)
            begun = time.perf_counter()
            while AuditWaiting.objects.exists():
                time.sleep(0.01)
            found.append(time.perf_counter() - begun)
            time.sleep(0.137)  # not in step with the sealer
    finally:
        process.terminate()
        process.wait()
    return found


def run(events: int) -> int:
    from kbang_ntm.core import clock
    from kbang_ntm.core.services.seals import close_days, seal_all

    with_it, without = cost_of_waiting()
    seal_all()
    fill(events)
    figures = [Figure(f"sealing {events:,} events at once", [seconds(seal_all)], "s")]
    figures.append(Figure("the same, verify_audit", [seconds(verified)], "s", 60))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "nhat-ky.jsonl"
        figures.append(
            Figure("the same, written to a file", [seconds(lambda: verified(write=str(path)))], "s")
        )
        size = path.stat().st_size / 1e6
        note = f"{size:.0f} MB"
        figures.append(
            Figure("the file checked without Django", [seconds(lambda: script(path))], "s", 60,
                   note=note)
        )  # fmt: skip
    with clock.standing_on(clock.today() + timedelta(days=1)):
        figures.append(Figure("the same, root of the day", [seconds(close_days)], "s"))
    figures.append(Figure("from a commit to its seal", until_sealed(), "s", 5))
    figures.append(Figure("an act, waiting table and all", with_it, "ms"))
    figures.append(Figure("an act without it", without, "ms"))
    return show(figures)


if __name__ == "__main__":
    with demo_portal("reference"):
        from kbang_ntm.core.models import User

        User.objects.create(username="do-luong", full_name="Người đo")
        code = run(int(sys.argv[1]) if len(sys.argv) > 1 else 4_000_000)
    sys.exit(code)
