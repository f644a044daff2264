"""gunicorn's settings that are code: its processes count requests together for `/metrics`.

Loaded before the application, for the counting library decides at its import.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any

_folder = tempfile.mkdtemp(prefix="portal-metrics-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = _folder


def child_exit(server: Any, worker: Any) -> None:
    """A process that has ended counts no longer as one that lives; what it counted stays."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    """Counts begin anew with the next start."""
    shutil.rmtree(_folder, ignore_errors=True)
