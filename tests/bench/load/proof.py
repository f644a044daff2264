"""Whether everything the portal acknowledged is in its database, asked from outside of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg2

from tests.bench.load.browser import Acknowledged

CELL = """
SELECT r.raw, c.code, k.response ->> 'code'
FROM communes_entryrevision r
JOIN communes_indicatorentry e ON e.id = r.entry_id
JOIN communes_progressreport p ON p.id = e.report_id
JOIN communes_receipt c ON c.id = r.receipt_id AND c.report_id = p.id
JOIN core_user u ON u.id = r.author_id
LEFT JOIN core_idempotencykey k ON k.user_id = u.id AND k.key = %(key)s
WHERE p.uid = %(report)s AND e.indicator_id = %(indicator)s AND r.version = %(version)s
  AND u.username = %(username)s
"""
FILE = """
SELECT f.path FROM communes_evidence v
JOIN core_storedfile f ON f.id = v.file_id
JOIN communes_indicatorentry e ON e.id = v.entry_id
JOIN communes_progressreport p ON p.id = e.report_id
WHERE p.uid = %(report)s AND e.indicator_id = %(indicator)s AND f.sha256 = %(sha256)s
  AND v.state = 'stored'
"""


def lost(database: str, files: Path, kept: Iterable[Acknowledged]) -> list[str]:
    """A sentence for every acknowledged save or file that is not there as it was sent."""
    found = []
    with psycopg2.connect(database) as connection, connection.cursor() as cursor:
        for one in kept:
            why = _cell(cursor, one) if one.kind == "cell" else _file(cursor, files, one)
            if why:
                found.append(f"{one.username} {one.report} {one.indicator}: {why}")
    connection.close()
    return found


def _cell(cursor: Any, one: Acknowledged) -> str:
    cursor.execute(CELL, vars(one))
    rows = cursor.fetchall()
    if len(rows) != 1:
        return f"{len(rows)} revisions of version {one.version}"
    raw, code, answered = rows[0]
    sent = {name.split("_", 1)[1]: value for name, value in one.values.items()}
    stored = {f"{part}_{field}": value for part, values in raw.items()
              for field, value in values.items() if value}  # fmt: skip
    if stored != sent:
        return f"sent {sent}, stored {stored}"
    if not one.code == code == answered:
        return f"receipt {one.code}, stored {code}, kept for the key {answered}"
    return ""


def _file(cursor: Any, files: Path, one: Acknowledged) -> str:
    cursor.execute(FILE, vars(one))
    rows = cursor.fetchall()
    if len(rows) != 1:
        return f"{len(rows)} files"
    path = files / rows[0][0]
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != one.sha256:
        return "the file is not the one sent"
    return ""
