"""Pages that offer their list as files answer both kinds: asked in the walk of `test_rights`."""

from __future__ import annotations

import html
import io
import re

import openpyxl
from django.test import Client

LINK = re.compile(r'<a class="tap" href="([^"]+[?&;]tai=(xlsx|csv)[^"]*)" download>')
# Lists each account must be offered as files.
EXPECTED = {
    "dieuphoi": {
        "campaigns:cluster", "campaigns:clusters", "campaigns:pledge", "campaigns:sheet",
        "campaigns:statement", "campaigns:statements", "campaigns:support",
        "campaigns:support-agency", "campaigns:support-unit", "campaigns:support-visits",
        "communes:entry-history", "communes:outstanding",
        "communes:report", "communes:report-history", "communes:review-queue", "core:jobs",
        "reports:documents", "reports:late", "reports:map", "reports:matrix",
        "reports:public-home", "reports:targets", "reports:thresholds", "reports:unit",
        "reports:units",
    },
    "noivu": {
        "awards:appraisal", "awards:consultations", "awards:decision", "awards:decision-pay-list",
        "awards:decisions", "awards:fund", "awards:golden-book", "awards:nomination",
        "awards:nominations", "awards:nominees", "awards:past-awards", "awards:round",
        "awards:rounds", "awards:session-minutes", "awards:titles",
    },
    "quantri": {"core:accounts", "core:audit", "core:jobs"},
    "xa.sonlang": {"communes:entry-home", "reports:matrix", "reports:units"},
}  # fmt: skip


def body_of(client: Client, address: str) -> tuple[str, bytes]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    content = b"".join(answer) if answer.streaming else answer.content
    return answer.headers["Content-Type"], content


def files_answer(client: Client, name: str, text: str) -> bool:
    """Whether the page of that name offers its list as files; both kinds are opened and read."""
    links = {kind: html.unescape(link) for link, kind in LINK.findall(text)}
    if links:
        assert set(links) == {"xlsx", "csv"}, name
        check(client, name, links)
    return bool(links)


def check(client: Client, name: str, links: dict[str, str]) -> None:
    kind, content = body_of(client, links["csv"])
    assert kind == "text/csv; charset=utf-8", name
    assert content.startswith(b"\xef\xbb\xbf"), name
    lines = content.decode("utf-8-sig").splitlines()
    assert len(lines) > 1 and ";" in lines[0] + lines[1], name
    kind, content = body_of(client, links["xlsx"])
    assert "spreadsheetml" in kind, name
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    assert sum(any(cell for cell in row) for row in sheet.iter_rows(values_only=True)) > 2, name
