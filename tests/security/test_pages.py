"""What every page sends along: headers that forbid inline code, and no inline code."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.http import HttpResponseBase
from django.urls import reverse

from tests.security.stage import ANONYMOUS, Stage, client_of, url_names

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.data("demo"),
    pytest.mark.usefixtures("quiet"),
]
PEOPLE = (ANONYMOUS, "xa.sonlang", "ld.sonlang", "nnptnt", "dieuphoi", "quantri")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Inline(HTMLParser):
    """Collects what a strict policy would not run: scripts, styles and handlers in the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._script = tag == "script" and given.get("type") != "application/json"
        if self._script and not given.get("src"):
            self.found.append("<script>")
        if tag in ("style", "base"):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            address = (value or "").strip().lower()
            if name == "style" or name.startswith(("on", "hx-on")):
                self.found.append(f"<{tag} {name}={value}>")
            if name in ("href", "src", "action", "formaction") and address.startswith(
                ("javascript:", "data:", "http://", "https://", "//")
            ):
                self.found.append(f"<{tag} {name}={value}>")

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.found.append(f"script text {data.strip()[:40]}")

    def handle_endtag(self, tag: str) -> None:
        self._script = False


def problems_of(answer: HttpResponseBase, body: str, *, ours: bool) -> list[str]:
    """What is wrong with one page; screens of the administration may style inline in vain."""
    found = []
    policy = answer.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "script-src 'self'" not in policy:
        found.append(f"policy {policy!r}")
    if "unsafe" in policy or "*" in policy or "data:" in policy:
        found.append(f"policy {policy!r}")
    if "camera=()" not in answer.headers.get("Permissions-Policy", ""):
        found.append("no Permissions-Policy")
    for name, value in HEADERS.items():
        if answer.headers.get(name) != value:
            found.append(f"{name}: {answer.headers.get(name)}")
    if ours:
        parser = Inline()
        parser.feed(body)
        found += parser.found
    return found


@pytest.mark.parametrize("account", PEOPLE)
def test_every_page_is_strict(account: str) -> None:
    stage, client = Stage(), client_of(account)
    wrong, seen = [], 0
    for name, pattern in url_names().items():
        if name.startswith("admin:") and not name.endswith(("_changelist", "_add", ":index")):
            continue
        for thing, values in stage.objects(name, pattern).items():
            answer = client.get(reverse(name, kwargs=values))
            if "text/html" not in answer.headers.get("Content-Type", "") or answer.streaming:
                continue
            seen += 1
            ours = not name.startswith("admin:")
            body = answer.content.decode()
            wrong += [f"{name} [{thing}] {p}" for p in problems_of(answer, body, ours=ours)]
    assert seen >= 10
    assert "\n".join(wrong) == ""


def test_a_page_that_is_missing_is_strict_too() -> None:
    answer = client_of(ANONYMOUS).get("/khong-co-trang-nay/")
    assert answer.status_code == 404
    assert problems_of(answer, answer.content.decode(), ours=True) == []
