"""Clusters in the demonstration: Sơn Lang heads cluster 1 and has signed its pledge, Đak Rong has
a draft; the offices' cluster scores itself and Phòng NN&PTNT heads it."""

from __future__ import annotations

from typing import Any

from campaigns.models import ClusterHead, ClusterMember, EmulationCluster, Pledge, ScoringSheet
from communes.models import AdministrativeUnit, Agency
from tests.security.registers import MISSING, NOBODY, Things

YEAR = 2025
MEMBERS = {"sonlang": "son-lang", "dakrong": "dak-rong"}


def _uids(**rows: Any) -> Things:
    return {name: {"uid": row.uid} for name, row in rows.items()} | {"missing": MISSING}


def cluster_things() -> dict[str, Things]:
    """{address: {object name: values}} of clusters, pledges, scoring and yearly results."""
    clusters = _uids(
        cum1=EmulationCluster.objects.get(name__startswith="Cụm thi đua số 1"),
        totung=EmulationCluster.objects.get(unit__key="to-tung"),
    )
    members = {
        name: ClusterMember.objects.get(unit__key=key, cluster__unit__key="huyen-kbang")
        for name, key in MEMBERS.items()
    }
    pledges = {
        name: Pledge.objects.get(member=member, year=YEAR) for name, member in members.items()
    }
    targets = {name: row.targets.order_by("order")[0] for name, row in pledges.items()}
    sheets = {state: ScoringSheet.objects.get(state=state) for state in ("self", "cross", "agreed")}
    head = ClusterHead.objects.get(cluster__unit__key="huyen-kbang", member=members["sonlang"])
    item = sheets["agreed"].items.order_by("order")[0]
    found: dict[str, Things] = {
        **dict.fromkeys(
            ("cluster", "cluster-edit", "cluster-member-new", "cluster-head-new", "sheet-new"),
            clusters,
        ),
        "cluster-member-end": _uids(cum1=members["sonlang"]),
        "cluster-head-withdraw": _uids(cum1=head),
        "pledge-write": {
            name: {**values, "year": YEAR} for name, values in _uids(**members).items()
        },
        **dict.fromkeys(("pledge", "pledge-sign"), _uids(**pledges)),
        "pledge-result": _uids(**targets),
        "sheet": _uids(**sheets),
        **dict.fromkeys(
            (
                "sheet-edit", "sheet-item-new", "sheet-checks", "sheet-open", "sheet-take-back",
                "sheet-cross", "sheet-agree",
            ),
            _uids(own=sheets["self"], agreed=sheets["agreed"]),
        ),
        **dict.fromkeys(("sheet-item-edit", "sheet-item-remove"), _uids(agreed=item)),
        **_scores(sheets),
        "statement": {
            name: {"year": YEAR, **values}
            for name, values in _uids(
                sonlang=AdministrativeUnit.objects.get(key="son-lang"),
                nnptnt=Agency.objects.get(code="nnptnt"),
            ).items()
        },
    }  # fmt: skip
    return {f"campaigns:{name}": things for name, things in found.items()}


def _scores(sheets: dict[str, ScoringSheet]) -> dict[str, Things]:
    """Points of Phòng NN&PTNT in the offices' cluster, of a commune in cluster 2."""
    office = ClusterMember.objects.get(cluster=sheets["self"].cluster, agency__code="nnptnt")
    commune = ClusterMember.objects.get(cluster=sheets["cross"].cluster, unit__key="dong")
    missing = {"missing": {"uid": NOBODY, "who": NOBODY}}
    own = {"nnptnt": {"uid": sheets["self"].uid, "who": office.uid}} | missing
    other = {"dong": {"uid": sheets["cross"].uid, "who": commune.uid}} | missing
    return {"score-self": own, "score-cross": other, "score-agreed": other}
