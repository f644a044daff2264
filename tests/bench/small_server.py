"""Everything on one core and 1 GB.

    .venv/bin/python -m tests.bench.small_server [--communes 260] [--periods 4] [times, 24]

Starts a portal as `make run` does with all its processes on one core, and in a group of 1 GB
where the system lets us make one (cgroups, as root); this program then moves to the
other cores, if there are any. Pages are opened over HTTP by people of real roles, each time other
ones; a cell is saved, a file of 300 KB sent at full speed, a report printed. Bounds are twice those
of `tests.bench.national`. The memory of all processes is the sum of their shares (PSS).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.figures import Figure, show
from tests.bench.load import browser as browsers
from tests.bench.load.browser import Browser, Unexpected
from tests.bench.load.ground import Ground, ground
from tests.bench.load.sessions import signed_in
from tests.bench.load.watch import Watch

COLD, OPEN, SAVE = 300.0, 400.0, 160.0  # ms: twice the bounds on two cores
MOST_MB = 1024
GROUP = f"kbang-ntm-bench-{os.getpid()}"
IN_DISTRICT = 13


def group() -> tuple[Path, str] | None:
    """(folder for a group of our own, name of its bound) of either kind of cgroup, if any."""
    top = Path("/sys/fs/cgroup")
    if (top / "cgroup.controllers").is_file():
        return top / GROUP, "memory.max"
    if (top / "memory" / "memory.limit_in_bytes").is_file():
        return top / "memory" / GROUP, "memory.limit_in_bytes"
    return None


@contextmanager
def one_gigabyte() -> Iterator[Callable[[], None] | None]:
    """This process and what it starts within 1 GB; gives what takes this process out again, or
    None where groups cannot be made."""
    found = group()
    if found is None or os.geteuid() != 0 or not os.access(found[0].parent, os.W_OK):
        yield None
        return
    folder, bound = found
    folder.mkdir()

    def leave() -> None:
        (folder.parent / "cgroup.procs").write_text(str(os.getpid()))

    try:
        (folder / bound).write_text(str(MOST_MB * 2**20))
        (folder / "cgroup.procs").write_text(str(os.getpid()))
        yield leave
    finally:
        leave()
        for _ in range(50):  # its last processes may still be ending
            try:
                folder.rmdir()
                break
            except OSError:
                time.sleep(0.1)


async def opened(portal: Ground, names: list[str], path: Callable[[int], str]) -> list[float]:
    """ms of a page, opened once by each of these people, one after another."""
    cookies, found = signed_in(portal.folder, sorted(set(names))), []
    for place, name in enumerate(names):
        one = browser(portal, cookies, name, place)
        found.append((await one.get(path(place))).ms)
        await one.close()
    return found


def browser(portal: Ground, cookies: dict[str, dict[str, str]], name: str, place: int) -> Browser:
    one = Browser(portal.address, name, "", place)
    one.cookies = dict(cookies[name])
    return one


async def worked(portal: Ground, names: list[str]) -> dict[str, list[float]]:
    """ms of opening the form, saving a cell and sending a file."""
    browsers.UPLOAD_RATE = 10**9  # what the line does is not the server's
    cookies = signed_in(portal.folder, names)
    found: dict[str, list[float]] = {"entry form": [], "save of a cell": [], "file of 300 KB": []}
    for place, name in enumerate(names):
        one = browser(portal, cookies, name, place)
        await one.find_report()
        found["entry form"].append(await one.open_group())
        ms, _kept = await one.save_cell()
        found["save of a cell"].append(ms)
        ms, _file = await one.upload()
        found["file of 300 KB"].append(ms)
        await one.close()
    return found


async def printed(portal: Ground, name: str) -> float:
    """Seconds until the district's report of the quarter is there as PDF."""
    one = browser(portal, signed_in(portal.folder, [name]), name, 1)
    start = time.perf_counter()
    body = {"kind": "progress-report", "period": "2025-Q2", "format": "pdf", "key": "small"}
    asked = await one.ask("POST", "/in-bao-cao/", data=body)
    if asked.status != 302:
        raise Unexpected(f"order of a print: {asked.status}")
    while "hx-trigger" in (card := await one.get(asked.location)).body:
        await asyncio.sleep(0.5)
    if "Đã xong" not in card.body:
        raise Unexpected("a print that failed")
    await one.close()
    return time.perf_counter() - start


def measure(portal: Ground, communes: int, times: int) -> list[Figure]:
    """All figures of the running portal."""
    districts = communes // IN_DISTRICT
    people = [f"qm.xa{1 + number % communes:04d}" for number in range(2 * times)]
    office = [f"qm.dieuphoi{1 + number % districts:03d}" for number in range(times)]
    pages = {
        "public page": (office, lambda n: "/cong-khai/"),
        "home of a commune": (people[times:], lambda n: "/"),
        "matrix of a district": (office, lambda n: "/tong-hop/"),
        "national roll-up": (office, lambda n: "/tong-hop/theo-tinh/"),
        "unit page": (office, lambda n: f"/don-vi/quy-mo-xa-{n % districts * 13 + 1:04d}/"),
    }
    figures = []
    for name, (names, path) in pages.items():
        asyncio.run(opened(portal, names[:3], path))
        figures.append(Figure(name, asyncio.run(opened(portal, names, path)), "ms", COLD))
    bounds = {"entry form": OPEN, "save of a cell": SAVE}
    for name, samples in asyncio.run(worked(portal, people[:times])).items():
        figures.append(Figure(name, samples, "ms", bounds.get(name)))
    seconds = asyncio.run(printed(portal, "qm.dieuphoi001"))
    figures.append(Figure("report of the quarter as PDF, by the job", [seconds], "s"))
    return figures


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--communes", type=int, default=260)
    parser.add_argument("--periods", type=int, default=4)
    parser.add_argument("--folder", type=Path, help="keep the portal's data here")
    parser.add_argument("times", type=int, nargs="?", default=24)
    given = parser.parse_args()
    cores = os.sched_getaffinity(0)
    first = min(cores)
    with one_gigabyte() as leave:
        os.sched_setaffinity(0, {first})
        with ground(given.communes, given.folder, periods=given.periods) as portal:
            os.sched_setaffinity(0, cores - {first} or cores)
            if leave is not None:
                leave()
            watch = Watch(portal.folder, every=1)
            watch.start()
            figures = measure(portal, given.communes, given.times)
            most = max(mb for _at, mb in watch.stop())
    note = "within a group of 1 GB" if leave else "no group of 1 GB could be made here"
    figures.append(Figure("memory of all processes, at most", [most], "MB", MOST_MB, note))
    return show(figures)


if __name__ == "__main__":
    sys.exit(main())
