"""Petitions that an amendment of the plan answers: each is cited once, by the version itself."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from campaigns.models import Petition, PlanVersion
from campaigns.queries.petitions import citable
from kbang_ntm.core import audit
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User


@transaction.atomic
def cite(*, version: PlanVersion, petition_ids: Collection[int], actor: User) -> list[Petition]:
    """Let an amendment cite accepted petitions; each says from then on which amendment it was.

    The caller has checked that the actor leads the campaign. Raises Refused (`petition`).
    """
    wanted = set(petition_ids)
    rows = list(
        citable(actor, version.campaign)
        .filter(pk__in=wanted)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if len(rows) != len(wanted):
        raise Refused(
            "petition", "Có kiến nghị không còn chờ sửa kế hoạch. Tải lại trang rồi chọn lại."
        )
    for row in rows:
        row.amended_by, row.amended_plan = version, version.words[:60]
        row.save(update_fields=["amended_by", "amended_plan"])
        audit.record(
            actor=actor,
            action="petition.amend",
            subject=row,
            summary=f"Dẫn trong {version.words}",
            data={"version": str(version.uid)},
        )
    return rows
