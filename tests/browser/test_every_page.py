"""Every page a person can reach: no accessibility violation, no sideways scroll, no error."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.walking import pages_of, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.data("demo"),
    pytest.mark.django_db(transaction=True),
]

PEOPLE = ["", "xa.sonlang", "ld.krong", "xa.dakrong", "nnptnt", "dieuphoi", "quantri", "chutich"]
SIZES = [(360, 740), (1366, 768)]


def problems_of(page: Any, address: str, width: int) -> list[str]:
    """What is wrong with the page as it stands at that width."""
    found = []
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        found.append(f"{address} at {width}: {wide} px wide")
    for violation in Axe().run(page).response["violations"]:
        targets = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
        found.append(f"{address} at {width}: {violation['id']}: {targets}")
    return found


@pytest.mark.parametrize("username", PEOPLE)
def test_pages(username: str, browser: Any, live_portal: str) -> None:
    context = browser.new_context(base_url=live_portal, locale="vi-VN")
    context.set_default_timeout(20_000)
    if username:
        sign_in(context, live_portal, username)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    addresses = pages_of(page, "/" if username else "/cong-khai/")
    assert len(addresses) >= (5 if username else 2), addresses
    problems = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for address in addresses.values():
            page.goto(address)
            problems += problems_of(page, address, width)
    context.close()
    assert not problems + said, "\n".join(problems + said)
