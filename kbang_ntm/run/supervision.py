"""The supervisor's settings: who is started, in which order stopped, where they log."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from kbang_ntm.embedded import Command
from kbang_ntm.run.plan import ADDRESS, Plan

HEAD = """\
[supervisord]
nodaemon=true
logfile={logs}/supervisor.log
logfile_maxbytes=5MB
logfile_backups=2
pidfile={work}/supervisor.pid
childlogdir={logs}
directory={root}
{user}
"""

PROGRAM = """\
[program:{name}]
command={command}
priority={priority}
autostart=true
autorestart=true
startsecs=1
startretries=1000
stopsignal={signal}
stopwaitsecs={patience}
killasgroup=true
redirect_stderr=true
stdout_logfile={logs}/{name}.log
stdout_logfile_maxbytes=5MB
stdout_logfile_backups=2
{user}
"""


def quoted(argument: str) -> str:
    """An argument as the supervisor reads it: shell-like quotes, doubled percent signs."""
    safe = argument.replace("%", "%%")
    return "'" + safe.replace("'", "'\\''") + "'" if set(safe) & set(" '\"\\;#") else safe


def web(plan: Plan) -> list[str]:
    """Two processes (one on a single core) of twenty threads: without a proxy a slow upload holds
    a thread for as long as it takes, and one must be left for saving when pages have all their
    places."""
    processes = min(2, len(os.sched_getaffinity(0)))
    return [
        *(sys.executable, "-m", "gunicorn", "kbang_ntm.wsgi", "-c", "python:kbang_ntm.deploy.web"),
        *("--bind", f"{ADDRESS}:{plan.port}", "--worker-class", "gthread"),
        *("--workers", str(processes), "--threads", "20", "--timeout", "60"),
        *("--graceful-timeout", "10", "--max-requests", "20000", "--max-requests-jitter", "2000"),
        *("--preload", "--log-level", "warning"),
    ]


def worker() -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "kbang_ntm", "worker", "--concurrency=1"]


def beat(plan: Plan) -> list[str]:
    schedule = plan.work / "beat-schedule"
    return [
        *(sys.executable, "-m", "celery", "-A", "kbang_ntm", "beat"),
        *("--schedule", str(schedule), "--pidfile="),
    ]


def sealer() -> list[str]:
    return [sys.executable, "manage.py", "seal_audit", "--forever"]


def settings(plan: Plan, services: list[Command]) -> str:
    """The whole file. The lowest priority starts first and stops last: the database."""
    programs: list[tuple[str, list[str], int, str, int, str | None]] = [
        (one.name, one.argv, 1, "INT" if one.name == "postgres" else "TERM", 30, one.user)
        for one in services
    ]
    programs += [
        ("worker", worker(), 20, "TERM", 20, None),
        ("beat", beat(plan), 20, "TERM", 10, None),
        ("sealer", sealer(), 20, "TERM", 10, None),
        ("web", web(plan), 30, "TERM", 15, None),
    ]
    folders = {key: str(path).replace("%", "%%") for key, path in folders_of(plan).items()}
    parts = [HEAD.format(user="user=root" if os.geteuid() == 0 else "", **folders)]
    for name, argv, priority, signal, patience, user in programs:
        parts.append(
            PROGRAM.format(
                name=name,
                command=" ".join(map(quoted, argv)),
                priority=priority,
                signal=signal,
                patience=patience,
                user=f"user={user}" if user else "",
                **folders,
            )
        )
    return "\n".join(parts)


def folders_of(plan: Plan) -> dict[str, Path]:
    return {"logs": plan.logs, "work": plan.work, "root": plan.root}
