"""How long the whole portal takes to leave and to come back, how large it is, in how much memory.

    .venv/bin/python -m tests.bench.whole_export [runs, 3]

Demonstration data on a database of its own; the import goes into a fresh database each time. A
round trip that is not identical ends the program with an error.
"""

from __future__ import annotations

import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench.portal import Figure, demo_portal, show

MEGABYTE = 1_000_000


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """(seconds, what it gave)."""
    start = time.perf_counter()
    result = act()
    return time.perf_counter() - start, result


def weight(folder: Path) -> float:
    """Megabytes of all files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / MEGABYTE


def peak(act: Callable[[], Any]) -> float:
    """Megabytes that Python held at most while `act` ran."""
    tracemalloc.start()
    act()
    held = tracemalloc.get_traced_memory()[1] / MEGABYTE
    tracemalloc.stop()
    return held


def own_store(folder: Path) -> None:
    """Keep stored files in a folder of this run."""
    from django.conf import settings
    from django.test.signals import setting_changed

    default = settings.STORAGES["default"]
    options = {**default["OPTIONS"], "location": str(folder)}
    settings.STORAGES = {**settings.STORAGES, "default": {**default, "OPTIONS": options}}
    setting_changed.send(sender=None, setting="STORAGES", value=settings.STORAGES, enter=True)


def main(runs: int) -> int:
    with demo_portal(), tempfile.TemporaryDirectory() as place:
        from kbang_ntm.core.exchange.loading import import_data
        from kbang_ntm.core.exchange.package import MANIFEST
        from kbang_ntm.core.exchange.writing import export_data
        from kbang_ntm.core.models import User
        from tests import databases

        root = Path(place)
        boss = User.objects.get(username="quantri")
        words = {"personal": True, "actor": boss, "reason": "đo thời gian"}
        out, plain, back = [], [], []
        for run in range(runs):
            plain.append(timed(partial(export_data, folder=root / f"plain{run}"))[0])
            act = partial(export_data, folder=root / f"full{run}", **words)
            seconds, manifest = timed(act)
            out.append(seconds)
        held = peak(lambda: export_data(folder=root / "held"))
        last = root / f"full{runs - 1}"
        for run in range(runs):
            databases.use_fresh("empty")
            own_store(root / f"files{run}")
            back.append(timed(lambda: import_data(folder=last))[0])
        words["actor"] = User.objects.get(username="quantri")
        export_data(folder=root / "again", **words)
        if (root / "again" / MANIFEST).read_bytes() != (last / MANIFEST).read_bytes():
            print("the round trip is not identical")
            return 1
        rows = sum(part.rows for part in manifest.rows.values())
        note = f"{len(manifest.rows)} tables, {rows} rows, {manifest.contents} contents"
        return show(
            [
                Figure("export without personal details", plain, "s"),
                Figure("export with personal details and files", out, "s", note=note),
                Figure("import into an empty portal", back, "s", note="round trip identical"),
                Figure("size without personal details", [weight(root / "plain0")], "MB"),
                Figure("size with personal details and files", [weight(last)], "MB"),
                Figure("memory of the export at most", [held], "MB", note="Python's objects"),
            ]
        )


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
