"""The last minutes: complete forms of 57 figures, as many and as quick as the machine takes.

    .venv/bin/python -m tests.bench.burst [--communes 500] [--together 16] [--folder DIR]

Starts a portal as `make run` does. Each commune's officer opens the whole form on one page and
saves and hands over all 57 figures with one request; the leader sends with another and gets the
slip. People are signed in beforehand (`tests.bench.load` measures sign-ins), so many at once as
`--together`. Then every figure and every slip is looked for in the database. The generator runs on
the same cores as the portal.

First the saves of whole forms alone are counted (each a receipt over 57 figures), then whole ways
from opening to the slip, in communes of their own. Bound: 42 submissions a second.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import psycopg2

from tests.bench.figures import Figure, show
from tests.bench.load.browser import Browser, Unexpected
from tests.bench.load.ground import Ground, ground
from tests.bench.portal import PASSWORD, ROOT

RATE, FIGURES, WHOLE = 42.0, 57, 100
WARM_UP = 16
COUNT = """
SELECT count(DISTINCT p.id) FILTER (WHERE c.entries = %(figures)s), sum(c.entries)
FROM communes_receipt c JOIN communes_progressreport p ON p.id = c.report_id
WHERE c.kind = 'save' AND p.uid = ANY(%(reports)s::uuid[]) AND c.code = ANY(%(codes)s)
"""
REVISIONS = """
SELECT count(*) FROM communes_entryrevision r JOIN communes_receipt c ON c.id = r.receipt_id
JOIN communes_progressreport p ON p.id = c.report_id WHERE p.uid = ANY(%(reports)s::uuid[])
  AND c.code = ANY(%(codes)s)
"""
SENT = """
SELECT count(*) FROM communes_receipt c JOIN communes_progressreport p ON p.id = c.report_id
WHERE c.kind = 'submit' AND p.state = 'submitted' AND c.uid = ANY(%(slips)s::uuid[])
"""


@dataclass
class Commune:
    """Its two people, and what they were told."""

    officer: Browser
    leader: Browser
    report: str = ""
    code: str = ""
    slip: str = ""
    spent: dict[str, float] = field(default_factory=dict)  # ms of each step


async def open_form(one: Commune) -> None:
    """The whole form on one page."""
    await one.officer.find_report()
    page = await one.officer.get(f"{one.officer.report}?nhom={WHOLE}")
    one.officer.read_form(page.body)
    one.report = one.officer.report.split("/")[2]
    if len(one.officer.cells) != FIGURES:
        raise Unexpected(f"a form of {len(one.officer.cells)} figures")


async def save(one: Commune, *, hand: bool) -> None:
    """All figures with one request; and handed over with it."""
    body = {"key": uuid.uuid4().hex, "nhom": str(WHOLE)}
    for indicator, version in one.officer.cells.items():
        body |= {f"i{indicator}_v": str(version), **one.officer.typed(indicator)}
    if hand:
        body |= {"trinh": "1", "du": "1"}
    form = aiohttp.MultipartWriter("form-data")  # as the page's form is sent
    for name, text in body.items():
        form.append(text).set_content_disposition("form-data", name=name)
    answer = await one.officer.ask("POST", f"{one.officer.report}luu/", data=form)
    wanted = "/trinh-ky/" if hand else "/nhap-so-lieu/"
    if answer.status != 302 or not answer.location.startswith(wanted):
        raise Unexpected(f"save of a form: {answer.status} {answer.location}")


async def send(one: Commune) -> None:
    """The leader's button; the answer leads to the slip."""
    answer = await one.leader.ask("POST", f"/trinh-ky/{one.report}/gui/")
    if answer.status != 302 or not answer.location.startswith("/phieu-tiep-nhan/"):
        raise Unexpected(f"sending: {answer.status} {answer.location}")
    one.slip = answer.location.split("/")[2]


async def timed(one: Commune, name: str, act: Awaitable[None]) -> None:
    start = time.perf_counter()
    await act
    one.spent[name] = (time.perf_counter() - start) * 1000


async def save_only(one: Commune) -> None:
    await timed(one, "save", save(one, hand=False))


async def whole_way(one: Commune) -> None:
    await timed(one, "open", open_form(one))
    await timed(one, "save and hand over", save(one, hand=True))
    await timed(one, "send", send(one))


async def together(
    communes: Sequence[Commune], most: int, act: Callable[[Commune], Awaitable[None]]
) -> tuple[float, list[str]]:
    """(seconds, what went wrong) of the act in all communes, at most so many at once."""
    waiting, wrong = list(reversed(communes)), []

    async def work() -> None:
        while waiting:
            one = waiting.pop()
            try:
                await act(one)
            except (Unexpected, aiohttp.ClientError, TimeoutError) as why:
                wrong.append(f"{one.officer.username}: {why or type(why).__name__}")

    start = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(most)))
    return time.perf_counter() - start, wrong
