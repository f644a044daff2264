"""A file of figures from upload to confirmation: the same as typing, and nothing before that."""

from __future__ import annotations

import pytest

from communes.models import EntryRevision
from communes.services.import_plan import make_plan
from communes.services.imports import confirm_import
from tests.factories.communes import make_world
from tests.factories.workbooks import downloaded, filled, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def test_smoke(world):
    report = world.report()
    content = downloaded(report, world.officer)
    batch = upload(report, filled(content), world.officer)
    plan = make_plan(batch, actor=world.officer)
    print(plan, batch.problems, batch.notes, batch.edits)
    assert len(plan.changes) == 8
    confirm_import(batch=batch, choices={}, actor=world.officer)
    assert EntryRevision.objects.count() == 8
