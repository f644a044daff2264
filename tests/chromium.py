"""The browser of tests, pictures and measurements: Debian's Chromium, without a window."""

from __future__ import annotations

import shutil

from playwright.sync_api import Browser, Playwright

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
# Either draws a page alike. The shell comes first: the whole browser also draws its own toolbar,
# never seen, for each person who is signed in.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")


def program() -> str | None:
    """The path of the first that is installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def launched(playwright: Playwright) -> Browser:
    """Start it. Playwright raises its own error where none is installed."""
    return playwright.chromium.launch(executable_path=program(), args=FLAGS)
