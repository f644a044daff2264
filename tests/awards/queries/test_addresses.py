"""Where nominees belong, as a decision prints it."""

from __future__ import annotations

import pytest

from awards.queries.addresses import places_of
from communes.models import AdministrativeUnit
from tests.factories.awards_decisions import Deciding, make_deciding

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


@pytest.fixture
def level() -> Deciding:
    return make_deciding()


def test_a_village_kept_under_its_commune_has_the_commune_for_its_place(level: Deciding) -> None:
    """One that is a unit itself has the unit above, as a commune has the district."""
    village = AdministrativeUnit.objects.get(key="lang-so-tor")
    rows = [
        level.nominee("collective", "Làng A", form="village"),
        level.nominee("collective", "Làng Sơ Tơr", form="village", unit=village),
        level.nominee("collective", "Xã Sơn Lang", form="commune"),
    ]
    found = places_of(rows, level.day)
    assert [found[one.pk] for one in rows] == ["xã Sơn Lang", "xã Tơ Tung", "huyện Kbang"]
