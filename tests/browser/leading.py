"""Following links without asking the old page what stands on the new one."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page


def led_by(page: Page, link: Locator) -> Any:
    """Click, and wait until the page it leads to is read. Locators that wait for nothing (`all`,
    `count`, `evaluate_all`) would otherwise still find the page that was left."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        link.click()
    return page
