"""How long the pages that people open most take, with the demonstration data.

    .venv/bin/python -m tests.bench.pages [openings of each page, 60]

Through the whole stack of middleware in this process (Django's test client, gzip on), signed in
as the person the page is for. Wall time, this process's CPU time, and the number of queries.
"""

from __future__ import annotations

import sys

from tests.bench.portal import BACKEND, Figure, demo_portal, show, timed

WARM_UP = 5


def run(count: int) -> int:
    """Open every page `count` times in turn."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from kbang_ntm.core.models import User

    figures = []
    for username, words, address in addresses():
        client = Client(HTTP_ACCEPT_ENCODING="gzip", SERVER_NAME="127.0.0.1")
        if username:
            client.force_login(User.objects.get(username=username), BACKEND)

        def opened(client: Client = client, address: str = address) -> None:
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
            assert answer.content

        for _ in range(WARM_UP):
            opened()
        with CaptureQueriesContext(connection) as asked:
            opened()
        queries = len(asked)  # the log is emptied by the next request
        times = [timed(opened) for _ in range(count)]
        name = f"{words} ({username or 'public'})"
        figures.append(Figure(name, [wall for wall, _ in times], note=f"{queries} queries"))
        figures.append(Figure(f"{'':4}CPU", [cpu for _, cpu in times]))
    return show(figures)


def addresses() -> list[tuple[str, str, str]]:
    """(account, what it is, address) of the pages."""
    from django.urls import reverse

    from communes.models import ProgressReport

    report = ProgressReport.objects.get(unit__key="son-lang", period__key="2025-Q2")
    sent = ProgressReport.objects.get(unit__key="so-pai", period__key="2025-Q2")
    entry = sent.entries.order_by("indicator__order")[5]
    page, matrix = reverse("communes:entry", args=[report.uid]), reverse("reports:matrix")
    return [
        ("", "public page", reverse("reports:public-home")),
        ("xa.sonlang", "home of a commune", reverse("core:home")),
        ("dieuphoi", "home of the office", reverse("core:home")),
        ("xa.sonlang", "entry page, first group", page),
        ("xa.sonlang", "entry page, longest group", f"{page}?nhom=4"),
        ("ld.sonlang", "sign-off page", reverse("communes:sign-off", args=[report.uid])),
        ("nnptnt", "queue of an agency", reverse("communes:review-queue")),
        ("nnptnt", "one entry under review", reverse("communes:review-entry", args=[entry.uid])),
        ("dieuphoi", "matrix of a quarter", matrix),
        ("dieuphoi", "matrix as known on a day", f"{matrix}?ky=2025-Q1&biet_den=20/04/2025"),
        ("dieuphoi", "matrix carried onto six communes", f"{matrix}?ky=2025-Q1&ban_do=01/07/2025"),
        ("dieuphoi", "carried, as known on a day",
         f"{matrix}?ky=2025-Q1&ban_do=01/07/2025&biet_den=20/04/2025"),
        ("dieuphoi", "new commune over time", reverse("reports:unit", args=["xa-son-lang-2025"])),
        ("dieuphoi", "unit over time", reverse("reports:unit", args=["son-lang"])),
        ("dieuphoi", "call sheet", reverse("reports:late")),
        ("chutich", "map of a quarter", reverse("reports:map")),
    ]  # fmt: skip


if __name__ == "__main__":
    with demo_portal():
        code = run(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
    sys.exit(code)
