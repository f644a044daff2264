"""Following links without asking the old page what stands on the new one."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page

FIRST_PAGE = re.compile(r"^https?://[^/]+/$")
"""Where signing in leads. The glob `**/` is also met by the page of signing in itself: a walk that
waits for it goes on before the session is there."""


def led_by(page: Page, link: Locator) -> Any:
    """Click, and wait until the page it leads to is read. Locators that wait for nothing (`all`,
    `count`, `evaluate_all`) would otherwise still find the page that was left."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        link.click()
    return page
