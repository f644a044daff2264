"""Wording kept in the process is asked on every use whether it is still so."""

from __future__ import annotations

import pytest

from communes.models import Criterion, Indicator, IndicatorPart
from communes.queries.specs import load_specs
from communes.queries.wording import kept_specs
from tests.factories.communes import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_the_second_time_costs_one_query(world, django_assert_num_queries):
    day = world.period.ends
    first = kept_specs(world.criteria_set, on=day)
    assert first == load_specs(world.criteria_set, on=day)
    with django_assert_num_queries(1):
        assert kept_specs(world.criteria_set, on=day) is first


@pytest.mark.parametrize("model", [Indicator, Criterion, IndicatorPart])
def test_a_changed_row_is_seen_at_once(world, model):
    day = world.period.ends
    before = kept_specs(world.criteria_set, on=day)
    column = "label" if model is IndicatorPart else "title"
    model.objects.filter(pk=model.objects.first().pk).update(**{column: "lời mới"})
    after = kept_specs(world.criteria_set, on=day)
    assert after != before
    assert after == load_specs(world.criteria_set, on=day)


def test_a_removed_row_too(world):
    day = world.period.ends
    kept_specs(world.criteria_set, on=day)
    world.indicators["17.9"].parts.get().delete()  # no level rests on it
    assert kept_specs(world.criteria_set, on=day) == load_specs(world.criteria_set, on=day)


def test_another_day_is_another_wording(world):
    day = world.period.ends
    row = world.indicators["16"]
    Indicator.objects.filter(pk=row.pk).update(valid=(None, day))
    assert row.pk not in kept_specs(world.criteria_set, on=day).indicators
    assert row.pk in kept_specs(world.criteria_set, on=world.period.starts).indicators
