"""How long `make run` takes until READY: into an empty folder, and again with its data.

    .venv/bin/python -m tests.bench.starting [second starts, 3]

The Python environment is made before; a second start is promised within 10 s.
"""

from __future__ import annotations

import sys

from tests.bench.portal import Figure, make_run, show, throwaway


def main(count: int) -> int:
    with throwaway() as folder:
        with make_run(folder) as (_, first):
            pass
        again = []
        for _ in range(count):
            with make_run(folder) as (_, seconds):
                again.append(seconds)
    return show(
        [
            Figure("first start, with all data loaded", [first], "s"),
            Figure("second start", again, "s", 10),
        ]
    )


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
