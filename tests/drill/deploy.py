"""The next release comes while people work: tables first, then the processes in turn."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.portal import ROOT, free_port
from tests.drill.course import under_work
from tests.drill.outcome import Outcome
from tests.drill.people import Crowd
from tests.drill.portal import Portal, Prepared, until

NEXT = {"DJANGO_SETTINGS_MODULE": "tests.drill.next_release.settings"}
COLUMN = "next_release_note"


def release(prepared: Prepared) -> Outcome:
    """Web processes are started with the command of the Dockerfile, as in production; what the
    compose file's `setup` does is done beside them, then they are told to begin anew (SIGHUP)."""
    outcome = Outcome("deploy", "migrate, grant rights, load reference rows, new web processes")

    def fault(portal: Portal, crowd: Crowd, outcome: Outcome) -> None:
        begun = time.monotonic()
        for words in (("migrate",), ("grant_rights",), ("load_reference",)):
            portal.manage(*words, extra=NEXT)
        settings.write_text(f'raw_env = ["DJANGO_SETTINGS_MODULE={NEXT_MODULE}"]\n')
        before = set(children(web.pid))
        web.send_signal(signal.SIGHUP)
        until(lambda: (now := set(children(web.pid))) and not now & before, 90, "new web processes")
        seconds = time.monotonic() - begun
        found = portal.rows(
            "SELECT count(*) FROM information_schema.columns WHERE column_name = %s", [COLUMN]
        )[0][0]
        failed = [act for act in crowd.acts if any(code != "200" and code != "302" and code != "422"
                  for code in act.seen)]  # fmt: skip
        outcome.notes.append(
            f"{found} columns added and both web processes replaced in {seconds:.0f} s;"
            f" {len(failed)} of {len(crowd.acts)} acts had to be sent again"
        )
        if found != 6:
            outcome.wrong.append(f"{found} columns instead of 6")

    NEXT_MODULE = NEXT["DJANGO_SETTINGS_MODULE"]
    with prepared.portal(outcome.name) as portal:
        settings = portal.folder / "gunicorn.conf.py"
        settings.write_text('raw_env = ["DJANGO_SETTINGS_MODULE=kbang_ntm.settings"]\n')
        with production_web(portal, settings) as web:
            under_work(portal, prepared, outcome, fault)
    return outcome


def command_of_dockerfile() -> list[str]:
    """What CMD says, as a list of words."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    line = next(line for line in text.splitlines() if line.startswith("CMD "))
    words: list[str] = ast.literal_eval(line.removeprefix("CMD ").strip())
    return words


@contextmanager
def production_web(portal: Portal, settings: Path) -> Iterator[subprocess.Popen[bytes]]:
    """gunicorn beside the portal's own, with the command of production; people go there."""
    port = free_port()
    words = command_of_dockerfile()
    words[words.index("--bind") + 1] = f"127.0.0.1:{port}"
    with (portal.folder / "log" / "production-web.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", words[0], *words[1:], "--config", str(settings)],
            cwd=ROOT,
            env={**portal.environment, "PORTAL_STATIC_MANIFEST": "True"},
            stdout=log,
            stderr=log,
        )
    try:
        portal.url = f"http://127.0.0.1:{port}"
        until(lambda: bool(portal.ready()), 120, "the web processes answer")
        yield process
    finally:
        process.terminate()
        process.wait(60)


def children(pid: int) -> list[int]:
    """Processes below it that live."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split() if os.path.exists(f"/proc/{word}")]
