"""The pages people start from, against the budgets of weight: what comes over the wire, gzipped.

The whole list with true sizes on a true wire, and times, are printed by tests/bench/weight.py.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from communes.models import IndicatorEntry, ProgressReport
from kbang_ntm.core.models import User

pytestmark = [pytest.mark.data("demo"), pytest.mark.django_db]
KB = 1024
ALL, HTML, SCRIPTS, NEXT = 80 * KB, 20 * KB, 40 * KB, 20 * KB
HOME = ["xa.sonlang", "ld.sonlang", "nnptnt", "dieuphoi", "chutich", "quantri"]
# Every file a page names: also a font or picture would be one, and what it fetches ahead.
NAMED = re.compile(r'(?:src|href)="/static/([^"?#]+)"')


@dataclass(frozen=True)
class Weight:
    """Bytes of a page and of the files it names."""

    html: int
    files: dict[str, int]

    @property
    def scripts(self) -> int:
        return sum(size for name, size in self.files.items() if name.endswith(".js"))

    def without(self, known: set[str]) -> int:
        """What comes when those files are kept from the page before."""
        return self.html + sum(s for name, s in self.files.items() if name not in known)


@cache
def wire(name: str) -> int:
    """Bytes of a static file as it is sent; what is compressed already is sent as it is."""
    found = finders.find(name)
    assert isinstance(found, str), name
    content = Path(found).read_bytes()
    return min(len(content), len(gzip.compress(content)))


def weigh(username: str, address: str) -> Weight:
    client = Client(HTTP_ACCEPT_ENCODING="gzip")
    if username:
        client.force_login(User.objects.get(username=username))
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer.headers.get("Content-Encoding") == "gzip"
    page = gzip.decompress(answer.content).decode()
    return Weight(len(answer.content), {name: wire(name) for name in NAMED.findall(page)})


def hold(username: str, address: str) -> Weight:
    """As a first page with nothing kept, and as the one after "Việc của tôi"."""
    found = weigh(username, address)
    known = set(weigh(username, "/").files) if username else set()
    sizes = {"html": found.html, "scripts": found.scripts, "all": found.without(set())}
    assert found.html <= HTML, sizes
    assert found.scripts <= SCRIPTS, sizes
    assert found.without(set()) <= ALL, sizes
    if username:
        assert found.without(known) <= NEXT, found
    return found


def test_a_page_that_names_a_file_is_weighed_with_it() -> None:
    """The measure itself, and that the officer's home page brings the scripts of the form."""
    report = ProgressReport.objects.get(unit__key="son-lang", period__key="2025-Q2")
    form = weigh("xa.sonlang", f"/nhap-so-lieu/{report.uid}/")
    home = weigh("xa.sonlang", "/")
    assert {"js/outbox.js", "js/entry.js", "css/portal.css"} <= set(form.files)
    assert form.scripts == home.scripts > 10 * KB  # fetched ahead, while home is being read
    assert set(form.files) <= set(home.files)
    leader = weigh("ld.sonlang", "/")
    assert "js/outbox.js" not in leader.files


@pytest.mark.parametrize(
    "address", ["/cong-khai/", "/khen-thuong/niem-yet/", "/tai-khoan/dang-nhap/"]
)
def test_public_pages(address: str) -> None:
    hold("", address)


@pytest.mark.parametrize("username", HOME)
def test_my_work(username: str) -> None:
    hold(username, "/")


@pytest.mark.parametrize("order", [1, 2, 3, 4, 5])
def test_the_entry_form(order: int) -> None:
    report = ProgressReport.objects.get(unit__key="son-lang", period__key="2025-Q2")
    hold("xa.sonlang", f"/nhap-so-lieu/{report.uid}/?nhom={order}")


@pytest.mark.parametrize(
    ("username", "address"),
    [
        ("xa.sonlang", "/nhap-so-lieu/"),
        ("nnptnt", "/ra-soat/"),
        ("dieuphoi", "/tong-hop/"),
        ("dieuphoi", "/chua-bao-cao/"),
        ("dieuphoi", "/muc-tieu/"),
        ("chutich", "/tong-hop/"),
        ("noivu", "/phong-trao/"),
        ("noivu", "/khen-thuong/tham-dinh/"),
        ("noivu", "/khen-thuong/phien-hop/"),
    ],
)
def test_lists_and_screens(username: str, address: str) -> None:
    hold(username, address)


def test_what_is_given_away() -> None:
    """The leader's page of a report, and one entry before the agency that reviews it."""
    report = ProgressReport.objects.get(unit__key="son-lang", period__key="2025-Q2")
    hold("ld.sonlang", f"/trinh-ky/{report.uid}/")
    sent = IndicatorEntry.objects.filter(
        report__period__key="2025-Q2", indicator__code="10", review="accepted"
    ).order_by("pk")[0]
    hold("dieuphoi", f"/ra-soat/{sent.uid}/")
