"""Which figures of the portal speak to which criterion of the plan's subjects a) to đ)."""

from __future__ import annotations

STANDARD, MODEL, VILLAGE = "standard", "model", "village"
DEBT, TASKS, REPORTS, GUIDANCE = "debt", "tasks", "reports", "guidance"
PROPOSALS, SUPPORTED, OCOP, INITIATIVES = "proposals", "supported", "ocop", "initiatives"
COOPERATIVES, CHAINS, CONTRIBUTIONS, PLAN = "cooperatives", "chains", "contributions", "plan"

FIGURES_OF: dict[tuple[str, int], tuple[str, ...]] = {
    ("a", 1): (GUIDANCE, TASKS),
    ("a", 2): (PROPOSALS,),
    ("a", 3): (SUPPORTED,),
    ("b", 1): (PLAN, REPORTS, TASKS),
    ("b", 2): (STANDARD, DEBT),
    ("b", 3): (MODEL, DEBT),
    ("c", 1): (VILLAGE,),
    ("d", 1): (CONTRIBUTIONS,),
    ("d", 2): (CHAINS, COOPERATIVES, OCOP),
    ("đ", 1): (INITIATIVES, PROPOSALS),
    ("đ", 2): (CONTRIBUTIONS, INITIATIVES),
    ("đ", 3): (CONTRIBUTIONS,),
}
"""(point of the subject, order of its criterion) -> codes of figures. A criterion that quản trị
has added has none: people judge it."""
