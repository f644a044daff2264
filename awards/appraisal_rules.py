"""Who works at a desk or leads a level; who reads and answers consultations."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from awards.nomination_rules import desk_units, is_desk, leader_units, reader_units
from campaigns.rules import acting
from kbang_ntm.core.models import User


def works_on_awards(user: User) -> bool:
    """Is a desk or a leader of some level."""
    return bool(desk_units(user) | leader_units(user))


def consultations_seen_by(user: User) -> Q:
    """Of the levels read by duty; of the own agency what it was asked and was not taken back."""
    asked = Q(agency_id__in=acting(user).agencies, withdrawn_at__isnull=True)
    return Q(nomination__round__unit_id__in=reader_units(user)) | asked


def may_ask(user: User, row: Any) -> bool:
    """Works for the desk of the level."""
    return is_desk(user, row.nomination.round.unit_id)


def may_answer(user: User, row: Any) -> bool:
    """Works for the agency that was asked."""
    return row.agency_id is not None and row.agency_id in acting(user).agencies
