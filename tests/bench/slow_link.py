"""How soon the entry page can be used on an old computer behind a bad line, in Chromium.

    .venv/bin/python -m tests.bench.slow_link [openings of each page, 5]

Starts the whole portal by `make run`, signs in as xa.sonlang, then slows Chromium down to
400 kbit/s, 400 ms and a sixth of this machine's speed. "Usable" is the time from the start of the
navigation until the page's scripts have run: from then on a typed number saves itself. The first
page is opened with an empty cache, the next one (another group) with what the first one left. The
save is from leaving the field until its receipt stands there. Targets: 3 s and 1 s.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from playwright.sync_api import sync_playwright

from tests.bench.portal import Figure, make_run, show, throwaway
from tests.bench.weight import cookies_of
from tests.chromium import launched

LINE = {"offline": False, "latency": 400, "uploadThroughput": 50_000, "downloadThroughput": 50_000}
SLOWER = 6
FIRST, NEXT = 3.0, 1.0
READING = 2000  # ms on a page before the next act
LONGEST = 4  # the group with most indicators
NAVIGATION = "performance.getEntriesByType('navigation')[0]"
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def slow(page: Any) -> Any:
    """The page's line and processor slowed down; the cache is empty."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    wire.send("Network.emulateNetworkConditions", LINE)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return wire


def opened(page: Any, address: str) -> dict[str, float]:
    """Seconds until the request went out, the answer began and ended, something was seen, and the
    page was usable."""
    page.goto(address, wait_until="load")
    taken: dict[str, float] = page.evaluate(
        f"({{asked: {NAVIGATION}.requestStart, answer: {NAVIGATION}.responseStart,"
        f" whole: {NAVIGATION}.responseEnd, seen: {PAINT},"
        f" usable: {NAVIGATION}.domContentLoadedEventEnd}})"
    )
    return {name: ms / 1000 for name, ms in taken.items()}


def save(page: Any, number: str) -> float:
    """Seconds from leaving a field until the receipt of its save is there."""
    field = page.locator(".entry input[name$=_numerator]").first
    page.evaluate("document.getElementById('da-luu').textContent = ''")
    field.fill(number)
    start = time.perf_counter()
    field.press("Tab")
    page.locator("#da-luu", has_text="Đã lưu").wait_for(timeout=30_000)
    return time.perf_counter() - start


def measured(browser: Any, address: str, turns: int) -> list[Figure]:
    """The figures of an entry form that is opened and worked in."""
    cookies = cookies_of(browser, address, "xa.sonlang")
    found: dict[str, list[float]] = {}

    def note(name: str, seconds: float) -> None:
        found.setdefault(name, []).append(seconds)

    for turn in range(turns + 1):  # the first one warms the portal up
        context = browser.new_context(base_url=address)
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto("/nhap-so-lieu/")
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        form = next(link for link in links if link.count("/") == 3 and len(link) > 40)
        slow(page)
        for name, order in (("first", 3), ("next", LONGEST)):
            for part, seconds in opened(page, f"{form}?nhom={order}").items():
                note(f"{name} {part}", seconds)
            page.wait_for_timeout(READING)
        note("save", save(page, str(1 + turn)))
        context.close()
    found = {name: seconds[1:] for name, seconds in found.items()}
    return [
        Figure("first entry page: usable", found["first usable"], "s", FIRST),
        Figure("    request goes out", found["first asked"], "s"),
        Figure("    answer begins", found["first answer"], "s"),
        Figure("    answer is whole", found["first whole"], "s"),
        Figure("    something is seen", found["first seen"], "s"),
        Figure("next entry page, longest group: usable", found["next usable"], "s", NEXT),
        Figure("    request goes out", found["next asked"], "s"),
        Figure("    answer begins", found["next answer"], "s"),
        Figure("    answer is whole", found["next whole"], "s"),
        Figure("    something is seen", found["next seen"], "s"),
        Figure("a cell saved, until its receipt", found["save"], "s"),
    ]


def main(turns: int) -> int:
    with throwaway() as folder, make_run(folder) as (address, _), sync_playwright() as playwright:
        browser = launched(playwright)
        figures = measured(browser, address, turns)
        browser.close()
    return show(figures)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
