"""Support in the demonstration: Mặt trận helps Sơn Lang, Phòng NN&PTNT helps Đak Rong."""

from __future__ import annotations

from campaigns.models import SupportAssignment, SupportVisit
from communes.models import AdministrativeUnit, Agency
from tests.security.registers import MISSING, Things

PAIRS = {"sonlang": ("mttq", "son-lang"), "dakrong": ("nnptnt", "dak-rong")}


def support_things() -> dict[str, Things]:
    """{address: {object name: values}} of support."""
    assignments, visits, units = dict[str, dict[str, object]](), {}, {}
    for name, (agency, unit) in PAIRS.items():
        pair = {"agency__code": agency, "unit__key": unit}
        assignments[name] = {"uid": SupportAssignment.objects.get(**pair).uid}
        visits[name] = {"uid": SupportVisit.objects.filter(**pair).order_by("pk")[0].uid}
        units[name] = {"uid": AdministrativeUnit.objects.get(key=unit).uid}
    missing = {"missing": MISSING}
    agency_ = {"nnptnt": {"uid": Agency.objects.get(code="nnptnt").uid}}
    found: dict[str, Things] = {
        "support-agency": agency_ | missing,
        "support-unit": units | missing,
        **dict.fromkeys(("support-end", "support-withdraw"), assignments | missing),
        **dict.fromkeys(("support-visit", "support-visit-withdraw"), visits | missing),
    }
    return {f"campaigns:{name}": things for name, things in found.items()}
