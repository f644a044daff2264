"""Pages at the size of the country beside the size of a district: cold, unchanged, queries.

    .venv/bin/python -m tests.bench.national [--communes 3321] [--periods 20] [--json FILE]

Makes two portals with make_scale, of 13 communes and of the country, and opens the pages people
work with through the whole stack of middleware in this process (Django's test client, gzip on),
under the application's database role, signed in as people of real roles. Cold: the first time of
other units and people each time, in a process that has answered some before. Unchanged: the same
address again, with the ETag it came with where it has one. Queries of one cold opening.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from tests.bench.figures import write
from tests.bench.portal import BACKEND, Figure, demo_portal, show, timed

DISTRICT = 13
COLD, UNCHANGED, QUERIES, GROWTH = 150.0, 20.0, 12, 1.3
OPEN, SAVE_WALL, SAVE_CPU = 200.0, 80.0, 25.0
SECONDS = 120
SAMPLES, SAVES, WARM_UP = 24, 120, 3
SPREAD = 131  # from one sampled commune to the next: other districts, other pages of the tables


@dataclass(frozen=True)
class Page:
    """A page to open: `asked` gives (account, address) of the n-th sample."""

    name: str
    asked: Callable[[int], tuple[str, str]]
    grows: bool = True  # bound by the time at district size
    target: float = COLD


@dataclass
class Opened:
    """What opening a page took, in ms; `tagged` tells whether the second answer was a 304."""

    name: str
    cold: list[float]
    unchanged: list[float]
    queries: int
    tagged: bool


def pages(communes: int) -> list[Page]:
    """The pages, each with the people they are for."""
    from django.urls import reverse

    from communes.models import ProgressReport
    from communes.scale.places import COMMUNES_IN_DISTRICT, key_of

    districts = -(-communes // COMMUNES_IN_DISTRICT)

    def commune(number: int) -> int:
        return number * SPREAD % communes + 1

    def district(number: int) -> int:
        return number * 11 % districts + 1

    def entry(number: int) -> tuple[str, str]:
        key = key_of("commune", commune(number))
        uid = ProgressReport.objects.values_list("uid", flat=True).get(
            unit__key=key, period__key="2025-Q2"
        )
        return f"qm.xa{commune(number):04d}", reverse("communes:entry", args=[uid])

    def matrix(number: int) -> tuple[str, str]:
        key = key_of("district", district(number))
        return f"qm.huyen{district(number):03d}", f"{reverse('reports:matrix')}?huyen={key}"

    def unit(number: int) -> tuple[str, str]:
        key = key_of("commune", commune(number))
        there = (commune(number) - 1) // COMMUNES_IN_DISTRICT + 1
        return f"qm.huyen{there:03d}", reverse("reports:unit", args=[key])

    home = reverse("core:home")
    return [
        Page("public page", lambda n: ("", reverse("reports:public-home"))),
        Page("home of a commune", lambda n: (f"qm.xa{commune(n):04d}", home)),
        Page("home of a commune's leader", lambda n: (f"qm.ld{commune(n):04d}", home)),
        Page("home of a district's leader", lambda n: (f"qm.huyen{district(n):03d}", home)),
        Page("home of coordination", lambda n: (f"qm.dieuphoi{district(n):03d}", home)),
        Page("matrix of a district", matrix),
        Page("unit page", unit),
        Page("entry form", entry, target=OPEN),
        Page(
            "national roll-up",
            lambda n: (f"qm.huyen{district(n):03d}", reverse("reports:national")),
            grows=False,
        ),
    ]


def opened(page: Page) -> Opened:
    """Cold and unchanged openings of a page by different people."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from kbang_ntm.core.models import User

    found = Opened(page.name, [], [], 0, True)
    for number in range(WARM_UP + SAMPLES):
        username, address = page.asked(number)
        client = _client()
        if username:
            client.force_login(User.objects.get(username=username), BACKEND)
        answers: list[Any] = []

        ask = _asker(client, address, answers)

        if number < WARM_UP:
            with CaptureQueriesContext(connection) as said:
                ask()
            found.queries = len(said)  # of the last: others have read map and law by then
            assert answers[0].status_code == 200, (address, answers[0].status_code)
            continue
        found.cold.append(timed(ask)[0])
        assert answers[0].status_code == 200, (address, answers[0].status_code)
        tag = answers[0].headers.get("ETag")
        heads = {"HTTP_IF_NONE_MATCH": tag} if tag else {}
        found.unchanged.append(timed(partial(ask, **heads))[0])
        found.tagged &= answers[1].status_code == 304
    return found


def _asker(client: Any, address: str, answers: list[Any]) -> Callable[..., None]:
    """What opens the address and keeps the answer."""

    def ask(**heads: str) -> None:
        answers.append(client.get(address, **heads))

    return ask


def _client() -> Any:
    """A browser of its own before the one stack of middleware of this process: a client would load
    another with its first request, and look through all static files as a server does once."""
    from django.test import Client

    client = Client(HTTP_ACCEPT_ENCODING="gzip", SERVER_NAME="127.0.0.1")
    client.handler = _handler()
    return client


@cache
def _handler() -> Any:
    from django.test.client import ClientHandler

    from kbang_ntm.settled import settle

    handler = ClientHandler(enforce_csrf_checks=False)
    handler.load_middleware()
    settle()
    return handler


def saves() -> tuple[list[float], list[float]]:
    """(wall, CPU) of saving cells in drafts of different communes."""
    from django.urls import reverse

    from communes.models import ProgressReport
    from communes.queries.specs import load_specs
    from kbang_ntm.core.models import User
    from tests.bench.bench_cell_save import typed

    drafts = list(
        ProgressReport.objects.filter(state="draft", period__key="2025-Q2")
        .select_related("criteria_set", "period", "unit")
        .order_by("id")[:SAVES]
    )
    rows = list(load_specs(drafts[0].criteria_set, on=drafts[0].period.ends).indicators.values())
    walls, cpus = [], []
    for turn in range(WARM_UP + SAVES):
        report = drafts[turn % len(drafts)]
        row = rows[turn % len(rows)]
        known = report.entries.filter(indicator_id=row.id).values_list("version", flat=True).first()
        body = {"key": f"{uuid.uuid4()}", f"i{row.id}_v": str(known or 0)}
        for part in row.spec.parts:
            body |= typed(row.id, part, turn)
        client = _client()
        client.force_login(User.objects.get(username=f"qm.xa{report.unit.key[-4:]}"), BACKEND)
        url = reverse("communes:cell-save", args=[report.uid, row.id])
        answers: list[Any] = []
        wall, cpu = timed(
            lambda client=client, url=url, body=body, answers=answers: answers.append(
                client.post(url, body, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
            )
        )
        assert answers[0].status_code == 200, (row.code, answers[0].status_code)
        if turn >= WARM_UP:
            walls.append(wall)
            cpus.append(cpu)
    return walls, cpus


def measure(communes: int) -> dict[str, Any]:
    """In a process of its own under the application's role: all pages, and saves."""
    import django

    django.setup()
    import logging

    logging.disable(logging.CRITICAL)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, pg_get_userbyid(relowner) = current_user FROM pg_roles, pg_class "
            "WHERE rolname = current_user AND relname = 'communes_standing'"
        )
        assert cursor.fetchall() == [(False, False)], "neither superuser nor owner"
    found = [opened(page) for page in pages(communes)]
    walls, cpus = saves()
    return {"pages": [asdict(one) for one in found], "walls": walls, "cpus": cpus}


def apart(communes: int) -> dict[str, Any]:
    """`measure` in a fresh process on the database we are connected to."""
    from django.conf import settings

    name = settings.DATABASES["default"]["NAME"]
    own = {
        key: f"{os.environ[key].rsplit('/', 1)[0]}/{name}"
        for key in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }
    out = subprocess.run(
        [sys.executable, "-m", "tests.bench.national", "--measure", str(communes)],
        env={**os.environ, **own, "PORTAL_DATABASE_ROLE": "app",
             "DJANGO_SETTINGS_MODULE": "kbang_ntm.settings"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if out.returncode:
        sys.exit(out.stderr[-3000:])
    found: dict[str, Any] = json.loads(out.stdout.strip().splitlines()[-1])
    return found


def make(communes: int, periods: int) -> float:
    """Seconds that make_scale took; statistics are gathered as autovacuum would."""
    from django.core.management import call_command
    from django.db import connection

    start = time.perf_counter()
    call_command("make_scale", communes=communes, periods=periods, verbosity=0)
    seconds = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return seconds


def run(communes: int, periods: int) -> tuple[int, list[Figure]]:
    from tests import databases

    small = databases.use_fresh("reference")
    make(DISTRICT, periods)
    before = {one["name"]: one for one in apart(DISTRICT)["pages"]}
    small()
    large = databases.use_fresh("reference")
    seconds = make(communes, periods)
    found = apart(communes)
    large()
    whole = (communes, periods) == (3321, 20)
    figures = [Figure("make_scale", [seconds], "s", SECONDS if whole else None)]
    for page, one in zip(pages(communes), found["pages"], strict=True):
        figures += _figures(page, one, before[page.name])
    figures.append(Figure("save of a cell", found["walls"], "ms", SAVE_WALL))
    figures.append(Figure("save of a cell, CPU", found["cpus"], "ms", SAVE_CPU))
    return show(figures), figures


def _figures(page: Page, one: dict[str, Any], before: dict[str, Any]) -> Iterator[Figure]:
    middle, small = statistics.median(one["cold"]), statistics.median(before["cold"])
    words = f"district size {small:.1f} ms"
    yield Figure(f"{page.name}, cold", one["cold"], "ms", page.target, words)
    words = "304" if one["tagged"] else "no ETag"
    yield Figure(f"{'':4}unchanged", one["unchanged"], "ms", UNCHANGED, words)
    yield Figure(f"{'':4}queries", [one["queries"]], "", QUERIES)
    target = GROWTH if page.grows else None
    yield Figure(f"{'':4}growth of the median", [round(middle / small, 2)], "x", target)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--communes", type=int, default=3321)
    parser.add_argument("--periods", type=int, default=20)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--measure", type=int, metavar="COMMUNES")
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.measure)))
        sys.exit(0)
    with demo_portal("reference"):
        code, measured = run(given.communes, given.periods)
    if given.json:
        write(given.json, measured)
    sys.exit(code)
