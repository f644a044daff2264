"""What stands in the database after a drill, held against what people were told."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.drill.people import Act
from tests.drill.portal import Portal

MARKED = (
    "communes_entryrevision",
    "communes_receipt",
    "core_auditevent",
    "core_storedfile",
    "core_job",
    "reports_documentsnapshot",
)


@dataclass
class Proof:
    """Counts of acknowledged acts, and a sentence for each that is not as people were told."""

    saves: int = 0
    uploads: int = 0
    sends: int = 0
    jobs: int = 0
    bytes_without_row: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def marks(portal: Portal) -> dict[str, int]:
    """The highest id of each table before people begin."""
    return {t: portal.rows(f"SELECT coalesce(max(id), 0) FROM {t}")[0][0] for t in MARKED}


def prove(portal: Portal, acts: list[Act], before: dict[str, int]) -> Proof:
    """Look for every acknowledged act, and for what nobody has asked for."""
    proof = Proof()
    _saves(portal, [a for a in acts if a.kind == "save"], before, proof)
    _uploads(portal, [a for a in acts if a.kind == "upload"], before, proof)
    _sends(portal, [a for a in acts if a.kind == "send"], proof)
    _jobs(portal, [a for a in acts if a.kind == "print"], before, proof)
    return proof


def _saves(portal: Portal, acts: list[Act], before: dict[str, int], proof: Proof) -> None:
    answers: dict[str, dict[str, Any]] = dict(
        portal.rows(
            "SELECT key, response FROM core_idempotencykey WHERE key = ANY(%s)",
            [[act.key for act in acts]],
        )
    )
    reports = sorted({act.about["report"] for act in acts})
    revisions = {
        (report, indicator, version): (raw, code, by)
        for report, indicator, version, raw, code, by in portal.rows(
            "SELECT p.uid::text, e.indicator_id, r.version, r.raw, c.code, u.username"
            " FROM communes_entryrevision r JOIN communes_indicatorentry e ON e.id = r.entry_id"
            " JOIN communes_progressreport p ON p.id = e.report_id"
            " JOIN communes_receipt c ON c.id = r.receipt_id JOIN core_user u ON u.id = r.author_id"
            " WHERE p.uid::text = ANY(%s) AND r.id > %s",
            [reports, before["communes_entryrevision"]],
        )
    }
    claimed: Counter[tuple[str, int, int]] = Counter()
    for act in acts:
        answer = answers.get(act.key)
        if answer and answer["saved"]:
            place = (act.about["report"], act.about["indicator"], answer["saved"][0]["version"])
            claimed[place] += 1
            raw, code, by = revisions.get(place, ({}, "", ""))
            typed = [part.get("number") for part in raw.values()]
            right = (typed, code, by) == ([act.about["value"]], answer["code"], act.by)
        else:
            right = False
        if act.acknowledged:
            proof.saves += 1
            if not right:
                proof.lost.append(f"save {act.key}: acknowledged, its revision is not there")
    proof.twice += [f"revision {place}: nobody's, or two keys'" for place in revisions
                    if claimed[place] != 1]  # fmt: skip
    for table, where in (("receipt", "kind = 'save' AND report_id IN (SELECT id FROM "
                          "communes_progressreport WHERE uid::text = ANY(%s))"),):  # fmt: skip
        statement = f"SELECT count(*) FROM communes_{table} WHERE {where} AND id > %s"
        count = portal.rows(statement, [reports, before[f"communes_{table}"]])[0][0]
        if count != len(revisions):
            proof.twice.append(f"{count} receipts for {len(revisions)} revisions")
    events = portal.rows(
        "SELECT count(*) FROM core_auditevent WHERE action = 'report.save'"
        " AND subject_uid::text = ANY(%s) AND id > %s",
        [reports, before["core_auditevent"]],
    )[0][0]
    if events != len(revisions):
        proof.twice.append(f"{events} events for {len(revisions)} revisions")


def _uploads(portal: Portal, acts: list[Act], before: dict[str, int], proof: Proof) -> None:
    stored = Counter(
        row[0]
        for row in portal.rows(
            "SELECT f.sha256 FROM communes_evidence e JOIN core_storedfile f ON f.id = e.file_id"
            " WHERE e.state = 'stored' AND f.sha256 = ANY(%s)",
            [[act.key for act in acts]],
        )
    )
    for act in acts:
        if act.acknowledged:
            proof.uploads += 1
            if not stored[act.key]:
                proof.lost.append(f"upload {act.key[:12]}: acknowledged, no evidence")
        if stored[act.key] > 1:
            proof.twice.append(f"upload {act.key[:12]}: {stored[act.key]} rows")
    rows = portal.rows("SELECT path, sha256, id FROM core_storedfile")
    store = portal.folder / "files"
    for path, sha256, pk in rows:
        if pk <= before["core_storedfile"]:
            continue
        try:
            content = (store / path).read_bytes()
        except FileNotFoundError:
            content = b""
        if hashlib.sha256(content).hexdigest() != sha256:
            proof.lost.append(f"file {path}: a row without its bytes")
    orphans = portal.rows(
        "SELECT count(*) FROM core_storedfile f WHERE owner_kind = 'evidence' AND id > %s AND NOT"
        " EXISTS (SELECT 1 FROM communes_evidence e WHERE e.file_id = f.id)",
        [before["core_storedfile"]],
    )[0][0]
    if orphans:
        proof.broken.append(f"{orphans} rows of files that no evidence names")
    known = {path for path, _, _ in rows}
    there = {str(p.relative_to(store)) for p in store.rglob("*") if p.is_file()}
    proof.bytes_without_row = len(there - known)


def _sends(portal: Portal, acts: list[Act], proof: Proof) -> None:
    slips = dict(
        portal.rows(
            "SELECT p.uid::text, count(*) FROM communes_receipt c JOIN communes_progressreport p"
            " ON p.id = c.report_id WHERE c.kind = 'submit' AND p.uid::text = ANY(%s) GROUP BY 1",
            [[act.key for act in acts]],
        )
    )
    for act in acts:
        found = slips.get(act.key, 0)
        if act.acknowledged:
            proof.sends += 1
            if not found:
                proof.lost.append(f"report {act.key}: sent, no slip")
        if found > 1:
            proof.twice.append(f"report {act.key}: {found} slips")


def _jobs(portal: Portal, acts: list[Act], before: dict[str, int], proof: Proof) -> None:
    rows = {
        str(uid): (state, file)
        for uid, state, file in portal.rows(
            "SELECT uid, state, result_file_id FROM core_job WHERE id > %s"
            " AND kind = 'reports.print'",
            [before["core_job"]],
        )
    }
    for act in acts:
        if not act.acknowledged:
            continue
        proof.jobs += 1
        state, file = rows.get(str(act.about.get("job")), ("gone", None))
        if state == "gone":
            proof.lost.append(f"job {act.about.get('job')}: asked for, no row")
        elif state != "done" or file is None:
            proof.broken.append(f"job {act.about.get('job')}: {state}")
    snapshots = portal.rows(
        "SELECT count(*) FROM reports_documentsnapshot WHERE id > %s",
        [before["reports_documentsnapshot"]],
    )[0][0]
    if len(rows) > len(acts) or snapshots > len(rows):
        proof.twice.append(f"{len(acts)} asked, {len(rows)} jobs, {snapshots} documents")
