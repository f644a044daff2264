"""What is looked at in every page an account can open: no inline code, nothing of a draft."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser

from django.http import HttpResponseBase

from communes.enums import Origin
from communes.services.edits import Edit
from communes.services.entries import save_entries
from communes.services.evidence import add_evidence
from communes.services.reports import give_back, hand_to_leader
from kbang_ntm.core import clock
from tests.factories.communes import pdf
from tests.security.stage import ACCOUNTS, Stage, person

MARK = "BIMATNHAP7731"
INSIDERS = ("xa.sonlang", "ld.sonlang", "dieuphoi")
OUTSIDERS = tuple(account for account in ACCOUNTS if account not in INSIDERS)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def mark_the_draft(stage: Stage) -> set[str]:
    """Write marks through the services; returns what must not be seen outside."""
    report, row = stage.reports["draft"], stage.entries["draft"]
    officer, leader = person("xa.sonlang"), person("ld.sonlang")
    outcome = save_entries(
        report=report,
        edits=[Edit(row.indicator_id, row.version, {}, note=MARK, survey=MARK)],
        key="marks",
        received_at=clock.now(),
        origin=Origin.CELL,
        actor=officer,
    )
    assert outcome.saved, outcome.problems
    evidence = add_evidence(
        report=report,
        indicator_id=row.indicator_id,
        name=f"{MARK}.pdf",
        stream=io.BytesIO(pdf(MARK)),
        actor=officer,
    )
    hand_to_leader(report=report, actor=officer)
    give_back(report=report, remark=MARK, actor=leader)
    assert evidence.file is not None
    entries = report.entries.values_list("uid", flat=True)
    return {MARK, str(report.uid), str(evidence.uid), str(evidence.file.uid), *map(str, entries)}


def text_of(answer: HttpResponseBase) -> str:
    """All that was sent, sheets unpacked."""
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]  # the other kind
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"".join(archive.read(name) for name in archive.namelist())
    return body.decode(errors="replace")


def secret_place(account: str, url: str, thing: str) -> bool:
    """Where the draft may be named: its own pages (which answer 404 to outsiders), and the trail
    of all acts with its files, which quản trị is there for."""
    trail = url == "core:audit" or url.startswith("admin:core_")
    return thing == "draft" or (account == "quantri" and trail)


def is_page(answer: HttpResponseBase) -> bool:
    return "text/html" in answer.headers.get("Content-Type", "") and not answer.streaming


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


# All that `Inline` could find has one of these in it: most pages need no parsing.
_SUSPECT = re.compile(
    r"<style|<base|[\s\"'/](?:style|on\w*|hx-on[\w:.-]*)\s*=|"
    r"(?:href|src|action)\s*=\s*[\"']?\s*(?:javascript:|data:|https?://|//)|"
    r"<script(?![^>]*\ssrc=)|<script[^>]*>\s*[^<\s]",
    re.IGNORECASE,
)


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
    if ours and _SUSPECT.search(body):
        parser = Inline()
        parser.feed(body)
        found += parser.found
    return found
