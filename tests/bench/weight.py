"""What the first page of each role weighs over the wire, measured by Chromium with an empty cache.

    .venv/bin/python -m tests.bench.weight

Starts the whole portal by `make run` (gunicorn, compressed static files) and signs in on the
page, then opens the person's first page in a new browser that has nothing kept. Bytes are those
that came over the wire, heads included. Targets: 80 KB in all, HTML 20, scripts 40; the next page
with the cache filled 20; and the first page usable within 3 s on a slow line.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

from playwright.sync_api import sync_playwright

from tests.bench.portal import PASSWORD, Figure, make_run, show, throwaway
from tests.chromium import launched

KB = 1024
PEOPLE = [
    ("", "/cong-khai/", "/tai-khoan/dang-nhap/"),
    ("xa.sonlang", "/", "/nhap-so-lieu/"),
    ("ld.sonlang", "/", "/thong-bao/"),
    ("nnptnt", "/", "/ra-soat/"),
    ("dieuphoi", "/", "/tong-hop/"),
    ("chutich", "/", "/tong-hop/"),
    ("quantri", "/", "/tai-khoan/danh-sach/"),
]


def opened(page: Any, address: str) -> Counter[str]:
    """KB over the wire by kind of resource."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    kinds: dict[str, str] = {}
    found: Counter[str] = Counter()

    def answered(event: dict[str, Any]) -> None:
        if not event["response"].get("fromDiskCache"):
            kinds[event["requestId"]] = event["type"]

    def finished(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"])
        if kind:
            found[kind] += event["encodedDataLength"]

    wire.on("Network.responseReceived", answered)
    wire.on("Network.loadingFinished", finished)
    page.goto(address, wait_until="networkidle")
    wire.detach()
    return Counter({kind: size / KB for kind, size in found.items()})


def usable(context: Any, address: str) -> float:
    """Seconds until the page can be used (scripts run) on a line of 400 kbit/s with 400 ms."""
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    slow = {"offline": False, "latency": 400, "uploadThroughput": 50_000}
    wire.send("Network.emulateNetworkConditions", {**slow, "downloadThroughput": 50_000})
    page.goto(address, wait_until="load")
    entry = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
    return float(page.evaluate(entry)) / 1000


def cookies_of(browser: Any, address: str, username: str) -> list[dict[str, Any]]:
    """The session of a person, by signing in on the page in a browser of its own."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/tai-khoan/dang-nhap/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("form button[type=submit]")
    page.wait_for_url(f"{address}/")
    kept: list[dict[str, Any]] = context.cookies()
    context.close()
    return kept


def entry_page(browser: Any, address: str) -> list[Figure]:
    """The page people type in, as the first thing they open (a link in a notice)."""
    context = browser.new_context(base_url=address)
    context.add_cookies(cookies_of(browser, address, "xa.sonlang"))
    page = context.new_page()
    page.goto("/nhap-so-lieu/")
    links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    context.close()
    target = next(link for link in links if link.count("/") == 3 and len(link) > 40)
    return person(browser, address, "xa.sonlang", target, "/thong-bao/")


def person(browser: Any, address: str, username: str, first: str, after: str) -> list[Figure]:
    """The first page with nothing kept, and the next one."""
    context = browser.new_context(base_url=address)
    if username:
        context.add_cookies(cookies_of(browser, address, username))
    page = context.new_page()
    found, later = opened(page, first), opened(page, after)
    seconds = usable(context, first)
    context.close()
    short = first if len(first) < 30 else "entry page"
    name = f"{username or 'public'} {short}"
    return [
        Figure(f"{name} all", [sum(found.values())], "KB", 80),
        Figure(f"{'':4}HTML", [found["Document"]], "KB", 20),
        Figure(f"{'':4}scripts", [found["Script"]], "KB", 40),
        Figure(f"{'':4}styles", [found["Stylesheet"]], "KB"),
        Figure(f"{'':4}fonts and pictures", [found["Font"] + found["Image"]], "KB"),
        Figure(f"{'':4}next page {after}", [sum(later.values())], "KB", 20),
        Figure(f"{'':4}usable at 400 kbit/s, 400 ms", [seconds], "s", 3),
    ]


def main() -> int:
    figures: list[Figure] = []
    with throwaway() as folder, make_run(folder) as (address, _), sync_playwright() as playwright:
        browser = launched(playwright)
        for username, first, after in PEOPLE:
            figures += person(browser, address, username, first, after)
        figures += entry_page(browser, address)
        browser.close()
    return show(figures)


if __name__ == "__main__":
    sys.exit(main())
