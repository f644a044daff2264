"""The ledger of contributions of the demonstration: things the tests of rights walk with."""

from __future__ import annotations

from campaigns.models import Contribution
from communes.models import AdministrativeUnit
from tests.security.registers import NOBODY, Things, _things


def contribution_things() -> dict[str, Things]:
    """{address: {object name: values}} of the ledger: a row and the plan of Sơn Lang."""
    rows = Contribution.objects.filter(unit__key="son-lang", corrects__isnull=True)
    row = _things(sonlang=rows.filter(counter__isnull=True).order_by("pk")[0])
    unit = AdministrativeUnit.objects.get(key="son-lang")
    plan = {
        "sonlang": {"year": 2025, "uid": unit.uid},
        "missing": {"year": 2025, "uid": NOBODY},
    }
    return {
        "campaigns:contribution": row,
        "campaigns:contribution-back": row,
        "campaigns:contribution-plan": plan,
    }
