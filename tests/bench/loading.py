"""How long filling an empty portal takes, what a second run changes, and whether verdicts agree.

    .venv/bin/python -m tests.bench.loading

Runs load_reference twice, load_demo twice and verify_verdicts on a migrated, empty database.
"""

from __future__ import annotations

import io
import sys
import time

from tests.bench.portal import Figure, demo_portal, show


def command(name: str) -> tuple[float, str]:
    """(seconds, last line said) of one management command."""
    from django.core.management import call_command

    out, start = io.StringIO(), time.perf_counter()
    try:
        call_command(name, stdout=out)
    except SystemExit as ended:
        out.write(f"exit code {ended.code}")
    lines = out.getvalue().strip().splitlines()
    return time.perf_counter() - start, lines[-1] if lines else ""


def run() -> int:
    figures, wrong = [], 0
    steps = [
        ("load_reference into an empty database", "load_reference", ""),
        ("load_reference again", "load_reference", "0 dòng thay đổi"),
        ("load_demo", "load_demo", ""),
        ("load_demo again", "load_demo", ""),
        ("verify_verdicts", "verify_verdicts", "khác 0"),
    ]
    for words, name, wanted in steps:
        seconds, said = command(name)
        wrong += wanted not in said
        figures.append(Figure(words, [seconds], "s", note=said))
    return show(figures) or bool(wrong)


if __name__ == "__main__":
    with demo_portal("empty"):
        code = run()
    sys.exit(code)
