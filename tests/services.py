"""The database and broker under the tests: bundled ones in a folder of this run.

Nothing is started when DATABASE_OWNER_URL and REDIS_URL are given (the run on Debian's services);
the owner then needs CREATEDB, and membership of the role in DATABASE_URL.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path

from kbang_ntm import embedded

PREFIX = "kbang-ntm-test-"
JUST_BEGUN = 60  # seconds
_running = ExitStack()


def begin() -> None:
    """Start what is not given and tell settings, workers and subprocesses by the environment."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None and "PORTAL_TEST_RUN" not in os.environ:
        remove_abandoned()
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        folder.chmod(0o711)  # the service user walks through
        (folder / "static").mkdir()
        _running.callback(shutil.rmtree, folder, ignore_errors=True)
        os.environ["PORTAL_TEST_RUN"] = secrets.token_hex(4)
        os.environ["PORTAL_VAR"] = str(folder)
        if not (os.environ.get("DATABASE_OWNER_URL") and os.environ.get("REDIS_URL")):
            found = _running.enter_context(embedded.attached(folder, durable=False))
            os.environ["DATABASE_URL"] = found.database
            os.environ["DATABASE_OWNER_URL"] = found.database_owner
            os.environ["REDIS_URL"] = found.broker
        os.environ["PORTAL_DATABASE_ROLE"] = "owner"
        os.environ["PORTAL_ENV"] = "development"
    elif worker is not None:
        os.environ["REDIS_URL"] = own_broker(os.environ["REDIS_URL"], worker)
    os.environ["DJANGO_SETTINGS_MODULE"] = "kbang_ntm.settings"


def own_broker(url: str, worker: str) -> str:
    """Each test process has a numbered database of the broker to itself (gw0 -> 1, gw1 -> 2)."""
    number = int(worker.removeprefix("gw")) % 14 + 1
    if url.startswith("unix:"):
        return url.replace("?db=0", f"?db={number}")
    return f"{url.rsplit('/', 1)[0]}/{number}"


def end() -> None:
    """Stop what begin() started; only the process that started it does anything."""
    _running.close()


def remove_abandoned() -> None:
    """Stop and remove services of test runs that were killed before they could do so."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if time.time() - folder.stat().st_mtime < JUST_BEGUN:
            continue  # perhaps another run that does not hold its lock yet
        lock = folder / "services" / "users.lock"
        with suppress(OSError), lock.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            embedded.stop(folder)
            shutil.rmtree(folder, ignore_errors=True)
