"""The last minutes: complete forms of 57 figures, as many and as quick as the machine takes.

    .venv/bin/python -m tests.bench.burst [--communes 500] [--together 16] [--folder DIR]

Starts a portal as `make run` does. Each commune's officer opens the whole form on one page and
saves and hands over all 57 figures with one request, each with a word on why it changed and the
survey it comes from (which stands for evidence); the leader sends with another and gets the slip.
People are signed in beforehand (`tests.bench.load` measures sign-ins), so many at once as
`--together`. Then every figure and every slip is looked for in the database. The generator runs on
the same cores as the portal.

First the saves of whole forms alone are counted (each a receipt over 57 figures), then whole ways
from opening to the slip, in communes of their own. Bound: 42 submissions a second.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import psycopg2

from tests.bench.figures import Figure, show
from tests.bench.load.browser import Browser, Unexpected
from tests.bench.load.ground import Ground, ground
from tests.bench.load.sessions import signed_in

RATE, FIGURES, WHOLE = 42.0, 57, 100
WARM_UP = 16
FORM = """
SELECT k.response -> 'saved', k.response -> 'problems', e.indicator_id, r.raw
FROM core_idempotencykey k
JOIN core_user u ON u.id = k.user_id
JOIN communes_receipt c ON c.code = k.response ->> 'code' AND c.by_id = u.id
JOIN communes_progressreport p ON p.id = c.report_id
JOIN communes_entryrevision r ON r.receipt_id = c.id
JOIN communes_indicatorentry e ON e.id = r.entry_id
WHERE k.key = %s AND p.uid = %s
"""
SENT = """
SELECT count(*) FROM communes_receipt c JOIN communes_progressreport p ON p.id = c.report_id
WHERE c.kind = 'submit' AND c.uid = %s AND p.uid = %s AND p.state <> 'draft'
"""


@dataclass
class Commune:
    """Its two people, and what they were told."""

    officer: Browser
    leader: Browser
    report: str = ""
    key: str = ""  # of the form that was acknowledged
    values: dict[str, str] = field(default_factory=dict)
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
    key, values = uuid.uuid4().hex, {}
    body = {"key": key, "nhom": str(WHOLE)}
    for indicator, version in one.officer.cells.items():
        values |= one.officer.typed(indicator)
        body[f"i{indicator}_v"] = str(version)
        body[f"i{indicator}_note"] = "Số liệu theo rà soát quý II/2025 của các thôn, làng."
        body[f"i{indicator}_survey"] = "Rà soát quý II/2025"
    body |= values
    if hand:
        body |= {"trinh": "1", "du": "1"}
    # As the page's script sends a form in which no file was chosen.
    answer = await one.officer.ask("POST", f"{one.officer.report}luu/", data=body)
    wanted = "/trinh-ky/" if hand else "/nhap-so-lieu/"
    if answer.status != 302 or not answer.location.startswith(wanted):
        raise Unexpected(f"save of a form: {answer.status} {answer.location}")
    one.key, one.values = key, values


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


def lost(portal: Ground, communes: Sequence[Commune], *, sent: bool) -> list[str]:
    """A sentence for each form or slip that was acknowledged and is not there as it was sent."""
    found = []
    with psycopg2.connect(portal.database) as connection, connection.cursor() as cursor:
        for one in communes:
            if not one.key:
                continue
            cursor.execute(FORM, (one.key, one.report))
            if why := _form_lost(cursor.fetchall(), one.values):
                found.append(f"{one.officer.username}: {why}")
            if sent and one.slip:
                cursor.execute(SENT, (one.slip, one.report))
                if cursor.fetchone() != (1,):
                    found.append(f"{one.officer.username}: no slip {one.slip}")
    connection.close()
    return found


def _form_lost(rows: list[tuple[Any, ...]], values: dict[str, str]) -> str:
    """What is not as it was sent. A figure that was so before has no new revision."""
    if not rows or len(rows[0][0]) != FIGURES or rows[0][1]:
        return f"{len(rows[0][0]) if rows else 0} figures acknowledged"
    for _saved, _problems, indicator, raw in rows:
        stored = {f"i{indicator}_{part}_{name}": text for part, fields in raw.items()
                  for name, text in fields.items() if text}  # fmt: skip
        if any(values.get(name) != text for name, text in stored.items()):
            return f"indicator {indicator} is {stored}"
    return ""


def press(portal: Ground, count: int, most: int) -> list[Figure]:
    """Forms alone in the first half of the communes, whole ways in the second."""
    numbers = range(1, 2 * count + WARM_UP + 1)
    names = [f"qm.{kind}{number:04d}" for number in numbers for kind in ("xa", "ld")]
    cookies = signed_in(portal.folder, names)
    people = [
        Commune(*(_browser(portal, cookies, f"qm.{kind}{number:04d}", number)
                  for kind in ("xa", "ld")))
        for number in numbers
    ]  # fmt: skip
    return asyncio.run(_press(portal, people, count, most))


def _browser(portal: Ground, cookies: dict[str, dict[str, str]], name: str, place: int) -> Browser:
    found = Browser(portal.address, name, "", place)
    found.cookies = dict(cookies[name])
    return found


async def _press(portal: Ground, people: list[Commune], count: int, most: int) -> list[Figure]:
    warm, forms, ways = people[:WARM_UP], people[WARM_UP:][:count], people[WARM_UP + count :]
    await together(warm, most, whole_way)
    await together(forms, 4, open_form)
    saving, wrong = await together(forms, most, save_only)
    lasting, more = await together(ways, most, whole_way)
    for one in people:
        await one.officer.close()
        await one.leader.close()
    gone = lost(portal, forms, sent=False) + lost(portal, ways, sent=True)
    for words in [*wrong[:5], *more[:5], *gone[:10]]:
        print(words)
    kept = sum(bool(one.key) for one in forms)
    sent = sum(bool(one.slip) for one in ways)
    steps = ("open", "save and hand over", "send")
    figures = [
        Figure("forms of 57 figures saved and acknowledged", [kept / saving], "/s", RATE,
               f"{kept} in {saving:.1f} s, {most} at once", at_least=True),
        Figure("    one form", [one.spent["save"] for one in forms if one.key]),
        Figure("opened, saved, handed over, sent, slip given", [sent / lasting], "/s", RATE,
               f"{sent} in {lasting:.1f} s", at_least=True),
        *(Figure(f"    {name}", [one.spent[name] for one in ways if name in one.spent])
          for name in steps),
        Figure("errors", [float(len(wrong) + len(more))], "", 0),
        Figure("waiting pages shown", [float(sum(one.officer.waited for one in people))], ""),
        Figure("forms and slips lost", [float(len(gone))], "", 0, f"of {kept + 2 * sent}"),
    ]  # fmt: skip
    return [one for one in figures if one.samples]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--communes", type=int, default=500)
    parser.add_argument("--together", type=int, default=16)
    parser.add_argument("--folder", type=Path, help="keep the portal's data here")
    given = parser.parse_args()
    if not 1 <= given.together <= 64 or not 1 <= given.communes <= 1000:
        parser.error("1 to 1000 communes, 1 to 64 at once")
    with ground(2 * given.communes + WARM_UP, given.folder) as portal:
        return show(press(portal, given.communes, given.together))


if __name__ == "__main__":
    sys.exit(main())
