"""Tasks of the plan as they are loaded: sourced, each with one lead, a second load adds nothing."""

from __future__ import annotations

import pytest

from campaigns.models import ReminderRule, TaskTemplate
from campaigns.recurrence import Rule
from campaigns.task_enums import TaskSection
from communes.models import Agency
from communes.reference.loading import load_reference

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


def test_every_template_can_be_given() -> None:
    rows = list(TaskTemplate.objects.all())
    codes = set(Agency.objects.values_list("code", flat=True))
    assert len(rows) >= 15
    for row in rows:
        assert row.source, row.code
        assert row.section in TaskSection.values
        assert set(row.co_codes) <= codes, row.code
        if row.repeat:
            assert row.day and row.month and Rule(row.repeat, row.day, row.month).sound, row.code
            assert row.note, row.code  # the day is ours, and says so


def test_the_leads_the_plan_names_have_their_tasks() -> None:
    found = {row.agency.code for row in TaskTemplate.objects.select_related("agency") if row.agency}
    assert found >= {"vpdp", "noivu", "nnptnt", "mttq", "ttvhtt"}
    assert TaskTemplate.objects.filter(every_commune=True).exists()
    assert TaskTemplate.objects.filter(every_agency=True).exists()


def test_days_of_reminders_are_nobodys_law() -> None:
    assert {row.when for row in ReminderRule.objects.all()} == {"before", "after"}
    assert not ReminderRule.objects.filter(certain=True).exists()


def test_a_second_load_adds_nothing() -> None:
    before = TaskTemplate.objects.count(), ReminderRule.objects.count()
    assert load_reference().changes == 0
    assert (TaskTemplate.objects.count(), ReminderRule.objects.count()) == before
