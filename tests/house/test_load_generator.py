"""The generator presses on this machine only, within bounds, and finds what is lost."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from communes.models import ProgressReport
from tests.bench.load.browser import CODE, FIELD, REPORT, VERSION, Acknowledged, Browser
from tests.bench.load.plan import Load, load_of
from tests.bench.load.proof import lost
from tests.factories.communes import World, make_world


@pytest.mark.parametrize("base", ["http://example.org", "http://127.0.0.2:80", "https://10.0.0.1"])
def test_other_machines_are_refused(base: str) -> None:
    with pytest.raises(ValueError, match=r"127\.0\.0\.1 only"):
        Browser(base, "an", "x", 1)


@pytest.mark.parametrize(
    ("people", "minutes", "arrivals"), [(1001, 1, 1), (9, 1, 1), (10, 241, 1), (10, 1, 51)]
)
def test_bounds(people: int, minutes: float, arrivals: float) -> None:
    with pytest.raises(ValueError):
        Load(people=people, minutes=minutes, arrivals=arrivals)


def test_the_load_that_is_asked_for() -> None:
    whole = load_of(30)
    assert (whole.people, whole.arrivals, whole.signing) == (500, 10, 600)
    short = load_of(5)
    assert (short.people, short.signing) == (250, 300), "nobody signs in quicker than in the long"
    assert load_of(30, 0.75).people == 375


def test_sources_are_loopback_addresses_of_their_own() -> None:
    sources = {Browser("http://127.0.0.1:1", "an", "x", place).source for place in range(1000)}
    assert len(sources) == 1000
    assert all(one.startswith("127.") and one != "127.0.0.1" for one in sources)


class TestProof:
    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture
    def world(self) -> World:
        return make_world()

    def saved(self, world: World, client) -> Acknowledged:
        """A cell saved as the generator does, read from the pages as it reads them."""
        client.force_login(world.officer)
        world.report()
        home = client.get(reverse("communes:entry-home")).content.decode()
        address = REPORT.search(home)[1]
        page = client.get(f"{address}?nhom=2").content.decode()
        pk, version = next((pk, v) for pk, v in VERSION.findall(page)
                           if int(pk) == world.indicators["10"].pk)  # fmt: skip
        assert (pk, "a_number") in FIELD.findall(page)
        key, values = uuid.uuid4().hex, {f"i{pk}_a_number": "52"}
        answer = client.post(
            f"{address}o/{pk}/", {"key": key, f"i{pk}_v": version, **values},
            headers={"X-Requested-With": "XMLHttpRequest"},
        )  # fmt: skip
        code = CODE.search(answer.content.decode())[1]
        return Acknowledged(
            world.officer.username, "cell", address.split("/")[2], int(pk), 1, key, code,
            values=values,
        )  # fmt: skip

    def lost(self, *kept: Acknowledged) -> list[str]:
        found = settings.DATABASES["default"]
        where = "postgresql:///{NAME}?host={HOST}&user={USER}&password={PASSWORD}&port={PORT}"
        return lost(where.format(**found), Path(settings.VAR) / "files", kept)

    def test_what_was_kept_is_found(self, world, client):
        one = self.saved(world, client)
        assert ProgressReport.objects.get(uid=one.report).entries.count() == 1
        assert self.lost(one) == []

    @pytest.mark.parametrize(
        ("name", "value"),
        [("version", 2), ("code", "0000"), ("key", "x"), ("values", {"i1_a_number": "53"}),
         ("username", "nobody")],
    )  # fmt: skip
    def test_what_differs_is_lost(self, world, client, name, value):
        one = self.saved(world, client)
        setattr(one, name, value)
        assert len(self.lost(one)) == 1

    def test_a_file_that_never_came_is_lost(self, world, client):
        one = self.saved(world, client)
        one.kind, one.sha256 = "file", hashlib.sha256(b"x").hexdigest()
        assert len(self.lost(one)) == 1
