"""Every page that offers its list as files answers both kinds, with no more than the page shows."""

from __future__ import annotations

import html
import io
import re

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from tests.security.stage import Stage, client_of
from tests.security.test_rights import cells_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.data("demo"),
    pytest.mark.usefixtures("quiet"),
]
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


@pytest.mark.one_server
@pytest.mark.parametrize("account", EXPECTED)
def test_files_of_every_list(account: str) -> None:
    client, offered = client_of(account), set()
    for cell in cells_of(account, Stage(), methods=("GET",)):
        if cell.answer != 200 or "logout" in cell.url or cell.url.startswith("admin:"):
            continue
        page = client.get(cell.address)
        if page.streaming or not page.headers["Content-Type"].startswith("text/html"):
            continue
        links = {kind: html.unescape(link) for link, kind in LINK.findall(page.content.decode())}
        if links:
            assert set(links) == {"xlsx", "csv"}, cell
            offered.add(cell.url)
            check(client, cell.url, links)
    assert EXPECTED[account] - offered == set()


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


def test_a_file_is_refused_where_the_page_is() -> None:
    client = client_of("xa.sonlang")
    for name in ("core:accounts", "core:audit", "communes:outstanding", "reports:late"):
        assert client.get(reverse(name), {"tai": "csv"}).status_code == 403, name
    anonymous = Client()
    assert anonymous.get(reverse("reports:matrix"), {"tai": "xlsx"}).status_code == 302


def test_a_page_without_a_list_stays_a_page() -> None:
    client = client_of("dieuphoi")
    page = client.get(reverse("core:home"), {"tai": "csv"})
    assert page.headers["Content-Type"].startswith("text/html")
    strange = client.get(reverse("reports:targets"), {"tai": "exe"})
    assert strange.headers["Content-Type"].startswith("text/html")
