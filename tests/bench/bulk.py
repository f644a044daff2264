"""Rows per second of a long file of figures, from the file to the commit, and its peak memory.

    .venv/bin/python -m tests.bench.bulk [--values 100000]

A province's worth of communes reports the real set of 57 indicators; the file (XLSX, then CSV for
the next periods) goes through the job as in use: read, checked by the form's rules, written with
revisions, receipts, standings and events, committed. Each format runs in a process of its own, as a
worker does, so that the peak is its own. Afterwards every stored verdict is computed again.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tests.bench.portal import Figure, demo_portal, show, throwaway

COLUMNS = ("Mã đơn vị", "Kỳ", "Mã chỉ tiêu", "Giá trị", "Tử số", "Mẫu số", "Giá trị nữ")
WANTED = {"xlsx": 8_000, "csv": 20_000}
MOST_MEMORY = 300  # MB
DAY = date(2025, 6, 20)
PERIODS = {"xlsx": ("2024-Q3", "2024-Q4"), "csv": ("2025-Q1", "2025-Q2")}


def prepare(communes: int) -> None:
    """Communes, one officer who enters for all of them, and open windows."""
    from psycopg2.extras import DateRange

    from communes.enums import Role, UnitKind
    from communes.models import AdministrativeUnit, Membership, ReportingPeriod, UnitVersion
    from kbang_ntm.core import clock
    from kbang_ntm.core.models import PortalState, User

    # A day on which the district stands and its agencies review.
    PortalState.objects.update_or_create(singleton=True, defaults={"demo_date": DAY})
    clock.forget()

    officer = User.objects.create_user(username="do-luong", full_name="Người đo")
    always = DateRange(None, None)
    for number in range(communes):
        unit = AdministrativeUnit.objects.create(key=f"do-{number}", level=UnitKind.COMMUNE)
        UnitVersion.objects.create(
            unit=unit, valid=always, name=f"Xã Đo {number}", short_name=f"Đo {number}",
            kind=UnitKind.COMMUNE, official_code=str(90_000 + number), region_column="tay_nguyen",
        )  # fmt: skip
        Membership.objects.create(user=officer, role=Role.COMMUNE_OFFICER, unit=unit, valid=always)
    keys = [key for pair in PERIODS.values() for key in pair]
    closes = clock.now() + timedelta(days=5)
    ReportingPeriod.objects.filter(key__in=keys).update(
        opens_at=clock.now() - timedelta(days=600), due_at=closes, closes_at=closes
    )


def rows(kind: str, communes: int) -> Iterator[tuple[str, ...]]:
    """One row for each commune, period and indicator, with values as communes report them."""
    from communes.models import ReportingPeriod
    from communes.queries.specs import load_specs
    from communes.services.reports import set_for

    chance = random.Random(20250630)
    for key in PERIODS[kind]:
        period = ReportingPeriod.objects.get(key=key)
        spec = load_specs(set_for(period), on=period.ends)
        for number in range(communes):
            for row in spec.indicators.values():
                found = ["", "", "", ""]
                for place, part in enumerate(row.spec.parts):
                    if part.is_choice:
                        value = chance.choice(part.scale or ("Đạt", "Đạt", "Chưa đạt"))
                        found[3 if place else 0] = value
                    elif part.is_counted:
                        total = chance.randrange(200, 3000)
                        found[1], found[2] = str(chance.randrange(total + 1)), str(total)
                    else:
                        whole = part.whole_counts and part.measure == "number"
                        number_ = chance.randrange(0, 1000)
                        text = str(number_ % 100) if whole else f"{number_ // 10},{number_ % 10}"
                        found[3 if place else 0] = text
                yield (str(90_000 + number), period.label, row.code, *found)


def write(kind: str, communes: int, file: Path) -> int:
    """The file; returns its rows."""
    count = 0
    if kind == "csv":
        with file.open("w", encoding="utf-8-sig", newline="") as out:
            out.write(";".join(COLUMNS) + "\r\n")
            for row in rows(kind, communes):
                out.write(";".join(row) + "\r\n")
                count += 1
        return count
    import xlsxwriter

    book = xlsxwriter.Workbook(str(file), {"constant_memory": True, "in_memory": True})
    page = book.add_worksheet("Số liệu")
    page.write_row(0, 0, COLUMNS)
    for row in rows(kind, communes):
        count += 1
        for column, text in enumerate(row):
            if column > 2 and text.replace(",", "", 1).isdigit():
                page.write_number(count, column, float(text.replace(",", ".")))
            elif text:
                page.write_string(count, column, text)
    book.close()
    return count


def import_one(kind: str, file: Path) -> None:
    """In a process of its own: the whole way, seconds and peak memory on one line."""
    import django

    django.setup()
    import logging

    logging.disable(logging.CRITICAL)
    from communes.services.bulk_entries import order_bulk
    from kbang_ntm.core import jobs
    from kbang_ntm.core.models import User

    actor = User.objects.get(username="do-luong")
    start = time.perf_counter()
    with file.open("rb") as stream:
        job = order_bulk(name=file.name, stream=stream, actor=actor)
    done = jobs.run_next(job.uid)
    seconds = time.perf_counter() - start
    assert done is not None and done.state == "done", done and done.error
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = f"{done.result['stored']} stored, {done.result['troubles']} troubles"
    print(f"{seconds:.3f}\t{peak:.1f}\t{done.result['stored']}\t{said}")


def apart(kind: str, file: Path) -> tuple[float, float, int, str]:
    """`import_one` in a fresh process on the same database."""
    from django.conf import settings

    name = settings.DATABASES["default"]["NAME"]
    own = {
        key: f"{os.environ[key].rsplit('/', 1)[0]}/{name}"
        for key in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }
    out = subprocess.run(
        [sys.executable, "-m", "tests.bench.bulk", "--one", kind, "--file", str(file)],
        env={**os.environ, **own, "PORTAL_DATABASE_ROLE": "app",
             "DJANGO_SETTINGS_MODULE": "kbang_ntm.settings"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if out.returncode:
        sys.exit(out.stderr)
    seconds, peak, stored, said = out.stdout.strip().splitlines()[-1].split("\t")
    return float(seconds), float(peak), int(stored), said


def run(values: int) -> int:
    from communes.queries.verification import verify_verdicts

    communes = -(-values // (57 * 2))
    prepare(communes)
    figures, missed = [], 0
    with throwaway() as folder:
        for kind in ("xlsx", "csv"):
            file = folder / f"do-luong.{kind}"
            count = write(kind, communes, file)
            seconds, peak, stored, said = apart(kind, file)
            rate = count / seconds
            missed += rate < WANTED[kind] or stored != count
            words = f"{count} rows, {rate:,.0f} rows/s, wanted {WANTED[kind]:,}; {said}"
            figures.append(Figure(f"{kind} to commit", [seconds], "s", count / WANTED[kind], words))
            figures.append(Figure(f"{kind} peak memory", [peak], "MB", MOST_MEMORY))
    differences = verify_verdicts().differences
    figures.append(Figure("verdicts that differ", [len(differences)], "", 0))
    return show(figures) or bool(missed or differences)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--values", type=int, default=100_000)
    parser.add_argument("--one", choices=sorted(WANTED))
    parser.add_argument("--file", type=Path)
    given = parser.parse_args()
    if given.one:
        import_one(given.one, given.file)
        sys.exit(0)
    with demo_portal("reference"):
        code = run(given.values)
    sys.exit(code)
